"""Tools around a meeting that exists, the directory, and waiting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.mailroom.clock import office, stamp, zone_name
from negforge.worlds.mailroom.rules import listed_people
from negforge.worlds.mailroom.state import Attendee, Event, Mailroom, Person
from negforge.worlds.mailroom.tools_calendar import (
    EVENT_ID,
    MOMENT,
    OVER_FOCUS,
    ROOM_ID,
    check_people,
    check_room,
    invite,
)
from negforge.worlds.mailroom.vocabulary import DEPARTMENTS, SITES
from negforge.worlds.world import Desk, FaultHold, Problem, tool

PEOPLE = 6
_ADDRESSES = {"type": "array", "items": {"type": "string", "format": "email"}}
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@tool(
    "One meeting in full. Without include only the outline: ask for replies (who has answered, with comments), series "
    "(the next occurrences of a repeated meeting) or room. Replies to an invitation come in over the hour after it.",
    {
        "event_id": EVENT_ID,
        "include": {
            "type": "array",
            "items": {"type": "string", "enum": ["replies", "series", "room"]},
            "uniqueItems": True,
        },
        "occurrences_after": {"type": "string", "format": "date"},
    },
    required=["event_id"],
    pretty=True,
    faults=FaultHold(
        rows="replies",
        echo=("event_id", "event.event_id"),
        volatile=("tally.accepted", "tally.declined", "tally.pending"),
        renames=(("replies.*.status", "response"),),
        note="event.notes",
    ),
)
def get_event(desk: Desk, event_id: str, include: list[str] | None = None, occurrences_after: str = "") -> Any:
    state, event = _state(desk), _mine(desk, event_id)
    body: dict[str, Any] = {
        "event": {
            "event_id": event.id,
            "title": event.title,
            "status": event.status,
            "organiser": event.organiser,
            "start": stamp(event.start),
            "end": stamp(event.end),
            "visibility": event.visibility,
            "attendees": [{"email": email, "optional": who.optional} for email, who in event.attendees.items()],
            "notes": "",
        }
    }
    asked = include or []
    if "replies" in asked:
        body["replies"] = [
            {"email": email, "name": state.people[email].name, "status": who.reply, "comment": who.comment}
            for email, who in event.attendees.items()
        ]
        statuses = [who.reply for who in event.attendees.values()]
        body["tally"] = {name: statuses.count(name) for name in ("accepted", "declined", "tentative", "pending")}
    if "series" in asked:
        after = date.fromisoformat(occurrences_after) if occurrences_after else desk.now.date()
        body["series"] = {
            "every": event.every,
            "times": event.times,
            "next": [
                {"occurrence": regular, "start": stamp(start), "end": stamp(end), "room": room}
                for regular, start, end, room in event.occurrences()
                if start.date() >= after
            ][:4],
        }
    if "room" in asked:
        room = state.rooms.get(event.room or "")
        body["room"] = room and {
            "room_id": room.id, "name": room.name, "site": room.site, "seats": room.seats,
            "min_attendance": room.least, "equipment": list(room.equipment), "notice": room.notice,
        }  # fmt: skip
    return body


@tool(
    "Change a meeting that the signed-in user organises: its time, room, title, visibility or status, and who is invited. "
    "With occurrence only that one date of a series changes (time, room or status), otherwise all of it. A new time asks "
    "everybody anew. The same refusals hold as for create_event; nothing changes then. A room of null gives it back.",
    {
        "event_id": EVENT_ID,
        "occurrence": {"type": "string", "format": "date", "description": "The regular date of one meeting of a series."},
        "changes": {
            "type": "object",
            "properties": {
                "start": MOMENT,
                "end": MOMENT,
                "room_id": {"type": ["string", "null"], "pattern": ROOM_ID["pattern"]},
                "title": {"type": "string", "minLength": 2},
                "visibility": {"type": "string", "enum": ["default", "private", "confidential"]},
                "status": {"type": "string", "enum": ["confirmed", "cancelled"]},
            },
            "additionalProperties": False,
        },
        "invite": {"type": "object", "properties": {"required": _ADDRESSES, "optional": _ADDRESSES}, "additionalProperties": False},
        "uninvite": _ADDRESSES,
        "overlap_focus": OVER_FOCUS,
    },
    required=["event_id"],
    writes=True,
)  # fmt: skip
def change_event(
    desk: Desk,
    event_id: str,
    occurrence: str = "",
    changes: dict[str, Any] | None = None,
    invite: dict[str, list[str]] | None = None,
    uninvite: list[str] | None = None,
    overlap_focus: list[str] | None = None,
) -> Any:
    state, event = _state(desk), _mine(desk, event_id)
    changes = changes or {}
    if event.organiser != state.me:
        raise Problem(403, "not-organiser", "Only the organiser can change a meeting.", organiser=event.organiser)
    if occurrence:
        return _change_one(desk, event, occurrence, changes)
    other = _changed(state, event, changes, invite or {}, uninvite or [], overlap_focus or [])
    if other.status != "cancelled":
        moved = other.version != event.version
        everybody = (state.me, *other.required)
        asked = [email for email in everybody if moved or email not in (*event.attendees, state.me)]
        if asked:
            check_people(desk, other, other.start, other.end, asked)
        for _, start, end, room in other.occurrences():
            if end > desk.now:
                check_room(desk, other, room, start, end)
    state.events[event_id] = other
    _ask(desk, event, other)
    return {
        "event_id": event_id,
        "status": other.status,
        "start": stamp(other.start),
        "end": stamp(other.end),
        "room": other.room,
        "attendees": len(other.attendees),
    }


def _changed(
    state: Mailroom,
    event: Event,
    changes: dict[str, Any],
    invited: dict[str, list[str]],
    uninvited: list[str],
    over: list[str],
) -> Event:
    attendees = {email: Attendee(w.optional, w.reply, w.comment) for email, w in event.attendees.items()}
    for name in ("required", "optional"):
        for email in invited.get(name, []):
            if email.lower() not in state.people:
                raise Problem(404, "unknown-person", f"Nobody in the directory has the address {email}.")
            attendees[email.lower()] = Attendee(name == "optional")
    for email in uninvited:
        if attendees.pop(email.lower(), None) is None:
            raise Problem(404, "not-invited", f"{email} is not among the attendees.")
    length = event.end - event.start
    start = office(changes["start"]) if "start" in changes else event.start
    end = office(changes["end"]) if "end" in changes else start + length
    moves = (start, end) != (event.start, event.end)
    if moves:
        attendees = {email: Attendee(w.optional) for email, w in attendees.items()}
    return Event(
        event.id,
        changes.get("title", event.title),
        event.organiser,
        start,
        end,
        attendees,
        changes.get("room_id", event.room),
        changes.get("visibility", event.visibility),
        changes.get("status", event.status),
        event.every,
        event.times,
        event.version + moves,
        dict(event.moved),
        tuple(sorted({*event.over_focus, *(e.lower() for e in over)})),
    )


def _ask(desk: Desk, before: Event, after: Event) -> None:
    """Invite whoever has not been asked for the meeting as it is now."""
    if after.status == "cancelled":
        return
    new = after.version != before.version
    invite(desk, after, [email for email in after.attendees if new or email not in before.attendees])


def _change_one(desk: Desk, event: Event, occurrence: str, changes: dict[str, Any]) -> Any:
    regular = next((row for row in event.occurrences() if row[0].isoformat() == occurrence), None)
    if regular is None or set(changes) - {"start", "end", "room_id", "status"}:
        raise Problem(
            422, "no-such-occurrence", f"The series has no meeting on {occurrence}, or only all of it can change so."
        )
    _, start, end, room = regular
    if changes.get("status") == "cancelled":
        event.moved[occurrence] = None
        return {"event_id": event.id, "occurrence": occurrence, "status": "cancelled"}
    begin = office(changes["start"]) if "start" in changes else start
    finish = office(changes["end"]) if "end" in changes else begin + (end - start)
    place = changes.get("room_id", room)
    check_people(desk, event, begin, finish, (event.organiser, *event.required))
    check_room(desk, event, place, begin, finish)
    event.moved[occurrence] = (begin, finish, place)
    return {
        "event_id": event.id,
        "occurrence": occurrence,
        "status": "moved",
        "start": stamp(begin),
        "end": stamp(finish),
        "room": place,
    }


@tool(
    "Look people up: colleagues and outside contacts. A name also brings names that begin alike, so check department, "
    "site or spelling. Phone, manager and working hours only when included. At least one of name, department or site.",
    {
        "name": {"type": "string", "minLength": 2, "maxLength": 80},
        "department": {"type": "string", "enum": list(DEPARTMENTS)},
        "site": {"type": "string", "enum": list(SITES)},
        "kind": {"type": "string", "enum": ["staff", "contact"]},
        "include": {"type": "array", "items": {"type": "string", "enum": ["phone", "manager", "hours"]}},
        "page": {"type": "integer", "minimum": 1, "default": 1},
    },
    faults=FaultHold(rows="people", renames=(("people.*.phone", "extension"), ("people.*.department", "unit"))),
)
def search_directory(
    desk: Desk,
    name: str = "",
    department: str = "",
    site: str = "",
    kind: str = "",
    include: list[str] | None = None,
    page: int = 1,
) -> Any:
    state = _state(desk)
    if not (name or department or site):
        raise Problem(400, "too-broad", "Give a name, a department or a site.")
    found = [
        p
        for p in listed_people(state, name)
        if (not department or p.department == department)
        and (not site or (p.site == site and not p.outside))
        and (not kind or p.outside == (kind == "contact"))
    ]
    return {
        "signed_in_as": state.me,
        "total": len(found),
        "people": [_row(p, include or []) for p in found[(page - 1) * PEOPLE : page * PEOPLE]],
    } | ({"next_page": page + 1} if len(found) > page * PEOPLE else {})


def _row(p: Person, include: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"name": p.name, "email": p.email, "kind": "contact" if p.outside else "staff", "job": p.job}
    row |= {"firm": p.firm} if p.outside else {"department": p.department, "site": p.site}
    if "phone" in include:
        row["phone"] = p.phone
    if "manager" in include and not p.outside:
        row["manager"] = p.manager
    if "hours" in include and not p.outside:
        days = [_DAY_NAMES[day] for day in p.days]
        row["hours"] = {"from": p.begins, "to": p.ends, "days": days, "utc_offset": zone_name(p.offset)}
    return row


@tool(
    "Let time pass before looking again, e.g. until replies have come in. At most 12 hours.",
    {
        "amount": {"type": "integer", "minimum": 1, "maximum": 720},
        "unit": {"type": "string", "enum": ["minutes", "hours"]},
    },
    required=["amount", "unit"],
)
def pause(desk: Desk, amount: int, unit: str) -> Any:
    minutes = amount * (60 if unit == "hours" else 1)
    if minutes > 720:
        raise Problem(422, "too-long", "At most 12 hours at a time.")
    desk.advance(minutes)
    return {"now": stamp(desk.now), "waited": str(timedelta(minutes=minutes))}


def _mine(desk: Desk, event_id: str) -> Event:
    state = _state(desk)
    event = state.events.get(event_id)
    if event is None or (event.organiser != state.me and state.me not in event.attendees):
        raise Problem(404, "no-such-event", f"There is no meeting {event_id} in this calendar.")
    return event


def _state(desk: Desk) -> Mailroom:
    state: Mailroom = desk.state
    return state


EVENT_TOOLS = (get_event, change_event, search_directory, pause)
