"""More pairs like those of one split of a recipe: the same knobs, other tasks, another size."""

from __future__ import annotations

import math
from typing import Any

from negforge.core.errors import UsageError
from negforge.recipe.collecting import counts_of
from negforge.recipe.load import load_recipe

POOL = "more"  # its tasks are in no release, and judges of a gate are neither trained nor tested on them


def like(recipe: str, split: str, number: int) -> dict[str, Any]:
    """The knobs (dotted) by which the recipe makes ``number`` pairs of that split alone, out of a pool as many times
    larger. Raises UsageError where the recipe has no such split."""
    held = load_recipe(recipe).recipe
    sizes = held.assemble.asked
    if not sizes:
        raise UsageError(f"--like {split}: {recipe} has no sizes of splits; --like goes with a recipe such as release")
    if split not in sizes:
        raise UsageError(f"--like {split}: {recipe} has no such split; it has {', '.join(sizes)}")
    times = number / sizes[split]
    return {
        "name": f"{held.name}-like-{split}",
        "collect.pool": POOL,
        "collect.tasks": {split: math.ceil(times * counts_of(held.collect)[split])},
        "assemble.sizes": {split: number},
        "gate.kind": "off",
    }
