"""What a model's words say about two sides: a verdict that can be read beyond doubt, or why there is none.

A judge repeats what it read, so a word of the transcript may stand in its answer. Therefore only a verdict field counts
where there is one, and without one only what ends the answer. All patterns are possessive: time is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Side: TypeAlias = Literal["A", "B", "tie"]

# A member of a JSON object; inside a JSON string its quotes would be escaped. The value is read by _VALUE.
_FIELD = re.compile(r'[{,]\s*+"[Vv]erdict"\s*+:\s*+')
_VALUE = re.compile(r'"\s*+(?:[Rr]un )?([A-Za-z]++)\s*+"\s*+(?=[,}])')
_MARKER = re.compile(r"\[\[\s*+(A|B|C|[Tt]ie|TIE)\s*+\]\]")
_ORNAMENT = " \t\r\n*_`#>.!"  # white space, markup and full stops around a last line
_LAST_LINE = re.compile(r"(?:(?:my|the) )?(?:final )?(?:verdict|answer)(?: is)?[\s*_]*+[:=]?[\s*_]*+(?:run )?(a|b|tie)")
_SIDES: dict[str, Side] = {"a": "A", "b": "B", "tie": "tie"}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No verdict can be taken from the text, and why."""

    reason: str


def parse_verdict(text: str) -> Side | Unreadable:
    """The verdict of the answer. Never raises.

    Read is the last JSON member ``"verdict"``; any earlier one must agree. Where there is none at all: ``[[A]]``,
    ``[[B]]``, ``[[C]]`` or ``[[tie]]`` at the very end, or a last line such as ``Verdict: B``; and then nothing like it
    may stand elsewhere and say otherwise.
    """
    answer = _after_reasoning(text)
    if isinstance(answer, Unreadable):
        return answer
    fields = [_side_of_field(answer, match.end()) for match in _FIELD.finditer(answer)]
    if not fields:
        return _ending(answer)
    if fields[-1] is None:
        return Unreadable("the last verdict field says neither A nor B nor tie")
    return _agreed({side for side in fields if side is not None}, "verdict fields")


def _after_reasoning(text: str) -> str | Unreadable:
    """Without the reasoning that some servers leave in front of the answer: its drafts are no verdict."""
    if not text.lstrip().startswith("<think>"):
        return text
    _, ended, answer = text.partition("</think>")
    return answer if ended else Unreadable("reasoning, and no answer after it")


def _side_of_field(text: str, at: int) -> Side | None:
    match = _VALUE.match(text, at)
    return _SIDES.get(match[1].lower()) if match else None


def _ending(text: str) -> Side | Unreadable:
    """What the answer ends with, where no marker in it says otherwise."""
    end = text.rstrip(_ORNAMENT)
    markers = list(_MARKER.finditer(end))
    said = _LAST_LINE.fullmatch(end.rpartition("\n")[2].strip(_ORNAMENT).lower())
    if said is None and not (markers and markers[-1].end() == len(end)):
        return Unreadable("neither a verdict field nor a verdict at the end")
    sides = {_side_of_marker(match[1]) for match in markers}
    return _agreed(sides | {_SIDES[said[1]]} if said else sides, "verdicts")


def _side_of_marker(letter: str) -> Side:
    return "tie" if letter == "C" else _SIDES[letter.lower()]


def _agreed(sides: set[Side], what: str) -> Side | Unreadable:
    if len(sides) == 1:
        return sides.pop()
    return Unreadable(f"{what} that contradict one another: {', '.join(sorted(sides))}")
