"""Conversations about changes: from a question to an undo, and flags that grow by word of mouth."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, with_replies
from negforge.worlds.oncall.goal_parts import calm_services, noted, ops_of, troubled
from negforge.worlds.oncall.goals_cause import roll_back, set_back
from negforge.worlds.oncall.landed import change_incident, set_share
from negforge.worlds.oncall.reading import cause_of, reading_of, span
from negforge.worlds.oncall.rules import (
    STEP_POINTS,
    approver_now,
    last_good,
    moment_of,
)
from negforge.worlds.oncall.state import Flag
from negforge.worlds.wants import Becomes, Gains, OnlyChanges, Says, Tells, Want
from negforge.worlds.wording import listed

AGREED = "as agreed with the engineer"


@goal("multi_easy", "multi_hard")
def look_then_undo(draw: Draw) -> Goal | None:
    """What is wrong, then undo it; hard: is it through, a note, and a state that depends on the alerts."""
    ops = ops_of(draw)
    picked = draw.one([*troubled(draw, "release") * 2, *troubled(draw, "flag")])
    if picked is None:
        return None
    service, trouble, incident = picked
    if service.tier == 1 and approver_now(ops, service.team, draw.now) is None and trouble.cause == "release":
        return None
    since = trouble.onset - timedelta(minutes=20 + trouble.onset.minute % 10)
    turns = [
        draw.ask(
            "[What's going on with {service}|What is wrong with {service}|{service} looks bad, what is it]? [Which incident is it, and what do the logs blame|Give me the incident and what the logs point to|I need the incident number and what, going by the logs, is behind it]? [It began after {since}.|It must have started after {since}.]",
            because="[I was just paged.|Support is asking.|I've only now come online.|My manager is asking for a summary.]",
            service=service.name,
            since=f"{since:%H:%M}",
        ),
        draw.then(
            "[Then undo that|OK, take that back|Revert just that, then|Please undo it], [under that incident|with that incident as the reason|and book it on that incident]. [To what was there before.|Back to how it was.|Whatever ran before that.]"
        ),
    ]
    if draw.hard:
        turns += [
            draw.then(
                "[Is it through|Has it worked|Did that help]? [Wait if you must.|Take the time it needs, then tell me about the alerts.|If it isn't done yet, wait and look again.] [Are the alerts of {service} gone?|I want to know whether its alerts have resolved.]",
                service=service.name,
            ),
            draw.then(
                "[Put a note on the incident|Write into its timeline|Note on the incident please] [what was undone and what it went back to|which change it was and what is in place now], [with the names|with version or percentage|exactly, please]."
            ),
        ]
        if draw.chance(0.6):
            turns.append(
                draw.then(
                    "[And set it to resolved if no alert of it is up any more, else to mitigated.|If all its alerts are gone it may be resolved, otherwise make it mitigated.|Then its state: resolved if nothing fires, mitigated if something still does.]"
                )
            )
    closes = len(turns) == 5
    is_release = trouble.cause == "release"

    def solve(hands: Hands) -> None:
        alerts, got = hands.calls(
            ("list_alerts", {"states": ["firing", "silenced"], "selector": {"service": service.name}}),
            ("incidents", {"services": [service.name]}),
            why="[see its alerts and incidents|look at alerts and incidents]",
        )
        rows = hands.keep(got["incidents"], "state", lambda row: row["state"] == "open")
        mine = rows[0]["incident_id"]
        cause = cause_of(hands, service.name, since, draw.now)
        blame = cause.ref or "the newest release"
        heard = hands.say(
            fact("incident", mine, "[It is {value}.|The incident is {value}.|{value} is open for it.]"),
            fact(
                "alerts",
                listed([row["rule"] for row in alerts["alerts"]]) or "none",
                "[Alerts: {value}.|Up at the moment: {value}.]",
            ),
            fact(
                "cause by the logs",
                blame,
                "[The logs blame the flag {value}.|The errors occur where the flag {value} is on.]"
                if cause.kind == "flag"
                else "[By the logs the errors came in with {value}.|The logs point to release {value}.|The error was first seen in {value}.]",
            ),
        )
        if not heard:
            return
        if cause.kind == "flag":
            told, before, now_at = set_back(hands, cause)
        else:
            told, before, now_at = roll_back(hands, cause, mine, draw.now)
        heard = hands.say(*told)
        if not heard:
            return
        if hands.bother("wait for the effect", "more"):
            hands.call("pause", "[let it take effect|wait until it is through]", minutes=26)
        again = hands.call(
            "list_alerts",
            "[see whether the alerts are gone|look at its alerts again]",
            selector={"service": service.name},
        )
        recent = [row for row in again["alerts"] if moment_of(row["started"]) >= since]
        gone = all(row["state"] == "resolved" for row in recent)
        heard = hands.say(
            "[Yes, the alerts of {service} have resolved.|It has worked, its alerts are resolved.]"
            if gone
            else "[Not yet, the alerts of {service} still fire.|The alerts are still up.]",
            service=service.name,
        )
        if not heard:
            return
        text = f"Undone: {before}; in place now: {now_at}."
        change_incident(hands, "[write the note|note it]", mine, [{"set": "note", "value": text}])
        heard = hands.say(
            fact("note on", mine, "[It is noted on {value}.|{value} has the note.]"),
            "[It says: {text}|The text: {text}]",
            text=text,
        )
        if not heard:
            return
        state = "resolved" if gone else "mitigated"
        change_incident(hands, "[set its state|change the state]", mine, [{"set": "state", "value": state}])
        hands.say(
            fact(f"state of {mine}", state, "[{incident} is {value} now.|I set {incident} to {value}.]", incident=mine)
        )

    good = last_good(ops, trouble)
    blame_want = Tells("what the logs blame", trouble.ref, turn=0)
    wants: list[Want] = [Tells("the incident", incident.id, turn=0), blame_want]
    changes = ["troubles", "alerts"]
    if is_release and good is not None:
        wants.append(
            Gains(
                "releases",
                {"service": service.name, "kind": "rollback", "version": good.version, "environment": "production"},
            )
        )
        words = [trouble.ref, good.version]
        changes.append("releases")
    else:
        flag = ops.flags[trouble.ref]
        wants.append(Becomes(f"flags.{flag.key}.rollout.production", flag.before["production"]))
        words = [flag.key, str(flag.before["production"])]
        changes.append(f"flags.{flag.key}")
    if draw.hard:
        wants += [Says("that the alerts are gone", r"resolved|cleared|gone", turn=2), noted(ops, incident, words)]
        changes.append(f"incidents.{incident.id}.timeline")
    if closes:
        wants.append(Becomes(f"incidents.{incident.id}.state", "resolved"))
        changes.append(f"incidents.{incident.id}.state")
    wants.append(OnlyChanges(tuple(changes)))
    plan = ["list_alerts", "incidents", "query_logs", "service_catalogue"]
    plan += ["release_registry", "start_release"] if is_release else ["set_flag_rollout"]
    plan += ["ops_calendar"] if is_release and service.tier == 1 else []
    plan += ["pause", "list_alerts", "update_incident"] if draw.hard else []
    return Goal(
        tuple(turns),
        [incident.id, len(turns)],
        (
            "cause",
            "state",
            *(("environment", "outcome") if is_release else ()),
            *(("approver",) if is_release and service.tier == 1 else ()),
            *(("late condition",) if closes else ()),
        ),
        tuple(plan),
        solve,
        tuple(wants),
    )


def _share(flag: Flag) -> int:
    return flag.rollout["production"]


@goal("multi_easy", "multi_hard")
def talk_about_flags(draw: Draw) -> Goal | None:
    """Where flags stand, then one of them up; near the half a yes is needed. Hard: a correction, a check, the other flag."""
    ops = ops_of(draw)
    calm = {s.name for s in calm_services(draw)}
    by_service: dict[str, list[Flag]] = {}
    for flag in ops.flags.values():
        if flag.service in calm:
            by_service.setdefault(flag.service, []).append(flag)
    points = draw.rng.choice((10, 15, 20, 25))
    found = draw.one(
        rows
        for _, rows in sorted(by_service.items())
        if len(rows) > 1
        and 5 <= _share(rows[1]) <= 70
        and not rows[1].changed["production"] > draw.now - timedelta(hours=1)
    )
    if found is None:
        return None
    first, second = found[0], found[1]
    raised = _share(second) + points
    needs_yes = raised >= 50
    less = draw.rng.choice([n for n in (3, 4, 5, 6, 8) if n < points])
    corrected = raised - less
    limit = draw.rng.choice((2.0, 3.0, 4.0))
    fails = second.brittle is not None and corrected >= second.brittle
    settled = _share(second) if fails else corrected
    other_fits = settled <= _share(first) + STEP_POINTS and (settled < 50 or settled <= _share(first))
    asks_other = (
        draw.hard
        and other_fits
        and settled != _share(first)
        and not (first.brittle is not None and settled >= first.brittle)
    )
    turns = [
        draw.ask(
            "[Which flags does {service} have, and where do they stand in production|List the flags of {service} with their share in production|Where are the flags of {service} in production]?",
            because="[I'm planning today's steps.|I lost track after the holiday.|Product is asking for an overview.|The rollout sheet is out of date.]",
            service=second.service,
        ),
        draw.then(
            "[Raise the second one by {points} points|Take the second of them up {points} points|The second one: up by {points} points, please][ in production|, production only|].",
            points=points,
        ),
    ]
    if needs_yes:
        turns[1] = with_replies(
            turns[1], (r"\?", draw.word("[Yes, go ahead.|Yes, that is what I want.|Yes please, do it.|Go ahead, yes.]"))
        )
    if draw.hard:
        turns.append(
            draw.then(
                "[Sorry, that was too much: make it {less} points less.|Hm, I misread the plan. {less} points lower, please.|Correction: {less} points less than that.]",
                less=less,
            )
        )
        turns.append(
            draw.then(
                "[Now wait twenty minutes and look at the error rate of {service}|Give it 20 minutes, then check {service}'s error rate]. [If it is above {limit} %, put the flag back to where it stood when I first asked.|Above {limit} % means: flag back to its value at the start of our talk.]",
                service=second.service,
                limit=f"{limit:g}",
            )
        )
        if asks_other:
            turns.append(
                draw.then(
                    "[And the first one: bring it to the same share as the second has now.|Then set the first one to whatever the second stands at now.|Finally, the first of them should have the same percentage as the second has now.]"
                )
            )

    def solve(hands: Hands) -> None:
        got = hands.call(
            "service_catalogue", "[read the flags|look at the flags]", services=[second.service], include=["flags"]
        )
        rows = got["services"][0]["flags"]
        heard = hands.say(
            *(
                fact(
                    row["flag"],
                    f"{row['production']['percent']} %",
                    "[{flag}: {value}.|{flag} is at {value}.|{flag} stands at {value}.]",
                    flag=row["flag"],
                )
                for row in rows
            )
        )
        if not heard:
            return
        row = rows[1]
        start = row["production"]["percent"]
        target = start + points
        if target >= 50 and hands.bother("the rule asks for a yes", "ask"):
            heard = hands.say(
                ask="[That takes {flag} to {target} % in production. Shall I do it?|{flag} would then be at {target} %, half of production or more. Do you want that?|Before I do: {flag} goes to {target} % in production. Is that a yes?]",
                flag=row["flag"],
                target=target,
            )
            if not heard:
                return
        set_share(hands, "[raise it|set the share]", second.service, row["flag"], target, AGREED)
        heard = hands.say(
            fact(
                row["flag"],
                f"{target} %",
                "[{flag} is at {value} now.|Raised: {flag} has {value}.|{flag} went to {value}.]",
                flag=row["flag"],
            )
        )
        if not heard:
            return
        lower = (
            target - less if hands.keep([less], "correction", lambda _: False) == [] else start + points - less - points
        )
        set_share(hands, "[correct it|set the lower share]", second.service, row["flag"], max(0, lower), AGREED)
        heard = hands.say(
            fact(
                row["flag"],
                f"{lower} %",
                "[Corrected: {flag} is at {value}.|{flag} is now at {value}.]",
                flag=row["flag"],
            )
        )
        if not heard:
            return
        state = hands.call("pause", "[wait twenty minutes|let twenty minutes pass]", minutes=20)
        rate = 0.0
        if hands.bother("read the error rate before saying that all is well"):
            clock = moment_of(state["now"])
            series = hands.call(
                "query_metrics",
                "[read the error rate|look at the errors]",
                services=[second.service],
                metrics=["error_rate"],
                window=span(clock - timedelta(minutes=10), clock + timedelta(minutes=1)),
            )
            rate = reading_of(hands, series["series"][0]["error_rate"], "last")
        if rate > limit:
            set_share(hands, "[set it back|put it back]", second.service, row["flag"], start, "errors rose")
            lower = start
            words = "[The error rate rose to {rate} %, so {flag} is back at {start} %.|At {rate} % it is above your limit; I put {flag} back to {start} %.]"
        else:
            words = "[The error rate is {rate} %, so {flag} stays at {lower} %.|All well, {rate} % errors; {flag} remains at {lower} %.]"
        heard = hands.say(words, rate=f"{rate:g}", flag=row["flag"], start=start, lower=lower)
        if not heard:
            return
        set_share(hands, "[set the first one|bring the other along]", second.service, rows[0]["flag"], lower, AGREED)
        hands.say(
            fact(
                rows[0]["flag"],
                f"{lower} %",
                "[{flag} is at {value} too.|{flag} now has {value} as well.]",
                flag=rows[0]["flag"],
            )
        )

    wants: list[Want] = [Tells(f"where {flag.key} stands", _share(flag), turn=0) for flag in found]
    end = settled if draw.hard else raised
    wants.append(Becomes(f"flags.{second.key}.rollout.production", end))
    if needs_yes:
        wants.append(Says("the question whether to go to half or more", r"\?", turn=1))
    changes = [f"flags.{second.key}", "troubles"]
    if asks_other:
        wants.append(Becomes(f"flags.{first.key}.rollout.production", settled))
        changes.append(f"flags.{first.key}")
    wants.append(OnlyChanges(tuple(changes)))
    kinds = (
        "order",
        *(("consent",) if needs_yes else ()),
        *(("correction", "threshold") if draw.hard else ()),
        *(("same as",) if asks_other else ()),
    )
    plan = ("service_catalogue", "set_flag_rollout", *(("pause", "query_metrics") if draw.hard else ()))
    return Goal(
        tuple(turns),
        [second.key, points, less if draw.hard else 0, limit if draw.hard else 0, asks_other],
        kinds,
        plan,
        solve,
        tuple(wants),
    )


MULTI = (look_then_undo, talk_about_flags)
