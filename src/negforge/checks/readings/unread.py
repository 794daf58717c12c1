"""Unread: how much of a message the checks read. What holds more is not read, and nothing is certified about it."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.checks.readings.remembered import remembered_of_row
from negforge.checks.readings.values import values
from negforge.core.certificate import Finding
from negforge.core.message import Message, text_of
from negforge.core.task import Task

MOST_TEXT = 200_000
"""Characters of one message (or of the rules that stand outside the messages): ten times the longest in our logs."""
MOST_VALUES = 5_000
"""Values of one message, for checks that compare values: four times the most in our logs."""


def unread(
    check: str,
    task: Task,
    messages: Sequence[Message],
    of: type[Message] | tuple[type[Message], ...] = (),
    *,
    words_only: bool = False,
) -> tuple[Finding, ...]:
    """One objection where a message (of these kinds; of any where none is named) or the policy is too much to be read.

    A check begins with it and gives it back as it is. It has no evidence, so it proves no defect; but it is an
    objection, so it clears no chosen: a pair is dropped for it on whichever side it comes up, with its words as the
    reason. ``words_only``: for checks that compare no values, and to which their number is the same.
    """
    if task.policy and (amount := _too_much(task.policy, words_only)):
        return not_read(check, f"the policy holds {amount}")
    if _can_be_read(messages):
        return ()
    for at, message in enumerate(messages):
        if not of or isinstance(message, of):
            amount = _too_much(text_of(message), words_only)
            if amount:
                return not_read(check, f"message {at} holds {amount}")
    return ()


def readable(task: Task, messages: Sequence[Message]) -> bool:
    """Whether every message can be read, values and all: for a rule that reads more of a run than its check does."""
    return not unread("", task, messages)


def not_read(check: str, why: str) -> tuple[Finding, ...]:
    """The objection of a check that did not read everything it must read. See ``unread``."""
    return (Finding(check, f"not read: {why}", ()),)


def was_read(findings: Sequence[Finding]) -> bool:
    """Whether the check that gave these findings read everything: whether each shows evidence."""
    return all(finding.evidence for finding in findings)


@remembered_of_row
def _can_be_read(messages: Sequence[Message]) -> bool:
    """Whether no message is too much, of whatever kind."""
    return all(_too_much(text_of(message), words_only=False) is None for message in messages)


def _too_much(text: str, words_only: bool) -> str | None:
    if len(text) > MOST_TEXT:
        return f"{len(text):,} characters, more than {MOST_TEXT:,}"
    if words_only or len(text) <= MOST_VALUES or len(found := values(text)) <= MOST_VALUES:
        return None
    return f"{len(found):,} values, more than {MOST_VALUES:,}"
