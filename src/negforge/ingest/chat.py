"""OpenAI-like chat messages to core messages, in order; what core has no word for goes to ``extra``, all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from negforge.core.json_text import Json, compact
from negforge.core.message import Message, Part, Pointer, Requestor, Role, Say, Text, ToolCall, ToolResponse
from negforge.ingest.as_read import Notes, Oddities
from negforge.ingest.calls import Ledger, call_objects, read_call
from negforge.ingest.content import is_wordless, read_content

Kind: TypeAlias = Literal["system", "user", "assistant", "tool"]
ROLES: Mapping[Kind, tuple[str, ...]] = {
    "system": ("system", "developer"),
    "user": ("user", "human"),
    "assistant": ("assistant", "agent", "ai", "gpt", "model"),
    "tool": ("tool", "function", "environment", "observation", "api"),
}
KINDS: Mapping[str, Kind] = {role: kind for kind, roles in ROLES.items() for role in roles}
REASONING_KEYS = ("reasoning_content", "reasoning")
QUIET = ("tool_calls", "function_call", "refusal", "error", "name", *REASONING_KEYS)


@dataclass(frozen=True, slots=True)
class Held:
    """Core messages (each knows by ``source`` which API message it came from), and what was out of the ordinary."""

    messages: tuple[Message, ...]
    unplaced: tuple[str, ...]


def hold(api_messages: Sequence[dict[str, Json]], file: str, record: int, path: str) -> Held:
    """All messages of one run. ``path`` is where they lie in the record: "traj", or "" for a bare list."""
    run = _Run()
    prefix = f"{path}/" if path else ""
    held: list[Message] = []
    for index, api_message in enumerate(api_messages):
        held.extend(run.read(api_message, Pointer(file, record, f"{prefix}{index}")))
    run.note_end(held)
    return Held(tuple(held), run.oddities.names())


class _Run:
    """One run while it is read: its calls and its oddities."""

    def __init__(self) -> None:
        self.oddities = Oddities()
        self.ledger = Ledger(self.oddities)

    def read(self, message: dict[str, Json], source: Pointer) -> list[Message]:
        role = message.get("role")
        kind = KINDS.get(role.lower()) if isinstance(role, str) else None
        if kind is None:
            self.oddities.add(f"unknown role {str(role)[:40]}" if "role" in message else "message without a role")
        if kind == "tool":
            return [self._response(message, source)]
        return self._words_and_calls(message, kind or "system", source)

    def note_end(self, held: Sequence[Message]) -> None:
        self.ledger.close()
        last = held[-1] if held else None
        if isinstance(last, ToolResponse):
            self.oddities.add("ends on a tool message")
        elif isinstance(last, Say) and last.role != "assistant":
            self.oddities.add(f"ends on a {last.role} message")

    def _words_and_calls(self, message: dict[str, Json], role: Role, source: Pointer) -> list[Message]:
        """The words, if there are any or nothing else is, and then the calls of one API message."""
        notes = Notes()
        calls, calls_at = call_objects(message)
        words, used = self._words(message, role, bool(calls), notes, source)
        read: list[tuple[Say | ToolCall, Notes]] = [(words, notes)] if words else []
        for raw in calls:
            call_notes = Notes() if read else notes
            if calls_at == "function_call":
                call_notes.fields["from"] = calls_at
            read.append((self._call(raw, role, call_notes, bool(read), source), call_notes))
        first = read[0][0]
        _note_role(message, first.role if isinstance(first, Say) else first.requestor, notes)
        leftovers = {key: value for key, value in message.items() if key not in used and key != calls_at}
        self.oddities.fields(role, leftovers, QUIET)
        rest: list[Message] = [replace(one, extra=its_notes.extra()) for one, its_notes in read[1:]]
        return [replace(first, extra=notes.extra(leftovers)), *rest]

    def _words(
        self, message: dict[str, Json], role: Role, has_calls: bool, notes: Notes, source: Pointer
    ) -> tuple[Say | None, set[str]]:
        """What was said, and the fields used for it; None where calls came without a word."""
        parts = read_content(message, role, notes, self.oddities)
        used = {"role", "content"}
        refusal = message.get("refusal")
        if isinstance(refusal, str) and refusal and is_wordless(parts):
            parts = _words_from("refusal", refusal, message, notes)
            used.add("refusal")
        reasoning, reasoning_at = _reasoning(message)
        if has_calls and reasoning is None and "refusal" not in used and message.get("content") in (None, "", []):
            if message.get("content") == "":
                notes.fields["content"] = "empty"
            return None, used
        if is_wordless(parts) and reasoning is None:
            self.oddities.add("empty content" if parts else "null content")
        name = message.get("name")
        agent = name if isinstance(name, str) else None
        if agent is not None:
            used.add("name")
        if reasoning_at is not None:
            used.add(reasoning_at)
            if reasoning_at != REASONING_KEYS[0]:
                notes.fields["reasoning_at"] = reasoning_at
        return Say(role, parts, reasoning, agent, None, source), used

    def _call(self, raw: Json, role: Role, notes: Notes, with_previous: bool, source: Pointer) -> ToolCall:
        call = read_call(raw, role, notes, self.oddities)
        call_id = self.ledger.issue(call.raw_id, call.name, raw)
        if call.has_id and call.raw_id != call_id:
            notes.fields["id"] = call.raw_id
        by_user = call.requestor == "user" or (role == "user" and call.requestor != "assistant")
        requestor: Requestor = "user" if by_user else "assistant"
        return ToolCall(call_id, call.name, call.arguments, with_previous, requestor, None, source)

    def _response(self, message: dict[str, Json], source: Pointer) -> ToolResponse:
        notes = Notes()
        parts = read_content(message, "tool", notes, self.oddities)
        parts, is_error, used = _error(message, parts, notes)
        if not parts:
            self.oddities.add("null content")
        id_at = self._response_id_at(message)
        raw_id = message[id_at] if id_at else None
        given_name = message.get("name")
        name = given_name if isinstance(given_name, str) else None
        asked = self.ledger.answer(raw_id, name)
        call_id = asked.call_id if asked else self.ledger.stray_id(raw_id)
        _note_response_id(id_at, raw_id, call_id, notes)
        if asked and name is None:
            name = asked.name
            notes.lacks("name")
        elif name is not None:
            used.add("name")
        if asked and "tool_call" in message and compact(message["tool_call"]) == compact(asked.raw):
            notes.fields["copies"] = "tool_call"
            used.add("tool_call")
        _note_role(message, "tool", notes)
        leftovers = {key: value for key, value in message.items() if key not in used and key != id_at}
        unworded = {key: value for key, value in leftovers.items() if key != "requestor"}
        self.oddities.fields("tool", unworded, QUIET)
        return ToolResponse(call_id, name, parts, is_error, notes.extra(leftovers), source)

    def _response_id_at(self, message: Mapping[str, Json]) -> str | None:
        """The field that names the call: tool_call_id, or another one if a waiting call bears what it says."""
        if "tool_call_id" in message:
            return "tool_call_id"
        return next((key for key in ("call_id", "id") if self.ledger.is_open(message.get(key))), None)


def _reasoning(message: Mapping[str, Json]) -> tuple[str | None, str | None]:
    """The reasoning and its field; (None, None) where there is none."""
    for key in REASONING_KEYS:
        text = message.get(key)
        if isinstance(text, str) and text:
            return text, key
    return None, None


def _error(
    message: Mapping[str, Json], parts: tuple[Part, ...], notes: Notes
) -> tuple[tuple[Part, ...], bool | None, set[str]]:
    """Parts, error flag and the fields used. An error text stands in for an empty content: the agent was shown it."""
    used = {"role", "content"}
    error = message.get("error")
    if isinstance(error, bool):
        return parts, error, used | {"error"}
    if isinstance(error, str) and error:
        if is_wordless(parts):
            return _words_from("error", error, message, notes), True, used | {"error"}
        return parts, True, used
    flag = message.get("is_error")
    if isinstance(flag, bool):
        notes.fields["error_at"] = "is_error"
        return parts, flag, used | {"is_error"}
    return parts, False if "error" in message and error is None else None, used


def _words_from(field: str, text: str, message: Mapping[str, Json], notes: Notes) -> tuple[Part, ...]:
    """The text of another field as the words; the content, which had none, is noted as it was."""
    notes.fields[field] = "text"
    if "content" in message:
        notes.fields["content"] = message["content"]
    return (Text(text),)


def _note_role(message: Mapping[str, Json], usual: str, notes: Notes) -> None:
    if "role" not in message:
        notes.lacks("role")
    elif message["role"] != usual:
        notes.fields["role"] = message["role"]


def _note_response_id(id_at: str | None, raw_id: Json, call_id: str, notes: Notes) -> None:
    if id_at is None:
        notes.lacks("tool_call_id")
        return
    if id_at != "tool_call_id":
        notes.fields["id_at"] = id_at
    if raw_id != call_id:
        notes.fields["id"] = raw_id
