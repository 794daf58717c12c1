"""Temperature: one slope that makes a judge's log-odds honest, fitted on other clusters than those it is used on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from negforge.core.json_text import digest
from negforge.stats.log_odds import logistic

FOLDS = 5
_STEEPEST = 1e6


def fitted_slope(log_odds: Sequence[float]) -> float:
    """The slope a >= 0 for which logistic(a * x) fits what came true; each x is the log-odds of what came true.

    Maximum likelihood with Platt's target (n + 1) / (n + 2) in the place of 1 (Platt 1999, in Advances in Large Margin
    Classifiers), so that a judge that was never wrong gets no endless slope. 1 / a is the temperature of Guo et al.
    2017 (ICML). There is no intercept: the sides of a pair have no order of their own, and with one order of asking an
    intercept would learn that the chosen came first. 0 for a judge no better than chance; 1 where nothing was seen.
    """
    from scipy.optimize import brentq

    told = [x for x in log_odds if x]
    if not told:
        return 1.0
    target = (len(told) + 1) / (len(told) + 2)

    def gradient(slope: float) -> float:
        return sum(x * (logistic(slope * x) - target) for x in told)

    if gradient(0.0) >= 0:
        return 0.0
    high = 1.0
    while gradient(high) < 0 and high < _STEEPEST:
        high *= 2
    return float(brentq(gradient, 0.0, high)) if gradient(high) > 0 else high


def cross_fitted(log_odds: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """For each cluster the slope fitted on the clusters of the other folds: what is calibrated was never fitted on.
    One cluster alone has the slope 1."""
    names = sorted(log_odds, key=digest)
    folds = min(FOLDS, len(names))
    if folds < 2:
        return dict.fromkeys(names, 1.0)
    fold_of = {name: at % folds for at, name in enumerate(names)}
    slopes = [
        fitted_slope([x for name in names if fold_of[name] != fold for x in log_odds[name]]) for fold in range(folds)
    ]
    return {name: slopes[fold_of[name]] for name in names}
