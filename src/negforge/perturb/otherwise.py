"""Replayed proposals: what the same agent does after a slip, as edits of what it did."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Decision, DecisionKind, Slip
from negforge.agents.reference import Played
from negforge.core.edit import Edit, diff
from negforge.core.message import Say, ToolResponse
from negforge.core.ports import Check, Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, published_trajectory


def forks(run: WorldRun, rng: Random, *kinds: DecisionKind) -> Iterator[Decision]:
    """The run's decisions of these kinds, in an order that the rng gives."""
    found = [decision for decision in run.decisions if decision.kind in kinds]
    rng.shuffle(found)
    yield from found


def after_slip(run: WorldRun, slip: Slip) -> tuple[Trajectory, Played] | None:
    """What the same agent does after the slip, as a judge is shown it; None where the slip changes nothing."""
    played = run.slipped(slip)
    return None if played is None else (published_trajectory(played.rollout.trajectory), played)


def as_proposal(chosen: Trajectory, other: Trajectory, parameters: tuple[tuple[str, str], ...]) -> Proposal:
    """The edits from one run to the other. Root edits are those of the reply in which they part."""
    edits = diff(chosen.messages, other.messages)
    return Proposal(edits, parameters, _roots(edits))


def slips(
    task: Task, chosen: Trajectory, rng: Random, run: WorldRun, check: Check, *kinds: DecisionKind
) -> Iterator[Proposal]:
    """What follows from a slip at a fork of these kinds, where ``check`` objects to it and not to the chosen."""
    if check(task, chosen):
        return
    for decision in forks(run, rng, *kinds):
        other = after_slip(run, Slip(decision.number))
        if other is not None and check(task, other[0]):
            yield as_proposal(chosen, other[0], (("fork", decision.kind), ("about", decision.about)))


def _roots(edits: tuple[Edit, ...]) -> int:
    for number, edit in enumerate(edits):
        message = edit.after if edit.after is not None else edit.before
        heard = isinstance(message, ToolResponse) or (isinstance(message, Say) and message.role == "user")
        if heard and number:
            return number
    return len(edits)
