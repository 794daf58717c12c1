"""The main job: a recipe and its inputs → a run folder with pairs, splits, judgements and a manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from negforge.core.errors import RunError
from negforge.pipeline.inputs import find_inputs
from negforge.pipeline.judging_stage import METRICS
from negforge.pipeline.ledger import key_of, open_run
from negforge.pipeline.manifest import MANIFEST, RECIPE, read_manifest, write_manifest
from negforge.pipeline.origin import made_from
from negforge.pipeline.run_files import write_text
from negforge.pipeline.stages import Work, run_stages
from negforge.pipeline.wiring import check_recipe
from negforge.recipe.knobs import recipe_text
from negforge.recipe.load import LoadedRecipe, load_recipe

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A finished run. ``fresh`` is False where it lay there finished before. ``manifest``, ``metrics``: as on disk."""

    folder: Path
    fresh: bool
    manifest: Mapping[str, Any]
    metrics: list[Mapping[str, Any]]


def _no_progress(stage: str, done: int, total: int | None) -> None:
    """For those who do not want to know."""


def build_benchmark(
    recipe: str | LoadedRecipe,
    out: str | Path | None = None,
    *,
    workers: int = 1,
    overwrite: bool = False,
    overrides: Mapping[str, Any] | None = None,
    progress: Progress = _no_progress,
) -> BuildResult:
    """Make the recipe's benchmark in ``out`` (default: runs/<recipe name>), going on where an earlier try ended.

    The same recipe, inputs and program give the same bytes, whatever ``workers`` is. Called with more than one worker
    from a script, it needs the usual ``if __name__ == "__main__":`` there. Raises NegforgeError.
    """
    loaded = recipe if isinstance(recipe, LoadedRecipe) else load_recipe(recipe, overrides)
    check_recipe(loaded)
    own = loaded.recipe
    folder = Path(out) if out is not None else Path("runs") / own.name
    inputs = find_inputs(own.input)
    ledger = open_run(folder, made_from(own, inputs), overwrite=overwrite)
    write_text(folder / RECIPE, recipe_text(own))
    ran = run_stages(Work(own, inputs, folder, workers, progress), ledger)
    held = read_manifest(folder)
    fresh = ran or held is None or held.get("key") != key_of(ledger.made_from)
    if fresh:
        write_manifest(own, ledger)
    return read_run(folder, fresh=fresh)


def read_run(folder: Path, *, fresh: bool = False) -> BuildResult:
    """A finished run as it lies there. Raises RunError where it is not finished."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise RunError(f"{folder}: no finished run (no {MANIFEST}); `negforge build` makes or finishes one")
    metrics = json.loads((folder / METRICS).read_bytes())
    return BuildResult(folder, fresh, manifest, metrics)
