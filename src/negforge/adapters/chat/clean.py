"""Answers without the key that they were asked with: a server may echo the headers that it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from negforge.adapters.chat.events import CutStream, assemble, events
from negforge.adapters.json_values import NotJson, decode, encode
from negforge.adapters.tapes.values import Media
from negforge.core.json_text import Json

WORD = "[key]"
# A string, also one that never ends: whoever gave up there would begin anew at every quote in it.
_STRING = re.compile(rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)(?:"|\\?\Z)', re.DOTALL)


def without_key(raw: bytes, media: Media, key: str) -> tuple[bytes, Media]:
    """The answer with every occurrence of the key taken out, also one that a stream brought in pieces or that JSON
    escapes. Such a stream comes back as the body it makes, or as nothing where it makes none.
    """
    spelled = key.encode("utf-8", "surrogatepass")
    raw = raw.replace(spelled, WORD.encode())
    if media == "json" and b"\\" not in raw:
        return raw, media
    try:
        body: Json = assemble(raw) if media == "sse" else decode(raw)
    except (CutStream, NotJson):
        return (b"" if _spells(raw, spelled) or (media == "sse" and _says(raw, key)) else raw), media
    return (encode(_without(body, key)), "json") if _holds(body, key) else (raw, media)


def _spells(raw: bytes, key: bytes) -> bool:
    """Whether the strings of a body that cannot be read spell the key, one after another."""
    spelled = bytearray()
    for string in _STRING.finditer(raw):
        spelled += string[1]
    return key in spelled


def _says(raw: bytes, key: str) -> bool:
    """Whether the events of a stream that was cut bring the key, in pieces under one name."""
    pieces: dict[str, list[str]] = {}
    for data in events(raw):
        try:
            value = decode(data)
        except NotJson:
            continue
        for name, text in _texts(value, ""):
            pieces.setdefault(name, []).append(text)
    return any(key in "".join(texts) for texts in pieces.values())


def _texts(value: Json, name: str) -> Iterator[tuple[str, str]]:
    """Every text with the name that it stands under."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, (dict, list)):
        for inner_name, inner in value.items() if isinstance(value, dict) else ((name, one) for one in value):
            yield from _texts(inner, inner_name)


def _holds(value: Json, key: str) -> bool:
    if isinstance(value, dict):
        return any(key in name or _holds(inner, key) for name, inner in value.items())
    if isinstance(value, list):
        return any(_holds(inner, key) for inner in value)
    return isinstance(value, str) and key in value


def _without(value: Json, key: str) -> Json:
    if isinstance(value, dict):
        return {name.replace(key, WORD): _without(inner, key) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, key) for inner in value]
    return value.replace(key, WORD) if isinstance(value, str) else value
