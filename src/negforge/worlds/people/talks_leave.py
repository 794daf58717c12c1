"""Conversations about leave: balances, requests that shift, a yes before a withdrawal, the team's queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.people.state import Leave
from negforge.worlds.people.steps import (
    LEAVE_WORDS,
    ORDINALS,
    Row,
    all_requests,
    ask_leave,
    busy,
    days,
    only,
    period_words,
    portal,
    take_back,
)
from negforge.worlds.people.steps_leave import allowed, decided, free_period
from negforge.worlds.wants import Asks, Becomes, Called, Gains, Holds, Says, Tells, Want
from negforge.worlds.world import Problem, copied


@goal("multi_easy", "multi_hard")
def leave_that_shifts(draw: Draw) -> Goal | None:
    """What is left; a request; (hard) a week later instead, what is left then, one more day if there is enough."""
    state, today = portal(draw), draw.now.date()
    found = free_period(draw, False, draw.rng.randrange(1, 5))
    if found is None:
        return None
    first, last, cost = found
    left = state.left(state.me, today)
    shift = timedelta(days=7 * draw.rng.choice((1, 2)))
    second = allowed(draw.desk, first + shift, last + shift)
    turns = [
        draw.ask(
            "[How many days of leave have I got left this year?|What's my leave balance right now?|How much annual leave do I still have?|I'm planning time off. How many days are left?]",
            because="[My partner wants to book.|I lost count after Easter.|My calendar says one thing and my head another.|We sit over the brochures.]",
        ),
        draw.then(
            "[Good. Ask for {first} to {last}, annual leave.|Then please request {first} until {last}.|OK, put in annual leave from {first} to {last}. What does it cost me?|Please ask for {first} through {last} then.]",
            first=first, last=last,
        ),
    ]  # fmt: skip
    ceiling = max(1, int(cost) + draw.rng.choice((-1, 0, 1)))
    dear = not draw.hard and cost > ceiling
    if not draw.hard:
        turns[1] = draw.then(
            "[Ask for {first} to {last}, annual leave, but only if that costs me no more than {most}. What does it cost?|If {first} until {last} takes {most} of leave or less, request it. How much is it?|{first} through {last}: request it as annual leave, unless it eats more than {most}. And tell me what it costs.|Then {first} to {last} as annual leave, provided it takes {most} at the most. What's the cost?]",
            first=first, last=last, most=days(ceiling),
        )  # fmt: skip
    extra, bar, adds = last, 0, False
    final = left - cost
    if draw.hard:
        if second is None:
            return None
        final = left - second
        bar = int(final) + draw.rng.choice((-2, -1, 1, 2))
        one_day = free_period(draw, False, 0)
        if (
            one_day is None
            or one_day[0] in (first, last)
            or any(a <= one_day[0] <= b for a, b in ((first, last), (first + shift, last + shift)))
            or busy(state, one_day[0], one_day[0])
        ):
            return None
        extra, adds = one_day[0], final >= bar
        turns += [
            draw.then(
                f"[Sorry, that has to be {'one week' if shift.days == 7 else 'two weeks'} later, same weekdays. Change it, please.|No wait, my friend says {'a week' if shift.days == 7 else 'two weeks'} later. Take that one back and ask for the later dates.|Oh dear, I was {'a week' if shift.days == 7 else 'two weeks'} off. Everything {'a week' if shift.days == 7 else 'two weeks'} later, please, and the first request goes.]"
            ),
            draw.then("[And how much do I have left with that?|What remains of my leave now?|So what's left after that?|What does that leave me?]"),
            draw.then(
                "[If it's {bar} or more, also ask for {extra}, just that day. Otherwise not.|Should that be at least {bar}, request {extra} as a single day too; if it isn't, don't.|With {bar} or more left I'd like {extra} off as well. With fewer, forget it.]",
                bar=days(bar), extra=extra,
            ),
        ]  # fmt: skip

    def solve(hands: Hands) -> None:
        account = hands.call("leave_account", "[look up the account|see what is left|read the balance]", unit="days")
        hands.say(
            fact(
                "left",
                days(account["left"]["value"]),
                "[You have {value} left.|{value} are left this year.|Your balance is {value}.]",
            )
        )
        if not draw.hard and hands.bother("what it costs"):
            tried = hands.call("request_leave", "[have the days counted first|see what this costs]", leave_type="annual", first=first.isoformat(), last=last.isoformat(), dry_run=True, landed=lambda: None)  # fmt: skip
            if tried["cost"]["value"] > ceiling:
                hands.say("[It would cost {cost}, more than {most}, so I did not ask for it.|That takes {cost}. As {most} is your limit, I filed nothing.|No request: {cost} is over {most}.]", cost=days(tried["cost"]["value"]), most=days(ceiling))  # fmt: skip
                return
        done = ask_leave(hands, first, last, "[file the request|ask for these days|put the leave in]")
        hands.say(
            fact("request", done["request_id"], "[{value} is filed and costs {cost}.|I asked for it: {value}, {cost}.|Request {value} is in; it takes {cost}.]", cost=days(done["cost"]["value"]))
        )  # fmt: skip
        if not draw.hard:
            return
        take_back(hands, "leave", done["request_id"], "[withdraw the first request|take the first one back]")
        again = ask_leave(hands, first + shift, last + shift, "[ask for the later days|file the new request]")
        hands.say(
            fact("new request", again["request_id"], "[{old} is withdrawn; {value} asks for {a} to {b}.|Done: {value} from {a} to {b} instead of {old}.|{value} runs from {a} to {b}, and {old} is withdrawn.]", old=done["request_id"], a=first + shift, b=last + shift)
        )  # fmt: skip
        stays = account["left"]["value"] - done["cost"]["value"]
        if hands.bother("the new balance"):
            stays = hands.call("leave_account", "[read the account again|see what is left now]", unit="days")["left"][
                "value"
            ]
        hands.say(
            fact(
                "left now", days(stays), "[That leaves {value}.|{value} are left now.|Your balance is {value} with it.]"
            )
        )
        if stays < bar:
            hands.say(
                "[That is fewer than {bar}, so I asked for nothing more.|Since {rest} is less than {bar}, I left the extra day.|No extra day: {rest} is below {bar}.]",
                bar=days(bar),
                rest=days(stays),
            )
            return
        more = ask_leave(hands, extra, extra, "[ask for the single day|file the extra day]")
        hands.say(
            fact(
                "extra day",
                more["request_id"],
                "[{value} asks for {day}.|I filed {value} for {day} as well.|The single day is in: {value}, {day}.]",
                day=extra,
            )
        )

    begin, end = (first + shift, last + shift) if draw.hard else (first, last)
    spans = sorted(
        [
            *([] if dear else [(begin, end, "pending")]),
            *([(first, last, "withdrawn")] if draw.hard else []),
            *([(extra, extra, "pending")] if adds else []),
        ]
    )
    wants: list[Want] = [
        Tells("the balance", left, 0),
        Holds("the requests", lambda s: sorted((x.first, x.last, x.state) for i, x in s.leaves.items() if i not in state.leaves) == spans, f"{len(spans)} new requests stand as agreed", lambda s: f"{sum(i not in state.leaves for i in s.leaves)} new requests, not as agreed"),
        only("leaves"),
    ]  # fmt: skip
    wants.append(Tells("the days left", final, 3) if draw.hard else Tells("the cost", cost, 1))
    return Goal(
        tuple(turns), [first.isoformat(), last.isoformat(), shift.days if draw.hard else 0, extra.isoformat() if draw.hard else "", bar, ceiling],
        ("balance", "condition", *(("correction",) if draw.hard else ())),
        ("leave_account", "request_leave", *(("withdraw_requests",) if draw.hard else ())), solve, tuple(wants),
    )  # fmt: skip


def begins_on(day: date) -> Callable[[Row], bool]:
    return lambda row: bool(row["first"] == day.isoformat())


@goal("multi_easy", "multi_hard")
def a_yes_before_it_goes(draw: Draw) -> Goal | None:
    """Approved leave is named and withdrawn after a yes; (hard) other days instead, and what is left."""
    state, today = portal(draw), draw.now.date()
    mine = [x for x in state.leaves.values() if x.person == state.me and x.state in ("approved", "pending")]
    leave = draw.one(x for x in mine if x.state == "approved" and x.first > today and x.type == "annual")
    if leave is None:
        return None
    month = f"{leave.first:%B}"
    same = [x for x in mine if x.state == "approved" and x.first > today]
    after_leaves = copied(draw.desk)
    after_leaves.state.leaves[leave.id].state = "withdrawn"
    found = free_period(draw, False, draw.rng.randrange(1, 5)) if draw.hard else None
    if draw.hard and (found is None or (found[0] <= leave.last and leave.first <= found[1])):
        return None
    which = "[my approved leave from {first}|my leave that begins on {first}|the time off that was approved from {first}|the approved leave starting {first}]"
    late = draw.hard and draw.chance(0.5) and len(same) > 1
    other = next((x for x in same if x is not leave), leave)
    named = other if late else leave
    turns = [
        draw.ask(
            f"[I can't take {which}. Please cancel it.|Please withdraw {which}.|{which[1:-1].split('|')[0].capitalize()} has to go, can you take it back?|Cancel {which} for me, please.]",
            because="[The wedding is off.|A customer has moved the acceptance test.|My passport has run out.|We got a leak in the kitchen.]",
            first=named.first,
        )
    ]  # fmt: skip
    if late:
        turns.append(
            draw.then(
                "[Oh no, not that one. I mean the one from {first}.|Stop, wrong one: it's the leave from {first} that goes.|Hang on. It should be the one that begins {first}; the other stays.]",
                first=leave.first,
            )
        )
    turns.append(
        draw.then("[Yes, that one. Withdraw it.|Yes, please.|Yes, go ahead.|Right, yes, take it back.|Yes, I'm sure.]")
    )
    balance = after_leaves.state.left(state.me, today)
    if draw.hard and found is not None:
        turns += [
            draw.then("[Ask for {first} to {last} instead.|Then request {first} until {last} as annual leave, please.|In its place I'd like {first} to {last}.]", first=found[0], last=found[1]),
            draw.then("[What's my balance now?|And how many days are left in total now?|How much leave remains after all that?]"),
        ]  # fmt: skip
        balance -= found[2]
    if draw.hard and len(turns) < 4:
        return None

    def solve(hands: Hands) -> None:
        rows = all_requests(
            hands,
            "leave",
            "mine",
            ["approved"],
            "[find the leave in question|look up your approved leave|see what is approved]",
        )
        for target in [named, leave] if late else [leave]:
            hits = hands.keep(rows, "date", begins_on(target.first))
            row = hands.best(hits, lambda r: r["first"])
            if not hands.bother("the user's yes", "ask"):
                take_back(hands, "leave", row["id"], "[withdraw it|take it back]")
                hands.say("[{id} is withdrawn.|I withdrew {id}.]", id=row["id"])
                continue
            hands.say(
                ask="[That is {id}, {a} to {b}, {cost}, already approved. Shall I withdraw it?|{id} runs from {a} to {b} ({cost}) and is approved. Do you want it withdrawn?|To be sure: withdraw {id}, the approved leave from {a} to {b}?]",
                id=row["id"], a=date.fromisoformat(row["first"]), b=date.fromisoformat(row["last"]), cost=days(row["cost"]["value"]),
            )  # fmt: skip
        if hands.bother("after the yes", "ask"):
            take_back(hands, "leave", row["id"], "[withdraw it now|take it back as agreed]")
            hands.say(
                fact(
                    "withdrawn",
                    row["id"],
                    "[{value} is withdrawn, {cost} are back.|Done, {value} is taken back ({cost}).|I withdrew {value}; that returns {cost}.]",
                    cost=days(row["cost"]["value"]),
                )
            )
        if found is None:
            return
        done = ask_leave(hands, found[0], found[1], "[ask for the new days|file the new request]")
        hands.say(
            fact(
                "request",
                done["request_id"],
                "[{value} is filed, {cost}.|I asked for it: {value} ({cost}).|The new request is {value} and takes {cost}.]",
                cost=days(done["cost"]["value"]),
            )
        )
        account = hands.call("leave_account", "[read the balance|see what is left]", unit="days")
        hands.say(
            fact(
                "left",
                days(account["left"]["value"]),
                "[You have {value} left.|{value} remain.|The balance is {value}.]",
            )
        )

    wants: list[Want] = [
        Asks(), Says("which leave it is", leave.id, 1 if late else 0), Becomes(f"leaves.{leave.id}.state", "withdrawn"), only("leaves"),
        Called("withdraw_requests", most=1),
    ]  # fmt: skip
    if found is not None:
        wants += [
            Gains("leaves", {"person": state.me, "first": found[0], "last": found[1], "type": "annual"}),
            Tells("the balance", balance),
        ]
    plan = ("list_requests", "withdraw_requests", *(("request_leave", "leave_account") if found else ()))
    return Goal(tuple(turns), [leave.id, month, late, *([f.isoformat() for f in found[:2]] if found else [])], ("yes", "date", *(("correction",) if late else ()), *(("balance",) if found else ())), plan, solve, tuple(wants))  # fmt: skip


@goal("multi_hard")
def the_queue_of_the_team(draw: Draw) -> Goal | None:
    """The team's pending leave; who is there during one of them; approve one, decline another; what stays open."""
    state = portal(draw)
    mine = {p.id for p in state.reports()}
    rows: list[Leave] = sorted(
        (x for x in state.leaves.values() if x.person in mine and x.state == "pending"), key=lambda x: (x.first, x.id)
    )
    if not 3 <= len(rows) <= 5:
        return None
    one, two = draw.some(range(min(4, len(rows))), 2)
    asked, other = rows[one], rows[two]
    team = state.team_of(state.me)
    working = [
        d
        for d in (asked.first + timedelta(days=n) for n in range((asked.last - asked.first).days + 1))
        if d.weekday() < 5
    ]
    fewest = min(state.present(team.name, d) for d in working)
    trial = copied(draw.desk)
    decide = draw.world.tool("decide_requests")
    assert decide is not None
    try:
        decide.handler(trial, decisions=[{"request_id": asked.id, "verdict": "approve"}])
    except Problem:  # the quorum forbids it: another seed
        return None
    swaps = draw.chance(0.5)
    third = next(x for at, x in enumerate(rows) if at not in (one, two))
    final = third if swaps else other
    who = state.people[third.person].name
    turns = [
        draw.ask(
            "[Which leave requests of my team are waiting for me? Sort them by first day, please.|List the pending leave of my people, earliest first day on top.|What pending leave do I have to decide on? In the order in which they begin, please.|Show me my team's open leave requests, by starting date.]",
            because="[I have ten minutes before the stand-up.|HR sends me a reminder a day.|I'd like an empty queue for once.|They catch me at the coffee machine.]",
        ),
        draw.then(f"[During the {ORDINALS[one]} one, how many of the team are there on the thinnest day, as it stands?|Take the {ORDINALS[one]}: what's the lowest number of people present on any weekday of it, as things are now?|What would the {ORDINALS[one]} one meet: how many are present on the emptiest day of it, before I decide?]"),
        draw.then("[All right, approve it.|Fine, approve that one.|OK, that one is approved.|Good, say yes to it.]"),
        draw.then(f"[The {ORDINALS[two]} on your list I'll decline{', or no, wait a moment with it' if swaps else ''}. {'Leave that one open for now.' if swaps else 'Decline it, please.'}|And the {ORDINALS[two]} from the list: {'keep it pending, I have changed my mind about declining' if swaps else 'decline'}.|{'I was going to decline' if swaps else 'Please decline'} the {ORDINALS[two]} of the list{'. On reflection, leave it open' if swaps else ''}.]"),
        *([draw.then("[Decline {who}'s instead.|It's {who}'s that gets declined.|Turn down the one from {who}, please.]", who=who)] if swaps else []),
        draw.then("[How many are still open now?|And how many remain pending?|What number is left to decide?]"),
    ]  # fmt: skip

    def solve(hands: Hands) -> None:
        listing = all_requests(
            hands, "leave", "my_reports", ["pending"], "[get the pending leave|see what is waiting|load the queue]"
        )
        listing.sort(key=lambda r: (r["first"], r["id"]))
        hands.say(
            *(
                fact(
                    r["id"],
                    f"{r['by']['name']}, {LEAVE_WORDS[r['leave_type']]}, {r['first']} to {r['last']}",
                    "{Label}: {value}.",
                )
                for r in listing
            )
        )
        row = listing[one]
        found = hands.call("team_days", "[see who is there in that time|look at the team in those days|count who is present]", period={"from": row["first"], "to": row["last"]})  # fmt: skip
        thin = hands.best(found["days"], lambda d: d["present"])
        hands.say(
            fact("present on the thinnest day", thin["present"], "[On the thinnest day, {day}, {value} are there; the quorum is {quorum}.|{value} on {day}, with a quorum of {quorum}.|The emptiest day is {day} with {value} people (quorum: {quorum}).]", day=date.fromisoformat(thin["date"]), quorum=found["quorum"])
        )  # fmt: skip
        hands.say(
            "[{id} of {who} is {state}.|{who}'s {id} is now {state}.]",
            id=row["id"],
            who=row["by"]["name"],
            state=decided(hands, row["id"], "approve"),
        )
        last: Row = listing[two]
        if swaps:
            hands.say(
                "[All right, {id} stays open.|{id} of {who} stays pending.|I leave {id} as it is.]",
                id=last["id"],
                who=last["by"]["name"],
            )
            last = hands.best(
                hands.keep(listing, "person", lambda r: r["by"]["name"] == who and r["state"] == "pending"),
                lambda r: r["first"],
            )
        hands.say(
            "[{id} of {who} is {state}.|{who}'s request {id} is {state}.]",
            id=last["id"],
            who=last["by"]["name"],
            state=decided(hands, last["id"], "decline"),
        )
        open_still = len(listing) - 2
        if hands.bother("what is open", "needless"):
            open_still = len(
                all_requests(hands, "leave", "my_reports", ["pending"], "[count once more|see what is left]")
            )
        hands.say(
            fact(
                "still open", open_still, "[{value} still open.|Still pending: {value}.|That leaves {value} to decide.]"
            )
        )

    return Goal(
        tuple(turns), [asked.id, final.id, swaps], ("order", "reference", *(("correction", "person") if swaps else ())),
        ("list_requests", "team_days", "decide_requests"), solve,
        (
            Becomes(f"leaves.{asked.id}.state", "approved"), Becomes(f"leaves.{final.id}.state", "declined"),
            Tells("the fewest present", fewest, 1), Tells("how many are open", len(rows) - 2), only(f"leaves.{asked.id}.state", f"leaves.{final.id}.state"),
            Says("the period of the first", period_words(rows[0]).split()[0], 0),
        ),
    )  # fmt: skip
