"""The builds that a gate trains and tests on: run folders beside the run, of the same recipe with another seed, other
tasks and no selection. Each is a finished run of its own: it goes on where it was, and is not made twice."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias

from negforge.core.errors import RunError
from negforge.core.pair import Pair
from negforge.pipeline.building.stages import Work, run_stages
from negforge.pipeline.reading.manifest import RECIPE, write_manifest
from negforge.pipeline.reading.manifest import STAGE as MANIFEST_STAGE
from negforge.pipeline.reading.origin import made_from
from negforge.pipeline.reading.splits_stage import pairs_of
from negforge.pipeline.running.inputs import find_inputs
from negforge.pipeline.running.ledger import holds_another, open_run
from negforge.pipeline.running.run_files import write_text
from negforge.recipe.knobs import Recipe, Reroll, recipe_text

Part: TypeAlias = Literal["train", "test"]
POOLS = {"train": "build", "test": "test"}  # tasks of different pools never meet; the build at hand has another
ENOUGH = 0.8  # of the pairs that were asked for: with fewer the gate would be weaker than it says


@dataclass(frozen=True, slots=True)
class Built:
    """``folder``: below the run's. ``asked``: pairs of each split; ``pairs``: what there is."""

    folder: str
    rng_seed: int
    asked: Mapping[str, int]
    pairs: tuple[Pair, ...]


def build_beside(work: Work, part: Part, times: int) -> Built:
    """The build for one part of the gate, ``times`` as large as the run. Raises RunError where it stays too small."""
    recipe = independent(work.recipe, part, sizes_of(work, times))
    folder = f"gate/{part}_{times}x"
    _make(recipe, work.folder / folder, work, f"gate {part}: ")
    built = Built(folder, recipe.rng_seed, recipe.assemble.asked, tuple(pairs_of(work.folder / folder)))
    _refuse_too_few(built, work.folder)
    return built


def independent(recipe: Recipe, part: Part, sizes: Mapping[str, int]) -> Recipe:
    """The recipe with another seed and pool, so many pairs and hardly more tasks; drawn by the same quotas, not chosen
    out of many. No model is asked."""
    tasks = {split: math.ceil(size * recipe.gate.tasks_per_pair) for split, size in sizes.items()}
    changes = {
        "name": f"{recipe.name}-gate-{part}",
        "rng_seed": int(sha256(f"gate {part} {recipe.rng_seed}".encode()).hexdigest()[:8], 16),
        "collect": recipe.collect.model_copy(update={"pool": POOLS[part], "tasks": tasks, "models": {}}),
        "perturb": recipe.perturb.model_copy(update={"per_rollout": 1, "reroll": Reroll()}),
        "assemble": recipe.assemble.model_copy(update={"over_generate": False, "sizes": dict(sizes)}),
        "evaluate": recipe.evaluate.model_copy(update={"judges": ()}),
        "gate": recipe.gate.model_copy(update={"kind": "off"}),
        "tape": None,
    }
    return Recipe.model_validate(recipe.model_copy(update=changes).model_dump(by_alias=True))


def sizes_of(work: Work, times: int) -> dict[str, int]:
    """Pairs of each split: as the recipe asks, or as the run came out where it does not say."""
    sizes = work.recipe.assemble.asked or Counter(str(pair.split) for pair in pairs_of(work.folder))
    return {split: times * size for split, size in sizes.items()}


def _make(recipe: Recipe, folder: Path, work: Work, told: str) -> None:
    """As ``build_benchmark`` does it, for a recipe without inputs, models and gate."""
    made = made_from(recipe, find_inputs(recipe.input))
    ledger = open_run(folder, made, overwrite=holds_another(folder, made))
    try:
        if ledger.replaces:
            ledger.begin()
        write_text(folder / RECIPE, recipe_text(recipe))
        asking = replace(work.asking, models={}, tape=folder / "tape.sqlite", folder=folder, run=recipe.name)
        own = Work(
            recipe, (), asking, folder, work.workers, lambda name, done, of: work.progress(told + name, done, of)
        )
        if run_stages(own, ledger) or not ledger.is_done(MANIFEST_STAGE):
            write_manifest(recipe, ledger)
    finally:
        ledger.release()


def _refuse_too_few(built: Built, folder: Path) -> None:
    held = Counter(str(pair.split) for pair in built.pairs)
    short = [f"{split} {held[split]} of {size}" for split, size in built.asked.items() if held[split] < ENOUGH * size]
    if short:
        raise RunError(
            f"{folder / built.folder}: too few pairs for the gate ({', '.join(short)}); raise gate.tasks_per_pair"
        )
