"""Askings: what a question asks for, and whether somebody's words already say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import values

Asked: TypeAlias = Literal["day", "time", "amount", "number", "which"]

_ASKINGS: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    ("day", re.compile(r"\b(?:which|what) (?:day|date)\b", re.IGNORECASE)),
    ("time", re.compile(r"\b(?:what|which) time\b", re.IGNORECASE)),
    ("amount", re.compile(r"\b(?:how much (?:should|shall|do you want)|(?:what|which) amount)\b", re.IGNORECASE)),
    (
        "number",
        re.compile(
            r"\b(?:which|what|give me|tell me|have)\b(?: (?:is|the|your|its|of|for|by)){0,3} "
            r"(?P<thing>[a-z]{3,20}) (?:number|reference|id|key|code)\b",
            re.IGNORECASE,
        ),
    ),
    ("which", re.compile(r"\bwhich (?P<thing>[a-z]{3,20})\b", re.IGNORECASE)),
)
_NO_THINGS = frozenset(
    "one ones of day date time amount way kind sort are is do did would should can other two".split()
)
# The Everyday account; the account called "Everyday"; card 4451, order number 70-55
_NAMINGS = (
    r"\b(?:the|my|our|your|The|My) (?P<name>[A-Z][a-z][\w'’-]*(?: [A-Z][a-z][\w'’-]*){{0,2}}) {thing}\b",
    r"(?i:\b{thing})(?i: number| id| reference| code| key)?(?i: is| called| named|,|:)? "
    r"(?P<name>[\"“][^\"”\n]{{2,60}}[\"”]|[A-Z]*\d[\w-]{{2,}}|[A-Z]+-?\d[\w-]*)",
)
_UNSURE = re.compile(
    r"(?:don['’]?t|do not|can['’]?t) (?:have|know|remember|recall|find)|not sure|forgot|no idea", re.IGNORECASE
)
_BOUNDED = re.compile(
    r"\b(?:before|after|until|till|by|from|since|near|around|about|between|and|to|up to|through|latest|than)"
    r"(?: the| [A-Z][a-z]+day,?)*\s*$"
)
_CURRENCY = r"(?:[$€£¥]|\b(?:EUR|CHF|GBP|USD)\s)"
_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"{_CURRENCY}\s?{_FIGURE}|\b{_FIGURE}\s?(?:€|(?:EUR|CHF|GBP|USD|euros?|francs?|pounds?|dollars?)\b)", re.IGNORECASE
)
_CAPPED = re.compile(
    r"\b(?:most|more|less|least|up to|over|under|above|below|within|than|plus|limit|ceiling|budget|each|"
    r"exceed\w*|by|to|off|if|about|around|near|roughly|or)\b[^.!?\n]{0,20}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a sentence asks for; ``thing``: what it is to be of, or to name (an account)."""

    asked: Asked
    thing: str = ""


@remembered(1024)
def askings(sentence: str) -> tuple[Asking, ...]:
    """What one question asks for; nothing where it offers a choice."""
    if "?" not in sentence or re.search(r"\bor\b|:", sentence):
        return ()
    for asked, pattern in _ASKINGS:
        match = pattern.search(sentence)
        thing = match["thing"].lower() if match is not None and "thing" in pattern.groupindex else ""
        if match is not None and thing not in _NO_THINGS:
            return (Asking(asked, thing),)
    return ()


def _is_bidding(words: str, match: re.Match[str]) -> bool:
    """``Order "Letters to the Lantern" for me``: at the head of a sentence the noun may be a verb."""
    return match.group()[:1].isupper() and words[: match.start()].rstrip()[-1:] in ("", ".", "!", "?", ":")


def said_for(asking: Asking, words: str) -> str:
    """How words say what is asked for, if they say exactly one such thing, and no doubt of it; else ""."""
    if _UNSURE.search(words):
        return ""
    if asking.asked in ("day", "time"):
        kind = "date" if asking.asked == "day" else "time"
        held = [value for value in values(words) if value.kind == kind]
        found = {value.canon: value.raw for value in held if not _BOUNDED.search(words[: value.start])}
        if len({value.canon for value in held}) > 1:
            return ""
    elif asking.asked == "amount":
        told = list(_AMOUNT.finditer(words))
        found = {one.group(): one.group() for one in told if not _CAPPED.search(words[: one.start()])}
        if len({one.group() for one in told}) > 1:
            return ""
    else:
        patterns = _NAMINGS if asking.asked == "which" else _NAMINGS[1:]
        matches = (re.finditer(form.format(thing=re.escape(asking.thing)), words) for form in patterns)
        found = {match["name"]: match.group() for each in matches for match in each if not _is_bidding(words, match)}
    return next(iter(found.values())) if len(found) == 1 else ""
