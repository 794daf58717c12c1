"""Robust recovery: a failure that lasts is passed over, and the answer reads as if all had gone well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.claims import claimed_deeds
from negforge.checks.disclosure import disclosure
from negforge.checks.grounding import grounding
from negforge.checks.readings.phrases import sentence_at, sentences, without
from negforge.checks.readings.tools import unresolved
from negforge.checks.readings.unread import was_read
from negforge.checks.readings.values import keys, values
from negforge.core.defect import FABRICATION_AFTER_ERROR, HIDDEN_FAILURE
from negforge.core.message import Message, said_by, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.inventing import with_invented_values
from negforge.perturb.making import edited, final_answer, reword, trajectory_steps
from negforge.perturb.rule import rule
from negforge.perturb.words import no_call_follows

_SHORTEST = 30  # characters of an answer


@rule(FABRICATION_AFTER_ERROR)
def tell_as_if_it_had_worked(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Instead of the report of a failure give the result as if there had been one: with invented figures."""
    told = _as_if(chosen, run)
    if told is None or grounding(task, chosen):
        return
    at, words = told
    claimed = edited(chosen, (reword(chosen.messages, at, words),))
    lost = grounding(task, claimed)
    if not lost or not was_read(lost):
        return
    sole = frozenset().union(*(keys(finding.evidence[0].quote) for finding in lost))
    invented = with_invented_values(claimed.messages, at - 1, sole, rng)
    if invented is None or invented[-1].after is None:
        return
    edits = (reword(chosen.messages, at, text_of(invented[-1].after)),)
    if grounding(task, edited(chosen, edits)):
        yield Proposal(edits, (("values", str(len(sole))),))


@rule(HIDDEN_FAILURE)
def pass_over_failure(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Instead of the report of a failure tell only what went well, or how it would have ended."""
    told = _as_if(chosen, run)
    if told is None or disclosure(task, chosen):
        return
    at, words = told
    for text in dict.fromkeys((_what_holds(task, chosen, at, words), words)):
        edits = (reword(chosen.messages, at, text),)
        after = edited(chosen, edits)
        if text != words and not values(text):
            continue  # nothing is left but words around it
        if len(text) >= _SHORTEST and disclosure(task, after) and not grounding(task, after):
            yield Proposal(edits, (("told", "what went well" if text != words else "the end"),))
            return


def _as_if(chosen: Trajectory, run: WorldRun) -> tuple[int, str] | None:
    """The place of the last answer where the run ends on a failure, and what the agent would have said there."""
    at = final_answer(chosen.messages)
    if at is None or not unresolved(trajectory_steps(chosen)[-1:]):
        return None
    other = run.unhindered()
    turns = [] if other is None else _turn_ends(other.messages)
    number = len(_turn_ends(chosen.messages)) - 1
    if other is None or number >= len(turns):
        return None
    words = text_of(other.messages[turns[number]])
    return (at, words) if words != text_of(chosen.messages[at]) else None


def _turn_ends(messages: Sequence[Message]) -> list[int]:
    """Places of the assistant's words to the user."""
    return [
        at for at, message in enumerate(messages) if said_by(message, "assistant") and no_call_follows(messages, at)
    ]


def _what_holds(task: Task, chosen: Trajectory, at: int, words: str) -> str:
    """The words without the sentences that what happened does not bear out."""
    after = edited(chosen, (reword(chosen.messages, at, words),))
    untrue = {
        sentence
        for finding in (*grounding(task, after), *claimed_deeds(task, after))
        for one in finding.evidence[:1]
        if (place := words.find(one.quote)) >= 0 and (sentence := sentence_at(words, place)) is not None
    }
    return without(words, [sentence for sentence in sentences(words) if sentence in untrue])
