"""Paired tests: a planted effect is found, none is found where none is, clusters count as one."""

from __future__ import annotations

from random import Random

import pytest
from statsmodels.stats.contingency_tables import mcnemar

from negforge.stats.paired import cluster_permutation, mcnemar_exact, paired


def test_the_gain_and_who_was_better() -> None:
    found = paired([1, 1, 0.5, 0], [0, 1, 0, 1], ["a", "b", "c", "d"])
    assert (found.n, found.gain, found.better, found.worse) == (4, 0.125, 2, 1)


def test_few_clusters_are_tried_in_all_ways() -> None:
    assert cluster_permutation([1.0] * 5, list("abcde")) == pytest.approx(1 / 32)
    assert cluster_permutation([1.0] * 5, list("aaaaa")) == pytest.approx(1 / 2)  # one template is one witness


def test_no_difference_is_no_evidence() -> None:
    assert cluster_permutation([0.0, 0.0], ["a", "b"]) == 1.0
    assert paired([], [], []).p == mcnemar_exact(0, 0) == 1.0


@pytest.mark.parametrize(("better", "worse"), [(9, 3), (5, 5), (2, 8), (30, 12)])
def test_mcnemar_is_that_of_statsmodels(better: int, worse: int) -> None:
    two_sided = mcnemar([[0, worse], [better, 0]], exact=True).pvalue
    assert min(1.0, 2 * mcnemar_exact(max(better, worse), min(better, worse))) == pytest.approx(two_sided)


def test_false_alarms_are_as_rare_as_promised_though_clusters_agree() -> None:
    rng = Random(5)
    alarms = 0
    for _ in range(300):
        sizes = [rng.randint(1, 5) for _ in range(30)]
        signs = [rng.choice((-1.0, 0.0, 1.0)) for _ in sizes]
        differences = [sign for sign, size in zip(signs, sizes, strict=True) for _ in range(size)]
        clusters = [str(at) for at, size in enumerate(sizes) for _ in range(size)]
        alarms += cluster_permutation(differences, clusters, 199) <= 0.05
    assert alarms / 300 <= 0.08


def test_a_planted_effect_is_found() -> None:
    rng = Random(6)
    differences = [1.0 if rng.random() < 0.3 else -1.0 if rng.random() < 0.1 else 0.0 for _ in range(200)]
    assert cluster_permutation(differences, [str(at) for at in range(200)]) < 0.01
