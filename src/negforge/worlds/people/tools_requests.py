"""The portal's tools for leave: ask for it, decide on requests, withdraw them, days worked remotely."""

from __future__ import annotations

from datetime import date
from typing import Any

from negforge.worlds.people.rules import (
    DAY,
    EMPLOYEE,
    array_of,
    brief,
    check_leave,
    day_from,
    leave_days,
    one_of,
    portal_of,
    record,
    short_days,
)
from negforge.worlds.people.state import LEAVE_TYPES, Claim, Leave, Portal
from negforge.worlds.world import Desk, Problem, tool


@tool(
    "Ask for leave for yourself. Annual leave needs notice, a balance, and the team's quorum on each of the days; it stays pending until "
    "your own manager decides. Sick leave counts at once and may begin up to seven days ago. Weekends and public holidays at your site "
    "cost nothing. A half day is free in the afternoon of the first day or the morning of the last. dry_run: only check.",
    {
        "leave_type": one_of(*LEAVE_TYPES),
        "first": DAY,
        "last": DAY,
        "half_days": record({"first_from_noon": {"type": "boolean"}, "last_until_noon": {"type": "boolean"}}),
        "stand_in": EMPLOYEE,
        "dry_run": {"type": "boolean"},
        "note": {"type": "string", "maxLength": 200},
    },
    required=["leave_type", "first", "last"],
    writes=True,
)
def request_leave(
    desk: Desk,
    leave_type: str,
    first: str,
    last: str,
    half_days: dict[str, bool] | None = None,
    stand_in: str | None = None,
    dry_run: bool = False,
    note: str = "",
) -> Any:
    portal, halves = portal_of(desk), half_days or {}
    begin, end = day_from(first), day_from(last)
    from_noon, until_noon = halves.get("first_from_noon", False), halves.get("last_until_noon", False)
    days = leave_days(portal, portal.me, begin, end, from_noon + until_noon)
    if stand_in and stand_in not in portal.people:
        raise Problem(404, "EMPLOYEE_UNKNOWN", f"No employee {stand_in}.")
    found = Leave(
        desk.id("LV", portal.me, leave_type, first, last, desk.now, digits=5), portal.me, leave_type, begin, end, from_noon, until_noon,
        days, "approved" if leave_type == "sick" else "pending", desk.now, note,
    )  # fmt: skip
    check_leave(desk, found)
    if not dry_run:
        portal.leaves[found.id] = found
    return {
        "request_id": None if dry_run else found.id, "dry_run": dry_run, "state": "ok" if dry_run else found.state, "leave_type": leave_type,
        "first": begin, "last": end, "cost": {"value": days, "unit": "days"},
        "decided_by": brief(portal, portal.people[portal.me].manager or portal.me),
    }  # fmt: skip


@tool(
    "Decide on pending leave requests and expense claims of people who report to you directly, never on your own. Leave cannot be approved "
    "where the team would be below its quorum; a claim above its limit cannot be approved without a pre-approval. All or none of the list.",
    {
        "decisions": array_of(
            record(
                {
                    "request_id": {"type": "string", "pattern": "^(LV|EX)[0-9]{5}$"},
                    "verdict": one_of("approve", "decline"),
                    "reason": {"type": "string", "maxLength": 200},
                },
                ("request_id", "verdict"),
            ),
            minItems=1,
            maxItems=6,
        ),
        "tell_them": {"type": "boolean", "description": "Whether they get a mail; true if left out."},
    },
    required=["decisions"],
    writes=True,
)
def decide_requests(desk: Desk, decisions: list[dict[str, str]], tell_them: bool = True) -> Any:
    portal = portal_of(desk)
    chosen: list[tuple[Leave | Claim, str]] = []
    for decision in decisions:
        found = _request_of(portal, decision["request_id"])
        if found.person == portal.me:
            raise Problem(403, "OWN_REQUEST", f"{found.id} is your own; your manager decides on it.")
        if portal.people[found.person].manager != portal.me:
            raise Problem(403, "NOT_YOUR_REPORT", f"{found.id} belongs to somebody who does not report to you.")
        if found.state != "pending":
            raise Problem(409, "ALREADY_DECIDED", f"{found.id} is {found.state}.")
        if decision["verdict"] == "approve":
            _check_approval(portal, found)
        chosen.append((found, "approved" if decision["verdict"] == "approve" else "declined"))
    for found, state in chosen:
        found.state = state
    if any(isinstance(found, Claim) and state == "approved" for found, state in chosen):
        desk.later(15, "pay_out", claims=[f.id for f, s in chosen if isinstance(f, Claim) and s == "approved"])
    return {
        "decided": [{"request_id": f.id, "state": s, "by": brief(portal, f.person)} for f, s in chosen],
        "mails": len(chosen) if tell_them else 0,
    }


def _request_of(portal: Portal, request_id: str) -> Leave | Claim:
    found: Leave | Claim | None = portal.leaves.get(request_id) or portal.claims.get(request_id)
    if found is None:
        raise Problem(404, "REQUEST_UNKNOWN", f"No request {request_id}.")
    return found


def _check_approval(portal: Portal, found: Leave | Claim) -> None:
    if isinstance(found, Leave):
        short = short_days(portal, found) if found.type == "annual" else []
        if short:
            raise Problem(409, "TEAM_TOO_SMALL", f"{found.id}: the team would be below its quorum.", days=short)
        return
    limit = portal.limits.get(found.category)
    if limit is not None and found.amount > limit and found.approval is None:
        raise Problem(409, "PRE_APPROVAL_NEEDED", f"{found.id}: above {limit} without a pre-approval.")


def pay_out(desk: Desk, claims: list[str]) -> None:
    """The batch that refunds approved claims."""
    for claim in claims:
        found = portal_of(desk).claims.get(claim)
        if found is not None and found.state == "approved":
            found.state = "paid"


@tool(
    "Withdraw own requests: leave that has not begun, claims that are still pending, training bookings. Approved leave goes back to the "
    "account at once, and cannot be had again without a new request.",
    {
        "request_ids": array_of({"type": "string", "pattern": "^(LV|EX|TB)[0-9]{5}$"}, minItems=1, maxItems=5, uniqueItems=True),
        "because": one_of("plans_changed", "filed_by_mistake", "illness", "work"),
    },
    required=["request_ids"],
    writes=True,
)  # fmt: skip
def withdraw_requests(desk: Desk, request_ids: list[str], because: str = "plans_changed") -> Any:
    portal = portal_of(desk)
    chosen = []
    for request_id in request_ids:
        found: Any = portal.bookings.get(request_id) if request_id.startswith("TB") else _request_of(portal, request_id)
        if found is None or found.person != portal.me:
            raise Problem(403, "NOT_YOURS", f"{request_id} is not a request of yours.")
        allowed = {"LV": ("pending", "approved"), "EX": ("pending",), "TB": ("confirmed", "waitlisted")}[request_id[:2]]
        if found.state not in allowed:
            raise Problem(409, "CANNOT_WITHDRAW", f"{request_id} is {found.state}.")
        if isinstance(found, Leave) and found.first <= desk.now.date():
            raise Problem(409, "HAS_BEGUN", f"{request_id} has begun.")
        chosen.append(found)
    for found in chosen:
        found.state = "withdrawn"
    return {"withdrawn": request_ids, "reason": because}


@tool(
    "Plan days on which you work remotely: dates to add and dates to drop. There is a quota a month; the day on which the team is on site, "
    "holidays and days of leave are not possible. All or none.",
    {
        "add": array_of(DAY, maxItems=12, uniqueItems=True),
        "drop": array_of(DAY, maxItems=12, uniqueItems=True),
        "reachable": record({"from": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}, "until": {"type": "string"}}),
    },
    writes=True,
)  # fmt: skip
def plan_remote_days(
    desk: Desk, add: list[str] | None = None, drop: list[str] | None = None, reachable: dict[str, str] | None = None
) -> Any:
    portal = portal_of(desk)
    planned = {key[7:] for key in portal.remote if key.startswith(portal.me)}
    missing = [d for d in drop or () if d not in planned]
    if missing:
        raise Problem(404, "NOT_PLANNED", f"{missing[0]} is no remote day of yours.")
    after = (planned - set(drop or ())) | set(add or ())
    for text in add or ():
        _check_remote(desk, portal, day_from(text))
    for month in {text[:7] for text in add or ()}:
        count = sum(d.startswith(month) for d in after)
        if count > portal.remote_quota:
            raise Problem(409, "QUOTA", f"{count} days in {month}; {portal.remote_quota} are allowed.")
    for text in drop or ():
        portal.remote.pop(f"{portal.me}/{text}")
    for text in add or ():
        portal.remote[f"{portal.me}/{text}"] = True
    return {"remote_days": sorted(after), "quota_per_month": portal.remote_quota, "reachable": reachable}


def _check_remote(desk: Desk, portal: Portal, day: date) -> None:
    if day < desk.now.date():
        raise Problem(422, "IN_THE_PAST", f"{day} has passed.")
    if not portal.works(portal.me, day) or portal.away(portal.me, day):
        raise Problem(409, "NOT_A_WORKING_DAY", f"You do not work on {day}.")
    if day.weekday() == portal.team_of(portal.me).anchor:
        raise Problem(409, "ON_SITE_DAY", f"{day} is a day on which the team is on site.")
