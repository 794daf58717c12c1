"""Messages and tools of Plan-RewardBench's layout to core and back, for ``pair_layouts``.

Roles are user, assistant, tool_call and tool_response; there are no ids, and a call is a Python literal. An entry that
the plain form of its message would not give back travels verbatim in ``extra``, and is written as long as it still says
what the message says: an edit of the message always counts.
"""

from __future__ import annotations

import ast
import json
import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal, TypeAlias, cast, get_args

import msgspec

from negforge.core.json_text import Json, compact, parse, parse_object
from negforge.core.message import (
    Message,
    Part,
    Pointer,
    Role,
    Say,
    Text,
    ToolCall,
    ToolResponse,
    Unknown,
    said_by,
    text_of,
)
from negforge.core.task import Tool
from negforge.core.trajectory import steps

LAYOUT = "plan_rewardbench"  # the key in ``extra`` under which the verbatim form lies
POLICY_HEADING = "[policy]"
POLICY_END = "[end of policy]"
Style: TypeAlias = Literal["as_read", "fresh"]
_encoder = msgspec.json.Encoder()


def read_messages(entries: Sequence[Json], file: str, record: int, side: str) -> tuple[Message, ...]:
    """All messages of a side, each with its place in the file and what core has no word for."""
    found: list[Message] = []
    for index, (entry, message) in enumerate(zip(entries, read_plainly(entries), strict=True)):
        source = Pointer(file, record, f"{side}/messages/{index}")
        extra = compact({LAYOUT: entry}) if said_by(message, "system") else _verbatim(entry, _plain(message))
        found.append(_placed(message, extra, source))
    return tuple(found)


def _placed(message: Message, extra: str | None, source: Pointer) -> Message:
    """A message that was just read, with what stands beside it (``replace`` costs five times as much)."""
    if isinstance(message, Say):
        return Say(message.role, message.parts, message.reasoning, message.agent, extra, source)
    if isinstance(message, ToolResponse):
        return ToolResponse(message.call_id, message.name, message.parts, message.is_error, extra, source)
    return ToolCall(
        message.call_id, message.name, message.arguments, message.with_previous, message.requestor, extra, source
    )


def read_plainly(entries: Sequence[Json]) -> tuple[Message, ...]:
    """What is shown of the messages of a side. Calls in a row get the responses that follow, in order; ids are call_0,
    call_1, ..."""
    messages: list[Message] = []
    unanswered: list[str] = []
    calls = surplus = 0
    for entry in entries:
        message = _read(entry)
        in_a_row = bool(messages) and isinstance(messages[-1], ToolCall)
        if isinstance(message, ToolCall):
            if not in_a_row:
                unanswered = []
            message = ToolCall(f"call_{calls}", message.name, message.arguments, with_previous=in_a_row)
            unanswered.append(message.call_id)
            calls += 1
        elif isinstance(message, ToolResponse):
            if unanswered:
                call_id = unanswered.pop(0)
            else:
                call_id, surplus = f"no_call_{surplus}", surplus + 1
            message = ToolResponse(call_id, message.name, message.parts)
        messages.append(message)
    return tuple(messages)


def write_messages(messages: Sequence[Message], policy: str | None, style: Style) -> list[Json]:
    """The entries of a side. ``fresh`` names every response and puts the responses of calls in a row in their order.

    The layout has no system role: the policy goes in front of the first user message, a later system message in front
    of the next one. Reasoning, the speaker's name, error flags and who asked for a call have no place in it.
    """
    if style == "fresh":
        messages = in_order_of_calls(messages)
    entries: list[Json] = []
    rules = [policy] if policy else []
    names = _names_of_calls(messages) if style == "fresh" else {}
    has_user = any(said_by(message, "user") for message in messages)
    for index, message in enumerate(messages):
        kept, entry = _still_true(message) if style == "as_read" else (False, None)
        if kept and not (rules and said_by(message, "user")):
            entries.append(entry)
        elif isinstance(message, Say) and message.role == "system":
            rules.append(text_of(message))
            if has_user and not any(said_by(later, "user") for later in messages[index:]):
                entries.append(_say("user", _with_rules(rules, "")))
                rules = []
        elif said_by(message, "user") and rules:
            entries.append(_say("user", _with_rules(rules, text_of(message))))
            rules = []
        else:
            entries.append(_plain(message, names.get(index)))
    return [_say("user", _with_rules(rules, "")), *entries] if rules else entries


def in_order_of_calls(messages: Sequence[Message]) -> list[Message]:
    """Each row of responses in the order of the calls they answer: here only the position tells which that is."""
    called: dict[str, int] = {}
    ordered: list[Message] = []
    row: list[tuple[int, Message]] = []
    for index, message in enumerate(messages):
        if isinstance(message, ToolResponse):
            row.append((called.get(message.call_id, len(messages)), message))
            continue
        if isinstance(message, ToolCall):
            called[message.call_id] = index
        ordered.extend(response for _, response in sorted(row, key=lambda item: item[0]))
        ordered.append(message)
        row = []
    ordered.extend(response for _, response in sorted(row, key=lambda item: item[0]))
    return ordered


def read_call(content: Json) -> tuple[str, str] | None:
    """(name, arguments) of a tool_call's content: a Python literal, or JSON where another program wrote it."""
    return _call_in(content) if isinstance(content, str) else _named_call(content)


@lru_cache(maxsize=1024)
def _call_in(content: str) -> tuple[str, str] | None:
    literal = _python_literal(content)
    return _named_call(parse_object(content) if literal is None else literal)


def _named_call(value: object) -> tuple[str, str] | None:
    if not isinstance(value, dict):
        return None
    name, arguments = value.get("name"), value.get("arguments")
    if not isinstance(name, str):
        return None
    if not isinstance(arguments, str):
        try:
            arguments = compact(arguments)
        except (TypeError, ValueError, RecursionError):  # a literal may hold what JSON does not: sets, bytes, tuples
            return None
    return _whole_characters(name), _whole_characters(arguments)


def read_tool(entry: Json) -> Tool:
    """A tool as declared; what is missing is empty."""
    function = entry.get("function") if isinstance(entry, dict) else None
    fields = function if isinstance(function, dict) else {}
    name, description = fields.get("name"), fields.get("description")
    tool = Tool(
        name if isinstance(name, str) else "",
        description if isinstance(description, str) else "",
        compact(fields["parameters"]) if "parameters" in fields else "{}",
    )
    plain = _declared(tool, fields.get("parameters", {}))  # what the text of its parameters spells, not read again
    extra = _verbatim(entry, plain)
    return tool if extra is None else replace(tool, extra=extra)


def write_tool(tool: Tool, style: Style) -> Json:
    if style == "as_read" and tool.extra is not None:
        found, entry = verbatim_in(tool.extra)
        if found and read_tool(entry) == tool:
            return entry
    return _plain_tool(tool)


def same(one: Json, other: Json) -> bool:
    """Equal in everything that JSON text shows: the order of keys, 1 and 1.0 and true."""
    if one != other:
        return False
    if isinstance(one, dict) and isinstance(other, dict) and all(type(value) is str for value in one.values()):
        return list(one) == list(other)  # nearly every entry: equal texts, and no need to spell them
    return _spelled(one) == _spelled(other)


def _spelled(value: Json) -> bytes | str:
    """Its JSON text; which form it has hangs on the value alone."""
    try:
        return _encoder.encode(value)
    except (UnicodeEncodeError, OverflowError, RecursionError):  # lone surrogates, integers of many digits
        return json.dumps(value)


def verbatim_in(extra: str) -> tuple[bool, Json]:
    """(True, what this layout keeps in an ``extra``), or (False, None)."""
    fields = parse_object(extra)
    if fields is None or LAYOUT not in fields:
        return False, None
    return True, fields[LAYOUT]


def _read(entry: Json) -> Message:
    """The message of an entry, without ids. What is no message of this layout becomes a system message."""
    if not isinstance(entry, dict):
        return Say("system", (Unknown(compact(entry)),))
    role, content = entry.get("role"), entry.get("content")
    if role == "tool_call":
        name, arguments = read_call(content) or ("", content if isinstance(content, str) else compact(content))
        return ToolCall("", name, arguments)
    if role == "tool_response":
        named = entry.get("name")
        return ToolResponse("", named if isinstance(named, str) else None, _parts(content))
    return Say(cast(Role, role) if role in get_args(Role) else "system", _parts(content))


def _parts(content: Json) -> tuple[Part, ...]:
    if isinstance(content, str):
        return (Text(content),)
    if content is None:
        return ()
    items = content if isinstance(content, list) else [content]
    return tuple(_part(item) for item in items)


def _part(item: Json) -> Part:
    if isinstance(item, dict) and list(item) == ["type", "text"] and item["type"] == "text":
        text = item["text"]
        if isinstance(text, str):
            return Text(text)
    return Unknown(compact(item))


def _plain(message: Message, name: str | None = None) -> Json:
    """The entry of a message, as the layout has it. ``name``: of a response that has none itself."""
    if isinstance(message, ToolCall):
        return _entry("tool_call", repr({"name": message.name, "arguments": message.arguments}))
    if isinstance(message, Say):
        return _say(message.role, text_of(message))
    entry = _entry("tool_response", text_of(message))
    named = message.name if message.name is not None else name
    return entry if named is None else {**entry, "name": named}


def _entry(role: str, content: str) -> dict[str, Json]:
    return {"role": role, "content": content}


def _say(role: str, text: str) -> Json:
    return _entry(role, text)


def _plain_tool(tool: Tool) -> Json:
    is_json, parameters = parse(tool.parameters)
    return _declared(tool, parameters if is_json else tool.parameters)


def _declared(tool: Tool, parameters: Json) -> Json:
    function: Json = {"name": tool.name, "description": tool.description, "parameters": parameters}
    return {"type": "function", "function": function}


def _verbatim(entry: Json, plain: Json) -> str | None:
    return None if same(entry, plain) else compact({LAYOUT: entry})


def _still_true(message: Message) -> tuple[bool, Json]:
    """(True, the verbatim entry of a message), or (False, None) where it has none or says something else by now."""
    found, entry = verbatim_in(message.extra) if message.extra is not None else (False, None)
    if not found:
        return False, None
    before = _read(entry)
    if isinstance(before, (ToolCall, ToolResponse)) and isinstance(message, (ToolCall, ToolResponse)):
        before = replace(before, call_id=message.call_id)
    if isinstance(before, ToolCall) and isinstance(message, ToolCall):
        before = replace(before, with_previous=message.with_previous)
    return (True, entry) if before == replace(message, extra=None, source=None) else (False, None)


def _names_of_calls(messages: Sequence[Message]) -> dict[int, str]:
    """For every response (its index) the name of the call it answers, empty where there is none."""
    names = {index: "" for index, message in enumerate(messages) if isinstance(message, ToolResponse)}
    for call, response in steps(messages):
        if response is not None:
            names[response] = cast(ToolCall, messages[call]).name
    return names


def _with_rules(rules: list[str], text: str) -> str:
    return "\n\n".join([f"{POLICY_HEADING}\n" + "\n\n".join(rules) + f"\n{POLICY_END}", *([text] if text else [])])


def policy_in(text: str) -> tuple[str | None, str]:
    """The policy in front of a user's words, None where there is none, and the words."""
    if not text.startswith(f"{POLICY_HEADING}\n"):
        return None, text
    rules, end, rest = text.removeprefix(f"{POLICY_HEADING}\n").partition(f"\n{POLICY_END}")
    return (rules, rest.removeprefix("\n\n")) if end else (None, text)


def _python_literal(text: str) -> object:
    """The value of a Python literal, None where it is none. Nothing is executed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an unknown escape is a warning, and then stands for itself
            return ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _whole_characters(text: str) -> str:
    """Two escapes of surrogates in a Python literal are one character everywhere else."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
