"""One JSON value as bytes: strict where JSON is strict, lenient only where real logs need it (lone surrogates)."""

from __future__ import annotations

import json
import math
import re
from typing import cast

import msgspec

from negforge.core.json_text import Json

DEEPEST = 500  # levels; far below Python's own limit, so that whoever walks a value later has room too
MOST_DIGITS = 4300  # of one integer: beyond, Python refuses to read or print it
BOM = b"\xef\xbb\xbf"
SPACE = b" \t\r\n"  # what JSON calls white space; bytes.strip() takes more
# What lies between two brackets: strings as a whole, and all else that is neither bracket nor quote. It stops at a
# quote only where the string does not end. Possessive, so that time is linear and no memory is used.
INERT = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)


class NotJson(ValueError):
    """A text that is no JSON, or none that we hold. The message is the reason, fit to be shown."""


def decode(raw: bytes) -> Json:
    """The value that ``raw`` spells. Of an object's duplicate keys the last wins. Raises NotJson, and nothing else.

    NaN, the infinities and numbers too large for a float are refused; integers keep their digits, 4300 at most;
    lone surrogates (``\\ud800``) are accepted and kept.
    """
    raw = raw.removeprefix(BOM)
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and depth(raw) > DEEPEST:
        raise NotJson(f"nested deeper than {DEEPEST} levels")
    try:
        return cast(Json, msgspec.json.decode(raw))
    except (ValueError, RecursionError):
        return _decode_with_reason(raw)


def encode(value: Json) -> bytes:
    """Compact JSON, key order and integers of any size kept. Raises ValueError on NaN and the infinities.

    A lone surrogate, which UTF-8 cannot hold, is written as an escape; so is then all else that is not ASCII.
    """
    try:
        try:
            raw = msgspec.json.encode(value)
        except (UnicodeEncodeError, OverflowError):
            return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")
    except RecursionError as error:
        raise ValueError("nested too deep to be written as JSON") from error
    if b"null" in raw:  # how msgspec writes NaN and the infinities, and otherwise None
        refuse_infinite(value)
    return raw


def refuse_infinite(value: object) -> None:
    """Raises ValueError when NaN or an infinity stands anywhere in dicts, lists and tuples."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            waiting.extend(current.values())
        elif isinstance(current, (list, tuple)):
            waiting.extend(current)
        elif isinstance(current, float) and not math.isfinite(current):
            raise ValueError(f"{current!r} cannot be written: JSON has no such number")


def depth(raw: bytes) -> int:
    """How many brackets stand open at once, counted up to one more than DEEPEST; brackets inside strings do not count,
    also inside one that never ends."""
    deepest = level = at = 0
    while (at := INERT.match(raw, at).end()) < len(raw):  # type: ignore[union-attr]  # it matches everywhere
        if raw[at] == 0x22:  # a string without end: whoever looked behind its quote would look at every quote in it
            break
        level += 1 if raw[at] in b"{[" else -1
        if level > deepest:
            deepest = level
            if deepest > DEEPEST:
                break
        at += 1
    return deepest


def _decode_with_reason(raw: bytes) -> Json:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJson(f"not UTF-8: byte 0x{raw[error.start]:02x} at byte {error.start}") from error
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise NotJson(f"not JSON: {error.msg.removesuffix(' at')} at character {error.pos}") from error
    except RecursionError as error:
        raise NotJson("nested too deep to be read") from error
    return cast(Json, value)


def _refuse_constant(name: str) -> Json:
    raise NotJson(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise NotJson(f"a number too large for a float: {text[:40]}")
    return number


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise NotJson(f"an integer of {len(text.lstrip('-'))} digits; {MOST_DIGITS} are read at most")
    return int(text)
