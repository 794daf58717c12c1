"""Votes: several answers to one question come to one judgement, and scores take that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from negforge.core.chat import Usage
from negforge.core.verdict import Failure, Judgement, Verdict
from negforge.evaluate.scores import rates
from negforge.stats.voting import voted
from tests.validate.examples import pair_of

LOST = Failure("provider", "503")
ODD = Failure("unparsable", "no verdict")


def samples(*outcomes: Verdict | Failure, order: str = "chosen_first", pair_id: str = "p") -> list[Judgement]:
    return [Judgement(pair_id, "llm", order, outcome, sample=at) for at, outcome in enumerate(outcomes)]  # type: ignore[arg-type]


def test_one_answer_stays_as_it_is() -> None:
    (one,) = samples("chosen")
    one = replace(one, raw="words", reasoning="thought", seconds=1.0)
    assert voted([one]) == [one]


@pytest.mark.parametrize(
    ("outcomes", "verdict", "probability"),
    [
        (("chosen", "chosen", "rejected"), "chosen", 0.666667),
        (("rejected", "rejected", "chosen"), "rejected", 0.333333),
        (("chosen", "rejected"), "tie", 0.5),
        (("chosen", "tie"), "tie", 0.75),
        (("tie", "tie", "chosen"), "tie", 0.666667),
        (("chosen", "tie", "rejected"), "tie", 0.5),
        (("chosen", LOST, ODD), "chosen", 1.0),
    ],
)
def test_most_votes_win_and_the_share_is_the_probability(
    outcomes: tuple[Verdict | Failure, ...], verdict: Verdict, probability: float
) -> None:
    (found,) = voted(samples(*outcomes))
    assert (found.outcome, found.probability, found.sample) == (verdict, probability, 0)


def test_failures_do_not_vote_and_are_told() -> None:
    (found,) = voted(samples("chosen", LOST, LOST, ODD))
    assert (found.outcome, found.note) == ("chosen", "3 of 4 samples failed (provider 2, unparsable 1)")
    (none,) = voted(samples(ODD, LOST, LOST))
    assert none.outcome == Failure("provider", "2 of 3 samples: 503") and none.probability is None


def test_probabilities_of_tokens_are_averaged_where_every_verdict_has_one() -> None:
    three = samples("chosen", "chosen", "rejected")
    known = [replace(one, probability=p) for one, p in zip(three, (0.9, 0.8, 0.4), strict=True)]
    assert voted(known)[0].probability == pytest.approx(0.7)
    assert voted([*known[:2], three[2]])[0].probability == 0.666667


def test_tokens_time_and_cost_are_summed_and_scores_averaged() -> None:
    two = [
        replace(one, usage=Usage(10, at), seconds=0.5, cost=0.25, scores=(8.0, 4.0 + at), raw="x", reasoning="y")
        for at, one in enumerate(samples("chosen", "chosen"))
    ]
    (found,) = voted(two)
    assert (found.usage, found.seconds, found.cost, found.scores) == (Usage(20, 1), 1.0, 0.5, (8.0, 4.5))
    assert (found.raw, found.reasoning) == (None, None)


def test_questions_are_told_apart_and_keep_their_order() -> None:
    mixed = [
        *samples("chosen", "chosen", order="chosen_first"),
        *samples("rejected", "rejected", order="rejected_first"),
        *samples("tie", pair_id="q"),
        *[replace(one, evaluator="other") for one in samples("tie", "chosen", "chosen")],
    ]
    found = [(one.evaluator, one.pair_id, one.order, one.outcome) for one in voted(mixed)]
    assert found == [
        ("llm", "p", "chosen_first", "chosen"),
        ("llm", "p", "rejected_first", "rejected"),
        ("llm", "q", "chosen_first", "tie"),
        ("other", "p", "chosen_first", "chosen"),
    ]


def test_scores_count_the_vote_and_not_each_sample() -> None:
    pair = pair_of()
    said = [
        *samples("chosen", "chosen", "rejected", pair_id=pair.id),
        *samples("rejected", "rejected", "chosen", order="rejected_first", pair_id=pair.id),
    ]
    row = rates(said, [pair])[0]
    assert (row.rate.value, row.rate.n, row.rate.failed, row.flip_rate) == (0.5, 1, 0, 1.0)
