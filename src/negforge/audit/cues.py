"""Single cues: each feature as a judge of its own, and how good the best of so many is by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from negforge.audit.features import FEATURES
from negforge.audit.report import CueReport
from negforge.audit.table import Table
from negforge.stats.bootstrap import cluster_bootstrap

if TYPE_CHECKING:
    import numpy as np

_CHANCE_DRAWS = 1000


def cue_signs(table: Table) -> np.ndarray:
    """+1 where more of a feature speaks for the chosen, by the mean over the splits; -1 where less does."""
    import numpy as np

    balance = _weights(table.splits) @ np.sign(table.features)
    return np.where(balance < 0, -1, 1)


def cue_verdicts(table: Table, signs: np.ndarray) -> np.ndarray:
    """Of each pair (row) and feature (column): +1 where the cue prefers the chosen, -1 the rejected, 0 undecided."""
    import numpy as np

    found: np.ndarray = np.sign(table.features) * signs
    return found


def cue_reports(table: Table, signs: np.ndarray, *, rng_seed: int, draws: int) -> tuple[CueReport, ...]:
    """All cues, those that decide best (ties as one half, mean over the splits) first."""
    verdicts = cue_verdicts(table, signs)
    figures = cluster_bootstrap((verdicts + 1) / 2, table.clusters, table.splits, rng_seed=rng_seed, draws=draws)
    found = []
    for at, feature in enumerate(FEATURES):
        decided = verdicts[:, at] != 0
        sign: Literal[-1, 1] = 1 if signs[at] > 0 else -1
        right = float((verdicts[decided, at] > 0).mean()) if decided.any() else math.nan
        cue = feature.prefers(sign)
        found.append(CueReport(cue, feature.name, feature.kind, sign, float(decided.mean()), right, figures[at]))
    return tuple(sorted(found, key=lambda one: (-one.figures.macro.value, one.cue)))


def best_by_chance(table: Table, rng_seed: int) -> float:
    """The 95 % point of the best cue's accuracy where the sides of each group are swapped at random (the maximum
    statistic of a permutation test: Westfall & Young 1993)."""
    import numpy as np

    names = {name: at for at, name in enumerate(dict.fromkeys(table.clusters))}
    sums = np.zeros((len(names), len(FEATURES)))
    weighted = np.sign(table.features) * _weights(table.splits)[:, None]
    np.add.at(sums, [names[name] for name in table.clusters], weighted)
    turns = np.random.default_rng(rng_seed).choice([-1.0, 1.0], size=(_CHANCE_DRAWS, len(names)))
    best = np.abs(turns @ sums).max(axis=1)
    return 0.5 + float(np.quantile(best, 0.95)) / 2


def _weights(splits: Sequence[str]) -> np.ndarray:
    """What each pair adds to the mean over the splits; all together 1."""
    import numpy as np

    sizes = {split: splits.count(split) for split in set(splits)}
    return np.array([1 / sizes[split] / len(sizes) for split in splits])
