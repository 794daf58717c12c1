"""Temperature scaling: one number that makes probabilities bolder or humbler, checked on pairs that it was not fitted
to."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from negforge.stats.log_odds import log_odds

if TYPE_CHECKING:
    import numpy as np

FOLDS = 5
COLDEST, HOTTEST = 0.05, 20.0


@dataclass(frozen=True, slots=True)
class Scaled:
    """``temperature``: fitted on all values, within 0.05..20; over 1 the judge was too sure. ``by_fold``: fitted
    without each fold. ``held_out``: each probability, in the order given, at the temperature of the folds that it is
    not in."""

    temperature: float
    by_fold: tuple[float, ...]
    held_out: tuple[float, ...]


def scale(stated: Sequence[float], true: Sequence[float], clusters: Sequence[str]) -> Scaled | None:
    """p becomes sigmoid(logit(p) / T), with the T of the least log loss (Guo et al. 2017, arXiv 1706.04599, section 4).

    Folds hold whole clusters, drawn by a hash of their names. ``true``: outcomes 0..1. None where there are fewer
    clusters than folds.
    """
    import numpy as np

    names = sorted(set(clusters), key=lambda name: hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest())
    if len(names) < FOLDS:
        return None
    fold_of = {name: at % FOLDS for at, name in enumerate(names)}
    fold = np.array([fold_of[name] for name in clusters])
    logits = np.array([log_odds(p) for p in stated])
    outcomes = np.array(true, dtype=float)
    by_fold = tuple(_fitted(logits[fold != one], outcomes[fold != one]) for one in range(FOLDS))
    held_out = 1 / (1 + np.exp(-logits / np.array(by_fold)[fold]))
    return Scaled(_fitted(logits, outcomes), by_fold, tuple(held_out.tolist()))


def _fitted(logits: np.ndarray, outcomes: np.ndarray) -> float:
    """The loss is convex in 1 / T, so that it has one least place in log T too."""
    import numpy as np
    from scipy.optimize import minimize_scalar

    def loss(log_temperature: float) -> float:
        scaled = logits * math.exp(-log_temperature)
        return float(np.mean(np.logaddexp(0.0, scaled) - outcomes * scaled))

    bounds = (math.log(COLDEST), math.log(HOTTEST))
    return math.exp(float(minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-6}).x))
