"""Entries out of a tape one by one, in short reads: whoever writes meanwhile is not held up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal, TypeAlias

from negforge.adapters.tapes.packing import Packer, Unreadable
from negforge.adapters.tapes.rows import media_of
from negforge.adapters.tapes.values import Asked, Damaged, Entry, Heard
from negforge.core.chat import Usage

Query: TypeAlias = Callable[..., list[tuple[Any, ...]]]  # SQL and its values → all rows, which are few
AT_ONCE = 500
MOST_IN_GROUP, LARGEST_GROUP = 64, 32 << 20  # entries, bytes

_ENTRY = """SELECT key, sample, model, run, media, prompt, completion, cached, reasoning, seconds, body, raw
FROM entries WHERE number = ?"""
_ATTEMPT = """SELECT kind, flaw, run, media, prompt, completion, cached, reasoning, seconds, raw
FROM attempts WHERE number = ?"""


def read_entries(
    query: Query, packer: Packer, *, attempts: bool, prefix: str, by_key: bool
) -> Iterator[Entry | Damaged]:
    """Of each question its attempts, then its reply. ``prefix``: only keys (in hex) that begin so."""
    for number in _numbers(query, prefix, by_key):
        for row in query(_ENTRY, number):  # none: it was pruned meanwhile
            yield from _of_question(query, packer, number, row, attempts)


def _numbers(query: Query, prefix: str, by_key: bool) -> Iterator[int]:
    if not prefix and not by_key:
        last = -(1 << 63)
        while rows := query("SELECT number FROM entries WHERE number > ? ORDER BY number LIMIT ?", last, AT_ONCE):
            yield from (row[0] for row in rows)
            last = rows[-1][0]
        return
    low, high = bytes.fromhex(prefix.ljust(32, "0")), bytes.fromhex(prefix.ljust(32, "f"))
    sql = "SELECT key, number FROM entries WHERE key {} ? AND key <= ? ORDER BY key LIMIT ?"
    rows = query(sql.format(">="), low, high, AT_ONCE)
    while rows:
        yield from (row[1] for row in rows)
        rows = query(sql.format(">"), rows[-1][0], high, AT_ONCE)


def _of_question(
    query: Query, packer: Packer, number: int, row: tuple[Any, ...], attempts: bool
) -> Iterator[Entry | Damaged]:
    key, sample, model, run, media, *figures, body, raw = row
    name = key.hex() if isinstance(key, bytes) else "unknown"
    try:
        asked = Asked(name, str(model), sample, packer.question(body, sample, key))
    except Unreadable as error:
        yield Damaged("question", number, name, str(error))
        return
    if attempts:
        for (one,) in query("SELECT number FROM attempts WHERE asked = ? ORDER BY number", number):
            for found in query(_ATTEMPT, one):
                yield _or_damaged("attempt", one, asked, partial(attempt_of, packer, number, asked, found))
    if raw is not None:
        values = (run, media, *figures, raw)
        yield _or_damaged("reply", number, asked, partial(reply_of, packer, number, asked, values))


def _or_damaged(
    part: Literal["reply", "attempt"], row: int, asked: Asked, read: Callable[[], Entry]
) -> Entry | Damaged:
    try:
        return read()
    except Unreadable as error:
        return Damaged(part, row, asked.key, str(error))


def reply_of(packer: Packer, number: int, asked: Asked, values: Sequence[Any]) -> Entry:
    """From run, media, four counts of tokens, seconds and the payload. Raises Unreadable."""
    run, media, *figures, seconds, raw = values
    heard = Heard(packer.unpack(raw), media_of(media), None, _usage(figures), _seconds(seconds))
    return Entry(number, str(run or ""), asked, heard)


def attempt_of(packer: Packer, number: int, asked: Asked, values: Sequence[Any]) -> Entry:
    """From kind, flaw and what ``reply_of`` takes. Raises Unreadable."""
    kind, flaw, *rest = values
    entry = reply_of(packer, number, asked, rest)
    return replace(entry, heard=replace(entry.heard, kind=str(kind), flaw=str(flaw)))


def _usage(figures: Sequence[Any]) -> Usage:
    """A count that is none was damaged: it counts as unknown."""
    return Usage(*(figure if isinstance(figure, int) else 0 for figure in figures))


def _seconds(figure: object) -> float:
    return float(figure) if isinstance(figure, (int, float)) else 0.0


def in_groups(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Groups for one transaction each, small enough to be held."""
    group: list[Entry] = []
    held = 0
    for entry in entries:
        group.append(entry)
        held += len(entry.asked.body) + len(entry.heard.raw)
        if len(group) == MOST_IN_GROUP or held > LARGEST_GROUP:
            yield group
            group, held = [], 0
    if group:
        yield group
