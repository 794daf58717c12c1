"""Requests that no tool serves, and those that look like them and that a tool does serve."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Fact, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail.state import Rail
from negforge.worlds.rail.steps import first_leg, going_to
from negforge.worlds.rail.talk import yours
from negforge.worlds.rail.wanted import confirmed
from negforge.worlds.wants import Declines, Helps, NotCalled, OnlyChanges, Says, Tells, Want
from negforge.worlds.wording import listed


@goal("missing", "lookalike")
def on_from_the_station(draw: Draw) -> Goal | None:
    """Missing: a hire car or a taxi ordered. Look-alike: whether there is a taxi rank, and which buses go."""
    rail: Rail = draw.state
    booking = draw.one(confirmed(rail, draw.now))
    if booking is None:
        return None
    train = rail.trains[booking.legs[0].train]
    here, arrives = rail.stations[train.destination], train.arrives
    if draw.kind == "missing":
        what = draw.rng.choice(
            (
                "a small hire car",
                "a hire car with a child seat",
                "a taxi",
                "a minibus with a driver",
                "an electric hire car",
            )
        )
        turn = draw.ask(
            "[Please book {what} for me at {town} station, {arrives}.|I need {what} waiting in {town} on {arrives}. Can you arrange it?|Have {what} ready for me at {town} when my train gets in, {arrives}.|Reserve {what} from {town} station, pick-up {arrives}.]",
            because="[The village has no bus.|My parents live out in the hills.|We have the cello with us.|There are five of us with skis.]",
            what=what,
            town=here.name,
            arrives=arrives,
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool books cars"):
                hands.say(
                    "[All set: {what} will wait for you in {town}.|I have reserved {what} at {town}.]",
                    what=what,
                    town=here.name,
                )
                return
            hands.stop(
                "[I have no way to book cars or taxis from here|Cars and taxis are not something I can book|Booking {what} is not possible with the tools I have|There is no tool here for ordering {what}], [so nothing is arranged|and have arranged nothing|so this is still open].",
                offer="[I can see whether {town} has a taxi rank and which buses go from there.|What I can check is the taxi rank and the bus lines at {town}.|If you like, I look up how one gets on from {town} by bus.]",
                what=what,
                town=here.name,
            )

        return Goal(
            (turn,),
            [what, here.code, arrives.isoformat()],
            ("capability",),
            (),
            decline,
            (
                Declines(r"\bcars?\b|taxi|minibus|hire"),
                OnlyChanges(),
                NotCalled(("book_journey", "book_stay", "reserve_places")),
            ),
        )
    turn = draw.ask(
        "[How do I get on from {town} station without a car? Is there a taxi rank, and which bus lines go?|Can I find a taxi outside {town} station, and what buses are there?|I come in at {town} and need to go on by bus or taxi. What is there: a rank, and which lines?]",
        because="[The village lies a few miles out.|I can't walk far.|We have a pushchair.|I land there late.]",
        town=here.name,
    )

    def look(hands: Hands) -> None:
        if hands.objects("no tool books cars", rightly=False):
            hands.stop(
                "[I can't help with taxis or buses.|Onward travel is not something I have a tool for.|I have no means to look into local transport.]"
            )
            return
        info = hands.call(
            "station_info",
            "[look up the station|see how one gets on from there]",
            station=here.name,
            include=["onward"],
        )["onward"]
        told: list[Fact | str] = [
            "[There is a taxi rank at the station.|Yes, there is a taxi rank.|Taxis wait at a rank outside.]"
            if info["taxi_rank"]
            else "[There is no taxi rank.|No taxi rank there, I'm afraid.|There is no taxi rank at that station.]"
        ]
        if info["bus_lines"]:
            told.append(
                fact(
                    "bus lines",
                    listed(info["bus_lines"]),
                    "[The bus lines are {value}.|Buses from there: {value}.|By bus it is {value}.]",
                )
            )
        else:
            told.append("[No bus lines are listed there.|There are no buses from the station.|Buses do not serve it.]")
        hands.say(*told)

    facts: list[Want] = [Tells(f"bus {line}", line) for line in here.bus_lines]
    facts.append(
        Says(
            "the taxi rank",
            r"\btaxi"
            if here.taxis
            else r"\bno taxi|no (?:\w+ )?rank|don['’]t have a rank|without a taxi|isn['’]t a taxi|not have a (?:taxi )?rank",
        )
    )
    return Goal(
        (turn,), [here.code, here.bus_lines], ("onward",), ("station_info",), look, (Helps(), *facts, OnlyChanges())
    )


@goal("missing", "lookalike")
def left_on_the_train(draw: Draw) -> Goal | None:
    """Missing: a report of lost property. Look-alike: when its desk is open, and its number."""
    rail: Rail = draw.state
    past = draw.one(b for b in rail.bookings.values() if b.status == "travelled")
    if past is None:
        return None
    train = rail.trains[past.legs[0].train]
    here = rail.stations[train.destination]
    thing = draw.rng.choice(
        (
            "a green rucksack",
            "my umbrella",
            "a blue scarf",
            "my reading glasses",
            "a violin case",
            "my son's teddy bear",
            "a laptop sleeve",
            "my good gloves",
            "a tin of biscuits",
        )
    )
    if draw.kind == "missing":
        turn = draw.ask(
            "[I left {thing} on {train} to {town} on {day}. Please file a lost property report.|{thing_upper} stayed behind on the train to {town}, {day}. Can you report it as lost and have it sent to me?|Put in a search for {thing}, lost on {train} on {day} between {start} and {town}.|Please register {thing} as lost: {train}, {day}, towards {town}.]",
            because="[I only noticed at home.|It was on the rack.|It isn't worth much, but it was a present.|I had my hands full.]",
            thing=thing,
            thing_upper=thing[:1].upper() + thing[1:],
            train=train.name,
            town=here.name,
            start=rail.stations[train.origin].name,
            day=train.departs.date(),
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool files lost property"):
                hands.say(
                    "[The report for {thing} is filed; you will hear from lost property.|I have registered {thing} as lost on {train}.]",
                    thing=yours(thing),
                    train=train.name,
                )
                return
            hands.stop(
                "[I can't file a lost property report from here|Lost property reports are not something I can file|There is no tool for reporting lost things among mine|I have no way to register {your_thing} as lost], [so nothing has been reported|and nothing is reported yet|so it is not reported].",
                offer="[I can give you the hours and the number of the lost property desk at {town}.|The desk at {town} takes such reports; I can look up its hours and phone.|If it helps, I look up when the lost property desk at {town} is open.]",
                your_thing=yours(thing),
                town=here.name,
            )

        return Goal(
            (turn,),
            [thing, train.id],
            ("capability",),
            (),
            decline,
            (Declines(r"lost|report|register"), OnlyChanges(), NotCalled(("request_refund", "change_booking"))),
        )
    turn = draw.ask(
        "[I left {thing} on a train to {town}. When is the lost property desk there open, and what's its number?|Lost property at {town}: opening hours and phone, please. It's about {thing}.|Where do I ring about {thing} that I left behind at {town} station, and until when is the desk open?]",
        because="[I only noticed at home.|I fell asleep and had to jump off.|The kids were fighting.|It was on the rack.]",
        thing=thing,
        town=here.name,
    )

    def look(hands: Hands) -> None:
        if hands.objects("no tool files lost property", rightly=False):
            hands.stop(
                "[I can't help with lost property.|Lost things are not something I have a tool for.|I have no means to deal with lost items.]"
            )
            return
        desk = hands.call(
            "station_info",
            "[look up the desk|find the lost property hours]",
            station=here.name,
            include=["lost_property"],
        )["lost_property"]
        opens, closes = desk["desk_hours"].split("-")
        hands.say(
            fact(
                "hours",
                f"{opens} to {closes}",
                "[The desk is open from {value}.|Lost property there is open {value}.|You reach them in person from {value}.]",
            ),
            fact("phone", desk["phone"], "[The number is {value}.|Phone: {value}.|You can call {value}.]"),
        )

    return Goal(
        (turn,),
        [here.code, thing],
        ("lost property",),
        ("station_info",),
        look,
        (
            Helps(),
            Tells("the opening", here.desk_from),
            Tells("the closing", here.desk_until),
            Tells("the number", here.desk_phone),
            OnlyChanges(),
        ),
    )


@goal("missing", "lookalike")
def in_whose_name(draw: Draw) -> Goal | None:
    """Missing: another name on a ticket. Look-alike: in whose name and for whom it is."""
    rail: Rail = draw.state
    booking = draw.one(confirmed(rail, draw.now))
    if booking is None:
        return None
    train = rail.trains[booking.legs[0].train]
    town, day = rail.stations[train.destination].name, train.departs.date()
    friend = draw.rng.choice(
        (
            "Mirko Dahl",
            "Aunt Sefa",
            "Jelena Brack",
            "my brother Odo",
            "Priska Amon",
            "my flatmate Lou",
            "Teodor Vass",
            "my niece Runa",
        )
    )
    if draw.kind == "missing":
        turn = draw.ask(
            "[I can't go to {town} on {day}. Please put the ticket in the name of {friend}.|{friend_upper} is taking my place on the {day} trip to {town}. Change the name on {ref}, please.|Transfer {ref} ({town}, {day}) to {friend}.|Can you rewrite {ref} so that {friend} can travel with it?]",
            because="[I've broken my ankle.|I have to work after all.|It would be a pity to waste it.|We swapped weekends.]",
            friend=friend,
            friend_upper=friend[:1].upper() + friend[1:],
            ref=booking.id,
            town=town,
            day=day,
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool changes names"):
                hands.call(
                    "request_refund",
                    "[hand the old ticket back first|release the ticket]",
                    reference=booking.id,
                    ground="give_up",
                    pay_to="voucher",
                )
                hands.say(
                    "[{ref} is released and can be booked for {friend} now.|I gave {ref} back so that {friend} can have it.]",
                    ref=booking.id,
                    friend=friend,
                )
                return
            hands.stop(
                "[I can't change the name on a booking|Changing the name on a ticket is not something I have a tool for|There is no way for me to transfer {ref} to somebody else|No tool of mine puts another name on a ticket], [so {ref} is as it was|and {ref} stays unchanged|so nothing has been changed].",
                offer="[I can tell you what giving it up would bring back.|If you want, I look up what comes back if you give it up, so that {friend} can book anew.|I can read you the refund terms of the ticket.]",
                ref=booking.id,
                friend=friend,
            )

        return Goal(
            (turn,),
            [booking.id, friend],
            ("capability",),
            (),
            decline,
            (
                Declines(r"name|transfer|somebody else|someone else"),
                OnlyChanges(),
                NotCalled(("request_refund", "book_journey", "change_booking"), effects_only=True),
            ),
        )
    turn = draw.ask(
        "[In whose name is the ticket to {town} on {day}, and in which fare?|Which name did I put on the {day} booking to {town}, and is it Saver, Semi-Flex or Flex?|{friend_upper} asks whose name is on our ticket to {town}, {day}. And which fare did I take?]",
        because="[We have three people called the same in the family.|I book for half the street.|I was half asleep when I booked.|My passport has two names.]",
        town=town,
        day=day,
        friend_upper=friend[:1].upper() + friend[1:],
    )

    def look(hands: Hands) -> None:
        if hands.objects("no tool changes names", rightly=False):
            hands.stop(
                "[I can't deal with names on tickets.|Names on bookings are not something I can help with.|I have no means to do anything about ticket names.]"
            )
            return
        rows = hands.call("list_bookings", "[look the ticket up|find the booking]")["bookings"]
        rows = hands.keep(
            going_to(rows, hands, town), "date", lambda row: first_leg(row)["departs"].startswith(day.isoformat())
        )
        row = hands.best(rows, lambda r: first_leg(r)["departs"])
        fare = {"saver": "Saver", "semiflex": "Semi-Flex", "flex": "Flex"}[row["fare"]]
        hands.say(
            fact(
                "name",
                row["holder"],
                "[It is in the name of {value}, booking {ref}.|{ref} is on {value}.|The name on {ref} is {value}.]",
                ref=row["reference"],
            ),
            fact("fare", fare, "[The fare is {value}.|You took {value}.|It was booked in {value}.]"),
        )

    fares = {"saver": "Saver", "semiflex": "Semi-Flex", "flex": "Flex"}
    wrong = tuple(name for key, name in fares.items() if key != booking.fare and name != "Flex")
    return Goal(
        (turn,),
        [booking.id],
        ("destination", "date"),
        ("list_bookings",),
        look,
        (
            Helps(),
            Tells("the name", booking.holder),
            Tells("the fare", fares[booking.fare], instead=wrong),
            OnlyChanges(),
        ),
    )


GOALS_MISSING: tuple[GoalMaker, ...] = (on_from_the_station, left_on_the_train, in_whose_name)
