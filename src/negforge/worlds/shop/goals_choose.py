"""Choosing from the catalogue: the cheapest article that meets every condition and can really be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.shop.habits import (
    all_pages,
    eur,
    fullest,
    fullest_is_clear,
    lasting,
    live_levels,
    look,
    look_of,
    reservation_found,
    sent_from,
    shop_in,
)
from negforge.worlds.shop.state import Shop, Variant
from negforge.worlds.shop.vocabulary import COLOURS, GOODS
from negforge.worlds.wants import Called, Gains, OnlyChanges, Tells, Want
from negforge.worlds.wording import listed


@dataclass(frozen=True, slots=True)
class Wish:
    """What an article has to meet. ``kinds``: which of the conditions the user makes."""

    noun: str
    count: int
    kinds: tuple[str, ...]
    colours: tuple[str, ...]
    rating: float
    size: str | None
    budget: float
    spurned: str | None
    mains: str | None

    def chosen(self, shop: Shop) -> tuple[Variant, list[Variant]]:
        """The cheapest article that meets all, and those that do not. Raises ValueError where there is no single one."""
        pool = [v for v in shop.variants.values() if shop.products[v.product].name.endswith(self.noun)]
        fitting = [v for v in pool if self._fits(shop, v)]
        if not fitting:
            raise ValueError
        right = min(fitting, key=lambda v: v.price)
        if sum(v.price == right.price for v in fitting) > 1:
            raise ValueError
        return right, [v for v in pool if v not in fitting]

    def _fits(self, shop: Shop, v: Variant) -> bool:
        product = shop.products[v.product]
        return (
            v.colour in self.colours
            and product.rating >= self.rating
            and self.size in (None, v.size)
            and v.price <= self.budget
            and (self.spurned is None or not product.name.startswith(self.spurned))
            and self.mains in (None, v.voltage)
            and v.shippable >= self.count
        )


def _wish(draw: Draw, noun: str) -> Wish:
    shop, rng = shop_in(draw), draw.rng
    pool = [v for v in shop.variants.values() if shop.products[v.product].name.endswith(noun)]
    kinds = draw.some(
        ("colour", "rating", "budget", "size", "exclusion"), rng.choice((2, 3)) if draw.hard else rng.randrange(1, 3)
    )
    volts = GOODS[noun][3]
    return Wish(
        noun,
        rng.randrange(2, 6),
        tuple(kinds + (["voltage"] if volts else [])),
        tuple(sorted(draw.some(sorted({v.colour for v in pool}), 3)) if "colour" in kinds else COLOURS),
        rng.randrange(34, 43) / 10 if "rating" in kinds else 0.0,
        draw.one(sorted({v.size for v in pool})) if "size" in kinds else None,
        float(round(sorted(v.price for v in pool)[len(pool) * 2 // 3] * 1.08)) if "budget" in kinds else 10.0**6,
        draw.one(sorted({shop.products[v.product].name.split()[0] for v in pool})) if "exclusion" in kinds else None,
        rng.choice(("230 V", "230 V", "120 V")) if volts else None,
    )


_CLAUSES = {
    "colour": "[It has to be {colours}.|Only in {colours}, please.|Colour: {colours}, nothing else goes with the room.|Any of {colours} would do, other colours won't.]",
    "rating": "[Other people should have given it {rating} or more.|Nothing rated below {rating}.|Rating of at least {rating}, I have been burnt before.]",
    "size": "[Size {size}.|It must be the {size} one.|I've measured: {size}.|The size I need is {size}.]",
    "budget": "[Not above EUR {budget} each.|I won't go over EUR {budget} a piece.|At most EUR {budget} apiece.|EUR {budget} each is my ceiling.]",
    "exclusion": "[Anything but {spurned}, we had those.|Not from the {spurned} series.|Leave out {spurned}, I can't stand the look.|No {spurned} ones please.]",
    "voltage": "[The sockets here are {mains}.|It has to run on {mains}.|Mains is {mains} where it will stand.|For {mains}, mind.]",
}


@goal("single_easy", "single_hard")
def find_the_cheapest(draw: Draw) -> Goal | None:
    """The cheapest article that meets all conditions and can really be sent; in the hard form it is put aside."""
    shop, rng = shop_in(draw), draw.rng
    nouns = [n for n in GOODS if sum(p.name.endswith(n) for p in shop.products.values()) > 2]
    for _ in range(12):
        noun = draw.one(nouns)
        if noun is None:
            return None
        wish = _wish(draw, noun)
        try:
            right, unfit = wish.chosen(shop)
        except ValueError:
            continue
        if any(v.price < right.price for v in unfit) and (not draw.hard or fullest_is_clear(right)):
            break
    else:
        return None
    count = wish.count
    minutes = rng.choice((45, 90, 120, 180, 240, 360))
    cap = float(round(right.price * count * rng.choice((0.93, 1.12)))) if draw.hard and draw.chance(0.6) else 10.0**6
    capped = cap < 10.0**6
    taken = count if right.price * count <= cap else count - 1
    slots: dict[str, Any] = {
        "noun": wish.noun,
        "count": count,
        "colours": listed(wish.colours, "or"),
        "rating": wish.rating,
        "size": wish.size or "",
        "budget": f"{wish.budget:.0f}",
        "spurned": wish.spurned or "",
        "mains": wish.mains or "",
        "minutes": lasting(minutes),
        "cap": f"{cap:.0f}",
        "fewer": count - 1,
    }
    clauses = [_CLAUSES[kind] for kind in wish.kinds]
    rng.shuffle(clauses)
    if draw.hard:
        clauses.append(
            "[Put them aside for me for {minutes}, in the warehouse that has the most of them.|Then reserve them for {minutes} where the most are in stock.|Hold them {minutes} for me, taking them from whichever warehouse has the most.|Set them aside, {minutes} will do, from the warehouse with the biggest pile.]"
        )
    if capped:
        clauses.append(
            "[Should {count} come to more than EUR {cap}, take {fewer}.|If all {count} together cost over EUR {cap}, then {fewer} will do.|One fewer, so {fewer}, if the lot is above EUR {cap}.|In case the sum for {count} goes past EUR {cap}, only {fewer} of them.]"
        )
    turn = draw.ask(
        "[What is the cheapest {noun} you could send me {count} of?|Which {noun} is the cheapest, {count} pieces of the same, and ready to be sent?|Find me the least expensive {noun}; I need {count} of the same and they must be there to be sent.|I'm after a {noun}, {count} times the same, as cheap as they come and in stock for sending.|Please look for a {noun}, {count} identical ones that can be sent out now, lowest price wins.|I need {count} pieces, all of the same {noun}, whichever costs least and can be sent.]",
        *clauses,
        because="[We are doing up the holiday flat.|The landlord pays, but not much.|It's for a reading club with no money.|My son moves out on Friday.|The cat had the last ones.|The office kitchen needs a new look.]",
        **slots,
    )

    def solve(hands: Hands) -> None:
        rows = all_pages(
            hands,
            "search_catalogue",
            "results",
            "[look through the catalogue|see what there is|search the catalogue]",
            words=wish.noun,
        )
        rows = hands.keep(rows, "colour", lambda row: row["colour"] in wish.colours)
        rows = hands.keep(rows, "rating", lambda row: row["rating"] >= wish.rating)
        rows = hands.keep(rows, "size", lambda row: wish.size in (None, row["size"]))
        rows = hands.keep(
            rows, "exclusion", lambda row: wish.spurned is None or not row["name"].startswith(wish.spurned)
        )
        rows = hands.keep(rows, "voltage", lambda row: wish.mains in (None, row.get("mains")))
        if not rows:
            hands.say()
            return
        levels, live = live_levels(hands, rows)
        if draw.hard and not live and hands.bother("a reservation on old figures"):
            hands.say(
                "[I could not get live stock|Live stock could not be had], [only a copy that is hours old, so I have put nothing aside.|and on old figures I will not reserve anything.]"
            )
            return
        levels = hands.keep(levels, "pieces", lambda level: sent_from(level) >= count)
        levels = hands.keep(levels, "budget", lambda level: level["list_price"] <= wish.budget)
        choice = hands.best(levels, lambda level: level["list_price"])
        price = choice["list_price"]
        told = fact(
            f"{choice['name']} ({look(choice)})",
            eur(price),
            "[The cheapest that fits is the {Label} at {value} each|It would be the {Label}, {value} apiece|I'd go for the {Label}: {value} each, and nothing that fits costs less][ (article {sku}).|; its number is {sku}.|, article {sku}.]",
            sku=choice["sku"],
        )
        if not draw.hard:
            if hands.bother("put it aside, although nobody asked", kind="needless"):
                hands.call(
                    "reserve_stock",
                    "put them aside",
                    item={"sku": choice["sku"], "quantity": count},
                    warehouse=fullest(choice),
                )
            hands.say(told)
            return
        counts = hands.keep((count, count - 1), "total", lambda n: n * price <= cap)
        number = counts[0] if counts else count - 1
        held = hands.call(
            "reserve_stock",
            "[put them aside|reserve the pieces]",
            item={"sku": choice["sku"], "quantity": number},
            warehouse=fullest(choice),
            hold_minutes=minutes,
            landed=lambda: reservation_found(hands, choice["sku"], number),
        )
        hands.say(
            told,
            fact(
                "reservation",
                held["reservation_id"],
                "[I have put {count} aside in {warehouse} under {value}, {sum} in all.|In {warehouse}, {count} are reserved, number {value}, together {sum}.|Reserved: {count}, in {warehouse}, as {value}; that is {sum}.]",
                count=number,
                warehouse=held["warehouse"],
                sum=eur(round(number * price, 2)),
            ),
        )

    wants: list[Want] = [
        Tells("the product", shop.products[right.product].name),
        Tells("the price of a piece", right.price, instead=(right.outlet_price,)),
    ]
    if draw.hard:
        where = max((w for w in right.stock if w != "outlet"), key=lambda w: right.stock[w])
        wants = [
            Gains("reservations", {"sku": right.sku, "quantity": taken, "warehouse": where}),
            Called("reserve_stock", {"hold_minutes": minutes}),
            OnlyChanges(("reservations", f"variants.{right.sku}.stock")),
            *wants,
            Tells("what they cost together", round(taken * right.price, 2)),
        ]
    else:
        wants += [Tells("its look", look_of(right).split(",")[0]), OnlyChanges()]
    return Goal(
        (turn,),
        [
            right.sku,
            count,
            wish.colours,
            wish.rating,
            wish.size,
            wish.budget,
            wish.spurned,
            minutes if draw.hard else 0,
            cap,
        ],
        (*sorted(wish.kinds), "pieces", *(("total",) if capped else ())),
        ("search_catalogue", "stock_levels", *(("reserve_stock",) if draw.hard else ())),
        solve,
        tuple(wants),
    )


GOALS = (find_the_cheapest,)
