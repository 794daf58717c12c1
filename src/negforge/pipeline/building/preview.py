"""A few pairs without a run folder: the first stages in a folder of their own, which is then removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from negforge.core.pair import Pair
from negforge.perturb.natural import NATURAL
from negforge.pipeline.building.recipe_check import check_recipe
from negforge.pipeline.endpoints.wiring import rules_of
from negforge.pipeline.gathering.collecting import played_for
from negforge.pipeline.gathering.ingest_stage import ROLLOUTS, Progress, ingest
from negforge.pipeline.gathering.log_reads import reads_of
from negforge.pipeline.pairs.candidates import candidates_of, workbench
from negforge.pipeline.pairs.pairs_stage import read_rollouts
from negforge.pipeline.running.failures import memory_and_failures
from negforge.pipeline.running.inputs import find_inputs
from negforge.recipe.load import LoadedRecipe


def preview_pairs(loaded: LoadedRecipe, number: int, progress: Progress) -> list[Pair]:
    """``number`` pairs as the build would make them from the rollouts read (the recipe's ``limit``): every rule's
    first one, then every rule's second one, and so on."""
    check_recipe(loaded)
    recipe = loaded.recipe
    kept: dict[str, list[Pair]] = {name: [] for name in (*(rule.name for rule in rules_of(recipe)), NATURAL)}
    with TemporaryDirectory(prefix="negforge-preview-") as folder:
        ingest(find_inputs(recipe.input), reads_of(recipe), Path(folder), progress, played_for(recipe, 1, progress))
        rollouts = Path(folder) / ROLLOUTS
        bench = workbench(recipe, *memory_and_failures(rollouts), {})
        for done, rollout in enumerate(read_rollouts(rollouts), 1):
            for rule, outcome in candidates_of(rollout, bench):
                if isinstance(outcome, Pair) and len(kept[rule]) < number:
                    kept[rule].append(outcome)
            progress("perturb and validate", done, None)
    return spread(kept.values(), number)


def spread(by_rule: Iterable[Sequence[Pair]], number: int) -> list[Pair]:
    """In turn one pair of each rule, no pair twice."""
    waiting = [list(pairs) for pairs in by_rule]
    chosen: dict[str, Pair] = {}
    while any(waiting) and len(chosen) < number:
        for pairs in waiting:
            if pairs and len(chosen) < number:
                pair = pairs.pop(0)
                chosen.setdefault(pair.id, pair)
    return list(chosen.values())
