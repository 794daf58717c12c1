"""Long requests that go over many records: pages nobody has, figures of a team, a run of maintenance windows."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.oncall.goal_parts import (
    METRIC_WORDS,
    hours_in_words,
    ops_of,
    silenced,
)
from negforge.worlds.oncall.landed import silence
from negforge.worlds.oncall.reading import duty, number, on_call, reading_of, span
from negforge.worlds.oncall.rules import SILENCE_HOURS, alert_state, holder, moment_of
from negforge.worlds.oncall.signals import sample
from negforge.worlds.wants import OnlyChanges, Says, Silent, Tells, Want
from negforge.worlds.wording import listed


@goal("single_hard")
def pages_without_an_incident(draw: Draw) -> Goal | None:
    """Firing production pages on critical services that no open incident names; how long the oldest has been up."""
    ops = ops_of(draw)
    tiers = draw.rng.choice(([1, 2], [1, 2, 3], [2, 3], [1, 2]))
    minutes = draw.rng.choice((0, 30, 60, 120))
    named = {n for i in ops.incidents.values() if i.state == "open" for n in i.services}
    found = [
        a
        for a in ops.alerts.values()
        if a.severity == "page"
        and a.environment == "production"
        and alert_state(ops, a, draw.now) == "firing"
        and ops.services[a.service].tier in tiers
        and a.service not in named
        and draw.now - a.started >= timedelta(minutes=minutes)
    ]
    if not found or len(found) > 5:
        return None
    turn = draw.ask(
        "[Which pages are firing in production|Which production pages fire right now|List the pages that are up in production] on services of tier {tiers} [that no open incident names|for which there is no open incident|that nobody has an open incident for]?",
        *(
            [
                "[Only those that have been up for at least {minutes} minutes.|Ignore what is younger than {minutes} minutes.]"
            ]
            if minutes
            else []
        ),
        "[Give me alert id and service, and say which one has been up longest, in minutes.|With id and service each, and how many minutes the oldest has been firing.|I need ids, services, and for the oldest one how long it has been up in minutes.]",
        because="[I take over at noon.|Something slips through every week.|It is for the shift report.|We had a page sit for six hours last month.]",
        tiers=listed([str(t) for t in tiers]),
        minutes=minutes,
    )

    def solve(hands: Hands) -> None:
        alerts = hands.call(
            "list_alerts", "[list what fires|read the firing pages]", states=["firing"], at_least="page"
        )
        rows = hands.keep(alerts["alerts"], "environment", lambda row: row["labels"]["environment"] == "production")
        rows = hands.keep(rows, "age", lambda row: row["firing_for"] >= minutes)
        services: list[dict[str, Any]] = []
        cursor: str | None = "p1"
        while cursor:
            page = hands.call(
                "service_catalogue",
                "[see which services are of those tiers|get the services of those tiers]",
                tiers=tiers,
                cursor=cursor,
            )
            services += page["services"]
            cursor = page["next_cursor"] if hands.bother("turn the page", "more") else None
        known = {row["service"] for row in services}
        rows = hands.keep(rows, "tier", lambda row: row["labels"]["service"] in known)
        if hands.bother("see what incidents are open"):
            got = hands.call("incidents", "[see which incidents are open|list the open incidents]", states=["open"])
            taken = {name for row in got["incidents"] for name in row["services"]}
            rows = hands.keep(rows, "incident", lambda row: row["labels"]["service"] not in taken)
        oldest = hands.best(rows, lambda row: -row["firing_for"])
        hands.say(
            *(
                fact(
                    f"{row['rule']} on {row['labels']['service']}",
                    row["alert_id"],
                    "[{service}: {value}, {rule}.|{value} on {service} ({rule}).|{service} has {value} up, {rule}.]",
                    service=row["labels"]["service"],
                    rule=row["rule"],
                )
                for row in rows
            ),
            fact(
                f"firing longest ({oldest['alert_id']})",
                f"{oldest['firing_for']} minutes",
                "[{alert} has been up longest: {value}.|The oldest is {alert} with {value}.|Longest of all: {alert}, {value}.]",
                alert=oldest["alert_id"],
            ),
        )

    oldest = min(found, key=lambda a: a.started)
    others = [a.id for a in ops.alerts.values() if a not in found]
    wants: list[Want] = [Tells(f"the alert on {a.service}", a.id) for a in found]
    wants.append(Tells("how long the oldest is up", int((draw.now - oldest.started).total_seconds() // 60)))
    wants.append(Silent("other alerts", tuple(others)))
    wants.append(OnlyChanges())
    return Goal(
        (turn,),
        [tiers, minutes, sorted(a.id for a in found)],
        ("environment", "tier", "incident", *(("age",) if minutes else ())),
        ("list_alerts", "service_catalogue", "incidents"),
        solve,
        tuple(wants),
    )


@goal("single_easy", "single_hard")
def worst_of_a_team(draw: Draw) -> Goal | None:
    """Which of a team's services had the highest mean of a metric; in the hard form by how much more than the second."""
    ops = ops_of(draw)
    team = draw.one(sorted({s.team for s in ops.services.values()}))
    metric = draw.rng.choice(("error_rate", "latency_p95", "saturation"))
    owned = [s for s in ops.services.values() if s.team == team]
    tiers = draw.rng.choice(([], [1, 2], [2, 3], [1, 2, 3])) if draw.hard else []
    region = draw.one(sorted({r for s in owned for r in s.regions})) if draw.hard and draw.chance(0.3) else None
    left = draw.one(s.name for s in owned) if draw.hard and (draw.chance(0.6) or not tiers) and len(owned) > 2 else None
    begin = draw.now.replace(minute=0) - timedelta(hours=draw.rng.randrange(1, 4))
    end = begin + timedelta(hours=1)
    services = [
        s.name
        for s in owned
        if (not tiers or s.tier in tiers) and (not region or region in s.regions) and s.name != left
    ]
    if team is None or len(services) < 2:
        return None
    moments = [begin + timedelta(minutes=5 * n) for n in range(12)]
    means = {n: round(sum(sample(ops, n, metric, m) for m in moments) / 12, 2) for n in services}
    ranked = sorted(means, key=lambda n: -means[n])
    margin = round(means[ranked[0]] - means[ranked[1]], 2)
    unit = " ms" if metric == "latency_p95" else " %"
    turn = draw.ask(
        "[Which service of team {team} had|Of {team}'s services, which one had|Among the services of {team}, which had] the highest mean {metric} between {begin} and {end} today[, and what was it|, and how high was it|; with the figure, please]?",
        *(["[Count only tiers {tiers}.|I only care about tiers {tiers}.]"] if tiers else []),
        *(["[And only those that run in {region}.|Just the ones in {region}, please.]"] if region else []),
        *(
            [
                "[Leave {left} out, it was being load tested.|Without {left}: we know about that one.|Not counting {left}.]"
            ]
            if left
            else []
        ),
        *(
            [
                "[By how much was it above the second?|And tell me the difference to the runner-up.|How far ahead of the second was it?] [And is it in an open incident? If so, which?|Then look whether an open incident names it and give me its id.] [And who has the primary pager of {team} right now?|Who of {team} is primary on call at the moment, by the way?|I also need the name of the present primary of {team}.]"
            ]
            if draw.hard
            else []
        ),
        because="[It's for the capacity talk.|I want to put one name on the slide.|We argue about it every Monday.|My lead asked and I said I'd find out.]",
        team=team,
        metric=METRIC_WORDS[metric],
        begin=f"{begin:%H:%M}",
        end=f"{end:%H:%M}",
        tiers=listed([str(t) for t in tiers]),
        region=region or "",
        left=left or "",
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "service_catalogue", "[list the services of the team|see what the team owns]", selector={"team": team or ""}
        )
        rows = found["services"]
        if tiers:
            rows = hands.keep(rows, "tier", lambda row: row["tier"] in tiers)
        if region:
            rows = hands.keep(rows, "region", lambda row: region in row["regions"])
        if left:
            rows = hands.keep(rows, "exclusion", lambda row: row["service"] != left)
        got = hands.call(
            "query_metrics",
            "[read the series of these services|compare their figures|get the metric for each]",
            services=[row["service"] for row in rows][:8],
            metrics=[metric],
            window=span(begin, end),
        )
        figures = [(row["service"], reading_of(hands, row[metric], "mean")) for row in got["series"]]
        worst = hands.best(figures, lambda pair: -pair[1])
        told: list[Any] = [
            fact(
                f"highest mean {METRIC_WORDS[metric]}",
                f"{worst[0]}, {number(worst[1])}{unit}",
                "[It was {value}.|The highest is {value}.|{value} is at the top.]",
            )
        ]
        if draw.hard:
            second = max((value for name, value in figures if name != worst[0]), default=worst[1])
            told.append(
                fact(
                    "ahead of the second by",
                    f"{number(round(worst[1] - second, 2))}{unit}",
                    "[That is {value} more than the second.|The runner-up is {value} behind.|The difference to the second is {value}.]",
                )
            )
            open_ones = hands.call(
                "incidents",
                "[see whether an incident is open on it|look for an open incident]",
                services=[worst[0]],
                states=["open"],
            )
            ids = [row["incident_id"] for row in open_ones["incidents"]]
            told.append(
                fact("open incident", listed(ids), "[{value} is open on it.|It is named by {value}, which is open.]")
                if ids
                else "[No open incident names it.|There is no open incident on it.]"
            )
            row = on_call(duty(hands, team or "", draw.now), "primary")
            if row is not None:
                told.append(
                    fact(
                        f"primary of {team} now",
                        row["name"],
                        "[{value} has the primary pager of {team}.|The primary of {team} is {value} now.|On call as primary of {team}: {value}.]",
                        team=team or "",
                    )
                )
        hands.say(*told)

    incidents_open = [i.id for i in ops.incidents.values() if i.state == "open" and ranked[0] in i.services]
    wants: list[Want] = [Tells("the service", ranked[0]), Tells("its mean", means[ranked[0]]), OnlyChanges()]
    if draw.hard:
        wants.append(Tells("the difference", margin))
        wants += [Tells("the open incident", i) for i in incidents_open]
        if not incidents_open:
            wants.append(Says("that there is no incident", r"\bno\b|\bnot\b|\bnone\b"))
        pager = holder(ops, team, "primary", draw.now)
        wants += [Tells("who is primary", ops.people[pager.person].name)] if pager else []
    return Goal(
        (turn,),
        [team, metric, begin.isoformat(), tiers, region, left],
        (*(("tier",) if tiers else ()), *(("region",) if region else ()), *(("exclusion",) if left else ()), "range"),
        ("service_catalogue", "query_metrics", *(("incidents", "ops_calendar") if draw.hard else ())),
        solve,
        tuple(wants),
    )


@goal("single_hard")
def silence_a_day_of_maintenance(draw: Draw) -> Goal | None:
    """Silence every maintenance window of two services; of those that are longer than allowed only the first four hours."""
    ops = ops_of(draw)
    days = draw.rng.choice((2, 3))
    horizon = (draw.now + timedelta(days=days)).replace(hour=0, minute=0)
    spared = draw.rng.choice(sorted({m.work for m in ops.maintenance.values()})) if draw.chance(0.6) else None
    most = timedelta(hours=SILENCE_HOURS)
    early = [m for m in ops.maintenance.values() if m.start < horizon]

    def fits(pair: tuple[str, ...]) -> bool:
        rows = [m for m in early if m.service in pair and m.work != spared]
        spares = spared is None or any(m.work == spared for m in early if m.service in pair)
        return 2 <= len(rows) <= 4 and any(m.end - m.start > most for m in rows) and spares

    pairs = [p for p in combinations(sorted({m.service for m in early}), 2) if fits(p)]
    many = [p for p in pairs if sum(m.service in p and m.work != spared for m in early) > 2]
    found_pair = draw.one(many or pairs)
    if found_pair is None:
        return None
    pair = draw.some(found_pair, 2)
    windows = [m for m in early if m.service in pair and m.work != spared]
    long_ones = [m for m in windows if m.end - m.start > most]
    turn = draw.ask(
        "[Silence|Please silence|Set silences for] {first} and {second} [during all their maintenance windows|for every maintenance window they have|whenever they are under maintenance] that [starts|begins] before {horizon}, [each only for the region that is being worked on|region by region, as the calendar has it|always just the region in question].",
        "[Where a window is longer than a silence may last, cover the first part of it and tell me how much stays uncovered.|If one is too long for a single silence, take as much as allowed from its start, no second silence; and tell me what is left.]",
        *(
            [
                "[Leave out the {spared}.|Not for the {spared}: there we want to see the alerts.|Skip any {spared} among them.]"
            ]
            if spared
            else []
        ),
        because="[The vendor works through the night.|Otherwise my colleague gets no sleep.|We got forty needless pages last time.]",
        first=pair[0],
        second=pair[1],
        horizon=horizon.date(),
        spared=spared or "",
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "ops_calendar",
            "[read the maintenance calendar|look up their maintenance windows]",
            window=span(draw.now, draw.now + timedelta(days=8)),
            layers=["maintenance"],
            services=pair,
        )
        rows = hands.keep(found["entries"], "date", lambda row: moment_of(row["start"]) < horizon)
        if spared:
            rows = hands.keep(rows, "exclusion", lambda row: not row["comment"].startswith(spared))
        told: list[Any] = []
        for row in rows:
            start, end = moment_of(row["start"]), moment_of(row["end"])
            until = min(end, start + most)
            silence(
                hands,
                "[silence this window|set the silence for it|cover this one]",
                {"service": row["service"], "region": row["region"]},
                span(start, until),
                f"maintenance {row['id']}",
            )
            told.append(
                fact(
                    f"silenced: {row['service']} in {row['region']}",
                    f"{start.day} {start:%B %H:%M} to {until:%H:%M}",
                    "[{service} in {region} is silenced {value}.|{value}: {service} in {region} is silent.]",
                    service=row["service"],
                    region=row["region"],
                )
            )
            if until < end:
                told.append(
                    fact(
                        f"not covered at the end ({row['service']})",
                        f"{int((end - until).total_seconds() // 60)} minutes",
                        "[The last {value} of that window stay uncovered, since a silence lasts four hours at most.|{value} at its end are not covered.|That leaves {value} of it uncovered.]",
                    )
                )
        hands.say(*told)

    wants: list[Want] = [
        silenced(ops, {"service": m.service, "region": m.region}, m.start, min(m.end, m.start + most), len(windows))
        for m in windows
    ]
    wants += [_uncovered(int((m.end - m.start - most).total_seconds() // 60)) for m in long_ones]
    wants.append(OnlyChanges(("silences",)))
    return Goal(
        (turn,),
        [sorted(m.id for m in windows), spared],
        ("date", "limit", *(("exclusion",) if spared else ())),
        ("ops_calendar", *("create_silence",) * len(windows)),
        solve,
        tuple(wants),
    )


def _uncovered(minutes: int) -> Want:
    forms = [
        f"{minutes} ?min",
        f"{minutes / 60:g} ?h",
        hours_in_words(minutes),
        *(["half an hour"] if minutes == 30 else []),
        *(["an hour and a half", "one and a half"] if minutes == 90 else []),
        *(["an hour", "one hour"] if minutes == 60 else []),
        *(["two and a half"] if minutes == 150 else []),
    ]
    return Says(f"that {minutes} minutes stay uncovered", "|".join(forms))


SURVEY = (pages_without_an_incident, worst_of_a_team, silence_a_day_of_maintenance)
