"""Relevance: where needless calls are forbidden, a tool is called because something it returns is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from negforge.checks.readings.phrases import object_words
from negforge.checks.readings.rows import listed
from negforge.checks.readings.thrift import sentence_against
from negforge.checks.readings.tools import Step, argument_leaves, failed, is_write, steps_of, user_text
from negforge.checks.readings.unread import unread
from negforge.checks.readings.values import canons, is_small, key, values
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, ToolCall, said_by, text_of
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "relevance"
_IS_NO_LOOK = re.compile(
    r"wait|pause|sleep|poll|token|refresh|renew|role|log_?(?:in|out)|auth|think|calculat|convert", re.IGNORECASE
)
_STOP = frozenset(
    "about after again also available based been before call check code could current data date details each find from "
    "given have here into item items json list look matching more name names need number object only optional other "
    "please provide read result results return returns search show single some specific string text that their "
    "them then there these they this time tool type used user using value values what when where which "
    "will with without would your today".split()
)


def relevance(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A sentence of the rules or of the user forbids needless calls; a read succeeded, and nothing of its response is
    used afterwards: no value, fewer than three words that the user had not said, and nothing that may be worked out
    from it; and the call lies beside the point of what the user says."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    steps = steps_of(task, trajectory)
    forbids = sentence_against(task, CHECK) if steps else None
    if forbids is None:
        return ()
    told = [at for at, m in enumerate(messages) if said_by(m, "user") and forbids in text_of(m)][:1]
    found = []
    for step in _unused(task, messages, steps):
        says = f'It is said: "{forbids[:200]}"; {step.call.name} is called, and nothing it returned is used.'
        evidence = (Evidence(step.at, step.call.arguments), *(Evidence(at, forbids) for at in told))
        found.append(Finding(CHECK, says, evidence))
    return tuple(found)


def looked_for_nothing(task: Task, trajectory: Trajectory) -> bool:
    """Whether a read is of no use to the rest, whether or not that is forbidden."""
    return any(True for _ in _unused(task, shown(task, trajectory), steps_of(task, trajectory)))


def _unused(task: Task, messages: Sequence[Message], steps: Sequence[Step]) -> Iterator[Step]:
    asked = user_text(messages)
    heard = canons(policy_text(task), asked)
    for step in steps:
        if step.response is None or step.response_at is None or failed(step.response):
            continue
        if (
            is_write(task, step.call.name)
            or _IS_NO_LOOK.search(step.call.name)
            or not _beside(task, steps, step, asked)
        ):
            continue
        told = text_of(step.response)
        after = "\n".join(text_of(m) for m in messages[step.response_at + 1 :] if _is_own(m))
        if (canons(told) - heard) & canons(after) or len((_words(told) - _words(asked)) & _words(after)) >= 3:
            continue
        if not _names_one(told, after, asked) and not _worked_out(messages, step, told, after):
            yield step


def _names_one(told: str, after: str, asked: str) -> bool:
    """Whether the words tell a name of several words that the response gave."""
    texts = {text for _, rows in listed(told) for row in rows for _, text in row if " " in text and len(text) >= 6}
    return any(text in after and text not in asked for text in texts)


def _worked_out(messages: Sequence[Message], step: Step, told: str, after: str) -> bool:
    """Whether the words may tell what was worked out from the response: it holds figures or days, and they hold some
    that nobody had said."""
    if not any(not is_small(value) and value.kind in ("number", "date", "time") for value in values(told)):
        return False
    assert step.response_at is not None
    said = canons(*(text_of(m) for m in messages[: step.response_at + 1]))
    return any(key(value) not in said for value in values(after))


def _beside(task: Task, steps: Sequence[Step], step: Step, asked: str) -> bool:
    """Whether a call lies beside the point: neither its tool nor what it is asked for is met in what the user says, in
    other calls or responses, nor, where other tools are at work too, in the rules: a look that leads nowhere is part
    of the work. Hits of a lone search for what the user said are no such look: they led somewhere."""
    lone = len({other.call.name for other in steps}) == 1
    about = {noun[:6] for noun in object_words(step.call.name) if len(noun) >= 3}
    others = (one for one in steps if one is not step)
    rest = "\n".join(f"{one.call.arguments}\n{text_of(one.response) if one.response else ''}" for one in others)
    met = f"{asked}\n{rest if lone else rest + policy_text(task)}".lower()
    if any(noun in (asked.lower() if lone else met) for noun in about):
        return False
    said, spoken = canons(asked), _words(asked)
    for _, leaf in argument_leaves(step.call.arguments):
        text = str(leaf).lower().replace("_", " ")
        whole = [value for value in values(str(leaf)) if value.kind in ("date", "time", "id")]
        met_before = text in met or any(key(value) in said for value in whole)
        if len(text) >= 3 and met_before and not (lone and text in asked.lower() and _has_hits(step)):
            return False
        if "/" in text and len(_words(text) & spoken) >= 2:
            return False
    return True


def _has_hits(step: Step) -> bool:
    """Whether a response lists something."""
    told = text_of(step.response) if step.response is not None else ""
    return any(where or told.lstrip().startswith("[") for where, rows in listed(told) if rows)


def _words(text: str) -> frozenset[str]:
    return frozenset(word[:7] for word in re.findall(r"[^\W\d_]{4,}", text.lower()) if word not in _STOP)


def _is_own(message: Message) -> bool:
    return isinstance(message, ToolCall) or said_by(message, "assistant")
