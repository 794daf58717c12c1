"""How a JSON file is laid out: a value a line, one array, or objects of several lines. Decided from its first lines."""

from __future__ import annotations

import io
from typing import BinaryIO, Literal, TypeAlias

from negforge.adapters.json_scan import CHUNK, Piece, Scanner
from negforge.adapters.json_values import SPACE, NotJson, decode

Layout: TypeAlias = Literal["empty", "lines", "array", "documents"]

_OBJECT, _ARRAY = 0x7B, 0x5B
_AFTER_VALUE = b",}]:"
_VALUE_START = b'"{[-0123456789tfn'


def layout(file: BinaryIO) -> Layout:
    """``documents``: one object, or several after one another, of any number of lines. Holds at most about 2 MiB.

    A line is what counts where the first one is complete, or where JSON could not go on after it as the file does:
    so a broken first line does not swallow the others.
    """
    scanner = Scanner(file, largest=CHUNK)
    opener = scanner.next_byte()
    if opener is None:
        return "empty"
    if opener not in (_OBJECT, _ARRAY):
        return "lines"
    first = scanner.line()
    follows = scanner.next_byte()
    if opener == _ARRAY:
        return "lines" if follows is not None and _an_array_a_line(first, follows) else "array"
    if follows is None:
        return "documents"
    return "lines" if _an_object_a_line(first, follows, scanner) else "documents"


def _an_array_a_line(first: Piece, follows: int) -> bool:
    if not first.whole:
        return follows == _ARRAY and first.raw.rstrip(SPACE)[-1:] == b"]"
    line = _Line(first.raw)
    if not line.closed:
        return follows == _ARRAY and not line.may_go_on(follows)
    return bool(line.behind) or follows in (_ARRAY, _OBJECT)


def _an_object_a_line(first: Piece, follows: int, scanner: Scanner) -> bool:
    if not first.whole:
        return follows == _OBJECT and first.raw.rstrip(SPACE)[-1:] not in (b"[", b",", b":")
    line = _Line(first.raw)
    second = scanner.line()
    if line.closed:
        several_on_a_line = line.behind[:1] == b"{" and second.raw[:1] == b"{"
        return not several_on_a_line and second.raw.strip(SPACE) != b"{"
    if not line.may_go_on(follows):
        return True
    if follows != _OBJECT or not second.whole or not _is_object(second.raw):
        return False
    return scanner.next_byte() in (None, _OBJECT)  # inside an object, a comma or a bracket would follow


class _Line:
    """The first line on its own: does its value end there, what stands behind it, and can it go on?"""

    def __init__(self, text: bytes) -> None:
        self._text = text.strip(SPACE)
        scanner = Scanner(io.BytesIO(self._text))
        scanner.next_byte()
        value = scanner.document()
        self.closed = value.closed
        self.behind = self._text[len(value.raw) :].strip(SPACE)
        self._in_string = scanner.in_string
        self._innermost = scanner.open_brackets[-1:]

    def may_go_on(self, follows: int) -> bool:
        """Whether a value that is not closed on this line could go on with this byte on the next, by JSON's grammar."""
        if self._in_string:
            return False
        last = self._text[-1:]
        if last == b"{":
            return follows in b'"}'
        if last == b"[":
            return follows in _VALUE_START + b"]"
        if last == b":":
            return follows in _VALUE_START
        if last == b",":
            return follows in (_VALUE_START if self._innermost == b"[" else b'"')
        return follows in _AFTER_VALUE


def _is_object(raw: bytes) -> bool:
    try:
        return isinstance(decode(raw), dict)
    except NotJson:
        return False
