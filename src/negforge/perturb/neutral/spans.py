"""Spans: pieces of a text written otherwise, and the parts of a text that nobody may touch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from negforge.checks.readings.remembered import remembered

_PROTECTED = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)|\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|"
    r"https?://\S+|\]\([^)\n]*\)|[\w.+-]+@[\w.-]+|^[ \t]*>[^\n]*|(?<![\w#])#{2,}\w+#{2,}|^[ \t]*\|[^\n]*",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` to ``end`` the text becomes ``text``."""

    start: int
    end: int
    text: str


Variant: TypeAlias = tuple[Span, ...]
"""One difference: all that is written otherwise at once (every time of a message, say)."""
Idea: TypeAlias = Callable[[str, Random], Iterable[Variant]]
"""How a text may differ without saying anything else; every variant by itself."""


def respelled(text: str, spans: Sequence[Span]) -> str:
    """The text with all spans put in; they must not overlap."""
    for span in sorted(spans, key=lambda one: -one.start):
        text = text[: span.start] + span.text + text[span.end :]
    return text


def overlap(variant: Variant, others: Sequence[Span]) -> bool:
    """Whether a variant touches, or borders on, what others change."""
    return any(one.start <= other.end and other.start <= one.end for one in variant for other in others)


@remembered(512)
def protected(text: str) -> tuple[tuple[int, int], ...]:
    """Quotes, code, thoughts, links, addresses, tables: what is repeated to the letter."""
    return tuple(match.span() for match in _PROTECTED.finditer(text))


def is_free(text: str, start: int, end: int) -> bool:
    return not any(start < stop and begin < end for begin, stop in protected(text))
