"""How the house begins: staff with namesakes, outside contacts, rooms, calendars, meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from negforge.core.json_text import digest
from negforge.worlds.mailroom.clock import HOME, overlap, workdays
from negforge.worlds.mailroom.state import Attendee, Block, Event, Mailroom, Person, Room
from negforge.worlds.mailroom.vocabulary import (
    DEPARTMENTS,
    EQUIPMENT,
    FAMILY,
    FAMILY_TWINS,
    FIRMS,
    GIVEN,
    GIVEN_TWINS,
    HOUSE,
    JOBS,
    MEETING_TAILS,
    MEETINGS,
    SERIES,
    SITES,
)

STAFF = 26
DAYS = 9  # working days that calendars are filled for
_ROOM_NAMES = "Alder Basalt Cinder Delta Ember Fjord Garnet Hollow Islet Juniper Kestrel Lantern Meadow Nettle Orchard Pebble Quarry Reed Saffron Thicket Umber Verge Willow Yarrow".split()
_HARMLESS = (
    "Please close the windows when you leave.",
    "New chairs since last month.",
    "The key is at reception.",
    "Food stays outside, please.",
    "Heating is on a timer until 18:00.",
)
_OUT_OF_ORDER = {
    "screen": "The screen is out of order; a replacement has been ordered.",
    "video": "The camera was taken away for repair: no video calls from here for now.",
    "whiteboard": "The whiteboard has been removed for the paint job.",
    "phone": "The conference phone does not work; facilities know about it.",
    "hearing_loop": "The hearing loop is switched off until it has been certified again.",
    "step_free": "The ramp is closed for works: no step-free access for now.",
}
_PARTS = {"vesterholm": ("VH", 9), "marlow_quay": ("MQ", 5), "kessandra": ("KS", 5), "port_ellery": ("PE", 4)}


def number(*content: object, digits: int = 8) -> str:
    """Digits that derive from the content."""
    return str(int(digest([str(part) for part in content]), 16) % (9 * 10 ** (digits - 1)) + 10 ** (digits - 1))


def people(rng: Random) -> tuple[str, str, dict[str, Person]]:
    """The user, the user's boss, and everybody in the directory."""
    names = _names(rng)
    found: dict[str, Person] = {}
    for at, (name, department) in enumerate(names):
        site = "vesterholm" if at % 9 == 0 else rng.choice(("vesterholm", "vesterholm", *SITES))
        person = Person(
            _address(name, found),
            name,
            department,
            rng.choice(JOBS[department]),
            site,
            f"{rng.randrange(2100, 9800)}",
            begins=time(*rng.choice(((8, 0), (8, 30), (9, 0), (9, 0), (9, 30)))),
            ends=time(*rng.choice(((16, 0), (16, 30), (17, 0), (17, 30), (18, 0)))),
            days=rng.choice(((0, 1, 2, 3, 4),) * 5 + ((0, 1, 2, 3), (1, 2, 3, 4))),
            avoids=(rng.randrange(5), rng.choice(("morning", "afternoon"))) if rng.random() < 0.35 else None,
        )
        found[person.email] = person
    staff = list(found)
    me = next(email for email in staff if found[email].name == names[-1][0])
    found[me] = replace(
        found[me], site="vesterholm", begins=time(8, 30), ends=time(17, 30), days=(0, 1, 2, 3, 4), avoids=None
    )
    boss = rng.choice([email for email in staff if email != me])
    for email in staff:
        peers = [e for e in staff if found[e].department == found[email].department and e != email]
        found[email] = replace(
            found[email], manager=boss if email == me else rng.choice(peers or [e for e in staff if e != email])
        )
    for at, (firm, domain) in enumerate(rng.sample(FIRMS, 7)):
        name = rng.choice(names[:8])[0] if at == 0 else f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
        email = f"{name.lower().replace(' ', '.')}@{domain}"
        found[email] = Person(
            email, name, "sales", "Account manager", "vesterholm", f"0555 {rng.randrange(2000, 9999)}", firm=firm
        )
    return me, boss, found


def _names(rng: Random) -> list[tuple[str, str]]:
    """Names with departments: groups of namesakes first, the user last."""
    found: dict[tuple[str, str], None] = {}
    given_twins, family_twins = rng.sample(GIVEN_TWINS, 2), rng.sample(FAMILY_TWINS, 4)
    for (one, other), families in zip(given_twins, family_twins[:2], strict=True):
        family = rng.choice(families)
        first, second = rng.sample(DEPARTMENTS, 2)
        found |= {(f"{one} {family}", first): None, (f"{other} {family}", second): None}
    for one, other in family_twins[2:]:
        given = rng.choice(GIVEN)
        first, second, third = rng.sample(DEPARTMENTS, 3)
        found |= {(f"{given} {one}", first): None, (f"{given} {other}", second): None}
        if rng.random() < 0.5:
            found[(f"{given} {one}", third)] = None
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    found |= {(f"{given} {family}", department): None for department in rng.sample(DEPARTMENTS, 2)}
    while len(found) < STAFF:
        name = f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
        if all(name != known for known, _ in found):
            found[(name, rng.choice(DEPARTMENTS))] = None
    return list(found)


def _address(name: str, taken: dict[str, Person]) -> str:
    plain = name.lower().replace(" ", ".").replace("'", "")
    email, at = f"{plain}@{HOUSE}", 2
    while email in taken:
        email, at = f"{plain}{at}@{HOUSE}", at + 1
    return email


def rooms(rng: Random) -> dict[str, Room]:
    """Rooms at every site; about a third carry a notice, half of these about something that does not work."""
    names = iter(rng.sample(_ROOM_NAMES, 23))
    found: dict[str, Room] = {}
    for site, (code, count) in _PARTS.items():
        sizes = [*rng.sample((4, 6, 8, 10), 3), *rng.choices((4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 24), k=count - 3)]
        for at, seats in enumerate(sizes):
            floor = rng.randrange(0, 5)
            owned = tuple(e for e in EQUIPMENT if rng.random() < 0.6) or ("whiteboard",)
            per_seat = rng.choice((0.9, 1.1, 1.3, 1.6, 2.0) if seats < 12 else (0.2, 0.3, 0.4, 0.8))
            rate = round(seats * per_seat + rng.randrange(4, 19) / 2, 1)
            draw = rng.random()
            broken = rng.choice(owned) if draw < 0.2 else ""
            notice = _OUT_OF_ORDER[broken] if broken else rng.choice(_HARMLESS) if draw < 0.4 else ""
            room_id = f"{code}-{floor}{at + 1}{rng.randrange(10)}"
            found[room_id] = Room(room_id, next(names), site, floor, seats, owned, rate, notice, broken)
    return found


def fill_calendars(state: Mailroom, rng: Random, today: date) -> None:
    """Blocks of everybody, bookings of rooms, then the user's meetings and series."""
    days = workdays(today, DAYS)
    for email, person in state.people.items():
        if person.outside:
            continue
        blocks: list[Block] = []
        away = rng.choice(days[1:]) if rng.random() < 0.15 and email != state.me else None
        for day in days:
            if day == away:
                blocks.append(Block(datetime.combine(day, time(0)), datetime.combine(day, time(23, 59)), "out"))
                continue
            for _ in range(rng.choice((0, 1, 1, 2)) if email != state.me else 0):
                start = datetime.combine(day, person.begins) + timedelta(
                    hours=HOME - person.offset, minutes=30 * rng.randrange(0, 14)
                )
                end = start + timedelta(minutes=30 * rng.choice((1, 2, 2, 3, 4)))
                status = rng.choice(("busy", "busy", "busy", "focus", "focus", "private"))
                if not any(overlap(start, end, b.start, b.end) for b in blocks):
                    blocks.append(Block(start, end, status))
        state.busy[email] = tuple(sorted(blocks, key=lambda b: b.start))
    for room in state.rooms:
        starts = [datetime.combine(day, time(rng.randrange(8, 17))) for day in days for _ in range(rng.choice((0, 1)))]
        state.taken[room] = tuple(Block(start, start + timedelta(hours=1), "busy") for start in starts)
    _fill_series(state, rng, days)
    _fill_meetings(state, rng, days)


def _fill_series(state: Mailroom, rng: Random, days: list[date]) -> None:
    colleagues = [email for email, p in state.people.items() if not p.outside and email != state.me]
    mornings = rng.sample(range(1, 9), 3)
    for at, title in enumerate(rng.sample(SERIES, 3)):
        start = datetime.combine(days[mornings[at]], time(rng.randrange(9, 12) + 4 * (at == 1), rng.choice((0, 30))))
        first = start - timedelta(days=7 * rng.randrange(1, 6))
        organiser = state.me if at < 2 else rng.choice(colleagues)
        who = [email for email in rng.sample(colleagues, rng.randrange(3, 6)) if email != organiser]
        place(
            state,
            rng,
            title,
            organiser,
            first,
            first + timedelta(minutes=rng.choice((30, 60))),
            who,
            every="week",
            times=rng.randrange(9, 14),
        )


def _fill_meetings(state: Mailroom, rng: Random, days: list[date]) -> None:
    colleagues = [email for email, p in state.people.items() if not p.outside and email != state.me]
    contacts = [email for email, p in state.people.items() if p.outside]
    titles = iter(rng.sample(MEETINGS, 12))
    spans = [(s, e) for event in state.events.values() for _, s, e, _ in event.occurrences()]
    for day in days:
        hours = rng.sample((9, 10, 11, 13, 14, 15, 16), rng.choice((1, 2, 2, 3)))
        title = ""
        for at, hour in enumerate(hours):
            twin = at == 1 and bool(title) and rng.random() < 0.5
            title = f"{title} {rng.choice(MEETING_TAILS)}" if twin else next(titles, "")
            start = datetime.combine(day, time(hour, rng.choice((0, 0, 30))))
            end = start + timedelta(minutes=rng.choice((30, 60)))
            if not title or any(overlap(start, end, s, e) for s, e in spans):
                continue
            spans.append((start, end))
            organiser = state.me if rng.random() < 0.65 else rng.choice(colleagues)
            who = [e for e in rng.sample(colleagues, rng.randrange(2, 5)) if e != organiser]
            if organiser == state.me and rng.random() < 0.3:
                who.append(rng.choice(contacts))
            private = organiser == state.me and rng.random() < 0.12
            place(state, rng, title, organiser, start, end, who, visibility="private" if private else "default")


def place(
    state: Mailroom,
    rng: Random,
    title: str,
    organiser: str,
    start: datetime,
    end: datetime,
    who: list[str],
    *,
    visibility: str = "default",
    every: str = "once",
    times: int = 1,
) -> None:
    """A meeting that stands in the calendar from the start, with replies as they have come in."""
    attendees = {
        email: Attendee(
            optional=rng.random() < 0.15, reply=rng.choice(("accepted", "accepted", "accepted", "tentative", "pending"))
        )
        for email in who
    }
    if organiser != state.me:
        attendees[state.me] = Attendee(optional=False, reply="accepted")
    event_id = f"evt_{number('event', title, organiser, start, digits=7)}"
    heads = 1 + sum(not a.optional for a in attendees.values())
    event = Event(event_id, title, organiser, start, end, attendees, None, visibility, every=every, times=times)
    fitting = [r for r in state.rooms.values() if r.site == "vesterholm" and r.least <= heads <= r.seats]
    spans = [(s, e) for _, s, e, _ in event.occurrences()]
    others = [(room, s, e) for other in state.events.values() for _, s, e, room in other.occurrences()]
    used = {room for room, begin, finish in others for s, e in spans if overlap(s, e, begin, finish)}
    free = [
        r
        for r in fitting
        if r.id not in used and not any(overlap(s, e, b.start, b.end) for b in state.taken[r.id] for s, e in spans)
    ]
    if free and rng.random() < 0.8:
        event.room = rng.choice(free).id
    state.events[event_id] = event
