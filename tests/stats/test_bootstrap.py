"""The cluster bootstrap: covers as often as promised, knows clusters and splits, and is never surer than it may be."""

from __future__ import annotations

import math
from random import Random

import numpy as np  # noqa: TID253  # a test of numbers

from negforge.stats.bootstrap import cluster_bootstrap


def drawn(rng: Random, clusters: int, size: int, truth: float) -> tuple[np.ndarray, list[str], list[str]]:
    """Values of two splits; all of a cluster fall the same way."""
    values, names, splits = [], [], []
    for split in ("a", "b"):
        for cluster in range(clusters):
            value = float(rng.random() < truth)
            values += [value] * size
            names += [f"{split}{cluster}"] * size
            splits += [split] * size
    return np.array(values)[:, None], names, splits


def test_the_interval_covers_the_truth_about_as_often_as_promised() -> None:
    rng, inside, below, runs = Random(1), 0, 0, 200
    for run in range(runs):
        (figures,) = cluster_bootstrap(*drawn(rng, 40, 3, 0.6), rng_seed=run, draws=300)
        inside += figures.macro.low <= 0.6 <= figures.macro.high
        below += figures.macro.upper >= 0.6
    assert 0.90 <= inside / runs <= 0.99
    assert 0.90 <= below / runs <= 0.99


def test_pairs_of_one_cluster_are_not_taken_for_independent_ones() -> None:
    values, names, splits = drawn(Random(2), 20, 6, 0.5)
    (clustered,) = cluster_bootstrap(values, names, splits, rng_seed=0)
    (single,) = cluster_bootstrap(values, [str(at) for at in range(len(values))], splits, rng_seed=0)
    assert clustered.macro.high - clustered.macro.low > 1.8 * (single.macro.high - single.macro.low)


def test_every_split_counts_the_same_and_stands_in_its_order() -> None:
    values = np.array([1.0] * 8 + [1.0, 0.0, 0.0, 0.0])[:, None]
    (figures,) = cluster_bootstrap(values, [str(at) for at in range(12)], ["b"] * 8 + ["a"] * 4, rng_seed=0)
    assert [name for name, _ in figures.splits] == ["b", "a"]
    assert figures.macro.value == (1.0 + 0.25) / 2


def test_all_right_is_not_certain() -> None:
    (figures,) = cluster_bootstrap(np.ones((10, 1)), [str(at) for at in range(10)], ["a"] * 10, rng_seed=0)
    assert figures.macro.value == figures.macro.high == 1.0
    assert 0.5 < figures.macro.low < 0.85


def test_one_cluster_tells_nothing_of_the_spread() -> None:
    (figures,) = cluster_bootstrap(np.array([[1.0], [0.0]]), ["c", "c"], ["a", "a"], rng_seed=0)
    assert (figures.macro.low, figures.macro.high, figures.macro.upper) == (0.0, 1.0, 1.0)


def test_columns_share_their_draws_and_an_empty_table_has_no_figure() -> None:
    values, names, splits = drawn(Random(3), 15, 2, 0.4)
    one, other = cluster_bootstrap(np.hstack([values, values]), names, splits, rng_seed=4)
    assert one == other
    (nothing,) = cluster_bootstrap(np.zeros((0, 1)), [], [], rng_seed=0)
    assert math.isnan(nothing.macro.value) and nothing.splits == ()
