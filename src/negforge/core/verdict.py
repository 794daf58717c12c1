"""Judgements: a verdict or a failure, never a silent loss; and rates, which never travel alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from negforge.core.chat import NoReply, NoReplyKind, Usage

Verdict: TypeAlias = Literal["chosen", "rejected", "tie"]
Order: TypeAlias = Literal["chosen_first", "rejected_first"]
BOTH_ORDERS: tuple[Order, ...] = get_args(Order)
WORTH: Mapping[Verdict, float] = {"chosen": 1.0, "tie": 0.5, "rejected": 0.0}
"""What a verdict counts in an accuracy."""
FailureKind: TypeAlias = Literal[
    "provider",  # errors of the endpoint, or none to be reached
    "unparsable",  # an answer in which no verdict can be read beyond doubt
    "too_long",  # the question is longer than the judge asks or the model takes
    "crash",  # the judge's own code failed
    "refused",  # the model declined
    "cut",  # the answer stopped at a bound on its length, be there a verdict in it or not
    "filtered",  # the provider held the answer back
    "malformed",  # what came was no answer in form
    "timeout",  # none in time
    "over_budget",  # not asked: a bound on calls, tokens or cost would have been passed
    "waiting",  # not answered yet: the question stands in a batch file
    "abstained",  # the judge declined to decide: told apart from what went wrong
]


@dataclass(frozen=True, slots=True)
class Failure:
    """No verdict, and why. Counted apart: a failure is never a wrong answer."""

    kind: FailureKind
    reason: str


FAILURES: Mapping[NoReplyKind, FailureKind] = {
    "refusal": "refused",
    "cut_by_length": "cut",
    "content_filter": "filtered",
    "malformed": "malformed",
    "provider": "provider",
    "timeout": "timeout",
    "too_long": "too_long",
    "over_budget": "over_budget",
    "waiting": "waiting",
}
REASON = 300  # characters of a reason that are kept


def failure_of(end: NoReply) -> Failure:
    """What an asking that brought no answer comes to."""
    return Failure(FAILURES[end.kind], end.reason[:REASON])


@dataclass(frozen=True, slots=True)
class Judgement:
    """One evaluator, one pair, one order, one outcome, after the order is undone.

    ``sample`` numbers independent answers of one evaluator to the same question. ``raw``: a model's words as they came,
    None where there are none, or no model. ``reasoning``: what it thought apart from them. ``usage``: the tokens they
    took, those from a provider's cache not told apart; None where nothing was asked. ``probability``: that the chosen
    is the better side, as the judge has it, 0..1. ``scores``: of chosen and rejected, where the judge gives each a
    number of its own. ``seconds``: how long the answer took when it was first given. ``cost``: in the money of the
    prices; None where there are none.
    """

    pair_id: str
    evaluator: str
    order: Order
    outcome: Verdict | Failure
    note: str = ""
    sample: int = 0
    raw: str | None = None
    usage: Usage | None = None
    reasoning: str | None = None
    probability: float | None = None
    scores: tuple[float, float] | None = None
    seconds: float | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """An accuracy in 0..1 over ``n`` judged pairs (a tie counts one half), ``failed`` apart, with its interval."""

    value: float
    n: int
    failed: int
    low: float
    high: float
    clusters: int
