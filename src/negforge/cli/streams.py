"""The standard streams as a command needs them: stdout tells when it cannot be written, stderr never stops the work."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from typing import Any, TextIO

from negforge.core.errors import RunError


class OutputLost(RunError):
    """What was printed did not arrive."""


def settle_streams() -> None:
    """Once, at the start of the command: put our own layer under stdout and stderr, and open what was closed."""
    _open_closed()
    sys.stdout = _layered(sys.stdout, _Stdout, errors="backslashreplace")  # no log text may stop the printing
    sys.stderr = _layered(sys.stderr, _Stderr, errors="backslashreplace")


def end_streams() -> None:
    """Write out what waits, once more: what fails now was told before, or has nobody left to hear it."""
    with suppress(OutputLost, BrokenPipeError):
        sys.stdout.flush()


class _Stream(io.RawIOBase):
    """A stream's bytes on their way to ``raw``; None where the stream was closed before we began."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw is not None and bool(self._raw.isatty())

    def fileno(self) -> int:
        if self._raw is None:
            raise io.UnsupportedOperation("fileno")
        return int(self._raw.fileno())

    def _written(self, data: Any) -> int | None:
        if self._raw is None:
            raise OSError(errno.EBADF, "it is closed")
        written: int | None = self._raw.write(data)
        return written


class _Stdout(_Stream):
    """The first failure is told, with the stream's name: an error of its own, that no open file is taken to have met.
    What comes after it is dropped, so that the interpreter has nothing left to fail at when it ends."""

    _lost = False

    def write(self, data: Any, /) -> int | None:
        if self._lost:
            return memoryview(data).nbytes
        try:
            return self._written(data)
        except BrokenPipeError:  # the reader left: nobody to tell
            self._lost = True
            raise
        except OSError as error:
            self._lost = True
            raise OutputLost(
                f"stdout: cannot be written ({error.strerror or error}); mend that, or send the output elsewhere"
            ) from error


class _Stderr(_Stream):
    """Messages that cannot be written are dropped: they are about the work, they are not the work."""

    def write(self, data: Any, /) -> int | None:
        with suppress(OSError):
            return self._written(data)
        return memoryview(data).nbytes


def _layered(stream: TextIO | None, layer: type[_Stream], *, errors: str) -> TextIO:
    if stream is None:
        return io.TextIOWrapper(io.BufferedWriter(layer(None)), encoding="utf-8", errors=errors, line_buffering=True)
    below = getattr(stream, "buffer", None)
    if not isinstance(stream, io.TextIOWrapper) or below is None:
        return stream  # somebody put something of their own there
    return io.TextIOWrapper(
        io.BufferedWriter(layer(getattr(below, "raw", below))),
        encoding=stream.encoding,
        errors=errors,
        line_buffering=stream.line_buffering or stream.write_through,
    )


def _open_closed() -> None:
    """Put /dev/null in the place of standard streams that are closed, for us and for our workers: the next file that
    is opened would take the number, and whatever a library prints would land in it."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # takes the lowest number that is free
