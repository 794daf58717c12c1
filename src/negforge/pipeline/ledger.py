"""The run folder: what it was made from, and which stages are done already.

A stage is done when its files lie under their names with the sha256 that the ledger holds for them. What a run was
made from is kept in parts, so that a run that does not fit can say which part changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from negforge.core.errors import RunError, UsageError
from negforge.core.json_text import canonical
from negforge.pipeline.run_files import PARTIAL, make_folder, remove_partials, sha256_of, write_text

LEDGER = "ledger.json"
OURS = (
    "recipe.yaml", "rollouts.jsonl", "ingest.json", "refused.jsonl", "pairs.jsonl", "drops.jsonl", "funnel.json",
    "judgements.jsonl", "metrics.json", "manifest.json", "parts", "splits", LEDGER,
)  # fmt: skip


@dataclass(slots=True)
class Ledger:
    """``made_from``: the parts of the run's key (name → hash). ``stages``: stage → its files and their sha256."""

    folder: Path
    made_from: Mapping[str, str]
    stages: dict[str, dict[str, str]] = field(default_factory=dict)
    lock: object = None

    def is_done(self, stage: str) -> bool:
        """Whether all files of the stage lie there as they were written. An altered one counts as not made."""
        files = self.stages.get(stage)
        return files is not None and all(
            (self.folder / name).is_file() and sha256_of(self.folder / name) == sha for name, sha in files.items()
        )

    def record(self, stage: str, names: Sequence[str]) -> None:
        """Note that the stage is done, and with which files."""
        self.stages[stage] = {name: sha256_of(self.folder / name) for name in names}
        self._write()

    def forget(self, stages: Sequence[str]) -> None:
        """Forget these stages: something they stand on is made anew."""
        for stage in stages:
            self.stages.pop(stage, None)
        self._write()

    def _write(self) -> None:
        content = {"made_from": dict(self.made_from), "stages": self.stages}
        write_text(self.folder / LEDGER, json.dumps(content, indent=1, sort_keys=True) + "\n")


def open_run(folder: Path, made_from: Mapping[str, str], *, overwrite: bool) -> Ledger:
    """The run in ``folder``: a new one, or the one that lies there if it was made from the same things.

    Raises UsageError when it was made from others, unless ``overwrite``; a folder with foreign files is never touched.
    """
    make_folder(folder)
    lock = _lock(folder)
    strangers = sorted(path.name for path in folder.iterdir() if not _is_ours(path.name))
    if strangers and not (folder / LEDGER).exists():
        raise UsageError(f"{folder}: not a run folder (it holds {strangers[0]}); choose another --out")
    remove_partials(folder)
    held = _read(folder / LEDGER)
    if held is not None and not held.get("stages"):
        held = None  # nothing was finished: nothing is lost
    if held is not None and held.get("made_from") != dict(made_from) and not overwrite:
        changed = ", ".join(_changed(held.get("made_from", {}), made_from))
        raise UsageError(
            f"{folder}: made from other inputs ({changed} changed); use --overwrite to make it anew, or another --out"
        )
    if held is None or overwrite:
        _clear(folder)
        held = {}
    ledger = Ledger(folder, made_from, held.get("stages", {}), lock)
    ledger._write()
    return ledger


def key_of(made_from: Mapping[str, str]) -> str:
    """One hash for all that a run was made from."""
    import hashlib

    return hashlib.sha256(canonical(dict(made_from)).encode("ascii")).hexdigest()


def _read(path: Path) -> dict[str, Any] | None:
    """The ledger as it lies there, None where there is none or it is no ledger."""
    try:
        held = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: cannot be read ({error}); remove the folder, or choose another --out") from None
    return held if isinstance(held, dict) else {"made_from": {}}


def _changed(held: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    return [part for part in sorted({*held, *wanted}) if held.get(part) != wanted.get(part)]


def _clear(folder: Path) -> None:
    """Remove what a run writes, the ledger last: whatever happens in between, the folder is known as ours."""
    from shutil import rmtree

    try:
        for name in OURS:
            path = folder / name
            if path.is_dir() and not path.is_symlink():
                rmtree(path)
            else:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise RunError(f"{error.filename}: cannot be removed ({error.strerror}); remove {folder} yourself") from None


def _is_ours(name: str) -> bool:
    return name in OURS or name.endswith(PARTIAL)


def _lock(folder: Path) -> object:
    """Held until the process ends, however it ends. Where the system has no such locks, there is none."""
    import os

    try:
        import fcntl
    except ImportError:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise UsageError(f"{folder}: another negforge is at work there; wait for it, or choose another --out") from None
    except OSError:
        return None
    return _Handle(handle)


class _Handle:
    """A file descriptor that is closed with its holder."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __del__(self) -> None:
        import os

        os.close(self.descriptor)
