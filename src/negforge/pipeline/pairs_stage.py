"""The second stage: rollouts.jsonl → pairs.jsonl, drops.jsonl, funnel.json, chunk by chunk.

A chunk is 25 rollouts. Its result is a part: a file of pairs, a file of drops and a note that says that both are whole.
Parts outlive a kill; at the end they are joined in order, so the bytes do not tell how many workers there were.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from negforge.adapters.wire import decode_rollout, encode_drop, encode_pair
from negforge.agents.counterfactual import WorldRun, run_of
from negforge.core.defect import DEFECTS, find_defect
from negforge.core.pair import Drop, Pair
from negforge.core.trajectory import Rollout, succeeded
from negforge.perturb.natural import NATURAL, natural_candidates
from negforge.perturb.recollection import LogMemory
from negforge.perturb.rule import Rule, perturb
from negforge.pipeline.bounded import run_in_order
from negforge.pipeline.failures import Failures, failures_in
from negforge.pipeline.ingest_stage import ROLLOUTS, Progress
from negforge.pipeline.joining import join_parts
from negforge.pipeline.publishing import republished
from negforge.pipeline.run_files import sha256_of, whole_file, write_text
from negforge.pipeline.wiring import bounds_of, rules_of
from negforge.plugins import all_checks
from negforge.recipe.knobs import Aim, Recipe
from negforge.validate.validate import Inspector

CHUNK = 25
PARTS = "parts"
TRIES_AT_AIM = 4  # so many times the usual proposals of a rule are looked at where the recipe aims


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
        memory = LogMemory.collect(read_rollouts(folder / ROLLOUTS))
        prepare = partial(_prepare, recipe, memory, failures_in(folder / ROLLOUTS), parts)
        items = ((_named(one), one) for one in _chunks(folder / ROLLOUTS) if one.number in waiting)
        for done, _ in enumerate(run_in_order(prepare, _work, items, workers=min(workers, len(waiting))), 1):
            progress("perturb and validate", total - len(waiting) + done, total)
    join_parts(parts, total, folder)


def read_rollouts(path: Path) -> Iterator[Rollout]:
    with path.open("rb") as file:
        for line in file:
            yield decode_rollout(line)


@dataclass(frozen=True, slots=True)
class Workbench:
    """What it takes to make pairs of a rollout."""

    recipe: Recipe
    rules: tuple[Rule, ...]
    memory: LogMemory
    inspector: Inspector
    failures: Failures


def workbench(recipe: Recipe, memory: LogMemory, failures: Failures) -> Workbench:
    """Rules and validation as the recipe has them, with the defects of guest rules among ours."""
    rules = rules_of(recipe)
    defects = {one.slug: one for one in DEFECTS} | {one.defect.slug: one.defect for one in rules}
    inspector = Inspector(bounds_of(recipe), all_checks(), memory, republished, defects)
    return Workbench(recipe, rules, memory, inspector, failures)


def candidates_of(rollout: Rollout, bench: Workbench) -> Iterator[tuple[str, Pair | Drop]]:
    """What becomes of every candidate of one rollout: the rule's name, and the pair or the drop."""
    if not may_be_chosen(rollout, bench.recipe.perturb.only_successes):
        return
    run = run_of(rollout)
    yield from _by_rules(rollout, bench, run)
    yield from _natural(rollout, bench, run)


def _by_rules(rollout: Rollout, bench: Workbench, run: WorldRun | None) -> Iterator[tuple[str, Pair | Drop]]:
    knobs = bench.recipe.perturb
    tries = 1 if knobs.aim == Aim() else TRIES_AT_AIM
    most = {one.name: knobs.limits.get(one.name, knobs.per_rule) for one in bench.rules}
    kept: Counter[str] = Counter()
    for candidate in perturb(
        rollout,
        bench.rules,
        bench.memory,
        rng_seed=bench.recipe.rng_seed,
        per_rule=knobs.per_rule * tries,
        limits={name: limit * tries for name, limit in knobs.limits.items()},
        run=run,
    ):
        if kept[candidate.rule] >= most[candidate.rule]:
            continue
        outcome = aimed(bench.inspector.validate(candidate, run), knobs.aim)
        kept[candidate.rule] += isinstance(outcome, Pair) or tries == 1
        yield candidate.rule, outcome


def _natural(rollout: Rollout, bench: Workbench, run: WorldRun | None) -> Iterator[tuple[str, Pair | Drop]]:
    most = bench.recipe.perturb.natural
    failures = bench.failures.of(rollout) if most and succeeded(rollout) else []
    checks, defects = bench.inspector.checks, tuple(bench.inspector.defects.values())
    for one in natural_candidates(rollout, failures, checks, defects, most):
        yield NATURAL, one if isinstance(one, Drop) else bench.inspector.validate(one, run)


def aimed(outcome: Pair | Drop, aim: Aim) -> Pair | Drop:
    """The pair, if it is one of those that the recipe aims at."""
    if isinstance(outcome, Drop) or outcome.certificate is None:
        return outcome
    defect = find_defect(outcome.defect or "")
    told = (
        ("level", outcome.level, aim.levels),
        ("depth", outcome.certificate.depth, aim.depths),
        ("severity", defect.severity if defect else None, aim.severities),
    )
    for name, value, wanted in told:
        if wanted and value not in wanted:
            reason = f"{name} {value}; the recipe aims at {', '.join(map(str, wanted))}"
            return Drop(outcome.id, "aim", reason, outcome.certificate.rule, outcome.defect, outcome.rollout)
    return outcome


def may_be_chosen(rollout: Rollout, only_successes: bool) -> bool:
    """Certified successes; without ``only_successes`` also runs of which nothing is known."""
    return succeeded(rollout) or (not only_successes and rollout.outcome is None)


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
        number = 0
        while lines := tuple(islice(file, CHUNK)):
            yield Chunk(number, lines)
            number += 1


def _named(chunk: Chunk) -> str:
    first = chunk.number * CHUNK + 1
    return f"rollouts {first} to {first + len(chunk.lines) - 1}"


@dataclass(frozen=True, slots=True)
class _Room:
    """What a worker needs for every chunk, and where it writes."""

    bench: Workbench
    parts: Path


def _prepare(recipe: Recipe, memory: LogMemory, failures: Failures, parts: Path) -> _Room:
    return _Room(workbench(recipe, memory, failures), parts)


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
