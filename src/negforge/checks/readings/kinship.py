"""Kinship: what else may be said of a record: what it points to, what points to it, and sums over several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from negforge.checks.readings.records import Record, has_digit, records
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import Value, key, number

_MOMENT = re.compile(
    r"^(?:as_of|now|(?:current|server|local)_time|time(?:stamp)?|generated|retrieved|today)$|(?:checked|asked|read)_at$",
    re.IGNORECASE,
)
_MOST_KIN = 40


def own_id(record: Record) -> str | None:
    """The first field that is an id: the record's own; what others call it by."""
    return next((text.lower() for _, text in record.fields if text.lower() in record.names and has_digit(text)), None)


def kin(meant: Sequence[Record], everything: Sequence[Record]) -> list[Record]:
    """The records that the meant ones point to by id, and those that point to one of them."""
    if len(meant) > _MOST_KIN:
        return []
    owned = {name for record in meant if (name := own_id(record))}
    held = {name for record in meant for name in _ids(record)} - owned
    there = {id(record) for record in meant}
    return [
        record
        for record in everything
        if id(record) not in there and (own_id(record) in held or not owned.isdisjoint(_ids(record)))
    ]


def belongs_to(value: Value, own: Iterable[Record]) -> bool:
    """Whether records hold a value, in minor units too."""
    keys = {key(value)}
    if value.kind == "number":
        minor = number(format(Decimal(value.canon) * 100, "f"))
        keys |= {f"number:{minor}"} if minor is not None and "." not in minor else set()
    return any(not keys.isdisjoint(record.values) for record in own)


def of_them_together(value: Value, meant: Sequence[Record], everything: Sequence[Record]) -> bool:
    """Whether a value is told of several records as one: the sum of one of their fields, or held by what holds just
    these and no other ones."""
    named = {name for record in meant if (name := own_id(record))}
    if value.kind != "number" or not 2 <= len(named) <= _MOST_KIN:
        return False
    columns: dict[str, dict[str, Decimal]] = {}
    for record in meant:
        for name, text in record.fields:
            canon = number(text) if len(text) < 16 else None
            if canon is not None:
                columns.setdefault(name, {})[own_id(record) or text] = Decimal(canon)
    if any(Decimal(value.canon) in (sum(c.values()), sum(c.values()) / 100) for c in columns.values()):
        return True
    owned = {f"id:{name}" for record in everything if (name := own_id(record))}
    wanted = {f"id:{name}" for name in named}
    return any(
        key(value) in record.values and (record.values & owned) - {f"id:{own_id(record)}"} == wanted
        for record in everything
    )


@remembered(1024)
def moments(text: str) -> frozenset[str]:
    """The hours and days at which a response says that it was read: they belong to no record."""
    fields = [held for record in records(text)[:3] for name, held in record.fields if _MOMENT.search(name)]
    found = re.findall(r"(?:\d{4}-(\d\d-\d\d))?T?(\d\d:\d\d)?", " ".join(fields)[:400])
    return frozenset(f"{kind}:{one}" for pair in found for kind, one in zip(("date", "time"), pair, strict=True) if one)


def _ids(record: Record) -> set[str]:
    return {one.removeprefix("id:") for one in record.own if one.startswith("id:")}
