"""Consistent: the rejected could have happened. Each of its responses is what the tool would have said.

Where a world is at hand it is asked: it executes the calls again and compares. Else the log's own memory is: a response
stands if the chosen shows the same call answered so after the same writes, if it repeats an earlier answer of that
call, or if a run of the log made that call and got that answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from negforge.checks.readings.replies import struck_out, unnumbered
from negforge.checks.readings.tools import Step, all_steps, call_key, is_write
from negforge.core.message import Message, ToolCall, text_of
from negforge.core.pair import Pair
from negforge.core.ports import Recollection
from negforge.core.task import Task


class Happens(Protocol):
    """A world that plays messages again: None, or where what really happens departs from them."""

    def departs(self, messages: Sequence[Message]) -> str | None: ...


def consistent(pair: Pair, log: Recollection, world: Happens | None) -> str | None:
    """Why the rejected could not have happened, or None."""
    if world is not None:
        told_anew = world.departs(pair.chosen.messages) if pair.neutral.chosen else None
        return told_anew or world.departs(pair.rejected.messages)
    known = {(_state(pair.chosen.messages, pair.task, step), _answer(step)) for step in all_steps(pair.chosen.messages)}
    for step in all_steps(pair.rejected.messages):
        if step.response is None or (_state(pair.rejected.messages, pair.task, step), _answer(step)) in known:
            continue
        if not _remembered(pair, step, log):
            return f"message {len(pair.task.opening) + step.at}: nothing shows that {step.call.name} would answer so"
    return None


def _state(messages: Sequence[Message], task: Task, step: Step) -> tuple[str, ...]:
    """The call, and the writes before it: a world that hangs on nothing else answers it the same."""
    writes = (m for m in messages[: step.at] if isinstance(m, ToolCall) and is_write(task, m.name))
    return (*(call_key(m.name, m.arguments) for m in writes), call_key(step.call.name, step.call.arguments))


def _answer(step: Step) -> str:
    return unnumbered(text_of(step.response)) if step.response is not None else ""


def _remembered(pair: Pair, step: Step, log: Recollection) -> bool:
    """Whether the call was answered so before in this run, or in another run of the log."""
    assert step.response is not None
    said = _answer(step)
    same = call_key(step.call.name, step.call.arguments)
    for other in all_steps(pair.rejected.messages[: step.at]):
        if call_key(other.call.name, other.call.arguments) == same and _answer(other) == said:
            return True
    own = log.answer(pair.task, step.call.name, step.call.arguments)
    if own is not None and unnumbered(text_of(own)) == said:
        return True
    logged = (*log.calls_in_task(pair.task), *log.explained_writes(pair.task))
    return any(
        one.name == step.call.name
        and unnumbered(struck_out(one.arguments, text_of(one.response))) == struck_out(step.call.arguments, said)
        for one in logged
    )
