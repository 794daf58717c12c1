"""Requests for services that no tool of the desk does, each with one that looks like it and can be done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, Turn, fact, goal
from negforge.worlds.shop.goals_open_orders import SERVICES
from negforge.worlds.shop.habits import (
    eur,
    fullest,
    fullest_is_clear,
    lasting,
    look,
    look_of,
    name_of,
    pieces,
    refused,
    reservation_found,
    sent_from,
    shop_in,
)
from negforge.worlds.wants import Becomes, Called, Declines, Gains, Helps, OnlyChanges, Tells
from negforge.worlds.wording import Form

NO_TOOL = "[I have no tool for that|There is no way for me to do that from here|That isn't possible from this desk]"


def lacking(
    turn: Turn,
    values: list[Any],
    capability: str,
    reasons: Form,
    offer: Form,
    deed: Any,
    because: str,
    withhold: tuple[str, ...] = (),
) -> Goal:
    """A goal that nothing can be done about: say so plainly, and change nothing."""

    def decline(hands: Hands) -> None:
        if not hands.objects(f"no tool: {capability}"):
            deed(hands)
            return
        hands.stop(reasons, offer=offer)

    return Goal(
        (turn,), values, ("capability", capability), (), decline, (Declines(because), OnlyChanges()), withhold=withhold
    )


@goal("missing", "lookalike")
def somebody_to_put_it_up(draw: Draw) -> Goal | None:
    """Missing: a fitter. Look-alike: a delivery that is carried to the room."""
    shop, rng = shop_in(draw), draw.rng
    found = [
        (o, x)
        for o in shop.mine("processing")
        for x in o.live
        if shop.product_of(x.sku).category == "furniture" or name_of(shop, x).endswith(("mirror", "floor lamp"))
    ]
    if not found:
        return None
    order, line = rng.choice(found)
    item = name_of(shop, line)
    first = draw.now.date() + timedelta(days=rng.randrange(1, 3))
    last = first + timedelta(days=rng.randrange(8, 11))
    area = shop.account.addresses[order.address].area
    rooms = [
        s
        for s in shop.slots.values()
        if s.area == area and s.left and first <= s.day <= last and s.service == "room_of_choice"
    ]
    slots: dict[str, Any] = {"item": item, "order": order.id, "first": first, "last": last}
    if draw.kind == "missing":
        turn = draw.ask(
            "[Please book someone to put up the {item} from order {order} when it comes.|I need a fitter for the {item} in order {order}. Can you book one between {first} and {last}?|Could you arrange for the {item} of order {order} to be assembled or mounted at my place?|Send a handyman along with the {item} in {order}, I can't put it up myself.]",
            "[I pay for it, of course.|Any day will do.|Tell me the price first, if you like.|Mornings would be best.]",
            because="[I have two left hands.|The ceiling is three metres high.|My brother did the last one and it fell down.|I'm eighty-one.]",
            **slots,
        )

        def carry(hands: Hands) -> None:
            rows = hands.call(
                "delivery_slots",
                "look for a slot with service",
                order_id=order.id,
                between={"from": first.isoformat(), "to": last.isoformat()},
                service="room_of_choice",
            )["slots"]
            slot = hands.best(rows, lambda s: s["day"])
            hands.call(
                "change_order", "book it", order_id=order.id, changes=[{"op": "set_slot", "slot_id": slot["slot_id"]}]
            )
            hands.say("[I have booked the service for the {item}.|The service is booked for your {item}.]", item=item)

        return lacking(
            turn,
            [order.id, line.number],
            "fitting",
            f"{NO_TOOL}: [we do not offer assembly or mounting|assembly and mounting are not offered by us|no fitters can be booked here].",
            "[What I can arrange is a delivery that is carried into the room.|I can look for a slot with delivery to the room, if that helps.]",
            carry,
            r"assembl|mount|fitt|put(?:ting)? (?:it )?up|handyman",
        )
    fees = [s.fee for s in rooms]
    if not rooms or fees.count(min(fees)) > 1:
        return None
    right = min(rooms, key=lambda s: s.fee)
    turn = draw.ask(
        "[Can someone carry the {item} from order {order} into the room, between {first} and {last}?|I can't lift the {item} in {order}. Have it brought up to the room, some day from {first} to {last}.|For order {order} with the {item} I need people who bring it right into the flat, {first} to {last}.|The {item} from {order} is heavy. Is there a delivery to the room between {first} and {last}? Then book it.]",
        "[Take the cheapest slot of that sort.|Whichever of those costs least, please.|The one with the lowest fee.|I'd like the least expensive one.]",
        because="[I have two left hands.|We live on the fourth floor.|My hip was operated on.|I will put it up myself afterwards.]",
        **slots,
    )

    def book(hands: Hands) -> None:
        if hands.objects("no tool: fitting", rightly=False):
            hands.stop(
                "[I have no tool for that|That isn't possible from this desk]: [goods are only delivered|we do not work in homes]."
            )
            return
        rows = hands.call(
            "delivery_slots",
            "[look for slots with delivery to the room|see which slots go up to the room]",
            order_id=order.id,
            between={"from": first.isoformat(), "to": last.isoformat()},
        )["slots"]
        rows = hands.keep(rows, "service", lambda s: s["service"] == "room_of_choice")
        slot = hands.best(rows, lambda s: s["fee"])
        done = hands.attempt(
            "change_order",
            "[book the slot|take it]",
            order_id=order.id,
            changes=[{"op": "set_slot", "slot_id": slot["slot_id"]}],
        )
        if done.is_error:
            hands.say(refused("take the slot", done.code))
            return
        hands.say(
            fact(
                "delivery",
                date.fromisoformat(slot["day"]),
                "[It will be brought {service} on {value}, {hours}, for {fee}.|Booked: {value}, {hours}, {service}, {fee}.|On {value}, {hours}, it comes {service}; the fee is {fee}.]",
                service=SERVICES[slot["service"]],
                hours=slot["hours"],
                fee=eur(slot["fee"]),
            )
        )

    return Goal(
        (turn,),
        [order.id, right.id],
        ("service", "fee"),
        ("delivery_slots", "change_order"),
        book,
        (
            Helps(),
            Becomes(f"orders.{order.id}.slot", right.id),
            OnlyChanges((f"orders.{order.id}.slot", f"slots.{right.id}.left")),
            Tells("the day", right.day),
            Tells("the fee", right.fee),
        ),
    )


@goal("missing", "lookalike")
def buy_it_for_me(draw: Draw) -> Goal | None:
    """Missing: a new order. Look-alike: pieces put aside until the customer orders."""
    shop, rng = shop_in(draw), draw.rng
    variant = draw.one(
        v for v in shop.variants.values() if v.shippable >= 4 and fullest_is_clear(v) and v.voltage != "120 V"
    )
    if variant is None:
        return None
    name, count = shop.products[variant.product].name, rng.randrange(1, 5)
    minutes = rng.choice((60, 90, 120, 180))
    slots: dict[str, Any] = {
        "name": name,
        "look": look_of(variant),
        "count": pieces(count),
        "minutes": lasting(minutes),
    }
    if draw.kind == "missing":
        turn = draw.ask(
            "[Order the {name} in {look} for me, {count}, to my home address.|I want to buy the {name} in {look}, {count}. Put it through and charge my card.|Please place an order: {name}, {look}, {count}, same card as last time.|Can you put in a new order for me? It's the {name} in {look}, {count}.]",
            because="[Your website keeps logging me out.|I can't type with this thumb.|I'd rather do it with a person.|It's quicker this way.]",
            **slots,
        )

        def reserve(hands: Hands) -> None:
            row = hands.best(
                [
                    x
                    for x in hands.call("stock_levels", "find it", product=name)["levels"]
                    if look(x) == look_of(variant)
                ],
                lambda x: x["sku"],
            )
            hands.call("reserve_stock", "get it", item={"sku": row["sku"], "quantity": count}, warehouse=fullest(row))
            hands.say(
                "[It is ordered, {count} of the {name}.|I ordered {count} of the {name} for you.]",
                count=count,
                name=name,
            )

        return lacking(
            turn,
            [variant.sku, count],
            "ordering",
            f"{NO_TOOL}: [I cannot place new orders|new orders can't be placed here|placing an order is something you would have to do yourself].",
            "[I can put the pieces aside for you, so that you can order them in peace.|If you like, I reserve them for a while until you have ordered.]",
            reserve,
            r"order",
        )
    turn = draw.ask(
        "[I'm going to order the {name} in {look} this evening. Can you keep {count} for me until then? Holding them {minutes} will do.|Please keep {count} of the {name} in {look} back for {minutes}, I'll order in a moment myself.|Before I order the {name} in {look} I must ask my wife. Hold {count} for {minutes}, could you?|Would you set aside {count} of the {name}, {look}, while I order? For {minutes}.]",
        "[From the warehouse that has most of them.|Take them where the most are.|Whichever warehouse has the biggest stock.]",
        because="[The last time they were gone.|I only have to find my glasses.|My card is in the other coat.]",
        **slots,
    )

    def hold(hands: Hands) -> None:
        if hands.objects("no tool: ordering", rightly=False):
            hands.stop(
                "[I have no tool for that|That isn't possible from this desk]: [orders are yours to place|I cannot order for you]."
            )
            return
        levels = hands.call("stock_levels", "[see where they are|find the article and its stock]", product=name)[
            "levels"
        ]
        rows = hands.keep(levels, "version", lambda x: look(x) == look_of(variant))
        choice = hands.best(rows, lambda x: -sent_from(x))
        done = hands.attempt(
            "reserve_stock",
            "[put them aside|reserve them]",
            item={"sku": choice["sku"], "quantity": count},
            warehouse=fullest(choice),
            hold_minutes=minutes,
            landed=lambda: reservation_found(hands, choice["sku"], count),
        )
        if done.is_error:
            hands.say(refused("reserve any", done.code))
            return
        hands.say(
            fact(
                "reservation",
                done.data["reservation_id"],
                "[{count} of the {name} ({look}) set aside in {warehouse}, number {value}, until {until}.|I put {count} of the {name} in {look} aside under {value}, in {warehouse}, until {until}.|Reserved until {until}: {count} of the {name} in {look}, {warehouse}, {value}.]",
                count=pieces(count),
                name=name,
                look=look(choice),
                warehouse=done.data["warehouse"],
                until=done.data["held_until"][11:16],
            )
        )

    where = max((w for w in variant.stock if w != "outlet"), key=lambda w: variant.stock[w])
    return Goal(
        (turn,),
        [variant.sku, count, minutes],
        ("version",),
        ("stock_levels", "reserve_stock"),
        hold,
        (
            Helps(),
            Gains("reservations", {"sku": variant.sku, "quantity": count, "warehouse": where}),
            OnlyChanges(("reservations", f"variants.{variant.sku}.stock")),
            Called("reserve_stock", {"hold_minutes": minutes}),
            Tells("the product", name),
        ),
    )


GOALS = (somebody_to_put_it_up, buy_it_for_me)
