"""Trajectories and rollouts: what an agent did, who it was, and what is known of the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.core.json_text import Json, digest
from negforge.core.message import Message, Say, ToolCall, ToolResponse, message_json, published
from negforge.core.task import Task

LabelSource: TypeAlias = Literal["program", "outcome", "person", "panel"]

_Messages: TypeAlias = tuple[Message, ...]
_LAST_SHOWN: list[tuple[_Messages, _Messages, _Messages]] = []  # opening, messages after it, both in one row


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The messages after the task's opening, later user turns included."""

    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A value and who says so. ``votes``: the single opinions behind it, where there were several; ``reason``: one
    sentence, where whoever says so gave one."""

    value: str
    by: LabelSource
    strength: float | None = None
    votes: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rollout:
    """One attempt. ``outcome`` has value ``success`` or ``failure``, and is None where nothing is certified.

    ``settings``: JSON text of what is known of how it was made. ``faults_met``: injected faults that reached the agent.
    """

    id: str
    task: Task
    trajectory: Trajectory
    maker: str | None = None
    settings: str | None = None
    outcome: Label | None = None
    faults_met: tuple[str, ...] = ()


def new_rollout(
    task: Task,
    messages: Sequence[Message],
    *,
    maker: str | None = None,
    settings: str | None = None,
    outcome: Label | None = None,
) -> Rollout:
    """A rollout whose id hashes its task, messages and maker: the same run read twice is one run."""
    seen: Json = [task.id, [message_json(message) for message in messages], maker]
    return Rollout(digest(seen), task, Trajectory(tuple(messages)), maker, settings, outcome)


def succeeded(rollout: Rollout) -> bool:
    return rollout.outcome is not None and rollout.outcome.value == "success"


def shown(task: Task, trajectory: Trajectory) -> tuple[Message, ...]:
    """Opening and trajectory in one row: what a judge reads. Evidence counts messages in this row.

    One row for all who ask for it in turn, so that what was read in it can be remembered by it."""
    for opening, messages, row in _LAST_SHOWN:
        if messages is trajectory.messages and opening is task.opening:
            return row
    row = task.opening + trajectory.messages
    _LAST_SHOWN[:] = [(task.opening, trajectory.messages, row), *_LAST_SHOWN[:3]]
    return row


def published_trajectory(trajectory: Trajectory) -> Trajectory:
    return Trajectory(tuple(published(message) for message in trajectory.messages))


def steps(messages: Sequence[Message]) -> Iterator[tuple[int, int | None]]:
    """(index of the call, index of its response or None), in order of the calls.

    A response belongs to the first earlier call with its ``call_id`` that has none yet, so reused ids pair in order.
    """
    waiting: dict[str, list[int]] = {}
    answered: dict[int, int] = {}
    calls: list[int] = []
    for index, message in enumerate(messages):
        if isinstance(message, ToolCall):
            calls.append(index)
            waiting.setdefault(message.call_id, []).append(index)
        elif isinstance(message, ToolResponse) and waiting.get(message.call_id):
            answered[waiting[message.call_id].pop(0)] = index
    for call in calls:
        yield call, answered.get(call)


def user_turns(messages: Sequence[Message]) -> int:
    return sum(isinstance(message, Say) and message.role == "user" for message in messages)


def tool_calls(messages: Sequence[Message]) -> int:
    return sum(isinstance(message, ToolCall) for message in messages)
