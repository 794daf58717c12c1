"""Arithmetic: a result that the assistant states is what the figures beside it, or those of the question, come to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from negforge.checks.readings.phrases import sentence_at, sentences
from negforge.checks.readings.reckonings import Reckoning, reckoning
from negforge.checks.readings.sums import Sum, holds, sums
from negforge.checks.readings.totals import Total, totals
from negforge.checks.readings.turns import user_turns
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import Value, canons, key, keys, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, ToolCall, ToolResponse, said_by, text_of
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "arithmetic"
_DIGITS = re.compile(r"\d")


def arithmetic(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """One finding for each result that is not what its figures give: of a sum that the words write out; of a total
    beside the amounts that they list, unless a response, the user or the rules gave it; of a reckoning that the only
    turn of the user asks for (``checks.readings.reckonings``), where no tool is called; of a total, difference or
    remainder that follows from nothing, while one a slip away follows from the responses (``checks.readings.totals``).
    """
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    found: list[Finding] = []
    for at, message in enumerate(messages):
        if said_by(message, "assistant") and _DIGITS.search(text_of(message)):
            for finding in (
                *_in_words(task, messages, at),
                *_of_question(messages, at),
                *_of_responses(task, messages, at),
            ):
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
    others = [text_of(m) for m in messages[:at] if not said_by(m, "assistant")]
    return not canons(raw).isdisjoint(canons(policy_text(task), *others))


def _of_question(messages: Sequence[Message], at: int) -> Iterator[Finding]:
    """Of a reckoning that the only turn of the user asks for, where no tool is called."""
    asked = user_turns(messages)
    if len(asked) != 1 or asked[0] > at or any(isinstance(one, ToolCall | ToolResponse) for one in messages):
        return
    question, text = text_of(messages[asked[0]]), text_of(messages[at])
    wanted = reckoning(question)
    if wanted is None:
        return
    stated = [one for one in values(text) if one.kind == wanted.kind and key(one) not in keys(question)]
    if not stated or any(_comes_to(one, wanted) for one in stated):
        return
    sentence = sentence_at(text, stated[0].start)
    words = wanted.words if wanted.words in question else sentences(wanted.words)[-1].text.strip()
    evidence = (
        Evidence(at, sentence.text.strip() if sentence is not None else stated[0].raw),
        Evidence(asked[0], words),
    )
    says = f"{stated[0].raw} is given, but what the question asks for comes to {wanted.shown}."
    yield Finding(CHECK, says, evidence, arithmetic=wanted.steps)


def _comes_to(value: Value, wanted: Reckoning) -> bool:
    """Whether a value is the result, rounded to as many places as it shows, if it shows any."""
    if value.canon in wanted.results:
        return True
    return value.kind == "number" and "." in value.canon and holds(value.canon, Decimal(wanted.shown))


def _of_responses(task: Task, messages: Sequence[Message], at: int) -> Iterator[Finding]:
    if not any(isinstance(message, ToolResponse) for message in messages[:at]):
        return
    for total in totals(task, messages, at):
        if not total.sound and total.near is not None:
            yield _slip(at, total)


def _slip(at: int, total: Total) -> Finding:
    says = f"{total.value.raw} is stated as a result, but the figures of the responses give {total.near}."
    return Finding(
        CHECK, says, (Evidence(at, total.value.raw), *total.evidence), arithmetic=max(1, len(total.evidence))
    )
