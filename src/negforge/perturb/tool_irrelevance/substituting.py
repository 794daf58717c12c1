"""Tool irrelevance: another action is carried out than the one that no tool does, and told as if it were the same."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.substitutions import substitutions
from negforge.core.defect import SUBSTITUTED_ACTION
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.otherwise import after_slip, as_proposal, forks
from negforge.perturb.rule import rule


@rule(SUBSTITUTED_ACTION, suffix="replay")
def do_something_else(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make do with a tool that is not for it where the careful agent declines, and report it as what was asked."""
    if substitutions(task, chosen):
        return
    for decision in forks(run, rng, "object"):
        other = after_slip(run, Slip(decision.number))
        if other is not None and substitutions(task, other[0]):
            yield as_proposal(chosen, other[0], (("about", decision.about),))
