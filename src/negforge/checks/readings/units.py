"""Units: amounts with their unit or currency, as words tell them and as responses hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from negforge.checks.readings.records import structured
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import number, values
from negforge.core.json_text import Json

_MOST = 3_000  # amounts of one response
_MONEY = "money"


@dataclass(frozen=True, slots=True)
class Unit:
    """``size``: in the least unit of its kind, or in whole units of a currency. ``currency``: "" where not known."""

    kind: str
    size: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An amount in words. ``start``..``end``: with its unit; ``number``: as it stands, from ``at`` to ``until``."""

    amount: Decimal
    unit: Unit
    start: int
    end: int
    at: int
    until: int


@dataclass(frozen=True, slots=True)
class Held:
    """A number of a response. ``unit``: None where nothing says it. ``key``: the field's own; ``says``: (field, text)
    of what tells the unit, where it is not the key itself; ``quote``: the words, where it stands in words."""

    amount: Decimal
    unit: Unit | None
    key: str = ""
    says: tuple[str, str] = ("", "")
    quote: str = ""


_TABLE = {  # names with their size in the least unit of the kind
    "time": "ms millisecond milliseconds msec:1 s sec secs second seconds:1000 min mins minute minutes:60000 "
    "h hr hrs hour hours:3600000 day days:86400000 week weeks:604800000",
    "length": "mm millimetre millimetres millimeters:1 cm centimetres centimeters:10 "
    "m metre metres meter meters:1000 km kms kilometre kilometres kilometer kilometers:1000000 "
    "mi mile miles:1609344 ft foot feet:304.8 yd yards:914.4 nmi:1852000",
    "speed": "km/h kmh kph km_h:1 mph:1.609344 kn kt knots:1.852 m/s:3.6",
    "mass": "g gram grams:1 kg kgs kilo kilos kilogram kilograms:1000 lb lbs:453.59237 oz ounce ounces:28.349523125",
    "data": "byte bytes:0.001 kb kilobyte kilobytes kib:1 mb megabyte megabytes mib:1000 "
    "gb gigabyte gigabytes gib:1000000 tb terabytes:1000000000",
    "heat": "°c celsius:1 °f fahrenheit:2",
}


def _units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for kind, listed in _TABLE.items():
        for names, size in re.findall(r"([^:]+):([\d.]+)", listed):
            found |= {name: Unit(kind, Decimal(size)) for name in names.split()}
    return found


_UNITS: Mapping[str, Unit] = _units()
_SIGNS = {"€": "EUR", "£": "GBP", "$": "$", "US$": "USD", "¥": "JPY", "₹": "INR"}
_CODES = tuple(
    "EUR USD GBP CHF JPY CAD AUD NZD SEK NOK DKK PLN CZK HUF INR CNY RMB HKD SGD KES ZAR BRL MXN KRW TRY AED".split()
)
_WORDS = {"euro": "EUR", "euros": "EUR", "dollars": "$", "dollar": "$", "francs": "CHF", "franc": "CHF", "yen": "JPY"}
_WORDS |= {"crowns": "crowns", "crown": "crowns", "rupees": "INR", "pounds sterling": "GBP"}
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "$"})
_MINOR_WORDS = {"cents": "", "cent": "", "pence": "GBP", "rappen": "CHF", "centimes": ""}
_BEFORE = re.compile(rf"(?:\b({'|'.join(_CODES)})|(US\$|[€£$¥₹]))[ \u00a0]?[-−]?$")
_AFTER_MONEY = re.compile(rf"[ \u00a0]?(?:({'|'.join(_CODES)})\b|(€)|({'|'.join(_WORDS)}|{'|'.join(_MINOR_WORDS)})\b)")
_NAMES = sorted((name for name in _UNITS if len(name) > 1 or name in "hs"), key=len, reverse=True)
_AFTER = re.compile(rf"[ \u00a0]?-?({'|'.join(map(re.escape, _NAMES))})(?![\w/²³])", re.IGNORECASE)
_METRES = re.compile(r" m(?![\w/²³'’])")
_KEY_TOKENS = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+(?![a-z])")
_OWN = frozenset(
    "minutes mins hours seconds secs days weeks ms milliseconds km kilometers kilometres miles meters metres kg grams "
    "lbs kb mb gb bytes kmh kph mph celsius fahrenheit cm mm feet".split()
)
_MINOR = re.compile(r"\bminor\b|\bcents?\b|\bpence\b|\brappen\b", re.IGNORECASE)
_MONEY_KEY = re.compile(
    r"price|amount|total|paid|pay|balance|fee|fare|cost|due|net|gross|owed|rate|booked|available|hold|overdraft|refund|"
    r"deposit|value|minor|charge|sum|credit|debit|surcharge|adult|child|saved|difference|limit|threshold|back|list|each",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"count|number|quantity|total_?(?:count|items|results)|page|limit$|size$|version|percent|points", re.IGNORECASE
)


def told_amounts(text: str) -> tuple[Told, ...]:
    """The amounts of some words that are told with a unit or a currency."""
    return _told(text)


@remembered(2048)
def _told(text: str) -> tuple[Told, ...]:
    found = []
    for value in values(text):
        if value.kind != "number":
            continue
        unit, start, end = _unit_around(text, value.start, value.end)
        if unit is not None:
            found.append(Told(abs(Decimal(value.canon)), unit, start, end, value.start, value.end))
    return tuple(found)


def _unit_around(text: str, start: int, end: int) -> tuple[Unit | None, int, int]:
    before = _BEFORE.search(text, max(0, start - 6), start)
    if before is not None:
        code = before[1] or _SIGNS[before[2]]
        return Unit(_MONEY, Decimal(1), code), before.start(), end
    after = _AFTER_MONEY.match(text, end)
    if after is not None:
        word = (after[3] or "").lower()
        if word in _MINOR_WORDS:
            return Unit(_MONEY, Decimal("0.01"), _MINOR_WORDS[word]), start, after.end()
        code = after[1] or (_SIGNS["€"] if after[2] else _WORDS[word])
        return Unit(_MONEY, Decimal(1), code), start, after.end()
    named = _AFTER.match(text, end)
    if named is not None and (named[1] != "s" or named.start(1) > end):  # the 1990s are no seconds
        return _UNITS[named[1].lower()], start, named.end()
    metres = _METRES.match(text, end)
    return (_UNITS["m"], start, metres.end()) if metres is not None else (None, start, end)


@remembered(1024)
def held_amounts(text: str) -> tuple[Held, ...]:
    """The numbers of a response, each with its unit where the field, one beside it, or the words around it tell it."""
    told = structured(text)
    if told is None:
        return tuple(_of_words(text))[:_MOST]
    found: list[Held] = []
    _walk(told, "", (), found)
    return tuple(found[:_MOST])


def _of_words(text: str) -> Iterator[Held]:
    units = {one.at: one for one in _told(text)}
    for value in values(text):
        if value.kind == "number":
            one = units.get(value.start)
            unit, quote = (one.unit, text[one.start : one.end]) if one is not None else (None, value.raw)
            yield Held(abs(Decimal(value.canon)), unit, quote=quote)


def _walk(value: Json, key: str, above: tuple[Mapping[str, Json], ...], found: list[Held]) -> None:
    if len(above) > 12 or len(found) > _MOST:
        return
    if isinstance(value, dict):
        for name, part in value.items():
            _walk(part, str(name), (value, *above), found)
    elif isinstance(value, list):
        for part in value:
            _walk(part, key, above, found)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        unit, says = _unit_of(key, above)
        found.append(Held(abs(Decimal(str(value))), unit, key, says))
    elif isinstance(value, str):
        canon = number(value.strip()) if len(value) < 20 else None
        if canon is not None:
            unit, says = _unit_of(key, above)
            found.append(Held(abs(Decimal(canon)), unit, key, says))
        else:
            found += _of_words(value)


Says = tuple[str, str]


def _unit_of(key: str, above: Sequence[Mapping[str, Json]]) -> tuple[Unit | None, Says]:
    """The unit of a field, and which other field says it: one beside it before its own name, the nearest first."""
    own = _own_unit(key)
    for around in above:
        of_all = around.get("units")
        if isinstance(of_all, dict) and isinstance(named := of_all.get(key), str):
            return parsed_unit(named), (key, named)
        for name, said in around.items():
            if isinstance(said, str) and str(name).lower().endswith("_unit") and _is_of(str(name)[:-5], key, own):
                return parsed_unit(said), (str(name), said)
    said = above[0].get("unit") if above else None
    if isinstance(said, str) and not _COUNTS.search(key):
        return parsed_unit(said), ("unit", said)
    if _COUNTS.search(key) or not (_MONEY_KEY.search(key) or (own is not None and own.kind == _MONEY)):
        return own, ("", "")
    return _money(own, above)


def _is_of(stem: str, key: str, own: Unit | None) -> bool:
    """Whether a field called ``stem`` with ``_unit`` behind it says the unit of the field ``key``."""
    if stem in ("time", "duration"):
        return own is not None and own.kind == "time"
    return stem == key or (len(stem) > 3 and stem in key)


def _money(own: Unit | None, above: Sequence[Mapping[str, Json]]) -> tuple[Unit | None, Says]:
    size = own.size if own is not None else Decimal(1)
    code, says = (own.currency if own is not None else ""), ("", "")
    scaled = False
    for around in above:
        amounts_in, currency = around.get("amounts_in"), around.get("currency")
        if isinstance(amounts_in, str) and not scaled:
            size = Decimal("0.01") if _MINOR.search(amounts_in) else Decimal(1)
            scaled, says = True, ("amounts_in", amounts_in)
            code = code or next((one for one in _CODES if one in amounts_in), "")
        if isinstance(currency, str) and not code:
            code = next((one for one in (*_CODES, "crowns") if one in currency), "?")
            if _MINOR.search(currency):
                size, scaled = Decimal("0.01"), True
            says = says if says[0] and size != 1 else ("currency", currency)
    if own is None and not says[0]:
        return None, ("", "")
    return Unit(_MONEY, size, "" if code == "?" else code), says


@lru_cache(4096)
def _own_unit(key: str) -> Unit | None:
    tokens = [token.lower() for token in _KEY_TOKENS.findall(key.replace("-", "_"))]
    if "per" in tokens:
        return None
    if "minor" in tokens or "cents" in tokens:
        return Unit(_MONEY, Decimal("0.01"))
    last = tokens[-1] if tokens else ""
    if last.upper() in _CODES:
        return Unit(_MONEY, Decimal(1), last.upper())
    return _UNITS[last] if last in _OWN else None


@lru_cache(4096)
def parsed_unit(text: str) -> Unit | None:
    """A unit by its name: ``min``, ``EUR cents``, ``minor units``."""
    plain = text.strip().lower()
    if plain in _UNITS:
        return _UNITS[plain]
    code = next((one for one in _CODES if one in text), _WORDS.get(plain, ""))
    if _MINOR.search(plain):
        return Unit(_MONEY, Decimal("0.01"), code)
    return Unit(_MONEY, Decimal(1), code) if code else None


def same_unit(one: Unit, other: Unit) -> bool:
    """Whether an amount in the one unit means the same in the other, as far as is known."""
    if one.kind != other.kind or one.size != other.size:
        return False
    return one.kind != _MONEY or same_currency(one.currency, other.currency)


def same_currency(one: str, other: str) -> bool:
    return not one or not other or one == other or ("$" in (one, other) and {one, other} <= _DOLLARS)


def converted(amount: Decimal, unit: Unit, to: Unit) -> Decimal | None:
    """The amount in another unit of its kind; None where that takes more than a factor."""
    if unit.kind != to.kind or unit.kind == "heat" or not same_currency(unit.currency, to.currency):
        return None
    return amount * unit.size / to.size
