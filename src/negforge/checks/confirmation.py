"""Confirmation: where the rules ask for the user's explicit yes before a write, the write comes after it."""

from __future__ import annotations

from negforge.checks.readings.phrases import AFFIRMATIVE, ASKS, CONFIRMATION_RULE, deed_group
from negforge.checks.readings.tools import Step, is_write, steps_of
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, Say, text_of
from negforge.core.task import Task, find_tool, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "confirmation"


def confirmation(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A write of a kind that the rule names, whose last user turn is no yes to words of the assistant that asked."""
    rule = CONFIRMATION_RULE.search(policy_text(task))
    if rule is None:
        return ()
    messages = shown(task, trajectory)
    found = []
    for step in steps_of(task, trajectory):
        if step.call.requestor == "user" or not needs_yes(task, step) or _confirmed(messages, step.at):
            continue
        says = f"{step.call.name} is called without the confirmation that the rules ask for."
        found.append(Finding(CHECK, says, (Evidence(step.at, step.call.arguments),)))
    return tuple(found)


def needs_yes(task: Task, step: Step) -> bool:
    """Writes that change records; handing over to a person and notes to oneself are none."""
    if not is_write(task, step.call.name):
        return False
    tool = find_tool(task, step.call.name)
    about = f"{step.call.name} {tool.description if tool is not None else ''}".lower()
    return bool(deed_group(step.call.name)) and "human" not in about


def _confirmed(messages: tuple[Message, ...], at: int) -> bool:
    turns = [k for k in range(at) if isinstance(messages[k], Say) and getattr(messages[k], "role", "") == "user"]
    if not turns or AFFIRMATIVE.search(text_of(messages[turns[-1]])) is None:
        return False
    asked = [
        m for m in messages[: turns[-1]] if isinstance(m, Say) and m.role == "assistant" and ASKS.search(text_of(m))
    ]
    return bool(asked)
