"""Our own lines: core's values to bytes and back, exactly. ``wire_types`` is the page that says what stands in them.

Each line stands alone: there is no header. A lone surrogate in a text is kept; two that form one character come back
as that character, which is all that JSON can tell.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from negforge.adapters import wire_types
from negforge.adapters.json_values import NotJson, decode, encode
from negforge.core.certificate import Certificate, Evidence, Finding, Reach
from negforge.core.chat import Usage
from negforge.core.edit import Edit
from negforge.core.errors import UsageError
from negforge.core.message import Pointer, Say, Text, ToolCall, ToolResponse, Unknown
from negforge.core.pair import Drop, Neutral, Pair
from negforge.core.task import Task, Tool
from negforge.core.trajectory import Label, Rollout, Trajectory
from negforge.core.verdict import Failure, Judgement

T = TypeVar("T")

CORE: tuple[type, ...] = (
    Pointer, Text, Unknown, Say, ToolCall, ToolResponse, Tool, Task, Trajectory, Label, Rollout, Edit, Neutral,
    Evidence, Finding, Reach, Certificate, Pair, Drop, Failure, Usage, Judgement,
)  # fmt: skip
_WIRE: dict[type, type[wire_types.Wire]] = {core: getattr(wire_types, core.__name__) for core in CORE}
_CORE: dict[type, type] = {wire: core for core, wire in _WIRE.items()}


def encode_rollout(rollout: Rollout) -> bytes:
    return _encode(rollout)


def decode_rollout(raw: bytes) -> Rollout:
    """Raises UsageError, saying where, when the bytes are no rollout."""
    return _decode(raw, Rollout)


def encode_pair(pair: Pair) -> bytes:
    return _encode(pair)


def decode_pair(raw: bytes) -> Pair:
    """Raises UsageError, saying where, when the bytes are no pair."""
    return _decode(raw, Pair)


def encode_drop(drop: Drop) -> bytes:
    return _encode(drop)


def decode_drop(raw: bytes) -> Drop:
    """Raises UsageError, saying where, when the bytes are no drop."""
    return _decode(raw, Drop)


def encode_judgement(judgement: Judgement) -> bytes:
    return _encode(judgement)


def decode_judgement(raw: bytes) -> Judgement:
    """Raises UsageError, saying where, when the bytes are no judgement."""
    return _decode(raw, Judgement)


def _encode(value: object) -> bytes:
    return encode(msgspec.to_builtins(_to_wire(value)))


def _decode(raw: bytes, core: type[T]) -> T:
    try:
        wire = _read(raw, _WIRE[core])
    except (NotJson, msgspec.ValidationError) as error:
        raise UsageError(f"no {core.__name__.lower()}: {error}; is this a negforge file?") from error
    return cast(T, _to_core(wire))


def _read(raw: bytes, wire: type[wire_types.Wire]) -> wire_types.Wire:
    try:
        return cast(wire_types.Wire, _decoder(wire).decode(raw))
    except msgspec.ValidationError:
        raise
    except (ValueError, RecursionError):  # no JSON, or JSON with lone surrogates: decode knows
        value = decode(raw)
    try:
        return msgspec.convert(value, type=wire)
    except UnicodeEncodeError as error:  # of a key, a role, a kind: no text field minds
        raise NotJson("a lone surrogate where only our own words may stand") from error


@cache
def _decoder(wire: type[wire_types.Wire]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(wire)


def _to_wire(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_to_wire(item) for item in value)
    if not is_dataclass(value):
        return value
    wire = _WIRE[type(value)]
    given = {name: getattr(value, name) for name in wire.__struct_fields__}
    return wire(**{name: _to_wire(field) for name, field in given.items() if field != _defaults(wire)[name]})


@cache
def _defaults(wire: type[wire_types.Wire]) -> dict[str, object]:
    """The default of every field, as core has it (msgspec leaves a default out only when it is the very object)."""
    return {field.name: _to_core(field.default) for field in msgspec.structs.fields(wire)}


def _to_core(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_to_core(item) for item in value)
    core = _CORE.get(type(value))
    if core is None:
        return value
    return core(**{field.name: _to_core(getattr(value, field.name)) for field in fields(core)})
