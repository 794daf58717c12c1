"""Reads the same: what the readings find in words is the same before and after, so that no check objects anew."""

from __future__ import annotations

import re
from collections import Counter

from negforge.checks.readings.doubts import tells_old, tells_part
from negforge.checks.readings.phrases import AFFIRMATIVE, ASKS, CORRECTS, FAILURE, REFUSAL, claims
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import key, values

_PHRASES = (REFUSAL, FAILURE, AFFIRMATIVE, ASKS, CORRECTS)
_NEGATION = re.compile(r"\b(?:not|cannot|never|no|none|nothing|neither|nor)\b|n['’]t\b", re.IGNORECASE)


def reads_same(before: str, after: str) -> bool:
    """For a text in which single pieces are written otherwise: values, negations, deeds, phrases, one for one."""
    if Counter(map(key, values(before))) != Counter(map(key, values(after))):
        return False
    if _phrases(before) != _phrases(after):
        return False
    return _deeds(before) == _deeds(after) and _kind(before) == _kind(after)


def tells_same(before: str, after: str) -> bool:
    """For words that are all new: the same facts, the same deeds, the same kind of words."""
    if {key(one) for one in values(before)} != {key(one) for one in values(after)}:
        return False
    if any((one.search(before) is None) != (one.search(after) is None) for one in _PHRASES):
        return False
    return set(_deeds(before)) == set(_deeds(after)) and _kind(before) == _kind(after)


@remembered(1024)
def _phrases(text: str) -> tuple[int, ...]:
    """How often each kind of phrase stands in a text."""
    return tuple(len(one.findall(text)) for one in (*_PHRASES, _NEGATION))


def _deeds(text: str) -> list[tuple[int, str]]:
    return sorted((one.group, one.verb) for one in claims(text))


@remembered(1024)
def _kind(text: str) -> tuple[bool, ...]:
    return tells_part(text), tells_old(text), "?" in text, text.rstrip().endswith("?")
