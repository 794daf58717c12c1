"""Planning, confirmations: a write without the yes that the rules ask for, or one that nobody asked for, replayed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.confirmation import confirmation
from negforge.checks.readings.phrases import AFFIRMATIVE
from negforge.checks.readings.tools import Step, argument_leaves, failed, is_write
from negforge.checks.readings.values import canons
from negforge.checks.unasked import unasked
from negforge.core.defect import SKIPPED_CONFIRMATION, UNASKED_WRITE
from negforge.core.edit import diff
from negforge.core.message import Message, Say, ToolResponse, said_by, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.made_otherwise import left_out_in_the_world, renumbered
from negforge.perturb.making import edited, shuffled, trajectory_steps
from negforge.perturb.otherwise import as_proposal, caught_slips, wrong_turns
from negforge.perturb.rule import rule
from negforge.perturb.words import asks_and_hears, unanswered_left_out

_LESS_THAN_ASKED = re.compile(
    r"\b(?:without|except|but|leave|not|no|only|out of|though|however|first)\b|n['’]t\b", re.IGNORECASE
)
_LONGEST_YES = 12  # words: in more the user may have told something else besides


@rule(SKIPPED_CONFIRMATION, suffix="replay")
def go_ahead_unconfirmed(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a write at once where the rules ask for the user's yes first; the same agent goes on from there."""
    slips = wrong_turns(run, rng, "ask", "check")
    for fork, other in caught_slips(task, chosen, run, confirmation, slips, unanswered_left_out):
        yield as_proposal(chosen, other, (("left_out", fork.about),))


@rule(SKIPPED_CONFIRMATION, suffix="replay")
def leave_the_question_out(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Leave out the question and the user's yes before a write for which the rules ask for it; the rest stays."""
    if confirmation(task, chosen):
        return
    messages = chosen.messages
    asked = [at for at in range(len(messages) - 2) if _asks_and_hears_yes(messages, at)]
    for at in shuffled(asked, rng):
        other = left_out_in_the_world(run, chosen, (at, at + 1))
        if other is not None and confirmation(task, other):
            yield as_proposal(chosen, other, (("question", str(at)),))


@rule(SKIPPED_CONFIRMATION, suffix="replay")
def write_before_the_yes(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make the write before asking for the user's yes that the rules ask for, and ask as if it were still open."""
    if confirmation(task, chosen):
        return
    messages = chosen.messages
    steps = trajectory_steps(chosen)
    for at in shuffled([at for at in range(1, len(messages) - 2) if asks_and_hears(messages, at)], rng):
        step = next((one for one in steps if one.at > at and is_write(task, one.call.name)), None)
        if step is None or not _in_the_next_turn(messages, at, step) or _tells_more(messages[at + 1], step):
            continue
        other = _moved_before(run, messages, at, step)
        if other is not None and confirmation(task, other):
            yield Proposal(diff(messages, other.messages), (("question", str(at)), ("tool", step.call.name)))


def _moved_before(run: WorldRun, messages: Sequence[Message], at: int, step: Step) -> Trajectory | None:
    """The run with the step, and the words that go with it, before the question at ``at``, as it is executed with the
    numbers that the tools now give; None where anything else goes on otherwise."""
    if step.response_at != step.at + 1:
        return None
    first = step.at - 1 if step.call.with_previous and isinstance(messages[step.at - 1], Say) else step.at
    if step.call.with_previous and first == step.at:
        return None
    moved = (*messages[:at], *messages[first : step.at + 2], *messages[at:first], *messages[step.at + 2 :])
    executed = run.executed(moved).messages
    told = edited(Trajectory(moved), renumbered(moved, executed, frozenset())).messages
    executed = run.executed(told).messages
    same = len(told) == len(executed) and all(
        failed(one) == failed(other)
        if isinstance(one, ToolResponse) and isinstance(other, ToolResponse)
        else text_of(one) == text_of(other)
        for one, other in zip(told, executed, strict=False)
    )
    return Trajectory(executed) if same else None


def _in_the_next_turn(messages: Sequence[Message], at: int, step: Step) -> bool:
    return not any(said_by(one, "user") for one in messages[at + 2 : step.at])


def _tells_more(reply: Message, step: Step) -> bool:
    """Whether the write has something that only the reply gave, or the reply takes something out."""
    if _LESS_THAN_ASKED.search(text_of(reply)):
        return True
    return any(len(str(leaf)) >= 3 and str(leaf) in text_of(reply) for _, leaf in argument_leaves(step.call.arguments))


def _asks_and_hears_yes(messages: Sequence[Message], at: int) -> bool:
    if not asks_and_hears(messages, at):
        return False
    told = text_of(messages[at + 1])
    mere = len(told.split()) <= _LONGEST_YES and not canons(told) and not _LESS_THAN_ASKED.search(told)
    return mere and AFFIRMATIVE.search(told) is not None


@rule(UNASKED_WRITE, suffix="replay")
def write_while_at_it(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Write something that the request has no use for; the same agent tells of it with the rest."""
    for fork, other in caught_slips(task, chosen, run, unasked, wrong_turns(run, rng, "needless")):
        yield as_proposal(chosen, other, (("needless", fork.about),))
