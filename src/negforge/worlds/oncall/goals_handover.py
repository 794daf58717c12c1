"""A conversation about taking over a team's open incidents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.oncall.goal_parts import noted, ops_of
from negforge.worlds.oncall.landed import change_incident
from negforge.worlds.oncall.reading import number, reading_of, span
from negforge.worlds.oncall.rules import SEV1_SHARE, moment_of
from negforge.worlds.oncall.signals import latest
from negforge.worlds.oncall.state import Incident
from negforge.worlds.wants import Becomes, OnlyChanges, Says, Tells, Want
from negforge.worlds.wording import listed


def _right_severity(draw: Draw, incident: Incident) -> str:
    """What the rule says: sev1 only for a tier-1 service that fails a fifth of its requests; else sev2 if it was higher."""
    ops = ops_of(draw)
    grave = any(
        ops.services[n].tier == 1 and latest(ops, n, "error_rate", draw.now) >= SEV1_SHARE for n in incident.services
    )
    if grave:
        return "sev1"
    return "sev2" if incident.severity == "sev1" else incident.severity


@goal("multi_hard")
def take_over_incidents(draw: Draw) -> Goal | None:
    """Open incidents of a team, one after the other: its commander and last note, command, the other one after all, severity."""
    ops = ops_of(draw)
    me = ops.people[ops.me]
    by_team: dict[str, list[Incident]] = {}
    for incident in sorted(ops.incidents.values(), key=lambda i: (i.opened, i.id), reverse=True):
        if incident.state == "open":
            by_team.setdefault(ops.services[incident.services[0]].team, []).append(incident)
    team = draw.one(t for t, rows in sorted(by_team.items()) if len(rows) > 1)
    if team is None:
        return None
    rows = by_team[team]
    first, second = rows[0], rows[1]
    if ops.me in (first.commander, second.commander):
        return None
    turned, checks = draw.chance(0.6), draw.chance(0.7)
    mine = first if turned else second
    last_note = max(second.timeline.values(), key=lambda e: (e.at, e.id))
    at = f"{draw.now:%H}:{draw.rng.choice((50, 55))}"
    turns = [
        draw.ask(
            "[I'm taking over for team {team}|I take over from the {team} people now]. [Which incidents are open on services of theirs|What is open on their services|Which open incidents do they have], [newest first|the newest one first]?",
            because="[My shift has just begun.|The one before me went home ill.|I was asked to help out.]",
            team=team,
        ),
        draw.then(
            "[Who commands the second one, and what does the last entry of its timeline say|The second one: who is its commander and what was written last]?"
        ),
        draw.then(
            "[Make me its commander|I take command of it, please enter that|Put me down as its commander]; I'm {name}, {handle}.",
            name=me.name,
            handle=me.handle,
        ),
    ]
    if turned:
        turns.append(
            draw.then(
                "[No wait, I meant the first one. Give the second back to who had it.|Sorry, wrong one: I should have the first, and the second goes back to its commander of before.|Oh no, the first one of course. The other goes back to whoever commanded it.]"
            )
        )
    if checks:
        turns.append(
            draw.then(
                "[Is the severity of mine right by our rule, going by the error rate right now|Look at the error rate of the one I command now: does its severity fit our rule]? [If sev1 is wrong make it sev2, if it should be sev1 set that, otherwise leave it.|Should it be sev1 and isn't, set it; is it sev1 without reason, make it sev2; else don't touch it.]"
            )
        )
    turns.append(
        draw.then(
            "[Note in its timeline that I took over at {at}.|Add to the timeline of mine: {name} took over at {at}.|And write there that the handover was at {at}.]",
            at=at,
            name=me.name,
        )
    )

    def solve(hands: Hands) -> None:
        found, got = hands.calls(
            ("service_catalogue", {"selector": {"team": team}}),
            ("incidents", {"states": ["open"], "include": ["timeline"]}),
            why="[see their services and the open incidents|list their services and what is open]",
        )
        owned = {row["service"] for row in found["services"]}
        open_ones = hands.keep(got["incidents"], "team", lambda row: row["services"][0] in owned)
        heard = hands.say(
            *(fact(row["title"], row["incident_id"], "[{value}: {label}.|{value}, {label}.]") for row in open_ones)
        )
        if not heard:
            return
        row = open_ones[1]
        entry = hands.best(
            list(reversed(row["timeline"]))
            if not hands.bother("the last entry is the newest")
            else row["timeline"][::-1],
            lambda e: -moment_of(e["at"]).timestamp(),
        )
        heard = hands.say(
            fact("commander", row["commander"]["name"], "[{value} commands it.|Its commander is {value}.]"),
            fact("last entry", entry["text"].rstrip("."), "[The last entry says: {value}.|Written last: {value}.]"),
        )
        if not heard:
            return
        mine_id, names = row["incident_id"], row["services"]
        _command(hands, mine_id, me.handle)
        heard = hands.say(
            fact(
                "under your command",
                mine_id,
                "[You command {value} now.|{value} is yours.|{value} has you as its commander.]",
            )
        )
        if heard and turned:
            if hands.keep(["back"], "correction", lambda _: False) == []:
                _command(hands, mine_id, row["commander"]["handle"])
            mine_id, names = open_ones[0]["incident_id"], open_ones[0]["services"]
            row = open_ones[0]
            _command(hands, mine_id, me.handle)
            heard = hands.say(
                fact(
                    "under your command",
                    mine_id,
                    "[Changed: you command {value}, the other is back with who had it.|{value} is yours now, and the other one went back.]",
                )
            )
        if heard and checks:
            heard = _check_severity(hands, row, mine_id, names, draw)
        if not heard:
            return
        change_incident(
            hands,
            "[note the handover|write it into the timeline]",
            mine_id,
            [{"set": "note", "value": f"{me.name} took over at {at}."}],
        )
        hands.say(
            fact("note on", mine_id, "[It is in the timeline of {value}.|{value} has the note.|Noted on {value}.]")
        )

    right = _right_severity(draw, mine)
    wants: list[Want] = [Tells("an open incident", i.id, turn=0) for i in rows]
    wants += [
        Tells("the commander", ops.people[second.commander].name, turn=1),
        Tells("the last entry", last_note.text.rstrip("."), turn=1),
        Becomes(f"incidents.{mine.id}.commander", me.handle),
        noted(ops, mine, [at]),
    ]
    if turned:
        wants.append(Becomes(f"incidents.{second.id}.commander", second.commander))
    if checks:
        wants.append(Becomes(f"incidents.{mine.id}.severity", right))
        wants.append(Says("the severity", "sev ?[1-4]", turn=len(turns) - 2))
    changed = ["commander", "timeline", *(["severity"] if checks else [])]
    wants.append(OnlyChanges(tuple(f"incidents.{mine.id}.{field}" for field in changed)))
    kinds = ("team", "order", *(("correction",) if turned else ()), *(("severity",) if checks else ()))
    plan = ("service_catalogue", "incidents", "update_incident", *(("query_metrics",) if checks else ()))
    return Goal(tuple(turns), [mine.id, second.id, turned, checks, at], kinds, plan, solve, tuple(wants))


def _command(hands: Hands, incident_id: str, handle: str) -> None:
    change_incident(
        hands, "[change the commander|enter the commander]", incident_id, [{"set": "commander", "value": handle}]
    )


def _check_severity(hands: Hands, row: dict[str, Any], incident_id: str, names: list[str], draw: Draw) -> str:
    """Measure, compare with the rule, correct the severity where it does not fit. Returns what the user says next."""
    if not hands.bother("measure before saying that it fits"):
        return hands.say("[{severity} seems right.|I think {severity} fits.]", severity=row["severity"])
    about = hands.call("service_catalogue", "[see its tier|check the tier]", services=names)
    tiers = {line["service"]: line["tier"] for line in about["services"]}
    got = hands.call(
        "query_metrics",
        "[read the error rate|measure the error rate]",
        services=names,
        metrics=["error_rate"],
        window=span(draw.now - timedelta(minutes=20), draw.now + timedelta(minutes=30)),
    )
    rates = {line["service"]: reading_of(hands, line["error_rate"], "last") for line in got["series"]}
    heavy = hands.keep([n for n in names if rates.get(n, 0.0) >= SEV1_SHARE], "severity", lambda n: tiers.get(n) == 1)
    right = "sev1" if heavy else "sev2" if row["severity"] == "sev1" else row["severity"]
    told = listed([f"{n} {number(rate)} %" for n, rate in rates.items()])
    if right == row["severity"]:
        return hands.say(
            "[The error rate is {told} now, so {severity} stays.|Measured: {told}. {severity} is left as it is.]",
            told=told,
            severity=right,
        )
    change_incident(
        hands, "[correct the severity|set the severity by the rule]", incident_id, [{"set": "severity", "value": right}]
    )
    return hands.say(
        "[The error rate is {told} now; by the rule I set it to {severity}.|Measured: {told}. It is {severity} now.]",
        told=told,
        severity=right,
    )


HANDOVER = (take_over_incidents,)
