"""Calendar and clock: weekdays, days between, durations, time zones given as offsets."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from negforge.worlds.goal import Draw, Goal, fact, goal, told_as
from negforge.worlds.unrelated.answering import answered, asks, number
from negforge.worlds.wants import Tells


def _a_day(draw: Draw, first: int = 1960, last: int = 2040) -> date:
    return date(first, 1, 1) + timedelta(days=draw.rng.randrange((date(last, 1, 1) - date(first, 1, 1)).days))


def _with_year(day: date, draw: Draw) -> str:
    return draw.rng.choice((f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}", day.isoformat()))


@goal("unrelated")
def weekday_of(draw: Draw) -> Goal | None:
    """On which weekday a day fell or falls."""
    day = _a_day(draw)
    turn = asks(
        draw,
        "[What day of the week|Which weekday|What weekday|On what day of the week] [is|was] {day}?",
        "[Was|Is] {day} a {guess}[, or which weekday|, and if not, which day]?",
        "[I need|Please tell me|Can you tell me] the [weekday|day of the week] of {day}[, please|].",
        because="[It is my aunt's birthday.|I'm writing a family chronicle.|It's for a crossword.|My mother swears she knows.|The diary gives only the date.]",
        day=_with_year(day, draw),
        guess=draw.rng.choice(("Monday", "Wednesday", "Friday", "Saturday", "Sunday")),
    )  # fmt: skip
    row = fact("weekday", f"{day:%A}", "[It is a {value}.|That is a {value}.|The {label} is {value}.|{day} is a {value}.|That date belongs to a {value}.|A {value}.]", day=day)  # fmt: skip
    return answered(draw, turn, [day.isoformat()], ("calendar", "weekday"), [row], [Tells("the weekday", f"{day:%A}")], ("weekday", day.isoformat()))  # fmt: skip


@goal("unrelated")
def days_between(draw: Draw) -> Goal | None:
    """How many days lie between two days, or which day comes so many days later."""
    first = _a_day(draw, 2015, 2032)
    days = draw.rng.randrange(20, 420)
    last = first + timedelta(days=days)
    if draw.chance(0.5):
        turn = asks(draw, "[How many days are there|How many days is it|What is the number of days] from {first} to {last}[, not counting the first|]?", because="[We are counting down.|It's for my diary.|I am planning a long hike.|I want to know how long we have known each other.]", first=_with_year(first, draw), last=_with_year(last, draw))  # fmt: skip
        row = fact("number of days", number(days, draw.rng), "[It is {value} days.|There are {value} days between them.|The {label} is {value}.|{value} days lie between the two dates.|That makes {value} days.]")  # fmt: skip
        return answered(draw, turn, [first.isoformat(), days, "between"], ("calendar", "days"), [row], [Tells("the days", days)], ("days", first.isoformat()))  # fmt: skip
    turn = asks(draw, "[What date is|Which date is|What is the date] {days} days after {first}?", because="[It's a bet.|We count the days in our family.|It is for a novel I'm writing.|A seed packet says so.]", days=days, first=_with_year(first, draw))  # fmt: skip
    row = fact("date", last, "[It is {value}.|That is {value}.|The {label} is {value}.|You arrive at {value}.|{days} days later it is {value}.]", days=days)  # fmt: skip
    return answered(draw, turn, [first.isoformat(), days, "after"], ("calendar", "date"), [row], [Tells("the date", last)], ("date", first.isoformat()))  # fmt: skip


@goal("unrelated")
def time_elsewhere(draw: Draw) -> Goal | None:
    """The time in another zone, both given as offsets."""
    here, there = draw.some((-8, -6, -5, -3, 0, 1, 2, 3, 5.5, 8, 9, 10, 12), 2)
    moment = datetime(2026, 5, 6, draw.rng.randrange(0, 24), draw.rng.choice((0, 5, 10, 15, 20, 30, 40, 45, 50)))
    result = (moment + timedelta(hours=there - here)).time()
    turn = asks(
        draw,
        "[When it is|If it is|Say it is] {moment} at UTC{here}, [what time is it|what does the clock say|how late is it] at UTC{there}?",
        "[My friend lives at|My cousin is at|The other side is at] UTC{there}, I am at UTC{here}. [What is {moment} here for them|What time is it there at {moment} my time|My clock says {moment}: what does theirs say]?",
        because="[We want to play a game online.|I don't want to wake anyone.|I always add in the wrong direction.|It is for a phone call.]",
        moment=moment.time(),
        here=_offset(here),
        there=_offset(there),
    )
    row = fact("time there", result, "[It is {value} there.|Their clock says {value}.|That is {value} at UTC{there}.|{value} is the {label}.|At UTC{there} it is {value}.]", there=_offset(there))  # fmt: skip
    return answered(draw, turn, [here, there, told_as(moment.time())], ("calendar", "offset"), [row], [Tells("the time", result)], ("time", f"UTC{_offset(there)}"))  # fmt: skip


def _offset(hours: float) -> str:
    whole, part = divmod(abs(hours), 1)
    return f"{'-' if hours < 0 else '+'}{int(whole)}" + (":30" if part else "")


@goal("unrelated")
def clock_later(draw: Draw) -> Goal | None:
    """When something ends, or how long it takes."""
    start = datetime(2026, 5, 6, draw.rng.randrange(5, 21), draw.rng.randrange(0, 12) * 5)
    minutes = draw.rng.randrange(9, 45) * 5
    end = (start + timedelta(minutes=minutes)).time()
    what = draw.rng.choice("film|dough|concert|roast|walk|lecture|nap|game|hike|washing machine|stew|play".split("|"))
    if draw.chance(0.5):
        turn = asks(draw, "[The|My|Our] {what} [starts|begins] at {start} and [takes|lasts|needs] {minutes} minutes. [When is it over|At what time does it end|When does that end|When will it be finished]?", because="[I want to plan the evening.|I never get that right.|Someone is waiting for me.]", what=what, start=start.time(), minutes=minutes)  # fmt: skip
        row = fact("end", end, "[It ends at {value}.|At {value} it is over.|It will be {value} by then.|{minutes} minutes after {start} is {value}.|That takes it to {value}.]", minutes=minutes, start=start.time())  # fmt: skip
        return answered(draw, turn, [what, told_as(start.time()), minutes, "end"], ("calendar", "clock"), [row], [Tells("the end", end)], ("time", what))  # fmt: skip
    turn = asks(draw, "[The|My|Our] {what} [goes|runs|lasts] from {start} to {end}. [How many minutes is that|How long is that in minutes|What is that in minutes]?", because="[I am keeping a log.|I was wondering.|It felt much longer.]", what=what, start=start.time(), end=end)  # fmt: skip
    row = fact("duration", f"{minutes} minutes", "[It is {value}.|That is {value}.|From {start} to {end} it takes {value}.|It lasts {value}.|The {label} comes to {value}.]", start=start.time(), end=end)  # fmt: skip
    return answered(draw, turn, [what, told_as(start.time()), minutes, "length"], ("calendar", "duration"), [row], [Tells("the minutes", minutes)], ("minutes", what))  # fmt: skip


@goal("unrelated")
def age_in_year(draw: Draw) -> Goal | None:
    """How old someone is in some year, from what is told."""
    born, age = draw.rng.randrange(1931, 2012), draw.rng.randrange(17, 80)
    who = draw.rng.choice("my grandmother|my uncle|our neighbour|the old oak in our street|my first teacher|my godmother|the house we live in|my piano|my tortoise|the bakery on the corner".split("|"))  # fmt: skip
    thing = who.startswith(("the ", "my piano"))
    turn = asks(
        draw,
        "[If|Suppose] {who} [dates from|is from] {born}, [how old is it|how many years old is it] in {year}?"
        if thing
        else "[If|Suppose] {who} was born in {born}, [how old is that in {year} (after the birthday)|what age is reached in {year}|which birthday comes in {year}]?",
        because="[We plan a feast.|I want to write a card.|I keep miscounting.|It's for the local paper.]",
        who=who,
        born=born,
        year=born + age,
    )  # fmt: skip
    row = fact("age", f"{age} years", "[That makes {value}.|It is {value}.|The {label} is {value}.|From {born} to {year} it is {value}.|{value} by then.]", born=born, year=born + age)  # fmt: skip
    return answered(
        draw, turn, [who, born, age], ("calendar", "age"), [row], [Tells("the age", age)], ("age", str(born))
    )


def clock_hand_angle(moment: time) -> float:
    """The smaller angle between the hands of a clock, in degrees."""
    apart = abs((moment.hour % 12) * 30 + moment.minute * 0.5 - moment.minute * 6)
    return min(apart, 360 - apart)


@goal("unrelated")
def clock_hands(draw: Draw) -> Goal | None:
    """The angle between the hands of a clock."""
    moment = time(draw.rng.randrange(0, 24), draw.rng.randrange(0, 60))
    angle = clock_hand_angle(moment)
    where = draw.rng.choice("on the station clock|on my watch|on a kitchen clock|on the church tower|on the wall clock|on grandfather's clock|in a riddle|in a clockmaker's test".split("|"))  # fmt: skip
    turn = asks(draw, "[What is|How large is|Work out] the [smaller |]angle between the [two |]hands at {moment} {where}[, in degrees|]?", because="[A friend asked me that.|It's a puzzle from the radio.|I like such riddles.|It came up at dinner.]", moment=moment, where=where)  # fmt: skip
    row = fact("angle", f"{number(angle, draw.rng)} degrees", "[The {label} is {value}.|It is {value}.|The hands stand {value} apart.|At {moment} the hands form {value}.|That gives {value}.]", moment=moment)  # fmt: skip
    return answered(
        draw,
        turn,
        [moment.isoformat(), where],
        ("calendar", "angle"),
        [row],
        [Tells("the angle", angle)],
        ("clock", "angle"),
    )
