"""Retries: a call that failed for a lasting reason is not sent again unchanged."""

from __future__ import annotations

from negforge.checks.readings.tools import error_kind, failed, same_call, steps_of
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "retries"


def retries(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """The same call after a lasting error, with no other call that succeeded and no user turn in between."""
    messages = shown(task, trajectory)
    steps = steps_of(task, trajectory)
    found = []
    for number, step in enumerate(steps):
        for earlier in reversed(steps[:number]):
            if any(said_by(m, "user") for m in messages[earlier.at : step.at]):
                break
            if earlier.response is None or not failed(earlier.response):
                break
            if error_kind(earlier.response) == "lasting" and same_call(earlier.call, step.call):
                quote = text_of(earlier.response)[:160]
                says = f"{step.call.name} is sent again unchanged after a lasting error."
                assert earlier.response_at is not None
                evidence = (Evidence(step.at, step.call.arguments), Evidence(earlier.response_at, quote))
                found.append(Finding(CHECK, says, evidence))
                break
    return tuple(found)
