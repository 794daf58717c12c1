"""Habits of whoever works at this desk: reading lists to their end, naming goods and amounts, words for codes."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from negforge.worlds.goal import Draw, Fact, Hands
from negforge.worlds.shop.state import Line, Order, Shop, Variant
from negforge.worlds.wording import Form

REASONS: dict[str, str] = {
    "window_closed": "[the return window has closed|the time for returns is over|its return period has run out]",
    "opened_textile": "[opened textiles are not taken back|it is an opened textile, and those stay with you|once opened, textiles cannot go back]",
    "original_payment_required": "[refunds over EUR 150 go to the original payment only|more than EUR 150 cannot go to a gift card]",
    "not_enough_pieces": "[no shipping warehouse has that many|there are not enough pieces that can be sent]",
    "too_late_to_change": "[it has left the warehouse|it is no longer in processing]",
    "no_drop": "[the list price has not fallen|today's list price is no lower]",
    "minimum_not_reached": "[the order does not reach its minimum|the goods that count stay below its minimum]",
    "voucher_expired": "[it has expired|it is past its date]",
    **dict.fromkeys(("timeout", "gateway_timeout"), "[the service did not answer|there was no answer in time]"),
    **dict.fromkeys(
        ("internal_error", "service_unavailable"), "[the service is down at the moment|the service failed each time]"
    ),
    "vouchers_do_not_combine": "[there is another voucher on the order, and vouchers do not combine]",
}


def eur(amount: float) -> str:
    return f"EUR {amount:.2f}"


def why_not(code: str) -> Form:
    """An error code as a reason within a sentence."""
    return REASONS.get(code, "[the system refused it|the service would not take it]")


def refused(what: str, code: str) -> Form:
    """That something could not be done, and why: ``what`` is an infinitive."""
    return f"[I could not {what}|It was not possible to {what}|I was not able to {what}]: {why_not(code)}."


def look(row: dict[str, Any]) -> str:
    """Colour, size and mains of an article's row."""
    return ", ".join(part for part in (row["colour"], row["size"], row.get("mains", "")) if part)


def look_of(variant: Variant) -> str:
    return ", ".join(part for part in (variant.colour, variant.size, variant.voltage) if part)


def lasting(minutes: int) -> str:
    """How people put a span of time."""
    if minutes % 60:
        return f"{minutes} minutes"
    return "an hour" if minutes == 60 else f"{minutes // 60} hours"


def pieces(count: int) -> str:
    return f"{count} piece{'' if count == 1 else 's'}"


def ways_back(way: str) -> str:
    return {"gift_card": "gift card", "original_payment": "original payment method"}[way]


def all_pages(hands: Hands, name: str, rows: str, why: Form, **arguments: Any) -> list[Any]:
    """All rows of a list that comes in pages."""
    page = hands.call(name, why, **arguments)
    found = list(page[rows])
    while page.get("next_cursor") and hands.bother("there are further pages", kind="more"):
        page = hands.call(
            name,
            "[read the next page|see the rest of the list|go on to the next page]",
            **arguments,
            cursor=page["next_cursor"],
        )
        found += page[rows]
    return found


def orders_with(hands: Hands, item: str, *statuses: str) -> list[dict[str, Any]]:
    """The customer's orders that hold an item, in the given states, newest first."""
    where: dict[str, Any] = {"item": item}
    rows = all_pages(
        hands,
        "list_orders",
        "orders",
        "[find the order|look for the order with it|see which order it was in]",
        where=where,
    )
    rows = [row for row in rows if any(line["name"] == item for line in row["items"])]  # still in it, by its full name
    return hands.keep(rows, "status", lambda row: not statuses or row["status"] in statuses)


def line_named(rows: Iterable[dict[str, Any]], item: str) -> dict[str, Any]:
    found = [row for row in rows if row["name"] == item]
    if not found:
        raise KeyError(item)
    return found[0]


def sent_from(level: dict[str, Any]) -> int:
    """The most pieces that one shipping warehouse has."""
    return int(max(count for warehouse, count in level["pieces"].items() if warehouse != "outlet"))


def fullest(level: dict[str, Any]) -> str:
    """The shipping warehouse with most pieces."""
    return str(max((w for w in level["pieces"] if w != "outlet"), key=lambda w: level["pieces"][w]))


def fullest_is_clear(variant: Variant) -> bool:
    """Whether one shipping warehouse has more pieces than any other."""
    counts = sorted(count for warehouse, count in variant.stock.items() if warehouse != "outlet")
    return counts[-1] > counts[-2]


def reservation_found(hands: Hands, sku: str, count: int) -> Any:
    """The answer that a reservation would have had, as far as the account card shows it."""
    card = hands.call("account_card", "see whether the reservation is there", show={"reservations": True})
    return next(
        (r for r in card["reservations"] if (r["sku"], r["quantity"], r["status"]) == (sku, count, "held")), None
    )


def name_of(shop: Shop, line: Line) -> str:
    return shop.product_of(line.sku).name


def only_in(shop: Shop, order: Order, item: str, *statuses: str) -> bool:
    """Whether no other order of the customer in these states holds the item."""
    return not any(
        name_of(shop, line) == item for other in shop.mine(*statuses) if other is not order for line in other.live
    )


Step = Callable[[Hands], Sequence[Fact | Form]]


def converse(hands: Hands, steps: Sequence[Step], memory: dict[str, Any], **fresh: Any) -> None:
    """A conversation: in each of the user's turns one step is done, and what it has to tell is told. ``memory`` is what
    the steps remember; it begins anew each time."""
    memory.clear()
    memory.update(copy.deepcopy(fresh))
    for step in steps:
        if not hands.say(*step(hands)):
            return


def ordinal(place: int) -> str:
    return ("first", "second", "third", "fourth", "fifth", "sixth")[place]


def newest(hands: Hands, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The order that was placed last."""
    return hands.best(rows, lambda row: -date.fromisoformat(row["placed"]).toordinal())


def bought_twice(draw: Draw, found: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """One of the finds (order, line, ...), by preference one whose article another order holds too."""
    shop = shop_in(draw)
    counts: dict[str, int] = {}
    for order in shop.mine():
        for name in {name_of(shop, line) for line in order.live}:
            counts[name] = counts.get(name, 0) + 1
    shared = [item for item in found if counts[name_of(shop, item[1])] > 1]
    return draw.rng.choice(shared if shared and draw.chance(0.8) else list(found))


def shop_in(draw: Draw) -> Shop:
    state: Shop = draw.state
    return state


def live_levels(hands: Hands, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """Live pieces and prices of catalogue rows, and whether they are live indeed. Read again where the two sources
    disagree on a price."""
    found: list[dict[str, Any]] = []
    live = True
    for begin in range(0, len(rows), 20):
        part = rows[begin : begin + 20]
        listed = {row["sku"]: row["price"] for row in part}
        answer = _levels(hands, list(listed))
        for _ in range(2):
            agree = all(listed[x["sku"]] == x["list_price"] for x in answer["levels"])
            if agree or not hands.bother("the two sources disagree"):
                break
            again = _levels(hands, list(listed))
            if again == answer:
                break
            answer = again
        found += answer["levels"]
        live = live and "served_from" not in answer
    return found, live


def _levels(hands: Hands, skus: list[str]) -> dict[str, Any]:
    why = "[check live pieces and prices|see what the warehouses really have|get today's prices and pieces]"
    answer: dict[str, Any] = hands.call("stock_levels", why, skus=skus)
    return answer
