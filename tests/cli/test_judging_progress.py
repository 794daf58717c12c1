"""How far the asking is: counted for each model, with the rate of late and the time that is left at it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from negforge.cli.judging_progress import Standing, judging_shown
from negforge.core.verdict import Failure, Judgement

SAID = Judgement("p", "llm:a", "chosen_first", "chosen", cost=0.5)
LOST = replace(SAID, outcome=Failure("provider", "503"), cost=None)


def test_failures_cost_rate_and_time_left_are_told() -> None:
    one = Standing(100)
    for second in range(11):
        one.add(LOST if second == 3 else SAID, float(second))
    assert (one.done, one.failed) == (11, 1)
    assert one.told(10.0) == "1 failed, 1.0/s, cost 5, 0:01:29 left"


def test_what_came_from_the_tape_at_once_does_not_make_the_rest_look_fast() -> None:
    one = Standing(2000)
    for _ in range(1000):
        one.add(SAID, 0.0)
    for second in range(1, 101):
        one.add(SAID, float(second))
    assert "1.0/s" in one.told(100.0) and "0:15:00 left" in one.told(100.0)


def test_what_came_from_the_tape_is_told_and_its_cost_is_not_shown_as_one_to_pay() -> None:
    one = Standing(3)
    for _ in range(2):
        one.add(SAID, 0.0)
    assert one.told(0.0, stored=5) == "0 failed, 2 from the tape, cost 1 (paid before)"
    one.add(SAID, 0.0)
    assert one.told(0.0, stored=2) == "0 failed, 2 from the tape, cost 1.5 (the tape's included)"


def test_what_waits_for_a_batch_file_is_no_failure() -> None:
    one = Standing(2)
    one.add(replace(SAID, outcome=Failure("waiting", "")), 0.0)
    assert one.told(0.0).startswith("0 failed")


def test_without_a_terminal_each_model_has_a_line_at_its_start_and_at_its_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with judging_shown() as watch:
        for at in range(3):
            for name in ("llm:a", "llm:b\x1b[2J"):
                watch(replace(SAID, evaluator=name, sample=at), 3)
    told = capsys.readouterr().err.splitlines()
    assert [line.split(":", 2)[2].split(" ")[1:4] for line in told] == [["1", "of", "3:"]] * 2 + [["3", "of", "3:"]] * 2
    assert all("0 failed" in line and "\x1b" not in line for line in told)
