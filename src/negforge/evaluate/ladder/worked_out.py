"""What follows from what was heard, in one or two steps that people take: the results that a rung reckons with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import combinations

from negforge.checks.readings.calendar import days_after, spans, times_after
from negforge.checks.readings.records import records, structured
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import Value, canons, number, values
from negforge.core.json_text import Json

_AMOUNT = re.compile(
    r"price|amount|fee|fare|total|cost|balance|minor|cents|sum|rate|value|paid|charge|refund|points|hours|minutes|"
    r"quantity|qty|count|copies|stock|limit|budget|distance|weight|spent",
    re.IGNORECASE,
)
_MOST_AMOUNTS, _MOST_NAMED, _MOST_ROWS, _MOST_LISTS = 24, 8, 9, 200
_TENTH, _CENT, _HUGE = Decimal("0.1"), Decimal("0.01"), Decimal(10) ** 12


def follows(value: Value, said: tuple[str, ...], responses: tuple[str, ...]) -> bool:
    """Whether a value follows from the words of user and rules (``said``) and the responses."""
    if value.kind in ("date", "time"):
        return value.canon in _dates(value.kind, said, responses)
    if value.kind != "number":
        return False
    stated, given = abs(Decimal(value.canon)), results(said, responses)
    places = len(value.raw.partition(".")[2])
    return stated in given or (places == 1 and any(one.quantize(_TENTH, ROUND_HALF_UP) == stated for one in given))


@lru_cache(maxsize=64)
def results(said: tuple[str, ...], responses: tuple[str, ...]) -> frozenset[Decimal]:
    """Sums of a field's numbers, sums and differences of two amounts, multiples, shares and what is left of them."""
    columns = [column for one in responses for column in _columns(one)]
    named = [Decimal(v.canon) for one in said for v in values(one) if v.kind == "number" and len(v.canon) < 12]
    amounts = list(dict.fromkeys([*named[-_MOST_AMOUNTS // 3 :], *(n for c in columns for n in c)][-_MOST_AMOUNTS:]))
    found = {total for column in columns for total in _totals(column)}
    for one, other in combinations(amounts, 2):
        found |= {one + other, abs(one - other)}
    for one, other in combinations(named[:_MOST_NAMED], 2):  # what a question asks to multiply or divide
        found |= {
            one * other,
            *((a / b).quantize(_CENT) for a, b in ((one, other), (other, one)) if b and abs(a) < _HUGE),
        }
    rates = [rate for rate in named if 0 < rate <= 100]
    for one in amounts:
        found |= {one * count for count in range(2, 13)}
        shares = {(one * rate / 100).quantize(_CENT, ROUND_HALF_UP) for rate in rates if abs(one) < _HUGE}
        found |= shares | {one - share for share in shares} | {one + share for share in shares}
    return frozenset(abs(one) for one in (*found, *amounts))


@remembered(1024)
def sizes(text: str) -> frozenset[int]:
    """How many there are in each list of a response, and how many of these are alike in a field."""
    return frozenset(_sizes(structured(text)))


def _sizes(value: Json) -> Iterator[int]:
    stack, lists = [value], 0
    while stack and lists < _MOST_LISTS:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            lists += 1
            stack.extend(item)
            yield len(item)
            fields = Counter((k, str(v)) for row in item if isinstance(row, dict) for k, v in row.items())
            yield from fields.values()


@remembered(1024)
def _columns(text: str) -> tuple[tuple[Decimal, ...], ...]:
    """The numbers of each field that holds amounts, minor units as major ones."""
    found: dict[str, list[Decimal]] = {}
    for record in records(text):
        for name, held in record.fields:
            canon = number(held) if held[:1].isdigit() and len(held) < 13 and _AMOUNT.search(name) else None
            if canon is not None:
                minor = re.search(r"minor|cents", name, re.IGNORECASE)
                found.setdefault(name, []).append(Decimal(canon) / (100 if minor else 1))
    return tuple(tuple(column) for column in found.values())


def _totals(column: Sequence[Decimal]) -> Iterator[Decimal]:
    yield sum(column, Decimal(0))
    if 2 < len(column) <= _MOST_ROWS:
        for size in range(2, len(column)):
            yield from (sum(some, Decimal(0)) for some in combinations(column, size))


@lru_cache(maxsize=64)
def _dates(kind: str, said: tuple[str, ...], responses: tuple[str, ...]) -> frozenset[str]:
    """Days (or hours) that lie a named span from others."""
    heard = (*said, *responses[-3:])
    held = frozenset().union(*(canons(one) for one in heard))
    bases = {one.partition(":")[2] for one in held if one.startswith(f"{kind}:")}
    place, after = (0, days_after) if kind == "date" else (1, times_after)
    lengths = {length for one in heard for length in spans(one)[place]}
    return frozenset(after(bases, lengths)) if len(bases) * len(lengths) <= 400 else frozenset()
