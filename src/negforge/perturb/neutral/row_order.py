"""Row order: the rows of a list that is no ranking, in another order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.checks.readings.values import values
from negforge.perturb.neutral.spans import Span, Variant, is_free

_ROW = re.compile(r"^(?P<indent>[ \t]*)(?P<mark>[-*•–→]) (?P<text>\S[^\n]*)$", re.MULTILINE)
_BY_PLACE = re.compile(
    r"\b(?:first|second|third|fourth|fifth|1st|2nd|3rd|last|top|latter|former|above|below|preceding|following|next|then|"
    r"after(?:wards)?|before|finally|in (?:that|this|the) order|order(?:ed)? (?:by|of)|sort(?:ed|ing)?|rank(?:ed|ing)?|"
    r"respectively|steps?|earliest|latest|cheapest|starting with|it|this|that|these|those|also|too|same|other|both|"
    r"each|instead|otherwise|so|but)\b",
    re.IGNORECASE,
)
_USER_BY_PLACE = re.compile(
    r"\b(?:first|second|third|fourth|fifth|1st|2nd|3rd|last|top|latter|former|in order|order(?:ed)? by|sort(?:ed)?|"
    r"rank(?:ed)?|by (?:date|price|time|name)|chronological|alphabetical)\b",
    re.IGNORECASE,
)
_MOST_ROWS = 12


def row_order(text: str, rng: Random) -> Iterator[Variant]:
    """Each list by itself. Rows that speak of one another, are in order of their values or have rows of their own
    stay."""
    for rows in _lists(text):
        if not 2 <= len(rows) <= _MOST_ROWS or _in_order([row["text"] for row in rows]):
            continue
        if any(_BY_PLACE.search(row["text"]) for row in rows) or not is_free(text, rows[0].start(), rows[-1].end()):
            continue
        order = list(range(len(rows)))
        rng.shuffle(order)
        if order == sorted(order):
            order = [*order[1:], order[0]]
        shuffled = "\n".join(rows[at].group() for at in order)
        if all(row.group()[-1] == rows[0].group()[-1] for row in rows) or all(
            row.group()[-1] not in ";,." for row in rows
        ):
            yield (Span(rows[0].start(), rows[-1].end(), shuffled),)


def speaks_of_places(words: str) -> bool:
    """Whether a user's words ask for an order, or name something by its place in a list."""
    return _USER_BY_PLACE.search(words) is not None


def _lists(text: str) -> Iterator[list[re.Match[str]]]:
    """Rows right below one another, of one mark and one indent, with nothing of their own below them."""
    rows: list[re.Match[str]] = []
    for match in _ROW.finditer(text):
        if rows and not (match.start() == rows[-1].end() + 1 and _manner(match) == _manner(rows[0])):
            yield from _whole(text, rows)
            rows = []
        rows.append(match)
    yield from _whole(text, rows)


def _whole(text: str, rows: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    if rows and not text[rows[-1].end() + 1 :].startswith((" ", "\t")):
        yield rows


def _manner(row: re.Match[str]) -> tuple[str, str]:
    return row["indent"], row["mark"]


def _in_order(rows: list[str]) -> bool:
    """Whether the rows go up or down by what stands in them at the same place: names, or values of a kind."""
    columns = list(zip(*(_sortable(row) for row in rows), strict=False))
    return len(rows) > 2 and any(
        list(one) in (sorted(one), sorted(one, reverse=True)) for one in columns if len({*one}) > 1
    )


def _sortable(row: str) -> list[tuple[str, float, str]]:
    found = values(row)
    keys = [
        (one.kind, float(one.canon) if one.kind == "number" else 0.0, one.canon) for one in found if one.kind != "id"
    ]
    return [("", 0.0, row.lower()), *keys]
