"""Derived amounts: what a reader can work out from amounts in tool responses in one or two steps.

Not every sum that a computer could find: only steps that people take, over fields that hold amounts, and only where the
field is short enough that an invented figure would not be hit by chance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

_AMOUNT = re.compile(
    r"price|amount|fee|fare|total|cost|balance|owe|minor|sum|rate|value|paid|charge|refund|points|hours|spent|available|"
    r"free|held|budget|quantity|count",
    re.IGNORECASE,
)
_CENT = Decimal("0.01")
MOST_IN_ALL_SUBSETS = 9  # 512 subsets
MOST_IN_SMALL_SUBSETS = 30  # of two or three: about 4,500
MOST_AMOUNTS = 60
MOST_COUNT = 12
FEW = 8  # whole amounts lie so close together that among more of them chance would hit


def derived_amounts(columns: Mapping[str, Sequence[Decimal]], said: Set[Decimal]) -> frozenset[Decimal]:
    """Sums over some records of a field; sums, differences, multiples and percentages of amounts; minor units as major
    ones. ``columns``: the numbers of each field; ``said``: all numbers of the user and the responses."""
    amounts: set[Decimal] = set()
    results: set[Decimal] = set()
    for name, column in columns.items():
        if not (_AMOUNT.search(name) or any(one % 1 for one in column)):
            continue
        if len(column) > FEW and not any(one % 1 or one > 10_000 for one in column):
            continue
        own = list(dict.fromkeys(column)) if len(column) > MOST_IN_SMALL_SUBSETS else list(column)
        amounts.update(own)
        results |= _sums(own)
    in_order = sorted(one for one in amounts if one % 1 or len(amounts) <= FEW or one > 10_000)[:MOST_AMOUNTS]
    for one, other in combinations(in_order, 2):
        results |= {one + other, other - one}
    rates = [rate for rate in said if 0 < rate <= 100 and rate % 5 == 0]
    for one in in_order:
        results |= {one * count for count in range(2, MOST_COUNT + 1)}
        parts = {(one * rate / 100).quantize(_CENT, ROUND_HALF_UP) for rate in rates}
        results |= parts | {one - part for part in parts}
    results |= {one / 100 for one in (*results, *amounts) if one % 1 == 0}
    return frozenset(results)


def _sums(column: Sequence[Decimal]) -> set[Decimal]:
    sizes = range(2, len(column) + 1) if len(column) <= MOST_IN_ALL_SUBSETS else (2, 3)
    if len(column) > MOST_IN_SMALL_SUBSETS:
        return set()
    return {sum(some, Decimal(0)) for size in sizes for some in combinations(column, size)}
