"""Shingles: three words in a row, each as a 64-bit number. What two texts have in common is counted over them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias
from unicodedata import normalize

if TYPE_CHECKING:
    import numpy

    Shingles: TypeAlias = numpy.ndarray[tuple[int], numpy.dtype[numpy.uint64]]

WIDTH = 3
"""Words of a shingle: one word changed in the middle changes three of them."""
_WORD = re.compile(
    r"<\w+>"  # what masking puts for a name or a number
    r"|[぀-ヿ㐀-䶿一-鿿가-힣豈-﫿]"  # scripts that put no space between words
    r"|[^\W_぀-ヿ㐀-䶿一-鿿가-힣豈-﫿]+"
)
_MIX = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def words_of(text: str) -> list[str]:
    """Words in their plainest spelling. Punctuation, case and white space are no part of them."""
    return _WORD.findall(normalize("NFKC", text).casefold())


class Shingler:
    """Makes shingles. Keeps the number of every word it met, so that a word is hashed once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str) -> Shingles:
        """The distinct shingles of a text, in rising order. Equal for equal words; a text of fewer than three words is
        one shingle, and so is one without any word, which then counts as it is spelled."""
        import numpy

        words = words_of(text) or [f" {' '.join(text.split())}"]
        words += [""] * (WIDTH - len(words))
        numbers = numpy.array([self._number(word) for word in words], dtype=numpy.uint64)
        last = len(words) - WIDTH + 1
        mixed = numpy.zeros(last, dtype=numpy.uint64)
        for at in range(WIDTH):
            mixed = (mixed ^ numbers[at : at + last]) * numpy.uint64(_MIX[at])
            mixed ^= mixed >> numpy.uint64(29)
        return numpy.unique(mixed)

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            hashed = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8)
            number = self._numbers[word] = int.from_bytes(hashed.digest(), "big")
        return number


def shared(one: Shingles, other: Shingles) -> int:
    """How many shingles both have."""
    import numpy

    if len(one) > len(other):
        one, other = other, one
    at = numpy.searchsorted(other, one)
    at[at == len(other)] = 0
    return int(numpy.count_nonzero(other[at] == one)) if len(other) else 0


def jaccard(one: Shingles, other: Shingles) -> float:
    """Shared shingles over all that either has: 0 nothing in common, 1 the same."""
    common = shared(one, other)
    whole = len(one) + len(other) - common
    return common / whole if whole else 1.0


def shingles_of(texts: Sequence[str]) -> list[Shingles]:
    return list(map(Shingler(), texts))
