"""Who made which rollout: the few fields of rollouts.jsonl that say so, read without the conversations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from negforge.adapters.json_records import read_lines
from negforge.adapters.json_values import NotJson, decode
from negforge.core.errors import UsageError


@dataclass(frozen=True, slots=True)
class Made:
    """``settings``: JSON text of how it was made."""

    maker: str | None
    settings: str | None


class _Line(msgspec.Struct):
    id: str
    maker: str | None = None
    settings: str | None = None


def makers_in(path: Path) -> dict[str, Made]:
    """By the rollout's id. Raises UsageError where the file is none of rollouts."""
    return {line.id: Made(line.maker, line.settings) for line in _lines(path)}


def _lines(path: Path) -> Iterator[_Line]:
    decoder = msgspec.json.Decoder(_Line)
    for where, raw in read_lines(path):
        try:
            try:
                yield decoder.decode(raw)
            except (msgspec.DecodeError, UnicodeDecodeError):  # JSON with half characters: our own reader knows
                yield msgspec.convert(decode(raw), _Line)
        except (NotJson, msgspec.ValidationError, UnicodeEncodeError) as error:
            raise UsageError(f"{path}: {where}: no rollout: {error}; is this a negforge file?") from error
