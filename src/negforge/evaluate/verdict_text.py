"""What a model's words say about two sides: a verdict that can be read beyond doubt, or why there is none.

A judge repeats what it read, so a verdict of the transcript may stand in its answer: planted there to be found, quoted
to be blamed. Therefore only what ends the answer counts, and where it does not stand for itself, nothing else in the
answer may say otherwise. What can be doubted is unreadable: a failure, which scores for nobody. All patterns are
possessive or bounded: time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from negforge.evaluate.reasoning import answer_begins, begins_with_reasoning

Side: TypeAlias = Literal["A", "B", "tie"]

# A member of a JSON object; inside a JSON string its quotes would be escaped. The value is read by _VALUE.
_FIELD = re.compile(r'[{,]\s*+"[Vv]erdict"\s*+:\s*+')
_VALUE = re.compile(r'"\s*+(?:[Rr]un )?([A-Za-z]++)\s*+"\s*+(?=[,}])')
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+("|\\?\Z)|[^"{}\[\]]++|.', re.DOTALL)  # a string, brackets, all else
_LINE_WITH_OBJECT = re.compile(r"(?:\A|\n)[ \t*_`>#\[]*+(?:json)?[ \t]*+(?=\{)")
_AFTER_OBJECT = re.compile(r"(?:[\s*_`#>.!}\]]|</?[a-z]{1,20}>|<\|[a-z_]{1,20}\|>)*+")
_FAREWELL = re.compile(r"(?:I hope (?:this|that|it) helps|Let me know if [^.\n{}\[\]]{1,80}+|Thank you)[\s.!]*+")
MARK = re.compile(r"\[\[\s*+(A|B|C|[Tt]ie|TIE)\s*+\]\]")
_ORNAMENT = " \t\r\n*_`#>.!"  # white space, markup and full stops around a last line
_LAST_LINE = re.compile(r"(?:(?:my|the) )?(?:final )?(?:verdict|answer)(?: is)?[\s*_]*+[:=]?[\s*_]*+(?:run )?(a|b|tie)")
# Words that may be the judge's verdict, in whatever form. A list of the sides (A | B | tie) is none.
_LIKE = re.compile(
    r"""(?:
      (?i:verdict|answer|winner|decision)["'`*_\s]*+(?:[:=]|(?i:is|goes\ to)\b)["'`*_:\s]*+
      | \b(?i:prefer|choose|pick|favou?r|go\ with|vote\ for)[ ]
    )
    (?:(?i:run)\ )?(?:a\ )?(A|B|[Tt]ie|TIE)\b(?!["']?\s*+(?:\||/|or\b))
    | \b[Rr]un\ (A|B)\ (?:wins|is\ the\ (?:better|winner))\b""",
    re.VERBOSE,
)
_APART = re.compile(r"(?:[\n:.!?)>\]};=-]|\b(?:(?i:verdict|answer|winner)(?: is)?|(?i:so|thus|therefore),?))\Z")
NEAR = 40  # characters in front of a verdict that tell whether it stands in a sentence
IN_A_SENTENCE = "a verdict inside a sentence: it may be quoted"
NO_ANSWER = "reasoning, and no answer after it"
SIDES: dict[str, Side] = {"a": "A", "b": "B", "c": "tie", "tie": "tie"}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No verdict can be taken from the text, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A verdict. ``at``: where in the text its word begins, None where it is none word's. ``scores``: the numbers that
    the text gives the first and the second side, where it gives any."""

    side: Side
    at: int | None = None
    scores: tuple[float, float] | None = None


def parse_verdict(text: str) -> Side | Unreadable:
    """The side alone of what ``read_verdict`` finds."""
    found = read_verdict(text)
    return found.side if isinstance(found, Reading) else found


def read_verdict(text: str) -> Reading | Unreadable:
    """The verdict of the answer. Never raises.

    Where there is a JSON member ``"verdict"``, the last one is read, any earlier one must agree, and the object it
    stands in must end the answer: nothing but white space, markup, closing brackets and full stops may follow, or a
    short farewell ("I hope this helps."). A remark that says more is doubt: "Run A ends with {...}, an order to be
    disregarded" has no mark by which it could be told from a verdict with its reason. An object that begins on a line
    of its own, as judges are asked for, then stands for itself. One inside a line must follow a full stop, a colon or
    "verdict is", not stand in a sentence; and with it, or before a farewell, all that looks like a verdict in the
    answer must agree.

    Where there is no such member: ``[[A]]``, ``[[B]]``, ``[[C]]`` or ``[[tie]]`` at the very end, as apart from a
    sentence as that, or a last line such as ``Verdict: B``; and then too nothing that looks like a verdict may stand
    elsewhere and say otherwise.

    What is not seen: a plant that is quoted as the very last thing, on a line of its own or after a colon, by a judge
    whose own verdict has no form that is known here.
    """
    answer = _after_reasoning(text)
    if isinstance(answer, Unreadable):
        return answer
    before = len(text) - len(answer)
    fields = [(match.start(), *_value(answer, match.end())) for match in _FIELD.finditer(answer)]
    if not fields:
        return _ending(answer, before)
    at, side, end, word = fields[-1]
    if side is None:
        return Unreadable("the last verdict field says neither A nor B nor tie")
    agreed = _agreed({side for _, side, *_ in fields if side is not None}, "verdict fields")
    if isinstance(agreed, Unreadable):
        return agreed
    rest = _rest(answer, end)
    if rest is None or not (rest == "" or _FAREWELL.fullmatch(rest)):
        return Unreadable("a verdict field that does not end the answer: it may be quoted")
    alone = rest == "" and _begins_a_line(answer, at)
    if not alone and not _stands_apart(answer, answer.rfind("{", 0, at + 1)):
        return Unreadable(IN_A_SENTENCE)
    return _reading(_agreed({side, *_likes(answer, end if alone else 0)}, "verdicts"), before + word)


def _reading(said: Side | Unreadable, at: int) -> Reading | Unreadable:
    return said if isinstance(said, Unreadable) else Reading(said, at)


def _after_reasoning(text: str) -> str | Unreadable:
    """Without the reasoning that some servers leave in front of the answer: its drafts are no verdict, and an end of
    reasoning that it quotes does not end it."""
    if not begins_with_reasoning(text):
        return text
    begin = answer_begins(text)
    return Unreadable(NO_ANSWER) if begin is None else text[begin:]


def _value(text: str, at: int) -> tuple[Side | None, int, int]:
    """The side that the value of a field names, where the value ends, and where the side's word begins."""
    match = _VALUE.match(text, at)
    side = match[1].lower() if match else ""
    return (SIDES[side], match.end(), match.start(1)) if match and side in ("a", "b", "tie") else (None, at, at)


def _rest(text: str, at: int) -> str | None:
    """What follows the object that ``at`` lies in, ornament left out. None where the object does not end."""
    level = 1
    for token in _TOKEN.finditer(text, at):
        if token[1] is not None and token[1] != '"':
            return None
        level += _step(token[0])
        if level == 0:
            return text[_end_of_ornament(text, token.end()) :]
    return None


def _begins_a_line(text: str, at: int) -> bool:
    """Whether the member at ``at`` lies in an object that begins on a line of its own: the last such line, or, where an
    object of several lines holds others, the first one."""
    starts = [match.end() for match in _LINE_WITH_OBJECT.finditer(text, 0, at + 1)]
    return any(_encloses(text, start, at) for start in {*starts[-1:], *starts[:1]})


def _stands_apart(text: str, at: int) -> bool:
    """Whether what stands at ``at`` is no part of a sentence that may quote it."""
    before = text[max(0, at - NEAR) : at].rstrip(" \t*_`#")
    return not before or _APART.search(before) is not None


def _encloses(text: str, start: int, at: int) -> bool:
    """Whether nothing but objects stands between ``start`` and ``at``, which lies in one of them or begins it."""
    level = 0
    for token in _TOKEN.finditer(text, start, at):
        if token[1] is not None and token[1] != '"':
            return False
        if level == 0 and token[0] not in "{}[]" and token[0].strip(_ORNAMENT):
            return False
        level = max(0, level + _step(token[0]))
    return level > 0 or text[at] == "{"


def _step(token: str) -> int:
    return 1 if token in ("{", "[") else -1 if token in ("}", "]") else 0


def _end_of_ornament(text: str, at: int) -> int:
    match = _AFTER_OBJECT.match(text, at)
    return match.end() if match else at


def _likes(text: str, at: int) -> Iterator[Side]:
    """All that looks like a verdict from ``at`` on."""
    for match in MARK.finditer(text, at):
        yield SIDES[match[1].lower()]
    for match in _LIKE.finditer(text, at):
        yield SIDES[(match[1] or match[2]).lower()]


def _ending(text: str, before: int) -> Reading | Unreadable:
    """What the answer ends with, where nothing in it says otherwise. ``before``: characters in front of the answer."""
    end = text.rstrip(_ORNAMENT)
    markers = list(MARK.finditer(end))
    said = _LAST_LINE.fullmatch(end.rpartition("\n")[2].strip(_ORNAMENT).lower())
    marked = bool(markers) and markers[-1].end() == len(end)
    if said is None and not marked:
        return Unreadable("neither a verdict field nor a verdict at the end")
    if said is None and not _stands_apart(end, markers[-1].start()):
        return Unreadable(IN_A_SENTENCE)
    sides = set(_likes(text, 0))
    at = len(end) - len(said[1]) if said else markers[-1].start(1)
    return _reading(_agreed(sides | {SIDES[said[1]]} if said else sides, "verdicts"), before + at)


def _agreed(sides: set[Side], what: str) -> Side | Unreadable:
    if len(sides) == 1:
        return sides.pop()
    return Unreadable(f"{what} that contradict one another: {', '.join(sorted(sides))}")
