"""The trend over levels: held against statsmodels, and against a truth that is known because we made it."""

from __future__ import annotations

import math
from random import Random

import pytest
import statsmodels.api as sm

from negforge.stats.trend import falling_trend


def answers(rng: Random, fall: float, clusters: int = 40) -> tuple[list[float], list[int], list[str]]:
    """Right or wrong answers, four a cluster, which agree in part; each level has less chance by ``fall``."""
    rows = []
    for cluster in range(clusters):
        level, luck = rng.randint(1, 5), rng.uniform(-0.2, 0.2)
        for _ in range(4):
            rows.append((float(rng.random() < 0.6 + luck - fall * (level - 3)), level, str(cluster)))
    return [one[0] for one in rows], [one[1] for one in rows], [one[2] for one in rows]


def test_slope_and_chance_are_those_of_statsmodels() -> None:
    import numpy as np

    values, levels, clusters = answers(Random(1), 0.05)
    fitted = sm.OLS(values, sm.add_constant(np.array(levels, float))).fit(
        cov_type="cluster", cov_kwds={"groups": np.array([int(one) for one in clusters])}, use_t=True
    )
    found = falling_trend(values, levels, clusters)
    assert found.slope == pytest.approx(fitted.params[1])
    two_sided = float(fitted.pvalues[1])
    assert found.p == pytest.approx(two_sided / 2 if found.slope < 0 else 1 - two_sided / 2)


def test_false_alarms_are_rare_and_a_planted_fall_is_found() -> None:
    rng = Random(2)
    alarms = sum(falling_trend(*answers(rng, 0.0)).p <= 0.05 for _ in range(400))
    hits = sum(falling_trend(*answers(rng, 0.1)).p <= 0.05 for _ in range(100))
    assert alarms / 400 <= 0.08
    assert hits >= 80


def test_within_groups_only_what_happens_inside_them_counts() -> None:
    values, levels = [1.0] * 10 + [0.0] * 10, [1] * 9 + [2] + [1] + [2] * 9
    groups, clusters = ["a"] * 10 + ["b"] * 10, [str(at) for at in range(20)]
    assert falling_trend(values, levels, clusters).slope < -0.5
    assert falling_trend(values, levels, clusters, groups).slope == pytest.approx(0.0)


@pytest.mark.parametrize("levels", [[], [3, 3, 3]])
def test_one_level_or_none_tells_nothing(levels: list[int]) -> None:
    found = falling_trend([1.0] * len(levels), levels, list("abc")[: len(levels)])
    assert (math.isnan(found.slope), found.p) == (True, 1.0)


def test_values_without_any_error_are_sure() -> None:
    assert falling_trend([1, 1, 0, 0], [1, 1, 2, 2], list("abcd")).p == 0.0
    assert falling_trend([1, 1, 1, 1], [1, 1, 2, 2], list("abcd")).p == 1.0
