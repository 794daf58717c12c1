"""Inventing: values of the right form that nobody gave, for an agent that never looked and tells figures anyway."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from random import Random

from negforge.checks.readings.values import Value, canons, is_small, key, restyle, values
from negforge.core.edit import Edit
from negforge.core.message import Message, text_of
from negforge.perturb.making import assistant_words, compares, reword

_MOST = 8
_TRIES = 20
_WEEKS = (7, 14, 21, -7, -14, -21)  # whole weeks: a weekday beside the date stays true
_MINUTES = (5, 10, 15, 20, 25, 35, 40, 50, -5, -10, -20, -25, -35, -50)


def with_invented_values(
    messages: Sequence[Message], after: int, sole: frozenset[str], rng: Random
) -> tuple[Edit, ...] | None:
    """Edits that put invented values for the sole ones in the assistant's words after a place.

    An agent that never looked does not hit on the right figures. One value is invented once, however it is written;
    dates and times move together, so that nothing ends before it began. None where there is nothing to invent, too much
    to be believed, or what cannot be invented innocently: an address, a year, figures that the words add up or compare.
    """
    spoken = [at for at in reversed(assistant_words(messages)) if at > after]
    told = {key(v): v for at in reversed(spoken) for v in values(text_of(messages[at])) if _is_sole(v, sole)}
    if not told or len(told) > _MOST or any(one.kind == "address" or _is_year(one) for one in told.values()):
        return None
    if any(_adds_up(text_of(messages[at]), told) or _compared(text_of(messages[at]), told) for at in spoken):
        return None
    invented = _others(told, canons(*(text_of(message) for message in messages)), rng)
    if invented is None:
        return None
    edits = [edit for at in spoken if (edit := _retold(messages, at, invented)) is not None]
    return tuple(edit for edit in edits if edit.before != edit.after) if len(edits) == len(spoken) else None


def _retold(messages: Sequence[Message], at: int, invented: Mapping[str, Value]) -> Edit | None:
    """The words at a place with the invented values, each in the manner of the one it replaces; None where unsure."""
    text = text_of(messages[at])
    for value in reversed(values(text)):
        made = invented.get(key(value))
        if made is None:
            continue
        alike = value.kind in ("number", "id") and len(made.raw) == len(value.raw)
        raw = made.raw if alike else restyle(value, made)
        if raw is None:
            return None
        text = text[: value.start] + raw + text[value.end :]
    return reword(messages, at, text)


def _others(told: Mapping[str, Value], met: frozenset[str], rng: Random) -> dict[str, Value] | None:
    """Another value for each, none of which is met elsewhere; None where there is none."""
    days = _moved([int(one.canon[3:]) for one in told.values() if one.kind == "date"], _WEEKS, 1, 28, rng)
    times = _moved([_minutes(one) for one in told.values() if one.kind == "time"], _MINUTES, 0, 24 * 60 - 1, rng)
    if days is None or times is None:
        return None
    found: dict[str, Value] = {}
    for name, value in told.items():
        if value.kind == "date":
            canon = f"{value.canon[:3]}{int(value.canon[3:]) + days:02d}"
        elif value.kind == "time":
            hour, minute = divmod(_minutes(value) + times, 60)
            canon = f"{hour:02d}:{minute:02d}"
        else:
            made = _other_digits(value, met, rng)
            if made is None:
                return None
            found[name] = made
            continue
        found[name] = Value(value.kind, canon, canon, 0, len(canon))
    return found


def _moved(places: Iterable[int], steps: Sequence[int], low: int, high: int, rng: Random) -> int | None:
    """A step that moves all places alike and none of them out of bounds."""
    held = list(places)
    fitting = [step for step in steps if all(low <= place + step <= high for place in held)]
    return rng.choice(fitting) if fitting else None


def _other_digits(value: Value, met: frozenset[str], rng: Random) -> Value | None:
    """All digits but the first are new (the first as well where there are no others): the size stays."""
    places = [k for k, character in enumerate(value.raw) if character.isdigit()]
    for _ in range(_TRIES):
        letters = list(value.raw)
        for k in places[1:] or places:
            letters[k] = rng.choice([digit for digit in "123456789" if digit != value.raw[k]])
        made = values("".join(letters))
        if len(made) == 1 and made[0].kind == value.kind and key(made[0]) not in met and not is_small(made[0]):
            return made[0]
    return None


def _adds_up(text: str, told: Mapping[str, Value]) -> bool:
    """Whether the words hold a sum of which one of the values is a part: with another value it would be none."""
    stated = {Decimal(value.canon) for value in values(text) if value.kind == "number" and not is_small(value)}
    own = {Decimal(value.canon) for value in told.values() if value.kind == "number"} & stated
    return any(mine + other in stated or mine - other in stated for mine in own for other in stated)


def _compared(text: str, told: Mapping[str, Value]) -> bool:
    return any(key(value) in told and value.kind != "id" and compares(text, value) for value in values(text))


def _is_sole(value: Value, sole: frozenset[str]) -> bool:
    return key(value) in sole and not is_small(value)


def _is_year(value: Value) -> bool:
    return value.kind == "number" and re.fullmatch(r"(?:19|20)\d\d", value.raw) is not None


def _minutes(value: Value) -> int:
    return int(value.canon[:2]) * 60 + int(value.canon[3:])
