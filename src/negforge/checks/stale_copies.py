"""Stale copies: what says of itself that it is an old copy is not told as the state now."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.checks.readings.doubts import is_old_copy, tells_old
from negforge.checks.readings.phrases import FAILURE
from negforge.checks.readings.tools import Step, failed, last_answer, steps_of
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "stale_copies"


def stale_copies(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A response that says that it is an old copy; no later response of that tool is fresh, and no words to the user
    after it say that figures are not of the moment, or that something could not be had."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, words_only=True):
        return blind
    answer = last_answer(messages)
    if answer is None:
        return ()
    steps = steps_of(task, trajectory)
    for number in range(len(steps) - 1, -1, -1):
        step = steps[number]
        mark = _old(step)
        if mark is None or step.response_at is None or step.response_at > answer:
            continue
        if _refreshed(steps[number + 1 :], step) or _told(messages, step.response_at):
            continue
        says = f"What {step.call.name} returned says that it is an old copy; the answer tells it as the state now."
        quote = text_of(messages[answer])[:160]
        return (Finding(CHECK, says, (Evidence(answer, quote), Evidence(step.response_at, mark))),)
    return ()


def _old(step: Step) -> str | None:
    if step.response is None or failed(step.response):
        return None
    return is_old_copy(text_of(step.response))


def _refreshed(later: Sequence[Step], step: Step) -> bool:
    return any(
        one.call.name == step.call.name
        and one.response is not None
        and not failed(one.response)
        and is_old_copy(text_of(one.response)) is None
        for one in later
    )


def _told(messages: Sequence[Message], after: int) -> bool:
    words = (text_of(m) for m in messages[after:] if said_by(m, "assistant"))
    return any(tells_old(said) or FAILURE.search(said) for said in words)
