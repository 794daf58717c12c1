"""Server-sent events of a streamed answer, put together to the body that the same answer has unstreamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from negforge.adapters.json_values import decode
from negforge.core.json_text import Json

DONE = b"[DONE]"
_JOINED = ("content", "reasoning_content", "reasoning", "refusal")  # fields whose pieces follow one another
_MOST_CALLS = 1024  # of one reply; what counts higher is no answer
_EVENT = re.compile(rb"[^\r\n]++(?:(?:\r\n?+|\n)[^\r\n]++)*+")  # lines up to an empty one
_DATA = re.compile(rb"(?:\A|[\r\n])data:(?: )?+([^\r\n]*+)")


class CutStream(ValueError):
    """The stream ended before its answer did, or says what no answer says."""


def assemble(raw: bytes) -> dict[str, Json]:
    """The body of the first choice. Raises CutStream where no finish was said, and NotJson for an unreadable event.

    Format: https://html.spec.whatwg.org/multipage/server-sent-events.html, events as chat completion chunks.
    """
    body: dict[str, Json] = {}
    pieces: dict[str, list[str]] = {name: [] for name in _JOINED}
    calls: list[_Call] = []
    logprobs: list[Json] = []
    finish: Json = None
    for data in events(raw):
        if data == DONE:
            break
        chunk = decode(data)
        if not isinstance(chunk, dict):
            raise CutStream("an event that is no object")
        if not chunk:
            continue
        if chunk.get("error") is not None:
            return {"error": chunk["error"]}
        body.update({name: chunk[name] for name in ("id", "created", "model", "usage") if chunk.get(name) is not None})
        choice = _first_choice(chunk)
        delta = choice.get("delta")
        if isinstance(delta, dict):
            for name in _JOINED:
                if isinstance(piece := delta.get(name), str):
                    pieces[name].append(piece)
            _add_calls(calls, delta.get("tool_calls"))
        told = choice.get("logprobs")
        more = told.get("content") if isinstance(told, dict) else None
        logprobs.extend(more if isinstance(more, list) else [])
        finish = choice.get("finish_reason") or finish
    if finish is None:
        raise CutStream("the stream was cut: it never said how the answer ends")
    message: dict[str, Json] = {"role": "assistant", "content": None}
    message.update({name: "".join(found) for name, found in pieces.items() if found})
    if calls:
        message["tool_calls"] = [call.whole() for call in calls]
    logged: Json = {"content": logprobs} if logprobs else None
    return {**body, "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": logged}]}


def is_finished(raw: bytes | bytearray) -> bool:
    """Whether the stream said its last word (looked for at its end; a line break inside an event is always escaped)."""
    tail = raw[-64:]
    return b"\ndata: [DONE]" in tail or b"\ndata:[DONE]" in tail


def events(raw: bytes) -> Iterator[bytes]:
    """The data of each event that has any. Comments and other fields are passed over; the last event needs no blank
    line. Taken one by one: as many lines as a server cares to send are never held."""
    for event in _EVENT.finditer(raw):
        if data := b"\n".join(_DATA.findall(event[0])):
            yield data


def _first_choice(chunk: dict[str, Json]) -> dict[str, Json]:
    choices = chunk.get("choices")
    for choice in choices if isinstance(choices, list) else []:
        if isinstance(choice, dict) and choice.get("index", 0) == 0:
            return choice
    return {}


@dataclass(slots=True)
class _Call:
    """A tool call as its pieces come in."""

    call_id: str = ""
    name: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)

    def whole(self) -> Json:
        function: Json = {"name": "".join(self.name), "arguments": "".join(self.arguments)}
        return {"id": self.call_id, "type": "function", "function": function}


def _add_calls(calls: list[_Call], deltas: Json) -> None:
    for delta in deltas if isinstance(deltas, list) else []:
        if not isinstance(delta, dict):
            raise CutStream("a tool call that is no object")
        index = delta.get("index", len(calls))
        if not isinstance(index, int) or not 0 <= index < _MOST_CALLS:
            raise CutStream("a tool call without a place")
        calls.extend(_Call() for _ in range(index + 1 - len(calls)))
        call = calls[index]
        if isinstance(given := delta.get("id"), str) and given:
            call.call_id = given
        function = delta.get("function")
        if isinstance(function, dict):
            for pieces, piece in ((call.name, function.get("name")), (call.arguments, function.get("arguments"))):
                if isinstance(piece, str):
                    pieces.append(piece)
