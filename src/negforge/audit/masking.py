"""Text with what names this very case masked: numbers, ids, names. What is left is manner, not matter."""

from __future__ import annotations

import re
from functools import lru_cache

_LINK = re.compile(r"https?://\S+|\S+@\S+\.\S+")
_CODED = re.compile(r"\b(?=\w*\d)[\w-]+\b|\b\w+(?:_\w+)+\b|\b[A-Z]{2,}(?:-\w+)+\b")
_NUMBER = re.compile(r"[€$£]? ?\d+(?:[.,:/-]\d+)*%?")
_QUOTED = re.compile(r"[\"“][^\"“”\n]{1,80}[\"”]")
_CAPITALISED = re.compile(r"(?<![.!?:\n*#•|-] )(?<![\n\"“(*_#|])(?<=\S )([A-Z][\w'’]*)")
_RUN = re.compile(r"§[nN](?:[ ,.&'’-]{1,2}(?:of |and |the |de )?§[nN])+")


@lru_cache(maxsize=65536)
def masked(text: str) -> str:
    """Lower case; links, ids, quoted titles and numbers become §i, §q and §d, words written as names §n.

    A word is taken for a name where it stands capitalised inside a sentence; it then counts as one in the whole text.
    """
    text = _LINK.sub("§l", text)
    text = _QUOTED.sub("§q", text)
    names = {
        name for name in _CAPITALISED.findall(text) if name not in ("I", "I'm", "I’m", "I've", "I'll", "I’ll", "I’ve")
    }
    text = _NUMBER.sub("§d", _CODED.sub("§i", text)) if any(one.isdigit() for one in text) or "_" in text else text
    if names:
        text = re.sub(r"\b(?:" + "|".join(sorted(map(re.escape, names), reverse=True)) + r")\b", "§n", text)
    return _RUN.sub("§n", text).lower()
