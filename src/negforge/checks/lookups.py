"""Lookups: what a tool at hand is there to look up is looked up, not told from memory."""

from __future__ import annotations

import re
from collections.abc import Sequence

from negforge.checks.readings.conditions import names_in_schema, stems
from negforge.checks.readings.phrases import FAILURE, REFUSAL, sentence_at
from negforge.checks.readings.tools import is_write, last_answer, only_computes
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import Value, canons, is_small, key, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, ToolCall, said_by, text_of
from negforge.core.task import Task, Tool, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "lookups"
_GENERAL = re.compile(
    r"\b(?:usually|typically|generally|normally|in general|about|around|roughly|for example|e\.g\.|such as|say|if|"
    r"would|could|might|may|please|you (?:said|gave|mentioned)|as you)\b|\?",
    re.IGNORECASE,
)
_MOST = 6_000  # characters of a request: what is longer brings its own matter along


def lookups(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """No tool was called at all; the answer states a definite value that nobody had said and that is not worked out
    from what was said; and a tool at hand looks up, by its declaration, what the request is about."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    answer = last_answer(messages)
    if answer is None or not task.tools or any(isinstance(message, ToolCall) for message in messages):
        return ()
    text = text_of(messages[answer])
    asking = next((at for at in range(answer, -1, -1) if said_by(messages[at], "user")), None)
    if asking is None or "?" in text[-200:] or FAILURE.search(text) or REFUSAL.search(text):
        return ()
    asked = text_of(messages[asking])
    told = _out_of_nowhere(task, messages, answer) if len(asked) <= _MOST else None
    tools = _made_for(task, asked) if told is not None else []
    if told is None or not tools:
        return ()
    names = ", ".join(tool.name for tool in tools[:3])
    says = f"The answer gives {told.raw} without any call, though tools at hand look up what is asked for ({names})."
    return (Finding(CHECK, says, (Evidence(answer, told.raw), Evidence(asking, asked[:200]))),)


def _out_of_nowhere(task: Task, messages: Sequence[Message], answer: int) -> Value | None:
    """A definite value of the answer that nobody had said. Numbers are let pass where the request has some: then they
    may be worked out."""
    text = text_of(messages[answer])
    tools = "\n".join(f"{tool.description}\n{tool.parameters}" for tool in task.tools)
    heard = canons(policy_text(task), tools, *(text_of(message) for message in messages[:answer]))
    asked = [value for message in messages[:answer] if said_by(message, "user") for value in values(text_of(message))]
    kinds = {value.kind for value in asked}
    for value in values(text):
        sentence = sentence_at(text, value.start)
        if key(value) in heard or is_small(value) or (sentence is not None and _GENERAL.search(sentence.text)):
            continue
        if value.kind in ("id", "address") or value.kind not in kinds:
            return value
    return None


def _made_for(task: Task, asked: str) -> list[Tool]:
    """The reading tools whose declarations speak of what the request is about, those that speak most of it first: of
    two things at least, one of them in the name or among what can be asked for."""
    about = stems(asked)
    found: list[tuple[int, Tool]] = []
    for tool in task.tools:
        if is_write(task, tool.name) or only_computes(tool.name):
            continue
        named = about & (stems(tool.name) | names_in_schema(tool.parameters))
        met = len(named | (about & stems(tool.description)))
        if named and met >= 2:
            found.append((met, tool))
    return [tool for _, tool in sorted(found, key=lambda one: (-one[0], one[1].name))]
