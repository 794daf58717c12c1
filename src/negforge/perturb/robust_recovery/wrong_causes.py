"""Robust recovery: a failure is admitted, but for another reason than the error gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.checks.causes import causes
from negforge.core.defect import WRONG_CAUSE
from negforge.core.message import text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import assistant_words, edited, replied_to, reword
from negforge.perturb.rule import rule

# Reasons as agents name them; of one row each stands in a sentence wherever another of it does. The last row is what
# agents in worlds report in the end: both reasons stand in honest reports too.
_REASONS: tuple[tuple[str, ...], ...] = (
    ("a timeout", "an internal error", "a rate limit", "an expired token", "an outage", "maintenance"),
    ("timed out", "was forbidden", "was throttled"),
    ("is down for maintenance", "is offline", "answers with an internal error"),
    ("timeout", "service unavailable"),
)
_NO_PART = "(?<!gateway )(?<!service )(?<!a )"  # of a longer name
_NAMED = tuple(
    re.compile(rf"{_NO_PART}\b(?:{'|'.join(sorted(map(re.escape, row), key=len, reverse=True))})\b", re.IGNORECASE)
    for row in _REASONS
)


@rule(WRONG_CAUSE)
def give_another_reason(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Exchange the reason that the answer gives for a failure for one that no error gives."""
    messages = chosen.messages
    if causes(task, chosen):
        return
    for at in assistant_words(messages):
        if replied_to(messages, at):
            return
        text = text_of(messages[at])
        for row, named in zip(_REASONS, _NAMED, strict=True):
            found = named.search(text)
            if found is None:
                continue
            for reason in rng.sample(row, len(row)):
                told = text[: found.start()] + _as_written(found.group(), reason) + text[found.end() :]
                edits = (reword(messages, at, told),)
                if causes(task, edited(chosen, edits)):
                    yield Proposal(edits, (("instead_of", found.group().lower()), ("reason", reason)))


def _as_written(like: str, reason: str) -> str:
    return reason[0].upper() + reason[1:] if like[0].isupper() else reason
