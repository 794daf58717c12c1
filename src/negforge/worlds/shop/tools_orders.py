"""The shop's tools to look with: accounts, orders, parcels, delivery slots, and time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from negforge.worlds.shop.rules import (
    ACCOUNT_ID,
    DATE,
    ORDER_ID,
    account_named,
    day_of,
    of_variant,
    order_named,
    shop_of,
)
from negforge.worlds.shop.state import LABEL_FEE, Line, Order, Shop, last_day_to_return, saving, to_pay
from negforge.worlds.world import Desk, FaultHold, Problem, tool

PAGE = 5
_SHOWN = ("addresses", "payments", "vouchers", "gift_card", "returns", "reservations")


@tool(
    "The customer's card: name and number, and whatever show asks for. Vouchers come with their conditions; one voucher "
    "an order, and a voucher that is replaced counts as spent. Decisions on returns appear here some minutes after the request.",
    {
        "show": {
            "type": "object",
            "properties": {part: {"type": "boolean"} for part in _SHOWN},
            "additionalProperties": False,
        },
        "account_id": ACCOUNT_ID,
    },
    required=["show"],
    pretty=True,
    faults=FaultHold(
        rows="vouchers",
        volatile=("gift_card.balance",),
        renames=(("gift_card.balance", "credit"), ("vouchers.*.minimum_goods", "floor")),
        units=(("gift_card.balance", 100, "gift_card.currency", "EUR cents"),),
        echo=("account_id", "account_id"),
    ),
)
def account_card(desk: Desk, show: dict[str, bool], account_id: str | None = None) -> Any:
    shop, account = shop_of(desk), account_named(desk, account_id)
    body: dict[str, Any] = {"account_id": account.id, "name": account.name, "email": account.email}
    if show.get("addresses"):
        body["addresses"] = [
            {"label": a.label, "street": a.street, "postcode": a.postcode, "town": a.town, "mains": a.mains}
            for a in account.addresses.values()
        ]
    if show.get("payments"):
        body["payments"] = list(account.payments)
    if show.get("vouchers"):
        body["vouchers"] = [
            {
                "code": v.code,
                "name": v.name,
                "takes_off": {v.kind: v.value},
                "minimum_goods": v.minimum,
                "only_for": v.category,
                "valid_through": v.expires,
                "spent_on": v.used_on,
            }
            for v in shop.vouchers.values()
            if v.account == account.id
        ]
    if show.get("gift_card"):
        body["gift_card"] = {"balance": account.gift_balance, "currency": "EUR"}
    if show.get("returns"):
        body["returns"] = [
            {"return_id": r.id, "order_id": r.order, "status": r.status, "refund": r.refund, "refund_to": r.refund_to}
            | {"lines": [{"line": line, "quantity": count} for line, count in r.lines.items()]}
            | ({"label": r.label} if r.label else {})
            for r in shop.returns.values()
            if shop.orders[r.order].account == account.id
        ]
    if show.get("reservations"):
        body["reservations"] = [
            {"reservation_id": r.id, "sku": r.sku, "quantity": r.quantity, "warehouse": r.warehouse}
            | {"held_until": r.until, "status": r.status}
            for r in shop.reservations.values()
        ]
    return body


@tool(
    "Orders of an account, newest first, five a page; follow next_cursor for more. Rows are short: colours, sizes and "
    "prices of the lines are in read_order.",
    {
        "where": {
            "type": "object",
            "properties": {
                "status": {
                    "type": "array",
                    "items": {"type": "string", "enum": ["processing", "dispatched", "delivered", "cancelled"]},
                    "minItems": 1,
                },
                "placed": {"type": "object", "properties": {"from": DATE, "to": DATE}, "additionalProperties": False},
                "item": {"type": "string", "minLength": 3, "description": "Part of a product's name."},
            },
            "additionalProperties": False,
        },
        "cursor": {"type": "string"},
        "account_id": ACCOUNT_ID,
    },
    faults=FaultHold(
        rows="orders",
        volatile=("orders.*.total",),
        renames=(("orders.*.order_id", "number"), ("orders.*.placed", "ordered_on")),
        units=(("orders.*.total", 100, "currency", "EUR cents"),),
    ),
)
def list_orders(
    desk: Desk, where: dict[str, Any] | None = None, cursor: str = "", account_id: str | None = None
) -> Any:
    shop, wish, account = shop_of(desk), where or {}, account_named(desk, account_id)
    placed = wish.get("placed", {})
    found = [
        o
        for o in sorted(shop.orders.values(), key=lambda order: (order.placed, order.id), reverse=True)
        if o.account == account.id
        and (not wish.get("status") or o.status in wish["status"])
        and placed.get("from", "") <= o.placed.isoformat() <= placed.get("to", "9999")
        and (
            "item" not in wish
            or any(wish["item"].lower() in shop.product_of(x.sku).name.lower() for x in o.lines.values())
        )
    ]
    begin = next((at + 1 for at, o in enumerate(found) if cursor == f"after:{o.id}"), 0)
    if cursor and not begin:
        raise Problem(422, "bad_cursor", "The cursor does not belong to this list.", source="cursor")
    rows = [
        {
            "order_id": o.id,
            "placed": o.placed,
            "status": o.status,
            "total": to_pay(shop, o),
            "items": [{"line": x.number, "name": shop.product_of(x.sku).name, "quantity": x.quantity} for x in o.live],
        }
        for o in found[begin : begin + PAGE]
    ]
    body: dict[str, Any] = {"currency": "EUR", "orders": rows}
    if begin + PAGE < len(found):
        body["next_cursor"] = f"after:{rows[-1]['order_id']}"
    return body


@tool(
    "One order with its lines. expand adds: terms (until when each line goes back and what that pays), payment, parcel "
    "(number, carrier and the last scan our desk was sent, often not the newest), address (with the slot), changes (returns, exchanges, price adjustments).",
    {
        "order_id": ORDER_ID,
        "expand": {
            "type": "array",
            "items": {"type": "string", "enum": ["terms", "payment", "parcel", "address", "changes"]},
            "uniqueItems": True,
        },
        "lines": {"type": "array", "items": {"type": "integer", "minimum": 1}, "description": "Only these lines."},
    },
    required=["order_id"],
    pretty=True,
    faults=FaultHold(
        rows="lines",
        volatile=("totals.to_pay",),
        renames=(("lines.*.price_each", "unit"), ("lines.*.quantity", "qty")),
        units=(("lines.*.price_each", 100, "currency", "EUR cents"),),
        echo=("order_id", "order_id"),
        note="gift_message",
    ),
)
def read_order(desk: Desk, order_id: str, expand: list[str] | None = None, lines: list[int] | None = None) -> Any:
    shop, order = shop_of(desk), order_named(desk, order_id)
    more = expand or []
    body: dict[str, Any] = {
        "order_id": order.id,
        "account": {"account_id": order.account, "name": shop.accounts[order.account].name},
        "placed": order.placed,
        "status": order.status,
        "currency": "EUR",
        "lines": [
            _line(shop, order, x, with_terms="terms" in more)
            for x in order.lines.values()
            if not lines or x.number in lines
        ],
        "totals": {
            "goods": order.goods,
            "voucher": order.voucher,
            "voucher_takes_off": saving(shop, order, shop.vouchers[order.voucher]) if order.voucher else 0,
            "delivery": order.delivery_fee,
            "slot": shop.slots[order.slot].fee if order.slot else 0,
            "to_pay": to_pay(shop, order),
        },
        "gift_message": order.gift_message,
    }
    if "payment" in more:
        body["payment"] = {"method": order.payment, "refunds_over_150_go_to": order.payment}
    if "parcel" in more:
        parcel = shop.parcels.get(order.parcel or "")
        body["parcel"] = (
            {"shipment_id": parcel.id, "carrier": parcel.carrier, "last_scan": _scan(*parcel.events[-2])}
            if parcel
            else None
        )
    if "address" in more:
        address = shop.accounts[order.account].addresses[order.address]
        body["address"] = {
            "label": address.label,
            "street": address.street,
            "postcode": address.postcode,
            "town": address.town,
            "mains": address.mains,
            "slot": order.slot,
            "delivery_emails": order.notify,
        }
    if "changes" in more:
        body["changes"] = {
            "returns": [
                {"return_id": r.id, "status": r.status, "refund": r.refund, "lines": sorted(r.lines), "label": r.label}
                for r in shop.returns.values()
                if r.order == order.id
            ],
            "exchanges": [
                {
                    "exchange_id": e.id,
                    "line": e.line,
                    "quantity": e.quantity,
                    "into": e.into,
                    "difference": e.difference,
                }
                for e in shop.exchanges.values()
                if e.order == order.id
            ],
            "adjustments": [
                {"adjustment_id": a.id, "line": a.line, "basis": a.basis, "amount": a.amount}
                for a in shop.adjustments.values()
                if a.order == order.id
            ],
        }
    return body


def _line(shop: Shop, order: Order, line: Line, *, with_terms: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"line": line.number, **of_variant(shop, shop.variants[line.sku])}
    row |= {"category": shop.product_of(line.sku).category, "quantity": line.quantity, "price_each": line.price}
    row |= {"clearance": line.clearance, "state": _state(line)}
    if with_terms:
        until, faulty = last_day_to_return(order, "change_of_mind"), last_day_to_return(order, "faulty")
        row["terms"] = {
            "return_until": until,
            "faulty_until": faulty,
            "opened": "not taken back unless faulty"
            if shop.product_of(line.sku).category == "textile"
            else "taken back",
            "pays_each": line.price,
            "label_fee_to_original_payment": LABEL_FEE,
        }
    return row


def _state(line: Line) -> str:
    if line.cancelled:
        return "cancelled"
    return "exchanged" if line.exchanged else f"returned: {line.returned}" if line.returned else "kept"


@tool(
    "The carrier's scans of one parcel as a log in plain text, oldest first. This log governs where an order's own status "
    "says something else.",
    {
        "shipment_id": {"type": "string", "pattern": "^SH[0-9]{8}$"},
        "last": {"type": "integer", "minimum": 1, "maximum": 50, "description": "Only so many of the newest scans."},
        "codes": {"type": "array", "items": {"type": "string", "enum": ["PCK", "DEP", "ETA", "OUT", "DLV", "TRC"]}},
    },
    required=["shipment_id"],
)
def track_shipment(desk: Desk, shipment_id: str, last: int = 50, codes: list[str] | None = None) -> Any:
    parcel = shop_of(desk).parcels.get(shipment_id)
    if parcel is None:
        raise Problem(404, "no_such_shipment", f"There is no shipment {shipment_id}.", source="shipment_id")
    events = [event for event in parcel.events if not codes or event[2] in codes][-last:]
    head = f"{parcel.carrier.upper()}  {parcel.id}  order {parcel.order}  scans {len(events)}"
    return "\n".join([head, "-" * len(head), *(_scan(*event) for event in events)])


def _scan(moment: datetime, place: str, code: str, words: str) -> str:
    return f"{moment:%Y-%m-%d %H:%M}  {place:<15} {code}  {words}"


@tool(
    "Free delivery slots for an order's address, or for another address of the same account. room_of_choice means that the "
    "carrier brings the goods to the room; assembly is not offered. Fees are added to the order. A slot is taken with change_order.",
    {
        "order_id": ORDER_ID,
        "between": {
            "type": "object",
            "properties": {"from": DATE, "to": DATE},
            "required": ["from", "to"],
            "additionalProperties": False,
        },
        "parts": {
            "type": "array",
            "items": {"type": "string", "enum": ["morning", "afternoon", "evening"]},
            "minItems": 1,
        },
        "service": {"type": "string", "enum": ["doorstep", "room_of_choice"]},
        "address_label": {"type": "string"},
    },
    required=["order_id", "between"],
    faults=FaultHold(
        rows="slots",
        volatile=("slots.*.fee",),
        renames=(("slots.*.fee", "charge"), ("slots.*.day", "date")),
        units=(("slots.*.fee", 100, "currency", "EUR cents"),),
        echo=("order_id", "order_id"),
    ),
)
def delivery_slots(
    desk: Desk,
    order_id: str,
    between: dict[str, str],
    parts: list[str] | None = None,
    service: str = "",
    address_label: str = "",
) -> Any:
    shop, order = shop_of(desk), order_named(desk, order_id)
    address = shop.accounts[order.account].addresses.get(address_label or order.address)
    if address is None:
        raise Problem(404, "no_such_address", f"The account has no address {address_label}.", source="address_label")
    first, last = day_of(between["from"]), day_of(between["to"])
    found = [
        s
        for s in shop.slots.values()
        if s.area == address.area
        and s.left
        and first <= s.day <= last
        and (not parts or s.part in parts)
        and service in ("", s.service)
    ]
    rows = [
        {
            "slot_id": s.id,
            "day": s.day,
            "part": s.part,
            "hours": s.hours,
            "service": s.service,
            "fee": s.fee,
            "left": s.left,
        }
        for s in sorted(found, key=lambda s: (s.part, s.service, s.day, s.id))
    ]
    return {"order_id": order.id, "address": address.label, "currency": "EUR", "slots": rows}


@tool(
    "Keep the conversation open while something is decided elsewhere, e.g. a return. Reads again afterwards show what happened.",
    {
        "pause": {
            "type": "object",
            "properties": {
                "minutes": {"type": "integer", "minimum": 1, "maximum": 240},
                "music": {"type": "boolean", "description": "Play the waiting music on the telephone."},
            },
            "required": ["minutes"],
            "additionalProperties": False,
        },
        "tell_customer": {
            "type": "string",
            "maxLength": 160,
            "description": "Shown on the customer's screen meanwhile.",
        },
    },
    required=["pause"],
)
def hold_the_line(desk: Desk, pause: dict[str, Any], tell_customer: str = "") -> Any:
    minutes = pause["minutes"]
    desk.advance(minutes)
    return {"waited": {"minutes": minutes}, "now": desk.now}
