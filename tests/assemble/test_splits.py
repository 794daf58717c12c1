"""Pairs find their split, and no pair stands in the benchmark twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from negforge.assemble.splits import SPLITS, assemble, split_of
from negforge.core.certificate import Certificate
from negforge.core.errors import UsageError
from negforge.core.message import say
from negforge.core.pair import Drop, Pair
from negforge.core.trajectory import Trajectory
from tests.validate.examples import CHOSEN, call, pair_of


def planning(calls: int, turns: int, pair_id: str = "p") -> Pair:
    """A planning pair whose chosen makes ``calls`` calls and shows ``turns`` user turns, the opening's included."""
    messages = [call(str(k), "R1") for k in range(calls)] + [say("user", "And?") for _ in range(turns - 1)]
    return replace(pair_of(), id=pair_id, chosen=Trajectory(tuple(messages)))


def made_by(rule: str, pair: Pair) -> Pair:
    return replace(pair, certificate=Certificate("records", (), rule, "{}"))


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


def test_splits_come_in_published_order_with_their_pairs_in_the_order_given() -> None:
    recovery = replace(planning(0, 1, "d"), family="robust_recovery")
    given = [recovery, planning(0, 2, "c"), planning(0, 1, "b"), planning(1, 1, "a")]
    splits = assemble(given).splits
    assert [(split, [pair.id for pair in pairs]) for split, pairs in splits.items()] == [
        ("planning_single_easy", ["b", "a"]),
        ("planning_multi_easy", ["c"]),
        ("robust_recovery", ["d"]),
    ]
    assert all(pair.split == split for split, pairs in splits.items() for pair in pairs)
    assert list(splits) == [split for split in SPLITS if split in splits]


def test_of_exact_repeats_the_first_stays_and_the_rest_are_drops() -> None:
    pair = pair_of(chosen=CHOSEN)
    made = assemble(made_by(rule, replace(pair, rollout=run)) for rule, run in [("a", "r1"), ("b", "r1"), ("a", "r2")])
    kept = made.splits["planning_single_easy"]
    assert [(one.certificate.rule, one.rollout) for one in kept if one.certificate] == [("a", "r1")]
    reason = "the same pair as one of rule a before it"
    assert made.drops == (
        Drop(pair.id, "duplicates", reason, "b", "swapped_values", "r1"),
        Drop(pair.id, "duplicates", reason, "a", "swapped_values", "r2"),
    )


def test_no_pairs_give_no_splits() -> None:
    assert assemble([]).splits == {}
