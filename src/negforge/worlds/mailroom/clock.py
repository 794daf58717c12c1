"""Time in the mailroom: everything is kept in office time (UTC+01:00) and written with an offset, as RFC 3339 has it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

HOME = 1  # hours from UTC of the head office, all year


def stamp(moment: datetime, offset: int = HOME) -> str:
    """A moment of office time as RFC 3339, in the zone that is so many hours from UTC."""
    zone = timezone(timedelta(hours=offset))
    return moment.replace(tzinfo=timezone(timedelta(hours=HOME))).astimezone(zone).isoformat(timespec="seconds")


def office(text: str) -> datetime:
    """What an RFC 3339 date-time is in office time."""
    zone = timezone(timedelta(hours=HOME))
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(zone).replace(tzinfo=None)


def local(moment: datetime, offset: int) -> datetime:
    """A moment of office time as the wall clock shows it elsewhere."""
    return moment + timedelta(hours=offset - HOME)


def zone_name(offset: int) -> str:
    return f"UTC{offset:+03d}:00"


def workdays(first: date, count: int) -> list[date]:
    """So many days from Monday to Friday, the first being ``first`` or the next one after it."""
    days: list[date] = []
    day = first
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    return days


def overlap(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    return start < other_end and other_start < end
