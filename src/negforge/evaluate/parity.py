"""Parity: what the published evaluator makes of the very replies that we judged by, and what moves its number to ours.

Its number comes from the replies and its rules alone (``published_rules``); ours is handed in. The way from one to the
other is told in steps: all judgements that one cause moves are counted as we do, cause after cause; then comes the
pooling (here a pair weighs the same whether one or both of its orders have a verdict). It asks every question once, so
of several samples its number is that of the first, and what our vote over all of them moves is the last step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from negforge.core.verdict import BOTH_ORDERS, WORTH, Failure, Judgement, Order
from negforge.evaluate.parity_causes import CAUSES, FIRST, Cause, Row, cause_of, is_lost, scores_of, winner_of
from negforge.evaluate.published_rules import (
    SPLIT_ORDER,
    Question,
    accuracy,
    answered,
    average,
    credit,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A judgement that counts otherwise there. ``there``, ``here``: 1, 0.5 or 0, None where it does not count."""

    split: str
    place: str
    pair_id: str
    order: Order
    there: float | None
    here: float | None
    cause: Cause
    why: str


@dataclass(frozen=True, slots=True)
class SplitParity:
    """One split. ``accuracy`` and ``tie_rate`` (percent) over ``samples`` judgements are the published evaluator's;
    ``ours``: in percent, None where no pair has a verdict. ``steps``: (cause, judgements, percentage points) from its
    number to ours on the first sample; ``pooling``: the points that are left to it; ``vote``: those from there to ours
    with all samples, None where each question was asked once."""

    split: str
    accuracy: float
    tie_rate: float
    samples: int
    ours: float | None
    steps: tuple[tuple[Cause, int, float], ...]
    pooling: float | None
    vote: float | None = None


@dataclass(frozen=True, slots=True)
class Parity:
    """One evaluator. ``average`` and ``ours``: over the splits. ``unjudged``: rows of which there is no judgement, left
    out on both sides. ``times``: so often each question was asked here; there the first answer alone counts."""

    evaluator: str
    splits: tuple[SplitParity, ...]
    average: float
    ours: float | None
    differences: tuple[Difference, ...]
    unjudged: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class _Counted:
    """One judgement under both rules."""

    there: float | None
    here: float | None
    tie: bool
    difference: Difference | None


def parity(
    evaluator: str,
    rows: Iterable[Row],
    judgements: Iterable[Judgement],
    ours: Mapping[str, float],
    *,
    our_average: float | None = None,
    our_first: Mapping[str, float] | None = None,
    stopped_after: int | None = None,
) -> Parity:
    """Of one evaluator's judgements. ``ours``: our accuracy by split, 0..1, by the vote of all samples; ``our_first``:
    by the first sample alone, where there are several. ``stopped_after``: as if the published evaluator had been
    stopped after so many judgements of each split, and started again.

    Replies are those in ``raw`` of the first sample. No words are an empty answer there, but for a refusal and for a
    reply with null content: these are errors, and count nowhere. A question that was not asked here (too long, over a
    budget, waiting) counts there as one that brought nothing. A split that it does not know is scored all the same.
    """
    every = list(judgements)
    said = {(one.pair_id, one.order): one for one in every if one.sample == 0}
    samples = 1 + max((one.sample for one in every), default=0)
    first = ours if our_first is None else our_first
    judged = {pair_id for pair_id, _ in said}
    held = sorted(rows, key=lambda row: _place(row.split))
    splits: list[SplitParity] = []
    differences: list[Difference] = []
    for split, of_split in groupby((row for row in held if row.pair_id in judged), key=lambda row: row.split):
        counted = _counted(list(of_split), said, stopped_after)
        one = _split_parity(split, counted, first.get(split))
        splits.append(one if samples == 1 else _with_vote(one, ours.get(split)))
        differences.extend(one.difference for one in counted if one.difference is not None)
    whole = average(one.accuracy for one in splits) if splits else 0.0
    unjudged = sum(row.pair_id not in judged for row in held)
    percent = None if our_average is None else 100 * our_average
    return Parity(evaluator, tuple(splits), whole, percent, tuple(differences), unjudged, samples)


def _with_vote(first: SplitParity, ours: float | None) -> SplitParity:
    """Ours by all samples in place of ours by the first."""
    percent = None if ours is None else 100 * ours
    moved = None if percent is None or first.ours is None else percent - first.ours
    return replace(first, ours=percent, vote=moved)


def _counted(
    rows: Sequence[Row], said: Mapping[tuple[str, Order], Judgement], stopped_after: int | None
) -> list[_Counted]:
    asked = [(row, said[row.pair_id, order]) for row in rows for order in BOTH_ORDERS if (row.pair_id, order) in said]
    once = [scores_of(one) is None or one.order == FIRST for _, one in asked]
    questions = [
        Question(one.order, row.uuid if was else None, is_lost(row, one))
        for (row, one), was in zip(asked, once, strict=True)
    ]
    there = answered(questions, stopped_after)
    return [_count(row, one, counts) for (row, one), counts in zip(asked, there, strict=True)]


def _count(row: Row, judgement: Judgement, counts: bool) -> _Counted:
    winner, mark = winner_of(judgement)
    there = credit(winner, judgement.order) if counts else None
    outcome = judgement.outcome
    here = None if isinstance(outcome, Failure) or row.again else WORTH[outcome]
    found = cause_of(row, judgement, winner, mark, counts) if there != here else None
    difference = None
    if found is not None:
        difference = Difference(row.split, row.place, row.pair_id, judgement.order, there, here, *found)
    return _Counted(there, here, counts and winner == "tie", difference)


def _split_parity(split: str, counted: Sequence[_Counted], ours: float | None) -> SplitParity:
    values = [one.there for one in counted]
    known = [value for value in values if value is not None]
    steps: list[tuple[Cause, int, float]] = []
    at = first = accuracy(known)
    for cause in CAUSES:
        moved = [place for place, one in enumerate(counted) if one.difference and one.difference.cause == cause]
        if not moved:
            continue
        for place in moved:
            values[place] = counted[place].here
        after = accuracy([value for value in values if value is not None])
        steps.append((cause, len(moved), after - at))
        at = after
    ties = sum(one.tie for one in counted)
    percent = None if ours is None else 100 * ours
    return SplitParity(
        split,
        first,
        ties / len(known) * 100 if known else 0.0,
        len(known),
        percent,
        tuple(steps),
        None if percent is None else percent - at,
    )


def _place(split: str) -> tuple[int, str]:
    return (SPLIT_ORDER.index(split), "") if split in SPLIT_ORDER else (len(SPLIT_ORDER), split)
