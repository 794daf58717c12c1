"""Surrender: after an error something that could mend it is tried before the agent gives up."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.checks.readings.phrases import FAILURE
from negforge.checks.readings.tools import Step, failed, is_out_of_service, last_answer, same_call, steps_of
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, Say, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "surrender"


def surrender(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """The last step of the run failed, no call follows it, the last words admit failure, and tools are at hand. Let
    pass: a call that worked for other things in the same turn, and was refused for this one; one that had failed before
    in that turn, so that it was tried again; a tool that is out of service.

    That one more step would have helped is shown by the chosen, which takes it; here only the giving up is proved.
    """
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, Say, words_only=True):
        return blind
    steps = steps_of(task, trajectory)
    answer = last_answer(messages)
    if not steps or answer is None or not task.tools:
        return ()
    last = steps[-1]
    if not failed(last.response) or last.response is None or last.response_at is None or last.response_at > answer:
        return ()
    told = FAILURE.search(text_of(messages[answer]))
    if told is None or is_out_of_service(last.response) or _tried_otherwise(messages, steps, last):
        return ()
    says = f"The run ends on the error of {last.call.name} with nothing else tried."
    evidence = (Evidence(last.response_at, text_of(last.response)[:160]), Evidence(answer, told.group()))
    return (Finding(CHECK, says, evidence),)


def _tried_otherwise(messages: Sequence[Message], steps: Sequence[Step], last: Step) -> bool:
    """Whether the tool was called before in this turn: with success for another thing, or without."""
    turn = max((at for at, m in enumerate(messages[: last.at]) if said_by(m, "user")), default=0)
    return any(
        step.call.name == last.call.name and (failed(step.response) or not same_call(step.call, last.call))
        for step in steps
        if step.at > turn and step is not last and step.response is not None
    )
