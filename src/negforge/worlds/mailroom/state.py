"""What the mailroom holds: people, calendars, rooms, events with their replies, messages, drafts, rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from negforge.worlds.mailroom.clock import local
from negforge.worlds.mailroom.vocabulary import HOUSE, SITES


@dataclass(frozen=True, slots=True)
class Person:
    """``avoids``: (weekday, half of the day) that this person declines although the calendar is empty then."""

    email: str
    name: str
    department: str
    job: str
    site: str
    phone: str
    begins: time = time(9)
    ends: time = time(17)
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    manager: str = ""
    firm: str = ""
    avoids: tuple[int, str] | None = None

    @property
    def outside(self) -> bool:
        return not self.email.endswith(f"@{HOUSE}")

    @property
    def offset(self) -> int:
        return SITES[self.site]

    def works(self, start: datetime, end: datetime) -> bool:
        """Whether a span of office time lies within the working hours, by this person's own clock."""
        begin, finish = local(start, self.offset), local(end, self.offset)
        return (
            begin.date() == finish.date()
            and begin.weekday() in self.days
            and begin.time() >= self.begins
            and finish.time() <= self.ends
        )


@dataclass(frozen=True, slots=True)
class Block:
    """A span of somebody's calendar. ``status``: busy, focus, out, private."""

    start: datetime
    end: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Room:
    """``notice``: what facilities have put up; it governs where it says otherwise than ``equipment``."""

    id: str
    name: str
    site: str
    floor: int
    seats: int
    equipment: tuple[str, ...]
    rate: float
    notice: str = ""
    broken: str = ""

    @property
    def least(self) -> int:
        """How many required attendees a large room takes at the least."""
        return -(-self.seats // 2) if self.seats >= 12 else 1

    @property
    def works_with(self) -> frozenset[str]:
        return frozenset(self.equipment) - {self.broken}


@dataclass(slots=True)
class Attendee:
    optional: bool
    reply: str = "pending"  # accepted, declined, tentative, pending
    comment: str = ""


@dataclass(slots=True)
class Event:
    """``every``/``times``: a series. ``moved``: occurrences (by their regular date) that lie elsewhere, or None where
    they are cancelled."""

    id: str
    title: str
    organiser: str
    start: datetime
    end: datetime
    attendees: dict[str, Attendee]
    room: str | None = None
    visibility: str = "default"
    status: str = "confirmed"
    every: str = "once"
    times: int = 1
    version: int = 1
    moved: dict[str, tuple[datetime, datetime, str | None] | None] = field(default_factory=dict)
    over_focus: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(sorted(email for email, who in self.attendees.items() if not who.optional))

    @property
    def optional(self) -> tuple[str, ...]:
        return tuple(sorted(email for email, who in self.attendees.items() if who.optional))

    def occurrences(self) -> list[tuple[date, datetime, datetime, str | None]]:
        """(regular date, start, end, room) of each meeting that takes place."""
        if self.status == "cancelled":
            return []
        found: list[tuple[date, datetime, datetime, str | None]] = []
        for number in range(self.times):
            gap = timedelta(days=number * {"once": 0, "day": 1, "week": 7, "fortnight": 14}[self.every])
            start, end, room = self.start + gap, self.end + gap, self.room
            regular = start.date()
            if regular.isoformat() in self.moved:
                other = self.moved[regular.isoformat()]
                if other is None:
                    continue
                start, end, room = other
            found.append((regular, start, end, room))
        return found


@dataclass(frozen=True, slots=True)
class Card:
    """What a mail client reads out of a business mail. ``kind``: quote, invoice, credit_note, reminder."""

    kind: str
    number: str
    item: str
    total: float
    delivery_fee: float = 0.0
    delivery: date | None = None
    warranty: int = 0
    due: date | None = None


@dataclass(slots=True)
class Message:
    """``rank``: where a search lists it. ``names``: what the sender's display name claims. ``passes``: the outcome of the
    sender check (SPF and DKIM). ``trashed``: the day it went to the trash."""

    id: str
    thread: str
    mailbox: str
    folder: str
    sender: str
    names: str
    to: tuple[str, ...]
    subject: str
    body: str
    at: datetime
    rank: int = 0
    cc: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    unread: bool = False
    starred: bool = False
    attachments: tuple[str, ...] = ()
    card: Card | None = None
    reply_to: str = ""
    passes: bool = True
    trashed: date | None = None
    decides: str = ""


@dataclass(slots=True)
class Draft:
    """``names``: the sender's name as recipients see it. ``send_at``: scheduled for then."""

    id: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str
    in_reply_to: str | None = None
    send_at: datetime | None = None
    names: str = ""


@dataclass(slots=True)
class MailRule:
    id: str
    name: str
    senders: tuple[str, ...]
    words: tuple[str, ...]
    action: str  # label, archive, forward
    target: str
    first: date | None
    last: date | None


@dataclass(slots=True)
class Mailroom:
    """``me``: whose assistant the agent is. ``boss``: whose mailbox is delegated, for scheduling alone."""

    me: str
    boss: str
    people: dict[str, Person]
    rooms: dict[str, Room]
    busy: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    taken: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    rules: dict[str, MailRule] = field(default_factory=dict)

    @property
    def myself(self) -> Person:
        return self.people[self.me]
