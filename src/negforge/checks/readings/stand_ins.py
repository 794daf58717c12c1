"""Stand-ins: whether one of several rows could have been taken in the place of another, by what was asked for."""

from __future__ import annotations

import re

from negforge.checks.readings.calendar import ISO_DAY
from negforge.checks.readings.rows import Row
from negforge.checks.readings.values import number

_SUPPLY = re.compile(r"stock|avail|free|piece|seat|left|capacity|place|berth|bed", re.IGNORECASE)
_STATE = re.compile(
    r"status|state|outcome|avail|active|result|open|free|enabled|valid|bookable|allow|accept|remote|locked|confirm|void|"
    r"cancel|direct|running|blocked|private|public",
    re.IGNORECASE,
)
_PLENTY = 10
_RESERVE = re.compile(r"\b(?:not|no|only|never|without|closed|cannot|un\w+able|except|full)\b|n['’]t\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}|\d+(?:\.\d+)?")


def stands_in(row: Row, picked: Row, said: str, *, dated: bool = False) -> bool:
    """Whether the row could have been taken for the picked one: nothing that was asked for sets them apart. ``dated``:
    bounds of dates were read, and the days of the rows need not be those that were said."""
    words = frozenset(_WORD.findall(said.lower()))
    mine = dict(row.fields)
    for path, text in picked.fields:
        other = mine.get(path, "")
        if text == other or path not in mine or (dated and ISO_DAY.match(text)):
            continue
        if _STATE.search(path) and number(text) is None:
            return False
        if text in ("true", "false") and any(word[:5] in path.lower() for word in words if len(word) >= 4):
            return False
        held, its = (frozenset(_WORD.findall(one.lower())) for one in (text, other))
        if _RESERVE.search(other) and not _RESERVE.search(text):
            return False
        if number(text) is None and (held & words) - its and not its & words:
            return False
    for path, text in picked.fields:
        spoken = _SUPPLY.search(path) and any(word[:4] in path.lower() for word in words if len(word) >= 4)
        here, there = (number(one) for one in (text, mine.get(path, "")))
        if spoken and here is not None and there is not None and float(there) < min(float(here), _PLENTY):
            return False
    wanted = sum(int(word) for word in words if word.isdigit() and int(word) < _PLENTY)
    return _supply(row) >= min(_supply(picked), max(wanted, 1) if wanted else _PLENTY) and (
        not row.name or row.name.lower() not in said.lower()
    )


def _supply(row: Row) -> float:
    """How many there are of it, in all places together."""
    held = (number(text) for path, text in row.fields if _SUPPLY.search(path) and len(text) < 8)
    return sum(float(one) for one in held if one is not None)
