"""Call order: the reads of one reply in another order, each response with its call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from negforge.checks.readings.tools import is_write
from negforge.core.message import Message, ToolCall, ToolResponse
from negforge.core.task import Task
from negforge.perturb.making import asked_again


def parallel_reads(task: Task, messages: Sequence[Message]) -> Iterator[tuple[int, ...]]:
    """The places of each reply with several reads of the agent, all answered right behind in the order of the calls:
    calls first, then responses. Not where a response tells its moment."""
    at = 0
    while at < len(messages):
        calls = _calls_from(messages, at)
        half = at + len(calls)
        answers = messages[half : half + len(calls)]
        movable = len(calls) > 1 and _answered(calls, answers) and all(_may_move(task, call) for call in calls)
        if movable and not any(map(_tells_its_moment, answers)):
            yield tuple(range(at, half + len(calls)))
        at += max(1, len(calls))


def exchanged(messages: Sequence[Message], places: Sequence[int], rng: Random) -> dict[int, Message]:
    """Two neighbouring calls of the reply at these places exchanged, with their responses: four messages by place. The
    reply begins as it did."""
    half = len(places) // 2
    at = rng.randrange(half - 1)
    one, other, answer, next_answer = (places[at + step] for step in (0, 1, half, half + 1))
    first, second = messages[one], messages[other]
    assert isinstance(first, ToolCall) and isinstance(second, ToolCall)
    return {
        one: replace(second, with_previous=first.with_previous),
        other: replace(first, with_previous=second.with_previous),
        answer: messages[next_answer],
        next_answer: messages[answer],
    }


def _calls_from(messages: Sequence[Message], at: int) -> list[ToolCall]:
    calls: list[ToolCall] = []
    while at < len(messages) and isinstance(one := messages[at], ToolCall) and (one.with_previous or not calls):
        calls.append(one)
        at += 1
    return calls


def _answered(calls: Sequence[ToolCall], answers: Sequence[Message]) -> bool:
    ids = [one.call_id for one in answers if isinstance(one, ToolResponse)]
    return ids == [call.call_id for call in calls] and len(set(ids)) == len(ids)


def _may_move(task: Task, call: ToolCall) -> bool:
    return call.requestor == "assistant" and not is_write(task, call.name)


def _tells_its_moment(answer: Message) -> bool:
    return not isinstance(answer, ToolResponse) or asked_again(answer, Random(0)) != answer
