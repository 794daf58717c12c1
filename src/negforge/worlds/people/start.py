"""How the people portal is filled at the start."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, timedelta
from random import Random

from negforge.worlds.people.state import (
    CATEGORIES,
    CURRENCIES,
    PROJECTS,
    Account,
    Approval,
    Booking,
    Claim,
    Course,
    Leave,
    Line,
    Payslip,
    Person,
    Portal,
    Session,
    Site,
    Team,
)
from negforge.worlds.people.vocabulary import (
    COURSES,
    EXPENSE_NOTES,
    FAMILY,
    FEASTS,
    GIVEN,
    NOTES,
    SITES,
    STATUSES,
    STREETS,
    TEAMS,
    TITLES,
)

USUAL_LIMITS = {"meals": (40, 80), "lodging": (140, 260), "rail_and_bus": (120, 220), "equipment": (100, 250), "client_gift": (30, 60), "phone": (40, 90)}  # fmt: skip


def make(rng: Random) -> tuple[Portal, datetime]:
    """A portal on a working day of 2026: half of the time before the carried leave is lost."""
    begin, span = (date(2026, 2, 2), 40) if rng.random() < 0.5 else (date(2026, 4, 13), 185)
    day = begin + timedelta(days=rng.randrange(span))
    while day.weekday() > 4:
        day += timedelta(days=1)
    now = datetime(day.year, day.month, day.day, rng.randrange(9, 16), rng.randrange(60))
    limits = {name: rng.randrange(low, high, 5) for name, (low, high) in USUAL_LIMITS.items()}
    portal = Portal("", rng.choice((5, 7, 10, 14)), rng.choice((6, 7, 8, 9, 10)), limits)
    _sites(portal, day, rng)
    _staff(portal, rng)
    _leave(portal, now, rng)
    _claims(portal, now, rng)
    _training(portal, now, rng)
    _hours(portal, day, rng)
    _payslips(portal, day, rng)
    return portal, now


def _id(prefix: str, taken: Container[str], rng: Random, digits: int = 5) -> str:
    while True:
        found = f"{prefix}{rng.randrange(10 ** (digits - 1), 10**digits)}"
        if found not in taken:
            return found


def _sites(portal: Portal, today: date, rng: Random) -> None:
    for name in rng.sample(SITES, 3):
        site = Site(name, rng.choice(CURRENCIES), rng.randrange(28, 56) / 100)
        feasts = rng.sample(FEASTS, 4)
        for weeks in (1, 2, 4, 6):
            feast = today + timedelta(days=7 * weeks - today.weekday() + rng.randrange(5))
            if feast > today + timedelta(days=2):
                site.holidays[feast.isoformat()] = feasts.pop()
        portal.sites[name] = site


def _staff(portal: Portal, rng: Random) -> None:
    sites = list(portal.sites)
    families, given = rng.sample(FAMILY, 15), rng.sample(GIVEN, 16)
    names: list[str] = []
    while len(names) < 25:
        name = f"{rng.choice(given)} {rng.choice(families)}"  # given and family names repeat, whole names do not
        if name not in names:
            names.append(name)
    salaries = rng.sample(range(2900, 6200, 10), 25)
    head = _person(portal, names.pop(), "managing director", "Board", sites[0], None, salaries.pop(), rng)
    for number, team in enumerate(rng.sample(TEAMS, 4)):
        size = 6
        site = sites[number % 3]
        lead = _person(portal, names.pop(), f"head of {team}", team, site, head.id, salaries.pop(), rng)
        portal.me = portal.me or lead.id
        for at in range(size - 1):
            where = site if at < 3 or rng.random() < 0.6 else rng.choice(sites)
            _person(portal, names.pop(), rng.choice(TITLES), team, where, lead.id, salaries.pop(), rng)
        portal.teams[team] = Team(team, lead.id, rng.choice((3, 4, 4)), rng.randrange(5))
    portal.teams["Board"] = Team("Board", head.id, 0, 0)


def _person(
    portal: Portal, name: str, title: str, team: str, site: str, manager: str | None, salary: int, rng: Random
) -> Person:
    person = Person(
        _id("E", portal.people, rng), name, title, team, site, manager, f"CC-{rng.randrange(1, 9)}-{rng.randrange(100, 999)}",
        str(rng.randrange(2000, 9999)), date(rng.randrange(2009, 2026), rng.randrange(1, 13), rng.randrange(1, 28)),
        f"{rng.randrange(1, 90)} {rng.choice(STREETS)}, {site}", salary, status=rng.choice(STATUSES),
    )  # fmt: skip
    portal.people[person.id] = person
    return person


def workdays(portal: Portal, person: str, first: date, last: date) -> list[date]:
    """The working days of the person between two dates."""
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [d for d in every if portal.works(person, d)]


def _leave(portal: Portal, now: datetime, rng: Random) -> None:
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    for person in portal.people.values():
        portal.accounts[person.id] = Account(
            person.id, rng.choice((24, 25, 26, 27, 28, 30)), rng.randrange(2, 15) / 2, rng.randrange(0, 10) / 2
        )
        mine = person.id == portal.me
        report = person.manager == portal.me
        for at in range(2 if mine else 1):
            start = monday + timedelta(days=7 * (rng.randrange(1, 8) if not mine else (3, 8)[at]) + rng.randrange(4))
            _file(portal, person.id, start, rng.randrange(0, 5), "approved", now, rng)
        if report:
            start = monday + timedelta(days=7 * rng.randrange(1, 6) + rng.randrange(4))
            _file(portal, person.id, start, rng.randrange(0, 4), "pending", now, rng)
        if mine:
            _file(portal, person.id, monday + timedelta(days=7 * 10 + rng.randrange(4)), 1, "pending", now, rng)


def _file(portal: Portal, person: str, first: date, more: int, state: str, now: datetime, rng: Random) -> None:
    while not portal.works(person, first):
        first += timedelta(days=1)
    last = first + timedelta(days=more)
    while not portal.works(person, last):
        last -= timedelta(days=1)
    overlaps = any(
        x.person == person and x.first <= last + timedelta(days=1) and first - timedelta(days=1) <= x.last
        for x in portal.leaves.values()
    )
    if overlaps:
        return
    half = rng.random() < 0.3 and first != last
    days = len(workdays(portal, person, first, last)) - (0.5 if half else 0)
    kind = "annual" if rng.random() < 0.75 else rng.choice(("carer", "study", "unpaid"))
    found = Leave(
        _id("LV", portal.leaves, rng), person, kind, first, last, half, False, days, state,
        now - timedelta(days=rng.randrange(1, 20), minutes=rng.randrange(1, 400)), rng.choice(NOTES),
    )  # fmt: skip
    portal.leaves[found.id] = found


def _claims(portal: Portal, now: datetime, rng: Random) -> None:
    people = [portal.people[portal.me], *portal.reports()]
    for person in people:
        currency = portal.sites[person.site].currency
        for category in rng.sample([c for c in CATEGORIES if c != "mileage"], 3 if person.id != portal.me else 5):
            limit = portal.limits[category]
            over = rng.random() < 0.35
            amount = round(limit * (rng.uniform(1.05, 1.5) if over else rng.uniform(0.3, 0.95)), 2)
            approval = _approval(portal, person.id, category, amount, rng) if over and rng.random() < 0.5 else None
            state = "pending" if person.id != portal.me or rng.random() < 0.6 else rng.choice(("approved", "paid"))
            receipt = _id("RC", "", rng) if rng.random() < 0.8 else None
            claim = Claim(
                _id("EX", portal.claims, rng), person.id, category, amount, currency,
                now.date() - timedelta(days=rng.randrange(4, 60)), receipt, approval,
                state, now - timedelta(days=rng.randrange(0, 4), minutes=rng.randrange(9, 500)),
                rng.choice(EXPENSE_NOTES[category]),
            )  # fmt: skip
            portal.claims[claim.id] = claim
    for category in rng.sample(list(portal.limits), 2):
        _approval(portal, portal.me, category, portal.limits[category] * rng.uniform(1.3, 1.9), rng)


def _approval(portal: Portal, person: str, category: str, amount: float, rng: Random) -> str:
    found = Approval(
        _id("PA", portal.approvals, rng), person, category, float(10 * int(amount / 10) + rng.choice((10, 20, 50)))
    )
    portal.approvals[found.id] = found
    return found.id


def _training(portal: Portal, now: datetime, rng: Random) -> None:
    codes = rng.sample(COURSES, 5)
    for code, title in codes:
        basic, advanced = f"{code}-{rng.randrange(11, 20)}", f"{code}-{rng.randrange(21, 30)}"
        portal.courses[basic] = Course(basic, f"{title}, basics", [])
        portal.courses[advanced] = Course(advanced, f"{title}, advanced", [basic])
        for course in (basic, advanced):
            for week in rng.sample(range(2, 12), 4):
                first = now.date() + timedelta(days=7 * week - now.weekday() + rng.randrange(4))
                session = Session(
                    _id("TS", portal.sessions, rng), course, first, rng.choice((1, 1, 2)), rng.choice(list(portal.sites)),
                    rng.randrange(2, 6), rng.randrange(9, 60) * 10,
                )  # fmt: skip
                portal.sessions[session.id] = session
    for person in portal.people.values():
        person.courses = [c.code for c in portal.courses.values() if not c.needs and rng.random() < 0.5]
    others = [p.id for p in portal.people.values() if p.manager != portal.me and p.id != portal.me]
    for session in portal.sessions.values():
        taken = session.seats if rng.random() < 0.4 else rng.randrange(session.seats)
        for person_id in rng.sample(others, taken):
            _book(portal, session.id, person_id, now, rng)


def _book(portal: Portal, session: str, person: str, now: datetime, rng: Random) -> None:
    found = Booking(
        _id("TB", portal.bookings, rng), session, person, "confirmed", now - timedelta(days=rng.randrange(2, 30))
    )
    portal.bookings[found.id] = found


def _hours(portal: Portal, today: date, rng: Random) -> None:
    """The user's lines of the week before and of this week, with gaps."""
    monday = today - timedelta(days=today.weekday() + 7)
    for n in range((today - monday).days + 1):
        day = monday + timedelta(days=n)
        if not portal.works(portal.me, day) or rng.random() < 0.15:
            continue
        for project in rng.sample(PROJECTS, rng.choice((1, 2, 2))):
            line = Line(_id("TL", portal.lines, rng), portal.me, day, rng.randrange(4, 15) / 4, project)
            portal.lines[line.id] = line
    for person in (portal.people[portal.me], *portal.reports()):
        for n in rng.sample(range(1, 25), 5):
            day = today + timedelta(days=n)
            if portal.works(person.id, day) and day.weekday() != portal.team_of(person.id).anchor:
                portal.remote[f"{person.id}/{day.isoformat()}"] = True


def _payslips(portal: Portal, today: date, rng: Random) -> None:
    base = float(portal.people[portal.me].salary)
    iban = (
        f"QX{rng.randrange(10, 99)} {rng.randrange(1000, 9999)} {rng.randrange(1000, 9999)} {rng.randrange(1000, 9999)}"
    )
    months = [f"2025-{m:02d}" for m in (10, 11, 12)] + [f"2026-{m:02d}" for m in range(1, today.month)]
    for month in months[-6:]:
        bonus = float(rng.randrange(3, 14) * 50) if rng.random() < 0.35 else 0.0
        gross = base + bonus
        portal.payslips[month] = Payslip(
            month, base, float(rng.randrange(4, 16) * 10), bonus, round(rng.uniform(20, 260), 2) if rng.random() < 0.7 else 0.0,
            round(gross * rng.uniform(0.19, 0.23), 2), round(gross * 0.07, 2), iban,
        )  # fmt: skip
