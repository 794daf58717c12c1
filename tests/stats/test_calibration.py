"""Calibration: true probabilities pass, false ones are found out, and a temperature mends what a temperature broke."""

from __future__ import annotations

import numpy as np  # noqa: TID253  # a test of numbers
import pytest
from sklearn.metrics import brier_score_loss, log_loss  # noqa: TID253  # what ours is held against

from negforge.stats.calibration import calibration
from negforge.stats.temperature import COLDEST, scale
from negforge.stats.thresholds import least_threshold, threshold_curve
from tests.stats.simulated import clustered_uniforms


def simulated(rng: np.random.Generator, clusters: int, heat: float = 1.0) -> tuple[list[float], list[float], list[str]]:
    """Stated probabilities, outcomes, clusters; the true logit is the stated one divided by ``heat``."""
    chance, names = clustered_uniforms(rng, clusters)
    logits = rng.normal(0.5, 1.5, size=len(names))
    true = 1 / (1 + np.exp(-logits))
    stated = 1 / (1 + np.exp(-logits * heat))
    return stated.tolist(), (chance < true).astype(float).tolist(), names


def test_brier_score_and_log_loss_are_those_of_sklearn() -> None:
    stated, true, names = simulated(np.random.default_rng(1), 40)
    found = calibration(stated, true, names)
    assert found is not None
    assert found.brier.value == pytest.approx(brier_score_loss(true, stated))
    assert found.log_loss == pytest.approx(log_loss(true, stated))


def test_the_error_is_the_mean_distance_of_the_bins() -> None:
    found = calibration([0.1, 0.1, 0.95, 0.95], [0, 0, 1, 0], list("abcd"))
    assert found is not None and [one.true.n for one in found.bins] == [2, 2]
    assert found.ece == pytest.approx((0.1 + 0.45) / 2)
    assert calibration([], [], []) is None
    certain = calibration([1.0, 0.5], [1.0, 0.5], ["a", "b"], low=0.5)
    assert certain is not None and (certain.ece, [round(one.low, 2) for one in certain.bins]) == (0.0, [0.5, 0.95])


def test_a_coin_is_no_perfect_judge() -> None:
    """Half stated, half true: an error of 0 it was, better than any judge that says something."""
    coin = calibration([0.5] * 40, [0.5] * 40, [str(at) for at in range(40)], low=0.5)
    assert coin is not None and (coin.brier.value, coin.ece, coin.ece_by_chance) == (0.25, 0.0, 0.0)
    assert coin.log_loss == pytest.approx(np.log(2))
    for stated in (0.0, 0.3, 0.499, 0.501, 0.9, 1.0):  # of any other probability of the chosen it is (1 - p)^2
        folded = calibration([max(stated, 1 - stated)], [float(stated > 0.5)], ["a"], low=0.5)
        assert folded is not None and folded.brier.value == pytest.approx((1 - stated) ** 2)


def test_all_right_and_as_sure_each_time_is_not_certain() -> None:
    """Thirty of thirty at 0.95 gave [-0.05, -0.05]: too humble beyond doubt, which no thirty can show."""
    names = [str(at) for at in range(30)]
    for stated in (0.95, 1.0):
        found = calibration([stated] * 30, [1.0] * 30, names, low=0.5)
        assert found is not None
        assert found.overconfidence.value == pytest.approx(stated - 1) == pytest.approx(found.overconfidence.low)
        assert found.overconfidence.high == pytest.approx(stated - found.bins[-1].true.low)
        assert found.overconfidence.high > 0.05
        assert found.brier.low == pytest.approx(found.brier.value) and found.brier.high > found.brier.value + 0.05
    alone = calibration([0.9, 0.8], [1.0, 0.0], ["a", "a"], low=0.5)
    assert alone is not None and alone.overconfidence.value == pytest.approx(0.35) and np.isnan(alone.brier.low)


@pytest.mark.parametrize(("right", "clusters"), [(0.98, 30), (0.95, 60), (0.8, 30)])
def test_of_a_judge_that_says_the_same_each_time_the_intervals_cover(right: float, clusters: int) -> None:
    rng, runs, sure, brier = np.random.default_rng(9), 400, 0, 0
    for _ in range(runs):
        chance, names = clustered_uniforms(rng, clusters)
        found = calibration([0.95] * len(names), (chance < right).astype(float).tolist(), names, low=0.5)
        assert found is not None
        sure += found.overconfidence.low - 1e-9 <= 0.95 - right <= found.overconfidence.high + 1e-9
        truth = right * 0.05**2 + (1 - right) * 0.95**2
        brier += found.brier.low - 1e-9 <= truth <= found.brier.high + 1e-9
    assert min(sure, brier) / runs >= 0.92, (sure, brier)


def test_ties_do_not_excuse_the_error_of_the_rest() -> None:
    stated, true, names = [0.9] * 40, [1.0] * 36 + [0.0] * 4, [str(at) for at in range(100)]
    alone = calibration(stated, true, names[:40], low=0.5)
    mixed = calibration([*stated, *[0.5] * 60], [*true, *[0.5] * 60], names, low=0.5)
    assert alone is not None and mixed is not None
    assert mixed.ece_by_chance == pytest.approx(0.4 * alone.ece_by_chance)


def test_many_honest_judges_lie_above_what_chance_makes_and_few_far_above() -> None:
    rng = np.random.default_rng(8)
    found = [one for _ in range(300) if (one := calibration(*simulated(rng, 100))) is not None]
    ratios = [one.ece / one.ece_by_chance for one in found]
    assert 0.25 <= np.mean([ratio > 1 for ratio in ratios]) <= 0.6
    assert 1.25 <= np.quantile(ratios, 0.95) <= 1.6


def test_of_true_probabilities_the_intervals_cover_and_the_error_is_what_chance_makes() -> None:
    rng, runs = np.random.default_rng(2), 400
    brier, sure, bins, errors, chances = 0, 0, [], [], []
    logits = np.random.default_rng(0).normal(0.5, 1.5, size=400_000)
    p = 1 / (1 + np.exp(-logits))
    truth = float(np.mean(p * (1 - p)))
    for _ in range(runs):
        found = calibration(*simulated(rng, 150))
        assert found is not None
        brier += found.brier.low <= truth <= found.brier.high
        sure += found.overconfidence.low <= 0.0 <= found.overconfidence.high
        bins += [one.true.low <= one.stated <= one.true.high for one in found.bins if one.true.n >= 20]
        errors.append(found.ece)
        chances.append(found.ece_by_chance)
    assert 0.93 <= brier / runs <= 0.97 and 0.93 <= sure / runs <= 0.97, (brier, sure)
    assert 0.93 <= np.mean(bins) <= 0.97, np.mean(bins)
    assert np.mean(errors) == pytest.approx(np.mean(chances), rel=0.1)


def test_a_judge_that_is_too_sure_is_found_out_and_mended_by_a_temperature() -> None:
    stated, true, names = simulated(np.random.default_rng(3), 600, heat=3.0)
    before, scaled = calibration(stated, true, names), scale(stated, true, names)
    assert before is not None and scaled is not None
    after = calibration(scaled.held_out, true, names)
    assert after is not None
    assert scaled.temperature == pytest.approx(3.0, rel=0.15) and len(scaled.by_fold) == 5
    assert before.ece > 3 * before.ece_by_chance
    assert after.ece < 1.6 * after.ece_by_chance
    assert after.log_loss < before.log_loss and after.brier.value < before.brier.value


def test_a_true_judge_keeps_its_temperature_and_a_perfect_one_goes_to_the_bound() -> None:
    scaled = scale(*simulated(np.random.default_rng(4), 800))
    assert scaled is not None and scaled.temperature == pytest.approx(1.0, rel=0.15)
    perfect = scale([0.7] * 10, [1.0] * 10, [str(at) for at in range(10)])
    assert perfect is not None and perfect.temperature == pytest.approx(COLDEST, rel=0.01)
    assert scale([0.7] * 4, [1.0] * 4, list("abcd")) is None


def test_pairs_of_a_template_are_held_out_together() -> None:
    rng = np.random.default_rng(5)
    stated, true, names = simulated(rng, 30)
    scaled = scale(stated, true, names)
    assert scaled is not None
    temperature = {}
    for p, held, name in zip(stated, scaled.held_out, names, strict=True):
        used = np.log(p / (1 - p)) / np.log(held / (1 - held))
        assert temperature.setdefault(name, used) == pytest.approx(used)
    assert len({round(float(one), 6) for one in temperature.values()}) == 5


def test_precision_and_recall_are_covered_as_often_as_promised() -> None:
    rng, runs = np.random.default_rng(6), 400
    inside = [0, 0, 0]
    for _ in range(runs):
        chance, names = clustered_uniforms(rng, 120)
        bad = rng.random(len(names)) < 0.4  # flagged: 0.8 of the bad, 0.3 of the good
        flagged = chance < np.where(bad, 0.8, 0.3)
        last = threshold_curve(flagged.astype(float).tolist(), bad.tolist(), names)[-1]
        assert last.bound == 1.0
        inside[0] += last.flagged.low <= 0.5 <= last.flagged.high
        inside[1] += last.precision.low <= 0.64 <= last.precision.high
        inside[2] += last.recall.low <= 0.8 <= last.recall.high
    assert all(0.93 <= count / runs <= 0.97 for count in inside), inside


def test_the_least_threshold_is_the_lowest_that_is_surely_precise() -> None:
    values = [at / 200 for at in range(200)]
    curve = threshold_curve(values, [value >= 0.5 for value in values], [str(at) for at in range(200)])
    assert (curve[0].bound, curve[0].flagged.value, curve[0].recall.value) == (0.0, 1.0, 1.0)
    found = least_threshold(curve, 0.9)
    assert found is not None and found.bound == 0.5 and found.precision.value == 1.0
    assert least_threshold(curve, 0.9999) is None and threshold_curve([], [], []) == ()
