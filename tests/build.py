"""Literal conversations for tests, short enough to read at a glance.

    task, run = conversation(
        user("What does R1 cost?"),
        call("fare", {"train": "R1"}),
        response({"train": "R1", "price": 31.5}),
        assistant("R1 costs 31.50."),
        tools=[tool("fare", "The fare of a train.", train="string", seat="string?")],
    )

Call ids come by themselves, and a response answers the first call that has none yet. The places of the messages in
``conversation(...)`` are the places that evidence counts. ``tool`` takes parameters as ``name="type"``, with a question
mark where they are optional, or as a dict of JSON Schema.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from negforge.core.json_text import Json, compact
from negforge.core.message import Message, Requestor, Say, Text, ToolCall, ToolResponse, say
from negforge.core.task import Task, Tool, new_task
from negforge.core.trajectory import Trajectory

_BY_ITSELF = ""


def user(text: str) -> Say:
    return say("user", text)


def assistant(text: str) -> Say:
    return say("assistant", text)


def system(text: str) -> Say:
    return say("system", text)


def call(
    name: str,
    arguments: Mapping[str, Json] | str | None = None,
    *,
    call_id: str = _BY_ITSELF,
    with_previous: bool = False,
    by: Requestor = "assistant",
) -> ToolCall:
    """``arguments`` as a dict, or as the very text that the model wrote (malformed, say)."""
    text = arguments if isinstance(arguments, str) else compact(dict(arguments or {}))
    return ToolCall(call_id, name, text, with_previous, by)


def response(content: Json, *, error: bool | None = None, call_id: str = _BY_ITSELF) -> ToolResponse:
    """``content`` as text, or as what its JSON text says."""
    text = content if isinstance(content, str) else compact(content)
    return ToolResponse(call_id, None, (Text(text),), error)


def tool(name: str, description: str = "", *, read_only: bool | None = None, **parameters: Json) -> Tool:
    properties: dict[str, Json] = {}
    required: list[Json] = []
    for parameter, declared in parameters.items():
        if isinstance(declared, str):
            properties[parameter] = {"type": declared.rstrip("?")}
            if not declared.endswith("?"):
                required.append(parameter)
        else:
            properties[parameter] = declared
    schema: Json = {"type": "object", "properties": properties, "required": required}
    extra = None if read_only is None else compact({"annotations": {"readOnlyHint": read_only}})
    return Tool(name, description, compact(schema), extra)


def task(*opening: Message, tools: Sequence[Tool | str] = (), policy: str | None = None) -> Task:
    """A task; a tool that is given as a name only has no description and takes anything."""
    declared = [tool(one) if isinstance(one, str) else one for one in tools]
    return new_task(opening, declared, tools_declared=bool(declared), policy=policy)


def run(*messages: Message) -> Trajectory:
    """A trajectory, with its ids filled in."""
    return Trajectory(_with_ids(messages))


def conversation(
    *messages: Message, tools: Sequence[Tool | str] = (), policy: str | None = None
) -> tuple[Task, Trajectory]:
    """A task, whose opening reaches to the first user turn, and the trajectory after it."""
    says = [at for at, message in enumerate(messages) if isinstance(message, Say) and message.role == "user"]
    cut = says[0] + 1 if says else 0
    return task(*messages[:cut], tools=tools, policy=policy), run(*messages[cut:])


def _with_ids(messages: Sequence[Message]) -> tuple[Message, ...]:
    open_calls: list[ToolCall] = []
    filled: list[Message] = []
    for message in messages:
        if isinstance(message, ToolCall):
            message = replace(message, call_id=message.call_id or f"c{len(filled)}")
            open_calls.append(message)
        elif isinstance(message, ToolResponse):
            mine = next((one for one in open_calls if message.call_id in (_BY_ITSELF, one.call_id)), None)
            if mine is not None:
                open_calls.remove(mine)
                message = replace(message, call_id=mine.call_id, name=mine.name)
        filled.append(message)
    return tuple(filled)
