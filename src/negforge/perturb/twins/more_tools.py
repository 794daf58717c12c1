"""More tools: declarations of tools that have nothing to do with the request, among those on offer."""

from __future__ import annotations

from random import Random

from negforge.core.pair import Pair
from negforge.perturb.twins.twin import Material, in_task, task_like

_FEWEST, _MOST = 4, 10


def irrelevant_tools(pair: Pair, rng: Random, material: Material) -> Pair | None:
    """Four to ten more, in any order; not where the log declared none."""
    task = pair.task
    own = {tool.name for tool in task.tools}
    others = [tool for tool in material.other_tools(task) if tool.name not in own]
    if not task.tools_declared or len(others) < _FEWEST:
        return None
    tools = [*task.tools, *rng.sample(others, min(len(others), rng.randint(_FEWEST, _MOST)))]
    rng.shuffle(tools)
    return in_task(pair, task_like(task, task.opening, tools, task.policy))
