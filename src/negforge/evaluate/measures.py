"""All figures of an evaluation as one value: each judge by split and slice, its confidence, and judges compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from negforge.core.verdict import Judgement, Rate
from negforge.evaluate.compared import Comparison, standing
from negforge.evaluate.confidence import (
    Confidence,
    Scores,
    Thresholds,
    confidence_of,
    scores_of,
    thresholds_of,
)
from negforge.evaluate.facts import Facts
from negforge.evaluate.heard import hear
from negforge.evaluate.scores import MACRO, Judged, by_split, sample_of
from negforge.evaluate.slices import Slice, Sway, slices_of, sways_of
from negforge.stats.macro import Sample, macro_rate
from negforge.stats.position import BothOrders, Position, position

ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class SplitMeasures:
    """One judge on one split, or over all, each counting the same (``macro``).

    ``accuracy``: 95 % interval, clustered by template. ``severity_error``: the error with each pair weighing as its
    defect is severe (1 to 3), over pairs whose severity is known; None where none is. ``position``: None where no pair
    has verdicts in both orders. ``one_order``: pairs asked in both orders of which one failed, so that they count by
    the other alone. ``answers``: judgements, all of which are verdicts, failures or abstentions; ``ties``: verdicts
    for neither; ``abstained``: the judge declined to decide; ``failures``: what went wrong otherwise, by kind.
    """

    split: str
    pairs: int
    accuracy: Rate
    severity_error: Rate | None
    position: Position | None
    one_order: int
    answers: int
    ties: int
    abstained: int
    failures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class JudgeMeasures:
    """One judge. ``splits``: in the order in which they appear, ``macro`` last. ``confidence``: None, ``scores`` and
    ``thresholds``: empty, where the judge gives no such numbers."""

    evaluator: str
    splits: tuple[SplitMeasures, ...]
    slices: tuple[Slice, ...]
    style: tuple[Sway, ...]
    confidence: Confidence | None
    scores: tuple[Scores, ...]
    thresholds: Thresholds

    @property
    def macro(self) -> SplitMeasures:
        return self.splits[-1]


@dataclass(frozen=True, slots=True)
class Measures:
    """``judges``: in the order in which they first judge. ``comparisons`` and ``groups``: best first, of the judges
    that gave a verdict on any pair, without the ``unranked`` ones: they share code with the labels."""

    judges: tuple[JudgeMeasures, ...]
    comparisons: tuple[Comparison, ...]
    groups: tuple[tuple[str, ...], ...]
    unranked: tuple[str, ...] = ()


def measure(judgements: Iterable[Judgement], facts: Iterable[Facts], unranked: Collection[str] = ()) -> Measures:
    """Everything that follows from judgements and what is known of their pairs. Raises UsageError where a judgement is
    about another pair."""
    known = {one.pair_id: one for one in facts}
    heard = hear(judgements, known)
    judges = tuple(_judge(evaluator, by_split(known.values(), of)) for evaluator, of in heard.items())
    values = {
        evaluator: {pair_id: value for pair_id, one in of.items() if (value := one.value) is not None}
        for evaluator, of in heard.items()
    }
    told = [one for one in judges if values[one.evaluator] and one.evaluator not in unranked]
    ranked = [one.evaluator for one in sorted(told, key=lambda one: (-one.macro.accuracy.value, one.evaluator))]
    found = standing(ranked, values, known)
    apart = tuple(one.evaluator for one in judges if one.evaluator in unranked)
    return Measures(judges, found.comparisons, found.groups, apart)


def _judge(evaluator: str, splits: Mapping[str, Judged]) -> JudgeMeasures:
    judged = [each for of_split in splits.values() for each in of_split]
    rows = [_split(name, [of_split]) for name, of_split in splits.items()]
    return JudgeMeasures(
        evaluator,
        (*rows, _split(MACRO, list(splits.values()))),
        slices_of(judged),
        sways_of(judged),
        confidence_of(judged),
        scores_of(judged),
        thresholds_of(judged),
    )


def _split(name: str, parts: Sequence[Judged]) -> SplitMeasures:
    """Of one split, or of all of them, each counting the same."""
    heard = [of_pair for judged in parts for _, of_pair in judged]
    failures = Counter[str]()
    for one in heard:
        failures.update(one.failures)
    severe = [_severity_errors(judged) for judged in parts]
    return SplitMeasures(
        name,
        len(heard),
        macro_rate([sample_of(judged) for judged in parts]),
        macro_rate(severe) if any(one.values for one in severe) else None,
        position([_both_orders(judged) for judged in parts]),
        sum(one.one_order for one in heard),
        sum(one.answers for one in heard),
        sum(one.ties for one in heard),
        failures.pop(ABSTAINED, 0),
        dict(sorted(failures.items())),
    )


def _severity_errors(judged: Judged) -> Sample:
    told = [
        (1 - value, one.cluster, float(one.severity))
        for one, heard in judged
        if one.severity is not None and (value := heard.value) is not None
    ]
    errors, clusters, weights = zip(*told, strict=True) if told else ((), (), ())
    return Sample(errors, clusters, weights=weights)


def _both_orders(judged: Judged) -> list[BothOrders]:
    return [
        BothOrders(voted["chosen_first"], voted["rejected_first"], one.cluster)
        for one, heard in judged
        if len(voted := heard.verdicts) == 2
    ]
