"""What a build reads: the files that a recipe names, each under a label that does not depend on the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from negforge.adapters.files import readable
from negforge.core.errors import UsageError
from negforge.pipeline.running.run_files import sha256_of
from negforge.recipe.mistakes import did_you_mean
from negforge.recipe.shipped import shipped

SUFFIXES = (".json", ".jsonl")
LONGEST = 300  # characters of a name that is told
Kind: TypeAlias = Literal["file", "folder", "other", "nothing"]


@dataclass(frozen=True, slots=True)
class InputFile:
    """``label``: the file's name, or its path below the folder that was named."""

    path: Path
    label: str
    sha256: str


def find_inputs(named: Literal["seeds", "worlds"] | Sequence[str]) -> tuple[InputFile, ...]:
    """All files, in the order named; a folder gives its .json and .jsonl files at any depth, sorted by path.

    ``worlds``: no file at all. Raises UsageError for what is not there, and where nothing was named.
    """
    if named == "worlds":
        return ()
    if named == "seeds":
        found = [(path, f"seeds/{label}") for path, label in below(shipped("seeds"))]
    else:
        found = [pair for name in named for pair in _files(name)]
    if not found:
        raise UsageError("no input: name one with --input FILE, or as `input` in the recipe")
    files: dict[Path, InputFile] = {}
    labels: set[str] = set()
    for path, label in found:
        if path.resolve() not in files:
            own = _unique(label, labels)
            labels.add(own)
            files[path.resolve()] = InputFile(path, own, sha256_of_input(path))
    return tuple(files.values())


def corpus_files(named: Sequence[str]) -> tuple[InputFile, ...]:
    """The same for what pairs are held against; nothing where nothing is named."""
    return find_inputs(named) if named else ()


def sha256_of_input(path: Path) -> str:
    """Raises UsageError where the file cannot be read."""
    if what_lies_at(path) == "nothing":
        raise UsageError(f"{path}: no such file{_near(path)}")
    readable(path)
    return sha256_of(path)


def what_lies_at(path: Path) -> Kind:
    """``other``: a pipe, a device. Raises UsageError where it cannot be told: a locked folder, an impossible name."""
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "nothing"
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"


def _unreadable(path: Path, error: OSError | ValueError) -> UsageError:
    if isinstance(error, PermissionError):
        return UsageError(f"{path}: cannot be read: permission denied; change the rights there, or name a copy")
    if isinstance(error, OSError):
        return UsageError(f"{_cut(str(path))}: cannot be read: {error.strerror or error}; check the path")
    return UsageError(f"{path}: no file can have this name ({error}); check the path")


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[:LONGEST]}..."


def _files(name: str) -> Iterable[tuple[Path, str]]:
    """A file of that very name first: file names may hold brackets and stars."""
    path = Path(name)
    kind = what_lies_at(path)
    if kind == "folder":
        inside = below(path)
        if not inside:
            raise UsageError(f"{name}: holds no {' or '.join(SUFFIXES)} file")
        return inside
    if kind != "nothing" or not any(sign in name for sign in "*?["):
        return [(path, path.name)]
    from glob import glob

    matches = [Path(match) for match in sorted(glob(name, recursive=True)) if Path(match).is_file()]
    if not matches:
        raise UsageError(f"{name}: no file has a name of this pattern")
    return [(match, match.name) for match in matches]


def below(folder: Path) -> list[tuple[Path, str]]:
    """The .json and .jsonl files of a folder, at any depth, sorted by their path below it; and that path.

    Raises UsageError where a folder cannot be looked into: what lies there would be missing unsaid.
    """
    inside = [path for path in _walk(folder) if path.suffix in SUFFIXES and what_lies_at(path) == "file"]
    named = sorted((path.relative_to(folder).as_posix(), path) for path in inside)
    return [(path, label) for label, path in named]


def _walk(folder: Path) -> Iterator[Path]:
    def locked(error: OSError) -> None:
        raise _unreadable(Path(error.filename), error)

    for place, _, names in os.walk(folder, onerror=locked):
        yield from (Path(place, name) for name in names)


def _unique(label: str, taken: set[str]) -> str:
    number = 1
    own = label
    while own in taken:
        number += 1
        own = f"{label} ({number})"
    return own


def _near(path: Path) -> str:
    if what_lies_at(path.parent) != "folder":
        return f"; there is no folder {path.parent} either"
    try:
        names = tuple(sorted(other.name for other in path.parent.iterdir()))[:1000]
    except OSError:
        return ""
    hint = did_you_mean(path.name, names)
    return hint if "did you mean" in hint else ""
