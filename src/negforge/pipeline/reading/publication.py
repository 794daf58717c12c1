"""A published folder: whether one lies there, whose it is, and how a new one takes its place.

All files are made aside, in ``.publishing``, with a note of what is done, and moved when the last one is whole; the
manifest is the first to go and the last to come. So a reader finds the old release, none, or the new one, and after a
kill the same command goes on. What we did not write there (data card, readings) is never touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Any

from negforge.core.errors import RunError, UsageError
from negforge.core.json_text import Json
from negforge.pipeline.running.ledger import lock_folder
from negforge.pipeline.running.run_files import make_folder, sha256_of, write_text

KIND = "negforge benchmark"
MANIFEST, ASIDE, NOTE = "manifest.json", ".publishing", "note.json"
FULL_FOLDER = "full"


@dataclass(slots=True)
class Publication:
    """``units``: what is made already, by name: its files (sha256, bytes) and whatever else was noted of it.
    ``owned``: names of files that lie in the folder and are an earlier release's, or this one's."""

    folder: Path
    key: str
    units: dict[str, dict[str, Any]] = field(default_factory=dict)
    owned: set[str] = field(default_factory=set)
    lock: object = None

    @property
    def aside(self) -> Path:
        return self.folder / ASIDE

    def note_of(self, unit: str) -> dict[str, Any] | None:
        """What was noted of a unit whose files are all there, aside or in their place; None where it is to be made."""
        noted = self.units.get(unit)
        whole = noted is not None and all(self._lies_somewhere(name, one) for name, one in noted["files"].items())
        return noted if whole else None

    def record(self, unit: str, names: Iterable[str], **more: Json) -> None:
        """Note that the unit's files are whole."""
        files = {name: described(self.aside / name) for name in names}
        self.units[unit] = {"files": files, **more}
        self._write()

    def finish(self, units: Iterable[str], manifest: Mapping[str, Json]) -> None:
        """Put everything in its place, and take away what no unit has any more."""
        files = [name for unit in units for name in self.units[unit]["files"]]
        self.owned |= set(files)
        self._write()
        try:
            (self.folder / MANIFEST).unlink(missing_ok=True)
            for name in sorted(self.owned - set(files)):
                (self.folder / name).unlink(missing_ok=True)
            for name in files:
                (self.folder / name).parent.mkdir(exist_ok=True)
                if (self.aside / name).exists():
                    (self.aside / name).replace(self.folder / name)
        except OSError as error:
            told = f"{error.filename}: cannot be put in its place ({error.strerror})"
            raise RunError(f"{told}; mend that, the same command goes on") from error
        write_text(self.folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=True) + "\n")
        rmtree(self.aside)

    def release(self) -> None:
        self.lock = None

    def _lies_somewhere(self, name: str, written: Mapping[str, Any]) -> bool:
        return any(place.is_file() and described(place) == written for place in (self.aside / name, self.folder / name))

    def _write(self) -> None:
        content = {"key": self.key, "units": self.units, "owned": sorted(self.owned)}
        write_text(self.aside / NOTE, json.dumps(content, indent=1) + "\n")


def described(path: Path) -> dict[str, Any]:
    return {"sha256": sha256_of(path), "bytes": path.stat().st_size}


def open_publication(folder: Path, key: str, names: Iterable[str], *, overwrite: bool) -> Publication:
    """A new release in ``folder``, or one that was begun and not finished. ``names``: of all files that may be made.

    Raises UsageError where another release lies there, unless ``overwrite``, and always where a file of such a name
    lies there that no release of ours put there.
    """
    make_folder(folder)
    lock = lock_folder(folder)
    begun = _object(folder / ASIDE / NOTE)
    standing = published_manifest(folder)
    possible = set(names)  # whatever a manifest says: nothing else is ever removed
    owned = possible & {*(standing or {}).get("files", {}), *begun.get("owned", ())}
    for name in (MANIFEST, *sorted(possible)):
        if (folder / name).exists() and name not in owned and not (name == MANIFEST and standing):
            raise UsageError(f"{folder}: holds a {name} that no `negforge publish` put there; choose another --to")
    if standing is not None and not overwrite:
        raise UsageError(f"{folder}: holds {told(standing)}; use --overwrite to replace it, or choose another --to")
    if begun.get("key") == key:
        return Publication(folder, key, begun.get("units", {}), owned, lock)
    rmtree(folder / ASIDE, ignore_errors=True)
    return Publication(folder, key, {}, owned, lock)


def published_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a release, None where none lies there."""
    content = _object(folder / MANIFEST)
    return content if content.get("kind") == KIND else None


def refuse_half_published(folder: Path) -> None:
    """Raises RunError where a release was begun in this folder, and not finished."""
    if (folder / ASIDE).is_dir():
        raise RunError(f"{folder}: this release is not finished; the `negforge publish` that began it goes on")


def is_whole(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Whether all files lie there as the manifest says."""
    files = manifest["files"].items()
    return all((folder / name).is_file() and sha256_of(folder / name) == one["sha256"] for name, one in files)


def told(manifest: Mapping[str, Any]) -> str:
    return f"release {manifest.get('release')} of {manifest.get('name')}"


def _object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
