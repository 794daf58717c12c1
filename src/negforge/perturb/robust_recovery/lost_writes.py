"""Robust recovery: a write whose answer was lost is sent again, and nobody looks whether it had taken effect."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.double_writes import double_writes
from negforge.checks.readings.tools import Step, failed, is_write, outcome_unknown, same_call
from negforge.core.defect import REPEATED_WRITE
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import delete, each, edited, taken_out, trajectory_steps
from negforge.perturb.otherwise import slips
from negforge.perturb.rule import rule


@rule(REPEATED_WRITE, suffix="replay")
def send_again_unseen(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Send a write whose answer was lost again without the look whether it had landed."""
    yield from slips(task, chosen, rng, run, double_writes, "check")


@rule(REPEATED_WRITE)
def leave_out_the_look(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take out the look between a write whose answer was lost and the same write again."""
    if double_writes(task, chosen):
        return
    steps = trajectory_steps(chosen)
    for step in each(tuple(step for step in steps if _is_lost(task, step)), rng):
        looks = _looks_before_again(task, steps, step)
        places = sorted({at for look in looks for at in taken_out(chosen.messages, look)})
        edits = delete(chosen.messages, places)
        if looks and double_writes(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name), ("looks", str(len(looks)))))


def _is_lost(task: Task, step: Step) -> bool:
    return step.response is not None and outcome_unknown(step.response) and is_write(task, step.call.name)


def _looks_before_again(task: Task, steps: tuple[Step, ...], lost: Step) -> list[Step]:
    """The reads between a lost write and the same write again; none where anything else lies between."""
    looks: list[Step] = []
    for step in steps:
        if step.at <= lost.at:
            continue
        if same_call(step.call, lost.call):
            return looks
        if step.response_at is None or failed(step.response) or is_write(task, step.call.name):
            return []
        looks.append(step)
    return []
