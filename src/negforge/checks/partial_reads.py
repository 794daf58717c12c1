"""Partial reads: what says of itself that it is a part is not told as everything."""

from __future__ import annotations

import re
from collections.abc import Sequence

from negforge.checks.readings.doubts import offers_more, tells_part, warns_of_part
from negforge.checks.readings.tools import Step, argument_leaves, failed, last_answer, steps_of, user_text
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "partial_reads"
_WHOLE = re.compile(
    r"\b(?:all|every|each|everything|how many|total(?:s|ling)?|sum(?:med)?|altogether|add(?:ed)? up|"
    r"count|average|full list)\b",
    re.IGNORECASE,
)
_EXTREME = re.compile(
    r"\b(?:cheap|low|high|earli|lat|fast|slow|short|long|near|clos|big|larg|small|great|new|old|few|dear)(?:e?st)\b|"
    r"\b(?:most|least|best|worst)\b",
    re.IGNORECASE,
)
_SORTS = re.compile(r"sort|order_?by|^order$|rank", re.IGNORECASE)
_TOTAL = re.compile(r"[\"'](?:total|count|matched|matching_rows|total_count|total_results|hits)[\"']\s*:\s*(\d{1,9})\b")


def partial_reads(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A response that warns that rows are missing, or one with further pages where the user asks for all, a sum or the
    best of them; no later response of that tool is whole, and no words to the user after it say that something is left.
    """
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, words_only=True):
        return blind
    answer = last_answer(messages)
    if answer is None:
        return ()
    steps = steps_of(task, trajectory)
    found = []
    for number, step in enumerate(steps):
        mark = _left_open(messages, steps, number, answer)
        if mark is None or step.response_at is None or _told(messages, step.response_at):
            continue
        says = f"What {step.call.name} returned says that it is a part; the answer takes it for everything."
        quote = text_of(messages[answer])[:160]
        found.append(Finding(CHECK, says, (Evidence(answer, quote), Evidence(step.response_at, mark))))
    return tuple(found[-1:])


def _left_open(messages: Sequence[Message], steps: Sequence[Step], number: int, answer: int) -> str | None:
    """Where the response of a step says that it is a part, and nothing that follows completes it."""
    step = steps[number]
    if step.response is None or step.response_at is None or step.response_at > answer or failed(step.response):
        return None
    text = text_of(step.response)
    mark = warns_of_part(text)
    paged = offers_more(text) if mark is None else None
    if mark is None and (paged is None or not _wanted_whole(messages, step, text_of(messages[answer]))):
        return None
    later = (one for one in steps[number + 1 :] if one.call.name == step.call.name and one.response is not None)
    completed = any(not failed(one.response) and (paged or not _warns(one)) for one in later)
    return None if completed else mark or paged


def _warns(step: Step) -> bool:
    return step.response is not None and warns_of_part(text_of(step.response)) is not None


def _wanted_whole(messages: Sequence[Message], step: Step, answer: str) -> bool:
    """Whether the turn of the user asks for what only the whole list tells. A total that the response itself gives
    needs no further page; the best one of a list in order stands on the first."""
    assert step.response is not None
    total = _TOTAL.search(text_of(step.response))
    if total is not None and re.search(rf"(?<![\d.,]){total[1]}(?![\d.,]\d|\d)", answer):
        return False
    asked = [m for m in messages[: step.at] if said_by(m, "user")]
    wish = user_text(asked[-1:])
    if _WHOLE.search(wish):
        return True
    sorts = any(_SORTS.search(str(part)) for path, _ in argument_leaves(step.call.arguments) for part in path)
    return not sorts and _EXTREME.search(wish) is not None


def _told(messages: Sequence[Message], after: int) -> bool:
    return any(said_by(m, "assistant") and tells_part(text_of(m)) for m in messages[after:])
