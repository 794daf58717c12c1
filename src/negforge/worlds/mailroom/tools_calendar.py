"""Calendar tools: free/busy, agenda, rooms, events and their replies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from negforge.core.json_text import digest
from negforge.worlds.mailroom.clock import local, office, overlap, stamp, zone_name
from negforge.worlds.mailroom.rules import (
    answer_of,
    calendar,
    clashing,
    comfortable,
    free_starts,
    room_is_free,
)
from negforge.worlds.mailroom.state import Attendee, Event, Mailroom, Person, Room
from negforge.worlds.mailroom.vocabulary import EQUIPMENT, SITES
from negforge.worlds.world import Desk, FaultHold, Problem, tool

EVENT_ID = {"type": "string", "pattern": "^evt_[0-9]{7}$"}
MOMENT = {"type": "string", "format": "date-time"}
ROOM_ID = {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3}$"}
ATTENDEES = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "email": {"type": "string", "format": "email"},
            "optional": {"type": "boolean", "default": False},
        },
        "required": ["email"],
        "additionalProperties": False,
    },
    "maxItems": 30,
}
SPAN = {
    "type": "object",
    "properties": {"start": MOMENT, "end": MOMENT},
    "required": ["start", "end"],
    "additionalProperties": False,
}
OVER_FOCUS = {
    "type": "array",
    "items": {"type": "string", "format": "email"},
    "description": "Attendees whose focus time may be booked over, because they agreed.",
}
SLOTS = 8
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@tool(
    "Free/busy of colleagues, each in their own zone, and the slots at which all required attendees (always with the "
    "signed-in user) are at work and free. Slots are listed by comfort, mid-day first, not by date, eight a page. A slot "
    "may lie in somebody's focus time: then focus_overlaps says whose. Optional attendees do not bar a slot.",
    {
        "attendees": {**ATTENDEES, "minItems": 1, "maxItems": 10},
        "window": {**SPAN, "description": "At most ten days."},
        "meeting_minutes": {"type": "integer", "enum": [30, 60, 90, 120], "default": 60},
        "slots_page": {"type": "integer", "minimum": 1, "default": 1},
    },
    required=["attendees", "window"],
    faults=FaultHold(rows="slots", renames=(("slots.*.start", "begins"),)),
)
def free_busy(
    desk: Desk,
    attendees: list[dict[str, Any]],
    window: dict[str, str],
    meeting_minutes: int = 60,
    slots_page: int = 1,
) -> Any:
    state = _state(desk)
    first, last = office(window["start"]), office(window["end"])
    if not first < last <= first + timedelta(days=10):
        raise Problem(422, "bad-window", "The window must end after its start and span at most ten days.")
    people = [_colleague(state, row["email"]) for row in attendees]
    optional = {row["email"].lower() for row in attendees if row.get("optional")}
    required = list(dict.fromkeys([state.me, *(p.email for p in people if p.email not in optional)]))
    starts = free_starts(state, required, max(first, desk.now), last, meeting_minutes)
    starts.sort(key=lambda row: comfortable(row[0]))
    shown = starts[(slots_page - 1) * SLOTS : slots_page * SLOTS]
    length = timedelta(minutes=meeting_minutes)
    return {
        "window": {"start": stamp(first), "end": stamp(last)},
        "people": [_person_row(state, p, p.email in optional, first, last) for p in people],
        "total_slots": len(starts),
        "slots": [
            {
                "start": stamp(start),
                "end": stamp(start + length),
                "focus_overlaps": sorted({email for email, _ in hit}),
                "optional_busy": [e for e in sorted(optional) if clashing(state, e, start, start + length)],
            }
            for start, hit in shown
        ],
    } | ({"next_slots_page": slots_page + 1} if len(starts) > slots_page * SLOTS else {})


def _person_row(state: Mailroom, p: Person, optional: bool, first: datetime, last: datetime) -> dict[str, Any]:
    return {
        "email": p.email,
        "optional": optional,
        "utc_offset": zone_name(p.offset),
        "working_hours": {"from": p.begins, "to": p.ends, "days": [_DAY_NAMES[day] for day in p.days]},
        "busy": [
            {"start": stamp(b.start, p.offset), "end": stamp(b.end, p.offset), "status": b.status}
            for b in calendar(state, p.email)
            if overlap(first, last, b.start, b.end)
        ],
    }


@tool(
    "An agenda as a plain-text table, times in office time (UTC+01:00). The user's own shows titles and event ids; a "
    "colleague's shows only whether the time is taken and how.",
    {
        "start_day": {"type": "string", "format": "date"},
        "days": {"type": "integer", "minimum": 1, "maximum": 10, "default": 1},
        "owner": {"type": "string", "format": "email"},
        "columns": {"type": "array", "items": {"type": "string", "enum": ["room", "organiser", "series"]}},
    },
    required=["start_day"],
)
def agenda(desk: Desk, start_day: str, days: int = 1, owner: str = "", columns: list[str] | None = None) -> Any:
    state = _state(desk)
    person = _colleague(state, owner or state.me)
    first = date.fromisoformat(start_day)
    last = first + timedelta(days=days - 1)
    lines = [f"Agenda of {person.name} <{person.email}>, {first} to {last}, office time (UTC+01:00)"]
    if person.email != state.me:
        lines.append("date       | from  | to    | status")
        blocks = [b for b in calendar(state, person.email) if first <= b.start.date() <= last]
        lines += [f"{b.start:%Y-%m-%d} | {b.start:%H:%M} | {b.end:%H:%M} | {b.status}" for b in blocks]
        return "\n".join(lines)
    extra = list(dict.fromkeys(columns or []))
    lines.append(" | ".join(["date      ", "from ", "to   ", "event      ", "title", *extra]))
    rows = sorted(
        (
            (start, end, event, room)
            for event in state.events.values()
            if event.organiser == state.me or _goes(event, state.me)
            for _, start, end, room in event.occurrences()
            if first <= start.date() <= last
        ),
        key=lambda row: (row[0], row[2].id),
    )
    for start, end, event, room in rows:
        more = {"room": room or "-", "organiser": event.organiser, "series": event.every}
        cells = [f"{start:%Y-%m-%d}", f"{start:%H:%M}", f"{end:%H:%M}", event.id, event.title]
        lines.append(" | ".join(cells + [more[name] for name in extra]))
    return "\n".join(lines if rows else [*lines, "(nothing)"])


def _goes(event: Event, email: str) -> bool:
    who = event.attendees.get(email)
    return who is not None and who.reply != "declined"


@tool(
    "Rooms of a site, by name, with seats, equipment, rate and the notice that facilities have put up; with a slot only "
    "those that are free then. Rooms of 12 seats and more want at least half of their seats taken by required attendees "
    "(the organiser counts). Where the notice and the equipment list disagree, the notice is right.",
    {
        "site": {"type": "string", "enum": list(SITES)},
        "slot": SPAN,
        "seats": {
            "type": "object",
            "properties": {"min": {"type": "integer", "minimum": 1}, "max": {"type": "integer", "minimum": 1}},
            "additionalProperties": False,
        },
        "equipment": {"type": "array", "items": {"type": "string", "enum": list(EQUIPMENT)}, "uniqueItems": True},
        "max_rate": {"type": "number", "minimum": 0},
    },
    required=["site"],
    faults=FaultHold(
        rows="rooms",
        volatile=("rooms.*.rate_per_hour",),
        renames=(("rooms.*.seats", "capacity"),),
        units=(("rooms.*.rate_per_hour", 100, "rooms.*.currency", "EUR cents"),),
        note="rooms.*.notice",
    ),
)
def find_rooms(
    desk: Desk,
    site: str,
    slot: dict[str, str] | None = None,
    seats: dict[str, int] | None = None,
    equipment: list[str] | None = None,
    max_rate: float | None = None,
) -> Any:
    state = _state(desk)
    least, most = (seats or {}).get("min", 1), (seats or {}).get("max", 10**6)
    rooms = [
        r
        for r in sorted(state.rooms.values(), key=lambda r: r.name)
        if r.site == site
        and least <= r.seats <= most
        and set(equipment or ()) <= set(r.equipment)
        and (max_rate is None or r.rate <= max_rate)
        and (slot is None or room_is_free(state, r.id, office(slot["start"]), office(slot["end"])))
    ]
    return {
        "site": site,
        "rooms": [
            {
                "room_id": r.id,
                "name": r.name,
                "floor": r.floor,
                "seats": r.seats,
                "min_attendance": r.least,
                "equipment": list(r.equipment),
                "rate_per_hour": r.rate,
                "currency": "EUR",
                "notice": r.notice,
            }
            for r in rooms
        ],
    }


@tool(
    "Make a meeting with the signed-in user as organiser and invite. Refused outside the working hours of any required "
    "attendee (own zone), in the focus time of one (unless overlap_focus names that person), in a room that is taken, too "
    "small or under its minimum attendance. Replies come in over the next hour, see get_event.",
    {
        "title": {"type": "string", "minLength": 2, "maxLength": 120},
        "start": MOMENT,
        "end": MOMENT,
        "attendees": {**ATTENDEES, "description": "Without the organiser."},
        "room_id": ROOM_ID,
        "visibility": {"type": "string", "enum": ["default", "private", "confidential"], "default": "default"},
        "repeat": {
            "type": "object",
            "properties": {
                "every": {"type": "string", "enum": ["day", "week", "fortnight"]},
                "times": {"type": "integer", "minimum": 2, "maximum": 26},
            },
            "required": ["every", "times"],
            "additionalProperties": False,
        },
        "overlap_focus": OVER_FOCUS,
    },
    required=["title", "start", "end", "attendees"],
    writes=True,
)
def create_event(
    desk: Desk,
    title: str,
    start: str,
    end: str,
    attendees: list[dict[str, Any]],
    room_id: str = "",
    visibility: str = "default",
    repeat: dict[str, Any] | None = None,
    overlap_focus: list[str] | None = None,
) -> Any:
    state = _state(desk)
    invited = {_known(state, row["email"]).email: Attendee(bool(row.get("optional"))) for row in attendees}
    invited.pop(state.me, None)
    every, times = (repeat["every"], repeat["times"]) if repeat else ("once", 1)
    begin, finish = office(start), office(end)
    event_id = desk.id("evt_", title, begin, *sorted(invited), digits=7)
    over = tuple(sorted(email.lower() for email in overlap_focus or ()))
    event = Event(
        event_id, title, state.me, begin, finish, invited, room_id or None, visibility, "confirmed", every, times, over_focus=over
    )  # fmt: skip
    if event_id in state.events:
        raise Problem(409, "exists-already", "This meeting is in the calendar already.", event_id=event_id)
    check_people(desk, event, begin, finish, (event.organiser, *event.required))
    for _, s, e, _ in event.occurrences():
        check_room(desk, event, room_id or None, s, e)
    state.events[event_id] = event
    invite(desk, event, event.attendees)
    return {
        "event_id": event_id,
        "state": "invitations sent",
        "start": stamp(begin),
        "end": stamp(finish),
        "room": room_id or None,
        "invited": len(invited),
        "repeat": {"every": every, "times": times},
    }


def check_people(desk: Desk, event: Event, start: datetime, end: datetime, emails: Iterable[str]) -> None:
    """Raises Problem where one of these is not at work then or keeps the time for focus."""
    state = _state(desk)
    if not desk.now < start < end <= start + timedelta(hours=8):
        raise Problem(422, "bad-span", "A meeting lies in the future, ends after its start and lasts 8 hours at most.")
    required = [state.people[email] for email in emails]
    for person in required:
        if not person.outside and not person.works(start, end):
            raise Problem(
                422,
                "outside-working-hours",
                f"{person.name} does not work then: it is {local(start, person.offset):%a %H:%M} to "
                f"{local(end, person.offset):%H:%M} in {zone_name(person.offset)}.",
                attendee=person.email,
                working_hours={"from": f"{person.begins:%H:%M}", "to": f"{person.ends:%H:%M}"},
            )
    for person in required:
        blocks = clashing(state, person.email, start, end, without=event.id)
        if any(b.status == "focus" for b in blocks) and person.email not in event.over_focus:
            raise Problem(
                409, "focus-time", f"{person.name} keeps this time for focused work. Book over it only with consent.",
                attendee=person.email,
            )  # fmt: skip


def check_room(desk: Desk, event: Event, room_id: str | None, start: datetime, end: datetime) -> None:
    """Raises Problem where the room cannot be had for this meeting at this time."""
    if room_id is None:
        return
    state = _state(desk)
    room: Room | None = state.rooms.get(room_id)
    if room is None:
        raise Problem(404, "no-such-room", f"There is no room {room_id}.")
    if not room_is_free(state, room_id, start, end, without=event.id):
        raise Problem(409, "room-taken", f"{room.name} is taken at that time.", room=room_id, start=stamp(start))
    heads = 1 + len(event.required)
    if heads > room.seats:
        raise Problem(
            409, "room-too-small", f"{room.name} seats {room.seats}, required attendees: {heads}.", room=room_id
        )
    if heads < room.least:
        raise Problem(
            409, "minimum-attendance", f"{room.name} needs {room.least} required attendees, there are {heads}.", room=room_id
        )  # fmt: skip


def invite(desk: Desk, event: Event, emails: Iterable[str]) -> None:
    """Ask them; each answers at a time of their own, within the hour."""
    for email in emails:
        minutes = 6 + int(digest([event.id, email, event.version]), 16) % 47
        desk.later(minutes, "reply", event_id=event.id, email=email, version=event.version)


def reply(desk: Desk, event_id: str, email: str, version: int) -> None:
    """An attendee answers, unless the meeting or the invitation has gone or changed since."""
    state = _state(desk)
    event = state.events.get(event_id)
    if event is None or event.status == "cancelled" or event.version != version or email not in event.attendees:
        return
    who = event.attendees[email]
    if state.people[email].outside:
        who.reply = "accepted"
    else:
        who.reply, who.comment = answer_of(state, event, email)


def _colleague(state: Mailroom, email: str) -> Person:
    person = _known(state, email)
    if person.outside:
        raise Problem(403, "no-calendar", f"{email} is not a colleague: the calendar cannot be seen.")
    return person


def _known(state: Mailroom, email: str) -> Person:
    person = state.people.get(email.lower())
    if person is None:
        raise Problem(404, "unknown-person", f"Nobody in the directory has the address {email}.")
    return person


def _state(desk: Desk) -> Mailroom:
    state: Mailroom = desk.state
    return state


CALENDAR_TOOLS = (free_busy, agenda, find_rooms, create_event)
