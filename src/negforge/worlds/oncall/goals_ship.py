"""Long requests about what runs: shipping what passed staging, growing a flag in steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.oncall.goal_parts import calm_services, ops_of
from negforge.worlds.oncall.landed import release_there, set_share
from negforge.worlds.oncall.reading import approver_among, duty, reading_of, span
from negforge.worlds.oncall.rules import (
    STEP_POINTS,
    approver_now,
    freeze_for,
    moment_of,
    open_incidents,
    releases_of,
    running,
)
from negforge.worlds.wants import Becomes, Gains, NotCalled, OnlyChanges, Says, Tells, Want


@goal("single_easy", "single_hard")
def promote_if_clear(draw: Draw) -> Goal | None:
    """Ship the newest version that passed staging long enough ago, unless a freeze or an open incident stands against it."""
    ops = ops_of(draw)
    calm = {s.name for s in calm_services(draw)}
    pool = [s for s in ops.services.values() if s.name in calm]
    if not draw.hard:
        pool = [s for s in pool if s.tier > 1 and freeze_for(ops.freezes.values(), s.tier, draw.now) is None]
    service = draw.one(pool)
    if service is None:
        return None
    hours = draw.rng.choice((12, 18, 24, 36))
    live = running(ops, service.name)
    tried = {r.version for r in releases_of(ops, service.name, "production")}
    fit = [
        r
        for r in releases_of(ops, service.name, "staging")
        if r.outcome == "succeeded"
        and r.finished is not None
        and r.finished <= draw.now - timedelta(hours=hours)
        and r.version not in tried
    ]
    frozen = freeze_for(ops.freezes.values(), service.tier, draw.now)
    blocked_by = open_incidents(ops, service.name)
    sick = sorted(n for n in service.depends if open_incidents(ops, n))
    heeds_upstream = draw.hard and draw.chance(0.5)
    approver = approver_now(ops, service.team, draw.now) if service.tier == 1 else None
    if live is None or not fit or (service.tier == 1 and approver is None and not frozen):
        return None
    best = fit[0]
    stop = bool(draw.hard and (frozen or blocked_by or (heeds_upstream and sick)))
    turn = draw.ask(
        "[Please ship to production|Get into production|Deploy to production] [the newest version of {service} that has been in staging without failing for at least {hours} hours|whatever newest build of {service} has sat in staging, successfully, for {hours} hours or more].",
        *(
            [
                "[But not if a freeze covers it or an incident is open on it|Unless it is frozen right now or there is an open incident on it]"
                + (
                    "[, or on something that it depends on.|, and the same goes for open incidents on its dependencies.]"
                    if heeds_upstream
                    else "."
                ),
                "[In that case leave it and tell me what stands in the way.|If so, don't ship, tell me why.|Then leave everything and give me the reason.]",
            ]
            if draw.hard
            else []
        ),
        because="[The release manager is ill today.|A customer has been waiting for this fix.|I keep getting pulled into calls.|Our sprint ends today.|It is overdue.]",
        service=service.name,
        hours=hours,
    )

    def solve(hands: Hands) -> None:
        got = hands.call(
            "release_registry",
            "[see what waits in staging|read its releases|look at what has passed staging]",
            service=service.name,
        )
        rows = got["releases"]
        done = {row["version"] for row in rows if row["environment"] == "production"}
        waiting = [row for row in rows if row["environment"] == "staging" and row["version"] not in done]
        waiting = hands.keep(waiting, "outcome", lambda row: row["outcome"] == "succeeded")
        limit = draw.now - timedelta(hours=hours)
        waiting = hands.keep(
            waiting, "age", lambda row: row["finished"] is not None and moment_of(row["finished"]) <= limit
        )
        pick = hands.best(waiting, lambda row: -moment_of(row["started"]).timestamp())
        found = hands.call(
            "service_catalogue",
            "[see tier, team and dependencies|look the service up|check its tier and what it depends on]",
            services=[service.name],
            include=["members", "dependencies"],
        )
        about = found["services"][0]
        reasons: list[Any] = _obstacles(hands, draw, about, heeds_upstream) if draw.hard else []
        if reasons:
            hands.say(
                "[I have not shipped {service} {version}|{service} {version} stays in staging|Nothing was shipped: {service} {version} has to wait].",
                *reasons,
                service=service.name,
                version=pick["version"],
            )
            return
        given: dict[str, str] = {}
        if about["tier"] == 1:
            who = approver_among(hands, duty(hands, about["team"], draw.now), about["members"])
            given = {"approver": who["person"]} if who else {}
        answer = hands.call(
            "start_release",
            "[ship it|start the release|send it to production]",
            landed=lambda: release_there(hands, service.name, pick["version"]),
            service=service.name,
            environment="production",
            change={"kind": "deploy", "version": pick["version"]},
            authorisation=given or None,
        )
        hands.say(
            fact(
                f"{service.name} to production",
                f"{pick['version']} ({answer['release']['release_id']})",
                "[{service} {value} is on its way to production.|I have started the release of {service} {value}.|{service} {value} is rolling out.]",
                service=service.name,
            ),
            *(
                [fact("approver", given["approver"], "[{value} is on call and stands as approver.|Approver: {value}.]")]
                if given
                else []
            ),
        )

    wants: list[Want] = [Tells("the version", best.version)]
    if stop:
        wants += [NotCalled(("start_release",), effects_only=True), OnlyChanges()]
        if frozen:
            wants.append(Says("the freeze", "freeze|frozen"))
        elif blocked_by:
            wants.append(Says("the incident", "incident|INC-"))
        else:
            wants.append(Tells("the dependency that has an incident", sick[0]))
    else:
        wants += [
            Gains(
                "releases",
                {"service": service.name, "environment": "production", "kind": "deploy", "version": best.version},
            ),
            OnlyChanges(("releases",)),
        ]
    plan = ["release_registry", "service_catalogue"]
    plan += ["incidents"] if draw.hard else []
    plan += ["ops_calendar"] if draw.hard or service.tier == 1 else []
    plan += [] if stop else ["start_release"]
    return Goal(
        (turn,),
        [service.name, hours, heeds_upstream],
        (
            "outcome",
            "age",
            *(("freeze", "incident") if draw.hard else ()),
            *(("dependency",) if heeds_upstream else ()),
            *(("approver",) if service.tier == 1 and not stop else ()),
        ),
        tuple(plan),
        solve,
        tuple(wants),
    )


def _obstacles(hands: Hands, draw: Draw, about: dict[str, Any], heeds_upstream: bool) -> list[Any]:
    """What stands against a release: a freeze, an incident of the service, of what it depends on."""
    if not hands.bother("look for a freeze and for incidents"):
        return []
    names = [about["service"], *(about["depends_on"] if heeds_upstream else [])]
    calendar, found = hands.calls(
        ("ops_calendar", {"window": span(draw.now, draw.now + timedelta(minutes=1)), "layers": ["freeze"]}),
        ("incidents", {"states": ["open"]}),
        why="[check for a freeze and for open incidents|see whether anything stands in the way]",
    )
    frozen = hands.keep(calendar["entries"], "freeze", lambda row: about["tier"] in row["tiers"])
    told: list[Any] = [
        fact(
            "freeze",
            moment_of(row["end"]),
            "[The freeze covers tier {tier} until {value}.|Tier {tier} is in a freeze until {value}.]",
            tier=about["tier"],
        )
        for row in frozen[:1]
    ]
    open_ones = hands.keep(found["incidents"], "incident", lambda row: any(name in names for name in row["services"]))
    for row in open_ones[:3]:
        hit = [name for name in row["services"] if name in names] or row["services"]
        told.append(
            fact(
                "open incident",
                row["incident_id"],
                "[{value} is open on {service}.|There is an open incident on {service}, {value}.]",
                service=hit[0],
            )
        )
    return told


@goal("single_hard")
def grow_a_flag(draw: Draw) -> Goal | None:
    """Grow a flag to a share in allowed steps, looking at the error rate after each; back to the last good step if it rises."""
    ops = ops_of(draw)
    calm = {s.name for s in calm_services(draw)}
    flags = [f for f in ops.flags.values() if f.service in calm and f.rollout["production"] <= 45]
    flag = draw.one(flags)
    if flag is None or draw.now.hour > 15:
        return None
    now_at = flag.rollout["production"]
    target = min(100, now_at + draw.rng.choice((35, 40, 45, 50, 55, 60, 65)))
    limit = draw.rng.choice((2.0, 2.5, 3.0, 4.0))
    steps = [now_at]
    while steps[-1] < target:
        steps.append(min(target, steps[-1] + STEP_POINTS))
    good = next((steps[n - 1] for n, s in enumerate(steps) if flag.brittle is not None and s >= flag.brittle), target)
    turn = draw.ask(
        "[Take|Please bring|Grow|Roll out] {flag} [up to|to] {target} % in production, [in steps as large as allowed|with the largest steps that are allowed|in as few steps as the rules let you].",
        "[After each step wait twenty minutes and look at the error rate of {service}.|Wait 20 minutes after every step and check {service}'s error rate.|Between steps give it twenty minutes, then read the error rate of {service}.]",
        "[If it goes above {limit} %, go back to the last share that was fine and stop there.|Above {limit} % you go back one step and stop.|Should it exceed {limit} %, return to the share before and leave it at that.]",
        because="[We launch it this week.|Last time somebody jumped straight to the end and it hurt.|I'd do it myself but I'm presenting.|Product wants it out today.]",
        flag=flag.key,
        target=target,
        service=flag.service,
        limit=f"{limit:g}",
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "service_catalogue",
            "[see where the flag stands|read the present share]",
            services=[flag.service],
            include=["flags"],
        )
        row = next(r for r in found["services"][0]["flags"] if r["flag"] == flag.key)
        fine = row["production"]["percent"]
        clock, stopped = draw.now, False
        while fine < target and not stopped:
            step = min(target, fine + STEP_POINTS)
            set_share(hands, "[make the next step|set the next share]", flag.service, flag.key, step, "planned step")
            if not hands.bother("look after each step"):
                hands.call("pause", "[wait for the next step|let the minutes pass]", minutes=20)
                fine = step
                continue
            state = hands.call("pause", "[wait twenty minutes|give it twenty minutes]", minutes=20)
            clock = moment_of(state["now"])
            got = hands.call(
                "query_metrics",
                "[look at the error rate|check the errors after the step|read the error rate]",
                services=[flag.service],
                metrics=["error_rate"],
                window=span(clock - timedelta(minutes=10), clock + timedelta(minutes=1)),
            )
            rate = reading_of(hands, got["series"][0]["error_rate"], "last")
            stopped = not hands.keep([rate], "threshold", lambda value: value <= limit)
            if stopped:
                set_share(
                    hands,
                    "[go back one step|set it back]",
                    flag.service,
                    flag.key,
                    fine,
                    f"error rate above {limit:g} percent",
                )
                hands.say(
                    fact(
                        f"error rate at {step} %",
                        f"{rate:g} %",
                        "[At {step} % the error rate of {service} rose to {value}, above your limit.|After the step to {step} % the error rate was {value}.]",
                        step=step,
                        service=flag.service,
                    ),
                    fact(
                        f"{flag.key} in production",
                        f"{fine} %",
                        "[I set {flag} back to {value} and stopped.|{flag} is back at {value}, and it stays there.]",
                        flag=flag.key,
                    ),
                )
                return
            fine = step
        hands.say(
            fact(
                f"{flag.key} in production",
                f"{fine} %",
                "[{flag} is at {value} in production.|{flag} has reached {value}.|All steps went well, {flag} is at {value}.]",
                flag=flag.key,
            )
        )

    path = f"flags.{flag.key}"
    return Goal(
        (turn,),
        [flag.key, target, limit],
        ("threshold", "steps", *(("stop",) if good != target else ())),
        ("service_catalogue", "set_flag_rollout", "pause", "query_metrics"),
        solve,
        (
            Becomes(f"{path}.rollout.production", good),
            Tells("where the flag stands", good),
            OnlyChanges((path, "troubles")),
        ),
    )


SHIP = (promote_if_clear, grow_a_flag)
