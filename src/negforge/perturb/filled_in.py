"""Filled in: arguments for a tool that a run did not call, of ids and values that the run has met."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from negforge.checks.readings.tools import argument_leaves
from negforge.core.json_text import Json, parse_object
from negforge.core.message import Message, ToolCall, ToolResponse, said_by, text_of
from negforge.core.task import Tool

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?")
_FORMATS = {"date": _DAY, "date-time": _MOMENT}
_ONLY_TRIES = re.compile(
    r"dry|preview|test|confirm|approv|accept|author|replaces|cursor|overlap|overdraft", re.IGNORECASE
)
_NAMES = ("name", "title", "subject", "train")
_MOST = 4000  # values of a run that are looked at


class _NothingFits(Exception):
    """No value of the run fits a place."""


class Met:
    """The values of a run by the name of their field, those of its calls and its last words before the others."""

    def __init__(self, messages: Sequence[Message]) -> None:
        answers = [text_of(m) for m in messages if isinstance(m, ToolResponse)]
        own = "\n".join(text_of(m) for m in messages if isinstance(m, ToolCall) or said_by(m, "assistant"))
        leaves = [leaf for text in answers for leaf in argument_leaves(text)][:_MOST]
        fields: list[tuple[str, Json]] = [
            (_field(path), value) for path, value in leaves if isinstance(value, str | int | float)
        ]
        words: list[tuple[str, Json]] = [
            ("", word.strip(",;:")) for text in answers if parse_object(text) is None for word in text.split()
        ]
        both = dict.fromkeys(fields + words[:_MOST])
        self._near = [one for one in both if len(str(one[1])) >= 3 and str(one[1]) in own]
        self._all = list(both)
        self._answers = answers

    def like(self, field: str, pattern: re.Pattern[str] | None, rng: Random) -> Json:
        """A value that fits a pattern, or without one stands under the same name."""
        for values in (self._near, self._all):
            fits = [value for name, value in values if _fits(field, pattern, name, value)]
            if fits:
                return fits[rng.randrange(len(fits))]
        raise _NothingFits(field)

    def name_of(self, value: str) -> str:
        """What the record that begins with this id is called; "" where it has no name."""
        for text in self._answers:
            for record in _objects(parse_object(text)):
                if value == next(iter(record.values()), None):
                    names = [str(record[key]) for key in _NAMES if isinstance(record.get(key), str)]
                    if names and names[0] != value and len(names[0]) <= 60:
                        return names[0]
        return ""


def filled_in(tool: Tool, met: Met, rng: Random) -> dict[str, Json] | None:
    """Arguments of values that were met, with one or two of what may be given beside the required; None where the run
    met none that fit."""
    schema = parse_object(tool.parameters)
    if schema is None:
        return None
    try:
        return _object(schema, met, rng, 0 if schema.get("required") and rng.random() < 0.5 else 1)
    except _NothingFits:
        return None


def _object(schema: Mapping[str, Any], met: Met, rng: Random, extra: int) -> dict[str, Json]:
    parts: dict[str, Any] = schema.get("properties", {})
    required = schema.get("required", ())
    given = {name: _value(name, part, met, rng) for name, part in parts.items() if name in required}
    rest = [name for name in parts if name not in required and not _ONLY_TRIES.search(name)]
    rng.shuffle(rest)
    rest.sort(key=lambda name: not name.endswith("id"))
    wanted = extra if given else 2
    for name in rest:
        if wanted <= 0:
            break
        try:
            given[name] = _value(name, parts[name], met, rng)
            wanted -= 1
        except _NothingFits:
            continue
    if not given:
        raise _NothingFits
    return {name: given[name] for name in parts if name in given}


def _value(name: str, schema: Mapping[str, Any], met: Met, rng: Random) -> Json:
    if "const" in schema:
        const: Json = schema["const"]
        return const
    if schema.get("enum"):
        options: list[Json] = schema["enum"]
        return options[rng.randrange(len(options))]
    choices = [one for key in ("anyOf", "oneOf") for one in schema.get(key, ()) if one.get("type") != "null"]
    if choices:
        return _value(name, choices[rng.randrange(len(choices))], met, rng)
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, met, rng, 0 if schema.get("required") else 1)
    if kind == "array":
        item = _value(name, schema.get("items", {}), met, rng)
        if isinstance(item, dict) and len(item) < 2:
            raise _NothingFits(name)  # what is to be done, and nothing to do it with
        return [item]
    if kind == "boolean":
        return True
    if kind == "string":
        form = schema.get("pattern") or _FORMATS.get(schema.get("format", ""))
        value = str(met.like(name, re.compile(form) if isinstance(form, str) else form, rng))
        if not schema.get("minLength", 1) <= len(value) <= schema.get("maxLength", 120):
            raise _NothingFits(name)
        return value
    if kind in ("integer", "number"):
        found = met.like(name, None, rng)
        if isinstance(found, int | float) and (kind == "number" or isinstance(found, int)):
            return found
    raise _NothingFits(name)


def _fits(field: str, pattern: re.Pattern[str] | None, name: str, value: Json) -> bool:
    if pattern is not None:
        return isinstance(value, str) and len(value) <= 200 and pattern.fullmatch(value) is not None
    return bool(name) and (name == field or name == field.removesuffix("s") or field.endswith(f"_{name}"))


def _field(path: Sequence[str | int]) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _objects(value: Json) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = []
    stack = [value]
    while stack and len(found) < _MOST:
        item = stack.pop()
        if isinstance(item, dict):
            found.append(item)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return found
