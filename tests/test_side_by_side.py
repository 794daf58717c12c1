"""Work side by side: results in input order, and a worker that dies is told. Workers import this light module."""

from __future__ import annotations

import os
from functools import partial

import pytest

from negforge.core.errors import RunError
from negforge.pipeline.running.bounded import run_in_order


def square(added: int, number: int) -> int:
    if number < 0:
        os._exit(9)
    return number * number + added


def test_results_come_in_input_order_from_any_number_of_workers() -> None:
    items = [(f"item {number}", number) for number in range(20)]
    results = [list(run_in_order(partial(int, 1), square, items, workers=workers)) for workers in (1, 2, 3)]
    assert results == [[number * number + 1 for number in range(20)]] * 3


def test_a_worker_that_dies_is_told_with_what_it_was_at() -> None:
    items = [("rollouts 1 to 25", 1), ("rollouts 26 to 50", -1)]
    with pytest.raises(RunError, match=r"a worker process died .* rollouts 26 to 50"):
        list(run_in_order(partial(int, 0), square, items, workers=2))
