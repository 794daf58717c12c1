"""Writes made otherwise: a call of a run with other arguments, and what of the rest tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.checks.readings.things import is_code
from negforge.checks.readings.tools import Step, argument_leaves, failed, is_write
from negforge.core.edit import Edit
from negforge.core.json_text import Json
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, text_of
from negforge.core.ports import Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import delete, each, edited, reword, trajectory_steps, written_like

Made = tuple[tuple[Edit, ...], Trajectory]


def own_writes(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Step]:
    """The assistant's writes that succeeded, in an order that the rng gives."""
    for step in each(trajectory_steps(chosen), rng):
        if step.call.requestor == "assistant" and is_write(task, step.call.name) and not failed(step.response):
            yield step


def in_the_world(
    run: WorldRun, chosen: Trajectory, step: Step, arguments: dict[str, Json], kept: Set[str] = frozenset()
) -> Made | None:
    """The edits to a run whose write has other arguments, and how it is executed; the words stay, but for numbers that
    the tools now give otherwise (not those in ``kept``). None where it does not go on as it did."""
    edits: tuple[Edit, ...] = (recalled(step, arguments),)
    executed = run.executed(edited(chosen, edits).messages).messages
    edits += renumbered(chosen.messages, executed, kept)
    executed = run.executed(edited(chosen, edits).messages).messages
    return (edits, Trajectory(executed)) if _told_the_same(edited(chosen, edits).messages, executed) else None


def left_out_in_the_world(run: WorldRun, chosen: Trajectory, places: Sequence[int]) -> Trajectory | None:
    """The run without the messages at some places, as it is executed, with the numbers that the tools now give; None
    where the user or the run goes on otherwise."""
    rest = edited(chosen, delete(chosen.messages, places))
    executed = run.executed(rest.messages).messages
    rest = edited(rest, renumbered(rest.messages, executed, frozenset()))
    executed = run.executed(rest.messages).messages
    return Trajectory(executed) if _told_the_same(rest.messages, executed) else None


def in_the_log(
    task: Task, chosen: Trajectory, step: Step, arguments: dict[str, Json], was: str, now: str, log: Recollection
) -> Made | None:
    """The same for a log: where its tool answers always alike but for what the arguments say, and nothing that the
    tools say later tells what was written."""
    if step.response is None or step.response_at is None:
        return None
    if step.call.name not in {call.name for call in log.explained_writes(task)}:
        return None
    spelled = _as_a_word(was)
    later = (text_of(m) for m in chosen.messages[step.response_at + 1 :] if isinstance(m, ToolResponse))
    if any(spelled.search(text) for text in later):
        return None
    edits = [recalled(step, arguments)]
    said = spelled.sub(partial(_instead, now), text_of(step.response))
    if said != text_of(step.response):
        edits.append(Edit(step.response_at, step.response, replace(step.response, parts=(Text(said),))))
    return tuple(edits), edited(chosen, edits)


def recalled(step: Step, arguments: dict[str, Json]) -> Edit:
    """The same call with other arguments."""
    call = step.call
    written = written_like(arguments, call.arguments)
    return Edit(step.at, call, ToolCall(call.call_id, call.name, written, call.with_previous, call.requestor))


def renumbered(messages: Sequence[Message], executed: Sequence[Message], kept: Set[str]) -> tuple[Edit, ...]:
    """The words that tell a number that the tools now give otherwise (of the request, the payment), with the new one:
    the one who speaks reads it off the response. What they say of the record stays."""
    numbers: dict[str, str] = {}
    for one, other in zip(messages, executed, strict=False):
        if isinstance(one, ToolResponse) and isinstance(other, ToolResponse) and one != other:
            old, new = (argument_leaves(text_of(message)) for message in (one, other))
            pairs = ((str(was), str(now)) for (path, was), (place, now) in zip(old, new, strict=False) if path == place)
            numbers |= {was: now for was, now in pairs if was != now and is_code(was) and is_code(now)}
    edits = []
    for at, message in enumerate(messages):
        if isinstance(message, Say) and message.role == "assistant":
            text = text_of(message)
            for was, now in numbers.items():
                text = text if was in kept else _as_a_word(was).sub(partial(_instead, now), text)
            edits += [reword(messages, at, text)] if text != text_of(message) else []
    return tuple(edits)


def _as_a_word(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.]){re.escape(text)}(?![\w]|\.\d)")


def _instead(new: str, _: re.Match[str]) -> str:
    return new


def _told_the_same(messages: Sequence[Message], executed: Sequence[Message]) -> bool:
    """Whether the run goes on as it did but for what the tools answer."""
    if len(messages) != len(executed):
        return False
    return all(
        isinstance(one, ToolResponse | ToolCall) or text_of(one) == text_of(other)
        for one, other in zip(messages, executed, strict=True)
    )
