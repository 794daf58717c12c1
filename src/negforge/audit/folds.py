"""Folds for cross-validation: a group stands in one fold, and every split is spread over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random


def folds_of(clusters: Sequence[str], strata: Sequence[str], folds: int, rng_seed: int) -> tuple[int, ...]:
    """The fold (0 .. folds - 1) of each pair. The largest groups are placed first, each where its splits have the
    fewest pairs so far; groups of one size in an order drawn by ``rng_seed``."""
    held: dict[str, Counter[str]] = {}
    for cluster, split in zip(clusters, strata, strict=True):
        held.setdefault(cluster, Counter())[split] += 1
    order = list(held)
    Random(rng_seed).shuffle(order)
    order.sort(key=lambda cluster: -held[cluster].total())
    sizes: list[Counter[str]] = [Counter() for _ in range(folds)]
    place: dict[str, int] = {}
    for cluster in order:
        best = min(range(folds), key=lambda fold: (_load(sizes[fold], held[cluster]), sizes[fold].total(), fold))
        place[cluster] = best
        sizes[best].update(held[cluster])
    return tuple(place[cluster] for cluster in clusters)


def _load(size: Counter[str], cluster: Counter[str]) -> int:
    return sum(size[split] * number for split, number in cluster.items())
