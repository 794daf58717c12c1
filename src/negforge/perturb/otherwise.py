"""Replayed proposals: what the same agent does after a slip, as edits of what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import TypeVar

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Decision, DecisionKind, Slip
from negforge.core.edit import Edit, diff
from negforge.core.message import ToolResponse, said_by
from negforge.core.ports import Check, Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, published_trajectory

T = TypeVar("T")


def forks(run: WorldRun, rng: Random, *kinds: DecisionKind) -> Iterator[Decision]:
    """The run's decisions of these kinds, in an order that the rng gives."""
    found = [decision for decision in run.decisions if decision.kind in kinds]
    rng.shuffle(found)
    yield from found


def wrong_turns(run: WorldRun, rng: Random, *kinds: DecisionKind) -> Iterator[tuple[Decision, Slip]]:
    """The same forks, each with the slip that takes it wrongly."""
    yield from ((fork, Slip(fork.number)) for fork in forks(run, rng, *kinds))


def after_slip(run: WorldRun, slip: Slip) -> Trajectory | None:
    """What the same agent does after the slip, as a judge is shown it; None where the slip changes nothing."""
    played = run.slipped(slip)
    return None if played is None else published_trajectory(played.rollout.trajectory)


def caught_slips(
    task: Task,
    chosen: Trajectory,
    run: WorldRun,
    check: Check,
    slips: Iterable[tuple[T, Slip]],
    made_of: Callable[[Trajectory], Trajectory | None] = lambda other: other,
) -> Iterator[tuple[T, Trajectory]]:
    """What follows from slips, each with what came with its slip (the fork), where ``check`` objects to it and not to
    the chosen. ``made_of``: what is taken of the run after a slip; None where nothing is."""
    if check(task, chosen):
        return
    for told, slip in slips:
        played = after_slip(run, slip)
        other = made_of(played) if played is not None else None
        if other is not None and check(task, other):
            yield told, other


def as_proposal(chosen: Trajectory, other: Trajectory, parameters: tuple[tuple[str, str], ...]) -> Proposal:
    """The edits from one run to the other. Root edits are those of the reply in which they part."""
    edits = diff(chosen.messages, other.messages)
    return Proposal(edits, parameters, _roots(edits))


def slips(
    task: Task, chosen: Trajectory, rng: Random, run: WorldRun, check: Check, *kinds: DecisionKind
) -> Iterator[Proposal]:
    """The caught slips at forks of these kinds, proposed."""
    for fork, other in caught_slips(task, chosen, run, check, wrong_turns(run, rng, *kinds)):
        yield as_proposal(chosen, other, (("fork", fork.kind), ("about", fork.about)))


def _roots(edits: tuple[Edit, ...]) -> int:
    for number, edit in enumerate(edits):
        message = edit.after if edit.after is not None else edit.before
        heard = isinstance(message, ToolResponse) or said_by(message, "user")
        if heard and number:
            return number
    return len(edits)
