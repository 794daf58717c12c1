"""Ensembles: votes, calibrated means, ties, members that fail, members that know no order; and no label of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from negforge.core.verdict import BOTH_ORDERS, Failure, Judgement, Order, Verdict
from negforge.evaluate.composed.ensemble import ensemble_judgements
from negforge.evaluate.composed.names import Ensemble

THREE = Ensemble("ensemble:a+b+c", ("a", "b", "c"))
TWO = Ensemble("ensemble:a+b", ("a", "b"))
DOWN = Failure("provider", "down")
Outcome = Verdict | Failure


def judged(name: str, outcome: Outcome, pair: str = "p", order: Order = "chosen_first", **more: float) -> Judgement:
    return Judgement(pair, name, order, outcome, probability=more.get("probability"))


def of(one: Ensemble, judgements: Sequence[Judgement]) -> list[Judgement]:
    return list(ensemble_judgements(one, judgements, {j.pair_id: f"template of {j.pair_id}" for j in judgements}))


@pytest.mark.parametrize("order", BOTH_ORDERS)
@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (("chosen", "chosen", "rejected"), "chosen"),
        (("rejected", "tie", "rejected"), "rejected"),
        (("chosen", "rejected", "tie"), "tie"),
        (("chosen", "tie", "tie"), "tie"),
        (("chosen", "rejected", DOWN), "tie"),
        (("chosen", DOWN, DOWN), "chosen"),
    ],
)
def test_a_vote_is_what_most_say(said: Sequence[Outcome], verdict: Verdict, order: Order) -> None:
    judgements = [judged(name, outcome, order=order) for name, outcome in zip("abc", said, strict=True)]
    (own,) = of(THREE, judgements)
    assert (own.evaluator, own.order, own.outcome, own.probability) == (THREE.name, order, verdict, None)


def test_members_that_fail_are_told_and_an_ensemble_without_a_verdict_fails() -> None:
    (some,) = of(THREE, [judged("a", "chosen"), judged("b", DOWN)])
    assert some.note == "vote of 1; b: provider; c: abstained"
    (none,) = of(THREE, [judged("a", Failure("abstained", "unsure")), judged("b", DOWN)])
    assert none.outcome == Failure("provider", "no member has a verdict: a abstained, b provider, c abstained")
    (all_abstain,) = of(TWO, [judged("a", Failure("abstained", "unsure"))])
    assert isinstance(all_abstain.outcome, Failure) and all_abstain.outcome.kind == "abstained"


def test_a_member_without_probabilities_makes_it_a_vote() -> None:
    sure = [judged("a", "chosen", probability=0.9), judged("b", "rejected")]
    (own,) = of(TWO, sure)
    assert (own.outcome, own.probability) == ("tie", None)


def test_one_template_alone_calibrates_nothing_and_the_mean_is_plain() -> None:
    (own,) = of(TWO, [judged("a", "chosen", probability=0.9), judged("b", "rejected", probability=0.3)])
    assert own.probability == pytest.approx(0.6)
    assert (own.outcome, own.note) == ("chosen", "calibrated mean of 2")
    (even,) = of(TWO, [judged("a", "chosen", probability=0.7), judged("b", "rejected", probability=0.3)])
    assert even.outcome == "tie"


def test_an_overconfident_member_is_tempered_by_what_came_of_it_elsewhere() -> None:
    """a is right on 6 of 10 and always nearly sure; b is right on 9 of 10 and says so. Where they differ, b wins."""
    judgements = []
    for at in range(10):
        a, b = (0.99 if at < 6 else 0.01), (0.9 if at != 3 else 0.1)
        judgements.append(judged("a", "chosen" if a > 0.5 else "rejected", f"p{at}", probability=a))
        judgements.append(judged("b", "chosen" if b > 0.5 else "rejected", f"p{at}", probability=b))
    by_pair = {one.pair_id: one for one in of(TWO, judgements)}
    assert all(by_pair[f"p{at}"].outcome == "chosen" for at in range(6, 10))
    assert by_pair["p3"].outcome == "rejected"


def test_no_pairs_own_label_has_a_say_in_its_verdict() -> None:
    """Turning what is said of one template leaves the slopes that this template is judged by as they were."""
    said = [judged(name, "chosen", f"p{at}", probability=0.6 + 0.03 * at) for at in range(10) for name in "ab"]
    before = {one.pair_id: one.probability for one in of(TWO, said)}
    turned = [judged(j.evaluator, "rejected", "p0", probability=0.4) if j.pair_id == "p0" else j for j in said]
    after = {one.pair_id: one.probability for one in of(TWO, turned)}
    assert after["p0"] == pytest.approx(1 - (before["p0"] or math.nan))
    assert any(after[pair] != before[pair] for pair in before if pair != "p0")


def test_scores_are_probabilities_by_their_difference() -> None:
    scored = [Judgement("p", name, "chosen_first", "chosen", scores=(2.0, 0.0)) for name in "ab"]
    (own,) = of(TWO, scored)
    assert own.probability == pytest.approx(1 / (1 + math.exp(-2)))


def test_a_judge_that_knows_no_order_says_the_same_in_both() -> None:
    judgements = [judged("a", "rejected"), *(judged("b", "rejected", order=order) for order in BOTH_ORDERS)]
    found = of(TWO, judgements)
    assert [(one.order, one.outcome, one.note) for one in found] == [
        (order, "rejected", "vote of 2") for order in BOTH_ORDERS
    ]


def test_samples_of_a_member_are_one_voice() -> None:
    samples = [Judgement("p", "a", "chosen_first", said, sample=at) for at, said in enumerate(("chosen",) * 3)]  # type: ignore[arg-type]
    (own,) = of(THREE, [*samples, judged("b", "rejected"), judged("c", "rejected")])
    assert own.outcome == "rejected"
