"""Tools that change what runs: releases (deploys and rollbacks) and feature flags; both show their effect minutes later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.core.json_text import digest
from negforge.worlds.oncall.rules import (
    STEP_MINUTES,
    STEP_POINTS,
    active,
    freeze_for,
    holder,
    new_id,
    releases_of,
    running,
    stamp,
)
from negforge.worlds.oncall.schemas import INCIDENT, SERVICE
from negforge.worlds.oncall.state import ENVIRONMENTS, ROLES, Ops, Release, Service, Trouble
from negforge.worlds.oncall.tools_look import incident_named, service_named
from negforge.worlds.world import Desk, Problem, tool

CALM_AFTER = 5  # minutes until alerts resolve once their cause is gone


@tool(
    "Start a release of a service: a deploy of a version that passed staging, or a rollback to a version that ran in production "
    "before. Accepted at once, live some 6 to 13 minutes later; see the registry. In production: a deploy is refused while a "
    "change freeze covers the service's tier, unless `authorisation.incident_id` is an open sev1 incident that names the service; "
    "a rollback of a tier-1 service needs an open incident that names it; any production release of a tier-1 service needs an "
    "approver, who has to be on call for the owner team at this moment.",
    {
        "service": SERVICE,
        "environment": {"type": "string", "enum": list(ENVIRONMENTS)},
        "change": {
            "type": "object",
            "properties": {
                "kind": {"type": "string", "enum": ["deploy", "rollback"]},
                "version": {"type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+$"},
            },
            "required": ["kind", "version"],
            "additionalProperties": False,
        },
        "authorisation": {
            "type": "object",
            "properties": {"incident_id": INCIDENT, "approver": {"type": "string", "description": "Handle."}},
            "additionalProperties": False,
        },
        "pace": {
            "type": "string",
            "enum": ["all_at_once", "region_by_region", "canary"],
            "default": "region_by_region",
        },
    },
    required=["service", "environment", "change"],
    writes=True,
)
def start_release(
    desk: Desk,
    service: str,
    environment: str,
    change: dict[str, str],
    authorisation: dict[str, str] | None = None,
    pace: str = "region_by_region",
) -> Any:
    ops: Ops = desk.state
    target = service_named(ops, service)
    kind, version = change["kind"], change["version"]
    given = authorisation or {}
    past = releases_of(ops, service)
    _check_version(ops, target, environment, kind, version)
    if environment == "production":
        _check_production(desk, target, kind, given)
    author = ops.me
    release_id = new_id(ops.releases, "RL", service, environment, kind, version, len(past))
    summary = f"{kind} to {version}, {pace.replace('_', ' ')}"
    ops.releases[release_id] = Release(
        release_id, service, environment, kind, version, author, desk.now, None, "rolling_out", summary,
        given.get("approver"), given.get("incident_id"),
    )  # fmt: skip
    due = desk.later(6 + int(digest([release_id]), 16) % 8, "finish_release", release_id=release_id)
    return {
        "accepted": True,
        "release": {"release_id": release_id, "outcome": "rolling_out", "version": version, "kind": kind},
        "previous_version": current.version if (current := running(ops, service, environment)) else None,
        "expected_live": stamp(due + timedelta(minutes=1)),
    }


def _check_version(ops: Ops, target: Service, environment: str, kind: str, version: str) -> None:
    here = releases_of(ops, target.name, environment)
    now_runs = running(ops, target.name, environment)
    if any(r.outcome == "rolling_out" for r in here):
        raise Problem(
            409, "release_in_progress", f"A release of {target.name} to {environment} is rolling out already."
        )
    if now_runs is not None and now_runs.version == version:
        raise Problem(409, "already_running", f"{target.name} {version} runs in {environment} already.")
    if kind == "rollback" and not any(r.version == version and r.outcome == "succeeded" for r in here):
        raise Problem(422, "never_ran_there", f"{target.name} {version} never ran in {environment}.", version=version)
    staged = releases_of(ops, target.name, "staging")
    if (
        kind == "deploy"
        and environment == "production"
        and not any(r.version == version and r.outcome == "succeeded" for r in staged)
    ):
        raise Problem(
            422, "not_passed_staging", f"{target.name} {version} has not succeeded in staging.", version=version
        )


def _check_production(desk: Desk, target: Service, kind: str, given: dict[str, str]) -> None:
    ops: Ops = desk.state
    incident = incident_named(ops, given["incident_id"]) if "incident_id" in given else None
    names_it = incident is not None and incident.state == "open" and target.name in incident.services
    freeze = freeze_for(ops.freezes.values(), target.tier, desk.now)
    if (
        kind == "deploy"
        and freeze is not None
        and not (names_it and incident is not None and incident.severity == "sev1")
    ):
        raise Problem(
            423,
            "change_freeze",
            f"The freeze '{freeze.name}' covers tier {target.tier}.",
            freeze_id=freeze.id,
            ends=stamp(freeze.end),
        )
    if target.tier != 1:
        return
    if kind == "rollback" and not names_it:
        raise Problem(
            403, "incident_required", f"A rollback of tier-1 {target.name} needs an open incident that names it."
        )
    approver = given.get("approver")
    on_call = [s.person for role in ROLES if (s := holder(ops, target.team, role, desk.now)) is not None]
    if approver is None or approver not in on_call or not ops.people[approver].approver:
        raise Problem(
            403, "approver_required",
            f"Tier 1: name as approver somebody who is on call for {target.team} right now and may approve releases.",
            given=approver,
        )  # fmt: skip


def finish_release(desk: Desk, release_id: str) -> None:
    """A release that was accepted is live; what came from the version before it ends."""
    ops: Ops = desk.state
    release = ops.releases.get(release_id)
    if release is None or release.outcome != "rolling_out":
        return
    release.outcome, release.finished = "succeeded", desk.now
    if release.environment != "production":
        return
    for trouble in active(ops, release.service, desk.now):
        if trouble.cause == "release" and _numbers(release.version) < _numbers(trouble.ref):
            _end(desk, trouble)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _end(desk: Desk, trouble: Trouble) -> None:
    """A trouble is over, and with it what others had only because of it."""
    ops: Ops = desk.state
    trouble.ended = desk.now
    desk.later(CALM_AFTER, "calm", trouble_id=trouble.id)
    for other in ops.troubles.values():
        if other.cause == "upstream" and other.ref == trouble.service and other.ended is None:
            _end(desk, other)


def calm(desk: Desk, trouble_id: str) -> None:
    """Alerts whose cause is gone resolve."""
    ops: Ops = desk.state
    for alert in ops.alerts.values():
        if alert.trouble == trouble_id and alert.resolved is None:
            alert.resolved = desk.now


@tool(
    f"Set the share of traffic for which a feature flag is on. It may grow by at most {STEP_POINTS} percentage points per step, and "
    f"at least {STEP_MINUTES} minutes have to lie between two changes if the second one is upwards; it may shrink by any amount at any time. "
    "Services pick up the new value within four minutes.",
    {
        "flag": {"type": "string", "pattern": "^[a-z0-9.-]+$"},
        "rollout": {
            "type": "object",
            "properties": {
                "environment": {"type": "string", "enum": list(ENVIRONMENTS)},
                "percent": {"type": "integer", "minimum": 0, "maximum": 100},
                "expected_current": {"type": "integer", "minimum": 0, "maximum": 100},
            },
            "required": ["environment", "percent"],
            "additionalProperties": False,
        },
        "reason": {"type": "string", "maxLength": 300},
    },
    required=["flag", "rollout", "reason"],
    writes=True,
)
def set_flag_rollout(desk: Desk, flag: str, rollout: dict[str, Any], reason: str) -> Any:
    ops: Ops = desk.state
    found = ops.flags.get(flag)
    if found is None:
        near = sorted(key for key in ops.flags if key.split(".")[-1].startswith(flag.split(".")[-1]))
        raise Problem(404, "no_such_flag", f"There is no flag {flag}.", similar=near)
    environment, percent = rollout["environment"], rollout["percent"]
    current = found.rollout[environment]
    if rollout.get("expected_current", current) != current:
        raise Problem(409, "changed_meanwhile", f"{flag} is at {current} percent in {environment}.", current=current)
    if percent > current + STEP_POINTS:
        raise Problem(
            422,
            "step_too_large",
            f"At most {STEP_POINTS} points per step.",
            current=current,
            highest_now=current + STEP_POINTS,
        )
    soonest = found.changed[environment] + timedelta(minutes=STEP_MINUTES)
    if percent > current and desk.now < soonest:
        raise Problem(409, "step_too_soon", f"{STEP_MINUTES} minutes between steps.", not_before=stamp(soonest))
    found.before[environment], found.rollout[environment] = current, percent
    found.changed[environment], found.changed_by = desk.now, ops.me
    if environment == "production":
        desk.later(4, "pick_up", flag=flag)
    return {
        "flag": flag,
        "environment": environment,
        "percent": percent,
        "previous": current,
        "effective_within": "PT4M",
    }


def pick_up(desk: Desk, flag: str) -> None:
    """Services see a flag's new value: a path that cannot bear it begins to fail, or one that failed recovers."""
    ops: Ops = desk.state
    found = ops.flags.get(flag)
    if found is None:
        return
    fails = found.brittle is not None and found.rollout["production"] >= found.brittle
    failing = [t for t in active(ops, found.service, desk.now) if t.cause == "flag" and t.ref == flag]
    if failing and not fails:
        for trouble in failing:
            _end(desk, trouble)
    elif fails and not failing:
        trouble_id = new_id(ops.troubles, "TR", found.service, flag, stamp(desk.now))
        ops.troubles[trouble_id] = Trouble(
            trouble_id, found.service, "flag", flag, "VARIANT_NIL", "value missing on the new path", 7.5, 1.8, desk.now
        )


RELEASE = (start_release, set_flag_rollout)
RELEASE_EFFECTS = {"finish_release": finish_release, "calm": calm, "pick_up": pick_up}
