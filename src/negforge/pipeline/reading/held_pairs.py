"""Pairs that one command reads several times are read once: to count, to ask, to forecast.

Only the last reading is held, only of files that together are not large, and only while they are as they were.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from negforge.core.pair import Pair
from negforge.pipeline.running.remarks import Remark

LARGEST = 32 << 20  # bytes of the files; their pairs take about four times that
SETTLED = 2.0  # seconds since a file was written: before, its clock could miss another writing
Stamp = tuple[tuple[str, int, int, int], ...]
Read = Callable[[Callable[[Remark], None]], Iterator[Pair]]


@dataclass(frozen=True, slots=True)
class _Reading:
    places: tuple[Path, ...]
    stamp: Stamp
    pairs: tuple[Pair, ...]
    remarks: tuple[Remark, ...]


_last: list[_Reading] = []


def held(places: Sequence[Path], read: Read, note: Callable[[Remark], None]) -> Iterator[Pair]:
    """``read(note)``, or what it gave the last time, remarks and all. A reading that is broken off is not held."""
    stamp = _stamp(places)
    if _last and stamp is not None and (_last[0].places, _last[0].stamp) == (tuple(places), stamp):
        for remark in _last[0].remarks:
            note(remark)
        yield from _last[0].pairs
        return
    _last.clear()
    if stamp is None:
        yield from read(note)
        return
    remarks: list[Remark] = []

    def heard(remark: Remark) -> None:
        remarks.append(remark)
        note(remark)

    pairs = []
    for pair in read(heard):
        pairs.append(pair)
        yield pair
    _last[:] = [_Reading(tuple(places), stamp, tuple(pairs), tuple(remarks))]


def _stamp(places: Sequence[Path]) -> Stamp | None:
    """What tells whether the files are as they were; None where they are not to be held."""
    found: list[tuple[str, int, int, int]] = []
    size = 0
    latest = time.time() - SETTLED
    try:
        for path in (path for place in places for path in _files(place)):
            status = path.stat()
            size += status.st_size
            if not path.is_file() or status.st_mtime > latest or size > LARGEST:
                return None
            found.append((str(path), status.st_size, status.st_mtime_ns, status.st_ino))
    except OSError:
        return None
    return tuple(found)


def _files(place: Path) -> Iterator[Path]:
    """All that could be read there."""
    if not place.is_dir():
        yield place
        return
    for folder, folders, names in os.walk(place):
        folders.sort()
        yield from (Path(folder) / name for name in sorted(names) if name.endswith((".json", ".jsonl")))
