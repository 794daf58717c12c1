"""Where the values of a JSON file begin and end: a window that moves over a file of any size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import BinaryIO

from negforge.adapters.json_values import BOM, INERT

CHUNK = 1 << 20
LARGEST = 1 << 28  # bytes of one record; what is larger is passed over, not held

_INERT_BEFORE_COMMA = re.compile(rb'(?:[^"{}\[\],]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_STRING_REST = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n]*+")
_OPENER = {0x5D: 0x5B, 0x7D: 0x7B}  # ] to [ and } to {


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one value. ``whole`` is False where it was too large to be held (``raw`` is its end).
    ``closed`` is False where the file ended first. ``line`` is where it begins, counted from 1. ``indent``: the white
    space before it on its line, None where it does not begin a line.
    """

    raw: bytes
    line: int
    whole: bool = True
    closed: bool = True
    indent: bytes | None = None


class Scanner:
    """Reads a file in chunks and forgets what was taken. ``window[start:eye]`` is the value being looked at."""

    def __init__(self, file: BinaryIO, largest: int = LARGEST) -> None:
        self._file = file
        self._largest = largest
        self._window = b""
        self._start = self._eye = 0
        self._whole = True
        self._patience = 4 * largest
        self._line = self._begin = 1
        self._at_top = True
        self._indent: bytes | None = None
        self.open_brackets = bytearray()  # those of the value last looked at, where the file ended inside it
        self.in_string = False  # the same for its string
        self._read_on()
        if self._window.startswith(BOM):
            self._start = self._eye = len(BOM)

    def next_byte(self) -> int | None:
        """Passes over white space; the byte that comes then, None at the end of the file."""
        if self._start == self._eye < len(self._window) and not self._at_top:
            return self._window[self._eye]
        self._forget(self._eye)
        while True:
            self._eye = _end(_SPACE, self._window, self._eye)
            if self._eye < len(self._window):
                break
            if not self._read_on():
                self._forget(self._eye)
                return None
        space = self._window[self._start : self._eye]
        self._indent = space[space.rfind(b"\n") + 1 :] if b"\n" in space or self._at_top else None
        self._at_top = False
        self._forget(self._eye)
        self._begin = self._line
        self._whole = True
        return self._window[self._start]

    def step(self) -> None:
        """Passes over one byte."""
        self._eye = self._start + 1

    def line(self) -> Piece:
        """The text up to the end of the line. Passes over the line break too."""
        while (end := self._window.find(b"\n", self._eye)) < 0:
            self._eye = len(self._window)
            if not self._read_on():
                return self._piece()
        self._eye = end
        piece = self._piece()
        self._eye = end + 1
        return piece

    def key(self) -> Piece:
        """The string that begins here."""
        self._eye = self._start + 1
        self.open_brackets = bytearray()
        return self._piece(closed=self._string_rest())

    def element(self) -> Piece:
        """The text up to the comma or the bracket that ends a member or an element; stops in front of that."""
        return self._piece(closed=self._value(_INERT_BEFORE_COMMA))

    def document(self) -> Piece:
        """The object or array that begins here, with its last bracket."""
        return self._piece(closed=self._value(None))

    def pass_over(self) -> bool:
        """Like ``element``, but holds nothing of it. False: the file ended first."""
        largest, self._largest = self._largest, 0
        piece = self.element()
        self._largest = largest
        return piece.closed

    def cut(self, piece: Piece, at: int) -> Piece | None:
        """Only the first ``at`` bytes of the piece last looked at; what follows is read again.

        None when too much has been read again already: a file that is broken everywhere must not take for ever.
        """
        self._patience -= len(piece.raw) - at
        if self._patience < 0:
            return None
        self._eye = self._start + at
        return Piece(piece.raw[:at], piece.line, indent=piece.indent)

    def _value(self, inert_on_top: re.Pattern[bytes] | None) -> bool:
        """Moves the eye behind the value. False: the file ended first."""
        brackets = self.open_brackets = bytearray()
        while True:
            inert = INERT if brackets or inert_on_top is None else inert_on_top
            self._eye = _end(inert, self._window, self._eye)
            if self._eye == len(self._window):
                if not self._read_on():
                    return False
                continue
            byte = self._window[self._eye]
            if byte == 0x22:  # a string that goes on behind the window
                self._eye += 1
                if not self._string_rest():
                    return False
                continue
            if byte == 0x2C:
                return True
            if byte in b"{[":
                brackets.append(byte)
            elif not _close(brackets, byte) and inert_on_top is not None:
                return True  # it closes what the element lies in
            self._eye += 1
            if not brackets and inert_on_top is None:
                return True

    def _string_rest(self) -> bool:
        """Moves the eye from inside a string behind its quote. False: the file ended first."""
        self.in_string = True
        while True:
            self._eye = _end(_STRING_REST, self._window, self._eye)
            if self._eye < len(self._window) and self._window[self._eye] == 0x22:
                self._eye += 1
                self.in_string = False
                return True
            if not self._read_on():
                self._eye = len(self._window)
                return False

    def _piece(self, closed: bool = True) -> Piece:
        raw = self._window[self._start : self._eye]
        piece = Piece(raw, self._begin, self._whole, closed, self._indent)
        self._whole = True
        return piece

    def _read_on(self) -> bool:
        """Puts more of the file behind the window; reads as much as is held, so that growing stays linear."""
        if self._eye - self._start > self._largest:
            self._whole = False
            self._forget(self._eye)
        held = self._window[self._start :]
        more = self._file.read(max(CHUNK, len(held)))
        if not more:
            return False
        self._window = held + more
        self._eye -= self._start
        self._start = 0
        return True

    def _forget(self, upto: int) -> None:
        self._line += self._window.count(b"\n", self._start, upto)
        self._start = upto


def _end(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    match = pattern.match(text, at)
    assert match is not None  # the patterns here match the empty text
    return match.end()


def _close(brackets: bytearray, closer: int) -> bool:
    """Closes the innermost bracket of this kind, and with it whatever was left open inside. False: there is none."""
    at = brackets.rfind(_OPENER[closer])
    if at < 0:
        return False
    del brackets[at:]
    return True
