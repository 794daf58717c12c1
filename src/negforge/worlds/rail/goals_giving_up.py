"""Talks of several turns about giving a trip up: the loss named, a yes or a no, and what is decided later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from negforge.worlds.goal import Draw, Fact, Goal, GoalMaker, Hands, Turn, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.state import Booking, Rail
from negforge.worlds.rail.steps import (
    Row,
    ask_back,
    decisions,
    first_leg,
    going_to,
    when,
)
from negforge.worlds.rail.talk import CHANGE, FARE, PAY_TO, money
from negforge.worlds.rail.wanted import confirmed
from negforge.worlds.wants import Becomes, Gains, OnlyChanges, Says, Tells, Want


def _terms_told(row: Row, back: float) -> list[Fact | str]:
    lost = round(row["paid"] - back, 2)
    returns = money(back) if back else "nothing"
    return [
        fact(
            "loss",
            lost,
            "[Giving up {reference} to {town} now brings back {back}, so EUR {value} would be lost.|For {reference}, {town}, {back} would come back; you would lose EUR {value}.|You paid {paid} for {town} ({reference}) and would get {back}: a loss of EUR {value}.]"
            if lost
            else "[Giving up {reference} to {town} now brings back all of {back}; nothing is lost ({value}).|All of {back} for {town} ({reference}) would come back, a loss of {value}.]",
            reference=row["reference"],
            town=first_leg(row)["to"]["name"],
            back=returns,
            paid=money(row["paid"]),
        )
    ]


@goal("multi_easy", "multi_hard")
def give_up_after_a_yes(draw: Draw) -> Goal | None:
    """Give up a trip once the loss is named and agreed to, or keep it; hard: the one of two that loses less, decided."""
    rail: Rail = draw.state
    mine = confirmed(rail, draw.now)
    for booking in mine:
        until = rules.refundable_until(rail, booking)
        if until is not None and abs(until - draw.now) < timedelta(hours=3):
            return None
    back = {b.id: rules.refund_due(rail, b, draw.now) for b in mine}
    lost = {b.id: round(b.paid - back[b.id], 2) for b in mine}
    pay_to = draw.rng.choice(tuple(PAY_TO))
    if draw.hard:
        return _hard_give_up(draw, mine, back, lost, pay_to)
    dear = draw.one(b for b in mine if lost[b.id])
    if dear is None:
        return None
    booking = dear
    train = rail.trains[booking.legs[0].train]
    town, day = rail.stations[train.destination].name, train.departs.date()
    agrees = draw.chance(0.6)
    turns = (
        draw.ask(
            "[Please cancel my trip to {town} on {day}, money back to {pay_to}.|I have to give up {town} on {day}. Refund to {pay_to}, please.|Can you call off the {day} journey to {town} for me? The refund should go to {pay_to}.|I won't be going to {town} on {day}. Cancel it and pay the refund to {pay_to}.]",
            because=CHANGE,
            town=town,
            day=day,
            pay_to=PAY_TO[pay_to],
        ),
        draw.then(
            "[Yes, go ahead.|That's a pity, but yes, do it.|Fine, I can live with that. Yes please.|Yes. Better than nothing.|OK, yes, give it up.]"
            if agrees
            else "[Oh, that much? No, then leave it as it is.|No, in that case I keep the trip.|Then no. I'll find a way to go after all.|Hm, no. Don't cancel it.|No thanks, not at that price.]"
        ),
    )

    def solve(hands: Hands) -> None:
        rows = hands.call(
            "list_bookings",
            "[look up the trip and its refund terms|read what would come back|see the conditions]",
            include=["conditions"],
        )["bookings"]
        rows = hands.keep(
            going_to(rows, hands, town), "date", lambda r: first_leg(r)["departs"].startswith(day.isoformat())
        )
        row = hands.best(rows, lambda r: first_leg(r)["departs"])
        ends = row["conditions"]["refund_until"]
        returns = (
            round(row["paid"] * row["conditions"]["refund_percent"] / 100, 2) if ends and when(ends) > draw.now else 0.0
        )
        gone = returns < row["paid"]
        if gone and hands.bother("the loss and the traveller's yes", "check"):
            heard = hands.say(
                *_terms_told(row, returns),
                ask="[Shall I give it up?|Do you want me to go ahead?|Is that all right with you, yes or no?|Should I cancel it on these terms?]",
            )
            if heard == turns[1].text and not agrees:
                hands.say(
                    fact(
                        "booking",
                        row["reference"],
                        "[All right, {value} to {town} stays as it is.|I have left {value} to {town} alone.|Then nothing changes: {value} to {town} is still booked.]",
                        town=town,
                    )
                )
                return
        ask_back(
            hands, "[give the trip up|cancel it and ask for the refund|hand the booking back]", row["reference"], pay_to
        )
        heard = hands.say(
            fact(
                "booking",
                row["reference"],
                "[{value} is cancelled, and the refund of {back} to {pay_to} is requested; it will be decided within the hour.|I gave up {value} and asked for {back} to {pay_to}. The decision is still to come.|{value} is given up. {back} to {pay_to} has been requested and is yet to be decided.]"
                if returns
                else "[{value} is cancelled; nothing comes back for it.|I gave up {value}. No money comes back for it.|{value} is given up, without a refund.]",
                back=money(returns),
                pay_to=PAY_TO[pay_to],
            )
        )
        if heard:
            hands.say("[It is given up already.|That has been done already.|It was given up at once.]")

    wants: tuple[Want, ...] = (Tells("the amount lost", lost[booking.id], turn=0),)
    if agrees:
        wants += (
            Becomes(f"bookings.{booking.id}.status", "cancelled"),
            Gains("refunds", {"booking": booking.id, "pay_to": pay_to}),
            OnlyChanges((f"bookings.{booking.id}.status", "refunds")),
        )
    else:
        wants += (OnlyChanges(),)
    return Goal(
        turns,
        [booking.id, agrees, pay_to],
        ("destination", "date", "yes" if agrees else "no", booking.fare),
        ("list_bookings", *(("request_refund",) if agrees else ())),
        solve,
        wants,
    )


def _leaves_on(day: date) -> Callable[[Row], bool]:
    return lambda row: str(first_leg(row)["departs"]).startswith(day.isoformat())


def _hard_give_up(
    draw: Draw, mine: list[Booking], back: dict[str, float], lost: dict[str, float], pay_to: str
) -> Goal | None:
    rail: Rail = draw.state
    pairs = [
        (a, b) for a in mine for b in mine if a is not b and lost[a.id] != lost[b.id] and (back[a.id] or back[b.id])
    ]
    pairs = [p for p in pairs if back[min(p, key=lambda b: lost[b.id]).id]]
    pairs = [p for p in pairs if lost[p[1].id] < lost[p[0].id]] if draw.chance(0.7) else pairs
    pair = draw.one(pairs)
    if pair is None:
        return None
    less = min(pair, key=lambda b: lost[b.id])
    other = next(b for b in pair if b is not less)
    until = rules.refundable_until(rail, other)
    if until is not None and until < draw.now:
        return None
    names = [rail.stations[rail.trains[b.legs[0].train].destination].name for b in pair]
    days = [rail.trains[b.legs[0].train].departs.date() for b in pair]
    turns: tuple[Turn, ...] = (
        draw.ask(
            "[If I had to drop my trip to {town} on {day}, how much money would I lose?|What would I lose by giving up {town} on {day}?|How bad would it be to give up the {day} trip to {town}: what's lost?]",
            because=CHANGE,
            town=names[0],
            day=days[0],
        ),
        draw.then(
            "[And what about {town} on {day}?|The same question for {town}, {day}.|What would I lose on the {day} one to {town}?]",
            town=names[1],
            day=days[1],
        ),
        draw.then(
            "[Then give up whichever of the two loses me less, I accept that loss. Refund to {pay_to}.|OK: drop the one with the smaller loss, yes, I know it's gone. Money to {pay_to}.|I can only make one of them. Give up the one that costs me less; that loss is fine. What comes back goes to {pay_to}.]",
            pay_to=PAY_TO[pay_to],
        ),
        draw.then(
            "[Has the refund been decided by now?|Any decision on the refund? I'll wait for it.|I need to know how they decided about the refund. Please wait for it if necessary.]"
        ),
        draw.then(
            "[And the one I kept: until when could I still give it up for money?|Up to when would I get something back for the other one?|What's the last moment at which the remaining trip of the two still brings something back?]"
        ),
    )

    def solve(hands: Hands) -> None:
        rows = hands.call(
            "list_bookings",
            "[read the bookings and their refund terms|look up what each would return]",
            include=["conditions"],
        )["bookings"]
        chosen: list[tuple[float, Row]] = []
        for town, day in zip(names, days, strict=True):
            fits = hands.keep([r for r in rows if first_leg(r)["to"]["name"] == town], "date", _leaves_on(day))
            row = hands.best(fits, lambda r: first_leg(r)["departs"])
            ends = row["conditions"]["refund_until"]
            returns = (
                round(row["paid"] * row["conditions"]["refund_percent"] / 100, 2)
                if ends and when(ends) > draw.now
                else 0.0
            )
            chosen.append((round(row["paid"] - returns, 2), row))
            hands.say(*_terms_told(row, returns))
        gone = hands.best(chosen, lambda pair: pair[0])[1]
        kept = next((row for _, row in chosen if row is not gone), gone)
        ask_back(
            hands, "[give that one up|cancel the one that loses less|ask for the refund]", gone["reference"], pay_to
        )
        hands.say(
            fact(
                "given up",
                gone["reference"],
                "[{value} to {town} is given up, with the refund to {pay_to} requested.|I gave up {value}, {town}; the refund to {pay_to} is to be decided.|{value} ({town}) is cancelled and the money asked for, to {pay_to}.]",
                town=first_leg(gone)["to"]["name"],
                pay_to=PAY_TO[pay_to],
            )
        )
        refunds = [r for r in decisions(hands, [gone["reference"]]) if r["state"] != "accepted"]
        hands.say(
            *(
                fact(
                    "refund",
                    float(r["amount"]),
                    "[It was {state}: EUR {value}.|The decision is in, {state}, EUR {value}.|Decided: {state}, with EUR {value}.]",
                    state=r["state"],
                )
                for r in refunds[:1]
            ),
            *(() if refunds else ("[It is accepted, but not decided yet.|There is no decision yet.]",)),
        )
        ends = kept["conditions"]["refund_until"]
        hands.say(
            fact(
                "last moment",
                when(ends),
                "[{reference} can be given up for money until {value}.|Until {value}, for {reference}.|{reference} brings something back until {value}.]",
                reference=kept["reference"],
            )
            if ends
            else fact(
                "fare",
                kept["reference"],
                "[Never: {value} is in {fare}, which brings nothing back at any time.|{value} is a {fare} ticket; nothing comes back for it at any time.|Nothing would come back for {value} at any point, as it is a {fare} fare.]",
                fare=FARE[kept["fare"]],
            )
        )

    nothing = Says(
        "that nothing comes back", r"\b(?:nothing|never|no (?:refund|money)|not refundable|non-refundable)\b"
    )
    last: tuple[Want, ...] = (nothing,)
    if until is not None:
        last = (Tells("the day until which", until.date()), Tells("the hour until which", until.time()))
    return Goal(
        turns,
        [less.id, other.id, pay_to],
        ("date", "comparison", f"to {pay_to}", "late effect", "the other one"),
        ("list_bookings", "request_refund", "pause", "list_bookings"),
        solve,
        (
            Tells("the first loss", lost[pair[0].id], turn=0),
            Tells("the second loss", lost[pair[1].id], turn=1),
            Becomes(f"bookings.{less.id}.status", "cancelled"),
            Gains("refunds", {"booking": less.id, "pay_to": pay_to}),
            OnlyChanges(
                (f"bookings.{less.id}.status", "refunds", *(("account.points",) if pay_to == "points" else ()))
            ),
            Tells("the refund decided", back[less.id], turn=3),
            *last,
        ),
    )


GOALS_GIVING_UP: tuple[GoalMaker, ...] = (give_up_after_a_yes,)
