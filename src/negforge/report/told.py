"""What each evaluator said of each pair: samples vote within an order, orders are averaged."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.core.verdict import BOTH_ORDERS, Failure, Judgement, Order, Verdict
from negforge.stats.voting import voted, worth_of

Sign: TypeAlias = Literal["c", "r", "t", "x", "-"]
_SIGN: dict[Verdict, Sign] = {"chosen": "c", "tie": "t", "rejected": "r"}


@dataclass(frozen=True, slots=True)
class Told:
    """One evaluator on one pair. ``votes``: of each order that was asked, what its samples come to."""

    votes: Mapping[Order, Judgement]

    def value(self) -> float | None:
        """The mean over the orders: chosen 1, tie one half, rejected 0; None where no answer is a verdict."""
        return worth_of(outcome for _, outcome in self._verdicts())

    def confidence(self) -> tuple[float, float] | None:
        """Of the side preferred, one half to 1, and whether that is the chosen (1, 0; one half: no side); the mean over
        the orders. None where no probability was stated."""
        known = [one.probability for one, _ in self._verdicts() if one.probability is not None]
        if not known:
            return None
        chosen = math.fsum(known) / len(known)
        return max(chosen, 1 - chosen), 1.0 if chosen > 0.5 else 0.5 if chosen == 0.5 else 0.0

    def signs(self) -> str:
        """A letter an order: chosen, rejected, tie, x for a failure, - where it was not asked."""
        return "".join(self._sign(order) for order in BOTH_ORDERS)

    def _verdicts(self) -> Iterator[tuple[Judgement, Verdict]]:
        return ((one, one.outcome) for one in self.votes.values() if not isinstance(one.outcome, Failure))

    def _sign(self, order: Order) -> Sign:
        if order not in self.votes:
            return "-"
        outcome = self.votes[order].outcome
        return "x" if isinstance(outcome, Failure) else _SIGN[outcome]


def told_by(judgements: Iterable[Judgement]) -> dict[str, dict[str, Told]]:
    """By evaluator and pair, in the order in which they first appear."""
    votes: dict[str, dict[str, dict[Order, Judgement]]] = {}
    for one in voted(judgements):
        votes.setdefault(one.evaluator, {}).setdefault(one.pair_id, {})[one.order] = one
    return {evaluator: {pair: Told(some) for pair, some in of.items()} for evaluator, of in votes.items()}
