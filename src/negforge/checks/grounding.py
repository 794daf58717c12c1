"""Grounding: every value that the assistant states was said, returned or can be computed before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from negforge.checks.readings.beside_tools import beside_tools
from negforge.checks.readings.heard import Heard
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.tools import is_write
from negforge.checks.readings.unread import not_read, unread
from negforge.checks.readings.values import Value, is_small, key, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, ToolCall, ToolResponse, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "grounding"
_MAX_DOUBTED = 500
_SPAN = re.compile(r"[ -]?(?:min|hour|h\b|day|week|month|night|year)", re.IGNORECASE)
_AFTER_HOURS = re.compile(r"\d ?(?:h|hours?|hrs?)(?: and)? $", re.IGNORECASE)
_NOT_TOLD = re.compile(
    r"<(?P<tag>think(?:ing)?|function[-_]thoughts|scratchpad)>.*?(?:</(?P=tag)>|$)|<function=.*?(?:</function>|$)|"
    r"```(?:jsx?|tsx?|javascript|typescript|python|py|html|css|bash|sh|java|c\+\+|cpp|go|rust|sql)\n.*?(?:```|$)",
    re.DOTALL | re.IGNORECASE,
)


def grounding(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """One finding for each value in the assistant's words that nothing before it supports.

    Support is: the user, the rules, the tools' declarations and the responses; a rounding of such a number or a part of
    such an id; what can be worked out from them (``checks.readings.heard``), unless any figure could be; a day within a
    week of one said before, where the user spoke of days that way ("tomorrow"); a day or an hour that lies a named span
    from another. Let pass: counts up to twelve and spans of time; thoughts, calls and program text inside the words;
    what a lookup that goes along with the words is made with; and answers to what no tool has to do with
    (``checks.readings.beside_tools``) as long as none was called. The assistant's own earlier words and arguments
    support nothing, but for what was computed in them. Words with more than 500 values that nobody stated are not read:
    whether each follows from others would take too long to tell.
    """
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    heard = Heard(task.policy or "", "\n".join(f"{t.name}\n{t.description}\n{t.parameters}" for t in task.tools))
    found: list[Finding] = []
    beside = False
    for at, message in enumerate(messages):
        text = text_of(message)
        if said_by(message, "assistant"):
            stated = [v for v in told_values(text) if not is_small(v) and not _is_span(text, v)]
            new = [value for value in stated if key(value) not in heard.known]
            if len(new) > _MAX_DOUBTED:
                return not_read(CHECK, f"message {at} gives {len(new):,} values that nobody stated")
            asked = _looked_up_with(task, messages, at) if new else ""
            new = [value for value in new if not (beside or value.raw in asked)]
            doubted = heard.unsupported(new, stated, text) if new else []
            says = "The {0.kind} {0.raw} is given, but nothing before it says so."
            found.extend(Finding(CHECK, says.format(value), (Evidence(at, value.raw),)) for value in doubted)
            objected = set(doubted)
            heard.known.update(key(value) for value in stated if value not in objected)
        elif isinstance(message, ToolCall):
            beside = False
        else:
            by = "tool" if isinstance(message, ToolResponse) else message.role
            heard.add(text, by)
            first = by == "user" and not any(isinstance(one, ToolCall) for one in messages[:at])
            beside = first and beside_tools(task, text) if by == "user" else beside
    return tuple(found)


@remembered(2048)
def told_values(text: str) -> tuple[Value, ...]:
    """The values of the assistant's words without its thoughts, its calls and program text."""
    left_out = [match.span() for match in _NOT_TOLD.finditer(text)] if "<" in text or "```" in text else []
    return tuple(v for v in values(text) if not any(start <= v.start < end for start, end in left_out))


def _looked_up_with(task: Task, messages: Sequence[Message], at: int) -> str:
    """The arguments of the lookups that go along with the words: they tell what is sought, not what was found."""
    found: list[str] = []
    for message in messages[at + 1 :]:
        if not isinstance(message, ToolCall) or not (message.with_previous or not found):
            break
        if not is_write(task, message.name):
            found.append(message.arguments)
    return "\n".join(found)


def _is_span(text: str, value: Value) -> bool:
    """A span of time, such as 50 minutes or 1 h 50: it follows from times in too many ways to be doubted."""
    if value.kind != "number":
        return False
    return _SPAN.match(text, value.end) is not None or (
        len(value.raw) == 2 and _AFTER_HOURS.search(text[max(0, value.start - 12) : value.start]) is not None
    )
