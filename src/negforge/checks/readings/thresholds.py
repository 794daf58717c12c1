"""Thresholds: rules that ask for the user's yes above an amount, a share or a number, or for one kind of tool."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from negforge.checks.readings.phrases import sentences
from negforge.checks.readings.records import records
from negforge.checks.readings.tools import argument_leaves
from negforge.checks.readings.values import number
from negforge.core.message import ToolCall

_YES = re.compile(
    r"\b(?:only (?:after|when|once)|wait for|get|got|before|ask for|until)\b[^.]*"
    r"\b(?:(?:'s|a|clear|explicit|said) yes|yes to it)\b",
    re.IGNORECASE,
)
_FIGURE = r"(?P<figure>\d[\d,]*(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten)"
_ABOVE = re.compile(rf"\b(?:more than|above|over|exceed\w*)\b\s*(?:[A-Z]{{3}} |[$€£])?{_FIGURE}", re.IGNORECASE)
_REACHES = re.compile(rf"\b(?:reach\w*|at least)\b\s*(?:[A-Z]{{3}} |[$€£])?{_FIGURE}", re.IGNORECASE)
_LONGEST = 400  # characters of a sentence that may be such a rule
_IN_WORDS = "zero one two three four five six seven eight nine ten".split()
_OTHERWISE_BOUND = re.compile(
    r"\b(?:if|that (?:is|are|costs?)|which (?:is|are)|of which|less than|hours|outside|already|or has|or have|"
    r"asked for)\b",
    re.IGNORECASE,
)
_UNLESS = re.compile(r"\bunless\b[^.]*\b(?:named|set|said|asked|given|chosen|accepted)\b", re.IGNORECASE)
_CONSENT = re.compile(r"confirm|accept|approv|consent|agree", re.IGNORECASE)
_ACCEPTS = re.compile(
    r"\b(?:accept(?:s|ed)?|agreed?|whatever|up to|at most|no more than|surcharge|difference|extra)\b", re.IGNORECASE
)
_IN_STATE = re.compile(r"\bthat (?:is|are|has been|have been) (?:already )?(?P<state>[a-z]{5,})", re.IGNORECASE)
_COSTS_MORE = re.compile(r"\bcosts?\b[^.]*\bmore\b", re.IGNORECASE)
_ON_TOP = re.compile(r"difference|surcharge|extra|on_top|to_pay", re.IGNORECASE)
_MONEY = re.compile(r"amount|total|price|sum|minor", re.IGNORECASE)
_SHARE = re.compile(r"percent|pct|share", re.IGNORECASE)

Leaves: TypeAlias = Sequence[tuple[tuple[str | int, ...], object]]


@dataclass(frozen=True, slots=True)
class YesRule:
    """A sentence that asks for a yes. ``words``: its words, which the name of a tool may share. ``least``: the amount
    from which it holds, if it names one (``above``: not that one itself). ``unless_said``: not for what the user
    set. ``bound``: only in some case, which the call, its answer or what was read has to show."""

    text: str
    words: frozenset[str]
    least: Decimal | None
    above: bool
    unless_said: bool
    bound: bool = False

    def holds_for(self, call: ToolCall, said: str, answer: str = "", read: Sequence[str] = ()) -> bool:
        """Whether the rule is about this call, as far as its name and arguments tell. ``said``: the user's words;
        ``answer``: what the tool said to it; ``read``: what tools said before."""
        if not set(re.findall(r"[a-z]{4,}", call.name.lower())) & self.words:
            return False
        leaves = argument_leaves(call.arguments)
        if self.bound:
            return _is_the_case(self.text, leaves, said, answer, read)
        if self.least is not None:
            reached = [
                one for one in _counts(self, leaves) if one > self.least or (one == self.least and not self.above)
            ]
            return bool(reached) and not (self.unless_said and _is_set(min(reached), said))
        return not (self.unless_said and any(_is_said(str(leaf), said) for _, leaf in leaves))


@lru_cache(maxsize=64)
def yes_rules(policy: str) -> tuple[YesRule, ...]:
    """The rules that ask for a yes for one kind of write, or above an amount, or in another case ("bound")."""
    found = []
    for sentence in sentences(policy):
        if len(sentence.text) > _LONGEST:
            continue
        text = sentence.text.strip(" \n-*•")
        if _YES.search(text.replace("’", "'")) is None:
            continue
        above, reaches = _ABOVE.search(text), _REACHES.search(text)
        match = above or reaches
        bound = match is None and _OTHERWISE_BOUND.search(text) is not None
        least = _number(match["figure"]) if match is not None else None
        words = frozenset(re.findall(r"[a-z]{4,}", text.lower().replace("_", " ")))
        found.append(YesRule(text, words, least, above is not None, _UNLESS.search(text) is not None, bound))
    return tuple(found)


def _is_the_case(text: str, leaves: Leaves, said: str, answer: str, read: Sequence[str]) -> bool:
    """Whether the case that a rule is bound to is shown: the call claims a consent of which the user said nothing, it
    is about a record in the state that the rule names, or its answer has a price on top."""
    if _ACCEPTS.search(said):
        return False
    for path, leaf in leaves:
        field = next((part for part in path if isinstance(part, str) and _CONSENT.search(part)), None)
        if field is not None and leaf not in (False, None, ""):
            about = [word for word in re.findall(r"[a-z]{3,}", field.lower()) if not _CONSENT.match(word)]
            return not any(word in said for word in about)
    if _COSTS_MORE.search(text):
        return any(
            any(isinstance(part, str) and _ON_TOP.search(part) for part in path)
            and (figure := number(str(leaf))) is not None
            and Decimal(figure) > 0
            for path, leaf in argument_leaves(answer)
            if not isinstance(leaf, bool)
        )
    state = _IN_STATE.search(text)
    return state is not None and _in_state(state["state"].lower(), leaves, read)


def _in_state(state: str, leaves: Leaves, read: Sequence[str]) -> bool:
    """Whether something that the call names was read to be in a state."""
    named = {str(leaf).lower() for _, leaf in leaves if re.search(r"\d", str(leaf))}
    return any(
        record.names & named and any(value.lower() == state for _, value in record.fields)
        for one in read
        if state in one.lower()
        for record in records(one)
    )


def _is_set(amount: Decimal, said: str) -> bool:
    """Whether the user named the amount, or a larger one that it is a step to."""
    return any(
        _number(figure) >= amount for figure in re.findall(r"(?<![\w.])\d[\d,]{0,9}(?:\.\d{1,4})?(?![\w])", said)
    )


def _counts(rule: YesRule, leaves: Leaves) -> list[Decimal]:
    """The amounts of a call that a rule's figure may be about: money, a share, or how many things a list names."""
    found: list[Decimal] = []
    lists: dict[str, int] = {}
    for path, leaf in leaves:
        field = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        if any(isinstance(part, int) for part in path):
            lists[field] = lists.get(field, 0) + 1
        held = number(str(leaf)) if not isinstance(leaf, bool) else None
        if held is None:
            continue
        if _SHARE.search(field) and "percent" in rule.words:
            found.append(Decimal(held))
        elif _MONEY.search(field) and "percent" not in rule.words:
            found.append(Decimal(held) / (100 if "minor" in field else 1))
    few = rule.least is not None and rule.least <= 10
    return [Decimal(count) for count in lists.values()] if few else found


def _is_said(leaf: str, said: str) -> bool:
    stem = re.sub(r"^.*/|\.\w{1,4}$", "", leaf).lower()
    return len(stem) >= 2 and re.search(rf"(?<![\w.]){re.escape(stem)}(?![\w]|\.\d)", said) is not None


def _number(text: str) -> Decimal:
    spelled = text.lower()
    return Decimal(_IN_WORDS.index(spelled)) if spelled in _IN_WORDS else Decimal(text.replace(",", ""))
