"""Drift: whether the same judge's numbers on the same items moved between two runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from negforge.stats.differences import sign_change_chances
from negforge.stats.means import Mean, clustered_mean

if TYPE_CHECKING:
    import numpy as np

RESAMPLES, BATCH = 1999, 64
BINS = 10


@dataclass(frozen=True, slots=True)
class Drift:
    """``moved``: the mean change, later less earlier, in the values' unit (where all moved by the same, no spread is
    seen and the interval has no width: read the p); ``moved_p``: two-sided, by cluster.
    ``ks``: the largest distance of the two distributions, 0..1; ``ks_p``: by exchanging the runs of whole clusters, as
    values of one item and one template are not independent. ``psi``: population stability index over deciles of
    both runs, without a test or an interval (by custom under 0.1 little, over 0.25 much; of under 200 values noise
    alone may pass that)."""

    n: int
    moved: Mean
    moved_p: float
    ks: float
    ks_p: float
    psi: float


def drift(earlier: Sequence[float], later: Sequence[float], clusters: Sequence[str]) -> Drift | None:
    """Of items that both runs have a value for, in the same order; None where there are none."""
    if not earlier:
        return None
    changes = [after - before for before, after in zip(earlier, later, strict=True)]
    totals: dict[str, float] = {}
    for change, cluster in zip(changes, clusters, strict=True):
        totals[cluster] = totals.get(cluster, 0.0) + change / len(changes)
    (chance,) = sign_change_chances([totals])
    alone = len(totals) < 2
    distance, distance_chance = _kolmogorov_smirnov(earlier, later, clusters)
    return Drift(
        len(changes),
        clustered_mean(changes, clusters),
        1.0 if alone else chance,
        distance,
        1.0 if alone else distance_chance,
        _stability(earlier, later),
    )


def _kolmogorov_smirnov(
    earlier: Sequence[float], later: Sequence[float], clusters: Sequence[str]
) -> tuple[float, float]:
    """The distance, and the share of exchanges of the two runs, whole clusters at a time, that give no less."""
    import numpy as np

    values = np.concatenate([np.asarray(earlier, float), np.asarray(later, float)])
    order = np.argsort(values, kind="stable")
    ends = np.append(np.nonzero(np.diff(values[order]))[0], len(values) - 1)  # the last of equal values
    names = {name: at for at, name in enumerate(dict.fromkeys(clusters))}
    place = np.array([names[name] for name in clusters])
    step = np.repeat([1.0, -1.0], len(place))[order]
    of = np.concatenate([place, place])[order]

    def distances(signs: np.ndarray) -> np.ndarray:
        found: np.ndarray = np.abs(np.cumsum(step * signs[:, of], axis=1)[:, ends]).max(axis=1)
        return found

    found = float(distances(np.ones((1, len(names))))[0])  # in values, so that equal ones are equal
    rng, as_far = np.random.default_rng(0), 0
    for begin in range(0, RESAMPLES, BATCH):
        signs = rng.choice((-1.0, 1.0), size=(min(BATCH, RESAMPLES - begin), len(names)))
        as_far += int((distances(signs) >= found).sum())
    return found / len(place), (as_far + 1) / (RESAMPLES + 1)


def _stability(earlier: Sequence[float], later: Sequence[float]) -> float:
    """The bins are deciles of both runs together, or one for each value where there are no more than ten: by those of
    the earlier run alone all that lies above its last cut would be one bin, and a rise there unseen. Shares are
    smoothed by half a value a bin, so that an empty bin is no infinite drift."""
    import numpy as np

    pooled = np.asarray([*earlier, *later], float)
    distinct = np.unique(pooled)
    few = len(distinct) <= BINS
    cuts = distinct[1:] if few else np.unique(np.quantile(pooled, np.linspace(0, 1, BINS + 1)[1:-1]))
    counts = [
        np.bincount(np.searchsorted(cuts, run, side="right"), minlength=len(cuts) + 1) for run in (earlier, later)
    ]
    first, second = ((one + 0.5) / (one.sum() + 0.5 * len(one)) for one in counts)
    return math.fsum(((second - first) * np.log(second / first)).tolist())
