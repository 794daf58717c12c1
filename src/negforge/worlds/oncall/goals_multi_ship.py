"""A conversation about a version that waits in staging: what is there, ship one, is it live, and back again."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.oncall.goal_parts import calm_services, ops_of
from negforge.worlds.oncall.landed import release_there
from negforge.worlds.oncall.reading import approver_among, duty, live_rows
from negforge.worlds.oncall.rules import (
    approver_now,
    freeze_for,
    moment_of,
    releases_of,
    running,
)
from negforge.worlds.wants import Gains, OnlyChanges, Says, Tells, Want


@goal("multi_easy", "multi_hard")
def ship_what_waits(draw: Draw) -> Goal | None:
    """What waits in staging, then the older or newer of it to production; hard: is it live, is the tile right, back again."""
    ops = ops_of(draw)
    calm = {s.name for s in calm_services(draw)}
    found = []
    for service in ops.services.values():
        tried = {r.version for r in releases_of(ops, service.name, "production")}
        waiting = [r for r in releases_of(ops, service.name, "staging") if r.version not in tried]
        free = freeze_for(ops.freezes.values(), service.tier, draw.now) is None
        good = [r for r in waiting if r.outcome == "succeeded"]
        if (
            service.name in calm
            and free
            and len(waiting) > 1
            and good
            and (service.tier > 1 or approver_now(ops, service.team, draw.now))
        ):
            found.append((service, waiting, good))
    picked = draw.one(found)
    if picked is None:
        return None
    service, waiting, good = picked
    older = draw.chance(0.5)
    if len(good) < 2 and not older:
        older = True
    chosen, live = good[-1 if older else 0], running(ops, service.name)
    if live is None:
        return None
    turns = [
        draw.ask(
            "[What is waiting in staging|What have we got in staging|Which builds are in staging] for {service} that [never went to production|production hasn't seen yet|has not been released to production]? [Say which of them failed.|And did any of them fail?|With the outcome of each.]",
            because="[I'm preparing the release call.|We haven't shipped for days.|The team lead wants to get rid of the backlog.|I was off on Friday.]",
            service=service.name,
        ),
        draw.then(
            "[Ship the oldest of those that passed.|The oldest one that succeeded goes to production, please.|Take the earliest good one to production.]"
            if older
            else "[Ship the newest of those that passed.|The newest one that succeeded goes to production, please.|Take the latest good one to production.]"
        ),
    ]
    back = draw.hard and draw.chance(0.7)
    if draw.hard:
        turns += [
            draw.then(
                "[Is it live?|Is that live yet?|Has it arrived?] [Wait for it if not.|If not, wait until it is.|Stay on it until it is, please.]"
            ),
            draw.then(
                "[And what does the dashboard tile say, is that the same?|The tile on my wall, does that agree? What does it show, and which of the two is right?|What version does the tile show now, and do I have to believe it?]"
            ),
        ]
        if back:
            turns.append(
                draw.then(
                    "[Sorry, a partner has a demo in an hour. Roll it back to what ran before.|Change of plan: back to the version before, please.|I have to ask you to go back to what was there before, the demo at noon needs the old one.]"
                )
            )
    refused = back and service.tier == 1

    def solve(hands: Hands) -> None:
        got = hands.call("release_registry", "[see what waits in staging|read the registry]", service=service.name)
        rows = got["releases"]
        done = {row["version"] for row in rows if row["environment"] == "production"}
        new = [row for row in rows if row["environment"] == "staging" and row["version"] not in done]
        previous = hands.best(live_rows(hands, rows), lambda row: -moment_of(row["started"]).timestamp())
        heard = hands.say(
            *(
                fact(
                    row["version"],
                    row["outcome"],
                    "[{version} ({value}).|{version}: {value}.|There is {version}, which {value}.]"
                    if row["outcome"] != "rolling_out"
                    else "[{version} is rolling out.]",
                    version=row["version"],
                )
                for row in new
            )
        )
        if not heard:
            return
        fit = hands.keep(new, "outcome", lambda row: row["outcome"] == "succeeded")
        pick = hands.best(fit, lambda row: moment_of(row["started"]).timestamp() * (1 if older else -1))
        about = hands.call(
            "service_catalogue", "[see tier and team|check the tier]", services=[service.name], include=["members"]
        )["services"][0]
        given: dict[str, str] = {}
        if about["tier"] == 1:
            who = approver_among(hands, duty(hands, about["team"], draw.now + timedelta(minutes=3)), about["members"])
            given = {"approver": who["person"]} if who else {}
        answer = hands.call(
            "start_release",
            "[ship it|start the release]",
            landed=lambda: release_there(hands, service.name, pick["version"]),
            service=service.name,
            environment="production",
            change={"kind": "deploy", "version": pick["version"]},
            authorisation=given or None,
        )
        release_id = answer["release"]["release_id"]
        heard = hands.say(
            fact(
                "release",
                f"{pick['version']} ({release_id})",
                "[{value} is rolling out to production.|I started {value}.|On its way: {value}.]",
            ),
            *(
                [
                    fact(
                        "approver",
                        given["approver"],
                        "[Approved by {value}, who is on call.|{value} is on call and stands as approver.]",
                    )
                ]
                if given
                else []
            ),
        )
        if not heard:
            return
        outcome = "rolling_out"
        if hands.bother("wait until it is live", "more"):
            hands.call("pause", "[wait until it is live|give it the time it takes]", minutes=16)
            after = hands.call(
                "release_registry",
                "[see whether it is live|look at the registry again]",
                service=service.name,
                environments=["production"],
            )
            outcome = after["releases"][0]["outcome"]
        heard = hands.say(
            "[Yes, {version} is live in production.|It is live: {version} succeeded.]"
            if outcome == "succeeded"
            else "[It is on its way and will be live soon.|It was accepted, so it should be live.]",
            version=pick["version"],
        )
        if not heard:
            return
        tile = hands.call(
            "service_catalogue", "[look at the tile|see what the tile shows]", services=[service.name], include=["tile"]
        )["services"][0]["tile"]
        heard = hands.say(
            fact(
                "the tile shows",
                tile["production_version"],
                "[The tile shows {value}, as of {at}.|On the tile it is {value}, refreshed {at}.]",
                at=moment_of(tile["refreshed"]),
            ),
            "[It is a cached snapshot; the registry counts, and that says {version}.|The tile lags; by the registry {version} runs, and that is what counts.]",
            version=pick["version"],
        )
        if not heard:
            return
        if about["tier"] == 1:
            found = hands.call(
                "incidents",
                "[look for an open incident on it|see whether an incident is open]",
                services=[service.name],
                states=["open"],
            )
            if not found["incidents"] and hands.objects("a tier-1 rollback needs an open incident"):
                hands.stop(
                    "[I can't roll back {service} now|I cannot roll {service} back]: [it is tier 1 and there is no open incident that names it|a tier-1 rollback needs an open incident that names the service, and there is none].",
                    offer="[{version} stays live for now.|If there is one, tell me and I go on.]",
                    service=service.name,
                    version=pick["version"],
                )
                return
        hands.call(
            "start_release",
            "[go back to the version before|roll it back]",
            landed=lambda: release_there(hands, service.name, previous["version"]),
            service=service.name,
            environment="production",
            change={"kind": "rollback", "version": previous["version"]},
            authorisation=given or None,
        )
        hands.say(
            fact(
                "rolling back to",
                previous["version"],
                "[It goes back to {value}.|The rollback to {value} has started.|Rolling back to {value}.]",
            )
        )

    wants: list[Want] = [Tells("a version that waits", r.version, turn=0) for r in waiting]
    entry = {"service": service.name, "environment": "production"}
    if back and not refused:
        wants.append(Gains("releases", entry, 2))
        wants.append(Tells("the version it goes back to", live.version))
    else:
        wants.append(Gains("releases", {**entry, "kind": "deploy", "version": chosen.version}))
    if draw.hard:
        wants += [
            Says("that it is live", r"\blive\b|succeeded", turn=2),
            Tells("what the tile shows", service.tile_version, turn=3),
            Tells("what runs", chosen.version, turn=3),
        ]
    if refused:
        wants.append(Says("why not", "incident"))
    wants.append(OnlyChanges(("releases",)))
    plan = [
        "release_registry",
        "service_catalogue",
        "start_release",
        *(["ops_calendar"] if service.tier == 1 else []),
        *(["pause"] if draw.hard else []),
        *(["incidents"] if refused else []),
    ]
    kinds = (
        "outcome",
        "oldest" if older else "newest",
        *(("approver",) if service.tier == 1 else ()),
        *(("sources",) if draw.hard else ()),
        *(("back",) if back else ()),
    )
    return Goal(tuple(turns), [service.name, older, len(turns)], kinds, tuple(plan), solve, tuple(wants))


MULTI_SHIP = (ship_what_waits,)
