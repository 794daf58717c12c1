"""How numbers are spread, and how well they tell two groups apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Spread:
    """``sd``: of the sample, NaN of one value; ``quantiles``: 5, 25, 50, 75 and 95 %. All NaN of none."""

    n: int
    mean: float
    sd: float
    quantiles: tuple[float, ...]


def spread(values: Sequence[float]) -> Spread:
    import numpy as np

    if not values:
        return Spread(0, math.nan, math.nan, (math.nan,) * len(QUANTILES))
    held = np.asarray(values, dtype=float)
    sd = float(held.std(ddof=1)) if len(values) > 1 else math.nan
    return Spread(len(values), float(held.mean()), sd, tuple(np.quantile(held, QUANTILES).tolist()))


def chance_of_more(one: Sequence[float], other: Sequence[float]) -> float:
    """That a value of ``one`` drawn at random is more than one of ``other``, equal ones counting one half: the area
    under the ROC curve. NaN where either is empty."""
    import numpy as np

    if not one or not other:
        return math.nan
    ordered = np.sort(np.asarray(other, dtype=float))
    held = np.asarray(one, dtype=float)
    below = np.searchsorted(ordered, held, side="left") + np.searchsorted(ordered, held, side="right")
    return float(below.mean()) / 2 / len(ordered)


def chance_of_more_elsewhere(one: Sequence[float], other: Sequence[float]) -> float:
    """The same of values that come in twos, each held against the ``other`` of every two but its own. NaN of one."""
    size = len(one)
    own = math.fsum((a > b) + (a == b) / 2 for a, b in zip(one, other, strict=True))
    return (chance_of_more(one, other) * size * size - own) / (size * size - size) if size > 1 else math.nan
