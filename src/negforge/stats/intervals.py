"""A mean of values in 0..1 with an interval that knows that pairs of one template are not independent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from negforge.core.verdict import Rate

_NOTHING = 1e-12  # a variance below this is rounding


def clustered_rate(
    values: Sequence[float],
    clusters: Sequence[str],
    failed: int,
    level: float = 0.95,
    weights: Sequence[float] | None = None,
) -> Rate:
    """The mean of ``values`` (each in 0..1), with a Wilson interval widened for the clustering.

    The cluster-robust variance of the mean (CR1: Cameron & Miller 2015, J. Human Resources 50:317) gives the number
    of independent answers that would be as uncertain, n_eff = p(1-p)/variance; the variance is never taken for less
    than that of single values, so that n_eff is never more than n where each is right or wrong (the design effect of
    Korn & Graubard 1998, Survey Methodology 24:193). Wilson's interval is taken at n_eff, the best of those compared by
    Dean & Pagano 2015 (J. Survey Statistics and Methodology 3:484), with the t quantile at G-1 degrees of freedom for
    G clusters. Where no variance can be seen, as at 0 % and 100 %, n_eff is G. One cluster tells nothing of the spread:
    the interval is all of 0..1. No value at all: the value is NaN and the interval all of 0..1. ``weights``: how much
    each value counts, positive; all the same where None.
    """
    total, groups = len(values), len(set(clusters))
    if not total:
        return Rate(math.nan, 0, failed, 0.0, 1.0, 0)
    mean = weighted_mean(values, weights)
    if groups < 2:
        return Rate(mean, total, failed, 0.0, 1.0, groups)
    variance = mean_variance(values, clusters, weights)
    effective = float(groups) if variance < _NOTHING else mean * (1 - mean) / variance
    low, high = wilson(mean, effective, t_quantile(groups - 1, level))
    return Rate(mean, total, failed, low, high, groups)


def weighted_mean(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    if weights is None:
        return math.fsum(values) / len(values)
    return math.fsum(w * v for w, v in zip(weights, values, strict=True)) / math.fsum(weights)


def mean_variance(values: Sequence[float], clusters: Sequence[str], weights: Sequence[float] | None = None) -> float:
    """The CR1 variance of the mean, or that of values which know of no clusters where it is greater: clusters that seem
    to disagree within do so by chance. Needs two clusters or more."""
    mean, heavy = weighted_mean(values, weights), [1.0] * len(values) if weights is None else weights
    single = math.fsum((weight * (value - mean)) ** 2 for value, weight in zip(values, heavy, strict=True))
    return max(cluster_variance(values, clusters, weights), single / math.fsum(heavy) ** 2)


def cluster_variance(values: Sequence[float], clusters: Sequence[str], weights: Sequence[float] | None = None) -> float:
    """The CR1 variance of the mean of ``values``; needs two clusters or more."""
    shares = residual_shares(values, clusters, weights)
    groups = len(shares)
    return groups / (groups - 1) * math.fsum(share * share for share in shares.values())


def residual_shares(
    values: Sequence[float], clusters: Sequence[str], weights: Sequence[float] | None = None
) -> dict[str, float]:
    """What each cluster adds to the error of the mean: its residuals, each by its share of the weight, summed."""
    if len(values) != len(clusters):
        raise ValueError(f"{len(values)} values but {len(clusters)} clusters: one cluster a value is needed")
    mean = weighted_mean(values, weights)
    heavy = [1.0] * len(values) if weights is None else weights
    whole = math.fsum(heavy)
    shares: dict[str, float] = {}
    for value, cluster, weight in zip(values, clusters, heavy, strict=True):
        shares[cluster] = shares.get(cluster, 0.0) + weight * (value - mean) / whole
    return shares


def correlation(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Of the errors of two means, from what each cluster adds to them; 0 where they share none, or one has none."""
    together = math.fsum(share * other.get(cluster, 0.0) for cluster, share in one.items())
    size = math.hypot(*one.values()) * math.hypot(*other.values())
    return together / size if size > _NOTHING else 0.0


def t_quantile(freedom: int, level: float) -> float:
    """The two-sided quantile: 1.96 at level 0.95 for many degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))


def wilson(mean: float, size: float, quantile: float) -> tuple[float, float]:
    """Wilson's score interval (1927). It holds ``mean``, also where rounding would put 1.0 a hair outside."""
    weight = quantile * quantile / size
    centre = (mean + weight / 2) / (1 + weight)
    half = quantile * math.sqrt(mean * (1 - mean) / size + weight / size / 4) / (1 + weight)
    return min(mean, max(0.0, centre - half)), max(mean, min(1.0, centre + half))
