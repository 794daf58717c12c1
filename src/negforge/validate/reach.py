"""Reach: how far the evidence of a pair lies from its symptom; the level 1 to 5 and the depth that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from negforge.core.certificate import Finding, Reach
from negforge.core.message import Message, ToolCall
from negforge.core.pair import Pair
from negforge.core.trajectory import shown
from negforge.core.transcript import render, tokens_in

Depth: TypeAlias = Literal["early", "middle", "late"]
# (at least so much, points): the first that fits counts
_HOPS = ((8, 2), (3, 1))
_ARITHMETIC = ((2, 3), (1, 2))
_CONSTRAINTS = ((4, 4), (3, 3), (2, 2), (1, 1))
_CHANGES = ((3, 2), (1, 1))
_NEUTRAL = ((4, 1),)
_TOKENS = ((2_000, 1),)
_LEVELS = ((5, 5), (4, 4), (3, 3), (2, 2))


def reach_of(pair: Pair, findings: Sequence[Finding], is_write: Sequence[bool], weighs: int = 0) -> Reach:
    """Of the finding that is easiest to see. ``is_write``: for each message of the rejected (opening first), whether it
    is a call that changes something. ``weighs``: of the defect."""
    messages = shown(pair.task, pair.rejected)
    nearest = min((_of_finding(one, messages, is_write) for one in findings), key=_points)
    longer = max((render(pair.task, side) for side in (pair.chosen, pair.rejected)), key=len)
    neutral = len(pair.neutral.chosen) + len(pair.neutral.rejected)
    return replace(nearest, constraints=nearest.constraints + weighs, neutral=neutral, tokens=tokens_in(longer))


def level_of(reach: Reach) -> int:
    """1 (what a look shows) to 5. Points for hops, reckoning, conditions, state changes, neutral differences and length
    are added up: up to one point is level 1, five and more are level 5. What counts how much was set on one build, so
    that the rungs of the judge ladder do worse from level to level, and is held against others."""
    return _graded(_points(reach), _LEVELS) or 1


def depth_of(pair: Pair, parted: int) -> Depth:
    """The third of the chosen's messages in which the sides part."""
    third = 3 * parted // max(1, len(pair.chosen.messages))
    return "early" if third == 0 else "middle" if third == 1 else "late"


def _of_finding(finding: Finding, messages: Sequence[Message], is_write: Sequence[bool]) -> Reach:
    symptom = finding.evidence[0].message
    proofs = [one.message for one in finding.evidence[1:]]
    if not proofs:
        return Reach(0, finding.arithmetic, finding.constraints, 0, 0, 0)
    hops = max(abs(symptom - at) for at in proofs)
    low, high = min(symptom, *proofs), max(symptom, *proofs)
    changes = sum(is_write[at] for at in range(low + 1, high) if isinstance(messages[at], ToolCall))
    return Reach(hops, finding.arithmetic, finding.constraints, changes, 0, 0)


def _points(reach: Reach) -> int:
    graded = (
        (reach.hops, _HOPS),
        (reach.arithmetic, _ARITHMETIC),
        (reach.constraints, _CONSTRAINTS),
        (reach.changes, _CHANGES),
        (reach.neutral, _NEUTRAL),
        (reach.tokens, _TOKENS),
    )
    return sum(_graded(amount, steps) for amount, steps in graded)


def _graded(amount: int, steps: Sequence[tuple[int, int]]) -> int:
    return next((points for least, points in steps if amount >= least), 0)
