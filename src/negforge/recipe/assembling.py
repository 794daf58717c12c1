"""The knobs of selection: how many pairs each split has, and what must hold for them. Shares are of a split."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from negforge.recipe.collecting import Count, Split
from negforge.recipe.models import Knobs

Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Facet: TypeAlias = Literal["defect", "world", "voice", "depth", "level", "length", "origin", "severity", "messages"]
LengthBin: TypeAlias = Literal["0-4k", "4k-8k", "8k-16k", "16k-32k", "32k+"]
BINS: dict[LengthBin, float] = {"0-4k": 0.06, "4k-8k": 0.06, "8k-16k": 0.06}
EVEN: dict[Facet, float] = {"defect": 0.7, "world": 0.5, "voice": 0.5, "depth": 0.6, "level": 0.7}


class Quota(Knobs):
    """A share between ``at_least`` and ``at_most`` of a split's pairs has this ``value`` of the facet (defect: slug,
    world, voice: name, depth: early, middle, late; level: "1" to "5"; length: bin; origin; severity: "1" to "3";
    messages: "40+"). ``splits``: of these alone; empty: of all."""

    facet: Facet
    value: str
    at_least: Share = 0.0
    at_most: Share = 1.0
    splits: tuple[Split, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_least > self.at_most:
            raise ValueError(f"at_least {self.at_least} lies above at_most {self.at_most}")
        return self


class Assemble(Knobs):
    """``sizes``: pairs of each split; none named: all pairs go into the splits, as they come. ``over_generate``: choose
    by an integer program out of a larger pool; false: draw by lot, and only look after the numbers of splits and
    defects, as for a build that judges are trained on.

    ``per_defect``, ``wasteful`` (defects of severity 1), ``per_template``: at most this share. ``distinct_tasks``,
    ``natural`` (of planning and recovery), ``long_runs`` (40 messages, of planning_multi_hard), ``bins`` (of length):
    at least. ``standard_errors``: how far a surface cue may lean; 0: as it likes. ``mirrors``: as many of a defect as
    of its mirror. ``even``: how far a value of a facet may lie from its even share (0.5: half of it to one and a half).
    ``quotas``: further shares. What the pool cannot give is told in selection.json."""

    sizes: dict[Split, Count] = Field(default_factory=dict)
    over_generate: bool = True
    per_defect: Share = 0.12
    wasteful: Share = 0.15
    per_template: Share = 0.05
    distinct_tasks: Share = 0.95
    natural: Share = 0.30
    long_runs: Share = 0.15
    bins: dict[LengthBin, Share] = BINS
    standard_errors: Annotated[float, Field(ge=0)] = 1.0
    mirrors: bool = True
    even: dict[Facet, Share] = EVEN
    quotas: tuple[Quota, ...] = ()

    @property
    def asked(self) -> dict[str, int]:
        """Pairs of each split that any are asked of."""
        return {str(split): size for split, size in self.sizes.items() if size}
