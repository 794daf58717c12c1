"""From a question to the bytes that are sent, in the form of the chat completions API, and to the hash they go by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import msgspec

from negforge.adapters.json_values import decode
from negforge.core.chat import ChatRequest
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, text_of
from negforge.core.task import Tool

RESERVED = ("messages", "model", "n", "stream", "stream_options", "tools", "response_format")
_encoder = msgspec.json.Encoder()
_LAST_SENT: list[tuple[ChatRequest, str, Mapping[str, Json], bytes]] = []


def sent(request: ChatRequest, model: str, extra: Mapping[str, Json]) -> bytes:
    """The bytes of a question. Who counts it and who sends it ask in turn: the last ones are at hand."""
    for held, name, fields, body in _LAST_SENT:
        if held is request and name == model and fields is extra:
            return body
    body = bytes_of(body_of(request, model, extra))
    _LAST_SENT[:] = [(request, model, extra, body)]
    return body


def body_of(request: ChatRequest, model: str, extra: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """The request's JSON body. ``extra``: further fields of the endpoint (``seed``, ``reasoning_effort``, ...), which
    are part of the question; they overrule what the request says, but may not name the RESERVED fields.
    """
    body: dict[str, Json] = {"model": model, "messages": _messages(request.messages), "max_tokens": request.max_tokens}
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.schema is not None:
        schema: Json = decode(request.schema.schema.encode("utf-8"))
        form: Json = {"name": request.schema.name, "schema": schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": form}
    if request.top_logprobs is not None:
        body["logprobs"] = True
        if request.top_logprobs:
            body["top_logprobs"] = request.top_logprobs
    for name, value in (extra or {}).items():
        if name in RESERVED:
            raise UsageError(f"the extra field `{name}` is set by negforge itself; leave it out")
        body[name] = value
    if "max_completion_tokens" in body:  # the same bound under its newer name; no endpoint takes both
        del body["max_tokens"]
    return body


def bytes_of(body: Mapping[str, Json]) -> bytes:
    """The body as it is sent, hashed and kept. The order of its keys is kept too: a model fills a schema's fields in
    their order, so another order is another question. A lone surrogate goes as an escape."""
    try:
        return _encoder.encode(body)
    except (UnicodeEncodeError, OverflowError):
        return json.dumps(body, separators=(",", ":")).encode("ascii")


def key_of(body: bytes, sample: int) -> str:
    """The hash of what was asked (32 hex digits): the body, which names the model, and the number of the sample.

    No address and no key is part of it: a model served elsewhere is the same model.
    """
    return hashlib.sha256(b"%d\n%b" % (sample, body)).hexdigest()[:32]


def _messages(messages: Sequence[Message]) -> list[Json]:
    """Messages as the API wants them: words and calls of one reply together. Calls that the user made on a device of
    their own, and what came back there, are not the model's to see."""
    found: list[Json] = []
    theirs: set[str] = set()
    reply: dict[str, Json] | None = None  # the assistant's message that calls may still join
    for message in messages:
        if isinstance(message, ToolCall):
            if message.requestor == "user":
                theirs.add(message.call_id)
                continue
            theirs.discard(message.call_id)
            if reply is None or not message.with_previous:
                reply = {"role": "assistant", "content": None}
                found.append(reply)
            calls = reply.setdefault("tool_calls", [])
            assert isinstance(calls, list)
            function: Json = {"name": message.name, "arguments": message.arguments}
            calls.append({"id": message.call_id, "type": "function", "function": function})
        elif isinstance(message, ToolResponse):
            if message.call_id in theirs:
                continue
            reply = None
            found.append({"role": "tool", "tool_call_id": message.call_id, "content": text_of(message)})
        else:
            said = _say(message)
            reply = said if message.role == "assistant" else None
            found.append(said)
    return found


def _say(message: Say) -> dict[str, Json]:
    if all(isinstance(part, Text) for part in message.parts):
        return {"role": message.role, "content": text_of(message)}
    parts: list[Json] = [
        {"type": "text", "text": part.text} if isinstance(part, Text) else decode(part.json.encode("utf-8"))
        for part in message.parts
    ]
    return {"role": message.role, "content": parts}


def _tool(tool: Tool) -> Json:
    parameters: Json = decode(tool.parameters.encode("utf-8"))
    return {"type": "function", "function": _named(tool, parameters)}


def _named(tool: Tool, parameters: Json) -> Json:
    return {"name": tool.name, "description": tool.description, "parameters": parameters}
