"""Planning, arguments: a call that no longer carries what the user spelled out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from random import Random

from negforge.checks.constraints import constraints, near, whole_value
from negforge.checks.readings.records import records
from negforge.checks.readings.tools import Step, argument_leaves, is_write, succeeded
from negforge.checks.readings.unread import readable
from negforge.checks.readings.values import Value, canons, is_small, key, values
from negforge.core.defect import (
    VIOLATED_CONSTRAINT,
)
from negforge.core.edit import Edit
from negforge.core.json_text import Json, parse_object
from negforge.core.message import Message, ToolCall, ToolResponse, said_by, text_of
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task, find_tool
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import (
    TRIES,
    each,
    edited,
    shuffled,
    trajectory_steps,
    with_leaf,
    written_like,
)
from negforge.perturb.rule import rule


@rule(VIOLATED_CONSTRAINT)
def change_stated_argument(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Change or drop an argument the user spelled out, where the response stays true or the log has another."""
    if constraints(task, chosen) or not readable(task, chosen.messages):
        return
    messages = chosen.messages
    for step in each(trajectory_steps(chosen), rng):
        if not succeeded(step) or step.call.requestor != "assistant":
            continue
        options = _acknowledged(task, messages, step, rng) if is_write(task, step.call.name) else ()
        for arguments, what in islice(options, TRIES):
            edits: tuple[Edit, ...] = (_recall(step, arguments),)
            if constraints(task, edited(chosen, edits)):
                yield Proposal(edits, (("argument", what),))
        for arguments, response, what in _logged_elsewhere(task, messages, step, log, rng):
            assert step.response_at is not None
            edits = (_recall(step, arguments), Edit(step.response_at, step.response, response))
            if constraints(task, edited(chosen, edits)):
                yield Proposal(edits, (("argument", what),))


def _recall(step: Step, arguments: str) -> Edit:
    call = step.call
    return Edit(step.at, call, ToolCall(call.call_id, call.name, arguments, call.with_previous, call.requestor))


def _acknowledged(task: Task, messages: tuple[Message, ...], step: Step, rng: Random) -> Iterator[tuple[str, str]]:
    """Other arguments under which a short acknowledgement stays true: it echoes nothing of the changed value, gives no
    figure that could follow from it, and nothing said or returned afterwards shows the value."""
    assert step.response is not None and step.response_at is not None
    reply = text_of(step.response)
    given = parse_object(step.call.arguments)
    if given is None or len(reply) > 400 or any(v.kind == "number" and not is_small(v) for v in values(reply)):
        return
    later = "\n".join(text_of(m) for m in messages[step.response_at :] if not said_by(m, "assistant"))
    told_later, later = canons(later), later.lower()
    offered = canons(*(text_of(m) for m in messages[: step.at] if isinstance(m, ToolResponse)))
    heard = "\n".join(text_of(m) for m in (*task.opening, *messages[: step.at]) if said_by(m, "user"))
    spoken, heard = canons(heard), heard.lower()
    options: list[tuple[Callable[[], Json], str]] = []
    for path, leaf in argument_leaves(step.call.arguments):
        value = whole_value(leaf)
        spelled_out = (value is not None and key(value) in spoken) or (
            isinstance(leaf, str) and len(leaf) >= 3 and leaf.replace("_", " ").lower() in heard
        )
        if not spelled_out or (value is not None and key(value) in told_later) or str(leaf).lower() in later:
            continue
        if value is not None and key(value) not in offered:  # what a tool offered it may refuse to have otherwise
            for other in _near(value, leaf, rng):
                options.append((partial(with_leaf, given, path, other), f"{path[-1]}: {leaf} -> {other}"))
        if len(path) == 1 and isinstance(path[0], str) and optional(task, step.call.name, path[0]):
            options.append((partial(_without, given, path[0]), f"{path[0]}: left out"))
    rng.shuffle(options)
    for changed, what in options:
        yield written_like(changed(), step.call.arguments), what


def _near(value: Value, leaf: Json, rng: Random) -> list[Json]:
    """Values a careless agent could have written instead: a day later, one more or less, a quarter of an hour off."""
    if isinstance(leaf, int):
        return [leaf + step for step in rng.sample((-2, -1, 1, 2), 2) if leaf + step > 0]
    if not isinstance(leaf, str):
        return []
    if value.kind == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", leaf):
        day = int(leaf[8:])
        return [f"{leaf[:8]}{other:02d}" for other in (day + 1, day - 1) if 1 <= other <= 28]
    if value.kind == "time" and re.fullmatch(r"\d{2}:\d{2}", leaf):
        return [f"{(int(leaf[:2]) + 1) % 24:02d}{leaf[2:]}"]
    return []


def _without(given: dict[str, Json], name: str) -> Json:
    return {k: v for k, v in given.items() if k != name}


def optional(task: Task, name: str, parameter: str) -> bool:
    """Whether a tool is declared, and a call of it may leave this parameter out."""
    tool = find_tool(task, name)
    schema = parse_object(tool.parameters) if tool is not None and task.tools_declared else None
    required = schema.get("required") if schema is not None else None
    return schema is not None and not (isinstance(required, list) and parameter in required)


def _logged_elsewhere(
    task: Task, messages: tuple[Message, ...], step: Step, log: Recollection, rng: Random
) -> Iterator[tuple[str, ToolResponse, str]]:
    """Reads of the same tool with one argument other than the user stated, but confusable with it, for which the log
    knows the response; and that response bears out all that is said and called afterwards as well as the true one."""
    if is_write(task, step.call.name) or step.response is None or step.response_at is None:
        return
    mine = dict(argument_leaves(step.call.arguments))
    before = (*task.opening, *messages[: step.at])
    heard = canons(*(text_of(m) for m in before if said_by(m, "user")))
    met = canons(*(text_of(m) for m in before))
    called = canons(*(m.arguments for m in messages if isinstance(m, ToolCall)))
    logged = log.calls_of_tool(task, step.call.name)
    for number in shuffled(range(len(logged)), rng):
        arguments = logged[number].arguments
        theirs = dict(argument_leaves(arguments))
        other = [path for path in mine if mine[path] != theirs.get(path)]
        if len(other) != 1 or mine.keys() != theirs.keys():
            continue
        value, wrong = whole_value(mine[other[0]]), whole_value(theirs[other[0]])
        if value is None or wrong is None or key(value) not in heard or key(wrong) in called:
            continue
        if not (key(wrong) in met or (wrong.kind not in ("id", "address") and near(value, wrong))):
            continue
        response = log.answer(task, step.call.name, arguments)
        if response is None or not _bears_out(messages, step, response):
            continue
        answered = ToolResponse(step.call.call_id, step.response.name, response.parts, response.is_error)
        yield arguments, answered, f"{other[0][-1]}: {mine[other[0]]} -> {theirs[other[0]]}"


def _bears_out(messages: tuple[Message, ...], step: Step, response: ToolResponse) -> bool:
    """Whether everything that is said or called after the step and stands in its response stands in the other too."""
    assert step.response is not None and step.response_at is not None
    later = "\n".join(text_of(m) for m in messages[step.response_at + 1 :] if not isinstance(m, ToolResponse)).lower()
    spoken = later.replace("_", " ")
    other = text_of(response)
    if (canons(text_of(step.response)) - canons(other)) & canons(later):
        return False
    words = {text.lower().replace("_", " ") for r in records(text_of(step.response)) for _, text in r.fields}
    return all(word in other.lower().replace("_", " ") for word in words if len(word) >= 2 and word in spoken)
