"""Judgements: a verdict or a failure, never a silent loss; and rates, which never travel alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["chosen", "rejected", "tie"]
Order: TypeAlias = Literal["chosen_first", "rejected_first"]
FailureKind: TypeAlias = Literal["provider", "unparsable", "too_long", "crash"]


@dataclass(frozen=True, slots=True)
class Failure:
    """No verdict, and why. Counted apart: a failure is never a wrong answer."""

    kind: FailureKind
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One evaluator, one pair, one order, one outcome, after the order is undone."""

    pair_id: str
    evaluator: str
    order: Order
    outcome: Verdict | Failure
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """An accuracy in 0..1 over ``n`` judged pairs (a tie counts one half), ``failed`` apart, with its interval."""

    value: float
    n: int
    failed: int
    low: float
    high: float
    clusters: int
