"""Planning, corrected: what the user put right after a write is written again as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Decision, Slip
from negforge.checks.readings.records import scalar_text
from negforge.checks.readings.rewishes import Rewish, rewishes, same, spoken
from negforge.checks.readings.tools import argument_leaves, failed
from negforge.checks.readings.values import restyle, values
from negforge.checks.superseded import superseded
from negforge.core.defect import SUPERSEDED_VALUE
from negforge.core.json_text import Json, parse_object
from negforge.core.message import Say, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, reword, trajectory_steps, with_leaf
from negforge.perturb.otherwise import as_proposal, caught_slips, forks, slips
from negforge.perturb.rule import rule


@rule(SUPERSEDED_VALUE, suffix="replay")
def write_as_before(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make the write after a correction with what had been corrected; the same agent goes on from there."""
    messages = (*task.opening, *chosen.messages)
    if not (corrected := rewishes(task, messages)):
        return
    calls = forks(run, rng, "call")
    going_back = (slip for fork in calls for slip in _going_back(fork, corrected, fork.at + len(task.opening)))
    for one, other in caught_slips(task, chosen, run, superseded, going_back):
        if _failures(other) <= _failures(chosen):
            yield as_proposal(chosen, other, (("argument", one.argument), ("superseded", one.old)))


@rule(SUPERSEDED_VALUE, suffix="replay")
def forget_correction(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Forget what the user put right, and go on as it was first said."""
    yield from slips(task, chosen, rng, run, superseded, "keep")


@rule(SUPERSEDED_VALUE)
def tell_as_before(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell, after the write was put right, what the user had corrected."""
    messages = chosen.messages
    everything = (*task.opening, *messages)
    if superseded(task, chosen):
        return
    for one in rewishes(task, everything):
        at = one.end - 1 - len(task.opening)
        last = messages[at]
        if not isinstance(last, Say) or last.role != "assistant":
            continue
        text = text_of(last)
        new = next((said for word in one.new if (said := spoken(word, text))), None)
        later = "\n".join(text_of(m) for m in messages[at + 1 :] if isinstance(m, Say))
        if new is None or text.count(new) != 1 or spoken(one.old, later) or any(spoken(w, later) for w in one.new):
            continue
        old = _spelled(one.old, new, (text_of(m) for m in everything[: one.at] if isinstance(m, Say)))
        edits = (reword(messages, at, text.replace(new, old)),)
        if superseded(task, edited(chosen, edits)):
            yield Proposal(edits, (("argument", one.argument), ("superseded", one.old)))


def _spelled(old: str, new: str, said: Iterable[str]) -> str:
    """The old one as the new one is spelled, or as it had been said before."""
    one, other = values(old), values(new)
    if len(one) == 1 and len(other) == 1 and (like := restyle(other[0], one[0])):
        return like
    return next((word for text in said if (word := spoken(old, text))), old.replace("_", " "))


def _going_back(call: Decision, corrected: Iterable[Rewish], at: int) -> Iterator[tuple[Rewish, Slip]]:
    """Slips by which a call made at a place carries what had been corrected by then."""
    for one in corrected:
        if one.at < at <= one.end:
            yield from ((one, Slip(call.number, arguments=given)) for given in _with_the_old(call.arguments, one))


def _with_the_old(arguments: str, one: Rewish) -> Iterator[dict[str, Any]]:
    """The arguments with the old value where they give a new one."""
    made: dict[str, Json] | None = parse_object(arguments)
    for path, leaf in argument_leaves(arguments) if made is not None else ():
        if str(path[-1]) == one.argument and any(same(scalar_text(leaf), new) for new in one.new):
            old = _like(leaf, one.old)
            if old is not None and made is not None:
                yield with_leaf(made, path, old)


def _failures(trajectory: Trajectory) -> int:
    return sum(failed(step.response) for step in trajectory_steps(trajectory))


def _like(leaf: Json, old: str) -> Json:
    """The old value as an argument of the same type."""
    if isinstance(leaf, int):
        return int(old) if old.lstrip("-").isdigit() else None
    if isinstance(leaf, float):
        return float(old) if old.replace(".", "", 1).isdigit() else None
    return old
