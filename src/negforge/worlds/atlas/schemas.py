"""Pieces of schemas that several tools share, and what they stand for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from negforge.worlds.atlas.state import Area, Atlas, Place
from negforge.worlds.world import Desk, Problem

PLACE = {"type": "string", "pattern": "^pl_[0-9]{6}$", "description": "Place id, e.g. pl_204417."}
AREA = {"type": "string", "pattern": "^PA-[0-9]{3}$", "description": "Protected area id, e.g. PA-214."}
DAY = {"type": "string", "format": "date"}
POINT = {
    "type": "array",
    "description": "[latitude, longitude] in degrees, WGS 84.",
    "items": {"type": "number", "minimum": -180, "maximum": 180},
    "minItems": 2,
    "maxItems": 2,
}
WHERE = {"anyOf": [PLACE, POINT], "description": "A place id, or [latitude, longitude]."}
WINDOW = {
    "type": "object",
    "properties": {"from": DAY, "to": DAY},
    "required": ["from", "to"],
    "additionalProperties": False,
    "description": "Both days included.",
}
PARTY = {
    "type": "object",
    "properties": {
        "adults": {"type": "integer", "minimum": 1, "maximum": 30},
        "children": {"type": "integer", "minimum": 0, "maximum": 30, "description": "Under 12."},
    },
    "required": ["adults", "children"],
    "additionalProperties": False,
}
SLOT = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$"}


def atlas(desk: Desk) -> Atlas:
    state: Atlas = desk.state
    return state


def place_of(desk: Desk, place_id: str) -> Place:
    place = atlas(desk).places.get(place_id)
    if place is None:
        raise Problem(404, "place_unknown", f"No place {place_id}. Ids come from find_places.")
    return place


def area_of(desk: Desk, area_id: str) -> Area:
    area = atlas(desk).areas.get(area_id)
    if area is None:
        raise Problem(404, "area_unknown", f"No protected area {area_id}. Ids stand under access in place_details.")
    return area


def district_at(desk: Desk, where: Any) -> str:
    """The district of a place or a point (that with the nearest centre)."""
    if isinstance(where, str):
        return place_of(desk, where).district
    found = min(atlas(desk).districts.values(), key=lambda d: (d.lat - where[0]) ** 2 + (d.lon - where[1]) ** 2)
    return found.name


def point_of(desk: Desk, where: Any) -> tuple[float, float]:
    if isinstance(where, str):
        place = place_of(desk, where)
        return place.lat, place.lon
    return where[0], where[1]


def window_of(window: dict[str, str]) -> tuple[date, date]:
    begin, end = date.fromisoformat(window["from"]), date.fromisoformat(window["to"])
    if end < begin:
        raise Problem(422, "window_reversed", "The window ends before it begins.", window=window)
    return begin, end


def shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def describe_problem(problem: Problem) -> str:
    """Errors as this service writes them: a status line, then what is known, line by line."""
    lines = [f"ERR {problem.status} {problem.code}", problem.message]
    return "\n".join(lines + [f"  {key}: {value}" for key, value in problem.details.items()])
