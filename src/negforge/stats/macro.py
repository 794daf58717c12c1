"""The macro average over splits: every split counts the same, and its interval follows from theirs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from negforge.core.verdict import Rate
from negforge.stats.intervals import (
    correlation,
    effective_size,
    freedom_of,
    residual_shares,
    t_quantile,
    weight_shares,
    weighted_mean,
    wilson,
)

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Sample:
    """The values of one split, the cluster of each, and how many pairs gave none. ``weights``: how much each counts
    within its split; None: all the same."""

    values: tuple[float, ...]
    clusters: tuple[str, ...]
    failed: int = 0
    weights: tuple[float, ...] | None = None


def macro_rate(samples: Sequence[Sample], level: float = 0.95) -> Rate:
    """The plain mean of the splits' rates; splits without a value are left out, their failures are not.

    One Wilson interval at that mean, at the number of independent answers that would be as uncertain. The variance is
    that of the delta method, sum(r_ij s_i s_j) / S^2, with s_i^2 = p(1-p)/n_eff of each split (``stats.intervals``); p
    is drawn to the mean over splits as by one answer more, so that a split at 100 % keeps its uncertainty on both
    sides. (The margins of the splits' own intervals, put together as in MOVER, would give such a split none above, and
    the whole would lie too low for good judges.) Splits that share clusters are not independent: r_ij is the
    correlation of what the shared clusters add to both errors, where it is positive; where one shows no error, that
    of their weights. Degrees of freedom by Satterthwaite (1946, Biometrics Bulletin 2:110), splits that go together
    counting as one. Of one split it is the split's own interval.
    """
    failed = sum(sample.failed for sample in samples)
    judged = [sample for sample in samples if sample.values]
    if not judged:
        return Rate(math.nan, 0, failed, 0.0, 1.0, 0)
    means = [weighted_mean(one.values, one.weights) for one in judged]
    mean, size = math.fsum(means) / len(means), sum(len(one.values) for one in judged)
    clusters = {cluster for sample in judged for cluster in sample.clusters}
    if len(clusters) < 2:
        return Rate(mean, size, failed, 0.0, 1.0, len(clusters))
    effective, freedom = _together(judged, means, mean)
    low, high = wilson(mean, effective, t_quantile(freedom, level))
    return Rate(mean, size, failed, low, high, len(clusters))


def _together(samples: Sequence[Sample], means: Sequence[float], mean: float) -> tuple[float, float]:
    """The effective size and the degrees of freedom of the mean over splits."""
    related, splits = _correlations(samples), range(len(samples))
    spread = mean * (1 - mean)
    seen = spread > _NOTHING  # else all are right, or none: every split has the same p, which cancels
    errors = []
    for sample, own in zip(samples, means, strict=True):
        effective = effective_size(sample.values, sample.clusters, sample.weights)
        drawn = (effective * own + mean) / (effective + 1)
        errors.append(math.sqrt((drawn * (1 - drawn) if seen else 1.0) / effective))
    parts = [math.fsum(errors[i] * errors[j] * related[i][j] for j in splits) for i in splits]
    variance = math.fsum(parts)
    freedoms = [freedom_of(sample.clusters, sample.weights) for sample in samples]
    inverse = math.fsum(
        related[i][j] ** 2 * parts[i] * parts[j] / math.sqrt(freedoms[i] * freedoms[j]) for i in splits for j in splits
    )
    return (spread if seen else 1.0) * len(samples) ** 2 / variance, variance**2 / inverse


def _correlations(samples: Sequence[Sample]) -> list[list[float]]:
    errors = [residual_shares(one.values, one.clusters, one.weights) for one in samples]
    weights = [weight_shares(one.clusters, one.weights) for one in samples]
    known = [math.hypot(*one.values()) > _NOTHING for one in errors]
    related = [[1.0] * len(samples) for _ in samples]
    for i, j in combinations(range(len(samples)), 2):
        found = correlation(errors[i], errors[j])
        if not (known[i] and known[j]):
            found = correlation(weights[i], weights[j])
        related[i][j] = related[j][i] = min(1.0, max(0.0, found))
    return related
