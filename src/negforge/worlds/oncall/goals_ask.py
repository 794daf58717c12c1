"""Short questions: who, what, how much, whether; one to three calls."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.oncall.goal_parts import METRIC_WORDS, ops_of, told_moment
from negforge.worlds.oncall.landed import change_incident
from negforge.worlds.oncall.reading import day_span, log_rows, number, reading_of, span
from negforge.worlds.oncall.rules import holder, moment_of, running
from negforge.worlds.oncall.signals import latest, sample
from negforge.worlds.wants import OnlyChanges, Tells, Want


def _moments(draw: Draw, team: str) -> list[datetime]:
    """Moments to come at which the schedule alone would mislead, or at which a shift has just changed hands."""
    ops = ops_of(draw)
    found = [o.start + timedelta(hours=3) for o in ops.overrides.values() if o.team == team] * 8
    found += [o.end + timedelta(minutes=30) for o in ops.overrides.values() if o.team == team]
    for shift in ops.shifts.values():
        if shift.team == team and shift.role == "primary":
            found += [shift.start + timedelta(hours=draw.rng.randrange(1, 9)), shift.start - timedelta(minutes=90)]
    return [m for m in found if draw.now < m < draw.now + timedelta(days=12)]


@goal("single_easy")
def who_is_paged(draw: Draw) -> Goal | None:
    """Who holds a pager at some moment: overrides count, and a day of handover has two names."""
    ops = ops_of(draw)
    service = draw.one(ops.services.values())
    assert service is not None
    moment, role = draw.one(_moments(draw, service.team)), draw.rng.choice(("primary", "primary", "secondary"))
    shift = holder(ops, service.team, role, moment) if moment else None
    if moment is None or shift is None:
        return None
    person = ops.people[shift.person]
    by_team = draw.chance(0.4)
    turn = draw.ask(
        "[Who is|Can you tell me who is|I need to know who's] [on call as {role}|the {role} on call|carrying the {role} pager] for team {team} on {moment}?"
        if by_team
        else "[Who carries the {role} pager for {service} on {moment}|If {service} breaks on {moment}, who is the {role} that gets called|Say {service} goes down on {moment}: who is {role} then|Who would be {role} on call for {service} on {moment}]?",
        because="[A partner has a launch then.|I'm planning a risky migration for that time.|The rota page and what people say do not match.|I owe that person a warning about our load test.|Somebody swapped, I think, but I forgot who.]",
        team=service.team,
        service=service.name,
        moment=moment,
        role=role,
    )
    team = service.team

    def solve(hands: Hands) -> None:
        owner = team
        if not by_team:
            found = hands.call(
                "service_catalogue",
                "[see which team owns it|find the owner team|look up the owner]",
                services=[service.name],
            )
            owner = found["services"][0]["team"]
        layers = ["shift", "override"] if hands.bother("an override wins over the schedule") else ["shift"]
        rota = hands.call(
            "ops_calendar",
            "[read the rota of that day|look at shifts and overrides that day|open the on-call calendar]",
            window=day_span(moment),
            layers=layers,
            teams=[owner],
        )
        rows = hands.keep(rota["entries"], "role", lambda row: row["role"] == role)
        rows = hands.keep(rows, "moment", lambda row: moment_of(row["start"]) <= moment < moment_of(row["end"]))
        row = hands.best(rows, lambda row: row["layer"] != "override")
        hands.say(
            fact(
                f"{role} on call",
                f"{row['name']} ({row['person']})",
                "[It is {value}.|{value} has the {role} pager then.|The {role} on call for {team} at that time is {value}.|That falls to {value}, who is {role} for {team}.]",
                role=role,
                team=owner,
            )
        )

    scheduled = next(
        (
            ops.people[s.person].name
            for s in ops.shifts.values()
            if s.team == team and s.role == role and s.start <= moment < s.end
        ),
        "",
    )
    return Goal(
        (turn,),
        [service.name if not by_team else team, moment.isoformat(), role],
        ("role", "moment"),
        ("ops_calendar",) if by_team else ("service_catalogue", "ops_calendar"),
        solve,
        (
            Tells("who is on call", person.name, instead=(scheduled,) if scheduled != person.name else ()),
            OnlyChanges(),
        ),
    )


@goal("single_easy")
def what_runs_where(draw: Draw) -> Goal | None:
    """Which version runs in an environment: the registry counts, not the tile; a failed release does not run."""
    ops = ops_of(draw)
    environment = draw.rng.choice(("production", "production", "staging"))
    service = draw.one(ops.services.values())
    assert service is not None
    release = running(ops, service.name, environment)
    if release is None or release.finished is None:
        return None
    more = draw.some(("since", "author", "change"), draw.rng.choice((0, 1, 1, 2)))
    asks = {
        "since": "[Since when|When did it go live|When was that rolled out]?",
        "author": "[Who shipped it|Who released it|Whose release was that]?",
        "change": "[What was the change|What does it change|What is in it]?",
    }
    tile = service.tile_version
    doubt = environment == "production" and tile != release.version and draw.chance(0.5)
    turn = draw.ask(
        "[Which version of {service} is|What version of {service} is|Tell me which build of {service} is] [running in|live in|on] {environment} [right now|at the moment|today]?",
        *(
            [
                "[The dashboard says {tile}, is that right?|My tile shows {tile}. Can I believe that?|On the wall it says {tile}.]"
            ]
            if doubt
            else []
        ),
        *(asks[key] for key in more),
        because="[I'm writing up a bug report.|A partner claims we are behind.|Two colleagues told me two versions.|It is for the change log.|I want to reproduce something locally.]",
        service=service.name,
        environment=environment,
        tile=tile,
    )
    fallback = not more and environment == "production"

    def from_logs(hands: Hands) -> None:
        rows = log_rows(
            hands.call(
                "query_logs",
                "[read the build from the newest log lines|see which build writes the logs]",
                query={"service": service.name},
                window=span(draw.now - timedelta(hours=1), draw.now),
                limit=5,
            )
        )
        if not rows:
            hands.say("[I could not|I was not able to] find out which version runs.")
            return
        hands.say(
            fact(
                f"{service.name} in production",
                rows[0]["build"],
                "[The registry did not answer, but the newest log lines of {service} come from build {value}.|By its own log lines {service} runs {value}; the registry itself gave nothing.]",
                service=service.name,
            )
        )

    def solve(hands: Hands) -> None:
        if not hands.bother("the registry counts, not the tile") and environment == "production":
            found = hands.call("service_catalogue", "look at the tile", services=[service.name], include=["tile"])
            hands.say(fact(f"{service.name} in production", found["services"][0]["tile"]["production_version"]))
            return
        asked: dict[str, Any] = {"service": service.name}
        logs = {"query": {"service": service.name}, "window": span(draw.now - timedelta(hours=1), draw.now), "limit": 5}
        got = hands.call(
            "release_registry",
            "[look it up in the registry|ask the release registry|see what the registry records]",
            otherwise=("query_logs", logs) if fallback else None,
            **asked,
        )
        if isinstance(got, str) or (fallback and not got["releases"]):
            from_logs(hands) if not isinstance(got, str) else hands.say(
                fact(
                    f"{service.name} in production",
                    log_rows(got)[0]["build"],
                    "[The registry did not answer; the newest log lines of {service} were written by build {value}.|Going by its log lines {service} runs {value}; the registry is not reachable.]",
                    service=service.name,
                )
            )
            return
        rows = hands.keep(got["releases"], "environment", lambda row: row["environment"] == environment)
        rows = hands.keep(rows, "outcome", lambda row: row["outcome"] == "succeeded")
        row = hands.best(rows, lambda row: -moment_of(row["started"]).timestamp())
        told = [
            fact(
                f"{service.name} in {environment}",
                row["version"],
                "[{service} {value} runs in {environment}.|In {environment} it is {value}.|The registry has {value} as live in {environment}.]",
                service=service.name,
                environment=environment,
            )
        ]
        if "since" in more:
            told.append(
                fact(
                    "live since",
                    moment_of(row["finished"]),
                    "[It has been live since {value}.|It went live on {value}.]",
                )
            )
        if "author" in more:
            told.append(fact("released by", row["author"], "[{value} released it.|It was shipped by {value}.]"))
        if "change" in more:
            told.append(fact("change", row["summary"], "[The change: {value}.|It says: {value}.]"))
        hands.say(*told)

    wants: list[Want] = [
        Tells("the version", release.version, instead=(tile,) if tile != release.version else ()),
        OnlyChanges(),
    ]
    if "since" in more:
        wants += told_moment("since when", release.finished)
    if "author" in more:
        wants.append(Tells("who released it", release.author))
    if "change" in more:
        wants.append(Tells("the change", release.summary))
    return Goal(
        (turn,),
        [service.name, environment, sorted(more)],
        ("environment", "outcome", *sorted(more)),
        ("release_registry",),
        solve,
        tuple(wants),
        fallback=("release_registry",) if fallback else (),
    )


@goal("single_easy")
def how_bad_now(draw: Draw) -> Goal | None:
    """A reading of right now, and the highest of the last while."""
    ops = ops_of(draw)
    metric = draw.rng.choice(("error_rate", "latency_p95"))
    alert = draw.one(
        a for a in ops.alerts.values() if a.metric == metric and a.resolved is None and a.environment == "production"
    )
    if alert is None:
        return None
    service, hours = alert.service, draw.rng.choice((0, 0, 1, 2, 3))
    now_at = latest(ops, service, metric, draw.now)
    start = draw.now.replace(minute=0) - timedelta(hours=max(1, hours) - 1)
    moments = [start + timedelta(minutes=5 * n) for n in range(240) if start + timedelta(minutes=5 * n) <= draw.now]
    highest = max(sample(ops, service, metric, m) for m in moments)
    unit = "%" if metric == "error_rate" else "ms"
    turn = draw.ask(
        "[What is|What's|Give me] the {metric} of {service} [right now|at this moment|as of now][?|, please?]"
        if not hours
        else "[What is|What's|Tell me] the {metric} of {service} [right now|at the moment], and [what was the highest since {start}|how high did it get since {start}|what is the worst value since {start}]?",
        because="[The CTO is standing behind me.|I have to tell support something.|I want to know whether to drive home.|Someone on the bridge says it is fine again.|It is for the half-hourly update.]",
        metric=METRIC_WORDS[metric],
        service=service,
        start=f"{start:%H:%M}",
    )
    window = span(draw.now - timedelta(hours=5 if hours else 1), draw.now + timedelta(minutes=1))
    elsewhere: dict[str, Any] = {"selector": {"service": service}, "states": ["firing", "silenced"]}

    def solve(hands: Hands) -> None:
        got = hands.call(
            "query_metrics",
            "[read the series|get the latest samples|look at the metric]",
            otherwise=("list_alerts", elsewhere) if not hours else None,
            services=[service],
            metrics=[metric],
            window=window,
        )
        if not hours and ("served_from" in got or not got.get("series", got.get("alerts"))):
            got = hands.call("list_alerts", "[read the value from its alert|see what its alert reads]", **elsewhere)
        if "alerts" in got:
            rows = [row for row in got["alerts"] if row["metric"] == metric]
            if not rows:
                hands.say("[I could not|I was not able to] get a fresh value.")
                return
            hands.say(
                fact(
                    METRIC_WORDS[metric],
                    f"{number(rows[0]['value'])} {unit}",
                    "[By its alert the {label} of {service} is {value} now.|The alert reads {value} for {service}; the metric store gave nothing fresh.]",
                    service=service,
                )
            )
            return
        series = got["series"][0][metric]
        told = [
            fact(
                METRIC_WORDS[metric],
                f"{number(reading_of(hands, series, 'last'))} {unit}",
                "[The {label} of {service} is {value} right now.|{service} is at {value}.|Latest sample for {service}: {value}.]",
                service=service,
            )
        ]
        if hours:
            points = hands.keep(series["points"], "range", lambda point: point["at"] >= f"{start:%H:%M}")
            told.append(
                fact(
                    f"highest since {start:%H:%M}",
                    f"{number(max(point['value'] for point in points))} {unit}",
                    "[The highest since {start} was {value}.|It peaked at {value}.|At its worst it was {value}.]",
                    start=f"{start:%H:%M}",
                )
            )
        if hands.bother("a note that nobody asked for", "needless"):
            note_unasked(hands, service, METRIC_WORDS[metric])
        hands.say(*told)

    wants: list[Want] = [Tells("the value now", now_at), OnlyChanges()]
    if hours:
        wants.append(Tells("the highest value", highest))
    return Goal(
        (turn,),
        [service, metric, hours],
        ("moment", *(("range",) if hours else ())),
        ("query_metrics",),
        solve,
        tuple(wants),
        fallback=("query_metrics",) if not hours else (),
    )


def note_unasked(hands: Hands, service: str, about: str) -> None:
    """What an overeager agent does: it writes into a timeline although it was only asked a question."""
    found = hands.call("incidents", "[see the incident|find the incident]", services=[service], states=["open"])
    for row in found["incidents"][:1]:
        change_incident(
            hands,
            "[note it|keep it on record]",
            row["incident_id"],
            [{"set": "note", "value": f"Looked at the {about} of {service}."}],
        )


ASK = (who_is_paged, what_runs_where, how_bad_now)
