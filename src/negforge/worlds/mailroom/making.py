"""The mailroom as it begins from a seed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from negforge.worlds.mailroom.filling_house import fill_calendars, people, rooms
from negforge.worlds.mailroom.filling_mail import fill_mail
from negforge.worlds.mailroom.state import Mailroom


def make(rng: Random) -> tuple[Mailroom, datetime]:
    """Some weekday morning of 2026, with two weeks of meetings ahead and two months of mail behind."""
    day = date(2026, 1, 8) + timedelta(days=rng.randrange(335))
    while day.weekday() > 4:
        day += timedelta(days=1)
    now = datetime(day.year, day.month, day.day, rng.randrange(8, 12), rng.randrange(0, 60, 5))
    me, boss, everybody = people(rng)
    state = Mailroom(me, boss, everybody, rooms(rng))
    fill_calendars(state, rng, day)
    fill_mail(state, rng, now)
    return state, now
