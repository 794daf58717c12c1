"""Files opened and written so that an error says what, where and what next."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from negforge.core.errors import RunError, UsageError


def readable(path: Path) -> None:
    """Raises UsageError when the file cannot be opened, before anything is read."""
    with opened(path):
        pass


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, to be read as bytes. Raises UsageError when it cannot be opened, RunError when reading fails."""
    try:
        kind = os.stat(path).st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):  # a pipe would wait, and can be read only once
            raise UsageError(f"{path}: no regular file (a pipe or a device); save it to a file and name that")
        file = open(path, "rb")  # noqa: SIM115  # closed below; the handler here is for opening only
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {_why_unreadable(error)}") from error
    with file:
        try:
            yield file
        except OSError as error:
            raise RunError(f"{path}: reading failed: {error.strerror or error}; is its disk still there?") from error


def write_lines(path: Path, values: Iterable[bytes]) -> None:
    """Writes one value a line, all or nothing: what stood there stays until the last line is on the disk.

    A pipe or a device is written to as it is. Raises RunError when writing fails, ValueError for a value with a line
    break in it; whatever ``values`` raises passes through.
    """
    with _telling(path):
        target = Path(os.path.realpath(path))  # a link stays a link
    if target.exists() and not target.is_file():
        _write_into(target, path, values)
        return
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        _write_into(part, path, values)
        with _telling(path):
            os.replace(part, target)
    finally:
        with suppress(OSError):  # nothing to clear away where nothing could be made
            part.unlink(missing_ok=True)


def _write_into(target: Path, named: Path, values: Iterable[bytes]) -> None:
    with _telling(named):
        file = open(target, "wb")  # noqa: SIM115  # closed below, where closing may fail too
    try:
        for value in values:
            if b"\n" in value:
                raise ValueError(f"{named}: a value with a line break is no line: {value[:60]!r}")
            with _telling(named):
                file.write(value + b"\n")
        with _telling(named):
            file.flush()
            if target.is_file():
                os.fsync(file.fileno())
            file.close()
    finally:
        with suppress(OSError):  # what failed has been told
            file.close()


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: Exception) -> RunError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return RunError(f"{path}: cannot be written: {why}; {_next_for_writing(error)}")


def _next_for_writing(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "make its folder first, or name another"
    if isinstance(error, IsADirectoryError):
        return "name a file inside that folder"
    return "free some space or name another place; what stood there before is untouched"


def _why_unreadable(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the path"
    if isinstance(error, IsADirectoryError):
        return "it is a folder; name a file inside it"
    if isinstance(error, PermissionError):
        return "permission denied; change its mode, or copy it to where it may be read"
    return f"{error.strerror if isinstance(error, OSError) else error}; check the path"
