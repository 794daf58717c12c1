"""Log-odds: there and back, and never out of bounds."""

from __future__ import annotations

import pytest

from negforge.stats.log_odds import log_odds, logistic


def test_far_log_odds_are_sure_and_overflow_nothing() -> None:
    assert (logistic(5000.0), logistic(-5000.0), logistic(0.0)) == (1.0, 0.0, 0.5)
    assert [logistic(0.0), logistic(1e4), logistic(-1e4)] == [0.5, 1.0, 0.0]


def test_a_probability_comes_back_and_a_sure_one_nearly() -> None:
    assert [logistic(log_odds(p)) for p in (0.1, 0.5, 0.999)] == pytest.approx([0.1, 0.5, 0.999])
    assert [logistic(log_odds(p)) for p in (0.0, 1.0)] == pytest.approx([1e-6, 1 - 1e-6])


def test_what_is_hardly_possible_is_still_more_than_nothing() -> None:
    assert 0.0 < logistic(-40.0) == pytest.approx(4.248354e-18)
