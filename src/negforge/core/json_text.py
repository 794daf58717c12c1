"""JSON as text: one canonical form for identities, and arguments read without trusting them."""

from __future__ import annotations

import hashlib
import json
from math import isfinite
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def canonical(value: object) -> str:
    """Sorted keys, no white space, ASCII escapes: equal values give equal text, whatever the key order.

    Not RFC 8785 (keys sort by code point, numbers keep Python's spelling); it only has to agree with itself.
    Raises ValueError on NaN and the infinities, which JSON does not have.
    """
    return _CANONICAL.encode(value)


def digest(value: object) -> str:
    """First 16 hex digits (64 bits) of the sha256 of the canonical text: an identity for one build's items."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()[:16]


def compact(value: Json) -> str:
    """JSON text with the key order kept and non-ASCII left readable: how we write what we hold verbatim."""
    return _COMPACT.encode(value)


def parse(text: str) -> tuple[bool, Json]:
    """(True, value) when ``text`` is strict JSON, else (False, None); never raises, never executes.

    A number too large for a float (``1e999``) counts as unreadable: it would come back as infinity.
    """
    try:
        return True, _STRICT.decode(text)
    except (ValueError, RecursionError):
        return False, None


def parse_object(text: str) -> dict[str, Json] | None:
    """The object that ``text`` spells, or None when it is not strict JSON or not an object."""
    ok, value = parse(text)
    return value if ok and isinstance(value, dict) else None


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError(f"{text} is no number that JSON can hold")
    return value


_STRICT = json.JSONDecoder(parse_constant=_finite, parse_float=_finite)
