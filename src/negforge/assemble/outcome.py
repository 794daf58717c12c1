"""What a selection came to: what was asked and what was reached, as JSON; a row that was missed says by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from math import isinf

from negforge.assemble.balance import Lean, leans
from negforge.assemble.mirrors import unread_mirrors
from negforge.assemble.plan import Plan
from negforge.assemble.quotas import SECONDS
from negforge.assemble.rows import Rank, Row
from negforge.assemble.selection import Chosen
from negforge.assemble.traits import Facet, Traits
from negforge.core.json_text import Json

COUNTED: tuple[Facet, ...] = ("defect", "world", "voice", "depth", "level", "length", "origin", "messages")


def report(plan: Plan, pools: Mapping[str, Sequence[Traits]], chosen: Mapping[str, Chosen]) -> dict[str, Json]:
    """Of a whole selection. ``splits``: in the order of the plan; a split without any pair in the pool is there too."""
    splits: dict[str, Json] = {
        split: _of_split(plan, split, pools.get(split, ()), chosen.get(split)) for split in plan.sizes
    }
    pairs = [pair for one in chosen.values() for pair in one.pairs]
    return {
        "by": "program" if plan.over_generate else "lot",
        "splits": splits,
        "all": {"asked": sum(plan.sizes.values()), "pool": sum(map(len, pools.values())), **_counts(pairs)},
        "mirrors_not_read": list(unread_mirrors()) if plan.mirrors and plan.over_generate else [],
    }


def _of_split(plan: Plan, split: str, pool: Sequence[Traits], chosen: Chosen | None) -> Json:
    asked = plan.sizes[split]
    if chosen is None:
        nothing: Json = {
            "name": "pairs",
            "rank": "size",
            "at_least": asked,
            "at_most": asked,
            "reached": 0,
            "by": asked,
        }
        return {
            "asked": asked,
            "pool": 0,
            "missed": [nothing] if asked else [],
            "balance": [],
            "pairs": [],
            **_counts(()),
        }
    held = leans(chosen.pairs)
    return {
        "asked": asked,
        "pool": len(pool),
        "pool_tasks": len({one.task for one in pool}),
        "gap": round(chosen.gap, 4),
        **_counts(chosen.pairs),
        "missed": list(_missed(chosen)),
        "balance": [_rounded(one) for one in held],
        "worst": round(max(max(abs(one.signs), abs(one.amounts)) for one in held), 3),
        "pairs": [one.pair_id for one in chosen.pairs],
    }


def _counts(pairs: Sequence[Traits]) -> dict[str, Json]:
    """How many there are, of how many tasks, and of what."""
    templates = Counter(one.template for one in pairs)
    counted: dict[str, Json] = {
        facet: dict(sorted(Counter(one.facets[facet] for one in pairs).items())) for facet in COUNTED
    }
    return {
        "chosen": len(pairs),
        "tasks": len({one.task for one in pairs}),
        "templates": len(templates),
        "most_of_a_template": max(templates.values(), default=0),
        "counts": counted,
    }


def _missed(chosen: Chosen) -> Iterator[Json]:
    """Rows that lie outside what was asked, hard ones first; what leans is told under ``balance``."""
    places = chosen.places
    seconds = len(chosen.pairs) - len({one.task for one in chosen.pairs})
    told = [(row, could) for row, could in zip(chosen.rows, chosen.possible, strict=True) if row.whole and not row.firm]
    for row, could in sorted(told, key=lambda one: one[0].rank):
        reached = seconds if row.name == SECONDS else row.reached(places)
        if row.missed(reached) > row.room:
            yield {
                "name": row.name,
                "rank": Rank(row.rank).name.lower(),
                "at_least": _bound(row.low),
                "at_most": _bound(row.high),
                "reached": round(reached),
                "by": round(row.missed(reached)),
                "possible": _possible(row, could),
            }


def _possible(asked: Row, could: Row) -> Json:
    """The bounds that the pool allows, given what comes before; None where those asked for can be kept."""
    if (asked.low, asked.high) == (could.low, could.high):
        return None
    return [_bound(could.low), _bound(could.high)]


def _bound(bound: float) -> Json:
    return None if isinf(bound) else round(bound)


def _rounded(lean: Lean) -> Json:
    found: dict[str, Json] = asdict(lean)
    return found | {"signs": round(lean.signs, 3), "amounts": round(lean.amounts, 3)}
