"""The plan of a benchmark: how many pairs each split has, and what must hold for them. Shares are of a split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from negforge.assemble.traits import LONG, Facet

OF_NATURAL = ("planning", "robust_recovery")
"""Beginnings of the names of the splits that the share of natural pairs is asked of."""
OF_LONG_RUNS = ("planning_multi_hard",)


@dataclass(frozen=True, slots=True)
class Quota:
    """Of a split's pairs a share between ``at_least`` and ``at_most`` has this value of the facet. ``splits``: of these
    alone; empty: of all."""

    facet: Facet
    value: str
    at_least: float = 0.0
    at_most: float = 1.0
    splits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """``sizes``: pairs of each split; a split that is not named is left out. ``over_generate``: choose by the program
    from a larger pool; without it pairs are drawn, and only the numbers of splits and defects are looked after.

    ``per_defect``, ``wasteful`` (severity 1), ``per_template``: at most this share. ``distinct_tasks``, ``natural``,
    ``long_runs``, ``bins``: at least. ``standard_errors``: how far a cue may lean. ``even``: by how much a value of the
    facet may fall short of, or exceed, its even share.
    """

    sizes: Mapping[str, int] = field(default_factory=dict)
    over_generate: bool = True
    per_defect: float = 0.12
    wasteful: float = 0.15
    per_template: float = 0.05
    distinct_tasks: float = 0.95
    natural: float = 0.30
    long_runs: float = 0.15
    bins: Mapping[str, float] = field(default_factory=dict)
    standard_errors: float = 1.0
    mirrors: bool = True
    even: Mapping[Facet, float] = field(default_factory=dict)
    quotas: Sequence[Quota] = ()
    rng_seed: int = 0

    def quotas_of(self, split: str) -> list[Quota]:
        """All that asks for a share of one value, in the order in which it is reported."""
        asked = [Quota("severity", "1", at_most=self.wasteful)]
        if split.startswith(OF_NATURAL):
            asked.append(Quota("origin", "natural", at_least=self.natural))
        if split in OF_LONG_RUNS:
            asked.append(Quota("messages", LONG, at_least=self.long_runs))
        asked += [Quota("length", name, at_least=share) for name, share in self.bins.items()]
        return asked + [one for one in self.quotas if not one.splits or split in one.splits]
