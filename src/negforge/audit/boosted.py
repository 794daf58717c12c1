"""Gradient boosting on differences: trained on both orders of the sides, its score made antisymmetric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from negforge.audit.features import columns
from negforge.audit.judge import Group
from negforge.audit.measures.measure import Kind
from negforge.audit.table import Sample

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class BoostedJudge:
    """Trees find which cues matter together. ``with_context``: they may also cut by numbers of the context, and by
    split, which are the same in both orders."""

    name: str
    group: Group
    kinds: tuple[Kind, ...]
    with_context: bool = False

    def fit(self, train: Sample) -> _FittedTrees:
        import numpy as np
        from sklearn.ensemble import HistGradientBoostingClassifier

        used = tuple(columns(self.kinds))
        splits = tuple(sorted(set(train.splits()))) if self.with_context else None
        model = HistGradientBoostingClassifier(
            max_iter=60,
            learning_rate=0.1,
            max_leaf_nodes=8,
            max_bins=31,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=0,
        )
        labels = np.repeat([1, 0], len(train))
        model.fit(np.vstack([_rows(train, used, splits), _rows(train.swapped(), used, splits)]), labels)
        return _FittedTrees(used, splits, model)


@dataclass(frozen=True, slots=True)
class _FittedTrees:
    used: tuple[int, ...]
    splits: tuple[str, ...] | None
    model: Any  # sklearn's, untyped

    def score(self, sample: Sample) -> np.ndarray:
        one = self.model.decision_function(_rows(sample, self.used, self.splits))
        other = self.model.decision_function(_rows(sample.swapped(), self.used, self.splits))
        found: np.ndarray = (one - other) / 2
        return found


def _rows(sample: Sample, used: tuple[int, ...], splits: tuple[str, ...] | None) -> np.ndarray:
    import numpy as np

    differences = sample.features(used)
    if splits is None:
        return differences
    at = np.array(sample.splits())
    return np.hstack([differences, sample.numbers(), *((at == split)[:, None] * 1.0 for split in splits)])
