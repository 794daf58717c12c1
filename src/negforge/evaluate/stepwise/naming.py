"""Which step a row of scores names as the first bad one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

Naming: TypeAlias = Literal["lasting", "largest"]


def named_step(scores: Sequence[float], naming: Naming = "lasting", margin: float = 0.0) -> int | None:
    """The number of the step (from 0), None where none is bad. ``scores``: before the first step and after each.

    *lasting*: the first step that costs more than ``margin`` for good: no later score comes back to within ``margin``
    of the one before it. So what a prefix merely leaves open (a deed not done yet) is forgiven when it is done.
    *largest*: the step of the largest fall, if it is more than ``margin``; of two alike the earlier.
    """
    if naming == "lasting":
        return _lasting(scores, margin)
    falls = [before - after for before, after in pairwise(scores)]
    worst = max(falls, default=0.0)
    return falls.index(worst) if worst > margin else None


def _lasting(scores: Sequence[float], margin: float) -> int | None:
    best_to_come: list[float] = []
    for score in reversed(scores[1:]):
        best_to_come.append(max(score, best_to_come[-1]) if best_to_come else score)
    later = best_to_come[::-1]
    return next((at for at, best in enumerate(later) if scores[at] - best > margin), None)
