"""What the operator holds: stations, trains, hotels at stations, and one traveller's bookings, stays, refunds and account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

FARES = ("saver", "semiflex", "flex")
PLACES = ("seat", "couchette", "sleeper")
KINDS = ("regional", "intercity", "express", "night")
ROOMS = ("single", "double", "twin", "family")


@dataclass(frozen=True, slots=True)
class Station:
    """``minimum``: minutes to change trains here; ``across``: minutes to the other station of the town, by its code."""

    code: str
    name: str
    town: str
    minimum: int
    across: tuple[tuple[str, int], ...]
    locker: float
    lift: bool
    taxis: bool
    bus_lines: tuple[str, ...]
    desk_from: str
    desk_until: str
    desk_phone: str


@dataclass(frozen=True, slots=True)
class Train:
    """One departure of one train. ``base``: the Saver for one adult. ``bikes``: places in all, None where none are carried.
    ``delay`` and ``platform_now`` are today's; for a train of the past ``delay`` is what was recorded."""

    id: str
    name: str
    kind: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    base: float
    semiflex: float
    window: int
    exchange_fee: float
    saver_left: int
    bikes: int | None
    bike_price: float
    bistro: bool
    quiet: bool
    berths: tuple[tuple[str, float, int], ...]
    platform: str
    platform_now: str
    delay: int
    remark: str


@dataclass(frozen=True, slots=True)
class Room:
    kind: str
    sleeps: int
    rate: float
    left: int


@dataclass(frozen=True, slots=True)
class Hotel:
    """``breakfast``: its price a head, 0 where included, None where there is none. ``night_desk``: opens at any hour."""

    id: str
    name: str
    station: str
    opens: str
    closes: str
    night_desk: bool
    metres: int
    breakfast: float | None
    step_free: bool
    score: float
    rooms: tuple[Room, ...]


@dataclass(slots=True)
class Leg:
    """One train of a booking, with what was paid for it and what is reserved on it."""

    train: str
    price: float
    place: str | None = None
    wish: str | None = None
    together: bool = False
    seats: str | None = None
    bikes: int = 0


@dataclass(slots=True)
class Booking:
    """``status``: confirmed, cancelled or travelled. ``extras``: bikes and fees, never refunded."""

    id: str
    holder: str
    legs: list[Leg]
    party: dict[str, int]
    fare: str
    paid: float
    pay: str
    with_card: bool
    booked: date
    status: str = "confirmed"
    extras: float = 0.0
    note: str = ""

    @property
    def trains(self) -> tuple[str, ...]:
        return tuple(leg.train for leg in self.legs)

    @property
    def places(self) -> tuple[str | None, ...]:
        return tuple(leg.place for leg in self.legs)

    @property
    def bikes(self) -> tuple[int, ...]:
        return tuple(leg.bikes for leg in self.legs)


@dataclass(slots=True)
class Refund:
    """``state``: accepted, then approved or rejected."""

    id: str
    booking: str
    ground: str
    pay_to: str
    asked: datetime
    minutes: int | None = None
    state: str = "accepted"
    amount: float | None = None
    remark: str = ""


@dataclass(slots=True)
class Stay:
    id: str
    hotel: str
    room: str
    arrive: date
    leave: date
    guests: int
    arrival: str
    breakfast: bool
    total: float
    status: str = "confirmed"


@dataclass(slots=True)
class Card:
    """The discount card: ``percent`` off for its holder, on days from ``since`` until ``until``."""

    name: str
    number: str
    percent: int
    since: date
    until: date


@dataclass(slots=True)
class Account:
    name: str
    number: str
    email: str
    points: int
    expiring: int
    expire_on: date
    tier: str
    pays_with: str
    card: Card


@dataclass(slots=True)
class Rail:
    """``others``: bookings of other people, that a reference and a surname would open."""

    account: Account
    stations: dict[str, Station] = field(default_factory=dict)
    trains: dict[str, Train] = field(default_factory=dict)
    hotels: dict[str, Hotel] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    others: dict[str, Booking] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    stays: dict[str, Stay] = field(default_factory=dict)
