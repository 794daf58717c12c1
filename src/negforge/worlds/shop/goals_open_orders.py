"""Orders that have not left yet: a delivery slot that suits, fewer things."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.shop.goals_address import CALLED, goes_to
from negforge.worlds.shop.habits import (
    eur,
    line_named,
    name_of,
    only_in,
    orders_with,
    refused,
    shop_in,
)
from negforge.worlds.shop.state import to_pay
from negforge.worlds.wants import Becomes, OnlyChanges, Tells, Want
from negforge.worlds.wording import listed

SERVICES = {"doorstep": "to the doorstep", "room_of_choice": "to the room"}


@goal("single_easy", "single_hard")
def slot_that_suits(draw: Draw) -> Goal | None:
    """Take a delivery slot: by day, part of day and fee; in the hard form up to the room if that is not too dear."""
    shop, rng = shop_in(draw), draw.rng
    order = draw.one(shop.mine("processing"))
    line = draw.one(x for x in order.live if only_in(shop, order, name_of(shop, x), "processing")) if order else None
    if order is None or line is None:
        return None
    elsewhere = (
        draw.one(a.label for a in shop.account.addresses.values() if a.label != order.address)
        if draw.hard and draw.chance(0.5)
        else None
    )
    area = shop.account.addresses[elsewhere or order.address].area
    first = draw.now.date() + timedelta(days=rng.randrange(1, 4))
    last = first + timedelta(days=rng.randrange(4, 9))
    free = [s for s in shop.slots.values() if s.area == area and s.left and first <= s.day <= last]
    parts = draw.some(("morning", "afternoon", "evening"), rng.choice((1, 2)))
    badday = (draw.one(sorted({s.day.strftime("%A") for s in free})) if draw.hard or draw.chance(0.5) else None) or ""
    cap = float(rng.choice((6, 8, 15, 18, 20))) if draw.hard else 0.0
    wanted = "earliest" if draw.chance(0.5) else "cheapest"
    fitting = [s for s in free if s.part in parts and s.day.strftime("%A") != badday]
    room = [s for s in fitting if s.service == "room_of_choice" and s.fee <= cap]
    pool = room if draw.hard and room else [s for s in fitting if s.service == "doorstep"]

    def rank(day: str, hours: str, fee: float) -> tuple[Any, ...]:
        return (day, hours) if wanted == "earliest" else (fee,)

    keys = [rank(s.day.isoformat(), s.hours, s.fee) for s in pool]
    if not pool or keys.count(min(keys)) > 1 or len(free) < 4:
        return None
    right = min(pool, key=lambda s: rank(s.day.isoformat(), s.hours, s.fee))
    which = "the order with the {item} that hasn't been sent yet" if draw.hard else "order {order}"
    clauses = [
        "[It has to be in the {parts}.|Only {parts} works for me.|{parts_up}, nothing else.|I can only do the {parts}.]"
    ]
    if badday:
        clauses.append(
            "[Not on a {badday}, though.|{badday} is out, I'm away.|Any day but {badday}.|I can't do {badday}.]"
        )
    if draw.hard:
        clauses.append(
            "[If they can carry it into the room for EUR {cap} or less, do that; otherwise to the doorstep.|Up to the room if that slot costs no more than EUR {cap}, else the doorstep will do.|I'd like it carried in, provided it's at most EUR {cap}; if there is no such slot, doorstep.]"
        )
    if elsewhere:
        clauses.append(
            "[And it should go to my {label} address.|Have it delivered to the {label} address, by the way.|Oh, and to my {label} address, not where it's set to go now.]"
        )
    turn = draw.ask(
        f"[Book me the {wanted} delivery slot for {which}, between {{first}} and {{last}}.|I need a delivery slot for {which}, some time from {{first}} to {{last}}, the {wanted} you have.|Please fix a delivery for {which} from {{first}} to {{last}}; take the {wanted} slot.|For {which} I want the {wanted} slot there is, {{first}} to {{last}}.]",
        *clauses,
        because="[I work from home on and off.|Last time they came when I was in the shower.|My mother has to let them in.|I have to book the lift in our building.|My back is bad and someone must help.]",
        order=order.id,
        item=name_of(shop, line),
        first=first,
        last=last,
        parts=listed(sorted(parts), "or"),
        parts_up=listed(sorted(parts), "or").capitalize(),
        badday=badday,
        cap=f"{cap:.0f}",
        label=CALLED.get(elsewhere or "", elsewhere or ""),
    )

    def solve(hands: Hands) -> None:
        number = order.id
        if draw.hard:
            number = hands.best(orders_with(hands, name_of(shop, line), "processing"), lambda row: row["placed"])[
                "order_id"
            ]
        there = hands.keep((None, elsewhere), "address", lambda label: label == elsewhere)[0]
        rows = hands.call(
            "delivery_slots",
            "[see which slots are free|look for free slots]",
            order_id=number,
            between={"from": first.isoformat(), "to": last.isoformat()},
            address_label=there,
        )["slots"]
        rows = hands.keep(rows, "part", lambda s: s["part"] in parts)
        rows = hands.keep(rows, "weekday", lambda s: date.fromisoformat(s["day"]).strftime("%A") != badday)
        carried = [s for s in rows if draw.hard and s["service"] == "room_of_choice"]
        carried = hands.keep(carried, "budget", lambda s: s["fee"] <= cap)
        plain = hands.keep(rows, "service", lambda s: s["service"] == "doorstep")
        choice = hands.best(carried or plain, lambda s: rank(s["day"], s["hours"], s["fee"]))
        changes: list[dict[str, Any]] = [{"op": "set_slot", "slot_id": choice["slot_id"]}]
        if there:
            moved = hands.attempt(
                "change_order",
                "[set the address first|change the address]",
                order_id=number,
                changes=[{"op": "set_address", "address_label": there}],
                landed=lambda: goes_to(hands, number, there),
            )
            if moved.is_error:
                hands.say(refused("change the address, so I took no slot", moved.code))
                return
        done = hands.attempt(
            "change_order",
            "[take the slot|book the slot]",
            order_id=number,
            changes=changes,
            landed=lambda: _in_slot(hands, number, choice["slot_id"]),
        )
        if done.is_error:
            hands.say(refused("take the slot", done.code))
            return
        hands.say(
            fact(
                "slot",
                date.fromisoformat(choice["day"]),
                "[Order {order} comes on {value}, {hours}, {service}, for {fee}.|Booked: {value} between {hours} for order {order}, {service}; the fee is {fee}.|I took {value}, {hours}, {service} for order {order}. That slot costs {fee}.]",
                order=number,
                hours=choice["hours"],
                service=SERVICES[choice["service"]],
                fee=eur(choice["fee"]),
            )
        )

    paths = [f"orders.{order.id}.slot", f"slots.{right.id}.left"] + (
        [f"orders.{order.id}.address"] if elsewhere else []
    )
    wants: list[Want] = [Becomes(f"orders.{order.id}.slot", right.id)]
    if elsewhere:
        wants.append(Becomes(f"orders.{order.id}.address", elsewhere))
    wants += [OnlyChanges(tuple(paths)), Tells("the day", right.day), Tells("the fee", right.fee)]
    return Goal(
        (turn,),
        [order.id, right.id, wanted, cap, elsewhere, badday],
        (
            "part",
            "service",
            *(("weekday",) if badday else ()),
            *(("budget", "status") if draw.hard else ()),
            *(("address",) if elsewhere else ()),
        ),
        (*(("list_orders",) if draw.hard else ()), "delivery_slots", "change_order"),
        solve,
        tuple(wants),
    )


def _in_slot(hands: Hands, number: str, slot_id: str) -> Any:
    address = hands.call("read_order", "see whether the slot is taken", order_id=number, expand=["address"])["address"]
    return {"slot": slot_id} if address["slot"] == slot_id else None


_ONE_LESS = "[If I'd still pay more than EUR {limit} after that, make it one {other} less as well. If not, leave it there.|Should the total still be over EUR {limit}, take one piece off the {other} too; otherwise don't touch that.|And in case it still comes to more than EUR {limit} with delivery, order one piece fewer of the {other}.]"


@goal("single_hard")
def trim_the_order(draw: Draw) -> Goal | None:
    """Cancel the dearest line but one that must stay; if the total is still too high, one piece less of another."""
    shop, rng = shop_in(draw), draw.rng
    order = draw.one(o for o in shop.mine("processing") if len(o.live) > 2)
    if order is None:
        return None
    handle = next((x for x in order.live if only_in(shop, order, name_of(shop, x), "processing")), None)
    sums = {x.number: round(x.price * x.quantity, 2) for x in order.live}
    by_sum = sorted(order.live, key=lambda x: -sums[x.number])
    stays = by_sum[0] if draw.chance(0.6) else by_sum[-1]
    gone = next(x for x in by_sum if x is not stays)
    rest = [x for x in order.live if x is not gone and x.quantity > 1]
    fewer = draw.one(rest)
    handle = next(
        (x for x in order.live if x not in (stays, handle) and only_in(shop, order, name_of(shop, x), "processing")),
        handle,
    )
    if handle is None or fewer is None or len(set(sums.values())) < len(sums):
        return None
    off = to_pay(shop, order)
    if order.voucher:
        return None
    after = round(off - sums[gone.number], 2)
    limit = float(round(after * rng.choice((0.9, 0.95, 1.06, 1.12))))
    second = draw.chance(0.7)
    too_much = second and after > limit
    total = round(after - fewer.price, 2) if too_much else after
    item, kept, other = name_of(shop, handle), name_of(shop, stays), name_of(shop, fewer)
    turn = draw.ask(
        "[The order with the {item} has become too dear. Cancel whichever line costs the most in it, counting all its pieces, but not the {kept}.|I overdid it with the order that has the {item} in it. Please strike the line that costs most in all, only the {kept} must stay.|My order with the {item}: take out the most expensive line (pieces times price), except the {kept}, I need that.|Please make the order with the {item} cheaper. Whatever line adds most goes, unless that is the {kept}.]",
        *([_ONE_LESS] if second else []),
        "[What do I pay in the end?|Tell me the final total.|How much is it then?|And the new total, please.]",
        because="[The bank statement gave me a shock.|My husband saw the bill.|We were going to save this year.|The car needs new tyres, of all things.]",
        item=item,
        kept=kept,
        other=other,
        limit=f"{limit:.0f}",
    )

    def solve(hands: Hands) -> None:
        number = hands.best(orders_with(hands, item, "processing"), lambda row: row["placed"])["order_id"]
        bought = hands.call("read_order", "[read its lines and prices|see what each line costs]", order_id=number)
        rows = hands.keep(bought["lines"], "exclusion", lambda x: x["name"] != kept)
        strike = hands.best(rows, lambda x: -x["price_each"] * x["quantity"])
        done = hands.call(
            "change_order",
            "[cancel the dearest line|strike that line]",
            order_id=number,
            changes=[{"op": "cancel_line", "line": strike["line"]}],
            landed=lambda: line_now(hands, number, strike["line"], "cancelled"),
        )
        told = [
            fact(
                "cancelled",
                strike["name"],
                "[I cancelled the {value} (line {line}).|The {value} is off the order.|Line {line}, the {value}, is cancelled.]",
                line=strike["line"],
            )
        ]
        total = done["totals"]["to_pay"]
        still = second and hands.keep((total,), "condition", lambda amount: amount > limit)
        less = line_named(bought["lines"], other)
        if still and less["line"] != strike["line"] and less["quantity"] > 1:
            done = hands.call(
                "change_order",
                "[take one piece off|order one piece fewer]",
                order_id=number,
                changes=[{"op": "set_quantity", "line": less["line"], "quantity": less["quantity"] - 1}],
                landed=lambda: line_now(hands, number, less["line"], less["quantity"] - 1),
            )
            total = done["totals"]["to_pay"]
            told.append(
                fact(
                    "quantity",
                    less["quantity"] - 1,
                    "[It was still too much, so there is one {other} less: {value} now.|As that left more than EUR {limit}, the {other} is down to {value}.|Of the {other} you now get {value}, because the sum was still above EUR {limit}.]",
                    other=other,
                    limit=f"{limit:.0f}",
                )
            )
        hands.say(
            *told,
            fact(
                "total",
                eur(total),
                "[You now pay {value} for order {order}.|Order {order} comes to {value} now.|The total of {order} is {value}.]",
                order=number,
            ),
        )

    lines = f"orders.{order.id}.lines"
    wants: list[Want] = [Becomes(f"{lines}.{gone.number}.cancelled", True)]
    if too_much:
        wants.append(Becomes(f"{lines}.{fewer.number}.quantity", fewer.quantity - 1))
    paths = [f"{lines}.{gone.number}.cancelled"] + ([f"{lines}.{fewer.number}.quantity"] if too_much else [])
    wants += [OnlyChanges(tuple(paths)), Tells("the total", total)]
    return Goal(
        (turn,),
        [order.id, gone.number, kept, limit if second else None, fewer.number],
        ("status", "exclusion", *(("condition",) if second else ())),
        ("list_orders", "read_order", "change_order"),
        solve,
        tuple(wants),
    )


def line_now(hands: Hands, number: str, line: int, now: str | int) -> Any:
    order = hands.call("read_order", "see whether the line has changed", order_id=number)
    row = next(x for x in order["lines"] if x["line"] == line)
    return {"totals": order["totals"]} if now in (row["state"], row["quantity"]) else None


GOALS = (slot_that_suits, trim_the_order)
