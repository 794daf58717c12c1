"""Picks: which of the rows that tools returned side by side a write names, or a turn's last words tell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from negforge.checks.readings.phrases import sentence_at
from negforge.checks.readings.records import has_digit, scalar_text
from negforge.checks.readings.rows import Joined, Row, latest
from negforge.checks.readings.tools import Step, all_steps, argument_leaves, is_write, succeeded
from negforge.checks.readings.turns import answers
from negforge.core.message import Message, text_of
from negforge.core.task import Task

_HEDGES = re.compile(
    r"\b(?:however|but|only|above|over|exceed\w*|outside|beyond|unfortunately|closest|instead|not|no|cannot|alternativ\w*|"
    r"although|though|except|without|left|leaving|stays?|kept|skipp\w+|too)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?:^|T)([0-2]\d:[0-5]\d)")
_ALSO_NAMES = re.compile(r"version|sku|code|slug|reference", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pick:
    """A row that a write names or an answer tells, with those it stood beside. ``with_it``: other rows
    that the same call names; ``given``: all that it gives; ``alone``: whether it names no other row of the same list.
    ``quote``: what stands there."""

    row: Row
    others: tuple[Row, ...]
    at: int
    quote: str
    tool: str
    with_it: tuple[Row, ...] = ()
    given: tuple[str, ...] = ()
    alone: bool = True


def picks(task: Task, messages: Sequence[Message], groups: Mapping[str, Sequence[Row]]) -> Iterator[Pick]:
    """The rows of groups of two and more that writes name, and the one of its group that a turn's last words tell; each
    as it was known by then."""
    joined = Joined(groups)
    for pick in _picks(task, messages, groups):
        said = pick.given or (text_of(messages[pick.at]),)
        row, *others = (_of_the_options(joined.as_of(one, pick.at), said) for one in (pick.row, *pick.others))
        yield replace(pick, row=row, others=tuple(others))


def _picks(task: Task, messages: Sequence[Message], groups: Mapping[str, Sequence[Row]]) -> Iterator[Pick]:
    by_name: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    by_place: dict[tuple[str, str], list[tuple[str, Row]]] = defaultdict(list)
    for where, rows in groups.items():
        for row in rows:
            if row.name:
                by_name[row.name.lower()].append((where, row))
            if row.title and row.title != row.name:
                by_name[row.title.lower()].append((where, row))
            if row.place[1]:
                by_place[row.place].append((where, row))
        for place, row in _other_places(rows):
            by_place[place].append((where, row))
    wrote = []
    for step in all_steps(messages):
        if succeeded(step) and is_write(task, step.call.name):
            wrote.append(step.at)
            yield from _written(step, groups, by_name, by_place)
    start = 0
    for at in answers(messages):
        if not any(start <= place < at for place in wrote):  # else it tells what was done
            yield from _told(messages, at, groups, by_name)
        start = at


def _of_the_options(row: Row, said: Sequence[str]) -> Row:
    """The row with the numbers of those of its options that a call or an answer names, and of no others."""
    if not any("[" in path for path, _ in row.fields):
        return row
    names = " ".join(said).lower()
    kept = [one for one in row.fields if "[" not in one[0] or one[0].split("[")[1].split("]")[0].lower() in names]
    return replace(row, fields=tuple(kept))


def _other_places(rows: Sequence[Row]) -> Iterator[tuple[tuple[str, str], Row]]:
    """The other fields by which a call may name a row: an argument of that name gives what no other row holds."""
    held: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for path, text in row.fields:
            key = path.rpartition(".")[2]
            if _ALSO_NAMES.fullmatch(key) and 3 <= len(text) <= 40 and text != row.name and has_digit(text):
                held[key, text].append(row)
    for place, holding in held.items():
        if len({row.name for row in holding}) == 1:
            yield from ((place, row) for row in holding)


def hedged(text: str, quote: str) -> bool:
    """Whether the sentence that tells a thing tells it with a reserve, or as what was not taken."""
    sentence = sentence_at(text, text.find(quote))
    return sentence is None or _HEDGES.search(sentence.text) is not None


def _written(
    step: Step,
    groups: Mapping[str, Sequence[Row]],
    by_name: Mapping[str, Sequence[tuple[str, Row]]],
    by_place: Mapping[tuple[str, str], Sequence[tuple[str, Row]]],
) -> Iterator[Pick]:
    named: list[tuple[str, Row, str]] = []
    leaves = [(str(path[-1]), scalar_text(leaf)) for path, leaf in argument_leaves(step.call.arguments)]
    for _, text in leaves:
        named.extend((where, row, text) for where, row in _latest(by_name.get(text.lower(), ()), step.at))
    for leaf in leaves:
        known = [row for _, row, _ in named]
        for where, row in _latest(by_place.get(leaf, ()), step.at):
            alone = not row.name or len(leaf[1]) >= 5 or _ALSO_NAMES.fullmatch(leaf[0]) or _goes_with(row, known)
            if row not in known and alone:
                named.append((where, row, leaf[1]))
    for where, row, text in named:
        others = _beside(groups[where], row, step.at)
        if others:
            beside = tuple(one for place, one, _ in named if place != where and one.name != row.name)
            alone = all(place != where or one is row or one.name == row.name for place, one, _ in named)
            yield Pick(row, others, step.at, text, step.call.name, beside, tuple(given for _, given in leaves), alone)


def _latest(named: Sequence[tuple[str, Row]], at: int) -> list[tuple[str, Row]]:
    """Of several returns of one thing in one list the last before a place."""
    found: dict[tuple[str, str], tuple[str, Row]] = {}
    for number, (where, row) in enumerate(named):
        if row.at < at:
            found[where, row.name or f"#{number}"] = (where, row)
    return list(found.values())


def _beside(rows: Sequence[Row], row: Row, at: int) -> tuple[Row, ...]:
    """The other rows of a list as they were known at a place."""
    return tuple(one for one in latest(rows, at) if one is not row and not (row.name and one.name == row.name))


def _goes_with(row: Row, known: Sequence[Row]) -> bool:
    """Whether a row that has a name may be called by its place all the same: in the response of another one named."""
    return any(row.at == other.at for other in known)


def _told(
    messages: Sequence[Message],
    at: int,
    groups: Mapping[str, Sequence[Row]],
    by_name: Mapping[str, Sequence[tuple[str, Row]]],
) -> Iterator[Pick]:
    text = text_of(messages[at])
    words = text.lower()
    told: dict[str, list[Row]] = defaultdict(list)
    for name, rows in by_name.items():
        if len(name) >= 4 and name in words and _as_word(name, words):
            for where, row in _latest(rows, at):
                if row not in told[where]:
                    told[where].append(row)
    for where, listed in groups.items():
        timed = [(row, hours) for row in listed if not row.name and row.at < at and len(hours := _hours(row)) >= 2]
        told[where].extend(row for row, hours in timed if all(hour in words for hour in hours))
    for where, found in told.items():
        if len(found) == 1:
            others = _beside(groups[where], found[0], at)
            names = (found[0].name, found[0].title, *_hours(found[0]))
            spoken = next(name for name in names if name and name.lower() in words)
            start = words.find(spoken.lower())
            if any(one.at == found[0].at for one in others):  # else each was looked up for itself
                yield Pick(found[0], others, at, text[start : start + len(spoken)], "")


def _hours(row: Row) -> list[str]:
    """The times of day that a row holds: words tell one without a name by them."""
    found = (_HOUR.search(text) for _, text in row.fields[:12] if len(text) <= 25)
    return list(dict.fromkeys(match[1] for match in found if match is not None))


def _as_word(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None
