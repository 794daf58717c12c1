"""Pieces of JSON Schema that several of the tracker's tools share."""

from __future__ import annotations

from typing import Any

from negforge.worlds.tracker.state import PRIORITIES, STATUSES, TYPES

KEY: dict[str, Any] = {"type": "string", "pattern": "^[A-Z]{3}-[0-9]+$", "description": "Issue key, e.g. ABC-123."}
PROJECT: dict[str, Any] = {"type": "string", "pattern": "^[A-Z]{3}$", "description": "Project key."}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
HANDLE: dict[str, Any] = {"type": "string", "description": "Member handle such as j.doe, or me."}


def array_of(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


def one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def or_null(schema: dict[str, Any], description: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"anyOf": [schema, {"type": "null"}]}
    return {**found, "description": description} if description else found


def record(properties: dict[str, Any], required: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


FILTER = record(
    {
        "projects": array_of(PROJECT),
        "keys": array_of(KEY, maxItems=25),
        "types": array_of(one_of(*TYPES)),
        "statuses": array_of(one_of(*STATUSES)),
        "priorities": array_of(one_of(*PRIORITIES)),
        "components": array_of({"type": "string"}),
        "labels": array_of({"type": "string"}),
        "assignee": or_null(HANDLE, "null finds issues that nobody has."),
        "sprint_id": or_null({"type": "integer"}, "null finds issues in no sprint."),
        "fix_version": or_null({"type": "string"}, "null finds issues without a version."),
        "worked": record({"by": HANDLE, "day": DAY}),
        "text": {"type": "string", "description": "Words of the title, in any order."},
    }
)
