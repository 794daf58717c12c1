"""The fourth rung: what is reckoned is reckoned again: sums, differences, shares, units, counts, days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from negforge.checks.readings.sums import holds, sums
from negforge.checks.readings.units import converted, held_amounts, same_unit, told_amounts
from negforge.checks.readings.values import canons
from negforge.core.message import Message, ToolResponse, said_by
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory, shown
from negforge.evaluate.ladder.anywhere import Unheard, unheard, unheard_fault, words_of_no_one
from negforge.evaluate.ladder.faults import Fault, is_answer, is_heard, readable, sight
from negforge.evaluate.ladder.worked_out import follows, sizes

_IN_WORDS = {word: at for at, word in enumerate("zero one two three four five six seven eight nine ten".split())}
_COUNTED = re.compile(
    rf"\b(?:there (?:are|were)|you have|found|all|a total of|lists?)\s(?P<n>\d{{1,3}}|{'|'.join(_IN_WORDS)})"
    r"\s(?=[a-z]+(?:\s[a-z]+)?s\b)",
    re.IGNORECASE,
)


@sight
def reckoning(task: Task, trajectory: Trajectory) -> Iterator[Fault]:
    """What nothing says and no reckoning gives; results that their own figures do not give; an amount in another unit
    than the response has it in; a number of things that no list has."""
    messages = shown(task, trajectory)
    for one in unheard(task, trajectory):
        if one.in_call or not _follows(task, messages[: one.at], one):
            yield unheard_fault(one)
    yield from words_of_no_one(task, trajectory)
    for at, message in enumerate(messages):
        if is_answer(message):
            yield from _sums(task, messages, at)
            yield from _units(messages, at)
            yield from _counts(messages, at)


def _follows(task: Task, before: Sequence[Message], one: Unheard) -> bool:
    said = (policy_text(task), *(readable(m) for m in before if said_by(m, "user")))
    return follows(one.value, said, _responses(before))


def _responses(before: Sequence[Message]) -> tuple[str, ...]:
    return tuple(readable(m) for m in before if isinstance(m, ToolResponse))


def _sums(task: Task, messages: Sequence[Message], at: int) -> Iterator[Fault]:
    text = readable(messages[at])
    for one in sums(text):
        raw = text[one.start : one.end]
        if holds(raw, one.right):
            continue
        heard = canons(policy_text(task), *(readable(m) for m in messages[:at] if is_heard(m))) if one.listed else ()
        if not any(value in heard for value in canons(raw)):
            yield Fault(2, at, f"{raw} is not what its figures give")


def _units(messages: Sequence[Message], at: int) -> Iterator[Fault]:
    text = readable(messages[at])
    told = told_amounts(text)
    held = [one for m in messages[:at] if is_heard(m) for one in held_amounts(readable(m))] if told else []
    for one in told:
        same = [other.unit for other in held if other.amount == one.amount]
        if not same or any(unit is None or unit.kind != one.unit.kind or same_unit(unit, one.unit) for unit in same):
            continue
        if not any(h.unit is not None and converted(h.amount, h.unit, one.unit) == one.amount for h in held):
            yield Fault(2, at, f"{text[one.start : one.end]} is in another unit than the response has it in")


def _counts(messages: Sequence[Message], at: int) -> Iterator[Fault]:
    responses = _responses(messages[:at])
    for match in _COUNTED.finditer(readable(messages[at])) if responses else ():
        raw = match["n"].lower()
        stated = int(raw) if raw.isdigit() else _IN_WORDS[raw]
        if not any(stated in sizes(one) or f"number:{stated}" in canons(one) for one in responses):
            yield Fault(1, at, f"{match.group().strip()}: no response lists so many")
