"""What holds in the mailroom: who is busy when, which room may be taken, how an invitation is answered, whose name fits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

from negforge.worlds.mailroom.clock import overlap
from negforge.worlds.mailroom.state import Block, Event, Mailroom, Person, Room
from negforge.worlds.mailroom.vocabulary import HOUSE

TRASH_DAYS = 30
HELD = "retention"  # mail with this label cannot go to the trash


def outside(address: str) -> bool:
    return not address.endswith(f"@{HOUSE}")


def fits_name(asked: str, name: str) -> bool:
    """Whether a directory would list this name for what was asked: every word begins alike (four letters)."""
    words = [word.lower() for word in name.split()]
    return all(any(word.startswith(part[:4]) for word in words) for part in asked.lower().split())


def listed_people(state: Mailroom, asked: str = "") -> list[Person]:
    """People whose name fits, in the directory's order."""
    found = [person for person in state.people.values() if fits_name(asked, person.name)]
    return sorted(found, key=lambda p: (p.name.split()[-1], p.department, p.email))


def calendar(state: Mailroom, email: str, without: str = "") -> list[Block]:
    """What a calendar shows: blocks of its own, and every meeting that was not declined; ``without``: but this one."""
    spans = list(state.busy.get(email, ()))
    for event in state.events.values():
        if event.id == without:
            continue
        who = event.attendees.get(email)
        if event.organiser == email or (who is not None and who.reply != "declined"):
            spans += [Block(start, end, "busy") for _, start, end, _ in event.occurrences()]
    return sorted(set(spans), key=lambda b: (b.start, b.end, b.status))


def clashing(state: Mailroom, email: str, start: datetime, end: datetime, without: str = "") -> list[Block]:
    """What stands in somebody's calendar at that time; ``without``: an event that does not count."""
    return [b for b in calendar(state, email, without) if overlap(start, end, b.start, b.end)]


def can_come(state: Mailroom, person: Person, start: datetime, end: datetime) -> bool:
    """Whether somebody is at work then and has nothing in the calendar."""
    return person.works(start, end) and not clashing(state, person.email, start, end)


def room_is_free(state: Mailroom, room_id: str, start: datetime, end: datetime, without: str = "") -> bool:
    if any(overlap(start, end, block.start, block.end) for block in state.taken.get(room_id, ())):
        return False
    return not any(
        room == room_id and overlap(start, end, begin, finish)
        for event in state.events.values()
        if event.id != without
        for _, begin, finish, room in event.occurrences()
    )


def suits(room: Room, heads: int, equipment: Iterable[str] = ()) -> bool:
    """Whether so many required attendees may take the room, and it has what they need in working order."""
    return room.least <= heads <= room.seats and set(equipment) <= room.works_with


def halves(start: datetime, end: datetime) -> list[str]:
    return [half for half, on in (("morning", start.hour < 12), ("afternoon", end.hour > 12)) if on]


def answer_of(state: Mailroom, event: Event, email: str) -> tuple[str, str]:
    """How this person answers the invitation, and with what words."""
    person = state.people[email]
    blocks = clashing(state, email, event.start, event.end, without=event.id)
    kinds = {block.status for block in blocks}
    if "out" in kinds:
        return "declined", "Automatic reply: out of office."
    if kinds & {"busy", "private"}:
        return "declined", "I have something else at that time."
    if "focus" in kinds and email not in event.over_focus:
        return "declined", "This is my focus time."
    if person.avoids is not None:
        weekday, half = person.avoids
        if event.start.weekday() == weekday and half in halves(event.start, event.end):
            return "declined", f"I can't do {event.start:%A} {half}s, sorry. Any other time is fine."
    return "accepted", ""


def free_starts(
    state: Mailroom, emails: Iterable[str], first: datetime, last: datetime, minutes: int
) -> list[tuple[datetime, list[tuple[str, str]]]]:
    """Starts on the half hour at which everybody is free and at work, with whose focus time would be booked over."""
    people = [state.people[email] for email in emails]
    spans = {p.email: calendar(state, p.email) for p in people}
    found: list[tuple[datetime, list[tuple[str, str]]]] = []
    start = first.replace(minute=0 if first.minute == 0 else 30 if first.minute <= 30 else 0) + timedelta(
        hours=1 if first.minute > 30 else 0
    )
    while start + timedelta(minutes=minutes) <= last:
        end = start + timedelta(minutes=minutes)
        if all(person.works(start, end) for person in people if not person.outside):
            hit = [
                (email, block.status)
                for email, blocks in spans.items()
                for block in blocks
                if overlap(start, end, block.start, block.end)
            ]
            if all(status == "focus" for _, status in hit):
                found.append((start, sorted(set(hit))))
        start += timedelta(minutes=30)
    return found


def comfortable(start: datetime) -> tuple[int, date, datetime]:
    """The order in which a calendar suggests slots: late morning and mid-afternoon first, whatever the day."""
    return (abs(start.hour * 60 + start.minute - 14 * 60) // 30, start.date(), start)


def shuffled(rng: Random, count: int) -> list[int]:
    ranks = list(range(1, count + 1))
    rng.shuffle(ranks)
    return ranks
