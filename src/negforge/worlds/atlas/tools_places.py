"""Tools for places: search, details, distances and travel times."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from negforge.core.json_text import digest
from negforge.worlds.atlas.schemas import PLACE, POINT, WHERE, atlas, place_of, point_of, shown
from negforge.worlds.atlas.state import Place, apart
from negforge.worlds.atlas.vocabulary import FEATURES, KINDS, NOTES, WEEKDAYS
from negforge.worlds.world import Desk, FaultHold, Problem, tool

MODES = ("car", "bus", "bicycle", "walk")
_SPEED = {"car": 46.0, "bus": 31.0, "bicycle": 16.0, "walk": 4.4}
_DETOUR = {"car": (125, 175), "bus": (130, 190), "bicycle": (115, 165), "walk": (105, 150)}
PAGE = 10


@tool(
    "Search places by words of the name, kind, district, features or distance. Rows come in no particular order. Several places "
    "share a name or nearly so: compare the district. Opening hours and fees are in place_details.",
    {
        "words": {"type": "string", "minLength": 2, "maxLength": 60},
        "kinds": {"type": "array", "items": {"type": "string", "enum": list(KINDS)}, "uniqueItems": True},
        "district": {"type": "string"},
        "features": {
            "type": "array",
            "items": {"type": "string", "enum": list(FEATURES)},
            "description": "All of these.",
        },
        "around": {
            "type": "object",
            "properties": {
                "centre": WHERE,
                "radius": {
                    "type": "object",
                    "properties": {
                        "value": {"type": "number", "exclusiveMinimum": 0, "maximum": 150},
                        "unit": {"type": "string", "enum": ["km", "mi", "nmi"]},
                    },
                    "required": ["value", "unit"],
                    "additionalProperties": False,
                },
            },
            "required": ["centre", "radius"],
            "additionalProperties": False,
            "description": "As the crow flies.",
        },
        "cursor": {"type": "string", "description": "next_cursor of the page before."},
    },
    faults=FaultHold(rows="places", renames=(("places.*.district", "municipality"),), note="places.*.visitor_tip"),
)
def find_places(
    desk: Desk,
    words: str = "",
    kinds: list[str] | None = None,
    district: str = "",
    features: list[str] | None = None,
    around: dict[str, Any] | None = None,
    cursor: str = "0",
) -> Any:
    found = [
        p
        for p in atlas(desk).places.values()
        if all(word in p.name.lower() for word in words.lower().split())
        and (not kinds or p.kind in kinds)
        and district.lower() in p.district.lower()
        and all(f in p.features for f in features or ())
    ]
    away: dict[str, float] = {}
    if around:
        centre = point_of(desk, around["centre"])
        reach = around["radius"]["value"] * {"km": 1, "mi": 1.609344, "nmi": 1.852}[around["radius"]["unit"]]
        away = {p.id: round(apart(centre, (p.lat, p.lon)), 1) for p in found}
        found = [p for p in found if away[p.id] <= reach]
    begin = int(cursor) if cursor.isdigit() else 0
    rows = [_row(p) | ({"km_away": away[p.id]} if away else {}) for p in found[begin : begin + PAGE]]
    more = str(begin + PAGE) if begin + PAGE < len(found) else None
    return {"total": len(found), "places": rows, "next_cursor": more}


def _row(place: Place) -> dict[str, Any]:
    return {
        "place_id": place.id,
        "name": place.name,
        "kind": place.kind,
        "district": place.district,
        "position": [place.lat, place.lon],
        "elevation_m": place.elevation,
        "features": list(place.features),
        "visitor_tip": _tip(place),
    }


def _tip(place: Place) -> str:
    tip = NOTES[int(digest(["tip", place.id]), 16) % len(NOTES)]
    return f"{tip[:1].upper()}{tip[1:]}."


@tool(
    "Details of one to six places: opening hours by season, fees, access (protected area, parking), notices. Hours hold from "
    "valid_from to valid_to; they say nothing about warnings, which may close a place on top.",
    {
        "place_ids": {"type": "array", "items": PLACE, "minItems": 1, "maxItems": 6, "uniqueItems": True},
        "include": {
            "type": "array",
            "items": {"type": "string", "enum": ["hours", "fees", "access", "notices", "contact"]},
            "uniqueItems": True,
            "minItems": 1,
        },
    },
    required=["place_ids", "include"],
    pretty=True,
    faults=FaultHold(
        renames=(("places.*.seasons", "opening_periods"), ("places.*.fees.adult", "full_price")),
        volatile=("places.*.fees.adult",),
        note="places.*.notice",
    ),
)
def place_details(desk: Desk, place_ids: list[str], include: list[str]) -> Any:
    return {
        "places": [_detail(desk, place_of(desk, identity), include) for identity in place_ids],
        "currency": "crowns",
    }


def _detail(desk: Desk, place: Place, include: list[str]) -> dict[str, Any]:
    body: dict[str, Any] = {"place_id": place.id, "name": place.name, "district": place.district}
    if "hours" in include:
        body["seasons"] = [
            {"valid_from": s.start, "valid_to": s.end}
            | (
                {"opens": s.opens, "closes": s.closes, "closed_on": [WEEKDAYS[n] for n in s.closed_on]}
                if s.opens
                else {"opens": None, "closes": None, "closed_on": list(WEEKDAYS)}
            )
            for s in reversed(place.seasons)
        ]
    if "fees" in include:
        body["fees"] = {"adult": place.fee, "child_under_12": 0}
    if "access" in include:
        area = atlas(desk).areas.get(place.area or "")
        body["access"] = {
            "protected_area": {"area_id": area.id, "name": area.name, "permit_required": True} if area else None,
            "road_with_named_vehicle": area.road if area else None,
            "parking": "parking" in place.features,
        }
    if "notices" in include:
        body["notice"] = place.notice
    if "contact" in include:
        body["phone"] = place.phone
    return body


@tool(
    "Distances and travel times from one point to up to eight others by one mode, in the order asked for. Bus times contain the "
    "wait for the first bus; ferries are not in here (see bulletin).",
    {
        "origin": WHERE,
        "targets": {"type": "array", "items": {"anyOf": [PLACE, POINT]}, "minItems": 1, "maxItems": 8},
        "mode": {"type": "string", "enum": list(MODES)},
        "depart": {"type": "string", "format": "date-time", "description": "Default: now."},
    },
    required=["origin", "targets", "mode"],
    faults=FaultHold(
        rows="routes",
        volatile=("routes.*.minutes",),
        units=(("routes.*.minutes", 60, "time_unit", "s"), ("routes.*.distance", 1000, "distance_unit", "m")),
        renames=(("routes.*.minutes", "duration"),),
    ),
)
def travel_times(desk: Desk, origin: Any, targets: list[Any], mode: str, depart: str | None = None) -> Any:
    try:
        leaves = datetime.fromisoformat(depart).replace(tzinfo=None) if depart else desk.now
    except ValueError as error:
        raise Problem(422, "moment_unreadable", "depart has to be a date-time.", depart=depart) from error
    rows = []
    for target in targets:
        distance, minutes = journey(point_of(desk, origin), point_of(desk, target), mode)
        name = place_of(desk, target).name if isinstance(target, str) else None
        rows.append({"target": target, "name": name, "distance": distance, "minutes": minutes})
    return {"mode": mode, "leaves": shown(leaves), "distance_unit": "km", "time_unit": "min", "routes": rows}


def journey(one: tuple[float, float], other: tuple[float, float], mode: str) -> tuple[float, int]:
    """Kilometres and minutes by a mode; the detour depends on both ends."""
    low, high = _DETOUR[mode]
    number = int(digest([mode, *sorted([f"{one[0]:.4f}{one[1]:.4f}", f"{other[0]:.4f}{other[1]:.4f}"])]), 16)
    distance = round(apart(one, other) * (low + number % (high - low)) / 100, 1)
    return distance, 2 + round(distance / _SPEED[mode] * 60) + (number // 97 % 22 if mode == "bus" and distance else 0)
