"""The way back: from core messages, with what ``extra`` holds, to the API messages of the log.

Written apart from the reader, from the description in ``negforge.ingest.as_read`` alone: where it gives the log's own
messages, nothing was lost.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from negforge.core.message import Message, Part, Say, Text, ToolCall, ToolResponse


def api_messages(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The log's own message list. Messages with one ``source`` were one API message."""
    groups = [list(group) for _, group in groupby(messages, key=lambda message: message.source)]
    calls: dict[str, Any] = {}
    return [_api_message(group, calls) for group in groups]


def _api_message(group: list[Message], calls: dict[str, Any]) -> dict[str, Any]:
    first = group[0]
    api, notes = _extra(first)
    if "own" in notes:
        api["as_read"] = notes["own"]
    lacks = notes.get("lacks", [])
    if "role" not in lacks:
        api["role"] = notes.get("role", _usual_role(first))
    if isinstance(first, (Say, ToolResponse)):
        _write_content(api, first.parts, notes)
        if "content" in lacks:
            api.pop("content", None)
    elif "content" not in lacks:
        note = notes.get("content")
        api["content"] = "" if note == "empty" else note
    if isinstance(first, Say):
        if first.reasoning is not None:
            api[notes.get("reasoning_at", "reasoning_content")] = first.reasoning
        if first.agent is not None:
            api["name"] = first.agent
    if isinstance(first, ToolResponse):
        _write_response(api, first, notes, lacks, calls)
    for call in (message for message in group if isinstance(message, ToolCall)):
        call_notes = _extra(call)[1]
        calls[call.call_id] = _call_object(call, call_notes)
        if call_notes.get("from") == "function_call":
            api["function_call"] = calls[call.call_id]
        else:
            api.setdefault("tool_calls", []).append(calls[call.call_id])
    return api


def _write_content(api: dict[str, Any], parts: tuple[Part, ...], notes: dict[str, Any]) -> None:
    note = notes.get("content")
    for field in ("error", "refusal"):
        if notes.get(field) == "text":
            api[field] = parts[0].text  # type: ignore[union-attr]
            api["content"] = note
            return
    if isinstance(note, list):
        api["content"] = [_item(part, template) for part, template in zip(parts, note, strict=True)]
    elif note == "json":
        api["content"] = json.loads(parts[0].json)  # type: ignore[union-attr]
    else:
        api["content"] = parts[0].text if parts else None  # type: ignore[union-attr]


def _item(part: Part, template: Any) -> Any:
    if not isinstance(part, Text):
        return json.loads(part.json)
    if template == "text":
        return part.text
    key = next(key for key in ("text", "content", "refusal") if key in template)
    return {**template, key: part.text}


def _write_response(
    api: dict[str, Any], response: ToolResponse, notes: dict[str, Any], lacks: list[str], calls: dict[str, Any]
) -> None:
    if "tool_call_id" not in lacks:
        api[notes.get("id_at", "tool_call_id")] = notes.get("id", response.call_id)
    if response.name is not None and "name" not in lacks:
        api["name"] = response.name
    if response.is_error is not None and ("error_at" in notes or "error" not in api):
        api[notes.get("error_at", "error")] = response.is_error
    if "copies" in notes:
        api[notes["copies"]] = calls[response.call_id]


def _call_object(call: ToolCall, notes: dict[str, Any]) -> Any:
    if notes.get("call") == "json":
        return json.loads(call.arguments)
    raw = dict(notes.get("call", {}))
    name_at, arguments_at = notes.get("keys", ["function.name", "function.arguments"])
    lacks = notes.get("lacks", [])
    if name_at == "function.name":
        raw["function"] = dict(notes.get("function", {}))
        if "type" not in raw and "type" not in lacks:
            raw["type"] = "function"
    arguments = {"json": lambda: json.loads(call.arguments), "null": lambda: None}
    value = arguments.get(notes.get("arguments", ""), lambda: call.arguments)()
    for place, what in ((name_at, call.name), (arguments_at, value)):
        if place is not None:
            holder = raw["function"] if place.startswith("function.") else raw
            holder[place.removeprefix("function.")] = what
    if "id" not in lacks:
        raw[notes.get("id_at", "id")] = notes.get("id", call.call_id)
    return raw


def _usual_role(message: Message) -> str:
    if isinstance(message, ToolResponse):
        return "tool"
    return message.role if isinstance(message, Say) else message.requestor


def _extra(message: Message) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields of the API message kept verbatim, and the notes."""
    kept = json.loads(message.extra) if message.extra else {}
    notes = kept.pop("as_read", {})
    return kept, notes
