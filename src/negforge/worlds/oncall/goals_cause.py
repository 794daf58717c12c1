"""Long requests about trouble: which change is behind it, and undoing just that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.oncall.goal_parts import ops_of, troubled
from negforge.worlds.oncall.landed import change_incident, release_there, set_share
from negforge.worlds.oncall.reading import Cause, approver_among, before_culprit, cause_of, duty
from negforge.worlds.oncall.rules import approver_now, culprit, last_good, moment_of, open_incidents, releases_of
from negforge.worlds.oncall.state import Service, Trouble
from negforge.worlds.wants import Becomes, Gains, OnlyChanges, Says, Tells, Want

_SINCE = "[since about {since}|since {since} or so|from roughly {since} on|for a while now, {since} I think]"


@goal("single_easy", "single_hard")
def what_broke_it(draw: Draw) -> Goal | None:
    """Which change is behind the errors; nothing is to be undone. Hard: the errors come from elsewhere."""
    ops = ops_of(draw)
    kinds = ("release",) if not draw.hard else ("flag", "upstream")
    trouble = draw.one(t for t in ops.troubles.values() if t.cause in kinds)
    if trouble is None:
        return None
    source = trouble
    if trouble.cause == "upstream":
        source = next(t for t in ops.troubles.values() if t.service == trouble.ref)
    service, since = ops.services[trouble.service], trouble.onset - timedelta(minutes=trouble.onset.minute % 10)
    turn = draw.ask(
        "{service} [has been throwing errors|is failing requests|has gone bad|keeps answering with errors] "
        + _SINCE
        + ". [Which change is behind it|What change caused it|Find out which release or flag did that]? [Do not touch anything yet.|Only tell me, don't undo anything.|Just the answer, I'll decide what we do.|Hands off for now, I only want to know.]",
        *(
            [
                "[I need the release id and who shipped it.|Give me version, release id and author.|With the release id, and whose it is.]"
            ]
            if source.cause == "release"
            else [
                "[If it is a flag, tell me from what to what it was changed.|Should a flag be behind it: from which percentage to which did it go?]"
            ]
        ),
        *(
            [
                "[Which open incident names {service}, and who commands it?|Also: under which open incident does {service} fall, and who has the command?|And tell me the open incident that names {service}, with its commander, if there is one.]"
            ]
            if draw.hard
            else []
        ),
        because="[The bridge is full of theories.|Everybody points at the last deploy.|I have to name a cause in ten minutes.|My bet is on the newest release, but I've been wrong before.|It's my first week on this rota.]",
        service=service.name,
        since=f"{since:%H:%M}",
    )

    def solve(hands: Hands) -> None:
        cause = cause_of(hands, service.name, since - timedelta(minutes=10), draw.now)
        covered = _open_incident(hands, service.name) if draw.hard else []
        if cause.kind == "flag":
            hands.say(*_told_of_flag(hands, cause), *covered, service=service.name)
            return
        got = hands.call(
            "release_registry",
            "[look the build up in the registry|find that build in the registry|see what the registry says of it]",
            service=cause.service,
        )
        bad, _ = before_culprit(hands, got["releases"], cause.ref)
        if hands.bother("undo it although only asked what it was", "needless"):
            _undo_unasked(hands, cause.service, got["releases"], bad)
        elsewhere = cause.service != service.name
        hands.say(
            *(
                [
                    "[{service} itself is fine, it fails because {other} does.|The errors of {service} come from its upstream {other}.]"
                ]
                if elsewhere
                else []
            ),
            fact(
                "cause",
                f"{bad['version']} ({bad['release_id']})",
                "[The logs point to release {value} of {other}.|It is build {value} of {other}: that is where the error was first seen.|Behind it is {other} {value}.]",
                other=cause.service,
            ),
            fact("released by", bad["author"], "[It was released by {value}.|{value} shipped it.]"),
            *covered,
            service=service.name,
            other=cause.service,
        )

    return Goal(
        (turn,),
        [service.name, source.ref, since.isoformat()],
        (
            "cause",
            "environment",
            source.cause,
            *(("state",) if draw.hard else ()),
            *(("upstream",) if source is not trouble else ()),
        ),
        (
            "query_logs",
            "service_catalogue" if source.cause == "flag" else "release_registry",
            *(("incidents",) if draw.hard else ()),
        ),
        solve,
        (*_cause_wants(draw, trouble, source), *(_incident_wants(draw, service) if draw.hard else ()), OnlyChanges()),
    )


def _incident_wants(draw: Draw, service: Service) -> list[Want]:
    ops = ops_of(draw)
    found = open_incidents(ops, service.name)
    if not found:
        return [Says("that there is no incident", r"\bno\b|\bnot\b|\bnone\b")]
    newest = max(found, key=lambda incident: incident.opened)
    return [Tells("the incident", newest.id), Tells("its commander", ops.people[newest.commander].name)]


def _cause_wants(draw: Draw, trouble: Trouble, source: Trouble) -> list[Want]:
    ops = ops_of(draw)
    wants: list[Want] = []
    if source.service != trouble.service:
        wants.append(Tells("where it comes from", source.service))
    if source.cause == "flag":
        flag = ops.flags[source.ref]
        wants.append(Tells("the flag", flag.key))
        wants += [
            Tells("the share before", flag.before["production"]),
            Tells("the share now", flag.rollout["production"]),
        ]
        return wants
    bad = culprit(ops, source)
    newest = releases_of(ops, source.service, "production")[0]
    if bad is not None:
        slip = (newest.version,) if newest.version != bad.version else ()
        wants += [
            Tells("the version", bad.version, instead=slip),
            Tells("the release id", bad.id),
            Tells("who released it", bad.author),
        ]
    return wants


def _open_incident(hands: Hands, service: str) -> list[Any]:
    """What there is to tell of the open incident that names a service."""
    found = hands.call("incidents", "[see which incident covers it|look for its incident]", services=[service])
    rows = hands.keep(found["incidents"], "state", lambda row: row["state"] == "open")
    if not rows:
        return ["[No open incident names {service}.|There is no open incident on {service}.]"]
    return [
        fact("open incident", rows[0]["incident_id"], "[The open incident is {value}.|{value} is open on it.]"),
        fact("its commander", rows[0]["commander"]["name"], "[{value} commands it.|It is commanded by {value}.]"),
    ]


def _told_of_flag(hands: Hands, cause: Cause) -> list[Any]:
    found = hands.call(
        "service_catalogue",
        "[see how the flag was changed|read the flag's history|look at the flags of the service]",
        services=[cause.service],
        include=["flags"],
    )
    rows = hands.keep(found["services"][0]["flags"], "cause", lambda row: row["flag"] == cause.ref)
    row = hands.best(rows, lambda row: row["flag"])
    return [
        fact(
            "cause",
            row["flag"],
            "[No release did it: the errors occur only where the flag {value} is on.|It is the flag {value}, not a release.|The logs point to the flag {value}.]",
        ),
        fact(
            "change",
            f"{row['production']['previous']} % to {row['production']['percent']} %",
            "[In production it went from {value}.|It was raised from {value} in production.]",
        ),
        fact(
            "changed", moment_of(row["production"]["changed"]), "[That was on {value}.|The change was made on {value}.]"
        ),
    ]


def _undo_unasked(hands: Hands, service: str, rows: list[dict[str, Any]], bad: dict[str, Any]) -> None:
    """What an overeager agent does: it rolls back although only the cause was asked for."""
    older = [
        r
        for r in rows
        if r["environment"] == "production" and r["outcome"] == "succeeded" and r["started"] < bad["started"]
    ]
    found = hands.call("incidents", "[find the incident|see the incident]", services=[service], states=["open"])
    if older and found["incidents"]:
        hands.attempt(
            "start_release",
            "[undo it|roll it back]",
            service=service,
            environment="production",
            change={"kind": "rollback", "version": older[0]["version"]},
            authorisation={"incident_id": found["incidents"][0]["incident_id"]},
        )
        change_incident(
            hands,
            "[note it|leave a note]",
            found["incidents"][0]["incident_id"],
            [{"set": "note", "value": "Cause found."}],
        )


@goal("single_hard")
def undo_the_cause(draw: Draw) -> Goal | None:
    """Find what is behind an incident and undo just that: a release (with approval in tier 1) or a flag; wait; report."""
    ops = ops_of(draw)
    picked = draw.one([*troubled(draw, "release") * 2, *troubled(draw, "flag")])
    if picked is None:
        return None
    service, trouble, incident = picked
    approver = approver_now(ops, service.team, draw.now)
    if service.tier == 1 and approver is None and trouble.cause == "release":
        return None
    waits = draw.chance(0.6)
    since = incident.opened - timedelta(minutes=25)
    turn = draw.ask(
        "[Find out what is behind {incident} and undo it|{incident} is mine now: find the cause and take it back|Please deal with {incident}: find the change that caused it and revert just that].",
        "[If it is a release, roll back to the last good version; if it is a flag, set it back to where it was.|Release or flag, whatever the logs say: put back what was there before.|Should it be a release, roll that back, and if it turns out to be a flag, return it to its previous value.]",
        *(
            [
                "[Wait until the alerts are gone and tell me so.|Then wait and tell me whether its alerts have resolved.|Stay with it until the alerts clear, and report.]"
            ]
            if waits
            else []
        ),
        because="[I'm on the train and the connection is bad.|Customers are calling.|I have two other incidents.|The commander asked me to take it, and I am stuck in a meeting.]",
        incident=incident.id,
    )
    is_release = trouble.cause == "release"

    def solve(hands: Hands) -> None:
        found = hands.call("incidents", "[open the incident|read the incident]", incident_id=incident.id)
        name, mine = found["incidents"][0]["services"][0], found["incidents"][0]["incident_id"]
        cause = cause_of(hands, name, since, draw.now)
        is_flag = cause.kind == "flag"
        done, _, _ = set_back(hands, cause) if is_flag else roll_back(hands, cause, mine, draw.now)
        if not waits:
            hands.say(*done)
            return
        gone = None
        if hands.bother("wait for the effect", "more"):
            hands.call("pause", "[give it time to take effect|wait until it is through]", minutes=25)
            alerts = hands.call(
                "list_alerts",
                "[see whether the alerts are gone|check the alerts]",
                selector={"service": name, "environment": "production"},
            )
            mine = [row for row in alerts["alerts"] if moment_of(row["started"]) >= since]
            gone = all(row["state"] == "resolved" for row in mine)
        hands.say(
            *done,
            "[The alerts of {service} have resolved.|All its alerts are resolved now.|Its alerts have cleared: all resolved.]"
            if gone
            else "[It has been started; the alerts should clear soon.|The alerts still fire.|It is under way, the alerts will take a moment.]",
            service=name,
        )

    good = last_good(ops, trouble)
    wants: list[Want]
    if is_release and good is not None:
        wants = [
            Gains(
                "releases",
                {"service": service.name, "environment": "production", "kind": "rollback", "version": good.version},
            ),
            Tells("the version it went back to", good.version),
            OnlyChanges(("releases", "troubles", "alerts")),
        ]
        plan = ["incidents", "query_logs", "release_registry", "service_catalogue", "start_release"]
        plan += ["ops_calendar"] if service.tier == 1 else []
    else:
        flag = ops.flags[trouble.ref]
        wants = [
            Becomes(f"flags.{flag.key}.rollout.production", flag.before["production"]),
            Tells("the share it went back to", flag.before["production"]),
            OnlyChanges((f"flags.{flag.key}", "troubles", "alerts")),
        ]
        plan = ["incidents", "query_logs", "service_catalogue", "set_flag_rollout"]
    if waits:
        wants.append(Says("whether the alerts are gone", r"resolved|cleared|are gone|gone now"))
    return Goal(
        (turn,),
        [incident.id, waits],
        (
            "cause",
            *(("environment", "outcome") if is_release else ()),
            *(("approver",) if is_release and service.tier == 1 else ()),
            *(("wait",) if waits else ()),
        ),
        (*plan, *(("pause", "list_alerts") if waits else ())),
        solve,
        tuple(wants),
    )


def roll_back(hands: Hands, cause: Cause, incident_id: str, now: datetime) -> tuple[list[Any], str, str]:
    """Roll back the release that is to blame, with what the tier demands. Returns what there is to tell, what was undone
    and what is there instead."""
    got = hands.call(
        "release_registry",
        "[see what ran before|find the version before it|look at the releases]",
        service=cause.service,
    )
    bad, good = before_culprit(hands, got["releases"], cause.ref)
    found = hands.call(
        "service_catalogue",
        "[see tier and owner team|check which tier it is|look up who owns it]",
        services=[cause.service],
        include=["members"],
    )
    row = found["services"][0]
    given = {"incident_id": incident_id}
    if row["tier"] == 1:
        who = approver_among(hands, duty(hands, row["team"], now), row["members"])
        if who is None:
            return ["[I could not|I was not able to] find an approver on call, so nothing was rolled back."], "", ""
        given["approver"] = who["person"]
    done = hands.call(
        "start_release",
        "[roll it back|start the rollback|go back to the last good version]",
        landed=lambda: release_there(hands, cause.service, good["version"]),
        service=cause.service,
        environment="production",
        change={"kind": "rollback", "version": good["version"]},
        authorisation=given,
    )
    told: list[Any] = [
        fact(
            "cause",
            bad["version"],
            "[The logs name {value} of {service} as the cause.|Behind it was release {value} of {service}.|The errors came in with {service} {value}.]",
            service=cause.service,
        ),
        fact(
            "rolled back to",
            f"{good['version']} ({done['release']['release_id']})",
            "[I have started a rollback to {value}.|It is being rolled back to {value}.|The rollback goes to {value}.]",
        ),
    ]
    if "approver" in given:
        told.append(
            fact(
                "approver",
                given["approver"],
                "[{value}, on call for the team, stands as approver.|Approver on call: {value}.]",
            )
        )
    return told, f"{cause.service} {bad['version']}", f"{cause.service} {good['version']}"


def set_back(hands: Hands, cause: Cause) -> tuple[list[Any], str, str]:
    """Set the flag that is to blame back. Returns the same three as ``roll_back``."""
    found = hands.call(
        "service_catalogue",
        "[see what the flag was before|read the flag's previous value|look at the flag]",
        services=[cause.service],
        include=["flags"],
    )
    rows = hands.keep(found["services"][0]["flags"], "cause", lambda row: row["flag"] == cause.ref)
    row = hands.best(rows, lambda row: row["flag"])
    before = row["production"]["previous"]
    set_share(
        hands,
        "[set the flag back|return the flag to its previous value]",
        cause.service,
        row["flag"],
        before,
        "errors on the new path",
    )
    told = [
        fact(
            "cause",
            row["flag"],
            "[The errors come from the flag {value}.|It was the flag {value}.|The logs name the flag {value}.]",
        ),
        fact(
            "set back to",
            f"{before} %",
            "[I have set it back to {value} in production.|It is back at {value}.|In production it is at {value} again.]",
        ),
    ]
    now_at = row["production"]["percent"]
    return told, f"{row['flag']} at {now_at} percent", f"{row['flag']} at {before} percent"


CAUSE = (what_broke_it, undo_the_cause)
