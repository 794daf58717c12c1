"""Files of a run: written whole or not at all, known by their sha256, and read line by line."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from negforge.adapters.json_records import read_lines
from negforge.core.errors import RunError, UsageError

PARTIAL = ".partial"
_PARTIAL_NAME = re.compile(r"\.(?P<name>.+)\.\d+\.partial")
_TRIAL = "trial"
T = TypeVar("T")


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that takes its name only when the block ends well: a kill leaves the old one or none.

    The unfinished file bears the process's id, so that a process left over from a kill cannot write into ours.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}{PARTIAL}")
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = _Raw(partial, path)
    try:
        out = io.BufferedWriter(raw)
        yield out
        with _told(path):
            out.flush()
            os.fsync(out.fileno())
            out.close()
            partial.replace(path)
    finally:
        raw.close()  # not ``out``: a block that failed writes nothing more, so its own error is the one that is told
        partial.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    with whole_file(path) as out:
        out.write(text.encode("utf-8", "backslashreplace"))  # a file's name need not be UTF-8


def make_folder(folder: Path) -> None:
    """The folder of a run; raises UsageError where there cannot be one or nothing can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / f".{_TRIAL}.{os.getpid()}{PARTIAL}"
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written to ({error.strerror or error}); choose another --out") from None


def remove_partials(folder: Path) -> None:
    """Clear away what a killed process left half written."""
    for partial in folder.rglob(f".*{PARTIAL}"):
        if _PARTIAL_NAME.fullmatch(partial.name) and not partial.is_dir():
            partial.unlink(missing_ok=True)


def partial_of(name: str) -> str | None:
    """Of which file this is the name of an unfinished one, None where it is not; "trial": of none in particular."""
    found = _PARTIAL_NAME.fullmatch(name)
    return found["name"] if found else None


def is_trial(name: str) -> bool:
    """Whether a killed process left this when it tried whether anything can be written."""
    return partial_of(name) == _TRIAL


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


class _Raw(io.FileIO):
    """Tells which file cannot be written where it happens: blocks of several files lie within one another, and an
    error on its way out of them would be told of the innermost."""

    def __init__(self, partial: Path, path: Path) -> None:
        super().__init__(partial, "wb")
        self._path = path

    def write(self, data: Any, /) -> int:
        with _told(self._path):
            return super().write(data)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(f"{path}: cannot be written ({reason}); mend that, the same command goes on") from error


def decoded_lines(path: Path, decode: Callable[[bytes], T]) -> Iterator[T]:
    """Of a file with a thing of one type a line. Raises UsageError, saying where, for a line that is none."""
    for where, line in read_lines(path):
        try:
            yield decode(line)
        except UsageError as error:
            raise UsageError(f"{path}: {where}: {error}") from error
