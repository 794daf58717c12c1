"""Talks of several turns about trips: pick from a list and change one's mind, say which one, give up after a yes."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Fact, Goal, GoalMaker, Hands, fact, goal, with_replies
from negforge.worlds.rail import rules
from negforge.worlds.rail.goals_book import PARTIES
from negforge.worlds.rail.state import Booking, Rail, Train
from negforge.worlds.rail.steps import (
    Row,
    book,
    departures,
    exchange,
    first_leg,
    reserve_bikes,
    when,
)
from negforge.worlds.rail.talk import FARE, TRIP, clock, money, people
from negforge.worlds.rail.tools_trips import SEATED_AFTER
from negforge.worlds.rail.wanted import TellsSeats, at, confirmed, home, new_booking, of_day, reach, served_days
from negforge.worlds.wants import Asks, Holds, OnlyChanges, Tells, Want

WISHES = {
    "window": "[a window seat|a seat by the window]",
    "aisle": "[an aisle seat|a seat on the aisle]",
    "table": "[a seat at a table|a table seat]",
}
WISHES_FOR_MORE = {
    "window": "[window seats|seats by the window]",
    "aisle": "[aisle seats|seats on the aisle]",
    "table": "[seats at a table|table seats]",
}


def seats_of(hands: Hands, reference: str, departure_id: str) -> str:
    """The seats on a train of a booking, after the time that assigning takes."""
    if hands.bother("seats are assigned later", "more"):
        hands.call(
            "pause",
            "[give them a moment to assign the seats|wait for the seats to be assigned|let the seats be found]",
            minutes=SEATED_AFTER + 2,
        )
    why = "[read the seats|see which seats it became|look the seats up]"
    rows = hands.call("list_bookings", why, references=[reference], include=["places"])["bookings"]
    leg = next(leg for leg in rows[0]["legs"] if leg["departure_id"] == departure_id)
    return str(leg["seats"])


def seats_told(seats: str) -> Fact | str:
    if not seats.startswith("coach"):
        return "[The seats are still being assigned, so I cannot name them yet.|No seat numbers yet; they are still being assigned.]"
    return fact("seats", seats, "[You are in {value}.|It is {value}.|They gave you {value}.]")


def reserve_seats(hands: Hands, reference: str, departure_id: str, wish: str, together: bool) -> None:
    def landed() -> Row | None:
        found = hands.call(
            "list_bookings",
            "[see whether the wish was taken|check the reservation]",
            references=[reference],
            include=["places"],
        )
        legs = [leg for row in found["bookings"] for leg in row["legs"] if leg["departure_id"] == departure_id]
        return {"accepted": True} if legs and legs[0]["seats"] != "not reserved" else None

    hands.call(
        "reserve_places",
        "[reserve the seats|ask for the seats|put in the seat wish]",
        landed=landed,
        reference=reference,
        departure_id=departure_id,
        seats={"wish": wish} | ({"together": True} if together else {}),
    )


@goal("multi_easy", "multi_hard")
def choose_from_the_list(draw: Draw) -> Goal | None:
    """List the trains of a day, book one by its place in the list; hard: another after all, seats, and which they are."""
    rail: Rail = draw.state
    day, target = draw.one(served_days(rail, draw.now)), draw.one(reach(rail))
    party = draw.one(PARTIES)
    if day is None or target is None or party is None:
        return None
    early = draw.rng.choice((5, 7, 9))
    trains = of_day(rail, home(rail), target, day, early)
    if not 4 <= len(trains) <= 7:
        return None
    words = {1: "second", 2: "third", len(trains) - 1: "last"} | ({3: "fourth"} if len(trains) > 4 else {})
    place = draw.rng.choice(sorted(words))
    step = draw.rng.choice([n for n in (-1, 1) if 0 <= place + n < len(trains)])
    fare = draw.rng.choice(("semiflex", "flex"))
    wish = draw.rng.choice(sorted(WISHES))
    heads = rules.travellers(party)
    only = None if draw.hard else draw.rng.choice((None, "bistro", "bikes", "quiet coach"))
    listed = [t for t in trains if only is None or _has(t, only)]
    if only and (not 2 <= len(listed) < len(trains) or (place >= len(listed) and words[place] != "last")):
        return None
    first = listed[-1] if words[place] == "last" else listed[place]
    final = trains[place + step] if draw.hard else first
    start, town = rail.stations[home(rail)].name, rail.stations[target].name
    wants_bike = draw.hard and draw.chance(0.5)
    bike = wants_bike and final.bikes is not None and rules.bikes_free(rail, final) > 0
    if wants_bike and final.bikes is not None and not bike:
        return None
    turns = [
        draw.ask(
            "[Which direct trains go from {start} to {town} on {day} from {early} on?|Could you list the direct trains {start} to {town} on {day}, {early} and later?|Show me the direct departures from {start} to {town} for {day}, not before {early}.|What are my options without a change from {start} to {town} on {day} after {early}?]",
            because=TRIP,
            start=start,
            town=town,
            day=day,
            early=f"{early:02d}:00",
        ),
        draw.then(
            "[The {nth} one, please. {Party}, {fare}.|Book the {nth} of those in {fare} for {party}.|I'll go with the {nth} on the list: {fare} tickets for {party}.|{nth_upper} one sounds right. {fare} for {party}, book it.]",
            nth=words[place],
            nth_upper=f"The {words[place]}",
            fare=FARE[fare],
            party=people(party),
            Party=people(party).capitalize(),
        ),
    ]
    if only:
        turns[1] = draw.then(
            "[Of those with {thing}, the {nth} one. {Party}, {fare}.|Only trains with {thing} count for me; from these book the {nth}, in {fare} for {party}.|Leave out the ones without {thing}. Then the {nth} of what's left: {fare}, {party}, book it.|I need {thing}. Take the {nth} that has that, {fare} for {party}.]",
            thing={"bistro": "a bistro", "bikes": "room for bikes", "quiet coach": "a quiet coach"}[only],
            nth=words[place],
            fare=FARE[fare],
            party=people(party),
            Party=people(party).capitalize(),
        )
    if draw.hard:
        side = "after" if step > 0 else "before"
        seat_words = draw.word((WISHES if heads == 1 else WISHES_FOR_MORE)[wish])
        turns += [
            draw.then(
                "[Oh, sorry, I misread the times. Make it the one {side} that.|Actually I'd better take the one {side} it. Please swap.|Wait, wrong line. I meant the train {side} that one, can you exchange it?|Hm, my lift can't do that. Move us to the next one {side_long}, whatever the difference is.]",
                side=side,
                side_long="down the list" if step > 0 else "up the list",
            ),
            draw.then(
                "[Now reserve {seats} on it{together}.|Please get {seats}{together}.|And {seats}{together}, if you'd reserve that.]".replace(
                    "{together}", " [together|next to one another]" if heads > 1 else ""
                ),
                *(
                    [
                        "[If that train takes bikes, reserve one bike place as well.|Should it carry bikes, one place for mine too; if not, never mind.|And one bike on it, provided the train takes bikes at all.]"
                    ]
                    if wants_bike
                    else []
                ),
                seats=seat_words,
            ),
            draw.then(
                "[Which seats are ours?|Where do we sit?|What are the seat numbers?|Can you see the seats yet?]"
                if heads > 1
                else "[Which seat is it?|Where do I sit?|What's the seat number?|Can you see the seat yet?]"
            ),
        ]

    def solve(hands: Hands) -> None:
        rows = departures(
            hands,
            "[list the departures|see what runs that day|look the trains up]",
            start,
            town,
            at(day, early),
            at(day, 23, 59),
        )
        hands.say(
            *(
                fact(
                    row["train"],
                    f"{clock(when(row['departs']))} to {clock(when(row['arrives']))}, from EUR {row['lead_price']['amount']:.2f}",
                    "[{Label}: {value}.|{Label}, {value}.]",
                )
                for row in rows
            )
        )
        if only:
            rows = hands.keep(rows, only, lambda row: _row_has(row, only))
        spot = len(rows) - 1 if words[place] == "last" else min(place, len(rows) - 1)
        row = rows[spot]
        booked = book(hands, "[book that one|get the tickets|make the booking]", [row], fare, party)
        reference = booked["reference"]
        if hands.bother("seats, unasked", "needless"):
            reserve_seats(hands, reference, row["departure_id"], "any", False)
        heard = hands.say(
            fact(
                "reference",
                reference,
                "[{train} at {leaves} is booked in {fare}: {value}.|Booked {train}, {leaves}, in {fare}; the reference is {value}.|Your reference for {train} at {leaves} is {value}, fare {fare}.]",
                train=row["train"],
                leaves=clock(when(row["departs"])),
                fare=FARE[fare],
            ),
            fact("total", money(booked["total"]), "[It comes to {value}.|The total is {value}.|{value} in all.]"),
        )
        if not heard:
            return
        other = rows[max(0, min(len(rows) - 1, spot + step))]
        swapped = {"reference": reference, "paid": booked["total"], "extras_paid": 0.0}
        done = exchange(hands, "[make the exchange|swap the train]", swapped, row["departure_id"], other)
        hands.say(
            fact(
                "train",
                other["train"],
                "[You are now on {value} at {leaves}; the exchange cost {cost}.|Swapped to {value}, {leaves}, for {cost}.|{value} at {leaves} it is, at an extra {cost}.]",
                leaves=clock(when(other["departs"])),
                cost=money(done["to_pay"]),
            )
        )
        reserve_seats(hands, reference, other["departure_id"], wish, heads > 1)
        told: list[Fact | str] = [
            "[The seats are requested and will be assigned in a few minutes.|Your seat wish is in; the numbers follow in some minutes.|Seats are asked for, the numbers come shortly.]"
        ]
        if wants_bike:
            if hands.keep([other], "condition", lambda r: r["on_board"]["bikes"] != "not carried"):
                told.append(
                    "[One bike place is reserved as well.|The bike has a place, too.|Your bike is on it.]"
                    if reserve_bikes(hands, reference, other["departure_id"], 1)
                    else "[The bike could not be reserved on that train.|There is no place for the bike on it.]"
                )
            else:
                told.append(
                    "[That train takes no bikes, so I left the bike out.|No bike place: the train does not carry bikes.|It carries no bikes, so nothing is reserved for yours.]"
                )
        hands.say(*told)
        hands.say(seats_told(seats_of(hands, reference, other["departure_id"])))

    wants: tuple[Want, ...]
    if draw.hard:
        wants = (
            *new_booking(rail, [final.id], fare, party, bikes=(int(bike),)),
            Holds(
                "the seat wish",
                lambda state: any(
                    leg.train == final.id and leg.wish == wish for b in state.bookings.values() for leg in b.legs
                ),
                f"{wish} seats are wished for on {final.name}",
                lambda state: "there is no such wish on that train",
            ),
            TellsSeats(final.id),
        )
    else:
        wants = (
            *new_booking(rail, [first.id], fare, party),
            _no_seats(first),
            Tells("the total", rules.price(first, fare, party)),
        )
    plan = ("search_departures", "book_journey")
    if draw.hard:
        plan += ("change_booking", "reserve_places", *(("reserve_places",) if bike else ()), "pause", "list_bookings")
    return Goal(
        tuple(turns),
        [final.id, first.id, fare, party, wish if draw.hard else ""],
        (
            f"the {words[place]}",
            *(("correction", "late effect") if draw.hard else ()),
            *(("condition",) if wants_bike else ()),
            *((only,) if only else ()),
        ),
        plan,
        solve,
        wants,
    )


def _has(train: Train, thing: str) -> bool:
    return {"bistro": train.bistro, "bikes": train.bikes is not None, "quiet coach": train.quiet}[thing]


def _row_has(row: Row, thing: str) -> bool:
    board = row["on_board"]
    return bool(
        {"bistro": board["bistro"], "bikes": board["bikes"] != "not carried", "quiet coach": board["quiet_coach"]}[
            thing
        ]
    )


def _no_seats(train: Train) -> Want:
    return Holds(
        "no seats",
        lambda state: all(leg.wish is None for b in state.bookings.values() for leg in b.legs if leg.train == train.id),
        "no seats are reserved",
        lambda state: "seats are reserved that nobody asked for",
    )


@goal("multi_easy")
def which_of_my_trips(draw: Draw) -> Goal | None:
    """A reservation on `my train to X`, where there are two: ask. Then the seat, which comes later."""
    rail: Rail = draw.state
    trips: dict[str, list[Booking]] = {}
    for booking in confirmed(rail, draw.now):
        trips.setdefault(rail.trains[booking.legs[0].train].destination, []).append(booking)
    for booking in rail.bookings.values():
        train = rail.trains[booking.legs[0].train]
        if booking.status == "confirmed" and train.departs.date() == draw.now.date():
            trips.pop(train.destination, None)
    pair = next((list_ for list_ in trips.values() if len(list_) == 2), None)
    if pair is None:
        return None
    newest = max(pair, key=lambda b: (b.booked, b.id))
    booking = next(b for b in pair if b is not newest) if draw.chance(0.75) else newest
    train = rail.trains[booking.legs[0].train]
    town, day = rail.stations[train.destination].name, train.departs.date()
    heads = rules.travellers(booking.party)
    wish = draw.rng.choice(sorted(WISHES))
    seats = draw.word((WISHES if heads == 1 else WISHES_FOR_MORE)[wish])
    me = "me" if heads == 1 else "us"
    turn = draw.ask(
        "[Please reserve {seats} on my train to {town}.|Can you get {me} {seats} for the {town} trip?|I forgot to reserve on the train to {town}. {seats_upper}, please.|{seats_upper} on the {town} train for {me}, would you?]",
        because="[I get sick facing the toilets.|Last time I stood the whole way.|My leg is in a cast.|We'd like to play cards.|I have to get some work done.|I want to look at the coast.]",
        seats=seats,
        seats_upper=seats[:1].upper() + seats[1:],
        me=me,
        town=town,
    )
    answer = draw.word(
        "[The one on {day}.|{day}.|Oh right, I have two. {day}, please.|I mean the trip on {day}; the other one is fine.]",
        day=day,
    )
    turns = (
        with_replies(turn, (r"which|what (?:day|date)|when|do you mean|\bor\b", answer)),
        draw.then(
            "[And which seat did I get?|What seat is it now?|Where will I be sitting?|Tell me the seat number, please.]"
            if heads == 1
            else "[And which seats did we get?|What seats are they now?|Where will we be sitting?|Tell me the seat numbers, please.]"
        ),
    )

    def solve(hands: Hands) -> None:
        rows = hands.call("list_bookings", "[find the trip|look up your bookings|see which train that is]")["bookings"]
        rows = [row for row in rows if first_leg(row)["to"]["name"] == town]
        row = rows[0]
        if len(rows) > 1 and hands.bother("which of them", "ask"):
            days = sorted(when(first_leg(r)["departs"]).date() for r in rows)
            hands.say(
                ask="[You have two trips to {town}, on {one} and on {two}. Which one do you mean?|There are two bookings to {town}: {one} and {two}. Which one is it?|Which trip to {town} do you mean, the one on {one} or the one on {two}?]",
                town=town,
                one=days[0],
                two=days[1],
            )
            row = next(r for r in rows if when(first_leg(r)["departs"]).date() == day)
        leg = first_leg(row)
        reserve_seats(hands, row["reference"], leg["departure_id"], wish, heads > 1)
        hands.say(
            fact(
                "reservation",
                row["reference"],
                "[I asked for {seats} on {train} on {day}, booking {value}; the numbers follow in a few minutes.|{seats_upper} requested for {value}, {train} on {day}. They will be assigned shortly.|The wish for {seats} is in for {value} ({train}, {day}), and will be assigned in some minutes.]",
                seats=seats,
                seats_upper=seats[:1].upper() + seats[1:],
                train=leg["train"],
                day=when(leg["departs"]).date(),
            )
        )
        hands.say(seats_told(seats_of(hands, row["reference"], leg["departure_id"])))

    return Goal(
        turns,
        [booking.id, wish],
        ("ambiguous", f"{wish} seat", "late effect"),
        ("list_bookings", "reserve_places", "pause", "list_bookings"),
        solve,
        (
            Asks(),
            Holds(
                "the seat wish",
                lambda state: state.bookings[booking.id].legs[0].wish == wish,
                f"{booking.id} has the wish for {wish}",
                lambda state: f"{booking.id} has no such wish",
            ),
            OnlyChanges((f"bookings.{booking.id}.legs",)),
            TellsSeats(train.id),
        ),
    )


GOALS_MULTI: tuple[GoalMaker, ...] = (choose_from_the_list, which_of_my_trips)
