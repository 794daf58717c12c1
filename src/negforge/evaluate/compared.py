"""Judges against one another on the pairs that both judged: which differ, which cannot be told apart, how many pairs
it would take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from negforge.evaluate.facts import Facts
from negforge.stats.differences import Difference, Differences, differ
from negforge.stats.many import groups_alike, holm
from negforge.stats.power import gap_found, pairs_needed

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """``one`` less ``other``, in accuracy, each split counting the same. ``holm``: the p of the permutation by cluster,
    corrected for all comparisons of this evaluation; ``apart``: whether it is at most 0.05. ``pairs_needed``: so many
    would tell them apart with a chance of 80 %, were the true gap the one that was seen. ``gap_found``: the smallest
    true gap that these pairs find with that chance. Both after the same correction, and both None where nothing can be
    told: too few templates for any test, or no spread (``stats.power``)."""

    one: str
    other: str
    difference: Difference
    holm: float
    apart: bool
    pairs_needed: int | None
    gap_found: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """``groups``: all largest groups of judges of which no two can be told apart, though they judged some pair both;
    they may overlap. Best first."""

    comparisons: tuple[Comparison, ...]
    groups: tuple[tuple[str, ...], ...]


def standing(ranked: Sequence[str], values: Mapping[str, Mapping[str, float]], facts: Mapping[str, Facts]) -> Standing:
    """``ranked``: the evaluators, the most accurate first; ``values``: what each made of each pair, 0..1."""
    couples = list(combinations(ranked, 2))
    found = differ([_differences(values[one], values[other], facts) for one, other in couples])
    adjusted = holm([one.p for one in found])
    comparisons = tuple(
        Comparison(
            one,
            other,
            difference,
            chance,
            chance <= SIGNIFICANT,
            pairs_needed(difference, tests=len(couples)),
            gap_found(difference, tests=len(couples)),
        )
        for (one, other), difference, chance in zip(couples, found, adjusted, strict=True)
    )
    unlike = {frozenset((each.one, each.other)) for each in comparisons if each.apart or not each.difference.n}
    return Standing(comparisons, groups_alike(ranked, lambda one, other: frozenset((one, other)) in unlike))


def _differences(one: Mapping[str, float], other: Mapping[str, float], facts: Mapping[str, Facts]) -> Differences:
    both = [pair_id for pair_id in facts if pair_id in one and pair_id in other]
    return Differences(
        tuple(one[pair_id] - other[pair_id] for pair_id in both),
        tuple(facts[pair_id].cluster for pair_id in both),
        tuple(facts[pair_id].split for pair_id in both),
    )
