"""Whether values fall over the levels: the slope of a line through them, with an error that knows clusters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trend:
    """``slope``: the change of the mean from one level to the next; ``p``: one-sided, that it falls. NaN and 1 where
    nothing can be told: one level, or one cluster."""

    n: int
    slope: float
    p: float


def falling_trend(
    values: Sequence[float], levels: Sequence[int], clusters: Sequence[str], groups: Sequence[str] | None = None
) -> Trend:
    """Least squares of values on levels, the variance by cluster (CR1: Cameron & Miller 2015, with the correction
    for the coefficients), t with G-1 degrees of freedom. ``groups``: the slope within groups that each have a mean of
    their own, so that a level is not blamed for what is more often in it."""
    from scipy.special import stdtr

    of = list(groups) if groups is not None else [""] * len(values)
    spread, rest = _centred(levels, of), _centred(values, of)
    squares = math.fsum(x * x for x in spread)
    freedom, names = len(values) - 1 - len(set(of)), set(clusters)
    if squares < 1e-12 or freedom < 1 or len(names) < 2:
        return Trend(len(values), math.nan, 1.0)
    slope = math.fsum(x * y for x, y in zip(spread, rest, strict=True)) / squares
    shares = dict.fromkeys(names, 0.0)
    for x, y, cluster in zip(spread, rest, clusters, strict=True):
        shares[cluster] += x * (y - slope * x)
    correction = len(names) / (len(names) - 1) * (len(values) - 1) / freedom
    error = math.sqrt(correction * math.fsum(share * share for share in shares.values())) / squares
    if error < 1e-12:
        return Trend(len(values), slope, 0.0 if slope < -1e-12 else 1.0)
    return Trend(len(values), slope, float(stdtr(len(names) - 1, slope / error)))


def _centred(values: Sequence[float], groups: Sequence[str]) -> list[float]:
    held: dict[str, list[float]] = {}
    for value, group in zip(values, groups, strict=True):
        held.setdefault(group, []).append(value)
    means = {group: math.fsum(some) / len(some) for group, some in held.items()}
    return [value - means[group] for value, group in zip(values, groups, strict=True)]
