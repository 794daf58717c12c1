"""Markup on and off in the assistant's words, the words themselves as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from negforge.checks.readings.phrases import sentences
from negforge.checks.readings.values import values
from negforge.core.message import Message, Say, Text, text_of, with_text
from negforge.core.pair import Pair
from negforge.perturb.neutral.spans import Span, is_free, respelled
from negforge.perturb.twins.twin import Material, answers, mapped

_OFF = (
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"\1"),
    (re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_([^_\n]+)_(?!\w)"), r"\1"),
    (re.compile(r"(?<!`)`([^`\n]+)`(?!`)"), r"\1"),
    (re.compile(r"^#{1,6} +", re.MULTILINE), ""),
    (re.compile(r"^([ \t]*)[-*•–→] +", re.MULTILINE), r"\1"),
)
_HAS_MARKUP = re.compile(r"\*\*|^#{1,6} |^[ \t]*[-*•–→|] |```", re.MULTILINE)
_BOLD = ("id", "date", "time")
_FEWEST_ROWS = 3


def markup_to_plain(pair: Pair, _rng: Random, _material: Material) -> Pair | None:
    """Bold, italics, code, headings and marks of lists are gone."""
    return _reworded(pair, plain)


def plain_to_markup(pair: Pair, _rng: Random, _material: Material) -> Pair | None:
    """Ids, dates and times are bold, and three sentences or more are a list."""
    return _reworded(pair, marked_up)


def plain(text: str) -> str:
    if "```" in text:
        return text
    for pattern, written in _OFF:
        text = pattern.sub(written, text)
    return text


def marked_up(text: str) -> str:
    if _HAS_MARKUP.search(text):
        return text
    bold = [one for one in values(text) if one.kind in _BOLD and _is_loose(text, one.start, one.end)]
    text = respelled(text, [Span(one.start, one.end, f"**{one.raw}**") for one in bold])
    rows = [one.text.strip() for one in sentences(text)]
    return "\n".join(f"- {row}" for row in rows) if len(rows) >= _FEWEST_ROWS and "\n" not in text.strip() else text


def _is_loose(text: str, start: int, end: int) -> bool:
    around = text[start - 1 : start] + "|" + text[end : end + 1]
    return is_free(text, start, end) and re.fullmatch(r"[\s(]?\|[\s),.;:!?]?", around) is not None


def _reworded(pair: Pair, write: Callable[[str], str]) -> Pair | None:
    """In all words of the assistant; None where neither side's answers change."""

    def change(message: Message) -> Message:
        if not isinstance(message, Say) or message.role != "assistant":
            return message
        if not all(isinstance(part, Text) for part in message.parts):
            return message
        text = text_of(message)
        other = write(text)
        return with_text(message, other) if other != text and other.strip() else message

    def moved(messages: tuple[Message, ...]) -> bool:
        return any(change(messages[at]) != messages[at] for at in answers(messages))

    return mapped(pair, change) if moved(pair.chosen.messages) and moved(pair.rejected.messages) else None
