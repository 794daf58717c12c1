"""Judges of context x difference: in this world, with this error, the longer side is the worse one. Cheap, and fair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from negforge.audit.features import FEATURES
from negforge.audit.grams import BUCKETS
from negforge.audit.judge import Group
from negforge.audit.linear import LARGEST, scale_of, weights_of
from negforge.audit.sparse import unit_rows
from negforge.audit.table import Sample
from negforge.audit.text_judge import STRENGTH, rarity_of, weighted

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

_WORD_CONTEXTS = ("world:", "template:", "error:")


@dataclass(frozen=True, slots=True)
class ContextFeatureJudge:
    """A weight for each feature in each context (hashed), and one for the feature alone."""

    name: str
    group: Group = "context"

    def fit(self, train: Sample) -> _FittedContexts:
        scale = scale_of(train.features(range(len(FEATURES))))
        return _FittedContexts(scale, weights_of(_crossed(train, scale), 1.0))


@dataclass(frozen=True, slots=True)
class _FittedContexts:
    scale: np.ndarray
    weights: np.ndarray

    def score(self, sample: Sample) -> np.ndarray:
        found: np.ndarray = _crossed(sample, self.scale) @ self.weights
        return found


@dataclass(frozen=True, slots=True)
class ContextWordJudge:
    """A weight for each masked word of the assistant in each world, template and kind of error."""

    name: str
    group: Group = "context"

    def fit(self, train: Sample) -> _FittedContextWords:
        rows = _crossed_words(train)
        rarity = rarity_of(rows)
        return _FittedContextWords(rarity, weights_of(weighted(rows, rarity), STRENGTH))


@dataclass(frozen=True, slots=True)
class _FittedContextWords:
    rarity: np.ndarray
    weights: np.ndarray

    def score(self, sample: Sample) -> np.ndarray:
        found: np.ndarray = weighted(_crossed_words(sample), self.rarity) @ self.weights
        return found


def _crossed(sample: Sample, scale: np.ndarray) -> csr_matrix:
    """Each difference of a feature, in a bucket for each context of the pair; rows of length 1."""
    import numpy as np

    differences = np.clip(sample.features(range(len(FEATURES))) / scale, -LARGEST, LARGEST)
    rows = []
    for row, contexts in zip(differences, sample.contexts(), strict=True):
        differ = np.flatnonzero(row)
        rows.append((differ, row[differ], contexts))
    return _into_buckets(rows)


def _crossed_words(sample: Sample) -> csr_matrix:
    plain = sample.grams("assistant", True, "words")
    rows = []
    for at, contexts in enumerate(sample.contexts()):
        held = slice(plain.indptr[at], plain.indptr[at + 1])
        kept = tuple(one for one in contexts if one.startswith(_WORD_CONTEXTS))
        rows.append((plain.indices[held], plain.data[held], kept))
    return _into_buckets(rows)


def _into_buckets(rows: Sequence[tuple[np.ndarray, np.ndarray, Sequence[str]]]) -> csr_matrix:
    """Each entry of a row once for each context, at a place hashed of both, and once as it is."""
    import numpy as np
    from scipy.sparse import csr_matrix

    places, entries, ends = [], [], [0]
    for columns, values, contexts in rows:
        for context in ("", *contexts):
            places.append((columns.astype(np.int64) * 2_654_435_761 + _context_hash(context)) % BUCKETS)
            entries.append(values)
        ends.append(ends[-1] + len(columns) * (1 + len(contexts)))
    if not places:
        return csr_matrix((0, BUCKETS))
    found = csr_matrix((np.concatenate(entries), np.concatenate(places), np.array(ends)), shape=(len(rows), BUCKETS))
    found.sum_duplicates()
    return unit_rows(found)


@lru_cache(maxsize=65536)
def _context_hash(context: str) -> int:
    return crc32(context.encode("utf-8", "surrogatepass")) * 40_503
