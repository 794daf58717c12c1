"""Parts of JSON Schemas that several tools of this world share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from negforge.worlds.oncall.rules import moment_of
from negforge.worlds.world import Problem

SERVICE: dict[str, Any] = {
    "type": "string",
    "pattern": "^[a-z]+-[a-z]+$",
    "description": "Service name, e.g. depot-sync.",
}
INCIDENT: dict[str, Any] = {"type": "string", "pattern": "^INC-[0-9]{5}$"}
WINDOW: dict[str, Any] = {
    "type": "object",
    "properties": {
        "start": {"type": "string", "format": "date-time"},
        "end": {"type": "string", "format": "date-time", "description": "Exclusive. All times are UTC."},
    },
    "required": ["start", "end"],
    "additionalProperties": False,
}
DURATION = "^PT([0-9]+H)?([0-9]+M)?$"


def selector_schema(description: str) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "minProperties": 1,
        "maxProperties": 5,
        "description": description,
    }


def window_of(window: dict[str, str], longest_hours: int) -> tuple[datetime, datetime]:
    """Start and end of a window. Raises Problem where it is empty or too long."""
    start, end = moment_of(window["start"]), moment_of(window["end"])
    if end <= start:
        raise Problem(422, "empty_window", "The window ends before it starts.")
    if (end - start).total_seconds() > longest_hours * 3600:
        raise Problem(422, "window_too_long", f"The window may span {longest_hours} hours at most.")
    return start, end
