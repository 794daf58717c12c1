"""Robust recovery: what an error was followed by in a run that met it well, and how it is quoted."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.checks.readings.tools import Step, is_write, succeeded
from negforge.core.message import Message, said_by
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import gaps, trajectory_steps, turn_start

_LONGEST_REPAIR = 10


def put_right(messages: tuple[Message, ...], step: Step) -> bool:
    """Whether the tool that failed succeeded later on: else the run went on without it, and nothing was mended."""
    return any(
        later.call.name == step.call.name and succeeded(later)
        for later in trajectory_steps(Trajectory(messages))
        if later.at > step.at
    )


def made_up_for(task: Task, messages: tuple[Message, ...], step: Step, repair: Sequence[int]) -> bool:
    """Whether another tool served in the place of a write that failed: a write of the repair that took effect."""
    if not is_write(task, step.call.name):
        return False
    return any(
        later.at in repair
        and succeeded(later)
        and is_write(task, later.call.name)
        and later.call.name != step.call.name
        for later in trajectory_steps(Trajectory(messages))
    )


def repair_after(messages: tuple[Message, ...], step: Step, answer: int | None) -> list[int] | None:
    """The places between an error and the answer of the same turn, when they hold a step that succeeded.

    None where the error was one of several calls of a reply, the run goes on after the answer, or the way is long.
    """
    if answer is None or step.response_at is None or turn_start(messages, answer) > step.at:
        return None
    between = list(range(step.response_at + 1, answer))
    if not between or len(between) > _LONGEST_REPAIR or step.response_at + 1 not in gaps(messages):
        return None
    if any(said_by(message, "user") for message in messages[answer + 1 :]):
        return None
    later = [s for s in trajectory_steps(Trajectory(messages)) if s.at > step.at]
    return between if any(succeeded(s) for s in later) else None
