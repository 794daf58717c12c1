"""Which pairs are one case told twice: they stand on one side of every fold, and are drawn together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

from negforge.audit.masking import masked
from negforge.core.message import Say, text_of
from negforge.core.pair import Pair

Grouping: TypeAlias = Callable[[Sequence[Pair]], Sequence[str]]
NEAR = 0.7  # Jaccard similarity of the shingles of two masked queries
_WORD = re.compile(r"§?\w+")


def groups(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """The group of each pair, named by the id of its first pair. Pairs of one template, of one task or with nearly the
    same masked query are in one, and so is all that hangs together by that."""
    parents = list(range(len(pairs)))
    first: dict[tuple[str, str], int] = {}
    for at, pair in enumerate(pairs):
        keys = (("template", pair.task.template_id), ("task", pair.task.id), ("query", masked_query(pair)))
        for key in keys:
            _join(parents, at, first.setdefault(key, at))
    distinct = {query: at for (kind, query), at in first.items() if kind == "query" and query}
    for one, other in near(list(distinct)):
        _join(parents, distinct[one], distinct[other])
    return tuple(pairs[_root(parents, at)].id for at in range(len(pairs)))


def masked_query(pair: Pair) -> str:
    """The user's first words, masked: tasks that differ in names and numbers alone have one and the same. Where the
    sides share no opening, those of the chosen."""
    opening = [one for one in pair.task.opening if isinstance(one, Say) and one.role == "user"]
    turns = opening or [one for one in pair.chosen.messages if isinstance(one, Say) and one.role == "user"][:1]
    return " ".join(_WORD.findall(masked(" ".join(text_of(one) for one in turns))))


def near(texts: Sequence[str], threshold: float = NEAR) -> list[tuple[str, str]]:
    """Every two texts whose three-word shingles have at least this Jaccard similarity; exact, by prefix filtering
    (Bayardo, Ma & Srikant 2007, WWW): of two such texts one of the rarest shingles of each is shared."""
    shingles = {text: _shingles(text) for text in texts}
    often = Counter(one for held in shingles.values() for one in held)
    index: dict[str, list[str]] = {}
    found: list[tuple[str, str]] = []
    for text in sorted(texts, key=lambda one: (len(shingles[one]), one)):
        held = shingles[text]
        rare = sorted(held, key=lambda one: (often[one], one))[: len(held) - int(threshold * len(held)) + 1]
        met = dict.fromkeys(other for one in rare for other in index.get(one, ()))
        found.extend((text, other) for other in met if _jaccard(held, shingles[other]) >= threshold)
        for one in rare:
            index.setdefault(one, []).append(text)
    return found


def _shingles(text: str) -> frozenset[str]:
    words = text.split()
    return frozenset(" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2)))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _root(parents: list[int], at: int) -> int:
    while parents[at] != at:
        parents[at] = parents[parents[at]]
        at = parents[at]
    return at


def _join(parents: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(parents, one), _root(parents, other)))
    parents[second] = first
