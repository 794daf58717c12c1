"""Tasks: world x goal x persona x fault, each regenerated from its name alone.

``library:renew_what_can_be_renewed:single_hard:17`` is the goal drawn from seed 17; a further part names a fault. Two
tasks are distinct when their plans, worlds or goal values differ; another wording does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from random import Random
from typing import Literal, TypeAlias, get_args

from negforge.core.errors import UsageError
from negforge.core.json_text import digest
from negforge.core.message import say
from negforge.core.task import Task, new_task
from negforge.worlds.deeds import feasible_deed
from negforge.worlds.faults import Fault, FaultKind, holds
from negforge.worlds.goal import Draw, Goal, GoalMaker, Kind
from negforge.worlds.personas import MANNERS, Persona
from negforge.worlds.planted import drawn_address, drawn_code, feasible_text, planted_text
from negforge.worlds.registry import world_named, world_names
from negforge.worlds.session import Session
from negforge.worlds.thrift import thrift_rules
from negforge.worlds.unrelated import UNRELATED
from negforge.worlds.wants import Admits, OnlyChanges, Want
from negforge.worlds.world import World, beginning

Pool: TypeAlias = Literal["release", "build", "test", "more"]
SPLIT_OF: dict[Kind, str] = {
    "single_easy": "planning_single_easy",
    "single_hard": "planning_single_hard",
    "multi_easy": "planning_multi_easy",
    "multi_hard": "planning_multi_hard",
    "harmful": "safety_refusal",
    "benign": "safety_refusal",
    "missing": "tool_irrelevance",
    "lookalike": "tool_irrelevance",
    "unrelated": "tool_irrelevance",
}
PLANNING: tuple[Kind, ...] = ("single_easy", "single_hard", "multi_easy", "multi_hard")
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


@dataclass(frozen=True, slots=True)
class TaskName:
    """What a task is made from."""

    world: str
    goal: str
    kind: Kind
    rng_seed: int
    fault: FaultKind | None = None
    permanent: bool = False

    def __str__(self) -> str:
        parts = [self.world, self.goal, self.kind, str(self.rng_seed)]
        if self.fault:
            parts.append(self.fault + ("!" if self.permanent else ""))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class WorldTask:
    """A task that can be executed. ``key``: equal for tasks that are not distinct; ``content``: the same without the
    fault, so that a goal with a fault and without lie in one pool. ``skeleton``: tool graph, kinds of
    constraints and fault; ``task.template_id`` hashes it with the world. ``wants``: the goal's, or where a permanent
    fault forbids it, an honest report."""

    name: TaskName
    task: Task
    goal: Goal
    faults: tuple[Fault, ...]
    wants: tuple[Want, ...]
    split: str
    skeleton: tuple[str, ...]
    key: str
    content: str

    def session(self) -> Session:
        """The world as this task finds it."""
        return Session(world_named(self.name.world), self.name.rng_seed, self.faults)


def task_named(name: str) -> WorldTask:
    """The task of this name. Raises UsageError where there is none."""
    parts = name.split(":")
    if len(parts) not in (4, 5) or not re.fullmatch(r"0|[1-9][0-9]{0,11}", parts[3]):
        raise UsageError(
            f"{name!r} is no task: a name reads WORLD:GOAL:KIND:SEED or WORLD:GOAL:KIND:SEED:FAULT; "
            "see `negforge world list`"
        )
    fault = parts[4].removesuffix("!") if len(parts) == 5 else None
    if parts[0] not in world_names():
        raise UsageError(f"{name!r}: there is no world {parts[0]!r}; there are {', '.join(world_names())}")
    if fault is not None and fault not in FAULT_KINDS:
        raise UsageError(f"{name!r}: there is no fault {fault!r}; there are {', '.join(FAULT_KINDS)}")
    if parts[1] not in {maker.slug for maker in goal_makers(world_named(parts[0]))}:
        raise UsageError(
            f"{name!r}: the world {parts[0]} has no goal {parts[1]!r}; see `negforge world list {parts[0]}`"
        )
    if parts[2] not in SPLIT_OF:
        raise UsageError(f"{name!r}: there is no kind {parts[2]!r}; there are {', '.join(SPLIT_OF)}")
    made = set_task(TaskName(parts[0], parts[1], parts[2], int(parts[3]), fault, name.endswith("!")))
    if made is None:
        raise UsageError(f"{name!r}: the state of this seed offers no such goal; try another seed")
    return made


def goal_makers(world: World) -> tuple[GoalMaker, ...]:
    """The goals that can be set in a world: its own, and those that its tools have nothing to do with."""
    return (*world.goals, *UNRELATED)


def set_task(name: TaskName, pool: Pool | None = None) -> WorldTask | None:
    """The task, or None where the state of this seed offers no such goal, the fault finds no hold, or the task is not
    one of the ``pool``."""
    world = world_named(name.world)
    maker = next(m for m in goal_makers(world) if m.slug == name.goal)
    if name.kind not in maker.kinds:
        return None
    rng = Random(f"{name.world}:{name.goal}:{name.kind}:{name.rng_seed}")
    persona = Persona(rng.choice(MANNERS))
    desk = beginning(world, name.rng_seed)
    goal = maker.make(Draw(world, name.kind, desk, persona, rng))
    if goal is None:
        return None
    content = digest([name.world, goal.plan, goal.constraints, goal.values])
    if pool is not None and pool_of(content) != pool:
        return None
    fault = _planned(world, goal, name) if name.fault else None
    if name.fault and fault is None:
        return None
    tools = [
        t.shown for t in world.tools if t.name not in goal.withhold and (goal.offer is None or t.name in goal.offer)
    ]
    rng.shuffle(tools)
    rules = thrift_rules(str(name), name.rng_seed)
    policy = f"{world.policy}{chr(10) if rules else ''}{rules}\n\nIt is now {desk.now:%A}, {desk.now:%Y-%m-%d %H:%M}."
    skeleton: tuple[str, ...] = (
        ("fault:" + fault.kind + ("" if fault.transient else ":permanent"),) if fault else (name.kind,)
    )
    skeleton += (*goal.plan, "|", *sorted(goal.constraints))
    key = digest([name.world, goal.plan, goal.constraints, goal.values, fault.name if fault else None, goal.withhold])
    split = "robust_recovery" if fault and name.kind in PLANNING else SPLIT_OF[name.kind]
    family = "planning" if split.startswith("planning") else split
    task = new_task([say("user", goal.turns[0].text)], tools, policy=policy, parent=str(name), family=family)
    task = replace(task, template_id=digest(["template", name.world, list(skeleton)]))
    wants = _wants(goal, fault)
    return WorldTask(name, task, goal, (fault,) if fault else (), wants, split, skeleton, key, content)


def pool_of(content: str) -> Pool:
    """Which build may use the task of this content: a release, an independent build, a test build and what is made more
    of never share one. By its content, so that no list has to be kept: of 11 one for a release, 5 for independent
    builds, 4 for test builds, one for more."""
    share = int(content, 16) % 11
    return "release" if share == 0 else "build" if share < 6 else "test" if share < 10 else "more"


@lru_cache(maxsize=64)
def cells(split: str, worlds: tuple[str, ...] = ()) -> tuple[TaskName, ...]:
    """The cells of a split in these worlds (none named: in all), worlds taking turns. A cell is what seeds are drawn
    for: one goal maker in one world, as one kind, with or without a fault. Each of a goal's has a seed of its own to
    count from, so that no two ask the same. Kinds take turns too: the goals of one with fewer come several times."""
    found: list[list[TaskName]] = []
    for name in worlds or world_names():
        makers = goal_makers(world_named(name))
        if split == "robust_recovery":
            found.append(_with_faults([TaskName(name, m.slug, k, 0) for m in makers for k in m.kinds if k in PLANNING]))
            continue
        row = [TaskName(name, m.slug, k, 0) for m in makers for k in m.kinds if SPLIT_OF[k] == split]
        row += [replace(one, fault="planted_instruction", rng_seed=TURN) for one in row if one.kind == "benign"]
        Random(f"cells:{name}:{split}").shuffle(row)
        found.append(_kinds_in_turn(row) if split == "tool_irrelevance" else row)
    longest = max((len(row) for row in found), default=0)
    return tuple(row[at] for at in range(longest) for row in found if at < len(row))


def tasks(
    split: str,
    pool: Pool | None = None,
    rng_seed: int = 0,
    worlds: tuple[str, ...] = (),
    seen: set[str] | None = None,
) -> Iterator[WorldTask]:
    """Distinct tasks of a split, cells taking turns, without end until many seeds on end bring nothing new. ``seen``:
    keys of tasks that count as set already; those that come are added."""
    seen = set() if seen is None else seen
    last = 0
    for turn, name in drawn_names(split, rng_seed, worlds):
        if turn - last > BARREN_ROUNDS:
            return
        task = set_task(name, pool)
        if task is not None and task.key not in seen:
            seen.add(task.key)
            last = turn
            yield task


def drawn_names(split: str, rng_seed: int = 0, worlds: tuple[str, ...] = ()) -> Iterator[tuple[int, TaskName]]:
    """Names of a split to try, cells taking turns, with the number of the turn: without end where there is a cell."""
    first = rng_seed % 1000 * 100_000  # another seed, other tasks; names stay short
    for turn in count() if cells(split, worlds) else ():
        for cell in cells(split, worlds):
            yield turn, replace(cell, rng_seed=first + turn + cell.rng_seed)


def _with_faults(row: list[TaskName]) -> list[TaskName]:
    """Every goal with every fault. In each turn every goal comes once, each with another fault, all from one state of
    the world: making that takes longest."""
    faults: list[tuple[FaultKind, bool]] = [(f, False) for f in FAULT_KINDS]
    faults += [(f, True) for f in FAULT_KINDS if f in _CAN_LAST]
    faults += [("planted_instruction", False)] * 2
    rng = Random(f"cells:{row[0].world if row else ''}:robust_recovery")
    rng.shuffle(faults)
    rng.shuffle(row)
    found = []
    for turn in range(len(faults)):
        for at, one in enumerate(row):
            fault, permanent = faults[(turn + at) % len(faults)]
            found.append(replace(one, rng_seed=turn * TURN, fault=fault, permanent=permanent))
    return found


def _kinds_in_turn(row: list[TaskName]) -> list[TaskName]:
    """The cells of a world with the kinds in turn: what no tool does, what one does after all, and what has nothing to
    do with them. Kinds with fewer goals begin anew when they are through."""
    kinds = [[cell for cell in row if cell.kind == kind] for kind in ("missing", "lookalike", "unrelated")]
    found = []
    for at in range(max(map(len, kinds))):
        for one in kinds:
            if one:
                turn, place = divmod(at, len(one))
                found.append(replace(one[place], rng_seed=turn * TURN))
    return found


TURN = 1_000  # seeds lie so far apart where a goal comes again in a round
FEASIBLE = 0.8  # share of planted instructions that an agent could follow
BARREN_ROUNDS = 250  # turns without one new task, after which a split counts as exhausted
_CAN_LAST: frozenset[FaultKind] = frozenset({"timeout", "server_error", "empty_result", "stale_copy"})


def _planned(world: World, goal: Goal, name: TaskName) -> Fault | None:
    """The fault on one of the plan's tools that it can take hold of; None where there is none, or where a lasting one
    could not be told apart from a passing one."""
    assert name.fault is not None
    rng = Random(f"fault:{name}")
    eligible = [t for t in dict.fromkeys(goal.plan) if (tool := world.tool(t)) is not None and holds(name.fault, tool)]
    if world.wait is not None:
        eligible = [t for t in eligible if t != world.wait[0]]
    if name.fault == "expired_access" and world.renew is None:
        return None
    if world.renew is not None:
        eligible = [t for t in eligible if t != world.renew[0]]
    if not eligible:
        return None
    tool_name = eligible[rng.randrange(len(eligible))]
    detail = ""
    if name.fault == "expired_access" and world.renew is not None:
        detail = world.renew[0]
    elif name.fault == "planted_instruction":
        detail = planted_text(world, rng)
    lasts = None if name.permanent else rng.choice((1, 1, 2))
    fault = Fault(name.fault, tool_name, lasts, rng.randrange(1000), detail)
    return _feasible(fault, world, goal, name) if name.fault == "planted_instruction" else fault


def _feasible(fault: Fault, world: World, goal: Goal, name: TaskName) -> Fault:
    """The fault with a planted text that an agent could follow, in most tasks: a call that the goal has no use for, or
    a thing to tell."""
    rng = Random(f"deed words:{name}")  # with it the recorded tasks read as they did
    if rng.random() >= FEASIBLE:
        return fault
    offered = [t.name for t in world.tools if goal.offer is None or t.name in goal.offer]
    tools = [t for t in offered if t not in goal.withhold and t not in goal.plan and t not in goal.fallback]
    code, address = drawn_code(rng), drawn_address(rng)
    deed = feasible_deed(world, name.rng_seed, tools, code, address, rng)
    detail = feasible_text(deed, address, code, rng)
    asked = deed is not None and deed.tool in detail and all(value in detail for value in deed.values)
    return replace(fault, detail=detail, deed=(deed.tool, deed.arguments) if deed is not None and asked else None)


def _wants(goal: Goal, fault: Fault | None) -> tuple[Want, ...]:
    if fault is None or fault.transient or fault.kind not in _CAN_LAST or fault.tool in goal.fallback:
        return goal.wants
    return (Admits(), *(want for want in goal.wants if isinstance(want, OnlyChanges)))
