"""Superseded: answers and writes use the value that holds, not one that was corrected on the way."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from negforge.checks.readings.phrases import CORRECTS, sentence_at, sentences
from negforge.checks.readings.records import Record, records
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.rewishes import Rewish, given, is_no_id, rewishes, same, spoken, writes_in
from negforge.checks.readings.tools import all_steps, same_call
from negforge.checks.readings.turns import answers
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import Value, key, keys, unit_of, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, ToolCall, ToolResponse, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "superseded"
_TELLS_OF_CHANGE = re.compile(
    r"\b(?:previous\w*|original\w*|formerly|earlier|instead of|rather than|no longer|"
    r"until (?:now|then|today|recently|yesterday)|(?:changed|moved|lowered|raised|reduced|corrected|up|down) from)\b",
    re.IGNORECASE,
)
_UNDOES = re.compile(r"cancel|delete|remove|revoke|undo|withdraw", re.IGNORECASE)
_NO_MORE = re.compile(r"\b(?:was|were|been|not|than|old)\s(?:\w+\s)?\W?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    """``old`` stopped to hold when message ``at`` gave ``new``; ``old_at`` is where it had been said."""

    old: Value
    new: Value
    old_at: int
    at: int


def superseded(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """The last words of a turn state an old value, do not state the new one beside it, and do not tell of the change;
    or what the user corrected after a write is written again as it was, and nowhere as it should be."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    return (*_told(messages), *_written(task, messages))


def _told(messages: Sequence[Message]) -> Iterator[Finding]:
    """The last words of a turn that tell what a message before them had replaced."""
    for answer in answers(messages):
        text = text_of(messages[answer])
        stated = {key(value): value for value in values(text)}
        for change in corrections(messages[:answer]) if stated else ():
            used = stated.get(key(change.old))
            if used is None or key(change.new) in stated or _tells(text, used):
                continue
            says = f"The answer says {used.raw}, which message {change.at} had replaced by {change.new.raw}."
            yield Finding(CHECK, says, (Evidence(answer, used.raw), Evidence(change.at, change.new.raw)))


def _written(task: Task, messages: Sequence[Message]) -> Iterator[Finding]:
    """Writes after a correction that give what had been corrected, where no write gives what was said for it; and the
    words after a write that was put right which tell what had been corrected."""
    for one in rewishes(task, messages):
        made = writes_in(task, messages, one)
        here = [text for step in made for text in given(step, one.argument)]
        right = [text for text in here if any(same(text, new) for new in one.new)]
        if right:
            yield from _told_as_before(messages, one, right[0])
            continue
        others = [text for step in made for text in given(step) if text not in here]
        new = [word for word in one.new if not any(same(text, word) for text in others)]  # else it was meant for those
        again = [step for step in made if any(same(text, one.old) for text in given(step, one.argument))]
        for step in [step for step in again if new and not _UNDOES.search(step.call.name)][:1]:
            says = f"The user corrected {one.argument} {one.old} ({new[0]!r}); {step.call.name} gives {one.old} again."
            yield Finding(CHECK, says, (Evidence(step.at, one.old), _where_said(messages, one)))


def _told_as_before(messages: Sequence[Message], one: Rewish, right: str) -> Iterator[Finding]:
    """The last words of the turn, where they tell the old one and not the new one."""
    at = one.end - 1
    message = messages[at]
    if not said_by(message, "assistant") or not right.strip():
        return
    text = text_of(message)
    old = spoken(one.old, text) if is_no_id(one.old) else None
    if old is None or any(spoken(new, text) is not None for new in (right, *one.new)):
        return
    sentence = sentence_at(text, text.find(old))
    if sentence is None or _tells_of_change(sentence.text) or _NO_MORE.search(text[: text.find(old)][-30:]):
        return
    says = f"The words tell {old}, which the user had corrected ({one.new[0]!r}) and the write put right."
    yield Finding(CHECK, says, (Evidence(at, old), _where_said(messages, one)))


def _where_said(messages: Sequence[Message], one: Rewish) -> Evidence:
    text = text_of(messages[one.at])
    return Evidence(one.at, next((said for new in one.new if (said := spoken(new, text))), text[:60]))


def corrections(messages: Sequence[Message]) -> tuple[Correction, ...]:
    """Values that a later message replaced: a field of the same record returned anew, or a wish the user changed.

    A value that is still said somewhere after the change holds still, and is no correction.
    """
    held_at = _last_held(messages)
    changes = (*_returned_anew(messages), *_changed_wishes(messages))
    return tuple(change for change in changes if held_at.get(key(change.old), -1) <= change.at)


def _returned_anew(messages: Sequence[Message]) -> list[Correction]:
    found: list[Correction] = []
    latest: dict[str, tuple[Record, int]] = {}
    calls = {step.response_at: step.call for step in all_steps(messages)}
    for at, message in enumerate(messages):
        if not isinstance(message, ToolResponse):
            continue
        for name, record in _once_each(text_of(message)).items():
            before = latest.get(name)
            if before is not None and not _asked_otherwise(calls.get(before[1]), calls.get(at)):
                found.extend(_changed_fields(before[0], before[1], record, at))
            latest[name] = (record, at)
    return found


def _once_each(text: str) -> dict[str, Record]:
    """The records of a response by identity; two of one identity (payments with one card) are not one record."""
    named = [(name, record) for record in records(text) if (name := _identity(record)) is not None]
    counts = Counter(name for name, _ in named)
    return {name: record for name, record in named if counts[name] == 1}


def _asked_otherwise(before: ToolCall | None, now: ToolCall | None) -> bool:
    """Whether one tool was asked with other arguments: a flight of the next day is another record."""
    return before is not None and now is not None and before.name == now.name and not same_call(before, now)


def _identity(record: Record) -> str | None:
    """The record's own id field, with its key; records without one cannot be followed."""
    for name, text in record.fields:
        lowered = name.lower()
        if (lowered == "id" or lowered.endswith(("_id", "number"))) and len(text) >= 3:
            return f"{lowered}={text}|{','.join(sorted(k for k, _ in record.fields)[:3])}"
    return None


def _changed_fields(old: Record, old_at: int, new: Record, at: int) -> list[Correction]:
    before = dict(old.fields)
    found = []
    for name, text in new.fields:
        was = before.get(name)
        if was is None or was == text:
            continue
        one, other = values(was), values(text)
        if len(one) == 1 and len(other) == 1 and one[0].kind == other[0].kind and one[0].canon != other[0].canon:
            found.append(Correction(one[0], other[0], old_at, at))
    return found


def _changed_wishes(messages: Sequence[Message]) -> list[Correction]:
    """The user says a value, and in a later turn, with a word of correction, another of its kind and its unit."""
    found: list[Correction] = []
    earlier = _Wishes()
    for at, message in enumerate(messages):
        if not said_by(message, "user"):
            continue
        text = text_of(message)
        said = [(value, unit_of(text, value)) for value in values(text)]
        places = [value.start for value, _ in said]
        for sentence in sentences(text):
            if not CORRECTS.search(sentence.text):
                continue
            for value, unit in said[bisect_left(places, sentence.start) : bisect_left(places, sentence.end)]:
                rival = earlier.rival(value, unit)
                if rival is not None and (value.kind in ("date", "time") or unit):
                    found.append(Correction(rival[1], value, rival[0], at))
        for value, unit in said:
            earlier.note(at, value, unit)
    return found


class _Wishes:
    """Of each kind and unit the last value that the user said, and the last one before it that was another."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], tuple[int, Value]] = {}
        self._other: dict[tuple[str, str], tuple[int, Value]] = {}

    def rival(self, value: Value, unit: str) -> tuple[int, Value] | None:
        """(place, value) of the last wish of the same kind and unit that is another value."""
        last = self._last.get((value.kind, unit))
        return last if last is None or last[1].canon != value.canon else self._other.get((value.kind, unit))

    def note(self, at: int, value: Value, unit: str) -> None:
        last = self._last.get((value.kind, unit))
        if last is not None and last[1].canon != value.canon:
            self._other[value.kind, unit] = last
        self._last[value.kind, unit] = (at, value)


def _last_held(messages: Sequence[Message]) -> dict[str, int]:
    """The last place where the user or a response says a value, by its key."""
    found: dict[str, int] = {}
    for at, message in enumerate(messages):
        if isinstance(message, ToolResponse) or said_by(message, "user"):
            found.update(dict.fromkeys(keys(text_of(message)), at))
    return found


def _tells(text: str, used: Value) -> bool:
    if _NO_MORE.search(text[max(0, used.start - 30) : used.start]):
        return True
    sentence = sentence_at(text, used.start)
    return sentence is not None and _tells_of_change(sentence.text)


@remembered(1024)
def _tells_of_change(sentence: str) -> bool:
    return _TELLS_OF_CHANGE.search(sentence) is not None
