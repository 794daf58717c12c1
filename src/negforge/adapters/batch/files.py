"""Request files in the form of the OpenAI Batch API, which ``vllm run-batch`` reads too.

One round is one folder, ``round-001``: its ``requests-01.jsonl`` and so on, and ``round.json`` about them. A folder
takes its name when all of it is on the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from shutil import rmtree
from typing import Final

from negforge.adapters.files import write_lines
from negforge.adapters.tapes.values import Asked
from negforge.core.errors import RunError

URL: Final = "/v1/chat/completions"
ABOUT = "round.json"
ROUND = re.compile(r"round-(\d{3,9})\Z")
REQUESTS = re.compile(r"requests-(\d{2,9})\.jsonl\Z")
_UNNAMED = ".round.writing"


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one request file. The defaults are those of the OpenAI Batch API."""

    lines: int = 50_000
    bytes: int = 200_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """One request file, as ``round.json`` tells it."""

    model: str
    requests: int
    bytes: int
    sha256: str


def line_of(asked: Asked) -> bytes:
    """The request's line without its line break. The body stands in it byte for byte as it was hashed."""
    head = f'{{"custom_id":"{asked.key}","method":"POST","url":"{URL}","body":'
    return b"%b%b}" % (head.encode("ascii"), asked.body)


def write_round(batch: Path, number: int, questions: Iterable[Asked], limits: Limits) -> Path:
    """The folder of a round with its request files: all of it, or none. One model a file.

    The questions must come model by model. The same questions in the same order give the same bytes. Raises RunError
    where it cannot be written, or where a question is too large for any file.
    """
    folder = batch / round_name(number)
    unnamed = batch / _UNNAMED
    try:
        if unnamed.exists():
            rmtree(unnamed)  # a killed process's
        unnamed.mkdir(parents=True)
        _write_files(unnamed, questions, limits)
        unnamed.rename(folder)
        _to_disk(batch)
    except OSError as error:
        raise RunError(f"{folder}: cannot be written ({error.strerror or error}); the same command goes on") from None
    return folder


def round_name(number: int) -> str:
    return f"round-{number:03}"


def round_folders(batch: Path) -> list[tuple[int, Path]]:
    """The rounds that were written, by number."""
    if not batch.is_dir():
        return []
    found = ((ROUND.match(path.name), path) for path in batch.iterdir() if path.is_dir())
    return sorted((int(match[1]), path) for match, path in found if match)


def request_files(folder: Path) -> list[Path]:
    """The request files of one round, by number."""
    found = ((REQUESTS.match(path.name), path) for path in folder.iterdir() if path.is_file())
    return [path for _, path in sorted((int(match[1]), path) for match, path in found if match)]


def _write_files(folder: Path, questions: Iterable[Asked], limits: Limits) -> None:
    files: dict[str, Written] = {}
    highest = 0
    items = ((asked, line_of(asked)) for asked in questions)
    for number, group in groupby(items, key=_Numbering(limits)):
        name = f"requests-{number:02}.jsonl"
        tally = _Tally()
        write_lines(folder / name, tally.through(group))
        files[name] = Written(tally.model, tally.requests, tally.bytes, tally.digest.hexdigest())
        highest = max(highest, tally.highest_sample)
    about = {"files": {name: asdict(one) for name, one in files.items()}, "highest_sample": highest}
    write_lines(folder / ABOUT, json.dumps(about, indent=1, sort_keys=True).encode("utf-8").split(b"\n"))


class _Tally:
    """Counts the lines of one file while they pass."""

    def __init__(self) -> None:
        self.model = ""
        self.requests = self.bytes = self.highest_sample = 0
        self.digest = hashlib.sha256()

    def through(self, items: Iterable[tuple[Asked, bytes]]) -> Iterator[bytes]:
        for asked, line in items:
            self.model = asked.model
            self.requests += 1
            self.bytes += len(line) + 1
            self.highest_sample = max(self.highest_sample, asked.sample)
            self.digest.update(line + b"\n")
            yield line


class _Numbering:
    """Into which file a line goes, from 1: a new one for another model, and where the last is full."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._model: str | None = None
        self._number = self._lines = self._bytes = 0

    def __call__(self, item: tuple[Asked, bytes]) -> int:
        asked, size = item[0], len(item[1]) + 1
        if size > self._limits.bytes:
            raise RunError(
                f"request {asked.key}: its line has {size} bytes, and a batch file may have {self._limits.bytes}; "
                "raise that limit, or leave the request out"
            )
        full = self._lines + 1 > self._limits.lines or self._bytes + size > self._limits.bytes
        if full or asked.model != self._model:
            self._model = asked.model
            self._number += 1
            self._lines = self._bytes = 0
        self._lines += 1
        self._bytes += size
        return self._number


def _to_disk(folder: Path) -> None:
    """The folder's names outlive a power cut. Not every system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
