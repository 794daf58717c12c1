"""The stage before splits: of all pairs those that the benchmark is to hold → selection.json, with what was asked,
what was reached, and the ids of the chosen pairs. Without sizes in the recipe there is nothing to choose."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from negforge.assemble.drawing import draw
from negforge.assemble.outcome import report
from negforge.assemble.plan import Plan, Quota
from negforge.assemble.selection import Chosen, choose
from negforge.assemble.traits import Traits
from negforge.core.defect import Defect
from negforge.pipeline.endpoints.wiring import defects_by_slug, rules_of
from negforge.pipeline.gathering.ingest_stage import Progress
from negforge.pipeline.pairs.pools import pools_in
from negforge.pipeline.running.bounded import run_in_order
from negforge.pipeline.running.chosen_pairs import SELECTION
from negforge.pipeline.running.run_files import write_text
from negforge.recipe.knobs import Recipe


@dataclass(frozen=True, slots=True)
class _Lot:
    """What one split is chosen out of."""

    split: str
    pool: Sequence[Traits]
    plan: Plan
    defects: Mapping[str, Defect]


def make_selection(recipe: Recipe, folder: Path, progress: Progress, workers: int = 1) -> None:
    """Write the stage's file, or none. Splits are chosen side by side, the largest pool first."""
    (folder / SELECTION).unlink(missing_ok=True)
    plan = plan_of(recipe)
    if not any(plan.sizes.values()):
        return
    defects = defects_by_slug(rules_of(recipe))
    pools = pools_in(folder, plan, defects, workers)
    lots = sorted((_Lot(split, pool, plan, defects) for split, pool in pools.items()), key=lambda one: -len(one.pool))
    named = ((one.split, one) for one in lots)
    found: dict[str, Chosen] = {}
    progress("select", 0, len(lots))
    for lot, one in zip(lots, run_in_order(_no_state, _choose, named, workers=min(workers, len(lots))), strict=True):
        found[lot.split] = one
        progress("select", len(found), len(lots))
    chosen = {split: found[split] for split in pools}
    write_text(folder / SELECTION, json.dumps(report(plan, pools, chosen), indent=1, ensure_ascii=True) + "\n")


def _no_state() -> None:
    """Choosing needs nothing beside the lot."""


def _choose(_: None, lot: _Lot) -> Chosen:
    if lot.plan.over_generate:
        return choose(lot.pool, lot.plan, lot.split, lot.defects)
    return draw(lot.pool, lot.plan, lot.split)


def plan_of(recipe: Recipe) -> Plan:
    """The knobs as selection takes them."""
    knobs = recipe.assemble
    values = {name: getattr(knobs, name) for name in type(knobs).model_fields if name != "quotas"}
    quotas = tuple(Quota(one.facet, one.value, one.at_least, one.at_most, tuple(one.splits)) for one in knobs.quotas)
    return Plan(**values, quotas=quotas, rng_seed=recipe.rng_seed)
