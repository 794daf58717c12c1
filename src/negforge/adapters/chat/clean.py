"""Answers without the key that they were asked with: a server may echo the headers that it was sent."""

from __future__ import annotations

import re

from negforge.adapters.chat.events import CutStream, assemble
from negforge.adapters.json_values import NotJson, decode, encode
from negforge.adapters.tapes.values import Media
from negforge.core.json_text import Json

WORD = "[key]"
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)


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
        return (b"" if spelled in b"".join(piece[1:-1] for piece in _STRING.findall(raw)) else raw), media
    return (encode(_without(body, key)), "json") if _holds(body, key) else (raw, media)


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
