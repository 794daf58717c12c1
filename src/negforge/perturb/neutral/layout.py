"""Layout: where a paragraph ends and what stands before the rows of a list, in the assistant's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.perturb.neutral.spans import Span, Variant, is_free

_SENTENCE_ENDS = re.compile(r"(?<=[a-z0-9%][.!?]) (?=[A-Z][a-z]*\b[ ,'’])")
_PARAGRAPH_ENDS = re.compile(r"(?<=[.!?])\n\n(?=[A-Z])")
_LIST_LINE = re.compile(r"^[ \t]*(?:[-*•–→|#>]|\d+[.)])")
_MARKS = re.compile(r"^(?P<mark>[-*•]) (?=\S)", re.MULTILINE)
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|etc|e\.g|i\.e|approx))\.$")
_MOST = 12


def layout(text: str, rng: Random) -> Iterator[Variant]:
    """Each by itself: a new paragraph after a sentence, or none; another mark before all rows."""
    for match in list(_SENTENCE_ENDS.finditer(text))[:_MOST]:
        if (
            is_free(text, *match.span())
            and not _ABBREVIATED.search(text[: match.start()][-8:])
            and _in_prose(text, match)
        ):
            yield (Span(match.start(), match.end(), "\n\n"),)
    for match in list(_PARAGRAPH_ENDS.finditer(text))[:_MOST]:
        if is_free(text, *match.span()) and _in_prose(text, match):
            yield (Span(match.start(), match.end(), " "),)
    marks = [match for match in _MARKS.finditer(text) if is_free(text, *match.span())]
    if len({match["mark"] for match in marks}) == 1:
        other = rng.choice([mark for mark in "-*•" if mark != marks[0]["mark"]])
        yield tuple(Span(match.start(), match.start() + 1, other) for match in marks)


def _in_prose(text: str, place: re.Match[str]) -> bool:
    """Whether the lines before and behind the place are no rows of a list."""
    before = text[: place.start()].split("\n")[-1]
    behind = text[place.end() :].split("\n")[0]
    return not (_LIST_LINE.match(before) or _LIST_LINE.match(behind))
