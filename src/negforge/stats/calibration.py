"""Whether a stated probability is kept: reliability curve, ECE with what chance alone would make of it, Brier score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from negforge.core.verdict import Rate
from negforge.stats.intervals import clustered_rate, mean_variance
from negforge.stats.log_odds import clipped
from negforge.stats.means import Mean, clustered_mean, less_rate

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Probabilities from ``low`` up to ``high``: their mean, and how often what they promise came true."""

    low: float
    high: float
    stated: float
    true: Rate


@dataclass(frozen=True, slots=True)
class Calibration:
    """``bins``: the reliability curve, bins that hold nothing left out. ``ece``: expected calibration error, the mean
    distance of stated and true over the bins, weighted by their size (Guo et al. 2017, arXiv 1706.04599).
    ``ece_by_chance``: what it would be in the mean on so many values were every probability true (it is never 0); a
    half that stands for neither errs by nothing and is left out of it. ``overconfidence``: mean stated less share true
    (``stats.means.less_rate``).
    ``brier``: mean squared error, of an outcome of one half the mean over both outcomes: a coin's is 0.25.
    ``log_loss``: in nats, in the same way."""

    bins: tuple[Bin, ...]
    ece: float
    ece_by_chance: float
    overconfidence: Mean
    brier: Mean
    log_loss: float


def calibration(
    stated: Sequence[float], true: Sequence[float], clusters: Sequence[str], *, low: float = 0.0
) -> Calibration | None:
    """Of probabilities in ``low``..1 and outcomes (0, 1, one half for neither); None where there are none.

    The bins are of equal width. Of a confidence (``low`` one half) in the side preferred the Brier score is that of the
    probability of the true side: the mean of (1 - p)^2.
    """
    if not stated:
        return None
    held: dict[int, list[int]] = {}
    for at, one in enumerate(stated):
        held.setdefault(_bin(one, low), []).append(at)
    width = (1 - low) / BINS
    curve = tuple(
        Bin(
            low + width * number,
            low + width * (number + 1),
            math.fsum(stated[at] for at in places) / len(places),
            clustered_rate([true[at] for at in places], [clusters[at] for at in places], 0),
        )
        for number, places in sorted(held.items())
    )
    errors = [p - y for p, y in zip(stated, true, strict=True)]
    decided = [at for at, outcome in enumerate(true) if outcome != 0.5]
    effect = _design_effect([errors[at] for at in decided], [clusters[at] for at in decided])
    promised = [[stated[at] for at in places if true[at] != 0.5] for places in held.values()]
    return Calibration(
        curve,
        math.fsum(one.true.n * abs(one.stated - one.true.value) for one in curve) / len(stated),
        _by_chance(promised, effect) / len(stated),
        less_rate(stated, true, clusters),
        _brier(stated, true, clusters),
        log_loss(stated, true),
    )


def squared_error(stated: float, true: float) -> float:
    """Of a probability and an outcome 0..1; an outcome between is so much of the one and the rest of the other: of one
    half both are as good, and a probability of one half errs by a quarter, not by nothing."""
    return true * (1 - stated) ** 2 + (1 - true) * stated**2


def log_loss(stated: Sequence[float], true: Sequence[float]) -> float:
    """The mean, in nats; a probability nearer to 0 or 1 than a millionth counts as a millionth."""
    return math.fsum(_loss(p, y) for p, y in zip(stated, true, strict=True)) / len(stated)


def _loss(probability: float, outcome: float) -> float:
    safe = clipped(probability)
    return -outcome * math.log(safe) - (1 - outcome) * math.log(1 - safe)


def _brier(stated: Sequence[float], true: Sequence[float], clusters: Sequence[str]) -> Mean:
    """The t interval of the mean; its ends no nearer than those of the errors told below, as errors that are all alike
    (all right at 0.95) show no spread.

    With p the bolder of a probability and its opposite, the score is (1 - p)^2 and, where that side proves wrong,
    2 p - 1 more: its mean is a constant and a rate of wrong ones, weighted by 2 p - 1, which has an interval at 0 too.
    """
    plain = clustered_mean([squared_error(p, y) for p, y in zip(stated, true, strict=True)], clusters)
    bold = [
        (2 * p - 1, 1 - y, name) if p > 0.5 else (1 - 2 * p, y, name)
        for p, y, name in zip(stated, true, clusters, strict=True)
        if p != 0.5
    ]
    if plain.clusters < 2 or not bold:
        return plain
    weights, wrong, names = zip(*bold, strict=True)
    rate, weight = clustered_rate(wrong, names, 0, weights=weights), math.fsum(weights) / len(stated)
    low = min(plain.low, plain.value - weight * (rate.value - rate.low))
    high = max(plain.high, plain.value + weight * (rate.high - rate.value))
    return Mean(plain.value, max(0.0, low), min(1.0, high), plain.n, plain.clusters)


def _bin(value: float, low: float) -> int:
    return min(BINS - 1, max(0, int((value - low) / (1 - low) * BINS + 1e-9)))


def _by_chance(bins: Sequence[Sequence[float]], effect: float) -> float:
    """Over all bins the sum of the distances. The mean of |x| of a normal x is sqrt(2 / pi) of its standard deviation,
    which is known where p is true."""
    spread = (math.sqrt(effect * math.fsum(p * (1 - p) for p in one)) for one in bins)
    return math.sqrt(2 / math.pi) * math.fsum(spread)


def _design_effect(errors: Sequence[float], clusters: Sequence[str]) -> float:
    """By how much clustering widens the variance of a mean; 1 where it does not, or cannot be seen."""
    if len(set(clusters)) < 2:
        return 1.0
    alone = mean_variance(errors, [str(at) for at in range(len(errors))])
    return max(1.0, mean_variance(errors, clusters) / alone) if alone > 1e-12 else 1.0
