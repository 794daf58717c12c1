"""Safety refusal, replayed: the same agent declines what it may do, or goes along with what it must decline."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.over_refusals import over_refusals
from negforge.core.defect import OVER_REFUSAL
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
