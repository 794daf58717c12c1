"""A world: its state, its tools with their schemas, the rules it tells the agent, and the goals it can set.

A tool is a function ``handler(desk, **arguments)`` that reads or changes ``desk.state`` and returns what the service
answers, or raises ``Problem`` (nothing changed) for what a service refuses. The desk is the world's side of the
counter: state, clock, ids, late effects. Nothing else may be read: no real clock, no environment, and no randomness
after the start.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeAlias

from negforge.core.json_text import Json, canonical, digest
from negforge.core.task import Tool

Schema: TypeAlias = dict[str, Any]


class Problem(Exception):
    """What a service refuses: a code of its own, a sentence, an HTTP status, and what else its body carries."""

    def __init__(self, status: int, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details


@dataclass(slots=True)
class Desk:
    """What a handler has: the state, the clock, and the effects that are due later."""

    state: Any
    now: datetime
    effects: Mapping[str, Callable[..., None]] = field(default_factory=dict)
    due: list[tuple[datetime, str, dict[str, Any]]] = field(default_factory=list)

    def id(self, prefix: str, *content: object, digits: int = 6) -> str:
        """An id that derives from its content alone: the same write gets the same id, whatever was read before."""
        number = int(digest([prefix, *[str(part) for part in content]]), 16) % (9 * 10 ** (digits - 1))
        return f"{prefix}{number + 10 ** (digits - 1)}"

    def later(self, minutes: int, effect: str, **payload: Any) -> datetime:
        """Let the world's ``effect`` happen ``minutes`` from now; returns when. It shows on reads after that time."""
        when = self.now + timedelta(minutes=minutes)
        self.due.append((when, effect, payload))
        return when

    def advance(self, minutes: float) -> None:
        """Let time pass; effects that fall due happen in order, each at its own time."""
        end = self.now + timedelta(minutes=minutes)
        while True:
            ready = sorted(
                (item for item in self.due if item[0] <= end), key=lambda item: (item[0], canonical(item[1:]))
            )
            if not ready:
                break
            when, effect, payload = ready[0]
            self.due.remove(ready[0])
            self.now = max(self.now, when)
            self.effects[effect](self, **payload)
        self.now = end


@dataclass(frozen=True, slots=True)
class FaultHold:
    """Where a fault can take hold of a tool's JSON response. Paths are keys; ``*`` stands for every item of a list.

    ``rows``: the list whose rows may be missing. ``volatile``: numbers that were other a while ago; ``moves``: (path of
    such a number, key beside it), what differs by as much. ``renames``: keys that another version of the service spells
    otherwise, and how. ``units``: (path of a number, factor, path of its unit, the other unit). ``echo``: (argument,
    path): the response names what was asked for. ``note``: free text that a stranger may have written.
    """

    rows: str | None = None
    volatile: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, float, str, str], ...] = ()
    echo: tuple[str, str] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class WorldTool:
    """A tool: name, description and JSON Schema as an agent sees them, and the handler behind it.

    ``schema``: the JSON text of ``parameters``, which do not change. ``writes``: a success changes the state, and a few
    minutes pass; ``takes`` overrides how many. What the handler returns is shown as it is where it is text, otherwise
    as JSON, on one line or ``pretty``.
    """

    name: str
    description: str
    parameters: Schema
    handler: Callable[..., Any]
    writes: bool = False
    takes: float | None = None
    pretty: bool = False
    faults: FaultHold = FaultHold()
    schema: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "schema", json.dumps(self.parameters, ensure_ascii=False))

    @property
    def shown(self) -> Tool:
        """As it is declared to an agent, with the hint that the Model Context Protocol has for tools that only read."""
        hint = json.dumps({"annotations": {"readOnlyHint": not self.writes}})
        return Tool(self.name, self.description, self.schema, hint)


def tool(
    description: str,
    parameters: Schema | None = None,
    *,
    required: Sequence[str] = (),
    writes: bool = False,
    takes: float | None = None,
    pretty: bool = False,
    faults: FaultHold | None = None,
    name: str | None = None,
) -> Callable[[Callable[..., Any]], WorldTool]:
    """Make a tool of a handler. ``parameters``: the properties of its JSON Schema; ``required``: those it must have."""

    def made(handler: Callable[..., Any]) -> WorldTool:
        schema: Schema = {"type": "object", "properties": dict(parameters or {}), "required": list(required)}
        schema["additionalProperties"] = False
        unknown = set(required) - set(schema["properties"])
        if unknown:
            raise ValueError(f"{handler.__name__}: required but not described: {sorted(unknown)}")
        hold = faults or FaultHold()
        return WorldTool(name or handler.__name__, description, schema, handler, writes, takes, pretty, hold)

    return made


def json_problem(problem: Problem) -> str:
    """The usual error body: ``{"error": {"code", "message", ...}}``. A world may have another."""
    return json.dumps(
        {"error": {"status": problem.status, "code": problem.code, "message": problem.message, **problem.details}},
        ensure_ascii=False,
        default=str,
    )


@dataclass(frozen=True, slots=True)
class World:
    """``make(rng)`` gives the typed state and the clock at the start, the same for the same seed.

    ``policy`` is what the agent is told: the rules that matter, in the operator's words. ``effects``: what may happen
    later. ``describe_problem`` writes an error as this service does. ``renew``: the tool that renews expired access.
    ``wait``: (tool, (now, minutes) -> arguments) by which an agent lets time pass, where there is one.
    """

    name: str
    title: str
    policy: str
    make: Callable[[Random], tuple[Any, datetime]]
    tools: tuple[WorldTool, ...]
    goals: tuple[Any, ...] = ()
    effects: Mapping[str, Callable[..., None]] = field(default_factory=dict)
    describe_problem: Callable[[Problem], str] = json_problem
    renew: tuple[str, Mapping[str, Json]] | None = None
    wait: tuple[str, Callable[[datetime, int], dict[str, Any]]] | None = None

    def tool(self, name: str) -> WorldTool | None:
        return next((tool for tool in self.tools if tool.name == name), None)


def fresh(world: World, rng_seed: int) -> Desk:
    """The world as it begins from this seed, to do with as one likes."""
    return copied(beginning(world, rng_seed))


def beginning(world: World, rng_seed: int) -> Desk:
    """The same, shared with others: for reading only."""
    key = (id(world), rng_seed)
    held = _beginnings.get(key)
    if held is None:
        state, now = world.make(Random(f"{world.name}:{rng_seed}"))
        if len(_beginnings) >= REMEMBERED:
            _beginnings.pop(next(iter(_beginnings)))
        held = _beginnings[key] = (world, Desk(state, now, world.effects))
    return held[1]


def copied(desk: Desk) -> Desk:
    """An independent copy: what is done to it is not done to the first."""
    return Desk(_copied(desk.state), desk.now, desk.effects, _copied(desk.due))


REMEMBERED = 16
_beginnings: dict[tuple[int, int], tuple[World, Desk]] = {}  # each holds its world, so that no other gets its id


def _copied(value: Any) -> Any:
    """A copy of dataclasses, dicts, lists, sets and tuples all the way down; everything else in a state is immutable.
    (``copy.deepcopy`` takes five times as long, and this is most of what a session costs.)"""
    kind = type(value)
    if kind in _IMMUTABLE:
        return value
    if kind is dict:
        found = value.copy()
        for key, item in value.items():
            if type(item) not in _IMMUTABLE:
                found[key] = _copied(item)
        return found
    if kind is list:
        return [item if type(item) in _IMMUTABLE else _copied(item) for item in value]
    if kind is tuple:
        return tuple([_copied(item) for item in value])
    if kind is set:
        return set(value)
    if is_dataclass(value):
        other = object.__new__(kind)
        for name in value.__dataclass_fields__:
            item = getattr(value, name)
            _SET(other, name, item if type(item) in _IMMUTABLE else _copied(item))
        return other
    return copy.deepcopy(value)


_SET = object.__setattr__
_IMMUTABLE = frozenset({str, int, float, bool, type(None), date, datetime, time, timedelta, frozenset})
