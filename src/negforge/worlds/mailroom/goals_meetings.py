"""Longer requests about meetings: a slot for all in the right room, and more people in one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.mailroom.clock import workdays
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
from negforge.worlds.mailroom.rules import can_come, free_starts, room_is_free, suits
from negforge.worlds.mailroom.state import Mailroom, Room
from negforge.worlds.mailroom.vocabulary import EQUIPMENT, EQUIPMENT_NAMES, MEETINGS, PROJECTS
from negforge.worlds.wants import Becomes, Gains, OnlyChanges, Tells, Want
from negforge.worlds.wording import listed

MINUTES = {30: "half an hour", 60: "an hour", 90: "an hour and a half", 120: "two hours"}


CHEAPEST = "[the cheapest one that fits|whichever fitting one costs least|the lowest rate that does the job|the one with the lowest rate among those that fit]"


SMALLEST = "[the smallest one that fits|no larger than it has to be, so the smallest that fits|whichever has the fewest seats and still fits|the tightest fit]"


def cheapest(rooms: list[Room]) -> Room | None:
    """The room with the lowest rate, or None where there is none or two share it."""
    ranked = sorted(rooms, key=lambda r: r.rate)
    return None if not ranked or (len(ranked) > 1 and ranked[0].rate == ranked[1].rate) else ranked[0]


def smallest(rooms: list[Room]) -> Room | None:
    ranked = sorted(rooms, key=lambda r: r.seats)
    return None if not ranked or (len(ranked) > 1 and ranked[0].seats == ranked[1].seats) else ranked[0]


def new_title(draw: Draw) -> str:
    """A title for a meeting that is to be made."""
    return draw.word("{what}: {project}", what=draw.rng.choice(MEETINGS), project=draw.rng.choice(PROJECTS))


def free_rooms(state: Mailroom, start: datetime, end: datetime) -> list[Room]:
    """The rooms in Vesterholm that nobody has at that time."""
    return [r for r in state.rooms.values() if r.site == "vesterholm" and room_is_free(state, r.id, start, end)]


def needs_that_count(
    draw: Draw, rooms: list[Room], best: Callable[[list[Room]], Room | None], least: int = 1
) -> list[str]:
    """One or two pieces of equipment that make a difference to which room is best, if any do; most of all where a notice
    says that a room that has them listed cannot offer them."""
    tried = [draw.some(EQUIPMENT, draw.rng.choice((least, max(1, least), 2))) for _ in range(14)]

    def weight(needed: list[str]) -> int:
        right = best([r for r in rooms if set(needed) <= r.works_with])
        if right is None:
            return -1
        return (right != best([r for r in rooms if set(needed) <= set(r.equipment)])) * 2 + (right != best(rooms))

    return max(tried, key=weight)


@goal("single_hard")
def slot_for_all(draw: Draw) -> Goal | None:
    """The earliest slot that all can make, under conditions, in the cheapest or smallest room that fits."""
    state: Mailroom = draw.state
    people = [named(draw, p) for p in twins_first(draw, staff(state))[: draw.rng.choice((2, 2, 3, 4))]]
    minutes, days = draw.rng.choice((30, 60, 60, 90)), workdays(draw.now.date() + timedelta(days=1), 6)
    first_day, span = draw.rng.randrange(0, 3), draw.rng.choice((1, 2, 3))
    window = (datetime.combine(days[first_day], time(8)), datetime.combine(days[first_day + span - 1], time(18)))
    length = timedelta(minutes=minutes)
    hour = draw.rng.choice((10, 11, 13, 14))
    until = draw.rng.choice((13, 15, 16))
    pool: dict[str, tuple[str, Callable[[datetime], bool]]] = {
        "not before": (
            "[Nothing before {hour}:00, please.|Not before {hour}:00 our time.|It must not start before {hour}:00 (office time).|I can't do anything earlier than {hour}:00.]",
            lambda start: start.hour >= hour,
        ),
        "end by": (
            "[It has to be over by {until}:00.|We must be done at {until}:00 office time.|Finished by {until}:00, please, there is a visit after that.|No later than {until}:00 at the end.]",
            lambda start: start + length <= datetime.combine(start.date(), time(until)),
        ),
        "lunch": (
            "[Keep 12 to 13 free, that is lunch.|Not over lunch, that is 12:00 to 13:00 here.|Leave our lunch hour (12 to 1) alone.|Nothing between noon and 13:00.]",
            lambda start: start + length <= datetime.combine(start.date(), time(12)) or start.hour >= 13,
        ),
        "weekday": (
            "[Any day but {day}.|Not on {day}, please.|{day} is out.|I'd like to keep {day} free of meetings.]",
            lambda start: start.date() != days[first_day],
        ),
    }
    emails = [state.me, *(who.person.email for who in people)]
    open_starts = free_starts(state, emails, *window, minutes)
    good = [s for s, hit in open_starts if not hit]
    kinds: list[str] = []
    for kind in draw.some([k for k in pool if k != "weekday" or span > 1], draw.rng.choice((0, 1, 2, 2, 3))):
        left = [s for s in good if pool[kind][1](s)]
        if left and min(left) != min(good):
            good, kinds = left, [*kinds, kind]
    if not good or len(open_starts) > 24:
        return None
    start = min(good)
    heads, by_rate = len(emails), draw.chance(0.5)
    best = cheapest if by_rate else smallest
    free = [r for r in free_rooms(state, start, start + length) if r.least <= heads <= r.seats]
    needed = needs_that_count(draw, free, best)
    room = best([r for r in free if set(needed) <= r.works_with])
    if room is None:
        return None
    title = new_title(draw)
    turn = draw.ask(
        "[Please set up {minutes} with {people}[, title|, call it|, under the title] {title}|I need a meeting of {minutes} with {people}, title {title}|Find {minutes} for {people} and me and send the invitation; it is to be called {title}|{People} and I have to sit together for {minutes}: please invite them, title {title}].",
        "[The earliest slot {window} that everybody can make, and nobody's focus time is touched.|Take the first moment {window} when all of us are free; focus time stays focus time.|As early as possible {window}, all free, and no booking over anybody's focus time.|{Window}, as early as it goes; leave focus blocks alone.]",
        *(pool[k][0] for k in kinds),
        f"[As for the room in Vesterholm: {CHEAPEST if by_rate else SMALLEST}, with {{needed}}.|We need a room here in Vesterholm with {{needed}}, {CHEAPEST if by_rate else SMALLEST}.|Book a Vesterholm room that has {{needed}}; {CHEAPEST if by_rate else SMALLEST}, please.]",
        because="[We keep missing one another in the corridor.|The customer wants an answer soon.|It has been on my list for three weeks.|Two of them are hardly ever at their desks.|After yesterday's mess we should talk.]",
        minutes=MINUTES[minutes],
        people=listed([who.phrase for who in people]),
        People=listed([who.phrase for who in people]),
        title=f'"{title}"',
        window=draw.word(
            "on {day}" if span == 1 else "between {day} and {last}", day=days[first_day], last=window[1].date()
        ),
        Window=draw.word(
            "On {day}" if span == 1 else "Between {day} and {last}", day=days[first_day], last=window[1].date()
        ),
        day=f"{days[first_day]:%A}",
        hour=hour,
        until=until,
        needed=listed([EQUIPMENT_NAMES[e] for e in needed]),
    )

    def solve(hands: Hands) -> None:
        addresses = find_all(hands, people)
        slots = all_slots(hands, [{"email": email} for email in addresses], *window, minutes)
        slots = hands.keep(slots, "focus", lambda row: not row["focus_overlaps"])
        for kind in kinds:
            slots = hands.keep(slots, kind, lambda row, test=pool[kind][1]: test(starts(row)))  # type: ignore[misc]
        slot = hands.best(slots, lambda row: row["start"])
        found = hands.call(
            "find_rooms",
            "[look for a room at that time|see which rooms are free then|find a room for the slot]",
            site="vesterholm",
            slot={"start": slot["start"], "end": slot["end"]},
        )
        fitting = fitting_rooms(hands, found["rooms"], heads, needed)
        chosen = hands.best(fitting, lambda row: row["rate_per_hour"] if by_rate else row["seats"])
        made = hands.call(
            "create_event",
            "[send the invitation|set the meeting up|make the entry and invite everybody]",
            landed=event_landed(hands, title, starts(slot)),
            title=title,
            start=slot["start"],
            end=slot["end"],
            attendees=[{"email": email} for email in addresses],
            room_id=chosen["room_id"],
        )
        hands.confirm("get_event", "make sure it is in the calendar", event_id=made["event_id"])
        hands.say(*told_meeting(title, starts(slot), chosen, made["event_id"]))

    wants: list[Want] = [
        Gains(
            "events",
            {
                "start": start,
                "end": start + length,
                "room": room.id,
                "required": tuple(sorted(emails[1:])),
                "title": title,
            },
        ),
        OnlyChanges(("events",)),
        Tells("the day", start.date()),
        Tells("the start", start.time()),
        Tells("the room", room.name),
    ]
    return Goal(
        (turn,),
        [sorted(emails[1:]), start.isoformat(), minutes, room.id, sorted(kinds), needed, by_rate],
        ("focus", *kinds, "seats", "minimum attendance", "equipment", "rate" if by_rate else "size", *kinds_of(people)),
        (
            *("search_directory",) * len(people),
            "free_busy",
            *("free_busy",) * ((len(open_starts) - 1) // 8),
            "find_rooms",
            "create_event",
        ),
        solve,
        tuple(wants),
    )


def told_meeting(title: str, start: datetime, room: dict[str, Any], event_id: str) -> list[Any]:
    """What to tell of a meeting that has been set up."""
    return [
        fact(
            f'"{title}"',
            f"{start.day} {start:%B %Y} at {start:%H:%M}",
            "[{Label} is set for {value}.|The invitation for {label} is out: {value}.|I have invited everybody to {label}, {value}.]",
        ),
        fact(
            "room",
            f"{room['name']} ({room['room_id']})",
            "[The room is {value}, {seats} seats, EUR {rate} an hour.|You meet in {value}: {seats} seats at EUR {rate} an hour.|It takes place in {value}, which seats {seats} and costs EUR {rate} an hour.]",
            seats=room["seats"],
            rate=f"{room['rate_per_hour']:.2f}",
        ),
        fact("meeting", event_id, "[In the calendar it is {value}.|The entry is {value}.|Its id is {value}.]"),
    ]


@goal("single_hard")
def more_people(draw: Draw) -> Goal | None:
    """Add people to a meeting; if the room will not do for them any more, take the smallest that does."""
    state: Mailroom = draw.state
    found = [
        e
        for e in state.events.values()
        if e.every == "once" and e.organiser == state.me and e.room and e.start > draw.now + timedelta(hours=2)
        and not any(state.people[a].outside for a in e.attendees)
    ]  # fmt: skip
    event = draw.one(found)
    if event is None:
        return None
    can = [p for p in twins_first(draw, staff(state, *event.attendees)) if can_come(state, p, event.start, event.end)]
    people = [named(draw, p) for p in can[: draw.rng.choice((2, 3, 3, 4))]]
    old = state.rooms[event.room or ""]
    heads = 1 + len(event.required) + len(people)
    stays = suits(old, heads)
    rooms = [r for r in free_rooms(state, event.start, event.end) if suits(r, heads)]
    needed = needs_that_count(draw, rooms, smallest, least=0)[:1]
    room = old if stays else smallest([r for r in rooms if suits(r, heads, needed)])
    if len(people) < 2 or room is None or not all(p.person.works(event.start, event.end) for p in people):
        return None
    turn = draw.ask(
        '[Please add {people} to "{title}" on {day}, as required|{People} should be at "{title}" on {day} as well, required, not optional|Invite {people} to "{title}" on {day} too; all of them are required|"{title}" on {day} gets bigger: {people} are to come, required].',
        "[If the room gets too small for that, take the smallest one in Vesterholm that fits{needed}; if it does, leave the room.|Should the room no longer do, switch to the smallest Vesterholm one that does{needed}, otherwise keep it.|Check the room: stay if all fit in, else the smallest in Vesterholm that takes us{needed}.|Room as it is if we all fit; if not, the smallest fitting one in Vesterholm{needed}.]",
        because="[It turned out that they do half of the work.|They complained, and rightly.|The topic has grown on us.|I forgot them in the first round, my fault.]",
        people=listed([who.phrase for who in people]),
        People=listed([who.phrase for who in people]),
        title=event.title,
        day=event.start.date(),
        needed=f", with {EQUIPMENT_NAMES[needed[0]]}" if needed else "",
    )

    def solve(hands: Hands) -> None:
        table = hands.call(
            "agenda",
            "[find the meeting|read the agenda of that day|look the meeting up]",
            start_day=event.start.date(),
            columns=["room"],
        )
        rows = hands.keep(rows_of(table), "title", lambda row: row["title"] == event.title)
        row = hands.best(rows, lambda row: row["title"])
        addresses = find_all(hands, people)
        full = hands.call(
            "get_event",
            "[see who is coming already|count who is invited|read attendees and room]",
            event_id=row["event"],
            include=["room"],
        )
        required = hands.keep(full["event"]["attendees"], "required", lambda who: not who["optional"])
        count = 1 + len(required) + len(addresses)
        changes: dict[str, Any] | None = None
        now = full["room"]
        place = {"name": now["name"], "room_id": now["room_id"], "seats": now["seats"]}
        if hands.bother("does the room still do", "check") and not now["min_attendance"] <= count <= now["seats"]:
            span = {"start": full["event"]["start"], "end": full["event"]["end"]}
            found = hands.call(
                "find_rooms",
                "[look for a room that takes all|see which larger rooms are free then]",
                site="vesterholm",
                slot=span,
            )
            place = hands.best(fitting_rooms(hands, found["rooms"], count, needed), lambda r: r["seats"])
            changes = {"room_id": place["room_id"]}
        hands.call(
            "change_event",
            "[add them to the meeting|invite them|put them on the list]",
            landed=change_landed(
                hands, row["event"], lambda f: addresses[0] in {a["email"] for a in f["event"]["attendees"]}
            ),
            event_id=row["event"],
            changes=changes,
            invite={"required": addresses},
        )
        hands.confirm("get_event", "make sure they are on the list", event_id=row["event"], include=["room"])
        hands.say(
            fact(
                f'"{event.title}"',
                listed([who.person.name for who in people]),
                "[{value} are invited to {label} now.|I have added {value} to {label}.|{Label} now includes {value}.]",
            ),
            fact(
                "room",
                place["name"],
                "[The room stays {value} with its {seats} seats.|{value} still does: {seats} seats for {count}.|You stay in {value}, {seats} seats for {count} people.]"
                if changes is None
                else "[The old room would not do for {count}, so you are in {value} now ({seats} seats).|As you are {count} now, I moved it to {value}, {seats} seats.|It takes place in {value} now: {seats} seats for {count} people.]",
                seats=place["seats"],
                count=count,
            ),
        )

    emails = [who.person.email for who in people]
    return Goal(
        (turn,),
        [event.id, sorted(emails), room.id],
        (
            "title", "required", *kinds_of(people), "room stays" if stays else "room changes",
            *(() if stays else ("seats", "minimum attendance", *(("equipment",) if needed else ()))),
        ),
        (
            "agenda",
            *("search_directory",) * len(people),
            "get_event",
            *(() if stays else ("find_rooms",)),
            "change_event",
        ),
        solve,
        (
            Becomes(f"events.{event.id}.required", tuple(sorted((*event.required, *emails)))),
            Becomes(f"events.{event.id}.room", room.id),
            OnlyChanges((f"events.{event.id}",)),
            Tells("the room", room.name),
        ),
    )  # fmt: skip


MEETING_GOALS = (slot_for_all, more_people)
