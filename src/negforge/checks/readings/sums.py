"""Sums in words: results that the words state next to the figures that they come from."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation

from negforge.checks.readings.phrases import sentences
from negforge.checks.readings.remembered import remembered

_SIGN = r"(?:[A-Z]{3} ?|[$€£¥₩] ?)?"
_UNIT = r"(?: ?(?:[A-Z]{3}\b|%|[$€£]|crowns?|francs?|euros?|dollars?|pounds?|points?|hours?|days?|nights?|km|each)\b)?"
_NUMBER = rf"{_SIGN}(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}})(?:\.\d{{1,4}})?(?![\d:/]){_UNIT}"
_FIGURE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,4})?")
_OPERATORS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add,
    "-": operator.sub,
    "x": operator.mul,
    "/": operator.truediv,
}
_SPELLED = {"plus": "+", "minus": "-", "less": "-", "−": "-", "times": "x", "×": "x", "*": "x", "÷": "/"}
_OPERATOR = r"\s?(?:\+|×|\*|÷)\s?|\s(?:x|-|−|/|plus|minus|less|times|divided by)\s"
_EXPRESSION = rf"{_NUMBER}(?:(?:{_OPERATOR}){_NUMBER}){{1,7}}"
_FORWARD = re.compile(
    rf"(?<![\d.,/:(-])(?P<sum>{_EXPRESSION})\s?(?:=|≈|is|are|makes?|gives?|leaves?|comes? to|equals)\s"
    rf"(?P<result>{_NUMBER})"
    rf"(?!\s?(?:[-+×*÷]|x\s\d))"
)
_BACKWARD = re.compile(rf"(?<![\d.,/:-])(?P<result>{_NUMBER}) \((?P<sum>{_EXPRESSION})\)")
_TOTAL = re.compile(r"\b(?:total|in all|altogether|together|in sum|sum|adds? up)\b", re.IGNORECASE)
_NOT_PLAIN = re.compile(
    r"\b(?:each|per|a night|an hour|a day|without|minus|less|except|of which|instead|remain\w*|left|held|hold|from|"
    r"only|before|after|was|were|old|new|saves?|cheaper|dearer|difference|plus|fee|tax|than|about|up to|limit|"
    r"cap)\b|\d ?[x×] |[x×] ?\d|%",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?P<sign>[$€£¥₩]|\b[A-Z]{3} )(?P<a>(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d\d?)?)(?![\d,.]*\d)|"
    r"(?<![\d.,])(?P<b>(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d\d?)?) ?(?P<unit>[A-Z]{3}\b|€|crowns?\b|francs?\b|euros?\b|"
    r"dollars?\b|pounds?\b|points?\b|hours?\b)"
)
_ITEM = re.compile(r"\s*(?:[-*•|]|\d+[.)])\s")
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Sum:
    """A stated result at ``start``..``end`` of a text. ``right``: what its figures give. ``whole``: the words that hold
    both. ``listed``: the result is told as a total of what is listed beside it, not as a sum written out."""

    start: int
    end: int
    right: Decimal
    whole: str
    operands: tuple[str, ...]
    listed: bool


@remembered(2048)
def sums(text: str) -> tuple[Sum, ...]:
    """The sums that words write out (``31.50 + 20.25 = 51.75``, ``123 (139 minus 16)``), and totals of amounts that
    they list in the same sentence or in the lines beside it."""
    if len(text) > _MOST or _FIGURE.search(text) is None:
        return ()
    return (*_written_out(text), *_of_lines(text), *_of_sentences(text))


def holds(stated: str, right: Decimal) -> bool:
    """Whether a figure states a result, rounded to its own places."""
    places = Decimal(1).scaleb(-len(stated.partition(".")[2]))
    told = Decimal(stated.replace(",", ""))
    return told in (right.quantize(places, ROUND_HALF_UP), right.quantize(places, ROUND_DOWN))


def _written_out(text: str) -> list[Sum]:
    found = []
    for pattern in (_FORWARD, _BACKWARD):
        for match in pattern.finditer(text) if re.search(r"[=(]|\b(?:is|are|makes?|gives?|leaves?|to)\b", text) else ():
            right = _worth(match["sum"])
            figure = _FIGURE.search(match["result"])
            if right is not None and figure is not None:
                start = match.start("result") + figure.start()
                operands = tuple(_FIGURE.findall(match["sum"]))
                end = start + len(figure.group())
                found.append(Sum(start, end, right, match.group(), operands, False))
    return found


def _worth(expression: str) -> Decimal | None:
    """What an expression comes to, products before sums; None where it cannot be told."""
    spelled = re.sub(r"\sdivided by\s", " / ", expression)
    for word, sign in _SPELLED.items():
        spelled = spelled.replace(f" {word} ", f" {sign} ") if word.isalpha() else spelled.replace(word, f" {sign} ")
    tokens = re.findall(rf"{_FIGURE.pattern}|(?<=\s)[-+x/](?=\s)|\+", spelled)
    numbers = [Decimal(token.replace(",", "")) for token in tokens[::2] if token[:1].isdigit()]
    signs = tokens[1::2]
    if len(numbers) != len(signs) + 1 or any(sign not in _OPERATORS for sign in signs):
        return None
    try:
        for wanted in ("x/", "+-"):
            at = 0
            while at < len(signs):
                if signs[at] in wanted:
                    numbers[at : at + 2] = [_OPERATORS[signs[at]](numbers[at], numbers[at + 1])]
                    del signs[at]
                else:
                    at += 1
    except (DivisionByZero, InvalidOperation):
        return None
    return numbers[0]


def _of_lines(text: str) -> list[Sum]:
    """Totals in a line right before or after two lines or more that each hold one amount."""
    lines: list[tuple[int, str]] = []
    offset = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((offset, line))
        offset += len(line) + 1
    amounts = [list(_MONEY.finditer(line)) for _, line in lines]
    plain = [  # None: no line of a list
        len(held) == 1 and _NOT_PLAIN.search(line) is None if _ITEM.match(line) else None
        for (_, line), held in zip(lines, amounts, strict=True)
    ]
    found = []
    for at, (start, line) in enumerate(lines):
        bare = line.replace("*", "")
        if len(amounts[at]) != 1 or not _TOTAL.search(bare) or _NOT_PLAIN.search(bare):
            continue
        rows = _beside(at, plain, [_TOTAL.search(one) is not None for _, one in lines])
        if len(rows) >= 2 and (whole := _total(amounts[at][0], [amounts[row][0] for row in rows], start)):
            found.append(whole)
    return found


def _beside(at: int, plain: Sequence[bool | None], totals: Sequence[bool]) -> list[int]:
    """The rows of the list that ends right above a line, or begins right below it; none where one is not plain."""
    above: list[int] = []
    while at - 1 - len(above) >= 0 and plain[at - 1 - len(above)] and not totals[at - 1 - len(above)]:
        above.append(at - 1 - len(above))
    below: list[int] = []
    while at + 1 + len(below) < len(plain) and plain[at + 1 + len(below)] and not totals[at + 1 + len(below)]:
        below.append(at + 1 + len(below))
    for rows, beyond in ((above, at - 1 - len(above)), (below, at + 1 + len(below))):
        if rows and not (0 <= beyond < len(plain) and plain[beyond] is False):
            return rows
    return []


def _of_sentences(text: str) -> list[Sum]:
    """Totals followed or preceded by two amounts or more that a sentence lists with commas and "and"."""
    found: list[Sum] = []
    for sentence in sentences(text):
        if not _TOTAL.search(sentence.text) or _NOT_PLAIN.search(sentence.text) or re.search(r"[+=]", sentence.text):
            continue
        held = list(_MONEY.finditer(sentence.text))
        told = next((one for one in held if _TOTAL.search(_around(sentence.text, one, held))), None)
        others = [one for one in held if one is not told]
        if told is not None and len(others) >= 2 and re.search(r",|\band\b", sentence.text):
            found.extend(filter(None, [_total(told, others, sentence.start)]))
    return found


def _around(text: str, one: re.Match[str], held: Sequence[re.Match[str]]) -> str:
    """The words of an amount's own clause: up to the next comma, colon or amount on either side."""
    before = re.split(r"[,:;(]|\band\b", text[: one.start()])[-1]
    after = re.split(r"[,:;(]|\band\b", text[one.end() :])[0]
    return f"{before} {after}" if held[0] is one or held[-1] is one else ""


def _total(told: re.Match[str], others: Sequence[re.Match[str]], offset: int) -> Sum | None:
    if len({_unit(one) for one in (told, *others)}) != 1:
        return None
    raws = tuple(one["a"] or one["b"] for one in others)
    start = offset + (told.start("a") if told["a"] else told.start("b"))
    raw = told["a"] or told["b"]
    right = sum((Decimal(one.replace(",", "")) for one in raws), Decimal(0))
    return Sum(start, start + len(raw), right, " + ".join(raws), raws, True)


def _unit(money: re.Match[str]) -> str:
    return (money["sign"] or money["unit"]).strip().lower().rstrip("s")
