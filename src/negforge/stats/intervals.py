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

    The variance of the mean by leaving out one cluster at a time (CR3, the jackknife: Bell & McCaffrey 2002, Survey
    Methodology 28:169; where all clusters weigh the same it is CR1 of Cameron & Miller 2015, J. Human Resources 50:317)
    gives the number of independent answers that would be as uncertain, n_eff = p(1-p)/variance; the variance is never
    taken for less than that of single values, so that n_eff is never more than n where each is right or wrong (the
    design effect of Korn & Graubard 1998, Survey Methodology 24:193). Wilson's interval is taken at n_eff, the best of
    those compared by Dean & Pagano 2015 (J. Survey Statistics and Methodology 3:484), with the t quantile at G* - 1
    degrees of freedom, one at least; G* is the number of clusters of equal size that would weigh as these do
    (``even_clusters``): one that holds half of all is not made up for by many small ones. Where no variance can be
    seen, as at 0 % and 100 %, n_eff is G*, as if each cluster were all alike: on purpose wider than one wrong answer
    among many would make it. One cluster tells nothing of the spread: the interval is all of 0..1. No value at all: the
    value is NaN and the interval all of 0..1. ``weights``: how much each value counts, positive; all the same where
    None.
    """
    total, groups = len(values), len(set(clusters))
    if not total:
        return Rate(math.nan, 0, failed, 0.0, 1.0, 0)
    mean = weighted_mean(values, weights)
    if groups < 2:
        return Rate(mean, total, failed, 0.0, 1.0, groups)
    size, freedom = effective_size(values, clusters, weights), freedom_of(clusters, weights)
    low, high = wilson(mean, size, t_quantile(freedom, level))
    return Rate(mean, total, failed, low, high, groups)


def effective_size(values: Sequence[float], clusters: Sequence[str], weights: Sequence[float] | None = None) -> float:
    """n_eff: so many independent answers would be as uncertain; G* where no variance is seen, or of one cluster."""
    even = even_clusters(clusters, weights)
    if len(set(clusters)) < 2:
        return even
    mean, variance = weighted_mean(values, weights), mean_variance(values, clusters, weights)
    return even if variance < _NOTHING else mean * (1 - mean) / variance


def even_clusters(clusters: Sequence[str], weights: Sequence[float] | None = None) -> float:
    """G* = (sum of weights)^2 / sum of squared cluster weights (Kish 1965, Survey Sampling, 11.7): G where all clusters
    weigh the same, near 1 where one has nearly all."""
    shares = weight_shares(clusters, weights)
    return 1 / math.fsum(share * share for share in shares.values())


def freedom_of(clusters: Sequence[str], weights: Sequence[float] | None = None) -> float:
    """Degrees of freedom of a variance by cluster: G* - 1, one at least."""
    return max(1.0, even_clusters(clusters, weights) - 1)


def weight_shares(clusters: Sequence[str], weights: Sequence[float] | None = None) -> dict[str, float]:
    """How much of the weight each cluster has; they sum to 1."""
    heavy = [1.0] * len(clusters) if weights is None else weights
    whole, shares = math.fsum(heavy), dict.fromkeys(clusters, 0.0)
    for cluster, weight in zip(clusters, heavy, strict=True):
        shares[cluster] += weight / whole
    return shares


def weighted_mean(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    if weights is None:
        return math.fsum(values) / len(values)
    return math.fsum(w * v for w, v in zip(weights, values, strict=True)) / math.fsum(weights)


def mean_variance(values: Sequence[float], clusters: Sequence[str], weights: Sequence[float] | None = None) -> float:
    """The jackknife variance of the mean, or that of values which know of no clusters where it is greater: clusters
    that seem to disagree within do so by chance. Needs two clusters or more."""
    mean, heavy = weighted_mean(values, weights), [1.0] * len(values) if weights is None else weights
    single = math.fsum((weight * (value - mean)) ** 2 for value, weight in zip(values, heavy, strict=True))
    return max(cluster_variance(values, clusters, weights), single / math.fsum(heavy) ** 2)


def cluster_variance(values: Sequence[float], clusters: Sequence[str], weights: Sequence[float] | None = None) -> float:
    """The jackknife variance (CR3) of the mean of ``values``: by how much the mean moves as each cluster is left out. A
    cluster pulls the mean to itself by its weight and so hides its own distance; this takes that back. Needs two
    clusters or more."""
    shares, held = residual_shares(values, clusters, weights), weight_shares(clusters, weights)
    groups = len(shares)
    return (groups - 1) / groups * math.fsum((share / (1 - held[name])) ** 2 for name, share in shares.items())


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


def t_quantile(freedom: float, level: float) -> float:
    """The two-sided quantile: 1.96 at level 0.95 for many degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))


def wilson(mean: float, size: float, quantile: float) -> tuple[float, float]:
    """Wilson's score interval (1927). It holds ``mean``, also where rounding would put 1.0 a hair outside."""
    weight = quantile * quantile / size
    centre = (mean + weight / 2) / (1 + weight)
    half = quantile * math.sqrt(mean * (1 - mean) / size + weight / size / 4) / (1 + weight)
    return min(mean, max(0.0, centre - half)), max(mean, min(1.0, centre + half))
