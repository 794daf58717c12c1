"""The macro average over splits: every split counts the same, and its interval follows from theirs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from negforge.core.verdict import Rate
from negforge.stats.intervals import clustered_rate, correlation, residual_shares


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

    For independent splits the delta method gives variance = sum(var_s) / S^2. Here each var_s is read off the split's
    own interval, below for the low limit and above for the high one (MOVER: Zou & Donner 2008, Statistics in Medicine
    27:1693): with symmetric intervals that is the same formula, and a split at 100 % keeps its uncertainty. Splits that
    share clusters are not independent: the correlation of what the shared clusters add to both errors is added, where
    it is positive.
    """
    failed = sum(sample.failed for sample in samples)
    judged = [sample for sample in samples if sample.values]
    if not judged:
        return Rate(math.nan, 0, failed, 0.0, 1.0, 0)
    each = [clustered_rate(one.values, one.clusters, one.failed, level, one.weights) for one in judged]
    related = _correlations(judged)
    mean = math.fsum(rate.value for rate in each) / len(each)
    below = _spread([rate.value - rate.low for rate in each], related)
    above = _spread([rate.high - rate.value for rate in each], related)
    clusters = {cluster for sample in judged for cluster in sample.clusters}
    size = sum(rate.n for rate in each)
    return Rate(mean, size, failed, max(0.0, mean - below), min(1.0, mean + above), len(clusters))


def _spread(margins: Sequence[float], related: Sequence[Sequence[float]]) -> float:
    splits = range(len(margins))
    return math.sqrt(math.fsum(margins[i] * margins[j] * related[i][j] for i in splits for j in splits)) / len(margins)


def _correlations(samples: Sequence[Sample]) -> list[list[float]]:
    shares = [residual_shares(one.values, one.clusters, one.weights) for one in samples]
    return [
        [1.0 if one is other else min(1.0, max(0.0, correlation(one, other))) for other in shares] for one in shares
    ]
