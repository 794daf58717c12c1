"""Walks over the values of one JSON layout: lines, documents, the elements of an array, the members of an object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from negforge.adapters.json_scan import Piece, Scanner
from negforge.adapters.json_values import SPACE, NotJson, decode
from negforge.core.json_text import Json

COMMA, QUOTE, COLON = 0x2C, 0x22, 0x3A
OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT = 0x5B, 0x5D, 0x7B, 0x7D


@dataclass(frozen=True, slots=True)
class Record:
    """``index`` counts from 0 and counts broken records too; ``where`` counts from 1: "line 7", "element 3"."""

    value: Json
    index: int
    where: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that could not be read, and why; or ``count`` of them in a row."""

    index: int
    where: str
    reason: str
    count: int = 1


def lines(scanner: Scanner) -> Iterator[Record | Broken]:
    """One value a line; blank lines are passed over."""
    index = 0
    while scanner.next_byte() is not None:
        piece = scanner.line()
        yield read_piece(piece, index, f"line {piece.line}")
        index += 1


def documents(scanner: Scanner) -> Iterator[Record | Broken]:
    """Values of any number of lines, one after another."""
    index = 0
    while (opener := scanner.next_byte()) is not None:
        piece = scanner.document() if opener in (OPEN_OBJECT, OPEN_ARRAY) else scanner.line()
        yield _read_or_cut(scanner, piece, index, f"line {piece.line}")
        index += 1


def elements(scanner: Scanner, of: str = "", index: int = 0) -> Iterator[Record | Broken]:
    """The elements of the array that begins here, up to behind its bracket."""
    scanner.step()
    after_comma = False
    while True:
        where = f"element {index + 1}{of}"
        opener = scanner.next_byte()
        if opener is None:
            yield Broken(index, where, "the file ends before the array is closed")
            return
        if opener == CLOSE_ARRAY:
            scanner.step()
            if after_comma:
                yield Broken(index, where, "not JSON: a comma before the end of the array")
            return
        if opener == CLOSE_OBJECT:
            scanner.step()
            yield Broken(index, where, "not JSON: a closing brace without an opening one")
        else:
            piece = scanner.element()
            yield (item := _read_or_cut(scanner, piece, index, where))
            if isinstance(item, Broken) and scanner.next_byte() is None:
                return  # that it is the file's end has been said
        index += 1
        after_comma = scanner.next_byte() == COMMA
        if after_comma:
            scanner.step()


def members(scanner: Scanner) -> Iterator[str | Broken]:
    """The keys of the object that begins here. At each the scanner stands at its value, which the caller must take.

    Broken (its ``index`` is 0) stands for what is no member; the walk goes on behind the next comma.
    """
    scanner.step()
    where = "the top-level object"
    comma_due = after_comma = False
    while True:
        opener = scanner.next_byte()
        if opener is None:
            yield Broken(0, where, "the file ends before the object is closed")
            return
        if opener == CLOSE_OBJECT:
            scanner.step()
            if after_comma:
                yield Broken(0, where, "not JSON: a comma before the end of the object")
            return
        if opener == COMMA and comma_due:
            scanner.step()
            comma_due, after_comma = False, True
            continue
        key = _key(scanner) if opener == QUOTE and not comma_due else None
        comma_due, after_comma = True, False
        if key is not None:
            where = f"key {key!r}"
            yield key
            continue
        if opener == CLOSE_ARRAY:
            scanner.step()
        scanner.pass_over()
        yield Broken(0, where, 'not JSON: something that is no "key": value stands before or behind it')


def read_piece(piece: Piece, index: int, where: str) -> Record | Broken:
    """The value of a piece of text."""
    if not piece.whole:
        return Broken(index, where, "too large to be held; split the record, or leave out what is not needed")
    text = piece.raw.strip(SPACE)
    if not piece.closed and text[-1:] not in (b"}", b"]", b'"'):
        return Broken(index, where, "the file ends inside it")
    if not text:
        return Broken(index, where, "not JSON: no value where one should stand")
    try:
        return Record(decode(text), index, where)
    except NotJson as error:
        return Broken(index, where, str(error) if piece.closed else f"the file ends inside it ({error})")


def _read_or_cut(scanner: Scanner, piece: Piece, index: int, where: str) -> Record | Broken:
    """The value; one that is broken ends at the latest where, by the look of the file, the next one begins."""
    item = read_piece(piece, index, where)
    if isinstance(item, Record) or not piece.whole:
        return item
    at = _next_begins(piece)
    shorter = None if at is None else scanner.cut(piece, at)
    return item if shorter is None else read_piece(shorter, index, where)


def _next_begins(piece: Piece) -> int | None:
    """Where in a broken piece another value seems to begin: on a line that looks as the piece's own first line does.

    Only in files whose nested lines are indented, or that have no line breaks inside their values: elsewhere what lies
    inside a value begins lines, too, and would be taken for a record.
    """
    if piece.indent is None:
        return None
    opener = re.escape(piece.raw[:1])
    nested = re.match(rb"[^\n]*\n" + piece.indent + rb"[ \t]", piece.raw)
    if opener not in (rb"\{", rb"\[") or (not nested and piece.raw[1:2] in b"\r\n"):
        return None
    begins = re.compile(rb"(,?)[ \t\r]*\n" + piece.indent + opener)
    match = begins.search(piece.raw)
    return match.start() if match else None


def _key(scanner: Scanner) -> str | None:
    """The key that begins here, and the scanner at its value. None, and somewhere behind, if it is none."""
    piece = scanner.key()
    item = read_piece(piece, 0, "")
    if scanner.next_byte() != COLON or not isinstance(item, Record) or not isinstance(item.value, str):
        return None
    scanner.step()
    scanner.next_byte()
    return item.value
