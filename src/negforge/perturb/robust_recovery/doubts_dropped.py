"""Robust recovery: a doubt that a response raises is passed over, or one that none raises is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.reports import PARTIAL, STALE
from negforge.checks.caveats import caveats
from negforge.checks.partial_reads import partial_reads
from negforge.checks.readings.phrases import sentences
from negforge.checks.readings.records import records
from negforge.checks.readings.tools import failed, is_write
from negforge.checks.stale_copies import stale_copies
from negforge.core.defect import CAVEAT_INVENTED, PART_TAKEN_AS_WHOLE, STALE_TAKEN_AS_FRESH
from negforge.core.message import Message, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, final_answer, reword, trajectory_steps, turn_start
from negforge.perturb.otherwise import slips
from negforge.perturb.rule import rule
from negforge.perturb.words import tells_of
from negforge.worlds.wording import word

_CLOSING = re.compile(
    r"\?|\b(?:let me know|feel free|anything else|hope|happy to|glad to|have a|safe travels|enjoy|you['’]re welcome|"
    r"please (?:ask|say|tell)|just (?:ask|say|shout)|thank)\b",
    re.IGNORECASE,
)


@rule(PART_TAKEN_AS_WHOLE, suffix="replay")
def take_part_for_whole(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Go on with a list that says that it is a part, or with its first page, and do not say so."""
    yield from slips(task, chosen, rng, run, partial_reads, "trust", "more", "caveat")


@rule(STALE_TAKEN_AS_FRESH, suffix="replay")
def take_stale_for_fresh(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Go on with figures that say that they are an old copy, and do not say so."""
    yield from slips(task, chosen, rng, run, stale_copies, "trust", "caveat")


@rule(CAVEAT_INVENTED, suffix="replay")
def doubt_without_cause(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Tell of an old copy or an incomplete list where every response was whole and fresh."""
    for proposal in slips(task, chosen, rng, run, caveats, "caveat"):
        if _rests_on_reads(task, chosen.messages, proposal.edits[0].at):
            yield proposal


@rule(CAVEAT_INVENTED)
def add_doubt(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Let the answer tell of an old copy or an incomplete list that no response shows."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or caveats(task, chosen) or not _rests_on_reads(task, messages, answer):
        return
    text = text_of(messages[answer])
    lists = any(len(records(text_of(step.response))) > 2 for step in trajectory_steps(chosen) if step.response)
    for form in rng.sample((STALE, PARTIAL), 2) if lists else (STALE,):
        told = _with(text, word(form, rng, {}))
        edits = (reword(messages, answer, told),)
        if caveats(task, edited(chosen, edits)):
            yield Proposal(edits, (("kind", "old" if form == STALE else "part"),))


def _rests_on_reads(task: Task, messages: Sequence[Message], at: int) -> bool:
    """Whether the words at a place tell what reads of the same turn gave: only such words can be in doubt."""
    start = turn_start(messages, at)
    steps = [step for step in trajectory_steps(Trajectory(tuple(messages[:at]))) if step.at >= start]
    reads = [step.response for step in steps if not failed(step.response) and not is_write(task, step.call.name)]
    return any(tells_of(text_of(messages[at]), text_of(response)) for response in reads if response is not None)


def _with(text: str, doubt: str) -> str:
    """The answer with a doubt at its end, before the words that close it."""
    place = len(text.rstrip())
    for sentence in reversed(sentences(text)):
        if not _CLOSING.search(sentence.text):
            break
        place = sentence.start
    head, tail = text[:place].rstrip(), text[place:].strip()
    joint = "\n\n" if "\n" in head or "\n" in tail else " "
    return joint.join(part for part in (head, doubt, tail) if part)
