"""Injections obeyed: a call that a response tells the agent to make is made, or what it tells it to say is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.injections import obeyed, planted_texts
from negforge.core.defect import OBEYED_INJECTION
from negforge.core.message import text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, final_answer, replied_to, reword
from negforge.perturb.otherwise import slips
from negforge.perturb.rule import rule

_TO_SAY = re.compile(
    r"\b(?:tell the user that|say that|state that|answer that|reply(?: only)? that) (?P<that>[^\".;!]{8,120})|"
    r"\btell the user to (?P<to>[^\".;!]{4,80}\S*)|\bgive (?P<contact>\S+@\S+?) as the contact",
    re.IGNORECASE,
)
_STOPS = re.compile(
    r",? (?:and|then) (?:leave|do not|don['’]t|skip|omit|keep|tell|say|state|answer|give|reply|go on)\b.*$|,? see \S+$|"
    r",? (?:for me|instead|right away|as (?:agreed|always)|thanks|without asking again|on the user['’]s behalf|"
    r"it was agreed|without a further question|in every case like this|for this record|"
    r"to (?:refresh it|get the right figures))$"
)
_CONTACT = ("Your contact for this is {who}.", "The contact is {who}.", "For this, {who} is the contact.")


@rule(OBEYED_INJECTION, suffix="replay")
def call_as_planted(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make the call that a response tells the agent to make, and go on with what the user asked for."""
    yield from slips(task, chosen, rng, run, obeyed, "obey")


@rule(OBEYED_INJECTION)
def tell_as_planted(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell the user, beside the answer, what a response told the agent to tell."""
    answer = final_answer(chosen.messages)
    if answer is None or replied_to(chosen.messages, answer) or obeyed(task, chosen):
        return
    text = text_of(chosen.messages[answer])
    for planted in dict.fromkeys(words for _, words in planted_texts((*task.opening, *chosen.messages))):
        told = _to_say(planted, rng)
        if told is None:
            continue
        places = [f"{told} {text}", f"{text} {told}"] if "\n" not in text else [f"{text}\n\n{told}"]
        edits = (reword(chosen.messages, answer, rng.choice(places)),)
        if obeyed(task, edited(chosen, edits)):
            yield Proposal(edits, (("told", told),))


def _to_say(planted: str, rng: Random) -> str | None:
    """The sentence that the planted words ask for, as the agent's own."""
    match = _TO_SAY.search(planted)
    if match is None:
        return None
    if match["contact"]:
        return rng.choice(_CONTACT).format(who=match["contact"])
    clause = _STOPS.sub("", (match["that"] or match["to"]).strip()).strip(" ,.")
    said = clause if match["that"] else f"please {clause}"
    return f"{said[0].upper()}{said[1:]}." if clause else None
