"""The batch files of a run through an endpoint's own batch API: submit, poll, fetch."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from negforge.adapters.batch.api import DOWNLOADING, NOT_SUBMITTED, BatchApi, State
from negforge.adapters.batch.files import round_folders
from negforge.adapters.batch.joining import mark_replied
from negforge.adapters.batch.standing import standing
from negforge.adapters.batch.submitted import SUBMITTED
from negforge.adapters.chat.endpoint import Secret
from negforge.core.errors import UsageError
from negforge.pipeline.endpoints.batch_rounds import BATCH, UNFINISHED

Note = Callable[[str], None]
KEY_ENV, URL_ENV = "OPENAI_API_KEY", "OPENAI_BASE_URL"
NO_KEY = "-"  # the package wants one; too short to be cut out of any text

__all__ = ["State", "fetch", "poll", "submit"]


def submit(run: Path, base_url: str | None, key_env: str | None, note: Note) -> int:
    """Sends the request files that the run waits for and that were not sent before; how many batches that made.

    Raises UsageError where nothing waits, RunError where the endpoint fails; a second time pays for nothing twice.
    """
    with _locked(_batch(run)), _api(base_url, key_env) as api:
        return sum(api.submit(folder, paths, note) for folder, paths in _waited_for(run, note).items())


def poll(
    run: Path, base_url: str | None, key_env: str | None, note: Note, *, wait: float = 0.0, every: float = 30.0
) -> list[State]:
    """How far the submitted files are. ``wait``: seconds to go on asking until all have ended, every so many."""
    until = time.monotonic() + wait
    with _api(base_url, key_env) as api:
        while True:
            states = [state for folder in _submitted(run) for state in api.poll(folder)]
            under_way = sum(not state.ended and state.status != NOT_SUBMITTED for state in states)
            left = until - time.monotonic()
            if left <= 0 or not under_way:
                return states
            note(f"{under_way} of {len(states)} batches under way")
            time.sleep(min(every, left))


def fetch(run: Path, base_url: str | None, key_env: str | None, note: Note) -> int:
    """Downloads what has come into the rounds' folders; how many files."""
    folders = _submitted(run)
    with _locked(run / BATCH), _api(base_url, key_env) as api:
        for folder in folders:
            for left_over in folder.glob(f".*{DOWNLOADING}"):  # a killed process's: we hold the lock
                left_over.unlink(missing_ok=True)
        return sum(api.fetch(folder, note) for folder in folders)


def _waited_for(run: Path, note: Note) -> dict[Path, list[Path]]:
    """By round: the files that the stage named when it stopped, less those that were answered since."""
    try:
        held = json.loads((run / UNFINISHED).read_bytes())
        names = set(held["files"])
    except FileNotFoundError:
        raise UsageError(f"{run}: waits for no replies; nothing to submit") from None
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(f"{run / UNFINISHED}: cannot be read ({error}); type the run's command again") from None
    stand = standing(run / BATCH)
    mark_replied(stand)
    found: dict[Path, list[Path]] = {}
    for file in stand.files:
        if file.path.relative_to(run).as_posix() not in names:
            continue
        if file.replied:
            note(f"{file.path}: replies lie beside it; type the run's command again to have them read")
        else:
            found.setdefault(file.path.parent, []).append(file.path)
    return found


def _submitted(run: Path) -> list[Path]:
    found = [folder for _, folder in round_folders(_batch(run)) if (folder / SUBMITTED).exists()]
    if not found:
        raise UsageError(f"{run}: nothing was submitted; `negforge batch submit {run}` does that")
    return found


def _batch(run: Path) -> Path:
    folder = run / BATCH
    if not folder.is_dir():
        raise UsageError(f"{run}: no run folder with batch files (no {BATCH}/); name one such as runs/NAME")
    return folder


def _api(base_url: str | None, key_env: str | None) -> BatchApi:
    address = base_url or os.environ.get(URL_ENV)
    if not address:
        raise UsageError(f"no endpoint is named; give --base-url URL, or set {URL_ENV}")
    key = os.environ.get(key_env or KEY_ENV, "")
    if key_env and not key:
        raise UsageError(f"the environment variable {key_env} is not set; it should hold the endpoint's key")
    return BatchApi(Secret(address), Secret(key.strip() or NO_KEY))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time submits or fetches; the system ends the lock with the process. Some have no such locks."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"{folder}: another `negforge batch` is at work there; wait for it") from None
        except OSError:
            pass
        yield
    finally:
        os.close(handle)
