"""Long requests about duty: an incident to close, a shift to cover, an incident that is not named plainly."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, with_replies
from negforge.worlds.oncall.goal_parts import (
    noted,
    ops_of,
)
from negforge.worlds.oncall.landed import change_incident, put_on_call
from negforge.worlds.oncall.reading import reading_of, span
from negforge.worlds.oncall.rules import alert_state, held_by, holder, moment_of
from negforge.worlds.oncall.signals import sample
from negforge.worlds.oncall.state import Incident, Ops, Shift
from negforge.worlds.wants import Asks, Becomes, Gains, OnlyChanges, Tells, Want
from negforge.worlds.wording import listed


def _loud(ops: Ops, incident: Incident, now: datetime) -> list[str]:
    """Production alerts of an incident's services that have not resolved."""
    return sorted(
        a.id
        for a in ops.alerts.values()
        if a.service in incident.services and a.environment == "production" and alert_state(ops, a, now) != "resolved"
    )


@goal("single_hard")
def close_if_quiet(draw: Draw) -> Goal | None:
    """Resolve an incident if its alerts are gone and errors stayed low; else leave it and note what still fires."""
    ops = ops_of(draw)
    incident = draw.one(i for i in ops.incidents.values() if i.state in ("open", "mitigated"))
    if incident is None or len(incident.services) > 1:
        return None
    service, minutes = incident.services[0], draw.rng.choice((30, 45, 60))
    limit = draw.rng.choice((1.0, 1.5, 2.0))
    moments = [
        m
        for n in range(20)
        if (m := draw.now - timedelta(minutes=draw.now.minute % 5 + 5 * n)) >= draw.now - timedelta(minutes=minutes)
    ]
    highest = max(sample(ops, service, "error_rate", m) for m in moments)
    loud = _loud(ops, incident, draw.now)
    quiet = not loud and highest <= limit
    if not quiet and draw.chance(0.5):
        return None
    turn = draw.ask(
        "[Can {incident} be closed|Please see whether we can close {incident}|I'd like to close {incident}]: [resolve it|set it to resolved] if none of its production alerts is firing or silenced any more and the error rate of its service [has not been above|never went above|stayed at or below] {limit} % in the last {minutes} minutes.",
        "[Otherwise leave its state alone|If not, leave the state as it is] and [put a note on it that says which alerts are still up|write into its timeline which alert ids are still there|note the ids of the alerts that remain].",
        "[When you close it, put the highest error rate of that span into a note.|If you do close it, note the highest error rate in those minutes.|And when it is closed, its timeline should give the highest error rate of that time.]",
        because="[The weekly review is in an hour.|It has been lying around since the night.|I hate stale incidents.|My shift ends and I want to leave a clean board.]",
        incident=incident.id,
        limit=f"{limit:g}",
        minutes=minutes,
    )

    def solve(hands: Hands) -> None:
        found = hands.call("incidents", "[open the incident|read the incident]", incident_id=incident.id)
        name, mine = found["incidents"][0]["services"][0], found["incidents"][0]["incident_id"]
        got = hands.call(
            "list_alerts", "[see what its alerts do|list the alerts of the service]", selector={"service": name}
        )
        rows = hands.keep(got["alerts"], "environment", lambda row: row["labels"]["environment"] == "production")
        up = hands.keep(rows, "state", lambda row: row["state"] != "resolved")
        rate = 0.0
        if hands.bother("read the error rate too"):
            series = hands.call(
                "query_metrics",
                "[read the error rate of that span|see how high the errors went]",
                services=[name],
                metrics=["error_rate"],
                window=span(draw.now - timedelta(minutes=minutes), draw.now + timedelta(minutes=1)),
            )
            rate = reading_of(hands, series["series"][0]["error_rate"], "highest")
        if not up and rate <= limit:
            change_incident(
                hands,
                "[write it down|change the incident|put that on record]",
                mine,
                [
                    {"set": "state", "value": "resolved"},
                    {
                        "set": "note",
                        "value": f"Closed: no alert up, highest error rate {rate:g} percent in {minutes} minutes.",
                    },
                ],
            )
            hands.say(
                fact("resolved", incident.id, "[{value} is resolved.|I closed {value}.|{value} is set to resolved.]"),
                fact(
                    "highest error rate",
                    f"{rate:g} %",
                    "[The highest error rate was {value}.|Errors peaked at {value} in that time.]",
                ),
            )
            return
        ids = [row["alert_id"] for row in up]
        text = f"Not closed: {listed(ids) or 'no alert'} still up, highest error rate {rate:g} percent in {minutes} minutes."
        change_incident(
            hands,
            "[write it down|change the incident|put that on record]",
            mine,
            [{"set": "note", "value": text}],
        )
        hands.say(
            "[I have not closed {incident}|{incident} stays as it is|{incident} is not closed]; [a note says why|the reason is in its timeline].",
            fact(
                "still up",
                listed(ids) or "no alert",
                "[Still up: {value}.|These alerts remain: {value}.|What is still there: {value}.]",
            ),
            fact(
                "highest error rate",
                f"{rate:g} %",
                "[The error rate went up to {value}.|The highest error rate was {value}.]",
            ),
            incident=incident.id,
        )

    where = f"incidents.{incident.id}"
    wants: list[Want]
    if quiet:
        wants = [
            Becomes(f"{where}.state", "resolved"),
            noted(ops, incident, [f"{highest:g}"]),
            OnlyChanges((f"{where}.state", f"{where}.timeline")),
        ]
    else:
        wants = [
            Becomes(f"{where}.state", incident.state),
            noted(ops, incident, loud or [f"{highest:g}"]),
            OnlyChanges((f"{where}.timeline",)),
        ]
    return Goal(
        (turn,),
        [incident.id, minutes, limit],
        ("state", "environment", "threshold", "closing" if quiet else "leaving"),
        ("incidents", "list_alerts", "query_metrics", "update_incident"),
        solve,
        tuple(wants),
    )


def _hours(shifts: list[Shift], person: str, start: datetime, end: datetime) -> float:
    return sum(
        (min(s.end, end) - max(s.start, start)).total_seconds() / 3600
        for s in shifts
        if s.person == person and s.start < end and start < s.end
    )


@goal("single_hard")
def cover_a_shift(draw: Draw) -> Goal | None:
    """Find a teammate who is free then, may approve, and has had the fewest hours on call; put them in for some hours."""
    ops = ops_of(draw)
    team = draw.one(sorted({s.team for s in ops.shifts.values()}))
    role = draw.rng.choice(("primary", "secondary"))
    day = draw.now.replace(minute=0, hour=draw.rng.randrange(8, 19)) + timedelta(days=draw.rng.randrange(1, 9))
    start, end = day, day + timedelta(hours=draw.rng.choice((3, 4, 5, 6, 8)))
    whose = holder(ops, team or "", role, start)
    if (
        team is None
        or whose is None
        or whose.covers
        or holder(ops, team, role, end - timedelta(minutes=1)) is not whose
    ):
        return None
    needs_approver, excluded = draw.chance(0.6), None
    people = [p for p in ops.people.values() if p.team == team and p.handle != whose.person]
    free = [p for p in people if not held_by(ops, p.handle, start, end)]
    if needs_approver:
        free = [p for p in free if p.approver]
    if draw.chance(0.5) and len(free) > 1:
        excluded = draw.one(free)
        free = [p for p in free if p is not excluded]
    back = draw.now.replace(hour=0, minute=0) - timedelta(days=7)
    until = draw.now.replace(hour=0, minute=0) + timedelta(days=14)
    shifts = [*ops.shifts.values(), *ops.overrides.values()]
    load = {p.handle: _hours(shifts, p.handle, back, until) for p in free}
    if len(free) < 1 or len([h for h in load.values() if h == min(load.values())]) > 1:
        return None
    chosen = min(free, key=lambda p: load[p.handle])
    leaver = ops.people[whose.person]
    turn = draw.ask(
        "[{name} cannot do|{name} has to drop out of|We need somebody instead of {name} for] the {role} pager of {team} on {day} from {start} to {end}. [Put somebody else of the team in|Find a substitute in the team and enter the override|Please enter a substitute from the same team].",
        "[It has to be someone who is not on call anywhere in that time.|Nobody who already has a pager then, of course.]",
        *(
            [
                "[They must be allowed to approve releases.|It must be a release approver.|We ship that day, so the person has to be an approver.]"
            ]
            if needs_approver
            else []
        ),
        *(
            [
                "[Not {excluded}, please.|Anybody but {excluded}, who has asked for quiet days.|Leave {excluded} out of it.]"
            ]
            if excluded
            else []
        ),
        "[Of those left take whoever has the fewest hours on call between {back} and {until}, both days from midnight.|If several fit: the one with the least on-call time from {back} 00:00 to {until} 00:00.|To be fair, it should be the one with the smallest number of on-call hours from {back} to {until} (midnight to midnight).] [Everybody has agreed to step in.|They have all said yes beforehand.|All of them are fine with it.]",
        because="[A child is ill.|There's a wedding.|The flight was moved.|It is a doctor's appointment that can't wait.]",
        name=leaver.name,
        role=role,
        team=team,
        day=start.date(),
        start=f"{start:%H:%M}",
        end=f"{end:%H:%M}",
        excluded=excluded.name if excluded else "",
        back=back.date(),
        until=until.date(),
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "service_catalogue",
            "[see who is in the team|get the members of the team]",
            selector={"team": team},
            include=["members"],
        )
        rows = found["services"][0]["members"]
        rows = hands.keep(rows, "absent", lambda row: row["handle"] != whose.person)
        if needs_approver:
            rows = hands.keep(rows, "approver", lambda row: row["release_approver"])
        if excluded:
            rows = hands.keep(rows, "exclusion", lambda row: row["handle"] != excluded.handle)
        entries: list[dict[str, Any]] = []
        if hands.bother("look at who is on call already"):
            calendar = hands.call(
                "ops_calendar",
                "[read all shifts and overrides of that time|see who has been on call and who will be|open the rota]",
                window=span(min(back, start), max(until, end)),
                layers=["shift", "override"],
            )
            entries = calendar["entries"]
        busy = {row["person"] for row in entries if moment_of(row["start"]) < end and start < moment_of(row["end"])}
        rows = hands.keep(rows, "free", lambda row: row["handle"] not in busy)

        def hours(handle: str) -> float:
            spans = [(moment_of(row["start"]), moment_of(row["end"])) for row in entries if row["person"] == handle]
            return sum(max(0.0, (min(b, until) - max(a, back)).total_seconds() / 3600) for a, b in spans)

        pick = hands.best(rows, lambda row: hours(row["handle"]))
        done = put_on_call(
            hands,
            "[enter the override|put the substitute in|change the pager for those hours]",
            team,
            role,
            pick["handle"],
            span(start, end),
            f"instead of {whose.person}",
        )
        hands.say(
            fact(
                f"{role} pager of {team}",
                f"{pick['name']} ({pick['handle']})",
                "[{value} takes the {role} pager of {team} from {start} to {end}.|I entered {value} for {role} of {team}, {start} to {end}.|For {team} {value} is {role} from {start} to {end}.]",
                role=role,
                team=team,
                start=start,
                end=f"{end:%H:%M}",
            ),
            fact("override", done["override_id"], "[The override is {value}.|Its number is {value}.]"),
        )

    kinds = (
        "absent",
        "free",
        "fairness",
        *(("approver",) if needs_approver else ()),
        *(("exclusion",) if excluded else ()),
    )
    return Goal(
        (turn,),
        [team, role, start.isoformat(), end.isoformat(), excluded.handle if excluded else None, needs_approver],
        kinds,
        ("service_catalogue", "ops_calendar", "override_shift"),
        solve,
        (
            Gains("overrides", {"team": team, "role": role, "person": chosen.handle, "start": start, "end": end}),
            Tells("who takes it", chosen.name),
            OnlyChanges(("overrides",)),
        ),
    )


@goal("single_hard")
def which_one_is_meant(draw: Draw) -> Goal | None:
    """Two open incidents fit what the user says: ask which, then change that one and no other."""
    ops = ops_of(draw)
    opened = [i for i in ops.incidents.values() if i.state == "open" and len(i.services) == 1]
    by_team: dict[str, list[Incident]] = {}
    for incident in opened:
        by_team.setdefault(ops.services[incident.services[0]].team, []).append(incident)
    team = draw.one(t for t, rows in sorted(by_team.items()) if len(rows) > 1)
    if team is None:
        return None
    rows = by_team[team]
    meant = draw.one(rows)
    assert meant is not None
    taken = {i.commander for i in rows}
    people = [p for p in ops.people.values() if p.team == team and p.handle not in taken]
    person, adds = draw.one(people), draw.chance(0.5)
    if person is None:
        return None
    when = f"{draw.now + timedelta(minutes=30 + draw.rng.randrange(6) * 5):%H:%M}"
    turn = draw.ask(
        "[Make {name} commander of [the|our] open {team} incident|Please put {name} in command of [the|our] {team} incident that is open|{name} takes over the open incident of {team}, please change the commander|The open {team} incident goes to {name}: change its commander].",
        *(
            [
                "[And note in its timeline that the next update comes at {when}.|Also put a note there: next update at {when}.]"
            ]
            if adds
            else []
        ),
        because="[My laptop battery is dying.|I go off duty.|The shift changes.|I have a train to catch.]",
        name=person.name,
        team=team,
        when=when,
    )
    answer = draw.word(
        "[The one about {service}.|I mean {service}.|Sorry, {service} of course.|{service}, the other one is not mine.]",
        service=meant.services[0],
    )
    turn = with_replies(turn, (r"\?", answer))

    def solve(hands: Hands) -> None:
        found, catalogue = hands.calls(
            ("incidents", {"states": ["open"]}),
            ("service_catalogue", {"selector": {"team": team}, "include": ["members"]}),
            why="[see the open incidents and the team|look up incidents and services of the team]",
        )
        owned = {row["service"] for row in catalogue["services"]}
        fit = hands.keep(found["incidents"], "team", lambda row: any(name in owned for name in row["services"]))
        handle = next((m["handle"] for m in catalogue["services"][0]["members"] if m["name"] == person.name), "")
        pick = fit[0]
        if len(fit) > 1 and hands.bother("which of them", "ask"):
            heard = hands.say(
                "[There are {count} open incidents of {team}: {rows}.|{team} has {count} open incidents: {rows}.|I see {count} that fit: {rows}.]",
                ask="[Which one do you mean?|Which of them is it?|Which one shall I change?]",
                count=len(fit),
                team=team,
                rows=listed([f"{row['incident_id']} ({row['title']})" for row in fit]),
            )
            pick = next((row for row in fit if any(name in heard for name in row["services"])), fit[0])
        changes = [{"set": "commander", "value": handle}]
        if adds:
            changes.append({"set": "note", "value": f"Next update at {when}."})
        change_incident(hands, "[change the commander|hand over the command]", pick["incident_id"], changes)
        hands.say(
            fact(
                f"commander of {pick['incident_id']}",
                person.name,
                "[{value} now commands {incident}.|{incident} is under {value} now.|Done, {value} is commander of {incident}.]",
                incident=pick["incident_id"],
            ),
            *(["[The note about {when} is in its timeline.|It has a note: next update at {when}.]"] if adds else []),
            when=when,
        )

    where = f"incidents.{meant.id}"
    wants: list[Want] = [
        Asks(),
        Becomes(f"{where}.commander", person.handle),
        OnlyChanges((f"{where}.commander", f"{where}.timeline")),
    ]
    if adds:
        wants.append(noted(ops, meant, [when]))
    return Goal(
        (turn,),
        [meant.id, person.handle, when if adds else None],
        ("team", "ambiguity", *(("note",) if adds else ())),
        ("incidents", "service_catalogue", "update_incident"),
        solve,
        tuple(wants),
    )


DUTY_GOALS = (close_if_quiet, cover_a_shift, which_one_is_meant)
