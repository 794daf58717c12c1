"""Stale reads: after a write changed a record, what was read before it is not told as the state now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from negforge.checks.readings.phrases import sentence_at, sentences
from negforge.checks.readings.states import Change, changes, states
from negforge.checks.readings.tools import all_steps, is_write, succeeded
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import Value, key, keys, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, ToolResponse, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "stale_reads"
_TELLS_OF_CHANGE = re.compile(
    r"\b(?:previous\w*|original\w*|former\w*|earlier|instead|rather than|no longer|from|before|was|were|been|not|"
    r"had|until|than|old|once|back|would|could|if|whether)\b|n['’]t\b|→|\?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[a-z]+(?:[ _-][a-z]+){0,2}")


def stale_reads(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """Words after a write that succeeded give a field of the record the value that was read before, where the write's
    own arguments or response give it another; the words do not give that one, nor tell of a change."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    found: list[Finding] = []
    for change in changes_of(task, messages):
        for at in range(change.new_at + 1, len(messages)):
            message = messages[at]
            if said_by(message, "assistant"):
                found.extend(_told_as_now(messages, change, at, text_of(message)))
    return tuple(found)


def changes_of(task: Task, messages: Sequence[Message]) -> tuple[Change, ...]:
    """What the writes of a run changed for good, of which the old value holds of nothing else."""
    last = {(change.record, change.field): change for change in all_changes(task, messages)}
    return tuple(change for change in last.values() if not _held_still(messages, change))


def all_changes(task: Task, messages: Sequence[Message]) -> tuple[Change, ...]:
    steps = tuple(s for s in all_steps(messages) if succeeded(s))
    writes = frozenset(step.at for step in steps if is_write(task, step.call.name))
    return changes(steps, writes) if writes else ()


def parted(change: Change) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of the values of which only the old state, and of which only the new state has any."""
    old, new = (keys(_major(change.field, text)) for text in (change.old, change.new))
    return old - new, new - old


def _told_as_now(messages: Sequence[Message], change: Change, at: int, text: str) -> Iterator[Finding]:
    old, new = parted(change)
    if old and new:
        if new & keys(text):
            return
        for value in values(text):
            if key(value) in old and not _tells_of_change(text, value):
                yield _finding(messages, change, at, value.raw)
                return
    elif _WORDS.fullmatch(change.old.lower()) and _WORDS.fullmatch(change.new.lower()):
        was, now = (_spoken(one) for one in (change.old, change.new))
        if now.search(text) is not None:
            return
        for sentence in sentences(text):
            match = was.search(sentence.text)
            names = change.record.lower() in sentence.text.lower()
            if match is not None and names and not _TELLS_OF_CHANGE.search(sentence.text):
                yield _finding(messages, change, at, match.group())
                return


def _finding(messages: Sequence[Message], change: Change, at: int, quote: str) -> Finding:
    says = f"The answer says {quote} for {change.field} of {change.record}; the write had made it {change.new}."
    evidence = [Evidence(at, quote)]
    for place, told in ((change.new_at, change.new), (change.old_at, change.old)):
        text = text_of(messages[place])
        evidence.append(Evidence(place, told if told in text else text[:160]))
    return Finding(CHECK, says, tuple(evidence))


def _held_still(messages: Sequence[Message], change: Change) -> bool:
    """Whether the old value holds of something else, or is said again after the change: then nobody can tell."""
    old, new = parted(change)
    if not (old and new):
        return change.old.lower() == change.new.lower()
    for at, message in enumerate(messages):
        heard = isinstance(message, ToolResponse) or said_by(message, "user")
        if at >= change.new_at and heard and keys(text_of(message)) & old:
            return True
    for message in messages:
        for (record, field), told in states(text_of(message)).items() if isinstance(message, ToolResponse) else ():
            if (record, field) != (change.record, change.field) and keys(_major(field, told)) & old:
                return True
    return False


def _major(field: str, text: str) -> str:
    """An amount in minor units as people say it."""
    return f"{int(text) / 100:.2f}" if field.endswith("minor") and re.fullmatch(r"-?\d{1,15}", text) else text


def _spoken(choice: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(choice.lower()).replace('_', '[ _-]')}(?![\w-])", re.IGNORECASE)


def _tells_of_change(text: str, value: Value) -> bool:
    sentence = sentence_at(text, value.start)
    return sentence is not None and _TELLS_OF_CHANGE.search(sentence.text) is not None
