"""Where a side came from: white space, fields, ids, clocks and JSON habits. A right answer has none of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from negforge.audit.measures.measure import Feature, share
from negforge.audit.phrases import DATE_TIME
from negforge.audit.side import Side
from negforge.core.json_text import parse_object
from negforge.core.message import Say, ToolCall, Unknown, text_of

_SPACED = re.compile(r'"\s*: |, "')
_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}")
_DAYS = (372, 31, 1)


@lru_cache(maxsize=65536)
def _clocks(text: str) -> tuple[tuple[float, int], ...]:
    """Each date (in days, months taken as 31) with how fine it is: 0 a day, 1 minutes, 2 seconds, 3 parts of them."""
    found = []
    for *day, hour, minute, second, part in DATE_TIME.findall(text):
        days = float(sum(int(one) * weight for one, weight in zip(day, _DAYS, strict=True)))
        clock = [int(one) if one else 0 for one in (hour, minute, second)]
        days += (clock[0] + clock[1] / 60 + clock[2] / 3600) / 24
        found.append((days, bool(hour) + bool(second) + bool(part)))
    return tuple(found)


def _of_responses(side: Side) -> list[tuple[float, int]]:
    return [clock for one in side.responses for clock in _clocks(text_of(one))]


def _latest(side: Side) -> float:
    return max((days for days, _ in _of_responses(side)), default=0.0)


def _earliest(side: Side) -> float:
    return min((days for days, _ in _of_responses(side)), default=0.0)


def _trailing(side: Side) -> float:
    return sum(text != text.rstrip() for text in side.said) + sum(
        call.arguments != call.arguments.rstrip() for call in side.calls
    )


def _unnamed(side: Side) -> float:
    return sum(one.name is None for one in side.responses)


def _odd_fields(side: Side) -> float:
    return sum(one.extra is not None for one in side.messages)


def _sorted_keys(side: Side) -> float:
    objects = [parse_object(call.arguments) for call in side.calls]
    several = [list(one) for one in objects if one is not None and len(one) > 1]
    return share(sum(keys == sorted(keys) for keys in several), len(several))


def _speaks_and_calls(side: Side) -> float:
    row = side.messages
    return sum(
        isinstance(one, ToolCall) and one.with_previous and isinstance(row[at - 1], Say)
        for at, one in enumerate(row)
        if at
    )


def _not_text(side: Side) -> float:
    return sum(
        isinstance(part, Unknown) for one in side.messages if not isinstance(one, ToolCall) for part in one.parts
    )


def _id_length(side: Side) -> float:
    return share(sum(len(call.call_id) for call in side.calls), len(side.calls))


PROVENANCE: tuple[Feature, ...] = (
    Feature("texts with white space at the end", "provenance", _trailing),
    Feature("texts with white space in front", "provenance", lambda side: sum(s != s.lstrip() for s in side.said)),
    Feature("double spaces", "provenance", lambda side: side.words.count("  ")),
    Feature("blank lines", "provenance", lambda side: side.words.count("\n\n")),
    Feature("empty messages", "provenance", lambda side: sum(not s.strip() for s in side.said)),
    Feature("responses without a name", "provenance", _unnamed),
    Feature(
        "messages with reasoning",
        "provenance",
        lambda s: sum(getattr(m, "reasoning", None) is not None for m in s.messages),
    ),
    Feature(
        "messages with a speaker's name",
        "provenance",
        lambda s: sum(getattr(m, "agent", None) is not None for m in s.messages),
    ),
    Feature("messages with fields of their own", "provenance", _odd_fields),
    Feature("fields beside the messages", "provenance", lambda side: side.beside),
    Feature(
        "responses with an error flag", "provenance", lambda s: sum(one.is_error is not None for one in s.responses)
    ),
    Feature("parts that are no text", "provenance", _not_text),
    Feature("calls in one reply with words", "provenance", _speaks_and_calls),
    Feature("characters a call id", "provenance", _id_length, scale=True),
    Feature(
        "arguments with spaces between",
        "provenance",
        lambda s: sum(_SPACED.search(c.arguments) is not None for c in s.calls),
    ),
    Feature("arguments over several lines", "provenance", lambda s: sum("\n" in c.arguments for c in s.calls)),
    Feature("escapes in arguments", "provenance", lambda s: sum(len(_ESCAPE.findall(c.arguments)) for c in s.calls)),
    Feature("share of sorted arguments", "provenance", _sorted_keys, scale=True),
    Feature("clock values in responses", "provenance", lambda side: len(_of_responses(side))),
    Feature("latest clock value", "provenance", _latest, scale=True),
    Feature("earliest clock value", "provenance", _earliest, scale=True),
    Feature(
        "fineness of clock values",
        "provenance",
        lambda s: max((fine for _, fine in _of_responses(s)), default=0),
        scale=True,
    ),
)
