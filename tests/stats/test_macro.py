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


def test_independent_splits_follow_the_delta_method_where_intervals_are_symmetric() -> None:
    half = tuple([0.0, 1.0] * 100)
    samples = [Sample(half, tuple(f"{split}-{k}" for k in range(200))) for split in "abc"]
    single = clustered_rate(half, samples[0].clusters, 0)
    macro = macro_rate(samples)
    assert macro.high - macro.value == pytest.approx((single.high - single.value) / math.sqrt(3))
    assert macro.value - macro.low == pytest.approx((single.value - single.low) / math.sqrt(3))
    assert (macro.n, macro.clusters) == (600, 600)


def test_splits_over_the_same_tasks_with_the_same_outcomes_are_as_uncertain_as_one() -> None:
    half = tuple([0.0, 1.0] * 100)
    names = tuple(str(k) for k in range(200))
    single, macro = clustered_rate(half, names, 0), macro_rate([Sample(half, names), Sample(half, names)])
    assert (macro.low, macro.high) == (pytest.approx(single.low), pytest.approx(single.high))
    assert macro.clusters == 200


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
