"""Value forms: numbers, dates, times and amounts of the assistant's words in another spelling of equal meaning.

A form is changed in the whole message: one that wrote ``09:00`` here and ``2:30 pm`` there would look mended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random

from negforge.checks.readings.values import Value, values
from negforge.perturb.neutral.spans import Span, Variant, is_free

_CODES = "EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|JPY|CNY|INR|CAD|AUD|NZD"
_AMOUNT = r"\d[\d,]*(?:\.\d+)?"
_CODE_FIRST = re.compile(rf"(?<![\w.,/-])(?P<code>{_CODES}) (?P<amount>{_AMOUNT})(?![\w%]|[.,]\d| ?(?:{_CODES})\b)")
_CODE_LAST = re.compile(rf"(?<![\w.,/$€£-])(?<!{'(?<!'.join(f'{code} )' for code in _CODES.split('|'))}"
                        rf"(?P<amount>{_AMOUNT}) (?P<code>{_CODES})(?![\w/-]| \d)")  # fmt: skip
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"[1-9]\d{3,8}(?:\.\d+)?")
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = f"(?P<month>{'|'.join(_MONTHS)}|{'|'.join(month[:3] for month in _MONTHS)})"
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}}) {_MONTH}(?: (?P<year>\d{{4}}))?")
_MONTH_FIRST = re.compile(rf"{_MONTH} (?P<day>\d{{1,2}})(?:,? (?P<year>\d{{4}}))?")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})")
_IN_A_RANGE_OF_DAYS = re.compile(r"\d(?:st|nd|rd|th)?\s?(?:[-–—/,]|to|and|or|until|through)\s*$")
_MORE_DAYS = re.compile(
    rf"\s?(?:[-–—/]\s?\d|(?:and|to|or|through|,) \d{{1,2}}(?!\d| (?:{'|'.join(month[:3] for month in _MONTHS)})))"
)
_FULL_DAY = re.compile(r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)")
_HALF_DAY = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d))?\s?(?P<half>[ap])m", re.IGNORECASE)
_NO_CLOCK_AFTER = re.compile(r"\s?(?:h|hrs?|hours?|min|mins|minutes)\b|[-+]\d\d:")
_NO_CLOCK_BEFORE = re.compile(r"(?:[A-Z][-+−]|\d[T ]|\b(?:takes?|took|lasts?|duration:?|in|for|of)\s)$")
_BOLD = re.compile(r"\*\*(?P<text>[^*\n]{1,80}?)\*\*")
_PERCENT_APART = re.compile(r"(?<=\d) %(?![\w%])")
_PERCENT_TOGETHER = re.compile(r"(?<=\d)%(?![\w%])")
_MOST_BOLD = 6
_BOLD_KINDS = ("date", "time", "id")
_Write = Callable[[str, Value], str | None]


def value_forms(text: str, rng: Random) -> Iterator[Variant]:
    """Each form by itself: thousands, order of day and month, length of a month's name, hours, place of a currency,
    bold."""
    found = values(text)
    yield from _forms_of(text, found, "number", (_grouped, _ungrouped))
    yield from _forms_of(text, found, "date", (_order_of_days, _length_of_months, _in_words))
    noon = rng.choice((" am", "am", " AM"))
    yield from _forms_of(text, found, "time", (lambda one, value: _in_halves(one, value, noon), _in_full))
    yield from _currencies(text)
    yield from _percents(text)
    yield from _bold(text, found)


def _forms_of(text: str, found: Sequence[Value], kind: str, forms: Sequence[_Write]) -> Iterator[Variant]:
    """For each form all values of the kind in it; nothing where one of them would stay as it was by mistake."""
    those = [one for one in found if one.kind == kind and is_free(text, one.start, one.end)]
    for form in forms:
        spans = []
        for value in those:
            written = form(text, value)
            if written is not None and written != value.raw:
                spans.append(Span(value.start, value.end, written))
        if spans and (kind == "number" or len(spans) == len(those)):
            yield tuple(spans)


def _grouped(text: str, value: Value) -> str | None:
    """With separators: amounts with a currency or cents only, for a bare 2024 or 4711 may be a year or a name."""
    if _PLAIN.fullmatch(value.raw) is None or not (_has_currency(text, value) or re.search(r"\.\d\d$", value.raw)):
        return None
    whole, _, fraction = value.raw.partition(".")
    return f"{int(whole):,}" + (f".{fraction}" if fraction else "")


def _ungrouped(text: str, value: Value) -> str | None:
    near = text[max(0, value.start - 1) : value.start] + text[value.end : value.end + 1]
    return value.raw.replace(",", "") if _GROUPED.fullmatch(value.raw) and "," not in near else None


def _has_currency(text: str, value: Value) -> bool:
    before, after = text[max(0, value.start - 4) : value.start], text[value.end : value.end + 4]
    return before[-1:] in tuple("$€£") or bool(
        re.search(rf"\b(?:{_CODES}) $", before) or re.match(rf" (?:{_CODES})\b", after)
    )


def _order_of_days(text: str, value: Value) -> str | None:
    if _several_days(text, value):
        return None
    if match := _DAY_FIRST.fullmatch(value.raw):
        year = f", {match['year']}" if match["year"] else ""
        return f"{match['month']} {match['day']}{year}"
    if match := _MONTH_FIRST.fullmatch(value.raw):
        year = f" {match['year']}" if match["year"] else ""
        return f"{match['day']} {match['month']}{year}"
    return None


def _length_of_months(_text: str, value: Value) -> str | None:
    match = _DAY_FIRST.fullmatch(value.raw) or _MONTH_FIRST.fullmatch(value.raw)
    if match is None or match["month"] == "May":
        return None
    name = match["month"]
    other = name[:3] if len(name) > 3 else next(month for month in _MONTHS if month[:3] == name)
    return value.raw.replace(name, other, 1)


def _in_words(text: str, value: Value) -> str | None:
    match = _ISO.fullmatch(value.raw)
    around = text[max(0, value.start - 2) : value.start] + "|" + text[value.end : value.end + 2]
    if match is None or re.search(r"[\w/.'-]\||\|(?:[T/_-]| \d)", around):
        return None
    return f"{int(match['day'])} {_MONTHS[int(match['number']) - 1]} {match['year']}"


def _several_days(text: str, value: Value) -> bool:
    before = text[max(0, value.start - 12) : value.start]
    return bool(
        _IN_A_RANGE_OF_DAYS.search(before) or _MORE_DAYS.match(text, value.end) or before.endswith(("the ", "/", "-"))
    )


def _in_halves(text: str, value: Value, morning: str) -> str | None:
    match = _FULL_DAY.fullmatch(value.raw)
    if match is None or not _is_clock(text, value):
        return None
    hour = int(match["hour"])
    half = morning if hour < 12 else morning.replace("a", "p").replace("A", "P")
    return f"{(hour - 1) % 12 + 1}:{match['minute']}{half}"


def _in_full(text: str, value: Value) -> str | None:
    match = _HALF_DAY.fullmatch(value.raw)
    if (
        match is None
        or not _is_clock(text, value)
        or re.search(r"\d\s?(?:[-–—]|to|and|or)\s?$", text[: value.start][-8:])
    ):
        return None
    return f"{value.canon}"


def _is_clock(text: str, value: Value) -> bool:
    """Whether it is a time of day and not a length of time, and is no part of something longer."""
    before = text[max(0, value.start - 12) : value.start]
    return not (_NO_CLOCK_AFTER.match(text, value.end) or _NO_CLOCK_BEFORE.search(before))


def _currencies(text: str) -> Iterator[Variant]:
    for pattern, form in ((_CODE_FIRST, "{amount} {code}"), (_CODE_LAST, "{code} {amount}")):
        spans = [
            Span(match.start(), match.end(), form.format(**match.groupdict()))
            for match in pattern.finditer(text)
            if is_free(text, *match.span())
        ]
        if spans:
            yield tuple(spans)


def _percents(text: str) -> Iterator[Variant]:
    for pattern, written in ((_PERCENT_APART, "%"), (_PERCENT_TOGETHER, " %")):
        spans = [Span(*match.span(), written) for match in pattern.finditer(text) if is_free(text, *match.span())]
        if spans:
            yield tuple(spans)


def _bold(text: str, found: Sequence[Value]) -> Iterator[Variant]:
    """All of it off; or on, for one value."""
    bold = [match for match in _BOLD.finditer(text) if is_free(text, *match.span())]
    if bold:
        yield tuple(Span(match.start(), match.end(), match["text"]) for match in bold)
        return
    plain = [(one.start, one.end) for one in found if one.kind in _BOLD_KINDS]
    plain += [match.span() for match in (*_CODE_FIRST.finditer(text), *_CODE_LAST.finditer(text))]
    for start, end in plain[:_MOST_BOLD]:
        if _stands_alone(text, start, end):
            yield (Span(start, end, f"**{text[start:end]}**"),)


def _stands_alone(text: str, start: int, end: int) -> bool:
    around = (text[start - 1] if start else " ") + (text[end] if end < len(text) else " ")
    return is_free(text, start, end) and "*" not in text and re.fullmatch(r"[\s(][\s),.;:!?]", around) is not None
