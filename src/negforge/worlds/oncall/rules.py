"""What follows from the state: who is on call, what runs where, which freeze is in force, what is silenced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from negforge.core.json_text import digest
from negforge.worlds.oncall.state import Alert, Freeze, Incident, Ops, Release, Shift, Silence, Trouble

STEP_POINTS = 25  # points that a flag may grow by in one step
STEP_MINUTES = 15  # between two steps up
SILENCE_HOURS = 4
SHIFT_HOURS = 48  # longest override
SEV1_SHARE = 20.0  # percent of failing requests of a tier-1 service


def ident(prefix: str, *content: object) -> str:
    """An id of five digits that derives from its content alone."""
    return f"{prefix}-{int(digest([prefix, *[str(part) for part in content]]), 16) % 90000 + 10000}"


def new_id(book: Mapping[str, object], prefix: str, *content: object) -> str:
    """An id by content that nothing in the book has yet."""
    found, again = ident(prefix, *content), 0
    while found in book:
        again += 1
        found = ident(prefix, *content, again)
    return found


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:00Z}"


def moment_of(text: str) -> datetime:
    """A moment as callers write it (``Z`` or an offset that is taken for UTC), without seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=None, second=0, microsecond=0)


def overlaps(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    return start < other_end and other_start < end


def holder(ops: Ops, team: str, role: str, at: datetime) -> Shift | None:
    """Who holds this pager at a moment: an override wins over the schedule."""
    for book in (ops.overrides, ops.shifts):
        for shift in book.values():
            if shift.team == team and shift.role == role and shift.start <= at < shift.end:
                return shift
    return None


def held_by(ops: Ops, person: str, start: datetime, end: datetime) -> list[Shift]:
    """What a person is on call for in a span of time, by schedule or override."""
    return [
        shift
        for book in (ops.shifts, ops.overrides)
        for shift in book.values()
        if shift.person == person and overlaps(shift.start, shift.end, start, end)
    ]


def approver_now(ops: Ops, team: str, at: datetime) -> str | None:
    """The person on call for a team who may approve: the primary, else the secondary."""
    for role in ("primary", "secondary"):
        shift = holder(ops, team, role, at)
        if shift is not None and ops.people[shift.person].approver:
            return shift.person
    return None


def releases_of(ops: Ops, service: str, environment: str | None = None) -> list[Release]:
    """Newest first."""
    rows = [
        r
        for r in ops.releases.values()
        if r.service == service and (environment is None or r.environment == environment)
    ]
    return sorted(rows, key=lambda r: (r.started, r.id), reverse=True)


def running(ops: Ops, service: str, environment: str = "production", at: datetime | None = None) -> Release | None:
    """The release that runs: the newest that succeeded (by a moment)."""
    for release in releases_of(ops, service, environment):
        done = release.outcome == "succeeded" and release.finished is not None
        if done and (at is None or release.finished <= at):  # type: ignore[operator]
            return release
    return None


def freeze_for(freezes: Iterable[Freeze], tier: int, at: datetime) -> Freeze | None:
    return next((f for f in freezes if tier in f.tiers and f.start <= at < f.end), None)


def open_incidents(ops: Ops, service: str) -> list[Incident]:
    return [i for i in ops.incidents.values() if i.state == "open" and service in i.services]


def labels_of(alert: Alert) -> dict[str, str]:
    return {
        "service": alert.service,
        "region": alert.region,
        "environment": alert.environment,
        "severity": alert.severity,
        "rule": alert.rule,
    }


def silence_on(silences: Iterable[Silence], alert: Alert, at: datetime) -> Silence | None:
    labels = labels_of(alert)
    return next(
        (s for s in silences if s.start <= at < s.end and all(labels.get(k) == v for k, v in s.selector.items())), None
    )


def alert_state(ops: Ops, alert: Alert, at: datetime) -> str:
    if alert.resolved is not None and alert.resolved <= at:
        return "resolved"
    return "silenced" if silence_on(ops.silences.values(), alert, at) else "firing"


def active(ops: Ops, service: str, at: datetime) -> list[Trouble]:
    return [
        t for t in ops.troubles.values() if t.service == service and t.onset <= at and (not t.ended or at < t.ended)
    ]


def culprit(ops: Ops, trouble: Trouble) -> Release | None:
    """The production release that a trouble comes from, where it is one."""
    rows = [r for r in releases_of(ops, trouble.service, "production") if r.kind == "deploy"]
    return next((r for r in rows if r.version == trouble.ref), None)


def last_good(ops: Ops, trouble: Trouble) -> Release | None:
    """The newest production release that succeeded before the culprit."""
    bad = culprit(ops, trouble)
    if bad is None:
        return None
    rows = [
        r
        for r in releases_of(ops, trouble.service, "production")
        if r.started < bad.started and r.outcome == "succeeded"
    ]
    return rows[0] if rows else None


def person_brief(ops: Ops, handle: str) -> dict[str, Any]:
    person = ops.people[handle]
    return {"handle": person.handle, "name": person.name}
