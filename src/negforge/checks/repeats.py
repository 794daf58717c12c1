"""Repeats: a call that had succeeded is not made again while nothing has changed."""

from __future__ import annotations

from negforge.checks.readings.doubts import in_doubt
from negforge.checks.readings.echoes import other_record
from negforge.checks.readings.tools import Step, failed, is_write, outcome_unknown, same_call, steps_of, succeeded
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "repeats"


def repeats(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A call equal to an earlier one that succeeded, its response equal too, and between the two no write that
    succeeded and no turn of the user. A response that differs shows that something had changed. There is reason to ask
    again for one that says that it is cut short or old, or that names another record than the one asked for, and for
    what was read before a write whose answer was lost."""
    messages = shown(task, trajectory)
    steps = steps_of(task, trajectory)
    found = []
    for number, step in enumerate(steps):
        if step.response is None or failed(step.response):
            continue
        for earlier in reversed(steps[:number]):
            if any(said_by(m, "user") for m in messages[earlier.at : step.at]):
                break
            answered = succeeded(earlier)
            lost = earlier.response is not None and outcome_unknown(earlier.response)
            if (answered or lost) and is_write(task, earlier.call.name):
                break
            if answered and earlier.response is not None and same_call(earlier.call, step.call):
                if text_of(earlier.response) == text_of(step.response) and not _off(earlier):
                    says = f"{step.call.name} repeats the call of message {earlier.at}; nothing had changed."
                    evidence = (Evidence(step.at, step.call.arguments), Evidence(earlier.at, earlier.call.arguments))
                    found.append(Finding(CHECK, says, evidence))
                break
    return tuple(found)


def _off(step: Step) -> bool:
    """Whether the response shows that something is off with it."""
    return step.response is not None and (in_doubt(text_of(step.response)) or other_record(step) is not None)
