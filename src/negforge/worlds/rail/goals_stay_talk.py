"""A talk about a hotel stay that grows and shifts, and may have to go elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.state import Hotel, Rail, Room
from negforge.worlds.rail.steps import (
    Row,
    alter_stay,
)
from negforge.worlds.rail.talk import TRIP, money
from negforge.worlds.rail.wanted import own_stays_kept
from negforge.worlds.wants import Gains, Holds, OnlyChanges, Tells, Want


@goal("multi_easy", "multi_hard")
def a_stay_that_grows(draw: Draw) -> Goal | None:
    """List rooms, book one; hard: a night more, a later arrival if the hotel allows it, else another hotel."""
    rail: Rail = draw.state
    code = draw.rng.choice(sorted({h.station for h in rail.hotels.values()}))
    guests, nights = draw.rng.choice((1, 2)), draw.rng.randrange(1, 4)
    arrive = draw.now.date() + timedelta(days=draw.rng.randrange(4, 20))
    leave = arrive + timedelta(days=nights)
    hour, late = (
        draw.rng.choice(("16:30", "17:15", "18:00", "19:00")),
        draw.rng.choice(("20:45", "21:20", "22:10", "22:40", "23:15")),
    )
    need = draw.rng.choice(("breakfast", "step-free", "score"))
    name = rail.stations[code].name

    def serves(hotel: Hotel) -> bool:
        return {"breakfast": hotel.breakfast == 0.0, "step-free": hotel.step_free, "score": hotel.score >= 8}[need]

    def row_serves(row: Row) -> bool:
        return bool(
            {
                "breakfast": row["breakfast"].get("included"),
                "step-free": row["step_free"],
                "score": row["guest_score"] >= 8,
            }[need]
        )

    free = [
        (h, r)
        for h in sorted(rail.hotels.values(), key=lambda h: (h.metres, h.id))
        for r in h.rooms
        if h.station == code and r.left and r.sleeps >= guests and r.kind in ("single", "double", "twin")
    ]
    rates = sorted(p[1].rate for p in free)
    if len(rates) < 4:
        return None
    limit = int(rates[draw.rng.randrange(2, min(9, len(rates) - 1))]) // 5 * 5 + 5
    within = [p for p in free if p[1].rate <= limit]
    good = sorted((p for p in within if serves(p[0])), key=lambda p: p[1].rate)
    if not good or not 3 <= len(within) <= 9 or (len(good) > 1 and good[0][1].rate == good[1][1].rate):
        return None
    if not rules.lets_in(good[0][0], hour) or (within[0] == good[0] and draw.chance(0.4)):
        return None
    hotel, room = good[0]
    if any(stay.hotel == hotel.id for stay in rail.stays.values()):
        return None
    allowed = rules.lets_in(hotel, late)
    others = sorted((p for p in within if rules.lets_in(p[0], late) and p[0] is not hotel), key=lambda p: p[1].rate)
    if draw.hard and not allowed and (not others or (len(others) > 1 and others[0][1].rate == others[1][1].rate)):
        return None
    length = "one night" if nights == 1 else f"{nights} nights"
    turns = [
        draw.ask(
            "[Which rooms are free near {name} station from {arrive}, {length}, {who}, up to EUR {limit} a night?|I need a room by {name} station: {length} from {arrive}, {who}. What is there for EUR {limit} a night or less?|List me the rooms at {name} for {who}, arriving {arrive}, {length}, that cost at most EUR {limit} each night.]",
            "[Singles, doubles or twins, no family rooms.|Leave family rooms out.|No family rooms, please.]",
            because=TRIP,
            name=name,
            arrive=arrive,
            length=length,
            who="one person" if guests == 1 else "two people",
            limit=limit,
        ),
        draw.then(
            {
                "breakfast": "[Book the cheapest of those with breakfast included. We check in at {hour}.|The cheapest where breakfast is in the rate, please, arrival {hour}.|Of these, the one with breakfast included that costs least. Arriving {hour}; book it.]",
                "step-free": "[Book the cheapest step-free one of those. Arrival {hour}.|Which of them are step-free? Take the cheapest of these, I check in at {hour}.|The cheapest that is step-free, then. I'd arrive at {hour}.]",
                "score": "[Book the cheapest of those that guests score 8 or better. Arrival {hour}.|Only ones with a guest score of 8 or more: take the cheapest, I come at {hour}.|The cheapest with at least 8 from guests, please; arriving {hour}.]",
            }[need].replace("We check", "We check" if guests > 1 else "I check"),
            hour=hour,
        ),
    ]
    if draw.hard:
        turns += [
            draw.then(
                "[One night more, please.|Could you add a night at the end?|We've decided to stay on: one more night.|Make that {n} nights in all.]".replace(
                    "We've", "We've" if guests > 1 else "I've"
                ),
                n=nights + 1,
            ),
            draw.then(
                "[My train has changed and I'd only get there at {late}. Put that in if they still check people in then; if they don't, give the room up.|Arrival will be {late} instead. If the hotel takes guests at that hour, change it, otherwise cancel the stay.|It'll be {late} before I'm there. Change the arrival if they're open then, and if not, cancel.]",
                late=late,
            ),
        ]
        turns.append(
            draw.then(
                "[What will I pay in all now?|So what's the total for the stay?|Remind me what it all comes to.|And the total, with the extra night?]"
            )
            if allowed
            else draw.then(
                "[Then book the cheapest from your first list that lets me in at {late}, same nights as last.|OK, so which of the others from the start is cheapest and takes me in at {late}? Book it, with the extra night.|Pity. Take the cheapest of the rooms you listed at first where {late} works, for all the nights, the added one too.]",
                late=late,
            )
        )

    def solve(hands: Hands) -> None:
        dates = {"arrive": arrive.isoformat(), "leave": leave.isoformat()}
        rooms = ["single", "double", "twin"]
        found = hands.call(
            "find_stays",
            "[look for rooms|see what is free|list the rooms there]",
            near=name,
            nights=dates,
            guests=guests,
            rooms=rooms,
        )
        rows = hands.keep(found["offers"], "budget", lambda row: row["rate"] <= limit)
        hands.say(
            *(
                fact(
                    row["name"],
                    f"{row['room']} room, EUR {float(row['rate']):.2f} a night, {row['distance']['value']} m from the station",
                    "[{Label}: {value}.|{Label}, {value}.]",
                )
                for row in rows
            )
        )
        fits = hands.keep(rows, need, row_serves)
        row = hands.best(fits, lambda r: r["rate"])
        done = _book_room(hands, row, dates, guests, hour)
        if hands.bother("breakfast, unasked", "needless") and row["breakfast"]["served"]:
            alter_stay(hands, "[add breakfast as well|put breakfast on it]", done["stay_id"], breakfast=True)
        heard = hands.say(
            fact(
                "stay",
                done["stay_id"],
                "[{hotel} is booked, a {room} room with arrival at {hour}: {value}.|Booked: {hotel}, {room}, {hour}; the stay number is {value}.|Your {room} room at {hotel} is {value}, arrival {hour}.]",
                hotel=row["name"],
                room=row["room"],
                hour=hour,
            ),
            fact("total", money(done["total"]), "[It comes to {value}.|The total is {value}.|{value} in all.]"),
        )
        if not heard:
            return
        dates = {"arrive": arrive.isoformat(), "leave": (leave + timedelta(days=1)).isoformat()}
        done = alter_stay(hands, "[add the night|make it one night longer]", done["stay_id"], nights=dates)
        hands.say(
            fact(
                "departure",
                leave + timedelta(days=1),
                "[You now leave on {value}; it comes to {total}.|Extended until {value}, {total} in all.|The stay runs until {value} and costs {total}.]",
                total=money(done["total"]),
            )
        )
        window = row["check_in"]
        opens = window["night_desk"] or window["from"] <= late <= window["until"]
        if hands.keep([row], "condition", lambda _: opens):
            alter_stay(hands, "[change the arrival|put in the new hour]", done["stay_id"], arrival=late)
            hands.say(
                fact(
                    "arrival",
                    late,
                    "[{hotel} still takes you in then; the arrival is now {value}.|That works at {hotel}: arrival {value}.|Changed: {hotel} expects you at {value}.]",
                    hotel=row["name"],
                )
            )
            hands.say(
                fact(
                    "total",
                    money(done["total"]),
                    "[The stay comes to {value}.|It is {value} in all.|{value} for everything.]",
                )
            )
            return
        alter_stay(hands, "[give the room up|cancel the stay]", done["stay_id"], cancel=True)
        hands.say(
            fact(
                "stay",
                done["stay_id"],
                "[{hotel} does not check anyone in that late, so {value} is cancelled.|Check-in at {hotel} is closed by then; I gave {value} up.|They don't take guests at that hour at {hotel}. {value} is cancelled.]",
                hotel=row["name"],
            )
        )
        open_then = hands.keep(
            rows,
            "check-in",
            lambda r: r["check_in"]["night_desk"] or r["check_in"]["from"] <= late <= r["check_in"]["until"],
        )
        row = hands.best(open_then, lambda r: r["rate"])
        done = _book_room(hands, row, dates, guests, late)
        hands.say(
            fact(
                "stay",
                done["stay_id"],
                "[{hotel} is booked instead, a {room} room, arrival {late}: {value}.|I booked {hotel}, {room}, for {late}; its number is {value}.|{value} is at {hotel}, a {room} room, and {late} is fine there.]",
                hotel=row["name"],
                room=row["room"],
                late=late,
            ),
            fact("total", money(done["total"]), "[It comes to {value}.|The total is {value}.|{value} in all.]"),
        )

    last = leave + timedelta(days=int(draw.hard))
    kept: tuple[Want, ...]
    base = {"arrive": arrive, "leave": last, "guests": guests, "breakfast": False}
    if not draw.hard or allowed:
        total = rules.stay_cost(hotel, room.kind, (last - arrive).days, guests, False)
        entry = base | {
            "hotel": hotel.id,
            "room": room.kind,
            "arrival": late if draw.hard else hour,
            "status": "confirmed",
        }
        kept = (Gains("stays", entry), Tells("the total", total))
    else:
        kept = (
            *_two_stays(hotel, others[0], base | {"arrival": late}),
            Tells("the hotel", others[0][0].name, instead=(hotel.name,)),
        )
    plan = ("find_stays", "book_stay")
    if draw.hard:
        plan += ("change_stay", "change_stay", *(() if allowed else ("book_stay",)))
    return Goal(
        tuple(turns),
        [hotel.id, room.kind, arrive.isoformat(), nights, limit, late if draw.hard else ""],
        ("budget", need, *(("longer", "condition" if allowed else "check-in") if draw.hard else ())),
        plan,
        solve,
        (*kept, own_stays_kept(rail), OnlyChanges(("stays",))),
    )


def _two_stays(first: Hotel, second: tuple[Hotel, Room], entry: dict[str, Any]) -> tuple[Want, ...]:
    """The first stay was given up, the second stands."""
    hotel, room = second

    def stands(state: Any) -> bool:
        return any(
            s.hotel == hotel.id
            and s.room == room.kind
            and s.status == "confirmed"
            and all(getattr(s, k) == v for k, v in entry.items())
            for s in state.stays.values()
        )

    def gone(state: Any) -> bool:
        return not any(
            s.hotel == first.id and s.arrive == entry["arrive"] and s.status == "confirmed"
            for s in state.stays.values()
        )

    return (
        Holds(
            "the second stay",
            stands,
            f"a {room.kind} room at {hotel.name} is booked until {entry['leave']}",
            lambda state: "no such stay is booked",
        ),
        Holds("the first stay", gone, f"the stay at {first.name} is given up", lambda state: "it still stands"),
    )


def _book_room(hands: Hands, row: Row, dates: dict[str, str], guests: int, hour: str) -> Row:
    def landed() -> Any:
        stays = hands.call("list_bookings", "[see whether the room is booked|check the stays]", include=["stays"])[
            "stays"
        ]
        return next((s for s in stays if s["hotel"]["hotel_id"] == row["hotel_id"] and s["nights"] == dates), None)

    body: Row = hands.call(
        "book_stay",
        "[book the room|take that room|reserve it]",
        landed=landed,
        hotel_id=row["hotel_id"],
        room=row["room"],
        nights=dates,
        guests=guests,
        arrival=hour,
    )
    return body


GOALS_STAY_TALK: tuple[GoalMaker, ...] = (a_stay_that_grows,)
