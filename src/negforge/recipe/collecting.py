"""The knobs of a collection: which tasks are set, who works on them, and where an episode ends."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictInt

from negforge.recipe.models import Knobs

Split: TypeAlias = Literal[
    "planning_single_easy",
    "planning_single_hard",
    "planning_multi_easy",
    "planning_multi_hard",
    "robust_recovery",
    "safety_refusal",
    "tool_irrelevance",
]
PROPORTIONS: dict[Split, int] = {
    "planning_single_easy": 144,
    "planning_single_hard": 158,
    "planning_multi_easy": 109,
    "planning_multi_hard": 73,
    "robust_recovery": 361,
    "safety_refusal": 51,
    "tool_irrelevance": 275,
}
"""Pairs of each split in the reference benchmark (Plan-RewardBench, arXiv 2604.08178, table of splits)."""
Count: TypeAlias = Annotated[StrictInt, Field(ge=0)]


class Asked(Knobs):
    """How one of the recipe's models works in a world. ``prompt``: what it is told before the world's rules.
    ``samples``: independent rollouts of each task. ``temperature``: None leaves the model's own knob."""

    prompt: str = ""
    samples: Annotated[StrictInt, Field(ge=1)] = 1
    temperature: Annotated[float, Field(ge=0)] | None = None


class Collect(Knobs):
    """``tasks``: so many of each split, or a number in all, shared out as the reference benchmark does. ``worlds``:
    only these, where any are named. ``pool``: tasks of different pools never meet. ``reference``: rollouts by reference
    agents for each task, a share ``careful`` of them without a lapse. ``models``: names under the recipe's models, and
    how each is asked. ``messages``, ``tokens``: where an episode ends; ``alike``: the same call with the same answer so
    often is a loop."""

    tasks: Count | dict[Split, Count] = 0
    worlds: tuple[str, ...] = ()
    pool: Literal["release", "build", "test", "more"] | None = "release"
    reference: Count = 2
    careful: Annotated[float, Field(ge=0, le=1)] = 0.6
    models: dict[str, Asked] = Field(default_factory=dict)
    messages: Annotated[StrictInt, Field(ge=2)] = 64
    tokens: Annotated[StrictInt, Field(ge=1)] | None = None
    alike: Annotated[StrictInt, Field(ge=2)] = 4


def counts_of(collect: Collect) -> dict[str, int]:
    """How many tasks of each split."""
    if isinstance(collect.tasks, dict):
        return {str(split): collect.tasks.get(split, 0) for split in PROPORTIONS}
    whole = sum(PROPORTIONS.values())
    exact = {split: collect.tasks * share / whole for split, share in PROPORTIONS.items()}
    counts = {split: int(share) for split, share in exact.items()}
    by_rest = sorted(PROPORTIONS, key=lambda split: (counts[split] - exact[split], split))
    for split in by_rest[: collect.tasks - sum(counts.values())]:
        counts[split] += 1
    return {str(split): count for split, count in counts.items()}
