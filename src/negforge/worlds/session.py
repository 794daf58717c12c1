"""A session: one agent at work in a world. It executes calls, keeps the clock, and lets planned faults happen.

Time passes only by writes, by an explicit wait and by user turns. A read changes nothing, so that one read more or less
changes no later response; only a transient fault counts, the identical calls that met it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from negforge.core.json_text import Json, canonical, digest
from negforge.worlds.arguments import arguments_of
from negforge.worlds.faults import Fault, FaultPlan, Meeting
from negforge.worlds.world import Desk, Problem, World, beginning, fresh
from negforge.worlds.written import plain

USER_TURN_TAKES = 2  # minutes
_STUMBLES = (TypeError, ValueError, OverflowError, KeyError, IndexError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Response:
    """What a call gave. ``data``: what the text says, None for an error. ``meant``: where a fault renamed a field or
    changed a unit, what a careful reader takes it to mean. ``fault``: what tampered with it."""

    text: str
    is_error: bool
    data: Any = None
    meant: Any = None
    status: int = 200
    code: str = ""
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A call as the world remembers it: what was asked and whether it took effect (a write may, and yet time out)."""

    name: str
    arguments: dict[str, Json]
    response: Response
    took_effect: bool


class Session:
    """A world at work from its seed. ``start`` is the state before the first call, for whoever compares."""

    def __init__(self, world: World, rng_seed: int, faults: Sequence[Fault] = ()) -> None:
        self.world = world
        self.desk: Desk = fresh(world, rng_seed)
        self.start: Desk = beginning(world, rng_seed)
        self.done: list[Done] = []
        self._faults = FaultPlan(tuple(faults))

    @property
    def faults_met(self) -> tuple[str, ...]:
        """The faults that really reached the agent, in the order of the plan."""
        return self._faults.met

    def user_turn(self) -> None:
        self.desk.advance(USER_TURN_TAKES)

    def call(self, name: str, arguments: str) -> Response:
        """Execute a call with its arguments as JSON text. Whatever is wrong with them is the service's answer."""
        tool = self.world.tool(name)
        if tool is None:
            return self._refused(Problem(404, "unknown_tool", f"There is no tool named {name}."))
        try:
            given = arguments_of(tool, arguments)
        except Problem as problem:
            return self._refused(problem)
        meeting = self._faults.meeting(tool, given)
        try:
            meeting.before()
            data = tool.handler(self.desk, **given)
        except _STUMBLES as error:
            # what a real service would answer to a request that it did not foresee; a model's call must not end the run
            return self._refused(Problem(500, "internal_error", f"Unexpected condition ({type(error).__name__})."))
        except Problem as problem:
            response = self._refused(problem, meeting.happened)
            self.done.append(Done(name, given, response, took_effect=False))
            return response
        response = self._answered(data, meeting, pretty=tool.pretty)
        if tool.writes:
            self.desk.advance(tool.takes if tool.takes is not None else _minutes(name, given))
        self.done.append(Done(name, given, response, took_effect=tool.writes))
        return response

    def _answered(self, data: Any, meeting: Meeting, *, pretty: bool) -> Response:
        try:
            seen = meeting.after(data)
        except Problem as problem:
            return self._refused(problem, meeting.happened)
        if isinstance(seen, str):
            return Response(seen, False, seen, fault=meeting.happened)
        text = json.dumps(plain(seen), ensure_ascii=False, indent=2 if pretty else None)
        meant = plain(data) if meeting.readable else None
        return Response(text, False, json.loads(text), meant, fault=meeting.happened)

    def _refused(self, problem: Problem, fault: str | None = None) -> Response:
        text = self.world.describe_problem(problem)
        return Response(text, True, status=problem.status, code=problem.code, fault=fault)


def _minutes(name: str, arguments: dict[str, Json]) -> int:
    """How long a write takes: one to three minutes, from its content."""
    return 1 + int(digest([name, canonical(arguments)]), 16) % 3
