"""Tools about hotel stays at stations: what is free, book, change or give up."""

from __future__ import annotations

from datetime import date
from typing import Any

from negforge.worlds.rail import rules
from negforge.worlds.rail.state import ROOMS, Hotel, Stay
from negforge.worlds.rail.tools_account import DAY, stay_body
from negforge.worlds.rail.tools_find import CLOCK, rail_of, station_of
from negforge.worlds.world import Desk, FaultHold, Problem, Schema, tool

NIGHTS: Schema = {
    "type": "object",
    "properties": {"arrive": DAY, "leave": DAY},
    "required": ["arrive", "leave"],
    "additionalProperties": False,
}


@tool(
    "Free rooms in hotels near a station, nearest first. Rates are for a room and night, without breakfast unless it is "
    "included. A guest can check in only within the hotel's check-in window, unless it has a night desk.",
    {
        "near": {"type": "string", "minLength": 2, "description": "Code or name of one station."},
        "nights": NIGHTS,
        "guests": {"type": "integer", "minimum": 1, "maximum": 6},
        "rooms": {"type": "array", "items": {"type": "string", "enum": list(ROOMS)}, "uniqueItems": True},
        "within_metres": {"type": "integer", "minimum": 50, "maximum": 2000},
    },
    required=["near", "nights", "guests"],
    faults=FaultHold(
        rows="offers",
        volatile=("offers.*.rate",),
        renames=(("offers.*.rate", "nightly"), ("offers.*.hotel_id", "property_id")),
        units=(("offers.*.distance.value", 0.001, "offers.*.distance.unit", "km"),),
        note="offers.*.word_from_the_house",
    ),
)
def find_stays(
    desk: Desk,
    near: str,
    nights: dict[str, str],
    guests: int,
    rooms: list[str] | None = None,
    within_metres: int = 2000,
) -> Any:
    rail = rail_of(desk)
    here = station_of(rail, near)
    arrive, leave = _nights(desk, nights)
    rows = [
        {
            "hotel_id": hotel.id,
            "name": hotel.name,
            "distance": {"value": hotel.metres, "unit": "m"},
            "room": room.kind,
            "rate": room.rate,
            "rooms_left": room.left,
            "breakfast": _breakfast(hotel),
            "check_in": {"from": hotel.opens, "until": hotel.closes, "night_desk": hotel.night_desk},
            "step_free": hotel.step_free,
            "guest_score": hotel.score,
            "word_from_the_house": "Quiet rooms to the yard on request." if hotel.score > 8 else "",
        }
        for hotel in sorted(rail.hotels.values(), key=lambda h: (h.metres, h.id))
        for room in hotel.rooms
        if hotel.station == here.code
        and hotel.metres <= within_metres
        and room.left
        and room.sleeps >= guests
        and (not rooms or room.kind in rooms)
    ]
    return {"near": here.code, "nights": (leave - arrive).days, "currency": "EUR", "matches": len(rows), "offers": rows}


def _breakfast(hotel: Hotel) -> dict[str, Any]:
    if hotel.breakfast is None:
        return {"served": False}
    return {"served": True, "included": not hotel.breakfast, "a_head": hotel.breakfast}


@tool(
    "Book a room. `arrival` is the hour at which the guest comes; outside the check-in window the hotel refuses.",
    {
        "hotel_id": {"type": "string", "pattern": "^H[0-9]{4}$"},
        "room": {"type": "string", "enum": list(ROOMS)},
        "nights": NIGHTS,
        "guests": {"type": "integer", "minimum": 1, "maximum": 6},
        "arrival": CLOCK,
        "breakfast": {"type": "boolean", "default": False},
    },
    required=["hotel_id", "room", "nights", "guests", "arrival"],
    writes=True,
)
def book_stay(
    desk: Desk,
    hotel_id: str,
    room: str,
    nights: dict[str, str],
    guests: int,
    arrival: str,
    breakfast: bool = False,
) -> Any:
    rail = rail_of(desk)
    hotel = rail.hotels.get(hotel_id)
    if hotel is None:
        raise Problem(404, "no_such_hotel", f"No hotel {hotel_id}.")
    arrive, leave = _nights(desk, nights)
    wanted = next(r for r in hotel.rooms if r.kind == room)
    if not wanted.left or wanted.sleeps < guests:
        raise Problem(409, "no_room", f"{hotel.name} has no such room free for {guests}.")
    _lets_in(hotel, arrival, breakfast)
    cost = rules.stay_cost(hotel, room, (leave - arrive).days, guests, breakfast)
    stay_id = desk.id("N", hotel.id, room, arrive, leave, guests, rail.account.number, digits=5)
    rail.stays[stay_id] = Stay(stay_id, hotel.id, room, arrive, leave, guests, arrival, breakfast, cost)
    return stay_body(rail, rail.stays[stay_id]) | {"currency": "EUR"}


@tool(
    "Change a stay: other nights, another hour of arrival, breakfast, or give it up (`cancel`, free of charge). Nothing "
    "can be changed less than 24 hours before check-in opens on the day of arrival.",
    {
        "stay_id": {"type": "string", "pattern": "^N[0-9]{5}$"},
        "nights": NIGHTS,
        "arrival": CLOCK,
        "breakfast": {"type": "boolean"},
        "cancel": {"type": "boolean"},
    },
    required=["stay_id"],
    writes=True,
)
def change_stay(
    desk: Desk,
    stay_id: str,
    nights: dict[str, str] | None = None,
    arrival: str = "",
    breakfast: bool | None = None,
    cancel: bool = False,
) -> Any:
    rail = rail_of(desk)
    stay = rail.stays.get(stay_id)
    if stay is None or stay.status != "confirmed":
        raise Problem(404, "no_such_stay", f"No stay {stay_id} on this account.")
    hotel = rail.hotels[stay.hotel]
    if rules.frozen(rail, stay, desk.now):
        raise Problem(
            409,
            "too_close_to_check_in",
            "Stays cannot be changed less than 24 hours before check-in opens.",
            check_in_opens=rules.opens_at(hotel, stay.arrive),
        )
    if cancel:
        stay.status = "cancelled"
        return stay_body(rail, stay) | {"currency": "EUR"}
    arrive, leave = _nights(desk, nights) if nights else (stay.arrive, stay.leave)
    eats = stay.breakfast if breakfast is None else breakfast
    _lets_in(hotel, arrival or stay.arrival, eats)
    stay.arrive, stay.leave, stay.breakfast, stay.arrival = arrive, leave, eats, arrival or stay.arrival
    stay.total = rules.stay_cost(hotel, stay.room, (leave - arrive).days, stay.guests, eats)
    return stay_body(rail, stay) | {"currency": "EUR"}


def _nights(desk: Desk, nights: dict[str, str]) -> tuple[date, date]:
    arrive, leave = date.fromisoformat(nights["arrive"]), date.fromisoformat(nights["leave"])
    if not desk.now.date() <= arrive < leave:
        raise Problem(422, "bad_nights", "The stay has to begin today or later and to end after it begins.")
    return arrive, leave


def _lets_in(hotel: Hotel, arrival: str, breakfast: bool) -> None:
    if not rules.lets_in(hotel, arrival):
        raise Problem(
            409,
            "outside_check_in",
            f"{hotel.name} checks guests in from {hotel.opens} to {hotel.closes} only.",
            check_in={"from": hotel.opens, "until": hotel.closes},
        )
    if breakfast and hotel.breakfast is None:
        raise Problem(409, "no_breakfast", f"{hotel.name} serves no breakfast.")
