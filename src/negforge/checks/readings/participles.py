"""Participles: how a verb that somebody asks with is told as done."""

from __future__ import annotations

import re
from functools import lru_cache

from negforge.checks.readings.phrases import PAST, deed_group

_IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "take:taken put:put get:got make:made give:given tell:told bring:brought find:found hold:held let:let "
        "write:written cut:cut read:read keep:kept show:shown ring:rung do:done sell:sold lend:lent spend:spent "
        "withdraw:withdrawn draw:drawn build:built freeze:frozen shut:shut win:won run:run have:had say:said "
        "reset:reset undo:undone redo:redone overwrite:overwritten split:split lock:locked block:blocked "
        "quit:quit leave:left lay:laid teach:taught catch:caught speak:spoken think:thought drive:driven"
    ).split()
)
_DOUBLED = re.compile(r"[^aeiou]?[^aeiou][aeiou][bdgklmnprtv]$")
_SYLLABLES = re.compile(r"[aeiouy]+")

_OUTWARD = frozenset(  # deeds that words alone cannot do, beside those of the list of deeds
    "sign accept decline enter print publish charge invest merge download upload save store report install lock unlock "
    "block unblock freeze approve arrange ring phone call dial scale connect mount assemble engrave wrap waive "
    "deliver collect stream record withdraw deposit subscribe enrol enroll close reverse".split()
)


def outward(verb: str) -> bool:
    """Whether a verb in its base form says that something is done in the world."""
    return verb in _OUTWARD or bool(deed_group(verb) and verb in PAST)


@lru_cache(maxsize=1024)
def participle(verb: str) -> str:
    """``reserve``: reserved; ``get``: got; ``scan``: scanned."""
    verb = verb.lower()
    if verb in PAST:
        return PAST[verb]
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    if len(_SYLLABLES.findall(verb)) == 1 and _DOUBLED.search(verb):
        return f"{verb}{verb[-1]}ed"
    return f"{verb}ed"
