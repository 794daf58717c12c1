"""Orders that have not left yet go to another address."""

from __future__ import annotations

from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.shop.habits import (
    all_pages,
    name_of,
    only_in,
    orders_with,
    refused,
    shop_in,
)
from negforge.worlds.wants import Becomes, OnlyChanges, Tells, Want
from negforge.worlds.wording import listed


@goal("single_easy")
def send_it_elsewhere(draw: Draw) -> Goal | None:
    """Another saved address for one open order; the user names the street only."""
    shop = shop_in(draw)
    order = draw.one(shop.mine("processing"))
    others = [a for a in shop.account.addresses.values() if order and a.label not in (order.address, "home")]
    target = draw.one(others)
    if order is None or target is None:
        return None
    street = " ".join(target.street.split()[1:])
    if sum(street in a.street for a in shop.account.addresses.values()) > 1:
        return None
    line = (
        draw.one(x for x in order.live if only_in(shop, order, name_of(shop, x), "processing"))
        if draw.chance(0.5)
        else None
    )
    quiet = draw.chance(0.4)
    turn = draw.ask(
        "[Please send {order} to my address in {street} instead.|I would like {order} to go to {street}, not where it is set to go now.|Can {order} be delivered to the {street} address I have saved?|I'd like you to change where {order} goes: {street}, it is in my address book.|There is {order} that ought to go to my other place, the one in {street}.]",
        *(
            [
                "[And no more e-mails about its delivery, please.|Switch off the delivery mails for it as well.|Also, stop the delivery e-mails for that one.]"
            ]
            if quiet
            else []
        ),
        because="[I'm not at home that week.|We move between two places at the moment.|There's scaffolding in front of our door.|Someone will be in there all day.|I picked the wrong one when I ordered, sorry.]",
        order=f"the order with the {name_of(shop, line)}, which is still with you," if line else f"order {order.id}",
        street=street,
    )

    def solve(hands: Hands) -> None:
        number = order.id
        if line:
            number = hands.best(orders_with(hands, name_of(shop, line), "processing"), lambda row: row["placed"])[
                "order_id"
            ]
        card = hands.call(
            "account_card",
            "[look up the saved addresses|find that address in the address book]",
            show={"addresses": True},
        )
        rows = hands.keep(card["addresses"], "address", lambda a: street in a["street"])
        choice = hands.best(rows, lambda a: a["label"])
        done = hands.attempt(
            "change_order",
            "[set the new address|have {order_id} sent there]",
            order_id=number,
            changes=[{"op": "set_address", "address_label": choice["label"]}],
            delivery_emails=False if quiet else None,
            landed=lambda: goes_to(hands, number, choice["label"]),
        )
        if done.is_error:
            hands.say(refused("change the address", done.code))
            return
        hands.confirm("read_order", "make sure the address has changed", order_id=number, expand=["address"])
        hands.say(
            fact(
                "address",
                f"{choice['street']}, {choice['postcode']} {choice['town']}",
                "[Order {order} now goes to {value}.|{order} will be sent to {value}.|I changed it: {value} is where {order} goes.]",
                order=number,
            ),
            *(
                [
                    "[The delivery mails are off.|There will be no more delivery mails.|I switched the delivery mails off.]"
                ]
                if quiet
                else []
            ),
        )

    return Goal(
        (turn,),
        [order.id, target.label, quiet],
        ("address", *(("status",) if line else ()), *(("quiet",) if quiet else ())),
        (*(("list_orders",) if line else ()), "account_card", "change_order"),
        solve,
        (
            Becomes(f"orders.{order.id}.address", target.label),
            Becomes(f"orders.{order.id}.notify", not quiet),
            OnlyChanges((f"orders.{order.id}.address", f"orders.{order.id}.notify")),
            Tells("the address", target.street),
        ),
    )


def goes_to(hands: Hands, number: str, label: str) -> Any:
    address = hands.call("read_order", "see where the order goes now", order_id=number, expand=["address"])["address"]
    return {"address": label} if address["label"] == label else None


@goal("single_hard")
def move_what_has_not_left(draw: Draw) -> Goal | None:
    """All orders not yet dispatched go to another address, but for an exception and for what the sockets there forbid."""
    shop = shop_in(draw)
    target = draw.one(a for a in shop.account.addresses.values() if a.label != "home")
    if target is None:
        return None
    waiting = shop.mine("processing")
    gone = shop.mine("dispatched")
    spared = None
    if draw.chance(0.6):
        one = draw.one(waiting)
        line = draw.one(x for x in (one.live if one else []) if one and only_in(shop, one, name_of(shop, x)))
        spared = (one, name_of(shop, line)) if one and line else None

    def plugs(order: Any) -> bool:
        return any(shop.variants[x.sku].voltage not in ("", target.mains) for x in order.live)

    careful = target.mains != "230 V" or draw.chance(0.25)
    moved = [
        o
        for o in waiting
        if not (spared and o is spared[0]) and not (careful and plugs(o)) and o.address != target.label
    ]
    if not moved or len(moved) == len(waiting):
        return None
    stays = [
        o for o in waiting if careful and plugs(o) and not (spared and o is spared[0]) and o.address != target.label
    ]
    clauses = []
    if spared:
        clauses.append(
            "[Not the one with the {item}, that stays as it is.|The order with the {item} is for someone else, leave that.|Except for the one that has the {item} in it.|Only the {item} order remains where it goes.]"
        )
    if careful:
        clauses.append(
            "[If an order has something in it that won't run on the sockets there, leave that whole order alone.|Check the mains voltage there; orders with anything that doesn't fit it stay where they are.|Mind the voltage: whatever order holds a thing that can't be plugged in there should not go there.]"
        )
    turn = draw.ask(
        "[All I have on order and haven't received yet should go to my {label} address.|Please redirect everything of mine that is still to come to the {label} address.|I want whatever is still outstanding sent to the {label} address in my book.|Could you change all my outstanding orders to the {label} address?]",
        *clauses,
        "[Say which ones you could not change.|Let me know if any can't be changed any more.|And tell me which ones are too late.|If it's too late for some, which?]",
        because="[I will be staying there for a month.|The front door is being replaced.|My shifts have changed and nobody is home.|The neighbours have stopped taking parcels for us.]",
        label=CALLED.get(target.label, target.label),
        item=spared[1] if spared else "",
    )

    def solve(hands: Hands) -> None:
        card = hands.call("account_card", "[look up that address|see the saved addresses]", show={"addresses": True})
        there = next(a for a in card["addresses"] if a["label"] == target.label)
        rows = all_pages(
            hands,
            "list_orders",
            "orders",
            "[see what is still to come|list the open orders]",
            where={"status": ["processing", "dispatched"]},
        )
        late = [row["order_id"] for row in rows if row["status"] == "dispatched"]
        rows = hands.keep(
            [r for r in rows if r["status"] == "processing"],
            "exclusion",
            lambda r: not spared or all(x["name"] != spared[1] for x in r["items"]),
        )
        read = hands.calls(
            *(("read_order", {"order_id": r["order_id"], "expand": ["address"]}) for r in rows),
            why="[see what is in them and where they go|read each open order]",
        )
        fit = hands.keep(
            read,
            "voltage",
            lambda o: not careful or all(x.get("mains", there["mains"]) == there["mains"] for x in o["lines"]),
        )
        told = []
        for order in [o for o in fit if o["address"]["label"] != target.label]:
            number = order["order_id"]
            done = hands.attempt(
                "change_order",
                "[send {order_id} there|set the new address for {order_id}]",
                order_id=number,
                changes=[{"op": "set_address", "address_label": target.label}],
                landed=lambda number=number: goes_to(hands, number, target.label),  # type: ignore[misc]
            )
            if not done.is_error:
                told.append(number)
            else:
                late.append(number)
        if told:
            hands.say(
                "[These now go to {street}: {moved}.|I changed {moved} to {street}.|To {street} I moved {moved}.]",
                *_left(late, [o["order_id"] for o in read if o not in fit]),
                street=there["street"],
                moved=listed(told),
            )
        else:
            hands.say(
                "[I could not move any of them.|None of them could be moved.|It was not possible to move any order.]",
                *_left(late, [o["order_id"] for o in read if o not in fit]),
            )

    wants: list[Want] = [Becomes(f"orders.{o.id}.address", target.label) for o in moved]
    wants.append(OnlyChanges(tuple(f"orders.{o.id}.address" for o in moved)))
    wants += [Tells("an order that has left already", o.id) for o in gone]
    wants += [Tells("an order that stays because of the mains voltage", o.id) for o in stays]
    return Goal(
        (turn,),
        [target.label, sorted(o.id for o in moved), spared[1] if spared else None, careful],
        ("status", *(("exclusion",) if spared else ()), *(("voltage",) if careful else ())),
        ("account_card", "list_orders", "read_order", "change_order"),
        solve,
        tuple(wants),
    )


CALLED = {"parents": "parents'", "neighbour": "neighbour's"}


def _left(late: list[str], unfit: list[str]) -> list[str]:
    told = []
    if late:
        told.append(
            f"[Too late for {listed(late)}: dispatched already, so the address stays.|{listed(late)} can no longer be changed, for dispatched orders keep their address.|Not possible any more for {listed(late)}; that has left the warehouse.]"
        )
    if unfit:
        told.append(
            f"[I left {listed(unfit)} alone because of the mains voltage.|{listed(unfit)} stays where it is: something in it would not run on the sockets there.]"
        )
    return told


GOALS = (send_it_elsewhere, move_what_has_not_left)
