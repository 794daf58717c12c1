"""What an evaluation wrote down of itself: metrics.json and measures.json as the report's figures.

The classes below name the fields that are read here; what else stands in the files is left alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.verdict import Rate
from negforge.report.figures import SPLIT, Beside, Bound, Comparison, Figure, Reliability, Step, Tested

Name = Callable[[str], str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Rate:
    value: float | None
    n: int
    failed: int
    low: float
    high: float
    clusters: int

    def rate(self) -> Rate:
        return Rate(
            math.nan if self.value is None else self.value, self.n, self.failed, self.low, self.high, self.clusters
        )


@dataclass(frozen=True, slots=True)
class _Row(_Rate):
    evaluator: str
    split: str
    flip_rate: float | None = None


@dataclass(frozen=True, slots=True)
class _Mean:
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class _Position:
    consistent: _Rate
    first_bias: _Mean
    p: float


@dataclass(frozen=True, slots=True)
class _Split:
    split: str
    severity_error: _Rate | None
    position: _Position | None
    ties: int


@dataclass(frozen=True, slots=True)
class _Slice:
    facet: str
    value: str
    rate: _Rate


@dataclass(frozen=True, slots=True)
class _Bin:
    low: float
    high: float
    stated: float
    true: _Rate


@dataclass(frozen=True, slots=True)
class _Calibration:
    bins: tuple[_Bin, ...]
    ece: float
    ece_by_chance: float | None
    brier: _Mean


@dataclass(frozen=True, slots=True)
class _Confidence:
    pairs: int
    plain: _Calibration


@dataclass(frozen=True, slots=True)
class _Threshold:
    bound: float
    flagged: _Rate
    precision: _Rate
    recall: _Rate


@dataclass(frozen=True, slots=True)
class _Pick:
    on: str
    sure: float
    threshold: _Threshold | None


@dataclass(frozen=True, slots=True)
class _Thresholds:
    picks: tuple[_Pick, ...] = ()


@dataclass(frozen=True, slots=True)
class _Judge:
    """``thresholds``: older files have no picks."""

    evaluator: str
    splits: tuple[_Split, ...]
    slices: tuple[_Slice, ...]
    confidence: _Confidence | None
    thresholds: _Thresholds = _Thresholds()


@dataclass(frozen=True, slots=True)
class _Comparison:
    one: str
    other: str
    difference: _Mean
    holm: float
    apart: bool
    pairs_needed: int | None


@dataclass(frozen=True, slots=True)
class _Measures:
    judges: tuple[_Judge, ...]
    comparisons: tuple[_Comparison, ...]
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What measures.json holds, evaluators under the report's names."""

    slices: tuple[Figure, ...]
    beside: tuple[Beside, ...]
    reliability: tuple[Reliability, ...]
    bounds: tuple[Bound, ...]
    tested: Tested


def figures_of_metrics(content: Json, name: Name, where: str) -> tuple[Figure, ...]:
    """The rows of metrics.json. ``name``: what the report calls an evaluator; ``where``: the file, for the error.
    Raises UsageError where the file has another form."""
    rows = _read(content, tuple[_Row, ...], where)
    return tuple(Figure(name(row.evaluator), SPLIT, row.split, row.rate(), row.flip_rate) for row in rows)


def measured(content: Json, name: Name, run: str, where: str) -> Measured:
    """All of measures.json that a report shows. Raises UsageError where the file has another form."""
    held = _read(content, _Measures, where)
    tested = Tested(
        run,
        tuple(tuple(map(name, group)) for group in held.groups),
        tuple(_comparison(one, name) for one in held.comparisons),
    )
    return Measured(
        tuple(_slices(held.judges, name)),
        tuple(_beside(name(judge.evaluator), judge.splits[-1]) for judge in held.judges if judge.splits),
        tuple(
            _reliability(name(judge.evaluator), judge.confidence)
            for judge in held.judges
            if judge.confidence is not None
        ),
        tuple(_bound(name(judge.evaluator), pick) for judge in held.judges for pick in judge.thresholds.picks),
        tested,
    )


def told_apart(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Without facets under which all pairs have one value, which tell nothing; by facet and value as they first
    come."""
    values: dict[str, dict[str, None]] = {}
    for one in figures:
        values.setdefault(one.facet, {}).setdefault(one.value)
    order: Mapping[tuple[str, str], int] = {
        key: at for at, key in enumerate((facet, value) for facet, of in values.items() for value in of)
    }
    kept = [one for one in figures if len(values[one.facet]) > 1]
    return tuple(sorted(kept, key=lambda one: order[one.facet, one.value]))


def _read(content: Json, form: type[T], where: str) -> T:
    try:
        return msgspec.convert(content, form)
    except msgspec.ValidationError as error:
        told = f"{where}: not as `negforge evaluate` writes it ({error})"
        raise UsageError(f"{told}; evaluate once more, or take the file away") from error


def _slices(judges: Sequence[_Judge], name: Name) -> Sequence[Figure]:
    return [
        Figure(name(judge.evaluator), one.facet, one.value, one.rate.rate()) for judge in judges for one in judge.slices
    ]


def _beside(evaluator: str, macro: _Split) -> Beside:
    position, error = macro.position, macro.severity_error
    if position is None:
        return Beside(evaluator, macro.ties, severity_error=error.rate() if error else None)
    bias = position.first_bias
    known = bias.value is not None and bias.low is not None and bias.high is not None
    return Beside(
        evaluator,
        macro.ties,
        position.consistent.rate(),
        (bias.value or 0.0, bias.low or 0.0, bias.high or 0.0) if known else None,
        position.p,
        error.rate() if error else None,
    )


def _reliability(evaluator: str, confidence: _Confidence) -> Reliability:
    plain = confidence.plain
    steps = tuple(Step(one.low, one.high, one.stated, one.true.rate()) for one in plain.bins)
    brier = math.nan if plain.brier.value is None else plain.brier.value
    return Reliability(evaluator, confidence.pairs, steps, plain.ece, brier, plain.ece_by_chance)


def _bound(evaluator: str, pick: _Pick) -> Bound:
    found = pick.threshold
    if found is None:
        return Bound(evaluator, pick.on, pick.sure)
    rates = (one.rate() for one in (found.flagged, found.precision, found.recall))
    return Bound(evaluator, pick.on, pick.sure, found.bound, *rates)


def _comparison(one: _Comparison, name: Name) -> Comparison:
    gap = one.difference
    value = math.nan if gap.value is None else gap.value
    return Comparison(name(one.one), name(one.other), value, gap.low, gap.high, one.holm, one.apart, one.pairs_needed)
