"""Choosing: words that choose among things by more than their names."""

from __future__ import annotations

import re

# By rank or place in a list, by a span, or as the one that is not meant.
_PICKS_OTHERWISE = re.compile(
    r"\b(?:not?|except|others?|another|else|but|besides|rather|without|instead|apart|than|same|like|never|already|"
    r"similar|leave|stays?|keeps?|spare|out of it|next|following|previous|first|second|third|fourth|fifth|last|latter|"
    r"former|number [1-9]|[1-9](?:st|nd|rd|th)|ones|those|these|most|least|whichever|any|every|all|each|both|"
    r"between|until|till|up to|within|by (?:[A-Za-z]+,? )?\d[\w-]*|or (?:later|earlier)|before|after|swap|"
    r"(?!(?:re|inter|gu|request|t|latt|b|forest|west|rest|honest|modest|harvest|pr?ot)est)[a-z]{3,}est)\b|n['’]t\b",
    re.IGNORECASE,
)
_BY_RANK = re.compile(
    r"\b(?:the|wh\w+ever is) (?:one with the )?(?!best|rest|west|test)[a-z]{3,}est\b|"
    r"\b(?:later|earlier) one\b|\bthe (?:other|first|second|third|fourth|last)s?\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“][^\"”\n]{1,120}[\"”]")
INTRODUCES = re.compile(r"\b(?:I['’]m|I am|my name is|this is)(?: [A-Z][\w.-]+){1,3}")
"""Whoever says their name names no thing by it."""


def picks_otherwise(sentence: str, whole: str = "") -> bool:
    """Whether a sentence picks by more than names; what it quotes is a name. ``whole``: the words that it stands in,
    which may pick by rank in another sentence."""
    told = _QUOTED.sub("", sentence)
    return _PICKS_OTHERWISE.search(told) is not None or _BY_RANK.search(_QUOTED.sub("", whole)) is not None
