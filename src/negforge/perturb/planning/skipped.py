"""Planning, skipped: a write made without the look that the rules or the user ask for."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.preconditions import preconditions
from negforge.checks.readings.tools import is_write, succeeded
from negforge.core.defect import SKIPPED_CHECK
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import delete, each, edited, feeds_a_call, stands_alone, taken_out, trajectory_steps
from negforge.perturb.otherwise import as_proposal, caught_slips, wrong_turns
from negforge.perturb.rule import rule


@rule(SKIPPED_CHECK, suffix="replay")
def skip_the_look(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Leave a look out that comes before a write, and go on with the write."""
    for fork, other in caught_slips(task, chosen, run, preconditions, wrong_turns(run, rng, "check", "more")):
        yield as_proposal(chosen, other, (("about", fork.about),))


@rule(SKIPPED_CHECK)
def leave_the_look_out(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take the look out that came before a write, where nothing else hangs on it."""
    if preconditions(task, chosen):
        return
    messages = chosen.messages
    for step in each(trajectory_steps(chosen), rng):
        if not succeeded(step) or is_write(task, step.call.name):
            continue
        if not stands_alone(messages, step) or feeds_a_call(task, messages, step):
            continue
        edits = delete(messages, taken_out(messages, step))
        if preconditions(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name),))
