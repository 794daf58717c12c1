"""Probabilities as log-odds, and back."""

from __future__ import annotations

import math

_SURE = 1e-6


def logistic(log_odds: float) -> float:
    """The probability that these log-odds stand for: 1 / (1 + e^-x), for any finite x."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    grown = math.exp(log_odds)
    return grown / (1 + grown)


def log_odds(probability: float) -> float:
    """Of a probability as ``clipped`` has it."""
    safe = clipped(probability)
    return math.log(safe / (1 - safe))


def clipped(probability: float) -> float:
    """No nearer to 0 or 1 than a millionth, as nobody can be so sure."""
    return min(1 - _SURE, max(_SURE, probability))
