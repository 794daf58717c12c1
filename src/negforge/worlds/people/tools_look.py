"""The portal's reading tools: people, the team's days, requests, leave accounts, documents as text."""

from __future__ import annotations

from datetime import date
from typing import Any

from negforge.worlds.people.rules import (
    CURSOR,
    DAY,
    EMPLOYEE,
    array_of,
    brief,
    day_from,
    mine_or_report,
    one_of,
    paged,
    person_of,
    portal_of,
    record,
    span,
)
from negforge.worlds.people.state import CLAIM_WINDOW, HOURS_A_DAY, Portal
from negforge.worlds.world import Desk, FaultHold, Problem, tool

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@tool(
    "Search the staff directory by any part of a name, team, site or manager. Names repeat in part, so check team and title. Rows have id, "
    "title, team, site, manager and extension; cost centre, today's whereabouts and completed courses (own reports only) when included. "
    "Home addresses and pay are not in the directory.",
    {
        "where": record(
            {
                "name": {"type": "string", "minLength": 2},
                "team": {"type": "string"},
                "sites": array_of({"type": "string"}, maxItems=3),
                "manager_id": EMPLOYEE,
                "myself": {"type": "boolean"},
            },
            minProperties=1,
        ),
        "include": array_of(one_of("cost_centre", "today", "courses"), uniqueItems=True),
        "cursor": CURSOR,
        "page_size": {"type": "integer", "minimum": 2, "maximum": 20, "default": 6},
    },
    required=["where"],
    faults=FaultHold(
        rows="people",
        renames=(("people.*.extension", "desk_phone"), ("people.*.team", "unit"), ("people.*.manager", "reports_to")),
        note="people.*.status",
    ),
)
def search_people(
    desk: Desk, where: dict[str, Any], include: list[str] | None = None, cursor: str | None = None, page_size: int = 6
) -> Any:
    portal, wanted = portal_of(desk), include or []
    words = where.get("name", "").lower().split()
    rows = [
        p
        for p in portal.people.values()
        if all(w in p.name.lower() for w in words)
        and where.get("team", p.team).lower() == p.team.lower()
        and (not where.get("sites") or p.site in where["sites"])
        and where.get("manager_id", p.manager) == p.manager
        and (not where.get("myself") or p.id == portal.me)
    ]
    page, following = paged(rows, cursor, page_size)
    return {
        "total": len(rows),
        "next_cursor": following,
        "people": [_row(portal, p.id, wanted, desk.now.date()) for p in page],
    }


def _row(portal: Portal, person: str, wanted: list[str], today: date) -> dict[str, Any]:
    found = portal.people[person]
    row: dict[str, Any] = {
        "employee_id": found.id, "name": found.name, "title": found.title, "team": found.team, "site": found.site,
        "manager": brief(portal, found.manager) if found.manager else None, "extension": found.extension, "status": found.status,
    }  # fmt: skip
    if "cost_centre" in wanted:
        row["cost_centre"] = found.cost_centre
    if "today" in wanted:
        away = portal.away(person, today) is not None
        remote = portal.remote.get(f"{person}/{today.isoformat()}", False)
        row["today"] = "away" if away else "remote" if remote else "on_site"
    if "courses" in wanted:
        row["courses"] = found.courses if person == portal.me or found.manager == portal.me else "private"
    return row


@tool(
    "The days of a team (your own if left out), weekdays only: who is on approved leave, works remotely or has a public holiday at their "
    "site, and how many are there in all (remote work counts as being there). Requests that are still pending do not count. Also the "
    "quorum and the weekday on which all are on site.",
    {
        "period": record({"from": DAY, "to": DAY}, ("from", "to")),
        "team": {"type": "string"},
        "layers": array_of(one_of("leave", "remote", "holidays"), uniqueItems=True, description="All if left out."),
    },
    required=["period"],
    faults=FaultHold(
        rows="days",
        volatile=("days.*.present",),
        renames=(("days.*.present", "headcount"), ("days.*.date", "day")),
        echo=("team", "team"),
    ),
)
def team_days(desk: Desk, period: dict[str, str], team: str | None = None, layers: list[str] | None = None) -> Any:
    portal = portal_of(desk)
    name = team or portal.people[portal.me].team
    if name not in portal.teams:
        raise Problem(404, "TEAM_UNKNOWN", f"No team {name}.", teams=list(portal.teams))
    first, last = day_from(period["from"]), day_from(period["to"])
    if last < first or (last - first).days > 45:
        raise Problem(422, "BAD_PERIOD", "Ask for at most 45 days, the first day first.")
    shown = layers or ["leave", "remote", "holidays"]
    found = portal.teams[name]
    days = []
    for day in (d for d in span(first, last) if d.weekday() < 5):
        people = portal.members(name)
        row: dict[str, Any] = {"date": day, "weekday": WEEKDAYS[day.weekday()], "present": portal.present(name, day)}
        if "leave" in shown:
            row["on_leave"] = [
                brief(portal, p.id) for p in people if portal.works(p.id, day) and portal.away(p.id, day)
            ]
        if "remote" in shown:
            row["remote"] = [brief(portal, p.id) for p in people if portal.remote.get(f"{p.id}/{day.isoformat()}")]
        if "holidays" in shown:
            sites = sorted({p.site for p in people})
            row["holidays"] = [
                {"site": s, "name": portal.sites[s].holidays[day.isoformat()]}
                for s in sites
                if day.isoformat() in portal.sites[s].holidays
            ]
        days.append(row)
    return {"team": name, "size": len(portal.members(name)), "quorum": found.quorum, "on_site_day": WEEKDAYS[found.anchor], "days": days}  # fmt: skip


@tool(
    "Requests of one sort, newest filed first: leave, expense claims or training bookings, of yourself or of those who report to you. At "
    "most eight a page.",
    {
        "sort_of": one_of("leave", "expense", "training"),
        "whose": one_of("mine", "my_reports"),
        "states": array_of(one_of("pending", "approved", "declined", "paid", "confirmed", "waitlisted", "withdrawn")),
        "cursor": CURSOR,
    },
    required=["sort_of", "whose"],
    pretty=True,
    faults=FaultHold(
        rows="requests",
        volatile=("requests.*.money.amount",),
        renames=(("requests.*.state", "stage"), ("requests.*.first", "starts"), ("requests.*.money", "sum")),
        units=(("requests.*.cost.value", HOURS_A_DAY, "requests.*.cost.unit", "hours"),),
        note="requests.*.note",
    ),
)
def list_requests(
    desk: Desk, sort_of: str, whose: str, states: list[str] | None = None, cursor: str | None = None
) -> Any:
    portal = portal_of(desk)
    people = {portal.me} if whose == "mine" else {p.id for p in portal.reports()}
    pools: dict[str, dict[str, Any]] = {"leave": {**portal.leaves}, "expense": {**portal.claims}, "training": {**portal.bookings}}  # fmt: skip
    pool = list(pools[sort_of].values())
    rows = [x for x in pool if x.person in people and (not states or x.state in states)]
    rows.sort(key=lambda x: (x.filed, x.id), reverse=True)
    page, following = paged(rows, cursor, 8)
    return {"total": len(rows), "next_cursor": following, "requests": [_request(portal, x, sort_of) for x in page]}


def _request(portal: Portal, found: Any, sort_of: str) -> dict[str, Any]:
    row = {"id": found.id, "by": brief(portal, found.person), "state": found.state, "filed_at": found.filed}
    if sort_of == "leave":
        return row | {
            "leave_type": found.type, "first": found.first, "last": found.last, "half_day_first": found.half_first,
            "half_day_last": found.half_last, "cost": {"value": found.days, "unit": "days"}, "note": found.note,
        }  # fmt: skip
    if sort_of == "expense":
        return row | {
            "category": found.category, "money": {"amount": found.amount, "currency": found.currency}, "spent_on": found.spent_on,
            "receipt_id": found.receipt, "pre_approval": found.approval, "note": found.note,
        }  # fmt: skip
    session = portal.sessions[found.session]
    return row | {
        "session_id": session.id, "title": portal.courses[session.course].title, "first": session.first, "site": session.site, "note": "",
    }  # fmt: skip


@tool(
    "The leave account of this year, your own or a report's: entitlement, days carried over and when they expire, taken, booked and asked "
    "for, and what is left. Carried days are used first; what is not used by 31 March is lost.",
    {"employee_id": EMPLOYEE, "unit": one_of("days", "hours"), "with_requests": {"type": "boolean"}},
    faults=FaultHold(
        volatile=("left.value",),
        renames=(("left", "remaining"), ("carried_over", "rollover")),
        units=(
            ("left.value", HOURS_A_DAY, "left.unit", "hours"),
            ("carried_over.value", HOURS_A_DAY, "carried_over.unit", "hours"),
        ),
        echo=("employee_id", "employee.employee_id"),
    ),
)
def leave_account(desk: Desk, employee_id: str | None = None, unit: str = "days", with_requests: bool = False) -> Any:
    portal, today = portal_of(desk), desk.now.date()
    person = mine_or_report(portal, employee_id or portal.me).id
    account, factor = portal.accounts[person], HOURS_A_DAY if unit == "hours" else 1
    used = portal.used(person)
    expiry = date(today.year, 3, 31)
    unused = max(0.0, account.carried - used) if today <= expiry else 0.0

    def amount(value: float) -> dict[str, Any]:
        return {"value": value * factor, "unit": unit}

    body: dict[str, Any] = {
        "employee": brief(portal, person),
        "year": today.year,
        "entitlement": amount(account.entitlement),
        "carried_over": amount(account.carried),
        "carried_over_unused": {**amount(unused), "expires_on": expiry},
        "taken": amount(account.taken),
        "booked_or_asked_for": amount(used - account.taken),
        "left": amount(portal.left(person, today)),
    }
    if with_requests:
        mine = [x for x in portal.leaves.values() if x.person == person and x.state in ("pending", "approved")]
        body["requests"] = [{"id": x.id, "first": x.first, "last": x.last, "state": x.state} for x in mine]
    return body


@tool(
    "A document as plain text: a chapter of the handbook, your own payslip of a month, or the chart of who reports to whom below a person. "
    "Payslips are there for the last six months that were paid.",
    {
        "kind": one_of("handbook", "payslip", "org_chart"),
        "chapter": one_of("leave", "expenses", "remote_work", "training"),
        "month": {"type": "string", "pattern": "^20[0-9]{2}-[0-9]{2}$"},
        "below": EMPLOYEE,
    },
    required=["kind"],
)
def read_document(
    desk: Desk, kind: str, chapter: str | None = None, month: str | None = None, below: str | None = None
) -> str:
    portal = portal_of(desk)
    if kind == "handbook":
        return _handbook(portal, chapter or "leave")
    if kind == "payslip":
        slip = portal.payslips.get(month or max(portal.payslips))
        if slip is None:
            raise Problem(404, "NO_PAYSLIP", f"No payslip of {month}.", months=list(portal.payslips))
        currency = portal.sites[portal.people[portal.me].site].currency
        rows = [
            ("base pay", slip.base), ("allowance", slip.allowance), ("bonus", slip.bonus), ("expense refunds", slip.refunds),
            ("tax", -slip.tax), ("pension", -slip.pension), ("NET", slip.net),
        ]  # fmt: skip
        head = f"PAYSLIP {slip.month}   {portal.people[portal.me].name}   ({portal.me})"
        return "\n".join(
            [head, *(f"{name:<18}{value:>12.2f} {currency}" for name, value in rows), f"paid to {slip.account}"]
        )
    top = person_of(portal, below or next(p.id for p in portal.people.values() if p.manager is None))
    return "\n".join(_chart(portal, top.id, 0))


def _chart(portal: Portal, person: str, depth: int) -> list[str]:
    found = portal.people[person]
    lines = [f"{'  ' * depth}{found.name} ({found.id}), {found.title}"]
    return lines + [line for p in portal.reports(person) for line in _chart(portal, p.id, depth + 1)]


def _handbook(portal: Portal, chapter: str) -> str:
    if chapter == "expenses":
        rows = [f"  {name:<14}{limit:>6} " for name, limit in portal.limits.items()]
        rates = [f"  {s.name:<14}{s.per_km:.2f} {s.currency} per km" for s in portal.sites.values()]
        return "\n".join(
            ["EXPENSES", f"Claim within {CLAIM_WINDOW} days. Receipts above 25. Above these amounts a pre-approval is needed first:", *rows, "Mileage by site:", *rates]
        )  # fmt: skip
    if chapter == "leave":
        rows = [f"  {t.name:<18}{t.quorum} of {len(portal.members(t.name))}" for t in portal.teams.values()]
        return "\n".join(
            ["LEAVE", f"Annual leave: {portal.notice} calendar days' notice. Sick leave: none.", "Public holidays at one's site cost nothing.", "Carried days lapse after 31 March.", "There must be at least:", *rows]
        )  # fmt: skip
    if chapter == "remote_work":
        rows = [f"  {t.name:<18}{WEEKDAYS[t.anchor]}" for t in portal.teams.values()]
        return "\n".join(["REMOTE WORK", f"At most {portal.remote_quota} days a month. On site all together:", *rows])
    return "TRAINING\nAdvanced courses need the basics first. Managers book for their reports. Full sessions have a waiting list."
