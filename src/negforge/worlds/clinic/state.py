"""What the clinic holds: a family account, practitioners and their slots, visits, referrals, covers, prescriptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


@dataclass(slots=True)
class Patient:
    """Somebody on the account. ``access``: own, guardian (of a minor), shared (by the adult) or closed."""

    id: str
    name: str
    born: date
    relation: str  # holder, wife, husband, son, daughter, mother, father
    access: str
    language: str

    @property
    def given(self) -> str:
        return self.name.split()[0]


@dataclass(slots=True)
class Cover:
    """An insurance cover: one patient's own. ``kind``: main or supplementary."""

    id: str
    patient: str
    plan: str
    kind: str
    number: str
    valid_until: date


@dataclass(slots=True)
class Practitioner:
    id: str
    name: str
    speciality: str
    languages: tuple[str, ...]
    children: bool
    room: str
    floor: int
    step_free: bool
    note: str

    @property
    def family(self) -> str:
        return self.name.split()[-1]


@dataclass(slots=True)
class VisitType:
    """An appointment type. ``price`` and each plan's ``copay``: before and from the clinic's tariff change."""

    code: str
    title: str
    speciality: str
    minutes: int
    audience: str  # any, adult, child
    referral: bool
    remote: bool
    control_after: int | None  # days after the first visit
    preparation: str
    number: int | None  # what the preparation counts: hours, minutes
    price: tuple[float, float]
    copay: dict[str, tuple[float, float]]

    @property
    def is_first(self) -> bool:
        return self.code.endswith("-FIRST")


@dataclass(slots=True)
class Slot:
    id: str
    practitioner: str
    start: datetime
    minutes: int
    audience: str  # adult, child
    remote: bool
    status: str = "open"  # open, booked, held


@dataclass(slots=True)
class Appointment:
    """``billing``: a cover's id, or self_pay."""

    id: str
    patient: str
    type: str
    practitioner: str
    start: datetime
    minutes: int
    remote: bool
    status: str  # booked, done, cancelled, missed
    slot: str | None
    referral: str | None
    billing: str
    reminder: tuple[str, int] | None = None

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)


@dataclass(slots=True)
class Referral:
    id: str
    patient: str
    speciality: str
    issued: date
    valid_until: date
    sessions: int
    used: int
    urgent: bool

    @property
    def left(self) -> int:
        return self.sessions - self.used


@dataclass(slots=True)
class Waiting:
    """A place on the waiting list. ``status``: waiting, offered, booked, closed."""

    id: str
    patient: str
    type: str
    days: tuple[str, ...]
    earliest: str
    latest: str
    until: date
    practitioners: tuple[str, ...]
    priority: str
    since: datetime
    status: str = "waiting"
    slot: str | None = None
    answer_by: datetime | None = None
    offers: int = 0


@dataclass(slots=True)
class Prescription:
    id: str
    patient: str
    item: str
    strength: str
    pack: int
    per_day: int
    dispensed: date
    refills: int
    prescriber: str
    seen: date  # last visit to the prescriber

    def left(self, on: date) -> int:
        """What must be left of the last pack, by the calendar."""
        return max(0, self.pack - self.per_day * (on - self.dispensed).days)

    @property
    def due_from(self) -> date:
        """The first day on which less than a third of the pack is left."""
        days = 0
        while 3 * (self.pack - self.per_day * days) >= self.pack:
            days += 1
        return self.dispensed + timedelta(days=days)


@dataclass(slots=True)
class Refill:
    """A request for a refill. ``status``: received, then approved, declined or visit_needed."""

    id: str
    patient: str
    prescription: str
    packs: int
    pickup: str
    counted: int | None
    status: str
    at: datetime
    ready: date | None = None
    reason: str | None = None


@dataclass(slots=True)
class Document:
    id: str
    patient: str
    kind: str
    title: str
    dated: date
    language: str
    deliver_to: str
    status: str  # in_preparation, ready
    visit: str | None = None
    at: datetime | None = None


@dataclass(slots=True)
class Shot:
    id: str
    patient: str
    vaccine: str
    dose: int
    given: date
    next_due: date | None


@dataclass(slots=True)
class Account:
    id: str
    holder: str
    balance: float
    late_fee: float


@dataclass(slots=True)
class Clinic:
    account: Account
    tariff_change: date
    patients: dict[str, Patient] = field(default_factory=dict)
    covers: dict[str, Cover] = field(default_factory=dict)
    practitioners: dict[str, Practitioner] = field(default_factory=dict)
    types: dict[str, VisitType] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    prescriptions: dict[str, Prescription] = field(default_factory=dict)
    refills: dict[str, Refill] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    shots: dict[str, Shot] = field(default_factory=dict)
