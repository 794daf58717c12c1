"""Scopes: what a list that a tool returned is a list of: its rows, what narrowed the call, whether it is a part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from negforge.checks.readings.acts import name_words
from negforge.checks.readings.doubts import offers_more, warns_of_part
from negforge.checks.readings.records import has_digit, structured
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.rows import listed
from negforge.checks.readings.tools import Step, argument_leaves, failed
from negforge.checks.readings.values import values
from negforge.core.json_text import Json
from negforge.core.message import text_of

Leaf = tuple[tuple[str | int, ...], Json]

_LAYOUT = re.compile(  # how the rows come, and for whom the call is made: neither leaves a row out
    r"^(?:include\w*|expand|sections?|show|sort\w*|order(?:_?by)?|direction_of_sort|page\w*|per_page|size|limit|offset|"
    r"cursor|next\w*|start_?at|token|\w+_token|view|fields?|columns?|with_\w+|format|lang\w*|locale|verbose|details?|"
    r"currency|units?|max\w*|top\w*|count|n|user(?:_?id)?|customer(?:_?id)?|member(?:_?id)?|user_?name|session\w*|"
    r"api_?key|by|reason|purpose)$",
    re.IGNORECASE,
)
_CUTS = re.compile(r"^(?:limit|max\w*|top\w*|count|n|num\w*)$", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:^|\.)(?:total|total_?count|total_?results|total_?items|matched|matches|total_?hits|num_?results)$",
    re.IGNORECASE,
)
_SHOWING = re.compile(r"\b(?:showing|displaying|listing) (?:the )?(?:first |top )?(\d+) (?:out )?of (\d+)\b", re.I)
_OF_AN_ID = re.compile(r"(?:^|_)(?:ids?|key|path|url|uri|week|number|email|reference|handle)$|[a-z]Id$")
_CONTINUES = re.compile(r"cursor|token|page|offset|start_?at|^start$|next", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """One list that a tool returned, over all its pages that were read. ``noun``: the key it stands under; ``total``:
    how many the response says there are; ``part``: where it says that it is a part, "" where nothing does; ``cut``:
    whether the call asked for so many only; ``at``: the place of the last page."""

    tool: str
    noun: str
    count: int
    total: int | None
    filters: tuple[Leaf, ...]
    part: str
    cut: bool
    at: int
    call_at: int

    @property
    def whole(self) -> bool:
        """Whether the responses give no reason to think that rows of it were not read."""
        return not self.part and not self.cut and self.total in (None, self.count)


def listings(steps: Sequence[Step]) -> tuple[Listing, ...]:
    """The lists that stand directly in a response, in the order in which they were read; further pages of one count as
    one."""
    found: dict[tuple[str, str, tuple[Leaf, ...]], Listing] = {}
    for step in steps:
        if step.response is None or step.response_at is None or failed(step.response):
            continue
        text = text_of(step.response)
        filters, continues = _narrowing(step.call.arguments)
        for noun, rows in _lists(text):
            key = (step.call.name, noun, filters)
            one = _listing(step, text, noun, rows, filters)
            before = found.pop(key, None)
            found[key] = _joined(before, one) if before is not None and continues else one
    return tuple(found.values())


def limits(listing: Listing) -> tuple[Leaf, ...]:
    """What leaves rows out of the list: words and days that were asked for. An id says whose list it is."""
    return tuple((path, leaf) for path, leaf in listing.filters if isinstance(leaf, str) and not _is_id(path, leaf))


def narrows(path: Sequence[str | int]) -> bool:
    """Whether an argument at this path can leave rows out."""
    names = [part for part in path if isinstance(part, str)]
    return bool(names) and not any(_LAYOUT.match(name) for name in names)


@lru_cache(4096)
def noun_stem(noun: str) -> str:
    """The last word of a key without its plural ending, in lower case: open_bookings, booking; entries, entr."""
    words = name_words(noun)
    plain = words[-1] if words else ""
    for ending, left in (("ies", ""), ("ches", "ch"), ("sses", "ss"), ("xes", "x"), ("s", "")):
        if plain.endswith(ending) and len(plain) > len(ending) + 2:
            return plain.removesuffix(ending) + left
    return plain


def _is_id(path: Sequence[str | int], leaf: str) -> bool:
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if any(value.kind == "date" for value in values(leaf)):
        return False
    return _OF_AN_ID.search(name) is not None or (has_digit(leaf) and " " not in leaf)


@remembered(2048)
def _narrowing(arguments: str) -> tuple[tuple[Leaf, ...], bool]:
    leaves = argument_leaves(arguments)
    filters = tuple((path, leaf) for path, leaf in leaves if leaf not in (None, "", "all", "any") and narrows(path))
    continues = any(_CONTINUES.search(str(path[-1])) and leaf not in (None, "", 0, 1) for path, leaf in leaves)
    return filters, continues


@remembered(1024)
def _lists(text: str) -> tuple[tuple[str, int], ...]:
    found = {where: len(rows) for where, rows in listed(text) if where and "." not in where}
    told = structured(text)
    for name, part in told.items() if isinstance(told, dict) else ():
        if isinstance(part, list) and part and str(name) not in found:
            found[str(name)] = len(part)
    return tuple(found.items())


def _listing(step: Step, text: str, noun: str, rows: int, filters: tuple[Leaf, ...]) -> Listing:
    assert step.response_at is not None
    number = _total(text)
    part = warns_of_part(text) or offers_more(text) or ""
    showing = _SHOWING.search(text)
    if not part and showing is not None and int(showing[1]) < int(showing[2]):
        part = showing.group()
    cut = any(_CUTS.match(str(path[-1])) for path, _ in argument_leaves(step.call.arguments))
    return Listing(
        step.call.name,
        noun,
        rows,
        number,
        filters,
        part,
        cut,
        step.response_at,
        step.at,
    )


def _total(text: str) -> int | None:
    """How many rows there are by the count that the response gives beside its list."""
    beside = next((rows[0] for where, rows in listed(text) if not where and len(rows) == 1), ())
    told = [held for path, held in beside if held.isdigit() and _TOTAL.search(path)]
    return int(told[0]) if len(told) == 1 and len(told[0]) < 8 else None


def _joined(before: Listing, page: Listing) -> Listing:
    return Listing(
        page.tool,
        page.noun,
        before.count + page.count,
        page.total if page.total is not None else before.total,
        page.filters,
        page.part,
        page.cut,
        page.at,
        before.call_at,
    )
