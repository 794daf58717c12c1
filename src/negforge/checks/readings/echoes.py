"""Echoes: whether a response names what was asked for, or another thing that looks much like it."""

from __future__ import annotations

from negforge.checks.readings.records import Record, has_digit, records
from negforge.checks.readings.tools import Step, argument_leaves, failed
from negforge.core.message import text_of

_MOST = 20_000  # characters: a longer response is a list
_HEADS = 2  # the response itself and the record that it wraps


def other_record(step: Step) -> tuple[str, str] | None:
    """(asked for, answered with) where a response nowhere names the id that was asked for, but at its head one that
    differs from it as a mixed-up id does: two neighbouring figures exchanged, or one figure another."""
    if step.response is None or failed(step.response) or len(text := text_of(step.response)) > _MOST:
        return None
    for path, leaf in argument_leaves(step.call.arguments):
        if not isinstance(leaf, str) or not 4 <= len(leaf) <= 120 or not has_digit(leaf) or " " in leaf:
            continue
        if leaf.lower() in text.lower():
            continue
        for record in records(text)[:_HEADS]:
            found = _mixed_up(str(path[-1]), leaf, record)
            if found is not None:
                return leaf, found
    return None


def _mixed_up(parameter: str, asked: str, record: Record) -> str | None:
    for place, (name, value) in enumerate(record.fields):
        named_alike = name == parameter or name.endswith(parameter) or parameter.endswith(name)
        if (named_alike or place == 0) and confusable(asked, value):
            return value
    return None


def confusable(one: str, other: str) -> bool:
    """Whether two ids of one length differ in one figure, or by two neighbouring figures exchanged."""
    if len(one) != len(other) or one == other:
        return False
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) > 2 or not all(one[at].isdigit() and other[at].isdigit() for at in places):
        return False
    if len(places) == 1:
        return True
    first, second = places
    return second == first + 1 and one[first] == other[second] and one[second] == other[first]
