"""Arithmetic: a result that the assistant states is what the figures beside it, or those of the question, come to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from negforge.checks.readings.posed import Posed, posed
from negforge.checks.readings.sums import Sum, holds, sums
from negforge.checks.readings.totals import Total, totals
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import Value, canons, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, Say, ToolCall, ToolResponse, text_of
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "arithmetic"
_DIGITS = re.compile(r"\d")


def arithmetic(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """One finding for each result that is not what its figures give: of a sum that the words write out; of a total
    beside the amounts that they list, unless a response, the user or the rules gave it; of a sum that the user's own
    question poses, where no tool is called for it; of a total, difference or remainder that follows from nothing, while
    one that is a slip away follows from the responses (``checks.readings.totals``)."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    found: list[Finding] = []
    for at, message in enumerate(messages):
        if isinstance(message, Say) and message.role == "assistant" and _DIGITS.search(text_of(message)):
            for finding in (*_in_words(task, messages, at), *_of_question(messages, at), *_of_responses(task, messages, at)):
                if all(finding.evidence[0] != other.evidence[0] for other in found):
                    found.append(finding)
    return tuple(found)


def _in_words(task: Task, messages: Sequence[Message], at: int) -> Iterator[Finding]:
    text = text_of(messages[at])
    for one in sums(text):
        raw = text[one.start : one.end]
        if holds(raw, one.right) or (one.listed and _given(task, messages, at, raw)):
            continue
        yield _finding(at, raw, one, f"{raw} is stated, but {one.whole if one.listed else 'its figures'} give ")


def _finding(at: int, raw: str, one: Sum, says: str) -> Finding:
    right = format(one.right.quantize(Decimal("0.01")).normalize(), "f")
    quotes = tuple(Evidence(at, operand) for operand in dict.fromkeys(one.operands) if operand != raw)
    return Finding(CHECK, f"{says}{right}.", (Evidence(at, raw), *quotes[:8]), arithmetic=len(one.operands) - 1)


def _given(task: Task, messages: Sequence[Message], at: int, raw: str) -> bool:
    """Whether somebody else gave the figure, so that it need not be the sum of what is listed."""
    others = [text_of(m) for m in messages[:at] if not (isinstance(m, Say) and m.role == "assistant")]
    return not canons(raw).isdisjoint(canons(policy_text(task), *others))


def _of_question(messages: Sequence[Message], at: int) -> Iterator[Finding]:
    """Of a sum that the user's last turn poses."""
    asked = at - 1
    question = messages[asked] if at else None
    if not (isinstance(question, Say) and question.role == "user") or _called_after(messages, at):
        return
    text = text_of(messages[at])
    for one in posed(text_of(question)):
        missing = next((right for right in one.results if not _told(right, text)), None)
        if missing is None:
            continue
        wrong = _stated_instead(text, text_of(question), one)
        if wrong is not None:
            says = f"{wrong.raw} is stated, but {one.working} gives {missing}."
            evidence = (Evidence(at, wrong.raw), Evidence(asked, one.asked))
            yield Finding(CHECK, says, evidence, arithmetic=2)


def _called_after(messages: Sequence[Message], at: int) -> bool:
    return at + 1 < len(messages) and isinstance(messages[at + 1], ToolCall)


def _told(right: str, text: str) -> bool:
    if not right.replace(".", "").isdigit():
        return right in text or (":" in right and f"time:{right}" in canons(text))
    stated = (value.raw for value in values(text) if value.kind == "number" and not value.raw.startswith("-"))
    return any(holds(raw.lstrip("+"), Decimal(right)) and (raw.count(".") or Decimal(right) % 1 == 0) for raw in stated)


def _stated_instead(text: str, question: str, one: Posed) -> Value | None:
    """The one figure of the answer that the question does not hold and that is none of the results."""
    kinds = {"time" if ":" in right else "number" for right in one.results}
    held = canons(question)
    new = [v for v in values(text) if v.kind in kinds and f"{v.kind}:{v.canon}" not in held]
    new = [v for v in new if not any(_told(right, v.raw) for right in one.results)]
    return new[0] if 1 <= len(new) <= 2 else None


def _of_responses(task: Task, messages: Sequence[Message], at: int) -> Iterator[Finding]:
    if not any(isinstance(message, ToolResponse) for message in messages[:at]):
        return
    for total in totals(task, messages, at):
        if not total.sound and total.near is not None:
            yield _slip(at, total)


def _slip(at: int, total: Total) -> Finding:
    says = f"{total.value.raw} is stated as a result, but the figures of the responses give {total.near}."
    return Finding(CHECK, says, (Evidence(at, total.value.raw), *total.evidence), arithmetic=max(1, len(total.evidence)))
