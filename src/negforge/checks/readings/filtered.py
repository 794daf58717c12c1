"""Filtered: sums and counts over the rows of responses that meet conditions which the words could have named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, islice

from negforge.checks.readings.calendar import ISO_DAY
from negforge.checks.readings.figures import Cells, figures, grains, plain_number, tables
from negforge.checks.readings.values import values

_MOST_ROWS = 120
_MOST_MASKS = 1_500
_PRIMARY = 12
_COLUMNS = 6
_COUNTS = re.compile(r"quantity|qty|pieces|count|nights|units|number_of", re.IGNORECASE)
_PRICES = re.compile(r"price|each|cost|fare|rate|fee", re.IGNORECASE)
_KEY = re.compile(r"(?:^|[._])(?:id|line|index|position|page|year|version|number)$", re.IGNORECASE)


@lru_cache(maxsize=16)
def filtered_sums(responses: tuple[str, ...], wishes: str) -> tuple[frozenset[int], frozenset[int]]:
    """(sums, counts) in ten-thousandths, over rows of one table that have up to four things in common, or not.

    ``wishes``: the user's words and the rules, whose words, numbers and days make conditions.
    """
    sums: set[int] = set()
    counts: set[int] = set()
    said = frozenset(re.findall(r"\w{3,}", wishes.lower()))
    limits = sorted(one for one in figures(wishes) if one)[:8]
    days = sorted({value.canon for value in values(wishes) if value.kind == "date"})[:6]
    for rows in _gathered(responses).values():
        if 2 <= len(rows) <= _MOST_ROWS:
            masks = _masks(rows, said, limits, days)
            for column in _columns(rows):
                sums |= {abs(_sum(column, mask)) for mask in masks}
            counts |= {mask.bit_count() * 10_000 for mask in masks}
    sums |= {one // 100 for one in sums if one % 1_000_000 == 0 or (one % 10_000 == 0 and one > 10_000_000)}
    return frozenset(sums), frozenset(counts)


def addends(responses: Iterable[str], wishes: str, wanted: int) -> tuple[int, ...]:
    """The numbers of the rows, two or more, that a sum is of; none where it is no such sum."""
    said = frozenset(re.findall(r"\w{3,}", wishes.lower()))
    limits = sorted(one for one in figures(wishes) if one)[:8]
    days = sorted({value.canon for value in values(wishes) if value.kind == "date"})[:6]
    for rows in _gathered(responses).values():
        masks = _masks(rows, said, limits, days) if 2 <= len(rows) <= _MOST_ROWS else ()
        for column in _columns(rows):
            for mask in masks:
                if mask.bit_count() > 1 and abs(_sum(column, mask)) in (wanted, wanted * 100):
                    return tuple(one for at, one in enumerate(column) if mask >> at & 1)
    return ()


def _gathered(responses: Iterable[str]) -> Mapping[str, list[Mapping[str, str]]]:
    """The rows of all responses, those together whose first fields are named alike; none twice."""
    found: dict[str, dict[Cells, Mapping[str, str]]] = defaultdict(dict)
    for text in responses:
        for rows in tables(text):
            for row in rows:
                if len(row) >= 2:
                    found[row[0][0]].setdefault(row, dict(row))
    return {name: list(rows.values()) for name, rows in found.items()}


def _columns(rows: Sequence[Mapping[str, str]]) -> list[list[int]]:
    """The numbers of each field that holds some, and prices times counts."""
    found: dict[str, list[int]] = {}
    for name in dict.fromkeys(name for row in rows for name in row):
        numbers = [plain_number(row.get(name, "")) for row in rows]
        if not _KEY.search(name) and sum(one is not None for one in numbers) * 2 > len(rows):
            found[name] = [grains(one or Decimal(0)) or 0 for one in numbers]
        if len(found) >= _COLUMNS:
            break
    times = [
        [price * count // 10_000 for price, count in zip(prices, counts, strict=True)]
        for name, prices in found.items()
        if _PRICES.search(name)
        for other, counts in found.items()
        if _COUNTS.search(other)
    ]
    return [*found.values(), *times]


def _masks(
    rows: Sequence[Mapping[str, str]], said: frozenset[str], limits: Sequence[int], days: Sequence[str]
) -> set[int]:
    """Choices of rows as bits: by conditions that the wishes name (up to four), or by any two."""
    everything = (1 << len(rows)) - 1
    named, others = _conditions(rows, said)
    named += _by_limits(rows, limits) + _by_days(rows, days)
    named = [mask for mask in dict.fromkeys(named) if 0 < mask < everything][:_PRIMARY]
    found = {everything, *named, *others}
    for size in (2, 3, 4):
        for some in combinations(named, size):
            mask = everything
            for one in some:
                mask &= one
            found.add(mask)
    pool = list(dict.fromkeys([*named, *others]))[:40]
    found |= {one & other for one, other in islice(combinations(pool, 2), _MOST_MASKS)}
    return {mask for mask in islice(sorted(found), 2 * _MOST_MASKS) if mask}


def _conditions(rows: Sequence[Mapping[str, str]], said: frozenset[str]) -> tuple[list[int], list[int]]:
    """(those that the wishes name, others): rows that hold one thing in a field, and rows that do not."""
    everything = (1 << len(rows)) - 1
    held: dict[tuple[str, str], int] = defaultdict(int)
    for at, row in enumerate(rows):
        for name, text in row.items():
            if (day := ISO_DAY.match(text)) is not None:
                held[name, f"{day[1]}-{day[2]}"] |= 1 << at
            elif len(text) <= 60:
                held[name, text.lower()] |= 1 << at
                for word in set(re.findall(r"\w{3,}", text.lower())) & said:
                    held[name, word] |= 1 << at
    named: list[int] = []
    others: list[int] = []
    for (_, text), mask in held.items():
        few = mask.bit_count() > 1 or len(rows) <= 12
        place = named if set(re.findall(r"\w{3,}", text)) & said else others
        if few and mask != everything:
            place += [mask, everything & ~mask]
    return named, others


def _by_limits(rows: Sequence[Mapping[str, str]], limits: Sequence[int]) -> list[int]:
    found = []
    for column in _columns(rows)[:2]:
        for limit in limits:
            for scale in (1, 100):
                above = sum(1 << at for at, one in enumerate(column) if abs(one) > limit * scale)
                least = sum(1 << at for at, one in enumerate(column) if abs(one) >= limit * scale)
                found += [above, least]
    return found


def _by_days(rows: Sequence[Mapping[str, str]], days: Sequence[str]) -> list[int]:
    dated = next((name for name, text in rows[0].items() if ISO_DAY.match(text)), None)
    if dated is None:
        return []
    held = [text[5:10] if ISO_DAY.match(text := row.get(dated, "")) else "" for row in rows]
    found = []
    for day in days:
        found.append(sum(1 << at for at, one in enumerate(held) if one and one >= day))
        found.append(sum(1 << at for at, one in enumerate(held) if one and one <= day))
    return found


def _sum(column: Sequence[int], mask: int) -> int:
    total = 0
    while mask:
        low = mask & -mask
        total += column[low.bit_length() - 1]
        mask ^= low
    return total
