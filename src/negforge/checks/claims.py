"""Claims: what the assistant says it did, a call did."""

from __future__ import annotations

from negforge.checks.readings.phrases import claims, deed_group
from negforge.checks.readings.tools import failed, is_write, steps_of
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Say, text_of
from negforge.core.task import Task, find_tool
from negforge.core.trajectory import Trajectory, shown

CHECK = "claims"


def claimed_deeds(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """One finding for each claim of a deed ("has been cancelled", "I've sent") that no call before it covers.

    A call covers a claim when it succeeded and its tool's name or description speaks of that kind of deed. What a
    response or the user tells as done is no claim of ours: a verb that one of them used in the past is let pass.
    """
    messages = shown(task, trajectory)
    steps = steps_of(task, trajectory)
    found = []
    for at, message in enumerate(messages):
        if not isinstance(message, Say) or message.role != "assistant":
            continue
        done: set[int] = set()
        for step in steps:
            if step.at < at and step.response is not None and not failed(step.response):
                done |= _groups(task, step.call.name, is_write(task, step.call.name))
        told = "\n".join(text_of(m).lower() for m in messages[:at] if not _own_words(m))
        for claim in claims(text_of(message)):
            if claim.group in done or claim.verb in told:
                continue
            says = f"The assistant says that something was {claim.verb}; no call did that."
            found.append(Finding(CHECK, says, (Evidence(at, claim.sentence.text.strip()),)))
    return tuple(found)


def _groups(task: Task, name: str, write: bool) -> frozenset[int]:
    if not write:
        return frozenset()
    tool = find_tool(task, name)
    return deed_group(name) | (deed_group(tool.description) if tool is not None else frozenset())


def _own_words(message: object) -> bool:
    """The assistant's words and calls, and the rules, prove nothing about what was done."""
    return not hasattr(message, "parts") or (isinstance(message, Say) and message.role != "user")
