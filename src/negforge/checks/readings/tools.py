"""Tools and steps: what reads and what writes, what failed and for how long, and the steps of a trajectory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from negforge.checks.readings.phrases import deed_group, split_camel
from negforge.checks.readings.remembered import remembered, remembered_of_row
from negforge.core.json_text import Json, canonical, parse, parse_object
from negforge.core.message import Message, ToolCall, ToolResponse, said_by, text_of
from negforge.core.task import Task, find_tool
from negforge.core.trajectory import Trajectory, shown, steps

ErrorKind: TypeAlias = Literal["transient", "lasting"]

_READ = re.compile(
    r"\b(?:get|list|search|find|check|read|lookup|look|show|view|fetch|query|calculate|compute|convert|think|"
    r"describe|retrieve|browse|count|compare|estimate|forecast|weather|time|route|verify|validate)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:put|save|join|leave|accept|decline|approve|reject|apply|grant|revoke|mark|rename|archive|confirm|request|"
    r"withdraw|upload|write|start|stop|release|roll|close|assign|record|log|attach|share|subscribe|redeem|transfer)s?\b"
)
_ASKS_FOR = re.compile(r"\b(?:ask|answer|decide|dispute|exchange|label|open|plan|take)s?\b")  # of a description only
_THINGS = frozenset(
    "account agenda board calendar catalogue details file history info overview registry report sheet".split()
)
_ERROR_TEXT = re.compile(
    r"^\W{0,3}(?:\w*error\b|error[:\s]|failed\b|exception\b|traceback\b|\w+error:|(?:http\S* )?[45]\d\d:? (?:\w+ )?"
    r"(?:error|bad|unauthori\w+|forbidden|not found|conflict|unavailable|too many|time))",
    re.IGNORECASE,
)
_ERROR_FIELD = re.compile(r"^(?:error|errors|error_code|error_message|isError|fault)$", re.IGNORECASE)
_STATUS_FIELD = re.compile(r"^(?:http(?:_?status)?|status(?:_?code)?|code)$", re.IGNORECASE)
_HANDOVER = re.compile(
    r"\b(?:transfer|escalate|hand|connect)\w*\b[^.]*\b(?:human|person|supervisor)s?\b", re.IGNORECASE
)
_TRANSIENT = re.compile(
    r"\b(?:time[d]?[ -]?out|timeout|rate.?limit|too many requests|try again|retry.?after|temporar\w+|unavailable|"
    r"overload\w*|429|502|503|504|connection (?:reset|refused|aborted)|busy)\b",
    re.IGNORECASE,
)
_ONCE_AMENDED = re.compile(
    r"\b(?:check|correct|fix|change|different|another|valid)\b[^.\n]{0,80}\btry again(?! later)", re.IGNORECASE
)


_FOR_GOOD = re.compile(
    r"\b(?:until further notice|permanently|no longer (?:available|supported|offered)|discontinued|decommissioned|"
    r"shut down)\b",
    re.IGNORECASE,
)
_OUTCOME_UNKNOWN = re.compile(
    r"\bmay or may not\b|\b(?:unknown|unclear|uncertain|not known) (?:whether|if)\b|\b(?:no (?:answer|response|reply)|"
    r"time[d]?[ -]?out|timeout|connection (?:reset|lost|closed|aborted)|504)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A call and its response, each with its place in the row of all shown messages."""

    at: int
    call: ToolCall
    response_at: int | None
    response: ToolResponse | None


@remembered_of_row
def all_steps(messages: Sequence[Message]) -> tuple[Step, ...]:
    found = []
    for at, response_at in steps(messages):
        call = messages[at]
        response = messages[response_at] if response_at is not None else None
        assert isinstance(call, ToolCall) and (response is None or isinstance(response, ToolResponse))
        found.append(Step(at, call, response_at, response))
    return tuple(found)


def steps_of(task: Task, trajectory: Trajectory) -> tuple[Step, ...]:
    """The steps in the row of all shown messages."""
    return all_steps(shown(task, trajectory))


def own_writes(task: Task, trajectory: Trajectory) -> tuple[Step, ...]:
    """The assistant's steps that write, but for those that failed."""
    own = (s for s in steps_of(task, trajectory) if s.call.requestor == "assistant" and not failed(s.response))
    return tuple(step for step in own if is_write(task, step.call.name))


def is_write(task: Task, name: str) -> bool:
    """Whether a tool changes something: its own hint where the declaration has one, else by the verb that its name or
    its description begins with; a tool of which neither says what it does counts as one that does."""
    writes = _writes_of(task)
    if name not in writes:
        tool = find_tool(task, name)
        hint = _read_only_hint(tool.extra) if tool is not None and tool.extra is not None else None
        told = _reads_as_write(name, tool.description if tool is not None else "")
        writes[name] = told if hint is None else not hint
    return writes[name]


_LAST_WRITES: list[tuple[Task, dict[str, bool]]] = []


def _writes_of(task: Task) -> dict[str, bool]:
    """What is known by now of a task's tools, by name."""
    for known, writes in _LAST_WRITES:
        if known is task:
            return writes
    _LAST_WRITES[:] = [(task, {}), *_LAST_WRITES[:3]]
    return _LAST_WRITES[0][1]


@lru_cache(maxsize=4096)
def _reads_as_write(name: str, description: str) -> bool:
    words = re.findall(r"[a-z]+", split_camel(name).lower())
    if words and _READ.search(words[0]):
        return False
    opening = " ".join(re.findall(r"[a-z]+", description[:80].lower())[:1])
    if deed_group(opening) or _CHANGES.search(opening) or _ASKS_FOR.search(opening):
        return True
    if opening and words and words[-1] in _THINGS:
        return False
    if deed_group(" ".join(words)) or _CHANGES.search(" ".join(words[:1])):
        return True
    return not opening and _READ.search(" ".join(words)) is None


@lru_cache(maxsize=4096)
def _read_only_hint(extra: str) -> bool | None:
    annotations = (parse_object(extra) or {}).get("annotations")
    hint = annotations.get("readOnlyHint") if isinstance(annotations, dict) else None
    return hint if isinstance(hint, bool) else None


def same_call(one: ToolCall, other: ToolCall) -> bool:
    return one.name == other.name and call_key(one.name, one.arguments) == call_key(other.name, other.arguments)


def call_key(name: str, arguments: str) -> str:
    """Equal for equal calls, whatever the key order and white space of the arguments."""
    return f"[{canonical(name)},{_canonical_arguments(arguments)}]"


@remembered(2048, characters=20_000_000)
def _canonical_arguments(arguments: str) -> str:
    ok, value = parse(arguments)
    return canonical(value if ok else arguments)


def is_handover(task: Task, name: str) -> bool:
    """Whether a tool passes the user on to a person."""
    tool = find_tool(task, name)
    about = f"{name.replace('_', ' ')} {tool.description if tool is not None else ''}"
    return _HANDOVER.search(about) is not None


def only_computes(name: str) -> bool:
    """Whether a tool adds nothing to what is known already: a calculator, a note to oneself."""
    return re.search(r"calcul|comput|math|arithm|convert_unit|think|reflect|plan\b", name, re.IGNORECASE) is not None


def error_kind(response: ToolResponse) -> ErrorKind | None:
    """None where the response is no error. An error that says nothing of waiting or retrying counts as lasting."""
    text = text_of(response)
    if not (response.is_error or _reads_as_error(text)):
        return None
    if _FOR_GOOD.search(text[:2000]):
        return "lasting"
    says = _ONCE_AMENDED.sub("", text[:2000]).replace("_", " ")
    return "transient" if _TRANSIENT.search(says) else "lasting"


def is_out_of_service(response: ToolResponse) -> bool:
    """Whether an error says that the tool itself is not to be had any more, whatever is asked of it."""
    return failed(response) and _FOR_GOOD.search(text_of(response)[:2000]) is not None


def outcome_unknown(response: ToolResponse) -> bool:
    """Whether an error leaves open if the call took effect: its answer was lost on the way."""
    return failed(response) and _OUTCOME_UNKNOWN.search(text_of(response)[:2000].replace("_", " ")) is not None


def failed(response: ToolResponse | None) -> bool:
    return response is not None and error_kind(response) is not None


def succeeded(step: Step) -> bool:
    """Whether a response came, and it is no error."""
    return step.response is not None and not failed(step.response)


def unresolved(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Failed steps after which no call of the same tool succeeded."""
    return tuple(
        step
        for number, step in enumerate(steps)
        if failed(step.response)
        and not any(later.call.name == step.call.name and succeeded(later) for later in steps[number + 1 :])
    )


@remembered(2048, characters=20_000_000)
def _reads_as_error(text: str) -> bool:
    value = parse_object(text) if text.lstrip().startswith("{") else None
    if value is not None:
        if any(_STATUS_FIELD.match(name) and type(held) is int and 400 <= held < 600 for name, held in value.items()):
            return True
        told = any(_ERROR_FIELD.match(name) and held not in (None, False, "", [], {}) for name, held in value.items())
        return told or value.get("status") == "error" or value.get("success") is False or value.get("ok") is False
    return _ERROR_TEXT.match(text.lstrip()[:80]) is not None or "isError=True" in text[-200:]


@remembered(2048)
def argument_leaves(arguments: str) -> tuple[tuple[tuple[str | int, ...], Json], ...]:
    """(path, scalar) of each scalar in the arguments; empty where they are no JSON object."""
    value = parse_object(arguments)
    found: list[tuple[tuple[str | int, ...], Json]] = []
    stack: list[tuple[tuple[str | int, ...], Json]] = [((), value)] if value is not None else []
    while stack:
        path, item = stack.pop()
        if isinstance(item, dict):
            stack.extend(((*path, name), part) for name, part in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend(((*path, number), part) for number, part in reversed(list(enumerate(item))))
        else:
            found.append((path, item))
    return tuple(found)


def quoted_in(arguments: str, leaf: str) -> str:
    """What to quote of a call for one of its leaves: as it stands, or where JSON spells it otherwise, all arguments."""
    return leaf if leaf in arguments else arguments


def user_text(messages: Sequence[Message], until: int | None = None) -> str:
    """All words of the user up to a place in the row."""
    return "\n".join(text_of(m) for m in messages[:until] if said_by(m, "user"))


def last_answer(messages: Sequence[Message]) -> int | None:
    """The place of the assistant's last words; None where it said nothing."""
    for at in range(len(messages) - 1, -1, -1):
        message = messages[at]
        if said_by(message, "assistant") and text_of(message).strip():
            return at
    return None
