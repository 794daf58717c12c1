"""Single words before the gate: what a mean of many judges may drown, one word that stands on one side too often.

The words are picked on the independent build, those whose lean is surest there, and tested where they were not picked:
so only as many bounds need correcting as words were picked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from negforge.audit.grams import gram_bucket, word_grams
from negforge.audit.table import Table

if TYPE_CHECKING:
    import numpy as np

PICKED = 50
FEWEST = 20  # pairs of the independent build in which a word must differ


@dataclass(frozen=True, slots=True)
class WordVerdicts:
    """Of each picked word (column) and pair (row): +1 where it prefers the chosen, -1 the rejected, 0 undecided."""

    cues: tuple[str, ...]
    verdicts: np.ndarray


def word_verdicts(train: Table, test: Table) -> WordVerdicts:
    """Words, and two in a row, that the assistant says on one side more often than on the other, masked."""
    import numpy as np

    learned, tested = (one.grams("assistant", True, "words") for one in (train, test))
    signs = np.sign(learned.data)
    lean = np.bincount(learned.indices, weights=signs, minlength=learned.shape[1])
    often = np.bincount(learned.indices, minlength=learned.shape[1])
    sure = np.where(often >= FEWEST, np.abs(lean) / np.sqrt(np.maximum(often, 1)), 0.0)
    order = np.argsort(-sure, kind="stable")[:PICKED]
    picked = order[sure[order] > 0]
    found = np.sign(tested[:, picked].toarray()) * np.sign(lean[picked])
    names = _names(test, set(picked.tolist()))
    more = ["more" if lean[bucket] > 0 else "fewer" for bucket in picked]
    cues = tuple(f"{way} {names.get(int(bucket), '?')!r}" for way, bucket in zip(more, picked, strict=True))
    return WordVerdicts(cues, found)


def _names(table: Table, buckets: Collection[int]) -> dict[int, str]:
    """What stands in these buckets, as far as it stands in the texts; the first in the order of the texts."""
    grams: dict[tuple[str, ...], None] = {}
    for sides in table.texts("assistant", True):
        for text in sides:
            grams.update(dict.fromkeys(word_grams(text)))
    found: dict[int, str] = {}
    for gram in grams:
        if (bucket := gram_bucket(gram)) in buckets:
            found.setdefault(bucket, " ".join(gram))
    return found
