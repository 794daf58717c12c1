"""What the portal's tools share: schemas, lookups, and the rules that leave and claims obey."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.people.state import CLAIM_WINDOW, CURRENCIES, Leave, Person, Portal
from negforge.worlds.world import Desk, Problem

DAY: dict[str, Any] = {"type": "string", "format": "date"}
EMPLOYEE: dict[str, Any] = {"type": "string", "pattern": "^E[0-9]{5}$", "description": "Employee id."}
MONEY: dict[str, Any] = {
    "type": "object",
    "properties": {"amount": {"type": "number", "minimum": 0.01}, "currency": {"type": "string", "enum": list(CURRENCIES)}},
    "required": ["amount", "currency"],
    "additionalProperties": False,
}  # fmt: skip
CURSOR: dict[str, Any] = {"type": "string", "pattern": "^pg_[0-9]+$", "description": "next_cursor of the page before."}
RECEIPT_ABOVE = 25


def one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def array_of(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


def record(properties: dict[str, Any], required: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def portal_of(desk: Desk) -> Portal:
    portal: Portal = desk.state
    return portal


def paged(rows: list[Any], cursor: str | None, size: int) -> tuple[list[Any], str | None]:
    """One page, and the cursor of the next."""
    start = int(cursor[3:]) if cursor else 0
    return rows[start : start + size], f"pg_{start + size}" if start + size < len(rows) else None


def person_of(portal: Portal, person: str) -> Person:
    found = portal.people.get(person)
    if found is None:
        raise Problem(404, "EMPLOYEE_UNKNOWN", f"No employee {person}.")
    return found


def mine_or_report(portal: Portal, person: str) -> Person:
    """The user, or somebody who reports to the user."""
    found = person_of(portal, person)
    if person != portal.me and found.manager != portal.me:
        raise Problem(403, "NOT_YOUR_REPORT", f"{found.name} does not report to you; this record is private.")
    return found


def brief(portal: Portal, person: str) -> dict[str, str]:
    return {"employee_id": person, "name": portal.people[person].name}


def day_from(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "BAD_DATE", f"{text} is no date (YYYY-MM-DD).") from None


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def leave_days(portal: Portal, person: str, first: date, last: date, halves: int) -> float:
    """What leave between two dates costs: working days at the person's site, less half a day for each half."""
    return sum(portal.works(person, d) for d in span(first, last)) - halves / 2


def short_days(portal: Portal, leave: Leave) -> list[date]:
    """The days on which the team would be fewer than its quorum if this leave were taken."""
    team = portal.team_of(leave.person)
    return [
        d
        for d in span(leave.first, leave.last)
        if portal.works(leave.person, d)
        and portal.away(leave.person, d) is None
        and portal.present(team.name, d) - 1 < team.quorum
    ]


def check_leave(desk: Desk, leave: Leave) -> None:
    """Raise what stands against a new leave request."""
    portal, today = portal_of(desk), desk.now.date()
    if leave.last < leave.first or (leave.last - leave.first).days > 60:
        raise Problem(422, "BAD_PERIOD", "The last day comes before the first, or the period is longer than 60 days.")
    if leave.days <= 0:
        raise Problem(422, "NO_WORKING_DAY", "There is no working day in this period.")
    other = next(
        (
            x
            for x in portal.leaves.values()
            if x.person == leave.person and x.state in ("pending", "approved") and x.first <= leave.last and leave.first <= x.last
        ),
        None,
    )  # fmt: skip
    if other is not None:
        raise Problem(409, "OVERLAPS", f"{other.id} ({other.state}) covers part of it.", request_id=other.id)
    if leave.type == "sick":
        if leave.first > today or leave.first < today - timedelta(days=7):
            raise Problem(422, "SICK_PERIOD", "Sick leave begins today or at most seven days ago.")
        return
    if leave.first < today:
        raise Problem(422, "IN_THE_PAST", "Leave other than sick leave cannot be entered for days gone by.")
    if leave.type != "annual":
        return
    if (leave.first - today).days < portal.notice:
        earliest = today + timedelta(days=portal.notice)
        raise Problem(422, "NOTICE_TOO_SHORT", f"Annual leave needs {portal.notice} days' notice.", earliest=earliest)
    left = portal.left(leave.person, today)
    if leave.days > left:
        raise Problem(409, "BALANCE_TOO_LOW", f"{leave.days:g} asked for, {left:g} left.")
    short = short_days(portal, leave)
    if short:
        quorum = portal.team_of(leave.person).quorum
        raise Problem(409, "TEAM_TOO_SMALL", f"Fewer than {quorum} of the team would be there.", days=short)


def check_claim(desk: Desk, line: dict[str, Any], spent: date, amount: float, currency: str) -> None:
    """Raise what stands against an expense."""
    portal, today = portal_of(desk), desk.now.date()
    category, label = line["category"], f"{line['category']} of {spent.isoformat()}"
    if spent > today:
        raise Problem(422, "IN_THE_FUTURE", f"{label}: not spent yet.")
    if (today - spent).days > CLAIM_WINDOW:
        raise Problem(422, "TOO_OLD", f"{label}: spent more than {CLAIM_WINDOW} days ago, can no longer be claimed.")
    if currency != portal.sites[portal.people[portal.me].site].currency:
        raise Problem(422, "WRONG_CURRENCY", f"{label}: your site pays in {portal.sites[portal.people[portal.me].site].currency}.")  # fmt: skip
    if category != "mileage" and amount > RECEIPT_ABOVE and not line.get("receipt_id"):
        raise Problem(422, "RECEIPT_MISSING", f"{label}: a receipt is needed above {RECEIPT_ABOVE}.")
    limit = portal.limits.get(category)
    if limit is None or amount <= limit:
        return
    approval = portal.approvals.get(line.get("pre_approval") or "")
    if approval is None or approval.person != portal.me or approval.category != category or approval.up_to < amount:
        raise Problem(422, "PRE_APPROVAL_NEEDED", f"{label}: above {limit}, so it needs a pre-approval that covers it.")
