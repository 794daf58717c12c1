"""Reckonings: questions whose operands stand in them, and what comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import gcd
from statistics import median

from negforge.checks.readings.phrases import sentences
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import Kind, Value, spelled, values

_N = r"(?<![\w.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d])"
_UNITS = {  # how many of the smallest of its family
    **dict.fromkeys(("km", "kilometre", "kilometer"), ("length", Decimal(1_000_000))),
    **dict.fromkeys(("m", "metre", "meter"), ("length", Decimal(1000))),
    **dict.fromkeys(("cm", "centimetre", "centimeter"), ("length", Decimal(10))),
    **dict.fromkeys(("mm", "millimetre", "millimeter"), ("length", Decimal(1))),
    **dict.fromkeys(("kg", "kilogram", "kilo"), ("mass", Decimal(1_000_000))),
    **dict.fromkeys(("g", "gram"), ("mass", Decimal(1000))),
    **dict.fromkeys(("l", "litre", "liter"), ("room", Decimal(1000))),
    **dict.fromkeys(("ml", "millilitre", "milliliter"), ("room", Decimal(1))),
    **dict.fromkeys(("hour",), ("time", Decimal(3600))),
    **dict.fromkeys(("minute",), ("time", Decimal(60))),
    **dict.fromkeys(("second",), ("time", Decimal(1))),
    **dict.fromkeys(("day",), ("time", Decimal(86400))),
    **dict.fromkeys(("week",), ("time", Decimal(604800))),
}
_UNIT = "(" + "|".join(sorted(_UNITS, key=len, reverse=True)) + r")s?\b"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a question asks to be reckoned: its words, the kind of the result, and the result as values spell it
    (``results``: the exact one, and what it may be rounded to). ``steps``: of reckoning."""

    words: str
    kind: Kind
    results: frozenset[str]
    shown: str
    steps: int = 1


@remembered(1024)
def reckoning(text: str) -> Reckoning | None:
    """The one reckoning that a text asks for; None where it asks for none, for several, or in words not known here."""
    if len(text) > 3_000:
        return None
    found: dict[str, Reckoning] = {}
    for words in _pairs(text):
        for one in _read(words):
            found.setdefault(one.shown, one)
    return next(iter(found.values())) if len(found) == 1 else None


def _pairs(text: str) -> Iterator[str]:
    """The sentences, and each with the one before it: a bill is told first, and what is asked of it next."""
    spoken = [one.text.strip() for one in sentences(text)]
    yield from spoken
    yield from (f"{one} {other}" for one, other in pairwise(spoken))


def _read(words: str) -> Iterator[Reckoning]:
    for pattern, reckon, steps in _FORMS:
        match = pattern.search(words)
        result = reckon(match) if match is not None else None
        if result is not None:
            yield _of_number(words, result, steps)
    yield from _of_the_clock(words)
    yield from _of_days(words)


def _of_number(words: str, result: Decimal, steps: int) -> Reckoning:
    rounded = {result, *(result.quantize(Decimal(1).scaleb(-places)) for places in (1, 2, 3))}
    if result != result.to_integral_value() and abs(result) > 100:
        rounded.add(result.quantize(Decimal(1)))
    return Reckoning(words, "number", frozenset(map(spelled, rounded)), spelled(result), steps)


def _of_the_clock(words: str) -> Iterator[Reckoning]:
    times = [value for value in values(words) if value.kind == "time"]
    lasts = re.search(rf"\b(?:takes|lasts|needs)\b[^.?]{{0,20}}?{_N} minutes", words, re.IGNORECASE)
    if len(times) == 1 and lasts is not None and re.search(r"\b(?:end|over|finished)\b", words):
        end = (_minutes(times[0].canon) + int(lasts[1])) % 1440
        shown = f"{end // 60:02d}:{end % 60:02d}"
        yield Reckoning(words, "time", frozenset({shown}), shown)
    if len(times) == 2 and re.search(r"\bin minutes\b|\bhow many minutes\b", words, re.IGNORECASE):
        span = (_minutes(times[1].canon) - _minutes(times[0].canon)) % 1440
        yield _of_number(words, Decimal(span), 1)


def _of_days(words: str) -> Iterator[Reckoning]:
    days = [day for value in values(words) if value.kind == "date" and (day := _day(value)) is not None]
    if len(days) == 2 and re.search(r"\b(?:how many|number of) days\b", words, re.IGNORECASE):
        yield _of_number(words, Decimal(abs((days[1] - days[0]).days)), 1)
    after = re.search(rf"{_N} days after", words, re.IGNORECASE)
    if len(days) == 1 and after is not None and re.search(r"\bdate\b", words):
        day = days[0] + timedelta(days=int(after[1].replace(",", "")))
        yield Reckoning(words, "date", frozenset({f"{day:%m-%d}"}), f"{day.day} {day:%B %Y}")


def _day(value: Value) -> date | None:
    year = re.search(r"\d{4}", value.raw)
    try:
        return date(int(year.group()), int(value.canon[:2]), int(value.canon[3:])) if year else None
    except ValueError:
        return None


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


Match = re.Match[str]


def _over(one: str, other: str) -> Decimal | None:
    return _number(one) / _number(other) if _number(other) else None


def _of_list(match: Match) -> Decimal | None:
    row = [_number(one) for one in re.findall(_N, match[2])]
    if len(row) < 3:
        return None
    sort = match[1].lower()
    if sort in ("sum", "total"):
        return sum(row, Decimal(0))
    if sort in ("average", "mean", "arithmetic mean"):
        return sum(row, Decimal(0)) / len(row)
    return median(row) if sort == "median" else max(row) - min(row)


def _interest(match: Match) -> Decimal:
    principal, rate, years = (_number(match[name]) for name in ("principal", "rate", "years"))
    interest = principal * rate * years / 100
    return principal + interest if re.search(r"\bin the end|\bat the end|\bgrow", match.string) else interest


def _tip(match: Match) -> Decimal | None:
    bill, people, tip = (_number(match[name]) for name in ("bill", "people", "tip"))
    return bill * (100 + tip) / 100 / people if people else None


def _converted(amount: str, unit: str, other: str) -> Decimal | None:
    family, size = _UNITS[unit.lower()]
    other_family, other_size = _UNITS[other.lower()]
    return _number(amount) * size / other_size if family == other_family and unit.lower() != other.lower() else None


def _by_a_told_factor(match: Match) -> Decimal | None:
    """``22 inches (2.54 to the inch)``; without the factor's unit beside it, the amount is in the other one."""
    amount, unit, factor, told = _number(match[1]), match[2].lower(), _number(match[3]), match[4].lower()
    if unit[:3] == told[:3]:
        return amount * factor
    return amount / factor if factor else None


def _degrees(match: Match) -> Decimal:
    given = _number(match[1]) * (-1 if match.string[match.start(1) - 1 : match.start(1)] in ("-", "−") else 1)
    return given * 9 / 5 + 32 if match[2].lower() == "celsius" else (given - 32) * 5 / 9


def _common(match: Match) -> Decimal:
    one, other = int(_number(match[2])), int(_number(match[3]))
    divisor = gcd(one, other) or 1
    return Decimal(divisor if match[1].lower() == "divisor" else one * other // divisor)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[Match], Decimal | None], int], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reckon, steps)
    for pattern, reckon, steps in (
        (rf"{_N} ?(?:times|×|x|multiplied by|\*) ?{_N}", lambda m: _number(m[1]) * _number(m[2]), 1),
        (rf"(?:what|how much|work out)\b[^.?]*?{_N}(?: divided by | ?÷ ?| / ){_N}(?! ?[/+])",
         lambda m: None if re.search(r"remain|fraction|left over|\d/\d", m.string, re.I) else _over(m[1], m[2]), 1),
        (rf"{_N} ?(?:percent|per cent|%) of {_N}", lambda m: _number(m[1]) * _number(m[2]) / 100, 1),
        (rf"{_N} (?:goes up|rises|is raised|is increased) by {_N} ?(?:percent|per cent|%)",
         lambda m: _number(m[1]) * (100 + _number(m[2])) / 100, 2),
        (rf"\b(?:take|knock) {_N} ?(?:percent|per cent|%) off {_N}",
         lambda m: _number(m[2]) * (100 - _number(m[1])) / 100, 2),
        (r"\b(sum|total|average|arithmetic mean|mean|median|range) of "
         r"((?:\d[\d.]*(?:, | and |, and )?){3,})", _of_list, 2),
        (rf"(?P<principal>{_N})[^.?]{{0,20}} at (?P<rate>{_N}) ?%[^.?]{{0,40}}?(?P<years>{_N}) years", _interest, 2),
        (rf"bill of (?P<bill>{_N}) (?:between|among) (?P<people>{_N}) people with an? (?P<tip>{_N}) ?% tip", _tip, 3),
        (rf"(?P<people>{_N})\b[^.?]{{0,30}}\bbill (?:is|was|came to) (?P<bill>{_N})\. "
         rf"(?:With|Adding) (?P<tip>{_N}) ?% tip", _tip, 3),
        (rf"\bcommon (divisor|multiple) of {_N} and {_N}", _common, 2),
        (rf"{_N} ?(?:degrees|°) ?(celsius|fahrenheit) (?:in|into|to) (?:celsius|fahrenheit)", _degrees, 2),
        (rf"{_N} (\w+)\b[^()?]{{0,30}}\((?:an old measure: )?{_N} to the (\w+)\)", _by_a_told_factor, 1),
        (r"\b(?:from|born in) ((?:1[5-9]|20)\d\d)\b[^?]*?\bin ((?:1[5-9]|20)\d\d)\b",
         lambda m: _number(m[2]) - _number(m[1]) if re.search(r"\bold\b|\bage\b|birthday", m.string) else None, 1),
        (rf"how far\b[^.?]*?in {_N} hours?\b(?! and)[^.?]*? {_N} km/h", lambda m: _number(m[1]) * _number(m[2]), 1),
        (rf"how many {_UNIT} (?:are|make) {_N} {_UNIT}", lambda m: _converted(m[2], m[3], m[1]), 1),
        (rf"{_N} {_UNIT} (?:in|into|as|to) {_UNIT}", lambda m: _converted(m[1], m[2], m[3]), 1),
        (rf"how fast\b[^.?]*?{_N} km in {_N} hours?\b(?! and)", lambda m: _over(m[1], m[2]), 1),
    )
)  # fmt: skip
