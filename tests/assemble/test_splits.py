"""Pairs find their split."""

from __future__ import annotations

from dataclasses import replace

import pytest

from negforge.assemble.splits import SPLITS, place_of, split_of
from negforge.core.errors import UsageError
from negforge.core.message import say
from negforge.core.pair import Pair
from negforge.core.trajectory import Trajectory
from tests.validate.examples import call, pair_of


def planning(calls: int, turns: int, pair_id: str = "p") -> Pair:
    """A planning pair whose chosen makes ``calls`` calls and shows ``turns`` user turns, the opening's included."""
    messages = [call(str(k), "R1") for k in range(calls)] + [say("user", "And?") for _ in range(turns - 1)]
    return replace(pair_of(), id=pair_id, chosen=Trajectory(tuple(messages)))


@pytest.mark.parametrize(
    ("calls", "turns", "split"),
    [
        (0, 1, "planning_single_easy"),
        (3, 1, "planning_single_easy"),
        (4, 1, "planning_single_hard"),
        (9, 2, "planning_multi_easy"),
        (0, 3, "planning_multi_easy"),
        (0, 4, "planning_multi_hard"),
    ],
)
def test_planning_is_split_by_user_turns_and_length(calls: int, turns: int, split: str) -> None:
    assert split_of(planning(calls, turns)) == split


@pytest.mark.parametrize("family", ["robust_recovery", "safety_refusal", "tool_irrelevance"])
def test_every_other_family_is_one_split(family: str) -> None:
    assert split_of(replace(planning(9, 9), family=family)) == family


def test_a_task_whose_opening_has_no_user_turn_counts_as_single() -> None:
    pair = planning(0, 1)
    assert split_of(replace(pair, task=replace(pair.task, opening=()))) == "planning_single_easy"


def test_a_pair_without_a_family_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="pair p has the scenario family None; it must be one of planning, "):
        split_of(replace(planning(0, 1), family=None))


def test_unknown_splits_come_last_by_name() -> None:
    assert sorted(["mine", *reversed(SPLITS), "a"], key=place_of) == [*SPLITS, "a", "mine"]
