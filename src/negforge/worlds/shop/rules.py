"""What the handlers share: finding things by their number, the service's way of refusing, and how rows are shown."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from negforge.worlds.shop.state import Account, Line, Order, Shop, Variant
from negforge.worlds.world import Desk, Problem

ORDER_ID = {"type": "string", "pattern": "^70-[0-9]{6}$", "description": "Order number, e.g. 70-418235."}
SKU = {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}-[A-Z]{4}[0-9]{0,2}$"}
ACCOUNT_ID = {
    "type": "string",
    "pattern": "^C[0-9]{6}$",
    "description": "Account number; without it, the account that is signed in to this conversation.",
}
REFUND_TO = {"type": "string", "enum": ["gift_card", "original_payment"]}
NUMBER = {"type": "integer", "minimum": 1}
DATE = {"type": "string", "format": "date"}


def describe_problem(problem: Problem) -> str:
    """``{"errors": [{"code", "detail", "source"}]}``: ``source`` points into the request, ``meta`` has the rest."""
    details = dict(problem.details)
    error: dict[str, Any] = {"code": problem.code, "detail": problem.message}
    if "source" in details:
        error["source"] = {"pointer": "/" + str(details.pop("source"))}
    if details:
        error["meta"] = details
    return json.dumps({"errors": [error]}, ensure_ascii=False, default=str)


def shop_of(desk: Desk) -> Shop:
    state: Shop = desk.state
    return state


def account_named(desk: Desk, account_id: str | None) -> Account:
    shop = shop_of(desk)
    account = shop.accounts.get(account_id or shop.me)
    if account is None:
        raise Problem(404, "no_such_account", f"There is no account {account_id}.", source="account_id")
    return account


def order_named(desk: Desk, order_id: str) -> Order:
    order = shop_of(desk).orders.get(order_id)
    if order is None:
        raise Problem(404, "no_such_order", f"There is no order {order_id}.", source="order_id")
    return order


def variant_named(desk: Desk, sku: str, source: str) -> Variant:
    variant = shop_of(desk).variants.get(sku)
    if variant is None:
        raise Problem(404, "no_such_article", f"There is no article {sku}.", source=source)
    return variant


def line_of(order: Order, number: int, source: str) -> Line:
    line = order.lines.get(str(number))
    if line is None or line.cancelled:
        raise Problem(404, "no_such_line", f"Order {order.id} has no open line {number}.", source=source)
    return line


def still_processing(order: Order) -> None:
    if order.status != "processing":
        raise Problem(
            409, "too_late_to_change", f"Order {order.id} is {order.status}; only orders in processing can be changed."
        )


def of_variant(shop: Shop, variant: Variant) -> dict[str, Any]:
    """An article's name and options, as every answer gives them."""
    found = {
        "sku": variant.sku,
        "name": shop.products[variant.product].name,
        "colour": variant.colour,
        "size": variant.size,
    }
    return found | ({"mains": variant.voltage} if variant.voltage else {})


def day_of(text: str) -> date:
    return date.fromisoformat(text)
