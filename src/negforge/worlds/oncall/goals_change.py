"""Short changes: one step of a flag, one silence, one note; two calls or three."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.oncall.goal_parts import noted, ops_of, silenced, troubled
from negforge.worlds.oncall.landed import change_incident, set_share, silence
from negforge.worlds.oncall.reading import span
from negforge.worlds.oncall.rules import moment_of
from negforge.worlds.wants import Becomes, NotCalled, OnlyChanges, Tells, Want


@goal("single_easy")
def raise_a_flag_once(draw: Draw) -> Goal | None:
    """One step up by some points, sometimes only if nobody touched the flag lately; near-namesakes lie about."""
    ops = ops_of(draw)
    points = draw.rng.choice((5, 10, 15, 20, 25))
    ill = {t.service for t in ops.troubles.values()}
    flags = [
        f
        for f in ops.flags.values()
        if f.rollout["production"] + points < 50
        and (f.brittle is None or f.brittle > f.rollout["production"] + points)
        and f.service not in ill
        and f.rollout["production"] > 0
    ]
    flag = draw.one(flags)
    if flag is None:
        return None
    hours = draw.rng.choice((12, 24, 48)) if draw.chance(0.5) else 0
    held = bool(hours) and flag.changed["production"] > draw.now - timedelta(hours=hours)
    short = flag.key.split(".")[-1]
    new = flag.rollout["production"] + points
    turn = draw.ask(
        "[Please raise|Could you turn up|Bump|I'd like to raise] [the flag {short}|{short}] of {service} in production by [{points} points|{points} percentage points][, from wherever it stands|].",
        *(
            [
                "[Only if nobody has changed it in the last {hours} hours|But leave it if it was changed within the last {hours} hours|Unless it has been touched in the past {hours} hours, in which case leave it]."
            ]
            if hours
            else []
        ),
        because="[The numbers from yesterday look clean.|Product is asking for more traffic on it.|We agreed on it in the planning.|Our canary customers are happy so far.]",
        short=short,
        service=flag.service,
        points=points,
        hours=hours,
    )

    def solve(hands: Hands) -> None:
        rows: list[dict[str, Any]] = []
        if hands.bother("read where the flag stands"):
            found = hands.call(
                "service_catalogue",
                "[see where the flag stands|read the flags of the service|look the flag up]",
                services=[flag.service],
                include=["flags"],
            )
            rows = hands.keep(found["services"][0]["flags"], "name", lambda row: row["flag"].split(".")[-1] == short)
            row = hands.best(rows, lambda row: len(row["flag"]))
            key, target, now_at = row["flag"], row["production"]["percent"] + points, row["production"]["percent"]
            late = hands.keep(
                [row],
                "recency",
                lambda row: moment_of(row["production"]["changed"]) <= draw.now - timedelta(hours=hours),
            )
            if hours and not late:
                hands.say(
                    "[I left {flag} at {percent} %|{flag} stays at {percent} %|Nothing done: {flag} is still at {percent} %], [since it was changed on {changed}|because its last change was on {changed}], [which is within the last {hours} hours|less than {hours} hours ago].",
                    flag=key,
                    percent=now_at,
                    changed=moment_of(row["production"]["changed"]),
                    hours=hours,
                )
                return
        else:
            key, target = flag.key, points
        done = set_share(
            hands,
            "[raise it|set the new share|make the step]",
            flag.service,
            key,
            target,
            f"step up by {points} points as asked",
        )
        hands.say(
            fact(
                f"{key} in production",
                f"{done['percent']} %",
                "[{flag} is now at {value} in production.|Raised {flag} to {value} in production.|Done: {flag} went to {value}.]",
                flag=key,
            )
        )

    path = f"flags.{flag.key}"
    wants: tuple[Want, ...] = (
        (
            Becomes(f"{path}.rollout.production", flag.rollout["production"]),
            OnlyChanges(),
            NotCalled(("set_flag_rollout",), effects_only=True),
            Tells("where it stands", flag.rollout["production"]),
        )
        if held
        else (Becomes(f"{path}.rollout.production", new), OnlyChanges((path,)), Tells("the new share", new))
    )
    return Goal(
        (turn,),
        [flag.key, points, hours],
        ("name", *(("recency",) if hours else ())),
        ("service_catalogue",) if held else ("service_catalogue", "set_flag_rollout"),
        solve,
        wants,
    )


@goal("single_easy")
def silence_one_maintenance(draw: Draw) -> Goal | None:
    """Silence a service's alerts for one of its maintenance windows, no wider than asked."""
    ops = ops_of(draw)
    windows = [m for m in ops.maintenance.values() if m.end - m.start <= timedelta(hours=4)]
    window = draw.one(w for w in windows if sum(m.service == w.service for m in ops.maintenance.values()) > 1)
    if window is None:
        return None
    ticket = draw.chance(0.5)
    same_day = [
        m for m in ops.maintenance.values() if m.service == window.service and m.start.date() == window.start.date()
    ]
    same_work = [m for m in ops.maintenance.values() if m.service == window.service and m.work == window.work]
    by_day = len(same_day) == 1 and (draw.chance(0.5) or len(same_work) > 1)
    if not by_day and len(same_work) > 1:
        return None
    turn = draw.ask(
        "[Please silence|Please mute|Silence|I need you to silence] [the alerts of {service}|{service}'s alerts|{service}] in {region} [for its maintenance window|while it is under maintenance|for the length of the maintenance] "
        + ("on {day}." if by_day else "for the {work}."),
        *(
            [
                "[Tickets only; pages must still come through.|Only what is of severity ticket, pages stay on.|Leave the pages alone, it is the tickets that annoy.]"
            ]
            if ticket
            else []
        ),
        because="[Last time it woke half the team.|The vendor asked us to.|We know it will flap.|I promised the {service} people a quiet evening.]",
        service=window.service,
        region=window.region,
        day=window.start.date(),
        work=window.work,
    )
    selector = {"service": window.service, "region": window.region} | ({"severity": "ticket"} if ticket else {})

    def solve(hands: Hands) -> None:
        found = hands.call(
            "ops_calendar",
            "[look up the maintenance window|find the window in the calendar|see when the maintenance is]",
            window=span(draw.now, draw.now + timedelta(days=6)),
            layers=["maintenance"],
            services=[window.service],
        )
        rows = found["entries"]
        if by_day:
            rows = hands.keep(rows, "date", lambda row: moment_of(row["start"]).date() == window.start.date())
        else:
            rows = hands.keep(rows, "work", lambda row: row["comment"].startswith(window.work))
        row = hands.best(rows, lambda row: row["region"] != window.region)
        labels = {"service": window.service, "region": window.region}
        if hands.keep(["ticket"], "severity", lambda _: not ticket) == []:
            labels["severity"] = "ticket"
        made = silence(
            hands,
            "[set the silence|silence them for that span|put the silence in place]",
            labels,
            {"start": row["start"], "end": row["end"]},
            f"maintenance {row['id']}",
        )
        hands.say(
            fact(
                "silence",
                made["silence_id"],
                "[{service} in {region} is silenced under {value}.|The silence is {value}, for {service} in {region}.|I put silence {value} in place for {service} in {region}.]",
                service=window.service,
                region=window.region,
            ),
            fact("from", moment_of(made["starts"]), "[It starts on {value}.|It begins on {value}.]"),
            fact("until", moment_of(made["ends"]), "[It ends on {value}.|It lasts until {value}.]"),
        )

    return Goal(
        (turn,),
        [window.id, ticket, by_day],
        ("date" if by_day else "work", *(("severity",) if ticket else ())),
        ("ops_calendar", "create_silence"),
        solve,
        (silenced(ops, selector, window.start, window.end), OnlyChanges(("silences",))),
    )


@goal("single_easy")
def note_on_the_incident(draw: Draw) -> Goal | None:
    """Put a note on the one incident that is open; a second report of the same was closed."""
    ops = ops_of(draw)
    picked = draw.one([*troubled(draw, "release"), *troubled(draw, "flag")])
    if picked is None:
        return None
    service, _, incident = picked
    calls, minutes = draw.rng.randrange(3, 90), draw.rng.randrange(5, 50)
    partner = draw.rng.choice(
        (
            "Kestrel Pallets",
            "Orrin & Daughters",
            "Blue Quay Forwarding",
            "Tessel Lines",
            "Marrow Freight",
            "Hollin Bros",
        )
    )
    text, words = draw.rng.choice(
        (
            (f"{partner} reports {calls} rejected bookings", [partner, str(calls)]),
            (f"support has {calls} tickets about this, oldest {minutes} minutes old", [str(calls), str(minutes)]),
            (
                f"{partner} switched to the manual form at {draw.now - timedelta(minutes=minutes):%H:%M}",
                [partner, f"{draw.now - timedelta(minutes=minutes):%H:%M}"],
            ),
            (
                f"bridge opened, {calls % 9 + 2} people joined, next update in {minutes} minutes",
                [str(calls % 9 + 2), str(minutes)],
            ),
        )
    )
    also = draw.chance(0.45) and len(service.regions) < 9
    turn = draw.ask(
        "[Put this on|Add a note to|Please note on|Can you write into] the [timeline of the|] open incident [for|about|on] {service}: {text}.",
        *(
            [
                "[And tell me the incident number and who commands it.|I also need to know its number and its commander.|Then give me its id and the commander's name.]"
            ]
            if also
            else []
        ),
        because="[I'm on the phone and can't type.|So that the others see it.|Before I forget.|My tunnel is down, so you have to.]",
        service=service.name,
        text=text,
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "incidents",
            "[find the incident|look for the incident of this service|see which incident it is]",
            services=[service.name],
        )
        rows = hands.keep(found["incidents"], "state", lambda row: row["state"] == "open")
        row = hands.best(rows, lambda row: len(row["services"]))
        change_incident(
            hands,
            "[add the note|write the note into the timeline]",
            row["incident_id"],
            [{"set": "note", "value": text[:1].upper() + text[1:]}],
        )
        told = [
            fact(
                "note added to",
                row["incident_id"],
                "[The note is on {value}.|Noted on {value}.|It stands in the timeline of {value} now.]",
            )
        ]
        if also:
            told.append(fact("commander", row["commander"]["name"], "[{value} commands it.|Its commander is {value}.]"))
        hands.say(*told)

    wants: list[Want] = [noted(ops, incident, words), OnlyChanges((f"incidents.{incident.id}.timeline",))]
    if also:
        wants += [Tells("the incident", incident.id), Tells("the commander", ops.people[incident.commander].name)]
    return Goal(
        (turn,),
        [incident.id, text, also],
        ("state", *(("detail",) if also else ())),
        ("incidents", "update_incident"),
        solve,
        tuple(wants),
    )


CHANGE = (raise_a_flag_once, silence_one_maintenance, note_on_the_incident)
