"""How well numbers tell two groups apart, also where they come in twos."""

from __future__ import annotations

import math
from itertools import product

import numpy as np  # noqa: TID253  # a test of numbers
import pytest
from sklearn.metrics import roc_auc_score  # noqa: TID253  # what ours is held against

from negforge.stats.spread import chance_of_more, chance_of_more_elsewhere


def test_the_chance_of_more_is_the_area_of_sklearn() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.integers(0, 6, 20).tolist(), rng.integers(0, 6, 31).tolist()
    assert chance_of_more(one, other) == pytest.approx(roc_auc_score([1] * 20 + [0] * 31, one + other))


def test_the_two_of_one_pair_are_not_held_against_each_other() -> None:
    assert chance_of_more_elsewhere([1.0, 3.0], [0.0, 2.0]) == 0.5  # with their own it would be 0.75
    rng = np.random.default_rng(2)
    one, other = rng.integers(0, 4, 9).tolist(), rng.integers(0, 4, 9).tolist()
    held = [(one[i] > other[j]) + (one[i] == other[j]) / 2 for i, j in product(range(9), repeat=2) if i != j]
    assert chance_of_more_elsewhere(one, other) == pytest.approx(sum(held) / len(held))
    assert math.isnan(chance_of_more_elsewhere([1.0], [0.0])) and math.isnan(chance_of_more_elsewhere([], []))
