"""Whether a rate fell between two samples of which only the intervals are known."""

from __future__ import annotations

import math

from negforge.core.verdict import Rate
from negforge.stats.intervals import t_quantile

LEVEL = 0.95


def fall_chance(before: Rate, after: Rate) -> float:
    """The one-sided p of a fall at least so large where there is none, both samples taken as independent.

    The intervals (two-sided, 95 %) give the errors: below the old rate and above the new one, combined as in
    MOVER (Zou & Donner 2008, Statistics in Medicine 27:1693), so that a rate at 0 or 1 keeps its uncertainty. t with as
    many degrees of freedom as the sample with fewer clusters has; where those are of very different sizes the intervals
    were drawn with fewer, and the errors read off them are larger for it. On the same pairs the two errors go together
    and the true p is smaller: then this one errs on the side of no alarm. 1 where a rate is of nothing, or of one
    cluster.
    """
    groups = min(before.clusters, after.clusters)
    if groups < 2 or not before.n or not after.n:
        return 1.0
    from scipy.special import stdtr

    fall = before.value - after.value
    error = math.hypot(before.value - before.low, after.high - after.value) / t_quantile(groups - 1, LEVEL)
    if error < 1e-12:
        return 1.0 if fall <= 0 else 0.0
    return float(stdtr(groups - 1, -fall / error))
