"""The shop's tools that change an order before it leaves, or the price that was paid for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.shop.rules import (
    NUMBER,
    ORDER_ID,
    REFUND_TO,
    line_of,
    order_named,
    shop_of,
    still_processing,
)
from negforge.worlds.shop.state import (
    ADJUST_DAYS,
    GIFT_LIMIT,
    KEEP_SHARE,
    RETURN_DAYS,
    Adjustment,
    Order,
    Shop,
    last_day_to_return,
    saving,
    to_pay,
    voucher_base,
)
from negforge.worlds.world import Desk, Problem, tool


def _change(op: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"op": {"type": "string", "enum": [op]}, **more},
        "required": ["op", *more],
        "additionalProperties": False,
    }


@tool(
    "Change an order that is still in processing: all changes or none. A new address in another postcode area drops the slot. "
    "Orders that were dispatched or delivered cannot be changed, not even their address.",
    {
        "order_id": ORDER_ID,
        "changes": {
            "type": "array",
            "minItems": 1,
            "items": {
                "oneOf": [
                    _change("set_address", address_label={"type": "string"}),
                    _change("set_slot", slot_id={"type": "string", "pattern": "^SL[0-9]{5}$"}),
                    _change("set_quantity", line=NUMBER, quantity=NUMBER),
                    _change("cancel_line", line=NUMBER),
                ]
            },
        },
        "delivery_emails": {"type": "boolean", "description": "false: no more e-mails about this order's delivery."},
    },
    required=["order_id", "changes"],
    writes=True,
)
def change_order(desk: Desk, order_id: str, changes: list[dict[str, Any]], delivery_emails: bool | None = None) -> Any:
    shop, order = shop_of(desk), order_named(desk, order_id)
    still_processing(order)
    for at, change in enumerate(changes):
        _check_change(desk, order, change, f"changes/{at}")
    for change in changes:
        _make_change(shop, order, change)
    if delivery_emails is not None:
        order.notify = delivery_emails
    if not order.live:
        order.status = "cancelled"
    return {
        "order_id": order.id,
        "status": order.status,
        "changed": [change["op"] for change in changes],
        "address": order.address,
        "slot": order.slot,
        "totals": {"goods": order.goods, "to_pay": to_pay(shop, order) if order.live else 0, "currency": "EUR"},
    }


def _check_change(desk: Desk, order: Order, change: dict[str, Any], source: str) -> None:
    shop = shop_of(desk)
    match change["op"]:
        case "set_address":
            if change["address_label"] not in shop.accounts[order.account].addresses:
                raise Problem(
                    404,
                    "no_such_address",
                    "Only saved addresses of the account can be set.",
                    source=f"{source}/address_label",
                )
        case "set_slot":
            slot = shop.slots.get(change["slot_id"])
            area = shop.accounts[order.account].addresses[order.address].area
            if slot is None or not slot.left or slot.area != area:
                raise Problem(
                    409, "slot_not_free", "This slot is not free for the address.", source=f"{source}/slot_id"
                )
        case "set_quantity":
            line = line_of(order, change["line"], f"{source}/line")
            if change["quantity"] - line.quantity > shop.variants[line.sku].shippable:
                raise Problem(409, "not_enough_pieces", "So many cannot be sent.", source=f"{source}/quantity")
        case _:
            line_of(order, change["line"], f"{source}/line")


def _make_change(shop: Shop, order: Order, change: dict[str, Any]) -> None:
    match change["op"]:
        case "set_address":
            addresses = shop.accounts[order.account].addresses
            if order.slot and addresses[order.address].area != addresses[change["address_label"]].area:
                shop.slots[order.slot].left += 1
                order.slot = None
            order.address = change["address_label"]
        case "set_slot":
            if order.slot:
                shop.slots[order.slot].left += 1
            order.slot = change["slot_id"]
            shop.slots[order.slot].left -= 1
        case "set_quantity":
            order.lines[str(change["line"])].quantity = change["quantity"]
        case _:
            order.lines[str(change["line"])].cancelled = True


@tool(
    "Put a voucher on an order in processing. Vouchers do not combine: there is one an order, and the one that is replaced is "
    "spent. The minimum counts only goods that the voucher is good for; clearance goods never count.",
    {
        "order_id": ORDER_ID,
        "voucher": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "pattern": "^[A-Z]+-[0-9]{4}$"},
                "replace_current": {"type": "boolean"},
            },
            "required": ["code"],
            "additionalProperties": False,
        },
        "preview": {"type": "boolean", "description": "Only say what it would take off."},
    },
    required=["order_id", "voucher"],
    writes=True,
)
def apply_voucher(desk: Desk, order_id: str, voucher: dict[str, Any], preview: bool = False) -> Any:
    shop, order = shop_of(desk), order_named(desk, order_id)
    still_processing(order)
    found = shop.vouchers.get(voucher["code"])
    if found is None:
        raise Problem(404, "no_such_voucher", "There is no voucher with this code.", source="voucher/code")
    if found.used_on:
        raise Problem(409, "voucher_spent", f"This voucher was spent on order {found.used_on}.", source="voucher/code")
    if found.expires < desk.now.date():
        raise Problem(409, "voucher_expired", f"This voucher was valid through {found.expires}.", source="voucher/code")
    if not saving(shop, order, found):
        base = voucher_base(shop, order, found)
        raise Problem(
            409, "minimum_not_reached", f"EUR {base:.2f} of this order count; the minimum is EUR {found.minimum:.2f}."
        )
    if order.voucher and not voucher.get("replace_current"):
        raise Problem(
            409, "vouchers_do_not_combine", f"Voucher {order.voucher} is on this order already.", on_it=order.voucher
        )
    off = saving(shop, order, found)
    if not preview:
        order.voucher, found.used_on = found.code, order.id
    return {
        "order_id": order.id,
        "code": found.code,
        "takes_off": off,
        "currency": "EUR",
        "applied": not preview,
        "to_pay": to_pay(shop, order),
    }


@tool(
    f"Pay back part of a price. price_drop: the article's list price fell within {ADJUST_DAYS} days of the order's date; pays "
    f"the difference, once a line, not on clearance goods. kept_damaged: the customer keeps a damaged article for up to "
    f"{KEEP_SHARE:.0%} of its price, within {RETURN_DAYS} days of delivery. Over EUR {GIFT_LIMIT:.0f} in all goes to the original payment.",
    {
        "order_id": ORDER_ID,
        "claims": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "line": NUMBER,
                    "basis": {"type": "string", "enum": ["price_drop", "kept_damaged"]},
                    "percent": {"type": "integer", "minimum": 1, "maximum": 30, "description": "For kept_damaged."},
                    "pieces": {
                        "type": "integer",
                        "minimum": 1,
                        "description": "For kept_damaged; all of the line without it.",
                    },
                },
                "required": ["line", "basis"],
                "additionalProperties": False,
            },
        },
        "pay_to": REFUND_TO,
    },
    required=["order_id", "claims", "pay_to"],
    writes=True,
)
def adjust_price(desk: Desk, order_id: str, claims: list[dict[str, Any]], pay_to: str) -> Any:
    shop, order = shop_of(desk), order_named(desk, order_id)
    amounts = [_claimed(desk, order, claim, f"claims/{at}") for at, claim in enumerate(claims)]
    total = round(sum(amounts), 2)
    if total > GIFT_LIMIT and pay_to == "gift_card":
        raise Problem(
            409,
            "original_payment_required",
            f"More than EUR {GIFT_LIMIT:.0f} goes to the original payment.",
            amount=total,
        )
    numbers = []
    for claim, amount in zip(claims, amounts, strict=True):
        number = desk.id("PA", order.id, claim["line"], claim["basis"])
        shop.adjustments[number] = Adjustment(number, order.id, claim["line"], claim["basis"], amount, pay_to)
        numbers.append({"adjustment_id": number, "line": claim["line"], "amount": amount})
    account = shop.accounts[order.account]
    if pay_to == "gift_card":
        account.gift_balance = round(account.gift_balance + total, 2)
    return {"order_id": order.id, "adjustments": numbers, "total": total, "currency": "EUR", "paid_to": pay_to}


def _claimed(desk: Desk, order: Order, claim: dict[str, Any], source: str) -> float:
    shop, line = shop_of(desk), line_of(order, claim["line"], f"{source}/line")
    if any((a.order, a.line) == (order.id, line.number) for a in shop.adjustments.values()):
        raise Problem(409, "adjusted_before", f"Line {line.number} was adjusted before.", source=f"{source}/line")
    if claim["basis"] == "kept_damaged":
        until = last_day_to_return(order, "change_of_mind")
        pieces = claim.get("pieces", line.quantity)
        if until is None or until < desk.now.date() or pieces > line.quantity:
            raise Problem(
                409, "not_adjustable", "Not within 30 days of delivery, or more pieces than were sent.", source=source
            )
        return float(round(line.price * pieces * claim.get("percent", 30) / 100, 2))
    price = shop.variants[line.sku].price
    if line.clearance or order.placed + timedelta(days=ADJUST_DAYS) < desk.now.date():
        raise Problem(
            409, "not_adjustable", f"Clearance, or ordered more than {ADJUST_DAYS} days ago.", source=f"{source}/line"
        )
    if price >= line.price:
        raise Problem(
            409, "no_drop", f"The list price is EUR {price:.2f}, EUR {line.price:.2f} was paid.", source=source
        )
    return round((line.price - price) * line.quantity, 2)
