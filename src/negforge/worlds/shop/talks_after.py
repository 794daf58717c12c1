"""Conversations about what was delivered: an exchange that needs a yes, damaged goods."""

from __future__ import annotations

from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, Turn, fact, goal, with_replies
from negforge.worlds.shop.goals_exchange import exchange_found
from negforge.worlds.shop.goals_send_back import INTO, open_window
from negforge.worlds.shop.habits import (
    Step,
    bought_twice,
    converse,
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
from negforge.worlds.shop.state import GIFT_LIMIT
from negforge.worlds.shop.talks_return import LABEL_YET, Told, ask_back, label_of
from negforge.worlds.wants import Asks, Called, Gains, NotCalled, OnlyChanges, Says, Tells, Want


@goal("multi_easy", "multi_hard")
def exchange_with_a_yes(draw: Draw) -> Goal | None:
    """Which versions there are; one of them costs more, which needs a yes; the user may say no and choose another."""
    shop, rng = shop_in(draw), draw.rng
    found = []
    for order in shop.mine("delivered"):
        for line in order.live if open_window(draw, order) else ():
            mine = shop.variants[line.sku]
            same = [
                v
                for v in shop.variants.values()
                if v.product == mine.product
                and v.sku != mine.sku
                and v.voltage == mine.voltage
                and v.shippable >= line.quantity
            ]
            dearer = [v for v in same if v.price > line.price]
            near = [v for v in same if v.price <= line.price + 3]
            if dearer and only_in(shop, order, name_of(shop, line), "delivered") and (near or not draw.hard):
                found.append((order, line, dearer, near))
    if not found:
        return None
    order, line, dearer, cheap = bought_twice(draw, found)
    item, count = name_of(shop, line), line.quantity
    wished = rng.choice(dearer)
    other = draw.one(v for v in cheap if v is not wished) if draw.hard else None
    if draw.hard and other is None:
        return None
    says_no = draw.hard or draw.chance(0.4)
    surcharge = round((wished.price - line.price) * count, 2)
    textile = shop.product_of(line.sku).category == "textile"
    final = other if draw.hard else None if says_no else wished
    slots: dict[str, Any] = {
        "item": item,
        "count": pieces(count),
        "wished": look_of(wished),
        "other": look_of(other) if other else "",
        "sealed": "unopened" if textile else "as good as new",
    }
    most = float(rng.choice((5, 10, 15))) if other else 0.0
    yes = draw.word("[Yes, that's fine.|Yes please, go ahead.|OK, charge me, yes.|Yes, do it.]")
    no = draw.word(
        "[No, that is too much.|No, not for that money. Leave it, then.|Oh. No, I won't pay that.|No, in that case don't.]"
    )
    turns: list[Turn] = [
        draw.ask(
            "[Which versions of the {item} could you send me {count} of? I'd like to swap the delivered one.|I got the {item} ({count}) with an order and would rather have it in another version. What is there that you can send?|What other colours and sizes of the {item} do you have in stock, {count}, to exchange mine for? Mine has been delivered.|For my delivered {item}, {count}: which other versions can be had?]",
            "[It is {sealed}.|Mine is {sealed}, by the way.|What I have is {sealed}.]",
            because="[The lady in the shop window had a nicer one.|It clashes with the carpet.|My flatmate objects.|It looked bigger in the picture.]",
            **slots,
        ),
        with_replies(
            draw.then(
                "[Then I'd like it in {wished}.|Exchange it for {wished}, please.|{wished}, that's the one. Please swap it.|Take mine back for the {wished}.]",
                "[Any difference in price goes the way I paid.|If there is a difference, use the way I paid.|Settle the price with the way I paid.]",
                **slots,
            ),
            (r"more|cost|charge|surcharge|EUR|go ahead", no if says_no else yes),
        ),
    ]
    if draw.hard:
        turns.append(
            draw.then(
                "[What about {other} instead? If that is EUR {most} more in all or less, do it without asking again.|Then {other}. Up to EUR {most} extra in all you may charge, no need to ask.|Then let me have {other}, as long as it isn't more than EUR {most} on top in all; that much I accept.]",
                most=f"{most:.0f}",
                **slots,
            )
        )
        turns.append(
            draw.then(
                "[What number does the exchange have?|Could I have the exchange number?|And the number of that, for my notes?|Which reference do I quote?]"
            )
        )
        if draw.chance(0.6):
            turns.append(
                draw.then(
                    "[And in money: do I pay, or get something back, and how much?|What's the difference in price then?|How much did that make in the end, more or less?]"
                )
            )
    if draw.hard and other and round((other.price - line.price) * count, 2) > most:
        return None
    memory: dict[str, Any] = {}

    def versions(hands: Hands) -> Told:
        row = newest(hands, orders_with(hands, item, "delivered"))
        bought, stock = hands.calls(
            ("read_order", {"order_id": row["order_id"], "expand": ["terms"]}),
            ("stock_levels", {"product": item}),
            why="[see what you bought and what there is|read the order and the live stock]",
        )
        memory["order"], memory["line"] = row["order_id"], line_named(bought["lines"], item)
        rows = hands.keep(stock["levels"], "pieces", lambda level: sent_from(level) >= count)
        memory["levels"] = [level for level in rows if level["sku"] != memory["line"]["sku"]]
        return [
            fact(
                look(level), eur(level["list_price"]), "[{Label}: {value}.|{Label} at {value} each.|{Label}, {value}.]"
            )
            for level in memory["levels"]
        ]

    def swap(hands: Hands, version: str, limit: float | None) -> Told:
        level = next(iter(hands.keep(memory["levels"], "version", lambda x: look(x) == version)), None)
        if level is None:
            return [
                "[That version cannot be sent in this number.|I could not find that version among those that can be sent.]"
            ]
        line = memory["line"]
        difference = round((level["list_price"] - line["price_each"]) * line["quantity"], 2)
        if difference > (limit or 0) and hands.bother("the surcharge needs a yes", kind="ask"):
            heard = hands.say(
                ask="[That costs {amount} more in all. Shall I go ahead?|The surcharge would be {amount} in all. Is that all right with you?|It would be {amount} on top, charged the way you paid. May I?]",
                amount=eur(difference),
            )
            if not heard.lower().startswith(("yes", "ok")):
                return [
                    "[All right, I have left it as it is.|Then nothing is exchanged.|Understood, I exchanged nothing.]"
                ]
        done = hands.attempt(
            "open_exchange",
            "[exchange it|open the exchange]",
            give={
                "order_id": memory["order"],
                "line": line["line"],
                "quantity": line["quantity"],
                "opened": not textile,
            },
            take={"sku": level["sku"]},
            reason="change_of_mind",
            settle="original_payment",
            landed=lambda: exchange_found(hands, memory["order"], level["sku"]),
        )
        if done.is_error:
            return [refused("exchange it", done.code)]
        memory["done"] = (done.data["exchange_id"], difference)
        return [
            fact(
                "exchange",
                version,
                "[Done, you will get it in {value}.|It is exchanged for {value}.|The {item} will come in {value}.]",
                item=item,
            )
        ]

    def number(hands: Hands) -> Told:
        if not memory["done"]:
            return ["[Nothing was exchanged, so there is no number.|There is no exchange.]"]
        return [
            fact("exchange number", memory["done"][0], "[It is {value}.|The number is {value}.|Please quote {value}.]")
        ]

    def money(hands: Hands) -> Told:
        amount = memory["done"][1] if memory["done"] else 0.0
        if not amount:
            return ["[It costs the same, so there is no difference.|No difference: the price is the same.]"]
        return [
            fact(
                "you pay" if amount > 0 else "you get back",
                eur(abs(amount)),
                "[{Label} {value}.|In the end {label} {value}.]",
            )
        ]

    steps: list[Step] = [versions, lambda hands: swap(hands, look_of(wished), None)]
    if draw.hard and other:
        steps += [lambda hands: swap(hands, look_of(other), most), number, *([money] if len(turns) > 4 else [])]
    base = f"orders.{order.id}.lines.{line.number}.exchanged"
    wants: list[Want] = [Asks(r"EUR|more|surcharge|on top")]
    if final is None:
        wants += [NotCalled(("open_exchange",), effects_only=True), OnlyChanges()]
    else:
        wants += [
            Gains("exchanges", {"order": order.id, "into": final.sku, "quantity": count}),
            OnlyChanges(("exchanges", base, f"variants.{final.sku}.stock")),
        ]
    wants.append(Tells("the surcharge", surcharge, turn=None))
    if draw.hard:
        wants.append(Says("the exchange number", r"\bEX\d{6}\b", turn=None))
        if other and len(turns) > 4 and other.price != line.price:
            wants.append(Tells("the difference", abs(round((other.price - line.price) * count, 2))))
    return Goal(
        tuple(turns),
        [order.id, line.number, wished.sku, other.sku if other else None, says_no, most, len(turns)],
        (
            "status",
            "pieces",
            "version",
            "consent",
            *(("refused first", "budget") if draw.hard else ("refused",) if says_no else ()),
            *(("difference",) if len(turns) > 4 else ()),
        ),
        ("list_orders", "read_order", "stock_levels", *(("open_exchange",) if final else ())),
        lambda hands: converse(hands, steps, memory, order=None, line=None, levels=[], done=None),
        tuple(wants),
    )


@goal("multi_easy", "multi_hard")
def came_damaged(draw: Draw) -> Goal | None:
    """Some pieces came damaged: keep them for less or send them back; later another fault, the balance, the label."""
    shop, rng = shop_in(draw), draw.rng
    found = [
        (o, x)
        for o in shop.mine("delivered")
        if open_window(draw, o) and len(o.live) > 1
        for x in o.live
        if only_in(shop, o, name_of(shop, x), "delivered")
    ]
    if not found:
        return None
    order, line = bought_twice(draw, found)
    item, bad = name_of(shop, line), rng.randrange(1, line.quantity + 1)
    percent = rng.choice((10, 15, 20, 25, 30))
    way = draw.one(("gift_card", "original_payment")) or "gift_card"
    amount = round(line.price * bad * percent / 100, 2)
    most, back = round(line.price * bad * 30 / 100, 2), round(line.price * bad, 2)
    second = draw.one(x for x in order.live if x is not line)
    faulty = draw.hard and draw.chance(0.7)
    goods_too = round(second.price * second.quantity, 2) if second else 0.0
    if second is None or amount > GIFT_LIMIT:
        return None
    second_way = "gift_card" if goods_too <= GIFT_LIMIT else "original_payment"
    balance = draw.hard and way == "gift_card"
    label = faulty and draw.chance(0.6)
    asks_id = draw.hard and (not faulty or draw.chance(0.4))
    slots: dict[str, Any] = {
        "item": item,
        "bad": bad,
        "bad_of": _some_of(bad, line.quantity),
        "mark": draw.word(_MARKS[shop.product_of(line.sku).category == "textile"]),
        "percent": percent,
        "way": INTO[way],
        "second": name_of(shop, second),
        "order": order.id,
    }
    turns: list[Turn] = [
        draw.ask(
            "[The {item} from order {order} came damaged: {bad_of}, with {mark}.|There is {mark} on the {item} I got with {order}, {bad_of}.|Order {order} is here, but {bad_of} of the {item} came with {mark}.|Damage to report: the {item} in {order}, {bad_of}, arrived with {mark}.|I have just opened {order}. The {item} has {mark}, {bad_of}.]",
            "[If I kept that, what is the most you could take off, and what would I get if I sent it back?|What could I have off at most for keeping it, and what for sending it back?|I might live with it. How much is the highest reduction, and how much a full return?]",
            because="[The box looked sat upon.|I took pictures, if you need them.|The driver just shrugged.|It's not even your fault, I think.]",
            **slots,
        ),
        draw.then(
            "[I'll keep it and take {percent} percent off, {way}.|Let's say {percent} percent, I keep it, the money {way}.|{percent} % is fair, I keep it. Pay that {way}.|Fine, it stays here for {percent} percent less, and the difference comes {way}.]",
            **slots,
        ),
    ]
    if faulty:
        turns.append(
            draw.then(
                "[Now I see that the {second} from the same order is faulty, every piece of it. That goes back, gift card if the sum allows it, otherwise as I paid.|And something else: the {second} in that order doesn't work as it should, all of it. I have used it. Please take it back, money onto the gift card if your rules let me, else the way I paid.|The {second} of the same order turns out to be defective, the lot, and I've had it open. Return that: gift card where allowed, original payment where not.]",
                **slots,
            )
        )
    if label:
        turns.append(draw.then(LABEL_YET))
    if balance:
        turns.append(
            draw.then(
                "[What is on my gift card now?|How much is on the gift card at this moment?|And the balance of my gift card?|What does my gift card stand at?]"
            )
        )
    if asks_id:
        turns.append(
            draw.then(
                "[What's the number of the price reduction?|Under which number is the reduction filed?|Give me a reference for the reduction, please.|I'd like a number for the money off.]"
            )
        )
    if draw.hard and len(turns) < 4:
        return None
    memory: dict[str, Any] = {}

    def choices(hands: Hands) -> Told:
        memory["order"] = bought = hands.call(
            "read_order", "[read the line and its price|see what was paid for it]", order_id=order.id, expand=["terms"]
        )
        row = hands.keep(bought["lines"], "item", lambda x: x["name"] == item)[0]
        memory["line"] = row
        price = row["price_each"]
        return [
            fact(
                "the most off for keeping it",
                eur(round(price * bad * 30 / 100, 2)),
                "[If you keep it, up to {value} can come off, which is 30 %.|Keeping it, you can have at most {value} back.|For keeping it, 30 % at most, so {value}.]",
            ),
            fact(
                "a return",
                eur(round(price * bad, 2)),
                "[Sent back, it pays {value}, label free of charge.|A return would pay {value} in full.|For a return you get the whole {value}.]",
            ),
        ]

    def reduce(hands: Hands) -> Told:
        row = memory["line"]
        done = hands.attempt(
            "adjust_price",
            "[pay the reduction|enter the reduction]",
            order_id=order.id,
            claims=[
                {"line": row["line"], "basis": "kept_damaged", "percent": percent, "pieces": min(bad, row["quantity"])}
            ],
            pay_to=way,
            landed=lambda: _adjustment(hands, order.id, row["line"]),
        )
        if done.is_error:
            return [refused("enter the reduction", done.code)]
        memory["id"] = done.data["adjustments"][0]["adjustment_id"]
        return [
            fact(
                "reduction",
                eur(done.data["total"]),
                "[{value} are paid to your {way}.|Done: {value} off, to your {way}.|I had {value} paid to your {way}.]",
                way=ways_back(way),
            )
        ]

    def send_back(hands: Hands) -> Told:
        row = line_named(memory["order"]["lines"], name_of(shop, second))
        worth = round(row["price_each"] * row["quantity"], 2)
        ways = hands.keep(("gift_card", "original_payment"), "limit", lambda w: w != "gift_card" or worth <= GIFT_LIMIT)
        return ask_back(hands, memory, order.id, row, row["quantity"], "faulty", True, ways[0])

    def on_card(hands: Hands) -> Told:
        card = hands.call("account_card", "[read the gift card|see the balance]", show={"gift_card": True})
        return [
            fact(
                "gift card",
                eur(card["gift_card"]["balance"]),
                "[There are {value} on it.|The gift card stands at {value}.|Your balance is {value}.]",
            )
        ]

    def reference(hands: Hands) -> Told:
        return [
            fact("reference", memory["id"] or "none", "[It is {value}.|The number is {value}.|Filed under {value}.]")
        ]

    steps: list[Step] = [choices, reduce]
    steps += [send_back] if faulty else []
    steps += [lambda hands: label_of(hands, memory)] if label else []
    steps += [on_card] if balance else []
    steps += [reference] if asks_id else []
    paths = ["adjustments"] + ([f"accounts.{shop.me}.gift_balance"] if way == "gift_card" else [])
    wants: list[Want] = [
        Gains(
            "adjustments",
            {"order": order.id, "line": line.number, "basis": "kept_damaged", "amount": amount, "pay_to": way},
        ),
        Tells("the most that comes off", most, turn=0),
        Tells("what a return pays", back, turn=0),
    ]
    if faulty:
        wants.append(
            Gains(
                "returns",
                {
                    "order": order.id,
                    "lines": {second.number: second.quantity},
                    "reasons": {second.number: "faulty"},
                    "refund_to": second_way,
                },
            )
        )
        paths += ["returns", f"orders.{order.id}.lines.{second.number}.returned"]
    if label:
        wants.append(Says("the label", r"\bLB\d{8}\b", turn=None))
    if balance:
        wants.append(Tells("the gift card's balance", round(shop.account.gift_balance + amount, 2), turn=None))
        wants.append(Called("account_card"))
    if asks_id:
        wants.append(Says("the number of the reduction", r"\bPA\d{6}\b"))
    wants.append(OnlyChanges(tuple(paths)))
    return Goal(
        tuple(turns),
        [order.id, line.number, bad, percent, way, second.number if faulty else None, label, asks_id],
        (
            "item",
            *(("limit",) if faulty else ()),
            *(("late decision",) if label else ()),
            *(("balance",) if balance else ()),
            *(("reference",) if asks_id else ()),
        ),
        (
            "read_order",
            "adjust_price",
            *(("open_return",) if faulty else ()),
            *(("hold_the_line",) if label else ()),
            *(("account_card",) if label or balance else ()),
        ),
        lambda hands: converse(hands, steps, memory, order=None, line=None, id=None, returns=[]),
        tuple(wants),
        fallback=("account_card",) if label and not balance else (),
    )


_MARKS = {True: "[a stain|a pulled thread|a small tear|a hole]", False: "[a chip|a scratch|a dent|a crack]"}


def _some_of(bad: int, count: int) -> str:
    if bad < count:
        return f"{bad} of the {count} pieces"
    return "the only piece" if count == 1 else f"all {count} pieces"


def _adjustment(hands: Hands, number: str, line: int) -> Any:
    done = hands.call("read_order", "see whether the reduction is there", order_id=number, expand=["changes"])[
        "changes"
    ]["adjustments"]
    row = next((a for a in done if a["line"] == line), None)
    return {"adjustments": [row], "total": row["amount"]} if row else None


GOALS = (exchange_with_a_yes, came_damaged)
