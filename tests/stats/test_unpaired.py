"""A fall between two samples known by their intervals."""

from __future__ import annotations

import math
from random import Random

import pytest

from negforge.core.verdict import Rate
from negforge.stats.intervals import clustered_rate
from negforge.stats.unpaired import fall_chance


def test_no_fall_is_no_evidence() -> None:
    one = clustered_rate([1.0, 0.0] * 50, [str(at) for at in range(100)], 0)
    assert fall_chance(one, one) == pytest.approx(0.5)
    assert fall_chance(clustered_rate([0.0] * 30, list(map(str, range(30))), 0), one) > 0.99


def test_a_large_fall_is_evidence_though_the_old_rate_was_perfect() -> None:
    names = [str(at) for at in range(60)]
    assert fall_chance(clustered_rate([1.0] * 60, names, 0), clustered_rate([1.0, 0.0] * 30, names, 0)) < 0.001


def test_nothing_is_told_by_nothing_or_by_one_cluster() -> None:
    nothing, alone = clustered_rate([], [], 3), clustered_rate([0.0] * 9, ["t"] * 9, 0)
    full = clustered_rate([1.0] * 60, [str(at) for at in range(60)], 0)
    assert fall_chance(full, nothing) == fall_chance(nothing, full) == fall_chance(full, alone) == 1.0


def test_rates_without_any_error_differ_or_do_not() -> None:
    sure = Rate(0.5, 10, 0, 0.5, 0.5, 10)
    assert fall_chance(sure, sure) == 1.0 and fall_chance(sure, Rate(0.4, 10, 0, 0.4, 0.4, 10)) == 0.0


def test_it_is_near_the_test_of_two_proportions_in_large_samples() -> None:
    """z = (p1 - p2) / sqrt(p1 q1 / n1 + p2 q2 / n2), the textbook's."""
    names = [str(at) for at in range(2000)]
    old, new = ([1.0] * right + [0.0] * (2000 - right) for right in (1500, 1450))
    z = 0.025 / math.sqrt(0.75 * 0.25 / 2000 + 0.725 * 0.275 / 2000)
    expected = math.erfc(z / math.sqrt(2)) / 2
    assert fall_chance(clustered_rate(old, names, 0), clustered_rate(new, names, 0)) == pytest.approx(
        expected, rel=0.05
    )


@pytest.mark.parametrize("giant", [0, 80])
def test_false_alarms_are_no_more_than_promised_though_clusters_agree(giant: int) -> None:
    """``giant``: pairs of one template more, beside 30 small ones of 1 to 5 pairs."""
    rng = Random(7)
    alarms = 0
    for _ in range(600):
        right = rng.uniform(0.5, 0.95)
        rates = []
        for _ in range(2):
            sizes = [rng.randint(1, 5) for _ in range(30)] + [giant] * (giant > 0)
            values = [value for size in sizes for value in [float(rng.random() < right)] * size]
            rates.append(clustered_rate(values, [str(at) for at, size in enumerate(sizes) for _ in range(size)], 0))
        alarms += fall_chance(*rates) <= 0.05
    assert alarms / 600 <= 0.06
