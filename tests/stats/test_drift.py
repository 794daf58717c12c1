"""Drift: noise between two runs is no alarm, though templates move together; a shift or a new spread is found."""

from __future__ import annotations

import numpy as np  # noqa: TID253  # a test of numbers
import pytest
from scipy.stats import ks_2samp  # noqa: TID253  # what ours is held against

from negforge.stats.drift import drift
from tests.stats.simulated import clustered_uniforms


def simulated(
    rng: np.random.Generator, shift: float = 0.0, spread: float = 1.0
) -> tuple[list[float], list[float], list[str]]:
    """Scores of two runs: what an item is worth, what its template shares, and noise of each run."""
    chance, names = clustered_uniforms(rng, 60)
    template = np.array(names, dtype=int)
    worth = 3 * chance
    runs = [worth + 0.5 * rng.normal(size=60)[template] + 0.5 * rng.normal(size=len(names)) for _ in range(2)]
    return runs[0].tolist(), (1.5 + (runs[1] - 1.5) * spread + shift).tolist(), names


def test_the_distance_is_that_of_scipy() -> None:
    earlier, later, names = simulated(np.random.default_rng(1), 0.3)
    found = drift([round(x, 1) for x in earlier], [round(x, 1) for x in later], names)  # with ties
    theirs = ks_2samp([round(x, 1) for x in earlier], [round(x, 1) for x in later])
    assert found is not None and found.ks == pytest.approx(theirs.statistic)


def test_alarms_are_rare_and_the_interval_covers_where_nothing_moved() -> None:
    rng, runs = np.random.default_rng(5), 300
    found = [one for _ in range(runs) if (one := drift(*simulated(rng))) is not None]
    assert sum(one.moved_p <= 0.05 for one in found) / runs <= 0.06
    assert sum(one.ks_p <= 0.05 for one in found) / runs <= 0.06
    assert 0.93 <= sum(one.moved.low <= 0 <= one.moved.high for one in found) / runs <= 0.97
    assert np.median([one.psi for one in found]) < 0.25


def test_a_planted_shift_and_a_planted_spread_are_found() -> None:
    rng = np.random.default_rng(3)
    shifted = [one for _ in range(20) if (one := drift(*simulated(rng, shift=0.5))) is not None]
    assert sum(one.moved_p <= 0.05 and one.ks_p <= 0.05 for one in shifted) >= 18
    spread = [one for _ in range(20) if (one := drift(*simulated(rng, spread=2.0))) is not None]
    assert sum(one.ks_p <= 0.05 for one in spread) >= 16
    assert min(one.psi for one in spread) > 0.25


def test_nothing_in_common_has_no_drift_and_equal_runs_have_none() -> None:
    assert drift([], [], []) is None
    same = drift([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], list("abc"))
    assert same is not None
    assert (same.moved.value, same.ks, same.psi, same.moved_p, same.ks_p) == (0.0, 0.0, 0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ([5.0] * 40, [6.0] * 40),
        ([5.0] * 40, [4.0] * 40),
        ([0.7] * 20 + [0.9] * 20, [0.7] * 20 + [0.99] * 20),
    ],
)
def test_the_stability_index_sees_upward_as_well_as_downward(earlier: list[float], later: list[float]) -> None:
    """By the deciles of the earlier run alone a move within the open top bin gave 0.0."""
    names = [str(at) for at in range(40)]
    up, down = drift(earlier, later, names), drift(later, earlier, names)
    assert up is not None and down is not None
    assert up.psi == pytest.approx(down.psi)
    assert up.psi > 0.25


def test_noise_alone_passes_the_custom_bound_in_small_samples_and_not_in_large_ones() -> None:
    rng = np.random.default_rng(7)

    def share(size: int) -> float:
        names = [str(at) for at in range(size)]
        found = [drift(rng.normal(size=size).tolist(), rng.normal(size=size).tolist(), names) for _ in range(40)]
        return sum(one is not None and one.psi > 0.25 for one in found) / 40

    assert share(50) > 0.3 and share(400) < 0.05
