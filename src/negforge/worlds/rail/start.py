"""How the operator's world begins: towns, a few days of trains, hotels, and a traveller with bookings old and new."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from negforge.core.json_text import digest
from negforge.worlds.rail.rules import price
from negforge.worlds.rail.state import Account, Booking, Card, Hotel, Leg, Rail, Room, Station, Stay, Train

_TOWNS = "Averholt Brinmoor Caldry Dunvale Eskerby Fennick Garrowby Hallmere Istwick Jorvale Kelderby Lindmoor Marrowick Nethercombe Orlow Pendarrow Quarrymouth Rosvale Stennick Tollerby Ulverdale Varnick Wexmere Yarrowby Zellmoor Ambermouth Bexcombe Corlick Dromby Ellerwick Foxmere Grindale Hexby Ivelmoor Keswater Lorrick Mossdale Norby".split()
_GIVEN = "Ada Bruno Clara Dmitri Elif Farid Greta Henrik Ines Jonas Katya Liam Marta Nils Olga Pavel Rosa Samir Tove Ulla Viktor Wanda Yusuf Zora Beatriz Cormac Dalia Emre".split()
_FAMILY = "Arkwell Bielak Castellani Drummond Ekberg Falk Gravesen Haddad Ilves Jarosz Kettering Lindqvist Morell Nakata Okafor Petrov Quist Rausch Soler Tamm Ugarte Vantongeren Winther Zelenka Osei Brandl".split()
_NAMES = {
    "regional": "Wren Dunlin Linnet".split(),
    "intercity": "Larch Rowan".split(),
    "express": "Meteor Comet".split(),
    "night": ["Nightjar"],
}
_HOTELS = "Semaphore Lodge|Turntable Hotel|The Lamp Room|Halt House|Signalman's Rest|The Ballast Inn|Fourth Platform Rooms|The Whistle Stop|Viaduct House|The Guard's Van|Sidings Hotel|Level Crossing Inn|The Tender|Cutting House|Points & Pillow|The Waiting Room|Embankment Lodge|The Coal Stage|Water Tower Rooms|Junction Court|The Brake Van|Milepost Hotel|Culvert House|The Footplate|Parcel Office Rooms|Terminus Court".split(
    "|"
)
_REMARKS = (
    "",
    "",
    "",
    "Quiet coach at the rear.",
    "Usually busy; seats are best reserved.",
    "Runs with older rolling stock.",
    "Trolley service only.",
)


def make(rng: Random) -> tuple[Rail, datetime]:
    """An operator and the clock as they begin."""
    today = date(2026, 1, 12) + timedelta(days=rng.randrange(320))
    while today.weekday() > 4:
        today += timedelta(days=1)
    now = datetime(today.year, today.month, today.day, rng.randrange(8, 14), rng.randrange(0, 60, 5))
    rail = Rail(_account(rng, today))
    towns = rng.sample(_TOWNS, 7)
    _add_stations(rail, rng, towns)
    home, hub, quay = _code(towns[0]) + "1", _code(towns[1]) + "1", _code(towns[1]) + "2"
    others = [_code(town) + "1" for town in towns[2:]]
    days = [
        today,
        today + timedelta(days=rng.choice((1, 2))),
        *sorted(today + timedelta(days=d) for d in rng.sample(range(3, 15), 3)),
    ]
    _add_trains(rail, rng, days, home, hub, quay, others)
    nights = sorted({today + timedelta(days=d) for d in rng.sample(range(1, 12), 4)})
    for day in nights:
        _add_night_trains(rail, rng, day, home, others[4])
    _add_bookings(rail, rng, now, days, home)
    _add_past(rail, rng, today, home, others)
    names = rng.sample(_HOTELS, 20)
    for number, code in enumerate((hub, quay, *others[:3])):
        _add_hotels(rail, rng, code, names[number * 4 : number * 4 + 4])
    _add_stays(rail, rng, now)
    return rail, now


def _code(town: str) -> str:
    return town[:3].upper()


def _account(rng: Random, today: date) -> Account:
    given, family = rng.choice(_GIVEN), rng.choice(_FAMILY)
    percent = rng.choice((20, 25, 30, 50))
    until = today + timedelta(days=rng.choice((rng.randrange(-20, 0), rng.randrange(1, 12), rng.randrange(15, 200))))
    card = Card(
        {20: "Branch Card", 25: "Quarter Card", 30: "Junction Card", 50: "Half Card"}[percent],
        f"DC{rng.randrange(10**7, 10**8)}",
        percent,
        until - timedelta(days=364),
        until,
    )
    return Account(
        f"{given} {family}",
        f"TR{rng.randrange(10**6, 10**7)}",
        f"{given.lower()}.{family.lower()}@postbox.example",
        rng.randrange(300, 14000),
        rng.randrange(0, 300),
        today + timedelta(days=rng.randrange(8, 90)),
        rng.choice(("Sleeper", "Rail", "Ballast")),
        f"card ending {rng.randrange(1000, 10000)}",
        card,
    )


def _add_stations(rail: Rail, rng: Random, towns: list[str]) -> None:
    second = rng.choice(("Quay", "North", "East", "Riverside"))
    for place, town in enumerate(towns):
        names = [f"{town} Central", f"{town} {second}"] if place == 1 else [town]
        walk = rng.randrange(25, 50, 5)
        for number, name in enumerate(names, 1):
            code = f"{_code(town)}{number}"
            across = ((f"{_code(town)}{3 - number}", walk),) if len(names) == 2 else ()
            rail.stations[code] = Station(
                code,
                name,
                town,
                rng.randrange(9, 24),
                across,
                rng.randrange(20, 90, 5) / 10,
                rng.random() < 0.6,
                rng.random() < 0.7,
                tuple(str(n) for n in sorted(rng.sample(range(1, 99), rng.randrange(0, 4)))),
                rng.choice(("07:30", "08:00", "09:15", "10:00")),
                rng.choice(("16:30", "17:45", "19:00", "20:30")),
                f"0555 {rng.randrange(100, 1000)} {rng.randrange(100, 1000)}",
            )


def _add_trains(rail: Rail, rng: Random, days: list[date], home: str, hub: str, quay: str, others: list[str]) -> None:
    near, far, branch, coast = others[0], others[1], others[2], others[3]
    routes = {
        (home, hub): (rng.randrange(55, 100), rng.uniform(17, 34)),
        (home, quay): (rng.randrange(70, 115), rng.uniform(15, 30)),
        (home, near): (rng.randrange(35, 80), rng.uniform(9, 24)),
        (home, far): (rng.randrange(100, 190), rng.uniform(26, 58)),
        (hub, branch): (rng.randrange(40, 90), rng.uniform(10, 25)),
        (quay, coast): (rng.randrange(45, 95), rng.uniform(11, 26)),
    }
    for day in days:
        for (origin, destination), (minutes, base) in routes.items():
            count = rng.randrange(5, 8) if origin == home else 4
            out = _spread(rng, count)
            if origin != home:
                out = _after_arrivals(rail, rng, day, origin, out)
            for clock in out:
                _add_train(rail, rng, _at(day, clock), origin, destination, minutes, base)
            if origin == home:
                for clock in _spread(rng, count - 1):
                    _add_train(rail, rng, _at(day, clock), destination, origin, minutes, base)


def _spread(rng: Random, count: int) -> list[timedelta]:
    """Times of the day, a while apart, from early to late."""
    step = 15 * 60 // count
    return [timedelta(minutes=345 + at * step + rng.randrange(0, step - 20)) for at in range(count)]


def _after_arrivals(rail: Rail, rng: Random, day: date, station: str, plain: list[timedelta]) -> list[timedelta]:
    """Departures of a branch: each waits for a train, some too short a time to change."""
    arrivals = [t.arrives for t in rail.trains.values() if t.destination == station and t.arrives.date() == day]
    minimum = rail.stations[station].minimum
    times = [moment + timedelta(minutes=rng.randrange(3, minimum)) for moment in rng.sample(arrivals, 2)]
    times += [moment + timedelta(minutes=minimum + rng.randrange(0, 25)) for moment in rng.sample(arrivals, 3)]
    start = datetime(day.year, day.month, day.day)
    return [moment - start for moment in sorted(set(times))] or plain


def _at(day: date, clock: timedelta) -> datetime:
    return datetime(day.year, day.month, day.day) + clock


def _add_train(
    rail: Rail, rng: Random, departs: datetime, origin: str, destination: str, minutes: int, base: float
) -> Train:
    kind = rng.choice(("regional", "intercity", "intercity", "express"))
    return _put(rail, rng, kind, departs, origin, destination, minutes, base)


def _put(
    rail: Rail, rng: Random, kind: str, departs: datetime, origin: str, destination: str, minutes: int, base: float
) -> Train:
    pace, cost = {"regional": (1.25, 0.75), "intercity": (1.0, 1.0), "express": (0.8, 1.3), "night": (1.0, 1.0)}[kind]
    name = f"{rng.choice(_NAMES[kind])} {rng.randrange(101, 990)}"
    platform = f"{rng.randrange(1, 13)}{rng.choice('ABCD')}"
    moved = f"{rng.randrange(1, 13)}{rng.choice('ABCD')}" if rng.random() < 0.7 else platform
    carries = kind == "regional" or (kind != "express" and rng.random() < 0.6)
    late = rng.choice((0, 0, 3, 6, 9, 14, 22, 35))
    number = rng.randrange(100000, 1000000)
    while f"D{number}" in rail.trains:
        number += 1
    train = Train(
        f"D{number}",
        name,
        kind,
        origin,
        destination,
        departs,
        departs + timedelta(minutes=round(minutes * pace * rng.uniform(0.95, 1.1))),
        round(round(base * cost * rng.uniform(0.7, 1.35) * 10) / 10, 2),
        round(rng.uniform(1.15, 1.7), 2),
        rng.choice((6, 12, 24, 24, 36, 48)),
        rng.choice((12.0, 14.0, 15.0, 18.0, 20.0)),
        0 if rng.random() < 0.12 else rng.randrange(4, 60),
        rng.choice((0, 1, 2, 3, 4, 6)) if carries else None,
        rng.choice((4.5, 6.0, 7.5, 9.0)),
        kind in ("intercity", "express") and rng.random() < 0.6,
        rng.random() < 0.4,
        (),
        platform,
        moved,
        late,
        rng.choice(_REMARKS),
    )
    rail.trains[train.id] = train
    return train


def _add_night_trains(rail: Rail, rng: Random, day: date, home: str, away: str) -> None:
    for _ in range(rng.choice((1, 1, 2))):
        departs = datetime(day.year, day.month, day.day, rng.randrange(20, 24), rng.randrange(0, 60))
        train = _put(rail, rng, "night", departs, home, away, rng.randrange(430, 600), rng.uniform(38, 62))
        berths = (
            ("seat", 0.0, rng.randrange(0, 30)),
            ("couchette", float(rng.randrange(14, 30)), rng.choice((0, 1, 2, 4, 6, 9))),
            ("sleeper", float(rng.randrange(38, 80)), rng.choice((0, 1, 2, 3, 4))),
        )
        rail.trains[train.id] = replace(train, berths=berths, bikes=rng.choice((None, 0, 2)))


def _add_bookings(rail: Rail, rng: Random, now: datetime, days: list[date], home: str) -> None:
    """One train of today, two trips to the same town on different days, and one or two more."""
    soon = [
        t
        for t in rail.trains.values()
        if t.origin == home
        and t.departs.date() == days[0]
        and timedelta(minutes=50) < t.departs - now < timedelta(hours=7)
    ]
    party = rng.choice(({"adults": 1}, {"adults": 2}, {"adults": 1, "children": 1}, {"adults": 2, "youths": 1}))
    if soon:
        _book(rail, rng, rng.choice(soon), rng.choice(("semiflex", "flex", "saver")), {"adults": 1}, now)
    goes = sorted({t.destination for t in rail.trains.values() if t.origin == home and t.kind != "night"})
    for place, count in zip(rng.sample(goes, 3), (2, 1, 1), strict=True):
        used: set[date] = set()
        for _ in range(count):
            later = [
                t
                for t in rail.trains.values()
                if t.origin == home
                and t.destination == place
                and t.departs.date() > days[0]
                and t.departs.date() not in used
            ]
            train = rng.choice(later)
            used.add(train.departs.date())
            _book(rail, rng, train, rng.choice(("saver", "semiflex", "semiflex", "flex", "flex")), party, now)
    stranger = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
    for train in rng.sample([t for t in rail.trains.values() if t.departs.date() > days[0] and t.kind != "night"], 3):
        booking = _booking(rng, train, "flex", {"adults": 1}, now, stranger)
        rail.others[booking.id] = booking
        stranger = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"


def _book(rail: Rail, rng: Random, train: Train, fare: str, party: dict[str, int], now: datetime) -> Booking:
    booking = _booking(rng, train, fare, dict(party), now, rail.account.name)
    rail.bookings[booking.id] = booking
    return booking


def _booking(rng: Random, train: Train, fare: str, party: dict[str, int], now: datetime, holder: str) -> Booking:
    paid = price(train, fare, party)
    booked = min(now.date(), train.departs.date()) - timedelta(days=rng.randrange(2, 40))
    note = rng.choice(("", "", "Ticket is in the app.", "Printed at a machine.", "Receipt sent by e-mail."))
    number = int(digest(["booking", train.id, holder, fare]), 16) % 900000 + 100000
    return Booking(f"R{number}", holder, [Leg(train.id, paid)], party, fare, paid, "card", False, booked, note=note)


def _add_past(rail: Rail, rng: Random, today: date, home: str, others: list[str]) -> None:
    """Trips of the past: late enough for a claim, not late enough, and late but too long ago."""
    delays = [rng.randrange(60, 180), rng.randrange(60, 180), rng.randrange(22, 59), rng.randrange(70, 150)]
    back = [*rng.sample(range(2, 28), 3), rng.randrange(33, 60)]
    for days_ago, delay, place in zip(back, delays, rng.sample(others[:4], 4), strict=True):
        day = today - timedelta(days=days_ago)
        departs = datetime(day.year, day.month, day.day, rng.randrange(6, 20), rng.randrange(0, 60))
        ends = (home, place) if rng.random() < 0.6 else (place, home)
        train = _put(rail, rng, "intercity", departs, *ends, rng.randrange(60, 160), rng.uniform(20, 60))
        rail.trains[train.id] = replace(train, delay=delay)
        booking = _book(rail, rng, train, rng.choice(("saver", "semiflex", "flex")), {"adults": 1}, departs)
        booking.status = "travelled"


def _add_hotels(rail: Rail, rng: Random, code: str, names: list[str]) -> None:
    for name in names:
        hotel_id = f"H{int(digest([name, code]), 16) % 9000 + 1000}"
        rate = rng.uniform(46, 120)
        rooms = tuple(
            Room(
                kind,
                sleeps,
                round(rate * times * rng.uniform(0.9, 1.15)),
                rng.choice((1, 2, 5) if sleeps == 1 else (0, 1, 2, 5)),
            )
            for kind, sleeps, times in (
                ("single", 1, 0.8),
                ("double", 2, 1.1),
                ("twin", 2, 1.0),
                ("family", 4, 1.6),
            )
        )
        rail.hotels[hotel_id] = Hotel(
            hotel_id,
            name,
            code,
            rng.choice(("14:00", "15:00", "15:30", "16:00")),
            rng.choice(("19:30", "20:30", "22:00", "23:00", "23:30")),
            rng.random() < 0.25,
            rng.randrange(40, 900, 10),
            rng.choice((0.0, 0.0, 8.5, 11.0, None)),
            rng.random() < 0.6,
            rng.randrange(62, 97) / 10,
            rooms,
        )


def _add_stays(rail: Rail, rng: Random, now: datetime) -> None:
    """A stay that begins too soon to be changed, and two that do not."""
    for soon, hotel in zip((True, False, False), rng.sample(list(rail.hotels.values()), 3), strict=True):
        arrive = now.date() + timedelta(days=rng.choice((0, 1)) if soon else rng.randrange(3, 16))
        leave = arrive + timedelta(days=rng.randrange(1, 4))
        room = rng.choice(hotel.rooms[:3])
        breakfast = hotel.breakfast is not None and rng.random() < 0.5
        guests = 1 if room.kind == "single" else rng.choice((1, 2))
        total = round((leave - arrive).days * (room.rate + (hotel.breakfast or 0.0) * guests * breakfast), 2)
        stay_id = f"N{int(digest(['stay', hotel.id, arrive.isoformat()]), 16) % 90000 + 10000}"
        rail.stays[stay_id] = Stay(stay_id, hotel.id, room.kind, arrive, leave, guests, hotel.opens, breakfast, total)
