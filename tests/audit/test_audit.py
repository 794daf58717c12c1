"""The audit: finds what was planted, finds nothing where nothing is, and never learns from what it scores."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from random import Random

import numpy as np  # noqa: TID253  # a test of what learns from numbers
import pytest

from negforge.audit.audit import audit, audit_trained
from negforge.audit.folds import folds_of
from negforge.audit.grouping import groups
from negforge.audit.options import Options
from negforge.audit.rounds import cross_validation, permuted, split_by_split
from negforge.audit.suite import TEXT
from negforge.audit.table import Sample, table_of, whole
from negforge.core.errors import UsageError
from negforge.core.message import say
from negforge.core.pair import Pair
from negforge.core.trajectory import Trajectory
from negforge.pipeline.reading.pair_files import pairs_at
from tests.audit.small_pairs import answer, clean, pair, planted
from tests.shared_data import shared

QUICK = Options(quick=True, draws=400)
FULL = Options(draws=200, folds=2)


def swapped_in_half(pairs: list[Pair]) -> list[Pair]:
    return [replace(one, chosen=one.rejected, rejected=one.chosen) if at % 2 else one for at, one in enumerate(pairs)]


def test_a_planted_cue_is_found_and_named() -> None:
    report = audit(planted(120, lambda text: f"**{text}**", share=0.8), QUICK)
    best = report.cues[0]
    assert best.cue == "fewer bold marks" and best.right == 1.0 and 0.7 < best.decides < 0.9
    assert best.figures.macro.low > report.chance
    assert report.group("surface").ensemble.macro.low > 0.75
    assert report.group("process").ensemble.macro.value == 0.5


def test_a_planted_word_is_found_by_who_reads_words() -> None:
    """All judges; the only one of these tests that takes seconds."""
    report = audit(
        planted(100, lambda text: text.replace(". ", ". Zebra ", 1), share=0.7, seed=1), replace(FULL, folds=3)
    )
    assert report.group("surface").ensemble.macro.low > 0.6
    assert any("zebra" in one.gram and one.side == "rejected" and one.right == 1.0 for one in report.words[:3])
    assert report.telling and all(one.score > 0 for one in report.telling)


def test_a_clean_set_and_the_control_of_a_leaky_one_are_near_one_half() -> None:
    nothing = audit(clean(160, seed=9), QUICK)
    leaky = audit(planted(160, lambda text: f"Sorry! {text}", seed=4), QUICK)
    for estimate in (nothing.group("surface").ensemble.macro, leaky.group("full").control.macro):
        assert estimate.low <= 0.5 <= estimate.high and abs(estimate.value - 0.5) < 0.12
    assert nothing.cues[0].figures.macro.value < nothing.chance + 0.02
    assert leaky.group("full").ensemble.macro.value > 0.95


def test_a_cue_that_points_both_ways_decides_nothing() -> None:
    report = audit(swapped_in_half(planted(120, lambda text: f"{text} !!", splits=1)), QUICK)
    cue = next(one for one in report.cues if one.feature == "exclamation marks")
    assert (cue.decides, cue.right, cue.figures.macro.value) == (1.0, 0.5, 0.5)


def test_a_cue_that_turns_with_the_split_is_found_all_the_same() -> None:
    pairs = planted(160, lambda text: f"{text} !!", splits=2)
    turned = [replace(one, chosen=one.rejected, rejected=one.chosen) if one.split == "s1" else one for one in pairs]
    report = audit(turned, QUICK)
    assert report.group("surface").ensemble.macro.value > 0.9
    left_out = report.group("surface").left_out
    assert left_out is not None and left_out.macro.value < 0.1, "what holds in one split is wrong in the other"


def test_training_elsewhere_tests_once_and_says_what_was_known() -> None:
    plant = "I am sorry. ".__add__
    report = audit_trained(planted(80, plant, seed=5), planted(60, plant, seed=6), QUICK)
    assert (report.method, report.pairs, report.trained_on, report.known) == ("trained_elsewhere", 60, 80, 0)
    assert report.group("full").ensemble.macro.value > 0.95 and report.group("full").left_out is None
    again = audit_trained(clean(20), clean(20), QUICK)
    assert again.known == 20


def test_the_direction_of_a_cue_is_taken_from_the_train_pairs() -> None:
    other = [
        replace(one, chosen=one.rejected, rejected=one.chosen) for one in planted(40, lambda text: text + " !!", seed=8)
    ]
    report = audit_trained(planted(40, lambda text: text + " !!", seed=7), other, QUICK)
    cue = next(one for one in report.cues if one.feature == "exclamation marks")
    assert cue.cue == "fewer exclamation marks" and cue.figures.macro.value == 0.0


def test_no_group_is_learned_from_and_scored() -> None:
    table = table_of(clean(60, each=5))
    assert len(set(table.clusters)) == 12
    for one in (*cross_validation(whole(table), 5, 0), *split_by_split(whole(table))):
        assert not {table.clusters[row] for row in one.train.rows} & {table.clusters[row] for row in one.test.rows}
    scored = sorted(place for one in cross_validation(whole(table), 5, 0) for place in one.places)
    assert scored == list(range(60))


def test_pairs_of_one_template_or_one_masked_query_are_one_group() -> None:
    first, second, third = clean(3, splits=1)
    third = replace(third, task=replace(third.task, template_id=first.task.template_id))
    asked = "Please move my booking from 12 May to 19 May and tell me what it costs, order "
    fourth, fifth = (
        replace(one, task=replace(one.task, opening=(say("user", f"{asked}{number}."),)))
        for one, number in zip(clean(2, seed=9), (17, 23), strict=True)
    )
    found = groups([first, second, third, fourth, fifth])
    assert found == (first.id, second.id, first.id, fourth.id, fourth.id)


def test_folds_are_alike_in_size_and_in_splits() -> None:
    clusters = [f"c{at // 3}" for at in range(300)]
    splits = [f"s{at // 3 % 2}" for at in range(300)]
    found = folds_of(clusters, splits, 5, 1)
    assert {found.count(fold) for fold in range(5)} == {60}
    assert {
        sum(one == fold and split == "s0" for one, split in zip(found, splits, strict=True)) for fold in range(5)
    } == {30}
    assert found == folds_of(clusters, splits, 5, 1) != folds_of(clusters, splits, 5, 2)


def test_the_control_turns_train_and_test_alike() -> None:
    table = table_of(clean(40))
    rounds = permuted(cross_validation(whole(table), 4, 0), 7)
    signs = np.zeros(40)
    for one in rounds:
        for part in (one.train, one.test):
            known = signs[part.rows]
            assert ((known == 0) | (known == part.signs)).all()
            signs[part.rows] = part.signs
    assert set(signs.tolist()) == {-1.0, 1.0}


@pytest.mark.parametrize("count", [1, 2])
def test_a_handful_of_pairs_is_audited_with_intervals_that_say_so(count: int) -> None:
    report = audit(clean(count, splits=1), FULL)
    estimate = report.group("full").ensemble.macro
    assert report.pairs == count and not math.isnan(estimate.value)
    assert estimate.high - estimate.low > 0.4


def test_no_pair_cannot_be_audited() -> None:
    with pytest.raises(UsageError, match="no pair to audit"):
        audit([], QUICK)
    with pytest.raises(UsageError, match="no pair to train on"):
        audit_trained([], clean(1), QUICK)


def test_texts_that_no_tool_expects_are_read() -> None:
    odd = "\ud800 \x1b[2J </svg><script> \x00 %s {0} " + "\u202e" * 5
    empty = replace(pair(3, "x", "y"), chosen=Trajectory(()), rejected=Trajectory(()), id="empty")
    pairs = [empty, *(pair(at, odd * at, answer(Random(at)), split=odd) for at in range(1, 9))]
    assert audit(pairs, FULL).pairs == 9


def test_a_judge_of_another_kind_can_join() -> None:
    class Longest:
        name, group = "longest final answer", "surface"

        def fit(self, train: Sample) -> Longest:
            return self

        def score(self, sample: Sample) -> np.ndarray:
            sizes = [len(first.final) - len(second.final) for first, second in sample.table.sides]
            return np.array(sizes, dtype=float)[sample.rows] * sample.signs

    report = audit(planted(40, lambda text: text[:9]), Options(judges=(Longest(),), draws=200))  # type: ignore[arg-type]
    assert [one.group for one in report.groups] == ["surface", "full"]
    assert report.group("full").ensemble.macro.value == 1.0


def test_the_report_holds_what_a_gate_needs() -> None:
    report = audit(clean(20), QUICK)
    for group in report.groups:
        macro = group.ensemble.macro
        assert macro.low <= macro.value <= macro.upper <= macro.high
    assert {"surface", "process", "context", "full"} == {one["group"] for one in asdict(report)["groups"]}
    assert len(TEXT) == 13


def test_the_references_splits_leak_as_much_as_was_measured() -> None:
    """Quick judges only; all of them together: docs/auditing.md."""
    pairs = list(pairs_at([shared("plan_rewardbench/planning_single_easy.jsonl")], lambda _: None))
    report = audit(pairs, QUICK)
    cues = {one.cue: one for one in report.cues}
    assert round(100 * cues["fewer parallel calls"].figures.macro.value, 1) == 76.7  # measured by others: UPSTREAM.md
    assert 0.71 < report.group("full").ensemble.macro.value < 0.87
