"""Requests about a series of meetings: setting one up in a room, and moving a single one of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.mailroom.clock import stamp, workdays
from negforge.worlds.mailroom.goals_common import (
    all_slots,
    change_landed,
    event_landed,
    find_all,
    fitting_rooms,
    kinds_of,
    named,
    rows_of,
    staff,
    starts,
    twins_first,
)
from negforge.worlds.mailroom.goals_meetings import CHEAPEST, MINUTES, cheapest, free_rooms, needs_that_count, new_title
from negforge.worlds.mailroom.rules import can_come, free_starts
from negforge.worlds.mailroom.state import Mailroom, Room
from negforge.worlds.mailroom.vocabulary import EQUIPMENT_NAMES
from negforge.worlds.wants import Becomes, Gains, OnlyChanges, Tells, Want
from negforge.worlds.wording import listed


@goal("single_hard")
def one_of_the_series(draw: Draw) -> Goal | None:
    """Move a single meeting of a weekly series to another day; keep the room if it is free then, else another one."""
    state: Mailroom = draw.state
    found = [
        (event, regular, start, end, room)
        for event in state.events.values()
        if event.every == "week" and event.organiser == state.me
        for regular, start, end, room in event.occurrences()
        if draw.now + timedelta(hours=30) < start < draw.now + timedelta(days=9)
    ]
    chosen = draw.one(found)
    if chosen is None:
        return None
    event, regular, start, end, room = chosen
    minutes = int((end - start).total_seconds()) // 60
    day = draw.one([d for d in workdays(draw.now.date() + timedelta(days=1), 9) if 0 < abs((d - regular).days) < 4])
    if day is None:
        return None
    window = (datetime.combine(day, time(8)), datetime.combine(day, time(18)))
    hour = draw.rng.choice((0, 0, 10, 13, 14))
    after = hour > 0
    emails = [state.me, *event.required]
    open_starts = free_starts(state, emails, *window, minutes)
    good = [s for s, hit in open_starts if not hit and s.hour >= hour]
    heads = len(emails)
    if not good or len(open_starts) > 16:
        return None
    new = min(good)
    length = timedelta(minutes=minutes)
    free = [r for r in free_rooms(state, new, new + length) if r.least <= heads <= r.seats]
    keeps = room is not None and room in {r.id for r in free}
    place = state.rooms[room or ""] if keeps else cheapest(free)
    if place is None or room is None:
        return None
    turn = draw.ask(
        '["{title}" of {old} has to move to {day}|Could you shift "{title}" from {old} to {day}|{old} does not work for "{title}" this time, please put it on {day}|Please move the "{title}" that is on {old} to {day}].',
        "[Just this one, the series stays as it is.|Only that date, all others stay.|It is for this once, the weekly slot remains.|Don't touch the other weeks.]",
        "[The earliest time that day at which all required people are free, without going into focus time.|Take the first slot of the day that everybody required can make, focus time respected.|As early as possible that day, as long as the required people are all free and nobody loses focus time.|First common gap of the day for the required ones; focus blocks are off limits.]",
        *(
            [
                "[Not before {hour}:00, though.|But nothing before {hour}:00.|From {hour}:00 on, that is.|I am only in the house from {hour}:00 that day.]"
            ]
            if after
            else []
        ),
        f"[Keep the room if it is free then, otherwise {CHEAPEST} here in Vesterholm.|Same room if possible; if it is taken, {CHEAPEST} in Vesterholm.|If our room is taken at that time, get me another Vesterholm one: {CHEAPEST}.]",
        because="[The auditors have taken over that day.|Half of us are on a training day.|I have a dentist's appointment, at last.|There is a fire drill then.]",
        title=event.title,
        old=start.date(),
        day=day,
        hour=hour,
    )

    def solve(hands: Hands) -> None:
        table = hands.call(
            "agenda",
            "[find the meeting in the calendar|read the agenda of the old day|look at the day it is on]",
            start_day=start.date(),
            columns=["room", "series"],
        )
        rows = hands.keep(rows_of(table), "title", lambda row: row["title"] == event.title)
        row = hands.best(rows, lambda row: row["title"])
        full = hands.call(
            "get_event",
            "[see who is invited|read the attendees of the series|check who is required]",
            event_id=row["event"],
            include=["series", "room"],
        )["event"]
        people = hands.keep(full["attendees"], "required", lambda who: not who["optional"])
        slots = all_slots(hands, people, *window, minutes)
        slots = hands.keep(slots, "focus", lambda slot: not slot["focus_overlaps"])
        if after:
            slots = hands.keep(slots, "not before", lambda slot: starts(slot).hour >= hour)
        slot = hands.best(slots, lambda slot: slot["start"])
        span = {"start": slot["start"], "end": slot["end"]}
        rooms = hands.call(
            "find_rooms",
            "[see whether the room is free then|check the rooms at the new time]",
            site="vesterholm",
            slot=span,
        )["rooms"]
        seated = 1 + len(people)
        fitting = fitting_rooms(hands, rooms, seated, ())
        same = [r for r in fitting if r["room_id"] == row["room"]]
        to = same[0] if same else hands.best(fitting, lambda r: r["rate_per_hour"])
        hands.call(
            "change_event",
            "[move that one meeting|put it on the new time|shift this occurrence]",
            landed=change_landed(
                hands, row["event"], lambda f: any(starts(n) == starts(slot) for n in f["series"]["next"])
            ),
            event_id=row["event"],
            occurrence=row["date"] if hands.bother("only this one", "check") else None,
            changes={**span, "room_id": to["room_id"]},
        )
        hands.confirm("agenda", "look at the new day", start_day=day)
        stays = to["room_id"] == row["room"]
        hands.say(
            fact(
                f'"{event.title}"',
                f"{starts(slot).day} {starts(slot):%B %Y} at {starts(slot):%H:%M}",
                "[This once {label} is on {value}.|{Label} moves to {value}, for this one time.|I moved this one meeting of {label} to {value}.]",
            ),
            fact(
                "room",
                to["name"],
                "[You keep the room, {value}.|The room stays {value}.|{value} is free then too, so the room stays.]"
                if stays
                else "[The usual room is taken then, so it is in {value} at EUR {rate} an hour.|It takes place in {value} (EUR {rate} an hour), as the usual room is taken.|Instead of the usual room, which is taken, you have {value} for EUR {rate} an hour.]",
                rate=f"{to['rate_per_hour']:.2f}",
            ),
        )

    return Goal(
        (turn,),
        [event.id, regular.isoformat(), new.isoformat(), place.id],
        (
            "title",
            "required",
            "focus",
            "seats",
            "minimum attendance",
            "same room if free",
            *(("not before",) if after else ()),
        ),
        (
            "agenda",
            "get_event",
            "free_busy",
            *("free_busy",) * ((len(open_starts) - 1) // 8),
            "find_rooms",
            "change_event",
        ),
        solve,
        (
            Becomes(f"events.{event.id}.moved", {**event.moved, regular.isoformat(): (new, new + length, place.id)}),
            OnlyChanges((f"events.{event.id}.moved",)),
            Tells("the new start", new.time()),
            Tells("the room", place.name),
        ),
    )


@goal("multi_easy", "multi_hard")
def series_in_a_room(draw: Draw) -> Goal | None:
    """Which rooms would do, then a series in one of them; hard: later, an hour on, private, and what it all costs."""
    state: Mailroom = draw.state
    day = draw.rng.choice(workdays(draw.now.date() + timedelta(days=1), 6))
    start = datetime.combine(day, time(draw.rng.choice((9, 10, 11, 13, 14, 15)), draw.rng.choice((0, 0, 30))))
    minutes = draw.rng.choice((60, 90, 120))
    end = start + timedelta(minutes=minutes)
    times, every = draw.rng.randrange(3, 8), draw.rng.choice(("week", "week", "fortnight"))
    shift = timedelta(hours=draw.rng.choice((1, -1)))
    able = [
        p
        for p in twins_first(draw, staff(state))
        if can_come(state, p, start, end) and can_come(state, p, start + shift, end + shift)
    ]
    chosen = able[: draw.rng.choice((2, 3, 4, 5))]
    me = state.myself
    if len(chosen) < 2 or not (can_come(state, me, start, end) and can_come(state, me, start + shift, end + shift)):
        return None
    people, heads, title = [named(draw, p) for p in chosen], 1 + len(chosen), new_title(draw)
    both = {r.id for r in _lasting(state, start + shift, end + shift, every, times)} if draw.hard else None
    free = [r for r in free_rooms(state, start, end) if r.least <= heads <= r.seats]
    needed = needs_that_count(draw, free, _second)
    rooms = sorted((r for r in free if set(needed) <= r.works_with), key=lambda r: r.rate)
    at = draw.rng.choice((1, 1, 0)) if len(rooms) > 1 else 0
    if not rooms or len({r.rate for r in rooms}) < len(rooms):
        return None
    room = rooms[at]
    lasting = {r.id for r in _lasting(state, start, end, every, times)}
    if room.id not in lasting or (both is not None and room.id not in both):
        return None
    first = draw.ask(
        "[Which rooms in Vesterholm could {heads} of us have on {day} from {start} for {minutes}, with {needed}|What is free in Vesterholm for {heads} people on {day} at {start}, {minutes} long, with {needed}|I need a Vesterholm room for {heads} on {day}, {start}, for {minutes}; it must have {needed}. What is there|Rooms for {heads} in Vesterholm, {day} at {start}, {minutes}, and {needed}: what have we got]? [List them from cheap to dear.|By rate, the cheapest first.|Cheapest on top, please.|Sort them by what they cost.]",
        because="[We are a small group with much to say.|The usual place is under repair.|We can't go on meeting in the corridor.|It is the start of a new project.]",
        heads=heads,
        day=day,
        start=start.time(),
        minutes=MINUTES[minutes],
        needed=listed([EQUIPMENT_NAMES[e] for e in needed]),
    )
    which = ("cheapest", "second") if at else ("first", "cheapest")
    turns = [
        first,
        draw.then(
            '[Take the {which} one|The {which} of them, please|I\'ll have the {which} on that list|Book the {which} one] for "{title}" with {people}, [starting then|from that day on|with that as the first date], {often}, {times} times in all.',
            which=which[1] if at else draw.rng.choice(which),
            title=title,
            people=listed([who.phrase for who in people]),
            often="every week" if every == "week" else "every other week",
            times=times,
        ),
    ]
    hard = draw.hard
    if hard:
        turns += [
            draw.then(
                "[Could all of them be an hour {way}|Make the whole series an hour {way}, please|I got the time wrong: an hour {way}, all of them|Shift the lot by an hour, to be {way}]?"
                if draw.chance(0.3)
                else "[Sorry, it should be an hour {way}, all of them.|Change that: the whole series an hour {way}, same room.|Wait, I got the time wrong. An hour {way}, every one of them.]",
                way="later" if shift > timedelta(0) else "earlier",
            ),
            draw.then(
                "[And the title is nobody's business: set it to private.|Make it private, please.|It had better be private in the calendar.|Mark the series as private.]"
            ),
            draw.then(
                "[What will the room cost us for all {times} meetings?|And what does the room come to altogether?|What is the room bill for the whole series?|How much is the room in total, for the full series?]",
                times=times,
            ),
        ]
    cost = round(room.rate * minutes / 60 * times, 2)

    def solve(hands: Hands) -> None:
        span = {"start": stamp(start), "end": stamp(end)}
        found = hands.call(
            "find_rooms",
            "[see which rooms are free|look for rooms|check the rooms at that time]",
            site="vesterholm",
            slot=span,
        )
        fitting = fitting_rooms(hands, found["rooms"], heads, needed)
        if hands.bother("from cheap to dear", "check"):
            fitting = sorted(fitting, key=lambda r: float(r["rate_per_hour"]))
        hands.say(
            *(
                fact(
                    f"{r['name']} ({r['room_id']})",
                    r["rate_per_hour"],
                    "[{Label}: EUR {value} an hour, {seats} seats.|{Label}, {seats} seats, at EUR {value} an hour.]",
                    seats=r["seats"],
                )
                for r in fitting
            )
        )
        place = fitting[at]
        addresses = find_all(hands, people)
        made = hands.call(
            "create_event",
            "[set the series up|book the room and invite them|make the series]",
            landed=event_landed(hands, title, start),
            title=title,
            start=span["start"],
            end=span["end"],
            attendees=[{"email": email} for email in addresses],
            room_id=place["room_id"],
            repeat={"every": every, "times": times},
        )
        heard = hands.say(
            fact(
                "series",
                made["event_id"],
                "[The series is in as {value}: {times} times in {room}, from {day} on.|{times} meetings in {room} from {day} on, entry {value}.|Set up as {value}, {room}, {times} times, the first on {day}.]",
                times=times,
                room=place["name"],
                day=day,
            )
        )
        if not heard:
            return
        new = {"start": stamp(start + shift), "end": stamp(end + shift)}
        hands.call(
            "change_event",
            "[shift the series|move all of them by an hour]",
            landed=change_landed(hands, made["event_id"], lambda f: starts(f["event"]) == start + shift),
            event_id=made["event_id"],
            changes=new,
        )
        hands.say(
            "[All of them begin at {value} now.|The series is at {value} from now on.|Shifted: {value} each time.]",
            value=f"{start + shift:%H:%M}",
        )
        hands.call(
            "change_event",
            "[mark it private|set the visibility]",
            landed=change_landed(hands, made["event_id"], lambda f: bool(f["event"]["visibility"] == "private")),
            event_id=made["event_id"],
            changes={"visibility": "private"},
        )
        hands.say("[The series is private now.|Done, it is marked private.|Others no longer see the title.]")
        rate = place["rate_per_hour"]
        total = rate * minutes / 60 * times if hands.bother("all meetings, full length", "more") else rate * times
        hands.say(
            fact(
                "room bill",
                f"EUR {total:,.2f}",
                "[The room comes to {value} for all {times}.|{value} in all: {times} meetings at EUR {rate} an hour.|For the series that makes {value}.]",
                times=times,
                rate=f"{rate:.2f}",
            )
        )

    begins = start + shift if hard else start
    wants: list[Want] = [
        Gains(
            "events",
            {
                "start": begins, "room": room.id, "every": every, "times": times, "title": title,
                "required": tuple(sorted(p.email for p in chosen)), "visibility": "private" if hard else "default",
            },
        ),
        OnlyChanges(("events",)),
    ]  # fmt: skip
    if hard:
        wants.append(Tells("the bill", cost, instead=(round(room.rate * times, 2), round(room.rate * minutes / 60, 2))))
    return Goal(
        tuple(turns),
        [start.isoformat(), minutes, every, times, room.id, sorted(p.email for p in chosen), begins.isoformat()],
        (
            "seats",
            "minimum attendance",
            "equipment",
            "order",
            *kinds_of(people),
            *(("correction", "total") if hard else ()),
        ),
        ("find_rooms", *("search_directory",) * len(people), "create_event", *(("change_event",) * 2 if hard else ())),
        solve,
        tuple(wants),
    )


def _second(rooms: list[Room]) -> Room | None:
    ranked = sorted(rooms, key=lambda r: r.rate)
    return ranked[1] if len(ranked) > 1 else None


def _lasting(state: Mailroom, start: datetime, end: datetime, every: str, times: int) -> list[Room]:
    """The rooms that are free for every meeting of a series."""
    found = free_rooms(state, start, end)
    for number in range(1, times):
        gap = timedelta(days=number * (7 if every == "week" else 14))
        ids = {r.id for r in free_rooms(state, start + gap, end + gap)}
        found = [r for r in found if r.id in ids]
    return found


SERIES_GOALS = (one_of_the_series, series_in_a_room)
