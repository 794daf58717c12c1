"""Grounding: every value that the assistant states was said, returned or can be computed before it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Set
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from negforge.checks.readings.derived import derived_amounts
from negforge.checks.readings.records import records
from negforge.checks.readings.unread import not_read, unread
from negforge.checks.readings.values import Value, canons, is_small, key, number, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Say, ToolCall, ToolResponse, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "grounding"
_MAX_PAIRS = 40
_MAX_KNOWN = 150
_MAX_DOUBTED = 500
_HUGE = Decimal(10) ** 12
_BY_DAYS = re.compile(
    r"\b(?:tomorrow|yesterday|tonight|(?:next|following|previous|last|coming|this) (?:day|week\w*|\w+day)|"
    r"days? (?:after|before|later|earlier|from now)|\w+ days?|a week)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(r"[ -]?(?:min|hour|h\b|day|week|month|night|year)", re.IGNORECASE)


def grounding(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """One finding for each value in the assistant's words that nothing before it supports.

    Support is: the user, the rules, the tools' declarations and the responses; a rounding of such a number or a part of
    such an id; the sum of a field over the records of the responses, and what follows from amounts in a step or two
    (``checks.readings.derived``); a sum, difference, product or quotient of numbers in the same words, or of one of
    them and a number said before; a day within a week of one said before, where the user spoke of days that way
    ("tomorrow"). Counts up to twelve and spans of time are let pass. The assistant's own earlier words and arguments
    support nothing, but for what was computed in them. Words with more than 500 values that nobody stated are not read:
    whether each follows from others would take too long to tell.
    """
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    tools = "\n".join(f"{tool.name}\n{tool.description}\n{tool.parameters}" for tool in task.tools)
    heard = [task.policy or "", tools]
    known = {*canons(heard[0]), *canons(tools)}
    columns: dict[str, list[Decimal]] = {}
    found: list[Finding] = []
    speaks_of_days = False
    for at, message in enumerate(messages):
        text = text_of(message)
        if isinstance(message, Say) and message.role == "assistant":
            stated = [value for value in values(text) if not is_small(value) and not _is_span(text, value)]
            new = [value for value in stated if key(value) not in known]
            if len(new) > _MAX_DOUBTED:
                return not_read(CHECK, f"message {at} gives {len(new):,} values that nobody stated")
            doubted = _unsupported(new, stated, known, heard, speaks_of_days, columns) if new else []
            says = "The {0.kind} {0.raw} is given, but nothing before it says so."
            found.extend(Finding(CHECK, says.format(value), (Evidence(at, value.raw),)) for value in doubted)
            objected = set(doubted)
            known.update(key(value) for value in stated if value not in objected)
        elif not isinstance(message, ToolCall):
            known |= canons(text)
            heard.append(text)
            wishes = isinstance(message, Say) and message.role == "user"
            speaks_of_days = speaks_of_days or (wishes and _BY_DAYS.search(text) is not None)
            if isinstance(message, ToolResponse):
                known |= _field_sums(text, columns)
    return tuple(found)


def _unsupported(
    new: list[Value],
    stated: list[Value],
    known: Set[str],
    heard: list[str],
    speaks_of_days: bool,
    columns: Mapping[str, list[Decimal]],
) -> list[Value]:
    """Those of the new values that nothing supports; ``stated``: all values of the same words."""
    everything = "\n".join(heard)
    doubted = [value for value in new if not _stands_in(value, everything, known)]
    if speaks_of_days and any(value.kind == "date" for value in doubted):
        days = {_day_of_year(item.removeprefix("date:")) for item in known if item.startswith("date:")}
        doubted = [value for value in doubted if not (value.kind == "date" and _is_near_day(value, days))]
    if any(value.kind == "number" for value in doubted):
        doubted = _not_computable(doubted, stated, known)
    if any(value.kind == "number" for value in doubted):
        derived = derived_amounts(columns, {n for text in heard[2:] for n in _numbers(canons(text))})
        doubted = [v for v in doubted if v.kind != "number" or Decimal(v.canon) not in derived]
    return doubted


def _stands_in(value: Value, everything: str, known: Set[str]) -> bool:
    """Whether a value is part of a longer one that was said, or several ids in one (``A12/B34``)."""
    if value.kind == "id" and "/" in value.raw and all(f"id:{part}" in known for part in value.canon.split("/")):
        return True
    if value.kind == "number" and "." in value.raw:
        return _as_figure(value.raw, everything)
    return len(value.raw) >= 4 and value.kind in ("number", "id", "address") and value.raw in everything


def _as_figure(raw: str, text: str) -> bool:
    """Whether a figure stands in a text and is no part of a longer one (but for a sign before or a unit after it)."""
    start = text.find(raw)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + len(raw) : start + len(raw) + 1]
        if not (before.isdecimal() or before in (".", ",") or after.isdecimal()):
            return True
        start = text.find(raw, start + 1)
    return False


def _is_near_day(value: Value, days: Set[int]) -> bool:
    day = _day_of_year(value.canon)
    return any(min(abs(day - other), 372 - abs(day - other)) <= 8 for other in days)


def _day_of_year(canon: str) -> int:
    """Counted in months of 31 days: near enough for a week, give or take a day at the end of a short month."""
    return int(canon[:2]) * 31 + int(canon[3:])


def _not_computable(doubted: list[Value], stated: list[Value], known: Set[str]) -> list[Value]:
    """Those of the doubted values that no arithmetic gives, where results support further results."""
    everything = sorted(_numbers(known))
    few = everything if len(everything) <= _MAX_KNOWN else []
    in_order = [Decimal(value.canon) for value in stated if value.kind == "number"]
    sums = _running_sums(in_order)
    for _ in range(3):
        doubtful = {Decimal(value.canon) for value in doubted if value.kind == "number"}
        sound = [stated_number for stated_number in in_order if stated_number not in doubtful]
        results = _combinations(sound[:_MAX_PAIRS], few) | sums
        left = [
            v for v in doubted if v.kind != "number" or not (Decimal(v.canon) in results or _is_rounding(v, everything))
        ]
        if len(left) == len(doubted):
            break
        doubted = left
    return doubted


def _combinations(sound: list[Decimal], known: list[Decimal]) -> set[Decimal]:
    results: set[Decimal] = set()
    for i, one in enumerate(sound):
        for other in sound[i:]:
            results |= {one + other, one - other, other - one, one * other}
            results |= {
                (a / b).quantize(Decimal("0.01")) for a, b in ((one, other), (other, one)) if b and a / b < _HUGE
            }
        for other in known:
            results |= {one + other, other - one, one - other}
        for count in range(2, 13):
            results |= {one * count, (one / count).quantize(Decimal("0.01")) if abs(one) < _HUGE else one}
    results |= {other / scale for other in (*sound, *known) for scale in (100, 1000)}  # 10 % as 0.10, 170 cm as 1.70 m
    return results


def _running_sums(row: list[Decimal]) -> set[Decimal]:
    results: set[Decimal] = set()
    for start in range(len(row)):
        total = row[start]
        for addend in row[start + 1 : start + 12]:
            total += addend
            results.add(total)
    return results


def _field_sums(text: str, columns: dict[str, list[Decimal]]) -> frozenset[str]:
    """The sum of each field over the records of a response, and over all responses so far (``columns``: the numbers of
    each field, carried on)."""
    here: dict[str, list[Decimal]] = {}
    for record in records(text):
        for name, held in record.fields:
            canon = number(held) if held[:1].isdigit() and len(held) < 16 else None
            if canon is not None:
                here.setdefault(name, []).append(Decimal(canon))
    for name, column in here.items():
        columns.setdefault(name, []).extend(column)
    totals = (sum(column) for names in (here, {name: columns[name] for name in here}) for column in names.values())
    return frozenset(f"number:{_plain(Decimal(total))}" for total in totals)


def _is_span(text: str, value: Value) -> bool:
    """A span of time, such as 50 minutes: it follows from times in too many ways to be doubted."""
    return value.kind == "number" and _SPAN.match(text, value.end) is not None


def _numbers(keys: Set[str]) -> list[Decimal]:
    return [Decimal(item.removeprefix("number:")) for item in keys if item.startswith("number:")]


def _is_rounding(value: Value, known: list[Decimal]) -> bool:
    """Whether the value is a rounding of one of the known ones, which are in order of size."""
    stated = Decimal(value.canon)
    exponent = Decimal(1).scaleb(-(len(value.raw.split(".")[1]) if "." in value.raw else 0))
    near = known[bisect_left(known, stated - exponent) : bisect_right(known, stated + exponent)]
    return any(stated in (n.quantize(exponent, ROUND_HALF_UP), n.quantize(exponent, ROUND_DOWN)) for n in near)


def _plain(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    return "0" if text in ("-0", "0") else text
