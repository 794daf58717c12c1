"""Whether one judge beats another on the same pairs: paired tests, one-sided, that no split or template can inflate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_RESAMPLES, _BATCH = 9999, 500


@dataclass(frozen=True, slots=True)
class Paired:
    """``gain``: the mean difference; ``better``, ``worse``: pairs on which the one did better, or worse. ``p``: of the
    permutation by cluster; ``mcnemar``: exact, of pairs as if each stood alone, and so too sure where
    pairs of a cluster agree."""

    n: int
    gain: float
    better: int
    worse: int
    p: float
    mcnemar: float


def paired(one: Sequence[float], other: Sequence[float], clusters: Sequence[str]) -> Paired:
    """Whether ``one`` is greater than ``other``, value by value. No value at all: a gain of NaN, and p is 1."""
    differences = [a - b for a, b in zip(one, other, strict=True)]
    if not differences:
        return Paired(0, math.nan, 0, 0, 1.0, 1.0)
    better, worse = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    gain = math.fsum(differences) / len(differences)
    p = cluster_permutation(differences, clusters)
    return Paired(len(differences), gain, better, worse, p, mcnemar_exact(better, worse))


def cluster_permutation(differences: Sequence[float], clusters: Sequence[str], resamples: int = _RESAMPLES) -> float:
    """The share of sign changes, a whole cluster at a time, whose sum is no less than the one that was found.

    Clusters of pairs that share a template are exchanged together, as they may be right or wrong together. All sign
    changes where there are no more than ``resamples``, else so many at random, always the same ones.
    """
    import numpy as np
    from scipy.stats import permutation_test

    sums: dict[str, list[float]] = {}
    for difference, cluster in zip(differences, clusters, strict=True):
        sums.setdefault(cluster, []).append(difference)
    moved = [total for total in (math.fsum(some) for some in sums.values()) if total]
    if len(moved) < 2:
        return 0.5 if sum(moved) > 0 else 1.0
    found = permutation_test(
        (np.array(moved),),
        lambda row, axis: np.sum(row, axis=axis),
        permutation_type="samples",
        alternative="greater",
        n_resamples=resamples,
        batch=_BATCH,
        vectorized=True,
        rng=np.random.default_rng(0),
    )
    return float(found.pvalue)


def mcnemar_exact(better: int, worse: int) -> float:
    """The chance of so many better ones, or more, among the pairs that differ, if neither judge were better."""
    from scipy.stats import binomtest

    return float(binomtest(better, better + worse, alternative="greater").pvalue) if better + worse else 1.0
