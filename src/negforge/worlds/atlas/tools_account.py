"""Tools for the signed-in member: what is saved, and changes of lists and alerts."""

from __future__ import annotations

from typing import Any

from negforge.worlds.atlas.schemas import PLACE, WINDOW, atlas, place_of, shown, window_of
from negforge.worlds.atlas.state import Alert, Permit, SavedList
from negforge.worlds.atlas.tools_permits import refundable
from negforge.worlds.atlas.vocabulary import HAZARDS
from negforge.worlds.world import Desk, FaultHold, Problem, tool

SECTIONS = ("profile", "vehicles", "permits", "lists", "alerts")
MOST_ALERTS = 5
_LIST = {"type": "string", "pattern": "^LS-[0-9]{5}$"}


@tool(
    "The signed-in member's own things: profile (home, resident number), vehicles, permits, lists, alerts. Lists show their entries only where named in "
    "entries_of, which takes the id of any list, also of other members'.",
    {
        "sections": {"type": "array", "items": {"type": "string", "enum": list(SECTIONS)}, "minItems": 1},
        "permits": {
            "type": "object",
            "properties": {
                "days": WINDOW,
                "statuses": {
                    "type": "array",
                    "items": {"type": "string", "enum": ["requested", "confirmed", "declined", "cancelled"]},
                },
            },
            "additionalProperties": False,
        },
        "entries_of": {"type": "array", "items": _LIST, "maxItems": 6},
    },
    required=["sections"],
    pretty=True,
    faults=FaultHold(
        rows="permits",
        volatile=("permits.*.total",),
        renames=(("permits.*.total", "amount"), ("alerts.*.at_least", "threshold")),
    ),
)
def my_account(
    desk: Desk, sections: list[str], permits: dict[str, Any] | None = None, entries_of: list[str] | None = None
) -> Any:
    state, me = atlas(desk), atlas(desk).me
    body: dict[str, Any] = {"member": me.name}
    if "profile" in sections:
        home = state.places[me.lives_at]
        body["profile"] = {"home": _short(desk, home.id), "resident_no": me.resident}
    if "vehicles" in sections:
        body["vehicles"] = [{"plate": plate, "vehicle": what} for plate, what in me.vehicles.items()]
    if "permits" in sections:
        rows = [p for p in state.permits.values() if p.holder == me.name]
        if permits and "days" in permits:
            begin, end = window_of(permits["days"])
            rows = [p for p in rows if begin <= p.day <= end]
        if permits and permits.get("statuses"):
            rows = [p for p in rows if p.status in permits["statuses"]]
        body["permits"] = [_permit(desk, p) for p in rows]
    if "lists" in sections or entries_of:
        rows_of = [x for x in state.lists.values() if x.owner == me.name or me.name in x.shared_with]
        body["lists"] = [_list(desk, x, x.id in (entries_of or ())) for x in rows_of]
        others = [_existing(desk, identity) for identity in entries_of or ()]
        body["lists"] += [_list(desk, x, True) for x in others if x not in rows_of]
    if "alerts" in sections:
        body["alerts"] = [_alert(desk, a) for a in state.alerts.values()]
        body["alerts_allowed"] = MOST_ALERTS
    return body


def _short(desk: Desk, identity: str) -> dict[str, Any]:
    place = atlas(desk).places[identity]
    return {"place_id": place.id, "name": place.name, "district": place.district, "kind": place.kind}


def _permit(desk: Desk, permit: Permit) -> dict[str, Any]:
    area = atlas(desk).areas[permit.area]
    return {
        "permit_id": permit.id,
        "area": {"area_id": area.id, "name": area.name, "district": area.district},
        "day": permit.day,
        "slot": permit.slot,
        "party": {"adults": permit.adults, "children": permit.children},
        "vehicle_plate": permit.plate,
        "rate": permit.rate,
        "total": permit.total,
        "status": permit.status,
        "refundable_now": permit.status == "confirmed" and refundable(permit, desk.now),
        "paid_back": permit.refunded,
    }


def _list(desk: Desk, saved: SavedList, full: bool) -> dict[str, Any]:
    body = {"list_id": saved.id, "name": saved.name, "owner": saved.owner, "size": len(saved.entries)}
    if full:
        body["entries"] = [_short(desk, identity) | {"note": note} for identity, note in saved.entries.items()]
    return body


def _alert(desk: Desk, alert: Alert) -> dict[str, Any]:
    return {
        "alert_id": alert.id,
        "place": _short(desk, alert.place),
        "hazards": list(alert.hazards),
        "at_least": alert.level,
        "channel": alert.channel,
        "quiet": {"from": alert.quiet[0], "to": alert.quiet[1]} if alert.quiet else None,
    }


def _existing(desk: Desk, identity: str) -> SavedList:
    saved = atlas(desk).lists.get(identity)
    if saved is None:
        raise Problem(404, "list_unknown", f"No list {identity}.")
    return saved


@tool(
    "Change a saved list of the member, or begin a new one (list.new_name). Changes happen in order and all or none.",
    {
        "list": {
            "anyOf": [
                _LIST,
                {
                    "type": "object",
                    "properties": {"new_name": {"type": "string", "minLength": 1, "maxLength": 60}},
                    "required": ["new_name"],
                },
            ]
        },
        "changes": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "do": {"type": "string", "enum": ["add", "remove", "note"]},
                    "place_id": PLACE,
                    "note": {"type": "string", "maxLength": 200},
                },
                "required": ["do", "place_id"],
                "additionalProperties": False,
            },
        },
    },
    required=["list", "changes"],
    writes=True,
)
def edit_list(desk: Desk, list: Any, changes: Any) -> Any:
    state = atlas(desk)
    if isinstance(list, str):
        saved = _existing(desk, list)
        if saved.owner != state.me.name:
            raise Problem(403, "not_your_list", f"{saved.id} belongs to {saved.owner}.")
    else:
        name = list["new_name"]
        saved = SavedList(desk.id("LS-", name, digits=5), name, state.me.name, (), {})
        if any(x.owner == state.me.name and x.name.lower() == name.lower() for x in state.lists.values()):
            raise Problem(409, "name_taken", f"There is a list {name} already.")
    entries = dict(saved.entries)
    for change in changes:
        place = place_of(desk, change["place_id"])
        if (change["do"] == "add") == (place.id in entries):
            raise Problem(
                409, "entry_conflict", f"{place.name} is {'already' if place.id in entries else 'not'} on the list."
            )
        if change["do"] == "remove":
            del entries[place.id]
        else:
            entries[place.id] = change.get("note", "")
    saved.entries = entries
    state.lists[saved.id] = saved
    return {"list_id": saved.id, "name": saved.name, "size": len(entries)}


@tool(
    "Subscribe to warnings for a place, change a subscription (alert_id) or end it (end: true). A member has at most five. "
    "Levels below 2 are sent as a daily digest only.",
    {
        "alert_id": {"type": "string", "pattern": "^AL[0-9]{5}$"},
        "place_id": PLACE,
        "hazards": {
            "type": "array",
            "items": {"type": "string", "enum": [*HAZARDS]},
            "minItems": 1,
            "uniqueItems": True,
        },
        "at_least": {"type": "integer", "minimum": 1, "maximum": 4},
        "channel": {"type": "string", "enum": ["push", "email", "sms"]},
        "quiet": {
            "type": "object",
            "properties": {"from": {"type": "string"}, "to": {"type": "string"}},
            "required": ["from", "to"],
            "description": "HH:MM, no messages then.",
        },
        "end": {"type": "boolean"},
    },
    writes=True,
)
def set_alert(
    desk: Desk,
    alert_id: str | None = None,
    place_id: str | None = None,
    hazards: Any = None,
    at_least: int | None = None,
    channel: str | None = None,
    quiet: dict[str, str] | None = None,
    end: bool = False,
) -> Any:
    state = atlas(desk)
    old = state.alerts.get(alert_id or "")
    if alert_id and old is None:
        raise Problem(404, "alert_unknown", f"No alert {alert_id}.")
    if end:
        if old is None:
            raise Problem(422, "alert_missing", "Name the alert that is to end.")
        del state.alerts[old.id]
        return {"alert_id": old.id, "ended": True, "at": shown(desk.now)}
    if old is None and (place_id is None or hazards is None):
        raise Problem(422, "incomplete", "A new alert needs place_id and hazards.")
    if old is None and len(state.alerts) >= MOST_ALERTS:
        raise Problem(409, "alert_limit", f"At most {MOST_ALERTS} alerts; end one first.")
    place = place_of(desk, place_id).id if place_id else old.place if old else ""
    wanted = tuple(sorted(hazards, key=HAZARDS.index)) if hazards else old.hazards if old else ()
    new = Alert(
        old.id if old else desk.id("AL", place, *wanted, digits=5), place, wanted,
        at_least or (old.level if old else 2), channel or (old.channel if old else "push"),
        (quiet["from"], quiet["to"]) if quiet else old.quiet if old else None,
    )  # fmt: skip
    state.alerts[new.id] = new
    return _alert(desk, new)
