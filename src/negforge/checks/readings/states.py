"""States: what the fields of a record are said to be, by the record's id; and what a write made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from negforge.checks.readings.phrases import deed_group, tool_deeds
from negforge.checks.readings.records import has_digit, scalar_text, structured
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.tools import Step, argument_leaves
from negforge.core.json_text import Json, parse_object
from negforge.core.message import text_of

_ID = re.compile(r"(?:^|_)(?:id|ids|number|no|key|reference|ref|code|slug|path)$|(?<=[a-z])Id$", re.IGNORECASE)
_OF_THE_CALL = re.compile(
    r"request|trace|cursor|page|token|count|as_of|timestamp|_at$|comment|note|reason|text|"
    r"entries|version",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:^|_)(?:id|name|title|op|action|set|do|value|dry_run|line|quantity)$", re.IGNORECASE)
_MAKING = deed_group("book") | deed_group("create") | deed_group("submit") | deed_group("send") | deed_group("pay")
_DEEP = 12

States = dict[tuple[str, str], str]  # (id of the record, name of the field) -> what it is


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a record that was ``old`` in message ``old_at``, until a write made it ``new``, in ``new_at``."""

    record: str
    field: str
    old: str
    old_at: int
    new: str
    new_at: int


@remembered(1024)
def states(text: str) -> States:
    """The scalar fields of each record that a response gives with its id, its parts' included; fields that a record
    has twice with different values are left out."""
    value = structured(text) if len(text) <= 100_000 else None
    found: States = {}
    for record, field, told in _walk(value, None, 0):
        if found.get((record, field), told) != told:
            told = ""
        found[record, field] = told
    return {name: told for name, told in found.items() if told}


def changes(steps: Sequence[Step], writes: frozenset[int]) -> tuple[Change, ...]:
    """What the writes (their places) changed of what had been read before, as their own arguments and responses show.
    ``steps``: those that succeeded, in order."""
    before: dict[tuple[str, str], tuple[str, int]] = {}
    found: list[Change] = []
    for step in steps:
        assert step.response is not None and step.response_at is not None
        told = states(text_of(step.response))
        if step.at in writes:
            for (record, named), (value, place) in _made(step, told).items():
                field = _field_read(before, record, named) if place == step.at else named
                old = before.get((record, field))
                if old is not None and old[0].lower() != value.lower():
                    found.append(Change(record, field, old[0], old[1], value, place))
                    before[record, field] = (value, place)
        before.update({name: (value, step.response_at) for name, value in told.items()})
    return tuple(found)


def _field_read(before: dict[tuple[str, str], tuple[str, int]], record: str, named: str) -> str:
    """The one field of a record that was read before and ends in the name that an argument bears."""
    ends = [field for one, field in before if one == record and field.rpartition(".")[2] == named]
    return ends[0] if len(ends) == 1 else ""


def _made(step: Step, told: States) -> dict[tuple[str, str], tuple[str, int]]:
    """What a write says of its record: what its arguments set, and its response."""
    assert step.response is not None and step.response_at is not None
    aimed = _aimed_at(step)
    found: dict[tuple[str, str], tuple[str, int]] = {}
    if len(aimed) == 1:
        (record,) = aimed
        named = [(field, value) for field, value in _arguments(step) if not _LABEL.search(field)]
        found = {(record, field): (value, step.at) for field, value in named}
        bare = structured(text_of(step.response))
        if isinstance(bare, dict) and not told:
            for _, field, value in _walk({"id": record, **bare}, record, 0):
                found[record, field] = (value, step.response_at)
    found.update({(one, field): (value, step.response_at) for (one, field), value in told.items() if one in aimed})
    return found


def _aimed_at(step: Step) -> frozenset[str]:
    """The ids of the records that a call is for: those it names outright, else those of what it lists; none for a call
    that makes a new record, whatever it names beside."""
    if tool_deeds(step.call.name) & _MAKING:
        return frozenset()
    shallow: set[str] = set()
    listed: set[str] = set()
    for path, leaf in argument_leaves(step.call.arguments):
        names = [name for name in path if isinstance(name, str)]
        if _ID.search(names[-1]) and has_digit(str(leaf)) and len(str(leaf)) <= 80:
            (shallow if len(names) == 1 else listed).add(str(leaf))
    return frozenset(shallow or listed)


def _arguments(step: Step) -> Iterator[tuple[str, str]]:
    for _, field, value in _walk(parse_object(step.call.arguments), "", 0, all_fields=True):
        yield field, value


def _walk(
    value: Json, record: str | None, depth: int, *, above: str = "", all_fields: bool = False
) -> Iterator[tuple[str, str, str]]:
    """(record, field, value) of scalars, each with the nearest id above it. A field of an object within a record is
    called by both names: ``totals.to_pay``."""
    if depth > _DEEP:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, record if all_fields else None, depth + 1, all_fields=all_fields)
    if not isinstance(value, dict):
        return
    fields = [(str(name), held) for name, held in value.items()]
    texts = {name: scalar_text(held) for name, held in fields if not isinstance(held, dict | list)}
    named = [text for name, text in texts.items() if _ID.search(name) and has_digit(text) and len(text) <= 80]
    own = named[0] if named and not all_fields else record
    above = "" if own != record or all_fields else above
    for name, held in fields:
        if isinstance(held, dict | list):
            yield from _walk(held, own, depth + 1, above=f"{name.lower()}.", all_fields=all_fields)
        elif own is not None and (all_fields or not _OF_THE_CALL.search(name)) and texts[name] not in ("", own):
            yield own, above + name.lower(), texts[name][:120]
