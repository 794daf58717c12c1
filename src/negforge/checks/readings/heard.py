"""Heard: what the user, the rules, the tools' declarations and the responses said so far, and what follows from it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from negforge.checks.readings.calendar import days_after, spans, times_after
from negforge.checks.readings.computed import HUGE, not_computable, numbers_in
from negforge.checks.readings.derived import derived_amounts
from negforge.checks.readings.phrases import sentence_at
from negforge.checks.readings.records import records
from negforge.checks.readings.remembered import remembered
from negforge.checks.readings.values import Value, canons, number, spelled, values
from negforge.checks.readings.workings import workings

_MOST_WORKED_OUT = 60
_FEW = 12  # days or hours, each with each named span: with more of them one would be hit by chance
_BY_DAYS = re.compile(
    r"\b(?:tomorrow|yesterday|tonight|(?:next|following|previous|last|coming|this) (?:day|week\w*|\w+day)|"
    r"days? (?:after|before|later|earlier|from now)|\w+ days?|a week)\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\s?(?:(?P<t>trillion|tn\b|T\b)|(?P<b>billion|bn\b|B\b)|(?P<m>million|mn\b|mio\b|M\b)|(?P<k>thousand|K\b|k\b(?!m)))"
)
_FACTORS = {"t": 12, "b": 9, "m": 6, "k": 3}
_DOTTED_DAY = re.compile(r"(?<![\d.])(?P<day>\d\d)\.(?P<month>\d\d)\.(?!\d)")
_BROKEN_DAY = re.compile(r"(?<!\d)\d{4}-(?P<day>\d[ \n]{0,4}\d[ \n]{0,4}-[ \n]{0,4}\d[ \n]{0,4}\d)(?!\d)")
_PART = re.compile(r"[a-z]?\d?|[a-z]+\d?", re.IGNORECASE)


class Heard:
    """Everything that was said to the agent up to a place; it grows as the run goes on."""

    def __init__(self, rules: str, tools: str) -> None:
        self.known: set[str] = {*canons(rules), *canons(tools)}
        self._rules, self._tools = rules, tools
        self._wishes: list[str] = []
        self._responses: list[str] = []
        self._columns: dict[str, list[Decimal]] = {}
        self._speaks_of_days = False

    def add(self, text: str, by: str) -> None:
        """``by``: "user", "tool" or "system"."""
        self.known |= canons(text)
        (self._responses if by == "tool" else self._wishes).append(text)
        if by == "user":
            self._speaks_of_days = self._speaks_of_days or _BY_DAYS.search(text) is not None
        if by == "tool":
            self.known |= _field_sums(text, self._columns)

    def unsupported(self, new: Sequence[Value], stated: Sequence[Value], text: str) -> list[Value]:
        """Those of the new values of some words that nothing supports; ``stated``: all values of the words."""
        everything = "\n".join((self._rules, self._tools, *self._wishes, *self._responses))
        doubted = [value for value in new if not _stands_in(value, everything, self.known)]
        for left_of in (self._not_near_a_day, self._not_reckoned, self._not_derived, self._not_worked_out):
            if doubted:
                doubted = left_of(doubted, stated, text)
        if 0 < len(doubted) < len(new):  # what turned out to be supported may support others
            doubted = self._not_near_a_day(doubted, stated, text)
        return doubted

    def _not_near_a_day(self, doubted: list[Value], stated: Sequence[Value], text: str) -> list[Value]:
        if self._speaks_of_days and any(value.kind == "date" for value in doubted):
            days = {_day_of_year(item.removeprefix("date:")) for item in self.known if item.startswith("date:")}
            doubted = [value for value in doubted if not (value.kind == "date" and _is_near_day(value, days))]
        if any(value.kind == "number" for value in doubted):
            doubted = not_computable(doubted, list(stated), self.known)
        return doubted

    def _not_reckoned(self, doubted: list[Value], stated: Sequence[Value], text: str) -> list[Value]:
        """Without days and times that follow from others and a span that was named."""
        kinds = {value.kind for value in doubted} & {"date", "time"}
        if not kinds:
            return doubted
        for kind, place, after in (("date", 0, days_after), ("time", 1, times_after)):
            own = {value.canon for value in stated if value.kind == kind and value not in set(doubted)}
            wished = {v.canon for one in self._wishes for v in values(one) if v.kind == kind}
            sources = [(own | wished, text), *((own | wished, one) for one in self._wishes)]
            sources += [
                ({v.canon for v in values(one) if v.kind == kind} & (own or wished), one) for one in self._responses
            ]
            for bases, named in sources if any(value.kind == kind for value in doubted) else ():
                lengths = spans(named)[place]
                found = after(bases, lengths) if len(bases) * len(lengths) <= _FEW else frozenset()
                doubted = [value for value in doubted if value.kind != kind or value.canon not in found]
        return doubted

    def _not_derived(self, doubted: list[Value], stated: Sequence[Value], text: str) -> list[Value]:
        if not any(value.kind == "number" for value in doubted):
            return doubted
        heard = (*self._wishes, *self._responses)
        derived = derived_amounts(self._columns, {n for one in heard for n in numbers_in(canons(one))})
        return [v for v in doubted if v.kind != "number" or Decimal(v.canon) not in derived]

    def _not_worked_out(self, doubted: list[Value], stated: Sequence[Value], text: str) -> list[Value]:
        if not any(value.kind == "number" for value in doubted):
            return doubted
        wishes = (self._rules, *self._wishes)
        of_late = workings(wishes, tuple(self._responses[-2:]))
        of_all = workings(wishes, tuple(self._responses))
        everything = sorted(numbers_in(self.known))
        return [
            value
            for at, value in enumerate(doubted)
            if value.kind != "number"
            or at >= _MOST_WORKED_OUT
            or not (
                _is_scaled(value, text, everything)
                or _in_its_sentence(value, text, doubted)
                or any(w.give(Decimal(value.canon), len(value.raw.partition(".")[2])) for w in (of_late, of_all))
            )
        ]


def _stands_in(value: Value, everything: str, known: Set[str]) -> bool:
    """Whether a value is part of a longer one that was said, is put together from such ones (``A12/B34``), or was said
    with blanks in between or in another order of its figures."""
    if value.kind == "id":
        return value.raw in everything or _put_together(value, known)
    if value.kind == "date":
        return _day_in_figures(value, everything)
    if value.kind == "number" and "." in value.raw:
        return _as_figure(value.raw, everything)
    if value.kind == "number" and len(value.raw) == 3:
        return re.search(rf"[A-Za-z]-{re.escape(value.raw)}(?!\w)", everything) is not None
    return len(value.raw) >= 4 and value.kind in ("number", "address") and value.raw in everything


def _put_together(value: Value, known: Set[str]) -> bool:
    """Whether an id is made of known ids and of words: ``A12/B34``, ``options_for_2024-05-20``."""
    if "/" in value.raw and all(f"id:{part}" in known for part in value.canon.split("/")):
        return True
    rest = value.canon
    for found in re.findall(r"\d{4}-(\d\d-\d\d)", rest):
        if f"date:{found}" in known:
            rest = re.sub(rf"\d{{4}}-{found}", "", rest)
    parts = re.split(r"[-_/#]", rest)
    told = [part for part in parts if any(c.isdigit() for c in part) and not _PART.fullmatch(part)]
    words = [part for part in parts if part.isalpha() and len(part) >= 3]
    return all(f"id:{part}" in known or f"number:{part}" in known for part in told) and bool(told or len(words) >= 2)


def _day_in_figures(value: Value, everything: str) -> bool:
    """Whether a day stands in a text as ``19.08.`` or, as in a wrapped line, with a blank inside: ``2022-0 3-04``."""
    return value.canon in _days_in_figures(everything)


@remembered(64)
def _days_in_figures(text: str) -> frozenset[str]:
    dotted = {f"{match['month']}-{match['day']}" for match in _DOTTED_DAY.finditer(text)}
    return frozenset(dotted | {re.sub(r"[ \n]", "", match["day"]) for match in _BROKEN_DAY.finditer(text)})


def _as_figure(raw: str, text: str) -> bool:
    """Whether a figure stands in a text and is no part of a longer one (but for a sign before or a unit after it)."""
    start = text.find(raw)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + len(raw) : start + len(raw) + 1]
        if not (before.isdecimal() or before in (".", ",") or after.isdecimal()):
            return True
        start = text.find(raw, start + 1)
    return False


def _is_scaled(value: Value, text: str, known: list[Decimal]) -> bool:
    """Whether it is a known number told in thousands, millions and so on, rounded: ``50.84 trillion``."""
    word = _SCALE.match(text, value.end)
    if text[value.end : value.end + 2].strip()[:1] == "%":  # a share: 0.517 told as 51.7 %
        stated, places = abs(Decimal(value.canon)), Decimal(1).scaleb(-len(value.raw.partition(".")[2]))
        near = known[bisect_left(known, (stated - places) / 100) : bisect_right(known, (stated + places) / 100)]
        return any(stated == (100 * one).quantize(places, how) for one in near for how in (ROUND_HALF_UP, ROUND_DOWN))
    if word is None or word.lastgroup is None:
        return False
    power = _FACTORS[word.lastgroup]
    stated = abs(Decimal(value.canon)).scaleb(power)
    half = Decimal(5).scaleb(power - 1 - len(value.raw.partition(".")[2])) * 2  # cut off as well as rounded
    return bisect_right(known, stated + half) > bisect_left(known, stated - half)


def _in_its_sentence(value: Value, text: str, doubted: Sequence[Value]) -> bool:
    """Whether other figures of its sentence, small ones too, give it by a quotient or as a percentage of change."""
    sentence = sentence_at(text, value.start)
    if sentence is None:
        return False
    places = Decimal(1).scaleb(-len(value.raw.partition(".")[2]))
    doubtful = {one.canon for one in doubted}
    others = [v for v in values(sentence.text) if v.kind == "number" and v.canon not in doubtful][:6]
    held = [Decimal(one.canon) for one in others]
    stated = abs(Decimal(value.canon))
    pairs = [(a, b) for a in held for b in held if b and a != b and abs(a / b) < HUGE]
    quotients = {abs(x).quantize(places, ROUND_HALF_UP) for a, b in pairs for x in (a / b, 100 * (a - b) / b)}
    return bool(places < 1) and stated in quotients


def _is_near_day(value: Value, days: Set[int]) -> bool:
    day = _day_of_year(value.canon)
    return any(min(abs(day - other), 372 - abs(day - other)) <= 8 for other in days)


def _day_of_year(canon: str) -> int:
    """Counted in months of 31 days: near enough for a week, give or take a day at the end of a short month."""
    return int(canon[:2]) * 31 + int(canon[3:])


def _field_sums(text: str, columns: dict[str, list[Decimal]]) -> frozenset[str]:
    """The sum of each field over the records of a response, and over all responses so far (``columns``: the numbers of
    each field, carried on)."""
    here = _columns(text)
    for name, column in here:
        columns.setdefault(name, []).extend(column)
    totals = [sum(column) for _, column in here] + [sum(columns[name]) for name, _ in here]
    return frozenset(f"number:{spelled(Decimal(total))}" for total in totals)


@remembered(1024)
def _columns(text: str) -> tuple[tuple[str, tuple[Decimal, ...]], ...]:
    """The numbers of each field over the records of a response."""
    found: dict[str, list[Decimal]] = {}
    for record in records(text):
        for name, held in record.fields:
            canon = number(held) if held[:1].isdigit() and len(held) < 16 else None
            if canon is not None:
                found.setdefault(name, []).append(Decimal(canon))
    return tuple((name, tuple(column)) for name, column in found.items())
