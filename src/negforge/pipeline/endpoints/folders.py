"""The folder of a run that asks models: made ours or refused, known by its mark, and its name on the tape."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from negforge.core.errors import UsageError
from negforge.core.json_text import digest
from negforge.pipeline.endpoints.batch_rounds import BATCH, UNFINISHED
from negforge.pipeline.endpoints.models import TAPE
from negforge.pipeline.running.ledger import LEDGER, Lock, lock_folder
from negforge.pipeline.running.run_files import make_folder, remove_partials, write_text

MARK, PATHS = "evaluation.json", "paths"
TAPE_FILES = ("", "-wal", "-shm", ".lock")


def open_folder(folder: Path, tape: Path, files: Sequence[str], mark: str = MARK) -> Lock:
    """Make it ours, or refuse what is another's. Nobody else comes in while it is locked. ``files``: what is written
    there; ``mark``: the file by which a folder of ours is known; one that is there stays as it is."""
    make_folder(folder)
    if any(os.path.realpath(tape) == os.path.realpath(folder / name) for name in (*files, mark)):
        raise UsageError(f"{tape}: a run writes a file of that name there; give the tape another name")
    if (folder / LEDGER).exists():
        raise UsageError(f"{folder}: holds a build; choose another --out")
    lock = lock_folder(folder)
    if not (folder / mark).exists():
        theirs = {*(tape.name + end for end in TAPE_FILES), *(TAPE + end for end in TAPE_FILES), BATCH, UNFINISHED}
        strangers = sorted(path.name for path in folder.iterdir() if path.name not in theirs)
        if strangers:
            lock.release()
            raise UsageError(f"{folder}: holds other files ({strangers[0]}); choose another --out")
        write_text(folder / mark, json.dumps({mark.removesuffix(".json"): "by negforge"}) + "\n")
    remove_partials(folder)
    return lock


def run_name(folder: Path) -> str:
    """The name under which the tape counts what this folder's runs spend."""
    return f"{folder.name}-{digest(str(folder.resolve()))[:6]}"
