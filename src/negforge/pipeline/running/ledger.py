"""The run folder: whose it is, what it was made from, and which stages are done already.

A folder is ours when a ledger of ours lies in it, and by nothing else: names such as pairs.jsonl are other people's
too. The ledger is the first file of a new run and is only ever replaced, so a kill leaves no folder of unknown owner.
A stage is done when its files lie under their names with the sha256 that the ledger holds for them. What a run was
made from is kept in parts, so that a run that does not fit can say which part changed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard

from negforge.assemble.splits import SPLITS
from negforge.core.errors import RunError, UsageError
from negforge.core.json_text import Json, canonical
from negforge.pipeline.running.run_files import (
    is_trial,
    make_folder,
    partial_of,
    remove_partials,
    sha256_of,
    write_text,
)

LEDGER, INCOMING = "ledger.json", "incoming"
STAGE_FILES: Mapping[str, tuple[str, ...]] = {
    "manifest": ("manifest.json",),  # the first to go: it says that a run is finished
    "ingest": ("rollouts.jsonl", "refused.jsonl", "ingest.json"),
    "pairs": ("pairs.jsonl", "drops.jsonl", "funnel.json"),
    "duplicates": ("duplicates.jsonl", "duplicates.json"),
    "judgements": ("judgements.jsonl", "metrics.json", "measures.json"),
}
"""What a stage leaves at the least. The splits are left out: a run without pairs has none."""
FILES = (
    *(name for names in STAGE_FILES.values() for name in names),
    *("recipe.yaml", "selection.json", "gate.json", "use.json", "unfinished.json"),
)
FOLDERS: Mapping[str, re.Pattern[str]] = {
    "parts": re.compile(r"\d{6,}\.(json|pairs\.jsonl|drops\.jsonl)"),
    "splits": re.compile(rf"({'|'.join(SPLITS)})\.jsonl"),
    INCOMING: re.compile("|".join(re.escape(name) for name in STAGE_FILES["ingest"])),
}
"""Folders of a run, and the names of its files in them. Others' files in ``splits`` stay there."""
ONLY_OURS = ("parts", INCOMING)  # folders that are removed whole
PAID_FOR = ("tape.sqlite", "tape.sqlite-wal", "tape.sqlite-shm", "tape.sqlite.lock", "batch")  # never cleared away


@dataclass(slots=True)
class Ledger:
    """``made_from``: the parts of the run's key (name → hash). ``stages``: stage → its files and their sha256.
    ``replaces``: another run lies there still; ``take_over`` removes it."""

    folder: Path
    made_from: Mapping[str, str]
    stages: dict[str, dict[str, str]] = field(default_factory=dict)
    lock: object = None
    replaces: bool = False

    def is_done(self, stage: str) -> bool:
        """Whether all files of the stage lie there as they were written. An altered one counts as not made."""
        files = self.stages.get(stage)
        return (
            files is not None
            and files.keys() >= set(STAGE_FILES.get(stage, ()))
            and all(_lies_there(self.folder / name, sha) for name, sha in files.items())
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

    def begin(self) -> None:
        """A run of which nothing is done yet. The ledger first: whatever happens then, the folder is known as ours,
        and what is left of an earlier run counts for nothing."""
        self.stages = {}
        self._write()
        _clear(self.folder)

    def take_over(self, stage: str, make: Callable[[Path], None]) -> None:
        """Make the stage aside, and only when that went well put it in the place of the run that lies there.

        The other stages would follow the first one's failures, so one of them is enough to know that the new run can
        be made; a whole run aside would take twice the disk, and its parts and paid replies would have two homes. A
        kill leaves the old run whole (before ``begin``) or a new one of which nothing is done (after it).
        """
        aside = self.folder / INCOMING
        _removing(self.folder, lambda: _remove_ours(aside))
        try:
            make(aside)
            self.begin()
            names = STAGE_FILES[stage]
            for name in names:
                (aside / name).replace(self.folder / name)
            self.record(stage, names)
            self.replaces = False
        finally:
            _removing(self.folder, lambda: _remove_ours(aside))

    def release(self) -> None:
        """Let others into the folder. An exception that somebody keeps holds on to the ledger, but not to its lock."""
        self.lock = None

    def _write(self) -> None:
        content = {"made_from": dict(self.made_from), "stages": self.stages}
        write_text(self.folder / LEDGER, json.dumps(content, indent=1, sort_keys=True) + "\n")


@dataclass(frozen=True, slots=True)
class _Held:
    """A ledger as it lies there."""

    made_from: dict[str, str]
    stages: dict[str, dict[str, str]]


def open_run(folder: Path, made_from: Mapping[str, str], *, overwrite: bool) -> Ledger:
    """The run in ``folder``: a new one, or the one that lies there if it was made from the same things.

    Raises UsageError when it was made from others, unless ``overwrite``: then the ledger ``replaces`` it. So it does
    with a finished run from the same things; an unfinished one goes on, as every stop promises. A folder that is not
    ours is never touched.
    """
    make_folder(folder)
    lock = lock_folder(folder)
    held = _read(folder / LEDGER)
    if held is None:
        _refuse_strangers(folder)
    else:
        _refuse_what_no_run_makes(folder)
    remove_partials(folder)
    _removing(folder, lambda: _remove_ours(folder / INCOMING))
    ledger = Ledger(folder, dict(made_from), lock=lock)
    if held is None or not held.stages:  # nothing was finished: nothing is lost
        ledger.begin()
    elif held.made_from != ledger.made_from and not overwrite:
        changed = ", ".join(_changed(held.made_from, made_from))
        raise UsageError(
            f"{folder}: made from other inputs ({changed} changed); use --overwrite to make it anew, or another --out"
        )
    elif held.made_from != ledger.made_from or (overwrite and _is_finished(folder)):
        ledger.replaces = True
    else:
        ledger.stages = held.stages
    return ledger


def holds_another(folder: Path, made_from: Mapping[str, str]) -> bool:
    """Whether a run lies there that was made from other things. Raises UsageError for a damaged ledger."""
    held = _read(folder / LEDGER)
    return held is not None and held.made_from != dict(made_from)


def refuse_sources(folder: Path, sources: Iterable[Path], folders: Iterable[Path] = ()) -> None:
    """Raises UsageError where something that a build reads lies in its run folder: what it writes might take its
    place. Also where the run folder lies in one of the ``folders`` that are read whole: the same command again would
    read what it wrote, and could not go on."""
    inside = _resolved(folder)
    for around in folders:
        if inside.is_relative_to(_resolved(around)):
            raise UsageError(f"{folder}: lies in the input folder {around}; choose another --out, not below it")
    for source in sources:
        own_name = _resolved(source.parent) / source.name  # a link that lies there would be replaced too
        if own_name.is_relative_to(inside) or _resolved(source).is_relative_to(inside):
            raise UsageError(f"{folder}: holds {source}, which this build reads; choose another --out")


def key_of(made_from: Mapping[str, str]) -> str:
    """One hash for all that a run was made from."""
    import hashlib

    return hashlib.sha256(canonical(dict(made_from)).encode("ascii")).hexdigest()


def _read(path: Path) -> _Held | None:
    """The ledger as it lies there, None where there is none. Raises UsageError for what is no ledger of ours."""
    try:
        content: Json = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: cannot be read ({error}); remove the folder, or choose another --out") from None
    if isinstance(content, dict):
        made_from, stages = content.get("made_from"), content.get("stages")
        if _are_hashes(made_from) and "negforge" in made_from and _are_stages(stages):
            return _Held(made_from, stages)
    raise UsageError(f"{path}: is no ledger of a run, or a damaged one; remove the folder, or choose another --out")


def _are_hashes(value: object) -> TypeGuard[dict[str, str]]:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _are_stages(value: object) -> TypeGuard[dict[str, dict[str, str]]]:
    return isinstance(value, dict) and all(_are_hashes(files) for files in value.values())


def _lies_there(path: Path, sha256: str) -> bool:
    return path.is_file() and sha256_of(path) == sha256


def _is_finished(folder: Path) -> bool:
    return all((folder / name).exists() for name in STAGE_FILES["manifest"])


def _changed(held: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    return [part for part in sorted({*held, *wanted}) if held.get(part) != wanted.get(part)]


def _refuse_strangers(folder: Path) -> None:
    """Without a ledger: only what a kill before the first file leaves, and what was paid for, may lie there."""
    for path in sorted(folder.iterdir()):
        begun = is_trial(path.name) or partial_of(path.name) == LEDGER
        if path.name not in PAID_FOR and not begun:
            raise UsageError(f"{folder}: not a run folder (it holds {path.name}); choose another --out")


def _refuse_what_no_run_makes(folder: Path) -> None:
    """In a folder of ours: a folder under the name of a file, a link or a file under that of a folder, and whatever
    else would be lost or in the way."""
    for name in FILES:
        if (folder / name).is_dir():
            raise _not_ours(folder / name)
    for name, ours in FOLDERS.items():
        place = folder / name
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise _not_ours(place)
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            known = ours.fullmatch(path.name) or partial_of(path.name)
            if path.is_dir() if known else name in ONLY_OURS:
                raise _not_ours(path)


def _not_ours(path: Path) -> UsageError:
    what = "a link" if path.is_symlink() else "a folder" if path.is_dir() else "a file"
    return UsageError(f"{path}: is {what} that no run makes; move it away, or choose another --out")


def _clear(folder: Path) -> None:
    """Remove what a run writes, except the ledger, what was paid for and what is to come in."""

    def remove() -> None:
        for name in FILES:
            (folder / name).unlink(missing_ok=True)
        for name in FOLDERS:
            if name != INCOMING:
                _remove_ours(folder / name)

    _removing(folder, remove)


def _remove_ours(place: Path) -> None:
    """A run's files in one of its folders, and the folder where it is empty then."""
    if not place.is_dir() or place.is_symlink():
        return
    ours = FOLDERS[place.name]
    left = 0
    for path in sorted(place.iterdir()):
        if ours.fullmatch(path.name) or partial_of(path.name):
            path.unlink(missing_ok=True)
        else:
            left += 1
    if not left:
        place.rmdir()


def _removing(folder: Path, remove: Callable[[], None]) -> None:
    try:
        remove()
    except OSError as error:
        raise RunError(f"{error.filename}: cannot be removed ({error.strerror}); remove {folder} yourself") from None


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # no working directory, links in a circle, no file's name
        raise UsageError(f"{path}: cannot be found ({error}); give its full path") from None


def lock_folder(folder: Path) -> Lock:
    """Held until its block or the process ends, however that ends. Without such locks (Windows) nothing is."""
    import os

    try:
        import fcntl
    except ImportError:
        return Lock(None)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise UsageError(f"{folder}: another negforge is at work there; wait for it, or choose another --out") from None
    except OSError:
        os.close(handle)
        return Lock(None)
    return Lock(handle)


class Lock:
    """An open folder, closed at the end of its block, or with its holder."""

    def __init__(self, descriptor: int | None) -> None:
        self.descriptor = descriptor

    def __enter__(self) -> None:
        """There is nothing to do with it but to hold it."""

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Once: an exception that somebody keeps holds on to the frames that it passed, and so to their locks."""
        descriptor, self.descriptor = self.descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def __del__(self) -> None:
        self.release()
