"""Planning, picks: the same agent picks another of the things it was shown, and goes on with it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import DecisionKind, Slip
from negforge.checks.bounds import bounds
from negforge.checks.superlatives import superlatives
from negforge.core.defect import MISSED_BEST, OVERSTEPPED_BOUND
from negforge.core.ports import Check, Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.otherwise import after_slip, as_proposal, forks
from negforge.perturb.rule import rule


@rule(OVERSTEPPED_BOUND, suffix="replay")
def forget_bound(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Forget one bound that the user set, and pick what lies outside it."""
    yield from _gone_wrong(task, chosen, rng, run, bounds, "keep")


@rule(MISSED_BEST, suffix="replay")
def take_second_best(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Take the one after the best of those that fit, where the best was asked for."""
    yield from _gone_wrong(task, chosen, rng, run, superlatives, "best", "keep")


def _gone_wrong(
    task: Task, chosen: Trajectory, rng: Random, run: WorldRun, check: Check, *kinds: DecisionKind
) -> Iterator[Proposal]:
    """The runs after a slip at a fork of these kinds to which the check objects."""
    if check(task, chosen):
        return
    for decision in forks(run, rng, *kinds):
        after = after_slip(run, Slip(decision.number))
        if after is not None and check(task, after[0]):
            yield as_proposal(chosen, after[0], (("fork", decision.about or decision.kind),))
