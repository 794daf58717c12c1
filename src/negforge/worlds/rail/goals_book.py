"""Trips that travellers want found and booked, with conditions that interact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeAlias

from negforge.worlds.goal import Draw, Fact, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.state import Rail, Train
from negforge.worlds.rail.steps import Row, book, card_holds, departures, fares, when
from negforge.worlds.rail.talk import FARE, TRIP, clock, people
from negforge.worlds.rail.wanted import at, home, new_booking, of_day, reach, served_days
from negforge.worlds.wants import OnlyChanges, Tells, Want

Condition: TypeAlias = tuple[str, str, Callable[[Row], bool], Callable[[Train], bool]]
PARTIES: tuple[dict[str, int], ...] = (
    {"adults": 1},
    {"adults": 2},
    {"adults": 1, "children": 1},
    {"adults": 2, "children": 2},
    {"adults": 1, "youths": 1},
    {"adults": 2, "youths": 1},
)


def conditions_of(draw: Draw, trains: list[Train], number: int, day: date) -> tuple[list[Condition], list[Train]]:
    """Some conditions that leave at least one of the trains, each excluding another where possible."""
    hour = draw.rng.randrange(11, 21)
    latest = at(day, hour, draw.rng.choice((0, 15, 30, 45)))
    kind = draw.rng.choice(("regional", "express", "intercity"))
    pool: list[Condition] = [
        (
            "bikes",
            "[It has to take bikes, I'll sort out the reservation myself.|I'll have my bicycle, so a train that carries bikes; I reserve it later.|One that bikes may go on, please.]",
            lambda row: row["on_board"]["bikes"] != "not carried",
            lambda train: train.bikes is not None,
        ),
        (
            "bistro",
            "[There should be a bistro on board.|I want to be able to buy lunch on board, so with a bistro.|Only one with a bistro, please.]",
            lambda row: bool(row["on_board"]["bistro"]),
            lambda train: train.bistro,
        ),
        (
            "quiet coach",
            "[With a quiet coach.|I have to work on the way, so it needs a quiet coach.|A train with a quiet coach, otherwise I get nothing done.]",
            lambda row: bool(row["on_board"]["quiet_coach"]),
            lambda train: train.quiet,
        ),
        (
            "arrival",
            f"[I must be there by {clock(latest)}.|Arriving {clock(latest)} at the latest.|It must get in no later than {clock(latest)}.]",
            lambda row: when(row["arrives"]) <= latest,
            lambda train: train.arrives <= latest,
        ),
        (
            "kind",
            {
                "regional": "[No regional trains, please.|Not on a regional train, they stop everywhere.|Anything but a regional.]",
                "express": "[No expresses, please; they make me queasy.|But not an express.|I don't want an express.]",
                "intercity": "[Not an intercity.|Leave out the intercity trains.|No intercity, the last one was a disaster.]",
            }[kind],
            lambda row: row["kind"] != kind,
            lambda train: train.kind != kind,
        ),
    ]
    chosen: list[Condition] = []
    for condition in draw.some(pool, len(pool)):
        left = [train for train in trains if condition[3](train)]
        if len(chosen) < number and left and len(left) < len(trains):
            chosen.append(condition)
            trains = left
    return chosen, trains


def lead(train: Train) -> float:
    return rules.price(train, "saver" if train.saver_left else "semiflex", {"adults": 1})


@goal("single_easy", "single_hard")
def pick_a_train(draw: Draw) -> Goal | None:
    """The cheapest, quickest or first train under conditions; in the hard form booked if it keeps to the budget."""
    rail: Rail = draw.state
    day, target = draw.one(served_days(rail, draw.now)), draw.one(reach(rail))
    if day is None or target is None:
        return None
    early = draw.rng.choice((6, 7, 8, 9, 11))
    all_day = of_day(rail, home(rail), target, day, early)
    chosen, fits = conditions_of(
        draw, all_day, draw.rng.randrange(2, 4) if draw.hard else draw.rng.randrange(0, 3), day
    )
    aim = draw.rng.choice(("cheapest", "fastest", "first there"))
    row_key: dict[str, Callable[[Row], Any]] = {
        "cheapest": lambda row: row["lead_price"]["amount"],
        "fastest": lambda row: row["minutes"],
        "first there": lambda row: row["arrives"],
    }
    train_key: dict[str, Callable[[Train], Any]] = {
        "cheapest": lead,
        "fastest": lambda train: train.arrives - train.departs,
        "first there": lambda train: train.arrives,
    }
    ranked = sorted(fits, key=train_key[aim])
    if len(all_day) < 3 or not ranked or (len(ranked) > 1 and train_key[aim](ranked[0]) == train_key[aim](ranked[1])):
        return None
    if len(chosen) < (2 if draw.hard else 0) or (ranked[0] is all_day[0] and draw.chance(0.8)):
        return None
    best = ranked[0]
    start, town = rail.stations[home(rail)].name, rail.stations[target].name
    slots: dict[str, object] = {"start": start, "town": town, "day": day, "early": f"{early:02d}:00"}
    form = {
        "cheapest": "[I'm after|Find me|I need] the cheapest [direct train|departure|connection without changes] from {start} to {town} on {day}, [leaving at {early} or later|not before {early}]. [Go by the lead price.|The lead price decides.|]",
        "fastest": "[Which train|What direct train] [takes least time|is quickest|has the shortest ride] from {start} to {town} on {day}, [if I leave at {early} or later|not before {early}]?",
        "first there": "[Which direct train|What train] [gets me|gets us|arrives] [to|in] {town} [earliest|first] on {day}, leaving {start} at {early} or later?",
    }[aim]
    if aim == "first there":
        form = form.replace(
            "[gets me|gets us|arrives] [to|in] {town} [earliest|first]",
            "[gets me to {town} earliest|gets us to {town} first|is the first to arrive in {town}]",
        )

    def search(hands: Hands) -> list[Row]:
        why = "[see what runs that day|list the departures|look for trains]"
        rows = departures(hands, why, start, town, at(day, early), at(day, 23, 59))
        for name, _, test, _ in chosen:
            rows = hands.keep(rows, name, test)
        return rows

    constraints = (*(c[0] for c in chosen), aim)
    if not draw.hard:
        turn = draw.ask(form, *(c[1] for c in chosen), because=TRIP, **slots)

        def solve(hands: Hands) -> None:
            row = hands.best(search(hands), row_key[aim])
            hands.say(_train_told(row, aim))

        wants: tuple[Want, ...] = (
            Tells("the train", best.name),
            Tells("its departure", best.departs.time()),
            OnlyChanges(),
        )
        return Goal((turn,), [best.id, early], constraints, ("search_departures",), solve, wants)

    party, fare = draw.one(PARTIES), draw.one(("semiflex", "flex"))
    if party is None or fare is None:
        return None
    total = rules.price(best, fare, party)
    budget = round(total * draw.rng.choice((0.85, 0.93, 1.04, 1.15, 1.3)))
    fine = total <= budget
    turn = draw.ask(
        form,
        *(c[1] for c in chosen),
        "[Book that one in {fare} for {party} if the total stays within EUR {budget}; otherwise book nothing and tell me the total.|If {party} in {fare} cost no more than EUR {budget} altogether, book it. If it's more, leave it and just say how much it would be.|Then get {fare} tickets for {party}, but my limit is EUR {budget} in all. Over that: no booking, only the price.]",
        because=TRIP,
        fare=FARE[fare],
        party=people(party),
        budget=budget,
        **slots,
    )

    def solve_hard(hands: Hands) -> None:
        row = hands.best(search(hands), row_key[aim])
        body = fares(
            hands,
            [row],
            party,
            why="[see what it costs you all|price it for the party|check the total against the limit]",
        )[0]
        priced = hands.keep([r for r in body["fares"] if r["fare"] == fare], "budget", lambda r: r["total"] <= budget)
        cost = next((r["total"] for r in body["fares"] if r["fare"] == fare), 0.0)
        if not priced:
            hands.say(
                _train_told(row, aim),
                fact(
                    "total",
                    cost,
                    "[In {fare} it would be EUR {value}, above your EUR {budget}, so I have booked nothing.|No booking: {fare} comes to EUR {value} and your limit is EUR {budget}.|EUR {value} in {fare} is over the EUR {budget}, so nothing is booked.]",
                    fare=FARE[fare],
                    budget=budget,
                ),
            )
            return
        booked = book(hands, "[book it|get the tickets|make the booking]", [row], fare, party)
        hands.confirm(
            "list_bookings", "[make sure it is there|see it in the bookings]", references=[booked["reference"]]
        )
        hands.say(
            _train_told(row, aim),
            fact(
                "reference",
                booked["reference"],
                "[Booked in {fare} under {value} for EUR {total}.|Your reference is {value}; {fare}, EUR {total} in all.|I booked {fare} for {party}: {value}, EUR {total}.]",
                fare=FARE[fare],
                party=people(party),
                total=booked["total"],
            ),
        )

    told: tuple[Want, ...] = (Tells("the total", total), Tells("the train", best.name))
    return Goal(
        (turn,),
        [best.id, early, fare, party, budget],
        (*constraints, "budget"),
        ("search_departures", "get_fares", *(("book_journey",) if fine else ())),
        solve_hard,
        ((*new_booking(rail, [best.id], fare, party), *told) if fine else (OnlyChanges(), *told)),
    )


def _train_told(row: Row, aim: str) -> Any:
    form = {
        "cheapest": "[The cheapest that fits is {value}|Cheapest: {value}|{value} has the lowest price], {leaves} to {arrives}, from EUR {price}.",
        "fastest": "[The quickest is {value}|{value} is fastest|Shortest ride: {value}], {leaves} to {arrives}, {minutes} minutes.",
        "first there": "[{value} gets in first|The first to arrive is {value}|You are there earliest with {value}], {leaves} to {arrives}.",
    }[aim]
    return fact(
        "train",
        row["train"],
        form,
        leaves=clock(when(row["departs"])),
        arrives=clock(when(row["arrives"])),
        price=float(row["lead_price"]["amount"]),
        minutes=row["minutes"],
    )


@goal("single_hard")
def book_what_can_be_returned(draw: Draw) -> Goal | None:
    """The cheapest ticket of a day that can be given back late enough, with the card where it is valid."""
    rail: Rail = draw.state
    day, target = draw.one(served_days(rail, draw.now)), draw.one(reach(rail))
    party = draw.one(PARTIES)
    if day is None or target is None or party is None:
        return None
    early = draw.rng.choice((6, 9, 12, 14))
    trains = of_day(rail, home(rail), target, day, early, early + 7)
    percent, hours = draw.rng.choice(((75, 6), (75, 12), (75, 24), (75, 36), (100, 6)))
    latest = at(day, min(23, early + draw.rng.randrange(5, 9)), 30) if draw.chance(0.5) else None
    uses_card = draw.chance(0.6)
    valid = rules.card_valid(rail, day)
    off = rail.account.card.percent if uses_card and valid else 0
    options = [
        (rules.price(t, fare, party, off), t, fare)
        for t in trains
        for fare in ("semiflex", "flex")
        if rules.REFUND_SHARE[fare] * 100 >= percent
        and (rules.window(t, fare) or 0) <= hours
        and (latest is None or t.arrives <= latest)
    ]
    options.sort(key=lambda option: option[0])
    if not 2 <= len(trains) <= 5 or not options or (len(options) > 1 and options[0][0] == options[1][0]):
        return None
    total, best, fare = options[0]
    start, town = rail.stations[home(rail)].name, rail.stations[target].name
    clauses = [
        "[I may have to call it off, so it must be fully refundable up to {hours} hours before departure.|It has to be one where all of the money comes back until {hours} hours before it leaves.|Plans are shaky: I want a full refund if I cancel as late as {hours} hours ahead.]"
        if percent == 100
        else "[I may have to call it off, so at least {percent} % must come back, and that up to {hours} hours before departure.|It has to be refundable, {percent} % or better, until {hours} hours before it leaves.|Plans are shaky: I want {percent} % or more back if I cancel as late as {hours} hours ahead.]"
    ]
    if latest:
        clauses.append(
            "[We have to be there by {latest}.|Arrival {latest} at the latest.|It mustn't get in after {latest}.]"
        )
    if uses_card:
        clauses.append(
            "[Use my discount card if it is valid that day, otherwise the normal fare.|My discount card applies if it hasn't expired by then; if it has, pay full price.|Please count my discount card in, but only if it still runs on that day.]"
        )
    turn = draw.ask(
        "[Book the cheapest ticket|Please get me the cheapest ticket|I'd like you to book the cheapest fare] from {start} to {town} on {day} for {party}, [leaving|departing] between {early} and {late}.",
        *clauses,
        because=TRIP,
        start=start,
        town=town,
        day=day,
        party=people(party),
        early=f"{early:02d}:00",
        late=f"{early + 7:02d}:00" if early + 7 < 24 else "midnight",
        percent=percent,
        hours=hours,
        latest=clock(latest) if latest else "",
    )

    def solve(hands: Hands) -> None:
        with_card = uses_card and card_holds(hands, day)
        why = "[see the departures in that window|list the trains|find the trains that come into question]"
        rows = departures(hands, why, start, town, at(day, early), at(day, early) + timedelta(hours=7, minutes=-1))
        if latest is not None:
            rows = hands.keep(rows, "arrival", lambda row: when(row["arrives"]) <= latest)
        bodies = fares(hands, rows, party, with_card)
        offers = [(row, offer) for row, body in zip(rows, bodies, strict=True) for offer in body["fares"]]
        offers = hands.keep(offers, "refund share", lambda o: o[1]["conditions"]["refund_percent"] >= percent)
        offers = hands.keep(
            offers,
            "refund window",
            lambda o: (
                o[1]["conditions"]["refund_until_hours_before"] is not None
                and o[1]["conditions"]["refund_until_hours_before"] <= hours
            ),
        )
        row, offer = hands.best(offers, lambda o: o[1]["total"])
        booked = book(
            hands, "[book it|buy the ticket|make the booking]", [row], offer["fare"], party, with_card=with_card
        )
        hands.confirm("list_bookings", "[check that it is booked|see it in the list]", references=[booked["reference"]])
        until = booked["refund_until"]
        told: list[Fact | str] = [
            fact(
                "booking",
                booked["reference"],
                "[{train} at {time} in {fare}, EUR {total}: booked as {value}.|I booked {train}, {time}, {fare}, for EUR {total}; the reference is {value}.|Your booking is {value}: {train} at {time}, {fare}, EUR {total}.]",
                train=row["train"],
                time=clock(when(row["departs"])),
                fare=FARE[offer["fare"]],
                total=float(booked["total"]),
            )
        ]
        if until:
            told.append(
                fact(
                    "refund",
                    when(until),
                    "[You can give it back until {value}|Refundable until {value}|The refund window ends on {value}][, {percent} % of the fare|, and {percent} % would come back].",
                    percent=offer["conditions"]["refund_percent"],
                )
            )
        if uses_card and not with_card:
            told.append(
                "[Your discount card is not valid that day, so I left it out.|The card was not used: it is not valid on the day of travel.|I paid the normal fare, as the discount card does not cover that day.]"
            )
        hands.say(*told)

    kinds = ("refund share", "refund window", *(("arrival",) if latest else ()))
    kinds += ("card" if valid else "card run out",) if uses_card else ()
    return Goal(
        (turn,),
        [best.id, fare, party, percent, hours],
        kinds,
        (*(("account",) if uses_card else ()), "search_departures", *(("get_fares",) * len(trains)), "book_journey"),
        solve,
        (
            *new_booking(rail, [best.id], fare, party, with_card=uses_card and valid),
            Tells("the train", best.name),
            Tells("the total", total),
        ),
    )


GOALS_BOOK: tuple[GoalMaker, ...] = (pick_a_train, book_what_can_be_returned)
