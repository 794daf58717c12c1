"""Adding: a sentence more in an answer, where it stands as if it had been there."""

from __future__ import annotations

import re

from negforge.checks.readings.phrases import sentences

_CLOSING = re.compile(
    r"\?|\b(?:let me know|feel free|anything else|hope|happy to|glad to|have a|safe travels|take care|enjoy|"
    r"you['’]re welcome|I trust|holler|please (?:ask|say|tell|contact|inform)|just (?:ask|say|shout)|"
    r"thank|with that|I remain|ask for)\b",
    re.IGNORECASE,
)


def with_sentence(text: str, added: str) -> str:
    """The answer with a sentence at its end, before the words that close it."""
    place = len(text.rstrip())
    for sentence in reversed(sentences(text)):
        if not _CLOSING.search(sentence.text):
            break
        place = sentence.start
    head, tail = text[:place].rstrip(), text[place:].strip()
    joint = "\n\n" if "\n" in text.strip() else " "
    return joint.join(part for part in (head, added, tail) if part)
