"""Values in text: numbers, dates, times, ids, addresses, each in one canonical spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

from negforge.checks.readings.calendar import ISO_DAY
from negforge.checks.readings.remembered import remembered

Kind: TypeAlias = Literal["number", "date", "time", "id", "address"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?:(?<=\b(?!may)[a-z]{3})\.|(?<=\bsept)\.)?"

_PATTERN = re.compile(
    rf"""
    (?P<address>(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+|https?://[^\s)\]>"',]+)
  | (?P<iso>\b\d{{4}}(?P<sep>[-/])(?P<im>\d{{2}})(?P=sep)(?P<id_>\d{{2}})(?=T|\b))
  | (?P<figures>\b(?P<f1>\d{{1,2}})(?P<dot>[/.])(?P<f2>\d{{1,2}})(?P=dot)\d{{4}}\b)
  | (?P<md>\b(?P<mdm>{_MONTH})[ \t]+(?P<mdd>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?)
  | (?P<dm>\b(?P<dmd>\d{{1,2}})(?:st|nd|rd|th)?[ \t]+(?:of[ \t]+)?(?P<dmm>{_MONTH})(?![a-z])(?:,?\s+\d{{4}}\b)?)
  | (?P<time>(?:(?<![\d:+])|(?<=\d)(?=T))T?(?P<th>\d{{1,2}})[:](?P<tm>\d{{2}})(?::\d{{2}})?
      (?:\s?(?P<tap>[ap])(?:m\b|\.m\b\.?))?(?!\d|:\d)
      (?P<zone>(?:(?<=:\d\d:\d\d)|(?<=T\d\d:\d\d))(?:\.\d+)?(?:Z\b|[+-]\d\d:?\d\d\b(?!:))?)?)
  | (?P<hour>\b(?P<hh>\d{{1,2}})\s?(?P<hap>[ap])(?:m\b|\.m\b\.?))
  | (?P<token>[A-Za-z0-9]++(?:[-_/\#][A-Za-z0-9]++)*+)
  | (?P<digit>\d)
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,  # ASCII: letters of other scripts stand right beside figures
)
_NUMBER = re.compile(
    r"(?<![\w.])[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?=[A-Za-z°]{0,3}(?![\w]))(?!\.\d)", re.ASCII
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$", re.IGNORECASE)
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_WITH_UNIT = re.compile(r"(?:\d+-)?\d+(?:[A-Za-z°]{1,3}|mins|hours?)?(?:-[A-Za-z][a-z]+)*$")  # 12kg, 24-hour, 2-4g
_MADE_OF_FIGURES = re.compile(r"\d+h\d+m(?:in)?$|\d+x\d+$")  # 4h29m, 32x32
_SPELLED_OUT = re.compile(r"[a-z]+(?:_[a-z]+)*_\d+[a-z]{0,3}(?:_[a-z]+)+$")  # within_24_hours
_IN_EVERY_VALUE = re.compile(r"[0-9@]|://")
_AFTER_NUMBER = re.compile(r"\s*-?(%|[A-Za-z°]{1,20})")
_DAY_AFTER = re.compile(r"\s?(?:[-–—/]\s?|(?:and|to|through) (?=\d+[snrt]))(\d{1,2})(?:st|nd|rd|th)?\b(?![:.,]\d)")
_DAY_BEFORE = re.compile(r"(?:\s?[-–—,/&]\s?|\s(?:and|to|or|until|till|through)\s)(?:[A-Z][a-z]{2,8}day,? )?", re.ASCII)
_PLAIN_NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it stands at ``start``..``end``; ``canon`` is equal for equal values (dates by month and day)."""

    kind: Kind
    canon: str
    raw: str
    start: int
    end: int


@remembered(4096)
def values(text: str) -> tuple[Value, ...]:
    """All values of a text, in order. List markers ("2. " at the start of a line) and ordinals are no values."""
    if _IN_EVERY_VALUE.search(text) is None:
        return ()
    found: list[Value] = []
    taken: list[tuple[int, int]] = []
    for match in _PATTERN.finditer(text):
        if match.lastgroup == "token" and match.group().isalpha():
            continue  # a plain word, as most are
        value = _read(match)
        if value is not None:
            found.append(value)
            taken.append((value.start, match.end()))
            days = _DAY_AFTER.match(text, match.end()) if match["md"] else None
            other = _date(int(value.canon[:2]), int(days[1]), days[1], days.start(1), days.end(1)) if days else None
            if days is not None and other is not None:  # May 19th and 20th, May 27-28
                found.append(other)
                taken.append((other.start, days.end()))
    position = 0
    for match in _NUMBER.finditer(text):
        while position < len(taken) and taken[position][1] <= match.start():
            position += 1
        if position < len(taken) and taken[position][0] < match.end():
            continue
        if _is_list_marker(text, match.start(), match.end()) or _ORDINAL_END.match(text, match.end()):
            continue
        canon = number(match.group())
        if canon is not None:
            found.append(Value("number", canon, match.group(), match.start(), match.end()))
    return _with_days_before(text, sorted(found, key=lambda value: value.start))


def _with_days_before(text: str, found: list[Value]) -> tuple[Value, ...]:
    """``26 to 28 August``, ``7, 14 and 21 September``: the numbers before such a day are days of its month."""
    month, listed = "", False
    for at in range(len(found) - 1, -1, -1):
        value = found[at]
        between = text[value.end : found[at + 1].start] if month else ""
        joined = _DAY_BEFORE.fullmatch(between) is not None and ("," not in between or listed)
        day = (
            _date(int(month), int(value.raw), value.raw, value.start, value.end) if joined and _is_day(value) else None
        )
        if day is not None:
            found[at], listed = day, True
        else:
            begins = value.kind == "date" and value.raw[:1].isdigit()
            month, listed = (value.canon[:2] if begins and re.search("[A-Za-z]", value.raw) else ""), False
    return tuple(found)


def _is_day(value: Value) -> bool:
    return value.kind == "number" and len(value.raw) <= 2 and value.raw.isdigit()


def canons(*texts: str) -> frozenset[str]:
    """The canonical spellings of all values of some texts, with their kind: ``number:1810``; for comparing with.

    Read generously: ``12,400`` may also be two cells of a table, and a date says its year. Give messages one by one
    rather than joined: each is read once and remembered.
    """
    return frozenset().union(*(_canons(text) for text in texts))


@remembered(8192)
def _canons(text: str) -> frozenset[str]:
    found = set()
    for value in values(text):
        found.add(f"{value.kind}:{value.canon}")
        if value.kind == "number" and "," in value.raw:
            found |= {f"number:{part}" for cell in value.raw.split(",") if (part := number(cell)) is not None}
        if value.kind == "date":
            found |= {f"number:{year}" for year in re.findall(r"\d{4}", value.raw)}
    return frozenset(found)


@remembered(2048)
def keys(text: str) -> frozenset[str]:
    """The keys of all values of a text."""
    return frozenset(key(value) for value in values(text))


def key(value: Value) -> str:
    return f"{value.kind}:{value.canon}"


def number(raw: str) -> str | None:
    """``1,810.00`` and ``1810`` are one number; None where it is no number or absurdly long."""
    if len(raw) > 40 or not _PLAIN_NUMBER.fullmatch(raw):
        return None
    try:
        value = Decimal(raw.replace(",", "").replace("−", "-").lstrip("+"))
    except InvalidOperation:
        return None
    return spelled(value)


def spelled(number: Decimal) -> str:
    """A number as values spell it: ``1810``, ``0.5``."""
    text = format(number.normalize(), "f")
    return "0" if text in ("-0", "0") else text


def is_small(value: Value) -> bool:
    """Counts up to twelve: they are said in passing and prove nothing."""
    return value.kind == "number" and value.canon.isdigit() and int(value.canon) <= 12


def unit_of(text: str, value: Value) -> str:
    """What a number counts: the currency sign before it, or the word after it (its singular); else its kind."""
    if value.kind != "number":
        return value.kind
    sign = text[max(0, value.start - 1) : value.start]
    if sign and sign in "$€£¥":
        return sign
    after = _AFTER_NUMBER.match(text, value.end)
    return after.group(1).lower().rstrip("s") if after else ""


def restyle(like: Value, other: Value) -> str | None:
    """``other`` written in the manner of ``like`` (thousands separators, month names, am and pm); None where unsure."""
    if like.kind != other.kind:
        return None
    if like.kind == "number":
        return _restyle_number(like.raw, other.raw)
    if like.kind == "date":
        return _restyle_date(like.raw, other)
    if like.kind == "time":
        return _restyle_time(like.raw, other.canon)
    return other.raw


def _restyle_number(like: str, other: str) -> str | None:
    canon = number(other)
    if canon is None:
        return None
    whole, _, fraction = canon.partition(".")
    places = len(like.partition(".")[2])
    if len(fraction) > max(places, 2):
        return None
    fraction = fraction.ljust(places, "0")
    grouped = f"{int(whole):,}" if "," in like or ("," in other and len(whole) > 3) else whole
    return f"{grouped}.{fraction}" if fraction else grouped


def _restyle_date(like: str, other: Value) -> str | None:
    if ISO_DAY.fullmatch(like):
        return f"{like[:4]}-{other.canon}"
    month, day = int(other.canon[:2]), int(other.canon[3:])
    name = re.search(_MONTH, like, re.IGNORECASE)
    if name is None or re.search(r"\d(?:st|nd|rd|th)", like):
        return None
    full = [word for word, number_ in _MONTHS.items() if number_ == month]
    short = len(name.group().rstrip(".")) <= 3 and len(full) > 1 and name.group().lower() != "may"
    written = like.replace(name.group().rstrip("."), (full[1] if short else full[0]).capitalize(), 1)
    return re.sub(r"(?<!\d)\d{1,2}(?!\d)", str(day), written, count=1)


def _restyle_time(like: str, canon: str) -> str | None:
    hour, minute = int(canon[:2]), canon[3:]
    half = re.search(r"\s?([ap])\.?m\.?$", like, re.IGNORECASE)
    if half is None:
        seconds = ":00" if like.count(":") == 2 else ""
        return f"{hour:02d}:{minute}{seconds}" if like[:2].isdigit() else f"{hour}:{minute}{seconds}"
    letter = "a" if hour < 12 else "p"
    letter = letter.upper() if half.group(1).isupper() else letter
    ending = half.group().replace(half.group(1), letter, 1)
    return f"{(hour - 1) % 12 + 1}" + (f":{minute}" if ":" in like or minute != "00" else "") + ending


def _read(match: re.Match[str]) -> Value | None:
    start, end, raw = match.start(), match.end(), match.group()
    if match["address"]:
        raw = raw.rstrip(".")
        return Value("address", raw.lower(), raw, start, start + len(raw))
    if match["iso"]:
        return _date(int(match["im"]), int(match["id_"]), raw, start, end)
    if match["md"]:
        return _date(_MONTHS[match["mdm"].lower().rstrip(".")], int(match["mdd"]), raw, start, end)
    if match["figures"]:
        return _date_in_figures(int(match["f1"]), int(match["f2"]), match["dot"], raw, start)
    if match["dm"]:
        if match["dmm"] == "may" and raw.endswith("may"):  # "2 may be late" is no date
            return None
        return _date(_MONTHS[match["dmm"].lower().rstrip(".")], int(match["dmd"]), raw, start, end)
    if match["time"]:
        raw = raw.removesuffix(match["zone"] or "")
        return _time(match["th"], match["tm"], match["tap"], raw, start, start + len(raw))
    if match["hour"]:
        return _time(match["hh"], "00", match["hap"], raw, start, end)
    raw = _without_single_tail(raw)
    if match["token"] and _is_id(raw):
        return Value("id", raw.lower(), raw, start, start + len(raw))
    return None


def _without_single_tail(token: str) -> str:
    """The token without single characters at its end: the 8 of UTF-8 is no part of an id."""
    end = len(token)
    while end >= 2 and token[end - 2] in "-_/#" and token[end - 1] not in "-_/#":
        end -= 2
    return token[:end]


def _is_id(token: str) -> bool:
    if len(token) < 4 or not (any(c.isdigit() for c in token) and any(c.isalpha() for c in token)):
        return False
    return not any(form.match(token) for form in (_ORDINAL, _WITH_UNIT, _MADE_OF_FIGURES, _SPELLED_OUT))


def _date(month: int, day: int, raw: str, start: int, end: int) -> Value | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Value("date", f"{month:02d}-{day:02d}", raw, start, end)


def _date_in_figures(first: int, second: int, separator: str, raw: str, start: int) -> Value | None:
    """With dots the day comes first; with slashes the figure above twelve is the day, and none is told otherwise."""
    if separator == "." or first > 12:
        return _date(second, first, raw, start, start + len(raw))
    return _date(first, second, raw, start, start + len(raw)) if second > 12 or first == second else None


def _time(hour: str, minute: str, half: str | None, raw: str, start: int, end: int) -> Value | None:
    hours = int(hour)
    if half and hours <= 12:
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    if hours > 24 or int(minute) > 59:
        return None
    shift = 1 if raw.startswith("T") else 0
    return Value("time", f"{hours:02d}:{minute}", raw[shift:], start + shift, end)


def _is_list_marker(text: str, start: int, end: int) -> bool:
    if end - start > 2 or text[end : end + 1] not in (".", ")"):
        return False
    line_start = text.rfind("\n", max(0, start - 40), start) + 1  # a marker is not indented further than that
    return (line_start > 0 or start <= 40) and not text[line_start:start].strip(" \t*#->")
