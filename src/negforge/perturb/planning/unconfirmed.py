"""Planning, confirmations: a write without the yes that the rules ask for, or one that nobody asked for, replayed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.confirmation import confirmation
from negforge.checks.readings.phrases import AFFIRMATIVE, ASKS
from negforge.checks.readings.values import canons
from negforge.checks.unasked import unasked
from negforge.core.defect import SKIPPED_CONFIRMATION, UNASKED_WRITE
from negforge.core.message import Message, Say, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.made_otherwise import left_out_in_the_world
from negforge.perturb.making import shuffled
from negforge.perturb.otherwise import after_slip, as_proposal, forks
from negforge.perturb.rule import rule

_LONGEST_YES = 12  # words: in more the user may have told something else besides


@rule(SKIPPED_CONFIRMATION, suffix="replay")
def go_ahead_unconfirmed(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a write at once where the rules ask for the user's yes first; the same agent goes on from there."""
    if confirmation(task, chosen):
        return
    for fork in forks(run, rng, "ask", "check"):
        played = after_slip(run, Slip(fork.number))
        if played is not None and confirmation(task, played[0]):
            yield as_proposal(chosen, played[0], (("left_out", fork.about),))


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


def _asks_and_hears_yes(messages: Sequence[Message], at: int) -> bool:
    asked, reply = messages[at], messages[at + 1]
    if not (isinstance(asked, Say) and isinstance(reply, Say) and (asked.role, reply.role) == ("assistant", "user")):
        return False
    mere = len(text_of(reply).split()) <= _LONGEST_YES and not canons(text_of(reply))
    return mere and ASKS.search(text_of(asked)) is not None and AFFIRMATIVE.search(text_of(reply)) is not None


@rule(UNASKED_WRITE, suffix="replay")
def write_while_at_it(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Write something that the request has no use for; the same agent tells of it with the rest."""
    if unasked(task, chosen):
        return
    for fork in forks(run, rng, "needless"):
        played = after_slip(run, Slip(fork.number))
        if played is not None and unasked(task, played[0]):
            yield as_proposal(chosen, played[0], (("needless", fork.about),))
