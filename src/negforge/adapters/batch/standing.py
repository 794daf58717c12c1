"""What stands in the request files of all rounds: which question where, and which files were answered at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from negforge.adapters.batch.files import ABOUT, request_files, round_folders
from negforge.adapters.chat.body import key_of
from negforge.adapters.tapes.values import Asked
from negforge.core.errors import RunError

SAMPLES_AT_LEAST = 64  # tried for a line, where round.json does not say how many there are


class _Body(msgspec.Struct):
    model: str


class _Line(msgspec.Struct):
    custom_id: str
    body: msgspec.Raw


class _About(msgspec.Struct):
    highest_sample: int = 0


_line = msgspec.json.Decoder(_Line)
_body = msgspec.json.Decoder(_Body)


@dataclass(slots=True)
class RequestFile:
    """``offsets``: key (16 bytes) → where its line begins. ``replied``: something came back for it, good or not."""

    path: Path
    round: int
    highest_sample: int
    offsets: dict[bytes, int] = field(default_factory=dict)
    replied: bool = False

    def asked(self, key: str) -> Asked | None:
        """The question as it stands in the file. None where it is no longer what its key says."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.offsets[bytes.fromhex(key)])
                line = _line.decode(file.readline())
            body = bytes(line.body)
            model = _body.decode(body).model
        except OSError as error:
            raise RunError(f"{self.path}: cannot be read ({error.strerror or error}); is its disk there?") from None
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return None
        samples = range(max(self.highest_sample, SAMPLES_AT_LEAST) + 1)
        sample = next((number for number in samples if key_of(body, number) == key), None)
        return None if sample is None else Asked(key, model, sample, body)


@dataclass(slots=True)
class Standing:
    """All request files, oldest first. ``folders``: the rounds by number."""

    folders: tuple[tuple[int, Path], ...] = ()
    files: list[RequestFile] = field(default_factory=list)

    def latest(self, key: str) -> RequestFile | None:
        """The last file in which the question stands."""
        place = _place(key)
        return next((file for file in reversed(self.files) if place in file.offsets), None)

    def of_round(self, key: str, number: int) -> RequestFile | None:
        """The file of this round in which it stands, else the last of any."""
        place = _place(key)
        here = (file for file in self.files if file.round == number and place in file.offsets)
        return next(here, None) or self.latest(key)


def standing(batch: Path) -> Standing:
    """Reads the request files, once. Raises RunError where one is not as it was written."""
    folders = tuple(round_folders(batch))
    files = [
        RequestFile(path, number, _highest(folder / ABOUT), dict(_offsets(path)))
        for number, folder in folders
        for path in request_files(folder)
    ]
    return Standing(folders, files)


def _offsets(path: Path) -> Iterator[tuple[bytes, int]]:
    offset = 0
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if raw.strip():
                    yield _key(raw, path, number), offset
                offset += len(raw)
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror or error}); is its disk there?") from None


def _key(raw: bytes, path: Path, number: int) -> bytes:
    try:
        place = _place(_line.decode(raw).custom_id)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        place = None
    if place is None:
        raise RunError(
            f"{path}: line {number} is no request of ours; the file was altered: remove its round's folder "
            "(replies that were read are kept) and type the same command again"
        )
    return place


def _place(key: str) -> bytes | None:
    """A key as 16 bytes; None for what is no key."""
    if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
        return None
    return bytes.fromhex(key)


def _highest(path: Path) -> int:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_About).highest_sample
    except (OSError, msgspec.MsgspecError, UnicodeError):
        return 0
