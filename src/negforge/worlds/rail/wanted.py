"""What must be true in the end, as the state has it: new bookings, untouched ones, trains that fit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from negforge.worlds.rail.rules import between
from negforge.worlds.rail.state import Booking, Rail, Train
from negforge.worlds.wants import Fulfilment, Gains, Holds, OnlyChanges, Story, Want


def new_booking(
    rail: Rail, trains: Sequence[str], fare: str, party: Mapping[str, int], also: Sequence[str] = (), **fields: object
) -> tuple[Want, ...]:
    """One new booking of these trains, and the earlier ones as they were."""
    entry = {"trains": tuple(trains), "fare": fare, "party": dict(party), "status": "confirmed", **fields}
    return (Gains("bookings", entry), untouched(rail), OnlyChanges(("bookings", *also)))


def untouched(rail: Rail, *but: str) -> Want:
    """The bookings that there were are as they were, but for some."""
    before = {key: repr(item) for key, item in rail.bookings.items() if key not in but}

    def other(state: Any) -> list[str]:
        return [key for key, text in before.items() if repr(state.bookings.get(key)) != text]

    return Holds(
        "earlier bookings",
        lambda state: not other(state),
        "the other bookings are as they were",
        lambda state: f"booking {other(state)[0]} was changed",
    )


def own_stays_kept(rail: Rail, *but: str) -> Want:
    """The stays that there were are as they were, but for some."""
    before = {key: repr(item) for key, item in rail.stays.items() if key not in but}

    def other(state: Any) -> list[str]:
        return [key for key, text in before.items() if repr(state.stays.get(key)) != text]

    return Holds(
        "earlier stays",
        lambda state: not other(state),
        "the other stays are as they were",
        lambda state: f"stay {other(state)[0]} was changed",
    )


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def of_day(rail: Rail, origin: str, destination: str, day: date, after: int = 0, before: int = 24) -> list[Train]:
    """The direct trains of a day between two hours."""
    start = at(day, 0)
    return between(
        rail, origin, destination, start + timedelta(hours=after), start + timedelta(hours=before, minutes=-1)
    )


def home(rail: Rail) -> str:
    """The code of the station from which the traveller's trips begin."""
    return next(iter(rail.stations))


def served_days(rail: Rail, now: datetime) -> list[date]:
    """The days after today on which trains run all day."""
    counts: dict[date, int] = {}
    for train in rail.trains.values():
        counts[train.departs.date()] = counts.get(train.departs.date(), 0) + 1
    return sorted(day for day, number in counts.items() if day > now.date() and number > 10)


def reach(rail: Rail) -> list[str]:
    """The codes of stations with direct day trains from home."""
    return sorted({t.destination for t in rail.trains.values() if t.origin == home(rail) and t.kind != "night"})


def confirmed(rail: Rail, now: datetime) -> list[Booking]:
    """Bookings to be travelled after today."""
    return [
        b
        for b in rail.bookings.values()
        if b.status == "confirmed" and rail.trains[b.legs[0].train].departs.date() > now.date()
    ]


@dataclass(frozen=True, slots=True)
class TellsSeats:
    """The last answer gives the seats that were assigned on one train: their coach and each number."""

    train: str
    name: str = "the seats"

    def look(self, story: Story) -> Fulfilment:
        legs = [
            leg for b in story.end.state.bookings.values() for leg in b.legs if leg.train == self.train and leg.seats
        ]
        if not legs:
            return Fulfilment(False, self.name, "no seats were assigned on the train asked for")
        missing = [n for n in re.findall(r"\d+", legs[0].seats) if not re.search(rf"\b{n}\b", story.answer)]
        if missing:
            return Fulfilment(False, self.name, f"the answer does not give the seats: they are {legs[0].seats}")
        return Fulfilment(True, self.name, f"the answer gives the seats: {legs[0].seats}")


@dataclass(frozen=True, slots=True)
class NoCallWith:
    """A tool was never called with some argument, whatever it answered."""

    tool: str
    argument: str
    name: str = "no such call"

    def look(self, story: Story) -> Fulfilment:
        if any(done.name == self.tool and self.argument in done.arguments for done in story.done):
            return Fulfilment(
                False, self.name, f"{self.tool} was called with {self.argument}, which must not happen here"
            )
        return Fulfilment(True, self.name, f"{self.tool} was not called with {self.argument}")
