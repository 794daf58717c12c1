"""Thresholds: from which value on to step in, and how often that is right (precision) and enough (recall)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negforge.core.verdict import Rate
from negforge.stats.intervals import clustered_rate

STEPS = 20


@dataclass(frozen=True, slots=True)
class Threshold:
    """Step in where the value is ``bound`` or more: ``flagged`` is how many of all; ``precision``: how many of the
    flagged are what is looked for; ``recall``: how many of those looked for are flagged."""

    bound: float
    flagged: Rate
    precision: Rate
    recall: Rate


def threshold_curve(values: Sequence[float], sought: Sequence[bool], clusters: Sequence[str]) -> tuple[Threshold, ...]:
    """From the value that flags all to that which flags the fewest, at up to 20 quantiles of the values.

    Each interval (95 %, clustered) is of its own threshold; whoever picks the best looking of them should check it on
    other pairs.
    """
    if not values:
        return ()
    ordered = sorted(values)
    places = dict.fromkeys(ordered[at * len(ordered) // STEPS] for at in range(STEPS))
    return tuple(_at(place, values, sought, clusters) for place in places)


def least_threshold(curve: Sequence[Threshold], precision: float) -> Threshold | None:
    """The lowest threshold whose precision is surely so high (its lower bound); None: there is none."""
    return next((one for one in curve if one.precision.low >= precision), None)


def _at(least: float, values: Sequence[float], sought: Sequence[bool], clusters: Sequence[str]) -> Threshold:
    rows = list(zip([value >= least for value in values], sought, clusters, strict=True))
    of_flagged = [(float(looked_for), cluster) for flagged, looked_for, cluster in rows if flagged]
    of_sought = [(float(flagged), cluster) for flagged, looked_for, cluster in rows if looked_for]
    return Threshold(
        least,
        _rate([(float(flagged), cluster) for flagged, _, cluster in rows]),
        _rate(of_flagged),
        _rate(of_sought),
    )


def _rate(rows: Sequence[tuple[float, str]]) -> Rate:
    return clustered_rate([value for value, _ in rows], [cluster for _, cluster in rows], 0)
