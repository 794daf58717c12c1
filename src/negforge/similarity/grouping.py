"""Groups of texts that read alike. MinHash proposes, the shingles themselves decide, union-find makes the groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from negforge.similarity.shingles import jaccard, shingles_of

if TYPE_CHECKING:
    import numpy

    from negforge.similarity.shingles import Shingles

NEAR = 0.7
"""From this share of shingles in common two texts are near-duplicates."""
PERMUTATIONS = 128
RECALL = 0.999  # of the pairs that are just as near as asked for, at least this share are proposed
SLACK = 0.15  # the signatures' guess at the similarity lies this far off once in a thousand times
_SEED = 20261121


def groups_of(texts: Sequence[str], near: float = NEAR) -> list[int]:
    """The group of every text, as the place of the first text of its group: whoever is alone has its own place.

    Two texts are in one group where a chain of near-duplicates leads from one to the other. In another order of the
    texts the groups are the same. No two texts count as near without having been compared exactly."""
    sets = shingles_of(texts)
    first: dict[bytes, int] = {}
    same = [first.setdefault(one.tobytes(), at) for at, one in enumerate(sets)]
    single = sorted(first.values(), key=lambda at: sets[at].tobytes())
    group = Groups(len(texts))
    for at, other in enumerate(same):
        group.join(at, other)
    for one, other in _near_pairs([sets[at] for at in single], near):
        group.join(single[one], single[other])
    return [group.of(at) for at in range(len(texts))]


def _near_pairs(sets: Sequence[Shingles], near: float) -> Iterator[tuple[int, int]]:
    """Pairs that are near, enough of them to connect whatever is connected."""
    import numpy

    if len(sets) < 2:
        return
    signatures = _signatures(sets)
    group = Groups(len(sets))
    apart: set[tuple[int, int]] = set()
    for bucket in _buckets(signatures, near):
        for place, one in enumerate(bucket[:-1]):
            others = bucket[place + 1 :]
            guess = numpy.count_nonzero(signatures[others] == signatures[one], axis=1)
            for other in others[guess >= (near - SLACK) * PERMUTATIONS].tolist():
                pair = (int(one), other)
                if pair in apart or group.of(pair[0]) == group.of(other):
                    continue
                if jaccard(sets[one], sets[other]) >= near:
                    group.join(*pair)
                    yield pair
                else:
                    apart.add(pair)


def _signatures(sets: Sequence[Shingles]) -> numpy.ndarray[Any, Any]:
    import numpy
    from rensa import RMinHash

    ends = numpy.cumsum([0, *map(len, sets)], dtype=numpy.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(numpy.concatenate(sets), ends, PERMUTATIONS, _SEED)
    return numpy.array(matrix.to_rows(), dtype=numpy.uint32)


def _buckets(signatures: numpy.ndarray[Any, Any], near: float) -> Iterator[numpy.ndarray[Any, Any]]:
    """Places of texts whose signatures agree in a whole band, in rising order."""
    import numpy

    rows = _rows(near)
    for start in range(0, PERMUTATIONS - rows + 1, rows):
        band = numpy.ascontiguousarray(signatures[:, start : start + rows])
        keys = band.view(numpy.dtype((numpy.void, band.itemsize * rows))).ravel()
        _, which, sizes = numpy.unique(keys, return_inverse=True, return_counts=True)
        shared = numpy.flatnonzero(sizes[which] > 1)
        order = shared[numpy.argsort(which[shared], kind="stable")]
        cuts = numpy.flatnonzero(numpy.diff(which[order])) + 1
        yield from (bucket for bucket in numpy.split(order, cuts) if len(bucket))


def _rows(near: float) -> int:
    """Rows of a band: as many as leave the recall at ``near``; the more, the fewer texts are compared in vain."""
    fit = [
        rows for rows in range(1, PERMUTATIONS + 1) if 1 - (1 - near**rows) ** (PERMUTATIONS // rows) >= RECALL
    ]  # fmt: skip
    return max(fit, default=1)


class Groups:
    """Union-find; a group is called by its smallest member."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def of(self, one: int) -> int:
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def join(self, one: int, other: int) -> None:
        one, other = self.of(one), self.of(other)
        self._above[max(one, other)] = min(one, other)
