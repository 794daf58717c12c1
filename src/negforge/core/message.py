"""Messages: what was said, called and answered, in order. The shape that real logs need, and no more.

Decided after reading tau-bench, tau2, AgentDojo, LiveMCPBench and Plan-RewardBench files: text and calls in one reply,
parallel calls, calls by the user, reused and missing call ids, malformed arguments, list contents, errors as flags.
What a format has and we have no word for travels verbatim in ``extra``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, TypeGuard

from negforge.core.json_text import Json, canonical, parse

Role: TypeAlias = Literal["system", "user", "assistant"]
Requestor: TypeAlias = Literal["assistant", "user"]


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a message was read: file, record (0-based) and the path inside the record, such as ``traj/7``."""

    file: str
    record: int
    path: str


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A content part that is no text (an image, a file, what a provider invents next): its JSON, verbatim."""

    json: str


Part: TypeAlias = Text | Unknown


@dataclass(frozen=True, slots=True)
class Say:
    """Words of a role. ``extra``: JSON text of an object with the fields that core has no word for."""

    role: Role
    parts: tuple[Part, ...]
    reasoning: str | None = None
    agent: str | None = None
    extra: str | None = None
    source: Pointer | None = None


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call. ``arguments`` is the caller's own text: JSON as a rule, but malformed text must be representable.

    ``with_previous`` says that the call came in the same model reply as the message before it (text and call together,
    or parallel calls). It is local on purpose: a numbered group would have to be renumbered by every edit before it.
    """

    call_id: str
    name: str
    arguments: str
    with_previous: bool = False
    requestor: Requestor = "assistant"
    extra: str | None = None
    source: Pointer | None = None


@dataclass(frozen=True, slots=True)
class ToolResponse:
    """What a tool gave back. ``is_error`` is the log's own flag, None where the log does not say."""

    call_id: str
    name: str | None
    parts: tuple[Part, ...]
    is_error: bool | None = None
    extra: str | None = None
    source: Pointer | None = None


Message: TypeAlias = Say | ToolCall | ToolResponse


def text_of(message: Message) -> str:
    """The readable text of a message: words and responses as they stand, for a call its arguments."""
    if isinstance(message, ToolCall):
        return message.arguments
    if len(message.parts) == 1 and isinstance(part := message.parts[0], Text):
        return part.text
    return "".join(part.text if isinstance(part, Text) else part.json for part in message.parts)


def said_by(message: object, role: Role) -> TypeGuard[Say]:
    """Whether the message is words of this role (a call is nobody's words)."""
    return isinstance(message, Say) and message.role == role


def say(role: Role, text: str) -> Say:
    """A message of plain words."""
    return Say(role, (Text(text),))


def with_text(message: Say | ToolResponse, text: str) -> Say | ToolResponse:
    """The same message with other words."""
    return replace(message, parts=(Text(text),))


def published(message: Message) -> Message:
    """The message as a judge is shown it: without what tells where it came from (``extra``, ``source``)."""
    if message.extra is None and message.source is None:
        return message
    return replace(message, extra=None, source=None)


def message_json(message: Message) -> Json:
    """The parts of a message that count for identity, as plain JSON; key order inside arguments does not count."""
    if isinstance(message, ToolCall):
        ok, value = parse(message.arguments)
        arguments: Json = ["json", canonical(value)] if ok else ["text", message.arguments]
        return ["call", message.call_id, message.name, arguments, message.with_previous, message.requestor]
    parts: list[Json] = [
        ["text", part.text] if isinstance(part, Text) else ["unknown", part.json] for part in message.parts
    ]
    if isinstance(message, ToolResponse):
        return ["response", message.call_id, message.name, parts, message.is_error]
    return ["say", message.role, parts, message.reasoning, message.agent]
