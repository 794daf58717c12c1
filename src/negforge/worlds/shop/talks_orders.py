"""Conversations about an order that has not left: when it is delivered, what is in it."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

from negforge.worlds.goal import Draw, Fact, Goal, Hands, Turn, fact, goal
from negforge.worlds.shop.goals_address import CALLED
from negforge.worlds.shop.goals_money import voucher_on, worth
from negforge.worlds.shop.goals_open_orders import SERVICES, line_now
from negforge.worlds.shop.habits import (
    Step,
    converse,
    eur,
    line_named,
    look,
    name_of,
    only_in,
    orders_with,
    ordinal,
    refused,
    shop_in,
)
from negforge.worlds.shop.state import saving, to_pay
from negforge.worlds.wants import Becomes, OnlyChanges, Says, Tells, Want
from negforge.worlds.wording import Form, a_or_an

Told = list[Fact | Form]


@goal("multi_easy", "multi_hard")
def arrange_delivery(draw: Draw) -> Goal | None:
    """Slots by date, one of them is taken; later the user cannot that day, sends it elsewhere, and asks for the total."""
    shop, rng = shop_in(draw), draw.rng
    order = draw.one(o for o in shop.mine("processing") if not o.voucher)
    if order is None:
        return None
    first = draw.now.date() + timedelta(days=rng.randrange(1, 4))
    last = first + timedelta(days=rng.randrange(6, 10))
    parts = sorted(draw.some(("morning", "afternoon", "evening"), 2))

    def free(label: str) -> list[Any]:
        area = shop.account.addresses[label].area
        found = [s for s in shop.slots.values() if s.area == area and s.left and first <= s.day <= last]
        return sorted((s for s in found if s.part in parts and s.service == "doorstep"), key=lambda s: (s.day, s.hours))

    listed = free(order.address)
    if not 3 <= len(listed) <= 9:
        return None
    place = rng.randrange(1, 3)
    chosen = listed[place]
    others = [s for s in listed if s.day != chosen.day]
    fees = [s.fee for s in others]
    if draw.hard and (not others or fees.count(min(fees)) > 1):
        return None
    cheapest = min(others, key=lambda s: s.fee) if others else chosen
    label = draw.one(a for a in shop.account.addresses if a != order.address)
    moves = draw.hard and draw.chance(0.7) and label is not None
    same_area = label is not None and shop.account.addresses[label].area == shop.account.addresses[order.address].area
    there = free(label) if label and moves and not same_area else []
    if moves and not same_area and not there:
        return None
    final = chosen if not draw.hard else there[0] if there else cheapest
    total = round(to_pay(shop, order) + final.fee, 2)
    slots: dict[str, Any] = {
        "order": order.id,
        "first": first,
        "last": last,
        "parts": " or ".join(parts),
        "place": ordinal(place),
        "label": CALLED.get(label or "", label or ""),
    }
    turns = [
        draw.ask(
            "[When could you deliver order {order}, between {first} and {last}?|Which delivery slots are free for order {order} from {first} to {last}?|I need to know what slots there are for {order}, {first} to {last}.|Please show me the delivery slots for {order} from {first} up to {last}.]",
            "[Only {parts}, doorstep is enough.|To the doorstep, and in the {parts}.|It has to be {parts}; doorstep delivery will do.]",
            "[Earliest first.|In order of date, please.|List them by date.]",
            because="[I have to tell my boss when I'm off.|The caretaker wants to know.|We share a key with the neighbours.|My exam is that week.|I'm the only one who can open the gate.]",
            **slots,
        ),
        draw.then(
            "[Take the {place} one.|The {place} of those, please.|Book me the {place} in the list.|I'd go for the {place} one, book that.|Then the {place}.]",
            **slots,
        ),
    ]
    if draw.hard:
        turns.append(
            draw.then(
                "[Oh dear, I can't on that day after all. Take the cheapest of the others, on another day.|Sorry, that day won't work, I've just seen the calendar. Whichever of the remaining days is cheapest, then.|Wrong, I'm away that day. Change it to the one with the lowest fee on any other day of the list.|No wait, that's the dentist. Of the other days, the slot that costs least.]"
            )
        )
    if moves:
        turns.append(
            draw.then(
                "[And it should go to my {label} address instead. If the slot doesn't survive that, take the earliest one there, same conditions.|Please send it to my {label} address, by the way. Should that cost us the slot, book the earliest there on the same terms as before.|One more change: deliver it to the {label} address. In case the slot is dropped, take the first you have over there, same days, same times of day.]",
                **slots,
            )
        )
    if draw.hard:
        turns.append(
            draw.then(
                "[What does the order come to now, slot and all?|And the total with everything?|How much do I pay in all now?|So what's the final amount for {order}?]",
                **slots,
            )
        )
    memory: dict[str, Any] = {}

    def search(hands: Hands, at: str | None = None) -> list[dict[str, Any]]:
        rows = hands.call(
            "delivery_slots",
            "[see which slots are free|look up the slots]",
            order_id=order.id,
            between={"from": first.isoformat(), "to": last.isoformat()},
            address_label=at,
        )["slots"]
        rows = hands.keep(rows, "part", lambda s: s["part"] in parts)
        rows = hands.keep(rows, "service", lambda s: s["service"] == "doorstep")
        return sorted(rows, key=lambda s: (s["day"], s["hours"]))

    def listing(hands: Hands) -> Told:
        memory["rows"] = search(hands)
        return [
            fact(
                f"{at}. {date.fromisoformat(s['day']):%A, %-d %B}, {s['hours']}",
                eur(s["fee"]),
                "[{label}: {value}.|{label}, for {value}.|{label} at {value}.]",
            )
            for at, s in enumerate(memory["rows"], 1)
        ]

    def take(hands: Hands, slot: dict[str, Any]) -> Told:
        done = hands.attempt(
            "change_order",
            "[book that slot|take the slot]",
            order_id=order.id,
            changes=[{"op": "set_slot", "slot_id": slot["slot_id"]}],
            landed=lambda: _order_now(hands, order.id, "slot", slot["slot_id"]),
        )
        if done.is_error:
            return [refused("book it", done.code)]
        memory["slot"], memory["total"] = slot, done.data["totals"]["to_pay"]
        return [
            fact(
                "slot",
                date.fromisoformat(slot["day"]),
                "[Order {order} now comes on {value}, {hours}, {service}, for {fee}.|Booked: {value}, {hours}, {service}, {fee}.|I took {value}, {hours}, {service}; the fee is {fee}.]",
                order=order.id,
                hours=slot["hours"],
                service=SERVICES[slot["service"]],
                fee=eur(slot["fee"]),
            )
        ]

    def another_day(hands: Hands) -> Told:
        rows = hands.keep(memory["rows"], "exclusion", lambda s: s["day"] != memory["slot"]["day"])
        return take(hands, hands.best(rows, lambda s: s["fee"]))

    def move(hands: Hands) -> Told:
        done = hands.attempt(
            "change_order",
            "[change the address|send it there]",
            order_id=order.id,
            changes=[{"op": "set_address", "address_label": label}],
            landed=lambda: _order_now(hands, order.id, "label", label or ""),
        )
        if done.is_error:
            return [refused("change the address", done.code)]
        memory["total"] = done.data["totals"]["to_pay"]
        told: Told = [
            fact(
                "address",
                CALLED.get(label or "", label or ""),
                "[It goes to your {value} address now.|The address is your {value} one now.|{order} is set to go to your {value} address.]",
                order=order.id,
            )
        ]
        if done.data["slot"] or not hands.bother("whether the slot survived"):
            return [*told, "[The slot stays as booked.|Nothing changes about the slot.|The slot is still yours.]"]
        return [
            *told,
            "[The slot did not survive that.|The slot was dropped with it.]",
            *take(hands, hands.best(search(hands), lambda s: (s["day"], s["hours"]))),
        ]

    def sum_up(hands: Hands) -> Told:
        return [
            fact(
                "total",
                eur(memory["total"]),
                "[Order {order} comes to {value} now.|You pay {value} in all.|The total is {value}.]",
                order=order.id,
            )
        ]

    steps: list[Step] = [listing, lambda hands: take(hands, memory["rows"][place])]
    if draw.hard:
        steps += [another_day, *([move] if moves else []), sum_up]
    touched = {chosen.id, final.id, cheapest.id} if draw.hard else {chosen.id}
    paths = [f"orders.{order.id}.slot", *(f"slots.{s}.left" for s in sorted(touched))] + (
        [f"orders.{order.id}.address"] if moves else []
    )
    wants: list[Want] = [Becomes(f"orders.{order.id}.slot", final.id), OnlyChanges(tuple(paths))]
    wants.append(Tells("the day of the slot", chosen.day, turn=1))
    if moves:
        wants.append(Becomes(f"orders.{order.id}.address", label))
    if draw.hard:
        wants.append(Tells("the total", total))
    return Goal(
        tuple(turns),
        [order.id, chosen.id, final.id, first.isoformat(), last.isoformat(), label if moves else None],
        ("part", "service", *(("correction", "exclusion") if draw.hard else ()), *(("address",) if moves else ())),
        ("delivery_slots", "change_order"),
        lambda hands: converse(hands, steps, memory, rows=[], slot=None, total=0.0),
        tuple(wants),
    )


def _order_now(hands: Hands, number: str, key: str, value: str) -> Any:
    order = hands.call("read_order", "see whether the order has changed", order_id=number, expand=["address"])
    if order["address"][key] != value:
        return None
    return {"slot": order["address"]["slot"], "totals": order["totals"]}


@goal("multi_easy", "multi_hard")
def reshape_the_order(draw: Draw) -> Goal | None:
    """Line by line: one is struck out, another gets more pieces, then a correction, a voucher and the total."""
    shop, rng = shop_in(draw), draw.rng
    order = draw.one(o for o in shop.mine("processing") if not o.voucher and len(o.live) > 2)
    if order is None:
        return None
    handle = next((x for x in order.live if only_in(shop, order, name_of(shop, x), "processing")), None)
    sums = [x.price * x.quantity for x in order.live]
    if handle is None or len(set(sums)) < len(sums):
        return None
    by_place = draw.chance(0.5)
    gone = rng.choice(order.live[1:]) if by_place else max(order.live, key=lambda x: x.price * x.quantity)
    other = draw.one(x for x in order.live if x is not gone)
    if other is None:
        return None
    much = other.quantity + rng.randrange(1, 3)
    right = much + 1 if draw.chance(0.5) else other.quantity + 3
    if max(much, right) - other.quantity > shop.variants[other.sku].shippable:
        return None
    corrects, voucher = draw.hard and draw.chance(0.7), None
    if draw.hard and (draw.chance(0.7) or not corrects):
        voucher = draw.one(v for v in shop.vouchers.values() if v.account == shop.me and not v.used_on)
    after = copy.deepcopy(order)
    after.lines[str(gone.number)].cancelled = True
    if draw.hard:
        after.lines[str(other.number)].quantity = right if corrects else much
    works = voucher is not None and voucher.expires >= draw.now.date() and saving(shop, after, voucher) > 0
    if voucher is not None and works:
        after.voucher = voucher.code
    total = to_pay(shop, after)
    slots: dict[str, Any] = {
        "item": name_of(shop, handle),
        "which": f"{ordinal(gone.number - 1)} line" if by_place else "line that costs most in all",
        "other": name_of(shop, other),
        "much": much,
        "right": right,
        "voucher": voucher.name if voucher else "",
        "a_voucher": a_or_an(voucher.name) if voucher else "",
    }
    turns: list[Turn] = [
        draw.ask(
            "[What exactly is in my order with the {item}, the one that hasn't been sent?|Can you read me the order that has the {item} in it, line by line? It hasn't left yet.|I'd like to go through the order with the {item} that is still being processed. What's in it?|Please list the lines of my unsent order with the {item}.]",
            "[With prices, please.|Pieces and prices too.|Tell me how many of each and what they cost.]",
            because="[I ordered in a hurry on the train.|My wife and I have been talking about it.|I can't find the confirmation mail.|There was wine involved when I ordered.|I want to be sure before it goes out.]",
            **slots,
        ),
        draw.then(
            "[Take the {which} out.|Please cancel the {which}.|I don't need the {which}, strike it.|Drop the {which}.]",
            "[What do I pay then?|And the total after that?|How much is it then?]",
            **slots,
        ),
    ]
    if draw.hard:
        turns.append(
            draw.then(
                "[And of the {other} I want {much}.|Make it {much} of the {other}.|The {other} should be {much} pieces, please.|Change the {other} to {much}.]",
                **slots,
            )
        )
    if corrects:
        turns.append(
            draw.then(
                "[No, sorry: {right}, I forgot the guest room.|Wait, I counted wrong. {right} of them, not {much}.|Ah, not {much}. {right} is what I need.|I misspoke, make that {right}.]",
                **slots,
            )
        )
    if voucher:
        turns.append(
            draw.then(
                "[I also have {a_voucher} voucher on my account. If it can be used on this, put it on; if not, tell me why.|Can the {voucher} voucher be used here? If yes, apply it. If no, I'd like to know the reason.|Then there's my {voucher} voucher. Use it if the conditions are met, otherwise say what is in the way.]",
                **slots,
            )
        )
    if draw.hard:
        turns.append(
            draw.then(
                "[What's the total now?|So, what do I pay in the end?|And the final sum?|How much is the order now?]"
            )
        )
    memory: dict[str, Any] = {}

    def read(hands: Hands) -> Told:
        row = hands.best(orders_with(hands, name_of(shop, handle), "processing"), lambda row: row["placed"])
        memory["order"] = found = hands.call(
            "read_order", "[read its lines|see what it holds]", order_id=row["order_id"]
        )
        memory["total"] = found["totals"]["to_pay"]
        return [
            fact(
                f"{x['line']}. {x['name']} in {look(x)}",
                f"{x['quantity']} x {eur(x['price_each'])}",
                "[{label}: {value}.|{label}, {value}.]",
            )
            for x in found["lines"]
        ]

    def change(hands: Hands, change: dict[str, Any], now: Any, told: Fact) -> Told:
        number = memory["order"]["order_id"]
        done = hands.attempt(
            "change_order",
            "[change the order|make that change]",
            order_id=number,
            changes=[change],
            landed=lambda: line_now(hands, number, change["line"], now),
        )
        if done.is_error:
            return [refused("change it", done.code)]
        memory["total"] = done.data["totals"]["to_pay"]
        return [told]

    def strike(hands: Hands) -> Told:
        rows = memory["order"]["lines"]
        if by_place:
            line = hands.keep(rows, "place", lambda x: x["line"] == gone.number)[0]
        else:
            line = hands.best(rows, lambda x: -x["price_each"] * x["quantity"])
        told = fact("cancelled", line["name"], "[The {value} is out.|I cancelled the {value}.|Struck: the {value}.]")
        result = change(hands, {"op": "cancel_line", "line": line["line"]}, "cancelled", told)
        return [
            *result,
            fact(
                "total",
                eur(memory["total"]),
                "[That leaves {value} to pay.|The total is {value}.|You pay {value} then.]",
            ),
        ]

    def set_pieces(hands: Hands, pieces: int) -> Told:
        line = line_named(memory["order"]["lines"], name_of(shop, other))
        told = fact(
            "quantity",
            pieces,
            "[The {other} is at {value} now.|There are {value} of the {other} in it now.|Done, {value} of the {other}.]",
            other=name_of(shop, other),
        )
        return change(hands, {"op": "set_quantity", "line": line["line"], "quantity": pieces}, pieces, told)

    def apply(hands: Hands) -> Told:
        assert voucher is not None
        card = hands.call(
            "account_card", "[look at that voucher|read the voucher's conditions]", show={"vouchers": True}
        )
        mine = hands.keep(card["vouchers"], "voucher", lambda v: v["name"] == voucher.name)
        code = mine[0]["code"]
        number = memory["order"]["order_id"]
        if hands.bother("the voucher's conditions"):
            now = hands.call(
                "read_order", "[see what the order holds by now|read the order as it is now]", order_id=number
            )
            base, off = worth(hands, mine[0], [x for x in now["lines"] if x["state"] != "cancelled"])
            expired = mine[0]["valid_through"] < draw.now.date().isoformat()
            if expired or not off or base < mine[0]["minimum_goods"]:
                return [
                    refused(
                        f"use the {mine[0]['name']} voucher", "voucher_expired" if expired else "minimum_not_reached"
                    )
                ]
        done = hands.attempt(
            "apply_voucher",
            "[put it on the order|try the voucher]",
            order_id=number,
            voucher={"code": code},
            landed=lambda: voucher_on(hands, number, code),
        )
        if done.is_error:
            return [refused(f"use the {mine[0]['name']} voucher", done.code)]
        memory["total"] = done.data["to_pay"]
        return [
            fact(
                "saving",
                eur(done.data["takes_off"]),
                "[The voucher takes {value} off.|{value} come off with it.|It is on the order and saves {value}.]",
            )
        ]

    def sum_up(hands: Hands) -> Told:
        return [
            fact("total", eur(memory["total"]), "[The total is {value} now.|You pay {value}.|It comes to {value}.]")
        ]

    steps: list[Step] = [read, strike]
    if draw.hard:
        steps += [
            lambda hands: set_pieces(hands, much),
            *([lambda hands: set_pieces(hands, right)] if corrects else []),
            *([apply] if voucher else []),
            sum_up,
        ]
    base = f"orders.{order.id}"
    paths = [f"{base}.lines.{gone.number}.cancelled"]
    wants: list[Want] = [Becomes(f"{base}.lines.{gone.number}.cancelled", True)]
    if draw.hard:
        wants.append(Becomes(f"{base}.lines.{other.number}.quantity", right if corrects else much))
        paths.append(f"{base}.lines.{other.number}.quantity")
    if voucher and works:
        wants.append(Becomes(f"{base}.voucher", voucher.code))
        paths += [f"{base}.voucher", f"vouchers.{voucher.code}.used_on"]
    if voucher and not works:
        late = voucher.expires < draw.now.date()
        wants.append(
            Says(
                "why the voucher cannot be used",
                r"expir|past its|valid|ran out" if late else r"minimum|reach|count|categor",
                None,
            )
        )
    wants += [OnlyChanges(tuple(paths)), Tells("the total", total)]
    return Goal(
        tuple(turns),
        [order.id, gone.number, other.number, much, right if corrects else None, voucher.code if voucher else None],
        (
            "status",
            *(("place",) if by_place else ()),
            *(("correction",) if corrects else ()),
            *(("voucher",) if voucher else ()),
        ),
        (
            "list_orders",
            "read_order",
            "change_order",
            *(("account_card", *(("apply_voucher",) if works else ())) if voucher else ()),
        ),
        lambda hands: converse(hands, steps, memory, order=None, total=0.0),
        tuple(wants),
    )


GOALS = (arrange_delivery, reshape_the_order)
