"""A world of three tools, small enough to read, for tests of the frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from negforge.worlds.world import Desk, FaultHold, Problem, World, tool


@dataclass(slots=True)
class Shelf:
    jars: dict[str, int] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)


@tool(
    "All jars.",
    {"least": {"type": "integer", "minimum": 0}},
    faults=FaultHold(
        rows="jars",
        volatile=("jars.*.grams",),
        renames=(("jars.*.grams", "weight"),),
        units=(("jars.*.grams", 0.001, "unit", "kg"),),
        note="remark",
    ),
)
def list_jars(desk: Desk, least: int = 0) -> Any:
    rows = [{"name": name, "grams": grams} for name, grams in desk.state.jars.items() if grams >= least]
    return {"jars": rows, "unit": "g", "count": len(rows), "remark": "Counted by hand."}


@tool(
    "One jar.",
    {"name": {"type": "string", "minLength": 1}},
    required=["name"],
    faults=FaultHold(echo=("name", "name"), volatile=("grams",)),
)
def weigh(desk: Desk, name: str) -> Any:
    if name not in desk.state.jars:
        raise Problem(404, "no_such_jar", f"No jar {name}.")
    return {"name": name, "grams": desk.state.jars[name]}


@tool(
    "Take from a jar.",
    {"name": {"type": "string"}, "grams": {"type": "integer", "minimum": 1}},
    required=["name", "grams"],
    writes=True,
)
def take(desk: Desk, name: str, grams: int) -> Any:
    if desk.state.jars.get(name, 0) < grams:
        raise Problem(409, "not_enough", "There is not so much.", left=desk.state.jars.get(name, 0))
    desk.state.jars[name] -= grams
    order = desk.id("T", name, grams)
    desk.later(5, "arrive", order=order)
    return {"order": order, "left": desk.state.jars[name]}


@tool("Look at an order.", {"order": {"type": "string"}}, required=["order"])
def look(desk: Desk, order: str) -> Any:
    return {"order": order, "status": desk.state.orders.get(order, "on its way"), "at": desk.now}


@tool("Wait.", {"minutes": {"type": "integer", "minimum": 1, "maximum": 60}}, required=["minutes"])
def wait(desk: Desk, minutes: int) -> Any:
    desk.advance(minutes)
    return {"now": desk.now}


def arrive(desk: Desk, order: str) -> None:
    desk.state.orders[order] = "there"


def make(rng: Random) -> tuple[Shelf, datetime]:
    jars = {f"jar-{number}{number + 1}": rng.randrange(100, 900) for number in range(1, 6)}
    return Shelf(jars), datetime(2026, 3, 2, 9, 0)


SMALL = World(
    name="small",
    title="A shelf",
    policy="Take only what is asked for.",
    make=make,
    tools=(list_jars, weigh, take, look, wait),
    effects={"arrive": arrive},
    wait=("wait", lambda now, minutes: {"minutes": minutes}),
)
