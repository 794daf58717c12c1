"""Text with what names this very case masked: numbers, ids, names. What is left is manner, not matter."""

from __future__ import annotations

import re
from functools import lru_cache

_HAS_DIGIT = re.compile(r"\d")
_LINK = re.compile(r"https?://\S+|\S+@\S+\.\S+")
_CODED = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[^\W\d])\w+(?:-\w+)*\b|\b\w+(?:_\w+)+\b|\b[A-Z]{2,}(?:-\w+)+\b")
_NUMBER = re.compile(r"(?:[€$£] ?)?\d+(?:[.,:/-]\d+)*%?")
_QUOTED = re.compile(r"[\"“][^\"“”\n]{1,80}[\"”]")
_CAPITALISED = re.compile(r"(?<![.!?:\n*#•|-] )(?<![\n\"“(*_#|])(?<=\S )([A-Z][\w'’]*)")
_RUN = re.compile(r"§n(?:[ ,&'’-]{1,2}(?:of |and |the |de )?§n)+")
_SELF = frozenset(("I", "I'm", "I’m", "I've", "I’ve", "I'll", "I’ll", "I'd", "I’d"))


@lru_cache(maxsize=16384)
def masked(text: str) -> str:
    """Lower case; links (§l), quotations (§q), ids (§i), numbers (§d) and names (§n) masked, all punctuation kept.

    A word is taken for a name where it stands capitalised inside a sentence; it then counts as one in the whole text.
    ``similarity.masked`` asks which tasks are the same and keeps words alone; here markup and signs are what is read.
    """
    text = _QUOTED.sub("§q", _LINK.sub("§l", text))
    text = _NUMBER.sub("§d", _CODED.sub("§i", text)) if "_" in text or _HAS_DIGIT.search(text) else text
    names = set(_CAPITALISED.findall(text)) - _SELF
    if names:
        text = re.sub(r"\b(?:" + "|".join(sorted(map(re.escape, names), reverse=True)) + r")\b", "§n", text)
    return _RUN.sub("§n", text).lower()
