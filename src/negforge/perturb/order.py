"""The order in which rules are tried where a rollout is to give few pairs: drawn, scarce defects more likely first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from negforge.perturb.rule import Rule


def in_drawn_order(rules: Sequence[Rule], weights: Mapping[str, float], rng: Random) -> tuple[Rule, ...]:
    """The rules, defect by defect: the defects in an order drawn without replacement in proportion to their
    ``weights`` (by slug; 1 where nothing is said), the rules of one defect shuffled.

    The draw is by exponential clocks (Efraimidis and Spirakis 2006, Weighted random sampling with a reservoir).
    """
    slugs = sorted({one.defect.slug for one in rules})
    due = {slug: rng.expovariate(weights.get(slug, 1.0)) for slug in slugs}
    within = {one.name: rng.random() for one in sorted(rules, key=lambda one: one.name)}
    return tuple(sorted(rules, key=lambda one: (due[one.defect.slug], within[one.name])))
