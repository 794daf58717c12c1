"""Things travellers want to know of money: fares with a card, whether points do, which hotel is cheapest late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.state import Rail
from negforge.worlds.rail.steps import card_holds, departures, fare_row, the_fare, when
from negforge.worlds.rail.talk import FARE, TRIP, clock, money, people
from negforge.worlds.rail.wanted import home, reach, served_days
from negforge.worlds.wants import OnlyChanges, Tells


@goal("single_easy")
def fare_with_card(draw: Draw) -> Goal | None:
    """What one train costs a party, with the discount card where it is valid that day."""
    rail: Rail = draw.state
    day, target = draw.one(served_days(rail, draw.now)), draw.one(reach(rail))
    if day is None or target is None:
        return None
    train = draw.one(
        t
        for t in rail.trains.values()
        if t.origin == home(rail) and t.destination == target and t.departs.date() == day and t.kind != "night"
    )
    party = draw.one(({"adults": 1}, {"adults": 1, "children": 1}, {"adults": 1, "youths": 2}, {"adults": 2}))
    fare = draw.one(("saver", "semiflex", "flex"))
    if train is None or party is None or fare is None or (fare == "saver" and train.saver_left < 3):
        return None
    valid = rules.card_valid(rail, day)
    full = rules.price(train, fare, party)
    reduced = rules.price(train, fare, party, rail.account.card.percent)
    start, town = rail.stations[home(rail)].name, rail.stations[target].name
    turn = draw.ask(
        "[What does the {leaves} from {start} to {town} on {day} cost for {party} in {fare}?|How much is {fare} for {party} on the {leaves} train to {town}, {day}, from {start}?|Price check please: {start} to {town}, {day}, the train at {leaves}, {party}, {fare} fare.]",
        "[Count my discount card in if it is valid then.|With my discount card, if that still works on the day.|Use the card on my account, provided it hasn't run out by then.|I'm not sure my discount card lasts until then; if it does, price it in.]",
        because=TRIP,
        leaves=train.departs.time(),
        start=start,
        town=town,
        day=day,
        party=people(party),
        fare=FARE[fare],
    )

    def solve(hands: Hands) -> None:
        holds = card_holds(hands, day)
        rows = departures(
            hands,
            "[find that train|look up the departure|get the train's number]",
            start,
            town,
            train.departs - timedelta(hours=4),
            train.departs + timedelta(minutes=30),
            page_size=8,
        )
        rows = hands.keep(rows, "time", lambda row: when(row["departs"]) == train.departs)
        row = hands.best(rows, lambda row: row["departs"])
        body = hands.call(
            "get_fares",
            "[price it|see the fares|get the fare for your party]",
            departure_id=row["departure_id"],
            party=party,
            with_card=True if holds else None,
        )
        found = fare_row(body, fare)
        if found is None:
            hands.say("[{fare} is sold out on that train.|There is no {fare} left on it.]", fare=FARE[fare])
            return
        hands.say(
            fact(
                "price",
                found["total"],
                "[{train} at {time} costs EUR {value} in {fare}|In {fare} that is EUR {value} on {train} at {time}|EUR {value} for {party} on {train} at {time}], [your card counted in|with the card taken off|discount card included]."
                if holds
                else "[{train} at {time} costs EUR {value} in {fare}|In {fare} that is EUR {value} on {train} at {time}], without the card: it [is not valid on that day|will have run out by then].",
                train=row["train"],
                time=clock(when(row["departs"])),
                fare=FARE[fare],
                party=people(party),
            )
        )

    return Goal(
        (turn,),
        [train.id, fare, party, valid],
        ("time", "card" if valid else "card run out", *(("party",) if len(party) > 1 else ())),
        ("account", "search_departures", "get_fares"),
        solve,
        (
            Tells("the price", reduced if valid else full, instead=(full if valid else reduced,)),
            OnlyChanges(),
        ),
    )


@goal("single_easy")
def points_enough(draw: Draw) -> Goal | None:
    """Whether the points pay for a trip, and what is missing or left."""
    rail: Rail = draw.state
    day, target = draw.one(served_days(rail, draw.now)), draw.one(reach(rail))
    if day is None or target is None:
        return None
    trains = [
        t
        for t in rail.trains.values()
        if t.origin == home(rail) and t.destination == target and t.departs.date() == day and t.kind != "night"
    ]
    train = draw.one(trains)
    party = draw.one(({"adults": 1}, {"adults": 2}, {"adults": 2, "children": 2}, {"adults": 1, "youths": 1}))
    if train is None or party is None:
        return None
    needed = round(rules.price(train, "flex", party) * rules.POINTS_PER_EURO)
    gap = rail.account.points - needed
    if not gap:
        return None
    start, town = rail.stations[home(rail)].name, rail.stations[target].name
    turn = draw.ask(
        "[Do I have enough points for {party} on the {leaves} to {town} on {day}, Flex fare?|Could I pay {town} on {day} with points: {party}, Flex, the {leaves} from {start}?|I'd like to use up points. Would they cover {party} in Flex from {start} to {town}, {day} at {leaves}?]",
        "[Tell me how many I'd have left, or how many are missing.|How many would be left over, or lacking?|I need the exact number of points that stay or that I'm short of.]",
        because=TRIP,
        leaves=train.departs.time(),
        start=start,
        town=town,
        day=day,
        party=people(party),
    )

    def solve(hands: Hands) -> None:
        points = hands.call(
            "account", "[read the points|see how many points you have|look up the balance]", sections=["points"]
        )
        balance = points["points"]["balance"]
        rows = departures(
            hands,
            "[find the train|look the departure up|see which train that is]",
            start,
            town,
            train.departs - timedelta(hours=3),
            train.departs + timedelta(hours=1),
        )
        row = hands.best(
            hands.keep(rows, "time", lambda r: when(r["departs"]) == train.departs), lambda r: r["departs"]
        )
        amount = row["lead_price"]["amount"]
        if hands.bother("the fare that was asked for", "more"):
            why = "[see what Flex costs your party|price the Flex fare|get the fares]"
            body = hands.call("get_fares", why, departure_id=row["departure_id"], party=party)
            amount = the_fare(hands, body, "flex")["total"]
        cost = round(amount * rules.POINTS_PER_EURO)
        left = balance - cost
        hands.say(
            fact(
                "needed",
                cost,
                "[The trip takes {value} points and you have {balance}.|You would need {value} points; there are {balance} on the account.|The price is {value} points, against a balance of {balance}.]",
                balance=balance,
            ),
            fact(
                "left",
                left,
                "[Yes, that is enough|So it works|That covers it], [with {value} left over|and {value} points stay|leaving {value} points].",
            )
            if left >= 0
            else fact(
                "missing",
                -left,
                "[That is not enough|So no, they do not cover it|It does not quite work]: [you are {value} short|{value} points are missing|{value} more would be needed].",
            ),
        )

    return Goal(
        (turn,),
        [train.id, party, needed],
        ("time", "points" if gap > 0 else "points short"),
        ("account", "search_departures", "get_fares"),
        solve,
        (Tells("the points left or missing", abs(gap)), OnlyChanges()),
    )


@goal("single_easy")
def lets_me_in_late(draw: Draw) -> Goal | None:
    """The cheapest hotel at a station that still checks a late guest in. Two tools know the hours."""
    rail: Rail = draw.state
    hour = draw.one(("20:45", "21:15", "21:50", "22:20", "22:45", "23:10", "23:20"))
    lowest = {h.id: min(r.rate for r in h.rooms) for h in rail.hotels.values()}
    codes = []
    for station in sorted({h.station for h in rail.hotels.values()}):
        there = sorted((h for h in rail.hotels.values() if h.station == station), key=lambda h: lowest[h.id])
        lets_in = [h for h in there if rules.lets_in(h, hour or "")]
        bookable = all(any(r.left and r.rate == lowest[h.id] for r in h.rooms) for h in there)
        distinct = len({lowest[h.id] for h in there}) == len(there)
        if lets_in and lets_in[0] is not there[0] and distinct and bookable:
            codes.append(station)
    code = draw.one(codes)
    if code is None or hour is None:
        return None
    hotels = [h for h in rail.hotels.values() if h.station == code]
    best = min((h for h in hotels if rules.lets_in(h, hour)), key=lambda h: lowest[h.id])
    night = draw.now.date() + timedelta(days=draw.rng.randrange(1, 8))
    name = rail.stations[code].name
    turn = draw.ask(
        "[Which hotel at {name} station would still check me in at {hour}, and has the lowest rates?|I get to {name} at {hour}. What is the cheapest of the hotels there that takes me in that late?|Looking at hotels by {name} station for a {hour} arrival: whose rates start lowest among those that let me in?]",
        "[Only the name and from what rate, no booking.|What does it cost from?|Name and starting rate is enough.|I'd like the rate it starts at, too.]",
        because="[The last train before that is full.|My shift ends late.|I'm coming straight from a concert.|There's a long layover on the way.]",
        name=name,
        hour=hour,
    )

    def solve(hands: Hands) -> None:
        spare: dict[str, Any] = {
            "near": name,
            "nights": {"arrive": night.isoformat(), "leave": (night + timedelta(days=1)).isoformat()},
            "guests": 1,
        }
        answer = hands.call(
            "station_info",
            "[see the hotels at the station|look up the check-in hours|list the hotels there]",
            otherwise=("find_stays", spare),
            station=name,
            include=["stays"],
        )
        if answer.get("stays") == [] and hands.bother("the other list of hotels", "more"):
            answer = hands.call("find_stays", "[look for rooms instead|try the room search]", **spare)
        rows = answer["stays"] if "stays" in answer else [row | {"rates_from": row["rate"]} for row in answer["offers"]]
        rows = hands.keep(
            rows,
            "check-in",
            lambda row: row["check_in"]["night_desk"] or row["check_in"]["from"] <= hour <= row["check_in"]["until"],
        )
        row = hands.best(rows, lambda row: row["rates_from"])
        desk = row["check_in"]["night_desk"]
        hands.say(
            fact(
                "hotel",
                row["name"],
                "[{value} takes guests in at {hour}|At {hour} you can still check in at {value}|{value} is the one for a {hour} arrival]"
                + ("[, as it has a night desk|; there is a night desk]." if desk else "."),
                hour=hour,
            ),
            fact(
                "rates from",
                money(row["rates_from"]),
                "[Rates start at {value}.|Rooms are from {value}.|From {value} a night.]",
            ),
        )

    return Goal(
        (turn,),
        [code, hour, best.id],
        ("check-in",),
        ("station_info",),
        solve,
        (
            Tells("the hotel", best.name, instead=tuple(h.name for h in hotels if h is not best)),
            Tells("its rate", lowest[best.id]),
            OnlyChanges(),
        ),
        fallback=("station_info",),
    )


GOALS_PRICES: tuple[GoalMaker, ...] = (fare_with_card, points_enough, lets_me_in_late)
