"""Sources: now and then an answer names the tool that gave what it tells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from negforge.agents.voices.rows import lowered
from negforge.checks.readings.phrases import Sentence, sentences
from negforge.checks.readings.values import is_small, key, keys, values

SHARE: Mapping[str, float] = {
    "terse": 0.12, "formal": 0.26, "bulleted": 0.22, "chatty": 0.14, "cautious": 0.32, "narrating": 0.36,
}  # fmt: skip
_LEADS = ("According to {}, ", "Going by {}, ", "As per {}, ", "Based on {}, ")
_TAILS = (" (from {})", " (source: {})", ", according to {}", " (via {})", ", going by {}")
_MARKED = ("{}", "{}", "`{}`")
_NO_TALE = re.compile(r"\s*(?:[-*•–→|>#]|\d+[.)]\s)?\s*(?:I\b|We\b|If\b|When\b|Once\b|Please\b|You\b|Let\b)|\?|\|")
_OWN = re.compile(r"\bI\b|\?")
_GOES_ON = re.compile(r"(?::|,|\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nr|vs|e\.g|i\.e)\.)\s*$")
_STOP = re.compile(r"[.!]?[*\"')]*\s*$")


def with_source(text: str, answers: Sequence[tuple[str, str]], rng: Random) -> str:
    """The text with one of its sentences traced to a tool that gave all its values. ``answers``: the names of the tools
    that were read, each with what it said."""
    held: dict[str, frozenset[str]] = {}
    for name, answer in answers:
        held[name] = held.get(name, frozenset()) | keys(answer)
    found: list[tuple[Sentence, str]] = []
    for sentence in tellings(text):
        told = {key(value) for value in values(sentence.text) if not is_small(value)}
        found += [(sentence, name) for name, given in held.items() if told <= given]
    if not found:
        return text
    sentence, name = found[rng.randrange(len(found))]
    return traced(text, sentence, name, rng)


def tellings(text: str) -> list[Sentence]:
    """The sentences that tell a value: no questions, no tales of the writer's own, no rows of a table."""
    return [
        one
        for one in sentences(text)
        if not _NO_TALE.match(one.text)
        and _OWN.search(one.text) is None
        and "|" not in one.text
        and any(not is_small(value) for value in values(one.text))
        and 4 <= len(one.text.split()) <= 45
        and not _GOES_ON.search(one.text)
    ]


def traced(text: str, sentence: Sentence, name: str, rng: Random) -> str:
    """The text with a clause at one of its sentences that names a tool as its source."""
    named = _MARKED[rng.randrange(len(_MARKED))].format(name)
    words = sentence.text
    body = words.lstrip()
    behind = lowered(body)
    if behind != body and rng.random() < 0.45:
        changed = words[: len(words) - len(body)] + _LEADS[rng.randrange(len(_LEADS))].format(named) + behind
    else:
        stop = _STOP.search(words)
        assert stop is not None
        tail = _TAILS[rng.randrange(len(_TAILS))].format(named)
        changed = words[: stop.start()] + tail + words[stop.start() :]
    return text[: sentence.start] + changed + text[sentence.end :]
