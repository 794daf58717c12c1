"""Computed: numbers that follow from others in the same words, or from one of them and a number said before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Set
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from negforge.checks.readings.values import Value

_MAX_PAIRS = 40
_MAX_KNOWN = 150
HUGE = Decimal(10) ** 12  # a quotient that nobody states


def not_computable(doubted: list[Value], stated: list[Value], known: Set[str]) -> list[Value]:
    """Those of the doubted values that no arithmetic gives, where results support further results."""
    everything = sorted(numbers_in(known))
    few = everything if len(everything) <= _MAX_KNOWN else []
    in_order = [Decimal(value.canon) for value in stated if value.kind == "number"]
    sums = _running_sums(in_order)
    for _ in range(3):
        doubtful = {Decimal(value.canon) for value in doubted if value.kind == "number"}
        sound = [stated_number for stated_number in in_order if stated_number not in doubtful]
        results = _combinations(sound[:_MAX_PAIRS], few) | sums
        left = [
            v for v in doubted if v.kind != "number" or not (Decimal(v.canon) in results or _is_rounding(v, everything))
        ]
        if len(left) == len(doubted):
            break
        doubted = left
    return doubted


def _combinations(sound: list[Decimal], known: list[Decimal]) -> set[Decimal]:
    results: set[Decimal] = set()
    for i, one in enumerate(sound):
        for other in sound[i:]:
            results |= {one + other, one - other, other - one, one * other}
            results |= {
                (a / b).quantize(Decimal("0.01")) for a, b in ((one, other), (other, one)) if b and a / b < HUGE
            }
        for other in known:
            results |= {one + other, other - one, one - other}
        for count in range(2, 13):
            results |= {one * count, (one / count).quantize(Decimal("0.01")) if abs(one) < HUGE else one}
    results |= {other / scale for other in (*sound, *known) for scale in (100, 1000)}  # 10 % as 0.10, 170 cm as 1.70 m
    return results


def _running_sums(row: list[Decimal]) -> set[Decimal]:
    results: set[Decimal] = set()
    for start in range(len(row)):
        total = row[start]
        for addend in row[start + 1 : start + 12]:
            total += addend
            results.add(total)
    return results


def _is_rounding(value: Value, known: list[Decimal]) -> bool:
    """Whether the value is a rounding of one of the known ones, which are in order of size."""
    stated = Decimal(value.canon)
    exponent = Decimal(1).scaleb(-(len(value.raw.split(".")[1]) if "." in value.raw else 0))
    near = known[bisect_left(known, stated - exponent) : bisect_right(known, stated + exponent)]
    return any(stated in (n.quantize(exponent, ROUND_HALF_UP), n.quantize(exponent, ROUND_DOWN)) for n in near)


def numbers_in(keys: Set[str]) -> list[Decimal]:
    return [Decimal(item.removeprefix("number:")) for item in keys if item.startswith("number:")]
