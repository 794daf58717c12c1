"""Planning, targets: a write that goes to another record than the one asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.readings.things import known_things
from negforge.checks.readings.tools import argument_leaves, is_write
from negforge.checks.targets import targets
from negforge.core.certificate import Finding
from negforge.core.defect import WRONG_ENTITY
from negforge.core.json_text import Json, parse_object
from negforge.core.message import Message, ToolResponse, text_of
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.made_otherwise import in_the_log, in_the_world, own_writes
from negforge.perturb.making import with_leaf
from negforge.perturb.otherwise import after_slip, as_proposal, forks
from negforge.perturb.rule import rule

_TRIES = 4  # other things tried in the place of one

Changed = tuple[dict[str, Json], str, str]  # the arguments with another id, the id that was, and the other one


@rule(WRONG_ENTITY, suffix="replay")
def write_to_another(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a write for another record of the same kind; the same agent goes on as if it were the right one."""
    if targets(task, chosen):
        return
    for fork in forks(run, rng, "call"):
        if not is_write(task, fork.about):
            continue
        for arguments, was, other in islice(_others(chosen.messages[: fork.at], fork.arguments, rng), _TRIES):
            played = after_slip(run, Slip(fork.number, arguments=arguments))
            if played is not None and _says_so(targets(task, played), was):
                parameters = (("tool", fork.about), ("instead_of", was), ("target", other))
                yield as_proposal(chosen, played, parameters)
                break


@rule(WRONG_ENTITY)
def misdirect_write(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a write for another record and leave the words as they are: what somebody else's run would have said."""
    if run.decisions or targets(task, chosen):
        return
    messages = chosen.messages
    for step in own_writes(task, chosen, rng):
        for arguments, was, other in islice(_others(messages[: step.at], step.call.arguments, rng), _TRIES):
            made = in_the_world(run, chosen, step, arguments, {was, other})
            if made is not None and _says_so(targets(task, made[1]), was):
                yield Proposal(made[0], (("tool", step.call.name), ("instead_of", was), ("target", other)))
                break


@rule(WRONG_ENTITY)
def misdirect_logged_write(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Make a write for another record, where the log shows that the tool answers alike but for the record's name."""
    if targets(task, chosen):
        return
    messages = chosen.messages
    for step in own_writes(task, chosen, rng):
        for arguments, was, other in islice(_others(messages[: step.at], step.call.arguments, rng), _TRIES):
            made = in_the_log(task, chosen, step, arguments, was, other, log)
            if made is not None and _says_so(targets(task, made[1]), was):
                yield Proposal(made[0], (("tool", step.call.name), ("instead_of", was), ("target", other)))
                break


def _others(before: Sequence[Message], arguments: str, rng: Random) -> Iterator[Changed]:
    """The arguments with one id replaced by that of another thing of its kind that was met; first those of which the
    most is said that is said of the right one, for these one takes for one another."""
    given = parse_object(arguments)
    met = [text_of(message) for message in before if isinstance(message, ToolResponse)]
    leaves = [(path, leaf) for path, leaf in argument_leaves(arguments) if isinstance(leaf, str) and len(leaf) >= 3]
    rng.shuffle(leaves)
    for path, leaf in leaves if given is not None else ():
        same = known_things(met, leaf)
        others = [thing for thing in same.values() if thing.id != leaf and thing.id not in arguments]
        rng.shuffle(others)
        for other in sorted(others, key=lambda thing: -len(thing.said & same[leaf].said)):
            assert given is not None
            yield with_leaf(given, path, other.id), leaf, other.id


def _says_so(findings: Sequence[Finding], right: str) -> bool:
    """Whether the check tells that the right one was meant."""
    return any(right in finding.says for finding in findings)
