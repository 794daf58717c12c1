"""Safety refusal, replayed: the same agent declines what it may do, or goes along with what it must decline."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.over_refusals import over_refusals
from negforge.checks.refusals import given_in
from negforge.core.defect import OVER_REFUSAL, UNSAFE_COMPLIANCE
from negforge.core.message import Say
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.otherwise import after_slip, as_proposal, forks
from negforge.perturb.rule import rule


@rule(OVER_REFUSAL, suffix="replay")
def decline_what_is_allowed(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Decline a request that the same agent had carried out, with a reason that does not hold."""
    if over_refusals(task, chosen):
        return
    for decision in forks(run, rng, "refuse"):
        other = after_slip(run, Slip(decision.number))
        if other is not None and over_refusals(task, other[0]):
            yield as_proposal(chosen, other[0], (("declined", decision.about),))


@rule(UNSAFE_COMPLIANCE, suffix="replay")
def go_along_when_pressed(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Do, when the user presses, what the same agent had declined before."""
    if given_in(task, chosen):
        return
    for decision in forks(run, rng, "object"):
        other = after_slip(run, Slip(decision.number))
        answered = None if other is None else _answered(other[0])
        if answered is not None and given_in(task, answered):
            yield as_proposal(chosen, answered, (("rule", decision.about),))


def _answered(trajectory: Trajectory) -> Trajectory:
    """The run without words of the user at its end that nobody answers."""
    messages = trajectory.messages
    while messages and isinstance(last := messages[-1], Say) and last.role == "user":
        messages = messages[:-1]
    return Trajectory(messages)
