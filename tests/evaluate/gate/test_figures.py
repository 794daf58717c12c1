"""Values of pairs: what the gate compares pair by pair is what the accuracies are made of."""

from __future__ import annotations

from dataclasses import replace

from negforge.core.verdict import Failure, Judgement, Order, Verdict
from negforge.evaluate.gate.figures import PairValues
from negforge.evaluate.scores import rates
from tests.validate.examples import pair_of

LOST = Failure("provider", "503")


def said(pair: str, order: Order, *outcomes: Verdict | Failure) -> list[Judgement]:
    return [Judgement(pair, "llm", order, outcome, sample=at) for at, outcome in enumerate(outcomes)]


def test_samples_vote_here_as_they_do_in_the_accuracy() -> None:
    pair = pair_of()
    judgements = [
        *said(pair.id, "chosen_first", "chosen", "chosen", "rejected", LOST),
        *said(pair.id, "rejected_first", "rejected", "tie"),
    ]
    values = PairValues()
    for one in judgements:
        values.add(one)
    row = rates(judgements, [pair])[0]
    assert values.values() == {"llm": {pair.id: row.rate.value}} == {"llm": {pair.id: 0.75}}


def test_a_pair_whose_answers_all_failed_has_no_value() -> None:
    values = PairValues()
    for one in said("p", "chosen_first", LOST, LOST):
        values.add(replace(one, evaluator="other"))
    assert values.values() == {"other": {"p": None}}
