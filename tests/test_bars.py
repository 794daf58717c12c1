"""Bars of a build with sizes: each with its figure, met or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from negforge.cli.tables import bars_table
from negforge.core.message import ToolCall
from negforge.core.pair import Pair
from negforge.core.trajectory import Trajectory
from negforge.pipeline.building.build import build_benchmark
from negforge.pipeline.pairs.bars_stage import Bar, bars_of
from negforge.pipeline.reading.splits_stage import pairs_of
from tests.small_run import RECIPE, small_run

SIZES = {"planning_single_easy": 1, "tool_irrelevance": 1}


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return list(pairs_of(small_run()))


def bar(pairs: Sequence[Pair], what: str) -> Bar:
    (found,) = (one for one in bars_of(pairs, SIZES) if one.what == what)
    return found


def test_a_sound_build_meets_what_it_can_meet_and_says_what_it_cannot(pairs: list[Pair]) -> None:
    assert bar(pairs, "with a certificate") == Bar("with a certificate", "at least 100%", 1.0, True)
    assert bar(pairs, "whose chosen has an invalid call").met
    assert bar(pairs, "whose rejected has an invalid call of its own").met
    few = bar(pairs, "worlds")
    assert not few.met and 0 < few.reached < 11
    assert not bar(pairs, "pairs of 8k-16k tokens").met


def test_an_invalid_call_is_counted_on_the_side_that_makes_it(pairs: list[Pair]) -> None:
    at, pair = next((at, one) for at, one in enumerate(pairs) if _calls(one.chosen))
    messages = list(pair.chosen.messages)
    place = _calls(pair.chosen)[0]
    call = messages[place]
    assert isinstance(call, ToolCall)
    messages[place] = replace(call, arguments='{"no_such": ')
    broken = Trajectory(tuple(messages))
    assert not bar([*pairs[:at], replace(pair, chosen=broken)], "whose chosen has an invalid call").met
    one = bar([replace(pair, rejected=broken)], "whose rejected has an invalid call of its own")
    assert one.reached == 1.0 and not one.met


def test_no_pair_meets_no_share() -> None:
    assert not bar([], "with a certificate").met and not bar([], "pairs of planning_single_easy").met


def test_a_build_with_sizes_tells_its_bars(tmp_path: Path) -> None:
    (tmp_path / "sized.yaml").write_text(f"{RECIPE}assemble: {{sizes: {{planning_single_easy: 1}}}}\n")
    result = build_benchmark(str(tmp_path / "sized.yaml"), tmp_path / "run")
    assert result.bars is not None and result.bars[0]["what"] == "pairs of planning_single_easy"
    told = bars_table(result.bars)
    assert "with a certificate" in told and "100.0%" in told and "NOT MET" in told
    assert "bars.json" in (tmp_path / "run" / "ledger.json").read_text()


def _calls(side: Trajectory) -> list[int]:
    return [at for at, one in enumerate(side.messages) if isinstance(one, ToolCall)]
