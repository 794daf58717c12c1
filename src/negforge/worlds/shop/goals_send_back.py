"""Goods that go back: one article of an order, or most of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.shop.goals_address import CALLED
from negforge.worlds.shop.habits import (
    eur,
    name_of,
    newest,
    only_in,
    orders_with,
    refused,
    shop_in,
    ways_back,
)
from negforge.worlds.shop.state import GIFT_LIMIT, LABEL_FEE, Order, last_day_to_return
from negforge.worlds.wants import Gains, OnlyChanges, Tells, Want
from negforge.worlds.wording import Form, listed

SAID = {
    "change_of_mind": "[I simply changed my mind about it.|It doesn't go with the room after all.|We have decided against it, nothing wrong with it.|It's fine, I just don't want it any more.]",
    "ordered_twice": "[I had ordered it twice by mistake.|It turned out my wife had bought the same, so we have it twice.|I must have clicked twice; we own it already.|Ordered double, silly me.]",
    "wrong_size": "[The size is no good for us.|It is the wrong size, I measured badly.|It just doesn't fit in size.|I took the wrong size.]",
    "faulty": "[It is faulty.|There is a defect in it.|It's defective, I'm afraid.|It has a fault that I didn't cause.]",
}


BECAUSE = "[I would like it done with before I travel.|The box is standing in the hall and everyone trips over it.|My flat is tiny.|I have been putting this off for a week.|A friend told me to ask you directly.]"


def open_window(draw: Draw, order: Order, reason: str = "change_of_mind") -> bool:
    last = last_day_to_return(order, reason)
    return last is not None and last >= draw.now.date()


def return_found(hands: Hands, order_id: str, lines: dict[int, int]) -> Any:
    """The answer that a request for a return would have had, as far as the account card shows it."""
    card = hands.call("account_card", "see whether the return is there", show={"returns": True})
    for row in card["returns"]:
        if row["order_id"] == order_id and {x["line"]: x["quantity"] for x in row["lines"]} == lines:
            return {"return_id": row["return_id"], "refund": {"amount": row["refund"], "to": row["refund_to"]}}
    return None


def return_state(hands: Hands, number: str, order_id: str, why: Form) -> dict[str, Any]:
    """What became of a return, by the account card, or by the order where the card cannot be had."""
    instead = ("read_order", {"order_id": order_id, "expand": ["changes"]})
    found = hands.call("account_card", why, show={"returns": True}, otherwise=instead)
    rows = found["returns"] if "returns" in found else found["changes"]["returns"]
    return next((row for row in rows if row["return_id"] == number), {})


@goal("single_easy")
def send_back_one(draw: Draw) -> Goal | None:
    """Return some pieces of one article of a named order."""
    shop, rng = shop_in(draw), draw.rng
    order = draw.one(o for o in shop.mine("delivered") if open_window(draw, o) and len(o.live) > 1)
    line = draw.one(order.live) if order else None
    if order is None or line is None:
        return None
    count = rng.randrange(1, line.quantity + 1)
    way = draw.one(("gift_card", "original_payment")) or "gift_card"
    reason = draw.one(("change_of_mind", "ordered_twice", "wrong_size", "faulty")) or "faulty"
    item = name_of(shop, line)
    fee = LABEL_FEE if way == "original_payment" and reason != "faulty" else 0.0
    refund = round(line.price * count - fee, 2)
    if refund <= 0 or (refund > GIFT_LIMIT and way == "gift_card"):
        return None
    by_item = draw.chance(0.4) and only_in(shop, order, item, "delivered")
    collect = (
        (draw.one(shop.account.addresses) or "home", draw.now.date() + timedelta(days=rng.randrange(2, 9)))
        if draw.chance(0.4)
        else None
    )
    amount = {1: "the one"} if line.quantity == 1 else {line.quantity: "all of them"}
    turn = draw.ask(
        "[I want to send back the {item} from {order}|From {order}, the {item} should go back|Please open a return for the {item} in {order}|Could you take back the {item} I got with {order}|I need to return something out of {order}, namely the {item}]"
        "[: {count}.|, {count}.|; {count}, to be exact.]",
        SAID[reason],
        "[Never opened, still wrapped.|It's all still in its wrapping.|Sealed as it came.|I have not even unpacked it.]",
        "[The money can go {way}.|Please pay it {way}.|I'd like the refund {way}.|Refund {way}, please.]",
        *(
            [
                "[Have it collected on {day} from my {label} address.|Can the carrier fetch it at {label} on {day}?|Somebody should pick it up from the {label} address on {day}.]"
            ]
            if collect
            else []
        ),
        "[How much will that be?|What do I get back?|Tell me the amount.|And what sum may I expect?]",
        because=BECAUSE,
        item=item,
        order="the order that was delivered" if by_item else f"order {order.id}",
        day=collect[1] if collect else "",
        label=CALLED.get(collect[0], collect[0]) if collect else "",
        count=amount.get(count, f"{count} of the {line.quantity}"),
        way=INTO[way],
    )

    def solve(hands: Hands) -> None:
        number = newest(hands, orders_with(hands, item, "delivered"))["order_id"] if by_item else order.id
        bought = hands.call(
            "read_order", "[find the line and its price|read the order]", order_id=number, expand=["terms"]
        )
        mine = hands.keep(bought["lines"], "item", lambda x: x["name"] == item)
        lines = [
            {"line": x["line"], "quantity": min(count, x["quantity"]), "reason": reason, "opened": False} for x in mine
        ]
        done = hands.attempt(
            "open_return",
            "[ask for the return|open the return]",
            order_id=number,
            lines=lines,
            refund_to=way,
            collect={"address_label": collect[0], "day": collect[1].isoformat()} if collect else None,
            landed=lambda: return_found(hands, number, {x["line"]: x["quantity"] for x in lines}),
        )
        if done.is_error:
            hands.say(refused("open the return", done.code))
            return
        hands.say(
            fact(
                "return",
                done.data["return_id"],
                "[The return is open under {value}|I opened return {value}|Your return has the number {value}]: {count} of the {item}, {refund} back to your {way}.",
                count=count,
                item=item,
                refund=eur(done.data["refund"]["amount"]),
                way=ways_back(way),
            ),
            *(
                [
                    fact(
                        "collection",
                        collect[1],
                        "[It is collected on {value}.|The carrier fetches it on {value}.|Collection is on {value}.]",
                    )
                ]
                if collect
                else [
                    "[The label follows in a few minutes.|A label will be sent shortly.|The label shows on your account card soon.]"
                ]
            ),
        )

    return Goal(
        (turn,),
        [order.id, line.number, count, reason, way, str(collect)],
        ("item", *(("status",) if by_item else ()), *(("collection",) if collect else ())),
        (*(("list_orders",) if by_item else ()), "read_order", "open_return"),
        solve,
        (
            Gains(
                "returns",
                {
                    "order": order.id,
                    "lines": {line.number: count},
                    "reasons": {line.number: reason},
                    "refund_to": way,
                    "refund": refund,
                    "collected": collect,
                },
            ),
            OnlyChanges(("returns", f"orders.{order.id}.lines.{line.number}.returned")),
            Tells("the refund", refund, instead=(round(refund + LABEL_FEE, 2),)),
        ),
    )


INTO = {"gift_card": "onto my gift card", "original_payment": "back the way I paid"}


@goal("single_hard")
def send_back_most(draw: Draw) -> Goal | None:
    """Most of an order goes back: not what is kept, not opened textiles; gift card if the limit lets it."""
    shop = shop_in(draw)
    order = draw.one(o for o in shop.mine("delivered") if open_window(draw, o) and len(o.live) > 2)
    if order is None:
        return None
    kept = draw.one(x for x in order.live)
    textiles = [x for x in order.live if x is not kept and shop.product_of(x.sku).category == "textile"]
    others = [x for x in order.live if x is not kept and x not in textiles]
    opened = draw.some(textiles, 1) + (draw.some(others, 1) if draw.chance(0.5) else [])
    back = [x for x in order.live if x is not kept and not (x in opened and x in textiles)]
    if kept is None or not opened or not back:
        return None
    handle = next((x for x in order.live if only_in(shop, order, name_of(shop, x), "delivered")), None)
    goods = round(sum(x.price * x.quantity for x in back), 2)
    way = "gift_card" if goods <= GIFT_LIMIT else "original_payment"
    refund = round(goods - (0 if way == "gift_card" else LABEL_FEE), 2)
    if handle is None or abs(goods - GIFT_LIMIT) < 6:
        return None
    stuck = [name_of(shop, x) for x in opened if x in textiles]
    names = {name_of(shop, x) for x in opened}
    turn = draw.ask(
        "[The order with the {handle}, the one you delivered: I don't want it after all. It can all go back apart from the {kept}.|I'd like to return what came with the {handle}, the whole delivered order, only the {kept} stays here.|Please take back the order that had the {handle} in it. I'm keeping just the {kept}.|About the delivery with the {handle}: we have changed our minds, everything but the {kept} goes back.]",
        "[To be honest, the {opened} [has|have] been used already, the rest is still wrapped.|I should say that I have opened and used the {opened}; nothing else was touched.|Only the {opened} came out of the wrapping and saw some use.|The {opened} I have unpacked and used, everything else is as it came.|I did take out the {opened} and use it all for a while, the others are sealed.]".replace(
            "[has|have]", "has" if len(names) == 1 else "have"
        ),
        "[If your rules allow it, put the money onto my gift card, otherwise back the way I paid.|Gift card for the refund if that is possible with the sum, else the original payment.|I'd prefer the refund on my gift card; if it's too much for that, the way I paid is fine.]",
        "[What will I get, and is there anything you can't take?|How much is it, and what do I have to keep?|Tell me the refund, and whatever doesn't go back.]",
        because=BECAUSE,
        handle=name_of(shop, handle),
        kept=name_of(shop, kept),
        opened=listed(sorted(names)),
    )

    def solve(hands: Hands) -> None:
        number = newest(hands, orders_with(hands, name_of(shop, handle), "delivered"))["order_id"]
        bought = hands.call(
            "read_order",
            "[read its lines and terms|see the lines and until when they go back]",
            order_id=number,
            expand=["terms"],
        )
        rows = hands.keep(bought["lines"], "exclusion", lambda x: x["name"] != name_of(shop, kept))
        fine = hands.keep(rows, "condition", lambda x: not (x["category"] == "textile" and x["name"] in names))
        stays = [x["name"] for x in rows if x not in fine]
        goods = round(sum(x["price_each"] * x["quantity"] for x in fine), 2)
        ways = hands.keep(("gift_card", "original_payment"), "limit", lambda w: w != "gift_card" or goods <= GIFT_LIMIT)
        lines = [
            {
                "line": x["line"],
                "quantity": x["quantity"],
                "reason": "change_of_mind",
                "opened": x["category"] != "textile" and x["name"] in names,
            }
            for x in fine
        ]
        if not lines:
            hands.say()
            return
        done = hands.attempt(
            "open_return",
            "[ask for the return|open the return for those lines]",
            order_id=number,
            lines=lines,
            refund_to=ways[0],
            landed=lambda: return_found(hands, number, {x["line"]: x["quantity"] for x in lines}),
        )
        if done.is_error:
            hands.say(refused("open the return", done.code))
            return
        told: list[Fact | Form] = [
            fact(
                "refund",
                eur(done.data["refund"]["amount"]),
                "[Return {id} is open; you get {value} back to your {way}.|I opened return {id}, which pays {value} to your {way}.|{value} will go to your {way}, under return {id}.]",
                id=done.data["return_id"],
                way=ways_back(ways[0]),
            ),
            f"[It covers|In it:|It is for] {listed([x['name'] for x in fine])}.",
        ]
        if stays:
            told.append(
                f"[The {listed(stays)} cannot go back, as opened textiles are not taken.|I could not include the {listed(stays)}: once opened, textiles stay with you.|Not possible for the {listed(stays)}, because textiles are only taken unopened.]"
            )
        hands.say(*told)

    entry = {"order": order.id, "lines": {x.number: x.quantity for x in back}, "refund_to": way, "refund": refund}
    wants: list[Want] = [
        Gains("returns", entry),
        OnlyChanges(("returns", *(f"orders.{order.id}.lines.{x.number}.returned" for x in back))),
        Tells("the refund", refund),
    ]
    wants += [Tells("what cannot go back", name) for name in stuck]
    return Goal(
        (turn,),
        [order.id, kept.number, sorted(names)],
        ("status", "exclusion", "condition", "limit"),
        ("list_orders", "read_order", "open_return"),
        solve,
        tuple(wants),
    )


GOALS = (send_back_one, send_back_most)
