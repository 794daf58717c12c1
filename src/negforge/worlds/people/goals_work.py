"""Requests about work: hours that are missing, seats in training, a colleague with a namesake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, with_replies
from negforge.worlds.people.rules import span
from negforge.worlds.people.state import HOURS_A_DAY, PROJECTS, Person, Portal, Session
from negforge.worlds.people.steps import Row, hours, monday_after, only, portal
from negforge.worlds.people.tools_work import week_of
from negforge.worlds.wants import Asks, Becomes, Gains, Holds, Tells, Want
from negforge.worlds.wording import Form, listed


@goal("single_easy", "single_hard")
def fill_up_the_hours(draw: Draw) -> Goal | None:
    """Fill days up to eight hours with one project: one day, or every working day of a week but some, then hand in."""
    state, today = portal(draw), draw.now.date()
    monday = monday_after(today, -1)
    week = week_of(monday)
    booked = {
        d: sum(x.hours for x in state.lines.values() if x.person == state.me and x.day == d)
        for d in span(monday, monday + timedelta(days=4))
    }
    open_days = [d for d in booked if state.works(state.me, d) and not state.away(state.me, d)]
    project = draw.rng.choice(PROJECTS)
    if not open_days:
        return None
    rules: list[str] = []
    chosen = [draw.rng.choice(open_days)]
    empty = draw.rng.choice(open_days)
    if draw.hard:
        rules = draw.some(("empty_days", "exclusion", "small_gaps"), draw.rng.choice((1, 2, 2)))
        chosen = [
            d for d in open_days
            if not ("empty_days" in rules and booked[d] == 0)
            and not ("exclusion" in rules and d == empty)
            and not ("small_gaps" in rules and HOURS_A_DAY - booked[d] < 2)
        ]  # fmt: skip
    added = {d: HOURS_A_DAY - booked[d] for d in chosen if booked[d] < HOURS_A_DAY}
    hands_in = draw.hard and draw.chance(0.5)
    if not added or (draw.hard and len(added) == len(open_days)):
        return None
    total = sum(added.values())
    words: dict[str, Form] = {
        "empty_days": "[Days with nothing at all on them stay empty, I still have to look those up.|But don't touch days that are empty so far.|Only days that have something already.]",
        "exclusion": "[Not {empty}, though; I left early.|Leave {empty} as it is.|{empty} is fine as it stands, even if it's short.]",
        "small_gaps": "[A gap of less than two hours may stay.|Ignore gaps below 2 hours.|Only where two hours or more are missing.]",
    }
    if draw.hard:
        request: Form = "[My timesheet of last week ({week}) has gaps. Fill each working day up to eight hours with {project}.|Please bring every working day of {week} up to 8 hours; what's missing was {project}.|What is missing to eight hours a day in {week} goes on {project}. Please enter it.|Last week, {week}: top the days up to eight hours with {project}, please.]"
    else:
        request = "[{day} in my timesheet isn't full. Fill it up to eight hours with {project}.|Please top up {day} to 8 hours; the rest of that day was {project}.|On {day} some hours are missing to eight. They were {project}, please enter them.|The remainder of {day} was {project}: bring that day to eight hours.]"
    turn = draw.ask(
        request,
        *(words[rule] for rule in rules),
        *(["[Then hand the week in.|After that, hand in the week.|Once that's done, submit the week.]"] if hands_in else []),
        "[How many hours did you add?|Tell me how much you put in.|How many hours was that in all?|And the number of hours you entered, please.]",
        because="[The timer app crashed.|The controller sends reminders.|I was on the shop floor all day.|I always forget the afternoons.]",
        week=week, project=project, day=chosen[0] if chosen else monday, empty=empty,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        sheet = hands.call("timesheet_week", "[read the week|see what is there|look at the timesheet]", week=week)
        rows = [r for r in sheet["days"] if r["works"]]
        rows = rows if draw.hard else [r for r in rows if r["date"] == chosen[0].isoformat()]
        if "empty_days" in rules:
            rows = hands.keep(rows, "empty_days", lambda r: r["lines"])
        if "exclusion" in rules:
            rows = hands.keep(rows, "exclusion", lambda r: r["date"] != empty.isoformat())
        if "small_gaps" in rules:
            rows = hands.keep(rows, "small_gaps", lambda r: HOURS_A_DAY - r["total"]["value"] >= 2)
        gaps = {r["date"]: HOURS_A_DAY - (r["total"]["value"] if hands.bother("what is there") else 0) for r in rows}
        lines = [{"date": d, "hours": h, "project": project} for d, h in gaps.items() if h > 0]

        def landed() -> Row | None:
            again = hands.call("timesheet_week", "[see whether the hours are in|check the week again]", week=week)
            full = {r["date"] for r in again["days"] if r["total"]["value"] >= HOURS_A_DAY}
            done = all(line["date"] in full for line in lines)
            return {"written": len(lines)} if done and again["state"] == ("handed_in" if hands_in else "open") else None

        more: dict[str, Any] = {"hand_in": week} if hands_in else {}
        hands.call("fill_timesheet", "[enter the hours|fill the gaps|write the lines]", landed=landed, mode="add", lines=lines, **more)  # fmt: skip
        hands.say(
            fact("added", hours(sum(line["hours"] for line in lines)), "[I added {value} of {project} ({list}).|{value} of {project} went in: {list}.|Entered on {project}: {value}, namely {list}.]", project=project, list=", ".join(f"{line['date']}: {line['hours']:g}" for line in lines)),
            *(["[The week is handed in.|And {week} is handed in.]"] if hands_in else []), week=week,
        )  # fmt: skip

    def totals(s: Portal) -> dict[date, float]:
        new = [x for i, x in s.lines.items() if i not in state.lines]
        return {x.day: sum(y.hours for y in new if y.day == x.day and y.project == project) for x in new}

    wants: list[Want] = [
        Holds("the hours added", lambda s: totals(s) == added, f"{total:g} hours of {project} were added on {len(added)} days", lambda s: f"{sum(totals(s).values()):g} hours were added on {len(totals(s))} days"),
        Tells("the hours", total),
        only("lines", *(["handed_in"] if hands_in else [])),
    ]  # fmt: skip
    if hands_in:
        wants.append(Becomes(f"handed_in.{state.me}/{week}", "handed_in"))
    return Goal(
        (turn,), [week, project, [d.isoformat() for d in added], hands_in, sorted(rules)],
        (*rules, "arithmetic", *(("hand_in",) if hands_in else ())), ("timesheet_week", "fill_timesheet"), solve, tuple(wants),
    )  # fmt: skip


def seats(state: Portal, title: str, level: str, today: date) -> list[Session]:
    """The sessions of a course of this title and level, in the order of the catalogue."""
    return [
        s for s in state.sessions.values()
        if state.courses[s.course].title == f"{title}, {level}" and s.first > today
    ]  # fmt: skip


def ready(state: Portal, person: str, session: Session) -> bool:
    return state.free(session.id) > 0 and not state.away(person, session.first)


@goal("single_hard")
def a_seat_for_a_report(draw: Draw) -> Goal | None:
    """Book the cheapest fitting session of the advanced course for a report; where the basics are lacking, those."""
    state, today = portal(draw), draw.now.date()
    report = draw.one(state.reports())
    title = draw.rng.choice(sorted({c.title.split(",")[0] for c in state.courses.values()}))
    assert report is not None
    basics = next(c for c in state.courses.values() if c.title == f"{title}, basics")
    level = "advanced" if basics.code in report.courses else "basics"
    options = seats(state, title, level, today)
    rules = draw.some(("site", "budget", "date", "length"), draw.rng.choice((1, 1, 2)))
    site = draw.rng.choice([s.site for s in options])
    budget = sorted(s.price for s in options)[-2]
    until = sorted(s.first for s in options)[-2]
    tests: dict[str, Any] = {
        "site": lambda where, price, first, length: where == site,
        "budget": lambda where, price, first, length: price <= budget,
        "date": lambda where, price, first, length: first <= until.isoformat(),
        "length": lambda where, price, first, length: length == 1,
    }
    fitting = [
        s
        for s in options
        if ready(state, report.id, s) and all(tests[r](s.site, s.price, s.first.isoformat(), s.days) for r in rules)
    ]
    if not fitting:
        return None
    right = min(fitting, key=lambda s: (s.price, s.first))
    if sum(s.price == right.price for s in fitting) > 1:
        return None
    words: dict[str, Form] = {
        "site": "[It has to be in {site}.|Only {site}, please, there's a bed at a cousin's.|In {site}, nowhere else.]",
        "budget": "[We have {budget} EUR for it, not more.|{budget} EUR is the most we can pay.|No more than {budget} EUR.]",
        "date": "[It must begin by {until}.|Not later than {until}, the first day that is.|First day {until} at the latest.]",
        "length": "[One day only, I can't spare anyone for two.|It may not take more than one day.|Single-day sessions only.]",
    }
    turn = draw.ask(
        "[Please book {who} into the advanced course on {title}.|{who} should do the advanced {title} course. Book a seat, please.|Get {who} a seat in {title}, advanced.|I'd like {who} to take {title}, the advanced level.]",
        "[If the basics are still lacking, book the basics instead.|Should {first} not have done the basics yet, take the basics course first.|Without the basics it makes no sense; in that case book the basics.]",
        "[The cheapest session that has a seat, and not on a day when {first} is on leave.|Take the cheapest one with a free seat, but mind {first}'s leave.|Cheapest wins, as long as there's a seat and {first} isn't off that day.]",
        *(words[rule] for rule in rules),
        "[Which session, when and how much?|Tell me the date and the price.|I need the date and what it costs.]",
        because="[We agreed on it in the yearly talk.|The auditor asked for it.|The budget lapses otherwise.|There's a new machine coming.]",
        who=report.name, first=report.name.split()[0], title=title, site=site, budget=budget, until=until,
    )  # fmt: skip

    def meets(rule: str) -> Callable[[Row], bool]:
        test = tests[rule]
        return lambda r: bool(test(r["site"], r["price"]["amount"], r["first"], r["days"]))

    def solve(hands: Hands) -> None:
        found = hands.call("search_people", "[see who {name} is|look {name} up|check which courses {name} has]".replace("{name}", report.name), where={"name": report.name}, include=["courses"])  # fmt: skip
        person = hands.best(found["people"], lambda p: p["name"] != report.name)
        wanted = "advanced" if basics.code in person["courses"] else "basics"
        if not hands.bother("the basics"):
            wanted = "advanced"
        rows = hands.call("find_training", "[find the sessions|see which sessions there are|list the course dates]", words=title, level=wanted, include_needs=True)["sessions"]  # fmt: skip
        account = hands.call("leave_account", "[check when they are on leave|see the leave|look at absences]", employee_id=person["employee_id"], with_requests=True)  # fmt: skip
        off = [x for x in account["requests"] if x["state"] == "approved"]
        rows = hands.keep(rows, "seats", lambda r: r["free_seats"] > 0)
        rows = hands.keep(rows, "absence", lambda r: not any(x["first"] <= r["first"] <= x["last"] for x in off))
        for rule in rules:
            rows = hands.keep(rows, rule, meets(rule))
        choice = hands.best(rows, lambda r: (r["price"]["amount"], r["first"]))
        _book(hands, choice["session_id"], choice["free_seats"], [person["employee_id"]], wanted, title)
        hands.say(
            fact("session", choice["session_id"], "[{who} has a seat in {title} ({value}).|I booked {value}, {title}, for {who}.|{value} ({title}) is booked for {who}.]", who=person["name"], title=choice["title"]),
            fact("date", date.fromisoformat(choice["first"]), "[It begins on {value}.|First day: {value}.|It is on {value}.]"),
            fact("price", choice["price"]["amount"], "[It costs {value} EUR.|The price is {value} EUR.|That is {value} EUR.]"),
        )  # fmt: skip

    return Goal(
        (turn,), [report.id, title, sorted(rules), right.id], ("prerequisite", "seats", "absence", "cost", *rules),
        ("search_people", "find_training", "leave_account", "book_training"), solve,
        (
            Gains("bookings", {"person": report.id, "session": right.id, "state": "confirmed"}), Tells("the date", right.first),
            Tells("the price", right.price), only("bookings"),
        ),
    )  # fmt: skip


def _book(hands: Hands, session: str, free: int, people: list[str], level: str, title: str) -> Row:
    """Book seats; where no answer came, the free seats tell."""

    def landed() -> Row | None:
        rows = hands.call(
            "find_training", "[see whether the seat is gone|check the seats again]", words=title, level=level
        )["sessions"]
        return {"bookings": []} if any(r["session_id"] == session and r["free_seats"] < free for r in rows) else None

    done: Row = hands.call("book_training", "[book the seat|take the seat|reserve a place]", landed=landed, session_id=session, employee_ids=people)  # fmt: skip
    return done


def _namesakes(draw: Draw, part: int) -> list[Person]:
    """Colleagues who share a given (0) or a family name (1)."""
    state = portal(draw)
    counts = Counter(p.name.split()[part] for p in state.people.values())
    shared = draw.one(sorted(n for n, c in counts.items() if c > 1))
    return [p for p in state.people.values() if shared and p.name.split()[part] == shared]


@goal("single_easy")
def the_one_of_that_team(draw: Draw) -> Goal | None:
    """Extension and cost centre of a colleague who shares a name with others: the team or the site tells which."""
    group = _namesakes(draw, draw.rng.choice((0, 1)))
    person = draw.one(group)
    if person is None:
        return None
    part = draw.rng.choice([n for n in (0, 1) if len({p.name.split()[n] for p in group}) == 1])
    shared = person.name.split()[part]
    by = draw.rng.choice(("team", "site", "manager"))
    if sum(getattr(p, by) == getattr(person, by) for p in group) > 1 or person.manager is None or len(group) > 6:
        return None
    boss = portal(draw).people[person.manager].name
    said = {
        "team": "[the one in {team}|from the team {team}|of {team}]", "site": "[the one in {site}|who sits in {site}|from the {site} site]",
        "manager": "[the one who reports to {boss}|in {boss}'s team|whose boss is {boss}]",
    }  # fmt: skip
    which = draw.word(said[by], team=person.team, site=person.site, boss=boss)
    turn = draw.ask(
        "[What is the extension of {shared}, {which}, and the cost centre?|I need the phone extension and the cost centre of {shared}, {which}.|Can you look up {shared}, {which}? Extension and cost centre, please.|Extension plus cost centre for {shared}, {which}, please.|There are several people called {shared}; I mean {which}. Which extension and which cost centre?]",
        because="[I have a parcel without a label.|An invoice has to be booked.|My address book is from last year.|I got a voicemail with half a name.]",
        shared=shared, which=which,
    )  # fmt: skip

    def solve(hands: Hands) -> None:
        found = hands.call("search_people", "[look up who is called that|search the directory|find the right person]", where={"name": shared}, include=["cost_centre"])  # fmt: skip
        tests: dict[str, Any] = {
            "team": lambda p: p["team"] == person.team, "site": lambda p: p["site"] == person.site,
            "manager": lambda p: p["manager"] is not None and p["manager"]["name"] == boss,
        }  # fmt: skip
        rows = hands.keep([p for p in found["people"] if shared in p["name"].split()], by, tests[by])
        row = hands.best(rows, lambda p: p["employee_id"])
        hands.say(
            fact("extension", row["extension"], "[{who} is on extension {value}.|The extension of {who} is {value}.|{who}: extension {value}.]", who=row["name"]),
            fact("cost centre", row["cost_centre"], "[The cost centre is {value}.|Cost centre: {value}.|Costs go to {value}.]"),
        )  # fmt: skip

    others = tuple(p.extension for p in group if p is not person)
    return Goal(
        (turn,), [person.id, by, part], (by,), ("search_people",), solve,
        (Tells("the extension", person.extension, instead=others), Tells("the cost centre", person.cost_centre), only()),
    )  # fmt: skip


@goal("multi_easy")
def whom_do_you_mean(draw: Draw) -> Goal | None:
    """A given name that several people have: ask which, then say where they are today, then who their manager is."""
    group = [p for p in _namesakes(draw, 0) if p.manager]
    person = draw.one(group)
    state = portal(draw)
    if (
        person is None
        or not 2 <= len(group) <= 4
        or sum(p.team == person.team for p in group) > 1
        or person.manager is None
    ):
        return None
    shared, boss = person.name.split()[0], state.people[person.manager]
    answer = draw.word("[Oh, there's more than one? The one in {team}.|The one from {team}.|{name}.|I mean {name} in {team}.]", team=person.team, name=person.name)  # fmt: skip
    turns = [
        with_replies(
            draw.ask(
                "[How do I reach {shared} by phone?|What's {shared}'s extension?|Can I have {shared}'s phone extension?|{shared}'s extension, please.]",
                because="[There is a visitor at the desk.|I've got their headset here.|It's about the door code.|I promised to ring back.]",
                shared=shared,
            ),
            (r"\?", answer),
        ),
        draw.then("[And the extension of their manager?|And who is the manager, with extension?|In case nobody picks up: the manager's extension?|What's the boss's extension, if I can't get through?]"),
    ]  # fmt: skip

    def solve(hands: Hands) -> None:
        rows = hands.call(
            "search_people", "[see who is called that|look the name up|search the directory]", where={"name": shared}
        )["people"]
        rows = [p for p in rows if p["name"].split()[0] == shared]
        row = hands.best(rows, lambda p: p["employee_id"])
        if hands.bother("which one", "ask"):
            hands.say(
                ask="[There are several people called {shared}: {list}. Which one do you mean?|Which {shared} is it: {list}?|I found {list}. Whom do you mean?]",
                shared=shared, list=listed([f"{p['name']} ({p['team']})" for p in rows], "or"),
            )  # fmt: skip
            row = hands.best(hands.keep(rows, "team", lambda p: p["team"] == person.team), lambda p: p["employee_id"])
        hands.say(fact("extension", row["extension"], "[{who} is on {value}.|{who}'s extension is {value}.|You reach {who} on {value}.]", who=row["name"]))  # fmt: skip
        manager = row["manager"]["name"]
        found = hands.call("search_people", "[look up the manager|find the manager's number]", where={"name": manager})[
            "people"
        ]
        chief = hands.best(hands.keep(found, "name", lambda p: p["name"] == manager), lambda p: p["employee_id"])
        hands.say(fact("manager", chief["extension"], "[{who}, the manager, is on {value}.|That is {who}, extension {value}.|The manager is {who} ({value}).]", who=chief["name"]))  # fmt: skip

    return Goal(
        tuple(turns), [person.id], ("team", "name"), ("search_people",), solve,
        (Asks(), Tells("the extension", person.extension, None), Tells("the manager's extension", boss.extension), only()),
    )  # fmt: skip
