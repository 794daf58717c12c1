"""Material for twins: tools of the worlds, other careful talks in the same state of a world, talks of the same tools in
a log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import TypeAlias

from negforge.agents.reference import drawn_agent, play
from negforge.checks.readings.tools import call_key, failed, is_write
from negforge.core.errors import UsageError
from negforge.core.message import Message, Say, ToolCall, ToolResponse, published, say, text_of
from negforge.core.pair import Pair
from negforge.core.task import Task, Tool, policy_text
from negforge.core.trajectory import Trajectory, steps
from negforge.core.transcript import render_messages, tokens_in
from negforge.worlds.goal import Draw
from negforge.worlds.personas import MANNERS, Persona
from negforge.worlds.registry import world_named, world_names
from negforge.worlds.tasks import PLANNING, WorldTask, task_named
from negforge.worlds.world import beginning

_ROUNDS = 40  # so often each goal of a world is drawn anew before there are no more talks
_MOST_TOKENS = 70_000
_MOST_KEPT = 400
Talk: TypeAlias = tuple[Message, ...]
Sound: TypeAlias = Callable[[Task, Trajectory], bool]


class Talks:
    """Talks of the pairs at hand, and what the worlds can tell. ``pairs``: where talks of a log come from. ``sound``:
    whether there is nothing to object to in a run."""

    def __init__(self, pairs: Iterable[Pair], sound: Sound) -> None:
        self._sound = sound
        self._logged: dict[tuple[str, ...], dict[str, Talk]] = {}
        self._played: tuple[str, list[Talk]] = ("", [])
        for pair in pairs:
            kept = self._logged.setdefault(_tools_of(pair.task), {})
            talk = _reading(pair.task, (*_asked(pair.task), *map(published, pair.chosen.messages)))
            if talk and len(kept) < _MOST_KEPT and pair.task.id not in kept and sound(*_as_run(pair.task, talk)):
                kept[pair.task.id] = talk

    def other_tools(self, task: Task) -> Sequence[Tool]:
        own = (task.parent or "").split(":")[0]
        return [tool.shown for name in world_names() if name != own for tool in world_named(name).tools]

    def earlier_talks(self, pair: Pair, rng: Random, enough: int) -> Sequence[Talk]:
        """First talks that ask for other things than those before, then any that do not ask for what the pair does."""
        own = _calls_in((*pair.chosen.messages, *pair.rejected.messages))
        talks = [talk for talk in self._talks(pair.task) if not _calls_in(talk) & own]
        rng.shuffle(talks)
        met: set[str] = set()
        fresh: list[Talk] = []
        again: list[Talk] = []
        for talk in talks:
            (again if _calls_in(talk) & met else fresh).append(talk)
            met |= _calls_in(talk)
        there: list[Talk] = []
        told = 0
        for talk in (*fresh, *again):
            if told >= enough:
                break
            there.append(talk)
            told += _length(talk)
        rng.shuffle(there)
        return there

    def _talks(self, task: Task) -> Sequence[Talk]:
        """Of other tasks: played in the same state of the task's world, or those of the log with the same tools."""
        made = _world_task(task)
        if made is None:
            return [talk for key, talk in self._logged.get(_tools_of(task), {}).items() if key != task.id]
        name = str(made.name)
        if self._played[0] != name:
            self._played = (name, self._kept_of(made))
        return self._played[1]

    def _kept_of(self, made: WorldTask) -> list[Talk]:
        kept: dict[str, Talk] = {}
        told = 0
        for talk in _in_world(made, Random(f"talks:{made.name}")):
            asked = text_of(talk[0])
            if asked in kept or asked == text_of(made.task.opening[-1]) or not self._sound(*_as_run(made.task, talk)):
                continue
            kept[asked] = talk
            told += _length(talk)
            if told >= _MOST_TOKENS:
                break
        return list(kept.values())


def _in_world(task: WorldTask, rng: Random) -> Iterator[Talk]:
    """Careful runs of other goals in the state that the task begins with, if they only read, and with its tools."""
    world = world_named(task.name.world)
    tools = {tool.name for tool in task.task.tools}
    for _ in range(_ROUNDS):
        makers = [maker for maker in world.goals if maker.slug != task.name.goal and set(maker.kinds) & set(PLANNING)]
        rng.shuffle(makers)
        for maker in makers:
            kind = rng.choice([one for one in maker.kinds if one in PLANNING])
            draw = Random(rng.random())
            desk = beginning(world, task.name.rng_seed)
            goal = maker.make(Draw(world, kind, desk, Persona(draw.choice(MANNERS)), draw))
            if goal is None or any(is_write(task.task, name) or name not in tools for name in goal.plan):
                continue
            opening = (say("user", goal.turns[0].text),)
            other = replace(task, goal=goal, faults=(), wants=goal.wants, task=replace(task.task, opening=opening))
            played = play(other, drawn_agent(other, draw, 1.0), draw.randrange(1000))
            talk = (*opening, *map(published, played.rollout.trajectory.messages))
            if played.outcome.success and _reading(task.task, talk) == talk and _uses(talk) <= tools:
                yield talk


@lru_cache(maxsize=256)
def _named(name: str) -> WorldTask | None:
    try:
        return task_named(name)
    except UsageError:
        return None


def _world_task(task: Task) -> WorldTask | None:
    made = _named(task.parent) if task.parent and task.parent.count(":") in (3, 4) else None
    return made if made is not None and text_of(made.task.opening[-1]) == text_of(task.opening[-1]) else None


def _reading(task: Task, talk: Talk) -> Talk:
    """The talk up to the last answer before a write, a call of the user's or one that failed; empty where until then
    nothing is read."""
    ends = reads = 0
    answered = dict(steps(talk))
    for at, message in enumerate(talk):
        if isinstance(message, ToolCall):
            response = answered[at]
            if message.requestor != "assistant" or is_write(task, message.name) or response is None:
                break
            if not isinstance(one := talk[response], ToolResponse) or failed(one):
                break
            reads += 1
        elif isinstance(message, Say) and message.role == "assistant":
            last = at + 1 == len(talk) or not isinstance(talk[at + 1], ToolCall)
            ends = at + 1 if last and reads else ends
    return talk[:ends]


def _as_run(task: Task, talk: Talk) -> tuple[Task, Trajectory]:
    """The talk by itself, under the same rules and tools."""
    rules = tuple(one for one in task.opening if isinstance(one, Say) and one.role == "system")
    first = next(at for at, one in enumerate(talk) if isinstance(one, Say) and one.role == "user") + 1
    return replace(task, opening=(*rules, *talk[:first])), Trajectory(talk[first:])


def _length(talk: Talk) -> int:
    return tokens_in("\n\n".join(render_messages(talk)))


def _uses(talk: Talk) -> set[str]:
    return {message.name for message in talk if isinstance(message, ToolCall)}


def _calls_in(messages: Iterable[Message]) -> set[str]:
    return {call_key(one.name, one.arguments) for one in messages if isinstance(one, ToolCall)}


def _asked(task: Task) -> Talk:
    return tuple(published(one) for one in task.opening if not (isinstance(one, Say) and one.role == "system"))


def _tools_of(task: Task) -> tuple[str, ...]:
    """What tells that two tasks play in one place: the tools that were declared, else rules and the source's name."""
    if task.tools_declared:
        return tuple(sorted(tool.name for tool in task.tools))
    return (policy_text(task), (task.parent or "").rpartition("/")[0])
