"""Nearest: how much of each of our texts stands in somebody else's, exactly, with theirs streaming by.

A text that shares enough of its shingles with another shares one of its rarest; only those are looked up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from negforge.similarity.shingles import Shingler, shared

if TYPE_CHECKING:
    from negforge.similarity.shingles import Shingles

SHORT = 6
"""Of a text of fewer shingles a part stands everywhere: it counts as near only what says little else."""
_A_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of theirs, and its place."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """The nearest text that was met: what share of ours stands in it, and where it is."""

    share: float
    where: str


class Nearest:
    """Our texts, each with the nearest of theirs so far. ``near``: the least share that counts."""

    def __init__(self, texts: Sequence[str], near: float) -> None:
        self._shingler = Shingler()
        self._near = near
        self._ours = [self._shingler(text) for text in texts]
        self._found: dict[int, Found] = {}
        times = Counter(shingle for one in self._ours for shingle in one.tolist())
        self._holding: dict[int, list[int]] = {}
        for at, one in enumerate(self._ours):
            rarest = sorted(one.tolist(), key=lambda shingle: (times[shingle], shingle))
            for shingle in rarest[: len(one) - ceil(near * len(one) - _A_HAIR) + 1]:
                self._holding.setdefault(shingle, []).append(at)

    def meet(self, passage: Passage) -> None:
        """Hold all of ours against it. Of equally near ones the first that is met counts."""
        theirs = self._shingler(passage.text)
        for at in {at for shingle in theirs.tolist() for at in self._holding.get(shingle, ())}:
            share = self._share(self._ours[at], theirs)
            if share >= self._near - _A_HAIR and (at not in self._found or share > self._found[at].share):
                self._found[at] = Found(share, passage.where)

    def found(self, at: int) -> Found | None:
        """The nearest to our text at this place; None where nothing was near."""
        return self._found.get(at)

    def _share(self, ours: Shingles, theirs: Shingles) -> float:
        common = shared(ours, theirs)
        whole = len(ours) if len(ours) >= SHORT else len(ours) + len(theirs) - common
        return common / whole
