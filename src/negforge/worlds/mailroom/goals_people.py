"""Short requests about people: how to reach them, when they work, what a meeting's time is by their clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.mailroom.clock import local
from negforge.worlds.mailroom.goals_common import (
    alike,
    find,
    named,
    pick,
    rows_of,
    staff,
    twins_first,
)
from negforge.worlds.mailroom.state import Mailroom
from negforge.worlds.mailroom.vocabulary import SITE_NAMES
from negforge.worlds.wants import Called, OnlyChanges, Silent, Tells, Want


@goal("single_easy")
def colleague_details(draw: Draw) -> Goal | None:
    """The extension, manager or working hours of somebody who has near-namesakes."""
    state: Mailroom = draw.state
    person = next(iter(twins_first(draw, staff(state))))
    others = [p for p in alike(state, person) if not p.outside]
    who, asked = named(draw, person), draw.rng.choice(("phone", "phone", "manager", "hours"))
    if not others:
        return None
    turn = draw.ask(
        {
            "phone": "[What is the extension of {who}?|I need the phone extension of {who}.|How do I reach {who} by phone, which extension?|Phone extension of {who}?|Could you dig up the extension of {who} for me?]",
            "manager": "[Who does {who} report to|Who is the manager of {who}|Who would have to sign a leave request of {who}, so who is the manager|Who is in charge of {who}]? [The address will do.|I need that person's mail address.|An e-mail address is enough.]",
            "hours": "[From when to when does {who} work|What are the working hours of {who}|At what hours is {who} at the desk|When does the working day of {who} begin and end], [by their own clock|in local time there|local time]?",
        }[asked],
        because="[I have a parcel here with only a name on it.|They called while I was on the other line.|I was told to sort this out in person.|The org chart on the wall is two years old.|My own address book got wiped with the old phone.]",
        who=who.phrase,
    )

    def told_by(row: object) -> tuple[str, ...]:
        found = row if isinstance(row, dict) else {}
        if asked == "hours":
            return (found["hours"]["from"], found["hours"]["to"])
        return (found[asked],)

    def solve(hands: Hands) -> None:
        found = hands.call(
            "search_directory",
            "[look up {name}|see who goes by the name of {name}|check the directory for {name}]",
            name=who.person.name,
            include=[asked],
        )
        row = pick(hands, found, who)
        values = told_by(row)
        if hands.bother("a note to oneself", "needless"):
            hands.call("save_draft", to=[{"email": row["email"]}], subject="Hello", text="Just checking the address.")
        forms = {
            "phone": "[{name} has the extension {value}.|The extension of {name} is {value}.|You reach {name} under {value}.]",
            "manager": "[{name} reports to {value}.|The manager of {name} is {value}.|In charge of {name} is {value}.]",
            "hours": "[{name} works from {value} local time.|The working hours of {name} are {value}, local time.|{name} is in from {value} by the local clock.]",
        }
        hands.say(
            fact(asked, " to ".join(values), forms[asked], name=row["name"]),
            "[That is the one in {unit}.|This is the person in {unit}, to be sure.|Meant is the {job} in {unit}.]",
            unit=row["department"].upper() if row["department"] == "hr" else row["department"].title(),
            job=row["job"][:1].lower() + row["job"][1:],
        )

    def value_of(email: str) -> str:
        p = state.people[email]
        return {"phone": p.phone, "manager": p.manager, "hours": f"{p.begins:%H:%M}"}[asked]

    right = value_of(person.email)
    wrong = tuple(v for v in (value_of(p.email) for p in others) if v != right)
    wants: list[Want] = [Tells(f"the {asked} of {who.phrase}", right, instead=wrong)]
    if asked == "hours":
        wants.append(Tells("the end of the working day", person.ends))
    return Goal(
        (turn,),
        [person.email, asked],
        (asked, *who.constraints),
        ("search_directory",),
        solve,
        (*wants, OnlyChanges()),
    )


@goal("single_easy")
def their_clock(draw: Draw) -> Goal | None:
    """At what time a meeting starts by the clock of a colleague elsewhere; another meeting has nearly the same title."""
    state: Mailroom = draw.state
    found = [
        (event, start, email)
        for event in state.events.values()
        for _, start, _, _ in event.occurrences()
        if start > draw.now
        for email in (event.organiser, *event.attendees)
        if state.people[email].offset != 1 and not state.people[email].outside
    ]
    chosen = draw.one([f for f in found if _has_twin(state, f[0].title)]) if draw.chance(0.5) else None
    chosen = chosen or draw.one(found)
    if chosen is None or chosen[1].date() > draw.now.date() + timedelta(days=13):
        return None
    event, start, email = chosen
    person = state.people[email]
    twice = [e for e, s, _ in found if e.title == event.title and s.date() == start.date() and e is not event]
    there = local(start, person.offset)
    if twice:
        return None
    who = named(draw, person, bare=True)
    turn = draw.ask(
        '[When does "{title}" on {day} begin for {who}|What will the clock of {who} show when "{title}" starts on {day}|"{title}" on {day}: at what time is that for {who}|Could you tell me when {who} has to be there for "{title}" on {day}], [in local time there|by the local clock|their time, not ours|in the time zone of that office]?',
        because="[We have been late for each other twice now.|Somebody mixed it up last time.|They never look at the invitation.|I am writing a note by hand, old school.]",
        title=event.title,
        day=start.date(),
        who=who.phrase,
    )

    def solve(hands: Hands) -> None:
        table = hands.call(
            "agenda",
            "[look at the agenda of that day|see when the meeting is|read the agenda for {start_day}]",
            start_day=start.date(),
        )
        rows = hands.keep(rows_of(table), "title", lambda row: row["title"] == event.title)
        row = hands.best(rows, lambda row: row["title"])
        moment = datetime.fromisoformat(f"{row['date']}T{row['from']}")
        if hands.bother("which zone", "check"):
            hours = find(hands, who, include=["hours"])["hours"]
            moment = local(moment, int(hours["utc_offset"][3:6]))
        hands.say(
            fact(
                f'"{event.title}"',
                f"{moment:%H:%M}",
                '["{title}" begins at {value} for {name}.|For {name} it is {value} when "{title}" starts.|By the clock of {name} it starts at {value}.]',
                title=event.title,
                name=person.name,
            ),
            "[In office time that is {home}.|Here it is {home} then.|That is {home} at the head office.]",
            home=f"{row['from']}",
        )

    wants = (
        Tells("the start by the clock there", there.time(), instead=(start.time(),)),
        Called("agenda"),
        OnlyChanges(),
    )
    return Goal(
        (turn,),
        [event.id, start.isoformat(), email],
        ("title", "time zone", *who.constraints),
        ("agenda", "search_directory"),
        solve,
        wants,
    )


def _has_twin(state: Mailroom, title: str) -> bool:
    return any(e.title != title and e.title.startswith(title.split(" ")[0]) for e in state.events.values())


@goal("single_easy")
def days_in(draw: Draw) -> Goal | None:
    """On which weekday somebody of a team does not work, or who of a site can be met early: the directory's hours."""
    state: Mailroom = draw.state
    site = draw.rng.choice(tuple(SITE_NAMES))
    team = [p for p in staff(state) if p.site == site]
    if not 2 <= len(team) <= 5:
        return None
    early = draw.chance(0.5)
    kind = "early hours" if early else "days off"
    chosen = (
        [p for p in team if (p.begins.hour, p.begins.minute) <= (8, 30)]
        if early
        else [p for p in team if len(p.days) < 5]
    )
    if not chosen or len(chosen) == len(team):
        return None
    turn = draw.ask(
        "[Who at {site} starts work at 8:30 or earlier|Which colleagues at {site} are in by half past eight|Who in {site} begins at 8:30 at the latest|About the early birds of {site}: who is at work by 8:30][, by the clock there|, their local time|]?"
        if early
        else "[Who at {site} does not work all five days|Which colleagues in {site} have a weekday off|Who of {site} is not in from Monday to Friday|Is anybody in {site} part-time, with a day off in the week, and who]?",
        because="[I am planning the phone rota.|There is a lorry to be met.|We keep calling an empty desk.|It is for the rota on the kitchen door.]",
        site=SITE_NAMES[site],
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "search_directory",
            "[list who works there|get everybody of that site with hours|read the working hours of that site]",
            site=site,
            kind="staff",
            include=["hours"],
        )
        rows = [row for row in found["people"] if row["email"] != found["signed_in_as"]]
        kept = hands.keep(
            rows, kind, lambda row: row["hours"]["from"] <= "08:30" if early else len(row["hours"]["days"]) < 5
        )
        hands.say(
            *(
                fact(
                    row["name"],
                    row["hours"]["from"] if early else _missing(row["hours"]["days"]),
                    "[{Label} starts at {value}.|{Label}: from {value} on.|From {value}: {Label}.]"
                    if early
                    else "[{Label} is off on {value}.|{Label} does not work on {value}.|{Label}: no work on {value}.]",
                )
                for row in kept
            )
        )

    rest = tuple(p.name for p in team if p not in chosen)
    wants = [Tells(p.name, p.name) for p in chosen]
    return Goal(
        (turn,),
        [site, early, sorted(p.email for p in chosen)],
        ("site", kind),
        ("search_directory",),
        solve,
        (*wants, Silent("to whom it does not apply", rest), OnlyChanges()),
    )


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def _missing(days: list[str]) -> str:
    return ", ".join(day for day in _DAYS if day[:3] not in days)


PEOPLE_GOALS = (colleague_details, their_clock, days_in)
