"""Plausible arguments: what an agent that calls needlessly would send to a tool of which only the schema is known."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from negforge.worlds.arguments import arguments_of
from negforge.worlds.world import Problem, World, WorldTool

_RESERVED = frozenset({"why", "landed"})  # what a call through hands takes for itself
_FREE_TEXT = re.compile(
    r"quer|text|word|search|term|question|keyword|phrase|topic|title|name|about|note|message|subject|^q$", re.I
)
_OF_A_PAGE = re.compile(r"cursor|token|page", re.I)  # nobody sends one that no answer gave
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class _Unknown(Exception):
    """A schema that this file cannot serve."""


def needless_call(world: World, words: Sequence[str], rng: Random) -> tuple[str, dict[str, Any]] | None:
    """A reading tool of the world with valid arguments made from the words of a request, or None where none can be
    made. Tools that take free text come first: they are what a request that no tool serves is usually thrown at."""
    reads = [tool for tool in world.tools if not tool.writes]
    rng.shuffle(reads)
    reads.sort(key=lambda tool: not any(_FREE_TEXT.search(key) for key in tool.parameters["properties"]))
    for tool in reads:
        for _ in range(4):
            arguments = plausible_arguments(tool, rng, words)
            if arguments is not None:
                return tool.name, arguments
    return None


def plausible_arguments(tool: WorldTool, rng: Random, words: Sequence[str] = ("this",)) -> dict[str, Any] | None:
    """Arguments that are valid under the tool's schema, or None where none could be made."""
    try:
        arguments = _object(tool.parameters, rng, words)
        arguments_of(tool, json.dumps(arguments))
    except (_Unknown, Problem):
        return None
    return None if _RESERVED & arguments.keys() else arguments


def _object(schema: Mapping[str, Any], rng: Random, words: Sequence[str]) -> dict[str, Any]:
    required = schema.get("required", ())
    given = {}
    for key, part in schema.get("properties", {}).items():
        if key not in required and _OF_A_PAGE.search(key):
            continue
        if key in required or (_FREE_TEXT.search(key) and rng.random() < 0.6) or rng.random() < 0.15:
            given[key] = _value(part, rng, words)
    return given


def _value(schema: Mapping[str, Any], rng: Random, words: Sequence[str]) -> Any:
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][rng.randrange(len(schema["enum"]))]
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return _value(schema[choice][rng.randrange(len(schema[choice]))], rng, words)
    kind = schema.get("type", "string")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind == "string":
        return _text(schema, rng, words)
    if kind in ("integer", "number"):
        return _number(schema, rng)
    if kind == "boolean":
        return rng.random() < 0.5
    if kind == "array":
        least = max(int(schema.get("minItems", 1)), 0 if schema.get("minItems") == 0 else 1)
        items: list[Any] = []
        for _ in range(least * 6):
            item = _value(schema.get("items", {}), rng, words)
            if len(items) < least and (not schema.get("uniqueItems") or item not in items):
                items.append(item)
        return items
    if kind == "object":
        return _object(schema, rng, words)
    raise _Unknown(kind)


def _number(schema: Mapping[str, Any], rng: Random) -> int | float:
    step = schema.get("multipleOf", 1)
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + (step if "exclusiveMinimum" in schema else 1))
    high = schema.get(
        "maximum", schema.get("exclusiveMaximum", low + 40 * step) - (step if "exclusiveMaximum" in schema else 0)
    )
    first, last = -(-low // step), high // step
    if last < first:
        raise _Unknown("bounds")
    found = rng.randint(int(first), int(min(last, first + 60))) * step
    return int(found) if schema.get("type") == "integer" or found == int(found) else found


def _text(schema: Mapping[str, Any], rng: Random, words: Sequence[str]) -> str:
    day = f"2026-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
    formats = {
        "date": day,
        "date-time": f"{day}T{rng.randrange(8, 19):02d}:00:00Z",
        "time": f"{rng.randrange(8, 19):02d}:00:00Z",
        "email": f"{rng.choice(('office', 'info', 'desk', 'team'))}@lindmoor.example",
        "uuid": "-".join("".join(rng.choices("0123456789abcdef", k=size)) for size in (8, 4, 4, 4, 12)),
        "uri": "https://lindmoor.example/page",
    }
    if schema.get("format") in formats:
        return formats[schema["format"]]
    if "pattern" in schema:
        return matching(schema["pattern"], rng)
    text = " ".join(words)
    least, most = schema.get("minLength", 0), schema.get("maxLength", 80)
    return (text + " please" * (least // 6 + 1) if len(text) < least else text)[:most].strip()


def matching(pattern: str, rng: Random) -> str:
    """A text that a plain pattern matches: literals, classes, groups, alternatives, counts. Raises _Unknown else."""
    text, rest = _alternatives(pattern.removeprefix("^").removesuffix("$"), rng)
    if rest or re.search(pattern, text) is None:
        raise _Unknown(pattern)
    return text


def _alternatives(pattern: str, rng: Random) -> tuple[str, str]:
    """One of the alternatives from here to a closing bracket or the end, and what is left behind it."""
    made, options = "", []
    while pattern and pattern[0] != ")":
        if pattern[0] == "|":
            options.append(made)
            made, pattern = "", pattern[1:]
            continue
        piece, pattern = _piece(pattern, rng)
        made += piece
    options.append(made)
    return options[rng.randrange(len(options))], pattern


def _piece(pattern: str, rng: Random) -> tuple[str, str]:
    """One element with its count, drawn, and what is left."""
    if pattern[0] == "(":
        inner = pattern[3:] if pattern.startswith("(?:") else pattern[1:]
        _, rest = _alternatives(inner, rng)
        if not rest:
            raise _Unknown("unclosed")
        times, after = _count(rest[1:], rng)
        return "".join(_alternatives(inner, rng)[0] for _ in range(times)), after
    letters, rest = _letters(pattern)
    times, after = _count(rest, rng)
    return "".join(letters[rng.randrange(len(letters))] for _ in range(times)), after


def _letters(pattern: str) -> tuple[str, str]:
    """The letters that one element stands for, and what is left."""
    escapes = {"d": "0123456789", "w": _LETTERS, "s": " "}
    if pattern[0] == "\\":
        return escapes.get(pattern[1:2], pattern[1:2]), pattern[2:]
    if pattern[0] == "[":
        end = pattern.find("]", 2)
        if end < 0 or pattern[1] == "^":
            raise _Unknown("class")
        inside, found = pattern[1:end], ""
        for mark, letters in escapes.items():
            found += letters if f"\\{mark}" in inside else ""
            inside = inside.replace(f"\\{mark}", "")
        for low, high in re.findall(r"(\w)-(\w)", inside):
            found += "".join(chr(code) for code in range(ord(low), ord(high) + 1))
        return found + re.sub(r"\w-\w|\\", "", inside), pattern[end + 1 :]
    if pattern[0] in "^$*+?{":
        raise _Unknown(pattern)
    return (_LETTERS if pattern[0] == "." else pattern[0]), pattern[1:]


def _count(pattern: str, rng: Random) -> tuple[int, str]:
    exact = re.match(r"\{(\d+)(,?)(\d*)\}", pattern)
    if exact:
        low = int(exact[1])
        high = int(exact[3]) if exact[3] else low + (3 if exact[2] else 0)
        return rng.randint(low, min(high, low + 8)), pattern[exact.end() :]
    if pattern[:1] in ("*", "+", "?") and pattern:
        return {"*": rng.randrange(3), "+": rng.randrange(1, 4), "?": rng.randrange(2)}[pattern[0]], pattern[1:]
    return 1, pattern
