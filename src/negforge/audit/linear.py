"""Logistic regression on differences, without intercept: what swaps with the sides has no side of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from negforge.audit.features import columns
from negforge.audit.judge import Group
from negforge.audit.measures.measure import Kind
from negforge.audit.sparse import row_scaled
from negforge.audit.table import Sample

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

LARGEST = 3.0  # root mean squares: farther out a difference says no more
STRENGTH = 0.1  # of the penalty's inverse, sklearn's C


@dataclass(frozen=True, slots=True)
class FeatureJudge:
    """Learns from differences of features and from their signs, with a copy of each for every split, so that a cue may
    point one way here and another there (Daume 2007, ACL: frustratingly easy domain adaptation)."""

    name: str
    group: Group
    kinds: tuple[Kind, ...]

    def fit(self, train: Sample) -> _FittedFeatures:
        import numpy as np

        used = tuple(columns(self.kinds))
        scale = scale_of(_with_signs(train.features(used)))
        splits = tuple(sorted(set(train.splits())))
        unfitted = _FittedFeatures(used, scale, splits, np.zeros(0))
        return _FittedFeatures(used, scale, splits, weights_of(unfitted.rows(train), STRENGTH))


@dataclass(frozen=True, slots=True)
class _FittedFeatures:
    used: tuple[int, ...]
    scale: np.ndarray
    splits: tuple[str, ...]
    weights: np.ndarray

    def rows(self, sample: Sample) -> np.ndarray:
        import numpy as np

        scaled = np.clip(_with_signs(sample.features(self.used)) / self.scale, -LARGEST, LARGEST)
        at = np.array(sample.splits())
        return np.hstack([scaled, *(scaled * (at == split)[:, None] for split in self.splits)])

    def score(self, sample: Sample) -> np.ndarray:
        found: np.ndarray = self.rows(sample) @ self.weights
        return found


def scale_of(differences: np.ndarray) -> np.ndarray:
    """Of each column its root mean square; 1 where nothing differs."""
    import numpy as np

    found: np.ndarray = np.sqrt((differences**2).mean(axis=0))
    found[found == 0] = 1.0
    return found


def weights_of(rows: np.ndarray | csr_matrix, strength: float) -> np.ndarray:
    """Weights of a logistic regression that prefers the first side in all ``rows``. Every other row is turned round
    with its label, which changes nothing without an intercept and gives the solver its two classes."""
    import numpy as np
    from scipy.sparse import issparse
    from sklearn.linear_model import LogisticRegression

    count = rows.shape[0]
    if count < 2:
        only: np.ndarray = np.asarray(rows.sum(axis=0), dtype=float).ravel()
        return only
    turns = np.where(np.arange(count) % 2, 1.0, -1.0)
    if issparse(rows):
        model = LogisticRegression(
            C=strength, fit_intercept=False, solver="liblinear", dual=True, tol=1e-2, max_iter=1000, random_state=0
        )
        model.fit(row_scaled(rows, turns), turns)
    else:
        model = LogisticRegression(C=strength, fit_intercept=False, max_iter=1000)
        model.fit(rows * turns[:, None], turns)
    weights: np.ndarray = model.coef_[0]
    return weights


def _with_signs(differences: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.hstack([differences, np.sign(differences)])
