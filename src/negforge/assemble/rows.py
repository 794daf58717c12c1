"""What is asked of a choice, as rows of numbers: over the chosen, the sum of what each counts for, in bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from math import inf

Terms = tuple[tuple[int, float], ...]
"""(place of the pair in the pool, what it counts for), pairs that count for nothing left out."""


class Rank(IntEnum):
    """Where not all can be had, a lower rank is not given up for a higher one."""

    SIZE = 0
    TASK = 1
    BAR = 2
    BALANCE = 3
    WISH = 4


@dataclass(frozen=True, slots=True)
class Row:
    """``low`` <= sum of the terms <= ``high``. ``whole``: the sum counts pairs. ``room``: by so much whole pairs may
    overstep for nothing what parts of pairs keep to. ``near``: a miss by more is worse than several by less.
    ``firm``: holds whatever else must give way."""

    name: str
    rank: Rank
    terms: Terms
    low: float = -inf
    high: float = inf
    whole: bool = True
    room: float = 0.0
    near: float = inf
    firm: bool = False

    def reached(self, chosen: Iterable[int]) -> float:
        counts = dict(self.terms)
        return sum(counts.get(place, 0.0) for place in chosen)

    def missed(self, reached: float) -> float:
        """By how much a sum lies outside the bounds."""
        return max(self.low - reached, reached - self.high, 0.0)


@dataclass(frozen=True, slots=True)
class Program:
    """``size``: pairs to be chosen. ``pairs``: so many columns are pairs, in or out; ``doubles`` more follow, one for
    each task of several pairs: how many it has beyond one in the choice. ``costs``: of each pair, small."""

    size: int
    pairs: int
    doubles: int
    rows: Sequence[Row]
    costs: Sequence[float]


def counting(places: Iterable[int]) -> Terms:
    return tuple((place, 1.0) for place in places)


def less(ours: Iterable[int], theirs: Iterable[int]) -> Terms:
    """One lot less another; what is in both counts for nothing."""
    sums: dict[int, float] = {}
    for places, sign in ((ours, 1.0), (theirs, -1.0)):
        for place in places:
            sums[place] = sums.get(place, 0.0) + sign
    return tuple((place, value) for place, value in sorted(sums.items()) if value)


def by_value(values: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """The places of each value, values in order."""
    found: dict[str, list[int]] = {}
    for place, value in enumerate(values):
        found.setdefault(value, []).append(place)
    return {value: tuple(found[value]) for value in sorted(found)}


def drawn(*words: object) -> float:
    """A number from 0 to 1 that hangs on the words alone."""
    return int.from_bytes(sha256("\0".join(map(str, words)).encode()).digest()[:8]) / 2**64
