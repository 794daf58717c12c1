"""TF-IDF of what differs between the sides, and a logistic regression on it: which words and signs give it away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from negforge.audit.grams import Analyzer
from negforge.audit.judge import Group
from negforge.audit.linear import weights_of
from negforge.audit.sparse import column_scaled, unit_rows
from negforge.audit.table import Sample, View

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

STRENGTH = 3.0
SEEN = 2  # pairs of the train sample in which an n-gram must differ


@dataclass(frozen=True, slots=True)
class TextJudge:
    """Reads hashed n-grams of one view of both sides. ``mask``: with numbers, names and ids masked."""

    name: str
    group: Group
    view: View
    mask: bool
    analyzer: Analyzer

    def fit(self, train: Sample) -> FittedText:
        rows = train.grams(self.view, self.mask, self.analyzer)
        rarity = rarity_of(rows)
        return FittedText(self, rarity, weights_of(weighted(rows, rarity), STRENGTH))


@dataclass(frozen=True, slots=True)
class FittedText:
    """``rarity`` and ``weights``: one number a bucket."""

    judge: TextJudge
    rarity: np.ndarray
    weights: np.ndarray

    def score(self, sample: Sample) -> np.ndarray:
        found: np.ndarray = self.rows(sample) @ self.weights
        return found

    def rows(self, sample: Sample) -> csr_matrix:
        """What the weights are laid on."""
        return weighted(sample.grams(self.judge.view, self.judge.mask, self.judge.analyzer), self.rarity)


def rarity_of(rows: csr_matrix) -> np.ndarray:
    """Inverse document frequency, where a document is what differs in one pair; 0 for what differs in fewer than
    ``SEEN`` of them: no other pair could learn from it."""
    import numpy as np

    width = rows.shape[1]
    often = np.bincount(rows.indices, minlength=width)
    rarity: np.ndarray = np.log((1 + rows.shape[0]) / (1 + often)) + 1
    rarity[often < min(SEEN, rows.shape[0])] = 0.0
    return rarity


def weighted(rows: csr_matrix, rarity: np.ndarray) -> csr_matrix:
    """Each difference times its rarity, each row of length 1: a small edit counts as much as a new answer."""
    return unit_rows(column_scaled(rows, rarity))
