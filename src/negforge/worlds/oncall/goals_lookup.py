"""Short questions about rules: a threshold of the runbook, a freeze."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.oncall.goal_parts import ops_of, told_moment
from negforge.worlds.oncall.reading import number, reading_of, span
from negforge.worlds.oncall.rules import freeze_for, moment_of, stamp
from negforge.worlds.oncall.signals import latest
from negforge.worlds.wants import OnlyChanges, Says, Tells, Want


@goal("single_easy")
def runbook_says(draw: Draw) -> Goal | None:
    """A threshold from the runbook, and whether the reading of now is above it."""
    ops = ops_of(draw)
    service = draw.one(ops.services.values())
    assert service is not None
    by_queue = draw.chance(0.5)
    metric = "queue_depth" if by_queue else "error_rate"
    limit: float = service.queue_limit if by_queue else service.error_limit
    value = latest(ops, service.name, metric, draw.now)
    above = value > limit
    turn = draw.ask(
        "[By its runbook|According to the runbook|What does the runbook say:], from what queue depth on [should we|do we] stop the nightly import of {service}, and [are we there yet|is it above that now|would we have to do it now]?"
        if by_queue
        else "[At what error rate does {service} page|From which error rate on does the runbook of {service} page somebody], and [is it above that at the moment|are we over it right now|how far are we from it at the moment]?",
        because="[I'm new on this service.|The import starts soon.|It keeps coming up in reviews.|I want to know whether I can have lunch.|I could not find the page.]",
        service=service.name,
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "service_catalogue",
            "[read the runbook|open the runbook|look into the runbook]",
            services=[service.name],
            include=["runbook"],
        )
        mark = "Queue depth above " if by_queue else "Error rate above "
        said = float(found["services"][0]["runbook"].split(mark)[1].split()[0])
        if not hands.bother("measure before saying yes or no"):
            hands.say(
                fact("limit in the runbook", number(said), "[The runbook says {value}.|The limit is {value}.]"),
                "[I take it that we are below that.|No alert is known to me, so it should be below that.]",
            )
            return
        got = hands.call(
            "query_metrics",
            "[read the present value|see where it stands now|look at the metric]",
            services=[service.name],
            metrics=[metric],
            window=span(draw.now - timedelta(minutes=20), draw.now + timedelta(minutes=1)),
        )
        now_at = reading_of(hands, got["series"][0][metric], "last")
        unit = " messages" if by_queue else " %"
        hands.say(
            fact(
                "limit in the runbook",
                f"{number(said)}{unit}",
                "[The runbook says {value}.|The limit is {value}.|By the runbook it is {value}.]",
            ),
            fact("value now", f"{number(now_at)}{unit}", "[Right now it is {value}.|It stands at {value}.]"),
            "[Yes, that is above the limit.|So yes, it is over the limit.]"
            if now_at > said
            else "[No, that is below the limit.|So no, it is below the limit.]",
        )

    wants: tuple[Want, ...] = (
        Tells("the limit", limit),
        Tells("the value now", value),
        Says("whether it is above", r"\byes\b|\babove\b|\bover\b|exceed" if above else r"\bno\b|\bnot\b|below|under"),
        OnlyChanges(),
    )
    return Goal((turn,), [service.name, metric], ("threshold",), ("service_catalogue", "query_metrics"), solve, wants)


@goal("single_easy")
def may_i_ship_then(draw: Draw) -> Goal | None:
    """Whether a freeze covers a service at a moment; its end if so, else the start of the next that does."""
    ops = ops_of(draw)
    service = draw.one(ops.services.values())
    assert service is not None
    covering = sorted((f for f in ops.freezes.values() if service.tier in f.tiers), key=lambda f: f.start)
    any_freeze = draw.one(ops.freezes.values())
    if any_freeze is None:
        return None
    begin = max(any_freeze.start, draw.now.replace(minute=0) + timedelta(hours=1))
    moment = draw.rng.choice(
        (
            begin + timedelta(hours=draw.rng.randrange(1, 12)),
            any_freeze.end + timedelta(hours=draw.rng.randrange(1, 20)),
        )
    )
    freeze = freeze_for(ops.freezes.values(), service.tier, moment)
    coming = next((f for f in covering if f.start > moment), None)
    if moment >= any_freeze.end and any(f.start <= moment < f.end for f in ops.freezes.values()):
        return None
    if freeze is None and coming is None:
        return None
    turn = draw.ask(
        "[Can I ship|Could I deploy|Am I allowed to deploy|Is it possible to ship] {service} to production on {moment}, or [is there a freeze|does a freeze stand in the way]?",
        "[If there is one, until when|If not possible, when is it over]? [And if it is free, when does the next freeze for it begin|Otherwise tell me when the next one for it starts]?",
        because="[I'm booking the release slot.|The release train needs a date from me.|My holiday depends on it.|A partner wants a commitment.]",
        service=service.name,
        moment=moment,
    )

    def solve(hands: Hands) -> None:
        found, calendar = hands.calls(
            ("service_catalogue", {"services": [service.name]}),
            ("ops_calendar", {"window": span(draw.now, draw.now + timedelta(days=25)), "layers": ["freeze"]}),
            why="[look up its tier and the freezes|see the tier of the service and what is frozen]",
        )
        tier = found["services"][0]["tier"]
        rows = hands.keep(calendar["entries"], "tier", lambda row: tier in row["tiers"])
        inside = hands.keep(rows, "moment", lambda row: moment_of(row["start"]) <= moment < moment_of(row["end"]))
        if inside:
            row = inside[0]
            hands.say(
                "[No, not then|No, that falls into a freeze|That is not possible then]: [the freeze '{name}' covers tier {tier}|tier {tier} is frozen for '{name}'].",
                fact(
                    "freeze ends",
                    moment_of(row["end"]),
                    "[It ends on {value}.|It is over on {value}.|The freeze lasts until {value}.]",
                ),
                name=row["comment"],
                tier=tier,
            )
            return
        later = [row for row in rows if moment_of(row["start"]) > moment]
        row = hands.best(later, lambda row: row["start"])
        hands.say(
            "[Yes, that works|Yes, you can|Yes]: [no freeze covers tier {tier} at that time|tier {tier} is free then].",
            fact(
                "next freeze begins",
                moment_of(row["start"]),
                "[The next freeze for it begins on {value}.|From {value} on it is frozen.]",
            ),
            tier=tier,
        )

    told = freeze.end if freeze is not None else coming.start if coming is not None else moment
    yes_or_no = Says(
        "the answer", r"\bno\b|\bnot\b|can['’]t|cannot" if freeze else r"\byes\b|\bcan\b|\bfree\b|no freeze"
    )
    return Goal(
        (turn,),
        [service.name, stamp(moment)],
        ("tier", "moment"),
        ("service_catalogue", "ops_calendar"),
        solve,
        (yes_or_no, *told_moment("the end" if freeze else "the next start", told), OnlyChanges()),
    )


LOOKUP = (runbook_says, may_i_ship_then)
