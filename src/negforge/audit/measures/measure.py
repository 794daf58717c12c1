"""A measure: one number of one side. The difference of the two sides is a cue, and what learned judges learn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.audit.side import Side

Kind: TypeAlias = Literal["length", "style", "provenance", "process"]
Measure: TypeAlias = Callable[[Side], float]


@dataclass(frozen=True, slots=True)
class Feature:
    """``name`` is a plural that reads well behind "fewer" and "more"; behind "lower" and "higher" where ``scale`` says
    that it is no count. ``measure`` gives a finite number, not negative for counts."""

    name: str
    kind: Kind
    measure: Measure
    scale: bool = False

    def prefers(self, sign: int) -> str:
        """The cue in words: +1 prefers the side with more of it."""
        low, high = ("lower", "higher") if self.scale else ("fewer", "more")
        return f"{high if sign > 0 else low} {self.name}"


def share(part: float, whole: float) -> float:
    """0 where there is no whole."""
    return part / whole if whole else 0.0
