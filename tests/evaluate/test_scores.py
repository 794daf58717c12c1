"""From judgements to rates: orders are averaged, failures stand apart, splits count alike."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from negforge.core.errors import UsageError
from negforge.core.pair import Pair
from negforge.core.verdict import Failure, Judgement, Rate, Verdict
from negforge.evaluate.scores import Row, rates
from negforge.stats.intervals import clustered_rate
from tests.validate.examples import pair_of

LOST: Failure = Failure("provider", "503")


def pair(pair_id: str, template: str, split: str | None = "robust_recovery") -> Pair:
    one = pair_of()
    return replace(one, id=pair_id, split=split, task=replace(one.task, template_id=template))


def judged(pair_id: str, *outcomes: Verdict | Failure, evaluator: str = "judge") -> list[Judgement]:
    """The outcome with the chosen first, and then with the rejected first."""
    orders = zip(("chosen_first", "rejected_first"), outcomes, strict=False)
    return [Judgement(pair_id, evaluator, order, outcome) for order, outcome in orders]  # type: ignore[arg-type]


def test_a_pair_is_worth_the_mean_of_its_orders() -> None:
    pairs = [pair("a", "t1"), pair("b", "t2"), pair("c", "t2"), pair("d", "t3")]
    said = [
        *judged("a", "chosen", "chosen"),
        *judged("b", "chosen", "rejected"),
        *judged("c", "tie", "rejected"),
        *judged("d", "tie", "tie"),
    ]
    rate = clustered_rate([1.0, 0.5, 0.25, 0.5], ["t1", "t2", "t2", "t3"], 0)
    assert rates(said, pairs)[0] == Row("judge", "robust_recovery", rate, 0.5)


def test_failures_are_apart_and_never_wrong_answers() -> None:
    pairs = [pair("a", "t1"), pair("b", "t2"), pair("c", "t3")]
    said = [*judged("a", "chosen", LOST), *judged("b", LOST, LOST), *judged("c", "chosen", "chosen")]
    row = rates(said, pairs)[0]
    assert (row.rate.value, row.rate.n, row.rate.failed, row.rate.clusters) == (1.0, 2, 1, 2)
    assert row.flip_rate == 0.0


def test_one_order_alone_has_no_flip_rate() -> None:
    assert [row.flip_rate for row in rates(judged("a", "chosen"), [pair("a", "t1")])] == [None, None]


def test_the_macro_average_counts_each_split_once() -> None:
    pairs = [pair("a", "t1", "planning_single_easy")] + [pair(f"b{k}", f"t{k}", "tool_irrelevance") for k in range(3)]
    said = judged("a", "chosen", "rejected")
    for k in range(3):
        said += judged(f"b{k}", "rejected", "rejected")
    rows = rates(said, pairs)
    assert [(row.split, row.rate.value, row.flip_rate) for row in rows] == [
        ("planning_single_easy", 0.5, 1.0),
        ("tool_irrelevance", 0.0, 0.0),
        ("macro", 0.25, 0.5),
    ]
    assert rows[-1].rate.n == 4


def test_a_split_that_only_failed_has_no_value_and_does_not_count_in_the_macro_average() -> None:
    pairs = [pair("a", "t1", "safety_refusal"), pair("b", "t1"), pair("c", "t2")]
    rows = rates([*judged("a", LOST), *judged("b", "chosen"), *judged("c", "chosen")], pairs)
    assert math.isnan(rows[0].rate.value)
    assert (rows[0].rate.n, rows[0].rate.failed, rows[0].rate.low, rows[0].rate.high) == (0, 1, 0.0, 1.0)
    assert (rows[-1].split, rows[-1].rate.value, rows[-1].rate.failed) == ("macro", 1.0, 1)


def test_each_evaluator_has_rows_of_its_own_over_the_pairs_it_was_asked_about() -> None:
    pairs = [pair("a", "t1", None), pair("b", "t2", None)]
    said = [
        *judged("a", "chosen", evaluator="x"),
        *judged("b", "rejected", evaluator="y"),
        *judged("b", "tie", evaluator="x"),
    ]
    assert [(row.evaluator, row.split, row.rate.value, row.rate.n) for row in rates(said, pairs)] == [
        ("x", "(no split)", 0.75, 2),
        ("x", "macro", 0.75, 2),
        ("y", "(no split)", 0.0, 1),
        ("y", "macro", 0.0, 1),
    ]


def test_a_judgement_of_an_unknown_pair_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="a judgement of judge is about pair z, which is not among the 1 pairs given"):
        rates(judged("z", "chosen"), [pair("a", "t1")])


def test_no_judgements_give_no_rows() -> None:
    assert rates([], [pair("a", "t1")]) == []


def test_the_macro_interval_over_one_split_is_the_splits_own() -> None:
    pairs = [pair(f"p{k}", f"t{k % 5}") for k in range(20)]
    said = [one for k in range(20) for one in judged(f"p{k}", "chosen" if k % 3 else "rejected")]
    split, macro = (row.rate for row in rates(said, pairs))
    assert isinstance(macro, Rate)
    assert (macro.value, macro.n, macro.clusters) == (split.value, split.n, split.clusters)
    assert (macro.low, macro.high) == (pytest.approx(split.low), pytest.approx(split.high))
