"""The stage before splits: of all pairs those that the benchmark is to hold → selection.json, with what was asked,
what was reached, and the ids of the chosen pairs. Without sizes in the recipe there is nothing to choose."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from negforge.adapters.rollout_makers import Made, makers_in
from negforge.assemble.drawing import draw
from negforge.assemble.outcome import report
from negforge.assemble.plan import Plan, Quota
from negforge.assemble.selection import Chosen, choose
from negforge.assemble.splits import split_of
from negforge.assemble.traits import UNKNOWN, Source, Traits, traits_of
from negforge.core.defect import Defect
from negforge.core.json_text import parse_object
from negforge.core.pair import Pair
from negforge.pipeline.chosen_pairs import SELECTION
from negforge.pipeline.ingest_stage import ROLLOUTS, Progress
from negforge.pipeline.joining import PAIRS
from negforge.pipeline.kept_out import kept_out
from negforge.pipeline.published_split import world_of
from negforge.pipeline.run_files import write_text
from negforge.pipeline.splits_stage import read_pairs
from negforge.pipeline.wiring import defects_by_slug, rules_of
from negforge.recipe.knobs import Recipe
from negforge.similarity import task_keys

LOG = "log"  # in the place of a world: of tasks that no world set


def make_selection(recipe: Recipe, folder: Path, progress: Progress) -> None:
    """Write the stage's file, or none."""
    (folder / SELECTION).unlink(missing_ok=True)
    plan = plan_of(recipe)
    if not any(plan.sizes.values()):
        return
    defects = defects_by_slug(rules_of(recipe))
    pools = pools_in(folder, plan, defects)
    chosen: dict[str, Chosen] = {}
    for done, (split, pool) in enumerate(pools.items()):
        progress("select", done, len(pools))
        chosen[split] = choose(pool, plan, split, defects) if plan.over_generate else draw(pool, plan, split)
    progress("select", len(pools), len(pools))
    write_text(folder / SELECTION, json.dumps(report(plan, pools, chosen), indent=1, ensure_ascii=True) + "\n")


def plan_of(recipe: Recipe) -> Plan:
    """The knobs as selection takes them."""
    knobs = recipe.assemble
    values = {name: getattr(knobs, name) for name in type(knobs).model_fields if name != "quotas"}
    quotas = tuple(Quota(one.facet, one.value, one.at_least, one.at_most, tuple(one.splits)) for one in knobs.quotas)
    return Plan(**values, quotas=quotas, rng_seed=recipe.rng_seed)


def pools_in(folder: Path, plan: Plan, defects: Mapping[str, Defect]) -> dict[str, list[Traits]]:
    """What may be chosen from, by split: pairs of the splits that are asked for, without duplicates and twins."""
    voices = {name: _voice(made) for name, made in makers_in(folder / ROLLOUTS).items()}
    read: list[Traits] = []
    keys = task_keys(_read(folder, plan, voices, defects, read))
    pools: dict[str, list[Traits]] = {}
    for traits, key in zip(read, keys, strict=True):
        pools.setdefault(traits.split, []).append(replace(traits, task=key))
    return {split: pools[split] for split in plan.sizes if split in pools}


def _read(
    folder: Path, plan: Plan, voices: Mapping[str, str], defects: Mapping[str, Defect], read: list[Traits]
) -> Iterator[Pair]:
    """The pairs that may be chosen, one at a time; what selection knows of each goes into ``read``."""
    out = kept_out(folder)
    for pair in read_pairs(folder / PAIRS):
        if pair.id in out or pair.twin or not plan.sizes.get(split_of(pair)):
            continue
        defect = defects.get(pair.defect or "")
        source = Source(world_of(pair) or LOG, voices.get(pair.rollout or "", UNKNOWN))
        read.append(traits_of(pair, source, defect.severity if defect else None))
        yield pair


def _voice(made: Made) -> str:
    """Of a reference agent its voice, of others their name."""
    settings = parse_object(made.settings) if made.settings else None
    voice = (settings or {}).get("voice")
    return voice if isinstance(voice, str) else made.maker or UNKNOWN
