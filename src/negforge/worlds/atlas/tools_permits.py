"""Tools for permits to protected areas: what is free, requests with a late answer, changes, and waiting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from negforge.worlds.atlas.schemas import AREA, DAY, PARTY, SLOT, WINDOW, area_of, atlas, shown, window_of
from negforge.worlds.atlas.start import SOLD_AHEAD
from negforge.worlds.atlas.state import Permit
from negforge.worlds.world import Desk, FaultHold, Problem, tool

PERMIT = {"type": "string", "pattern": "^PX[0-9]{6}$"}
REFUND_HOURS = 48
LATE = 20


@tool(
    "Free places in a protected area by day and time window, with prices. Permits are sold for today and the next 14 days. "
    "Children under 12 do not pay but count toward the quota. A window is listed even on days when a warning closes the area.",
    {
        "area_id": AREA,
        "window": WINDOW,
        "party": PARTY | {"description": "Only windows with room for all of them."},
    },
    required=["area_id", "window"],
    faults=FaultHold(
        rows="free",
        volatile=("free.*.places_left",),
        renames=(("free.*.places_left", "remaining"),),
        echo=("area_id", "area_id"),
    ),
)
def permit_windows(desk: Desk, area_id: str, window: dict[str, str], party: dict[str, int] | None = None) -> Any:
    area, (begin, end) = area_of(desk, area_id), window_of(window)
    size = party["adults"] + party["children"] if party else 1
    last = desk.now.date() + timedelta(days=SOLD_AHEAD)
    rows = []
    for offset in range((min(end, last) - max(begin, desk.now.date())).days + 1):
        day = max(begin, desk.now.date()) + timedelta(days=offset)
        for opens, closes in reversed(area.slots):
            left = atlas(desk).free(area, day, f"{opens}-{closes}")
            if left >= size and datetime.fromisoformat(f"{day}T{opens}") > desk.now:
                rows.append({"day": day, "slot": f"{opens}-{closes}", "places_left": left})
    return {
        "area_id": area.id,
        "name": area.name,
        "district": area.district,
        "price_adult": area.price,
        "largest_party": area.largest,
        "vehicle_road": {"name": area.road, "fee": area.road_fee} if area.road else None,
        "currency": "crowns",
        "free": rows,
    }


@tool(
    "Request a permit. It is charged to the card on file at once; the rangers answer within half an hour (status requested, then confirmed "
    "or declined). A request for a window that a warning of level 3 or 4 closes is declined, and half of the price is kept. A party that comes by "
    "car on the area's vehicle road has to name one vehicle registered in the account. resident_no gives the free resident rate to the "
    "resident it belongs to.",
    {
        "area_id": AREA,
        "day": DAY,
        "slot": SLOT,
        "party": PARTY,
        "vehicle_plate": {"type": "string"},
        "resident_no": {"type": "string", "pattern": "^R-[0-9]{5}$"},
        "holder": {"type": "string", "description": "Default: the account holder, who has to come along."},
    },
    required=["area_id", "day", "slot", "party"],
    writes=True,
)
def request_permit(
    desk: Desk,
    area_id: str,
    day: str,
    slot: str,
    party: dict[str, int],
    vehicle_plate: str | None = None,
    resident_no: str | None = None,
    holder: str | None = None,
) -> Any:
    state, area = atlas(desk), area_of(desk, area_id)
    when = datetime.fromisoformat(day).date()
    if slot not in [f"{a}-{b}" for a, b in area.slots]:
        raise Problem(
            422, "no_such_window", "The area has no such time window.", windows=[f"{a}-{b}" for a, b in area.slots]
        )
    if not desk.now < datetime.fromisoformat(f"{day}T{slot[:5]}") or (when - desk.now.date()).days > SOLD_AHEAD:
        raise Problem(422, "not_on_sale", "Permits are sold from now to 14 days ahead.", day=day)
    size = party["adults"] + party["children"]
    if size > area.largest:
        raise Problem(409, "party_too_large", f"At most {area.largest} people on one permit.", party=size)
    if state.free(area, when, slot) < size:
        raise Problem(409, "quota_used", "Not enough places are left.", places_left=state.free(area, when, slot))
    if vehicle_plate and vehicle_plate not in state.me.vehicles:
        raise Problem(422, "vehicle_not_registered", f"{vehicle_plate} is not registered in this account.")
    if vehicle_plate and not area.road:
        raise Problem(422, "no_vehicle_road", "No road for vehicles leads into this area.")
    free = bool(resident_no)
    total = 0 if free else party["adults"] * area.price
    total += area.road_fee if vehicle_plate else 0
    permit_id = desk.id("PX", area_id, day, slot, size, vehicle_plate, holder)
    if permit_id in state.permits:
        raise Problem(409, "already_requested", "The same permit was requested before.", permit_id=permit_id)
    state.permits[permit_id] = Permit(
        permit_id, area_id, when, slot, party["adults"], party["children"], holder or state.me.name,
        "resident" if free else "standard", vehicle_plate, total, "requested",
    )  # fmt: skip
    state.used[f"{area_id}|{when}|{slot}"] = state.used.get(f"{area_id}|{when}|{slot}", 0) + size
    due = desk.later(LATE, "answer", permit_id=permit_id)
    return {
        "permit_id": permit_id,
        "status": "requested",
        "total": total,
        "currency": "crowns",
        "answer_by": shown(due),
    }


def answer(desk: Desk, permit_id: str) -> None:
    """The rangers' answer to a request that still stands."""
    state = atlas(desk)
    permit = state.permits.get(permit_id)
    if permit is None or permit.status != "requested":
        return
    start, end = permit.slot.split("-")
    if state.closed(state.areas[permit.area].district, permit.day, start, end):
        permit.status, permit.refunded = "declined", permit.total // 2
    else:
        permit.status = "confirmed"


@tool(
    "Cancel a permit or change its party or vehicle. Cancelled at least 48 h before the window begins, all of the price is paid back, later nothing. "
    "A larger party is charged for the added adults; a smaller one gets nothing back. Permits of other accounts need the holder's full name.",
    {
        "permit_id": PERMIT,
        "change": {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {"cancel": {"type": "boolean", "const": True}, "reason": {"type": "string"}},
                    "required": ["cancel"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"party": PARTY, "vehicle_plate": {"type": ["string", "null"]}},
                    "minProperties": 1,
                    "additionalProperties": False,
                },
            ]
        },
        "holder_name": {"type": "string"},
    },
    required=["permit_id", "change"],
    writes=True,
)
def change_permit(desk: Desk, permit_id: str, change: dict[str, Any], holder_name: str | None = None) -> Any:
    state = atlas(desk)
    permit = state.permits.get(permit_id)
    if permit is None or (permit.holder != state.me.name and permit.holder != holder_name):
        raise Problem(404, "permit_unknown", "No such permit for this holder.", permit_id=permit_id)
    if permit.status not in ("requested", "confirmed"):
        raise Problem(409, "not_changeable", f"The permit is {permit.status}.", permit_id=permit_id)
    area, key = state.areas[permit.area], f"{permit.area}|{permit.day}|{permit.slot}"
    size = permit.adults + permit.children
    if change.get("cancel"):
        permit.status, permit.refunded = "cancelled", permit.total if refundable(permit, desk.now) else 0
        state.used[key] = state.used.get(key, size) - size
        return {"permit_id": permit.id, "status": "cancelled", "paid_back": permit.refunded, "currency": "crowns"}
    party = change.get("party") or {"adults": permit.adults, "children": permit.children}
    more = party["adults"] + party["children"] - size
    if size + more > area.largest:
        raise Problem(409, "party_too_large", f"At most {area.largest} people on one permit.", party=size + more)
    if more > state.free(area, permit.day, permit.slot):
        raise Problem(
            409, "quota_used", "Not enough places are left.", places_left=state.free(area, permit.day, permit.slot)
        )
    plate = change.get("vehicle_plate", permit.plate)
    if plate and (plate not in state.me.vehicles or not area.road):
        raise Problem(422, "vehicle_not_possible", "Not a registered vehicle, or no road leads in.", plate=plate)
    charge = max(0, party["adults"] - permit.adults) * (area.price if permit.rate == "standard" else 0)
    charge += area.road_fee if plate and not permit.plate else 0
    permit.adults, permit.children, permit.plate = party["adults"], party["children"], plate
    permit.total += charge
    state.used[key] = state.used.get(key, size) + more
    return {
        "permit_id": permit.id,
        "status": permit.status,
        "charged": charge,
        "total": permit.total,
        "currency": "crowns",
    }


def refundable(permit: Permit, now: datetime) -> bool:
    begins = datetime.fromisoformat(f"{permit.day}T{permit.slot[:5]}")
    return begins - now >= timedelta(hours=REFUND_HOURS)


@tool(
    "Wait before looking again, e.g. for the rangers' answer. At most 12 hours.",
    {
        "span": {
            "type": "object",
            "properties": {
                "value": {"type": "integer", "minimum": 1, "maximum": 720},
                "unit": {"type": "string", "enum": ["minutes", "hours"]},
            },
            "required": ["value", "unit"],
            "additionalProperties": False,
        }
    },
    required=["span"],
)
def pause(desk: Desk, span: dict[str, Any]) -> Any:
    minutes = span["value"] * (60 if span["unit"] == "hours" else 1)
    if minutes > 720:
        raise Problem(422, "too_long", "At most 12 hours at a time.")
    desk.advance(minutes)
    return {"now": shown(desk.now)}
