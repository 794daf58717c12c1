"""Drawing: pairs of a split by lot, with an eye on its size and its defects alone.

So an independent build is made that a gate trains on: of the same kind as the benchmark, but not chosen to look clean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from negforge.assemble.plan import Plan, Quota
from negforge.assemble.quotas import quota_rows, share_at_least, share_at_most
from negforge.assemble.rows import Rank, drawn
from negforge.assemble.selection import Chosen
from negforge.assemble.traits import Facet, Traits

BY_DEFECT: tuple[Facet, ...] = ("defect", "severity")


def draw(pool: Sequence[Traits], plan: Plan, split: str) -> Chosen:
    """First what the quotas of defects ask for at least, then whatever comes, up to what they allow at most."""
    in_order = sorted(pool, key=lambda one: one.pair_id)
    by_lot = sorted(range(len(in_order)), key=lambda place: drawn(plan.rng_seed, split, in_order[place].pair_id))
    size = plan.sizes[split]
    quotas = [one for one in plan.quotas_of(split) if one.facet in BY_DEFECT]
    taken: set[int] = set()
    held: Counter[tuple[str, str]] = Counter()
    for wanted in (True, False):
        for place in by_lot:
            pair = in_order[place]
            if len(taken) == size or place in taken or not _fits(pair, held, plan, quotas, size):
                continue
            if not wanted or _is_wanted(pair, held, quotas, size):
                taken.add(place)
                held.update(_kinds(pair))
    places = tuple(sorted(taken))
    rows = tuple(row for row in quota_rows(in_order, plan, split) if row.rank is Rank.SIZE or _is_drawn_by(row.name))
    return Chosen(tuple(in_order[place] for place in places), places, rows, rows)


def shares_like(counts: dict[str, int], split: str) -> tuple[Quota, ...]:
    """Quotas that ask of a split for the shares that defects have in these counts, no more and no less."""
    whole = sum(counts.values())
    return tuple(Quota("defect", slug, held / whole, held / whole, (split,)) for slug, held in sorted(counts.items()))


def _fits(pair: Traits, held: Counter[tuple[str, str]], plan: Plan, quotas: Sequence[Quota], size: int) -> bool:
    if held["defect", pair.defect] >= max(1, share_at_most(plan.per_defect, size)):
        return False
    mine = (one for one in quotas if pair.facets[one.facet] == one.value)
    return all(held[one.facet, one.value] < max(share_at_most(one.at_most, size), _least(one, size)) for one in mine)


def _is_wanted(pair: Traits, held: Counter[tuple[str, str]], quotas: Sequence[Quota], size: int) -> bool:
    return any(pair.facets[one.facet] == one.value and held[one.facet, one.value] < _least(one, size) for one in quotas)


def _least(quota: Quota, size: int) -> int:
    return share_at_least(quota.at_least, size)


def _kinds(pair: Traits) -> Iterator[tuple[str, str]]:
    for facet in BY_DEFECT:
        yield facet, pair.facets[facet]


def _is_drawn_by(name: str) -> bool:
    return name.startswith(tuple(f"{facet} " for facet in BY_DEFECT))
