"""Workings: whether a figure can be worked out from others, unless any figure could be: chance hits prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from decimal import Decimal
from functools import cached_property, lru_cache

from negforge.checks.readings.figures import GRAIN, figures, grains, percentages
from negforge.checks.readings.filtered import filtered_sums

_PROBES = 60
_BY_CHANCE = 3  # of the probes: more hits among figures nearby, and the hit says nothing
_MOST = 160
_MOST_TO_PAIR = 400
_COUNTS = range(2, 13)


@lru_cache(maxsize=8)
def workings(wishes: tuple[str, ...], responses: tuple[str, ...]) -> Workings:
    """The same for all who ask about the same texts in turn."""
    return Workings(wishes, responses)


class Workings:
    """What follows from the figures of the user, the rules and the responses: multiples, percentages, sums and
    differences of two or three, sums and counts over filtered rows. Each kind is asked about figures nearby as well;
    where they too would follow, that kind is no support."""

    def __init__(self, wishes: Sequence[str], responses: Sequence[str]) -> None:
        self._wishes, self._responses = wishes, responses

    def give(self, stated: Decimal, places: int) -> bool:
        """Whether a figure given to so many decimal places follows."""
        figure = grains(abs(stated))
        if figure is None:
            return False
        step = max(1, GRAIN // 10**places)
        kinds: tuple[Callable[[int], bool], ...] = (
            self._nearly(step),
            lambda one: one in self._parts,
            lambda one: one in self._sums,
            lambda one: one in self._filtered[1] or one in self._filtered[0],
            lambda one: any(one + base in self._near or abs(one - base) in self._near for base in self._bases),
        )
        grain = next((wide for wide in (50 * step, 10 * step, 5 * step) if places == 2 and figure % wide == 0), step)
        return any(kind(figure) and not _by_chance(kind, figure, grain) for kind in kinds)

    @cached_property
    def _bases(self) -> frozenset[int]:
        own = frozenset().union(*map(figures, self._wishes)) if self._wishes else frozenset()
        got = frozenset().union(*map(figures, self._responses)) if self._responses else frozenset()
        if len(own | got) > _MOST_TO_PAIR:
            return frozenset()
        broken = sorted(got, key=lambda one: one % GRAIN == 0)
        return frozenset([*sorted(own)[:_MOST], *broken[:_MOST]]) - {0}

    @cached_property
    def _parts(self) -> frozenset[int]:
        """Multiples and percentages of the figures, and factors such as 1.1 for a tenth more."""
        named = set().union(*map(percentages, (*self._wishes, *self._responses)))
        rates = {int(rate * 100) for rate in named if rate * 100 % 1 == 0}
        rates |= {one // 100 for one in self._bases if one % (5 * GRAIN) == 0 and one <= 100 * GRAIN}
        found = {one * count for one in self._bases for count in _COUNTS}
        for rate in sorted(rates)[:24]:
            for one in self._bases:
                part, more = one * rate // GRAIN, one * (GRAIN + rate) // GRAIN
                found |= {x for whole in (part, one - part, more) for x in _to_cents(whole)}
                found |= set(_to_cents(one * GRAIN // (GRAIN + rate)))
            found |= {GRAIN + rate, GRAIN - rate}
        return frozenset(found)

    @cached_property
    def _sums(self) -> frozenset[int]:
        bases = sorted(self._bases)
        return frozenset(found for a in bases for b in bases for found in (a + b, abs(a - b)))

    @cached_property
    def _filtered(self) -> tuple[frozenset[int], frozenset[int]]:
        return filtered_sums(tuple(self._responses), "\n".join(self._wishes))

    @cached_property
    def _near(self) -> Set[int]:
        return self._parts | self._sums | self._filtered[0]

    def _nearly(self, step: int) -> Callable[[int], bool]:
        """Whether it is a figure rounded, as a part of a thousand, or a share as a percentage."""
        rounded: set[int] = set()
        for one in self._bases:
            for scaled in (one, one * 100 if one <= 20 * GRAIN else one, one // 1000, one // 1024):
                low = scaled - scaled % step
                rounded |= {low, low + step} if (scaled - low) * 2 >= step else {low}
        return lambda figure: figure in rounded


def _to_cents(figure: int) -> tuple[int, int]:
    low = figure - figure % 100
    return low, low + 100


def _by_chance(kind: Callable[[int], bool], figure: int, step: int) -> bool:
    """Whether figures nearby, or of its size, would follow as well: then it is no wonder that this one does."""
    return any(_hits(kind, figure, step, span) > _BY_CHANCE for span in (figure // 25, figure // 2))


def _hits(kind: Callable[[int], bool], figure: int, step: int, span: int) -> float:
    """How many of sixty figures that lie within a span follow."""
    stride = max(1, 2 * max(span // step, 20) // _PROBES) | 1
    probes = [figure + (k - _PROBES // 2) * stride * step for k in range(_PROBES + 1) if k != _PROBES // 2]
    asked = [probe for probe in probes if probe > 0]
    return sum(map(kind, asked)) * _PROBES / len(asked)
