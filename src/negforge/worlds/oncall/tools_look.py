"""Tools that look things up: the service catalogue, the release registry, alerts, incidents, the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from negforge.worlds.oncall.rules import (
    alert_state,
    labels_of,
    overlaps,
    person_brief,
    releases_of,
    stamp,
)
from negforge.worlds.oncall.schemas import INCIDENT, SERVICE, WINDOW, selector_schema, window_of
from negforge.worlds.oncall.signals import UNITS, latest
from negforge.worlds.oncall.state import Incident, Ops, Service
from negforge.worlds.oncall.vocabulary import TEAMS
from negforge.worlds.world import Desk, FaultHold, Problem, tool

PAGE = 8
_URGENCY = ("page", "ticket", "info")


@tool(
    "Services with owner team and tier (1 is the most critical), eight a page, by name. Details only where `include` asks for "
    "them: what a service depends on, its runbook, its feature flags with their rollout per environment, the members of the "
    "owner team (with who may approve releases while on call), and the dashboard tile, which is a cached snapshot.",
    {
        "selector": selector_schema("Keep services with these attributes: team, language, region."),
        "tiers": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 4}, "uniqueItems": True},
        "services": {"type": "array", "items": SERVICE, "minItems": 1},
        "include": {
            "type": "array",
            "items": {"type": "string", "enum": ["dependencies", "runbook", "flags", "members", "tile"]},
            "uniqueItems": True,
        },
        "cursor": {"type": "string", "pattern": "^p[0-9]+$"},
    },
    faults=FaultHold(
        rows="services",
        volatile=("services.*.flags.*.production.percent",),
        renames=(("services.*.tier", "criticality"),),
        note="services.*.about",
    ),
)
def service_catalogue(
    desk: Desk,
    selector: dict[str, str] | None = None,
    tiers: list[int] | None = None,
    services: list[str] | None = None,
    include: list[str] | None = None,
    cursor: str = "p1",
) -> Any:
    ops: Ops = desk.state
    for key in selector or {}:
        if key not in ("team", "language", "region"):
            raise Problem(
                422, "unknown_attribute", f"Services have no attribute {key}.", known=["team", "language", "region"]
            )
    found = [
        s for s in sorted(ops.services.values(), key=lambda s: s.name) if _selected(s, selector or {}, tiers, services)
    ]
    page = int(cursor[1:])
    rows = [_service_row(desk, s, include or []) for s in found[(page - 1) * PAGE : page * PAGE]]
    more = f"p{page + 1}" if page * PAGE < len(found) else None
    return {"matched": len(found), "services": rows, "next_cursor": more}


def _selected(s: Service, selector: dict[str, str], tiers: list[int] | None, services: list[str] | None) -> bool:
    named = {"team": s.team, "language": s.language}
    region = selector.get("region")
    return (
        (not tiers or s.tier in tiers)
        and (not services or s.name in services)
        and (region is None or region in s.regions)
        and all(named[key] == value for key, value in selector.items() if key != "region")
    )


def _service_row(desk: Desk, s: Service, include: list[str]) -> dict[str, Any]:
    ops: Ops = desk.state
    row: dict[str, Any] = {
        "service": s.name,
        "tier": s.tier,
        "team": s.team,
        "language": s.language,
        "regions": s.regions,
        "about": s.summary,
    }
    if "dependencies" in include:
        row["depends_on"] = s.depends
    if "runbook" in include:
        row["runbook"] = runbook(s)
    if "flags" in include:
        row["flags"] = [
            {
                "flag": f.key,
                "owner": f.owner,
                **{
                    env: {"percent": f.rollout[env], "previous": f.before[env], "changed": stamp(f.changed[env])}
                    for env in ("production", "staging")
                },
                "changed_by": f.changed_by,
            }
            for f in ops.flags.values()
            if f.service == s.name
        ]
    if "members" in include:
        row["members"] = [
            {"handle": p.handle, "name": p.name, "release_approver": p.approver}
            for p in ops.people.values()
            if p.team == s.team
        ]
    if "tile" in include and s.tile_at is not None:
        row["tile"] = {"production_version": s.tile_version, "refreshed": stamp(s.tile_at), "source": "cache"}
    return row


def runbook(s: Service) -> str:
    return (
        f"# {s.name}\nOwner: {s.team}. Tier {s.tier}.\n"
        f"1. Error rate above {s.error_limit:g} percent for 10 minutes pages the primary.\n"
        f"2. Queue depth above {s.queue_limit} messages: stop the nightly import first, it is the usual reason. Below that, leave it.\n"
        f"3. Check {' and '.join(s.depends)} before touching {s.name} itself.\n"
        "4. Never restart more than one region at a time."
    )


@tool(
    "The release registry: what was shipped where, newest first. It is the record that counts. What runs in an environment is "
    "its newest release that succeeded; a failed one left the version before it in place, one that is rolling out is not live yet.",
    {
        "service": SERVICE,
        "environments": {
            "type": "array",
            "items": {"type": "string", "enum": ["staging", "production"]},
            "minItems": 1,
        },
        "started": WINDOW,
        "limit": {"type": "integer", "minimum": 1, "maximum": 30, "default": 15},
    },
    required=["service"],
    faults=FaultHold(
        rows="releases",
        renames=(("releases.*.version", "build"), ("releases.*.outcome", "result")),
        note="releases.*.summary",
        units=(("releases.*.took", 60, "releases.*.took_unit", "s"),),
    ),
)
def release_registry(
    desk: Desk,
    service: str,
    environments: list[str] | None = None,
    started: dict[str, str] | None = None,
    limit: int = 15,
) -> Any:
    ops: Ops = desk.state
    service_named(ops, service)
    start, end = window_of(started, 24 * 60) if started else (datetime.min, datetime.max)
    rows = [
        r
        for r in releases_of(ops, service)
        if (not environments or r.environment in environments) and start <= r.started < end
    ]
    return {
        "service": service,
        "total": len(rows),
        "releases": [
            {
                "release_id": r.id,
                "environment": r.environment,
                "kind": r.kind,
                "version": r.version,
                "outcome": r.outcome,
                "author": r.author,
                "started": stamp(r.started),
                "finished": stamp(r.finished) if r.finished else None,
                "took": int((r.finished - r.started).total_seconds() // 60) if r.finished else None,
                "took_unit": "min",
                "summary": r.summary,
            }
            for r in rows[:limit]
        ],
    }


@tool(
    "Alerts by state, most recent first. `value` is the reading right now, `threshold` the limit. A page wakes somebody up, a "
    "ticket waits for the morning. Resolved ones are kept for two days. Staging alerts are listed too.",
    {
        "states": {
            "type": "array",
            "items": {"type": "string", "enum": ["firing", "silenced", "resolved"]},
            "uniqueItems": True,
        },
        "at_least": {"type": "string", "enum": list(_URGENCY), "default": "info"},
        "selector": selector_schema("Labels to match: service, region, environment, severity, rule."),
        "older_than": {
            "type": "string",
            "pattern": "^PT([0-9]+H)?([0-9]+M)?$",
            "description": "Firing for at least this long.",
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 30},
    },
    faults=FaultHold(
        rows="alerts",
        volatile=("alerts.*.value",),
        renames=(("alerts.*.severity", "urgency"), ("alerts.*.started", "since")),
        units=(("alerts.*.firing_for", 60, "firing_for_unit", "s"),),
        note="alerts.*.annotation",
    ),
)
def list_alerts(
    desk: Desk,
    states: list[str] | None = None,
    at_least: str = "info",
    selector: dict[str, str] | None = None,
    older_than: str = "PT0M",
    limit: int = 30,
) -> Any:
    ops: Ops = desk.state
    least = minutes_of(older_than)
    rows = []
    for alert in sorted(ops.alerts.values(), key=lambda a: (a.started, a.id), reverse=True):
        state, labels = alert_state(ops, alert, desk.now), labels_of(alert)
        age = int((desk.now - alert.started).total_seconds() // 60)
        if (states and state not in states) or _URGENCY.index(alert.severity) > _URGENCY.index(at_least) or age < least:
            continue
        if any(labels.get(key) != value for key, value in (selector or {}).items()):
            continue
        rows.append(
            {
                "alert_id": alert.id,
                "rule": alert.rule,
                "state": state,
                "severity": alert.severity,
                "labels": {k: labels[k] for k in ("service", "region", "environment")},
                "metric": alert.metric,
                "value": latest(ops, alert.service, alert.metric, desk.now),
                "threshold": alert.threshold,
                "unit": UNITS.get(alert.metric, "per minute"),
                "started": stamp(alert.started),
                **(
                    {"resolved": stamp(alert.resolved)}
                    if state == "resolved" and alert.resolved
                    else {"firing_for": age}
                ),
                "annotation": f"{alert.rule} on {alert.service}, see the runbook.",
            }
        )
    return {"as_of": stamp(desk.now), "count": len(rows), "firing_for_unit": "min", "alerts": rows[:limit]}


@tool(
    "Incidents, newest first. The timeline and the alerts of an incident's services only where `include` asks for them.",
    {
        "incident_id": INCIDENT,
        "states": {
            "type": "array",
            "items": {"type": "string", "enum": ["open", "mitigated", "resolved"]},
            "uniqueItems": True,
        },
        "services": {"type": "array", "items": SERVICE, "minItems": 1, "description": "Naming at least one of these."},
        "opened": WINDOW,
        "include": {"type": "array", "items": {"type": "string", "enum": ["timeline", "alerts"]}, "uniqueItems": True},
    },
    faults=FaultHold(
        rows="incidents",
        renames=(("incidents.*.severity", "sev"), ("incidents.*.commander", "lead")),
        echo=("incident_id", "incidents.*.incident_id"),
        note="incidents.*.summary",
    ),
)
def incidents(
    desk: Desk,
    incident_id: str | None = None,
    states: list[str] | None = None,
    services: list[str] | None = None,
    opened: dict[str, str] | None = None,
    include: list[str] | None = None,
) -> Any:
    ops: Ops = desk.state
    if incident_id is not None:
        incident_named(ops, incident_id)
    start, end = window_of(opened, 24 * 60) if opened else (datetime.min, datetime.max)
    rows = [
        i
        for i in sorted(ops.incidents.values(), key=lambda i: (i.opened, i.id), reverse=True)
        if (incident_id is None or i.id == incident_id)
        and (not states or i.state in states)
        and (not services or any(s in i.services for s in services))
        and start <= i.opened < end
    ]
    return {"count": len(rows), "incidents": [_incident_row(desk, i, include or []) for i in rows]}


def _incident_row(desk: Desk, i: Incident, include: list[str]) -> dict[str, Any]:
    ops: Ops = desk.state
    row: dict[str, Any] = {
        "incident_id": i.id,
        "title": i.title,
        "severity": i.severity,
        "state": i.state,
        "services": i.services,
        "commander": person_brief(ops, i.commander),
        "opened": stamp(i.opened),
        "summary": i.summary,
        "timeline_entries": len(i.timeline),
    }
    if "timeline" in include:
        row["timeline"] = [
            {"entry_id": e.id, "at": stamp(e.at), "author": e.author, "text": e.text}
            for e in sorted(i.timeline.values(), key=lambda e: (e.at, e.id))
        ]
    if "alerts" in include:
        row["alerts"] = [
            {"alert_id": a.id, "rule": a.rule, "severity": a.severity, "state": alert_state(ops, a, desk.now)}
            for a in ops.alerts.values()
            if a.service in i.services and a.environment == "production"
        ]
    return row


@tool(
    "What is planned or in force in a span of at most 40 days: on-call shifts of the schedule, overrides of single shifts (an "
    "override wins over the schedule for as long as it lasts), change freezes, maintenance windows and silences. Only the "
    "layers asked for, one list, by start.",
    {
        "window": WINDOW,
        "layers": {
            "type": "array",
            "items": {"type": "string", "enum": ["shift", "override", "freeze", "maintenance", "silence"]},
            "minItems": 1,
            "uniqueItems": True,
        },
        "teams": {
            "type": "array",
            "items": {"type": "string", "enum": list(TEAMS)},
            "description": "For shifts and overrides.",
        },
        "services": {"type": "array", "items": SERVICE, "description": "For maintenance and silences."},
    },
    required=["window", "layers"],
    faults=FaultHold(
        rows="entries",
        renames=(("entries.*.person", "assignee"), ("entries.*.end", "until")),
        note="entries.*.comment",
    ),
)
def ops_calendar(
    desk: Desk,
    window: dict[str, str],
    layers: list[str],
    teams: list[str] | None = None,
    services: list[str] | None = None,
) -> Any:
    ops: Ops = desk.state
    start, end = window_of(window, 24 * 40)
    rows: list[dict[str, Any]] = []
    for layer, book in (("shift", ops.shifts), ("override", ops.overrides)):
        for shift in book.values():
            if layer in layers and (not teams or shift.team in teams):
                rows.append(
                    {
                        "id": shift.id, "layer": layer, "team": shift.team, "role": shift.role, "person": shift.person,
                        "name": ops.people[shift.person].name, "start": shift.start, "end": shift.end,
                    }
                    | ({"covers": shift.covers, "comment": shift.reason} if layer == "override" else {})
                )  # fmt: skip
    if "freeze" in layers:
        rows += [
            {"id": f.id, "layer": "freeze", "comment": f.name, "tiers": f.tiers, "start": f.start, "end": f.end}
            for f in ops.freezes.values()
        ]
    if "maintenance" in layers:
        rows += [
            {
                "id": m.id,
                "layer": "maintenance",
                "service": m.service,
                "region": m.region,
                "comment": m.work,
                "start": m.start,
                "end": m.end,
            }
            for m in ops.maintenance.values()
            if not services or m.service in services
        ]
    if "silence" in layers:
        rows += [
            {
                "id": s.id,
                "layer": "silence",
                "selector": s.selector,
                "author": s.author,
                "comment": s.comment,
                "start": s.start,
                "end": s.end,
            }
            for s in ops.silences.values()
            if not services or s.selector.get("service") in services
        ]
    found = [row for row in rows if overlaps(row["start"], row["end"], start, end)]
    found.sort(key=lambda row: (row["start"], row["id"]))
    return {
        "window": window,
        "returned": len(found),
        "entries": [row | {"start": stamp(row["start"]), "end": stamp(row["end"])} for row in found],
    }


def minutes_of(duration: str) -> int:
    """Minutes of a duration such as PT2H30M."""
    hours, _, rest = duration[2:].partition("H") if "H" in duration else ("0", "", duration[2:])
    return int(hours) * 60 + int(rest.rstrip("M") or 0)


def service_named(ops: Ops, name: str) -> Service:
    service = ops.services.get(name)
    if service is None:
        near = sorted(n for n in ops.services if n.split("-")[0] == name.split("-")[0])
        raise Problem(404, "no_such_service", f"There is no service {name} in the catalogue.", similar=near)
    return service


def incident_named(ops: Ops, incident_id: str) -> Incident:
    incident = ops.incidents.get(incident_id)
    if incident is None:
        raise Problem(404, "no_such_incident", f"There is no incident {incident_id}.")
    return incident


LOOK = (service_catalogue, release_registry, list_alerts, incidents, ops_calendar)
