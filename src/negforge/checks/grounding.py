"""Grounding: every value that the assistant states was said, returned or can be computed before it."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from negforge.checks.readings.records import records
from negforge.checks.readings.values import Value, canons, is_small, key, number, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Say, ToolCall, ToolResponse, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "grounding"
_MAX_PAIRS = 40
_MAX_KNOWN = 150
_HUGE = Decimal(10) ** 12
_SPAN = re.compile(r"[ -]?(?:min|hour|h\b|day|week|month|night|year)", re.IGNORECASE)


def grounding(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """One finding for each value in the assistant's words that nothing before it supports.

    Support is: the user, the rules, the tools' declarations and the responses; a rounding of such a number or a part of
    such an id; the sum of a field over the records of the responses; a sum, difference, product or quotient of numbers
    in the same words, or of one of them and a number said before. Counts up to twelve and spans of time are let pass.
    What stands only in the assistant's own earlier words or arguments is not supported by them.
    """
    messages = shown(task, trajectory)
    tools = "\n".join(f"{tool.name}\n{tool.description}\n{tool.parameters}" for tool in task.tools)
    heard = [task.policy or "", tools]
    known = canons(heard[0]) | canons(tools)
    totals: dict[str, Decimal] = {}
    found: list[Finding] = []
    for at, message in enumerate(messages):
        text = text_of(message)
        if isinstance(message, Say) and message.role == "assistant":
            found.extend(_unsupported(at, text, known, heard))
        elif not isinstance(message, ToolCall):
            known = known | canons(text)
            heard.append(text)
            if isinstance(message, ToolResponse):
                known = known | _field_sums(text, totals)
    return tuple(found)


def _unsupported(at: int, text: str, known: frozenset[str], heard: list[str]) -> list[Finding]:
    stated = [value for value in values(text) if not is_small(value) and not _is_span(text, value)]
    doubted = [value for value in stated if key(value) not in known]
    if doubted:
        everything = "\n".join(heard)
        doubted = [v for v in doubted if not (len(v.canon) >= 4 and v.kind in ("number", "id") and v.raw in everything)]
    if any(value.kind == "number" for value in doubted):
        doubted = _not_computable(doubted, stated, known)
    return [
        Finding(CHECK, f"The {v.kind} {v.raw} is given, but nothing before it says so.", (Evidence(at, v.raw),))
        for v in doubted
    ]


def _not_computable(doubted: list[Value], stated: list[Value], known: frozenset[str]) -> list[Value]:
    """Those of the doubted values that no arithmetic gives, where results support further results."""
    everything = _numbers(known)
    few = everything if len(everything) <= _MAX_KNOWN else []
    in_order = [Decimal(value.canon) for value in stated if value.kind == "number"]
    for _ in range(3):
        doubtful = {value.canon for value in doubted}
        sound = [stated_number for stated_number in in_order if _plain(stated_number) not in doubtful]
        results = _combinations(sound[:_MAX_PAIRS], few) | _running_sums(in_order)
        left = [v for v in doubted if v.kind != "number" or not (v.canon in results or _is_rounding(v, everything))]
        if len(left) == len(doubted):
            break
        doubted = left
    return doubted


def _combinations(sound: list[Decimal], known: list[Decimal]) -> set[str]:
    results: set[Decimal] = set()
    for i, one in enumerate(sound):
        for other in sound[i:]:
            results |= {one + other, one - other, other - one, one * other}
            results |= {
                (a / b).quantize(Decimal("0.01")) for a, b in ((one, other), (other, one)) if b and a / b < _HUGE
            }
        for other in known:
            results |= {one + other, other - one, one - other}
        results |= {(one * count) for count in range(2, 13)}
    return {_plain(number) for number in results}


def _running_sums(row: list[Decimal]) -> set[str]:
    results: set[str] = set()
    for start in range(len(row)):
        total = row[start]
        for addend in row[start + 1 : start + 12]:
            total += addend
            results.add(_plain(total))
    return results


def _field_sums(text: str, totals: dict[str, Decimal]) -> frozenset[str]:
    """The sum of each field over the records of a response, and over all responses so far (``totals``, carried on)."""
    here: dict[str, Decimal] = {}
    for record in records(text):
        for name, held in record.fields:
            canon = number(held) if held[:1].isdigit() and len(held) < 16 else None
            if canon is not None:
                here[name] = here.get(name, Decimal(0)) + Decimal(canon)
    for name, total in here.items():
        totals[name] = totals.get(name, Decimal(0)) + total
    return frozenset(f"number:{_plain(total)}" for total in (*here.values(), *totals.values()))


def _is_span(text: str, value: Value) -> bool:
    """A span of time, such as 50 minutes: it follows from times in too many ways to be doubted."""
    return value.kind == "number" and _SPAN.match(text[value.end :]) is not None


def _numbers(keys: frozenset[str]) -> list[Decimal]:
    return [Decimal(item.removeprefix("number:")) for item in keys if item.startswith("number:")]


def _is_rounding(value: Value, known: list[Decimal]) -> bool:
    stated = Decimal(value.canon)
    exponent = Decimal(1).scaleb(-(len(value.raw.split(".")[1]) if "." in value.raw else 0))
    near = [other for other in known if abs(other - stated) <= exponent]
    return any(stated in (n.quantize(exponent, ROUND_HALF_UP), n.quantize(exponent, ROUND_DOWN)) for n in near)


def _plain(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    return "0" if text in ("-0", "0") else text
