"""Tools about the traveller: bookings and stays as they stand, the account, letting time pass, renewing the session."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from negforge.worlds.rail import rules
from negforge.worlds.rail.state import Booking, Rail, Refund, Stay
from negforge.worlds.rail.tools_find import conditions, place, rail_of
from negforge.worlds.world import Desk, FaultHold, Problem, tool

DAY = {"type": "string", "format": "date"}


@tool(
    "The traveller's bookings, last booked first: without `status` those still to be travelled. `include` adds refund and "
    "exchange `conditions`, `places` (seats, bikes), `refunds` with their state, the `journey_log` (recorded delay) of "
    "travelled bookings, and hotel `stays`. `guest` opens a booking made by somebody else.",
    {
        "references": {"type": "array", "items": {"type": "string", "pattern": "^R[0-9]{6}$"}, "maxItems": 6},
        "status": {
            "type": "array",
            "items": {"type": "string", "enum": ["confirmed", "travelled", "cancelled"]},
            "uniqueItems": True,
        },
        "travel": {"type": "object", "properties": {"from": DAY, "until": DAY}, "additionalProperties": False},
        "include": {
            "type": "array",
            "items": {"type": "string", "enum": ["conditions", "places", "refunds", "journey_log", "stays"]},
            "uniqueItems": True,
        },
        "guest": {
            "type": "object",
            "properties": {"reference": {"type": "string"}, "surname": {"type": "string", "minLength": 2}},
            "required": ["reference", "surname"],
            "additionalProperties": False,
        },
    },
    pretty=True,
    faults=FaultHold(
        rows="bookings",
        volatile=("bookings.*.paid", "bookings.*.legs.*.price"),
        renames=(("bookings.*.paid", "amount_paid"), ("bookings.*.fare", "tariff")),
        units=(("bookings.*.paid", 100, "currency", "EUR cents"),),
        note="bookings.*.note",
    ),
)
def list_bookings(
    desk: Desk,
    references: list[str] | None = None,
    status: list[str] | None = None,
    travel: dict[str, str] | None = None,
    include: list[str] | None = None,
    guest: dict[str, str] | None = None,
) -> Any:
    rail, asked = rail_of(desk), set(include or ())
    if guest:
        other = rail.others.get(guest["reference"])
        if other is None or other.holder.split()[-1].casefold() != guest["surname"].strip().casefold():
            raise Problem(404, "no_match", "Reference and surname do not match a booking.")
        return {"bookings": [_booking(rail, other, asked)], "currency": "EUR"}
    rows = sorted(rail.bookings.values(), key=lambda b: (b.booked, b.id), reverse=True)
    if references:
        rows = [b for b in rows if b.id in references]
    elif status:
        rows = [b for b in rows if b.status in status]
    else:
        rows = [b for b in rows if b.status == "confirmed" and rules.last_train(rail, b).departs >= desk.now]
    span = travel or {}
    rows = [
        b
        for b in rows
        if span.get("from", "") <= rules.first_train(rail, b).departs.date().isoformat() <= span.get("until", "9999")
    ]
    body = {"bookings": [_booking(rail, b, asked) for b in rows], "count": len(rows), "currency": "EUR"}
    if "stays" in asked:
        body["stays"] = [stay_body(rail, s) for s in sorted(rail.stays.values(), key=lambda s: (s.arrive, s.id))]
    return body


def _booking(rail: Rail, booking: Booking, asked: set[str]) -> dict[str, Any]:
    legs = []
    for leg in booking.legs:
        train = rail.trains[leg.train]
        legs.append(
            {
                "departure_id": train.id,
                "train": train.name,
                "from": place(rail, train.origin),
                "to": place(rail, train.destination),
                "departs": train.departs,
                "arrives": train.arrives,
                "platform_planned": train.platform,
                "price": leg.price,
            }
            | ({"place": leg.place} if leg.place else {})
            | (
                {"seats": leg.seats or ("being assigned" if leg.wish else "not reserved"), "bikes": leg.bikes}
                if "places" in asked
                else {}
            )
            | (
                {"recorded_delay_minutes": train.delay}
                if "journey_log" in asked and booking.status == "travelled"
                else {}
            )
        )
    body: dict[str, Any] = {
        "reference": booking.id,
        "holder": booking.holder,
        "status": booking.status,
        "booked_on": booking.booked,
        "fare": booking.fare,
        "party": booking.party,
        "paid": booking.paid,
        "extras_paid": booking.extras,
        "paid_with": booking.pay,
        "discount_card_used": booking.with_card,
        "legs": legs,
        "note": booking.note,
    }
    if "conditions" in asked:
        own = conditions(rules.first_train(rail, booking), booking.fare)
        body["conditions"] = {
            "refund_percent": own["refund_percent"],
            "refund_until": rules.refundable_until(rail, booking),
            "exchange_fee": own["exchange_fee"],
        }
    if "refunds" in asked:
        body["refunds"] = [refund_body(r) for r in rail.refunds.values() if r.booking == booking.id]
    return body


def refund_body(refund: Refund) -> dict[str, Any]:
    decided = {"amount": refund.amount, "remark": refund.remark} if refund.state != "accepted" else {}
    return {
        "refund_id": refund.id,
        "ground": refund.ground,
        "state": refund.state,
        "pay_to": refund.pay_to,
        "asked_at": refund.asked,
    } | decided


def stay_body(rail: Rail, stay: Stay) -> dict[str, Any]:
    hotel = rail.hotels[stay.hotel]
    return {
        "stay_id": stay.id,
        "hotel": {"hotel_id": hotel.id, "name": hotel.name, "station": rail.stations[hotel.station].name},
        "room": stay.room,
        "nights": {"arrive": stay.arrive, "leave": stay.leave},
        "guests": stay.guests,
        "expected_arrival": stay.arrival,
        "check_in": {"from": hotel.opens, "until": hotel.closes, "night_desk": hotel.night_desk},
        "breakfast": stay.breakfast,
        "total": stay.total,
        "status": stay.status,
    }


@tool(
    "The signed-in traveller's account by sections; without any only the name and number. 100 points pay for EUR 1. "
    "`points_on` asks what will be left of the points on a day, after those that expire.",
    {
        "sections": {
            "type": "array",
            "items": {"type": "string", "enum": ["points", "discount_card", "payment", "contact"]},
            "uniqueItems": True,
        },
        "points_on": DAY,
    },
    faults=FaultHold(
        volatile=("points.balance",),
        renames=(("points.balance", "current"), ("discount_card.valid_until", "expires")),
    ),
)
def account(desk: Desk, sections: list[str] | None = None, points_on: str = "") -> Any:
    holder, asked = rail_of(desk).account, set(sections or ())
    body: dict[str, Any] = {"name": holder.name, "traveller_number": holder.number}
    if "points" in asked or points_on:
        body["points"] = {
            "balance": holder.points,
            "tier": holder.tier,
            "expiring": {"points": holder.expiring, "on": holder.expire_on},
        }
    if points_on:
        gone = holder.expiring if date.fromisoformat(points_on) >= holder.expire_on else 0
        body["points"]["left_on_day"] = holder.points - gone
    if "discount_card" in asked:
        card = holder.card
        body["discount_card"] = {
            "name": card.name,
            "number": card.number,
            "percent": card.percent,
            "valid_from": card.since,
            "valid_until": card.until,
        }
    if "payment" in asked:
        body["payment"] = {"method": holder.pays_with}
    if "contact" in asked:
        body["contact"] = {"email": holder.email}
    return body


@tool(
    "Let time pass, e.g. until a refund request is decided or seats are assigned; at most twelve hours.",
    {
        "hours": {"type": "integer", "minimum": 0, "maximum": 12},
        "minutes": {"type": "integer", "minimum": 0, "maximum": 59},
        "reason": {"type": "string", "maxLength": 120},
    },
    required=["minutes"],
)
def pause(desk: Desk, minutes: int, hours: int = 0, reason: str = "") -> Any:
    if not hours and not minutes:
        raise Problem(422, "nothing_to_wait", "The pause has no length.")
    desk.advance(min(720, hours * 60 + minutes))
    return {"now": desk.now, "paused": True}


@tool(
    "Renew the session token once it has expired. Without `scope` the new token can do what the old one could.",
    {
        "scope": {"type": "string", "enum": ["read", "travel", "full"]},
        "keep_signed_in": {"type": "boolean"},
    },
)
def renew_session(desk: Desk, scope: str = "", keep_signed_in: bool = False) -> Any:
    ends: datetime = desk.now + timedelta(hours=8 if keep_signed_in else 1)
    token = desk.id("tk_", rail_of(desk).account.number, scope, ends, digits=9)
    return {"token": token, "scope": scope or "unchanged", "expires": ends}
