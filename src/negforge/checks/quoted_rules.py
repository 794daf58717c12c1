"""Quoted rules: a rule that the assistant tells has the limits and the conditions that the rules give it."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.checks.readings.prohibitions import stems
from negforge.checks.readings.quotations import Quotation, bounding, condition, limits, quotations
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import canons
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, ToolCall, said_by, text_of
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "quoted_rules"
_UNHEARD = 2  # words of a condition that were never heard before


def quoted_rules(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A sentence that tells a rule with a number other than the rule's own of that unit, or with a condition or an
    exception of which neither the rules nor anything heard before says a word."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    policy = policy_text(task)
    found = []
    for at in range(len(task.opening), len(messages)):
        message = messages[at]
        if policy and said_by(message, "assistant"):
            for told in quotations(policy, text_of(message)):
                said = _other_limit(policy, messages, at, told) or _other_condition(policy, messages, at, told)
                if said is not None:
                    found.append(_finding(at, told, said))
    return tuple(found)


def _finding(at: int, told: Quotation, said: str) -> Finding:
    rule = told.rule.sentence.text.strip(" -\n")
    says = f"The assistant tells a rule with {said.strip()!r}; the rules say: {rule!r}"
    return Finding(CHECK, says, (Evidence(at, told.sentence.text.strip()),))


def _other_limit(policy: str, messages: Sequence[Message], at: int, told: Quotation) -> str | None:
    ruled = limits(told.rule.sentence.text)
    others = []
    for one in bounding(told.sentence.text):
        same = {other.canon for other in ruled if other.unit == one.unit}
        if same and one.canon not in same:
            others.append(one)
    if not others:
        return None
    heard = (policy, *(text_of(message) for message in messages[:at]))
    known = canons(*heard) | {f"number:{one.canon}" for text in heard for one in limits(text)}
    new = next((one for one in others if f"number:{one.canon}" not in known), None)
    return None if new is None else told.sentence.text[new.start : new.end]


def _other_condition(policy: str, messages: Sequence[Message], at: int, told: Quotation) -> str | None:
    named = condition(told.sentence.text)
    if named is None:
        return None
    clause, content = named
    carried = stems(told.sentence.text.replace(clause, " "))
    if len(carried & told.rule.stems) < 2:
        return None  # the clause itself is what the two have in common
    heard = [text_of(message) for message in messages[:at] if not isinstance(message, ToolCall)]
    new = stems(content).difference(stems(policy), *map(stems, heard))
    return clause if len(new) >= _UNHEARD and not stems(content) & told.rule.stems else None
