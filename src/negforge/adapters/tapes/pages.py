"""The records of a sqlite file page by page, for a file whose tree is broken: each leaf speaks for itself.

After https://www.sqlite.org/fileformat2.html. Pages of the write-ahead log stand in for those of the file, up to its
last commit. Nothing is trusted: what does not fit is passed over, and whoever reads looks at what a record says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from struct import error as StructError
from struct import unpack_from
from typing import BinaryIO, TypeAlias

Value: TypeAlias = int | float | bytes | str | None
LARGEST = 300 << 20  # bytes of one record
TABLE_LEAF, INDEX_LEAF, INDEX_INNER = 13, 10, 2
HEADER = {TABLE_LEAF: 8, INDEX_LEAF: 8, INDEX_INNER: 12}
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


class Pages:
    """The pages of a file and its log."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._file = open(path, "rb")  # noqa: SIM115  # closed by close()
        log = Path(f"{path}-wal")
        self._log = open(log, "rb") if log.exists() else None  # noqa: SIM115
        head = self._file.read(100).ljust(100, b"\0")
        size = int.from_bytes(head[16:18], "big")
        size = 65536 if size == 1 else size
        self.size = size if 512 <= size <= 65536 and size & (size - 1) == 0 else 8192
        self.usable = self.size - (head[20] if head[20] <= 32 else 0)
        self._newer = _newer(self._log, self.size) if self._log else {}
        inside = -(-os.fstat(self._file.fileno()).st_size // self.size)
        self.count = max(inside, *self._newer, 0) if self._newer else inside

    def close(self) -> None:
        self._file.close()
        if self._log:
            self._log.close()

    def page(self, number: int) -> bytes:
        """A page (the first is 1), filled up with zeros where the file ends early."""
        file: BinaryIO = self._file
        at = (number - 1) * self.size
        if number in self._newer and self._log:
            file, at = self._log, self._newer[number]
        file.seek(at)
        return file.read(self.size).ljust(self.size, b"\0")


def records(pages: Pages) -> Iterator[tuple[int | None, list[Value]]]:
    """Every record that a leaf holds, with its row number, None for the records of an index."""
    for number in range(1, pages.count + 1):
        page = pages.page(number)
        start = 100 if number == 1 else 0
        kind = page[start]
        if kind not in HEADER:
            continue
        cells = int.from_bytes(page[start + 3 : start + 5], "big")
        for cell in range(min(cells, pages.size // 4)):
            at = start + HEADER[kind] + 2 * cell
            try:
                yield _record(pages, page, int.from_bytes(page[at : at + 2], "big"), kind)
            except (IndexError, ValueError, StructError):
                continue


def _record(pages: Pages, page: bytes, at: int, kind: int) -> tuple[int | None, list[Value]]:
    row = None
    if kind == INDEX_INNER:
        at += 4
    length, at = _varint(page, at)
    if kind == TABLE_LEAF:
        row, at = _varint(page, at)
        row -= (row >> 63) << 64
    if length > LARGEST:
        raise ValueError("too long")
    return row, _values(_payload(pages, page, at, length, kind))


def _payload(pages: Pages, page: bytes, at: int, length: int, kind: int) -> bytes:
    usable = pages.usable
    most = usable - 35 if kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    if length <= most:
        return page[at : at + length]
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    local = local if local <= most else least
    parts, left = [page[at : at + local]], length - local
    following = int.from_bytes(page[at + local : at + local + 4], "big")
    while left > 0:
        if not 0 < following <= pages.count:
            raise ValueError("its chain of pages is broken")
        more = pages.page(following)
        parts.append(more[4 : min(usable, 4 + left)])
        left -= usable - 4
        following = int.from_bytes(more[:4], "big")
    return b"".join(parts)


def _values(payload: bytes) -> list[Value]:
    end, at = _varint(payload, 0)
    if end > len(payload):
        raise ValueError("its header is longer than itself")
    body, values = end, list[Value]()
    while at < end:
        kind, at = _varint(payload, at)
        value, body = _value(payload, body, kind)
        values.append(value)
    return values


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind == 7:
        return unpack_from(">d", payload, at)[0], at + 8
    size = INTEGERS[kind] if kind in INTEGERS else (kind - 12) // 2
    piece = payload[at : at + size]
    if kind in (10, 11) or len(piece) != size:
        raise ValueError("a value runs out of its record")
    if kind in INTEGERS:
        return int.from_bytes(piece, "big", signed=True), at + size
    return (piece.decode("utf-8", "replace") if kind % 2 else piece), at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index in range(8):
        byte = data[at + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    return value << 8 | data[at + 8], at + 9


def _newer(log: BinaryIO, size: int) -> dict[int, int]:
    """Page number → where in the log its last committed image begins."""
    head = log.read(32)
    if len(head) < 32 or head[:4] not in (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"):
        return {}
    if int.from_bytes(head[8:12], "big") != size:
        return {}
    committed: dict[int, int] = {}
    waiting: dict[int, int] = {}
    at = 32
    while len(frame := log.read(24)) == 24 and frame[8:16] == head[16:24]:
        waiting[int.from_bytes(frame[:4], "big")] = at + 24
        if frame[4:8] != b"\0\0\0\0":
            committed |= waiting
            waiting = {}
        at += 24 + size
        log.seek(at)
    return committed
