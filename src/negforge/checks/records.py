"""Records: a value stated beside a record's name belongs to that record, and not to another one."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from negforge.checks.readings.kinship import belongs_to, kin, moments, of_them_together
from negforge.checks.readings.known import Known, ids
from negforge.checks.readings.records import Record, records
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.tools import all_steps, argument_leaves, failed, is_write
from negforge.checks.readings.unread import not_read, unread
from negforge.checks.readings.values import Value, canons, is_small, key, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, Say, ToolResponse, said_by, text_of
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "records"
_CLAUSE = re.compile(
    r"[;!?]\s|\.\s|,\s+(?=(?:and|while|but|whereas|copy|cc)\b)|"
    r"(?:(?<!\s)|(?<=[;!?.]\s))\s++(?:while|whereas|but|versus|vs\.?)\s+"
)
_MAX_RECORDS = 5_000


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of words that speaks of one thing: ``scope``: the headings above it, outer first."""

    text: str
    start: int
    scope: tuple[str, ...]


def belonging(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """One finding for each value that a response holds for another record than the one named beside it.

    In each stretch of words the names of records decide which are meant (ids before titles, rarer before commoner; else
    the nearest heading's). A value is objected to when none of these holds it, nor the call that returned them, while
    another record does, and neither the user nor the rules stated it. More than 5,000 records are not read.
    """
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    number = len(_put_together(task, messages))
    for at, message in enumerate(messages):
        number += len(records(text_of(message))) if isinstance(message, ToolResponse) else 0
        if number > _MAX_RECORDS:
            return not_read(CHECK, f"the responses up to message {at} hold {number:,} records")
    heard = _heard_in(task, tuple(message for message in messages if not said_by(message, "assistant")))
    found: list[Finding] = []
    before = 0
    for at, message in enumerate(messages):
        if not said_by(message, "assistant"):
            before += 1
            continue
        found.extend(
            Finding(CHECK, says, (Evidence(at, quote),)) for says, quote in heard.objections(text_of(message), before)
        )
    return tuple(found)


class _Heard:
    """A run without the assistant's words, and what is to be objected to in words that stand somewhere in it: runs that
    differ in such words only share it."""

    def __init__(self, task: Task, messages: tuple[Message, ...]) -> None:
        self.task, self.messages = task, messages
        self._found: dict[tuple[int, str], tuple[tuple[str, str], ...]] = {}
        self._place = 0
        self._begin()

    def objections(self, text: str, before: int) -> tuple[tuple[str, str], ...]:
        """(what is wrong, quote) of words before which so many messages stand."""
        if (before, text) not in self._found:
            if before < self._place:
                self._begin()
            for place in range(self._place, before):
                self._hear(place, self.messages[place])
            self._place = before
            found = _objections(text, self._seen, self._free, self._spoken) if self._returned else ()
            self._found[before, text] = tuple(found)
        return self._found[before, text]

    def _begin(self) -> None:
        steps = all_steps(self.messages)
        self._asked = {step.response_at: canons(step.call.arguments) for step in steps}
        self._written = {s.response_at: s.call for s in steps if is_write(self.task, s.call.name)}
        self._free = {*canons(policy_text(self.task))}
        self._spoken = ""  # what the user said and the calls carried: a wish may differ from what a record says so far
        self._seen = Known(_put_together(self.task, self.messages))
        self._returned = False
        self._place = 0

    def _hear(self, place: int, message: Message) -> None:
        if not isinstance(message, ToolResponse):
            self._spoken += f"\n{text_of(message).replace('_', ' ').lower()}"
            self._free |= canons(text_of(message)) if isinstance(message, Say) else frozenset()
            return
        self._returned = True
        self._free |= moments(text_of(message))
        asked = self._asked.get(place, frozenset())
        if place in self._written:  # what a write was made with belongs to what it made: a hold is of its edition
            with_ids = (str(leaf).lower() for _, leaf in argument_leaves(self._written[place].arguments))
            asked = asked.union(*(one.own for one in self._seen.bearing(ids(with_ids))))
        self._seen.add(with_values(record, asked) for record in records(text_of(message)))


_LAST_HEARD: list[_Heard] = []


def _heard_in(task: Task, messages: tuple[Message, ...]) -> _Heard:
    for heard in _LAST_HEARD:
        if heard.task is task and heard.messages == messages:
            return heard
    heard = _Heard(task, messages)
    _LAST_HEARD[:] = [heard, *_LAST_HEARD[:3]]
    return heard


def with_values(record: Record, more: frozenset[str]) -> Record:
    """The record with the values of the call that returned it: a search for a day returns that day's flights."""
    return replace(record, values=record.values | more) if more else record


def _put_together(task: Task, messages: Sequence[Message]) -> list[Record]:
    """What a write that succeeded put together belongs together; it makes no other record's values."""
    done = [s.call for s in all_steps(messages) if not failed(s.response) and is_write(task, s.call.name)]
    return [replace(record, own=frozenset(), fields=()) for call in done for record in records(call.arguments)]


@remembered(1024)
def units(text: str) -> tuple[Unit, ...]:
    """Clauses, each with the headings it stands under (a line ending in a colon, or less indented than its list)."""
    found: list[Unit] = []
    headings: list[tuple[int, str]] = []
    offset = 0
    for line in text.replace("\\n", " \n").split("\n"):  # words may be wrapped in JSON, line breaks and all
        depth = _depth(line)
        if line.strip():
            while headings and headings[-1][0] >= depth:
                headings.pop()
            scope = tuple(heading for _, heading in headings)
            found.extend(Unit(part, offset + start, scope) for start, part in _clauses(line))
            if _heads(line):
                headings.append((depth, line))
        offset += len(line) + 1
    return tuple(found)


def named_in(unit: Unit, known: Known) -> tuple[str | None, list[Record]]:
    """A name of records that the unit speaks (else its nearest heading), and all records that its names bear."""
    for words in (unit.text, *reversed(unit.scope)):
        spoken = [name for name in known.spoken_in(words.lower()) if _is_a_name(name, words)]
        if own := ids(spoken):
            return own[0], _same_thing(known.bearing(own), known)
        if spoken:
            rarest = min(spoken, key=lambda name: (known.unlike(name), -len(name), name))
            return rarest, _same_thing(known.bearing((rarest,)), known)
    return None, []


def _is_a_name(name: str, words: str) -> bool:
    """Whether words speak a name as one, with a capital or a figure: "home" and "vaccination" name a kind."""
    if len(name) > 24 or " " in name or any(not c.isalpha() for c in name):
        return True
    start = words.lower().find(name)
    return not words[start : start + len(name)].islower()


def _same_thing(meant: list[Record], known: Known) -> list[Record]:
    """The meant records and those that share an id with one of them: a library is listed by name, priced by code."""
    there = {id(record) for record in meant}
    also = known.bearing(ids(name for record in meant for name in record.names))
    return meant + [record for record in also if id(record) not in there]


def _in_an_id(value: Value, text: str) -> bool:
    """Whether a number is a part of an id that is spelled in figures only: ``70-868211``."""
    around = text[max(0, value.start - 2) : value.start], text[value.end : value.end + 2]
    return value.kind == "number" and any(re.fullmatch(r"\d-|-\d", one) is not None for one in around)


def _named_beside(value: Value, unit: Unit, known: Known) -> list[Record]:
    """The records whose name stands right behind the value ("32.50 for the clock", "32.50 (E7)"), or nearest before."""
    words = unit.text.lower()
    spoken = known.spoken_in(words)
    behind = re.match(
        r"\W{0,3}(?:[a-z]{1,4}\b)?\W{0,3}(?:(?:for|of|from|on) (?:the |your |an? )?)?", words[value.end :]
    )
    rest = words[value.end + (behind.end() if behind is not None else 0) :]
    if right := [name for name in spoken if rest.startswith(name)]:
        return known.bearing(right)
    before = [name for name in spoken if name in words[: value.start]]
    return known.bearing((max(before, key=words[: value.start].rindex),) if before else spoken)


def _objections(text: str, known: Known, free: Set[str], spoken: str) -> list[tuple[str, str]]:
    choices = known.choices()
    found = []
    for unit in units(text):
        stated = [v for v in values(unit.text) if key(v) in known.own and key(v) not in free and not is_small(v)]
        stated = [v for v in stated if not _in_an_id(v, unit.text)]
        stated = [value for value in stated if value.raw.lower() not in known.names]
        speaks = [field for field in choices if _spoken_of(field, unit.text)]
        if not stated and not speaks:
            continue
        name, meant = named_in(unit, known)
        if name is None:
            continue
        for value in stated:
            if (
                value.raw.lower() in name
                or belongs_to(value, meant)
                or belongs_to(value, _named_beside(value, unit, known))
            ):
                continue
            if not (belongs_to(value, kin(meant, known.records)) or of_them_together(value, meant, known.records)):
                says = f"{value.raw} is given for {name}, but the responses hold it for another record."
                found.append((says, value.raw))
        for field in speaks:
            other = attribute_stated(unit.text, field, choices[field])
            own = own_attributes(meant, field)
            if other is not None and own and other.lower() not in own and other.lower() not in spoken:
                says = f"The {field.replace('_', ' ')} of {name} is given as {other}; its record says {min(own)}."
                found.append((says, other))
    return found


def attribute_stated(text: str, field: str, choices: frozenset[str]) -> str | None:
    """The choice that words state for a field, as they spell it: right after the field's name and a colon or "is"."""
    word = max(field.split("_"), key=len)[:6]
    options = "|".join(re.escape(choice) for choice in sorted(choices, key=len, reverse=True))
    match = re.search(rf"(?i)\b{re.escape(word)}\w*(?:\s\w+)?[*_]*\s*(?::|is|=)[*_]*\s*(?P<choice>{options})\b", text)
    return match["choice"] if match is not None else None


def own_attributes(meant: Sequence[Record], field: str) -> frozenset[str]:
    return frozenset(
        text.replace("_", " ").lower() for record in meant for name, text in record.fields if name == field
    )


def _spoken_of(field: str, text: str) -> bool:
    return max(field.split("_"), key=len)[:6].lower() in text.lower()


def _clauses(line: str) -> list[tuple[int, str]]:
    parts: list[tuple[int, str]] = []
    start = 0
    for match in _CLAUSE.finditer(line):
        parts.append((start, line[start : match.start()]))
        start = match.end()
    parts.append((start, line[start:]))
    return [(begin, part) for begin, part in parts if part.strip()]


def _depth(line: str) -> int:
    """Indentation, list items two deeper than plain lines at the same indentation."""
    stripped = line.lstrip(" \t")
    indent = len(line) - len(stripped)
    return indent + (2 if re.match(r"(?:[-*•]|\d+[.)])\s", stripped) else 0)


def _heads(line: str) -> bool:
    bare = line.strip().rstrip("*_ ")
    return bare.endswith(":") or line.lstrip().startswith("#") or _depth(line) >= 2 or bare.startswith("**")
