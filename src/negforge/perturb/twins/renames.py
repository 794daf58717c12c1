"""Renames: tools and ids bear other names of the same form, everywhere: in declarations, calls, responses and words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from random import Random
from typing import TypeAlias

from negforge.checks.readings.values import values
from negforge.core.message import Message, Part, Say, Text, ToolCall, ToolResponse, Unknown, text_of
from negforge.core.pair import Pair
from negforge.core.task import Task, Tool
from negforge.perturb.twins.twin import Material, mapped, task_like

_Write: TypeAlias = Callable[[str], str]
_TOKEN = re.compile(r"[A-Za-z0-9]++(?:[-_/#][A-Za-z0-9]++)*+", re.ASCII)
_MOST_TRIES = 200


def renamed_tools(pair: Pair, _rng: Random, _material: Material) -> Pair | None:
    """``get_fare`` is ``getFare``, and the other way round."""
    called = {m.name for side in (pair.chosen, pair.rejected) for m in side.messages if isinstance(m, ToolCall)}
    names = sorted({tool.name for tool in pair.task.tools} | called)
    new = {name: other_name(name) for name in names}
    if not names or len({*new.values()} | {*names}) < 2 * len(names):
        return None
    spoken = {name: other for name, other in new.items() if re.search(r"_|[a-z][A-Z]", name)}
    return _renamed(pair, new, lambda text: _replaced(text, spoken))


def renamed_ids(pair: Pair, rng: Random, _material: Material) -> Pair | None:
    """Every id with other digits, the same id with the same ones."""
    texts = [*_texts_of(pair.task), *(text_of(m) for side in (pair.chosen, pair.rejected) for m in side.messages)]
    known = {one.canon for text in texts for one in values(text) if one.kind == "id"}
    tokens = {token.lower() for text in texts for token in _TOKEN.findall(text)}
    new: dict[str, str] = {}
    for name in sorted(known):
        fresh = _fresh(name, tokens | set(new.values()), rng)
        if fresh is not None:
            new[name] = fresh
    if not new:
        return None
    return _renamed(pair, {}, lambda text: _with_digits(text, new))


def other_name(name: str) -> str:
    """A tool's name in the other of two spellings; a single word gets a second one."""
    if "_" in name:
        first, *rest = name.split("_")
        return first + "".join(part[:1].upper() + part[1:] for part in rest)
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return snake if snake != name else f"{name}_tool"


def _renamed(pair: Pair, names: Mapping[str, str], write: _Write) -> Pair | None:
    def change(message: Message) -> Message:
        if isinstance(message, ToolCall):
            return replace(message, name=names.get(message.name, message.name), arguments=write(message.arguments))
        parts: tuple[Part, ...] = tuple(
            Text(write(part.text)) if isinstance(part, Text) else Unknown(write(part.json)) for part in message.parts
        )
        if isinstance(message, ToolResponse):
            return replace(message, name=names.get(message.name or "", message.name), parts=parts)
        return replace(message, parts=parts)

    task = pair.task
    tools = [
        Tool(names.get(tool.name, tool.name), write(tool.description), write(tool.parameters), tool.extra)
        for tool in task.tools
    ]
    opening = [change(message) for message in task.opening]
    policy = write(task.policy) if task.policy is not None else None
    return mapped(pair, change, task_like(task, opening, tools, policy))


def _replaced(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\w+", lambda match: names.get(match.group(), match.group()), text)


def _with_digits(text: str, new: Mapping[str, str]) -> str:
    """Each token that is an id with the digits of its new name; the letters keep their case."""

    def write(match: re.Match[str]) -> str:
        fresh = new.get(match.group().lower())
        if fresh is None:
            return match.group()
        return "".join(b if b.isdigit() else a for a, b in zip(match.group(), fresh, strict=True))

    return _TOKEN.sub(write, text)


def _fresh(name: str, taken: Collection[str], rng: Random) -> str | None:
    """The id with other digits; the first digit stays, where it is the only one of its group it may say what it is."""
    for _ in range(_MOST_TRIES):
        other = re.sub(r"(?<=\d)\d|(?<![\d])\d(?!\d)", lambda _: rng.choice("0123456789"), name)
        if other != name and other not in taken:
            return other
    return None


def _texts_of(task: Task) -> list[str]:
    return [
        task.policy or "",
        *(text_of(one) for one in task.opening if isinstance(one, Say)),
        *(t.description for t in task.tools),
    ]
