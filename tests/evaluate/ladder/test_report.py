"""The report of the ladder: rates by split and level, each rung against the last, the bars, failures apart."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from negforge.evaluate.ladder.report import Judged, judged, report
from negforge.evaluate.ladder.rungs import RUNGS
from tests.validate.examples import pair_of


def rows(number: int, level: int, values: tuple[float | None, ...], split: str = "one") -> list[Judged]:
    return [Judged(f"{split} {level} {at}", split, f"t{level}-{at}", level, "d", values) for at in range(number)]


CLIMBS = rows(20, 1, (1, 1, 1, 1, 1, 1)) + rows(20, 2, (0, 1, 1, 1, 1, 1)) + rows(20, 3, (0, 0, 1, 1, 1, 1))


def test_a_pair_is_judged_by_every_rung() -> None:
    one = judged(replace(pair_of(), split="planning_single_easy", level=2))
    assert (one.split, one.level, one.defect, len(one.values)) == ("planning_single_easy", 2, "swapped_values", 6)
    assert one.values[-1] in (0.0, 0.5, 1.0)


def test_rates_are_given_by_split_level_and_defect() -> None:
    found = report(CLIMBS)
    held = {(row.by, row.group, row.rung): row.rate for row in found.rows}
    assert held["all", "all", RUNGS[0].name].value == pytest.approx(1 / 3)
    assert [held["level", str(level), RUNGS[1].name].value for level in (1, 2, 3)] == [1.0, 1.0, 0.0]
    assert held["split", "one", RUNGS[2].name].n == held["defect", "d", RUNGS[2].name].n == 60


def test_each_rung_is_held_against_the_one_below() -> None:
    first, second, third, *_ = report(CLIMBS).steps
    assert (first.better, first.worse) == (second.better, second.worse) == (20, 0)
    assert first.p < 0.001
    assert (third.gain, third.p, third.mcnemar) == (0.0, 1.0, 1.0)


def test_the_bars_are_told_met_or_not() -> None:
    bars = {bar.says.split(":")[0]: bar.met for bar in report(CLIMBS).bars}
    assert bars["ladder_2_last_response beats ladder_1_surface"] is True
    assert bars["ladder_4_reckoning beats ladder_3_anywhere"] is False
    assert bars["ladder_1_surface falls over the levels"] is True
    assert bars["ladder_3_anywhere falls over the levels"] is False
    assert bars["one is not solved below rung 4"] is False  # the third solves all


def test_a_fall_that_comes_from_what_a_level_holds_is_not_seen_within_defects() -> None:
    easy = [replace(one, defect="easy") for one in rows(20, 1, (1.0,) * 6) + rows(2, 2, (1.0,) * 6)]
    hard = [replace(one, defect="hard", cluster=one.cluster + "h") for one in rows(2, 1, (0.0,) * 6, "b")]
    hard += [replace(one, defect="hard", cluster=one.cluster + "h") for one in rows(20, 2, (0.0,) * 6, "b")]
    found = report(easy + hard)
    assert found.trends[0].p < 0.001
    assert found.within[0].p > 0.4


def test_failures_are_counted_apart_and_pairs_without_a_level_tell_of_none() -> None:
    found = report([replace(one, level=None) for one in rows(3, 1, (1, None, 1, 1, 1, 1))])
    assert (found.rows[1].rate.n, found.rows[1].rate.failed) == (0, 3)
    assert math.isnan(found.trends[0].slope)
    assert {bar.met for bar in found.bars if "levels" in bar.says} == {None}


def test_no_pair_at_all_tells_nothing() -> None:
    found = report([])
    assert [row.rate.n for row in found.rows] == [0] * 6
    assert {bar.met for bar in found.bars} == {None}
