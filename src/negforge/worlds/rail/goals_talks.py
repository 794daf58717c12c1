"""Longer talks about trains: a trip there and back, and a late train of today and the next one."""

from __future__ import annotations

from datetime import datetime, timedelta

from negforge.worlds.goal import Draw, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.goals_book import PARTIES
from negforge.worlds.rail.state import Rail
from negforge.worlds.rail.steps import (
    board,
    book,
    departures,
    exchange,
    fares,
    first_leg,
    the_fare,
    when,
)
from negforge.worlds.rail.talk import FARE, TRIP, clock, money, people
from negforge.worlds.rail.wanted import at, home, new_booking, of_day, reach, served_days, untouched
from negforge.worlds.wants import Holds, OnlyChanges, Tells, Want


@goal("multi_hard")
def there_and_back(draw: Draw) -> Goal | None:
    """A way out, a way back, what both cost in two fares, and the dearer fare if the step is small enough."""
    rail: Rail = draw.state
    days = draw.some(served_days(rail, draw.now), 2)
    target, party = draw.one(reach(rail)), draw.one(PARTIES)
    if len(days) < 2 or target is None or party is None:
        return None
    there, back = sorted(days)
    early = draw.rng.choice((6, 7, 8, 9, 10))
    outs = of_day(rail, home(rail), target, there, early)
    backs = of_day(rail, target, home(rail), back)
    if len(backs) < 3:
        return None
    known = draw.rng.choice(backs[1:-1]).arrives
    latest = known.replace(minute=0) + timedelta(minutes=-(-known.minute // 15) * 15)
    fits = [t for t in backs if t.arrives <= latest]
    if len(outs) < 3 or len(fits) < 2 or len(fits) == len(backs):
        return None
    ranked = sorted(outs, key=lambda t: t.arrives - t.departs)
    if ranked[0].arrives - ranked[0].departs == ranked[1].arrives - ranked[1].departs or (
        ranked[0] is outs[0] and draw.chance(0.5)
    ):
        return None
    one, two = ranked[0], fits[-1]
    cost = {f: round(rules.price(one, f, party) + rules.price(two, f, party), 2) for f in ("semiflex", "flex")}
    step = round(cost["flex"] - cost["semiflex"], 2)
    most = max(5, round(step * draw.rng.choice((0.6, 0.8, 1.3, 1.6))))
    fare = "flex" if step <= most else "semiflex"
    start, town = rail.stations[home(rail)].name, rail.stations[target].name
    turns = (
        draw.ask(
            "[Which direct train has the shortest ride from {start} to {town} on {there}, from {early} on?|I'm planning a trip to {town}. What is the quickest direct train from {start} on {there}, {early} or later?|Out on {there}, {start} to {town}, not before {early}: which train is fastest without a change?]",
            because=TRIP,
            start=start,
            town=town,
            there=there,
            early=f"{early:02d}:00",
        ),
        draw.then(
            "[And back on {back}: the last one that is in {start} by {latest}?|For the way back on {back}, I want the latest train that still gets to {start} by {latest}. Which is it?|Then home on {back}. As late as possible, but in {start} no later than {latest}.]",
            back=back,
            start=start,
            latest=latest.time(),
        ),
        draw.then(
            "[What would those two cost together for {party}, once in Semi-Flex and once in Flex?|Price both for {party}, please: the sum in Semi-Flex, and the sum in Flex.|And {party} on those two trains, what's the total in Semi-Flex, what's it in Flex?]",
            party=people(party),
        ),
        draw.then(
            "[If Flex is at most EUR {most} dearer in all, book both in Flex, otherwise in Semi-Flex. One booking for the two.|Take Flex if the difference is EUR {most} or less, else Semi-Flex, both trains in one booking.|I'd pay up to EUR {most} extra for Flex. More than that: Semi-Flex. Book them together as one booking, please.]",
            most=most,
        ),
        draw.then(
            "[Until when could I give that back for a refund?|Up to which moment can I still get money back for it?|And the last moment to cancel with a refund is when?]"
        ),
    )

    def solve(hands: Hands) -> None:
        rows = departures(
            hands,
            "[list the trains out|see what runs that day|look for the way out]",
            start,
            town,
            at(there, early),
            at(there, 23, 59),
        )
        out = hands.best(rows, lambda r: r["minutes"])
        hands.say(
            fact(
                "train out",
                out["train"],
                "[The shortest ride is {value}, {leaves} to {arrives}, {minutes} minutes.|{value} is fastest: {leaves} to {arrives}, {minutes} minutes.|With {value} it takes {minutes} minutes, {leaves} to {arrives}.]",
                leaves=clock(when(out["departs"])),
                arrives=clock(when(out["arrives"])),
                minutes=out["minutes"],
            )
        )
        rows = departures(
            hands,
            "[list the trains back|look for the way back|see what goes home]",
            town,
            start,
            at(back, 0),
            at(back, 23, 59),
        )
        rows = hands.keep(rows, "arrival", lambda r: when(r["arrives"]) <= latest)
        home_again = hands.best(rows, lambda r: -when(r["departs"]).timestamp())
        hands.say(
            fact(
                "train back",
                home_again["train"],
                "[That is {value}, {leaves} to {arrives}.|{value} at {leaves}, in {start} at {arrives}.|The last one in time is {value}, leaving {leaves} and arriving {arrives}.]",
                leaves=clock(when(home_again["departs"])),
                arrives=clock(when(home_again["arrives"])),
                start=start,
            )
        )
        bodies = fares(hands, [out, home_again], party, why="[price both trains|get the fares for the two]")
        sums = {f: round(sum(the_fare(hands, b, f)["total"] for b in bodies), 2) for f in ("semiflex", "flex")}
        hands.say(
            fact(
                "in Semi-Flex",
                money(sums["semiflex"]),
                "[In Semi-Flex the two come to {value}.|Semi-Flex for both: {value}.|Both together are {value} in Semi-Flex.]",
            ),
            fact(
                "in Flex",
                money(sums["flex"]),
                "[In Flex it is {value}.|Flex for both: {value}.|The same in Flex costs {value}.]",
            ),
        )
        small = hands.keep(["flex"], "budget", lambda _: sums["flex"] - sums["semiflex"] <= most)
        chosen = "flex" if small else "semiflex"
        booked = book(
            hands,
            "[book both in {fare}|make the booking in {fare}]".replace("{fare}", FARE[chosen]),
            [out, home_again],
            chosen,
            party,
        )
        hands.say(
            fact(
                "reference",
                booked["reference"],
                "[Flex would {verb} EUR {step} more, so I booked {fare}: {value}, {total}.|Booked in {fare} as {value} for {total}; the step to Flex is EUR {step}.|The difference is EUR {step}, hence {fare}. The reference is {value}, {total} in all.]",
                verb="cost" if chosen == "semiflex" else "only cost",
                step=round(sums["flex"] - sums["semiflex"], 2),
                fare=FARE[chosen],
                total=money(booked["total"]),
            )
        )
        hands.say(
            fact(
                "last moment",
                when(booked["refund_until"]),
                "[You can give it back until {value}.|The refund window closes on {value}.|Until {value}.]",
            )
        )

    until = one.departs - timedelta(hours=max(rules.window(t, fare) or 0 for t in (one, two)))
    return Goal(
        turns,
        [one.id, two.id, party, most],
        ("shortest ride", "arrival", "budget", fare),
        ("search_departures", "search_departures", "get_fares", "get_fares", "book_journey"),
        solve,
        (
            *new_booking(rail, [one.id, two.id], fare, party),
            Tells("the train out", one.name, turn=0),
            Tells("the train back", two.name, turn=1),
            Tells("the sum in Semi-Flex", cost["semiflex"], turn=2),
            Tells("the sum in Flex", cost["flex"], turn=2),
            Tells("the last day", until.date()),
            Tells("the last hour", until.time()),
        ),
    )


@goal("multi_hard")
def miss_the_train_today(draw: Draw) -> Goal | None:
    """Is my train on time; I shall miss it; what would a later one cost; take it if it is not too much; its platform."""
    rail: Rail = draw.state
    booking = next(
        (
            b
            for b in rail.bookings.values()
            if b.status == "confirmed" and rail.trains[b.legs[0].train].departs.date() == draw.now.date()
        ),
        None,
    )
    if booking is None:
        return None
    old = rail.trains[booking.legs[0].train]
    reaches = old.departs + timedelta(minutes=old.delay + draw.rng.randrange(10, 90, 5))
    later = [t for t in of_day(rail, old.origin, old.destination, old.departs.date()) if t.departs >= reaches]
    caught = [
        t
        for t in of_day(rail, old.origin, old.destination, old.departs.date())
        if t is not old and t.departs < reaches <= t.departs + timedelta(minutes=t.delay)
    ]
    if not later or caught or reaches.date() != draw.now.date() or old.departs < draw.now + timedelta(minutes=40):
        return None
    quiet = draw.chance(0.4) and any(t.quiet for t in later)
    fits = [t for t in later if t.quiet or not quiet]
    new = fits[0]
    if booking.fare == "saver" and not new.saver_left:
        return None
    town = rail.stations[old.destination].name
    extra = round(
        rules.exchange_fee(old, booking.fare)
        + max(0.0, rules.price(new, booking.fare, booking.party) - booking.legs[0].price),
        2,
    )
    fine = extra < 8 or draw.chance(0.6)
    limit = round(extra * 1.1) + draw.rng.randrange(4, 20) if fine else round(extra * 0.7)
    turns = (
        draw.ask(
            "[Is my train to {town} on time today?|When does my {town} train really leave today?|Any delay on today's train to {town}, the one I'm booked on?]",
            because="[I'm stuck in traffic.|The tram isn't moving.|I overslept a bit.|My meeting is running over.|The kids can't find their shoes.]",
            town=town,
        ),
        draw.then(
            "[I won't be at the station before {reaches}. Which is the first direct train after that{quiet}?|Hm, {reaches} is the earliest I can be there. What's the next one then{quiet}?|No chance, it will be {reaches} until I arrive. What goes next without a change{quiet}?]".replace(
                "{quiet}", " [that has a quiet coach|with a quiet coach]" if quiet else ""
            ),
            reaches=clock(reaches),
        ),
        draw.then(
            "[What would it cost me to change to that?|How much extra would that one be on my ticket?|And the cost of switching, fee and all?]"
        ),
        draw.then(
            "[If that's EUR {limit} or less, do it. If not, leave my ticket; I'll drive.|Change it as long as it's not over EUR {limit}; otherwise leave everything and I take the bus.|My limit is EUR {limit}. Within that, switch me over, beyond it don't.]",
            limit=limit,
        ),
        draw.then(
            "[And which platform is that train from?|Which platform does it leave from, that later one?|What's the platform for it?|And where do I have to go then, which platform?]"
            if fine
            else "[In case I pay it at the station after all: which platform does that later train go from?|Still, which platform would that later train leave from? I may decide otherwise.|Right. And the platform of that later train, should I change my mind?]"
        ),
    )

    def solve(hands: Hands) -> None:
        today = f"{draw.now:%Y-%m-%d}"
        rows = hands.call(
            "list_bookings",
            "[find today's booking|see which train you are on]",
            travel={"from": today, "until": today},
            include=["conditions"],
        )["bookings"]
        mine = hands.best(rows, lambda r: first_leg(r)["departs"])
        leg = first_leg(mine)
        here = leg["from"]["name"]
        text = hands.call(
            "station_board",
            "[read the board|check the live times]",
            station=here,
            show="departures",
            from_time=leg["departs"][-5:],
            lines=20,
        )
        live = board(text)
        own = hands.best([r for r in live if r["train"] == leg["train"]], lambda r: r["time"])
        late = own["remark"].startswith("expected")
        hands.say(
            fact(
                "departure",
                own["remark"][-5:] if late else own["time"],
                "[{train} is late: expected at {value} instead of {planned}.|Not quite: {train}, planned for {planned}, is expected at {value}.|{train} runs late and should leave at {value}, not {planned}.]"
                if late
                else "[Yes: {train} is on time, at {value} as planned ({planned}).|{train} is on time and leaves at {value}, as the timetable ({planned}) says.|On time: {train} at {value}, {planned} in the timetable.]",
                train=leg["train"],
                planned=own["time"],
            )
        )
        end = datetime.combine(reaches.date(), datetime.max.time()).replace(second=0, microsecond=0)
        found = departures(
            hands, "[look for later trains|see what goes after that]", here, leg["to"]["name"], reaches, end
        )
        if quiet:
            found = hands.keep(found, "quiet coach", lambda r: r["on_board"]["quiet_coach"])
        row = hands.best(found, lambda r: r["departs"])
        hands.say(
            fact(
                "next train",
                row["train"],
                "[That is {value} at {leaves}, arriving {arrives}.|{value}, {leaves} to {arrives}.|The next one is {value}: {leaves}, in {town} at {arrives}.]",
                leaves=clock(when(row["departs"])),
                arrives=clock(when(row["arrives"])),
                town=town,
            )
        )
        body = fares(hands, [row], mine["party"], why="[price that train|work out the difference]")[0]
        priced = the_fare(hands, body, mine["fare"])
        more = max(0.0, priced["total"] - leg["price"])
        fee = mine["conditions"]["exchange_fee"] if hands.bother("the exchange fee", "check") else 0.0
        cost = round(fee + more, 2)
        hands.say(
            fact(
                "extra cost",
                cost,
                "[It would cost EUR {value}: EUR {fee} fee and EUR {more} difference.|EUR {value} in all, of which EUR {fee} is the exchange fee and EUR {more} the difference.|You would pay EUR {value} (fee EUR {fee}, difference EUR {more}).]",
                fee=float(fee),
                more=float(round(more, 2)),
            )
        )
        if hands.keep([cost], "budget", lambda c: c <= limit):
            exchange(hands, "[make the change|switch the ticket]", mine, leg["departure_id"], row)
            hands.say(
                fact(
                    "train",
                    row["train"],
                    "[Done: you are on {value} at {leaves}.|Your ticket is now for {value}, {leaves}.|Switched to {value}, leaving {leaves}.]",
                    leaves=clock(when(row["departs"])),
                )
            )
        else:
            hands.say(
                fact(
                    "limit",
                    f"EUR {limit}",
                    "[That is above {value}, so your ticket for {train} stays as it is.|Over {value}: nothing was changed, you are still booked on {train}.|I left it, as it is more than {value}; the ticket is still for {train}.]",
                    train=leg["train"],
                )
            )
        shown = next((r for r in live if r["train"] == row["train"]), None)
        if shown is None or hands.bother("the board again, some minutes on", "more"):
            text = hands.call(
                "station_board",
                "[look for its platform|read the board for that train]",
                station=here,
                show="departures",
                from_time=clock(when(row["departs"])),
            )
            shown = hands.best([r for r in board(text) if r["train"] == row["train"]], lambda r: r["time"])
        hands.say(
            fact(
                "platform",
                shown["platform"],
                "[{train} goes from platform {value}.|Platform {value} for {train}.|It is platform {value}, {train} at {time}.]",
                train=row["train"],
                time=shown["time"],
            )
        )

    changed: tuple[Want, ...] = (OnlyChanges(),)
    if fine:
        path = f"bookings.{booking.id}"
        changed = (
            Holds(
                "the train of the booking",
                lambda state: state.bookings[booking.id].trains == (new.id,),
                f"{booking.id} is for {new.name}",
                lambda state: "it is for another train",
            ),
            untouched(rail, booking.id),
            OnlyChanges((f"{path}.legs", f"{path}.paid", f"{path}.extras")),
        )
    return Goal(
        turns,
        [booking.id, new.id, limit, clock(reaches)],
        (
            "live source",
            "budget",
            *(("quiet coach",) if quiet else ()),
            "exchange" if fine else "no exchange",
        ),
        (
            "list_bookings",
            "station_board",
            "search_departures",
            "get_fares",
            *(("change_booking",) if fine else ()),
            "station_board",
        ),
        solve,
        (
            *changed,
            Tells(
                "the real departure",
                (old.departs + timedelta(minutes=old.delay)).time(),
                turn=0,
                instead=(old.departs.time(),),
            ),
            Tells("the next train", new.name, turn=1),
            Tells("the extra cost", extra, turn=2),
            Tells("the platform", new.platform_now, instead=(new.platform,)),
        ),
    )


GOALS_TALKS: tuple[GoalMaker, ...] = (there_and_back, miss_the_train_today)
