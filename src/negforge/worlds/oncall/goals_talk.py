"""Conversations about plans: who covers a shift, maintenance and its silences."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.oncall.goal_parts import ops_of, silenced
from negforge.worlds.oncall.landed import put_on_call, silence
from negforge.worlds.oncall.reading import span
from negforge.worlds.oncall.rules import SILENCE_HOURS, held_by, holder, moment_of
from negforge.worlds.wants import Gains, OnlyChanges, Tells, Want


@goal("multi_easy", "multi_hard")
def who_could_cover(draw: Draw) -> Goal | None:
    """Who is free, then one of them takes the pager; hard: shorter after all, another one for the other pager if certified."""
    ops = ops_of(draw)
    team = draw.one(sorted({s.team for s in ops.shifts.values()}))
    start = draw.now.replace(minute=0, hour=draw.rng.randrange(8, 19)) + timedelta(days=draw.rng.randrange(1, 9))
    end = start + timedelta(hours=draw.rng.choice((4, 5, 6, 7)))
    if team is None or any(o.team == team and o.start < end and start < o.end for o in ops.overrides.values()):
        return None
    free = [p for p in ops.people.values() if p.team == team and not held_by(ops, p.handle, start, end)]
    now_has = holder(ops, team, "primary", start)
    if len(free) < 3 or now_has is None or holder(ops, team, "primary", end - timedelta(minutes=1)) is not now_has:
        return None
    shorter = end - timedelta(hours=draw.rng.choice((1, 2)))
    first, second, third = free[:3]
    other = first if first.approver else third
    both = draw.hard and draw.chance(0.6)
    turns = [
        draw.ask(
            "[Who of team {team} is free|Which people of {team} are not on call|Who in {team} has no pager] on {day} between {start} and {end}?",
            because="[I need a substitute.|There's a funeral that half the team goes to.|We have a company event that day.|I'm putting the rota for that evening together.]",
            team=team,
            day=start.date(),
            start=f"{start:%H:%M}",
            end=f"{end:%H:%M}",
        ),
        draw.then(
            "[The second one you named takes the primary pager for that time.|Put the second of them on primary for those hours.|Then the second one, as primary, for the whole of it.] [We have talked about it.|That is agreed.|It is fine with everybody.]"
        ),
    ]
    if draw.hard:
        turns.append(
            draw.then(
                "[Oh, sorry: only until {shorter}.|Wait, it should end at {shorter} already.|Correction, {shorter} is enough as the end.]",
                shorter=f"{shorter:%H:%M}",
            )
        )
        turns.append(
            draw.then(
                "[And who would have had the primary pager otherwise|Whose primary shift is that by the schedule|Who is relieved by that]? [I want to write to them.|They should know.]"
            )
        )
        if both:
            turns.append(
                draw.then(
                    "[For the same hours, as corrected, the first one you named takes the secondary pager if they may approve releases; if not, the third one.|Secondary for the same (shortened) hours: the first of your list if that is a release approver, otherwise the third.] [Also agreed.|They know.]"
                )
            )

    def solve(hands: Hands) -> None:
        layers = ["shift", "override"] if hands.bother("overrides count as well") else ["shift"]
        found, calendar = hands.calls(
            ("service_catalogue", {"selector": {"team": team}, "include": ["members"]}),
            ("ops_calendar", {"window": span(start, end), "layers": layers}),
            why="[get the members and who is on call then|see who is in the team and who has a pager]",
        )
        busy = {row["person"] for row in calendar["entries"]}
        rows = hands.keep(found["services"][0]["members"], "free", lambda row: row["handle"] not in busy)
        heard = hands.say(
            "[Free at that time:|These are not on call then:|Without a pager then:]",
            *(
                fact(f"{place}", f"{row['name']} ({row['handle']})", "[{label}. {value}.|{label}: {value}.]")
                for place, row in enumerate(rows, 1)
            ),
        )
        if not heard:
            return
        pick = rows[1]
        done = put_on_call(
            hands, "[put them on|enter the override]", team, "primary", pick["handle"], span(start, end), "cover"
        )
        heard = hands.say(
            fact(
                "primary",
                f"{pick['name']}",
                "[{value} has the primary pager from {a} to {b}.|{value} is primary then, {a} to {b}.|I entered {value} as primary, {a} to {b}.]",
                a=start,
                b=f"{end:%H:%M}",
            )
        )
        if not heard:
            return
        replaces = done["override_id"] if hands.keep(["old"], "correction", lambda _: False) == [] else None
        if replaces is None:
            hands.attempt(
                "override_shift",
                "[enter it again|enter the shorter span]",
                team=team,
                role="primary",
                person=pick["handle"],
                window=span(start, shorter),
                reason="cover",
            )
        else:
            done = put_on_call(
                hands,
                "[shorten it|replace it by a shorter one]",
                team,
                "primary",
                pick["handle"],
                span(start, shorter),
                "cover",
                replaces=replaces,
            )
        heard = hands.say(
            fact(
                "until", f"{shorter:%H:%M}", "[It ends at {value} now.|Changed: until {value}.|Now only until {value}.]"
            )
        )
        if not heard:
            return
        names = {row["handle"]: row["name"] for row in found["services"][0]["members"]}
        heard = hands.say(
            fact(
                "relieved by it",
                f"{names.get(done['covers'], done['covers'])} ({done['covers']})",
                "[By the schedule it is {value}.|That would have been {value}.|{value} is relieved by it.]",
            )
        )
        if not heard:
            return
        able = hands.keep([rows[0]], "approver", lambda row: row["release_approver"])
        extra = able[0] if able else rows[2]
        put_on_call(
            hands,
            "[enter the secondary|put the secondary in]",
            team,
            "secondary",
            extra["handle"],
            span(start, shorter),
            "cover",
        )
        hands.say(
            fact(
                "secondary",
                extra["name"],
                "[{value} has the secondary pager for the same hours.|Secondary is {value}.|{value} is in as secondary.]",
            )
        )

    finish = shorter if draw.hard else end
    wants: list[Want] = [Tells("somebody who is free", p.name, turn=0) for p in free]
    if both:
        wants.append(Gains("overrides", {"team": team, "start": start, "end": finish}, 2))
        wants.append(Tells("who is secondary", other.name))
    else:
        wants.append(
            Gains(
                "overrides", {"team": team, "role": "primary", "person": second.handle, "start": start, "end": finish}
            )
        )
    if draw.hard:
        wants.append(Tells("who is relieved", ops.people[now_has.person].name, turn=3))
    wants.append(OnlyChanges(("overrides",)))
    kinds = ("free", "order", *(("correction",) if draw.hard else ()), *(("approver",) if both else ()))
    return Goal(
        tuple(turns),
        [team, start.isoformat(), end.isoformat(), shorter.isoformat() if draw.hard else None, both],
        kinds,
        ("service_catalogue", "ops_calendar", "override_shift"),
        solve,
        tuple(wants),
    )


@goal("multi_easy", "multi_hard")
def talk_about_maintenance(draw: Draw) -> Goal | None:
    """What is planned, then one of the windows silenced; hard: an earlier end, the last one too as far as allowed."""
    ops = ops_of(draw)
    days = draw.rng.choice((3, 4, 5))
    horizon = (draw.now + timedelta(days=days)).replace(hour=0, minute=0)
    early = sorted((m for m in ops.maintenance.values() if m.start < horizon), key=lambda m: (m.start, m.id))
    most = timedelta(hours=SILENCE_HOURS)
    pairs = [
        list(pair)
        for pair in combinations(sorted({m.service for m in early}), 2)
        if 3 <= len(rows := [m for m in early if m.service in pair]) <= 5 and rows[1].end - rows[1].start <= most
    ]
    names = draw.one(pairs)
    if names is None:
        return None
    draw.rng.shuffle(names)
    rows = [m for m in early if m.service in names]
    second, last = rows[1], rows[-1]
    ends = second.end - timedelta(minutes=draw.rng.choice((15, 20, 30)))
    last_end = min(last.end, last.start + most)
    too = draw.hard and last is not second and draw.chance(0.7)
    turns = [
        draw.ask(
            "[What maintenance is planned for|Which maintenance windows are there for|Tell me the maintenance windows of] {first} and {other} [that start before {horizon}|starting before {horizon}]? [In order of their start, please.|First one first.|By time.]",
            because="[I'm on call that week.|The vendor sent three versions of the plan.|I want to sleep in those nights.|I am preparing the handover.]",
            first=names[0],
            other=names[1],
            horizon=horizon.date(),
        ),
        draw.then(
            "[Silence the second one|Silence the alerts for the second of them|For the second one, set a silence], [service and region as it says|just its service and its region|only that service in that region], [tickets only|only tickets, no pages|severity ticket only]."
        ),
    ]
    if draw.hard:
        turns.append(
            draw.then(
                "[Let it end at {ends} instead.|Actually, they will be done by {ends}; end it then.|Please shorten it, {ends} is the end.] [Replace it, I don't want two.|One silence, not two.]",
                ends=f"{ends:%H:%M}",
            )
        )
        if too:
            turns.append(
                draw.then(
                    "[And the last one of your list: the same, but with pages as well, so no severity; as long as the rules allow from its start, and not beyond its end.|Then the last one on the list, this time all severities, from its start for as long as the window and our limit allow.]"
                )
            )
        turns.append(
            draw.then(
                "[How many minutes of that last window are not covered now|How long is the last window uncovered, in minutes]?"
                if too
                else "[How many minutes of the second window are uncovered now|So for how many minutes is that window not covered]?"
            )
        )
    tickets = {"service": second.service, "region": second.region, "severity": "ticket"}

    def solve(hands: Hands) -> None:
        got = hands.call(
            "ops_calendar",
            "[read the maintenance calendar|look at what is planned]",
            window=span(draw.now, horizon + timedelta(days=2)),
            layers=["maintenance"],
            services=names,
        )
        found = hands.keep(got["entries"], "date", lambda row: moment_of(row["start"]) < horizon)
        heard = hands.say(
            *(
                fact(
                    f"{place}",
                    f"{row['service']} in {row['region']}, {row['comment']}",
                    "[{label}. {value}, from {a} to {b}.|{label}: {value}; {a} until {b}.]",
                    a=moment_of(row["start"]),
                    b=f"{moment_of(row['end']):%H:%M}",
                )
                for place, row in enumerate(found, 1)
            )
        )
        if not heard:
            return
        row = found[1]
        labels = {"service": row["service"], "region": row["region"]} | (
            {"severity": "ticket"} if hands.keep([1], "severity", lambda _: False) == [] else {}
        )
        made = silence(
            hands,
            "[set the silence|silence it]",
            labels,
            {"start": row["start"], "end": row["end"]},
            f"maintenance {row['id']}",
        )
        heard = hands.say(
            fact(
                "silence",
                made["silence_id"],
                "[{value} silences the tickets of {service} in {region}.|It is in place: {value}, tickets of {service} in {region}.|Set, as {value}, for tickets of {service} in {region}.]",
                service=row["service"],
                region=row["region"],
            )
        )
        if not heard:
            return
        replaces = made["silence_id"] if hands.keep(["one"], "correction", lambda _: False) == [] else None
        made = silence(
            hands,
            "[put a shorter one in its place|shorten it]",
            labels,
            span(moment_of(row["start"]), ends),
            f"maintenance {row['id']}",
            replaces=replaces,
        )
        heard = hands.say(
            fact(
                "silence in its place",
                made["silence_id"],
                "[Replaced by {value}, which ends at {ends}.|{value} ends at {ends} and takes its place.]",
                ends=f"{ends:%H:%M}",
            )
        )
        if not heard:
            return
        until, whole = ends, moment_of(row["end"])
        if too:
            row = found[-1]
            whole = moment_of(row["end"])
            until = min(whole, moment_of(row["start"]) + most)
            made = silence(
                hands,
                "[silence the last one|set the other silence]",
                {"service": row["service"], "region": row["region"]},
                span(moment_of(row["start"]), until),
                f"maintenance {row['id']}",
            )
            heard = hands.say(
                fact(
                    "silence",
                    made["silence_id"],
                    "[{value} covers {service} in {region}.|{service} in {region} is silenced by {value}.]",
                    service=row["service"],
                    region=row["region"],
                )
            )
            if not heard:
                return
        rest = int((whole - until).total_seconds() // 60)
        hands.say(
            fact(
                "not covered",
                f"{rest} minutes",
                "[{value} of it are not covered.|That leaves {value} uncovered.|Uncovered: {value}.]",
            )
        )

    wants: list[Want] = [Tells(f"the work on {m.service}", m.work, turn=0) for m in rows]
    count = 2 if too else 1
    wants.append(silenced(ops, tickets, second.start, ends if draw.hard else second.end, count))
    if too:
        wants.append(silenced(ops, {"service": last.service, "region": last.region}, last.start, last_end, count))
    if draw.hard:
        rest = last.end - last_end if too else second.end - ends
        wants.append(Tells("the minutes that are not covered", int(rest.total_seconds() // 60)))
    wants.append(OnlyChanges(("silences",)))
    kinds = ("date", "order", "severity", *(("correction",) if draw.hard else ()), *(("limit",) if too else ()))
    return Goal(
        tuple(turns),
        [sorted(m.id for m in rows), ends.isoformat() if draw.hard else None, too],
        kinds,
        ("ops_calendar", "create_silence"),
        solve,
        tuple(wants),
    )


TALK = (who_could_cover, talk_about_maintenance)
