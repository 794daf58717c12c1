"""From judgements to the report's own figures: votes, slices, reliability, spending, failures, ranks."""

from __future__ import annotations

import math

from negforge.core.chat import Usage
from negforge.core.verdict import Failure, Judgement, Rate
from negforge.report.entries import Entry, entry_of
from negforge.report.figures import Evaluator, Failures, Figure, Report, Spending
from negforge.report.reliable import reliability
from negforge.report.slices import slices
from negforge.report.spent import spent
from negforge.report.told import told_by
from negforge.stats.intervals import clustered_rate
from tests.report.small_evaluation import fare_pair, fare_pairs, judgements, said

LOST = Failure("unparsable", "nothing")


def entries(pairs: int = 8) -> list[Entry]:
    return [entry_of(pair, "rail", "0-4k") for pair in fare_pairs(pairs)]


def test_samples_vote_within_an_order_and_orders_are_averaged() -> None:
    first = [Judgement("p", "j", "chosen_first", outcome) for outcome in ("chosen", "chosen", "rejected")]  # type: ignore[arg-type]
    second = [Judgement("p", "j", "rejected_first", outcome) for outcome in ("rejected", "tie")]  # type: ignore[arg-type]
    told = told_by([*first, *second])["j"]["p"]
    assert (told.value(), told.signs()) == (0.75, "ct")


def test_a_failure_is_no_verdict_and_an_order_not_asked_is_neither() -> None:
    told = told_by([Judgement("p", "j", "chosen_first", LOST)])["j"]["p"]
    assert (told.value(), told.signs()) == (None, "x-")


def test_a_pair_counts_under_what_is_known_of_it() -> None:
    found = entry_of(fare_pair(1), None, "0-4k")
    assert found.facets == {
        "split": "one", "defect": "wrong_record_value", "level": "2", "depth": "late", "severity": "2",
        "world": "none", "length": "0-4k", "origin": "rule", "family": "planning", "twin": "not a twin",
    }  # fmt: skip
    assert found.query == "What does train R1 cost?"


def test_slices_are_rates_by_facet_clustered_by_template() -> None:
    pairs = fare_pairs(8)
    found = slices(told_by(judgements(pairs)), entries())
    of_steady = {(one.facet, one.value): one.rate for one in found if one.evaluator == "steady"}
    assert of_steady["defect", "wrong_record_value"] == clustered_rate([1.0] * 4, ["t0", "t1", "t2", "t3"], 0)
    assert of_steady["defect", "claim_without_step"] == clustered_rate([1, 0, 1, 0], ["t0", "t1", "t2", "t3"], 0)
    assert {facet for facet, _ in of_steady} == {"defect", "level", "severity"}


def test_pairs_without_verdict_are_counted_beside_the_rate() -> None:
    pairs = fare_pairs(4)
    told = told_by([*said(pairs[0], "j", LOST, LOST), *said(pairs[2], "j", "chosen", "chosen")])
    (found,) = [one for one in slices(told, entries(4)) if one.value == "wrong_record_value"]
    assert (found.rate.n, found.rate.failed, found.rate.value) == (1, 1, 1.0)


def test_reliability_is_of_the_side_preferred() -> None:
    pairs = fare_pairs(8)
    found = reliability("steady", told_by(judgements(pairs))["steady"], entries())
    assert found is not None
    assert [(round(step.low, 2), step.true.n, step.true.value) for step in found.steps] == [
        (0.8, 2, 0.0),
        (0.9, 6, 1.0),
    ]
    assert math.isclose(found.ece, (2 * 0.8 + 6 * 0.1) / 8)
    assert math.isclose(found.brier, (2 * 0.64 + 6 * 0.01) / 8)


def test_a_judge_that_always_says_one_half_has_the_brier_score_of_a_coin() -> None:
    said = [Judgement(one.id, "coin", "chosen_first", "tie", probability=0.5) for one in fare_pairs(4)]
    found = reliability("coin", told_by(said)["coin"], entries(4))
    assert found is not None and (found.brier, found.ece) == (0.25, 0.0)


def test_where_samples_state_no_probability_their_votes_are_one() -> None:
    said = [Judgement("p", "j", "chosen_first", outcome) for outcome in ("chosen", "chosen", "rejected", LOST)]  # type: ignore[arg-type]
    assert told_by(said)["j"]["p"].confidence() == (0.666667, 1.0)
    assert told_by([Judgement("p", "j", "chosen_first", LOST, probability=0.9)])["j"]["p"].confidence() is None


def test_a_judge_without_probabilities_has_no_reliability() -> None:
    assert reliability("swayed", told_by(judgements(fare_pairs(4)))["swayed"], entries(4)) is None


def test_tokens_time_and_failures_are_summed_by_judge() -> None:
    pair = fare_pair(0)
    one, other = said(pair, "j", "chosen", LOST, seconds=2.0, cost=0.25)
    spending, failures = spent([one, other, Judgement(pair.id, "program", "chosen_first", "tie")])
    assert spending == (Spending("j", 2, 200, 20, 0.5, 2.0, 2.0), Spending("program", 1, None, None, None, None, None))
    assert failures == (Failures("j", 2, (("unparsable", 1),)), Failures("program", 1, ()))
    assert one.usage == Usage(prompt=100, completion=10)


def test_ranks_go_by_the_average_and_shortcuts_stand_apart() -> None:
    def macro(name: str, value: float, n: int = 4) -> Figure:
        return Figure(name, "split", "macro", Rate(value, n, 4 - n, 0.0, 1.0, 4))

    evaluators = (Evaluator("low"), Evaluator("short", "shortcut"), Evaluator("none"), Evaluator("high"))
    figures = (macro("low", 0.4), macro("short", 0.9), macro("none", math.nan, 0), macro("high", 0.8))
    report = Report("t", (), 4, evaluators, figures)
    assert [one.name for one in report.in_order()] == ["high", "low", "none", "short"]
    best = report.best_shortcut()
    assert best is not None
    assert best.evaluator == "short"
