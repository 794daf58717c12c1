"""Intervals of means and weighted rates: they hold a truth that we put in as often as they promise."""

from __future__ import annotations

import math

import numpy as np  # noqa: TID253  # a test of numbers
import pytest
import statsmodels.api as models
from statsmodels.stats.proportion import proportion_confint

from negforge.stats.intervals import clustered_rate, wilson
from negforge.stats.means import clustered_mean, signed_mean
from tests.stats.simulated import clustered_uniforms

RUNS = 800


@pytest.mark.parametrize(("above", "below"), [(0.2, 0.1), (0.3, 0.3), (0.1, 0.04)])
def test_a_signed_mean_is_covered_as_often_as_promised(above: float, below: float) -> None:
    rng, inside = np.random.default_rng(1), 0
    for _ in range(RUNS):
        chance, names = clustered_uniforms(rng, 70)
        values = np.where(chance < above, 1.0, np.where(chance < above + below, -1.0, 0.0))
        mean = signed_mean([(values.tolist(), names)])
        inside += mean.low <= above - below <= mean.high
    assert 0.93 <= inside / RUNS <= 0.97, inside / RUNS


def test_a_signed_mean_over_splits_of_other_sizes_is_covered_as_often_as_promised() -> None:
    rng, inside = np.random.default_rng(2), 0
    for _ in range(RUNS):
        splits = []
        for clusters, above, below in ((30, 0.3, 0.1), (60, 0.1, 0.1)):
            chance, names = clustered_uniforms(rng, clusters)
            values = np.where(chance < above, 1.0, np.where(chance < above + below, -1.0, 0.0))
            splits.append((values.tolist(), [f"{clusters}-{name}" for name in names]))
        mean = signed_mean(splits)
        inside += mean.low <= 0.1 <= mean.high
    assert 0.93 <= inside / RUNS <= 0.97, inside / RUNS


def test_where_nothing_differs_a_signed_mean_is_still_not_certain() -> None:
    mean = signed_mean([([0.0] * 50, [str(at) for at in range(50)])])
    assert mean.value == 0.0
    assert -0.1 < mean.low < -0.05 and mean.high == pytest.approx(-mean.low)


def test_a_plain_mean_is_covered_as_often_as_promised() -> None:
    rng, inside = np.random.default_rng(3), 0
    for _ in range(RUNS):
        chance, names = clustered_uniforms(rng, 60)
        mean = clustered_mean((chance**2).tolist(), names)
        inside += mean.low <= 1 / 3 <= mean.high
    assert 0.93 <= inside / RUNS <= 0.97, inside / RUNS


def test_a_plain_mean_over_templates_of_very_different_sizes_is_covered_as_often_as_promised() -> None:
    rng, inside = np.random.default_rng(7), 0
    for _ in range(RUNS):
        sizes = np.maximum(1, np.round(np.exp(rng.normal(1.5, 1.3, 30)))).astype(int)
        values = np.repeat(rng.normal(size=30), sizes) + rng.normal(size=int(sizes.sum()))
        mean = clustered_mean(values.tolist(), np.repeat(np.arange(30), sizes).astype(str).tolist())
        inside += mean.low <= 0 <= mean.high
    assert 0.93 <= inside / RUNS <= 0.99, inside / RUNS


def test_one_cluster_or_none_has_no_interval() -> None:
    assert math.isnan(clustered_mean([], []).value)
    alone = clustered_mean([1.0, 3.0], ["a", "a"])
    assert alone.value == 2.0 and math.isnan(alone.low)
    assert (signed_mean([([1.0], ["a"])]).low, signed_mean([([1.0], ["a"])]).high) == (-1.0, 1.0)


def test_a_rate_of_ties_and_half_rights_is_covered_no_oftener_than_promised() -> None:
    rng, inside = np.random.default_rng(4), 0
    for _ in range(RUNS):
        chance, names = clustered_uniforms(rng, 60)
        rate = clustered_rate(np.where(chance < 0.3, 0.5, (chance < 0.65).astype(float)).tolist(), names, 0)
        inside += rate.low <= 0.5 <= rate.high
    assert 0.93 <= inside / RUNS <= 0.97, inside / RUNS


def test_a_weighted_rate_is_covered_as_often_as_promised() -> None:
    rng, inside = np.random.default_rng(5), 0
    for _ in range(RUNS):
        chance, names = clustered_uniforms(rng, 80)
        weights = 1.0 + np.arange(len(names)) % 3
        rate = clustered_rate((chance < 0.3).astype(float).tolist(), names, 0, weights=weights.tolist())
        inside += rate.low <= 0.3 <= rate.high
    assert 0.93 <= inside / RUNS <= 0.97, inside / RUNS


def test_weights_that_are_all_alike_change_nothing() -> None:
    values, names = [1.0, 0.0, 1.0, 1.0, 0.0], list("aabbc")
    plain, weighted = clustered_rate(values, names, 0), clustered_rate(values, names, 0, weights=[3.0] * 5)
    assert (weighted.value, weighted.low, weighted.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_the_weighted_mean_and_its_variance_over_clusters_of_equal_weight_are_those_of_statsmodels() -> None:
    from negforge.stats.intervals import cluster_variance, weighted_mean

    chance, names = np.random.default_rng(6).random(90), [str(at // 3) for at in range(90)]
    weights = (1.0 + np.arange(90) % 3).tolist()
    values = (chance < 0.6).astype(float).tolist()
    fitted = models.WLS(values, np.ones(90), weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": np.array(list(map(int, names)))}
    )
    assert weighted_mean(values, weights) == pytest.approx(fitted.params[0])
    assert cluster_variance(values, names, weights) == pytest.approx(float(fitted.bse[0]) ** 2, rel=1e-9)


def test_wilson_is_that_of_statsmodels() -> None:
    assert wilson(0.3, 40, 1.959963984540054) == pytest.approx(proportion_confint(12, 40, method="wilson"))
