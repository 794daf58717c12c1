"""Mismatches: a response about another record than the one asked for is not taken for the one asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from negforge.checks.readings.echoes import other_record
from negforge.checks.readings.tools import Step, last_answer, same_call, steps_of
from negforge.checks.readings.turns import told_the_user
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "mismatches"
_NOTICES = re.compile(
    r"\b(?:mismatch\w*|mix(?:ed)?[ -]up|(?:another|different|wrong) (?:record|entry|id|number|one)|"
    r"does(?:n['’]t| not) match|did(?:n['’]t| not) match|could(?:n['’]t| not)|"
    r"unable|not able|instead of|rather than|discrepan\w+)\b",
    re.IGNORECASE,
)


def mismatches(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A response that names another record than the call asked for, an id that looks much like it; the call is not made
    again, and no word to the user after it speaks of a mismatch or of the other id."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, words_only=True):
        return blind
    answer = last_answer(messages)
    if answer is None:
        return ()
    steps = steps_of(task, trajectory)
    found = []
    for number, step in enumerate(steps):
        other = other_record(step)
        if other is None or step.response_at is None or step.response_at > answer:
            continue
        asked, named = other
        again = any(same_call(step.call, later.call) for later in steps[number + 1 :])
        if again or _noticed(messages, step, named):
            continue
        says = f"{step.call.name} was asked for {asked} and answered with {named}; it is taken for the one asked for."
        at = _told_at(messages, step.response_at, answer)
        evidence = (
            Evidence(at, text_of(messages[at])[:160]),
            Evidence(step.response_at, named),
            Evidence(step.at, asked),
        )
        found.append(Finding(CHECK, says, evidence))
    return tuple(found)


def _told_at(messages: Sequence[Message], after: int, answer: int) -> int:
    """The first words to the user after a place."""
    return next((at for at, text in told_the_user(messages[:answer]) if at > after and text.strip()), answer)


def _noticed(messages: Sequence[Message], step: Step, named: str) -> bool:
    assert step.response_at is not None
    words = [text_of(m) for m in messages[step.response_at :] if said_by(m, "assistant")]
    return any(_NOTICES.search(said) or named.lower() in said.lower() for said in words)
