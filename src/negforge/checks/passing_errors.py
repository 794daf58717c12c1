"""Passing errors: what fails in passing is tried once more before the work is given up."""

from __future__ import annotations

from negforge.checks.readings.causes import passes
from negforge.checks.readings.phrases import FAILURE
from negforge.checks.readings.tools import Step, failed, last_answer, steps_of
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "passing_errors"


def passing_errors(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A call that failed for a reason that passes (a timeout, a limit of requests, a stumble of the server), whose tool
    is not called again, after which no other call succeeds, and the last words tell of failure."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, words_only=True):
        return blind
    answer = last_answer(messages)
    steps = steps_of(task, trajectory)
    if answer is None or not steps:
        return ()
    told = FAILURE.search(text_of(messages[answer]))
    if told is None:
        return ()
    found = []
    for step in _given_up(steps, answer):
        assert step.response is not None and step.response_at is not None
        says = f"{step.call.name} failed for a reason that passes, was not tried again, and the work ends there."
        evidence = (Evidence(answer, told.group()), Evidence(step.response_at, text_of(step.response)[:160]))
        found.append(Finding(CHECK, says, evidence))
    return tuple(found)


def _given_up(steps: tuple[Step, ...], answer: int) -> tuple[Step, ...]:
    """The failed steps at the end of a run after which nothing succeeded, where their tool was called just once."""
    tail: list[Step] = []
    for step in reversed(steps):
        if step.response is None or step.response_at is None or step.response_at > answer or not failed(step.response):
            break
        tail.append(step)
    return tuple(
        step
        for step in reversed(tail)
        if step.call.requestor == "assistant"
        and step.response is not None
        and passes(step.response)
        and sum(other.call.name == step.call.name and failed(other.response) for other in steps) == 1
    )
