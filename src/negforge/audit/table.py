"""Pairs read once for all judges, and samples of them: what a judge is fitted on and scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from negforge.audit.contexts import contexts_of, numbers_of, split_of
from negforge.audit.features import differences
from negforge.audit.grams import Analyzer, difference_rows
from negforge.audit.grouping import Grouping, groups
from negforge.audit.masking import masked
from negforge.audit.side import Side, ends, read_sides, transcript
from negforge.audit.sparse import row_scaled
from negforge.core.pair import Pair

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

View: TypeAlias = Literal["trajectory", "assistant", "final"]
VIEWS: dict[View, Callable[[Side], str]] = {
    "trajectory": transcript,
    "assistant": lambda side: side.words,
    "final": lambda side: side.final,
}
KEPT = 2  # sparse tables held at a time: judges that use one come one after another


@dataclass(eq=False, slots=True)
class Table:
    """All pairs of one file set, the chosen side first. Build it with ``table_of``."""

    pairs: tuple[Pair, ...]
    sides: tuple[tuple[Side, Side], ...]
    splits: tuple[str, ...]
    clusters: tuple[str, ...]
    features: np.ndarray
    contexts: tuple[tuple[str, ...], ...]
    numbers: np.ndarray
    _kept: dict[tuple[View, bool, Analyzer], csr_matrix] = field(default_factory=dict)

    def texts(self, view: View, mask: bool) -> list[tuple[str, str]]:
        """The first and last 4,000 characters of each side, masked or as they stand."""
        read = VIEWS[view]
        cut = [(ends(read(first)), ends(read(second))) for first, second in self.sides]
        return [(masked(first), masked(second)) for first, second in cut] if mask else cut

    def grams(self, view: View, mask: bool, analyzer: Analyzer) -> csr_matrix:
        """Differences of hashed n-grams, a row a pair; the last few are kept."""
        key = (view, mask, analyzer)
        if key not in self._kept:
            while len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = difference_rows(self.texts(view, mask), analyzer)
        return self._kept[key]


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """Pairs (``rows`` of the table) in an order of their sides: +1 in ``signs`` puts the chosen first, -1 the rejected.

    A judge that is fitted on a sample is told that the first side is the better one; a score above 0 prefers the first.
    """

    table: Table
    rows: np.ndarray
    signs: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, places: np.ndarray) -> Sample:
        """The pairs at these places of this sample."""
        return Sample(self.table, self.rows[places], self.signs[places])

    def flipped(self, signs: np.ndarray) -> Sample:
        """The same pairs, the sides swapped where ``signs`` is -1."""
        return Sample(self.table, self.rows, self.signs * signs)

    def swapped(self) -> Sample:
        return self.flipped(-(self.signs * 0 + 1))

    def features(self, columns: Sequence[int]) -> np.ndarray:
        """Differences of features, first side minus second."""
        found: np.ndarray = self.table.features[self.rows][:, list(columns)] * self.signs[:, None]
        return found

    def grams(self, view: View, mask: bool, analyzer: Analyzer) -> csr_matrix:
        return row_scaled(self.table.grams(view, mask, analyzer)[self.rows], self.signs)

    def numbers(self) -> np.ndarray:
        """Numbers of the context, the same in each order of the sides."""
        found: np.ndarray = self.table.numbers[self.rows]
        return found

    def contexts(self) -> list[tuple[str, ...]]:
        return [self.table.contexts[row] for row in self.rows]

    def splits(self) -> list[str]:
        return [self.table.splits[row] for row in self.rows]


def table_of(pairs: Sequence[Pair], grouping: Grouping = groups) -> Table:
    """The pairs taken apart and measured. ``grouping`` says which belong together."""
    import numpy as np

    sides = tuple(read_sides(pair) for pair in pairs)
    return Table(
        pairs=tuple(pairs),
        sides=sides,
        splits=tuple(split_of(pair) for pair in pairs),
        clusters=tuple(grouping(pairs)),
        features=differences(sides),
        contexts=tuple(contexts_of(pair, both) for pair, both in zip(pairs, sides, strict=True)),
        numbers=np.array([numbers_of(pair, both) for pair, both in zip(pairs, sides, strict=True)]).reshape(
            len(pairs), -1
        ),
    )


def whole(table: Table) -> Sample:
    """All pairs, the chosen first."""
    import numpy as np

    return Sample(table, np.arange(len(table.pairs)), np.ones(len(table.pairs)))
