"""Pairing: calls and responses of the rejected still match, in an order that could have happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.core.message import Message, Say, ToolCall, ToolResponse
from negforge.core.pair import Pair
from negforge.core.trajectory import shown, steps

Oddity: TypeAlias = Literal["unanswered", "orphan", "misnamed", "late", "adrift", "reused"]

_SAYS: dict[Oddity, str] = {
    "unanswered": "call {name} ({call_id}) has no response",
    "orphan": "response {name} ({call_id}) answers no call before it",
    "misnamed": "response {name} ({call_id}) bears another name than its call",
    "late": "response {name} ({call_id}) comes after the next reply",
    "adrift": "call {name} ({call_id}) is marked as one reply with the message before it, which is no such reply",
    "reused": "call {name} takes the call id {call_id}, which an earlier call has",
}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that does not match. ``message`` counts opening and trajectory in one row, as evidence does."""

    oddity: Oddity
    message: int
    call_id: str
    name: str


def pairing(pair: Pair) -> str | None:
    """Why calls and responses of the rejected do not match, or None.

    Real logs have runs that stop on a call, responses without a call and reused ids. What the chosen has already is no
    reason: each of its mismatches excuses one of the same kind and call id in the rejected.
    """
    known = Counter((one.oddity, one.call_id) for one in mismatches(shown(pair.task, pair.chosen)))
    for one in mismatches(shown(pair.task, pair.rejected)):
        kind = (one.oddity, one.call_id)
        if not known[kind]:
            return f"message {one.message}: {_SAYS[one.oddity].format(name=one.name, call_id=one.call_id)}"
        known[kind] -= 1
    return None


def mismatches(messages: Sequence[Message]) -> Iterator[Mismatch]:
    """All mismatches of calls and responses. A reply ends where the next begins: at words, or at a call of its own."""
    yield from _of_responses(messages)
    seen: set[str] = set()
    for at, message in enumerate(messages):
        if not isinstance(message, ToolCall):
            continue
        if message.with_previous and not _same_reply(messages[at - 1] if at else None, message):
            yield Mismatch("adrift", at, message.call_id, message.name)
        if message.call_id in seen:
            yield Mismatch("reused", at, message.call_id, message.name)
        seen.add(message.call_id)


def _of_responses(messages: Sequence[Message]) -> Iterator[Mismatch]:
    begun = _replies_begun(messages)
    answers: set[int] = set()
    for at, response_at in steps(messages):
        call = messages[at]
        assert isinstance(call, ToolCall)
        if response_at is None:
            yield Mismatch("unanswered", at, call.call_id, call.name)
            continue
        answers.add(response_at)
        response = messages[response_at]
        assert isinstance(response, ToolResponse)
        if response.name is not None and response.name != call.name:
            yield Mismatch("misnamed", response_at, call.call_id, response.name)
        if begun[response_at] > begun[at]:
            yield Mismatch("late", response_at, call.call_id, call.name)
    for at, message in enumerate(messages):
        if isinstance(message, ToolResponse) and at not in answers:
            yield Mismatch("orphan", at, message.call_id, message.name or "")


def _replies_begun(messages: Sequence[Message]) -> list[int]:
    """For each message, how many replies have begun up to it."""
    begun: list[int] = []
    count = 0
    for message in messages:
        count += isinstance(message, Say) or (isinstance(message, ToolCall) and not message.with_previous)
        begun.append(count)
    return begun


def _same_reply(before: Message | None, call: ToolCall) -> bool:
    if isinstance(before, Say):
        return before.role == call.requestor
    return isinstance(before, ToolCall) and before.requestor == call.requestor
