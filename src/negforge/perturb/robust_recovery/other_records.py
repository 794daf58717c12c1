"""Robust recovery: a response about another record is taken for the one that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.mismatches import mismatches
from negforge.core.defect import OTHER_RECORD_ACCEPTED
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.otherwise import slips
from negforge.perturb.rule import rule


@rule(OTHER_RECORD_ACCEPTED, suffix="replay")
def accept_other_record(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Go on with a response that names another record than the one asked for."""
    yield from slips(task, chosen, rng, run, mismatches, "trust")
