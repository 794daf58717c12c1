"""Conversations about meetings: choosing a slot and hearing who comes, and somebody's focus time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal, with_replies
from negforge.worlds.mailroom.clock import stamp, workdays
from negforge.worlds.mailroom.goals_common import (
    all_slots,
    change_landed,
    event_landed,
    find,
    find_all,
    kinds_of,
    named,
    staff,
    starts,
    twins_first,
)
from negforge.worlds.mailroom.goals_meetings import MINUTES, new_title
from negforge.worlds.mailroom.rules import answer_of, can_come, clashing, free_starts
from negforge.worlds.mailroom.state import Attendee, Event, Mailroom, Person
from negforge.worlds.wants import Asks, Called, Gains, Holds, OnlyChanges, Says, Tells, Want
from negforge.worlds.wording import listed

_PATIENCE: dict[str, Any] = {"amount": 60, "unit": "minutes"}


_WAIT_WHY = "[give people time to answer|wait for the replies|let the hour pass in which replies come in]"


@goal("multi_easy", "multi_hard")
def slot_and_replies(draw: Draw) -> Goal | None:
    """A list of slots, the second one taken, then who answered; hard: an optional guest, and a move if need be."""
    state: Mailroom = draw.state
    pool = twins_first(draw, staff(state))
    day = draw.rng.choice(workdays(draw.now.date() + timedelta(days=1), 6))
    minutes = draw.rng.choice((30, 60))
    length = timedelta(minutes=minutes)
    window = (datetime.combine(day, time(8)), datetime.combine(day, time(18)))
    chosen: list[Person] = []
    good: list[datetime] = []
    for _ in range(8):
        chosen = draw.some(pool[:16], draw.rng.choice((2, 3)))
        open_starts = free_starts(state, [state.me, *(p.email for p in chosen)], *window, minutes)
        good = [s for s, hit in open_starts if not hit]
        if (
            len(good) >= 3
            and len(open_starts) <= 16
            and (_declines(state, chosen, good[1], length) or draw.chance(0.35))
        ):
            break
    if len(good) < 3 or len(open_starts) > 16:
        return None
    people, title = [named(draw, p) for p in chosen], new_title(draw)
    guest = named(draw, next(p for p in pool if p not in chosen))
    second, third = good[1], good[2]
    refusing = _declines(state, chosen, second, length)
    first = draw.ask(
        "[When on {day} could {people} and I meet for {minutes}|I need to see {people} for {minutes} on {day}: when would that work|Which slots of {minutes} do {people} and I share on {day}|Is there {minutes} on {day} that suits {people} and me]? [Give me the first three, by time, and no one's focus time.|The three earliest, please, focus time left alone.|Name the three earliest in order; skip focus blocks.]",
        because="[There is a decision to be made.|We have a customer breathing down our necks.|It will not take long, but it must be in person.|I have to plan my own day around it.]",
        day=day,
        people=listed([who.phrase for who in people]),
        minutes=MINUTES[minutes],
    )
    turns = [
        first,
        draw.then(
            '[Take the second one|The second, please|Let us go for the second of these|Number two it is], [without a room|no room needed|we call in, so no room], [and call it|title|under the title] "{title}".',
            title=title,
        ),
    ]
    ask_replies = draw.then(
        "[Has everybody answered by now, and does anyone decline?|Who has accepted and who has not?|What did they answer? I want to know who is not coming.|Wait for the replies and tell me who says no.]"
    )
    hard = draw.hard
    if hard:
        turns.append(
            draw.then(
                "[Oh, and {guest} may come too, as optional.|Please add {guest}, but as optional.|{Guest} could be interested: invite as optional, would you.|One more, {guest}, optional attendance.]",
                guest=guest.phrase,
                Guest=guest.phrase,
            )
        )
    turns.append(ask_replies)
    if hard:
        turns.append(
            draw.then(
                "[If one of the required people cannot make it, move it to the third slot of your list; otherwise leave it.|Should anybody required have declined, take the third slot instead, else keep it where it is.|In case a required one has said no: over to slot three. If not, it stays.] [The optional one does not matter for that.|Never mind the optional one.|Optional does not count.]"
            )
        )
        turns.append(
            draw.then(
                "[So when is it now?|Remind me when it takes place, then.|What is the final time?|And the time is?]"
            )
        )
    moves = hard and bool(refusing)
    guest_says = _answer(state, guest.person.email, second, length)

    def solve(hands: Hands) -> None:
        addresses = find_all(hands, people)
        slots = all_slots(hands, [{"email": email} for email in addresses], *window, minutes)
        slots = hands.keep(slots, "focus", lambda row: not row["focus_overlaps"])
        if hands.bother("in order of time", "check"):
            slots = sorted(slots, key=lambda row: str(row["start"]))
        hands.say(*(_offered(at, slot) for at, slot in enumerate(slots[:3], 1)))
        slot = slots[1]
        made = hands.call(
            "create_event",
            "[invite them|send the invitation|put it into the calendar]",
            landed=event_landed(hands, title, starts(slot)),
            title=title,
            start=slot["start"],
            end=slot["end"],
            attendees=[{"email": email} for email in addresses],
        )
        hands.say(
            fact(
                f'"{title}"',
                f"{starts(slot):%H:%M}",
                "[{Label} is set for {value} on {day}.|The invitation for {label} is out, {value} on {day}.|I have invited everybody to {label}: {day}, {value}.]",
                day=day,
            )
        )
        if hard:
            extra = find(hands, guest)["email"]
            hands.call(
                "change_event",
                "[add the guest|invite one more, as optional]",
                landed=change_landed(
                    hands, made["event_id"], lambda f: extra in {a["email"] for a in f["event"]["attendees"]}
                ),
                event_id=made["event_id"],
                invite={"optional": [extra]},
            )
            hands.say(
                "[{name} is invited, as optional.|I have added {name} as optional.|{name} is on the list now, as optional.]",
                name=guest.person.name,
            )
        if hands.bother("the replies come late", "more"):
            hands.call("pause", _WAIT_WHY, **_PATIENCE)
        found = hands.call(
            "get_event",
            "[read the replies|see who has answered|look at the answers]",
            event_id=made["event_id"],
            include=["replies"],
        )
        hands.say(*_told_replies(found["replies"]))
        if not hard:
            return
        rows = hands.keep(found["replies"], "required", lambda row: row["email"] in addresses)
        if any(row["status"] == "declined" for row in rows):
            to = slots[2]
            hands.call(
                "change_event",
                "[move it to the third slot|take the third slot]",
                landed=change_landed(hands, made["event_id"], lambda f: starts(f["event"]) == starts(to)),
                event_id=made["event_id"],
                changes={"start": to["start"], "end": to["end"]},
            )
            slot = to
            hands.say(
                "[I have moved it to the third slot, since {who} declined.|{who} declined, so it is on the third slot now.|As {who} cannot come, it has moved to slot three.]",
                who=" and ".join(row["name"] for row in rows if row["status"] == "declined"),
            )
        else:
            hands.say(
                "[None of the required people declined, so it stays.|It stays: all required people are coming.|Nobody required has said no; I left it where it is.]"
            )
        hands.say(
            fact(
                f'"{title}"',
                f"{starts(slot):%H:%M}",
                "[It is at {value} on {day}.|{Label} takes place on {day} at {value}.|{day}, {value}.]",
                day=day,
            )
        )

    start = third if moves else second
    emails = tuple(sorted(p.email for p in chosen))
    turn = 3 if hard else 2
    refusing_all = [*refusing, *([guest.person] if hard and guest_says == "declined" else [])]
    wants: list[Want] = [
        Gains(
            "events",
            {"start": start, "title": title, "required": emails, "optional": (guest.person.email,) if hard else ()},
        ),
        OnlyChanges(("events",)),
        *(Says(f"that {p.name} declined", _no_from(p.name), turn=turn) for p in refusing_all),
        Called("get_event"),
        Holds(
            "the replies awaited",
            lambda s: (
                any(
                    a.reply != "pending"
                    for k, e in s.events.items()
                    if k not in state.events
                    for a in e.attendees.values()
                )
                or moves
            ),
            "replies had come in",
            lambda s: "nobody had answered yet",
        ),
    ]
    if hard:
        wants.append(Tells("the final time", start.time()))
    if not refusing_all:
        wants.append(_accepted(chosen, turn))
    return Goal(
        tuple(turns),
        [emails, second.isoformat(), minutes, start.isoformat(), guest.person.email if hard else None],
        ("focus", "order", "reference", *kinds_of(people), *(("required", "optional guest", "moves" if moves else "stays") if hard else ())),
        (
            *("search_directory",) * len(people), "free_busy", *("free_busy",) * ((len(open_starts) - 1) // 8), "create_event",
            *(("search_directory", "change_event") if hard else ()), "pause", "get_event", *(("change_event",) if moves else ()),
        ),
        solve,
        tuple(wants),
    )  # fmt: skip


def _no_from(name: str) -> str:
    no = r"(?:declin|cannot|can['’]t|not com|n['’]t com|not attend|sa(?:id|ys) no)"
    return rf"{name}[^.\n]*{no}|{no}[^.\n]*{name}"


def _accepted(people: list[Person], turn: int) -> Tells:
    return Tells(f"that {people[0].name} accepted", people[0].name, turn=turn)


def _declines(state: Mailroom, people: list[Person], start: datetime, length: timedelta) -> list[Person]:
    return [p for p in people if _answer(state, p.email, start, length) == "declined"]


def _answer(state: Mailroom, email: str, start: datetime, length: timedelta) -> str:
    event = Event("new", "", state.me, start, start + length, {email: Attendee(False)})
    return answer_of(state, event, email)[0]


def _offered(at: int, slot: dict[str, Any]) -> Fact:
    return fact(
        f"{at}.",
        f"{starts(slot):%H:%M}",
        "[{Label} {value} on {day}.|{Label} From {value} on {day}.]",
        day=starts(slot).date(),
    )


def _told_replies(replies: list[dict[str, Any]]) -> list[Fact]:
    words = {
        "accepted": "[{Label} has {value}.|{Label}: {value}.]",
        "declined": "[{Label} has {value}{why}.|{Label}: {value}{why}.]",
        "pending": "[{Label} has not answered yet.|No answer from {Label} yet.]",
        "tentative": "[{Label} is not sure yet.|{Label} answered: perhaps.]",
    }
    return [
        fact(row["name"], row["status"], words[row["status"]], why=f' ("{row["comment"]}")' if row["comment"] else "")
        for row in replies
    ]


@goal("single_easy", "multi_easy")
def into_focus_time(draw: Draw) -> Goal | None:
    """A meeting that falls into a colleague's focus time: ask, then book over it or take the next free slot."""
    state: Mailroom = draw.state
    blocks = [
        (p, b.start)
        for p in staff(state)
        for b in state.busy[p.email]
        if b.status == "focus" and b.start > draw.now + timedelta(hours=4) and b.end - b.start >= timedelta(hours=1)
    ]
    found = draw.one(
        [
            (p, s)
            for p, s in blocks
            if p.works(s, s + timedelta(minutes=30))
            and can_come(state, state.myself, s, s + timedelta(minutes=30))
            and {b.status for b in clashing(state, p.email, s, s + timedelta(minutes=30))} == {"focus"}
        ]
    )
    if found is None:
        return None
    person, start = found
    length = timedelta(minutes=30)
    window = (start, datetime.combine(start.date(), time(19)))
    rest = [s for s, hit in free_starts(state, [state.me, person.email], *window, 30) if not hit]
    agreed = draw.chance(0.5) or not rest
    who, title = named(draw, person), new_title(draw)
    reply = (
        draw.word(
            "[Yes, {name} agreed to it, I just asked.|It's fine, {name} said yes to exactly that time.|{name} knows and agreed, go ahead.|We talked, {name} is happy to give up that focus slot.]",
            name=person.name,
        )
        if agreed
        else draw.word(
            "[No, I haven't asked. Take the next time that day when we are both free.|Then not. The next free slot of that day instead.|No, leave the focus time. Whatever comes next that day and is free for both.|I didn't know. Then the first gap after that on the same day.]"
        )
    )
    final = start if agreed else min(rest)
    multi = draw.kind == "multi_easy"
    turns = [
        with_replies(
            draw.ask(
                '[Put me down with {who} on {day} at {start} for half an hour, title "{title}", no room|Please invite {who} to "{title}", {day} at {start}, half an hour, without a room|I\'d like half an hour with {who} on {day}, {start}: "{title}", no room needed|Half an hour with {who}, {day} at {start}. Call it "{title}"; we talk by phone, so no room].',
                because="[It is only about one page.|I need a signature, more or less.|I have three questions and no answers.|It can't wait till next week.]",
                who=who.phrase,
                day=start.date(),
                start=start.time(),
                title=title,
            ),
            (r"focus", reply),
        )
    ]
    if multi:
        turns.append(
            draw.then(
                "[Did {name} accept?|And, has {name} answered?|What does {name} say to it?|Any reply from {name} yet? Wait for it if need be.]",
                name=person.name,
            )
        )

    def solve(hands: Hands) -> None:
        address = find(hands, who)["email"]
        over: list[str] | None = None
        at = start
        made = hands.attempt(
            "create_event", "[invite them|put it into the calendar|send the invitation]", landed=event_landed(hands, title, at),
            title=title, start=stamp(at), end=stamp(at + length), attendees=[{"email": address}],
        )  # fmt: skip
        if made.is_error:
            heard = "yes"
            if made.code == "focus-time" and hands.bother("whether the colleague agreed", "ask"):
                heard = hands.say(
                    "[{name} keeps {at} on {day} for focused work.|At {at} on {day} {name} has focus time.|That slot ({day}, {at}) lies in the focus time of {name}.]",
                    ask="[Has {name} agreed to a meeting in that focus time, or shall I look for another slot?|May I book over the focus time, that is, did {name} agree?|Did {name} agree to give up the focus time, or do you prefer another time?]",
                    name=person.name,
                    at=f"{at:%H:%M}",
                    day=at.date(),
                )
            if "agreed" in heard or "said yes" in heard or "happy" in heard or heard == "yes":
                over = [address]
            else:
                slots = all_slots(hands, [{"email": address}], *window, 30)
                slots = hands.keep(slots, "focus", lambda row: not row["focus_overlaps"])
                at = starts(hands.best(slots, lambda row: row["start"]))
            again = hands.call(
                "create_event", "[invite for the time as settled|send the invitation now]", landed=event_landed(hands, title, at),
                title=title, start=stamp(at), end=stamp(at + length), attendees=[{"email": address}], overlap_focus=over,
            )  # fmt: skip
            event_id = again["event_id"]
        else:
            event_id = made.data["event_id"]
        hands.say(
            fact(
                f'"{title}"',
                f"{at:%H:%M}",
                "[{Label} is set for {value} on {day}.|The invitation to {name} is out: {day}, {value}.|{name} is invited for {value} on {day}.]",
                name=person.name,
                day=at.date(),
            )
        )
        if not multi:
            return
        if hands.bother("the reply comes late", "more"):
            hands.call("pause", _WAIT_WHY, **_PATIENCE)
        found = hands.call("get_event", "[read the reply|see the answer]", event_id=event_id, include=["replies"])
        hands.say(*_told_replies(found["replies"]))

    says = _answer_over(state, person, final, length, agreed)
    wants: list[Want] = [
        Gains(
            "events",
            {
                "start": final,
                "required": (person.email,),
                "title": title,
                "over_focus": (person.email,) if agreed else (),
            },
        ),
        OnlyChanges(("events",)),
        Asks(r"focus"),
        Tells("the time", final.time(), turn=None),
    ]
    if multi:
        wants.append(Tells("the reply", says))
    pages = (len(free_starts(state, [state.me, person.email], *window, 30)) - 1) // 8
    return Goal(
        tuple(turns),
        [person.email, start.isoformat(), final.isoformat(), agreed],
        ("focus", *who.constraints, "agreed" if agreed else "another slot"),
        (
            "search_directory", "create_event", *(() if agreed else ("free_busy",) * (1 + pages)), "create_event",
            *(("pause", "get_event") if multi else ()),
        ),
        solve,
        tuple(wants),
    )  # fmt: skip


def _answer_over(state: Mailroom, person: Person, start: datetime, length: timedelta, agreed: bool) -> str:
    over = (person.email,) if agreed else ()
    event = Event("new", "", state.me, start, start + length, {person.email: Attendee(False)}, over_focus=over)
    return answer_of(state, event, person.email)[0]


APPOINTMENT_GOALS = (slot_and_replies, into_focus_time)
