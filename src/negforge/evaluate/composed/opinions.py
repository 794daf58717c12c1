"""What one judge said of each question, its samples taken together: an outcome, and log-odds where it gives them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from negforge.core.verdict import Failure, Judgement, Order, Verdict
from negforge.stats.log_odds import log_odds
from negforge.stats.voting import most_votes

Question: TypeAlias = tuple[str, Order]  # a pair's id, and the order in which it is shown
NOT_ASKED = Failure("abstained", "was not asked")


@dataclass(frozen=True, slots=True)
class Opinion:
    """``log_odds``: that the chosen is better; None where the judge gives neither probability nor scores."""

    outcome: Verdict | Failure
    log_odds: float | None = None


@dataclass(frozen=True, slots=True)
class Opinions:
    """Of one judge. A judge that was only ever asked in one order (its scores know none) says the same in both."""

    held: Mapping[Question, Opinion]
    one_order: Order | None

    def of(self, question: Question) -> Opinion:
        pair_id, order = question
        return self.held.get((pair_id, self.one_order or order), Opinion(NOT_ASKED))


def opinions_of(evaluator: str, judgements: Iterable[Judgement]) -> Opinions:
    samples: dict[Question, list[Judgement]] = {}
    for judgement in judgements:
        if judgement.evaluator == evaluator:
            samples.setdefault((judgement.pair_id, judgement.order), []).append(judgement)
    orders = {order for _, order in samples}
    held = {question: _together(some) for question, some in samples.items()}
    return Opinions(held, orders.pop() if len(orders) == 1 else None)


def _together(samples: Sequence[Judgement]) -> Opinion:
    verdicts = [one.outcome for one in samples if not isinstance(one.outcome, Failure)]
    if not verdicts:
        return Opinion(samples[0].outcome)
    odds = list(_log_odds(samples))
    whole = len(odds) == len(verdicts)
    return Opinion(most_votes(verdicts), math.fsum(odds) / len(odds) if whole else None)


def _log_odds(samples: Iterable[Judgement]) -> Iterator[float]:
    for one in samples:
        if isinstance(one.outcome, Failure):
            continue
        if one.probability is not None and math.isfinite(one.probability):
            yield log_odds(one.probability)
        elif one.scores is not None and all(map(math.isfinite, one.scores)):
            yield one.scores[0] - one.scores[1]
