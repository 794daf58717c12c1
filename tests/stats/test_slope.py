"""The slope that makes log-odds honest: found again on simulated judges, and never fitted on what it is used on."""

from __future__ import annotations

import math
import random

import pytest

from negforge.stats.log_odds import logistic
from negforge.stats.slope import cross_fitted, fitted_slope


def simulated(temperature: float, number: int = 4000, seed: int = 1) -> list[float]:
    """Log-odds of what came true, of a judge that says ``temperature`` times what it should."""
    rng = random.Random(seed)
    honest = [rng.gauss(0, 1.5) for _ in range(number)]
    return [temperature * (x if rng.random() < logistic(x) else -x) for x in honest]


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
def test_the_temperature_of_a_simulated_judge_is_found(temperature: float) -> None:
    assert fitted_slope(simulated(temperature)) == pytest.approx(1 / temperature, rel=0.08)


def test_a_judge_no_better_than_chance_is_worth_nothing_and_one_never_wrong_has_no_endless_slope() -> None:
    assert fitted_slope([1.0, -1.0]) == 0.0
    assert fitted_slope([-1.0, -2.0]) == 0.0
    assert logistic(fitted_slope([1.0] * 8)) == pytest.approx(9 / 10)
    assert fitted_slope([]) == fitted_slope([0.0]) == 1.0
    assert math.isfinite(fitted_slope([1e-9]))


def test_a_cluster_has_no_say_in_its_own_slope() -> None:
    held = {f"t{at}": [0.5 + at / 10, -0.2] for at in range(10)}
    before = cross_fitted(held)
    after = cross_fitted({**held, "t3": [-9.0]})
    assert after["t3"] == before["t3"]
    assert after != before
    assert cross_fitted({"t0": [5.0]}) == {"t0": 1.0}
