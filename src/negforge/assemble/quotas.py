"""Rows of what a split is to hold: its size, tasks, skeletons, defects, shares, and even shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor

from negforge.assemble.plan import Plan
from negforge.assemble.rows import Rank, Row, by_value, counting
from negforge.assemble.traits import Facet, Traits

SECONDS = "second pairs of a task"
_HAIR = 1e-9  # 0.15 * 20 is 3, whatever the machine makes of it


def quota_rows(pool: Sequence[Traits], plan: Plan, split: str) -> Iterator[Row]:
    """All but the tasks' rows; ``pool``: the pairs of the split."""
    size = plan.sizes[split]
    yield Row("pairs", Rank.SIZE, counting(range(len(pool))), size, size)
    for name, places in by_value([one.template for one in pool]).items():
        most = max(1, share_at_most(plan.per_template, size))
        if len(places) > most:
            yield Row(f"template {name}", Rank.BAR, counting(places), 0, most)
    for name, places in by_value([one.defect for one in pool]).items():
        yield Row(f"defect {name}", Rank.BAR, counting(places), 0, max(1, share_at_most(plan.per_defect, size)))
    for one in plan.quotas_of(split):
        held = counting(place for place, pair in enumerate(pool) if pair.facets[one.facet] == one.value)
        low, high = share_at_least(one.at_least, size), share_at_most(one.at_most, size)
        yield Row(f"{one.facet} {one.value}", Rank.BAR, held, low, high)
    for facet, leeway in plan.even.items():
        yield from _even_rows(pool, facet, leeway, size)


def task_rows(pool: Sequence[Traits], plan: Plan, split: str) -> tuple[list[Row], int]:
    """A row a task of several pairs: one of them, and the excess in a column of its own; and a bound on all excess.
    With the number of those columns."""
    size = plan.sizes[split]
    several = [places for places in by_value([one.task for one in pool]).values() if len(places) > 1]
    rows = [
        Row(f"task {number}", Rank.SIZE, (*counting(places), (len(pool) + number, -1.0)), high=1, firm=True)
        for number, places in enumerate(several)
    ]
    excess = counting(range(len(pool), len(pool) + len(several)))
    rows.append(Row(SECONDS, Rank.TASK, excess, 0, size - share_at_least(plan.distinct_tasks, size)))
    return rows, len(several)


def share_at_most(share: float, size: int) -> int:
    return floor(share * size + _HAIR)


def share_at_least(share: float, size: int) -> int:
    return ceil(share * size - _HAIR)


def _even_rows(pool: Sequence[Traits], facet: Facet, leeway: float, size: int) -> Iterator[Row]:
    """Each value its even share, more or less; no more of it than the pool has tasks for."""
    values = by_value([one.facets[facet] for one in pool])
    for value, places in values.items():
        at_hand = len({pool[place].task for place in places})
        low = min(at_hand, share_at_most((1 - leeway) / len(values), size))
        high = share_at_least((1 + leeway) / len(values), size)
        yield Row(f"even {facet} {value}", Rank.WISH, counting(places), low, high, room=1)
