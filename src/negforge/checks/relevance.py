"""Relevance: a tool is called because something it returns is used."""

from __future__ import annotations

import re

from negforge.checks.readings.tools import failed, is_write, steps_of
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import canons
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, Say, ToolCall, text_of
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "relevance"
_STOP = frozenset(
    "about after again also available based been before call check code could current data date details each find from "
    "given have here into item items json list look matching more name names need number object only optional other "
    "please provide read result results return returns search show single some specific string text that their "
    "them then there these they this time tool type used user using value values what when where which "
    "will with without would your today".split()
)


def relevance(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A read that succeeded and of whose response nothing is used afterwards: no value, and fewer than three words
    that the user had not said; and which is the run's only kind of call. Where other tools are at
    work too, a look that leads nowhere is part of the work and not objected to."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    asked = "\n".join(text_of(m) for m in messages if _is_user(m))
    heard = canons(policy_text(task), asked)
    steps = steps_of(task, trajectory)
    found = []
    for step in steps:
        if step.response is None or step.response_at is None or failed(step.response):
            continue
        if is_write(task, step.call.name) or len({other.call.name for other in steps}) > 1:
            continue
        after = "\n".join(text_of(m) for m in messages[step.response_at + 1 :] if _is_own(m))
        used = (canons(text_of(step.response)) - heard) & canons(after)
        if used or len((_words(text_of(step.response)) - _words(asked)) & _words(after)) >= 3:
            continue
        says = f"{step.call.name} is called, and nothing it returned is used."
        found.append(Finding(CHECK, says, (Evidence(step.at, step.call.arguments),)))
    return tuple(found)


def _words(text: str) -> frozenset[str]:
    return frozenset(word[:7] for word in re.findall(r"[^\W\d_]{4,}", text.lower()) if word not in _STOP)


def _is_user(message: Message) -> bool:
    return isinstance(message, Say) and message.role == "user"


def _is_own(message: Message) -> bool:
    return isinstance(message, ToolCall) or (isinstance(message, Say) and message.role == "assistant")
