"""Conversations about returns: the sum first, the order that has to be asked for, the label that comes later."""

from __future__ import annotations

from datetime import date
from typing import Any

from negforge.worlds.goal import Draw, Fact, Goal, Hands, Turn, fact, goal, with_replies
from negforge.worlds.shop.goals_send_back import INTO, SAID, open_window, return_found, return_state
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
    refused,
    shop_in,
    ways_back,
)
from negforge.worlds.shop.state import GIFT_LIMIT, LABEL_FEE, Shop, last_day_to_return
from negforge.worlds.wants import Asks, Gains, Holds, OnlyChanges, Says, Tells, Want
from negforge.worlds.wording import Form

Told = list[Fact | Form]


LABEL_YET = "[Has the label come by now?|Is my label there yet?|Any sign of the return label?|Have they decided, and what's the label's number?]"


def _returns(expected: list[tuple[dict[int, int], float, str]]) -> Want:
    """Exactly these returns are open: lines with pieces, refund, where it goes."""

    def found(shop: Shop) -> list[str]:
        return sorted(str((r.lines, r.refund, r.refund_to)) for r in shop.returns.values())

    right = sorted(str(item) for item in expected)
    return Holds(
        "returns", lambda shop: found(shop) == right, f"the returns are {right}", lambda shop: f"they are {found(shop)}"
    )


def ask_back(
    hands: Hands,
    memory: dict[str, Any],
    number: str,
    line: dict[str, Any],
    count: int,
    reason: str,
    opened: bool,
    way: str,
) -> Told:
    """Open a return for one line and tell of it."""
    done = hands.attempt(
        "open_return",
        "[open the return|ask for the return]",
        order_id=number,
        lines=[{"line": line["line"], "quantity": count, "reason": reason, "opened": opened}],
        refund_to=way,
        landed=lambda: return_found(hands, number, {line["line"]: count}),
    )
    if done.is_error:
        return [refused("open a return for it", done.code)]
    memory["returns"].append((done.data["return_id"], done.data["refund"]["amount"], number))
    return [
        fact(
            "return",
            done.data["return_id"],
            "[Return {value} is open: {refund} for {count} of the {name}, to your {way}.|I opened return {value} for the {name} ({count}); {refund} go to your {way}.|Your return has the number {value}. {refund} come back to your {way} for {count} of the {name}.]",
            name=line["name"],
            count=count,
            refund=eur(done.data["refund"]["amount"]),
            way=ways_back(way),
        )
    ]


def label_of(hands: Hands, memory: dict[str, Any]) -> Told:
    """Wait for the decision on the first return and read its label."""
    if not memory["returns"]:
        return ["[There is no return, so there is no label either.|No return was opened, hence no label.]"]
    if hands.bother("the label takes a few minutes", kind="more"):
        hands.call(
            "hold_the_line", "[give them time to send the label|wait a little for the label]", pause={"minutes": 5}
        )
    number, _, order_id = memory["returns"][0]
    row = return_state(hands, number, order_id, "[see whether the label is there|read the return's state]")
    if not row.get("label"):
        return [
            "[Not yet: the return is still waiting for a decision.|The label has not been sent so far.|It isn't there yet.]"
        ]
    return [
        fact(
            "label",
            row["label"],
            "[Yes, the label is {value}.|It has been sent: label {value}.|The return is decided, and the label is {value}.]",
        )
    ]


@goal("multi_easy", "multi_hard")
def return_after_the_sum(draw: Draw) -> Goal | None:
    """What a return would pay, either way; then it is opened; later another article, the label, a date, the sum."""
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
    item, count = name_of(shop, line), rng.randrange(1, line.quantity + 1)
    goods = round(line.price * count, 2)
    way = draw.one(("gift_card", "original_payment")) or "gift_card"
    second = draw.one(x for x in order.live if x is not line)
    textile = second is not None and shop.product_of(second.sku).category == "textile"
    used = draw.chance(0.5)
    also = draw.hard and draw.chance(0.6)
    goods_too = round(second.price * second.quantity, 2) if second else 0.0
    if second is None or abs(goods - GIFT_LIMIT) < 6 or goods < 8:
        return None
    if way == "gift_card" and (goods > GIFT_LIMIT or (also and goods + goods_too > GIFT_LIMIT)):
        return None
    if way == "original_payment" and goods_too < 8:
        return None
    label = draw.hard and draw.chance(0.7)
    deadline = draw.hard and draw.chance(0.5)
    fee = 0.0 if way == "gift_card" else LABEL_FEE
    back = [({line.number: count}, round(goods - fee, 2), way)]
    takes_second = also and not (textile and used)
    if takes_second:
        back.append(({second.number: second.quantity}, round(goods_too - fee, 2), way))
    total = round(sum(refund for _, refund, _ in back), 2)
    asks_sum = draw.hard and (takes_second or not (label or deadline or also))
    state = "[It is still in its wrapping.|Nobody has opened it.|Unopened.|I haven't touched it.]"
    turns: list[Turn] = [
        draw.ask(
            "[If I sent back {count} of the {item} you delivered, what would I get?|What do I get back for {count} of the {item} from my delivered order?|I'm thinking of returning the {item}, {count} of it, from the order that arrived. What would that pay?|How much would {count} of the {item} be worth to me if I returned it? I mean the delivered ones.]",
            "[Tell me for the gift card and for the way I paid.|On the gift card, and alternatively the way I paid?|I'd like both figures, gift card and original payment.]",
            state,
            "[I just don't need it.|No fault in it, I've changed my mind.|It's not what I was looking for after all, no fault of yours.]",
            because="[We are moving abroad.|My husband bought one at the market.|I have too much stuff.|The colour of the wall has changed twice since.]",
            item=item,
            count=count,
        ),
        draw.then(
            "[All right, {way}. Please open the return.|Then do it, {way}.|Go ahead with the return, {way}.|Fine, send it back then, with the money {way}.]",
            way=INTO[way],
        ),
    ]
    if also:
        turns.append(
            draw.then(
                "[The {item}, all of it, from the same order: can that go back too? {state} If so, do it, and the money the same way.|And there is the {item} in that order. {state} If you take it, I'd return the lot of it as well, refund likewise.|Now that we are at it, the {item} in the same order. {state} Take all of that back too if it's allowed, same way for the money.]",
                item=name_of(shop, second),
                state=draw.word(
                    "[We have used it.|It's been opened and used.|I did unpack and use it.]"
                    if used
                    else "[Never opened.|Also still wrapped.|Unopened as well.]"
                ),
            )
        )
    if label:
        turns.append(draw.then(LABEL_YET))
    if deadline:
        turns.append(
            draw.then(
                "[What would have been the last day to ask for that, by the way?|Out of interest, until when could I have asked for the return?|By which day does one have to ask, for the {item}?|When does the return window for the {item} end?]",
                item=item,
            )
        )
    if asks_sum:
        turns.append(
            draw.then(
                "[What do I get back in all?|And altogether that is how much?|How much money is coming back, all in all?|So the sum of it is?]"
            )
        )
    if draw.hard and len(turns) < 4:
        return None
    memory: dict[str, Any] = {}

    def tell_sums(hands: Hands) -> Told:
        row = newest(hands, orders_with(hands, item, "delivered"))
        memory["order"] = bought = hands.call(
            "read_order",
            "[read the line and its terms|see what was paid and until when it goes back]",
            order_id=row["order_id"],
            expand=["terms"],
        )
        mine = line_named(bought["lines"], item)
        worth = round(mine["price_each"] * count, 2)
        told: Told = [
            fact(
                "refund to the original payment",
                eur(round(worth - LABEL_FEE, 2)),
                "[The way you paid, {value} would come back, the label's price being kept.|To the original payment it would be {value}, after {fee} for the label.|Original payment: {value}, as the label costs {fee}.]",
                fee=eur(LABEL_FEE),
            )
        ]
        if hands.keep((worth,), "limit", lambda amount: amount <= GIFT_LIMIT):
            told.append(
                fact(
                    "refund to the gift card",
                    eur(worth),
                    "[On the gift card it would be {value}.|The gift card would get {value}.|As gift card credit you would have {value}.]",
                )
            )
        else:
            told.append(
                "[The gift card is not possible for that sum, it is over EUR 150.|It is too much for the gift card, where EUR 150 is the limit.]"
            )
        return told

    def open_it(hands: Hands) -> Told:
        return ask_back(
            hands,
            memory,
            memory["order"]["order_id"],
            line_named(memory["order"]["lines"], item),
            count,
            "change_of_mind",
            False,
            way,
        )

    def second_too(hands: Hands) -> Told:
        row = line_named(memory["order"]["lines"], name_of(shop, second))
        allowed = hands.keep([row], "condition", lambda x: not (used and x["category"] == "textile"))
        if not allowed:
            return [
                f"[The {row['name']} cannot go back: opened textiles are not taken.|I could not take the {row['name']}, for it is an opened textile.|That is not possible for the {row['name']}; textiles go back unopened only.]"
            ]
        return ask_back(
            hands,
            memory,
            memory["order"]["order_id"],
            row,
            row["quantity"],
            "change_of_mind",
            used and row["category"] != "textile",
            way,
        )

    def last_day(hands: Hands) -> Told:
        row = line_named(memory["order"]["lines"], item)
        return [
            fact(
                "last day",
                date.fromisoformat(row["terms"]["return_until"]),
                "[The last day is {value}.|Until {value}.|The window ends on {value}.]",
            )
        ]

    def sum_up(hands: Hands) -> Told:
        return [
            fact(
                "sum",
                eur(round(sum(amount for _, amount, _ in memory["returns"]), 2)),
                "[{value} in all.|Altogether {value} come back.|The sum is {value}.]",
            )
        ]

    steps: list[Step] = [tell_sums, open_it]
    steps += [second_too] if also else []
    steps += [lambda hands: label_of(hands, memory)] if label else []
    steps += [last_day] if deadline else []
    steps += [sum_up] if asks_sum else []
    paths = ["returns", *(f"orders.{order.id}.lines.{n}.returned" for lines, _, _ in back for n in lines)]
    wants: list[Want] = [
        _returns(back),
        OnlyChanges(tuple(paths)),
        Tells("what the original payment would get", round(goods - LABEL_FEE, 2), turn=0),
    ]
    if goods <= GIFT_LIMIT:
        wants.append(Tells("what the gift card would get", goods, turn=0))
    else:
        wants.append(Says("that the gift card is no way for that sum", r"\b150\b", turn=0))
    if label:
        wants.append(Says("the label", r"\bLB\d{8}\b", turn=None))
    if deadline:
        wants.append(Tells("the last day", last_day_to_return(order, "change_of_mind"), turn=None))
    if asks_sum:
        wants.append(Tells("the sum", total))
    return Goal(
        tuple(turns),
        [order.id, line.number, count, way, also, used, label, deadline],
        (
            "status",
            "limit",
            *(("condition",) if also else ()),
            *(("late decision",) if label else ()),
            *(("deadline",) if deadline else ()),
            *(("sum",) if asks_sum else ()),
        ),
        ("list_orders", "read_order", "open_return", *(("hold_the_line", "account_card") if label else ())),
        lambda hands: converse(hands, steps, memory, order=None, returns=[]),
        tuple(wants),
        fallback=("account_card",) if label else (),
    )


@goal("multi_easy")
def which_of_the_two(draw: Draw) -> Goal | None:
    """The same product came with two orders: which one is meant has to be asked."""
    shop, rng = shop_in(draw), draw.rng
    items: dict[str, list[Any]] = {}
    for order in shop.mine("delivered"):
        if open_window(draw, order):
            for line in order.live:
                items.setdefault(name_of(shop, line), []).append((order, line))
    twice = [(item, rows) for item, rows in items.items() if len(rows) == 2 and rows[0][1].sku != rows[1][1].sku]
    if not twice:
        return None
    item, rows = rng.choice(twice)
    order, line = rows[1] if draw.chance(0.75) else rows[0]
    variant = shop.variants[line.sku]
    reason = draw.one(("change_of_mind", "wrong_size", "faulty")) or "faulty"
    way = draw.one(("gift_card", "original_payment")) or "gift_card"
    goods = round(line.price * line.quantity, 2)
    refund = round(goods - (LABEL_FEE if way == "original_payment" and reason != "faulty" else 0), 2)
    if (goods > GIFT_LIMIT and way == "gift_card") or refund <= 0:
        return None
    label = draw.chance(0.5)
    slots: dict[str, Any] = {"item": item, "way": INTO[way], "placed": order.placed, "look": look_of(variant)}
    answer = draw.word(
        "[The one from the order of {placed}.|I mean the {look}.|That would be the {look} from {placed}.|The order I placed on {placed}.|Oh, there are two, right. The {look}.]",
        **slots,
    )
    turns = [
        with_replies(
            draw.ask(
                "[I want to return the {item} from my order, all pieces in it, refund {way}.|Please take back the {item} of that order of mine, the whole line, and pay me {way}.|The {item} from the order I was sent goes back, that whole line. The money {way}, please.|Could you open a return for the {item} in my order? The full line, with the refund {way}.|About my order with the {item}: that line goes back, all of it, and the money {way}.]",
                SAID[reason],
                "[Unopened, of course.|It is still sealed.|I haven't unpacked it.]",
                because="[It's been standing in the corridor.|The post office is closing here.|I'd like it off my mind.]",
                **slots,
            ),
            (r"which|two|order|one", answer),
        ),
        draw.then(
            LABEL_YET
            if label
            else "[How much will I get for it?|What sum is that?|And the amount?|What comes back to me?]"
        ),
    ]
    memory: dict[str, Any] = {}

    def open_it(hands: Hands) -> Told:
        rows = orders_with(hands, item, "delivered")
        read = hands.calls(
            *(("read_order", {"order_id": row["order_id"], "expand": ["terms"]}) for row in rows),
            why="[see which of them is meant|look at each of these orders]",
        )
        today = draw.now.date().isoformat()
        read = [o for o in read if line_named(o["lines"], item)["terms"]["return_until"] >= today]
        if not read:
            return []
        choice = read[0]
        if len(read) > 1 and hands.bother("which order is meant", kind="ask"):
            named = [f"order {o['order_id']} of {o['placed']} ({look(line_named(o['lines'], item))})" for o in read]
            hands.say(
                ask="[The {item} is in more than one of your orders: {named}. Which one do you mean?|Which one should go back? I see the {item} in {named}.|There are several: {named}. Which order is it about?]",
                item=item,
                named=" and ".join(named),
            )
            choice = next((o for o in read if o["order_id"] == order.id), read[0])
        row = line_named(choice["lines"], item)
        return ask_back(hands, memory, choice["order_id"], row, row["quantity"], reason, False, way)

    def amount(hands: Hands) -> Told:
        if not memory["returns"]:
            return ["[No return was opened, so nothing is paid.|There is no return, hence no sum.]"]
        return [
            fact(
                "refund", eur(memory["returns"][0][1]), "[It pays {value}.|You get {value}.|{value} come back to you.]"
            )
        ]

    steps: list[Step] = [open_it, (lambda hands: label_of(hands, memory)) if label else amount]
    return Goal(
        tuple(turns),
        [order.id, line.number, reason, way, label],
        ("status", "ambiguous", *(("late decision",) if label else ())),
        ("list_orders", "read_order", "open_return", *(("hold_the_line", "account_card") if label else ())),
        lambda hands: converse(hands, steps, memory, returns=[]),
        (
            Asks(),
            Gains("returns", {"order": order.id, "lines": {line.number: line.quantity}, "refund": refund}),
            OnlyChanges(("returns", f"orders.{order.id}.lines.{line.number}.returned")),
            Says("the label", r"\bLB\d{8}\b") if label else Tells("the refund", refund),
        ),
        fallback=("account_card",) if label else (),
    )


GOALS = (return_after_the_sum, which_of_the_two)
