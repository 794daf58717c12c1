"""Money off: prices that fell after the order, and the voucher that saves most without breaking its conditions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.shop.habits import all_pages, eur, name_of, only_in, orders_with, refused, shop_in, ways_back
from negforge.worlds.shop.state import ADJUST_DAYS, GIFT_LIMIT, Line, Shop, saving, to_pay
from negforge.worlds.wants import Becomes, Holds, NotCalled, OnlyChanges, Tells, Want
from negforge.worlds.wording import Form

_LATELY = "[I keep an eye on prices.|I saw something about a sale.|A neighbour just bought the same for less.|Your newsletter had lower prices this morning.|I felt a bit cheated when I looked today.|Every little helps this month.]"


def _drop(shop: Shop, line: Line) -> float:
    return round((line.price - shop.variants[line.sku].price) * line.quantity, 2)


@goal("single_easy")
def has_it_become_cheaper(draw: Draw) -> Goal | None:
    """Claim the difference on one article if its list price fell since it was ordered, else leave it."""
    shop = shop_in(draw)
    recent = [o for o in shop.mine() if o.placed + timedelta(days=ADJUST_DAYS) >= draw.now.date()]
    order = draw.one(recent)
    if order is None:
        return None
    line = draw.one(x for x in order.live if not x.clearance)
    if line is None or len(order.live) < 2:
        return None
    item, drop = name_of(shop, line), _drop(shop, line)
    way = draw.one(("gift_card", "original_payment")) or "gift_card"
    if drop > GIFT_LIMIT:
        return None
    turn = draw.ask(
        "[Has the {item} from order {order} got cheaper since I bought it|Is the {item} in my order {order} cheaper now than what I paid|Could you see if the list price of the {item} in {order} has dropped|About order {order}: has the price of the {item} come down since]?",
        "[If so, I'd like the difference back {way}; if not, just say so.|If yes, please refund the difference {way}, otherwise leave it.|Should it have, get me the difference {way}. If it hasn't, fine.|In that case have what is due to me paid {way}, otherwise do nothing.]",
        "[Only that article, mind, not the rest of the order.|Never mind the other things in it.|Just the {item}, the others are as agreed.|It's only about that one.]",
        because=_LATELY,
        item=item,
        order=order.id,
        way=_INTO[way],
    )

    def solve(hands: Hands) -> None:
        bought = hands.call("read_order", "[read what was paid|see what the order says]", order_id=order.id)
        mine = hands.keep(bought["lines"], "item", lambda x: x["name"] == item)
        if hands.bother("today's list price"):
            now = _prices_today(hands, mine)
            mine = hands.keep(mine, "condition", lambda x: now.get(x["sku"], x["price_each"]) < x["price_each"])
            if not mine:
                hands.say(
                    fact(
                        "list price",
                        eur(min(now.values(), default=0.0)),
                        "[It has not become cheaper: the {item} is listed at {value} today.|No, the list price of the {item} is {value} now, which is not less than you paid.|There is nothing to claim; today's price of the {item} is {value}.]",
                        item=item,
                    )
                )
                return
        claims = [{"line": x["line"], "basis": "price_drop"} for x in mine]
        done = hands.attempt(
            "adjust_price",
            "[claim the difference|have the difference paid back]",
            order_id=order.id,
            claims=claims,
            pay_to=way,
            landed=lambda: _paid_back(hands, order.id, way),
        )
        if done.is_error:
            hands.say(refused("claim anything for the {item}", done.code), item=item)
            return
        hands.say(
            fact(
                "refund",
                eur(done.data["total"]),
                "[Yes, it fell, and {value} go to your {way}.|It is cheaper now. I had {value} paid back to your {way}.|The price came down: {value} are refunded to your {way} for the {item}.]",
                item=item,
                way=ways_back(way),
            )
        )

    wants: list[Want]
    if drop > 0:
        wants = [
            _adjusted([(order.id, line.number, drop)]),
            OnlyChanges(_paths(shop, way)),
            Tells("the difference", drop),
        ]
    else:
        wants = [
            NotCalled(("adjust_price",), effects_only=True),
            OnlyChanges(),
            Tells("today's price", shop.variants[line.sku].price),
        ]
    return Goal(
        (turn,),
        [order.id, line.number, way],
        ("item", "condition"),
        ("read_order", "stock_levels", *(("adjust_price",) if drop > 0 else ())),
        solve,
        tuple(wants),
        fallback=("stock_levels",),
    )


def _prices_today(hands: Hands, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Today's list prices of lines; from the catalogue where live prices cannot be had."""
    if not rows:
        return {}
    skus = [row["sku"] for row in rows]
    search = {"words": rows[0]["name"], "narrow": {"colours": [rows[0]["colour"]]}}
    why = "[get today's list price|compare with today's price]"
    found = hands.call("stock_levels", why, skus=skus, otherwise=("search_catalogue", search))
    if ("served_from" in found or not found.get("levels", True)) and hands.bother("a source that is fresh"):
        found = hands.call("search_catalogue", "[ask the catalogue instead|see what the catalogue says]", **search)
    if "results" in found:
        return {row["sku"]: row["price"] for row in found["results"] if row["sku"] in skus}
    return {level["sku"]: level["list_price"] for level in found["levels"]}


@goal("single_hard")
def claim_every_price_drop(draw: Draw) -> Goal | None:
    """Go through the orders of two weeks and claim what became cheaper, apart from what the user leaves out."""
    shop, rng = shop_in(draw), draw.rng
    since = draw.now.date() - timedelta(days=ADJUST_DAYS)
    own_since = draw.now.date() - timedelta(days=rng.randrange(3, 11)) if draw.chance(0.6) else None
    recent = [o for o in shop.mine() if o.placed >= (own_since or since)]
    drops = [(o, x, _drop(shop, x)) for o in recent for x in o.live if not x.clearance and _drop(shop, x) > 0]
    if not drops:
        return None
    least = float(rng.choice((0, 0, 2, 3, 5, 8)))
    spared = name_of(shop, rng.choice(drops)[1]) if draw.chance(0.5) else None
    due = [(o, x, d) for o, x, d in drops if d >= least and name_of(shop, x) != spared]
    way = draw.one(("gift_card", "original_payment")) or "gift_card"
    sums = {o.id: sum(d for p, _, d in due if p is o) for o, _, _ in due}
    if not due or max(sums.values()) > GIFT_LIMIT:
        return None
    total = round(sum(d for _, _, d in due), 2)
    clauses = ["[Pay it {way}.|It can go {way}.|The money goes {way}, please.]"]
    if own_since:
        clauses.append(
            "[Only what I ordered on {since} or later, the rest was a gift from my aunt.|Orders from {since} onwards, please; what came before, my flatmate settles himself.|Leave out whatever I ordered before {since}, that is not mine to claim.]"
        )
    if least:
        clauses.append(
            "[Don't bother with anything under EUR {least} a line.|Lines where it is less than EUR {least} are not worth it, skip them.|Only where a line brings EUR {least} or more.]"
        )
    if spared:
        clauses.append(
            "[Leave the {spared} out, I will send that back anyway.|Not for the {spared}, that was a present and is settled.|Apart from the {spared}, which my sister paid for.]"
        )
    turn = draw.ask(
        "[Please go through everything I ordered in the last fortnight or so and claim back what has become cheaper since.|Which of my recent orders got cheaper afterwards? Claim the difference wherever the rules allow.|Check my orders of the past weeks for prices that fell, and get me the difference where it can still be had.|I want the price differences back on all I bought lately, as far as it is still in time.]",
        *clauses,
        "[Tell me the sum at the end.|What does that come to altogether?|Give me the total, please.|And how much is that in all?]",
        because=_LATELY,
        way=_INTO[way],
        least=f"{least:.0f}",
        spared=spared or "",
        since=own_since or since,
    )

    def solve(hands: Hands) -> None:
        rows = all_pages(
            hands, "list_orders", "orders", "[list the recent orders|see what was ordered lately]", where={}
        )
        rows = [row for row in rows if row["placed"] >= since.isoformat()]
        rows = hands.keep(rows, "date", lambda row: own_since is None or row["placed"] >= own_since.isoformat())
        read = hands.calls(
            *(("read_order", {"order_id": row["order_id"]}) for row in rows), why="[see what was paid|read the lines]"
        )
        lines = [(o["order_id"], x) for o in read for x in o["lines"]]
        lines = hands.keep(lines, "clearance", lambda pair: not pair[1]["clearance"])
        lines = hands.keep(lines, "exclusion", lambda pair: pair[1]["name"] != spared)
        skus = list(dict.fromkeys(x["sku"] for _, x in lines))[:20]
        levels = hands.call("stock_levels", "[get today's list prices|compare with today's prices]", skus=skus)[
            "levels"
        ]
        now = {level["sku"]: level["list_price"] for level in levels}
        fell = [(o, x, round((x["price_each"] - now.get(x["sku"], 1e9)) * x["quantity"], 2)) for o, x in lines]
        fell = hands.keep([row for row in fell if row[2] > 0], "threshold", lambda row: row[2] >= least)
        paid, told, left = 0.0, [], []
        for number in dict.fromkeys(o for o, _, _ in fell):
            done = hands.attempt(
                "adjust_price",
                "[claim what order {order_id} has to give|have the differences in {order_id} paid]",
                order_id=number,
                claims=[{"line": x["line"], "basis": "price_drop"} for o, x, _ in fell if o == number],
                pay_to=way,
                landed=lambda number=number: _paid_back(hands, number, way),  # type: ignore[misc]
            )
            if done.is_error:
                left.append(refused(f"have anything paid for order {number}", done.code))
            else:
                paid += done.data["total"]
                told.append(
                    fact(
                        f"order {number}",
                        eur(done.data["total"]),
                        "[{Label} brings {value} back.|{value} come from {label}.|For {label}, {value} are refunded.]",
                    )
                )
        hands.say(
            *told,
            *left,
            fact(
                "total",
                eur(round(paid, 2)),
                "[That makes {value} in all, paid to your {way}.|Altogether {value} go to your {way}.|The sum is {value}, to your {way}.]",
                way=ways_back(way),
            ),
        )

    return Goal(
        (turn,),
        [[o.id, x.number] for o, x, _ in due] + [way, least, spared, str(own_since)],
        (
            "clearance",
            *(("date",) if own_since else ()),
            *(("threshold",) if least else ()),
            *(("exclusion",) if spared else ()),
        ),
        ("list_orders", "read_order", "stock_levels", "adjust_price"),
        solve,
        (
            _adjusted([(o.id, x.number, d) for o, x, d in due]),
            OnlyChanges(_paths(shop, way)),
            Tells("the total", total),
        ),
    )


_INTO = {
    "gift_card": "onto my gift card",
    "original_payment": "back the way I paid",
}


def _paths(shop: Shop, way: str) -> tuple[str, ...]:
    return ("adjustments", *((f"accounts.{shop.me}.gift_balance",) if way == "gift_card" else ()))


def _adjusted(expected: list[tuple[str, int, float]]) -> Want:
    """Exactly these lines were adjusted, by these amounts."""

    def found(shop: Shop) -> list[tuple[str, int, float]]:
        return sorted((a.order, a.line, a.amount) for a in shop.adjustments.values())

    return Holds(
        "price adjustments",
        lambda shop: found(shop) == sorted(expected),
        f"the adjustments are {sorted(expected)}",
        lambda shop: f"they are {found(shop)}",
    )


def _paid_back(hands: Hands, order_id: str, way: str) -> Any:
    order = hands.call("read_order", "see whether the adjustment is there", order_id=order_id, expand=["changes"])
    done = order["changes"]["adjustments"]
    return {"total": round(sum(a["amount"] for a in done), 2), "paid_to": way} if done else None


@goal("single_easy", "single_hard")
def best_voucher(draw: Draw) -> Goal | None:
    """Put the voucher on an order that takes off most; in the hard form with one kept back, and a least saving."""
    shop, rng = shop_in(draw), draw.rng
    order = draw.one(o for o in shop.mine("processing") if o.voucher is None)
    if order is None:
        return None
    line = next((x for x in order.live if only_in(shop, order, name_of(shop, x), "processing")), None)
    if line is None:
        return None
    mine = [v for v in shop.vouchers.values() if v.account == shop.me]
    usable = {v.code: saving(shop, order, v) for v in mine if not v.used_on and v.expires >= draw.now.date()}
    usable = {code: off for code, off in usable.items() if off > 0}
    kept = shop.vouchers[rng.choice(sorted(usable))].name if len(usable) > 1 and draw.chance(0.7) else None
    usable = {code: off for code, off in usable.items() if shop.vouchers[code].name != kept}
    if not usable or len(set(usable.values())) < len(usable) or len(usable) == len(mine):
        return None
    best = max(usable, key=lambda code: usable[code])
    least = float(round(usable[best] * rng.choice((0.6, 0.8, 1.3)))) if draw.hard else 0.0
    takes = usable[best] >= least
    slots: dict[str, Any] = {
        "order": order.id,
        "item": name_of(shop, line),
        "kept": kept or "",
        "least": f"{least:.0f}",
    }
    clauses: list[Form] = []
    if kept:
        clauses.append(
            "[Not the {kept} one, that is for later.|Keep the {kept} voucher, my daughter wants to use it.|The {kept} voucher stays untouched.|I'm saving the {kept} voucher.]"
        )
    if draw.hard:
        clauses.append(
            "[If it takes off less than EUR {least}, leave them all alone.|It has to be worth EUR {least} at least, else I'd rather keep them.|Below EUR {least} it isn't worth it; then use none.|Use none if it would save me under EUR {least}.]"
        )
    which = "the unsent order with the {item}" if draw.hard else "order {order}"
    turn = draw.ask(
        f"[Which of my vouchers saves the most on {which}? Please put that one on it.|Could you put the voucher on {which} that brings me most?|I have a few vouchers. Use the one that takes most off {which}.|Please apply one of my vouchers to {which}, the one that is worth most there.]",
        *clauses,
        "[What do I pay then?|And what is the total then?|Tell me what is left to pay.|How much will be charged in the end?]",
        because="[They have piled up in a drawer.|I always forget about them until it is too late.|I never understand the small print on these.|The order came out dearer than I thought.|My husband says I never use them.]",
        **slots,
    )

    def solve(hands: Hands) -> None:
        number = order.id
        if draw.hard:
            number = hands.best(orders_with(hands, name_of(shop, line), "processing"), lambda row: row["placed"])[
                "order_id"
            ]
        card, bought = hands.calls(
            ("account_card", {"show": {"vouchers": True}}),
            ("read_order", {"order_id": number}),
            why="[see the vouchers and what the order holds|read the vouchers' conditions and the order]",
        )
        rows = hands.keep(card["vouchers"], "unspent", lambda v: v["spent_on"] is None)
        rows = hands.keep(rows, "expiry", lambda v: v["valid_through"] >= draw.now.date().isoformat())
        rows = hands.keep(rows, "exclusion", lambda v: v["name"] != kept)
        offs = [(v, *worth(hands, v, bought["lines"])) for v in rows]
        offs = hands.keep(offs, "minimum", lambda row: row[1] >= row[0]["minimum_goods"])
        offs = [row for row in offs if row[2] > 0]
        choice, _, off = hands.best(offs, lambda row: -row[2])
        if not hands.keep((off,), "threshold", lambda amount: amount >= least):
            hands.say(
                fact(
                    "best voucher",
                    eur(off),
                    "[The best one, {code}, would take off only {value}, so I left them all alone|No voucher reaches EUR {least}: {code} comes closest with {value}, and I used none|I have used none, for the most that could be had is {value}, with {code}][.|, as you asked.]",
                    code=choice["code"],
                    least=f"{least:.0f}",
                ),
                fact(
                    "to pay",
                    eur(bought["totals"]["to_pay"]),
                    "[The total of {order} stays at {value}.|You pay {value} for {order}, as before.]",
                    order=number,
                ),
            )
            return
        done = hands.attempt(
            "apply_voucher",
            "[put the voucher on the order|apply the voucher]",
            order_id=number,
            voucher={"code": choice["code"]},
            landed=lambda: voucher_on(hands, number, choice["code"]),
        )
        if done.is_error:
            hands.say(refused("put {code} on the order", done.code), code=choice["code"])
            return
        hands.say(
            fact(
                "saving",
                eur(done.data["takes_off"]),
                "[I put {code} on order {order}; it takes off {value}.|Voucher {code} saves most here, namely {value}, and is on order {order} now.|{code} brings {value} off order {order}, more than the others would.]",
                code=choice["code"],
                order=number,
            ),
            fact(
                "to pay",
                eur(done.data["to_pay"]),
                "[That leaves {value} to pay.|You pay {value} then.|The total is {value} now.]",
            ),
        )

    wants: list[Want]
    if takes:
        wants = [
            Becomes(f"orders.{order.id}.voucher", best),
            OnlyChanges((f"orders.{order.id}.voucher", f"vouchers.{best}.used_on")),
            Tells("what is left to pay", round(to_pay(shop, order) - usable[best], 2)),
        ]
    else:
        wants = [
            NotCalled(("change_order",), effects_only=True),
            OnlyChanges(),
            Tells("what the best one would save", usable[best]),
        ]
    return Goal(
        (turn,),
        [order.id, best, kept, least],
        (
            "expiry",
            "minimum",
            "category",
            *(("exclusion",) if kept else ()),
            *(("threshold", "status") if draw.hard else ()),
        ),
        (
            *(("list_orders",) if draw.hard else ()),
            "account_card",
            "read_order",
            *(("apply_voucher",) if takes else ()),
        ),
        solve,
        tuple(wants),
    )


def worth(hands: Hands, voucher: dict[str, Any], lines: list[dict[str, Any]]) -> tuple[float, float]:
    """What of the order a voucher is good for, and what it takes off."""
    goods = hands.keep(lines, "clearance", lambda x: not x["clearance"])
    goods = hands.keep(goods, "category", lambda x: voucher["only_for"] in (None, x["category"]))
    base = round(sum(x["price_each"] * x["quantity"] for x in goods), 2)
    takes = voucher["takes_off"]
    return base, round(base * takes["percent"] / 100, 2) if "percent" in takes else min(base, takes["amount"])


def voucher_on(hands: Hands, number: str, code: str) -> Any:
    totals = hands.call("read_order", "see whether the voucher is on the order", order_id=number)["totals"]
    return {"takes_off": totals["voucher_takes_off"], "to_pay": totals["to_pay"]} if totals["voucher"] == code else None


GOALS = (has_it_become_cheaper, claim_every_price_drop, best_voucher)
