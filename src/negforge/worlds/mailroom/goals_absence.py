"""Being away: clearing days of meetings, and handing over mail to somebody who is in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, told_as
from negforge.worlds.mailroom.clock import stamp, workdays
from negforge.worlds.mailroom.goals_common import (
    change_landed,
    contacts,
    draft_landed,
    find_all,
    mail_written,
    named,
    rows_of,
    rule_landed,
    sent_landed,
    staff,
    untouched,
)
from negforge.worlds.mailroom.state import Mailroom
from negforge.worlds.wants import Becomes, Gains, Holds, OnlyChanges, Says, Tells, Want
from negforge.worlds.wording import listed


@goal("single_hard")
def clear_the_days(draw: Draw) -> Goal | None:
    """Cancel what one organises on days off, with exceptions; of a series only that date; drafts to other organisers."""
    state: Mailroom = draw.state
    span = draw.rng.choice((1, 2, 2, 3))
    days = workdays(draw.now.date() + timedelta(days=1), 7)[draw.rng.randrange(0, 4) :][:span]
    here = [
        (event, regular)
        for event in state.events.values()
        for regular, start, _, _ in event.occurrences()
        if days[0] <= start.date() <= days[-1]
    ]
    own = [(e, day) for e, day in here if e.organiser == state.me]
    others = [e for e, _ in here if e.organiser != state.me]
    with_outside = [(e, day) for e, day in own if any(state.people[a].outside for a in e.attendees)]
    kinds = (["outside"] if with_outside else []) + (["exclusion"] if len(own) > 2 and draw.chance(0.5) else [])
    spared = draw.one([e for e, _ in own if (e, _) not in with_outside]) if "exclusion" in kinds else None
    gone = [(e, day) for e, day in own if e is not spared and not ("outside" in kinds and (e, day) in with_outside)]
    notes = bool(others) and draw.chance(0.8)
    if not gone or not 2 <= len(here) <= 7 or len({e.title for e, _ in here}) < len(here) or (not kinds and not notes):
        return None
    clauses = [
        "[Where something repeats, only the date in question goes.|Of repeated ones cancel just that one date.|A series itself stays, only the meeting in that time falls out.]"
    ]
    if "outside" in kinds:
        clauses.append(
            "[Anything with guests from outside the house stays; I will dial in.|Keep those to which somebody from outside is invited.|Not the ones with outside guests, though, these stay.|If an outsider is invited, leave it.]"
        )
    if spared:
        clauses.append(
            '[Keep "{spared}", it runs without me.|And leave "{spared}" alone.|"{spared}" stays in any case.|But not "{spared}".]'
        )
    if notes:
        clauses.append(
            "[For meetings that others organise, draft a line to the organiser that I cannot come, naming the meeting; I will send them.|Where somebody else has invited me, write the organiser a draft saying I can't make it, with the title in it.|To whoever organises the other ones, a draft each: I can't be there, with the title of the meeting.]"
        )
    when = draw.word("on {first}" if span == 1 else "from {first} to {last}", first=days[0], last=days[-1])
    turn = draw.ask(
        "[I am away {when}. Please cancel all meetings I organise in that time|{When} I won't be here: call off what I have invited people to|Please cancel everything I organise {when}|Clear my calendar {when}: whatever I organise is to be cancelled].",
        *clauses,
        because="[My daughter is having her tonsils out.|Jury duty, believe it or not.|They finally gave me the week in the mountains.|The doctor insists on it.]",
        when=when,
        When=when[:1].upper() + when[1:],
        spared=spared.title if spared else "",
    )

    def solve(hands: Hands) -> None:
        table = hands.call(
            "agenda", "[read the agenda of these days|see what is on|look at the calendar for the time away]",
            start_day=days[0], days=(days[-1] - days[0]).days + 1, columns=["organiser", "series"],
        )  # fmt: skip
        rows = rows_of(table)
        me = table.split("<")[1].split(">")[0]
        mine = hands.keep(rows, "organiser", lambda row: row["organiser"] == me)
        if spared is not None:
            mine = hands.keep(mine, "exclusion", lambda row: row["title"] != spared.title)
        if "outside" in kinds:
            full = hands.calls(
                *(("get_event", {"event_id": row["event"]}) for row in mine),
                why="[see who is invited to each|check for outside guests|read the guest lists]",
            )
            guests = {f["event"]["event_id"]: [a["email"] for a in f["event"]["attendees"]] for f in full}
            mine = hands.keep(
                mine, "outside", lambda row: all(g.endswith("orrinvale.example") for g in guests[row["event"]])
            )
        for row in mine:
            repeats = row["series"] != "once"
            hands.call(
                "change_event",
                "[cancel this one|call it off|take it out of the calendar]",
                landed=_gone(hands, row, repeats),
                event_id=row["event"],
                occurrence=row["date"] if repeats and hands.bother("only this date", "check") else None,
                changes={"status": "cancelled"},
            )
        told = [
            fact(
                row["title"],
                row["from"],
                "[Cancelled: {Label}, {day} at {value}.|{Label} on {day} at {value} is off.|I have called off {Label} ({day}, {value}).]",
                day=date.fromisoformat(row["date"]),
            )
            for row in mine
        ]
        written: list[str] = []
        if notes:
            for row in (r for r in rows if r["organiser"] != me):
                text = f'Hello,\n\nI am away on {row["date"]} and cannot come to "{row["title"]}".\n\nRegards'
                draft = hands.call(
                    "save_draft", "[write to the organiser|draft the note|put the apology into a draft]",
                    landed=draft_landed(hands, f"Absence: {row['title']}", text),
                    to=[{"email": row["organiser"]}], subject=f"Absence: {row['title']}", text=text,
                )  # fmt: skip
                written.append(f'{draft["draft_id"]} ("{row["title"]}")')
        stays = [row["title"] for row in rows if row["organiser"] == me and row not in mine]
        hands.say(
            *told,
            *(["[What stays: {stays}.|Left in the calendar: {stays}.|I have not touched {stays}.]"] if stays else []),
            *(
                [
                    "[Drafts for the other organisers: {written}.|Unsent drafts to organisers: {written}.|The apologies wait as drafts: {written}.]"
                ]
                if written
                else []
            ),
            stays=listed([f'"{t}"' for t in stays]),
            written=listed(written),
        )

    before = dict(state.drafts)

    def drafted(s: Mailroom) -> bool:
        new = [d for key, d in s.drafts.items() if key not in before]
        right = all(any(d.to == (e.organiser,) and e.title in f"{d.subject} {d.body}" for d in new) for e in others)
        return right and len(new) == len(others)

    wants: list[Want] = [
        Becomes(f"events.{e.id}.status", "cancelled")
        if e.every == "once"
        else Becomes(f"events.{e.id}.moved", {**e.moved, day.isoformat(): None})
        for e, day in gone
    ]
    wants += [Tells(f'that "{e.title}" is cancelled', e.title) for e, _ in gone]
    if notes:
        wants.append(Holds("the notes", drafted, "each organiser has a draft that names the meeting", lambda s: f"the new drafts go to {[d.to for k, d in s.drafts.items() if k not in before]}"))  # fmt: skip
    wants.append(OnlyChanges((*(f"events.{e.id}" for e, _ in gone), *(("drafts",) if notes else ()))))
    wants.append(untouched(draw, "drafts"))
    return Goal(
        (turn,),
        [[d.isoformat() for d in days], sorted(e.id for e, _ in gone), notes],
        ("organiser", *kinds, *(("series",) if any(e.every != "once" for e, _ in gone) else ()), *(("notes",) if notes else ())),
        (
            "agenda", *(("get_event",) * len(own) if "outside" in kinds else ()), *("change_event",) * len(gone),
            *(("save_draft",) * len(others) if notes else ()),
        ),
        solve,
        tuple(wants),
    )  # fmt: skip


def _gone(hands: Hands, row: dict[str, str], repeats: bool) -> Any:
    if repeats:
        return change_landed(
            hands, row["event"], lambda f: all(n["occurrence"] != row["date"] for n in f["series"]["next"])
        )
    return change_landed(hands, row["event"], lambda f: bool(f["event"]["status"] == "cancelled"))


@goal("multi_hard")
def handing_over(draw: Draw) -> Goal | None:
    """Who is in, mail of a supplier forwarded in-house for the time away, dates corrected, a note to the manager."""
    state: Mailroom = draw.state
    days = workdays(draw.now.date() + timedelta(days=1), 8)
    first, last, final = days[0], days[-3], days[draw.rng.choice((-2, -1))]
    if draw.chance(0.5):
        first = days[1]
    away = [
        p
        for p in staff(state)
        if any(b.status == "out" and first <= b.start.date() <= last for b in state.busy[p.email])
    ]
    present = [p for p in staff(state) if p not in away]
    if not away:
        return None
    absent = draw.rng.choice(away)
    others = {p.name: p for p in draw.some(present, 99) if p.name != absent.name}
    standing_in, third = list(others.values())[:2]
    people = [named(draw, p) for p in draw.some((absent, standing_in, third), 3)]
    contact = draw.one(contacts(state))
    assert contact is not None
    manager = state.people[state.myself.manager]
    turns = [
        draw.ask(
            "[Is any of {people} out of office at some time from {first} to {last}|Who of {people} has an absence between {first} and {last}|I am off from {first} to {last} and need a stand-in: which of {people} are out themselves at some point|Check whether {people} are there from {first} to {last}: who is out at some time]?",
            because="[It is my first holiday since spring.|I have to name somebody today.|Last time nobody knew who stood in.|My replacement from last time has left us.]",
            people=listed([who.phrase for who in people]),
            first=first,
            last=last,
        ),
        draw.then(
            "[Then {name} it is. Have what {contact} of {firm} writes forwarded to {name}, from {first} to {last}|OK, {name} stands in: please forward mail from {contact} ({firm}) there from {first} to {last}|I will take {name}. Set a rule that passes on mail of {contact} of {firm} to {name} from {first} to {last}|So let it be {name}; whatever {contact} at {firm} sends should be forwarded to {name} from {first} until {last}].",
            name=standing_in.name,
            contact=contact.name,
            firm=contact.firm,
            first=first,
            last=last,
        ),
        draw.then(
            "[I forgot that I stay longer: until {final}, please. Change the rule.|Sorry, make that until {final} instead.|Correction: the last day is {final}.|My return has moved, the rule has to run to {final}.]",
            final=final,
        ),
        draw.then(
            "[Now a draft to my manager: I am away from {first} to then, and {name} stands in.|Write a draft to my manager with those dates and the name of my stand-in.|My manager should know as well: dates and stand-in, as a draft first.|Please draft a note to my manager with the dates as they are now, and who stands in.]",
            first=first,
            name=standing_in.name,
        ),
        draw.then("[Good, send it.|That will do, please send it.|Off with it.|Yes, you can send that.]"),
    ]

    def solve(hands: Hands) -> None:
        addresses = find_all(hands, people)
        found = hands.call(
            "free_busy", "[see who is out|compare the absences|check who is there]",
            attendees=[{"email": email, "optional": True} for email in addresses],
            window={"start": stamp(datetime.combine(first, time(0))), "end": stamp(datetime.combine(last, time(23)))},
        )  # fmt: skip
        out = [
            row["email"]
            for row in hands.keep(
                found["people"], "out of office", lambda row: any(b["status"] == "out" for b in row["busy"])
            )
        ]
        names = {email: who.person.name for email, who in zip(addresses, people, strict=True)}
        hands.say(
            *(
                fact(
                    names[email],
                    "out",
                    "[{Label} is {value} of office for part of that time.|{Label} has an absence in that time.|{Label} is away for some of it.]",
                )
                for email in out
            ),
            "[The others are there: {rest}.|No absence: {rest}.|{rest}: in all that time.]",
            rest=listed([names[email] for email in addresses if email not in out]) or "nobody",
        )
        target = next((email for email in addresses if names[email] == standing_in.name), addresses[0])
        looked = hands.call(
            "search_directory", "[look up the supplier's address|find the contact]", name=contact.name, kind="contact"
        )
        rows = hands.keep(looked["people"], "firm", lambda row: row.get("firm") == contact.firm)
        sender = hands.best(rows, lambda row: row["email"])["email"]
        rule: dict[str, Any] = {
            "name": f"While away: {contact.firm}",
            "looks_at": {"senders": [sender]},
            "action": {"do": "forward", "target": target},
        }
        made = hands.call(
            "set_mail_rule",
            "[set the forwarding rule|make the rule]",
            landed=rule_landed,
            **rule,
            active={"first_day": first, "last_day": last},
        )
        hands.say(
            fact(
                "rule",
                made["rule_id"],
                "[Rule {value} forwards mail of {name} to {to} in that time.|Mail of {name} goes to {to} by rule {value}.|The rule ({value}) is set: {name} to {to}.]",
                name=contact.name,
                to=target,
            )
        )
        replaced = made["rule_id"] if hands.bother("replace the old rule", "check") else None
        hands.call(
            "set_mail_rule",
            "[change the last day|replace the rule]",
            landed=rule_landed,
            **{**rule, "name": f"While away: {contact.firm}, longer"},
            active={"first_day": first, "last_day": final},
            replaces=replaced,
        )
        hands.say(
            fact(
                "last day",
                final,
                "[The rule runs until {value} now.|It now ends on {value}.|Changed: the last day is {value}.]",
            )
        )
        me = looked["signed_in_as"]
        own = hands.call(
            "search_directory",
            "[see who your manager is|look up your manager]",
            name=me.split("@")[0].rstrip("23").replace(".", " "),
            include=["manager"],
        )
        mine = hands.keep(own["people"], "own entry", lambda row: row["email"] == me)
        to = hands.best(mine, lambda row: row["email"])["manager"]
        text = f"Hello,\n\nI am away from {told_as(first)} to {told_as(final)}. {standing_in.name} stands in for me.\n\nRegards"
        draft = hands.call(
            "save_draft",
            "[write the note|draft it]",
            landed=draft_landed(hands, "Absence and stand-in", text),
            to=[{"email": to}],
            subject="Absence and stand-in",
            text=text,
        )
        hands.say(
            fact(
                "draft",
                draft["draft_id"],
                "[The draft to {to} is {value}.|I have drafted it as {value}, to {to}.|Draft {value} for {to} is ready.]",
                to=to,
            )
        )
        hands.call(
            "send_draft",
            "[send it|let it go]",
            landed=sent_landed(hands, "Absence and stand-in", to),
            draft_id=draft["draft_id"],
        )
        hands.say(fact("sent to", to, "[It has gone to {value}.|{value} has it now.|Sent to {value}.]"))

    there = "|".join(p.name for p in (standing_in, third))
    return Goal(
        tuple(turns),
        [absent.email, standing_in.email, contact.email, first.isoformat(), final.isoformat()],
        ("out of office", "firm", "own entry", "correction", "in-house", *dict.fromkeys(k for who in people for k in who.constraints)),
        ("search_directory", "free_busy", "search_directory", "set_mail_rule", "set_mail_rule", "search_directory", "save_draft", "send_draft"),
        solve,
        (
            Says("who is out", rf"{absent.name}[^.\n]*(?:\bout|absen|away)|(?:\bout|absen|away)[^.\n]*{absent.name}", turn=0),
            Says("that the others are there", rf"\A(?![\s\S]*(?:{there})\W{{0,4}} (?:is out|is away|is absent|has an absence|will be out))", turn=0),
            Gains("rules", {"action": "forward", "target": standing_in.email, "first": first, "last": final}),
            mail_written(draw, "the note", (manager.email,), (final, standing_in.name), sent=True),
            untouched(draw, "messages"),
            untouched(draw, "drafts"),
            OnlyChanges(("rules", "messages", "drafts")),
        ),
    )  # fmt: skip


ABSENCE_GOALS = (clear_the_days, handing_over)
