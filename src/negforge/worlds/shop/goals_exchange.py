"""Goods that are exchanged, and parcels that never came."""

from __future__ import annotations

from datetime import date
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.shop.goals_send_back import open_window, return_found, return_state
from negforge.worlds.shop.habits import (
    bought_twice,
    eur,
    line_named,
    look,
    look_of,
    name_of,
    newest,
    only_in,
    orders_with,
    pieces,
    refused,
    sent_from,
    shop_in,
    ways_back,
)
from negforge.worlds.shop.state import GIFT_LIMIT, LABEL_FEE
from negforge.worlds.wants import Gains, NotCalled, OnlyChanges, Says, Tells, Want


@goal("single_easy", "single_hard")
def exchange_for_another(draw: Draw) -> Goal | None:
    """Exchange an article for another of the same product; in the hard form by preference, stock and a surcharge limit."""
    shop, rng = shop_in(draw), draw.rng
    found = []
    for order in shop.mine("delivered"):
        if not open_window(draw, order):
            continue
        for line in order.live:
            mine = shop.variants[line.sku]
            same = [
                v
                for v in shop.variants.values()
                if v.product == mine.product and v.sku != mine.sku and v.voltage == mine.voltage
            ]
            if len(same) > 1 and only_in(shop, order, name_of(shop, line), "delivered"):
                found.append((order, line, mine, same))
    if not found:
        return None
    order, line, mine, same = bought_twice(draw, found)
    item, count = name_of(shop, line), line.quantity
    rng.shuffle(same)
    wishes = same[: 3 if draw.hard else 1]
    limit = float(rng.choice((0, 5, 10, 20, 40))) if draw.hard else 10.0**6
    fitting = [v for v in wishes if v.shippable >= count and round((v.price - line.price) * count, 2) <= limit]
    if not draw.hard and not fitting:
        return None
    right = fitting[0] if fitting else None
    if draw.hard and right is wishes[0]:
        return None
    fallback = draw.hard
    refund = round(line.price * count - LABEL_FEE, 2)
    if (right is None and refund <= 0) or (right and right.price == line.price and not draw.hard):
        return None
    settle = "original_payment"
    by_item = draw.hard or draw.chance(0.4)
    textile = shop.product_of(line.sku).category == "textile"
    wrapped = (
        "[It is unopened.|Still wrapped, of course.|I have not taken it out of the wrapping.|Unused and still sealed.]"
        if textile
        else "[It's as good as new.|I only unpacked it to look at it.|I've had it out of the box, nothing more.|Out of the box once, not used.]"
    )
    wishes_told = "; ".join(
        f"{place} {look_of(v)}" for place, v in zip(("first choice", "then", "failing that"), wishes, strict=False)
    )
    if draw.hard:
        clauses = [
            wrapped,
            "[In this order: {wishes}.|My wishes, best first: {wishes}.|I would take, in this order of preference: {wishes}.]",
            "[Whatever it is, it mustn't cost me more than EUR {limit} extra in all; up to that you may charge me.|I accept a surcharge of up to EUR {limit} in all, not a cent more.|Up to EUR {limit} on top for the lot is fine with me and you need not ask again.]"
            if limit
            else "[It mustn't cost me anything on top.|I won't pay any extra.|No surcharge, though.]",
            "[If none of these can be had, I'd rather return it. Whatever money comes back to me, it's the way I paid.|Should none of them work out, take it back; any money due to me comes back the way I paid, one way or the other.|Otherwise just take it back. Money that I get back, for whichever reason, goes the way I paid.]",
        ]
        request = "[I'd like to exchange the {item} that was delivered, {count}, for another version.|The {item} ({count}) that came isn't right for us; can I swap it for another version?|Please exchange my {item}, {count}, the delivered one, for a different version of it.]"
    else:
        clauses = [
            wrapped,
            "[Charge me whatever the difference is, or pay it back the way I paid.|I'm fine with paying the difference, whatever it comes to; if it's cheaper, back the way I paid.|If it costs more, charge me, I agree to any difference; if less, refund me the way I paid.]",
            "[What is the difference?|How much does that make?|Tell me what it comes to.]",
        ]
        request = "[Please exchange the {item} from {order} ({count}) for the one in {wish}.|Can I swap the {item} of {order}, {count}, for {wish}?|In {order} there is a {item}, {count}. I'd rather have it in {wish}, please exchange it.|The {item} from {order} ({count}) should be exchanged for {wish}.]"
    turn = draw.ask(
        request,
        *clauses,
        because="[It looked different on the screen.|My daughter has other plans for her room.|I had the wrong picture in my head.|We painted the wall in the meantime.|I misread the description.]",
        item=item,
        order="the order you delivered" if by_item else f"order {order.id}",
        count=pieces(count),
        wish=look_of(wishes[0]),
        wishes=wishes_told,
        limit=f"{limit:.0f}",
    )

    def solve(hands: Hands) -> None:
        number = order.id
        if by_item:
            number = newest(hands, orders_with(hands, item, "delivered"))["order_id"]
        bought = line_named(
            hands.call("read_order", "[read the line|see what was bought]", order_id=number, expand=["terms"])["lines"],
            item,
        )
        levels = hands.call(
            "stock_levels", "[see what there is of the product|look for the other versions]", product=item
        )["levels"]
        if not levels:
            hands.say(
                "[I could not see the stock of the {item}|The stock of the {item} could not be had], so [I have exchanged and returned nothing|nothing was exchanged or taken back].",
                item=item,
            )
            return
        named = [look_of(v) for v in wishes]
        rows = hands.keep(levels, "version", lambda level: look(level) in named)
        rows = hands.keep(rows, "pieces", lambda level: sent_from(level) >= bought["quantity"])
        rows = hands.keep(
            rows,
            "budget",
            lambda level: round((level["list_price"] - bought["price_each"]) * bought["quantity"], 2) <= limit,
        )
        if not rows and fallback:
            lines = [
                {
                    "line": bought["line"],
                    "quantity": bought["quantity"],
                    "reason": "change_of_mind",
                    "opened": not textile,
                }
            ]
            back = hands.call(
                "open_return",
                "[take it back instead|open a return, as none can be had]",
                order_id=number,
                lines=lines,
                refund_to=settle,
                landed=lambda: return_found(hands, number, {bought["line"]: bought["quantity"]}),
            )
            hands.say(
                "[None of the versions you named can be had on those terms.|No version on your list can be sent within your limit.|I could not exchange it: none of your choices works out.]",
                fact(
                    "refund",
                    eur(back["refund"]["amount"]),
                    "[So I opened return {id}; {value} go back the way you paid.|Return {id} is open instead and pays {value}, the way you paid.]",
                    id=back["return_id"],
                ),
            )
            return
        choice = hands.best(rows, lambda level: named.index(look(level)) if look(level) in named else -1)
        done = hands.attempt(
            "open_exchange",
            "[exchange it|open the exchange]",
            give={"order_id": number, "line": bought["line"], "quantity": bought["quantity"], "opened": not textile},
            take={"sku": choice["sku"]},
            reason="change_of_mind",
            settle=settle,
            landed=lambda: exchange_found(hands, number, choice["sku"]),
        )
        if done.is_error:
            hands.say(refused("exchange it", done.code))
            return
        difference = done.data["difference"]["amount"]
        hands.say(
            fact(
                "exchange",
                done.data["exchange_id"],
                "[Exchange {value} is set up: {count} of the {item} in {look}.|I exchanged it, number {value}; you get the {item} in {look}, {count}.|Under {value} you will get the {item} in {look} ({count}).]",
                item=item,
                look=look(choice),
                count=pieces(bought["quantity"]),
            ),
            difference_told(difference),
        )

    wants: list[Want]
    if right is None:
        wants = [
            Gains("returns", {"order": order.id, "lines": {line.number: count}, "refund_to": settle, "refund": refund}),
            NotCalled(("open_exchange",), effects_only=True),
            OnlyChanges(("returns", f"orders.{order.id}.lines.{line.number}.returned")),
            Tells("the refund", refund),
        ]
    else:
        difference = round((right.price - line.price) * count, 2)
        wants = [
            Gains(
                "exchanges",
                {"order": order.id, "line": line.number, "quantity": count, "into": right.sku, "settle": settle},
            ),
            OnlyChanges(
                ("exchanges", f"orders.{order.id}.lines.{line.number}.exchanged", f"variants.{right.sku}.stock")
            ),
            Tells("the colour", right.colour),
        ]
        if difference:
            wants.append(Tells("the difference", abs(difference)))
    return Goal(
        (turn,),
        [order.id, line.number, [v.sku for v in wishes], limit],
        ("version", *(("status",) if by_item else ()), *(("pieces", "budget") if draw.hard else ())),
        (
            *(("list_orders",) if by_item else ()),
            "read_order",
            "stock_levels",
            "open_exchange" if right else "open_return",
        ),
        solve,
        tuple(wants),
    )


def difference_told(difference: float) -> Any:
    if difference > 0:
        return fact(
            "surcharge",
            eur(difference),
            "[It costs {value} more, charged to the original payment.|The surcharge is {value}.|{value} on top are charged.]",
        )
    if difference < 0:
        return fact(
            "paid back",
            eur(-difference),
            "[{value} come back to you.|It is cheaper: {value} are paid back.|You get {value} back.]",
        )
    return "[The price is the same.|There is no difference in price.|Nothing to pay either way.]"


def exchange_found(hands: Hands, number: str, sku: str) -> Any:
    changes = hands.call("read_order", "see whether the exchange is there", order_id=number, expand=["changes"])[
        "changes"
    ]
    row = next((e for e in changes["exchanges"] if e["into"] == sku), None)
    return {"exchange_id": row["exchange_id"], "difference": {"amount": row["difference"]}} if row else None


@goal("single_hard")
def lost_or_late(draw: Draw) -> Goal | None:
    """Money back if the carrier's log says that the parcel is lost, and its delivery day if it does not."""
    shop = shop_in(draw)
    order = draw.one(shop.mine("dispatched"))
    line = draw.one(order.live) if order else None
    if order is None or line is None or not only_in(shop, order, name_of(shop, line), "dispatched"):
        return None
    parcel = shop.parcels[order.parcel or ""]
    lost = parcel.state == "lost"
    item, goods = name_of(shop, line), order.goods
    way = "gift_card" if goods <= GIFT_LIMIT else "original_payment"
    turn = draw.ask(
        "[The parcel with the {item} was sent off and I'm still waiting.|My {item} was dispatched ages ago and hasn't come.|Where has the parcel with the {item} got to? It was dispatched, and then nothing.|I was told the {item} had been sent, but nothing has reached me.]",
        "[If the carrier has lost it, I want the money for that parcel back: onto my gift card if your rules allow that sum, otherwise the way I paid.|Should it be lost, refund all that was in it, gift card if that is allowed for the amount, else as I paid.|In case it is gone for good, get me my money for everything in it. I'd take gift card credit, if the amount allows, or else the original payment.]",
        "[If it's only late, just tell me the day it comes now.|If it is merely delayed, the new delivery day is all I need.|If on the other hand it's still moving, give me the day.]",
        "[And wait for the decision, if there has to be one.|If a decision is needed, stay on until it's there.|Please see it through to the decision, if it comes to that.]",
        because="[I work shifts and can't keep ringing.|It's a wedding present.|I have asked the neighbours already.|Your carrier's page only shows me an error.]",
        item=item,
    )

    def solve(hands: Hands) -> None:
        rows = orders_with(hands, item, "dispatched")
        number = hands.best(rows, lambda row: row["placed"])["order_id"]
        bought = hands.call(
            "read_order",
            "[read the order and its parcel|find the shipment number and the lines]",
            order_id=number,
            expand=["parcel"],
        )
        log = bought["parcel"]["last_scan"]
        if hands.bother("the carrier's own log"):
            log = hands.call(
                "track_shipment",
                "[read the carrier's log|see what the carrier knows]",
                shipment_id=bought["parcel"]["shipment_id"],
            )
        if "declared lost" not in log:
            days = [text.split(",")[0].split()[-1] for text in log.splitlines() if " ETA " in text]
            when = date.fromisoformat(days[-1]) if days else "[not known]".strip("[]")
            hands.say(
                fact(
                    "delivery day",
                    when,
                    "[It is not lost. The delivery day for parcel {parcel} is {value}.|Parcel {parcel} is only late; the day is {value}.|The log does not say that {parcel} is lost, and the delivery day is {value}.]",
                    parcel=bought["parcel"]["shipment_id"],
                ),
                "[I opened no claim.|So there is nothing to refund.|Nothing was claimed, then.]",
            )
            return
        goods = round(sum(x["price_each"] * x["quantity"] for x in bought["lines"]), 2)
        ways = hands.keep(("gift_card", "original_payment"), "limit", lambda w: w != "gift_card" or goods <= GIFT_LIMIT)
        lines = [
            {"line": x["line"], "quantity": x["quantity"], "reason": "never_arrived", "opened": False}
            for x in bought["lines"]
        ]
        done = hands.attempt(
            "open_return",
            "[claim the lost parcel|ask for the money for what never arrived]",
            order_id=number,
            lines=lines,
            refund_to=ways[0],
            landed=lambda: return_found(hands, number, {x["line"]: x["quantity"] for x in lines}),
        )
        if done.is_error:
            hands.say(refused("claim it", done.code))
            return
        decided = "asked for"
        if hands.bother("the decision comes later", kind="more"):
            hands.call("hold_the_line", "[wait for the decision|give them time to decide]", pause={"minutes": 5})
            row = return_state(hands, done.data["return_id"], number, "[see what was decided|read the decision]")
            state = row.get("status", "requested")
            decided = {"paid_out": "paid out", "declined": "declined"}.get(state, "asked for")
        hands.say(
            fact(
                "refund",
                eur(done.data["refund"]["amount"]),
                "[The carrier declared parcel {parcel} lost. The refund of {value} to your {way} is {decided}, as {id}.|Parcel {parcel} is lost, by the carrier's log. I claimed it under {id}: {value} to your {way}, {decided}.|It is lost, says the log of {parcel}. {value} to your {way} are {decided} ({id}).]",
                parcel=bought["parcel"]["shipment_id"],
                way=ways_back(ways[0]),
                decided=decided,
                id=done.data["return_id"],
            )
        )

    wants: list[Want]
    if lost:
        entry = {
            "order": order.id,
            "lines": {x.number: x.quantity for x in order.live},
            "refund_to": way,
            "refund": goods,
            "status": "paid_out",
        }
        paths = ["returns", *(f"orders.{order.id}.lines.{x.number}.returned" for x in order.live)]
        paths += [f"accounts.{shop.me}.gift_balance"] if way == "gift_card" else []
        wants = [
            Gains("returns", entry),
            OnlyChanges(tuple(paths)),
            Tells("the refund", goods),
            Says("the decision", r"paid"),
        ]
    else:
        due = date.fromisoformat(parcel.events[-1][3].split(",")[0].split()[-1])
        wants = [NotCalled(("open_return",), effects_only=True), OnlyChanges(), Tells("the delivery day", due)]
    return Goal(
        (turn,),
        [order.id, item],
        ("status", *(("limit",) if lost else ())),
        (
            "list_orders",
            "read_order",
            "track_shipment",
            *(("open_return", "hold_the_line", "account_card") if lost else ()),
        ),
        solve,
        tuple(wants),
        fallback=("account_card",) if lost else (),
    )


GOALS = (exchange_for_another, lost_or_late)
