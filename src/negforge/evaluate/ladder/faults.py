"""Faults: what a rung objects to on one side, with how much it weighs; and what was heard before some words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TypeAlias, TypeVar

from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import canons
from negforge.core.message import Message, Say, ToolResponse, said_by, text_of
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory

MOST_TEXT = 200_000
"""Characters of one message that a rung reads."""
_WORD = re.compile(r"[^\W_]{2,}")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Fault:
    """``weight``: 1 wasteful, 2 misleading, 3 harmful, as the severity of defects; ``at``: the message it shows in."""

    weight: int
    at: int
    says: str


Sight: TypeAlias = Callable[[Task, Trajectory], Sequence[Fault]]


def once(read: Callable[[Task, Trajectory], Found]) -> Callable[[Task, Trajectory], Found]:
    """Keep the results for the last few sides: all rungs, in both orders, look at the same two."""
    last: list[tuple[Task, Trajectory, Found]] = []

    @wraps(read)
    def recall(task: Task, trajectory: Trajectory) -> Found:
        for known_task, known, found in last:
            if known is trajectory and known_task is task:
                return found
        found = read(task, trajectory)
        last[:] = [(task, trajectory, found), *last[:3]]
        return found

    return recall


def sight(look: Callable[[Task, Trajectory], Iterator[Fault]]) -> Sight:
    """A generator of faults as a sight: each side is looked at once, however many rungs ask."""

    @once
    def seen(task: Task, trajectory: Trajectory) -> Sequence[Fault]:
        return tuple(look(task, trajectory))

    return seen


def weight(faults: Sequence[Fault]) -> int:
    """How bad a side looks: the weights of what is objected to, together."""
    return sum(fault.weight for fault in faults)


def readable(message: Message) -> str:
    """The text of a message, as much of it as a rung reads."""
    return text_of(message)[:MOST_TEXT]


def is_answer(message: Message) -> bool:
    """Whether the assistant says something to the user."""
    return said_by(message, "assistant")


def is_heard(message: Message) -> bool:
    """Whether somebody else than the assistant says it: the user, the rules, a tool."""
    return isinstance(message, ToolResponse) or (isinstance(message, Say) and message.role != "assistant")


def told_at_first(task: Task) -> str:
    """What stands there before anybody speaks: the rules and the tools' declarations."""
    return "\n".join((policy_text(task), *(f"{t.name}\n{t.description}\n{t.parameters}" for t in task.tools)))[
        :MOST_TEXT
    ]


class Heard:
    """The values and words that were heard so far."""

    def __init__(self, task: Task) -> None:
        first = told_at_first(task)
        self.values = set(canons(first))
        self.words = set(words_in(first))

    def add(self, message: Message) -> None:
        text = readable(message)
        self.values |= canons(text)
        self.words |= words_in(text)


@remembered(4096)
def words_in(text: str) -> frozenset[str]:
    """The words of a text, in lower case."""
    return frozenset(_WORD.findall(text.lower()))
