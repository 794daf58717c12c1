"""The shop's tools for what was delivered, or never came: returns with a late decision, and exchanges."""

from __future__ import annotations

from typing import Any

from negforge.core.json_text import digest
from negforge.worlds.shop.rules import (
    NUMBER,
    ORDER_ID,
    REFUND_TO,
    SKU,
    day_of,
    line_of,
    of_variant,
    order_named,
    shop_of,
    variant_named,
)
from negforge.worlds.shop.state import (
    FAULTS_OF_OURS,
    GIFT_LIMIT,
    LABEL_FEE,
    OURS_TO_MEND,
    RETURN_DAYS,
    Exchange,
    Order,
    Return,
    last_day_to_return,
)
from negforge.worlds.world import Desk, Problem, tool


@tool(
    f"Ask for goods to be taken back. Within {RETURN_DAYS} days of delivery; opened textiles are not taken back. Faulty, damaged "
    f"or wrong goods: 180 days, opened or not. EUR {LABEL_FEE:.2f} for the label is kept from refunds to the original payment unless the "
    f"fault is ours; none for gift card. A refund over EUR {GIFT_LIMIT:.0f} goes to the original payment only. never_arrived is for "
    "parcels that the carrier lost. The label, or the decision, follows some minutes later on the account card.",
    {
        "order_id": ORDER_ID,
        "lines": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "line": NUMBER,
                    "quantity": NUMBER,
                    "reason": {
                        "type": "string",
                        "enum": ["change_of_mind", "wrong_size", "ordered_twice", *FAULTS_OF_OURS],
                    },
                    "opened": {
                        "type": "boolean",
                        "description": "Whether it was used, washed, or taken out of its wrapping.",
                    },
                },
                "required": ["line", "quantity", "reason", "opened"],
                "additionalProperties": False,
            },
        },
        "refund_to": REFUND_TO,
        "collect": {
            "type": "object",
            "properties": {"address_label": {"type": "string"}, "day": {"type": "string", "format": "date"}},
            "required": ["address_label", "day"],
            "additionalProperties": False,
            "description": "Have the carrier collect it; else the customer drops it off.",
        },
    },
    required=["order_id", "lines", "refund_to"],
    writes=True,
    takes=1,
)
def open_return(
    desk: Desk, order_id: str, lines: list[dict[str, Any]], refund_to: str, collect: dict[str, str] | None = None
) -> Any:
    shop, order = shop_of(desk), order_named(desk, order_id)
    for at, wish in enumerate(lines):
        _check_return(desk, order, wish, f"lines/{at}")
    if collect and (
        collect["address_label"] not in shop.account.addresses or day_of(collect["day"]) <= desk.now.date()
    ):
        raise Problem(422, "cannot_collect", "A saved address and a day to come are needed.", source="collect")
    goods = sum(order.lines[str(wish["line"])].price * wish["quantity"] for wish in lines)
    ours = all(wish["reason"] in FAULTS_OF_OURS for wish in lines)
    fee = 0.0 if ours or refund_to == "gift_card" else LABEL_FEE
    refund = round(goods - fee, 2)
    if refund > GIFT_LIMIT and refund_to == "gift_card":
        raise Problem(
            409,
            "original_payment_required",
            f"Over EUR {GIFT_LIMIT:.0f} goes to the original payment.",
            refund=refund,
            source="refund_to",
        )
    number = desk.id("RT", order.id, refund_to, *[(w["line"], w["quantity"], w["reason"]) for w in lines])
    shop.returns[number] = Return(
        number,
        order.id,
        {wish["line"]: wish["quantity"] for wish in lines},
        {wish["line"]: wish["reason"] for wish in lines},
        refund_to,
        refund,
        "requested",
        collected=(collect["address_label"], day_of(collect["day"])) if collect else None,
    )
    for wish in lines:
        order.lines[str(wish["line"])].returned += wish["quantity"]
    when = desk.later(4, "decide", return_id=number)
    return {
        "return_id": number,
        "order_id": order.id,
        "status": "requested",
        "refund": {"goods": round(goods, 2), "label_fee": fee, "amount": refund, "currency": "EUR", "to": refund_to},
        "collected": collect,
        "decision_expected": when,
    }


def _check_return(desk: Desk, order: Order, wish: dict[str, Any], source: str) -> None:
    line = line_of(order, wish["line"], f"{source}/line")
    if line.quantity - line.returned < wish["quantity"] or line.exchanged:
        raise Problem(
            409, "nothing_left_to_return", f"Line {line.number} has fewer pieces left.", source=f"{source}/quantity"
        )
    if wish["reason"] == "never_arrived":
        if order.status == "processing":
            raise Problem(409, "not_dispatched_yet", f"Order {order.id} was not dispatched yet.", source=source)
        return
    until = last_day_to_return(order, wish["reason"])
    if until is None:
        raise Problem(409, "not_delivered_yet", f"Order {order.id} was not delivered yet.", source="order_id")
    if until < desk.now.date():
        raise Problem(
            409, "window_closed", f"The last day was {until}.", source=f"{source}/reason", delivered=order.delivered
        )
    textile = shop_of(desk).product_of(line.sku).category == "textile"
    if textile and wish["opened"] and wish["reason"] not in OURS_TO_MEND:
        raise Problem(409, "opened_textile", "Opened textiles are not taken back.", source=f"{source}/opened")


def decide(desk: Desk, return_id: str) -> None:
    """A return is decided: a label is sent, or for what never arrived, the money or a no by the carrier's log."""
    shop = shop_of(desk)
    request = shop.returns.get(return_id)
    if request is None or request.status != "requested":
        return
    order = shop.orders[request.order]
    if "never_arrived" not in request.reasons.values():
        request.status, request.label = "label_sent", f"LB{int(digest([request.id]), 16) % 10**8:08d}"
    elif order.parcel and shop.parcels[order.parcel].state == "lost":
        request.status = "paid_out"
        if request.refund_to == "gift_card":
            account = shop.accounts[order.account]
            account.gift_balance = round(account.gift_balance + request.refund, 2)
    else:
        request.status = "declined"
        for line, quantity in request.lines.items():
            order.lines[str(line)].returned -= quantity


@tool(
    f"Exchange delivered goods for another article of the same product (colour, size, mains), within {RETURN_DAYS} days of "
    "delivery, once a line; opened textiles only where faulty. Another product is no exchange: return it and order anew. A dearer "
    "article costs the difference, which the customer has to accept first; a cheaper one pays it back as settle says.",
    {
        "give": {
            "type": "object",
            "properties": {
                "order_id": ORDER_ID,
                "line": NUMBER,
                "quantity": NUMBER,
                "opened": {"type": "boolean"},
            },
            "required": ["order_id", "line", "quantity", "opened"],
            "additionalProperties": False,
        },
        "take": {
            "type": "object",
            "properties": {"sku": SKU},
            "required": ["sku"],
            "additionalProperties": False,
        },
        "reason": {"type": "string", "enum": ["wrong_size", "change_of_mind", "faulty", "wrong_item"]},
        "settle": REFUND_TO,
    },
    required=["give", "take", "reason", "settle"],
    writes=True,
)
def open_exchange(desk: Desk, give: dict[str, Any], take: dict[str, str], reason: str, settle: str) -> Any:
    shop, order = shop_of(desk), order_named(desk, give["order_id"])
    _check_return(desk, order, {**give, "reason": reason}, "give")
    line, variant = order.lines[str(give["line"])], variant_named(desk, take["sku"], "take/sku")
    if shop.variants[line.sku].product != variant.product:
        raise Problem(409, "another_product", "Only articles of the same product can be exchanged.", source="take/sku")
    quantity = give["quantity"]
    warehouse = next((w for w, count in variant.stock.items() if w != "outlet" and count >= quantity), None)
    if warehouse is None:
        raise Problem(
            409, "not_enough_pieces", "No shipping warehouse has so many.", source="take/sku", pieces=variant.stock
        )
    variant.stock[warehouse] -= quantity
    line.exchanged = True
    difference = round((variant.price - line.price) * quantity, 2)
    number = desk.id("EX", order.id, line.number, variant.sku, quantity)
    shop.exchanges[number] = Exchange(number, order.id, line.number, quantity, variant.sku, difference, settle, reason)
    if difference < 0 and settle == "gift_card":
        account = shop.accounts[order.account]
        account.gift_balance = round(account.gift_balance - difference, 2)
    return {
        "exchange_id": number,
        "order_id": order.id,
        "take": of_variant(shop, variant) | {"quantity": quantity, "from": warehouse},
        "difference": {"amount": difference, "currency": "EUR", "settled_with": settle},
    }
