"""Planning, stale: a state told as it was before a write changed it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from negforge.checks.readings.states import Change
from negforge.checks.readings.values import key, keys, restyle, values
from negforge.checks.stale_reads import all_changes, changes_of, parted, stale_reads
from negforge.core.defect import REFRESH_OMITTED
from negforge.core.message import Message, Say, ToolCall, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import assistant_words, compares, edited, reword, said_later, shuffled
from negforge.perturb.rule import rule

_STATED = r"\b(?:is|are|stands? at|remains|status|state|now|:)(?: \w+){0,1}?[ *:]+"


@rule(REFRESH_OMITTED)
def tell_the_old_state(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell what had been read before a write instead of what the write made of it."""
    if stale_reads(task, chosen):
        return
    messages = chosen.messages
    opening = len(task.opening)
    everything = (*task.opening, *messages)
    changed, made = changes_of(task, everything), all_changes(task, everything)
    for number in shuffled(range(len(changed)), rng):
        change = changed[number]
        together = [one for one in changed if one.record == change.record and one.new_at == change.new_at]
        for at in assistant_words(messages):
            if at + opening <= change.new_at or _goes_on(messages, at):
                continue
            text = _as_before(text_of(messages[at]), together)
            new = frozenset().union(*(parted(one)[1] for one in together))
            said = said_later(messages[:at], change.new_at - opening, new) or said_later(messages, at, new)
            if text is None or said or _half_told(text, change, made):
                continue
            edits = (reword(messages, at, text),)
            if stale_reads(task, edited(chosen, edits)):
                yield Proposal(edits, (("field", change.field),))
                break


def _goes_on(messages: Sequence[Message], at: int) -> bool:
    """Whether these words only announce a call."""
    return at + 1 < len(messages) and isinstance(messages[at + 1], ToolCall) and isinstance(messages[at], Say)


def _half_told(text: str, change: Change, made: Sequence[Change]) -> bool:
    """Whether words still tell something else that the same write brought: the new end beside the old beginning."""
    of_it = [one for one in made if one.new_at == change.new_at and one.record == change.record]
    return any(parted(one)[1] & keys(text) for one in of_it if all(parted(one)))


def _as_before(text: str, changed: Sequence[Change]) -> str | None:
    """The words with every value that the write brought put back; None where they tell none of them."""
    before = text
    for change in changed:
        old, new = parted(change)
        text = _values_back(text, change, new) if old and new else _word_back(text, change)
    return text if text != before else None


def _values_back(text: str, change: Change, new: frozenset[str]) -> str:
    olds = [value for value in values(_major(change)) if key(value) not in new]
    for value in sorted(values(text), key=lambda one: -one.start):
        if key(value) not in new or compares(text, value):
            continue
        same = [one for one in olds if one.kind == value.kind]
        written = restyle(value, same[0]) if same else None
        if written is not None:
            text = text[: value.start] + written + text[value.end :]
    return text


def _word_back(text: str, change: Change) -> str:
    spoken = re.escape(change.new.lower()).replace("_", "[ _-]")
    match = re.search(rf"(?P<lead>{_STATED}){spoken}(?![\w-])", text, re.IGNORECASE)
    if match is None:
        return text
    return text[: match.end("lead")] + change.old.replace("_", " ") + text[match.end() :]


def _major(change: Change) -> str:
    if change.field.endswith("minor") and change.old.lstrip("-").isdigit():
        return f"{int(change.old) / 100:.2f}"
    return change.old
