"""Picks: which of the rows that tools returned side by side a write names, or a turn's last words tell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from negforge.checks.readings.phrases import sentence_at
from negforge.checks.readings.records import scalar_text
from negforge.checks.readings.rows import Row
from negforge.checks.readings.tools import Step, all_steps, argument_leaves, failed, is_write
from negforge.core.message import Message, Say, text_of
from negforge.core.task import Task

_HEDGES = re.compile(
    r"\b(?:however|but|only|above|over|exceed\w*|outside|beyond|unfortunately|closest|instead|not|no|cannot|alternativ\w*|"
    r"although|though|except|without|left|leaving|stays?|kept|skipp\w+|too)\b|n['’]t\b|\?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pick:
    """A row that a write names or an answer tells, with those it stood beside. ``with_it``: other rows
    that the same call names; ``given``: all that it gives. ``quote``: what stands there."""

    row: Row
    others: tuple[Row, ...]
    at: int
    quote: str
    tool: str
    with_it: tuple[Row, ...] = ()
    given: tuple[str, ...] = ()


def picks(task: Task, messages: Sequence[Message], groups: Mapping[str, Sequence[Row]]) -> Iterator[Pick]:
    """The rows of groups of two and more that writes name, and the one of its group that a turn's last words tell."""
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
    wrote = []
    for step in all_steps(messages):
        if step.response is not None and not failed(step.response) and is_write(task, step.call.name):
            wrote.append(step.at)
            yield from _written(step, groups, by_name, by_place)
    start = 0
    for at in answers(messages):
        if not any(start <= place < at for place in wrote):  # else it tells what was done
            yield from _told(messages, at, groups, by_name)
        start = at


def hedged(text: str, quote: str) -> bool:
    """Whether the sentence that tells a thing tells it with a reserve, or as what was not taken."""
    sentence = sentence_at(text, text.find(quote))
    return sentence is None or _HEDGES.search(sentence.text) is not None


def answers(messages: Sequence[Message]) -> list[int]:
    """The places of the assistant's last words of each turn that has any, where no call follows them in it."""
    found = []
    for at, message in enumerate(messages):
        if isinstance(message, Say) and message.role == "assistant" and text_of(message).strip():
            after = messages[at + 1] if at + 1 < len(messages) else None
            if after is None or (isinstance(after, Say) and after.role == "user"):
                found.append(at)
    return found


def _written(
    step: Step,
    groups: Mapping[str, Sequence[Row]],
    by_name: Mapping[str, Sequence[tuple[str, Row]]],
    by_place: Mapping[tuple[str, str], Sequence[tuple[str, Row]]],
) -> Iterator[Pick]:
    named: list[tuple[str, Row, str]] = []
    leaves = [(str(path[-1]), scalar_text(leaf)) for path, leaf in argument_leaves(step.call.arguments)]
    for _, text in leaves:
        named.extend((where, row, text) for where, row in by_name.get(text.lower(), ()) if row.at < step.at)
    for leaf in leaves:
        known = [row for _, row, _ in named]
        for where, row in by_place.get(leaf, ()):
            if row.at < step.at and row not in known and (not row.name or len(leaf[1]) >= 5 or _goes_with(row, known)):
                named.append((where, row, leaf[1]))
    for where, row, text in named:
        others = tuple(one for one in groups[where] if one is not row and one.at < step.at)
        if others:
            beside = tuple(one for place, one, _ in named if place != where and one.name != row.name)
            yield Pick(row, others, step.at, text, step.call.name, beside, tuple(given for _, given in leaves))


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
            for where, row in rows:
                if row.at < at and row not in told[where]:
                    told[where].append(row)
    for where, found in told.items():
        if len(found) == 1:
            others = tuple(one for one in groups[where] if one is not found[0] and one.at < at)
            spoken = next(name for name in (found[0].name, found[0].title) if name and name.lower() in words)
            start = words.find(spoken.lower())
            if any(one.at == found[0].at for one in others):  # else each was looked up for itself
                yield Pick(found[0], others, at, text[start : start + len(spoken)], "")


def _as_word(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None
