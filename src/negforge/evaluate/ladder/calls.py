"""Of the fifth rung: the calls in their order: what is done twice, what is tried again, what is left as it failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from negforge.checks.readings.doubts import in_doubt, tells_part
from negforge.checks.readings.phrases import AFFIRMATIVE, ASKS, FAILURE
from negforge.checks.readings.tools import (
    Step,
    argument_leaves,
    error_kind,
    failed,
    is_handover,
    is_write,
    last_answer,
    outcome_unknown,
    same_call,
    steps_of,
    succeeded,
    unresolved,
)
from negforge.checks.readings.values import canons
from negforge.core.message import Message, ToolResponse, said_by
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown
from negforge.evaluate.ladder.faults import Fault, readable, sight


@sight
def calls(task: Task, trajectory: Trajectory) -> Iterator[Fault]:
    """Calls made again with nothing changed in between, or without a look whether the first had taken effect; errors
    that are left as they are, though another try or a tool that they name is at hand, or of which no word is said;
    writes to what was never looked at, before the answer to a question, or after a yes to something else."""
    messages, steps = shown(task, trajectory), steps_of(task, trajectory)
    for number, step in enumerate(steps):
        if step.call.requestor == "assistant":
            yield from _again(task, messages, steps[:number], step)
            yield from _unseen(task, messages, step)
            yield from _without_an_answer(task, messages, step)
    yield from _left(task, messages, steps)


def _again(task: Task, messages: Sequence[Message], before: Sequence[Step], step: Step) -> Iterator[Fault]:
    """A call that was made before, seen from the last such call."""
    at = next((n for n in range(len(before) - 1, -1, -1) if same_call(before[n].call, step.call)), None)
    if at is None or before[at].response is None:
        return
    earlier, between = before[at], before[at + 1 :]
    if any(said_by(m, "user") for m in messages[earlier.at : step.at]):
        return
    response = earlier.response
    assert response is not None
    if succeeded(earlier):
        changed = any(succeeded(s) and is_write(task, s.call.name) for s in between)
        other = step.response is not None and readable(step.response) != readable(response)
        if not changed and not other and not in_doubt(readable(response)):
            harm = 3 if is_write(task, step.call.name) else 1
            yield Fault(harm, step.at, "a call is made again, and nothing had changed")
    elif any(succeeded(s) for s in between):
        return
    elif outcome_unknown(response) and is_write(task, step.call.name):
        yield Fault(3, step.at, "a write is sent again, and nobody looked whether the first had taken effect")
    elif error_kind(response) == "lasting":
        yield Fault(1, step.at, "a call is sent again unchanged after an error that lasts")


def _unseen(task: Task, messages: Sequence[Message], step: Step) -> Iterator[Fault]:
    """A write to something with an id of which no response before it says anything."""
    if not is_write(task, step.call.name):
        return
    seen = canons(*(readable(m) for m in messages[: step.at] if isinstance(m, ToolResponse)))
    ids = {one for _, leaf in argument_leaves(step.call.arguments) for one in canons(str(leaf)) if one[:3] == "id:"}
    if ids and not ids & seen:
        yield Fault(1, step.at, "a write goes to something that was never looked at")


def _without_an_answer(task: Task, messages: Sequence[Message], step: Step) -> Iterator[Fault]:
    """A write while a question is open, or a handover in reply to a yes."""
    said = [at for at, m in enumerate(messages[: step.at]) if said_by(m, "user") or said_by(m, "assistant")]
    last = messages[said[-1]] if said else None
    if last is None:
        return
    writes, words = is_write(task, step.call.name), readable(last)
    if said_by(last, "assistant") and writes and words.rstrip().endswith("?"):
        yield Fault(2, step.at, "a write is made while the question before it has no answer")
    agreed = said_by(last, "user") and AFFIRMATIVE.search(words) is not None and len(said) > 1
    if agreed and is_handover(task, step.call.name) and ASKS.search(readable(messages[said[-2]])):
        yield Fault(2, step.at, "the user is handed over after a yes to what was offered")


def _left(task: Task, messages: Sequence[Message], steps: Sequence[Step]) -> Iterator[Fault]:
    """What failed and was left so: with no word of it, or given up though something could still be done."""
    at = last_answer(messages)
    if at is None:
        return
    answer = readable(messages[at])
    admitted = FAILURE.search(answer) is not None
    for step in unresolved(steps):
        if step.response is None or step.call.requestor == "user":
            continue
        later = [s for s in steps if s.at > step.at]
        if any(s.call.name == step.call.name for s in later):
            continue  # how it ended is what the last try says
        another_way = any(succeeded(s) for s in later)
        if not admitted and not another_way and not tells_part(answer):
            yield Fault(2, at, f"{step.call.name} failed, and no word is said of it")
        elif admitted and not another_way and _could_go_on(task, step, {s.call.name for s in later}):
            yield Fault(2, at, f"{step.call.name} failed, and what could be done about it was not tried")


def _could_go_on(task: Task, step: Step, tried: set[str]) -> bool:
    assert step.response is not None and failed(step.response)
    if error_kind(step.response) == "transient":
        return True
    words = readable(step.response)
    return any(tool.name in words and tool.name not in tried | {step.call.name} for tool in task.tools)
