"""Amounts: a write carries the amount that the user named or agreed to, not one that nobody named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from negforge.checks.readings.derived import derived_amounts
from negforge.checks.readings.phrases import AFFIRMATIVE, ASKS
from negforge.checks.readings.records import records
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.tools import Step, argument_leaves, own_writes, quoted_in
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import Value, is_small, number, unit_of, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.json_text import Json
from negforge.core.message import Message, Say, ToolResponse, said_by, text_of
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "amounts"
Measure: TypeAlias = Literal["money", "time", "percent"]

_FIELDS: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    ("percent", re.compile(r"percent|pct|share|rate$", re.IGNORECASE)),
    ("time", re.compile(r"minutes|hours|duration", re.IGNORECASE)),
    (
        "money",
        re.compile(
            r"amount|price|total|fee|cost|sum|minor|budget|deposit|refund|threshold|limit|daily|contactless|at_most",
            re.IGNORECASE,
        ),
    ),
)
_UNITS: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    ("percent", re.compile(r"%|per ?cent|percent|pct", re.IGNORECASE)),
    ("time", re.compile(r"h|hr|hour|min|minute", re.IGNORECASE)),
    ("money", re.compile(r"[$€£¥]|[a-z]{0,2}(?:eur|chf|gbp|usd|sek)|euro|franc|pound|dollar|quid|buck", re.IGNORECASE)),
)
_BARE = frozenset(
    "a on to from in and as at for by will please per the is now today with instead if but or then i".split()
)
_CODE_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:EUR|CHF|GBP|USD|SEK|NOK|DKK))\s?$", re.IGNORECASE)
_BOUNDED = re.compile(
    r"\b(?:at most|at least|up to|more|less|over|under|above|below|exceeds?|ceiling|maximum|max|"
    r"minimum|budget|limit|between|within|if|unless|should|than|except|not|free|each|per|of|add|by|extra|guess|roughly|about|around|some|nearly|almost|think)\b"
    r"[^.!?\n]{0,25}$",
    re.IGNORECASE,
)
_RECKONS = re.compile(
    r"\b(?:round\w*|split|increase|remain\w*|missing|lack\w*|left|half|twice|double|steps?|in all|altogether|"
    r"difference|per cent more|percent more|minus|plus|on top)\b",
    re.IGNORECASE,
)
_UNITS_OF: Mapping[Measure, tuple[int, ...]] = {"money": (1, 100), "time": (1, 60), "percent": (1,)}
_TRIES_ONLY = re.compile(r'"(?:dry_?run|preview|simulate|validate_only)":\s*true', re.IGNORECASE)
_IS_BOUND = re.compile(r"max|most|limit|daily|threshold|contactless", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Carried:
    """An amount that a call carries."""

    path: tuple[str | int, ...]
    leaf: Json
    measure: Measure
    amount: Decimal


@dataclass(frozen=True, slots=True)
class _Named:
    """An amount that somebody named: ``at``: the place of the words."""

    at: int
    value: Value
    amount: Decimal


def amounts(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A write that succeeded and carries an amount (of money, time or a share, by the field's name) that neither the
    user, the rules, the responses nor the assistant named before, and that no usual reckoning gives; while the words
    that name amounts of that measure last, the user's or an offer that the user agreed to, name one that is like it
    and that no write of the run carries. Bounds and conditions are no such amounts."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    writes = [step for step in own_writes(task, trajectory) if not _TRIES_ONLY.search(step.call.arguments)]
    carried = [held for step in writes for held in carried_amounts(step.call.arguments)]
    return tuple(found for step in writes for found in _objections(task, messages, step, carried))


def _objections(task: Task, messages: Sequence[Message], step: Step, carried: Sequence[Carried]) -> Iterator[Finding]:
    for held in carried_amounts(step.call.arguments):
        bound = _IS_BOUND.search(str(held.path[-1])) is not None
        named = _named(messages, step.at, held.measure, bound)
        if not named or any(same_amount(held, one.amount) for one in named):
            continue
        left = [one for one in named if not any(same_amount(other, one.amount) for other in carried)]
        like = [one for one in left if _is_like(held, one.amount)]
        if like and not _has_a_source(task, messages[: step.at], held):
            nearest = min(like, key=lambda one: max(held.amount / one.amount, one.amount / held.amount))
            yield _finding(step, held, nearest)


def _finding(step: Step, held: Carried, named: _Named) -> Finding:
    says = (
        f"{step.call.name} is made with {'.'.join(map(str, held.path))} = {held.leaf}, an amount that nobody named; "
        f"{named.value.raw}, which was named last, is in no write."
    )
    used = Evidence(step.at, quoted_in(step.call.arguments, str(held.leaf)))
    return Finding(CHECK, says, (used, Evidence(named.at, named.value.raw)), constraints=1)


def carried_amounts(arguments: str) -> Iterator[Carried]:
    """The amounts in a call's arguments: of money, time or a share, by the names of their fields."""
    for path, leaf in argument_leaves(arguments):
        if isinstance(leaf, bool) or not isinstance(leaf, int | float | str) or (spelled := number(str(leaf))) is None:
            continue
        field = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        measure = next((measure for measure, pattern in _FIELDS if pattern.search(field)), None)
        if measure is not None and Decimal(spelled) > 0:
            yield Carried(path, leaf, measure, Decimal(spelled))


def same_amount(held: Carried, named: Decimal) -> bool:
    """Whether a call carries a named amount: as it was named, or in minor units, in minutes."""
    return any(held.amount == named * unit for unit in _UNITS_OF[held.measure])


def _is_like(held: Carried, named: Decimal) -> bool:
    """Whether one could be taken for the other: neither is more than three times the other, in whatever unit."""
    units = (named * unit for unit in _UNITS_OF[held.measure])
    return any(one <= held.amount * 3 and held.amount <= one * 3 for one in units)


def _named(messages: Sequence[Message], until: int, measure: Measure, bound: bool) -> list[_Named]:
    """The amounts of a measure in the user's last words that name any, or in the offer that these agree to."""
    for at in range(until - 1, -1, -1):
        message = messages[at]
        if not said_by(message, "user"):
            continue
        if found := _amounts_in(text_of(message), at, measure, bound):
            return [] if _RECKONS.search(text_of(message)) else found
        if not at or not said_by(messages[at - 1], "assistant") or AFFIRMATIVE.search(text_of(message)) is None:
            continue
        offer = text_of(messages[at - 1])
        if ASKS.search(offer) and (found := _amounts_in(offer, at - 1, measure, bound)):
            return found
    return []


def _amounts_in(text: str, at: int, measure: Measure, bound: bool) -> list[_Named]:
    found = []
    for value in values(text):
        if value.kind != "number" or _measure_of(text, value) != measure:
            continue
        if not bound and _BOUNDED.search(text[max(0, value.start - 40) : value.start]):
            continue
        if (amount := Decimal(value.canon)) > 0:
            found.append(_Named(at, value, amount))
    return found


def _measure_of(text: str, value: Value) -> Measure | None:
    """What a number in somebody's words measures, by the sign or word beside it; a bare one is taken for money."""
    if _CODE_BEFORE.search(text[max(0, value.start - 4) : value.start]):
        return "money"
    unit = unit_of(text, value)
    bare = is_small(value) is False and (not unit or unit in _BARE)
    return next((measure for measure, pattern in _UNITS if pattern.fullmatch(unit)), "money" if bare else None)


def _has_a_source(task: Task, before: Sequence[Message], held: Carried) -> bool:
    """Whether somebody named the amount before, or a usual reckoning gives it. That a response holds it for this or
    that is no source: what is named is not to be had from elsewhere."""
    rules = _numbers(policy_text(task))
    words = frozenset().union(*(_numbers(text_of(message)) for message in before if isinstance(message, Say)))
    if any(same_amount(held, one) for one in rules | words):
        return True
    returned = [text_of(message) for message in before if isinstance(message, ToolResponse)]
    columns: dict[str, list[Decimal]] = {}
    for text in returned:
        for record in records(text):
            for field, content in record.fields:
                if (spelled := number(content)) is not None:
                    columns.setdefault(field, []).append(Decimal(spelled))
    few, fewer = sorted(rules | words)[:60], sorted(words)[:40]
    reckoned = {one + other for one in few for other in fewer} | {abs(one - other) for one in few for other in fewer}
    if held.measure == "money":
        reckoned |= {one * other for one in fewer for other in fewer}
        reckoned |= {one / other for one in fewer for other in fewer if 1 < other < one}
    said = words.union(rules, *(_numbers(text) for text in returned))
    reckoned |= derived_amounts(columns, said) - {amount for column in columns.values() for amount in column}
    return any(held.amount / unit in reckoned for unit in map(Decimal, (*map(str, _UNITS_OF[held.measure]), "0.01")))


@remembered(2048)
def _numbers(text: str) -> frozenset[Decimal]:
    return frozenset(Decimal(value.canon) for value in values(text) if value.kind == "number")
