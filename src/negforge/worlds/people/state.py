"""What the people portal holds: staff, leave, claims, training, timesheets, payslips."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

LEAVE_TYPES = ("annual", "sick", "carer", "study", "unpaid")
CATEGORIES = ("meals", "lodging", "rail_and_bus", "mileage", "equipment", "client_gift", "phone")
PROJECTS = ("lattice", "heron", "quarry", "beacon", "saltmarsh", "internal")
CURRENCIES = ("EUR", "GBP", "CHF")
CLAIM_WINDOW = 90  # days after which an expense can no longer be claimed
HOURS_A_DAY = 8
DAY_LIMIT = 10.0  # hours a day that a timesheet takes


@dataclass(slots=True)
class Person:
    """``address`` and ``salary`` are nobody's business but their own and the payroll office's."""

    id: str
    name: str
    title: str
    team: str
    site: str
    manager: str | None
    cost_centre: str
    extension: str
    started: date
    address: str
    salary: int
    courses: list[str] = field(default_factory=list)
    status: str = ""


@dataclass(slots=True)
class Team:
    """``quorum``: how many must be there on a working day. ``anchor``: the weekday on which all come to the site."""

    name: str
    lead: str
    quorum: int
    anchor: int


@dataclass(slots=True)
class Site:
    name: str
    currency: str
    per_km: float
    holidays: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Account:
    """Leave of the year in days; ``carried`` (left of the year before) goes first and is lost after 31 March."""

    person: str
    entitlement: float
    carried: float
    taken: float


@dataclass(slots=True)
class Leave:
    id: str
    person: str
    type: str
    first: date
    last: date
    half_first: bool
    half_last: bool
    days: float
    state: str  # pending, approved, declined, withdrawn
    filed: datetime
    note: str = ""


@dataclass(slots=True)
class Claim:
    id: str
    person: str
    category: str
    amount: float
    currency: str
    spent_on: date
    receipt: str | None
    approval: str | None
    state: str  # pending, approved, declined, paid, withdrawn
    filed: datetime
    note: str = ""


@dataclass(slots=True)
class Approval:
    """Given before money is spent: one category, up to an amount, for one person."""

    id: str
    person: str
    category: str
    up_to: float


@dataclass(slots=True)
class Course:
    code: str
    title: str
    needs: list[str]


@dataclass(slots=True)
class Session:
    id: str
    course: str
    first: date
    days: int
    site: str
    seats: int
    price: int


@dataclass(slots=True)
class Booking:
    id: str
    session: str
    person: str
    state: str  # confirmed, waitlisted, withdrawn
    filed: datetime


@dataclass(slots=True)
class Line:
    id: str
    person: str
    day: date
    hours: float
    project: str
    note: str = ""


@dataclass(slots=True)
class Payslip:
    month: str
    base: float
    allowance: float
    bonus: float
    refunds: float
    tax: float
    pension: float
    account: str

    @property
    def net(self) -> float:
        return round(self.base + self.allowance + self.bonus + self.refunds - self.tax - self.pension, 2)


@dataclass(slots=True)
class Portal:
    """Everything, by id. ``me``: the signed-in employee. ``remote``: days worked from home, by person and date."""

    me: str
    notice: int  # calendar days before annual leave
    remote_quota: int  # a month
    limits: dict[str, int]  # amount of a category above which a pre-approval is needed
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    leaves: dict[str, Leave] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    approvals: dict[str, Approval] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    handed_in: dict[str, str] = field(default_factory=dict)  # person/week -> state
    remote: dict[str, bool] = field(default_factory=dict)  # person/date
    payslips: dict[str, Payslip] = field(default_factory=dict)

    def reports(self, manager: str | None = None) -> list[Person]:
        return [p for p in self.people.values() if p.manager == (manager or self.me)]

    def team_of(self, person: str) -> Team:
        return self.teams[self.people[person].team]

    def members(self, team: str) -> list[Person]:
        return [p for p in self.people.values() if p.team == team]

    def holiday(self, person: str, day: date) -> str | None:
        return self.sites[self.people[person].site].holidays.get(day.isoformat())

    def works(self, person: str, day: date) -> bool:
        """Whether the day is a working day at the person's site."""
        return day.weekday() < 5 and self.holiday(person, day) is None

    def away(self, person: str, day: date) -> Leave | None:
        """The approved leave that covers the day."""
        covering = (x for x in self.leaves.values() if x.person == person and x.state == "approved")
        return next((x for x in covering if x.first <= day <= x.last), None)

    def present(self, team: str, day: date) -> int:
        return sum(self.works(p.id, day) and self.away(p.id, day) is None for p in self.members(team))

    def booked(self, session: str) -> int:
        return sum(b.session == session and b.state == "confirmed" for b in self.bookings.values())

    def free(self, session: str) -> int:
        return self.sessions[session].seats - self.booked(session)

    def used(self, person: str) -> float:
        """Annual leave taken, approved or asked for."""
        counted = (x for x in self.leaves.values() if x.person == person and x.type == "annual")
        return self.accounts[person].taken + sum(x.days for x in counted if x.state in ("pending", "approved"))

    def left(self, person: str, today: date) -> float:
        account = self.accounts[person]
        carried = account.carried if today <= date(today.year, 3, 31) else min(account.carried, account.taken)
        return account.entitlement + carried - self.used(person)
