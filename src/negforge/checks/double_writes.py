"""Double writes: a write whose answer was lost is looked after before it is sent again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from negforge.checks.readings.tools import (
    Step,
    argument_leaves,
    is_write,
    outcome_unknown,
    same_call,
    steps_of,
    succeeded,
)
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, said_by, text_of
from negforge.core.task import Task, find_tool
from negforge.core.trajectory import Trajectory, shown

CHECK = "double_writes"
_HARMLESS = re.compile(r"idempot|request_?(?:id|key|token)$|client_?(?:ref|token|id)$|dedup|nonce", re.IGNORECASE)
_SAFE = re.compile(
    r"again (?:changes|does|has) (?:nothing|no effect)|\bidempotent|\bsafe to (?:repeat|retry|send again|call again)|"
    r"\bno effect (?:if|when) (?:repeated|done again)",
    re.IGNORECASE,
)
_TRIAL = re.compile(r"dry_?run|preview|simulat|validate_only|check_only|^test$|quote_only", re.IGNORECASE)


def double_writes(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """The same write after an error that leaves open whether it had taken effect, with no other call that succeeded and
    no turn of the user between the two. Let pass: a trial run, a write that carries a key against being done twice, and
    a tool that says that to do it again changes nothing."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, words_only=True):
        return blind
    steps = steps_of(task, trajectory)
    lost = [step for step in steps if _is_lost_write(task, step)]
    found = []
    for step in lost:
        again = _sent_again(messages, steps, step)
        if again is None or step.response is None or step.response_at is None:
            continue
        says = f"{again.call.name} is sent again, and nothing was looked at to see whether the first had taken effect."
        first = Evidence(again.at, again.call.arguments)
        found.append(Finding(CHECK, says, (first, Evidence(step.response_at, text_of(step.response)[:160]))))
    return tuple(found)


def _is_lost_write(task: Task, step: Step) -> bool:
    if step.call.requestor != "assistant" or step.response is None or not outcome_unknown(step.response):
        return False
    tool = find_tool(task, step.call.name)
    if not is_write(task, step.call.name) or (tool is not None and _SAFE.search(tool.description)):
        return False
    leaves = argument_leaves(step.call.arguments)
    trial = any(_TRIAL.search(str(path[-1])) and leaf not in (False, None, "") for path, leaf in leaves)
    return not trial and not any(_HARMLESS.search(str(path[-1])) for path, _ in leaves)


def _sent_again(messages: Sequence[Message], steps: Sequence[Step], lost: Step) -> Step | None:
    """The step that sends a lost write again with nothing in between that could tell how it ended."""
    for step in steps:
        if step.at <= lost.at:
            continue
        if any(said_by(m, "user") for m in messages[lost.at : step.at]):
            return None
        if same_call(step.call, lost.call):
            return step if lost.response_at is not None and step.at > lost.response_at else None
        if succeeded(step) and step.call.name != lost.call.name:
            return None
    return None
