"""Planning, picks: the same agent picks another of the things it was shown, and goes on with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.bounds import bounds
from negforge.checks.readings.picked_rows import Pick, picks
from negforge.checks.readings.records import scalar_text
from negforge.checks.readings.rows import Row, choices
from negforge.checks.readings.tools import argument_leaves, failed
from negforge.checks.superlatives import superlatives
from negforge.core.defect import MISSED_BEST, OVERSTEPPED_BOUND
from negforge.core.json_text import parse_object
from negforge.core.message import said_by, text_of
from negforge.core.ports import Check, Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import as_word, shuffled, trajectory_steps, with_leaf
from negforge.perturb.otherwise import as_proposal, caught_slips, forks, slips
from negforge.perturb.rule import rule

_TRIES = 6  # other things tried in the place of one
_PLAYS = 24  # of the world for one rollout


@rule(OVERSTEPPED_BOUND, suffix="replay")
def forget_bound(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Forget one bound that the user set, and pick what lies outside it."""
    yield from slips(task, chosen, rng, run, bounds, "keep")


@rule(MISSED_BEST, suffix="replay")
def take_second_best(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Take the one after the best of those that fit, where the best was asked for."""
    yield from slips(task, chosen, rng, run, superlatives, "best", "keep")


@rule(OVERSTEPPED_BOUND, suffix="replay")
def take_what_is_outside(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a write for another of the things listed, one outside a bound that the user set."""
    yield from _another_taken(task, chosen, rng, run, bounds)


@rule(MISSED_BEST, suffix="replay")
def take_a_worse_one(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a write for another of the things listed, a worse one where the best was asked for."""
    yield from _another_taken(task, chosen, rng, run, superlatives)


def _another_taken(task: Task, chosen: Trajectory, rng: Random, run: WorldRun, check: Check) -> Iterator[Proposal]:
    """The runs in which one write names another row of the list from which it took its own."""
    changed = islice(_changes(task, chosen, rng, run), _PLAYS)
    for (was, other), after in caught_slips(task, chosen, run, check, changed):
        if not _goes_well(chosen, after, _told_apart(was, other)):
            continue
        if any(other.name in finding.says for finding in check(task, after)):
            yield as_proposal(chosen, after, (("instead_of", was.name), ("taken", other.name)))


def _goes_well(chosen: Trajectory, other: Trajectory, gone: frozenset[str]) -> bool:
    """Whether no call fails that did not fail before, and no words go on about the thing that was not taken."""
    before, after = (trajectory_steps(one) for one in (chosen, other))
    failures = [sum(failed(step.response) for step in steps) for steps in (before, after)]
    parted = next((at for at, (a, b) in enumerate(zip(chosen.messages, other.messages, strict=False)) if a != b), 0)
    words = [text_of(m) for m in other.messages[parted:] if said_by(m, "assistant")]
    return failures[1] <= failures[0] and not any(as_word(one, text) for text in words for one in gone)


def _told_apart(was: Row, other: Row) -> frozenset[str]:
    """The words for the one thing that do not stand for the other."""
    theirs = " ".join(text for _, text in other.fields).lower()
    texts = {text.lower().replace("_", " ") for _, text in was.fields if 3 <= len(text) <= 40}
    return frozenset(text for text in texts if text not in theirs and any(c.isalpha() for c in text))


def _changes(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[tuple[tuple[Row, Row], Slip]]:
    """The row that was taken and the other one, with the slip that takes it; the most alike of each list first."""
    messages = (*task.opening, *chosen.messages)
    found = [pick for pick in picks(task, messages, choices(task, messages)) if pick.tool and pick.alone]
    for fork in forks(run, rng, "call"):
        given = parse_object(fork.arguments)
        for pick in found if given is not None else ():
            if pick.tool != fork.about or pick.at < fork.at + len(task.opening) or pick.quote != pick.row.name:
                continue
            path = next((p for p, leaf in argument_leaves(fork.arguments) if scalar_text(leaf) == pick.quote), None)
            if path is None:
                continue
            assert given is not None
            for other in _others(pick, rng):
                yield (pick.row, other), Slip(fork.number, arguments=with_leaf(given, path, other.name))


def _others(pick: Pick, rng: Random) -> list[Row]:
    """The other rows; the most alike first."""
    drawn = [pick.others[number] for number in shuffled(range(len(pick.others)), rng)]
    named = [one for one in drawn if one.name and one.key == pick.row.key]
    return sorted(named, key=lambda one: -len(set(one.fields) & set(pick.row.fields)))[:_TRIES]
