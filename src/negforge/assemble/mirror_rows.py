"""Rows that hold a defect and its mirror in equal numbers, in a split and in each of its levels.

Where the mirror is a kind of chosen, pairs of other defects whose chosen is of that kind count for it. They may be
more: a kind that most chosens are of cannot be held down to the number of one defect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf

from negforge.assemble.mirrors import KINDS, mirror_defect
from negforge.assemble.rows import Rank, Row, by_value, less
from negforge.assemble.traits import Facet, Traits
from negforge.core.defect import Defect

APART = 1  # by so many the two numbers may differ
APART_IN_A_WORLD = 2


def mirror_rows(pool: Sequence[Traits], defects: Mapping[str, Defect]) -> Iterator[Row]:
    """``defects``: by slug; a defect of the pool that is not among them has no mirror that is known."""
    for slug, ours in by_value([one.defect for one in pool]).items():
        if slug not in defects:
            continue
        mirror = mirror_defect(defects[slug], defects)
        if mirror is not None:
            theirs = [place for place, one in enumerate(pool) if one.defect == mirror]
            if not (mirror < slug and theirs and mirror_defect(defects[mirror], defects) == slug):  # told once
                yield from _both(pool, f"mirror {slug} = {mirror}", ours, theirs, -APART)
        elif slug in KINDS:
            shown = [place for place, one in enumerate(pool) if slug in one.mirrored and one.defect != slug]
            yield from _both(pool, f"mirror {slug} <= its kind of chosen", ours, shown, -inf)


def _both(pool: Sequence[Traits], name: str, ours: Sequence[int], theirs: Sequence[int], low: float) -> Iterator[Row]:
    yield Row(name, Rank.BAR, less(ours, theirs), low, APART)
    yield from _within(pool, name, "level", ours, theirs, low, Rank.BALANCE)
    if low > -inf:
        yield from _within(pool, name, "world", ours, theirs, low * APART_IN_A_WORLD, Rank.WISH)


def _within(
    pool: Sequence[Traits],
    name: str,
    facet: Facet,
    ours: Sequence[int],
    theirs: Sequence[int],
    low: float,
    rank: Rank,
) -> Iterator[Row]:
    high = APART_IN_A_WORLD if rank is Rank.WISH else APART
    for value, places in by_value([one.facets[facet] for one in pool]).items():
        here = set(places)
        terms = less((one for one in ours if one in here), (one for one in theirs if one in here))
        if terms:
            yield Row(f"{name}, {facet} {value}", rank, terms, low, high, room=float(rank is Rank.WISH))
