"""Steps that policies have in common: search to the end, price, book, exchange, give up, wait for a decision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from negforge.worlds.goal import Hands
from negforge.worlds.rail.tools_trips import DECIDED_AFTER
from negforge.worlds.wording import Form

Row = dict[str, Any]


def when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def journey(origin: str, destination: str, after: datetime, before: datetime) -> dict[str, Any]:
    span = {"after": f"{after:%Y-%m-%dT%H:%M}", "before": f"{before:%Y-%m-%dT%H:%M}"}
    return {"from": origin, "to": destination, "depart": span}


def departures(
    hands: Hands, why: Form, origin: str, destination: str, after: datetime, before: datetime, **more: Any
) -> list[Row]:
    """All departures of a span of time, page after page."""
    asked = journey(origin, destination, after, before)
    found = hands.call("search_departures", why, journey=asked, **more)
    rows = list(found["departures"])
    while found.get("next_cursor") and hands.bother("the further pages", "more"):
        rest = (
            "[see the later ones too|go through the rest of the list|load the next page|get the remaining departures]"
        )
        found = hands.call("search_departures", rest, journey=asked, cursor=found["next_cursor"], **more)
        rows += found["departures"]
    return rows


def fares(
    hands: Hands, rows: Sequence[Row], party: Mapping[str, int], with_card: bool = False, why: Form = ""
) -> list[Row]:
    """The fares of each departure."""
    asked = [
        (
            "get_fares",
            {"departure_id": row["departure_id"], "party": dict(party)} | ({"with_card": True} if with_card else {}),
        )
        for row in rows
    ]
    return hands.calls(*asked, why=why or "[compare the fares|price the candidates|see what each would cost]")


def fare_row(body: Row, fare: str) -> Row | None:
    return next((row for row in body["fares"] if row["fare"] == fare), None)


def the_fare(hands: Hands, body: Row, fare: str) -> Row:
    """The row of a fare that has to be there; where it is not, the work ends."""
    return hands.best([row for row in body["fares"] if row["fare"] == fare], lambda row: row["total"])


def card_holds(hands: Hands, day: date) -> bool:
    """Whether the discount card is valid on a day. Who skips the check takes it for granted."""
    if not hands.bother("whether the card is valid that day", "check"):
        return True
    why = (
        "[check how long the discount card is valid|look at the discount card|see whether the card is still good then]"
    )
    card = hands.call("account", why, sections=["discount_card"])["discount_card"]
    return bool(card["valid_from"] <= day.isoformat() <= card["valid_until"])


def book(
    hands: Hands,
    why: Form,
    legs: Sequence[Row | str],
    fare: str,
    party: Mapping[str, int],
    *,
    with_card: bool = False,
    place: str | None = None,
    method: str = "card",
) -> Row:
    """Book these departures as one booking."""
    ids = [leg if isinstance(leg, str) else str(leg["departure_id"]) for leg in legs]

    def landed() -> Row | None:
        found = hands.call(
            "list_bookings",
            "[see whether the booking went through|check that it is not booked already]",
            include=["conditions"],
        )
        for row in found["bookings"]:
            if (
                [leg["departure_id"] for leg in row["legs"]] == ids
                and row["fare"] == fare
                and row["party"] == dict(party)
            ):
                return {
                    "reference": row["reference"],
                    "total": row["paid"],
                    "refund_until": row["conditions"]["refund_until"],
                }
        return None

    body: Row = hands.call(
        "book_journey",
        why,
        landed=landed,
        legs=[{"departure_id": leg} | ({"place": place} if place else {}) for leg in ids],
        fare=fare,
        party=dict(party),
        with_card=True if with_card else None,
        pay={"method": method},
    )
    return body


def exchange(hands: Hands, why: Form, booking: Row, give: str, take: Row, at_most: float | None = None) -> Row:
    """Exchange one departure of a booking for another."""
    before = booking["paid"] + booking["extras_paid"]

    def landed() -> Row | None:
        again = "[see whether the exchange went through|read the booking again]"
        found = hands.call("list_bookings", again, references=[booking["reference"]])["bookings"]
        if not found or take["departure_id"] not in [leg["departure_id"] for leg in found[0]["legs"]]:
            return None
        return {"to_pay": round(found[0]["paid"] + found[0]["extras_paid"] - before, 2)}

    body: Row = hands.call(
        "change_booking",
        why,
        landed=landed,
        reference=booking["reference"],
        exchange={"give": give, "take": take["departure_id"]},
        pay_at_most=at_most,
    )
    return body


def ask_back(hands: Hands, why: Form, reference: str, pay_to: str, ground: str = "give_up", minutes: int = 0) -> Row:
    """Ask for money back."""

    def landed() -> Row | None:
        again = "[see whether the request was taken|check whether it is there already]"
        found = hands.call("list_bookings", again, references=[reference], include=["refunds"])["bookings"]
        return found[0]["refunds"][0] if found and found[0]["refunds"] else None

    body: Row = hands.call(
        "request_refund",
        why,
        landed=landed,
        reference=reference,
        ground=ground,
        pay_to=pay_to,
        delay={"minutes": minutes} if minutes else None,
    )
    return body


def decisions(hands: Hands, references: Sequence[str]) -> list[Row]:
    """The refunds of these bookings after the time that a decision takes. Who will not wait reads them at once."""
    if hands.bother("the decision comes later", "more"):
        hands.call(
            "pause",
            "[give the refund desk its time|wait for the decision|let the request be decided]",
            minutes=DECIDED_AFTER + 5,
        )
    why = "[read the decision|see what was decided|look for the outcome]"
    found = hands.call("list_bookings", why, references=list(references), include=["refunds"])
    return [refund | {"reference": row["reference"]} for row in found["bookings"] for refund in row["refunds"]]


def board(text: str) -> list[dict[str, str]]:
    """The rows of a station's board."""
    rows = []
    for line in text.splitlines()[2:]:
        parts = re.split(r"\s{2,}", line.strip())
        if len(parts) == 5:
            rows.append(dict(zip(("time", "train", "place", "platform", "remark"), parts, strict=True)))
    return rows


def first_leg(row: Row) -> Row:
    leg: Row = row["legs"][0]
    return leg


def going_to(rows: Iterable[Row], hands: Hands, town: str) -> list[Row]:
    """The bookings that go to a station or town."""
    return hands.keep(rows, "destination", lambda row: str(row["legs"][-1]["to"]["name"]).startswith(town))


def alter_stay(hands: Hands, why: Form, stay_id: str, **changes: Any) -> Row:
    """Change a stay, or give it up."""

    def landed() -> Row | None:
        again = "[see whether the stay has changed|read the stay again]"
        stays = hands.call("list_bookings", again, include=["stays"])["stays"]
        stay = next((s for s in stays if s["stay_id"] == stay_id), None)
        if stay is None:
            return None
        now = {**stay, "arrival": stay["expected_arrival"], "cancel": stay["status"] == "cancelled"}
        return stay if all(now[name] == value for name, value in changes.items()) else None

    body: Row = hands.call("change_stay", why, landed=landed, stay_id=stay_id, **changes)
    return body


def reserve_bikes(hands: Hands, reference: str, departure_id: str, bikes: int) -> bool:
    """Reserve bike places on a train of a booking; whether it worked."""

    def landed() -> Row | None:
        again = "[see whether the bikes are reserved|check the bike places]"
        found = hands.call("list_bookings", again, references=[reference], include=["places"])["bookings"]
        legs = [leg for row in found for leg in row["legs"] if leg["departure_id"] == departure_id and leg["bikes"]]
        return legs[0] if legs else None

    why = "[reserve the bike places|get the bikes on]" if bikes > 1 else "[reserve the bike place|get the bike on]"
    held = hands.attempt(
        "reserve_places", why, landed=landed, reference=reference, departure_id=departure_id, bikes=bikes
    )
    return not held.is_error or held.data is not None
