"""Hotel stays that travellers want found, booked or shifted: check-in windows, and no change in the last 24 hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Fact, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.state import Hotel, Rail, Room
from negforge.worlds.rail.steps import Row, alter_stay, first_leg, going_to, when
from negforge.worlds.rail.talk import CHANGE, clock, money
from negforge.worlds.rail.wanted import confirmed, own_stays_kept
from negforge.worlds.wants import Becomes, Gains, OnlyChanges, Says, Tells, Want


@goal("single_easy", "single_hard")
def bed_near_the_station(draw: Draw) -> Goal | None:
    """The cheapest room that fits; in the hard form for the evening of a booked trip, open when its train is in, booked."""
    rail: Rail = draw.state
    guests = draw.rng.choice((1, 1, 2, 2, 3))
    nights = draw.rng.randrange(1, 4)
    booking = None
    if draw.hard:
        with_hotels = {h.station for h in rail.hotels.values()}
        booking = draw.one(
            b for b in confirmed(rail, draw.now) if rail.trains[b.legs[0].train].destination in with_hotels
        )
        if booking is None:
            return None
        train = rail.trains[booking.legs[0].train]
        code, arrive = train.destination, train.departs.date()
        walk = draw.rng.choice((15, 20, 30))
        comes = clock(train.arrives + timedelta(minutes=walk))
        if comes > "23:58" or train.arrives.date() != arrive or (comes < "14:00" and draw.chance(0.7)):
            return None
        if comes < "16:00":
            comes = draw.rng.choice(("20:10", "21:00", "21:40", "22:30", "23:10"))
            walk = 0
    else:
        code = draw.rng.choice(sorted({h.station for h in rail.hotels.values()}))
        arrive, comes, walk = draw.now.date() + timedelta(days=draw.rng.randrange(1, 20)), "", 0
    leave = arrive + timedelta(days=nights)
    name = rail.stations[code].name
    eats, lift = draw.chance(0.55), draw.chance(0.4)
    metres = draw.rng.choice((None, None, 300, 400, 500, 600))
    kind = draw.rng.choice((None, None, "twin", "double")) if guests == 2 else None

    def fits(hotel: Hotel, room: Room) -> bool:
        return (
            hotel.station == code
            and room.left > 0
            and room.sleeps >= guests
            and (not eats or hotel.breakfast is not None)
            and (not lift or hotel.step_free)
            and (metres is None or hotel.metres <= metres)
            and (kind is None or room.kind == kind)
            and (not comes or rules.lets_in(hotel, comes))
        )

    def cost(hotel: Hotel, room: Room) -> float:
        return rules.stay_cost(hotel, room.kind, nights, guests, eats)

    ranked = sorted(((h, r) for h in rail.hotels.values() for r in h.rooms if fits(h, r)), key=lambda p: cost(*p))
    free = [
        (h, r) for h in rail.hotels.values() for r in h.rooms if h.station == code and r.left and r.sleeps >= guests
    ]
    if not ranked or (len(ranked) > 1 and cost(*ranked[0]) == cost(*ranked[1])) or len(free) < 3:
        return None
    if ranked[0] == min(free, key=lambda p: p[1].rate) and draw.chance(0.6):
        return None
    hotel, room = ranked[0]
    clauses: list[str] = []
    if eats:
        clauses.append(
            "[With breakfast; count it in.|Breakfast has to be part of it, so compare with breakfast for everybody.|I want breakfast each morning, included in the sum you compare.]"
        )
    if lift:
        clauses.append(
            "[It must be step-free.|No steps, please, I come with a wheelchair.|Step-free access is a must.]"
        )
    if metres:
        clauses.append(
            "[No further than {metres} metres from the station.|Within {metres} metres of the platforms.|I won't walk more than {metres} metres.]"
        )
    if kind:
        clauses.append("[A {kind} room.|It should be a {kind}.|{kind_upper} room, please.]")
    length = "one night" if nights == 1 else f"{nights} nights"
    heads = "one guest" if guests == 1 else f"{guests} guests"
    slots: dict[str, object] = {
        "name": name,
        "arrive": arrive,
        "length": length,
        "heads": heads,
        "metres": metres or 0,
        "kind": kind or "",
        "kind_upper": (kind or "").capitalize(),
        "walk": walk,
        "comes": comes,
    }
    reason = "[My cousin's sofa is taken.|The early meeting makes it worth it.|We missed out on the youth hostel.|It is our anniversary, but a cheap one.|The ferry goes the next morning.|I can't face the late train back.]"
    if not draw.hard:
        turn = draw.ask(
            "[What's the cheapest room near {name} station from {arrive}, {length}, {heads}?|Which hotel at {name} comes cheapest for {heads}, arriving {arrive}, {length}?|{heads_upper}, {length} from {arrive}, close to {name} station: what costs least?]",
            *clauses,
            "[Hotel and total, please; I'm not booking yet.|Just tell me the name and what the whole stay costs.|I only need to know where and how much in all.]",
            because=reason,
            heads_upper=heads.capitalize(),
            **slots,
        )
    else:
        late = (
            "[I'm meeting people first and get to the hotel at {comes}, so it has to let me in then.|I won't be at the door before {comes}, mind the check-in times.|We come to the hotel at {comes} only; it must check us in at that hour.]"
            if not walk
            else "[I'd be at the door {walk} minutes after the train gets in; they have to let me in then.|It must take me in when my train arrives, give me {walk} minutes for the walk.|Check-in has to be open {walk} minutes after my train is due.]"
        )
        turn = draw.ask(
            "[Book me a room near {name} station for my trip there on {arrive}|I'm booked to {name} on {arrive} and need a bed near the station|For my {name} trip on {arrive}: find and book the cheapest room by the station], {length}, {heads}[, whatever is cheapest in all|, the cheapest all in|, lowest total wins].",
            late,
            *clauses,
            because=reason,
            **slots,
        )

    def solve(hands: Hands) -> None:
        hour = comes
        if draw.hard and walk:
            why = "[see when your train gets in|look up the arrival of your trip|read the booking]"
            rows = hands.call("list_bookings", why, travel={"from": arrive.isoformat(), "until": arrive.isoformat()})[
                "bookings"
            ]
            mine = hands.best(going_to(rows, hands, name), lambda row: first_leg(row)["departs"])
            hour = clock(when(first_leg(mine)["arrives"]) + timedelta(minutes=walk))
        dates = {"arrive": arrive.isoformat(), "leave": leave.isoformat()}
        why = "[see what rooms are free|look for rooms near the station|list the hotels there]"
        found = hands.call("find_stays", why, near=name, nights=dates, guests=guests)["offers"]
        if eats:
            found = hands.keep(found, "breakfast", lambda row: row["breakfast"]["served"])
        if lift:
            found = hands.keep(found, "step-free", lambda row: row["step_free"])
        if metres:
            found = hands.keep(found, "distance", lambda row: row["distance"]["value"] <= metres)
        if kind:
            found = hands.keep(found, "room", lambda row: row["room"] == kind)
        if draw.hard:
            found = hands.keep(
                found,
                "check-in",
                lambda row: (
                    row["check_in"]["night_desk"] or row["check_in"]["from"] <= hour <= row["check_in"]["until"]
                ),
            )

        def total(row: Row) -> float:
            meals = (row["breakfast"].get("a_head") or 0.0) * guests if eats else 0.0
            return float(round(nights * (row["rate"] + meals), 2))

        row = hands.best(found, total)
        if not draw.hard:
            hands.say(
                fact(
                    "hotel",
                    row["name"],
                    "[{value} costs least: a {room} room.|The cheapest is {value}, in a {room} room.|Go for {value}, a {room} room.]",
                    room=row["room"],
                ),
                fact(
                    "total",
                    money(total(row)),
                    "[The whole stay comes to {value}.|That makes {value} in all.|{value} for everything.]",
                ),
            )
            return

        def landed() -> Any:
            again = hands.call("list_bookings", "[see whether the room is booked|check the stays]", include=["stays"])[
                "stays"
            ]
            return next((s for s in again if s["hotel"]["hotel_id"] == row["hotel_id"] and s["nights"] == dates), None)

        done = hands.call(
            "book_stay",
            "[book the room|take the room|reserve it]",
            landed=landed,
            hotel_id=row["hotel_id"],
            room=row["room"],
            nights=dates,
            guests=guests,
            arrival=hour,
            breakfast=True if eats else None,
        )
        hands.say(
            fact(
                "hotel",
                row["name"],
                "[{value}, a {room} room, is booked with arrival at {hour}.|I booked a {room} room at {value}; they expect you at {hour}.|Your {room} room is at {value}, arrival {hour}.]",
                room=row["room"],
                hour=hour,
            ),
            fact(
                "total",
                money(done["total"]),
                "[It costs {value} in all.|The total is {value}.|{value} for the whole stay.]",
            ),
            fact(
                "stay number",
                done["stay_id"],
                "[The stay number is {value}.|Quote {value} at the desk.|Number: {value}.]",
            ),
        )

    kinds = (
        *(("breakfast",) if eats else ()),
        *(("step-free",) if lift else ()),
        *(("distance",) if metres else ()),
        *(("room",) if kind else ()),
        *(("check-in",) if draw.hard else ()),
    )
    others = tuple({h.name for h, _ in free if h is not hotel})
    told: tuple[Want, ...] = (Tells("the hotel", hotel.name, instead=others), Tells("the total", cost(hotel, room)))
    values = [hotel.id, room.kind, arrive.isoformat(), nights, guests]
    if not draw.hard:
        return Goal((turn,), values, kinds, ("find_stays",), solve, (*told, OnlyChanges()))
    entry = {
        "hotel": hotel.id,
        "room": room.kind,
        "arrive": arrive,
        "leave": leave,
        "guests": guests,
        "arrival": comes,
        "breakfast": eats,
    }
    plan = (*(("list_bookings",) if walk else ()), "find_stays", "book_stay")
    return Goal(
        (turn,),
        values,
        kinds,
        plan,
        solve,
        (Gains("stays", entry), own_stays_kept(rail), OnlyChanges(("stays",)), *told),
    )


@goal("single_easy", "single_hard")
def shift_stays(draw: Draw) -> Goal | None:
    """A stay some days later, where it may still be changed; in the hard form all of them, and what it costs now."""
    rail: Rail = draw.state
    days = draw.rng.randrange(1, 4)
    stays = sorted(rail.stays.values(), key=lambda s: (s.arrive, s.id))
    if any(
        abs(rules.opens_at(rail.hotels[s.hotel], s.arrive) - draw.now - rules.STAY_FREEZE) < timedelta(minutes=30)
        for s in stays
    ):
        return None
    if len({s.arrive for s in stays}) < 3 or any(
        datetime.combine(s.arrive, datetime.min.time()) < draw.now - timedelta(days=1) for s in stays
    ):
        return None
    chosen = stays if draw.hard else [draw.one(stays) or stays[0]]
    can = [s for s in chosen if not rules.frozen(rail, s, draw.now)]
    extra_night = draw.hard and draw.chance(0.5)
    cost = {
        s.id: rules.stay_cost(
            rail.hotels[s.hotel], s.room, (s.leave - s.arrive).days + extra_night, s.guests, s.breakfast
        )
        for s in can
    }
    name = rail.hotels[chosen[0].hotel].name
    span = "one day" if days == 1 else f"{days} days"
    slots: dict[str, object] = {"name": name, "span": span, "arrive": chosen[0].arrive}
    if draw.hard:
        turn = draw.ask(
            "[Please move all my hotel stays {span} later|I need every hotel night I have booked pushed back by {span}|Shift the hotel bookings I hold by {span}, all of them|My trip slips by {span}, so all hotel stays should too][, and make each one night longer|, with one more night on each|, and add a night to each of them]."
            if extra_night
            else "[Please move all my hotel stays {span} later, same length.|I need every hotel stay I have pushed back by {span}, same number of nights.|Shift the hotel bookings I hold by {span}, all of them, keeping their length.]",
            "[Tell me if one of them could not be moved, and what the others cost now, in all.|If one can't be changed any more, say which. And what is the total of those you moved?|I'd like the new total of the moved ones, and to know if any would not move.]",
            because=CHANGE,
            **slots,
        )
    else:
        turn = draw.ask(
            "[Can you move my stay at {name} {span} later?|Please push {name} back by {span}, same length.|I arrive {span} later at {name} than booked ({arrive}). Shift the whole stay, please.|My hotel booking at {name}: {span} later, same number of nights.]",
            because=CHANGE,
            **slots,
        )

    def solve(hands: Hands) -> None:
        why = "[look up the stays|read the hotel bookings|see the stays on your account]"
        rows = hands.call("list_bookings", why, include=["stays"])["stays"]
        if not draw.hard:
            rows = hands.keep(rows, "hotel", lambda row: row["hotel"]["name"] == name)
            rows = [hands.best(rows, lambda row: row["nights"]["arrive"])]
        told: list[Fact] = []
        total = 0.0
        for row in rows:
            arrive, leave = (datetime.fromisoformat(row["nights"][end]).date() for end in ("arrive", "leave"))
            opens = datetime.combine(arrive, datetime.strptime(row["check_in"]["from"], "%H:%M").time())
            hotel = row["hotel"]["name"]
            if opens - draw.now < rules.STAY_FREEZE and hands.bother("the 24 hours before check-in", "check"):
                told.append(
                    fact(
                        "stay not moved",
                        hotel,
                        "[{value} could not be moved|The stay at {value} stays as it is|{value} has to stay as booked]: [check-in is less than {hours} hours away|it can't be changed within {hours} hours of check-in].",
                        hours=24,
                    )
                )
                continue
            nights = {
                "arrive": (arrive + timedelta(days=days)).isoformat(),
                "leave": (leave + timedelta(days=days + extra_night)).isoformat(),
            }
            why = "[move {hotel}|shift the stay at {hotel}]".replace("{hotel}", hotel)
            done = alter_stay(hands, why, row["stay_id"], nights=nights)
            total += done["total"]
            told.append(
                fact(
                    hotel,
                    arrive + timedelta(days=days),
                    "[{Label} is now from {value} to {leave}.|Moved {Label}: {value} to {leave}.|At {Label} you now arrive on {value} and leave on {leave}.]",
                    leave=leave + timedelta(days=days + extra_night),
                )
            )
        if draw.hard and total:
            told.append(
                fact(
                    "total",
                    money(total),
                    "[The moved stays cost {value} in all.|Total of what was moved: {value}.|Together they now come to {value}.]",
                )
            )
        hands.say(*told)

    moved = timedelta(days=days)
    wants: list[Want] = []
    for stay in can:
        wants += [
            Becomes(f"stays.{stay.id}.arrive", stay.arrive + moved),
            Becomes(f"stays.{stay.id}.leave", stay.leave + moved + timedelta(days=extra_night)),
        ]
    wants.append(OnlyChanges(tuple(f"stays.{s.id}" for s in can)))
    wants += [Tells("the stay that cannot be moved", rail.hotels[s.hotel].name) for s in chosen if s not in can]
    if len(can) < len(chosen):
        wants.append(Says("the reason", r"24|twenty-four|too (?:late|close|soon)|check-in"))
    if draw.hard:
        wants.append(Tells("the total", round(sum(cost.values()), 2)))
    kinds = (
        "24 hours" if len(can) < len(chosen) else "dates",
        *(("longer",) if extra_night else ()),
        *(("hotel",) if not draw.hard else ("total",)),
    )
    return Goal(
        (turn,),
        [sorted(s.id for s in chosen), days, extra_night],
        kinds,
        ("list_bookings", *(("change_stay",) * len(can))),
        solve,
        tuple(wants),
    )


GOALS_STAYS: tuple[GoalMaker, ...] = (bed_near_the_station, shift_stays)
