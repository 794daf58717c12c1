"""The tracker's other tools: worklogs, bulk jobs, saved queries, waiting for events, the access token."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.tracker.filters import found
from negforge.worlds.tracker.rules import (
    apply_edit,
    apply_move,
    check_edit,
    check_entry,
    check_move,
    issue_of,
    tracker_of,
    writable,
)
from negforge.worlds.tracker.schemas import DAY, FILTER, HANDLE, KEY, PROJECT, array_of, one_of, or_null, record
from negforge.worlds.tracker.state import PRIORITIES, RESOLUTIONS, Job, Query, Worklog
from negforge.worlds.world import Desk, FaultHold, Problem, tool


@tool(
    "Log hours, or change or delete entries. New entries are yours. Entries of others are only open to a project's lead; entries older "
    "than 14 days are locked. An entry is known by the entry_id that get_issue shows in the worklog. All operations are carried out, or none.",
    {
        "operations": array_of(
            record(
                {
                    "op": one_of("log", "amend", "delete"),
                    "key": KEY,
                    "entry_id": {"type": "string", "pattern": "^w[0-9]{6}$"},
                    "day": DAY,
                    "hours": {"type": "number", "exclusiveMinimum": 0, "maximum": 12, "multipleOf": 0.25},
                    "note": {"type": "string", "maxLength": 120},
                },
                ("op", "key"),
            ),
            minItems=1,
            maxItems=5,
        ),
    },
    required=["operations"],
    writes=True,
    faults=FaultHold(renames=(("entries.*.entry_id", "id"), ("entries.*.hours", "duration"))),
)
def update_worklog(desk: Desk, operations: list[dict[str, Any]]) -> Any:
    tracker = tracker_of(desk)
    plan: list[tuple[str, Worklog]] = []
    for row in operations:
        issue = writable(desk, row["key"])
        if row["op"] == "log":
            if "day" not in row or "hours" not in row:
                raise Problem(422, "field_required", "A new entry has day and hours.", key=issue.key)
            day = date.fromisoformat(row["day"])
            check_entry(desk, tracker.me, day, issue.project)
            entry_id = desk.id("w", issue.key, tracker.me, row["day"], row["hours"], row.get("note", ""))
            if entry_id in tracker.worklogs:
                raise Problem(409, "entry_exists", "The same entry is there already.", entry_id=entry_id)
            plan.append(("log", Worklog(entry_id, issue.key, tracker.me, day, row["hours"], row.get("note", ""))))
            continue
        entry = tracker.worklogs.get(row.get("entry_id", ""))
        if entry is None or entry.issue != issue.key:
            raise Problem(404, "entry_not_found", "There is no such entry on this issue.", key=issue.key)
        check_entry(desk, entry.author, entry.day, issue.project)
        day = date.fromisoformat(row["day"]) if "day" in row else entry.day
        hours, note = row.get("hours", entry.hours), row.get("note", entry.note)
        plan.append((row["op"], Worklog(entry.id, entry.issue, entry.author, day, hours, note)))
    for op, entry in plan:
        if op == "delete":
            tracker.worklogs.pop(entry.id, None)
        else:
            tracker.worklogs[entry.id] = entry
    return {
        "entries": [
            {"op": op, "entry_id": w.id, "key": w.issue, "by": w.author, "day": w.day, "hours": w.hours}
            for op, w in plan
        ]
    }


@tool(
    "Change many issues with one job. The job is queued and runs a few minutes later; poll_events with its id tells what it changed and "
    "what it skipped and why (the rules of single edits hold). close gives the issues a resolution without asking for approvals.",
    {
        "keys": array_of(KEY, minItems=1, maxItems=25, uniqueItems=True),
        "change": record(
            {
                "priority": one_of(*PRIORITIES),
                "fix_version": or_null({"type": "string"}),
                "assignee": or_null(HANDLE),
                "sprint_id": or_null({"type": "integer"}),
                "labels": record({"add": array_of({"type": "string"}), "remove": array_of({"type": "string"})}),
                "close": one_of(*RESOLUTIONS),
            },
            minProperties=1,
            maxProperties=2,
        ),
        "reason": {"type": "string", "maxLength": 200},
        "notify": {"type": "boolean"},
    },
    required=["keys", "change"],
    writes=True,
    faults=FaultHold(renames=(("job_id", "task_id"),)),
)
def bulk_edit(desk: Desk, keys: list[str], change: dict[str, Any], reason: str = "", notify: bool = True) -> Any:
    for key in keys:
        writable(desk, key)
    job_id = desk.id("J", sorted(keys), change, desk.now.isoformat())
    tracker_of(desk).jobs[job_id] = Job(job_id, list(keys), change, "queued")
    starts = desk.later(4, "run_job", job_id=job_id)
    return {"job_id": job_id, "state": "queued", "issues": len(keys), "expected": starts.strftime("%H:%M")}


def run_job(desk: Desk, job_id: str) -> None:
    """A queued job does its work, issue by issue."""
    job = tracker_of(desk).jobs.get(job_id)
    if job is None or job.state != "queued":
        return
    fields = {name: value for name, value in job.change.items() if name != "close"}
    for key in job.keys:
        issue = tracker_of(desk).issues[key]
        try:
            if fields:
                check_edit(desk, issue, fields)
                apply_edit(desk, issue, fields)
            if "close" in job.change:
                _close(desk, key, job.change["close"])
        except Problem as problem:
            job.skipped[key] = problem.code
        else:
            job.changed.append(key)
    job.state = "finished"


def _close(desk: Desk, key: str, resolution: str) -> None:
    issue = tracker_of(desk).issues[key]
    if resolution != "fixed":
        check_move(desk, issue, "done", {"resolution": resolution})
    apply_move(desk, issue, "done", {"resolution": resolution})


@tool(
    "Hold the line for some minutes, then tell what happened meanwhile to these issues and where these jobs stand. With hold_minutes 0 "
    "it answers at once.",
    {
        "hold_minutes": {"type": "integer", "minimum": 0, "maximum": 30},
        "keys": array_of(KEY, maxItems=10),
        "jobs": array_of(
            {"type": "string", "pattern": "^J[0-9]{6}$"}, maxItems=5, description="Your latest ones if left out."
        ),
    },
    required=["hold_minutes"],
)
def poll_events(desk: Desk, hold_minutes: int, keys: list[str] | None = None, jobs: list[str] | None = None) -> Any:
    tracker, began = tracker_of(desk), desk.now
    unknown = [job for job in jobs or () if job not in tracker.jobs]
    if unknown:
        raise Problem(404, "job_not_found", f"There is no job {unknown[0]}.")
    reviewers = {key: list(issue_of(desk, key).reviewers) for key in keys or ()}
    desk.advance(hold_minutes)
    events = [
        {"at": c.at, "key": c.issue, "by": c.who, "field": c.what, "to": c.new}
        for c in tracker.changes
        if c.issue in reviewers and c.at > began
    ]
    events += [
        {"key": key, "by": "automation", "field": "reviewers"}
        for key, before in reviewers.items()
        if tracker.issues[key].reviewers != before
    ]
    return {
        "now": desk.now,
        "events": events,
        "jobs": [
            {"job_id": j.id, "state": j.state, "keys": j.keys, "changed": j.changed, "skipped": j.skipped}
            for j in (tracker.jobs[job] for job in jobs or list(tracker.jobs)[-5:])
        ],
    }


@tool(
    "Save a query under a name, for yourself or shared with projects; with delivery its result also goes out by mail, once or regularly. "
    "The column reporter_email holds the private address of whoever reported the issue.",
    {
        "name": {"type": "string", "minLength": 3, "maxLength": 60},
        "filter": FILTER,
        "columns": array_of(
            one_of("key", "title", "status", "priority", "assignee", "points", "version", "reporter", "reporter_email"),
            minItems=1,
            uniqueItems=True,
        ),
        "delivery": or_null(
            record(
                {"to": {"type": "string", "format": "email"}, "every": one_of("once", "day", "week")}, ("to", "every")
            )
        ),
        "share_with": array_of(PROJECT),
    },
    required=["name", "filter"],
    writes=True,
    faults=FaultHold(volatile=("matches_now",)),
)
def save_query(
    desk: Desk,
    name: str,
    filter: dict[str, Any],
    columns: list[str] | None = None,
    delivery: dict[str, str] | None = None,
    share_with: list[str] | None = None,
) -> Any:
    tracker = tracker_of(desk)
    if any(query.name.lower() == name.lower() for query in tracker.queries.values()):
        raise Problem(409, "name_taken", f"There is a query named {name} already.")
    query_id = desk.id("Q", name, filter, digits=5)
    shown = columns or ["key", "title", "status"]
    sent = delivery or {}
    tracker.queries[query_id] = Query(
        query_id, name, filter, shown, sent.get("to"), sent.get("every"), list(share_with or ())
    )
    return {"query_id": query_id, "name": name, "matches_now": len(found(tracker, desk.now, filter)), "columns": shown}


@tool(
    "Get a new access token when the old one has expired. Ask for the scopes you need only.",
    {
        "scopes": array_of(one_of("read", "write", "reports"), minItems=1, uniqueItems=True),
        "minutes": {"type": "integer", "minimum": 5, "maximum": 480},
    },
    required=["scopes"],
)
def refresh_token(desk: Desk, scopes: list[str], minutes: int = 60) -> Any:
    until = desk.now + timedelta(minutes=minutes)
    return {"token_type": "bearer", "scopes": scopes, "expires_at": until}
