"""What the tests of the checks ask of a check: its findings as places and quotes, each quote truly standing there."""

from __future__ import annotations

from negforge.core.message import text_of
from negforge.core.ports import Check
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

Place = tuple[int, str]


def evidence(check: Check, conversation: tuple[Task, Trajectory]) -> list[tuple[Place, ...]]:
    """The evidence of each finding as (message, quote); fails where a quote does not stand in its message."""
    messages = shown(*conversation)
    found = []
    for finding in check(*conversation):
        assert finding.says
        for one in finding.evidence:
            assert one.quote in text_of(messages[one.message])
        found.append(tuple((one.message, one.quote) for one in finding.evidence))
    return found


def first_places(check: Check, conversation: tuple[Task, Trajectory]) -> list[Place]:
    """Where each finding points first: the fault itself."""
    return [places[0] for places in evidence(check, conversation)]


def silent(check: Check, conversation: tuple[Task, Trajectory]) -> bool:
    return not evidence(check, conversation)
