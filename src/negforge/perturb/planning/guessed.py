"""Planning, guesses: what the agent should ask the user, it decides by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.ambiguity import ambiguity
from negforge.checks.readings.values import canons
from negforge.core.defect import GUESSED
from negforge.core.message import Message, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.made_otherwise import own_writes
from negforge.perturb.making import delete, edited
from negforge.perturb.otherwise import as_proposal, caught_slips, wrong_turns
from negforge.perturb.rule import rule
from negforge.perturb.words import asks_and_hears

_LONGEST_REPLY = 14  # words: in more the user may have told something else besides


@rule(GUESSED, suffix="replay")
def guess_which(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Act on one of several records that fit, without asking which is meant."""
    for fork, other in caught_slips(task, chosen, run, ambiguity, wrong_turns(run, rng, "ask")):
        yield as_proposal(chosen, other, (("not_asked", fork.about),))


@rule(GUESSED)
def act_without_asking(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take the question which one is meant and the user's reply out, and act on that one all the same."""
    if ambiguity(task, chosen):
        return
    messages = chosen.messages
    for step in own_writes(task, chosen, rng):
        for at in _questions(messages, step.at):
            if canons(step.call.arguments) & canons(text_of(messages[at + 1])):
                continue  # the reply told what to write
            edits = delete(messages, [at, at + 1])
            if ambiguity(task, edited(chosen, edits)):
                yield Proposal(edits, (("tool", step.call.name),))


def _questions(messages: Sequence[Message], until: int) -> Iterator[int]:
    """Places before a step where the assistant asks and the user replies in a few words."""
    for at in range(until - 1):
        if asks_and_hears(messages, at) and len(text_of(messages[at + 1]).split()) <= _LONGEST_REPLY:
            yield at
