"""Questions that nobody has answered yet, noted while a stage runs: on the disk, with only their places in memory."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from negforge.adapters.tapes.values import Asked
from negforge.core.errors import RunError

_HEAD = struct.Struct(">QQ")  # the sample's number, the bytes of the body


class Notes:
    """Each question once. The file has no name, so that a killed process leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._places: dict[str, dict[bytes, int]] = {}  # model → key → offset in the file
        self._end = 0

    def __len__(self) -> int:
        return sum(len(places) for places in self._places.values())

    def note(self, asked: Asked) -> None:
        """Raises RunError where it cannot be written."""
        places = self._places.setdefault(asked.model, {})
        if (key := bytes.fromhex(asked.key)) in places:
            return
        try:
            file = self._opened()
            file.seek(self._end)
            file.write(_HEAD.pack(asked.sample, len(asked.body)) + asked.body)
        except OSError as error:
            raise RunError(f"{self._folder}: cannot be written ({error.strerror or error}); free some space") from None
        places[key] = self._end
        self._end += _HEAD.size + len(asked.body)

    def all_keys(self) -> Iterator[str]:
        """In the order of ``questions``."""
        for model in sorted(self._places):
            for key in sorted(self._places[model]):
                yield key.hex()

    def questions(self, wanted: Callable[[str], bool]) -> Iterator[Asked]:
        """Those whose key is wanted, by model and key: in which order they were asked does not show."""
        for model in sorted(self._places):
            for key in sorted(self._places[model]):
                if wanted(key.hex()):
                    yield self._read(model, key)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file, self._places, self._end = None, {}, 0

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  # closed in close()
        return self._file

    def _read(self, model: str, key: bytes) -> Asked:
        file = self._opened()
        file.seek(self._places[model][key])
        sample, size = _HEAD.unpack(file.read(_HEAD.size))
        return Asked(key.hex(), model, sample, file.read(size))
