"""Reach and level: how far apart symptom and evidence lie, and what must be held in mind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from negforge.core.certificate import Evidence, Finding, Reach
from negforge.core.edit import Edit
from negforge.core.message import say
from negforge.validate.certify import parting
from negforge.validate.reach import depth_of, level_of, reach_of
from tests.validate.examples import CHOSEN, pair_of

PAIR = pair_of()
NO_WRITES = [False] * 6


def finding(*messages: int, arithmetic: int = 0, constraints: int = 0) -> Finding:
    return Finding("records", "Odd.", tuple(Evidence(at, "x") for at in messages), arithmetic, constraints)


def test_hops_are_counted_to_the_farthest_proof() -> None:
    assert reach_of(PAIR, [finding(5, 2, 4)], NO_WRITES).hops == 3


def test_what_is_nowhere_said_is_one_search_however_long_the_run() -> None:
    assert reach_of(PAIR, [finding(5)], NO_WRITES).hops == 0


def test_what_the_defect_makes_a_reader_weigh_counts_among_the_conditions() -> None:
    assert reach_of(PAIR, [finding(5, 2, constraints=1)], NO_WRITES, weighs=2).constraints == 3


def test_the_finding_that_is_easiest_to_see_counts() -> None:
    near, far = finding(5, 4), finding(5, 0, arithmetic=2, constraints=3)
    reach = reach_of(PAIR, [far, near], NO_WRITES)
    assert (reach.hops, reach.arithmetic, reach.constraints) == (1, 0, 0)


def test_writes_in_between_count() -> None:
    writes = [False, True, False, True, False, False]
    assert reach_of(PAIR, [finding(5, 0)], writes).changes == 2
    assert reach_of(PAIR, [finding(5, 2)], writes).changes == 1


def test_tokens_are_bytes_by_four_of_the_longer_side() -> None:
    longer = pair_of((Edit(4, CHOSEN[4], say("assistant", "é" * 400)),))
    assert reach_of(longer, [finding(5)], NO_WRITES).tokens >= 200


@pytest.mark.parametrize(
    ("reach", "level"),
    [
        (Reach(1, 0, 0, 0, 0, 500), 1),
        (Reach(2, 0, 1, 0, 0, 500), 1),
        (Reach(2, 0, 1, 1, 0, 500), 2),
        (Reach(4, 1, 0, 0, 0, 500), 3),
        (Reach(8, 0, 2, 0, 0, 500), 4),
        (Reach(14, 2, 2, 1, 4, 2500), 5),
    ],
)
def test_levels_go_from_side_by_side_to_far_apart(reach: Reach, level: int) -> None:
    assert level_of(reach) == level


def test_no_more_of_anything_lowers_the_level() -> None:
    for at in range(6):
        levels = []
        for amount in (0, 1, 2, 3, 6, 12, 3_000, 8_000):
            values = [1, 0, 0, 0, 0, 0]
            values[at] = amount
            levels.append(level_of(Reach(*values)))
        assert levels == sorted(levels)


def test_depth_is_the_third_in_which_the_sides_part() -> None:
    assert [depth_of(PAIR, at) for at in (0, 1, 2, 3, 4)] == ["early", "early", "middle", "middle", "late"]
    assert parting(PAIR) == 4
    assert parting(replace(PAIR, rejected=PAIR.chosen)) == 5
