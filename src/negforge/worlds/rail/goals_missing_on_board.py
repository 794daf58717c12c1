"""Things on board that no tool gives, meals and a withheld reservation, and the like that a tool does give."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.goal import Draw, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.state import Rail
from negforge.worlds.rail.steps import departures, first_leg, going_to, when
from negforge.worlds.rail.talk import TRIP, clock, yours
from negforge.worlds.rail.wanted import confirmed
from negforge.worlds.wants import Declines, Helps, Holds, NotCalled, OnlyChanges, Says, Tells


@goal("missing", "lookalike")
def something_to_eat(draw: Draw) -> Goal | None:
    """Missing: a meal ordered to the seat. Look-alike: whether one's own train has a bistro."""
    rail: Rail = draw.state
    booking = draw.one(confirmed(rail, draw.now))
    if booking is None:
        return None
    train = rail.trains[booking.legs[0].train]
    start, town, day = rail.stations[train.origin].name, rail.stations[train.destination].name, train.departs.date()
    meal = draw.rng.choice(
        (
            "a vegetarian lunch",
            "two coffees and a sandwich",
            "a gluten-free breakfast",
            "a children's meal",
            "a birthday cake with a candle",
            "a halal meal",
            "a bottle of sparkling wine",
        )
    )
    if draw.kind == "missing":
        turn = draw.ask(
            "[Please order {meal} to my seat on the train to {town} on {day}.|I'd like {meal} on my {town} train, {day}. Can you pre-order that?|Have {meal} brought to us on {ref}, the train to {town}.|Add {meal} to {ref}, please.]",
            because=TRIP,
            meal=meal,
            town=town,
            day=day,
            ref=booking.id,
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool orders meals"):
                hands.call(
                    "reserve_places",
                    "[put it on the reservation|reserve a table for it]",
                    reference=booking.id,
                    departure_id=train.id,
                    seats={"wish": "table"},
                )
                hands.say(
                    "[I have arranged {meal} with a table seat on {train}.|{train}: a table is reserved, and {meal} will be served there.]",
                    meal=meal,
                    train=train.name,
                )
                return
            hands.stop(
                "[I have no way to order food on board|Ordering {meal} is not something I can do|There is no tool for meals here, so I can't order {meal}|Meals are not something I have a tool for], [so nothing is ordered|and I have ordered nothing|so that is still open].",
                offer="[I can see whether your train has a bistro.|What I can check is whether there is a bistro on that train.|If you like, I look up whether the train carries a bistro.]",
                meal=meal,
            )

        return Goal(
            (turn,),
            [booking.id, meal],
            ("capability",),
            (),
            decline,
            (Declines(r"food|order|meal"), OnlyChanges(), NotCalled(("reserve_places", "book_journey"))),
        )
    turn = draw.ask(
        "[Will I be able to buy something to eat on my train to {town} on {day}? Is there a bistro?|Does the train I'm booked on to {town}, {day}, have a bistro, or should I bring sandwiches?|Bistro or no bistro on my {day} train to {town}?]",
        because="[I get grumpy without coffee.|We're leaving straight from school.|I'm diabetic, so I plan ahead.|Last time there was only a trolley.]",
        town=town,
        day=day,
    )

    def look(hands: Hands) -> None:
        if hands.objects("no tool orders meals", rightly=False):
            hands.stop(
                "[I can't help with food on board.|Meals are not something I have a tool for.|I have no means to look into catering.]"
            )
            return
        rows = hands.call("list_bookings", "[see which train you are on|find the booking]")["bookings"]
        rows = hands.keep(
            going_to(rows, hands, town), "date", lambda row: first_leg(row)["departs"].startswith(day.isoformat())
        )
        leg = first_leg(hands.best(rows, lambda r: first_leg(r)["departs"]))
        leaves = when(leg["departs"])
        found = departures(
            hands,
            "[see what that train has on board|look the train up]",
            leg["from"]["name"],
            leg["to"]["name"],
            leaves - timedelta(minutes=5),
            leaves + timedelta(minutes=5),
        )
        row = hands.best([r for r in found if r["departure_id"] == leg["departure_id"]], lambda r: r["departs"])
        hands.say(
            fact(
                "train",
                leg["train"],
                "[Yes, {value} at {time} has a bistro.|{value} ({time}) carries a bistro, yes.|There is a bistro on {value}, leaving {time}.]"
                if row["on_board"]["bistro"]
                else "[{value} at {time} has no bistro, so bring something.|No, there is no bistro on {value} ({time}).|Better pack sandwiches: {value}, leaving {time}, has no bistro.]",
                time=clock(leaves),
            )
        )

    answer = (
        Says("the bistro", r"\b(?:has|carries|is|with|there['’]s) (?:a|an onboard) bistro|\byes\b")
        if train.bistro
        else Says(
            "no bistro",
            r"\b(?:no|not (?:have|carry) an?y?|without an?y?|isn['’]t a|doesn['’]t (?:have|carry) an?y?) bistro|^no\b|\bno,",
        )
    )
    return Goal(
        (turn,),
        [booking.id, start],
        ("destination", "date"),
        ("list_bookings", "search_departures"),
        look,
        (Helps(), Tells("the train", train.name), answer, OnlyChanges()),
    )


@goal("missing", "lookalike")
def room_for_the_bike(draw: Draw) -> Goal | None:
    """Missing: the reservation tool is not there. Look-alike: it is, and the train carries bikes."""
    rail: Rail = draw.state
    takes = [b for b in confirmed(rail, draw.now) if rules.bikes_free(rail, rail.trains[b.legs[0].train])]
    booking = draw.one(takes if draw.kind == "lookalike" else confirmed(rail, draw.now))
    if booking is None:
        return None
    train = rail.trains[booking.legs[0].train]
    town, day = rail.stations[train.destination].name, train.departs.date()
    bike = draw.rng.choice(
        ("my bike", "my touring bike", "my daughter's bike", "my gravel bike", "a folding tandem", "an old racing bike")
    )
    turn = draw.ask(
        "[Please reserve a place for {bike} on my train to {town}, {day}, booking {ref}.|{ref}, {town} on {day}: I'm bringing {bike}. One bike place, please.|I need a bike place on the train of {ref} to {town}, {day}. It's for {bike}.|Could {bike} come along on {ref} to {town}, {day}? Reserve the place if it can.]",
        because="[There's a ride along the river.|I'm moving it to the summer house.|The hire bikes there are awful.|It needs a new home.]",
        bike=bike,
        ref=booking.id,
        town=town,
        day=day,
    )
    if draw.kind == "missing":

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool reserves bikes"):
                hands.call(
                    "change_booking",
                    "[rebook it with the bike|change the booking for the bike]",
                    reference=booking.id,
                    exchange={"give": train.id, "take": train.id},
                )
                hands.say(
                    "[The booking {ref} now covers {bike}.|{ref} was changed so that {bike} can come.]",
                    ref=booking.id,
                    bike=yours(bike),
                )
                return
            hands.stop(
                "[I can't reserve bike places here|Reserving a bike place is not something I have a tool for|There is no tool for bike reservations among those I have|I have no way to reserve a place for {your_bike}], [so nothing is reserved|and nothing has been reserved|so {your_bike} has no place yet].",
                offer="[Please don't bring it without a reservation; the station can make one. I can see whether that train carries bikes at all.|I can look up whether the train carries bikes and what a place costs; the ticket office can reserve it.|The ticket office can do it. What I can check is whether bikes are carried and how many places are free.]",
                your_bike=yours(bike),
            )

        return Goal(
            (turn,),
            [booking.id, bike],
            ("capability", "tool withheld"),
            (),
            decline,
            (Declines(r"bike|reserv"), OnlyChanges(), NotCalled(("book_journey", "change_booking"))),
            withhold=("reserve_places",),
        )

    def reserve(hands: Hands) -> None:
        if hands.objects("no tool reserves bikes", rightly=False):
            hands.stop(
                "[I can't reserve anything for bikes.|Bikes are not something I can help with.|I have no means to take bikes along.]"
            )
            return
        rows = hands.call("list_bookings", "[find the train of the booking|open the booking]", references=[booking.id])[
            "bookings"
        ]
        mine = hands.best(rows, lambda r: r["booked_on"])
        leg = first_leg(mine)

        def landed() -> dict[str, object] | None:
            again = hands.call(
                "list_bookings",
                "[see whether it is reserved|check the bike place]",
                references=[booking.id],
                include=["places"],
            )["bookings"]
            more = again[0]["extras_paid"] - mine["extras_paid"] if again else 0.0
            return {"bikes": {"paid": round(more, 2)}} if more else None

        done = hands.call(
            "reserve_places",
            "[reserve the bike place|get the bike on]",
            landed=landed,
            reference=booking.id,
            departure_id=leg["departure_id"],
            bikes=1,
        )
        hands.say(
            fact(
                "price",
                f"EUR {done['bikes']['paid']:.2f}",
                "[A place for {bike} is reserved on {train}, for {value}.|{bike_upper} is on {train}; the place cost {value}.|Reserved: one bike place on {train}, {value}.]",
                bike=yours(bike),
                bike_upper=yours(bike)[:1].upper() + yours(bike)[1:],
                train=leg["train"],
            )
        )

    return Goal(
        (turn,),
        [booking.id, bike],
        ("bikes",),
        ("list_bookings", "reserve_places"),
        reserve,
        (
            Helps(),
            Holds(
                "the bike place",
                lambda state: state.bookings[booking.id].bikes == (1,),
                "one bike place is reserved",
                lambda state: "none or more are",
            ),
            Tells("the price", train.bike_price),
            OnlyChanges((f"bookings.{booking.id}.legs", f"bookings.{booking.id}.extras")),
        ),
    )


GOALS_MISSING_ON_BOARD: tuple[GoalMaker, ...] = (something_to_eat, room_for_the_bike)
