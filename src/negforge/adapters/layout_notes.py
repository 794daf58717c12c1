"""What is odd in a record of Plan-RewardBench's layout, a sentence each: told on import, no reason to refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from negforge.adapters.layout_messages import read_call
from negforge.core.json_text import Json, parse
from negforge.core.message import Message, Say, ToolCall, ToolResponse, said_by
from negforge.core.task import Task, find_tool

_SHOWN = 160  # characters of someone else's error


def notes_on_tools(task: Task) -> Iterator[str]:
    for index, tool in enumerate(task.tools):
        if not tool.name:
            yield f"tools/{index}: no function with a name"
        validator = _validator(tool.parameters)
        if isinstance(validator, str):
            yield f"tools/{index}: the schema of `{tool.name}` cannot be used: {validator}"


def notes_on_side(task: Task, messages: Sequence[Message], entries: Sequence[Json], side: str) -> Iterator[str]:
    """``messages`` are those read from ``entries``, one each."""
    for index, (message, entry) in enumerate(zip(messages, entries, strict=True)):
        where = f"{side}/messages/{index}"
        for says in _notes_on_entry(message, entry):
            yield f"{where}: {says}"
        if isinstance(message, ToolCall):
            for says in _notes_on_call(task, message, entry):
                yield f"{where}: {says}"
    yield from _notes_on_matching(messages, side)
    if not (messages and said_by(messages[0], "user") and said_by(messages[-1], "assistant")):
        yield f"{side}: does not go from a user's message to an assistant's"


def _notes_on_entry(message: Message, entry: Json) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "no object; kept as a system message"
        return
    if isinstance(message, Say) and entry.get("role") != message.role:
        yield f"unknown role {entry.get('role')!r}; kept as a system message"
    if not isinstance(entry.get("content"), str):
        yield "its content is no text"
    if isinstance(message, ToolResponse) and message.name is None:
        yield "a response without name"


def _notes_on_call(task: Task, call: ToolCall, entry: Json) -> Iterator[str]:
    if not isinstance(entry, dict) or read_call(entry.get("content")) is None:
        yield "a call that cannot be read; kept as text"
        return
    tool = find_tool(task, call.name)
    if tool is None:
        yield f"calls `{call.name}`, which is not declared"
    is_json, arguments = parse(call.arguments)
    if not is_json:
        yield f"the arguments of `{call.name}` are not JSON"
    elif not isinstance(arguments, dict):
        yield f"the arguments of `{call.name}` are no object"
    elif tool is not None and (breach := _breach(tool.parameters, arguments)):
        yield f"the arguments of `{call.name}` break its schema: {breach}"


def _notes_on_matching(messages: Sequence[Message], side: str) -> Iterator[str]:
    names: dict[str, str] = {}
    answered: set[str] = set()
    for index, message in enumerate(messages):
        where = f"{side}/messages/{index}"
        if isinstance(message, ToolCall):
            names[message.call_id] = message.name
        elif isinstance(message, ToolResponse):
            answered.add(message.call_id)
            if message.call_id not in names:
                yield f"{where}: a response to no call"
            elif message.name is not None and message.name != names[message.call_id]:
                yield f"{where}: a response of `{message.name}` in the place of `{names[message.call_id]}`"
    for index, message in enumerate(messages):
        if isinstance(message, ToolCall) and message.call_id not in answered:
            yield f"{side}/messages/{index}: the call of `{message.name}` has no response"


def _breach(parameters: str, arguments: Json) -> str | None:
    """The first objection of the schema, None where it has none (or cannot be used)."""
    validator = _validator(parameters)
    if isinstance(validator, str):
        return None
    try:
        objection = next(iter(validator.iter_errors(arguments)), None)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        return f"they cannot be held against it ({_first_line(error)})"
    if objection is None:
        return None
    path = "/".join(str(step) for step in objection.instance_path)
    return f"{path}: {_cut(objection.message)}" if path else _cut(objection.message)


@lru_cache(maxsize=1024)
def _validator(parameters: str) -> Any | str:
    """The validator of a schema, or why there is none. Nothing is fetched."""
    import jsonschema_rs

    is_json, schema = parse(parameters)
    if not is_json or not isinstance(schema, (dict, bool)):
        return "it is no JSON object"
    try:
        return jsonschema_rs.validator_for(schema, retriever=_fetch_nothing)
    except (ValueError, TypeError, OverflowError, RecursionError, jsonschema_rs.ReferencingError) as error:
        return _first_line(error)


def _fetch_nothing(uri: str) -> Json:
    raise ValueError(f"{uri} lies outside the schema, and nothing is fetched")


def _first_line(error: Exception) -> str:
    return _cut((str(error).splitlines() or [type(error).__name__])[0])


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
