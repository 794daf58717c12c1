"""The report of the ladder: accuracy by split, level and defect, each rung against the one below, and the bars."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from negforge.core.pair import Pair
from negforge.core.verdict import WORTH, Failure, Rate
from negforge.evaluate.judges import judge_pair
from negforge.evaluate.ladder.rungs import LADDER, RUNGS
from negforge.evaluate.scores import NO_SPLIT
from negforge.stats.intervals import clustered_rate
from negforge.stats.paired import Paired, paired
from negforge.stats.trend import Trend, falling_trend

SIGNIFICANT, SOLVED, FIRST_FREE = 0.05, 0.9, 4


@dataclass(frozen=True, slots=True)
class Judged:
    """What every rung made of one pair: 1 right, 0 wrong, one half a tie; None where it failed."""

    pair_id: str
    split: str
    cluster: str
    level: int | None
    defect: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One rung on one group of pairs. ``by``: all, split, level or defect."""

    rung: str
    by: str
    group: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that should be so of a benchmark. ``met`` is None where the pairs do not tell."""

    says: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class LadderReport:
    """``steps``: each rung against the one below, from the second on. ``trends``: over the levels; ``within``: the same
    between pairs of one defect."""

    rows: tuple[Row, ...]
    steps: tuple[Paired, ...]
    trends: tuple[Trend, ...]
    within: tuple[Trend, ...]
    bars: tuple[Bar, ...]


def judged(pair: Pair) -> Judged:
    """All rungs on one pair. One order is enough: a rung says the same in both."""
    outcomes = [judge_pair(rung, pair, "chosen_first").outcome for rung in LADDER]
    values = tuple(None if isinstance(one, Failure) else WORTH[one] for one in outcomes)
    split, defect = pair.split or NO_SPLIT, pair.defect or "(none named)"
    return Judged(pair.id, split, pair.task.template_id, pair.level, defect, values)


def report(pairs: Iterable[Judged]) -> LadderReport:
    """Of the pairs that were judged, in any order."""
    seen = sorted(pairs, key=lambda one: one.pair_id)
    rows = [Row(rung.name, "all", "all", _rate(seen, at)) for at, rung in enumerate(RUNGS)]
    for by, of in _GROUPS:
        for group in sorted({of(one) for one in seen} - {""}):
            held = [one for one in seen if of(one) == group]
            rows += [Row(rung.name, by, group, _rate(held, at)) for at, rung in enumerate(RUNGS)]
    steps = tuple(_step(seen, at) for at in range(1, len(RUNGS)))
    levelled = [one for one in seen if one.level is not None]
    trends = tuple(_trend(levelled, at, within=False) for at in range(len(RUNGS)))
    within = tuple(_trend(levelled, at, within=True) for at in range(len(RUNGS)))
    return LadderReport(tuple(rows), steps, trends, within, tuple(_bars(rows, steps, trends)))


_GROUPS: tuple[tuple[str, Callable[[Judged], str]], ...] = (
    ("split", lambda one: one.split),
    ("level", lambda one: "" if one.level is None else str(one.level)),
    ("defect", lambda one: one.defect),
)


def _rate(seen: Sequence[Judged], at: int) -> Rate:
    told = [(one.values[at], one.cluster) for one in seen]
    values = [value for value, _ in told if value is not None]
    return clustered_rate(values, [c for value, c in told if value is not None], len(told) - len(values))


def _step(seen: Sequence[Judged], at: int) -> Paired:
    both = [(one.values[at], one.values[at - 1], one.cluster) for one in seen]
    told = [(upper, lower, cluster) for upper, lower, cluster in both if upper is not None and lower is not None]
    return paired([one[0] for one in told], [one[1] for one in told], [one[2] for one in told])


def _trend(seen: Sequence[Judged], at: int, *, within: bool) -> Trend:
    told = [(value, one) for one in seen if (value := one.values[at]) is not None]
    defects = [one.defect for _, one in told] if within else None
    levels = [one.level or 0 for _, one in told]
    return falling_trend([value for value, _ in told], levels, [one.cluster for _, one in told], defects)


def _bars(rows: Sequence[Row], steps: Sequence[Paired], trends: Sequence[Trend]) -> Iterable[Bar]:
    for rung, below, step in zip(RUNGS[1:], RUNGS, steps, strict=False):
        met = step.gain > 0 and step.p < SIGNIFICANT if step.n else None
        yield Bar(f"{rung.name} beats {below.name}: {100 * step.gain:+.1f} points, p {step.p:.4f}", met)
    for rung, trend in zip(RUNGS[:-1], trends, strict=False):
        told = f"{rung.name} falls over the levels: {100 * trend.slope:+.1f} points a level, p {trend.p:.4f}"
        yield Bar(told, None if math.isnan(trend.slope) else trend.slope < 0 and trend.p < SIGNIFICANT)
    for split in dict.fromkeys(row.group for row in rows if row.by == "split"):
        of_split = [row for row in rows if row.by == "split" and row.group == split][: FIRST_FREE - 1]
        best = max(of_split, key=lambda row: row.rate.value if row.rate.n else -1.0)
        told = f"{split} is not solved below rung {FIRST_FREE}: {100 * best.rate.value:.1f} by {best.rung}"
        yield Bar(told, best.rate.value < SOLVED if best.rate.n else None)
