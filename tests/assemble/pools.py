"""Pools of made-up pairs: what selection knows of them, without the pairs."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from negforge.assemble.differences import NAMES
from negforge.assemble.plan import Plan
from negforge.assemble.traits import LONG, SHORT, Facet, Traits

SPLIT = "tool_irrelevance"
DEFECTS = ("swapped_values", "wrong_entity", "unasked_write", "write_claimed_not_made", "guessed", "needless_question")
WORLDS = ("rail", "shop", "bank")


def traits(
    number: int,
    *,
    defect: str = "swapped_values",
    task: str | None = None,
    template: str | None = None,
    differences: Sequence[float] = (0.0,) * len(NAMES),
    mirrored: Sequence[str] = (),
    split: str = SPLIT,
    **facets: str,
) -> Traits:
    known: dict[Facet, str] = {
        "defect": defect,
        "world": facets.get("world", "rail"),
        "voice": facets.get("voice", "terse"),
        "depth": facets.get("depth", "late"),
        "level": facets.get("level", "2"),
        "length": facets.get("length", "4k-8k"),
        "origin": facets.get("origin", "rule"),
        "severity": facets.get("severity", "2"),
        "messages": LONG if facets.get("long") else SHORT,
    }
    name = f"{number:06d}"
    return Traits(
        name, split, task or name, template or name, known, frozenset(mirrored), tuple(map(float, differences))
    )


def pool(size: int, *, lean: float = 0.0, split: str = SPLIT, seed: int = 1) -> list[Traits]:
    """Pairs of many kinds, two a task. ``lean``: in so many of them the chosen has one less of a feature."""
    rng = Random(seed)
    return [
        traits(
            number,
            defect=DEFECTS[number % len(DEFECTS)],
            task=f"t{number // 2}",
            template=f"s{number // 4}",
            differences=[rng.choice((-2, -1, 1, 2)) * (rng.random() < 0.08) - (rng.random() < lean) for _ in NAMES],
            mirrored=("swapped_values", "wrong_entity") if rng.random() < 0.5 else (),
            split=split,
            world=rng.choice(WORLDS),
            voice=rng.choice(("terse", "formal")),
            depth=rng.choice(("early", "middle", "late")),
            level=rng.choice("123"),
            length=rng.choice(("0-4k", "4k-8k", "8k-16k")),
            origin="natural" if rng.random() < 0.3 else "rule",
            severity=rng.choice("1222333"),
            long="yes" if rng.random() < 0.3 else "",
        )
        for number in range(size)
    ]


def plain(size: int, split: str = SPLIT, **knobs: object) -> Plan:
    """A plan that asks for a size, and for what is named besides."""
    loose: dict[str, object] = {
        "per_defect": 1.0,
        "wasteful": 1.0,
        "per_template": 1.0,
        "distinct_tasks": 0.0,
        "natural": 0.0,
        "long_runs": 0.0,
        "standard_errors": 0.0,
        "mirrors": False,
    }
    return Plan({split: size}, **(loose | knobs))  # type: ignore[arg-type]
