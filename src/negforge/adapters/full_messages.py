"""Messages of our full layout: one shape for words, calls and responses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from negforge.core.json_text import Json, compact, digest, parse_object
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, text_of

Row = dict[str, Any]
CALL, RESPONSE = "tool_call", "tool_response"


class Renamed:
    """Ids of calls hashed anew, so that all of them are spelled alike."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, call_id: str) -> str:
        if call_id not in self._known:
            self._known[call_id] = f"call_{digest(['call', call_id])[:12]}"
        return self._known[call_id]


def message_row(message: Message, ids: Callable[[str], str]) -> Row:
    """Without pointers into the files that it came from. ``ids``: the name that an id of a call bears there."""
    other = _other(message)
    return {
        "role": message.role if isinstance(message, Say) else CALL if isinstance(message, ToolCall) else RESPONSE,
        "content": text_of(message),
        "name": None if isinstance(message, Say) else message.name,
        "call_id": None if isinstance(message, Say) else ids(message.call_id),
        "with_previous": isinstance(message, ToolCall) and message.with_previous,
        "is_error": message.is_error if isinstance(message, ToolResponse) else None,
        "reasoning": message.reasoning if isinstance(message, Say) else None,
        "other": compact(other) if other else None,
    }


def message_wire(row: Row) -> Row:
    """The message of a row, in the form of our own lines. Raises KeyError where a column is missing."""
    other = parse_object(row["other"]) or {} if row["other"] is not None else {}
    if row["role"] == CALL:
        call = {"call_id": row["call_id"], "name": row["name"], "arguments": row["content"]}
        return {"kind": "call", **call, "with_previous": row["with_previous"], **other}
    parts = other.pop("parts", [{"kind": "text", "text": row["content"]}])
    if row["role"] == RESPONSE:
        answer = {"call_id": row["call_id"], "name": row["name"], "is_error": row["is_error"]}
        return {"kind": "response", **answer, "parts": parts, **other}
    return {"kind": "say", "role": row["role"], "parts": parts, "reasoning": row["reasoning"], **other}


def _other(message: Message) -> dict[str, Json]:
    """What the columns do not hold."""
    if isinstance(message, ToolCall):
        return {} if message.requestor == "assistant" else {"requestor": message.requestor}
    other: dict[str, Json] = {}
    if not (len(message.parts) == 1 and isinstance(message.parts[0], Text)):
        other["parts"] = [
            {"kind": "text", "text": part.text} if isinstance(part, Text) else {"kind": "unknown", "json": part.json}
            for part in message.parts
        ]
    if isinstance(message, Say) and message.agent is not None:
        other["agent"] = message.agent
    return other
