"""From judgements to all figures: on answers drawn from a truth that is known, and by hand where they are few."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict, replace
from random import Random

import pytest

from negforge.core.errors import UsageError
from negforge.core.verdict import Failure, Judgement, Order, Verdict
from negforge.evaluate.drifted import drifts
from negforge.evaluate.facts import Facts
from negforge.evaluate.measures import JudgeMeasures, Measures, measure
from negforge.pipeline.judging.judging_stage import measures_json
from negforge.stats.intervals import clustered_rate

ORDERS: tuple[Order, ...] = ("chosen_first", "rejected_first")


def facts(number: int, split: str = "robust_recovery") -> list[Facts]:
    """Two pairs a template; every third pair's defect is harmful, every second chosen is the longer one."""
    return [
        Facts(
            f"{split}-{at}",
            split,
            f"{split}-{at // 2}",
            "robust_recovery",
            severity=3 if at % 3 == 0 else 1,
            facets={"level": (str(1 + at % 5),), "constraint_kind": ("date", "money") if at % 4 == 0 else ("none",)},
            cues={"characters": 1 if at % 2 else -1, "markup": 0},
        )
        for at in range(number)
    ]


def both(pair_id: str, first: Verdict | Failure, second: Verdict | Failure, judge: str = "j") -> list[Judgement]:
    return [Judgement(pair_id, judge, order, said) for order, said in zip(ORDERS, (first, second), strict=True)]


def judged(known: list[Facts], judge: str, right: Callable[[Facts], float], rng_seed: int = 0) -> list[Judgement]:
    """The same verdict in both orders, right with the chance that ``right`` gives."""
    rng = Random(f"{judge} {rng_seed}")
    said: list[Judgement] = []
    for one in known:
        verdict: Verdict = "chosen" if rng.random() < right(one) else "rejected"
        said += both(one.pair_id, verdict, verdict, judge)
    return said


def only(measures: Measures) -> JudgeMeasures:
    (found,) = measures.judges
    return found


def test_each_kind_of_answer_has_its_column() -> None:
    known = facts(5)
    names = [one.pair_id for one in known]
    said = [
        *both(names[0], "chosen", "chosen"),
        *both(names[1], "chosen", "rejected"),
        *both(names[2], "tie", Failure("abstained", "unsure")),
        *both(names[3], Failure("unparsable", "?"), Failure("provider", "503")),
        *both(names[4], "rejected", "rejected"),
    ]
    split, macro = only(measure(said, known)).splits
    assert (split.split, split.pairs, split.answers, split.ties, split.abstained) == ("robust_recovery", 5, 10, 1, 1)
    assert split.failures == {"provider": 1, "unparsable": 1}
    assert (split.one_order, macro.one_order) == (1, 1)  # the tie, whose other order abstained
    assert (split.accuracy.n, split.accuracy.failed, split.accuracy.value) == (4, 1, 0.5)
    assert split.position is not None
    assert (split.position.flips.n, split.position.flips.value) == (3, pytest.approx(1 / 3))
    assert split.position.consistent.value == pytest.approx(1 / 3)
    assert split.position.first_bias.value == pytest.approx(1 / 3)  # one pair of three: the first in both orders
    assert (macro.split, macro.accuracy.value, macro.answers) == ("macro", 0.5, 10)


def test_a_judge_asked_in_one_order_has_no_pair_whose_other_order_failed() -> None:
    known = facts(2)
    said = [Judgement(one.pair_id, "rm", "chosen_first", "chosen") for one in known]
    assert only(measure(said, known)).macro.one_order == 0


def test_samples_vote_within_an_order() -> None:
    known = facts(2)
    said = [
        Judgement(known[0].pair_id, "j", "chosen_first", verdict, sample=at)
        for at, verdict in enumerate(("chosen", "rejected", "chosen"))
    ] + both(known[1].pair_id, "chosen", "chosen")
    assert only(measure(said, known)).macro.accuracy.value == 1.0


def test_severe_errors_weigh_more() -> None:
    known = facts(30)
    said = judged(known, "j", lambda one: float(one.severity != 3))
    macro = only(measure(said, known)).macro
    assert macro.accuracy.value == pytest.approx(20 / 30)
    assert macro.severity_error is not None
    assert macro.severity_error.value == pytest.approx(10 * 3 / (10 * 3 + 20))


def test_slices_hold_the_pairs_of_their_value_and_a_pair_may_be_in_two() -> None:
    known = facts(40)
    found = only(measure(judged(known, "j", lambda one: float(one.facets["level"] != ("5",))), known)).slices
    by_value = {(one.facet, one.value): one.rate for one in found}
    assert {value: rate.value for (facet, value), rate in by_value.items() if facet == "level"} == {
        **dict.fromkeys("1234", 1.0),
        "5": 0.0,
    }
    assert by_value["constraint_kind", "date"] == by_value["constraint_kind", "money"]
    assert by_value["constraint_kind", "none"].n == 30


def test_a_judge_swayed_by_length_is_found_out_and_another_is_not() -> None:
    known = facts(400)
    said = judged(known, "swayed", lambda one: 0.85 if one.cues["characters"] > 0 else 0.55)
    said += judged(known, "steady", lambda _: 0.7)
    swayed, steady = measure(said, known).judges
    (lean,) = swayed.style
    assert lean.cue == "characters" and lean.lean.low > 0.15 and lean.lean.high < 0.45
    assert steady.style[0].lean.low < 0 < steady.style[0].lean.high
    cells = {(one.chosen_has, one.severity): one.rate for one in lean.cells}
    assert cells["more", "all"].n == cells["more", "1"].n + cells["more", "3"].n == 200
    assert cells["same", "all"].n == 0


def test_the_lean_is_covered_as_often_as_promised() -> None:
    known, inside, runs = facts(200), 0, 150
    for run in range(runs):
        said = judged(known, "j", lambda one: 0.8 if one.cues["characters"] > 0 else 0.6, run)
        lean = only(measure(said, known)).style[0].lean
        inside += lean.low <= 0.2 <= lean.high
    assert 0.93 <= inside / runs <= 0.97, inside / runs


def test_equal_judges_form_a_group_and_a_better_one_stands_alone() -> None:
    known = facts(300) + facts(100, "tool_irrelevance")
    said = [each for name in "ab" for each in judged(known, name, lambda _: 0.6)]
    said += judged(known, "best", lambda _: 0.9)
    measures = measure(said, known)
    assert measures.groups[0] == ("best",) and sorted(measures.groups[1]) == ["a", "b"]
    assert [(one.one, one.apart) for one in measures.comparisons[:2]] == [("best", True)] * 2
    close = measures.comparisons[2]
    assert not close.apart and close.difference.n == 400
    assert close.pairs_needed is None or close.pairs_needed > 400
    assert 0.05 < close.gap_found < 0.2


def test_judges_are_compared_on_the_pairs_that_both_judged() -> None:
    known = facts(20)
    said = judged(known[:12], "a", lambda _: 1.0) + judged(known[6:], "b", lambda _: 0.0)
    said += [Judgement(one.pair_id, "silent", "chosen_first", Failure("provider", "503")) for one in known]
    measures = measure(said, known)
    (comparison,) = measures.comparisons
    assert (comparison.one, comparison.other, comparison.difference.n) == ("a", "b", 6)
    assert [one.evaluator for one in measures.judges] == ["a", "b", "silent"]


def test_judges_that_never_met_are_not_alike() -> None:
    known = facts(20)
    measures = measure(judged(known[:10], "a", lambda _: 0.9) + judged(known[10:], "b", lambda _: 0.8), known)
    (comparison,) = measures.comparisons
    assert (comparison.difference.n, comparison.apart) == (0, False)
    assert measures.groups == (("a",), ("b",))


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_refused_in_words(number: float) -> None:
    """A NaN among the scores made an auc of 1, and one among the probabilities a bare ValueError."""
    known = facts(1)
    stated = Judgement(known[0].pair_id, "j", "chosen_first", "chosen", probability=number)
    with pytest.raises(UsageError, match=f"of j on pair .* has the probability {number}, which is no finite number"):
        measure([stated], known)
    with pytest.raises(UsageError, match=f"has the scores 1.0, {number}, which is no finite number"):
        measure([replace(stated, probability=None, scores=(1.0, number))], known)


def test_probabilities_that_are_true_are_calibrated_and_bold_ones_are_mended() -> None:
    known = facts(1500)
    honest, bold_one = measure(_coherent(known), known).judges
    assert honest.confidence is not None and bold_one.confidence is not None
    assert honest.confidence.plain.ece < 2 * honest.confidence.plain.ece_by_chance
    assert bold_one.confidence.plain.ece > 3 * bold_one.confidence.plain.ece_by_chance
    assert bold_one.confidence.temperature == pytest.approx(3.0, rel=0.25)
    assert bold_one.confidence.scaled is not None
    assert bold_one.confidence.scaled.ece < bold_one.confidence.plain.ece / 2
    assert bold_one.thresholds.on_confidence[-1].precision.value > honest.macro.accuracy.value
    assert honest.scores == () and honest.thresholds.on_score == ()


def _coherent(known: list[Facts]) -> list[Judgement]:
    """A judge that says "better" with a confidence that comes true, and one that states the cube of its odds."""
    rng = Random(4)
    said: list[Judgement] = []
    for one in known:
        sure = rng.uniform(0.5, 0.98)
        right = rng.random() < sure
        verdict: Verdict = "chosen" if right else "rejected"
        for judge, stated in (("true", sure), ("bold", sure**3 / (sure**3 + (1 - sure) ** 3))):
            probability = stated if right else 1 - stated
            said.append(Judgement(one.pair_id, judge, "chosen_first", verdict, probability=probability))
    return said


def test_scores_are_spread_by_scenario_and_a_bound_on_them_finds_the_rejected() -> None:
    known, rng = facts(200), Random(5)
    said = []
    for one in known:
        scores = (rng.gauss(1, 1), rng.gauss(-1, 1))
        verdict: Verdict = "chosen" if scores[0] > scores[1] else "rejected"
        said.append(Judgement(one.pair_id, "rm", "chosen_first", verdict, scores=scores))
    found = only(measure(said, known))
    assert [one.scenario for one in found.scores] == ["robust_recovery", "all"]
    assert found.scores[-1].auc == pytest.approx(0.92, abs=0.03)  # of two normals two sd apart
    assert found.scores[-1].margin.mean == pytest.approx(2.0, abs=0.3)
    bounds = [one.bound for one in found.thresholds.on_score]
    assert bounds == sorted(bounds, reverse=True)
    assert found.thresholds.on_score[0].recall.value == 1.0 and found.thresholds.on_score[0].precision.value == 0.5
    assert found.thresholds.on_score[-1].precision.value > 0.95
    picks = {(one.on, one.sure): one.threshold for one in found.thresholds.picks}
    assert list(picks) == [(on, sure) for on in ("score", "margin") for sure in (0.8, 0.9, 0.95)]
    sure, surer = picks["score", 0.8], picks["score", 0.9]
    assert sure is not None and surer is not None and sure.precision.low >= 0.8 and surer.precision.low >= 0.9
    assert surer.bound < sure.bound < bounds[0] and surer.recall.value < sure.recall.value
    assert all(one.precision.low < 0.8 for one in found.thresholds.on_score if one.bound > sure.bound)
    assert found.thresholds.on_margin[-1].precision.value > found.thresholds.on_margin[0].precision.value
    assert found.macro.position is None and found.confidence is None


def test_a_judge_that_got_worse_drifts_and_one_that_did_not_does_not() -> None:
    known = facts(300)
    earlier = judged(known, "same", lambda _: 0.7) + judged(known, "worse", lambda _: 0.8)
    later = judged(known, "same", lambda _: 0.7, 1) + judged(known, "worse", lambda _: 0.6, 1)
    same, worse = drifts(earlier, [*later, *judged(known, "new", lambda _: 0.5)], known)
    assert same.accuracy.p > 0.05 and worse.accuracy.p < 0.01 and worse.accuracy.high < 0
    assert same.probability is None and same.scores == ()


def test_scores_that_moved_are_found_by_scenario() -> None:
    known, rng = facts(150), Random(6)

    def run(shift: float) -> list[Judgement]:
        return [
            Judgement(
                one.pair_id, "rm", "chosen_first", "chosen", probability=0.6, scores=(rng.gauss(1 + shift, 1), 0.0)
            )
            for one in known
        ]

    (found,) = drifts(run(0), run(1), known)
    assert [scenario for scenario, _ in found.scores] == ["robust_recovery", "all"]
    assert found.scores[-1][1].moved.value == pytest.approx(0.5, abs=0.15) and found.scores[-1][1].ks_p < 0.01
    assert found.probability is not None and found.probability.ks == 0.0


def test_measures_are_json_in_a_stable_order_without_nan() -> None:
    known = facts(30)
    said = judged(known, "b", lambda _: 0.5) + judged(known, "a", lambda _: 0.9)
    text = json.dumps(measures_json(measure(said, known)), allow_nan=False)
    assert text == json.dumps(measures_json(measure(list(said), list(known))))
    assert [one["evaluator"] for one in json.loads(text)["judges"]] == ["b", "a"]
    alone = measures_json(measure(both(known[0].pair_id, "chosen", "chosen"), known))
    assert json.loads(json.dumps(alone, allow_nan=False))["comparisons"] == []


def test_nothing_judged_has_no_figures_and_a_strange_pair_is_refused() -> None:
    assert asdict(measure([], facts(3))) == {"judges": (), "comparisons": (), "groups": (), "unranked": ()}
    with pytest.raises(UsageError, match="which is not among the 1 pairs given"):
        measure(both("elsewhere", "chosen", "chosen"), facts(1))


def test_the_accuracy_is_that_of_the_clustered_rate() -> None:
    known = facts(40)
    split = only(measure(judged(known, "j", lambda _: 0.6), known)).splits[0]
    values = [1.0 if one.outcome == "chosen" else 0.0 for one in judged(known, "j", lambda _: 0.6)[::2]]
    rate = clustered_rate(values, [one.cluster for one in known], 0)
    assert (split.accuracy.value, split.accuracy.low, split.accuracy.high) == pytest.approx(
        (rate.value, rate.low, rate.high)
    )
