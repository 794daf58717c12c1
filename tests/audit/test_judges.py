"""Every judge of the suite keeps the promises of the port: antisymmetric, the same each time, quiet about nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np  # noqa: TID253  # a test of what learns from numbers
import pytest

from negforge.audit.judge import ShortcutJudge, fitted
from negforge.audit.suite import ALL
from negforge.audit.table import Sample, table_of, whole
from negforge.audit.threads import one_thread
from tests.audit.small_pairs import clean, pair, planted


@pytest.fixture(scope="module")
def sample() -> Sample:
    return whole(table_of(planted(60, lambda text: f"Perhaps {text}", share=0.7)))


@pytest.mark.parametrize("judge", ALL, ids=lambda judge: judge.name)
def test_swapping_the_sides_turns_the_score_and_nothing_else(judge: ShortcutJudge, sample: Sample) -> None:
    with one_thread():
        learned = judge.fit(sample.at(np.arange(40)))
        scores = learned.score(sample)
        assert np.array_equal(learned.score(sample.swapped()), -scores)
        assert np.array_equal(judge.fit(sample.at(np.arange(40))).score(sample), scores)
    assert scores.shape == (60,) and np.isfinite(scores).all()


@pytest.mark.parametrize("judge", ALL, ids=lambda judge: judge.name)
def test_one_pair_is_enough_to_learn_from_and_equal_sides_are_a_tie(judge: ShortcutJudge, sample: Sample) -> None:
    twice = pair(1, "One. Two.", "One. Two.")
    equal = whole(table_of([replace(twice, rejected=twice.chosen)]))
    with one_thread():
        assert np.isfinite(judge.fit(sample.at(np.arange(1))).score(sample)).all()
        scores = judge.fit(sample).score(equal)
    assert scores.tolist() == [0.0]


def test_a_judge_that_was_taught_nothing_is_undecided(sample: Sample) -> None:
    assert fitted(ALL[0], sample.at(np.arange(0))).score(sample).tolist() == [0.0] * 60


def test_a_sample_knows_its_pairs_and_their_orientation() -> None:
    table = table_of(clean(6))
    one = whole(table).at(np.array([4, 1]))
    assert one.splits() == ["s0", "s1"] and len(one) == 2
    turned = one.flipped(np.array([1.0, -1.0]))
    features = range(3)
    assert np.array_equal(turned.features(features)[1], -one.features(features)[1])
    assert np.array_equal(turned.features(features)[0], one.features(features)[0])
