"""Planning, figures: a value of the answer that no response holds."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.checks.grounding import grounding
from negforge.checks.readings.values import Value, canons, is_small, key, values
from negforge.core.defect import UNGROUNDED_VALUE
from negforge.core.message import Message, ToolResponse, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.inventing import with_invented_values
from negforge.perturb.making import edited, final_answer, shuffled
from negforge.perturb.rule import rule

_TRIES = 8


@rule(UNGROUNDED_VALUE)
def misquote_value(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell one value of a response with other digits, wherever the assistant tells it."""
    if grounding(task, chosen):
        return
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None:
        return
    told = _quoted(messages, answer)
    for number in shuffled(range(len(told)), rng)[:_TRIES]:
        edits = with_invented_values(messages, -1, frozenset({key(told[number])}), rng)
        if edits and len(grounding(task, edited(chosen, edits))) == len(edits):
            yield Proposal(edits, (("value", told[number].raw),))


def _quoted(messages: tuple[Message, ...], answer: int) -> list[Value]:
    """The values of the answer that a response gave and that the user did not."""
    returned = canons(*(text_of(message) for message in messages[:answer] if isinstance(message, ToolResponse)))
    found = {key(value): value for value in values(text_of(messages[answer])) if not is_small(value)}
    return [value for name, value in found.items() if name in returned]
