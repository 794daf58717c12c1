"""Orders that say nothing: of keys in JSON, and of independent reads in one reply."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from random import Random

from negforge.core.json_text import Json, parse
from negforge.core.message import Message, Say, Text, ToolCall, text_of
from negforge.core.pair import Pair
from negforge.core.trajectory import Trajectory
from negforge.perturb.neutral.call_order import exchanged, parallel_reads
from negforge.perturb.twins.twin import Material, mapped, on_sides

_FORMS: tuple[tuple[int | None, tuple[str, str] | None], ...] = (
    (None, (",", ":")), (None, (", ", ": ")), (2, (",", ": ")), (4, (",", ": ")), (None, (",", ": ")),
)  # fmt: skip


def order_of_keys(pair: Pair, rng: Random, _material: Material) -> Pair | None:
    """The same order everywhere, so that it tells no call from another."""
    salt = str(rng.random())

    def change(message: Message) -> Message:
        if isinstance(message, Say):
            return message
        text = text_of(message)
        other = reordered(text, salt)
        if other == text:
            return message
        return (
            replace(message, arguments=other)
            if isinstance(message, ToolCall)
            else replace(message, parts=(Text(other),))
        )

    return mapped(pair, change)


def order_of_calls(pair: Pair, rng: Random, _material: Material) -> Pair | None:
    """Two neighbouring reads of every reply with several; on both sides."""
    new = [_exchanged(pair, side, rng) for side in (pair.chosen, pair.rejected)]
    return on_sides(pair, *new) if all(new) else None


def reordered(text: str, salt: str) -> str:
    """JSON text with its keys in another order and everything else to the letter; the text where that cannot be."""
    readable, value = parse(text)
    if not readable or not isinstance(value, dict | list):
        return text
    for indent, separators in _FORMS:
        for plain in (False, True):
            if json.dumps(value, indent=indent, separators=separators, ensure_ascii=plain) == text:
                return json.dumps(_shuffled(value, salt), indent=indent, separators=separators, ensure_ascii=plain)
    return text


def _shuffled(value: Json, salt: str) -> Json:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: hashlib.sha256(f"{salt}{key}".encode("utf-8", "surrogatepass")).digest())
        return {key: _shuffled(value[key], salt) for key in keys}
    return [_shuffled(one, salt) for one in value] if isinstance(value, list) else value


def _exchanged(pair: Pair, side: Trajectory, rng: Random) -> dict[int, Message]:
    new: dict[int, Message] = {}
    for group in parallel_reads(pair.task, side.messages):
        new |= exchanged(side.messages, group, rng)
    return new
