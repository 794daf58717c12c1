"""Whether judges differ on the same pairs: two-sided, by cluster, many comparisons at a time over the same draws.

``stats.paired`` asks the one-sided question of the ladder, one comparison at a time.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from negforge.stats.means import signed_mean

if TYPE_CHECKING:
    import numpy as np

RESAMPLES, BATCH = 9999, 512
EXACT = 13  # clusters that differ: up to so many, all 2^n changes of signs are tried
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Differences:
    """One value less the other of each pair on which both have one, in -1..1; the cluster and the split of each."""

    values: tuple[float, ...]
    clusters: tuple[str, ...]
    splits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """``value``: the mean difference, each split counting the same, with its 95 % interval (``stats.means``).
    ``better``, ``worse``: pairs on which the one did better, or worse. ``p``: two-sided, of the permutation by cluster.
    ``mcnemar``: two-sided and exact, of pairs as if each stood alone (of ties and half values: the sign test); where
    pairs of a cluster agree it is far too sure, and nothing is decided by it.
    ``variance``: of ``value``. Where nothing can be told (no pair, or one cluster) the interval is all of -1..1, p is 1
    and the variance NaN."""

    value: float
    low: float
    high: float
    n: int
    clusters: int
    better: int
    worse: int
    p: float
    mcnemar: float
    variance: float


def differ(samples: Sequence[Differences]) -> tuple[Difference, ...]:
    """One ``Difference`` for each sample, in their order.

    The permutation changes the signs of whole clusters (pairs of a template may be right or wrong together) at random,
    always the same ones, or in all ways where few clusters differ; p counts the found one among the random ones
    (Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39). With many samples there are more draws, so that the
    smallest p is small enough for Holm's correction.
    """
    totals = [_cluster_totals(sample) for sample in samples]
    chances = sign_change_chances(totals, max(RESAMPLES, 100 * len(samples)))
    return tuple(_difference(*each) for each in zip(samples, totals, chances, strict=True))


def sign_change_chances(totals: Sequence[dict[str, float]], resamples: int = RESAMPLES) -> list[float]:
    """Of each row of cluster totals: the share of sign changes whose sum is as far from 0 as the one that was found."""
    import numpy as np

    moved = [{name: total for name, total in row.items() if abs(total) > _NOTHING} for row in totals]
    found = [abs(math.fsum(row.values())) for row in moved]
    chances = [_exact(row, total) if len(row) <= EXACT else 0.0 for row, total in zip(moved, found, strict=True)]
    drawn = [at for at, row in enumerate(moved) if len(row) > EXACT]
    if not drawn:
        return chances
    names = {name: at for at, name in enumerate(dict.fromkeys(name for at in drawn for name in moved[at]))}
    table = np.zeros((len(names), len(drawn)))
    for column, at in enumerate(drawn):
        table[[names[name] for name in moved[at]], column] = list(moved[at].values())
    least = np.array([found[at] for at in drawn]) - _NOTHING
    rng, as_far = np.random.default_rng(0), np.zeros(len(drawn), dtype=int)
    for begin in range(0, resamples, BATCH):
        signs = _signs(rng, min(BATCH, resamples - begin), len(names))
        as_far += (np.abs(signs @ table) >= least).sum(axis=0)
    for at, count in zip(drawn, as_far, strict=True):
        chances[at] = (int(count) + 1) / (resamples + 1)
    return chances


def mcnemar_two_sided(better: int, worse: int) -> float:
    """Exact: the chance that of the pairs that differ so few, or fewer, fall to the weaker side, doubled."""
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(min(better, worse), better + worse, 0.5))) if better + worse else 1.0


def _signs(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    import numpy as np

    bits = np.unpackbits(rng.integers(0, 256, size=(rows, (columns + 7) // 8), dtype=np.uint8), axis=1)
    signs: np.ndarray = bits[:, :columns] * 2.0 - 1.0
    return signs


def _exact(moved: dict[str, float], found: float) -> float:
    """All ways; of a change and its opposite the sums are as far from 0, so that the first sign may stay."""
    import numpy as np

    if not moved:
        return 1.0
    first, *others = moved.values()
    sums = np.array([first])
    for one in others:
        sums = np.concatenate([sums + one, sums - one])
    return float((np.abs(sums) >= found - _NOTHING).mean())


def _cluster_totals(sample: Differences) -> dict[str, float]:
    """What each cluster adds to the mean over splits of the mean difference."""
    sizes = Counter(sample.splits)
    totals: dict[str, list[float]] = {}
    for value, cluster, split in zip(sample.values, sample.clusters, sample.splits, strict=True):
        totals.setdefault(cluster, []).append(value / sizes[split] / len(sizes))
    return {cluster: math.fsum(some) for cluster, some in totals.items()}


def _difference(sample: Differences, totals: dict[str, float], chance: float) -> Difference:
    size, groups = len(sample.values), len(totals)
    better, worse = sum(one > 0 for one in sample.values), sum(one < 0 for one in sample.values)
    mcnemar = mcnemar_two_sided(better, worse)
    value = math.fsum(totals.values()) if size else math.nan
    if groups < 2:
        return Difference(value, -1.0, 1.0, size, groups, better, worse, 1.0, mcnemar, math.nan)
    splits: dict[str, tuple[list[float], list[str]]] = {}
    for one, cluster, split in zip(sample.values, sample.clusters, sample.splits, strict=True):
        values, names = splits.setdefault(split, ([], []))
        values.append(one)
        names.append(cluster)
    mean = signed_mean(list(splits.values()))
    variance = _variance(sample)
    return Difference(value, mean.low, mean.high, size, groups, better, worse, chance, mcnemar, variance)


def _variance(sample: Differences) -> float:
    """CR1 of the mean over splits, residuals from each split's own mean; never less than without clusters."""
    sizes = Counter(sample.splits)
    means = dict.fromkeys(sizes, 0.0)
    for value, split in zip(sample.values, sample.splits, strict=True):
        means[split] += value / sizes[split]
    shares: dict[str, float] = {}
    single = 0.0
    for value, cluster, split in zip(sample.values, sample.clusters, sample.splits, strict=True):
        share = (value - means[split]) / sizes[split] / len(sizes)
        shares[cluster] = shares.get(cluster, 0.0) + share
        single += share * share
    groups = len(shares)
    return max(single, groups / (groups - 1) * math.fsum(share * share for share in shares.values()))
