"""A request about days carried over: who of the team is about to lose the most of them."""

from __future__ import annotations

from datetime import date

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.people.steps import days, only, portal
from negforge.worlds.wants import Says, Tells
from negforge.worlds.wording import Form


@goal("single_hard")
def who_loses_the_most(draw: Draw) -> Goal | None:
    """Of the user's reports the one with the most carried days that lapse on 31 March, some people left out."""
    state, today = portal(draw), draw.now.date()
    if today > date(today.year, 3, 31):
        return None
    rules = draw.some(("site", "exclusion", "few_left"), draw.rng.choice((1, 1, 2)))
    banned, site = draw.one(state.reports()), draw.rng.choice(sorted({p.site for p in state.reports()}))
    bar = draw.rng.randrange(18, 24)
    assert banned is not None
    rows = [
        (p, max(0.0, state.accounts[p.id].carried - state.used(p.id)), state.left(p.id, today)) for p in state.reports()
    ]
    if "site" in rules:
        rows = [r for r in rows if r[0].site == site]
    if "exclusion" in rules:
        rows = [r for r in rows if r[0] is not banned]
    if "few_left" in rules:
        rows = [r for r in rows if r[2] >= bar]
    rows.sort(key=lambda r: -r[1])
    if len(rows) < 2 or rows[0][1] == rows[1][1]:
        return None
    person, unused, _ = rows[0]
    words: dict[str, Form] = {
        "site": "[Only those who sit in {site}.|I mean my people in {site}.|Just the ones at {site}, please.]",
        "exclusion": "[Not {banned}, we have spoken already.|{banned} doesn't count, that's settled.|Leave {banned} aside.]",
        "few_left": "[Only people with {bar} or more of leave left in all.|Whoever has fewer than {bar} left altogether is no worry, leave them out.|Count only those who still have at least {bar} of leave in total.]",
    }  # fmt: skip
    turn = draw.ask(
        "[Who of my people will lose the most carried-over leave at the end of March, as things stand?|Which of my reports has the most unused carried-over days that lapse on 31 March?|Carried-over leave lapses soon. Whose pile is the biggest among those who report to me?|Find out which of my team loses most of last year's leave if nothing happens by the end of March.]",
        *(words[rule] for rule in rules),
        "[How many days are that?|And how many days does that person lose?|Tell me the number of days too.]",
        because="[I'd like to nudge them in time.|HR sent a warning.|Last year there were tears.|We have a slow week coming.]",
        site=site, banned=banned.name, bar=days(bar),
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        me = hands.call(
            "search_people", "[find your own record|get your employee id|see who you are here]", where={"myself": True}
        )["people"][0]
        found = hands.call("search_people", "[list those who report to you|get your people|see who is in your team]", where={"manager_id": me["employee_id"]})["people"]  # fmt: skip
        people = hands.keep(found, "site", lambda p: p["site"] == site) if "site" in rules else found
        if "exclusion" in rules:
            people = hands.keep(people, "exclusion", lambda p: p["name"] != banned.name)
        accounts = hands.calls(
            *(("leave_account", {"employee_id": p["employee_id"], "unit": "days"}) for p in people),
            why="[read their leave accounts|look at each account|check what each has carried over]",
        )
        if "few_left" in rules:
            accounts = hands.keep(accounts, "few_left", lambda a: a["left"]["value"] >= bar)
        choice = hands.best(accounts, lambda a: -a["carried_over_unused"]["value"])
        hands.say(
            fact("who", choice["employee"]["name"], "[{value} loses the most.|It is {value}.|That would be {value}.]"),
            fact("days that lapse", days(choice["carried_over_unused"]["value"]), "[{value} lapse on 31 March.|At stake: {value}.|{value} would be lost.]"),
        )  # fmt: skip

    return Goal(
        (turn,), [person.id, sorted(rules), unused], ("lapse", *rules), ("search_people", "leave_account"), solve,
        (Says("who it is", person.name), Tells("the days", unused), only()),
    )  # fmt: skip
