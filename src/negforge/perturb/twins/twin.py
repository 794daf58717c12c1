"""A twin: what it is, what it is made from, and how a change is carried through a pair and the record of its edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol, TypeAlias

from negforge.core.edit import Edit
from negforge.core.message import Message, Say, ToolCall, text_of
from negforge.core.pair import Neutral, Pair, pair_id
from negforge.core.task import Task, Tool, new_task
from negforge.core.trajectory import Trajectory


class Material(Protocol):
    """What twins are made from beside the pair: tools of other worlds, and talks about other things that are true where
    the pair plays, each from the user's first words to the agent's last."""

    def other_tools(self, task: Task) -> Sequence[Tool]: ...

    def earlier_talks(self, pair: Pair, rng: Random, enough: int) -> Sequence[tuple[Message, ...]]:
        """Talks of ``enough`` tokens together, where there are so many."""
        ...


Make: TypeAlias = Callable[[Pair, Random, Material], Pair | None]


@dataclass(frozen=True, slots=True)
class Twin:
    """A kind of twin. ``make`` gives None where the pair offers no hold; what it gives is to be certified anew."""

    name: str
    says: str
    make: Make


def mapped(pair: Pair, change: Callable[[Message], Message], task: Task | None = None) -> Pair | None:
    """The pair with every message of both sides and of its record changed alike; None where that changes no side."""

    def edits(held: Sequence[Edit]) -> tuple[Edit, ...]:
        return tuple(Edit(one.at, one.before and change(one.before), one.after and change(one.after)) for one in held)

    sides = [Trajectory(tuple(map(change, side.messages))) for side in (pair.chosen, pair.rejected)]
    if sides == [pair.chosen, pair.rejected] and task is None:
        return None
    neutral = Neutral(edits(pair.neutral.chosen), edits(pair.neutral.rejected))
    return _renewed(replace(pair, edits=edits(pair.edits), neutral=neutral), task or pair.task, *sides)


def on_sides(pair: Pair, chosen: Mapping[int, Message], rejected: Mapping[int, Message]) -> Pair:
    """The pair with these messages at these places of either side, recorded as neutral differences. A pair that records
    no edits gets no record."""
    sides = [
        Trajectory(tuple(new.get(at, message) for at, message in enumerate(side.messages)))
        for side, new in ((pair.chosen, chosen), (pair.rejected, rejected))
    ]
    if pair.edits:
        neutral = Neutral(
            _with(pair.neutral.chosen, pair.chosen, chosen), _with(pair.neutral.rejected, pair.rejected, rejected)
        )
        pair = replace(pair, neutral=neutral)
    return _renewed(pair, pair.task, *sides)


def in_task(pair: Pair, task: Task) -> Pair:
    """The same two sides under a task that shows more."""
    return _renewed(pair, task, pair.chosen, pair.rejected)


def task_like(task: Task, opening: Sequence[Message], tools: Sequence[Tool], policy: str | None) -> Task:
    """The task with another opening, other tools or rules, and the id of what it shows; cluster and name stay."""
    shown = new_task(opening, tools, tools_declared=task.tools_declared, policy=policy)
    return replace(task, id=shown.id, opening=tuple(opening), tools=tuple(tools), policy=policy)


def answers(messages: Sequence[Message]) -> list[int]:
    """Places where the assistant turns to the user: words that no call follows."""
    return [
        at
        for at, message in enumerate(messages)
        if isinstance(message, Say)
        and message.role == "assistant"
        and text_of(message).strip()
        and not (at + 1 < len(messages) and isinstance(messages[at + 1], ToolCall))
    ]


def _with(edits: Sequence[Edit], side: Trajectory, new: Mapping[int, Message]) -> tuple[Edit, ...]:
    """Neutral edits, which replace and nothing else, with more of them."""
    held = {edit.at: edit for edit in edits}
    for at, message in new.items():
        before = held[at].before if at in held else side.messages[at]
        held[at] = Edit(at, before, message)
    return tuple(held[at] for at in sorted(held))


def _renewed(pair: Pair, task: Task, chosen: Trajectory, rejected: Trajectory) -> Pair:
    return replace(
        pair,
        id=pair_id(task, chosen, rejected),
        task=task,
        chosen=chosen,
        rejected=rejected,
        certificate=None,
        extra=None,
    )
