"""Planning, targets: a write that goes to another record than the one asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from itertools import islice
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.readings.things import is_code, known_things
from negforge.checks.readings.tools import Step, argument_leaves, failed, is_write
from negforge.checks.targets import targets
from negforge.core.certificate import Finding
from negforge.core.defect import WRONG_ENTITY
from negforge.core.edit import Edit
from negforge.core.json_text import Json, parse_object
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, text_of
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import each, edited, reword, trajectory_steps, with_leaf, written_like
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
            if played is not None and _says_so(targets(task, played[0]), was):
                parameters = (("tool", fork.about), ("instead_of", was), ("target", other))
                yield as_proposal(chosen, played[0], parameters)
                break


@rule(WRONG_ENTITY)
def misdirect_write(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a write for another record and leave the words as they are: what somebody else's run would have said."""
    if run.decisions or targets(task, chosen):
        return
    messages = chosen.messages
    for step in _writes(task, chosen, rng):
        for arguments, was, other in islice(_others(messages[: step.at], step.call.arguments, rng), _TRIES):
            edits = [_recall(messages, step, arguments)]
            executed = run.executed(edited(chosen, edits).messages).messages
            edits += _renumbered(messages, executed, {was, other})
            executed = run.executed(edited(chosen, edits).messages).messages
            if _told_the_same(edited(chosen, edits).messages, executed) and _says_so(
                targets(task, Trajectory(executed)), was
            ):
                yield Proposal(tuple(edits), (("tool", step.call.name), ("instead_of", was), ("target", other)))
                break


@rule(WRONG_ENTITY)
def misdirect_logged_write(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Make a write for another record, where the log shows that the tool answers alike but for the record's name."""
    if targets(task, chosen):
        return
    messages = chosen.messages
    explained = {call.name for call in log.explained_writes(task)}
    for step in _writes(task, chosen, rng):
        if step.call.name not in explained or step.response is None or step.response_at is None:
            continue
        for arguments, was, other in islice(_others(messages[: step.at], step.call.arguments, rng), _TRIES):
            later = "\n".join(text_of(m) for m in messages[step.response_at + 1 :] if isinstance(m, ToolResponse))
            if was in later:
                continue
            said = re.sub(rf"(?<!\w){re.escape(was)}(?!\w)", partial(_instead, other), text_of(step.response))
            edits = [_recall(messages, step, arguments)]
            if said != text_of(step.response):
                edits.append(Edit(step.response_at, step.response, replace(step.response, parts=(Text(said),))))
            if _says_so(targets(task, edited(chosen, edits)), was):
                yield Proposal(tuple(edits), (("tool", step.call.name), ("instead_of", was), ("target", other)))
                break


def _instead(new: str, _: re.Match[str]) -> str:
    return new


def _writes(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Step]:
    for step in each(trajectory_steps(chosen), rng):
        if step.call.requestor == "assistant" and is_write(task, step.call.name) and not failed(step.response):
            yield step


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


def _recall(messages: Sequence[Message], step: Step, arguments: dict[str, Json]) -> Edit:
    call = step.call
    written = written_like(arguments, call.arguments)
    return Edit(step.at, call, ToolCall(call.call_id, call.name, written, call.with_previous, call.requestor))


def _renumbered(messages: Sequence[Message], executed: Sequence[Message], kept: Set[str]) -> list[Edit]:
    """The words that tell a number that the tools now give otherwise (of the request, the payment), with the new one:
    the one who speaks reads it off the response. What they say of the record stays."""
    numbers: dict[str, str] = {}
    for one, other in zip(messages, executed, strict=False):
        if isinstance(one, ToolResponse) and isinstance(other, ToolResponse) and one != other:
            old, new = (argument_leaves(text_of(message)) for message in (one, other))
            pairs = ((str(was), str(now)) for (path, was), (place, now) in zip(old, new, strict=False) if path == place)
            numbers |= {was: now for was, now in pairs if was != now and is_code(was) and is_code(now)}
    numbers = {was: now for was, now in numbers.items() if was not in kept}
    edits = []
    for at, message in enumerate(messages):
        if isinstance(message, Say) and message.role == "assistant":
            text = text_of(message)
            for was, now in numbers.items():
                text = re.sub(rf"(?<!\w){re.escape(was)}(?!\w)", partial(_instead, now), text)
            edits += [reword(messages, at, text)] if text != text_of(message) else []
    return edits


def _told_the_same(messages: Sequence[Message], executed: Sequence[Message]) -> bool:
    """Whether the run goes on as it did but for what the tools answer."""
    if len(messages) != len(executed):
        return False
    return all(
        isinstance(one, ToolResponse | ToolCall) or text_of(one) == text_of(other)
        for one, other in zip(messages, executed, strict=True)
    )
