"""Handover: what the agent offered and the user agreed to is carried out, not passed on to a person."""

from __future__ import annotations

import re

from negforge.checks.readings.phrases import AFFIRMATIVE, ASKS, REFUSAL, deed_group
from negforge.checks.readings.tools import Step, is_handover, steps_of
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, Say, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "handover"
_PERSON = re.compile(r"\b(?:human|person|supervisor|manager|representative|someone|somebody|agent)\b", re.IGNORECASE)


def handovers(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A call that hands over to a person although the assistant had just offered a deed, the user said yes to it, and
    since then nothing was said, called or refused that could have changed the case. A user who asks for a person in
    the same words gets one rightly."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, Say, words_only=True):
        return blind
    steps = steps_of(task, trajectory)
    found = []
    for step in steps:
        if not is_handover(task, step.call.name):
            continue
        agreed = offer_agreed_to(messages, step.at)
        if agreed is None or _something_happened(messages, steps, agreed, step.at):
            continue
        says = f"{step.call.name} hands over what the assistant offered and the user had just agreed to."
        evidence = (Evidence(step.at, step.call.arguments), Evidence(agreed, text_of(messages[agreed])))
        found.append(Finding(CHECK, says, evidence))
    return tuple(found)


def offer_agreed_to(messages: tuple[Message, ...], at: int) -> int | None:
    """The place of the user's last words before ``at``, when they are a yes to words that offer a deed and ask."""
    turns = [k for k in range(at) if isinstance(messages[k], Say) and getattr(messages[k], "role", "") != "system"]
    if len(turns) < 2:
        return None
    offer, answer = messages[turns[-2]], messages[turns[-1]]
    assert isinstance(offer, Say) and isinstance(answer, Say)
    if (offer.role, answer.role) != ("assistant", "user") or AFFIRMATIVE.search(text_of(answer)) is None:
        return None
    if _PERSON.search(text_of(answer)):
        return None
    offered = text_of(offer)
    asks = ASKS.search(offered) is not None and bool(deed_group(offered)) and "transfer you" not in offered.lower()
    return turns[-1] if asks and "human" not in offered.lower() and REFUSAL.search(offered) is None else None


def _something_happened(messages: tuple[Message, ...], steps: tuple[Step, ...], since: int, until: int) -> bool:
    said = any(isinstance(message, Say) for message in messages[since + 1 : until])
    return said or any(since < step.at < until and step.response is not None for step in steps)
