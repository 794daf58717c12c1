"""Rewishes: what a write was made with, and what the user then said it should have been."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from negforge.checks.readings.phrases import CORRECTS
from negforge.checks.readings.records import scalar_text
from negforge.checks.readings.tools import Step, all_steps, argument_leaves, is_write, succeeded
from negforge.checks.readings.turns import user_turns
from negforge.checks.readings.values import Value, key, values
from negforge.core.json_text import Json, parse_object
from negforge.core.message import Message, text_of
from negforge.core.task import Task, find_tool

_ALSO_CORRECTS = re.compile(
    r"\bchange (?:it|that)\b|\bshould (?:be|have been|say)\b|\btoo (?:much|many|few|early|late)\b|\bchanged my mind\b|"
    r"\bis better\b|\bbetter \w+|\bnot \S+[.,;]? ?(?:but|$)|\bwrong\b|\bmisread\b|\bmixed\b",
    re.IGNORECASE,
)
_LONGEST = 400  # characters of words that correct


@dataclass(frozen=True, slots=True)
class Rewish:
    """``old``: what a write before ``at`` gave for ``argument``; ``new``: what the user's words at ``at`` may mean in
    its place, as they stand there."""

    argument: str
    old: str
    new: tuple[str, ...]
    at: int
    end: int


def rewishes(task: Task, messages: Sequence[Message]) -> tuple[Rewish, ...]:
    """The corrections of the user's after a write that name another value for one of its arguments."""
    users = user_turns(messages)
    corrected = [(at, n) for n, at in enumerate(users) if n and _corrects(text_of(messages[at]))]
    if not corrected:
        return ()
    steps = [step for step in all_steps(messages) if _wrote(task, step)]
    found = []
    for at, n in corrected:
        end = users[n + 1] if n + 1 < len(users) else len(messages)
        found += [
            Rewish(name, scalar_text(leaf), new, at, end)
            for name, leaf, tool in _given_before(steps, at)
            if (new := _others(task, tool, name, leaf, text_of(messages[at])))
        ]
    return tuple(found)


def writes_in(task: Task, messages: Sequence[Message], rewish: Rewish) -> list[Step]:
    """The writes that succeeded in the turn that the correction begins."""
    return [step for step in all_steps(messages) if rewish.at < step.at < rewish.end and _wrote(task, step)]


def given(step: Step, argument: str | None = None) -> list[str]:
    """What a call gives for an argument; for all of them where none is named."""
    leaves = argument_leaves(step.call.arguments)
    return [scalar_text(leaf) for path, leaf in leaves if argument is None or str(path[-1]) == argument]


def is_no_id(text: str) -> bool:
    value = _whole(text)
    return value is None or value.kind != "id"


def spoken(one: str, text: str) -> str | None:
    """How a text spells a value or a word; None where it does not say it."""
    value = _whole(one)
    if value is not None:
        return next((other.raw for other in values(text) if key(other) == key(value)), None)
    match = _found(one.replace("_", " "), text)
    return match.group() if match is not None else None


def same(one: str, other: str) -> bool:
    """Whether two spellings name the same value or word."""
    first, second = _whole(one), _whole(other)
    if first is not None and second is not None:
        return key(first) == key(second)
    return one.replace("_", " ").lower() == other.replace("_", " ").lower()


def _given_before(steps: Sequence[Step], at: int) -> Iterator[tuple[str, Json, str]]:
    """(argument, value, tool) of the last writes before a place: of each tool and argument the last value."""
    found: dict[tuple[str, str], Json] = {}
    for step in steps:
        if step.at < at:
            for path, leaf in argument_leaves(step.call.arguments):
                if isinstance(path[-1], str) and not isinstance(leaf, bool):
                    found[step.call.name, path[-1]] = leaf
    for (tool, name), leaf in found.items():
        yield name, leaf, tool


def _others(task: Task, tool: str, name: str, leaf: Json, words: str) -> tuple[str, ...]:
    """What the words name of the same kind as an argument's value, and not that; nothing where they may speak of
    something else: several values of the kind, none of which is the old one."""
    value = _whole(scalar_text(leaf))
    if value is None:
        choices = _enum(task, tool, name)
        return tuple(one for one in choices if not same(one, str(leaf)) and _found(one.replace("_", " "), words))
    alike = [one for one in values(words) if one.kind == value.kind and _alike(one, value)]
    others = tuple(dict.fromkeys(one.raw for one in alike if key(one) != key(value)))
    return others if len(others) == 1 or any(key(one) == key(value) for one in alike) else ()


def _alike(one: Value, other: Value) -> bool:
    return one.kind != "id" or _form(one.raw) == _form(other.raw)


def _form(text: str) -> str:
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "0", text))


@lru_cache(4096)
def _whole(text: str) -> Value | None:
    inside = values(text)
    return inside[0] if len(inside) == 1 and inside[0].raw.strip() == text.strip() else None


def _enum(task: Task, tool: str, name: str) -> tuple[str, ...]:
    declared = find_tool(task, tool)
    return _choices(declared.parameters, name) if declared is not None else ()


@lru_cache(1024)
def _choices(parameters: str, name: str) -> tuple[str, ...]:
    """The choices that a schema declares for a parameter of this name, wherever it stands."""
    found: list[str] = []

    def walk(part: Json, depth: int) -> None:
        if isinstance(part, dict) and depth < 12:
            inner = part.get("properties")
            named = inner.get(name) if isinstance(inner, dict) else None
            choices = named.get("enum") if isinstance(named, dict) else None
            found.extend(one for one in choices if isinstance(one, str)) if isinstance(choices, list) else None
            for one in part.values():
                walk(one, depth + 1)
        elif isinstance(part, list) and depth < 12:
            for one in part:
                walk(one, depth + 1)

    walk(parse_object(parameters) or {}, 0)
    return tuple(dict.fromkeys(found))


def _corrects(words: str) -> bool:
    return len(words) <= _LONGEST and (CORRECTS.search(words) or _ALSO_CORRECTS.search(words)) is not None


def _found(word: str, words: str) -> re.Match[str] | None:
    pattern = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
    return re.search(pattern, words, re.IGNORECASE) if len(word) >= 3 else None


def _wrote(task: Task, step: Step) -> bool:
    return succeeded(step) and is_write(task, step.call.name)
