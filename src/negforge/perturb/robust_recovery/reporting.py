"""Robust recovery: an honest report of a failed step, worded as agents in worlds word theirs."""

from __future__ import annotations

from random import Random

from negforge.agents.reports import ONCE, REST
from negforge.checks.readings.tools import Step
from negforge.core.json_text import Json, parse_object
from negforge.core.message import text_of
from negforge.worlds.wording import word

_SAYING = (
    *("message", "detail", "text", "says", "error_message", "description", "messages", "errors", "error", "problem"),
    *("fault", "reason", "title"),
)
_MOST = 140  # characters of an error that are quoted


def report_of(step: Step, rng: Random) -> str:
    """That the step could not be made, and what the tool answered."""
    assert step.response is not None
    report = word(ONCE, rng, {"purpose": f"use {step.call.name}", "code": _quoted(text_of(step.response))})
    return f"{report} {word(REST, rng, {})}" if rng.random() < 0.6 else report


def _quoted(response: str) -> str:
    """The message of an error in quotation marks, when it is short enough to be quoted."""
    message = _message(parse_object(response) or {}) or response.strip().split("\n")[0]
    message = message.strip().rstrip(".")
    return f'"{message}"' if 0 < len(message) <= _MOST else "an error"


def _message(value: Json) -> str:
    """The sentence in which an error says what is wrong, wherever it has it."""
    if isinstance(value, list):
        return next((found for item in value if (found := _message(item))), "")
    if isinstance(value, dict):
        for name in _SAYING:
            held = value.get(name)
            found = held if isinstance(held, str) else _message(held)
            if found:
                return found
    return value if isinstance(value, str) and " " in value else ""
