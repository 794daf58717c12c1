"""Tools that change trips: book, reserve seats and bikes, exchange a train, ask for a refund; and what happens later."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

from negforge.core.json_text import digest
from negforge.worlds.rail import rules
from negforge.worlds.rail.state import FARES, PLACES, Booking, Leg, Rail, Refund, Train
from negforge.worlds.rail.tools_account import refund_body
from negforge.worlds.rail.tools_find import DEPARTURE_ID, PARTY, place, rail_of, train_of
from negforge.worlds.world import Desk, Problem, tool

REFERENCE = {"type": "string", "pattern": "^R[0-9]{6}$"}
PAY_TO = ("payment_card", "points", "voucher")
DECIDED_AFTER, SEATED_AFTER = 40, 6  # minutes


@tool(
    "Book one train, or several that follow one another as one booking, for a party in one fare. Night trains need a "
    "`place` for each leg. The system does not check discount cards: travelling on a card fare without a card that is "
    "valid that day costs the full fare plus EUR 60 on board. Changes shorter than the station's minimum are sold too, "
    "but not guaranteed.",
    {
        "legs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 4,
            "items": {
                "type": "object",
                "properties": {"departure_id": DEPARTURE_ID, "place": {"type": "string", "enum": list(PLACES)}},
                "required": ["departure_id"],
                "additionalProperties": False,
            },
        },
        "fare": {"type": "string", "enum": list(FARES)},
        "party": PARTY,
        "with_card": {"type": "boolean", "default": False},
        "pay": {
            "type": "object",
            "properties": {
                "method": {"type": "string", "enum": ["card", "points"]},
                "at_most": {"type": "number", "minimum": 0, "description": "Refuse if the total is higher."},
            },
            "required": ["method"],
            "additionalProperties": False,
        },
    },
    required=["legs", "fare", "party", "pay"],
    writes=True,
)
def book_journey(
    desk: Desk,
    legs: list[dict[str, str]],
    fare: str,
    party: dict[str, int],
    pay: dict[str, Any],
    with_card: bool = False,
) -> Any:
    rail = rail_of(desk)
    trains = [train_of(rail, leg["departure_id"]) for leg in legs]
    party = {group: number for group, number in party.items() if number}
    _may_travel(desk, trains, [leg.get("place") for leg in legs], fare, party)
    percent = rail.account.card.percent if with_card else 0
    taken = [
        Leg(train.id, rules.price(train, fare, party, percent, leg.get("place")), leg.get("place"))
        for train, leg in zip(trains, legs, strict=True)
    ]
    total = round(sum(leg.price for leg in taken), 2)
    if total > pay.get("at_most", total):
        raise Problem(409, "above_limit", f"The total is EUR {total:.2f}, above the limit given.", total=total)
    if pay["method"] == "points":
        needed = round(total * rules.POINTS_PER_EURO)
        if needed > rail.account.points:
            raise Problem(409, "not_enough_points", f"{needed} points are needed.", balance=rail.account.points)
        rail.account.points -= needed
    number = desk.id("R", rail.account.number, [t.id for t in trains], fare, sorted(party.items()), desk.now)
    booking = Booking(number, rail.account.name, taken, party, fare, total, pay["method"], with_card, desk.now.date())
    rail.bookings[number] = booking
    return {
        "reference": number,
        "status": booking.status,
        "fare": fare,
        "party": party,
        "total": total,
        "currency": "EUR",
        "refund_until": rules.refundable_until(rail, booking),
        "legs": [{"departure_id": t.id, "train": t.name, "departs": t.departs, "arrives": t.arrives} for t in trains],
        "connections": _connections(rail, trains),
    }


def _may_travel(desk: Desk, trains: list[Train], places: list[str | None], fare: str, party: dict[str, int]) -> None:
    rail, heads = rail_of(desk), rules.travellers(party)
    if not heads:
        raise Problem(422, "nobody_travels", "The party is empty.")
    for train, place_kind in zip(trains, places, strict=True):
        if train.departs <= desk.now:
            raise Problem(409, "has_left", f"{train.name} has left.", departure_id=train.id)
        if fare == "saver" and train.saver_left < heads:
            raise Problem(409, "sold_out", f"No Saver left on {train.name} for this party.", departure_id=train.id)
        if train.kind == "night" and place_kind is None:
            raise Problem(409, "reservation_required", f"{train.name} is a night train: name a place.")
        free = next((free for kind, _, free in train.berths if kind == place_kind), 0)
        if place_kind is not None and free < heads:
            raise Problem(409, "no_such_place", f"{train.name} has {free} free of this kind.", free=free)
    for one, two in pairwise(trains):
        if rail.stations[one.destination].town != rail.stations[two.origin].town or two.departs < one.arrives:
            raise Problem(409, "legs_do_not_join", f"{two.name} does not follow {one.name}.")


def _connections(rail: Rail, trains: list[Train]) -> list[dict[str, Any]]:
    rows = []
    for one, two in pairwise(trains):
        here = rail.stations[one.destination]
        needed = here.minimum if two.origin == here.code else dict(here.across).get(two.origin, here.minimum)
        minutes = int((two.departs - one.arrives).total_seconds() // 60)
        rows.append({"at": place(rail, here.code), "minutes": minutes, "guaranteed": minutes >= needed})
    return rows


@tool(
    "Reserve seats or bike places on one train of a booking. Seats are assigned a few minutes after the request is "
    "accepted (see list_bookings, `places`); bikes go only on trains that carry them, and are paid at once. What is paid "
    "for bikes does not come back.",
    {
        "reference": REFERENCE,
        "departure_id": DEPARTURE_ID,
        "seats": {
            "type": "object",
            "properties": {
                "wish": {"type": "string", "enum": ["window", "aisle", "table", "quiet_coach", "any"]},
                "together": {"type": "boolean"},
            },
            "required": ["wish"],
            "additionalProperties": False,
        },
        "bikes": {"type": "integer", "minimum": 1, "maximum": 6},
    },
    required=["reference", "departure_id"],
    writes=True,
)
def reserve_places(
    desk: Desk, reference: str, departure_id: str, seats: dict[str, Any] | None = None, bikes: int = 0
) -> Any:
    rail = rail_of(desk)
    booking = booking_of(rail, reference)
    leg = leg_of(booking, departure_id)
    train = rail.trains[departure_id]
    if not seats and not bikes:
        raise Problem(422, "nothing_asked", "Name seats or bikes.")
    if booking.status != "confirmed" or train.departs <= desk.now:
        raise Problem(409, "not_open", "This trip cannot be changed any more.", booking_status=booking.status)
    if seats and seats["wish"] == "quiet_coach" and not train.quiet:
        raise Problem(409, "no_quiet_coach", f"{train.name} has no quiet coach.")
    if bikes and train.bikes is None:
        raise Problem(409, "bikes_not_carried", f"{train.name} carries no bikes.")
    if bikes > rules.bikes_free(rail, train):
        raise Problem(409, "bike_places_taken", "Not enough bike places are free.", free=rules.bikes_free(rail, train))
    body: dict[str, Any] = {"reference": booking.id, "departure_id": train.id, "accepted": True}
    if bikes:
        leg.bikes += bikes
        booking.extras = round(booking.extras + bikes * train.bike_price, 2)
        body["bikes"] = {"reserved": leg.bikes, "paid": round(bikes * train.bike_price, 2), "currency": "EUR"}
    if seats:
        leg.wish, leg.together, leg.seats = seats["wish"], bool(seats.get("together")), None
        ready = desk.later(SEATED_AFTER, "assign_seats", reference=booking.id, departure_id=train.id)
        body["seats"] = {"wish": leg.wish, "state": "being assigned", "expected_by": ready.strftime("%H:%M")}
    return body


def assign_seats(desk: Desk, reference: str, departure_id: str) -> None:
    """Seats are found for a reservation that still stands."""
    booking = rail_of(desk).bookings.get(reference)
    leg = next((leg for leg in booking.legs if leg.train == departure_id), None) if booking else None
    if booking is None or leg is None or booking.status != "confirmed" or leg.wish is None:
        return
    number = int(digest([reference, departure_id, leg.wish]), 16)
    first = number % 60 + 11
    seats = [first + n for n in range(rules.travellers(booking.party))]
    leg.seats = f"coach {number // 60 % 9 + 1}, seat{'s' if len(seats) > 1 else ''} " + " and ".join(
        part for part in (", ".join(map(str, seats[:-1])), str(seats[-1])) if part
    )


@tool(
    "Exchange one train of a booking for another between the same towns, in the same fare, until departure. Costs the "
    "fare's exchange fee and the difference where the new train is dearer; nothing comes back where it is cheaper. Seats "
    "and bike places on the old train are given up.",
    {
        "reference": REFERENCE,
        "exchange": {
            "type": "object",
            "properties": {
                "give": DEPARTURE_ID,
                "take": DEPARTURE_ID,
                "place": {"type": "string", "enum": list(PLACES)},
            },
            "required": ["give", "take"],
            "additionalProperties": False,
        },
        "pay_at_most": {"type": "number", "minimum": 0, "description": "Refuse if fee and difference come to more."},
    },
    required=["reference", "exchange"],
    writes=True,
)
def change_booking(desk: Desk, reference: str, exchange: dict[str, str], pay_at_most: float | None = None) -> Any:
    rail = rail_of(desk)
    booking = booking_of(rail, reference)
    leg = leg_of(booking, exchange["give"])
    old, new = rail.trains[leg.train], train_of(rail, exchange["take"])
    if booking.status != "confirmed" or old.departs <= desk.now:
        raise Problem(409, "not_open", "This trip cannot be changed any more.", booking_status=booking.status)
    towns = [(rail.stations[t.origin].town, rail.stations[t.destination].town) for t in (old, new)]
    if towns[0] != towns[1]:
        raise Problem(409, "other_route", "An exchange has to keep both towns. Give the booking up and book anew.")
    _may_travel(desk, [new], [exchange.get("place")], booking.fare, booking.party)
    percent = rail.account.card.percent if booking.with_card else 0
    cost = rules.price(new, booking.fare, booking.party, percent, exchange.get("place"))
    fee, more = rules.exchange_fee(old, booking.fare), round(max(0.0, cost - leg.price), 2)
    if pay_at_most is not None and fee + more > pay_at_most + 0.001:
        raise Problem(409, "above_limit", "Fee and difference are above the limit.", fee=fee, difference=more)
    booking.legs[booking.legs.index(leg)] = Leg(new.id, round(leg.price + more, 2), exchange.get("place"))
    booking.paid = round(booking.paid + more, 2)
    booking.extras = round(booking.extras + fee, 2)
    return {
        "reference": booking.id,
        "train": new.name,
        "departs": new.departs,
        "arrives": new.arrives,
        "exchange_fee": fee,
        "fare_difference": more,
        "to_pay": round(fee + more, 2),
        "currency": "EUR",
    }


@tool(
    "Ask for money back. `give_up` cancels the booking at once and asks for what its fare's conditions return; it cannot "
    "be undone, also where nothing comes back. `delay` claims for a travelled booking within 30 days: 25 % from 60 "
    "minutes, 50 % from 120 minutes of recorded delay at the destination (see `journey_log`). The request is decided "
    "later; poll list_bookings with `refunds`.",
    {
        "reference": REFERENCE,
        "ground": {"type": "string", "enum": ["give_up", "delay"]},
        "pay_to": {"type": "string", "enum": list(PAY_TO)},
        "delay": {
            "type": "object",
            "properties": {
                "minutes": {"type": "integer", "minimum": 1, "maximum": 900},
                "departure_id": DEPARTURE_ID,
            },
            "required": ["minutes"],
            "additionalProperties": False,
        },
    },
    required=["reference", "ground", "pay_to"],
    writes=True,
)
def request_refund(desk: Desk, reference: str, ground: str, pay_to: str, delay: dict[str, Any] | None = None) -> Any:
    rail = rail_of(desk)
    booking = booking_of(rail, reference)
    due = 0.0
    if ground == "give_up":
        if booking.status != "confirmed" or rules.first_train(rail, booking).departs <= desk.now:
            raise Problem(409, "not_open", "This booking cannot be given up any more.", booking_status=booking.status)
        due = rules.refund_due(rail, booking, desk.now)
        booking.status = "cancelled"
    else:
        if booking.status != "travelled" or delay is None:
            raise Problem(409, "no_claim", "A delay claim needs a travelled booking and the minutes.")
        if any(r.booking == booking.id for r in rail.refunds.values()):
            raise Problem(409, "claimed_already", "There is a claim for this booking already.")
        if desk.now - rules.last_train(rail, booking).arrives > timedelta(days=rules.CLAIM_DAYS):
            raise Problem(409, "too_late", f"Claims are taken within {rules.CLAIM_DAYS} days of travel.")
    minutes = delay["minutes"] if delay and ground == "delay" else None
    refund = Refund(desk.id("F", booking.id, ground), booking.id, ground, pay_to, desk.now, minutes)
    rail.refunds[refund.id] = refund
    when = desk.later(DECIDED_AFTER, "decide_refund", refund_id=refund.id, due=due)
    return refund_body(refund) | {"booking_status": booking.status, "decision_expected_by": when}


def decide_refund(desk: Desk, refund_id: str, due: float) -> None:
    """A refund request is decided: by the fare's conditions as they were when it was made, or by the recorded delay."""
    rail = rail_of(desk)
    refund = rail.refunds.get(refund_id)
    booking = rail.bookings.get(refund.booking) if refund else None
    if refund is None or booking is None or refund.state != "accepted":
        return
    if refund.ground == "delay":
        recorded = rules.last_train(rail, booking).delay
        due = rules.compensation(recorded, booking.paid)
        refund.remark = f"recorded delay {recorded} min"
        if (refund.minutes or 0) > recorded + 5:
            due, refund.remark = 0.0, f"claimed {refund.minutes} min, recorded {recorded} min"
    refund.state, refund.amount = ("approved" if due else "rejected"), due
    if due and refund.pay_to == "points":
        rail.account.points += round(due * rules.POINTS_PER_EURO)


def booking_of(rail: Rail, reference: str) -> Booking:
    booking = rail.bookings.get(reference)
    if booking is None:
        raise Problem(404, "no_such_booking", f"No booking {reference} on this account.")
    return booking


def leg_of(booking: Booking, departure_id: str) -> Leg:
    leg = next((leg for leg in booking.legs if leg.train == departure_id), None)
    if leg is None:
        raise Problem(404, "not_in_booking", f"{departure_id} is not part of {booking.id}.")
    return leg
