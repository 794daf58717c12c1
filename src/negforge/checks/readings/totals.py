"""Totals: results that words state and no response holds, and what the figures give within a slip of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from negforge.checks.readings.computed import not_computable
from negforge.checks.readings.figures import GRAIN, figures, grains
from negforge.checks.readings.filtered import addends, filtered_sums
from negforge.checks.readings.phrases import sentence_at
from negforge.checks.readings.values import Value, canons, key, values
from negforge.checks.readings.workings import workings
from negforge.core.certificate import Evidence
from negforge.core.message import Message, Say, ToolResponse, said_by, text_of
from negforge.core.task import Task, policy_text

_RESULT = re.compile(
    r"\b(?:total\w*|together|in all|altogether|sums?|adds? up|com(?:es?|ing) to|came to|left|leav\w+|remain\w*|"
    r"difference|fell|rose|(?:in|de)creased|changed|spent|went (?:out|to)|of your own|really yours|free|saves?|sav\w+|"
    r"costs?|balance|over|under|short|missing)\b",
    re.IGNORECASE,
)
_MOST_FIGURES = 40
_CONTROLS = 20
_BY_CHANCE = 2  # controls: if more of them lie a slip from a result, one slip more proves nothing
_LAST = 3  # responses: a result is worked out from what was read last


@dataclass(frozen=True, slots=True)
class Total:
    """A result that nobody gave. ``sound``: the figures of the responses give it. ``near``: what they give instead,
    one digit or two exchanged digits away; None where that is nothing, or could be anything."""

    value: Value
    sound: bool
    near: str | None
    evidence: tuple[Evidence, ...]


def totals(task: Task, messages: Sequence[Message], at: int) -> Iterator[Total]:
    """The results stated in the words at a place."""
    text = text_of(messages[at])
    if _RESULT.search(text) is None:
        return
    stated = [value for value in values(text) if value.kind == "number" and _is_long(value)]
    earlier = [message for message in messages[:at] if not said_by(message, "assistant")]
    known = canons(policy_text(task), *map(text_of, earlier))
    new = [value for value in stated if key(value) not in known]
    told = [value for value in new if _is_told_as_result(value, text)]
    if not told:
        return
    wishes = "\n".join([policy_text(task), *(text_of(one) for one in earlier if isinstance(one, Say))])
    responses = tuple(text_of(one) for one in earlier if isinstance(one, ToolResponse))
    held = frozenset().union(*map(figures, responses), figures(wishes)) if responses else frozenset()
    told = [value for value in told if grains(abs(Decimal(value.canon))) not in held]
    if not told:
        return
    astray = not_computable(new, [one for one in values(text) if one.kind == "number"], known)
    results, working = _results(responses, wishes), workings((wishes,), responses)
    for value in told:
        figure = grains(abs(Decimal(value.canon)))
        sound = figure in results
        astray_too = value in astray and not working.give(abs(Decimal(value.canon)), len(value.raw.partition(".")[2]))
        right = _near(value, results) if not sound and astray_too else None
        sources = _sources(messages, at, right, wishes) if right is not None else ()
        if sound or sources:
            yield Total(value, sound, right, sources)


def _is_told_as_result(value: Value, text: str) -> bool:
    sentence = sentence_at(text, value.start)
    readable = grains(abs(Decimal(value.canon))) is not None
    return sentence is not None and readable and _tells_a_result(sentence.text)


@lru_cache(maxsize=256)
def _tells_a_result(sentence: str) -> bool:
    """Remembered: a sentence may hold thousands of figures."""
    return _RESULT.search(sentence) is not None


def carried(raw: str) -> Iterator[str]:
    """A figure with one digit a step off, or two unlike neighbours exchanged: as people slip."""
    for other in one_digit_off(raw):
        apart = [(a, b) for a, b in zip(raw, other, strict=True) if a != b]
        if len(apart) == 2 or abs(int(apart[0][0]) - int(apart[0][1])) == 1:
            yield other


def one_digit_off(raw: str) -> Iterator[str]:
    """A figure with one digit changed, or two unlike neighbours exchanged."""
    places = [at for at, character in enumerate(raw) if character.isdigit()]
    for at in places:
        for digit in "0123456789":
            if digit != raw[at] and not (at == places[0] and digit == "0"):
                yield raw[:at] + digit + raw[at + 1 :]
    for one, other in pairwise(places):
        if raw[one] != raw[other] and not (one == places[0] and raw[other] == "0"):
            yield raw[:one] + raw[other] + raw[one + 1 : other] + raw[one] + raw[other + 1 :]


@lru_cache(maxsize=64)
def _results(responses: tuple[str, ...], wishes: str) -> Set[int]:
    """Sums and differences of two of the figures that were read last, and sums over rows."""
    last = frozenset().union(*map(figures, responses[-_LAST:])) - {0}
    pairs: set[int] = set()
    if len(last) <= _MOST_FIGURES:
        pairs = {one for a in last for b in last if a != b for one in (a + b, abs(a - b))}
    return (pairs | filtered_sums(responses, wishes)[0]) - last


def _near(value: Value, results: Set[int]) -> str | None:
    """The one result that lies a slip away."""
    near = list(dict.fromkeys(raw for raw in one_digit_off(value.raw) if _grains(raw) in results))
    if len(near) != 1:
        return None
    step = 37 if "." in value.raw else 3700
    figure = _grains(value.raw)
    controls = [figure + (k - _CONTROLS // 2) * step * 100 for k in range(_CONTROLS + 1) if k != _CONTROLS // 2]
    places = len(value.raw.partition(".")[2])
    spelled = [f"{Decimal(one) / GRAIN:.{places}f}" for one in controls if one > 0]
    hits = sum(any(_grains(raw) in results for raw in one_digit_off(one)) for one in spelled)
    return near[0] if hits <= _BY_CHANCE else None


def _sources(messages: Sequence[Message], at: int, right: str, wishes: str) -> tuple[Evidence, ...]:
    """The figures of the responses that give a result: two of late ones, or those of the rows."""
    wanted = _grains(right)
    read = [place for place in range(at) if isinstance(messages[place], ToolResponse)]
    held = [(place, v.raw) for place in read[-_LAST:] for v in values(text_of(messages[place])) if v.kind == "number"]
    for n, (place, one) in enumerate(held[:80]):
        for other_place, other in held[n + 1 : 80]:
            a, b = _grains(one), _grains(other)
            if a and b and not {wanted, wanted * 100}.isdisjoint((a + b, abs(a - b))):
                return Evidence(place, one), Evidence(other_place, other)
    rows = {abs(one) for one in addends([text_of(messages[place]) for place in read], wishes, wanted)}
    found: dict[int, Evidence] = {}
    for place in read if rows else ():
        for value in values(text_of(messages[place])):
            if value.kind == "number" and _grains(value.raw) in rows:
                found.setdefault(_grains(value.raw), Evidence(place, value.raw))
    return tuple(found.values())[:12]


def _is_long(value: Value) -> bool:
    return sum(character.isdigit() for character in value.raw) >= 4


def _grains(raw: str) -> int:
    return grains(abs(Decimal(raw.replace(",", "").replace("−", "-")))) or 0
