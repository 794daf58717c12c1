"""Things travellers want to know: platforms, next trains, what comes back, what lockers and fares cost."""

from __future__ import annotations

from datetime import datetime, timedelta

from negforge.worlds.goal import Draw, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.state import Rail
from negforge.worlds.rail.steps import board, first_leg, going_to, journey, when
from negforge.worlds.rail.talk import FARE, clock
from negforge.worlds.rail.wanted import confirmed, home
from negforge.worlds.wants import OnlyChanges, Says, Tells, Want


@goal("single_easy")
def platform_today(draw: Draw) -> Goal | None:
    """Platform and expected time of a train of today: the board is right, the booking is not."""
    rail: Rail = draw.state
    mine = [
        (b, rail.trains[b.legs[0].train])
        for b in rail.bookings.values()
        if b.status == "confirmed" and rail.trains[b.legs[0].train].departs.date() == draw.now.date()
    ]
    if not mine or not (mine[0][1].delay or mine[0][1].platform_now != mine[0][1].platform):
        return None
    train = mine[0][1]
    town = rail.stations[train.destination].name
    turn = draw.ask(
        "[Which platform does my train to {town} go from today, and is it on time?|I'm on the {town} train today: what platform, and when will it really leave?|Where do I have to be for today's {town} train, and is there a delay?|My train to {town} this {part}: platform and actual departure time?]",
        because="[I've got a pushchair and need to plan the stairs.|The app shows me nothing.|I'm still in a taxi.|My mother is meeting me on the platform.|The last time I ran to the wrong end.|I have a heavy case with me.]",
        town=town,
        part="morning" if train.departs.hour < 12 else "afternoon" if train.departs.hour < 18 else "evening",
    )

    def solve(hands: Hands) -> None:
        today = f"{draw.now:%Y-%m-%d}"
        why = "[find your booking for today|look up today's trip|see which train you are booked on]"
        found = hands.call("list_bookings", why, travel={"from": today, "until": today})
        leg = first_leg(hands.best(found["bookings"], lambda row: first_leg(row)["departs"]))
        leaves, platform = when(leg["departs"]), leg["platform_planned"]
        expected = leaves
        if hands.bother("the board is right on the day", "more"):
            why = "[read the board|see what the board says now|check the live board]"
            text = hands.call(
                "station_board", why, station=leg["from"]["name"], show="departures", from_time=clock(leaves)
            )
            row = hands.best([r for r in board(text) if r["train"] == leg["train"]], lambda r: r["time"])
            platform = row["platform"]
            if row["remark"].startswith("expected"):
                expected = datetime.combine(leaves.date(), datetime.strptime(row["remark"][-5:], "%H:%M").time())
        if hands.bother("a seat, unasked", "needless"):
            hands.call(
                "reserve_places",
                "[keep you a seat as well|get a seat reserved too]",
                reference=found["bookings"][0]["reference"],
                departure_id=leg["departure_id"],
                seats={"wish": "any"},
            )
        late = expected != leaves
        hands.say(
            fact(
                "platform",
                platform,
                "[{train} to {to} goes from platform {value}.|You need platform {value} for {train} to {to}.|Your train, {train}, is shown on platform {value}.]",
                train=leg["train"],
                to=leg["to"]["name"],
            ),
            fact(
                "departure",
                clock(expected),
                "[It is now expected to leave at {value} instead of {planned}.|It is running late: {value} rather than {planned}.|Expect it at {value}; the timetable had {planned}.]"
                if late
                else "[It is on time, at {value}.|It leaves as planned at {value}.|No delay: {value} it is.]",
                planned=clock(leaves),
            ),
        )

    wants: list[Want] = [Tells("the platform", train.platform_now, instead=(train.platform,))]
    real = train.departs + timedelta(minutes=train.delay)
    wants.append(Tells("the real departure", real.time(), instead=(train.departs.time(),)))
    return Goal(
        (turn,),
        [train.id],
        ("date", "live source"),
        ("list_bookings", "station_board"),
        solve,
        (*wants, OnlyChanges()),
    )


@goal("single_easy")
def next_train_today(draw: Draw) -> Goal | None:
    """The next train of today to a place after a time. The board tells; the timetable would do."""
    rail: Rail = draw.state
    after = draw.now + timedelta(minutes=draw.rng.randrange(20, 200, 5))
    rows = sorted(
        (t for t in rail.trains.values() if t.origin == home(rail) and t.departs.date() == draw.now.date()),
        key=lambda t: t.departs,
    )
    target = draw.one(sorted({t.destination for t in rows if t.kind != "night"}))
    fits = [t for t in rows if t.destination == target and t.departs >= after]
    straddling = [
        t for t in rows if t.destination == target and t.departs < after <= t.departs + timedelta(minutes=t.delay)
    ]
    if target is None or not fits or straddling or rows[-1].departs <= after or after.date() != draw.now.date():
        return None
    if next(t for t in rows if t.departs >= after).destination == target and draw.chance(0.6):
        return None
    train, town, start = fits[0], rail.stations[target].name, rail.stations[home(rail)].name
    turn = draw.ask(
        "[What's the next train from {start} to {town} after {after}?|I can be at {start} station by {after}. Which is the first train to {town} then?|When does the first direct train to {town} leave {start} today, {after} or later?|It's {start} to {town} today for me, not before {after}: which train?]",
        because="[I have to return a hire bike first.|The dentist keeps me until then.|I am dropping the dog off on the way.|School is out shortly before that.|The rehearsal may run over.]",
        start=start,
        town=town,
        after=after.time(),
    )

    def solve(hands: Hands) -> None:
        end = datetime.combine(draw.now.date(), datetime.max.time()).replace(second=0, microsecond=0)
        answer = hands.call(
            "station_board",
            "[read today's board|look at the board of {station}|see what leaves next]",
            otherwise=("search_departures", {"journey": journey(start, town, after, end)}),
            station=start,
            show="departures",
            from_time=clock(after),
            lines=20,
        )
        if isinstance(answer, str):
            rows = [(r["time"], r["train"], r["place"]) for r in board(answer)]
        else:
            rows = [(r["departs"][-5:], r["train"], r["to"]["name"]) for r in answer["departures"]]
        rows = hands.keep(rows, "destination", lambda row: row[2] == town)
        first = hands.best(rows, lambda row: row[0])
        hands.say(
            fact(
                "next train",
                first[1],
                "[The first one is {value} at {time}.|Take {value}, {time} from {start}.|{time}, {value}: that is the next train to {town}.]",
                time=first[0],
                start=start,
                town=town,
            )
        )

    return Goal(
        (turn,),
        [train.id, clock(after)],
        ("destination",),
        ("station_board",),
        solve,
        (Tells("the train", train.name), Tells("its departure", train.departs.time()), OnlyChanges()),
        fallback=("station_board",),
    )


@goal("single_easy")
def refund_value(draw: Draw) -> Goal | None:
    """What giving up a trip would bring back now, and until when."""
    rail: Rail = draw.state
    booking = draw.one(confirmed(rail, draw.now))
    if booking is None:
        return None
    train = rail.trains[booking.legs[0].train]
    until = rules.refundable_until(rail, booking)
    if until is not None and abs(until - draw.now) < timedelta(hours=2):
        return None
    due = rules.refund_due(rail, booking, draw.now)
    town, day = rail.stations[train.destination].name, train.departs.date()
    asks_until = until is not None and until > draw.now and draw.chance(0.5)
    turn = draw.ask(
        "[What would I get back if I gave up my trip to {town} on {day} now?|Suppose I cancel {town} on {day} today. How much of the fare comes back?|How much money would I see again if I dropped the {day} journey to {town}?|Thinking of not going to {town} on {day}: what's the refund if I decide right now?]",
        *(
            ["[And until when can I still decide?|Until when does that hold?|What is the last moment for it?]"]
            if asks_until
            else []
        ),
        because="[I haven't decided yet.|My knee is not what it was.|Just weighing things up.|My partner says we should drive.|Don't cancel anything yet, I'm only asking.]",
        town=town,
        day=day,
    )

    def solve(hands: Hands) -> None:
        why = "[read your bookings and their conditions|look up the booking with its refund terms|see what the fare conditions say]"
        rows = hands.call("list_bookings", why, include=["conditions"])["bookings"]
        rows = going_to(rows, hands, town)
        rows = hands.keep(rows, "date", lambda row: first_leg(row)["departs"].startswith(day.isoformat()))
        row = hands.best(rows, lambda row: first_leg(row)["departs"])
        terms = row["conditions"]
        ends = when(terms["refund_until"]) if terms["refund_until"] else None
        open_still = ends is not None and ends > draw.now
        if ends is not None and not hands.bother("whether the window is still open", "check"):
            open_still = True
        back = round(row["paid"] * terms["refund_percent"] / 100, 2) if open_still else 0.0
        facts = [
            fact(
                "refund",
                back,
                "[You would get EUR {value} back|EUR {value} would come back|The refund would be EUR {value}] [for|on] {reference}, [of|out of] EUR {paid} [paid|you paid].",
                reference=row["reference"],
                paid=row["paid"],
            )
            if back
            else fact(
                "refund",
                row["reference"],
                "[Nothing would come back for {value}: {reason}.|For {value} you would get nothing back, because {reason}.]",
                reason="the {fare} fare is never refunded".format(fare=FARE[row["fare"]])
                if ends is None
                else f"the refund window closed on {ends.day} {ends:%B at %H:%M}",
            )
        ]
        if asks_until and ends is not None:
            facts.append(
                fact(
                    "last moment",
                    ends,
                    "[That holds until {value}.|You can decide until {value}.|The window closes on {value}.]",
                )
            )
        hands.say(*facts)

    paid_share = round(booking.paid * rules.REFUND_SHARE[booking.fare], 2)
    wants: list[Want] = []
    if due:
        wants.append(Tells("the refund", due, instead=() if due == booking.paid else (booking.paid,)))
    else:
        wants.append(
            Says("nothing comes back", r"\b(?:nothing|no refund|no money|not refund\w*|non-refundable|(?:EUR|€) ?0)\b")
        )
    if asks_until and until is not None:
        wants.append(Tells("the last moment", until.time()))
        wants.append(Tells("its day", until.date()))
    wants.append(OnlyChanges())
    return Goal(
        (turn,),
        [booking.id, due, asks_until],
        ("destination", "date", booking.fare if due or not paid_share else "window closed")
        + (("until",) if asks_until else ()),
        ("list_bookings",),
        solve,
        tuple(wants),
    )


@goal("single_easy")
def cheaper_lockers(draw: Draw) -> Goal | None:
    """Which of two stations of a town has the cheaper lockers, over some days; or the one with a lift."""
    rail: Rail = draw.state
    pair = [s for s in rail.stations.values() if s.across]
    days = draw.rng.randrange(2, 6)
    lift = draw.chance(0.5) and any(s.lift for s in pair)
    fits = [s for s in pair if s.lift or not lift]
    if pair[0].locker == pair[1].locker:
        return None
    choice = min(fits, key=lambda s: s.locker)
    other = next(s for s in pair if s is not choice)
    first, second = draw.some(pair, 2)
    turn = draw.ask(
        "[Where in {town} are the luggage lockers cheaper, at {first} or {second}, and what would {days} days cost me?|I want to leave two bags in {town} for {days} days. Which of {first} and {second} is cheaper, and how much is it in all for one locker?|One locker, {days} days, {first} or {second}: which costs less and what do I pay?]",
        *(
            [
                "[It has to be a station with a lift.|Only if there is a lift to the platforms, though.|I can't do stairs, so the station needs a lift.]"
            ]
            if lift
            else []
        ),
        because="[My hostel won't keep luggage.|I am walking the coast path meanwhile.|The flat isn't free until later.|I don't want to carry the tent around.]",
        town=choice.town,
        first=first.name,
        second=second.name,
        days=days,
    )

    def solve(hands: Hands) -> None:
        include = ["lockers", "access"] if lift else ["lockers"]
        why = "[look at the lockers there|see what lockers cost|read up on the stations]"
        if hands.bother("the second station too", "more"):
            rows = hands.calls(
                *(("station_info", {"station": s.name, "include": include}) for s in (first, second)), why=why
            )
        else:
            rows = [hands.call("station_info", why, station=first.name, include=include)]
        rows = hands.keep(rows, "lift", lambda row: not lift or row["access"]["lift_to_platforms"])
        row = hands.best(rows, lambda row: row["lockers"]["per_day"])
        hands.say(
            fact(
                "station with a lift" if lift else "cheaper station",
                row["name"],
                "[{value} is the one to take|Go for {value}|{value} it is][, with a lift to the platforms|, and it has a lift]."
                if lift
                else "[{value} is cheaper.|Lockers cost less at {value}.|The better price is at {value}.]",
            ),
            fact(
                "price",
                float(row["lockers"]["per_day"] * days),
                "[{days} days come to EUR {value}.|For {days} days you pay EUR {value}.|That makes EUR {value} for {days} days, at EUR {one} a day.]",
                days=days,
                one=float(row["lockers"]["per_day"]),
            ),
        )

    return Goal(
        (turn,),
        [choice.code, days, lift],
        ("comparison", *(("lift",) if lift else ())),
        ("station_info",),
        solve,
        (
            Tells("the total", round(choice.locker * days, 2), instead=(round(other.locker * days, 2),)),
            Tells("the station", choice.name, instead=(other.name,)),
            OnlyChanges(),
        ),
    )


GOALS_LOOK: tuple[GoalMaker, ...] = (platform_today, next_train_today, refund_value, cheaper_lockers)
