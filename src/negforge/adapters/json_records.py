"""Records out of JSON files of any size, and JSON lines into files. Memory grows with the largest record only.

Read are: JSON lines, one top-level array, one top-level object or several after one another, and the elements of an
array inside a top-level object. What cannot be read comes as ``Broken``, in its place and with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from negforge.adapters.files import opened, readable, write_lines
from negforge.adapters.json_layout import layout
from negforge.adapters.json_scan import LARGEST, Scanner
from negforge.adapters.json_values import SPACE, encode
from negforge.adapters.json_walk import (
    OPEN_ARRAY,
    OPEN_OBJECT,
    Broken,
    Record,
    documents,
    elements,
    members,
    read_piece,
)
from negforge.adapters.json_walk import lines as walk_lines
from negforge.core.errors import UsageError
from negforge.core.json_text import Json

__all__ = ["Broken", "Head", "Record", "encode", "head", "read_beside", "read_lines", "read_records", "write_lines"]

SHOWN_BROKEN = 20  # of a text in which nothing could be read so far
MANY = 20  # elements, above which ``Head.first`` holds only the first one
TRIED = 100  # records, among which ``Head.first`` is looked for


@dataclass(frozen=True, slots=True)
class Head:
    """What a reader needs to know a format by.

    ``shape``: "lines" also for several objects of several lines each. ``keys``: those of the top-level object, else
    empty. ``first``: of the first 100 records the first one that the reader knows, else the first that is JSON at all;
    for "object" the object itself, in which top-level arrays of more than 20 elements are cut to their first one, and
    unreadable values are left out (None where there is nothing else).
    """

    shape: Literal["lines", "array", "object", "empty"]
    keys: tuple[str, ...]
    first: Json | None


def head(path: Path, known: Callable[[Json], bool] = lambda _: True) -> Head:
    """What lies in the file. Raises UsageError where it cannot be opened.

    ``known``: whether the reader would know a record's format by it. A stray first record hides no others.
    """
    with opened(path) as file:
        shape = layout(file)
    if shape == "empty":
        return Head("empty", (), None)
    if shape == "documents" and (alone := _object_head(path)) is not None:
        return alone
    return Head("array" if shape == "array" else "lines", (), _first(path, known))


def read_records(path: Path, under: str | None = None, *, largest: int = LARGEST) -> Iterator[Record | Broken]:
    """All records in order. With ``under``, the elements of that array inside the one top-level object.

    Of an object's duplicate keys the last wins (with ``under``, all arrays of that name are read). Records of more
    than about ``largest`` bytes are Broken. Raises UsageError where the file cannot be opened, and, once iterated,
    where there is no array ``under``.
    """
    readable(path)
    return _spare_the_reader(_read_all(path, largest) if under is None else _read_under(path, under, largest))


def read_beside(path: Path, under: str) -> dict[str, Json]:
    """The other keys of the top-level object whose array ``under`` holds the records.

    Values that cannot be read are left out: ``read_records(path, under)`` gives a Broken for each.
    """
    beside: dict[str, Json] = {}
    with opened(path) as file:
        scanner = _at_object(path, under, Scanner(file))
        for key in members(scanner):
            if isinstance(key, Broken):
                continue
            if key == under:
                scanner.pass_over()
            elif isinstance(item := read_piece(scanner.element(), 0, key), Record):
                beside[key] = item.value
    return beside


def read_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """("line 7", its bytes) of every line that is not blank, undecoded: for lines that have a type of their own."""
    with opened(path) as file:
        scanner = Scanner(file)
        while scanner.next_byte() is not None:
            piece = scanner.line()
            if not piece.whole:
                raise UsageError(f"{path}: line {piece.line} has more than {LARGEST} bytes; split it")
            yield f"line {piece.line}", piece.raw.rstrip(SPACE)


def _read_all(path: Path, largest: int) -> Iterator[Record | Broken]:
    with opened(path) as file:
        shape = layout(file)
        file.seek(0)
        scanner = Scanner(file, largest)
        scanner.next_byte()
        if shape == "lines":
            yield from walk_lines(scanner)
        elif shape == "documents":
            yield from documents(scanner)
        elif shape == "array":
            yield from _and_nothing_behind(elements(scanner), scanner)


def _read_under(path: Path, under: str, largest: int) -> Iterator[Record | Broken]:
    with opened(path) as file:
        scanner = _at_object(path, under, Scanner(file, largest))
        yield from _and_nothing_behind(_elements_under(path, under, scanner), scanner)


def _elements_under(path: Path, under: str, scanner: Scanner) -> Iterator[Record | Broken]:
    index = 0
    keys: list[str] = []
    last: Record | Broken | None = None
    for key in members(scanner):
        if isinstance(last, Broken) and scanner.next_byte() is None:
            break  # that the file ends early has been said
        if isinstance(key, Broken):
            yield (last := Broken(index, key.where, key.reason))
            continue
        keys.append(key)
        if key != under:
            last = read_piece(scanner.element(), index, f"key {key!r}")
            if isinstance(last, Broken):
                yield last
            continue
        if scanner.next_byte() != OPEN_ARRAY:
            raise UsageError(f"{path}: `{under}` is no array; name the key of the array that holds the records")
        for last in elements(scanner, f" of {under}", index):
            yield last
            index = last.index + 1
    if under not in keys:
        raise UsageError(f"{path}: no top-level array `{under}`; the file's keys are: {', '.join(keys) or 'none'}")


def _and_nothing_behind(items: Iterator[Record | Broken], scanner: Scanner) -> Iterator[Record | Broken]:
    index = 0
    for item in items:
        yield item
        index = item.index + 1
    if scanner.next_byte() is not None:
        yield Broken(index, f"line {scanner.line().line}", "text stands behind the end of the JSON value")


def _spare_the_reader(items: Iterator[Record | Broken]) -> Iterator[Record | Broken]:
    """Of a text that is no JSON at all: 20 Broken and one that counts the others. Behind a good record: all."""
    shown = hidden = 0
    readable_so_far = False
    first = last = Broken(0, "", "")
    for item in items:
        if isinstance(item, Broken) and not readable_so_far:
            if shown == SHOWN_BROKEN:
                first, last = (item if hidden == 0 else first), item
                hidden += 1
                continue
            shown += 1
        elif hidden:
            yield _others(hidden, first, last)
            hidden = 0
        readable_so_far = readable_so_far or isinstance(item, Record)
        yield item
    if hidden:
        yield _others(hidden, first, last)


def _others(count: int, first: Broken, last: Broken) -> Broken:
    where = first.where if count == 1 else f"{first.where} to {last.where}"
    return Broken(first.index, where, f"{count} more that cannot be read", count)


def _first(path: Path, known: Callable[[Json], bool]) -> Json | None:
    """One record at a time is held, beside the first one."""
    first: Record | None = None
    for item in islice(read_records(path), TRIED):
        if isinstance(item, Record):
            if known(item.value):
                return item.value
            first = first or item
    return first.value if first else None


def _object_head(path: Path) -> Head | None:
    """The head of the one object in the file; None where more follows it."""
    keys: list[str] = []
    value: dict[str, Json] = {}
    whole = True
    with opened(path) as file:
        scanner = Scanner(file)
        scanner.next_byte()
        for key in members(scanner):
            if isinstance(key, Broken):
                whole = False
                continue
            keys.append(key)
            if scanner.next_byte() == OPEN_ARRAY:
                value[key] = _shortened(elements(scanner))
            elif isinstance(item := read_piece(scanner.element(), 0, key), Record):
                value[key] = item.value
        if scanner.next_byte() is not None:
            return None
    return Head("object", tuple(dict.fromkeys(keys)), value if value or whole else None)


def _shortened(items: Iterator[Record | Broken]) -> list[Json]:
    held: list[Json] = []
    count = 0
    for item in items:
        if isinstance(item, Record):
            count += 1
            if count <= MANY:
                held.append(item.value)
    return held if count <= MANY else held[:1]


def _at_object(path: Path, under: str, scanner: Scanner) -> Scanner:
    opener = scanner.next_byte()
    if opener != OPEN_OBJECT:
        found = "is empty" if opener is None else f"begins with `{chr(opener)}`"
        raise UsageError(f"{path}: {found}; a top-level object with an array `{under}` was asked for")
    return scanner
