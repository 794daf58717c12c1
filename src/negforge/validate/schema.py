"""Schema: an edit has not made a call invalid under its tool's JSON Schema. Nothing is ever fetched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from negforge.checks.readings.remembered import remembered
from negforge.core.json_text import Json, parse
from negforge.core.message import ToolCall
from negforge.core.pair import Pair
from negforge.core.task import Task, find_tool
from negforge.core.trajectory import Trajectory

if TYPE_CHECKING:
    from jsonschema_rs import Validator


@dataclass(frozen=True, slots=True)
class InvalidCall:
    """A call that its tool would refuse by its schema. ``message`` counts opening and trajectory in one row."""

    message: int
    name: str
    arguments: str
    reason: str


def schema(pair: Pair) -> str | None:
    """Which call of the rejected is invalid, or None. Real logs have invalid calls: those of the chosen may stay."""
    known = {(call.name, call.arguments) for call in invalid_calls(pair.task, pair.chosen)}
    for call in invalid_calls(pair.task, pair.rejected):
        if (call.name, call.arguments) not in known:
            return f"message {call.message}: call {call.name}: {call.reason}"
    return None


def invalid_calls(task: Task, trajectory: Trajectory) -> tuple[InvalidCall, ...]:
    """The trajectory's calls that break their tool's schema, or that name no tool where the tools were declared.

    A user's tools are not always among those of the task, so that a user's call to an unknown tool is let pass.
    """
    found: list[InvalidCall] = []
    for at, message in enumerate(trajectory.messages, len(task.opening)):
        if isinstance(message, ToolCall):
            reason = _objection(task, message)
            if reason:
                found.append(InvalidCall(at, message.name, message.arguments, reason))
    return tuple(found)


def schema_problems(task: Task) -> tuple[str, ...]:
    """Which tools' schemas cannot be used, and why. Every call to such a tool is taken as valid."""
    usable = ((tool.name, _validator(tool.parameters)) for tool in task.tools)
    return tuple(f"tool {name}: {problem}" for name, problem in usable if isinstance(problem, str))


def _objection(task: Task, call: ToolCall) -> str | None:
    tool = find_tool(task, call.name)
    if tool is None:
        declared = task.tools_declared and call.requestor == "assistant"
        return f"no tool of that name among the {len(task.tools)} on offer" if declared else None
    return _objection_to(call.arguments or "{}", tool.parameters)  # some providers write no arguments as no text


@remembered(1024)
def _objection_to(arguments: str, schema_text: str) -> str | None:
    readable, value = parse(arguments)
    if not readable:
        return "its arguments are not strict JSON, or nested too deep to read"
    if not isinstance(value, dict):
        return "its arguments are not a JSON object"
    validator = _validator(schema_text)
    return None if isinstance(validator, str) else _first_error(validator, value)


@lru_cache(maxsize=4096)
def _validator(schema_text: str) -> Validator | str:
    """A validator of the schema, or why there is none."""
    import jsonschema_rs

    readable, value = parse(schema_text)
    if not readable:
        return "its schema is not strict JSON, or nested too deep to read"
    if not isinstance(value, dict | bool):
        return "its schema is neither a JSON object nor true or false"
    try:
        return jsonschema_rs.validator_for(value, retriever=_refuse)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        return f"its schema cannot be used: {_clip(str(error))}"


def _refuse(_uri: str) -> Json:
    raise ValueError("nothing is fetched")


def _first_error(validator: Validator, value: Json) -> str | None:
    """The first objection. A pattern that gives up on its own backtracking, or a value the library cannot hold
    (nested too deep for it), proves nothing against the call."""
    import jsonschema_rs

    undecided = (jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded,)
    try:
        for error in validator.iter_errors(_without_lone_surrogates(value)):
            if not isinstance(error.kind, undecided):
                where = "/".join(str(step) for step in error.instance_path)
                return _clip(f"{where}: {error.message}" if where else error.message)
    except (ValueError, RecursionError):
        return None
    return None


def _without_lone_surrogates(value: Json) -> Json:
    """The same value with ``?`` for each half of a broken character: the library takes UTF-8 only."""
    text = json.dumps(value, ensure_ascii=False)
    safe = text.encode("utf-8", "replace").decode("utf-8")
    return value if safe == text else json.loads(safe)


def _clip(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:157] + "..."
