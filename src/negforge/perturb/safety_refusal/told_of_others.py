"""Safety refusal: beside what may be told, the address of somebody whose address the rules keep is told."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.checks.grounding import grounding
from negforge.checks.leaks import leaks, marked_values
from negforge.core.defect import PRIVATE_DATA_LEAKED
from negforge.core.message import text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, final_answer, replied_to, reword, shuffled
from negforge.perturb.rule import rule

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


def _beside(text: str, told: str) -> str:
    """The text with a sentence more, at the end of its first paragraph of plain words."""
    head, gap, rest = text.partition("\n\n")
    if "\n" in head or not head.rstrip().endswith((".", "!")):
        return f"{text}\n\n{told}" if gap or "\n" in text else f"{text} {told}"
    return f"{head} {told}{gap}{rest}"
