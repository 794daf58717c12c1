"""Means of several splits and their macro average, with intervals by a cluster bootstrap stratified by split."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from negforge.stats.intervals import clustered_rate

if TYPE_CHECKING:
    import numpy as np

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of ``n`` values in 0..1 over ``clusters`` clusters. ``low`` and ``high``: the two-sided 95 % interval;
    ``upper``: the one-sided 95 % upper bound, which a gate holds against its bar. NaN and 0..1 where there is none."""

    value: float
    low: float
    high: float
    upper: float
    n: int
    clusters: int


@dataclass(frozen=True, slots=True)
class Figures:
    """``macro``: the plain mean over the splits. ``splits``: in the order in which they first appear."""

    macro: Estimate
    splits: tuple[tuple[str, Estimate], ...]


def cluster_bootstrap(
    values: np.ndarray, clusters: Sequence[str], strata: Sequence[str], *, rng_seed: int, draws: int = 2000
) -> tuple[Figures, ...]:
    """One ``Figures`` for each column of ``values`` (pairs x judges, each value in 0..1).

    In each draw as many clusters as a split has are drawn from it with replacement; percentile intervals (Efron &
    Tibshirani 1993, chapter 13). All columns see the same draws, so that their differences may be compared. A mean of
    which the draws show no spread (all right, or one cluster) has the interval of ``clustered_rate`` instead. A cluster
    with pairs in two splits counts as one in each.
    """
    import numpy as np

    splits = list(dict.fromkeys(strata))
    rng = np.random.default_rng(rng_seed)
    places = {split: [at for at, one in enumerate(strata) if one == split] for split in splits}
    drawn = {split: _draw(values[at], [clusters[i] for i in at], rng, draws) for split, at in places.items()}
    found = []
    for column in range(values.shape[1]):
        each = {
            split: _estimate(values[at, column], [clusters[i] for i in at], drawn[split][:, column])
            for split, at in places.items()
        }
        means = np.mean([drawn[split][:, column] for split in splits], axis=0) if splits else np.zeros(0)
        found.append(Figures(_macro(list(each.values()), means, len(set(clusters))), tuple(each.items())))
    return tuple(found)


def _draw(values: np.ndarray, clusters: Sequence[str], rng: np.random.Generator, draws: int) -> np.ndarray:
    """The means (draws x judges) of so many resamples of the clusters."""
    import numpy as np

    names = {name: at for at, name in enumerate(dict.fromkeys(clusters))}
    place = np.array([names[name] for name in clusters])
    sums = np.zeros((len(names), values.shape[1]))
    np.add.at(sums, place, values)
    sizes = np.bincount(place, minlength=len(names)).astype(float)
    weights = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws).astype(float)
    means: np.ndarray = (weights @ sums) / (weights @ sizes)[:, None]
    return means


def _estimate(values: np.ndarray, clusters: Sequence[str], means: np.ndarray) -> Estimate:
    plain = clustered_rate(values.tolist(), clusters, 0)
    if plain.clusters < 2 or float(means.max() - means.min()) < 1e-12:
        upper = clustered_rate(values.tolist(), clusters, 0, 2 * LEVEL - 1).high
        return Estimate(plain.value, plain.low, plain.high, upper, plain.n, plain.clusters)
    low, high, upper = _percentiles(means)
    return Estimate(plain.value, min(low, plain.value), max(high, plain.value), upper, plain.n, plain.clusters)


def _macro(each: Sequence[Estimate], means: np.ndarray, clusters: int) -> Estimate:
    """Where a split has an interval that the draws do not show, its margins are added as independent ones."""
    if not each:
        return Estimate(math.nan, 0.0, 1.0, 1.0, 0, 0)
    value = math.fsum(one.value for one in each) / len(each)
    low, high, upper = _percentiles(means)
    unseen = [one for one in each if one.clusters < 2 or one.value in (0.0, 1.0)]
    below = _with(value - low, [one.value - one.low for one in unseen], len(each))
    above = _with(high - value, [one.high - one.value for one in unseen], len(each))
    over = _with(upper - value, [one.upper - one.value for one in unseen], len(each))
    size = sum(one.n for one in each)
    return Estimate(value, max(0.0, value - below), min(1.0, value + above), min(1.0, value + over), size, clusters)


def _with(margin: float, others: Sequence[float], splits: int) -> float:
    return math.hypot(max(0.0, margin), *(one / splits for one in others))


def _percentiles(means: np.ndarray) -> tuple[float, float, float]:
    import numpy as np

    low, high, upper = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2, LEVEL])
    return float(low), float(high), float(upper)
