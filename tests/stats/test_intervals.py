"""Clustered intervals: held against statsmodels, and against a truth that is known because we made it."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.stats.intervals import cluster_variance, clustered_rate, even_clusters, t_quantile
from negforge.stats.macro import Sample, macro_rate

REPEATS = 1000


def clustered_values(rng: Random, clusters: int, p: float, correlation: float) -> tuple[list[float], list[str]]:
    """Right or wrong answers, 1 to 6 a cluster; each cluster's own chance is beta with mean ``p``, so that two answers
    of one cluster correlate as asked."""
    spread = (1 - correlation) / correlation
    values: list[float] = []
    names: list[str] = []
    for cluster in range(clusters):
        chance = rng.betavariate(p * spread, (1 - p) * spread)
        for _ in range(rng.randint(1, 6)):
            values.append(float(rng.random() < chance))
            names.append(f"c{cluster}")
    return values, names


def coverage(clusters: int, p: float, correlation: float) -> float:
    rng = Random(f"{clusters} {p} {correlation}")
    hits = 0
    for _ in range(REPEATS):
        rate = clustered_rate(*clustered_values(rng, clusters, p, correlation), 0)
        hits += rate.low <= p <= rate.high
    return hits / REPEATS


@pytest.mark.parametrize("p", [0.55, 0.9])
@pytest.mark.parametrize("correlation", [0.1, 0.3])
def test_forty_clusters_cover_the_truth_as_often_as_promised(p: float, correlation: float) -> None:
    figure = coverage(40, p, correlation)
    assert 0.93 <= figure <= 0.98, f"coverage {figure:.1%} of a 95 % interval"


@pytest.mark.parametrize("p", [0.55, 0.9])
def test_six_clusters_err_on_the_wide_side(p: float) -> None:
    figure = coverage(6, p, 0.3)
    assert figure >= 0.92, f"coverage {figure:.1%} of a 95 % interval"


def test_the_interval_that_ignores_clusters_would_cover_too_little() -> None:
    rng = Random(1)
    hits = 0
    for _ in range(REPEATS):
        values, _ = clustered_values(rng, 40, 0.55, 0.3)
        rate = clustered_rate(values, [str(k) for k in range(len(values))], 0)
        hits += rate.low <= 0.55 <= rate.high
    assert hits / REPEATS < 0.9


def uneven_sizes(rng: Random, kind: str, clusters: int) -> list[int]:
    """As in real logs: many small ones and a few large, one with half of all pairs, one with nine tenths."""
    if kind == "long tail":
        return [max(1, round(math.exp(rng.gauss(1.5, 1.3)))) for _ in range(clusters)]
    return [(4 if kind == "half" else 36) * (clusters - 1)] + [4] * (clusters - 1)


@pytest.mark.parametrize("kind", ["long tail", "half", "giant"])
@pytest.mark.parametrize("p", [0.55, 0.9, 0.98])
@pytest.mark.parametrize("clusters", [12, 40])
def test_templates_of_very_different_sizes_do_not_make_it_too_sure(kind: str, p: float, clusters: int) -> None:
    """With G - 1 degrees of freedom and the plain variance (CR1) these were covered in 6 to 90 %."""
    rng, hits, spread = Random(f"{kind} {p} {clusters}"), 0, 4.0
    for _ in range(300):
        values, names = [], []
        for cluster, size in enumerate(uneven_sizes(rng, kind, clusters)):
            chance = rng.betavariate(p * spread, (1 - p) * spread)
            values += [float(rng.random() < chance) for _ in range(size)]
            names += [str(cluster)] * size
        rate = clustered_rate(values, names, 0)
        hits += rate.low <= p <= rate.high
    assert hits / 300 >= 0.90, f"coverage {hits / 300:.1%} of a 95 % interval"


def test_many_small_templates_do_not_make_up_for_a_giant() -> None:
    names = ["giant"] * 900 + [str(at) for at in range(100)]
    assert even_clusters(names) == pytest.approx(1000**2 / (900**2 + 100))
    assert clustered_rate([1.0] * 1000, names, 0).low < 0.05
    assert even_clusters(list("aabbcc")) == pytest.approx(3.0) == even_clusters(list("aabc"), [1, 1, 2, 2])


def test_the_cluster_variance_of_equal_clusters_is_that_of_statsmodels() -> None:
    import numpy
    import statsmodels.api as models

    rng = Random(7)
    for clusters in (2, 5, 40):
        groups = numpy.repeat(numpy.arange(clusters), 4)
        values = [float(rng.random() < 0.3 + 0.5 * (group % 2)) for group in groups]
        fitted = models.OLS(values, numpy.ones(len(values))).fit(cov_type="cluster", cov_kwds={"groups": groups})
        found = cluster_variance(values, [str(group) for group in groups])
        assert found == pytest.approx(float(fitted.bse[0]) ** 2, rel=1e-9)


def test_the_cluster_variance_is_how_the_mean_moves_as_each_cluster_is_left_out() -> None:
    values, names = clustered_values(Random(7), 9, 0.7, 0.3)
    weights = [1.0 + at % 3 for at in range(len(values))]
    means = []
    for left_out in set(names):
        kept = [at for at, name in enumerate(names) if name != left_out]
        means.append(sum(values[at] * weights[at] for at in kept) / sum(weights[at] for at in kept))
    whole = sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
    expected = 8 / 9 * sum((mean - whole) ** 2 for mean in means)
    assert cluster_variance(values, names, weights) == pytest.approx(expected)


def test_without_clusters_to_speak_of_it_is_the_wilson_interval_with_a_t_quantile() -> None:
    values = [1.0] * 30 + [0.0] * 20
    rate = clustered_rate(values, [str(k) for k in range(50)], 3)
    t, size, p = t_quantile(49, 0.95), 49.0, 0.6  # the variance divides by n - 1, so that n_eff is 49
    centre = (p + t * t / 2 / size) / (1 + t * t / size)
    half = t / (1 + t * t / size) * math.sqrt(p * (1 - p) / size + (t / 2 / size) ** 2)
    assert (rate.value, rate.n, rate.failed, rate.clusters) == (0.6, 50, 3, 50)
    assert (rate.low, rate.high) == (pytest.approx(centre - half), pytest.approx(centre + half))


def test_the_quantile_is_students() -> None:
    assert t_quantile(9, 0.95) == pytest.approx(2.262157)
    assert t_quantile(1_000_000, 0.95) == pytest.approx(1.959966, abs=1e-5)


def test_at_all_right_the_number_of_clusters_bounds_the_certainty() -> None:
    many = clustered_rate([1.0] * 60, [str(k % 6) for k in range(60)], 0)
    six = clustered_rate([1.0] * 6, [str(k) for k in range(6)], 0)
    assert (many.low, many.high) == (pytest.approx(six.low), 1.0)
    assert 0.4 < many.low < 0.6


def test_one_wrong_answer_among_many_narrows_the_interval_on_purpose() -> None:
    """docs/measuring.md: none wrong does not show that pairs of a template may differ."""
    names = [str(k % 20) for k in range(1000)]
    none, one = clustered_rate([1.0] * 1000, names, 0), clustered_rate([0.0] + [1.0] * 999, names, 0)
    assert (round(none.low, 3), round(one.low, 3), round(one.high, 4)) == (0.820, 0.994, 0.9998)


def test_one_cluster_and_no_value_tell_nothing() -> None:
    one = clustered_rate([1.0, 0.0, 1.0, 1.0], ["a"] * 4, 1)
    assert (one.value, one.low, one.high, one.clusters) == (0.75, 0.0, 1.0, 1)
    none = clustered_rate([], [], 4)
    assert math.isnan(none.value)
    assert (none.n, none.failed, none.low, none.high, none.clusters) == (0, 4, 0.0, 1.0, 0)


def test_a_cluster_for_every_value_is_asked_for() -> None:
    with pytest.raises(ValueError, match="2 values but 3 clusters"):
        clustered_rate([1.0, 0.0], ["a", "b", "c"], 0)


observed = st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), st.sampled_from("abcdef")), min_size=1)


@given(observed)
def test_the_interval_holds_its_value_and_stays_in_bounds(pairs: list[tuple[float, str]]) -> None:
    values, clusters = zip(*pairs, strict=True)
    rate = clustered_rate(values, clusters, 0)
    assert 0.0 <= rate.low <= rate.value <= rate.high <= 1.0
    assert rate.high > rate.low


@given(observed)
def test_exchanging_right_and_wrong_mirrors_the_interval(pairs: list[tuple[float, str]]) -> None:
    values, clusters = zip(*pairs, strict=True)
    rate, mirrored = clustered_rate(values, clusters, 0), clustered_rate([1 - value for value in values], clusters, 0)
    assert mirrored.low == pytest.approx(1 - rate.high, abs=1e-9)
    assert mirrored.high == pytest.approx(1 - rate.low, abs=1e-9)


@given(st.lists(observed, min_size=1, max_size=4))
def test_the_macro_interval_holds_its_value_and_stays_in_bounds(splits: list[list[tuple[float, str]]]) -> None:
    samples = [Sample(*zip(*pairs, strict=True)) for pairs in splits]  # type: ignore[arg-type]
    rate = macro_rate(samples)
    assert rate.value == pytest.approx(sum(sum(s.values) / len(s.values) for s in samples) / len(samples))
    assert -1e-12 <= rate.low <= rate.value + 1e-12
    assert rate.value - 1e-12 <= rate.high <= 1.0
