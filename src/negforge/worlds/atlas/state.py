"""The island's records: places and their seasons, weather, warnings, protected areas, permits, lists, alerts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from math import cos, radians, sqrt


@dataclass(slots=True)
class Season:
    """When a place is open between two dates; ``opens`` empty: closed throughout. ``closed_on``: weekdays, Monday 0."""

    start: date
    end: date
    opens: str
    closes: str
    closed_on: tuple[int, ...]

    def on(self, day: date) -> tuple[str, str] | None:
        return (self.opens, self.closes) if self.opens and day.weekday() not in self.closed_on else None


@dataclass(slots=True)
class Place:
    """A place; ``fee`` is for an adult, children under 12 go free. ``area``: the protected area it lies in."""

    id: str
    name: str
    kind: str
    district: str
    lat: float
    lon: float
    elevation: int
    features: tuple[str, ...]
    seasons: tuple[Season, ...]
    fee: int
    area: str | None
    phone: str
    notice: str

    def hours(self, day: date) -> tuple[str, str] | None:
        """Opening and closing time on a day, None where it is closed."""
        season = next((s for s in self.seasons if s.start <= day <= s.end), None)
        return season.on(day) if season else None


@dataclass(slots=True)
class Weather:
    """One model's day in one district: °C, mm, %, km/h, hours of sun; it rains from ``wet_from`` for ``wet_hours``."""

    low: int
    high: int
    rain: float
    chance: int
    gust: int
    sun: float
    wet_from: int
    wet_hours: int


@dataclass(slots=True)
class Station:
    """A district's station and what it has measured today so far; ``at``: when it last reported."""

    id: str
    name: str
    at: datetime
    temperature: float
    highest: float
    gust: int
    rain: float


@dataclass(slots=True)
class District:
    name: str
    lat: float
    lon: float
    station: Station
    usual: Weather
    avalanche: tuple[int, int]
    tide: int


@dataclass(slots=True)
class Warned:
    """A warning; ``status``: in_force or withdrawn."""

    id: str
    district: str
    hazard: str
    level: int
    start: datetime
    end: datetime
    status: str
    text: str

    def closes(self, day: date, opens: str, ends: str) -> bool:
        """Whether it closes the trails of its district in a window of a day."""
        begin, finish = (datetime.fromisoformat(f"{day}T{clock}") for clock in (opens, ends))
        return self.status == "in_force" and self.level >= 3 and self.start < finish and self.end > begin


@dataclass(slots=True)
class Area:
    """A protected area. ``road``: the only way in by car, for which a vehicle has to be named."""

    id: str
    name: str
    district: str
    slots: tuple[tuple[str, str], ...]
    quota: int
    price: int
    road: str | None
    road_fee: int
    largest: int


@dataclass(slots=True)
class Permit:
    """``status``: requested, confirmed, declined or cancelled. ``rate``: standard or resident."""

    id: str
    area: str
    day: date
    slot: str
    adults: int
    children: int
    holder: str
    rate: str
    plate: str | None
    total: int
    status: str
    refunded: int = 0
    on_proof: str | None = None


@dataclass(slots=True)
class SavedList:
    id: str
    name: str
    owner: str
    shared_with: tuple[str, ...]
    entries: dict[str, str]


@dataclass(slots=True)
class Alert:
    id: str
    place: str
    hazards: tuple[str, ...]
    level: int
    channel: str
    quiet: tuple[str, str] | None


@dataclass(slots=True)
class Sailing:
    """A ferry line between two harbours; ``sunday``: which departures run on Sundays too."""

    line: str
    start: str
    goal: str
    leaves: tuple[str, ...]
    sunday: tuple[str, ...]
    minutes: int


@dataclass(slots=True)
class Member:
    name: str
    lives_at: str
    resident: str | None
    vehicles: dict[str, str]


@dataclass(slots=True)
class Atlas:
    """All of it. ``days``: weather by ``district|model|date``; ``used``: people by ``area|date|slot``."""

    me: Member
    districts: dict[str, District]
    places: dict[str, Place]
    days: dict[str, Weather]
    warnings: dict[str, Warned]
    areas: dict[str, Area]
    used: dict[str, int]
    permits: dict[str, Permit]
    lists: dict[str, SavedList]
    alerts: dict[str, Alert]
    sailings: tuple[Sailing, ...]
    people: tuple[tuple[str, str], ...] = field(default=())

    def weather(self, district: str, model: str, day: date) -> Weather | None:
        return self.days.get(f"{district}|{model}|{day}")

    def free(self, area: Area, day: date, slot: str) -> int:
        return max(0, area.quota - self.used.get(f"{area.id}|{day}|{slot}", 0))

    def closed(self, district: str, day: date, opens: str = "00:00", ends: str = "23:59") -> Warned | None:
        """The warning that closes trails in a district on a day, if any."""
        rows = (w for w in self.warnings.values() if w.district == district and w.closes(day, opens, ends))
        return next(rows, None)


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points as the crow flies, good enough for an island."""
    mean = radians((one[0] + other[0]) / 2)
    return 111.2 * sqrt((one[0] - other[0]) ** 2 + ((one[1] - other[1]) * cos(mean)) ** 2)


def hourly(day: Weather, hour: int) -> tuple[float, float, int]:
    """Temperature, rain and gust of one hour of a day."""
    share = 1 - min(1.0, abs(hour - 14) / 11)
    wet = day.wet_hours and day.wet_from <= hour < day.wet_from + day.wet_hours
    rain = round(day.rain / day.wet_hours, 1) if wet else 0.0
    return round(day.low + (day.high - day.low) * share, 1), rain, round(day.gust * (0.55 + 0.45 * share))
