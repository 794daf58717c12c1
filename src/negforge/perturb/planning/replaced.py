"""Planning, arguments replayed: the same agent makes one call without what the user stated, and goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from typing import Any

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Decision, Slip
from negforge.checks.constraints import constraints, near, whole_value
from negforge.checks.readings.tools import argument_leaves, is_write, user_text
from negforge.checks.readings.unread import readable
from negforge.checks.readings.values import Value, canons, key, values
from negforge.core.defect import VIOLATED_CONSTRAINT
from negforge.core.json_text import Json, parse_object
from negforge.core.message import Message, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import with_leaf
from negforge.perturb.otherwise import as_proposal, caught_slips, forks
from negforge.perturb.planning.arguments import optional
from negforge.perturb.rule import rule

_TRIES = 24  # plays of the world for one rollout
_COUNTED = 60  # a whole number up to this may be one off; nobody writes 301 for 300


@rule(VIOLATED_CONSTRAINT, suffix="replay")
def call_without_the_wish(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a call with another value than the user stated, one met in the run or close by, or leave it out."""
    if not readable(task, chosen.messages):
        return
    calls = ((fork, changed) for fork in forks(run, rng, "call") for changed in _changed(task, chosen, fork, rng))
    slips = ((fork, Slip(fork.number, arguments=changed)) for fork, changed in islice(calls, _TRIES))
    for fork, other in caught_slips(task, chosen, run, constraints, slips):
        yield as_proposal(chosen, other, (("tool", fork.about),))


def _changed(task: Task, chosen: Trajectory, decision: Decision, rng: Random) -> Iterator[dict[str, Any]]:
    """The arguments of a call with one that the user stated put otherwise."""
    given = parse_object(decision.arguments)
    if given is None:
        return
    before = (*task.opening, *chosen.messages[: decision.at])
    heard = user_text(before)
    options: list[dict[str, Any]] = []
    for path, leaf in argument_leaves(decision.arguments):
        if not _stated(leaf, heard):
            continue
        value = whole_value(leaf)
        top = str(path[0])
        for other in _others(value, leaf, before, rng)[:1] if value is not None else ():
            options.append(with_leaf(given, path, other))
        if len(path) == 1 and is_write(task, decision.about) and optional(task, decision.about, top):
            options.append({name: held for name, held in given.items() if name != path[0]})
    rng.shuffle(options)
    yield from options[:6]


def _stated(leaf: Json, heard: str) -> bool:
    value = whole_value(leaf)
    if value is not None:
        return key(value) in canons(heard)
    return isinstance(leaf, str) and len(leaf) >= 4 and leaf.replace("_", " ").lower() in heard.lower()


def _others(value: Value, leaf: Json, before: Sequence[Message], rng: Random) -> list[Json]:
    """Values of the same kind that the run has met before and that could be taken for it; then the next ones to it."""
    met = [one for message in before for one in values(text_of(message)) if near(value, one)]
    met = [one for one in met if key(one) != key(value)]
    found = [_spelled(leaf, one) for one in dict.fromkeys(met)]
    return [one for one in (*found, *_next(value, leaf, rng)) if one is not None and one != leaf]


def _spelled(leaf: Json, value: Value) -> Json:
    """A value in the spelling of an argument; None where that is not known."""
    if isinstance(leaf, bool) or value.kind == "date":
        return f"{leaf[:4]}-{value.canon}" if isinstance(leaf, str) and len(leaf) == 10 and leaf[4] == "-" else None
    if isinstance(leaf, int):
        return int(value.canon) if value.canon.isdigit() else None
    if isinstance(leaf, float):
        return float(value.canon) if value.kind == "number" else None
    return value.canon if value.kind == "time" else value.raw


def _next(value: Value, leaf: Json, rng: Random) -> list[Json]:
    if isinstance(leaf, int) and not isinstance(leaf, bool) and leaf <= _COUNTED:
        return [leaf + step for step in rng.sample((-1, 1), 2) if leaf + step > 0]
    if isinstance(leaf, str) and value.kind == "date" and len(leaf) == 10:
        days = [int(leaf[8:]) + step for step in rng.sample((-1, 1), 2)]
        return [f"{leaf[:8]}{day:02d}" for day in days if 1 <= day <= 28]
    if isinstance(leaf, str) and value.kind == "time" and len(leaf) == 5:
        return [f"{(int(leaf[:2]) + hours) % 24:02d}{leaf[2:]}" for hours in rng.sample((-1, 1), 2)]
    return []
