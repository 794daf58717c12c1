"""Figures: the numbers of a text that can be reckoned with, its percentages, and the cells of its rows."""

from __future__ import annotations

import re
from decimal import Decimal

from negforge.checks.readings.records import structured
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.rows import listed
from negforge.checks.readings.values import number, values
from negforge.core.json_text import Json

GRAIN = 10_000
"""A figure is held as a whole number of ten-thousandths."""
Cells = tuple[tuple[str, str], ...]

_MOST = Decimal(10) ** 13
_MINOR = re.compile(r"minor|\bcents?\b|_cents|pence|rappen", re.IGNORECASE)
_PERCENT = re.compile(
    r"\b(\d{1,3}(?:\.\d{1,4})?)\s?(?:%|per ?cent)|(?:percent|pct|rate)\w{0,20}\W{1,4}(\d{1,3}(?:\.\d{1,4})?)\b",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"(?:[-*] +|\s+)?([A-Za-z_][\w ]{0,30}):[ \t]+(\S.{0,200})?$")


def grains(figure: Decimal) -> int | None:
    """A figure in ten-thousandths, rounded to them; None where it is absurdly large."""
    return None if abs(figure) > _MOST else int((figure * GRAIN).to_integral_value())


def plain_number(text: str) -> Decimal | None:
    """The number that a cell consists of."""
    canon = number(text) if len(text) < 20 and text[-1:].isdigit() else None
    return None if canon is None else Decimal(canon)


@remembered(2048)
def figures(text: str) -> frozenset[int]:
    """The figures of a text in ten-thousandths, without their signs; of JSON the numbers, and those in strings that are
    more than a number. Where the text speaks of minor units, whole numbers count as hundredths too."""
    told = structured(text)
    found = {abs(one) for one in (_scalars(told) if told is not None else _numbers(text))}
    if _MINOR.search(text):
        found |= {one // 100 for one in found if one % GRAIN == 0 and one >= 100 * GRAIN}
    return frozenset(found)


@remembered(1024)
def percentages(text: str) -> frozenset[Decimal]:
    """Numbers up to a hundred that a text gives as percentages or rates."""
    found = {Decimal(match[1] or match[2]) for match in _PERCENT.finditer(text)}
    return frozenset(one for one in found if 0 < one <= 100)


@remembered(1024)
def tables(text: str) -> tuple[tuple[Cells, ...], ...]:
    """The lists of rows that a response spells; of plain text also the blocks of ``key: value``."""
    found = tuple(rows for _, rows in listed(text))
    return found if found or structured(text) is not None else (_entries(text),)


def _entries(text: str) -> tuple[Cells, ...]:
    found: list[Cells] = []
    block: list[tuple[str, str]] = []
    for line in (*text.split("\n"), ""):
        entry = _ENTRY.match(line) if len(line) <= 300 else None
        if entry is None or line[:1] in "-*" or (block and entry[1] == block[0][0]):
            found += [tuple(block)] if len(block) > 1 else []
            block = []
        if entry is not None:
            block.append((entry[1], (entry[2] or "").strip(" '\"")))
    return tuple(found)


def _scalars(told: Json) -> set[int]:
    found: set[int] = set()
    stack: list[Json] = [told]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, str):
            if "." in item or " " in item:
                found |= _numbers(item)
        elif isinstance(item, int | float) and not isinstance(item, bool):
            one = grains(Decimal(str(item)))
            found |= {one} if one is not None else set()
    return found


def _numbers(text: str) -> set[int]:
    canons = {value.canon for value in values(text) if value.kind == "number"}
    return {one for canon in canons if (one := grains(Decimal(canon))) is not None}
