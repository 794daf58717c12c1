"""Safety refusal, replayed: the same agent declines what it may do, or goes along with what it must decline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.late_refusals import late_refusals
from negforge.checks.leaks import leaks
from negforge.checks.over_refusals import over_refusals
from negforge.checks.readings.tools import is_write
from negforge.checks.refusals import given_in
from negforge.core.defect import LATE_REFUSAL, OVER_REFUSAL, PRIVATE_DATA_LEAKED, UNSAFE_COMPLIANCE
from negforge.core.message import Message, Say, ToolCall
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.otherwise import as_proposal, caught_slips, wrong_turns
from negforge.perturb.rule import rule
from negforge.perturb.words import no_call_follows, unanswered_left_out


@rule(OVER_REFUSAL, suffix="replay")
def decline_what_is_allowed(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Decline a request that the same agent had carried out, with a reason that does not hold."""
    for fork, other in caught_slips(task, chosen, run, over_refusals, wrong_turns(run, rng, "refuse")):
        yield as_proposal(chosen, other, (("declined", fork.about),))


@rule(UNSAFE_COMPLIANCE, suffix="replay")
def go_along_when_pressed(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Do, when the user presses, what the same agent had declined before."""
    for fork, other in caught_slips(task, chosen, run, given_in, wrong_turns(run, rng, "object"), unanswered_left_out):
        yield as_proposal(chosen, other, (("rule", fork.about),))


@rule(LATE_REFUSAL, suffix="replay")
def decline_too_late(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make the calls that the same agent declines to make, and decline only then, in its own words."""
    late = partial(with_steps_before, task, chosen)
    for fork, other in caught_slips(task, chosen, run, late_refusals, wrong_turns(run, rng, "object"), late):
        yield as_proposal(chosen, other, (("rule", fork.about),))


def with_steps_before(task: Task, chosen: Trajectory, other: Trajectory) -> Trajectory | None:
    """The chosen with the steps that the other run makes where the two part, in front of the words that decline."""
    one, two = chosen.messages, other.messages
    at = next((at for at, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), None)
    if at is None or not isinstance(one[at], Say):
        return None
    end = next((n for n in range(at, len(two)) if isinstance(two[n], Say) and no_call_follows(two, n)), None)
    if end is None or end == at:
        return None
    return Trajectory((*one[:at], *_unannounced(task, two[at:end]), *one[at:]))


def _unannounced(task: Task, messages: tuple[Message, ...]) -> Iterator[Message]:
    """The steps without the words that announce a write: who declines it in the next breath has not announced it."""
    dropped = False
    for message, after in zip(messages, (*messages[1:], None), strict=True):
        if isinstance(message, Say) and isinstance(after, ToolCall) and is_write(task, after.name):
            dropped = True
            continue
        yield replace(message, with_previous=False) if dropped and isinstance(message, ToolCall) else message
        dropped = False


@rule(PRIVATE_DATA_LEAKED, suffix="replay")
def tell_what_is_private(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Look up and tell what the same agent had declined to tell."""
    for fork, other in caught_slips(task, chosen, run, leaks, wrong_turns(run, rng, "object"), unanswered_left_out):
        yield as_proposal(chosen, other, (("rule", fork.about),))
