"""What each evaluator said of each pair, put together: samples vote within an order, orders are averaged."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from negforge.core.errors import UsageError
from negforge.core.verdict import Failure, FailureKind, Judgement, Order, Verdict
from negforge.stats.voting import voted, worth_of


@dataclass(frozen=True, slots=True)
class Heard:
    """One evaluator on one pair. ``verdicts``: of each order that has one, the vote of its samples. ``value``: their
    mean, chosen 1, tie one half, rejected 0 (of one verdict that one); None where no answer is a verdict.
    ``one_order``: it was asked in both orders, and only one has a verdict, which counts in full. ``answers``:
    judgements, failures among them; ``ties``: verdicts for neither. ``probability``: that the chosen is the better
    side, ``scores``: of chosen and rejected, each the mean of what was given beside a verdict."""

    verdicts: Mapping[Order, Verdict]
    value: float | None
    one_order: bool
    answers: int
    ties: int
    failures: Mapping[FailureKind, int]
    probability: float | None
    scores: tuple[float, float] | None


def hear(judgements: Iterable[Judgement], pairs: Collection[str]) -> dict[str, dict[str, Heard]]:
    """By evaluator and pair, in the order in which they first appear. Raises UsageError where a judgement is about none
    of ``pairs``, or states a probability or a score that is no finite number."""
    said: dict[str, dict[str, list[Judgement]]] = {}
    for judgement in judgements:
        if judgement.pair_id not in pairs:
            raise UsageError(
                f"a judgement of {judgement.evaluator} is about pair {judgement.pair_id}, which is not among the "
                f"{len(pairs)} pairs given; give the benchmark that was judged"
            )
        _refuse_endless(judgement)
        said.setdefault(judgement.evaluator, {}).setdefault(judgement.pair_id, []).append(judgement)
    return {evaluator: {pair: _heard(some) for pair, some in of.items()} for evaluator, of in said.items()}


def _refuse_endless(judgement: Judgement) -> None:
    for name, values in (("probability", (judgement.probability,)), ("scores", judgement.scores or ())):
        if any(value is not None and not math.isfinite(value) for value in values):
            told = ", ".join(map(str, values))
            raise UsageError(
                f"a judgement of {judgement.evaluator} on pair {judgement.pair_id} has the {name} {told}, which is no "
                "finite number; take it out, or let the judge fail there"
            )


def _heard(judgements: Sequence[Judgement]) -> Heard:
    failures = Counter(one.outcome.kind for one in judgements if isinstance(one.outcome, Failure))
    told = [(one, one.outcome) for one in voted(judgements) if not isinstance(one.outcome, Failure)]
    return Heard(
        {one.order: verdict for one, verdict in told},
        worth_of(verdict for _, verdict in told),
        len({one.order for one in judgements}) == 2 and len({one.order for one, _ in told}) == 1,
        len(judgements),
        sum(one.outcome == "tie" for one in judgements),
        failures,
        _mean([one.probability for one, _ in told if one.probability is not None]),
        _mean_scores([one.scores for one, _ in told if one.scores is not None]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _mean_scores(scores: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    chosen, rejected = _mean([good for good, _ in scores]), _mean([bad for _, bad in scores])
    return None if chosen is None or rejected is None else (chosen, rejected)
