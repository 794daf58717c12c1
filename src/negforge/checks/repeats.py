"""Repeats: a call that had succeeded is not made again while nothing has changed."""

from __future__ import annotations

from negforge.checks.readings.tools import failed, is_write, same_call, steps_of
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Say, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "repeats"


def repeats(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A call equal to an earlier one that succeeded, its response equal too, and between the two no write that
    succeeded and no turn of the user. A response that differs shows that something had changed."""
    messages = shown(task, trajectory)
    steps = steps_of(task, trajectory)
    found = []
    for number, step in enumerate(steps):
        if step.response is None or failed(step.response):
            continue
        for earlier in reversed(steps[:number]):
            if any(isinstance(m, Say) and m.role == "user" for m in messages[earlier.at : step.at]):
                break
            answered = earlier.response is not None and not failed(earlier.response)
            if answered and is_write(task, earlier.call.name):
                break
            if answered and earlier.response is not None and same_call(earlier.call, step.call):
                if text_of(earlier.response) == text_of(step.response):
                    says = f"{step.call.name} repeats the call of message {earlier.at}; nothing had changed."
                    evidence = (Evidence(step.at, step.call.arguments), Evidence(earlier.at, earlier.call.arguments))
                    found.append(Finding(CHECK, says, evidence))
                break
    return tuple(found)
