"""The first rung: how a side looks. It reads no tool, no rule and no response; its weights are fixed, not trained."""

from __future__ import annotations

import re

from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, tool_calls
from negforge.core.transcript import render_messages
from negforge.evaluate.ladder.faults import is_answer, once, readable

_REFUSES = re.compile(
    r"\b(?:can(?:no|['’])t|unable|not (?:able|allowed|permitted|possible)|declin\w+|sorry|apolog\w+|unfortunately)\b",
    re.IGNORECASE,
)
_HEDGES = re.compile(
    r"\b(?:may|might|perhaps|possibly|probably|likely|seems?|appears?|not sure|approximately|roughly)\b", re.IGNORECASE
)
_NO_LAST_WORD, _REFUSAL, _HEDGE, _CALL = 20, 4, 1, 2
_CHARACTERS = 200  # so many weigh as much as a hedge
_MOST = 4  # refusals and hedges that count


@once
def surface(task: Task, trajectory: Trajectory) -> int:
    """How a hurried reader would mark it down: no last word, refusals and hedges in it, many calls, many characters."""
    last = trajectory.messages[-1] if trajectory.messages else None
    answer = readable(last) if last is not None and is_answer(last) else ""
    length = sum(len(block) for block in render_messages(trajectory.messages))
    return (
        (0 if answer.strip() else _NO_LAST_WORD)
        + _REFUSAL * min(_MOST, len(_REFUSES.findall(answer)))
        + _HEDGE * min(_MOST, len(_HEDGES.findall(answer)))
        + _CALL * tool_calls(trajectory.messages)
        + length // _CHARACTERS
    )
