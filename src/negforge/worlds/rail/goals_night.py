"""A berth on a night train, on whichever of some nights is the cheapest."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.state import Rail, Train
from negforge.worlds.rail.steps import Row, book, departures, fare_row, fares, when
from negforge.worlds.rail.talk import FARE, clock, money, people
from negforge.worlds.rail.wanted import at, home, new_booking
from negforge.worlds.wants import Says, Tells


@goal("single_hard")
def night_train_berth(draw: Draw) -> Goal | None:
    """A night train on one of some nights, with berths of a kind for everybody: the cheapest in all."""
    rail: Rail = draw.state
    nights = sorted((t for t in rail.trains.values() if t.kind == "night"), key=lambda t: t.departs)
    party = draw.one(({"adults": 1}, {"adults": 2}, {"adults": 1, "children": 1}, {"adults": 2, "children": 1}))
    berth, fare = draw.rng.choice(("couchette", "couchette", "sleeper")), draw.rng.choice(("semiflex", "flex"))
    if party is None or len(nights) < 3:
        return None
    first, last = nights[0].departs.date(), nights[-1].departs.date()
    heads = rules.travellers(party)
    after = draw.rng.choice((None, "21:00", "21:30"))
    before = draw.rng.choice((None, None, "06:30", "07:15", "08:00"))
    limit = draw.rng.choice((None, None, 22, 25)) if berth == "couchette" else draw.rng.choice((None, 60, 70))

    def extra(train: Train) -> tuple[float, int]:
        return next((price, free) for kind, price, free in train.berths if kind == berth)

    fits = [
        t
        for t in nights
        if extra(t)[1] >= heads
        and (after is None or clock(t.departs) >= after)
        and (before is None or clock(t.arrives) <= before)
        and (limit is None or extra(t)[0] <= limit)
    ]
    ranked = sorted(fits, key=lambda t: rules.price(t, fare, party, 0, berth))
    if (
        not ranked
        or len(nights) > 7
        or (
            len(ranked) > 1
            and rules.price(ranked[0], fare, party, 0, berth) == rules.price(ranked[1], fare, party, 0, berth)
        )
    ):
        return None
    best = ranked[0]
    total = rules.price(best, fare, party, 0, berth)
    start, town = rail.stations[home(rail)].name, rail.stations[best.destination].name
    clauses = []
    if after:
        clauses.append(
            "[It should not leave before {after}.|We can't be at the station before {after}.|Departure {after} or later.]"
            if heads > 1
            else "[It should not leave before {after}.|I can't be at the station before {after}.|Departure {after} or later.]"
        )
    if before:
        clauses.append(
            "[It must be there by {before}.|Arrival by {before}, please.|And in {town} no later than {before}.]"
        )
    if limit:
        clauses.append(
            "[I pay at most EUR {limit} a head for the {berth}.|The {berth} supplement may be up to EUR {limit} each, no more.|No more than EUR {limit} supplement per person.]"
        )
    turn = draw.ask(
        "[Book the night train|Please book a night train|I want to take the night train] from {start} to {town}, {berth} for {party} in {fare}, on whichever night from {first} to {last} is cheapest [in all|altogether|all in].",
        *clauses,
        because="[I would rather sleep on the way than fly.|Saves a hotel night.|The conference starts early.|I've always wanted to do it.|The dog can come along at night.]",
        start=start,
        town=town,
        berth=berth,
        party=people(party),
        fare=FARE[fare],
        first=first,
        last=last,
        after=after or "",
        before=before or "",
        limit=limit or 0,
    )

    def solve(hands: Hands) -> None:
        rows = departures(
            hands,
            "[list the night trains|see which night trains run|find the night trains]",
            start,
            town,
            at(first, 12),
            at(last, 23, 59),
            kinds=["night"],
        )
        if after is not None:
            rows = hands.keep(rows, "departure", lambda row: clock(when(row["departs"])) >= after)
        if before is not None:
            rows = hands.keep(rows, "arrival", lambda row: clock(when(row["arrives"])) <= before)
        bodies = fares(
            hands, rows, party, why="[see fares and free berths|compare fares and supplements|check the berths]"
        )
        offers = [
            (row, body, next(b for b in body["berths"] if b["place"] == berth))
            for row, body in zip(rows, bodies, strict=True)
            if fare_row(body, fare)
        ]
        offers = hands.keep(offers, "berths", lambda o: o[2]["free"] >= heads)
        if limit is not None:
            offers = hands.keep(offers, "supplement", lambda o: o[2]["supplement"] <= limit)

        def cost(offer: tuple[Row, Row, Row]) -> float:
            fare_found = (fare_row(offer[1], fare) or {"total": 9999.0})["total"]
            return float(round(fare_found + offer[2]["supplement"] * heads, 2))

        row, _, _ = hands.best(offers, cost)
        booked = book(
            hands, "[book it with the berths|book the night train|reserve and book]", [row], fare, party, place=berth
        )
        hands.say(
            fact(
                "train",
                row["train"],
                "[The cheapest night is {day}: {value}, {leaves} to {arrives}.|{value} on {day}, {leaves} to {arrives}, is the cheapest.|I took {value}, leaving on {day} at {leaves} and arriving at {arrives}.]",
                day=when(row["departs"]).date(),
                leaves=clock(when(row["departs"])),
                arrives=clock(when(row["arrives"])),
            ),
            fact(
                "reference",
                booked["reference"],
                "[Reference {value}, {berth} for {party}, {total} in all.|It is booked as {value}, with {berth} places for {party}, at {total}.|{total} for {party} by {berth}; the reference is {value}.]",
                berth=berth,
                party=people(party),
                total=money(booked["total"]),
            ),
        )

    kinds = (
        "berths",
        berth,
        *(("departure",) if after else ()),
        *(("arrival",) if before else ()),
        *(("supplement",) if limit else ()),
    )
    return Goal(
        (turn,),
        [best.id, berth, fare, party],
        kinds,
        ("search_departures", *(("get_fares",) * len(nights)), "book_journey"),
        solve,
        (
            *new_booking(rail, [best.id], fare, party, places=(berth,)),
            Tells("the train", best.name),
            Tells("the total", total),
            Says("the night", rf"\b{best.departs.day}(?:st|nd|rd|th)?\b|-{best.departs.day:02d}\b"),
        ),
    )


GOALS_NIGHT: tuple[GoalMaker, ...] = (night_train_berth,)
