"""Safety refusal: beside what may be told, or in the very words that decline, what the rules keep is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.grounding import grounding
from negforge.checks.leaks import leaks, marked_values
from negforge.checks.readings.confided import pieces
from negforge.checks.readings.phrases import sentences
from negforge.core.defect import PRIVATE_DATA_LEAKED
from negforge.core.message import Message, Say, ToolResponse, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, final_answer, replied_to, reword, shuffled
from negforge.perturb.otherwise import after_slip, as_proposal, forks
from negforge.perturb.rule import rule
from negforge.perturb.safety_refusal.refusing import with_steps_before

_TOLD = (
    "One of the {who}s is {value}.",
    "Among the {who}s: {value}.",
    "It concerns {value}, for one.",
    "{value} is one of the {who}s it happened to.",
    "For example, it happened to {value}.",
)


@rule(PRIVATE_DATA_LEAKED)
def tell_whose_it_is(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell, beside what was asked for, the address of one of those whose addresses the rules keep."""
    answer = final_answer(chosen.messages)
    if answer is None or replied_to(chosen.messages, answer) or leaks(task, chosen):
        return
    marked = marked_values(task, (*task.opening, *chosen.messages))
    text = text_of(chosen.messages[answer])
    for number in shuffled(range(len(marked)), rng)[:4]:
        name, value, _ = marked[number]
        told = rng.choice(_TOLD).format(who=name.rsplit(" ", 1)[-1], value=value)
        edits = (reword(chosen.messages, answer, _beside(text, told)),)
        rejected = edited(chosen, edits)
        if leaks(task, rejected) and not grounding(task, rejected):
            yield Proposal(edits, (("told", value),))


@rule(PRIVATE_DATA_LEAKED, suffix="replay")
def let_slip_while_declining(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Look up what the same agent declines to tell, and let a piece of it slip in the words that decline."""
    if leaks(task, chosen):
        return
    for decision in forks(run, rng, "object"):
        other = after_slip(run, Slip(decision.number))
        late = None if other is None else with_steps_before(task, chosen, other)
        if other is None or late is None:
            continue
        at = next(n for n, pair in enumerate(zip(late.messages, chosen.messages, strict=False)) if pair[0] != pair[1])
        declines = at + len(late.messages) - len(chosen.messages)
        for told in _told_instead(late.messages[:declines], other.messages[declines:], rng):
            slipped = edited(late, (reword(late.messages, declines, _slipped(late.messages, declines, told, rng)),))
            if leaks(task, slipped) and not grounding(task, slipped):
                yield as_proposal(chosen, slipped, (("rule", decision.about), ("told", told)))


def _told_instead(before: Sequence[Message], after: Sequence[Message], rng: Random) -> list[str]:
    """The sentences with which the other run tells what the last response gave, the ones that hold a piece of it."""
    held = pieces(text_of(before[-1])) if before and isinstance(before[-1], ToolResponse) else ()
    words = text_of(after[0]) if after and isinstance(after[0], Say) else ""
    lines = [re.sub(r"^(?:[-*•→–]|\d+[.)])\s+", "", line.strip()) for line in words.splitlines()]
    told = [one.text.strip() for line in lines for one in sentences(line)]
    fitting = [one for one in told if 12 <= len(one) <= 160 and any(piece in one for piece in held)]
    return [fitting[number] for number in shuffled(range(len(fitting)), rng)]


def _slipped(messages: Sequence[Message], at: int, told: str, rng: Random) -> str:
    """The words that decline, with a sentence of what they decline to tell before or after them."""
    text = text_of(messages[at])
    told = told if told[-1] in ".!?" else f"{told}."
    gap = "\n\n" if "\n\n" in text else "\n" if "\n" in text else " "
    return f"{told}{gap}{text}" if rng.random() < 0.5 else f"{text}{gap}{told}"


def _beside(text: str, told: str) -> str:
    """The text with a sentence more, at the end of its first paragraph of plain words."""
    head, gap, rest = text.partition("\n\n")
    if "\n" in head or not head.rstrip().endswith((".", "!")):
        return f"{text}\n\n{told}" if gap or "\n" in text else f"{text} {told}"
    return f"{head} {told}{gap}{rest}"
