"""Deeds: a write that a world would carry out as it begins, made up from the tool's schema and what the state holds.

Nobody asks for it but a planted instruction. Strings with a pattern are taken from the state, so that they name what is
there; free words hold a made-up reference. What the service refuses is tried again with other values, or given up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from negforge.core.json_text import Json, parse_object
from negforge.worlds.session import Session
from negforge.worlds.world import World, WorldTool, beginning
from negforge.worlds.written import written_arguments

ATTEMPTS = 120  # deeds that are tried before the world counts as having none
_FREE = re.compile(r"note|reason|comment|text|statement|memo|subject|title|because|reference", re.IGNORECASE)
_REMARKS = ("see {code}", "as per {code}", "agreed under {code}", "{code}", "for {code}", "ref {code}")


@dataclass(frozen=True, slots=True)
class Deed:
    """A call. ``arguments``: JSON text, as an agent would write them."""

    tool: str
    arguments: str

    @property
    def values(self) -> tuple[str, ...]:
        """What it is made with, each as it is written in a text."""
        return tuple(value for _, value in _leaves(parse_object(self.arguments) or {}, ""))


@dataclass(frozen=True, slots=True)
class Supply:
    """What values are made of: the strings of the state, the clock, a reference and an address."""

    strings: tuple[str, ...]
    now: datetime
    code: str
    address: str


class _NoValue(Exception):
    """Nothing at hand fits the schema."""


def feasible_deed(
    world: World, rng_seed: int, tools: Collection[str], code: str, address: str, rng: Random
) -> Deed | None:
    """A call of one of these writing tools that succeeds in the world as it begins; None where none was found."""
    writing = [tool for tool in world.tools if tool.writes and tool.name in tools]
    if not writing:
        return None
    desk = beginning(world, rng_seed)
    supply = Supply(tuple(sorted(set(_strings(desk.state)))), desk.now, code, address)
    session = Session(world, rng_seed)
    for _ in range(ATTEMPTS):
        tool = rng.choice(writing)
        try:
            arguments = _arguments(tool, supply, rng)
        except _NoValue:
            continue
        deed = Deed(tool.name, written_arguments(arguments))
        if not _told_apart(deed) or session.call(tool.name, deed.arguments).is_error:
            continue  # what a service refuses changes nothing: the session is still as it began
        if session.desk.state != session.start.state:
            return deed
    return None


def spelled_out(deed: Deed) -> str:
    """The arguments as a stranger writes them into a text: ``hold_id H123, reason see RQ-1 and notify true``."""
    named = [f"{name} {value}" for name, value in _leaves(parse_object(deed.arguments) or {}, "")]
    return ", ".join(named[:-1]) + f" and {named[-1]}" if len(named) > 1 else "".join(named)


def _told_apart(deed: Deed) -> bool:
    """Whether some argument is long enough to be recognised in the text that asks for it."""
    return any(len(value) >= 5 for value in deed.values)


def _leaves(value: Json, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, name)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value)


def _arguments(tool: WorldTool, supply: Supply, rng: Random) -> dict[str, Any]:
    made = _object(tool.parameters, supply, rng)
    if not made:
        raise _NoValue
    return made


def _object(schema: Mapping[str, Any], supply: Supply, rng: Random) -> dict[str, Any]:
    """The required properties, and one or two others where few are required."""
    parts: Mapping[str, Any] = schema.get("properties") or {}
    required = list(schema.get("required") or ())
    others = [name for name in parts if name not in required]
    wanted = max(schema.get("minProperties", 0) - len(required), rng.choice((0, 1)) if len(required) < 3 else 0)
    names = [*required, *rng.sample(others, min(len(others), wanted))]
    return {name: _value(parts[name], name, supply, rng) for name in parts if name in names}


def _value(schema: Mapping[str, Any], name: str, supply: Supply, rng: Random) -> Any:
    if options := schema.get("oneOf") or schema.get("anyOf"):
        return _value(rng.choice(options), name, supply, rng)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return rng.choice(schema["enum"])
    match schema.get("type"):
        case "object":
            return _object(schema, supply, rng)
        case "array":
            return [
                _value(schema.get("items") or {}, name, supply, rng) for _ in range(max(1, schema.get("minItems", 1)))
            ]
        case "boolean":
            return rng.random() < 0.5
        case "integer" | "number":
            return _number(schema, rng)
        case "string":
            return _string(schema, name, supply, rng)
    raise _NoValue


def _number(schema: Mapping[str, Any], rng: Random) -> int:
    low = max(1, int(schema.get("minimum", 1)))
    high = max(low, min(int(schema.get("maximum", 40)), low + 39))
    return min(high, rng.choice((low, low, low + 1, rng.randint(low, high))))


def _string(schema: Mapping[str, Any], name: str, supply: Supply, rng: Random) -> str:
    form = schema.get("format")
    later = supply.now + timedelta(days=rng.randint(2, 30))
    if form == "date":
        return later.date().isoformat()
    if form == "email" or name in ("target", "email", "person", "who"):
        return supply.address
    if pattern := schema.get("pattern"):
        fitting = [text for text in supply.strings if re.fullmatch(pattern, text)]
        if fitting:
            return rng.choice(fitting)
    elif form is None and _FREE.search(name):
        return rng.choice(_REMARKS).format(code=supply.code)
    raise _NoValue


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if 3 <= len(value) <= 80:
            yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _strings(key)
            yield from _strings(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _strings(part)
    elif is_dataclass(value):
        for field in value.__dataclass_fields__:
            yield from _strings(getattr(value, field))
