"""Tool irrelevance: another action is carried out than the one that no tool does, and told as if it were the same."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.substitutions import substitutions
from negforge.core.defect import SUBSTITUTED_ACTION
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.otherwise import as_proposal, caught_slips, wrong_turns
from negforge.perturb.rule import rule


@rule(SUBSTITUTED_ACTION, suffix="replay")
def do_something_else(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make do with a tool that is not for it where the careful agent declines, and report it as what was asked."""
    for fork, other in caught_slips(task, chosen, run, substitutions, wrong_turns(run, rng, "object")):
        yield as_proposal(chosen, other, (("about", fork.about),))
