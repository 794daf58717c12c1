"""The shop's tools for goods: the catalogue, live stock and prices, and pieces put aside for a while."""

from __future__ import annotations

from typing import Any

from negforge.worlds.shop.rules import ACCOUNT_ID, SKU, account_named, of_variant, shop_of, variant_named
from negforge.worlds.shop.state import MOST_PIECES, MOST_RESERVATIONS, Reservation
from negforge.worlds.shop.vocabulary import CATEGORIES, COLOURS, VOLTAGES, WAREHOUSES
from negforge.worlds.world import Desk, FaultHold, Problem, tool

PAGE = 8


@tool(
    "Search the catalogue. One row per article (product, colour, size, mains voltage), eight a page; follow next_cursor "
    "for more. The index is rebuilt at night and its availability counts the outlet too: stock_levels is the live source "
    "for pieces and prices.",
    {
        "words": {"type": "string", "minLength": 2, "description": "All of these words occur in the product's name."},
        "narrow": {
            "type": "object",
            "properties": {
                "categories": {"type": "array", "items": {"type": "string", "enum": list(CATEGORIES)}, "minItems": 1},
                "colours": {"type": "array", "items": {"type": "string", "enum": list(COLOURS)}, "minItems": 1},
                "mains": {"type": "string", "enum": list(VOLTAGES)},
                "price": {
                    "type": "object",
                    "properties": {
                        "from": {"type": "number", "minimum": 0},
                        "to": {"type": "number", "exclusiveMinimum": 0},
                    },
                    "additionalProperties": False,
                },
                "least_rating": {"type": "number", "minimum": 1, "maximum": 5},
            },
            "additionalProperties": False,
        },
        "order_by": {"type": "string", "enum": ["relevance", "rating", "name"], "default": "relevance"},
        "cursor": {"type": "string", "description": "next_cursor of the page before."},
    },
    required=["words"],
    faults=FaultHold(
        rows="results",
        volatile=("results.*.price",),
        renames=(("results.*.price", "unit_price"), ("results.*.sku", "article_no")),
        units=(("results.*.price", 100, "currency", "EUR cents"),),
        note="results.*.latest_review",
    ),
)
def search_catalogue(
    desk: Desk, words: str, narrow: dict[str, Any] | None = None, order_by: str = "relevance", cursor: str = ""
) -> Any:
    shop, wish = shop_of(desk), narrow or {}
    price = wish.get("price", {})
    found = []
    for variant in shop.variants.values():
        product = shop.products[variant.product]
        if (
            all(word in product.name.lower() for word in words.lower().split())
            and product.category in wish.get("categories", CATEGORIES)
            and variant.colour in wish.get("colours", COLOURS)
            and wish.get("mains", variant.voltage) == variant.voltage
            and price.get("from", 0) <= variant.price <= price.get("to", 10**6)
            and product.rating >= wish.get("least_rating", 0)
        ):
            found.append((variant, product))
    orders: dict[str, Any] = {
        "relevance": lambda pair: (pair[1].id[::-1], pair[0].sku),
        "rating": lambda pair: (-pair[1].rating, pair[0].sku),
        "name": lambda pair: (pair[1].name, pair[0].sku),
    }
    found.sort(key=orders[order_by])
    begin = _place(cursor)
    rows = [
        of_variant(shop, variant)
        | {
            "category": product.category,
            "price": variant.price,
            "rating": product.rating,
            "availability": "available" if any(variant.stock.values()) else "sold out",
            "latest_review": product.review,
        }
        for variant, product in found[begin : begin + PAGE]
    ]
    body: dict[str, Any] = {"total": len(found), "currency": "EUR", "results": rows}
    if begin + PAGE < len(found):
        body["next_cursor"] = f"p{begin + PAGE}"
    return body


def _place(cursor: str) -> int:
    if cursor and not (cursor[0] == "p" and cursor[1:].isdigit()):
        raise Problem(422, "bad_cursor", "The cursor is not one that this service gave out.", source="cursor")
    return int(cursor[1:] or 0) if cursor else 0


@tool(
    "Live pieces per warehouse and today's prices, for articles (skus) or for all articles of one product. The outlet "
    "sells over the counter only: its pieces cannot be sent, reserved or exchanged, and outlet_price is no list price.",
    {
        "skus": {"type": "array", "items": SKU, "minItems": 1, "maxItems": 20, "uniqueItems": True},
        "product": {"type": "string", "description": "A product's full name, e.g. Alder table lamp."},
        "at_least": {
            "type": "integer",
            "minimum": 1,
            "description": "Only articles of which one warehouse can send so many.",
        },
    },
    faults=FaultHold(
        rows="levels",
        volatile=("levels.*.list_price", *(f"levels.*.pieces.{warehouse}" for warehouse in WAREHOUSES)),
        renames=(("levels.*.list_price", "retail"), ("levels.*.pieces", "on_hand")),
        units=(("levels.*.list_price", 100, "currency", "EUR cents"),),
    ),
)
def stock_levels(desk: Desk, skus: list[str] | None = None, product: str = "", at_least: int = 0) -> Any:
    shop = shop_of(desk)
    if bool(skus) == bool(product):
        raise Problem(422, "one_of_two", "Give either skus or a product.", source="skus")
    if skus:
        variants = [variant_named(desk, sku, f"skus/{at}") for at, sku in enumerate(skus)]
    else:
        variants = [v for v in shop.variants.values() if shop.products[v.product].name.lower() == product.lower()]
        if not variants:
            raise Problem(404, "no_such_product", f"There is no product named {product}.", source="product")
    rows = [
        of_variant(shop, v) | {"list_price": v.price, "outlet_price": v.outlet_price, "pieces": dict(v.stock)}
        for v in variants
        if v.shippable >= at_least
    ]
    return {"as_of": desk.now, "currency": "EUR", "levels": rows}


@tool(
    f"Put pieces of one article aside in a shipping warehouse. At most {MOST_PIECES} pieces each, at most "
    f"{MOST_RESERVATIONS} reservations an account at a time. A reservation lapses by itself when its time is over.",
    {
        "item": {
            "type": "object",
            "properties": {"sku": SKU, "quantity": {"type": "integer", "minimum": 1}},
            "required": ["sku", "quantity"],
            "additionalProperties": False,
        },
        "warehouse": {"type": "string", "enum": list(WAREHOUSES)},
        "hold_minutes": {"type": "integer", "minimum": 15, "maximum": 2880, "default": 60},
        "replaces": {"type": "string", "description": "A reservation that this one takes the place of."},
        "account_id": ACCOUNT_ID,
    },
    required=["item", "warehouse"],
    writes=True,
    takes=1,
)
def reserve_stock(
    desk: Desk,
    item: dict[str, Any],
    warehouse: str,
    hold_minutes: int = 60,
    replaces: str = "",
    account_id: str | None = None,
) -> Any:
    shop, account = shop_of(desk), account_named(desk, account_id)
    variant, quantity = variant_named(desk, item["sku"], "item/sku"), item["quantity"]
    held = [r for r in shop.reservations.values() if r.status == "held"]
    old = shop.reservations.get(replaces)
    if replaces and (old is None or old.status != "held"):
        raise Problem(404, "no_such_reservation", f"No reservation {replaces} is held.", source="replaces")
    if warehouse == "outlet":
        raise Problem(409, "counter_only", "The outlet sells over the counter only.", source="warehouse")
    if quantity > MOST_PIECES:
        raise Problem(409, "too_many_pieces", f"At most {MOST_PIECES} pieces can be put aside.", source="item/quantity")
    if len(held) - bool(old) >= MOST_RESERVATIONS:
        raise Problem(409, "too_many_reservations", f"At most {MOST_RESERVATIONS} reservations at a time.")
    back = old.quantity if old and (old.sku, old.warehouse) == (variant.sku, warehouse) else 0
    if variant.stock[warehouse] + back < quantity:
        raise Problem(
            409, "not_enough_pieces", f"{variant.stock[warehouse]} pieces left in {warehouse}.", source="item/quantity"
        )
    if old is not None:
        old.status = "replaced"
        shop.variants[old.sku].stock[old.warehouse] += old.quantity
    variant.stock[warehouse] -= quantity
    number = desk.id("RV", account.id, variant.sku, warehouse, quantity, hold_minutes, replaces)
    until = desk.later(hold_minutes, "release", reservation_id=number)
    shop.reservations[number] = Reservation(number, variant.sku, quantity, warehouse, until, "held")
    return {
        "reservation_id": number,
        "item": of_variant(shop, variant) | {"quantity": quantity, "price_each": variant.price, "currency": "EUR"},
        "warehouse": warehouse,
        "held_until": until,
    }


def release(desk: Desk, reservation_id: str) -> None:
    """The time of a reservation is over: what was put aside is for sale again."""
    shop = shop_of(desk)
    reservation = shop.reservations.get(reservation_id)
    if reservation is None or reservation.status != "held":
        return
    reservation.status = "expired"
    shop.variants[reservation.sku].stock[reservation.warehouse] += reservation.quantity
