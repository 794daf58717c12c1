"""Remembered: what was read in a text, or in a row of messages, is kept for who asks next, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

from negforge.core.message import Message

Found = TypeVar("Found")
More = TypeVarTuple("More")

_LONG = 2_000  # characters
_ROWS = 8


def remembered(
    most: int, characters: int = 2_000_000
) -> Callable[[Callable[[str, *More], Found]], Callable[[str, *More], Found]]:
    """Keep the results of a function of a text, and of more that can be hashed: the last ``most`` of short texts, and
    of long ones so many that they hold ``characters`` together (the last one always)."""

    def decorate(read: Callable[[str, *More], Found]) -> Callable[[str, *More], Found]:
        short = lru_cache(maxsize=most)(read)
        long: OrderedDict[tuple[object, ...], Found] = OrderedDict()
        held = 0

        @wraps(read)
        def recall(text: str, *more: *More) -> Found:
            nonlocal held
            if len(text) < _LONG:
                return short(text, *more)
            asked = (text, *more)
            if asked in long:
                long.move_to_end(asked)
                return long[asked]
            found = long[asked] = read(text, *more)
            held += len(text)
            while held > characters and len(long) > 1:
                held -= len(str(long.popitem(last=False)[0][0]))
            return found

        return recall

    return decorate


def remembered_of_row(read: Callable[[Sequence[Message]], Found]) -> Callable[[Sequence[Message]], Found]:
    """Keep the results for the last few rows of messages: the very row, not one that is equal."""
    last: OrderedDict[int, tuple[Sequence[Message], Found]] = OrderedDict()

    @wraps(read)
    def recall(row: Sequence[Message]) -> Found:
        known = last.get(id(row))
        if known is not None and known[0] is row:
            return known[1]
        found = read(row)
        if isinstance(row, tuple):  # others may change
            last[id(row)] = row, found
            if len(last) > _ROWS:
                last.popitem(last=False)
        return found

    return recall
