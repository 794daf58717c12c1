"""The portal's tools for hours, expenses, training, news and the sign-in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.people.rules import (
    CURSOR,
    DAY,
    EMPLOYEE,
    MONEY,
    RECEIPT_ABOVE,
    array_of,
    brief,
    check_claim,
    day_from,
    mine_or_report,
    one_of,
    paged,
    portal_of,
    record,
    span,
)
from negforge.worlds.people.state import CATEGORIES, CLAIM_WINDOW, DAY_LIMIT, PROJECTS, Booking, Claim, Line, Portal
from negforge.worlds.world import Desk, FaultHold, Problem, tool

WEEK = {"type": "string", "pattern": "^2026-W[0-5][0-9]$", "description": "ISO week, such as 2026-W17."}


def _monday(week: str) -> date:
    try:
        return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    except ValueError:
        raise Problem(422, "BAD_WEEK", f"There is no week {week}.") from None


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


@tool(
    "Your timesheet of a week: each working day with its lines (id, hours, project) and what they come to, holidays and leave, and whether "
    "the week is handed in. A day has eight hours.",
    {"week": WEEK, "projects": array_of(one_of(*PROJECTS)), "group_by": one_of("day", "project")},
    required=["week"],
    pretty=True,
    faults=FaultHold(
        rows="days",
        volatile=("days.*.total.value",),
        renames=(("days.*.lines", "entries"), ("days.*.total", "sum")),
        units=(("days.*.total.value", 60, "days.*.total.unit", "min"),),
        echo=("week", "week"),
    ),
)
def timesheet_week(desk: Desk, week: str, projects: list[str] | None = None, group_by: str = "day") -> Any:
    portal, monday = portal_of(desk), _monday(week)
    mine = [
        x
        for x in portal.lines.values()
        if x.person == portal.me and week_of(x.day) == week and (not projects or x.project in projects)
    ]
    state = portal.handed_in.get(f"{portal.me}/{week}", "open")
    if group_by == "project":
        sums = {p: sum(x.hours for x in mine if x.project == p) for p in PROJECTS}
        return {"week": week, "state": state, "projects": [{"project": p, "hours": h} for p, h in sums.items() if h]}
    days = []
    for day in span(monday, monday + timedelta(days=4)):
        lines = sorted((x for x in mine if x.day == day), key=lambda x: x.id)
        days.append(
            {
                "date": day, "works": portal.works(portal.me, day) and portal.away(portal.me, day) is None,
                "total": {"value": sum(x.hours for x in lines), "unit": "h"},
                "lines": [{"line_id": x.id, "hours": x.hours, "project": x.project, "note": x.note} for x in lines],
            }
        )  # fmt: skip
    return {"week": week, "state": state, "days": days}


@tool(
    "Write lines into your timesheet. set: this is then the only line of that project on that day; add: one line more; hours 0 with set "
    f"takes the project off that day. At most {DAY_LIMIT:g} hours a day, quarter hours, no future days, no days of leave. hand_in locks a week.",
    {
        "mode": one_of("set", "add"),
        "lines": array_of(
            record(
                {
                    "date": DAY,
                    "hours": {"type": "number", "minimum": 0, "maximum": 10, "multipleOf": 0.25},
                    "project": one_of(*PROJECTS),
                    "note": {"type": "string"},
                },
                ("date", "hours", "project"),
            ),
            maxItems=15,
        ),
        "hand_in": WEEK,
    },
    required=["mode", "lines"],
    writes=True,
)
def fill_timesheet(desk: Desk, mode: str, lines: list[dict[str, Any]], hand_in: str | None = None) -> Any:
    portal = portal_of(desk)
    after = {x.id: x for x in portal.lines.values() if x.person == portal.me}
    for line in lines:
        day = day_from(line["date"])
        _check_day(desk, portal, day)
        same = [x.id for x in after.values() if x.day == day and x.project == line["project"]]
        for old in same if mode == "set" else ():
            del after[old]
        if line["hours"]:
            found = Line(
                desk.id("TL", portal.me, line["date"], line["project"], line["hours"], desk.now, digits=5), portal.me, day, line["hours"],
                line["project"], line.get("note", ""),
            )  # fmt: skip
            after[found.id] = found
        total = sum(x.hours for x in after.values() if x.day == day)
        if total > DAY_LIMIT:
            raise Problem(422, "DAY_FULL", f"{day} would have {total:g} hours; {DAY_LIMIT:g} are the most.")
    others = {x.id: x for x in portal.lines.values() if x.person != portal.me}
    portal.lines = others | after
    if hand_in:
        portal.handed_in[f"{portal.me}/{hand_in}"] = "handed_in"
    touched = sorted({line["date"] for line in lines})
    sums = [{"date": d, "hours": sum(x.hours for x in after.values() if x.day.isoformat() == d)} for d in touched]
    return {"written": len(lines), "day_totals": sums, "handed_in": hand_in}


def _check_day(desk: Desk, portal: Portal, day: date) -> None:
    if day > desk.now.date():
        raise Problem(422, "IN_THE_FUTURE", f"{day} has not come yet.")
    if not portal.works(portal.me, day) or portal.away(portal.me, day):
        raise Problem(422, "NOT_A_WORKING_DAY", f"You do not work on {day}.")
    if portal.handed_in.get(f"{portal.me}/{week_of(day)}"):
        raise Problem(409, "WEEK_LOCKED", f"The week of {day} is handed in.")


@tool(
    f"Claim own expenses, one line for each receipt, in the currency of your site. Not older than {CLAIM_WINDOW} days, a receipt above "
    f"{RECEIPT_ABOVE}; above the handbook's limit of the category a pre-approval that covers the amount. Mileage takes km, the amount "
    "follows from your site's rate. The claim is pending for some minutes: then small ones (up to 60) are approved by the automatic check, "
    "the others wait for your manager. All lines or none.",
    {
        "lines": array_of(
            record(
                {
                    "category": one_of(*CATEGORIES),
                    "money": MONEY,
                    "km": {"type": "integer", "minimum": 1, "maximum": 2000},
                    "spent_on": DAY,
                    "receipt_id": {"type": "string", "pattern": "^RC[0-9]{5}$"},
                    "pre_approval": {"type": "string", "pattern": "^PA[0-9]{5}$"},
                    "note": {"type": "string"},
                },
                ("category", "spent_on"),
            ),
            minItems=1,
            maxItems=8,
        ),
        "cost_centre": {"type": "string", "pattern": "^CC-[0-9]-[0-9]{3}$", "description": "Your own if left out."},
        "dry_run": {"type": "boolean"},
    },
    required=["lines"],
    writes=True,
)
def file_expenses(
    desk: Desk, lines: list[dict[str, Any]], cost_centre: str | None = None, dry_run: bool = False
) -> Any:
    portal = portal_of(desk)
    site = portal.sites[portal.people[portal.me].site]
    made = []
    for at, line in enumerate(lines):
        spent = day_from(line["spent_on"])
        if line["category"] == "mileage":
            if "km" not in line:
                raise Problem(422, "KM_MISSING", "Mileage needs km.")
            amount, currency = round(line["km"] * site.per_km, 2), site.currency
        elif "money" not in line:
            raise Problem(422, "MONEY_MISSING", f"{line['category']} needs money.")
        else:
            amount, currency = line["money"]["amount"], line["money"]["currency"]
        check_claim(desk, line, spent, amount, currency)
        made.append(
            Claim(
                desk.id("EX", portal.me, at, line["category"], amount, line["spent_on"], desk.now, digits=5), portal.me, line["category"], amount,
                currency, spent, line.get("receipt_id"), line.get("pre_approval"), "pending", desk.now, line.get("note", ""),
            )
        )  # fmt: skip
    if not dry_run:
        portal.claims.update({claim.id: claim for claim in made})
        desk.later(8, "check_small", claims=[claim.id for claim in made])
    return {
        "dry_run": dry_run,
        "cost_centre": cost_centre or portal.people[portal.me].cost_centre,
        "claims": [
            {"id": c.id, "category": c.category, "money": {"amount": c.amount, "currency": c.currency}, "spent_on": c.spent_on, "state": c.state}
            for c in made
        ],
        "total": {"amount": round(sum(c.amount for c in made), 2), "currency": site.currency},
    }  # fmt: skip


def check_small(desk: Desk, claims: list[str]) -> None:
    """The automatic check: small claims are approved."""
    for claim in claims:
        found = portal_of(desk).claims.get(claim)
        if found is not None and found.state == "pending" and found.amount <= 60:
            found.state = "approved"


@tool(
    "Training courses and their sessions from tomorrow on: date, length, site, price and free seats; on request the courses needed before. "
    "At most six sessions a page.",
    {
        "words": {"type": "string", "description": "Words of the title or the code."},
        "level": one_of("basics", "advanced", "any"),
        "sites": array_of({"type": "string"}),
        "between": record({"from": DAY, "to": DAY}),
        "include_needs": {"type": "boolean"},
        "cursor": CURSOR,
    },
    required=["words"],
    faults=FaultHold(
        rows="sessions",
        volatile=("sessions.*.price.amount", "sessions.*.free_seats"),
        renames=(("sessions.*.free_seats", "vacancies"), ("sessions.*.price", "fee")),
    ),
)
def find_training(
    desk: Desk,
    words: str,
    level: str = "any",
    sites: list[str] | None = None,
    between: dict[str, str] | None = None,
    include_needs: bool = False,
    cursor: str | None = None,
) -> Any:
    portal, window = portal_of(desk), between or {}
    low = max(day_from(window.get("from", "2026-01-01")), desk.now.date() + timedelta(days=1))
    high = day_from(window.get("to", "2027-12-31"))
    rows = [
        s
        for s in portal.sessions.values()
        if all(w in f"{portal.courses[s.course].title} {s.course}".lower().replace(",", "") for w in words.lower().replace(",", "").split())
        and (level == "any" or portal.courses[s.course].title.endswith(level))
        and (not sites or s.site in sites)
        and low <= s.first <= high
    ]  # fmt: skip
    page, following = paged(rows, cursor, 6)
    return {
        "total": len(rows),
        "next_cursor": following,
        "sessions": [
            {
                "session_id": s.id, "course": s.course, "title": portal.courses[s.course].title, "first": s.first, "days": s.days,
                "site": s.site, "price": {"amount": s.price, "currency": "EUR"}, "seats": s.seats, "free_seats": portal.free(s.id),
                **({"needs": portal.courses[s.course].needs} if include_needs else {}),
            }
            for s in page
        ],
    }  # fmt: skip


@tool(
    "Book seats in a training session for yourself or people who report to you. A course may need another one first; nobody is booked "
    "twice for a course. When the session is full, if_full says what to do.",
    {
        "session_id": {"type": "string", "pattern": "^TS[0-9]{5}$"},
        "employee_ids": array_of(EMPLOYEE, minItems=1, maxItems=4, uniqueItems=True),
        "if_full": one_of("fail", "waitlist"),
        "dry_run": {"type": "boolean"},
    },
    required=["session_id", "employee_ids"],
    writes=True,
)
def book_training(
    desk: Desk, session_id: str, employee_ids: list[str], if_full: str = "fail", dry_run: bool = False
) -> Any:
    portal = portal_of(desk)
    session = portal.sessions.get(session_id)
    if session is None:
        raise Problem(404, "SESSION_UNKNOWN", f"No session {session_id}.")
    course = portal.courses[session.course]
    for person in employee_ids:
        found = mine_or_report(portal, person)
        lacking = [code for code in course.needs if code not in found.courses]
        if lacking:
            raise Problem(409, "PREREQUISITE", f"{found.name} needs {lacking[0]} first.", needs=lacking)
        if portal.away(person, session.first):
            raise Problem(409, "ON_LEAVE", f"{found.name} is on leave on {session.first}.")
        if any(b.person == person and portal.sessions[b.session].course == course.code and b.state in ("confirmed", "waitlisted") for b in portal.bookings.values()):  # fmt: skip
            raise Problem(409, "BOOKED_ALREADY", f"{found.name} has a booking for {course.code}.")
    free = portal.free(session_id)
    if free < len(employee_ids) and if_full == "fail":
        raise Problem(409, "SESSION_FULL", f"{free} seats are free, {len(employee_ids)} are needed.")
    state = "confirmed" if free >= len(employee_ids) else "waitlisted"
    made = [
        Booking(desk.id("TB", session_id, person, digits=5), session_id, person, state, desk.now)
        for person in employee_ids
    ]
    if not dry_run:
        portal.bookings.update({b.id: b for b in made})
    return {
        "session_id": session_id,
        "title": course.title,
        "first": session.first,
        "dry_run": dry_run,
        "bookings": [{"booking_id": b.id, "for": brief(portal, b.person), "state": state} for b in made],
    }


@tool(
    "Where claims and requests stand, after waiting some minutes for news (0: at once). Checks and refunds run in the background.",
    {
        "wait": {"type": "integer", "minimum": 0, "maximum": 30},
        "ids": array_of({"type": "string", "pattern": "^(LV|EX|TB)[0-9]{5}$"}, minItems=1, maxItems=10),
    },
    required=["wait"],
)
def await_news(desk: Desk, wait: int, ids: list[str] | None = None) -> Any:
    portal = portal_of(desk)
    everything: dict[str, Any] = {**portal.leaves, **portal.claims, **portal.bookings}
    unknown = [x for x in ids or () if x not in everything]
    if unknown:
        raise Problem(404, "REQUEST_UNKNOWN", f"No request {unknown[0]}.")
    for x in ids or ():
        mine_or_report(portal, everything[x].person)
    desk.advance(wait)
    return {"as_of": desk.now, "items": [{"id": x, "state": everything[x].state} for x in ids or ()]}


@tool(
    "Renew the sign-in when it has run out. Ask for no longer than the work takes.",
    {
        "proof": record({"kind": one_of("app", "card"), "device": {"type": "string"}}, ("kind",)),
        "hours": {"type": "integer", "enum": [1, 4, 8]},
        "areas": array_of(one_of("self_service", "team", "documents"), uniqueItems=True),
    },
    required=["proof", "hours"],
)
def renew(desk: Desk, proof: dict[str, str], hours: int, areas: list[str] | None = None) -> Any:
    until = desk.now + timedelta(hours=hours)
    return {"signed_in_by": proof["kind"], "areas": areas or ["self_service", "team", "documents"], "until": until}
