"""Trips with something special: a change on the way, bikes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.goals_book import PARTIES
from negforge.worlds.rail.state import Rail, Train
from negforge.worlds.rail.steps import Row, book, departures, fare_row, fares, reserve_bikes, when
from negforge.worlds.rail.talk import FARE, TRIP, clock, people
from negforge.worlds.rail.wanted import at, home, new_booking, of_day, reach, served_days
from negforge.worlds.wants import Tells


@goal("single_hard")
def change_on_the_way(draw: Draw) -> Goal | None:
    """Two trains with a change that keeps the station's minimum: shortest overall, or latest start in time."""
    rail: Rail = draw.state
    day, party = draw.one(served_days(rail, draw.now)), draw.one(PARTIES)
    hub = draw.one(s for s in rail.stations.values() if s.across)
    if day is None or hub is None or party is None:
        return None
    ends = sorted({t.destination for t in rail.trains.values() if t.origin == hub.code and t.destination != home(rail)})
    target = draw.one(ends)
    if target is None:
        return None
    early = draw.rng.choice((5, 6, 7, 8))
    ones, twos = of_day(rail, home(rail), hub.code, day, early), of_day(rail, hub.code, target, day)
    aim = draw.rng.choice(("shortest", "latest start"))
    latest = at(day, draw.rng.randrange(13, 23), draw.rng.choice((0, 30)))
    longest = draw.rng.choice((None, None, 45, 60))
    luggage = draw.rng.choice((0, 0, 5, 8))

    def fits(one: Train, two: Train, minimum: int) -> bool:
        gap = (two.departs - one.arrives).total_seconds() / 60
        return minimum <= gap and (longest is None or gap <= longest) and (aim == "shortest" or two.arrives <= latest)

    def key(one: Train, two: Train) -> Any:
        return two.arrives - one.departs if aim == "shortest" else -one.departs.timestamp()

    good = sorted(
        (p for p in ((a, b) for a in ones for b in twos) if fits(*p, hub.minimum + luggage)), key=lambda p: key(*p)
    )
    tight = sorted((p for p in ((a, b) for a in ones for b in twos) if fits(*p, 0)), key=lambda p: key(*p))
    if aim == "latest start" and good:
        last = [p for p in good if p[0] is good[0][0]]
        good = [min(last, key=lambda p: p[1].arrives)]
    elif len(good) > 1 and key(*good[0]) == key(*good[1]):
        return None
    if not good or tight[0] == good[0]:
        return None
    one, two = good[0]
    fare = draw.rng.choice(("semiflex", "flex"))
    start, town = rail.stations[home(rail)].name, rail.stations[target].name
    clauses = []
    if aim == "latest start":
        clauses.append(
            "[We'd like to set off as late as possible but be there by {latest}.|As late a start as possible, arriving {latest} at the latest.|Leave as late as you can manage, only we need to be in {town} by {latest}.]"
        )
    else:
        clauses.append(
            "[Take whichever takes least time from start to end.|What counts is the shortest time door to door.|The shortest total travel time wins.]"
        )
    if luggage:
        clauses.append(
            "[With all the luggage we need {luggage} minutes more for the change than the station asks for.|Please add {luggage} minutes to the minimum for changing, I'm on crutches.]"
        )
    if longest:
        clauses.append(
            "[But no more than {longest} minutes between the trains.|I don't want to hang about at {hub} for over {longest} minutes.]"
        )
    turn = draw.ask(
        "[Book us|Please book|I need] {fare} tickets from {start} to {town}, changing at {hub}, on {day} for {party}[, leaving at {early} or later|, not before {early}].",
        *clauses,
        because=TRIP,
        fare=FARE[fare],
        start=start,
        town=town,
        hub=hub.name,
        day=day,
        early=f"{early:02d}:00",
        party=people(party),
        latest=clock(latest),
        luggage=luggage,
        longest=longest or 0,
    )

    def solve(hands: Hands) -> None:
        minimum = 0
        if hands.bother("the station's minimum", "check"):
            why = "[see how long a change takes there|check the minimum for changing trains|read the time needed to change]"
            info = hands.call("station_info", why, station=hub.name, include=["changing"])
            minimum = info["changing"]["minimum_minutes"] + luggage
        firsts = departures(
            hands,
            "[find trains to {hub}|list the first leg]".replace("{hub}", hub.name),
            start,
            hub.name,
            at(day, early),
            at(day, 23, 59),
        )
        seconds = departures(
            hands, "[find trains from there on|list the second leg]", hub.name, town, at(day, 0), at(day, 23, 59)
        )
        pairs = [
            (a, b)
            for a in firsts
            for b in seconds
            if when(b["departs"]) >= when(a["arrives"]) + timedelta(minutes=minimum)
        ]
        if longest is not None:
            pairs = hands.keep(
                pairs, "wait", lambda p: when(p[1]["departs"]) - when(p[0]["arrives"]) <= timedelta(minutes=longest)
            )
        if aim == "shortest":
            a, b = hands.best(pairs, lambda p: when(p[1]["arrives"]) - when(p[0]["departs"]))
        else:
            pairs = hands.keep(pairs, "arrival", lambda p: when(p[1]["arrives"]) <= latest)
            a, b = hands.best(pairs, lambda p: (-when(p[0]["departs"]).timestamp(), p[1]["arrives"]))
        booked = book(hands, "[book both trains|book it as one journey|get the tickets]", [a, b], fare, party)
        gap = int((when(b["departs"]) - when(a["arrives"])).total_seconds() // 60)
        hands.say(
            fact(
                "first train",
                a["train"],
                "[{value} leaves {start} at {leaves} and gets to {hub} at {arrives}.|First {value}: {start} {leaves}, {hub} {arrives}.|You start with {value}, {leaves} to {arrives}.]",
                start=start,
                hub=hub.name,
                leaves=clock(when(a["departs"])),
                arrives=clock(when(a["arrives"])),
            ),
            fact(
                "second train",
                b["train"],
                "[Then {value} at {leaves}, in {town} at {arrives}, with {gap} minutes to change.|{gap} minutes later {value} goes on at {leaves} and arrives at {arrives}.|The change takes {gap} minutes; {value} leaves at {leaves} and is there at {arrives}.]",
                town=town,
                leaves=clock(when(b["departs"])),
                arrives=clock(when(b["arrives"])),
                gap=gap,
            ),
            fact(
                "reference",
                booked["reference"],
                "[Booked as {value}, {fare}, EUR {total}.|The reference is {value}; {fare} for EUR {total}.|{fare}, EUR {total}, reference {value}.]",
                fare=FARE[fare],
                total=float(booked["total"]),
            ),
        )

    total = round(rules.price(one, fare, party) + rules.price(two, fare, party), 2)
    kinds = (
        "connection",
        aim,
        *(("arrival",) if aim != "shortest" else ()),
        *(("wait",) if longest else ()),
        *(("margin",) if luggage else ()),
    )
    return Goal(
        (turn,),
        [one.id, two.id, fare, party],
        kinds,
        ("station_info", "search_departures", "search_departures", "book_journey"),
        solve,
        (
            *new_booking(rail, [one.id, two.id], fare, party),
            Tells("the first train", one.name),
            Tells("the second train", two.name),
            Tells("the total", total),
        ),
    )


@goal("single_hard")
def with_bikes(draw: Draw) -> Goal | None:
    """People with bikes: the cheapest overall among trains with enough bike places, booked and reserved."""
    rail: Rail = draw.state
    day, target = draw.one(served_days(rail, draw.now)), draw.one(reach(rail))
    number = draw.rng.randrange(1, 4)
    party = {"adults": number}
    if day is None or target is None:
        return None
    early = draw.rng.choice((6, 8, 10))
    trains = of_day(rail, home(rail), target, day, early)
    fare = draw.rng.choice(("semiflex", "flex"))
    takes = [t for t in trains if t.bikes is not None]
    options = sorted(
        (
            (round(rules.price(t, fare, party) + number * t.bike_price, 2), t)
            for t in takes
            if rules.bikes_free(rail, t) >= number
        ),
        key=lambda option: option[0],
    )
    if not 2 <= len(takes) <= 5 or not options or (len(options) > 1 and options[0][0] == options[1][0]):
        return None
    total, best = options[0]
    latest = best.arrives + timedelta(minutes=draw.rng.randrange(20, 120)) if draw.chance(0.4) else None
    if latest is not None:
        latest = latest.replace(minute=latest.minute // 15 * 15)
        if best.arrives > latest or latest.date() != day:
            return None
    budget = round(total + draw.rng.randrange(3, 40)) if draw.chance(0.4) else None
    start, town = rail.stations[home(rail)].name, rail.stations[target].name
    bikes = "one bike" if number == 1 else f"{number} bikes"
    clauses = [
        "[Compare with the bike places included.|What counts is fares plus bike places.|Add the price of the bike places when you compare.]"
    ]
    if latest:
        clauses.append(
            "[We want to be there by {latest}.|Not arriving after {latest}, please.|Arrival by {latest}.]"
            if number > 1
            else "[I want to be there by {latest}.|Not arriving after {latest}, please.|Arrival by {latest}.]"
        )
    if budget:
        clauses.append(
            "[If it is more than EUR {budget} in all, don't book.|EUR {budget} is the ceiling for everything.|Altogether it must not exceed EUR {budget}.]"
        )
    turn = draw.ask(
        "[Book the cheapest train|Find and book the cheapest train|I need the cheapest train] from {start} to {town} on {day} for {party} with {bikes}, {fare} fare, [leaving at {early} or later|not before {early}], and reserve the bike [places|spaces] on it.".replace(
            "[places|spaces]", "place" if number == 1 else "[places|spaces]"
        ),
        *clauses,
        because="[We're riding the river trail.|There's a charity ride.|My bike goes to a friend's workshop there.|A weekend in the saddle.|The hire shops there are hopeless.|It's the start of a long tour.]",
        start=start,
        town=town,
        day=day,
        party=people(party),
        bikes=bikes,
        fare=FARE[fare],
        early=f"{early:02d}:00",
        latest=clock(latest) if latest else "",
        budget=budget or 0,
    )

    def solve(hands: Hands) -> None:
        rows = departures(
            hands,
            "[see which trains there are|list the departures|look for trains]",
            start,
            town,
            at(day, early),
            at(day, 23, 59),
        )
        rows = hands.keep(rows, "bikes carried", lambda row: row["on_board"]["bikes"] != "not carried")
        if latest is not None:
            rows = hands.keep(rows, "arrival", lambda row: when(row["arrives"]) <= latest)
        bodies = fares(
            hands,
            rows,
            party,
            why="[see fares and free bike places|compare fares and bike places|check what is free for bikes]",
        )
        offers = list(zip(rows, bodies, strict=True))
        offers = hands.keep(offers, "bike places", lambda o: o[1]["bikes"].get("free", 0) >= number)

        def cost(offer: tuple[Row, Row]) -> float:
            priced = fare_row(offer[1], fare)
            return float(round((priced or {"total": 9999})["total"] + number * offer[1]["bikes"].get("each", 0.0), 2))

        offers = [offer for offer in offers if fare_row(offer[1], fare)]
        if budget is not None:
            offers = hands.keep(offers, "budget", lambda o: cost(o) <= budget)
        offer = hands.best(offers, cost)
        row = offer[0]
        booked = book(hands, "[book the train|get the tickets|make the booking]", [row], fare, party)
        reference = booked["reference"]

        if not reserve_bikes(hands, reference, row["departure_id"], number):
            hands.say(
                fact(
                    "reference",
                    reference,
                    "[{train} is booked as {value}, but the bikes could not be reserved.|I booked {value}, yet there is no bike place on {train}.]",
                    train=row["train"],
                )
            )
            return
        hands.say(
            fact(
                "reference",
                reference,
                "[{train} at {leaves}: booked as {value}.|I booked {train}, leaving {leaves}; the reference is {value}.|Your reference is {value}, for {train} at {leaves}.]",
                train=row["train"],
                leaves=clock(when(row["departs"])),
            ),
            fact(
                "total",
                cost(offer),
                "[With {bikes} reserved it comes to EUR {value}.|{Bikes} reserved; all together EUR {value}.|Tickets and {bikes} cost EUR {value}.]",
                bikes=bikes,
                Bikes=bikes[:1].upper() + bikes[1:] + (" is" if number == 1 else " are"),
            ),
        )

    kinds = ("bikes carried", "bike places", *(("arrival",) if latest else ()), *(("budget",) if budget else ()))
    return Goal(
        (turn,),
        [best.id, number, fare],
        kinds,
        ("search_departures", *(("get_fares",) * len(takes)), "book_journey", "reserve_places"),
        solve,
        (
            *new_booking(rail, [best.id], fare, party, bikes=(number,)),
            Tells("the total", total),
            Tells("the train", best.name),
        ),
    )


GOALS_TRIPS: tuple[GoalMaker, ...] = (change_on_the_way, with_bikes)
