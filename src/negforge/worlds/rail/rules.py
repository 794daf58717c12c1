"""The operator's rules: what a fare costs, what comes back, which trains run between two places, when a stay may change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from negforge.worlds.rail.state import Booking, Hotel, Rail, Stay, Train

AGE_SHARE = {"adults": 1.0, "youths": 0.7, "children": 0.5, "infants": 0.0}
REFUND_SHARE = {"saver": 0.0, "semiflex": 0.75, "flex": 1.0}
POINTS_PER_EURO = 100
CLAIM_DAYS = 30
STAY_FREEZE = timedelta(hours=24)


def factor(train: Train, fare: str) -> float:
    return {"saver": 1.0, "semiflex": train.semiflex, "flex": 1.9}[fare]


def price(train: Train, fare: str, party: Mapping[str, int], percent: int = 0, place: str | None = None) -> float:
    """What this train costs the party. The card takes ``percent`` off one adult's share; a berth costs a supplement."""
    heads = sum(AGE_SHARE[group] * number for group, number in party.items())
    heads -= percent / 100 if party.get("adults") else 0
    total = train.base * factor(train, fare) * heads
    supplement = next((extra for kind, extra, _ in train.berths if kind == place), 0.0)
    return round(round(total * 5) / 5 + supplement * travellers(party), 2)


def travellers(party: Mapping[str, int]) -> int:
    """Those who need a place of their own."""
    return sum(number for group, number in party.items() if group != "infants")


def window(train: Train, fare: str) -> int | None:
    """Until how many hours before departure a refund is due; None for never."""
    return {"saver": None, "semiflex": train.window, "flex": 0}[fare]


def exchange_fee(train: Train, fare: str) -> float:
    return {"saver": train.exchange_fee, "semiflex": round(train.exchange_fee / 2, 2), "flex": 0.0}[fare]


def first_train(rail: Rail, booking: Booking) -> Train:
    return min((rail.trains[leg.train] for leg in booking.legs), key=lambda train: train.departs)


def last_train(rail: Rail, booking: Booking) -> Train:
    return max((rail.trains[leg.train] for leg in booking.legs), key=lambda train: train.departs)


def refundable_until(rail: Rail, booking: Booking) -> datetime | None:
    """The last moment at which giving up this booking brings a refund; None for a fare that never does."""
    hours = [window(rail.trains[leg.train], booking.fare) for leg in booking.legs]
    if any(h is None for h in hours):
        return None
    return first_train(rail, booking).departs - timedelta(hours=max(h for h in hours if h is not None))


def refund_due(rail: Rail, booking: Booking, now: datetime) -> float:
    """What giving up the booking at this moment brings back. Extras are lost."""
    until = refundable_until(rail, booking)
    return round(booking.paid * REFUND_SHARE[booking.fare], 2) if until is not None and now <= until else 0.0


def compensation(delay: int, paid: float) -> float:
    """What is due for a recorded delay."""
    return round(paid * (0.5 if delay >= 120 else 0.25 if delay >= 60 else 0.0), 2)


def at_place(rail: Rail, place: str) -> frozenset[str]:
    """The codes that a code, a station's name or a town's name stands for."""
    wanted = place.strip().casefold()
    exact = {s.code for s in rail.stations.values() if wanted in (s.code.casefold(), s.name.casefold())}
    return frozenset(exact or {s.code for s in rail.stations.values() if s.town.casefold() == wanted})


def between(rail: Rail, origin: str, destination: str, after: datetime, before: datetime) -> list[Train]:
    """The direct trains in a span of time, by departure."""
    start, end = at_place(rail, origin), at_place(rail, destination)
    found = [
        t for t in rail.trains.values() if t.origin in start and t.destination in end and after <= t.departs <= before
    ]
    return sorted(found, key=lambda train: (train.departs, train.id))


def bikes_free(rail: Rail, train: Train) -> int:
    taken = sum(
        leg.bikes for b in rail.bookings.values() if b.status == "confirmed" for leg in b.legs if leg.train == train.id
    )
    return max(0, (train.bikes or 0) - taken)


def card_valid(rail: Rail, day: date) -> bool:
    return rail.account.card.since <= day <= rail.account.card.until


def opens_at(hotel: Hotel, day: date) -> datetime:
    return datetime.combine(day, datetime.strptime(hotel.opens, "%H:%M").time())


def frozen(rail: Rail, stay: Stay, now: datetime) -> bool:
    """Whether the stay begins too soon to be changed."""
    return opens_at(rail.hotels[stay.hotel], stay.arrive) - now < STAY_FREEZE


def lets_in(hotel: Hotel, arrival: str) -> bool:
    """Whether the hotel takes a guest who comes at this hour (HH:MM). A window may run past midnight."""
    if hotel.night_desk:
        return True
    if hotel.closes < hotel.opens:
        return arrival >= hotel.opens or arrival <= hotel.closes
    return hotel.opens <= arrival <= hotel.closes


def stay_cost(hotel: Hotel, room: str, nights: int, guests: int, breakfast: bool) -> float:
    rate = next(r.rate for r in hotel.rooms if r.kind == room)
    return round(nights * (rate + (hotel.breakfast or 0.0) * guests * breakfast), 2)
