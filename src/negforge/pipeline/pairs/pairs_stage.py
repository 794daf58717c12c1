"""The second stage: rollouts.jsonl → pairs.jsonl, drops.jsonl, funnel.json, chunk by chunk.

A chunk is 25 rollouts. Its result is a part: a file of pairs, a file of drops and a note that says that both are whole.
Parts outlive a kill; at the end they are joined in order, so the bytes do not tell how many workers there were.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from negforge.adapters.wire import decode_rollout, encode_drop, encode_pair
from negforge.core.pair import Pair
from negforge.core.trajectory import Rollout
from negforge.perturb.recollection import LogMemory
from negforge.pipeline.gathering.ingest_stage import ROLLOUTS, Progress
from negforge.pipeline.pairs.candidates import Workbench, candidates_of, workbench
from negforge.pipeline.pairs.reroll_stage import rerolls_in
from negforge.pipeline.running.bounded import chunked, run_in_order
from negforge.pipeline.running.failures import Failures, memory_and_failures
from negforge.pipeline.running.joining import join_parts
from negforge.pipeline.running.run_files import sha256_of, whole_file, write_text
from negforge.recipe.knobs import Recipe

CHUNK = 25
PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines of rollouts.jsonl, undecoded: the worker has the time for that."""

    number: int
    lines: tuple[bytes, ...]


def make_pairs(recipe: Recipe, folder: Path, workers: int, progress: Progress) -> None:
    """Perturb and validate every rollout that may be a chosen."""
    parts = folder / PARTS
    total = sum(1 for _ in _chunks(folder / ROLLOUTS))
    waiting = {number for number in range(total) if not is_whole(parts, number)}
    if waiting:
        progress("perturb and validate", total - len(waiting), total)
        memory, failures = memory_and_failures(folder / ROLLOUTS)
        prepare = partial(_prepare, recipe, memory, failures, rerolls_in(folder), parts)
        items = ((_named(one), one) for one in _chunks(folder / ROLLOUTS) if one.number in waiting)
        for done, _ in enumerate(run_in_order(prepare, _work, items, workers=min(workers, len(waiting))), 1):
            progress("perturb and validate", total - len(waiting) + done, total)
    join_parts(parts, total, folder)


def read_rollouts(path: Path) -> Iterator[Rollout]:
    with path.open("rb") as file:
        for line in file:
            yield decode_rollout(line)


def is_whole(parts: Path, number: int) -> bool:
    """Whether the part lies there as it was written."""
    try:
        note = json.loads((parts / f"{number:06d}.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    if not isinstance(note, dict) or note.get("sha256_of_kept") != _sha256_of_kept(note.get("kept")):
        return False
    files = note.get("files")
    return (
        isinstance(files, dict)
        and set(files) == set(_files_of(number))
        and all((parts / name).is_file() and sha256_of(parts / name) == sha for name, sha in files.items())
    )


def _chunks(path: Path) -> Iterator[Chunk]:
    with path.open("rb") as file:
        yield from (Chunk(number, lines) for number, lines in enumerate(chunked(file, CHUNK)))


def _named(chunk: Chunk) -> str:
    first = chunk.number * CHUNK + 1
    return f"rollouts {first} to {first + len(chunk.lines) - 1}"


@dataclass(frozen=True, slots=True)
class _Room:
    """What a worker needs for every chunk, and where it writes."""

    bench: Workbench
    parts: Path


def _prepare(
    recipe: Recipe, memory: LogMemory, failures: Failures, rerolls: Mapping[str, tuple[Rollout, ...]], parts: Path
) -> _Room:
    return _Room(workbench(recipe, memory, failures, rerolls), parts)


def _work(room: _Room, chunk: Chunk) -> int:
    """Write the chunk's part, its note last."""
    pairs_file, drops_file = _files_of(chunk.number)
    kept: list[tuple[str, str]] = []
    with (
        whole_file(room.parts / pairs_file) as pairs,
        whole_file(room.parts / drops_file) as drops,
    ):
        for line in chunk.lines:
            rollout = decode_rollout(line)
            for rule, outcome in candidates_of(rollout, room.bench):
                if isinstance(outcome, Pair):
                    pairs.write(encode_pair(outcome) + b"\n")
                    kept.append((outcome.id, rule))
                else:
                    drops.write(encode_drop(outcome) + b"\n")
    files = {name: sha256_of(room.parts / name) for name in (pairs_file, drops_file)}
    note = {"files": files, "kept": kept, "sha256_of_kept": _sha256_of_kept(kept)}
    write_text(room.parts / f"{chunk.number:06d}.json", json.dumps(note))
    return chunk.number


def _files_of(number: int) -> tuple[str, str]:
    return f"{number:06d}.pairs.jsonl", f"{number:06d}.drops.jsonl"


def _sha256_of_kept(kept: object) -> str:
    return hashlib.sha256(json.dumps(kept).encode("ascii")).hexdigest()
