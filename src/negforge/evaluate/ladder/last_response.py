"""The second rung: the final answer against the last response, and nothing that came before."""

from __future__ import annotations

from collections.abc import Iterator

from negforge.checks.readings.phrases import FAILURE
from negforge.checks.readings.tools import failed, last_answer
from negforge.checks.readings.values import canons, is_small, key, values
from negforge.core.message import ToolResponse, said_by
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown
from negforge.evaluate.ladder.faults import Fault, readable, sight


@sight
def last_response(task: Task, trajectory: Trajectory) -> Iterator[Fault]:
    """Values of the final answer that neither the last response nor the user gives, and success that is told after a
    last response which is an error."""
    messages = shown(task, trajectory)
    at = last_answer(messages)
    if at is None:
        yield Fault(3, len(messages) - 1, "there is no answer")
        return
    answer = readable(messages[at])
    last = next((m for m in reversed(messages[:at]) if isinstance(m, ToolResponse)), None)
    near = [readable(m) for m in messages[:at] if said_by(m, "user")] + ([readable(last)] if last else [])
    held = canons(*near)
    for one in {key(value): value for value in values(answer) if not is_small(value)}.values():
        if key(one) not in held:
            yield Fault(1, at, f"{one.raw} does not stand in the last response")
    if failed(last) and FAILURE.search(answer) is None:
        yield Fault(3, at, "the last response is an error, and the answer does not say that anything failed")
