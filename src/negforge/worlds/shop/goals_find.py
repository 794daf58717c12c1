"""Questions that are answered by looking: where a parcel is, what was spent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.shop.habits import (
    all_pages,
    eur,
    name_of,
    only_in,
    orders_with,
    shop_in,
)
from negforge.worlds.shop.state import to_pay
from negforge.worlds.wants import OnlyChanges, Tells


@goal("single_easy")
def where_is_my_parcel(draw: Draw) -> Goal | None:
    """Which day a parcel that is on its way will come, by the carrier's own log."""
    shop = shop_in(draw)
    order = next((o for o in shop.mine("dispatched") if shop.parcels[o.parcel or ""].state == "in_transit"), None)
    line = draw.one(order.live) if order else None
    if order is None or line is None or not only_in(shop, order, name_of(shop, line), "dispatched"):
        return None
    item = name_of(shop, line)
    parcel = shop.parcels[order.parcel or ""]
    due = date.fromisoformat(parcel.events[-1][3].split(",")[0].split()[-1])
    also = draw.chance(0.5)
    turn = draw.ask(
        "[When will the {item} come|On what day can I expect the {item}|Do you know when my {item} gets here|What day is the {item} due|I'm waiting for the {item}, when does it come]?"
        " [It's the one that has left already.|I mean the one that was sent, not any other order.|I'd had the mail that it was dispatched.|The one on its way, that is.]",
        *(
            [
                "[And to which address is it going?|Which address is on it, by the way?|Remind me which address I gave for it.|And where exactly will they bring it?]"
            ]
            if also
            else []
        ),
        because="[I have to arrange for someone to be in.|My sister-in-law is asking, it is for her.|We go away at the weekend.|I've been peering out of the window like a fool.|The old one broke for good yesterday.]",
        item=item,
    )

    def solve(hands: Hands) -> None:
        row = hands.best(orders_with(hands, item, "dispatched"), lambda row: row["placed"])
        order = hands.call(
            "read_order",
            "[get the shipment number|find its parcel]",
            order_id=row["order_id"],
            expand=["parcel", "address"] if also else ["parcel"],
        )
        parcel = order["parcel"]
        if parcel is None:
            hands.say(
                "[Order {order} has not left the warehouse yet|There is no parcel for order {order} yet], [so there is no day to tell|so I have no delivery day].",
                order=row["order_id"],
            )
            return
        log = parcel["last_scan"]
        if hands.bother("the carrier's own log", kind="more"):
            log = hands.call(
                "track_shipment",
                "[read the carrier's log|see what the carrier scanned last]",
                shipment_id=parcel["shipment_id"],
            )
        days = [text for text in log.splitlines() if " ETA " in text]
        if not days:
            hands.say(
                "[The last scan of {parcel} reads: {scan}.|What I see of {parcel} is this: {scan}.] [A delivery day has not been given.|No day is given yet.]",
                parcel=parcel["shipment_id"],
                scan=" ".join(log.splitlines()[-1].split()),
            )
            return
        when = date.fromisoformat(days[-1].split(",")[0].split()[-1])
        hands.say(
            fact(
                "delivery day",
                when,
                "[{carrier} now gives {value} as the delivery day for the {item}|The {item} should come on {value}, going by {carrier}'s log|Expect the {item} on {value}; that is what {carrier} says] "
                "([shipment|parcel|parcel number] {parcel}, order {order}).",
                carrier=parcel["carrier"],
                item=item,
                parcel=parcel["shipment_id"],
                order=row["order_id"],
            ),
            *([_where_to(order["address"])] if also else []),
        )

    street = shop.account.addresses[order.address].street
    return Goal(
        (turn,),
        [order.id, item, also],
        ("status", *(("address too",) if also else ())),
        ("list_orders", "read_order", "track_shipment"),
        solve,
        (Tells("the delivery day", due), *([Tells("the address", street)] if also else []), OnlyChanges()),
    )


def _where_to(address: dict[str, str]) -> Fact:
    return fact(
        "address",
        f"{address['street']}, {address['postcode']} {address['town']}",
        "[It goes to {value}.|The address on it is {value}.|They will bring it to {value}.]",
    )


@goal("single_easy", "single_hard")
def what_i_spent(draw: Draw) -> Goal | None:
    """What orders of a time cost in all; in the hard form only goods of a sort, without cleared ones."""
    shop, rng = shop_in(draw), draw.rng
    orders = shop.mine()
    newest, oldest = rng.randrange(0, 2), rng.randrange(6, 9) if not draw.hard else rng.randrange(4, 7)
    part = orders[newest:oldest]
    first, last = part[-1].placed - timedelta(days=1), part[0].placed
    part = [o for o in orders if first <= o.placed <= last]
    category = draw.one(("textile", "lighting", "kitchen", "furniture", "decor"))
    delivered_only = draw.chance(0.4)
    lines = [
        (o, x)
        for o in part
        for x in o.live
        if shop.product_of(x.sku).category == category and (not delivered_only or o.status == "delivered")
    ]
    no_clearance = draw.hard and draw.chance(0.5)
    counted = [(o, x) for o, x in lines if not (no_clearance and x.clearance)]
    if draw.hard and (len(counted) < 2 or (no_clearance and len(counted) == len(lines))):
        return None
    total = round(sum(x.price * x.quantity for _, x in counted), 2)
    spared = draw.one(name_of(shop, x) for o in part for x in o.live) if not draw.hard and draw.chance(0.5) else None
    if not draw.hard:
        part = [o for o in part if not delivered_only or o.status == "delivered"]
        part = [o for o in part if spared is None or all(name_of(shop, x) != spared for x in o.live)]
        total = round(sum(to_pay(shop, o) for o in part), 2)
        if len(part) < 2:
            return None
    slots: dict[str, Any] = {"first": first, "last": last, "sort": _SORTS[category or "decor"], "spared": spared or ""}
    if draw.hard:
        clauses = [
            "[Pieces times price, no delivery costs.|Only the goods themselves, without delivery.|Leave delivery fees out of it.]"
        ]
        if delivered_only:
            clauses.append(
                "[Only what has been delivered counts.|Count delivered orders alone.|What is still on its way does not count yet.]"
            )
        if no_clearance:
            clauses.append(
                "[Skip anything I had on clearance.|Clearance goods don't count.|Not the reduced clearance stuff.]"
            )
        request = "[How much have I spent on {sort}|What did {sort} cost me|Add up for me what I paid for {sort}|I need the sum I spent on {sort}] in orders placed from {first} to {last}[?|, please.|, both days included.]"
    else:
        clauses = []
        if delivered_only:
            clauses.append(
                "[Only what has been delivered by now.|Delivered orders only.|Leave out whatever hasn't arrived.]"
            )
        if spared:
            clauses.append(
                "[Orders with a {spared} in them don't count, work paid those.|Skip any order that has the {spared} in it.|Not counting the order or orders with the {spared}.]"
            )
        request = "[What did I spend with you|How much did all my orders come to|Can you total my orders|I want the sum of what I paid for orders placed] [between {first} and {last}|from {first} up to and including {last}|from {first} to {last}][, delivery and all|, everything included|, all costs in]?"
    turn = draw.ask(
        request,
        *clauses,
        because="[My partner and I split these things.|It's for the insurance form.|I have started a household book.|We agreed on a limit and I want to know how badly I did.|The tax adviser asks.]",
        **slots,
    )

    def solve(hands: Hands) -> None:
        rows = all_pages(
            hands,
            "list_orders",
            "orders",
            "[go through the orders|list the orders of that time|see the orders]",
            where={},
        )
        rows = hands.keep(rows, "date", lambda row: first.isoformat() <= row["placed"] <= last.isoformat())
        rows = hands.keep(rows, "status", lambda row: not delivered_only or row["status"] == "delivered")
        if not draw.hard:
            rows = hands.keep(rows, "exclusion", lambda row: all(x["name"] != spared for x in row["items"]))
            hands.say(
                fact(
                    "total",
                    eur(round(sum(row["total"] for row in rows), 2)),
                    "[The {count} orders of that time come to {value}.|You spent {value}, in {count} orders.|In all it is {value}, over {count} orders.]",
                    count=len(rows),
                )
            )
            return
        read = hands.calls(
            *(("read_order", {"order_id": row["order_id"]}) for row in rows),
            why="[read the lines of each order|get the prices of the lines]",
        )
        bought = hands.keep([x for o in read for x in o["lines"]], "category", lambda x: x["category"] == category)
        bought = hands.keep(bought, "clearance", lambda x: not (no_clearance and x["clearance"]))
        hands.say(
            fact(
                "total",
                eur(round(sum(x["price_each"] * x["quantity"] for x in bought), 2)),
                "[For {sort} you spent {value}, in {count} lines.|{value} went on {sort} ({count} lines).|It adds up to {value} for {sort}, {count} lines in all.]",
                sort=_SORTS[category or "decor"],
                count=len(bought),
            )
        )

    return Goal(
        (turn,),
        [
            first.isoformat(),
            last.isoformat(),
            category if draw.hard else None,
            delivered_only,
            no_clearance,
            spared,
            total,
        ],
        (
            "date",
            *(("category",) if draw.hard else ()),
            *(("status",) if delivered_only else ()),
            *(("clearance",) if no_clearance else ()),
            *(("exclusion",) if spared else ()),
        ),
        ("list_orders", *(("read_order",) if draw.hard else ())),
        solve,
        (Tells("the total", total), OnlyChanges()),
    )


_SORTS = {
    "textile": "textiles",
    "lighting": "lamps and lights",
    "kitchen": "things for the kitchen",
    "furniture": "furniture",
    "decor": "decoration",
}


GOALS = (where_is_my_parcel, what_i_spent)
