"""What the library holds: records, copies in branches, one reader's account, requests to other libraries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from negforge.core.json_text import digest

BRANCHES = ("central", "harbour", "northgate", "mill_lane", "university")
LANGUAGES = ("en", "fr", "de", "es", "it", "pl")
FORMATS = ("book", "audiobook", "large_print", "dvd", "score")

_GIVEN = "Ada Bruno Clara Dmitri Elif Farid Greta Henrik Ines Jonas Katya Liam Marta Nils Olga Pavel Rosa Samir Tove Ulla Viktor Wanda Yusuf Zora".split()
_FAMILY = "Abendroth Bielak Castellani Drummond Ekberg Falk Gravesen Haddad Ilves Jarosz Kettering Lindqvist Moreau Nakamura Okafor Petrov Quist Rausch Soler Tamm Ugarte Vance Winther Zelenka".split()
_NOUNS = "Harbour Orchard Lantern Glacier Meridian Sparrow Railway Almanac Cartographer Salt Winter Bridge Archive Garden Compass Tide Quarry Beekeeper Lighthouse Ferry".split()
_MANNERS = "A Short History of the {}|The {} Papers|Notes from the {}|The Last {}|Letters to the {}|{} and Other Essays|The {} in Summer|How the {} Was Lost|A Field Guide to the {}|Beyond the {}".split(
    "|"
)


@dataclass(slots=True)
class Record:
    """One edition. ``reference``: never leaves the building."""

    id: str
    title: str
    author: str
    year: int
    language: str
    format: str
    pages: int
    reference: bool = False


@dataclass(slots=True)
class Copy:
    barcode: str
    record: str
    branch: str
    status: str  # available, on_loan, reference, in_repair
    due: date | None = None


@dataclass(slots=True)
class Loan:
    id: str
    record: str
    due: date
    renewals: int
    waiting: int  # other readers in the queue


@dataclass(slots=True)
class Hold:
    id: str
    record: str
    pickup: str
    status: str  # accepted, then queued or ready
    position: int | None


@dataclass(slots=True)
class Request:
    """A loan from another library. ``status``: accepted, then offered or unfilled; ordered once an offer is taken."""

    id: str
    record: str
    max_fee: float
    status: str
    lender: str | None = None
    fee: float | None = None
    arrives: date | None = None


@dataclass(slots=True)
class Reader:
    name: str
    card: str
    home: str
    owes: float


@dataclass(slots=True)
class Library:
    reader: Reader
    records: dict[str, Record] = field(default_factory=dict)
    copies: dict[str, Copy] = field(default_factory=dict)
    loans: dict[str, Loan] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    suggestions: list[str] = field(default_factory=list)


def _start(rng: Random) -> datetime:
    """Some weekday morning or afternoon in 2026."""
    day = date(2026, 1, 5) + timedelta(days=rng.randrange(340))
    while day.weekday() == 6:
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, rng.randrange(9, 17), rng.randrange(0, 60, 5))


def make(rng: Random) -> tuple[Library, datetime]:
    """A library and the clock as they begin."""
    now = _start(rng)
    today = now.date()
    given, family = rng.choice(_GIVEN), rng.choice(_FAMILY)
    reader = Reader(f"{given} {family}", f"{rng.randrange(10**7, 10**8)}", rng.choice(BRANCHES), 0.0)
    library = Library(reader)
    for title in _titles(rng, 26):
        _add_record(library, title, rng, today)
    records = list(library.records.values())
    for record in rng.sample([r for r in records if not r.reference], 6):
        due = today + timedelta(days=rng.randrange(-6, 19))
        loan_id = f"LN{int(digest(['loan', record.id, reader.card]), 16) % 90000 + 10000}"
        library.loans[loan_id] = Loan(loan_id, record.id, due, rng.randrange(0, 3), rng.choice((0, 0, 0, 1, 2)))
    for record in rng.sample([r for r in records if r.id not in {x.record for x in library.loans.values()}], 2):
        hold_id = f"HD{int(digest(['hold', record.id, reader.card]), 16) % 90000 + 10000}"
        library.holds[hold_id] = Hold(hold_id, record.id, rng.choice(BRANCHES), "queued", rng.randrange(1, 6))
    reader.owes = rng.choice((0.0, 0.0, 1.2, 3.6, 4.8, 10.4, 12.5, 16.25))
    return library, now


def _titles(rng: Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[rng.choice(_MANNERS).format(rng.choice(_NOUNS))] = None
    return list(found)


def _add_record(library: Library, title: str, rng: Random, today: date) -> None:
    author = f"{rng.choice(_FAMILY)}, {rng.choice(_GIVEN)}"
    for year in sorted(rng.sample(range(1961, 2026), rng.choice((1, 1, 2, 3)))):
        record_id = f"B{int(digest([title, author, year]), 16) % 900000 + 100000}"
        record = Record(
            record_id,
            title,
            author,
            year,
            rng.choice(LANGUAGES[:4]),
            rng.choice(FORMATS[:3]),
            rng.randrange(96, 720),
            rng.random() < 0.08,
        )
        library.records[record_id] = record
        for branch in rng.sample(BRANCHES, rng.randrange(1, 4)):
            barcode = f"3{int(digest([record_id, branch]), 16) % 10**9:09d}"
            status = (
                "reference"
                if record.reference
                else rng.choice(("available", "available", "on_loan", "on_loan", "in_repair"))
            )
            due = today + timedelta(days=rng.randrange(1, 30)) if status == "on_loan" else None
            library.copies[barcode] = Copy(barcode, record_id, branch, status, due)
