"""A chat completion as server-sent events: the same reply in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from negforge.adapters.json_values import encode
from negforge.adapters.mock_server.replies import tokens
from negforge.core.json_text import Json

PIECE = 3  # tokens of text in an event
DONE = b"data: [DONE]\n\n"
TEXTS = ("reasoning_content", "reasoning", "content", "refusal")


def event(value: Json) -> bytes:
    """One event that holds the value as JSON."""
    return b"data: " + encode(value) + b"\n\n"


def events(completion: Mapping[str, Any], *, include_usage: bool) -> list[bytes]:
    """The completion's events, choice by choice in turns, [DONE] last. Put together they are the unstreamed reply."""
    head = {name: completion[name] for name in ("id", "created", "model", "system_fingerprint")}
    head["object"] = "chat.completion.chunk"
    usage: dict[str, Json] = {"usage": None} if include_usage else {}
    rows = [list(_deltas(choice)) for choice in completion["choices"]]
    found = [
        event({**head, "choices": [row[turn]], **usage})
        for turn in range(max(map(len, rows)))
        for row in rows
        if turn < len(row)
    ]
    if include_usage:
        found.append(event({**head, "choices": [], "usage": completion["usage"]}))
    return [*found, DONE]


def _deltas(choice: Mapping[str, Any]) -> Iterator[Json]:
    """The choice's pieces: the role, texts, calls (name first, then arguments bit by bit), other fields, the end."""
    message = choice["message"]
    logprobs = (choice["logprobs"] or {}).get("content") or []
    yield _delta(choice, {"role": message["role"]})
    for name in TEXTS:
        pieces = tokens(message.get(name) or "") or ([""] if message.get(name) == "" else [])
        for at in range(0, len(pieces), PIECE):
            told = logprobs[at : at + PIECE] if name == "content" and logprobs else None
            yield _delta(choice, {name: "".join(pieces[at : at + PIECE])}, told)
    for index, call in enumerate(message.get("tool_calls") or []):
        yield from _call_deltas(choice, index, call)
    for name, value in message.items():
        if name not in (*TEXTS, "role", "tool_calls"):
            yield _delta(choice, {name: value})
    yield {"index": choice["index"], "delta": {}, "logprobs": None, "finish_reason": choice["finish_reason"]}


def _call_deltas(choice: Mapping[str, Any], index: int, call: Mapping[str, Any]) -> Iterator[Json]:
    function = call["function"]
    head = {"index": index, "id": call["id"], "type": "function"}
    yield _delta(choice, {"tool_calls": [{**head, "function": {"name": function["name"], "arguments": ""}}]})
    pieces = tokens(function["arguments"])
    for at in range(0, len(pieces), PIECE):
        bit = "".join(pieces[at : at + PIECE])
        yield _delta(choice, {"tool_calls": [{"index": index, "function": {"arguments": bit}}]})


def _delta(choice: Mapping[str, Any], delta: Json, logprobs: Json = None) -> Json:
    told: Json = {"content": logprobs, "refusal": None} if logprobs else None
    return {"index": choice["index"], "delta": delta, "logprobs": told, "finish_reason": None}
