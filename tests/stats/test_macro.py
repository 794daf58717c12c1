"""The macro average: independent splits by the delta method, splits that share tasks a little wider."""

from __future__ import annotations

import math
from random import Random

import pytest

from negforge.stats.intervals import clustered_rate
from negforge.stats.macro import Sample, macro_rate

REPEATS = 1000
TRUTHS = (0.55, 0.6, 0.9, 0.75)


def benchmark(rng: Random, *, shared: bool) -> list[Sample]:
    """Four splits over 30 clusters each; where they are shared, a hard cluster is hard in every split."""
    ease = [rng.gauss(0, 1) for _ in range(30)]
    samples = []
    for split, truth in enumerate(TRUTHS):
        values, clusters = [], []
        for cluster in range(30):
            pull = ease[cluster] if shared else rng.gauss(0, 1)
            for _ in range(rng.randint(1, 5)):
                values.append(float(0.6 * pull + 0.8 * rng.gauss(0, 1) < _threshold(truth)))
                clusters.append(f"c{cluster}" if shared else f"s{split}c{cluster}")
        samples.append(Sample(tuple(values), tuple(clusters)))
    return samples


def _threshold(chance: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(chance)


@pytest.mark.parametrize("shared", [False, True])
def test_the_macro_interval_covers_the_truth_as_often_as_promised(shared: bool) -> None:
    rng = Random(5)
    truth = sum(TRUTHS) / len(TRUTHS)
    rates = [macro_rate(benchmark(rng, shared=shared)) for _ in range(REPEATS)]
    figure = sum(rate.low <= truth <= rate.high for rate in rates) / REPEATS
    assert 0.93 <= figure <= 0.98, f"coverage {figure:.1%} of a 95 % interval"


def good_judge(rng: Random, clusters: int, p: float, spread: float, *, shared: bool) -> list[Sample]:
    """Eight splits, three pairs a template, whose own chance is beta with mean ``p``: many splits are all right."""
    ease = [rng.betavariate(p * spread, (1 - p) * spread) for _ in range(clusters)]
    samples = []
    for split in range(8):
        own = ease if shared else [rng.betavariate(p * spread, (1 - p) * spread) for _ in range(clusters)]
        values = tuple(float(rng.random() < chance) for chance in own for _ in range(3))
        names = tuple(f"{'' if shared else split}-{at}" for at in range(clusters) for _ in range(3))
        samples.append(Sample(values, names))
    return samples


@pytest.mark.parametrize(
    ("clusters", "p", "spread", "shared"),
    [(20, 0.98, 4.0, False), (10, 0.98, 49.0, False), (5, 0.9, 4.0, False), (20, 0.98, 4.0, True)],
)
def test_of_good_judges_it_misses_the_truth_no_oftener_above_than_below(
    clusters: int, p: float, spread: float, shared: bool
) -> None:
    """The margins of the splits put together (MOVER) lay below the truth in 5 to 12 % of draws, and never above."""
    rng = Random(f"{clusters} {p} {spread} {shared}")
    rates = [macro_rate(good_judge(rng, clusters, p, spread, shared=shared)) for _ in range(400)]
    above, below = sum(p > rate.high for rate in rates) / 400, sum(p < rate.low for rate in rates) / 400
    assert above <= 0.045 and below <= 0.045 and above + below <= 0.07, (above, below)


def test_splits_of_very_different_sizes_and_templates_are_covered_as_often_as_promised() -> None:
    rng, truths, hits = Random(9), (0.98, 0.95, 0.9, 0.6), 0
    for _ in range(400):
        samples = []
        for split, truth in enumerate(truths):
            sizes = [max(1, round(math.exp(rng.gauss(0.7, 1)))) for _ in range(12 + 12 * split)]
            ease = [rng.betavariate(truth * 4, (1 - truth) * 4) for _ in sizes]
            values = tuple(float(rng.random() < e) for e, size in zip(ease, sizes, strict=True) for _ in range(size))
            samples.append(Sample(values, tuple(f"{split}-{at}" for at, size in enumerate(sizes) for _ in range(size))))
        rate = macro_rate(samples)
        hits += rate.low <= sum(truths) / 4 <= rate.high
    assert 0.92 <= hits / 400 <= 0.99, hits / 400


def test_independent_splits_follow_the_delta_method_where_intervals_are_symmetric() -> None:
    half = tuple([0.0, 1.0] * 100)
    samples = [Sample(half, tuple(f"{split}-{k}" for k in range(200))) for split in "abc"]
    single = clustered_rate(half, samples[0].clusters, 0)
    macro = macro_rate(samples)
    assert macro.high - macro.value == pytest.approx((single.high - single.value) / math.sqrt(3), rel=0.005)
    assert macro.value - macro.low == pytest.approx((single.value - single.low) / math.sqrt(3), rel=0.005)
    assert (macro.n, macro.clusters) == (600, 600)


def test_splits_over_the_same_tasks_with_the_same_outcomes_are_as_uncertain_as_one() -> None:
    half = tuple([0.0, 1.0] * 100)
    names = tuple(str(k) for k in range(200))
    single, macro = clustered_rate(half, names, 0), macro_rate([Sample(half, names), Sample(half, names)])
    assert (macro.low, macro.high) == (pytest.approx(single.low), pytest.approx(single.high))
    assert macro.clusters == 200


def test_splits_over_the_same_tasks_that_are_all_right_are_as_uncertain_as_one() -> None:
    names = tuple(str(k) for k in range(20))
    single, macro = clustered_rate([1.0] * 20, names, 0), macro_rate([Sample((1.0,) * 20, names)] * 3)
    assert (macro.low, macro.high) == (pytest.approx(single.low), 1.0)


def test_a_split_at_all_right_keeps_its_uncertainty() -> None:
    names = tuple("abcd")
    macro = macro_rate([Sample((1.0,) * 4, names), Sample((1.0,) * 4, tuple("efgh"))])
    assert macro.value == macro.high == 1.0
    assert macro.low < 0.85


def test_splits_without_a_value_are_left_out_but_their_failures_are_counted() -> None:
    macro = macro_rate([Sample((1.0, 0.0), ("a", "b"), 2), Sample((), (), 3)])
    assert (macro.value, macro.n, macro.failed) == (0.5, 2, 5)
    nothing = macro_rate([Sample((), (), 3)])
    assert math.isnan(nothing.value)
    assert (nothing.n, nothing.failed, nothing.low, nothing.high) == (0, 3, 0.0, 1.0)
