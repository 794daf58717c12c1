"""Hashed n-grams of two texts, and how they differ: one sparse row a pair. Hashes depend on the text alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

Analyzer: TypeAlias = Literal["words", "characters"]
BITS = 17
BUCKETS = 1 << BITS
TOKEN = re.compile(r"§?\w+(?:['’]\w+)*|[^\w\s]")
_MULTIPLIER = 0x9E3779B97F4A7C15  # 2^64 by the golden ratio: Knuth, The Art of Computer Programming 3, 6.4


def difference_rows(texts: Sequence[tuple[str, str]], analyzer: Analyzer) -> csr_matrix:
    """Of each pair of texts (row): log(1 + count) in the first minus the same in the second, for each bucket in which
    they differ; float32, ``BUCKETS`` columns. Words 1-2 in lower case, or characters 3-5 as they stand."""
    import numpy as np
    from scipy.sparse import csr_matrix

    read = word_buckets if analyzer == "words" else character_buckets
    columns, entries, ends = [], [], [0]
    for first, second in texts:
        one, other = (np.bincount(read(text), minlength=BUCKETS) for text in (first, second))
        differ = np.flatnonzero(one != other)
        columns.append(differ.astype(np.int32))
        entries.append((np.log1p(one[differ]) - np.log1p(other[differ])).astype(np.float32))
        ends.append(ends[-1] + len(differ))
    if not columns:
        return csr_matrix((0, BUCKETS), dtype=np.float32)
    return csr_matrix((np.concatenate(entries), np.concatenate(columns), np.array(ends)), shape=(len(texts), BUCKETS))


def word_grams(text: str) -> list[tuple[str, ...]]:
    """Each word in lower case, then each two words in a row."""
    words = _words(text)
    return [*((word,) for word in words), *pairwise(words)]


def word_buckets(text: str) -> np.ndarray:
    """The buckets of ``word_grams``, in their order."""
    import numpy as np

    words = np.array([word_hash(word) for word in _words(text)], dtype=np.uint64)
    return _buckets([words, words[:-1] * np.uint64(1_000_003) + words[1:] + np.uint64(1)])


def character_buckets(text: str) -> np.ndarray:
    """The bucket of each run of three, four and five characters."""
    import numpy as np

    signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    runs, hashed = [], signs
    for length in range(2, 6):
        hashed = hashed[:-1] * np.uint64(1_000_003) + signs[length - 1 :] if len(hashed) else hashed
        if length > 2:
            runs.append(hashed + np.uint64(length))
    return _buckets(runs)


def gram_bucket(gram: Sequence[str]) -> int:
    """The bucket of one word, or of two: the same as in ``word_buckets``."""
    return int(word_buckets(" ".join(gram))[-1])


@lru_cache(maxsize=1 << 18)
def word_hash(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def _words(text: str) -> list[str]:
    return TOKEN.findall(text.lower())


def _buckets(hashes: Sequence[np.ndarray]) -> np.ndarray:
    import numpy as np

    mixed = np.concatenate(list(hashes))
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(_MULTIPLIER)
    found: np.ndarray = (mixed >> np.uint64(64 - BITS)).astype(np.int64)
    return found
