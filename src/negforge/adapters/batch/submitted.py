"""What was sent to an endpoint's batch API: the ids it gave, beside the request files. No address, no key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from negforge.adapters.files import write_lines
from negforge.core.errors import RunError

SUBMITTED = "submitted.json"
ENDED = frozenset({"completed", "failed", "expired", "cancelled"})


@dataclass(slots=True)
class Sent:
    """One request file. ``file``, ``batch``: the service's ids. ``fetched``: everything that came was downloaded."""

    sha256: str
    file: str | None = None
    batch: str | None = None
    status: str | None = None
    fetched: bool = False

    @property
    def over(self) -> bool:
        """No reply will come any more."""
        return self.fetched and self.status in ENDED


def read_submitted(folder: Path) -> dict[str, Sent]:
    """By the request file's name; empty where nothing was sent. Raises RunError where it cannot be read."""
    path = folder / SUBMITTED
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Sent])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError, UnicodeError) as error:
        raise RunError(f"{path}: cannot be read ({error}); mend or remove it: batches are then found again") from None


def write_submitted(folder: Path, sent: Mapping[str, Sent]) -> None:
    text = json.dumps({name: asdict(one) for name, one in sent.items()}, indent=1, sort_keys=True)
    write_lines(folder / SUBMITTED, text.encode("ascii").split(b"\n"))
