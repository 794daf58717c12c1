"""What an audit can be asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from negforge.audit.grouping import Grouping, groups
from negforge.audit.judge import ShortcutJudge
from negforge.audit.suite import ALL, QUICK

Progress: TypeAlias = Callable[[str, int, int | None], None]


def silent(stage: str, done: int, total: int | None) -> None:
    """For those who do not wait."""


@dataclass(frozen=True, slots=True)
class Options:
    """``judges``: () for all of ours, or with ``quick`` for those that learn from features alone. ``grouping``: which
    pairs belong together. ``shown``: how many words and pairs are listed. ``draws``: of the bootstrap."""

    rng_seed: int = 0
    folds: int = 5
    draws: int = 2000
    quick: bool = False
    judges: tuple[ShortcutJudge, ...] = ()
    grouping: Grouping = groups
    shown: int = 10

    def suite(self) -> tuple[ShortcutJudge, ...]:
        return self.judges or (QUICK if self.quick else ALL)


STANDARD = Options()
