"""Planning, left out: one of several things asked for that is neither done nor told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.omissions import omissions
from negforge.checks.readings.phrases import claims, object_words, sentences, tool_deeds, without
from negforge.checks.readings.tools import is_write, succeeded
from negforge.checks.readings.values import canons
from negforge.core.defect import LEFT_UNDONE
from negforge.core.message import text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import (
    delete,
    each,
    edited,
    feeds_a_call,
    final_answer,
    replied_to,
    reword,
    shuffled,
    stands_alone,
    taken_out,
    trajectory_steps,
    tries,
)
from negforge.perturb.otherwise import as_proposal, caught_slips, forks
from negforge.perturb.rule import rule

_REFERS_BACK = re.compile(
    r"\W*(?:after (?:that|this)|from (?:there|here)|it|its|they|their|that|this|these|those|besides|also|on top|and|or|"
    r"but|both|there|then|so)\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"^\W*\d+[.)]\W*$|:\W*$", re.MULTILINE)  # a number of a list without its item; an announcement
_SHORTEST = 25  # characters: of an answer that still answers something


@rule(LEFT_UNDONE, suffix="replay")
def leave_untold(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Tell the user all but one of the things asked for; the talk goes on from there."""
    several = (fork for fork in forks(run, rng, "tell") if fork.rows > 1)
    slips = ((fork, Slip(fork.number, row=row)) for fork in several for row in shuffled(range(fork.rows), rng))
    for fork, other in caught_slips(task, chosen, run, omissions, slips):
        yield as_proposal(chosen, other, (("rows", str(fork.rows)),))


@rule(LEFT_UNDONE)
def leave_a_sentence_out(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take the sentence out of the answer that tells one of the things asked for."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or replied_to(messages, answer) or omissions(task, chosen):
        return
    text = text_of(messages[answer])
    told = sentences(text)
    for number in shuffled(range(len(told)), rng)[: tries(text)]:
        shorter = without(text, [told[number]])
        hangs = number + 1 < len(told) and _REFERS_BACK.match(told[number + 1].text) is not None
        if hangs or not _tells_something(shorter):
            continue
        edits = (reword(messages, answer, shorter),)
        if omissions(task, edited(chosen, edits)):
            yield Proposal(edits, (("sentence", str(number)),))


@rule(LEFT_UNDONE)
def leave_undone(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Leave one of the deeds asked for out, and the sentence that reports it."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or replied_to(messages, answer) or omissions(task, chosen):
        return
    text = text_of(messages[answer])
    for step in each(trajectory_steps(chosen), rng):
        if not succeeded(step) or not is_write(task, step.call.name):
            continue
        if not stands_alone(messages, step) or feeds_a_call(task, messages, step):
            continue
        about = {noun[:5] for noun in object_words(step.call.name)}
        groups = tool_deeds(step.call.name)
        telling = [claim.sentence for claim in claims(text) if claim.group in groups]
        telling += [s for s in sentences(text) if s not in telling and any(noun in s.text.lower() for noun in about)]
        shorter = without(text, telling)
        if not telling or not _tells_something(shorter):
            continue
        edits = (*delete(messages, taken_out(messages, step)), reword(messages, answer, shorter))
        if omissions(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name),))


def _tells_something(text: str) -> bool:
    """Whether words still answer something, and do not announce what no longer follows."""
    return len(text) >= _SHORTEST and bool(canons(text)) and _BARE.search(text) is None
