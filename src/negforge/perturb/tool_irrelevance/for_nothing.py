"""Tool irrelevance, for nothing: a call that the user has no use for and asked not to make."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.readings.tools import user_text
from negforge.checks.relevance import relevance
from negforge.core.defect import UNNECESSARY_CALL
from negforge.core.ports import Proposal
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory
from negforge.perturb.otherwise import after_slip, as_proposal, forks
from negforge.perturb.rule import rule
from negforge.perturb.tool_irrelevance.tools_misplaced import FORBIDS_WASTE


@rule(UNNECESSARY_CALL, suffix="replay")
def call_for_nothing(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Call a tool that has nothing to do with the request, where rules or user ask not to; answer as before."""
    if not FORBIDS_WASTE.search(f"{policy_text(task)}\n{user_text(task.opening)}") or relevance(task, chosen):
        return
    for decision in forks(run, rng, "needless"):
        other = after_slip(run, Slip(decision.number))
        if other is not None and relevance(task, other[0]):
            yield as_proposal(chosen, other[0], (("about", decision.about),))
