"""Scores: judgements become an accuracy a split, with its interval, and a macro average over the splits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from negforge.core.pair import Pair
from negforge.core.verdict import Judgement, Rate
from negforge.evaluate.facts import NO_SPLIT, Facts, bare_facts
from negforge.evaluate.heard import Heard, hear
from negforge.stats.intervals import clustered_rate
from negforge.stats.macro import Sample, macro_rate

__all__ = ["MACRO", "NO_SPLIT", "Row", "by_split", "rates", "sample_of"]

MACRO = "macro"
Judged = Sequence[tuple[Facts, Heard]]


@dataclass(frozen=True, slots=True)
class Row:
    """One evaluator on one split, or on all (``macro``). ``flip_rate``: the share of pairs judged in both orders whose
    verdicts differ; None where no pair was. For ``macro`` it is the mean over the splits that have one."""

    evaluator: str
    split: str
    rate: Rate
    flip_rate: float | None


def rates(judgements: Iterable[Judgement], pairs: Iterable[Pair | Facts]) -> list[Row]:
    """For each evaluator a row a split and one for the macro average, in the order in which they first appear.

    A pair's value is the mean over its verdicts in both orders (chosen 1, tie one half, rejected 0), each the vote of
    its samples. Failures are not in it: where one order failed the other counts in full; a pair with failures only is
    counted as failed. Pairs that an evaluator was not
    asked about do not count. Intervals (95 %) are clustered by the task's template. A split whose pairs all failed has
    the value NaN.
    """
    facts = [bare_facts(one) if isinstance(one, Pair) else one for one in pairs]
    found: list[Row] = []
    for evaluator, heard in hear(judgements, {one.pair_id for one in facts}).items():
        splits = by_split(facts, heard)
        samples = {split: sample_of(judged) for split, judged in splits.items()}
        flips = {split: _flip_rate(judged) for split, judged in splits.items()}
        for split, one in samples.items():
            found.append(Row(evaluator, split, clustered_rate(one.values, one.clusters, one.failed), flips[split]))
        known = [rate for rate in flips.values() if rate is not None]
        macro = macro_rate(list(samples.values()))
        found.append(Row(evaluator, MACRO, macro, math.fsum(known) / len(known) if known else None))
    return found


def by_split(facts: Iterable[Facts], heard: Mapping[str, Heard]) -> dict[str, list[tuple[Facts, Heard]]]:
    """The pairs that were asked about, each with what was said of it, by split; a pair given twice counts once."""
    splits: dict[str, list[tuple[Facts, Heard]]] = {}
    for one in {one.pair_id: one for one in facts}.values():
        if one.pair_id in heard:
            splits.setdefault(one.split, []).append((one, heard[one.pair_id]))
    return splits


def sample_of(judged: Judged) -> Sample:
    """The values, their clusters, and how many pairs have none."""
    told = [(value, one.cluster) for one, heard in judged if (value := heard.value) is not None]
    return Sample(tuple(value for value, _ in told), tuple(name for _, name in told), len(judged) - len(told))


def _flip_rate(judged: Judged) -> float | None:
    both = [set(voted.values()) for _, heard in judged if len(voted := heard.verdicts) == 2]
    return sum(len(verdicts) == 2 for verdicts in both) / len(both) if both else None
