"""Confirmation: where the rules ask for the user's explicit yes before a write, the write comes after it."""

from __future__ import annotations

import re
from functools import lru_cache

from negforge.checks.readings.phrases import AFFIRMATIVE, ASKS, DEEDS, asks_for_confirmation, deed_group, tool_deeds
from negforge.checks.readings.thresholds import yes_rules
from negforge.checks.readings.tools import Step, failed, is_write, steps_of, user_text
from negforge.checks.readings.turns import user_turns
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, Say, ToolResponse, said_by, text_of
from negforge.core.task import Task, find_tool, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "confirmation"
_NO_RULE = re.compile(
    r"\bno (?:\w+ )?confirmation|(?:\bnot|n['’]t) (?:need|require|have to|ask|necessary)|without asking|needs? no\b",
    re.IGNORECASE,
)
_ONLY_WHERE = re.compile(
    r"\b(?:if|when(?:ever)?|where|unless|once|(?:more|less|fewer|greater|larger|longer|older|earlier|later) than|above|"
    r"below|over|under|exceed\w*|at least|reach\w*|that costs?|of which|which|outside|outsiders?|external|however)\b",
    re.IGNORECASE,
)
_ALL_WRITES = re.compile(r"\b(?:any|every|all|each|actions?|changes?|writes?|database|consequential)\b", re.IGNORECASE)
_TAKES_BACK = re.compile(r"\b(?:no|not|wait|stop|hold|instead|actually)\b|n['’]t\b", re.IGNORECASE)
_AGREES = re.compile(
    r"^\W*(?:(?:brilliant|great|good|thanks|well|right)\W+)?(?:all ?right|fine|agreed|granted|"
    r"i(?:'ll| will)? (?:accept|agree|pay|take it)|works for me)\b",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:confirm|(?:shall|should) I|(?:would you like|do you want)(?: me)? to|(?:proceed|go ahead)\?)", re.IGNORECASE
)


def confirmation(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A write of a kind that the rules name (of any kind where they name none), to which the user said no yes: neither
    in the last turn, after words of the assistant that asked (to order the deed in reply to a question is a yes), nor,
    since the last turn with a write, to an offer to proceed. One yes may cover several writes."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, Say, words_only=True):
        return blind
    rules, others = _rules(policy_text(task)), yes_rules(policy_text(task))
    if not rules and not others:
        return ()
    found = []
    writes: list[int] = []
    for step in steps_of(task, trajectory):
        if step.call.requestor == "user" or not (needs_yes(task, step) or (others and is_write(task, step.call.name))):
            continue
        confirmed = _confirmed(messages, step) or _agreed_since(messages, writes, step.at)
        if not failed(step.response):
            writes.append(step.at)
        if confirmed:
            continue
        said = user_text(messages, step.at).lower()
        answer = text_of(step.response) if step.response is not None else ""
        read = [text_of(m) for m in messages[: step.at] if isinstance(m, ToolResponse)] if others else []
        asked = _asked_about(messages, step)
        holding = (
            rule for rule in others if not (rule.bound and asked) and rule.holds_for(step.call, said, answer, read)
        )
        asks = next((rule.text for rule in holding), "")
        if not asks and not any(kinds is None or kinds & deed_group(step.call.name) for kinds in rules):
            continue
        says = f"{step.call.name} is called without the confirmation that the rules ask for"
        says += f" ({asks!r})." if asks else "."
        found.append(Finding(CHECK, says, (Evidence(step.at, step.call.arguments),)))
    return tuple(found)


def needs_yes(task: Task, step: Step) -> bool:
    """Writes that change records; handing over to a person and notes to oneself are none."""
    if not is_write(task, step.call.name):
        return False
    tool = find_tool(task, step.call.name)
    about = f"{step.call.name} {tool.description if tool is not None else ''}".lower()
    return bool(deed_group(step.call.name)) and "human" not in about


@lru_cache(maxsize=64)
def _rules(policy: str) -> tuple[frozenset[int] | None, ...]:
    """The kinds of deed that each sentence is about which asks for confirmation. A rule for some cases only (above an
    amount, to somebody outside) is left out: whether a case is one of them, words do not tell."""
    sentences = re.split(r"(?<!\d)[.](?!\d)|\n", policy)
    asking = (one for one in sentences if asks_for_confirmation(one) and not _NO_RULE.search(one))
    return tuple(_kinds(one) for one in asking if not _ONLY_WHERE.search(one))


def _kinds(rule: str) -> frozenset[int] | None:
    """The kinds of deed that a rule names ("cancelling"); None where it is about all writes, or names none."""
    named = frozenset(
        number
        for number, group in enumerate(DEEDS)
        for base, _ in group
        if re.search(rf"\b{base.removesuffix('e')}(?:e?s?|\w?ing|\w?ed|l?ations?|ments?)\b", rule.lower())
    )
    return None if not named or _ALL_WRITES.search(rule) else named


def _agreed_since(messages: tuple[Message, ...], writes: list[int], at: int) -> bool:
    """Whether the user, after the writes of earlier turns, said yes to an offer and did not take it back."""
    turns = user_turns(messages, at)
    since = max((write for write in writes if turns and write < turns[-1]), default=0)
    offered = agreed = False
    for message in messages[since:at]:
        if said_by(message, "assistant"):
            offered = _OFFERS.search(text_of(message)) is not None and ASKS.search(text_of(message)) is not None
        elif said_by(message, "user"):
            yes = offered and AFFIRMATIVE.search(text_of(message)) is not None
            agreed = yes or (agreed and _TAKES_BACK.search(text_of(message)) is None)
            offered = False
    return agreed


def _confirmed(messages: tuple[Message, ...], step: Step) -> bool:
    """Whether the user's last words are a yes, or order the deed, after the assistant asked."""
    turns = user_turns(messages, step.at)
    if not turns:
        return False
    reply = text_of(messages[turns[-1]])
    orders = _TAKES_BACK.search(reply) is None and bool(deed_group(reply) & tool_deeds(step.call.name))
    if AFFIRMATIVE.search(reply):
        return any(_is_question(one) for one in messages[: turns[-1]])
    before = messages[turns[-1] - 1] if turns[-1] else None
    return (orders or _AGREES.search(reply) is not None) and before is not None and _is_question(before)


def _asked_about(messages: tuple[Message, ...], step: Step) -> bool:
    """Whether the assistant asked about the deed before the user's last words: what these then mean, none can tell."""
    turns = user_turns(messages, step.at)
    deeds = tool_deeds(step.call.name)
    return any(_is_question(one) and deed_group(text_of(one)) & deeds for one in messages[: turns[-1] if turns else 0])


def _is_question(message: Message) -> bool:
    return said_by(message, "assistant") and ASKS.search(text_of(message)) is not None
