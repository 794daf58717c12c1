"""A finished run → a published folder: the splits in three layouts, what types they have, and the manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import Any

import negforge
from negforge.adapters.columns import features_json
from negforge.adapters.published_columns import FULL, PLAN_REWARDBENCH
from negforge.adapters.rollout_makers import makers_in
from negforge.assemble.splits import SPLITS
from negforge.core.errors import RunError, UsageError
from negforge.core.json_text import canonical
from negforge.pipeline.building.build import read_run
from negforge.pipeline.building.published_manifest import manifest_of
from negforge.pipeline.endpoints.wiring import defects_by_slug
from negforge.pipeline.gathering.ingest_stage import ROLLOUTS
from negforge.pipeline.reading.origin import sha256_text, source_sha256
from negforge.pipeline.reading.publication import (
    ASIDE,
    Publication,
    is_whole,
    open_publication,
    published_manifest,
)
from negforge.pipeline.reading.published_split import names_of, write_split
from negforge.pipeline.reading.splits_stage import FOLDER, read_pairs
from negforge.pipeline.running.run_files import sha256_of, write_text
from negforge.plugins import all_rules

Progress = Callable[[str, int, int | None], None]
TYPES = "types"
TYPE_FILES = {"types/plan_rewardbench.json": PLAN_REWARDBENCH, "types/full.json": FULL}


@dataclass(frozen=True, slots=True)
class Published:
    """``fresh`` is False where this very release lay there before."""

    folder: Path
    fresh: bool
    manifest: Mapping[str, Any]


def publish_run(
    run: Path, to: Path, *, release: str = "", overwrite: bool = False, progress: Progress = lambda *_: None
) -> Published:
    """Publish the run as ``release`` (default: negforge's own version) in the folder ``to``.

    The same run and program give the same bytes; stopped or killed, the same call goes on. Raises UsageError where
    another release or somebody else's file lies there, RunError where the run is not finished or was altered.
    """
    built = _finished(run)
    refuse_within(to, run)
    release = release or negforge.__version__
    key = _key(run, release)
    standing = published_manifest(to)
    if standing is not None and standing.get("key") == key and is_whole(to, standing):
        rmtree(to / ASIDE, ignore_errors=True)
        return Published(to, False, standing)
    splits = [split for split in SPLITS if f"{FOLDER}/{split}.jsonl" in built["files"]]
    possible = [*TYPE_FILES, *(name for split in SPLITS for name in names_of(split))]
    place = open_publication(to, key, possible, overwrite=overwrite)
    try:
        _write_all(place, run, splits, progress)
        manifest = manifest_of(built, release, key, {unit: place.units[unit] for unit in (TYPES, *splits)})
        place.finish((TYPES, *splits), manifest)
    finally:
        place.release()
    return Published(to, True, manifest)


def refuse_within(to: Path, run: Path) -> None:
    """Raises UsageError where the release would lie in the run's own folder, among files of the same names."""
    if to.resolve().is_relative_to(run.resolve()):
        raise UsageError(f"{to}: lies in the run folder {run}; choose another --to")


def _finished(run: Path) -> Mapping[str, Any]:
    """The run's manifest. Raises RunError where its splits are not as it says."""
    if published_manifest(run) is not None:
        raise UsageError(f"{run}: is a published folder already; name the run folder that it was made from")
    built = read_run(run).manifest
    for name, written in built["files"].items():
        needed = name.startswith(f"{FOLDER}/") or name == ROLLOUTS
        if needed and not ((run / name).is_file() and sha256_of(run / name) == written):
            raise RunError(f"{run}: {name} is not as the build wrote it; type again the `negforge build` of this run")
    if not built["counts"]["pairs"]:
        raise RunError(f"{run}: this run has no pairs; there is nothing to publish")
    return built


def _key(run: Path, release: str) -> str:
    """Of all that decides the bytes of a release."""
    parts = [sha256_of(run / "manifest.json"), release, source_sha256(), version("pyarrow")]
    return sha256_text(canonical(parts))


def _write_all(place: Publication, run: Path, splits: list[str], progress: Progress) -> None:
    """What is not made yet, aside."""
    for name, columns in TYPE_FILES.items():
        write_text(place.aside / name, json.dumps(features_json(columns), indent=1) + "\n")
    place.record(TYPES, TYPE_FILES)
    missing = [split for split in splits if place.note_of(split) is None]
    makers = makers_in(run / ROLLOUTS) if missing else {}
    defects = defects_by_slug(all_rules())
    progress("publish", len(splits) - len(missing), len(splits))
    for number, split in enumerate(missing, len(splits) - len(missing) + 1):
        tally = write_split(split, read_pairs(run / FOLDER / f"{split}.jsonl"), place.aside, makers, defects)
        place.record(split, names_of(split), counts=tally.as_json())
        progress("publish", number, len(splits))
