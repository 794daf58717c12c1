"""Tools of those on duty: incidents' timelines, silences, overrides of shifts, access by role, and letting time pass."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.oncall.rules import (
    SHIFT_HOURS,
    SILENCE_HOURS,
    alert_state,
    held_by,
    holder,
    ident,
    labels_of,
    new_id,
    overlaps,
    stamp,
)
from negforge.worlds.oncall.schemas import DURATION, INCIDENT, WINDOW, selector_schema, window_of
from negforge.worlds.oncall.state import ROLES, SEVERITIES, Entry, Incident, Ops, Shift, Silence
from negforge.worlds.oncall.tools_look import incident_named, minutes_of, service_named
from negforge.worlds.oncall.vocabulary import TEAMS
from negforge.worlds.world import Desk, Problem, tool

_STATES = ("open", "mitigated", "resolved")


@tool(
    "Change an incident, several changes at once, all or none: add a note to its timeline, set severity, state or commander "
    "(handle), add a service it names, or redact a timeline entry (the text is replaced for good, for secrets and personal data "
    "only). An incident cannot be resolved while a page of one of its services still fires.",
    {
        "incident_id": INCIDENT,
        "changes": {
            "type": "array",
            "minItems": 1,
            "maxItems": 6,
            "items": {
                "type": "object",
                "properties": {
                    "set": {
                        "type": "string",
                        "enum": ["note", "severity", "state", "commander", "add_service", "redact"],
                    },
                    "value": {"type": "string", "minLength": 1, "maxLength": 600},
                    "entry_id": {"type": "string", "pattern": "^TE-[0-9]{5}$"},
                },
                "required": ["set", "value"],
                "additionalProperties": False,
            },
        },
        "notify": {"type": "array", "items": {"type": "string"}, "description": "Handles to be told by mail."},
    },
    required=["incident_id", "changes"],
    writes=True,
)
def update_incident(
    desk: Desk, incident_id: str, changes: list[dict[str, str]], notify: list[str] | None = None
) -> Any:
    ops: Ops = desk.state
    incident = incident_named(ops, incident_id)
    for handle in notify or []:
        _person(ops, handle)
    for change in changes:
        _check_change(desk, incident, change)
    for change in changes:
        _apply(desk, incident, change)
    return {
        "incident_id": incident.id,
        "severity": incident.severity,
        "state": incident.state,
        "commander": incident.commander,
        "services": incident.services,
        "timeline_entries": len(incident.timeline),
    }


def _check_change(desk: Desk, incident: Incident, change: dict[str, str]) -> None:
    ops: Ops = desk.state
    what, value = change["set"], change["value"]
    allowed = {"severity": SEVERITIES, "state": _STATES}.get(what)
    if allowed is not None and value not in allowed:
        raise Problem(422, "not_a_value", f"{what} takes one of {', '.join(allowed)}.", given=value)
    if what == "commander":
        _person(ops, value)
    elif what == "add_service":
        service_named(ops, value)
    elif what == "redact" and change.get("entry_id") not in incident.timeline:
        raise Problem(404, "no_such_entry", "Name the entry to redact by entry_id.", incident_id=incident.id)
    elif what == "state" and value == "resolved":
        loud = [
            a.id
            for a in ops.alerts.values()
            if a.service in incident.services
            and a.severity == "page"
            and a.environment == "production"
            and alert_state(ops, a, desk.now) != "resolved"
        ]
        if loud:
            raise Problem(409, "still_firing", "Pages of its services still fire.", alerts=sorted(loud))


def _apply(desk: Desk, incident: Incident, change: dict[str, str]) -> None:
    ops: Ops = desk.state
    what, value = change["set"], change["value"]
    if what == "note":
        entry_id = new_id(incident.timeline, "TE", incident.id, value, len(incident.timeline))
        incident.timeline[entry_id] = Entry(entry_id, desk.now, ops.me, value)
    elif what == "redact":
        entry = incident.timeline[change["entry_id"]]
        entry.text, entry.redacted = f"[redacted: {value}]", True
    elif what == "add_service":
        if value not in incident.services:
            incident.services.append(value)
    else:
        setattr(incident, what, value)


@tool(
    f"Silence alerts that match all labels of the selector for a span of at most {SILENCE_HOURS} hours. The selector has to name a service "
    "(labels: service, region, environment, severity, rule). `replaces` ends another silence and puts this one in its place.",
    {
        "selector": selector_schema("Labels that an alert must have to be silenced."),
        "window": WINDOW,
        "comment": {"type": "string", "minLength": 3, "maxLength": 200},
        "incident_id": INCIDENT,
        "replaces": {"type": "string", "pattern": "^SL-[0-9]{5}$"},
    },
    required=["selector", "window", "comment"],
    writes=True,
)
def create_silence(
    desk: Desk,
    selector: dict[str, str],
    window: dict[str, str],
    comment: str,
    incident_id: str | None = None,
    replaces: str | None = None,
) -> Any:
    ops: Ops = desk.state
    start, end = window_of(window, SILENCE_HOURS)
    if end <= desk.now:
        raise Problem(422, "window_is_over", "The window lies in the past.", now=stamp(desk.now))
    unknown = sorted(set(selector) - {"service", "region", "environment", "severity", "rule"})
    if unknown or "service" not in selector:
        raise Problem(422, "selector_too_broad", "The selector has to name a service by its label.", unknown=unknown)
    service_named(ops, selector["service"])
    if incident_id is not None:
        incident_named(ops, incident_id)
    if replaces is not None and replaces not in ops.silences:
        raise Problem(404, "no_such_silence", f"There is no silence {replaces}.")
    matching = [
        a.id
        for a in ops.alerts.values()
        if a.resolved is None and all(labels_of(a).get(k) == v for k, v in selector.items())
    ]
    silence_id = new_id(ops.silences, "SL", sorted(selector.items()), start, end, len(ops.silences))
    if replaces is not None:
        del ops.silences[replaces]
    ops.silences[silence_id] = Silence(silence_id, dict(selector), start, end, ops.me, comment, incident_id)
    return {
        "silence_id": silence_id,
        "starts": stamp(start),
        "ends": stamp(end),
        "matching_alerts_now": sorted(matching),
    }


@tool(
    f"Put somebody of the team on call for a span of at most {SHIFT_HOURS} hours instead of who the schedule names. Refused where that "
    "person is on call elsewhere in that span: nobody carries two pagers. `replaces` withdraws an earlier override. The schedule "
    "itself stays; hours on call are paid from this record, and it accepts corrections up to 14 days back.",
    {
        "team": {"type": "string", "enum": list(TEAMS)},
        "role": {"type": "string", "enum": list(ROLES)},
        "person": {"type": "string", "description": "Handle."},
        "window": WINDOW,
        "reason": {"type": "string", "maxLength": 120},
        "replaces": {"type": "string", "pattern": "^OV-[0-9]{5}$"},
    },
    required=["team", "role", "person", "window"],
    writes=True,
)
def override_shift(
    desk: Desk,
    team: str,
    role: str,
    person: str,
    window: dict[str, str],
    reason: str = "",
    replaces: str | None = None,
) -> Any:
    ops: Ops = desk.state
    start, end = window_of(window, SHIFT_HOURS)
    if start < desk.now - timedelta(days=14):
        raise Problem(422, "too_long_ago", "Corrections reach back 14 days at most.")
    if _person(ops, person).team != team:
        raise Problem(422, "not_in_team", f"{person} does not belong to {team}.", team=ops.people[person].team)
    if replaces is not None and replaces not in ops.overrides:
        raise Problem(404, "no_such_override", f"There is no override {replaces}.")
    held = [s for s in held_by(ops, person, start, end) if s.id != replaces]
    if held:
        raise Problem(409, "on_call_already", f"{person} is on call then.", held=[f"{s.team} {s.role}" for s in held])
    same = [
        s
        for s in ops.overrides.values()
        if s.id != replaces and s.team == team and s.role == role and overlaps(s.start, s.end, start, end)
    ]
    if same:
        raise Problem(409, "overridden_already", "There is an override in that span.", override_id=same[0].id)
    covered = holder(ops, team, role, start)
    if replaces is not None:
        del ops.overrides[replaces]
    override_id = new_id(ops.overrides, "OV", team, role, person, start, end)
    covers = covered.covers or covered.person if covered is not None else None
    ops.overrides[override_id] = Shift(override_id, team, role, person, start, end, covers, reason)
    hours = (end - start).total_seconds() / 3600
    return {
        "override_id": override_id,
        "covers": covers,
        "hours": round(hours, 2),
        "start": stamp(start),
        "end": stamp(end),
    }


@tool(
    "Take on a role for a limited time, or renew it: a fresh access token replaces the one that expired. `break_glass` gives "
    "unlimited rights, is reported to the security team at once, and is for outages in which nothing else helps.",
    {
        "role": {"type": "string", "enum": ["observer", "operator", "releaser", "break_glass"]},
        "duration": {"type": "string", "pattern": DURATION, "description": "ISO 8601, at most PT12H."},
        "session_tags": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    required=["role", "duration"],
)
def assume_role(desk: Desk, role: str, duration: str, session_tags: dict[str, str] | None = None) -> Any:
    minutes = minutes_of(duration)
    if not 0 < minutes <= 720:
        raise Problem(422, "duration_out_of_range", "Between one minute and twelve hours.")
    return {
        "role": role,
        "token_id": ident("TK", role, duration, stamp(desk.now)),
        "expires": stamp(desk.now + timedelta(minutes=minutes)),
        "tags": session_tags or {},
    }


@tool(
    "Let time pass (at most two hours), for instance until a release is live. Tells the state of releases and incidents named in "
    "`watch` afterwards.",
    {
        "minutes": {"type": "integer", "minimum": 1, "maximum": 120},
        "watch": {"type": "array", "items": {"type": "string", "pattern": "^(RL|INC)-[0-9]{5}$"}, "maxItems": 5},
    },
    required=["minutes"],
)
def pause(desk: Desk, minutes: int, watch: list[str] | None = None) -> Any:
    ops: Ops = desk.state
    for thing in watch or []:
        if thing not in ops.releases and thing not in ops.incidents:
            raise Problem(404, "nothing_to_watch", f"There is no {thing}.")
    desk.advance(minutes)
    states = {
        thing: ops.releases[thing].outcome if thing in ops.releases else ops.incidents[thing].state
        for thing in watch or []
    }
    return {"now": stamp(desk.now), "waited_minutes": minutes, "watched": states}


def _person(ops: Ops, handle: str) -> Any:
    person = ops.people.get(handle)
    if person is None:
        raise Problem(404, "no_such_person", f"Nobody has the handle {handle}.")
    return person


DUTY = (update_incident, create_silence, override_shift, assume_role, pause)
