"""Which pairs are one case told twice: they stand on one side of every fold, and are drawn together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from negforge.core.message import said_by, text_of
from negforge.core.pair import Pair
from negforge.similarity import Groups, groups_of, masked_all

Grouping: TypeAlias = Callable[[Sequence[Pair]], Sequence[str]]


def groups(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """The group of each pair, named by the id of its first pair. Pairs of one template, of one task or with nearly the
    same masked query are in one, and so is all that hangs together by that."""
    queries = [query_of(pair) for pair in pairs]
    masks = masked_all(queries)
    found = Groups(len(pairs))
    for at, same in enumerate(groups_of([masks[query] for query in queries])):
        if masks[queries[at]]:
            found.join(at, same)
    first: dict[tuple[str, str], int] = {}
    for at, pair in enumerate(pairs):
        for key in (("template", pair.task.template_id), ("task", pair.task.id)):
            found.join(at, first.setdefault(key, at))
    return tuple(pairs[found.of(at)].id for at in range(len(pairs)))


def query_of(pair: Pair) -> str:
    """The user's words in the opening; where the sides share none, the first of the chosen."""
    opening = [text_of(one) for one in pair.task.opening if said_by(one, "user")]
    return " ".join(opening or [text_of(one) for one in pair.chosen.messages if said_by(one, "user")][:1])
