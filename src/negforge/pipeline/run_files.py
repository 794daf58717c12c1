"""Files of a run: written whole or not at all, and known by their sha256."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from negforge.core.errors import RunError, UsageError

PARTIAL = ".partial"


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that takes its name only when the block ends well: a kill leaves the old one or none.

    The unfinished file bears the process's id, so that a process left over from a kill cannot write into ours.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}{PARTIAL}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(f"{path}: cannot be written ({reason}); mend that, the same command goes on") from error
    finally:
        partial.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    with whole_file(path) as out:
        out.write(text.encode("utf-8", "backslashreplace"))  # a file's name need not be UTF-8


def make_folder(folder: Path) -> None:
    """The folder of a run; raises UsageError where there cannot be one or nothing can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / f".trial.{os.getpid()}{PARTIAL}"
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written to ({error.strerror or error}); choose another --out") from None


def remove_partials(folder: Path) -> None:
    """Clear away what a killed process left half written."""
    for partial in folder.rglob(f".*{PARTIAL}"):
        partial.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
