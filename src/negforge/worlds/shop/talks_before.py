"""Conversations before anything is ordered: looking through the catalogue and putting goods aside."""

from __future__ import annotations

from datetime import date
from typing import Any

from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.shop.habits import (
    Step,
    all_pages,
    converse,
    eur,
    fullest,
    fullest_is_clear,
    lasting,
    live_levels,
    look,
    look_of,
    ordinal,
    refused,
    reservation_found,
    sent_from,
    shop_in,
)
from negforge.worlds.shop.state import Shop
from negforge.worlds.shop.vocabulary import GOODS
from negforge.worlds.wants import Holds, OnlyChanges, Tells, Want
from negforge.worlds.wording import Form

Told = list[Fact | Form]


@goal("multi_easy", "multi_hard")
def browse_then_reserve(draw: Draw) -> Goal | None:
    """A list by price, then "the second one" is put aside; later another one, an afterthought with a condition, the sum."""
    shop, rng = shop_in(draw), draw.rng
    noun = draw.one(n for n in GOODS if sum(p.name.endswith(n) for p in shop.products.values()) > 1)
    if noun is None:
        return None
    pool = [v for v in shop.variants.values() if shop.products[v.product].name.endswith(noun) and v.voltage != "120 V"]
    count = rng.randrange(2, 5)
    colours = sorted(draw.some(sorted({v.colour for v in pool}), rng.choice((2, 3))))
    sendable = sorted((v for v in pool if v.colour in colours and v.shippable >= count), key=lambda v: v.price)
    if not 3 <= len(sendable) <= 6 or len({v.price for v in sendable}) < len(sendable):
        return None
    place = rng.randrange(1, len(sendable) - 1)
    after = place + 1 if draw.hard else place
    first, second = sendable[place], sendable[after]
    more = draw.hard and draw.chance(0.7)
    number = count - 1 if draw.hard and count > 2 and draw.chance(0.5) else count
    if not fullest_is_clear(first) or not fullest_is_clear(second) or not fullest_is_clear(sendable[0]):
        return None
    minutes = rng.choice((60, 120, 240, 480))
    least = rng.choice((4, 6, 9))
    one_too = more and sendable[0].shippable >= least
    volts = GOODS[noun][3]
    slots: dict[str, Any] = {
        "noun": noun,
        "count": count,
        "colours": " or ".join(colours),
        "place": ordinal(place),
        "after": ordinal(after),
        "minutes": lasting(minutes),
        "number": number,
        "least": least,
    }
    turns = [
        draw.ask(
            "[What can you send me in the way of a {noun} in {colours}, {count} of the same?|Which {noun} could I have {count} times, in {colours}?|I'd like to see what you have for a {noun} in {colours}; I want {count} alike.|Tell me what there is: a {noun}, {count} pieces of it, colour {colours}.]",
            *(["[For 230 V, of course.|It will run on 230 V.|The mains here is 230 V.]"] if volts else []),
            "[Cheapest first, please, and only what can really be sent.|Go from cheap to dear, leaving out what you can't send me in that number.|List by price, lowest first, and only those of which you have enough to send.]",
            because="[My cousin has seen one at a friend's.|We got the keys last week.|I have an empty corner to fill.|The old ones go to my brother.|There's a birthday coming up.]",
            **slots,
        ),
        draw.then(
            "[Put {count} of the {place} one aside, for {minutes}.|I'll think about the {place} one. Reserve {count} for {minutes}.|The {place} in your list, {count} pieces: can you hold them {minutes}?|{count} of the {place} one please, set aside for {minutes}.]",
            "[Take them from where the most are.|From the warehouse that has most of it.|Whichever warehouse has the most.]",
            **slots,
        ),
    ]
    if draw.hard:
        turns.append(
            draw.then(
                "[Hm, sorry, I misread the sizes. I meant the {after} one, {number} pieces, instead of what you reserved.|Wait, that was wrong of me: the {after} one, and {number} pieces. Let the other reservation go.|On second thoughts the {after} one, {number} pieces, in place of those. Same length of time.|No, make that {number} of the {after} one instead, please, same terms.]",
                **slots,
            )
        )
        turns.append(
            draw.then(
                "[Until when is that held?|And what time does that run out?|How long have I got, on the clock?|When exactly does the reservation lapse?]"
            )
        )
    if more:
        turns.append(
            draw.then(
                "[If there is a warehouse with {least} or more of the first one, put one of that aside there as well. If not, forget it.|One more thing: should any warehouse be able to send {least} or more of the first in the list, hold one of those too, from the one with most. Otherwise don't.|And the first one, the cheapest: if you have {least} or more of it in one warehouse, reserve a single one too. Else leave it.]",
                **slots,
            )
        )
    asks_sum = draw.hard and (draw.chance(0.5) or not more)
    if asks_sum:
        turns.append(
            draw.then(
                "[What would everything you are holding for me cost?|And the lot that is set aside now comes to how much?|What do the reserved pieces cost, all together?|Give me the sum of what's aside now.]"
            )
        )

    memory: dict[str, Any] = {}

    def listing(hands: Hands) -> Told:
        rows = all_pages(
            hands, "search_catalogue", "results", "[look through the catalogue|see what there is]", words=noun
        )
        rows = hands.keep(rows, "colour", lambda row: row["colour"] in colours)
        rows = hands.keep(rows, "voltage", lambda row: row.get("mains") in (None, "230 V")) if volts else rows
        levels = hands.keep(live_levels(hands, rows)[0], "pieces", lambda level: sent_from(level) >= count)
        memory["rows"] = sorted(levels, key=lambda level: level["list_price"])
        return [
            fact(
                f"{at}. {row['name']} in {look(row)}",
                eur(row["list_price"]),
                "[{label}: {value}.|{label} at {value}.|{label}, for {value} each.]",
            )
            for at, row in enumerate(memory["rows"], 1)
        ]

    def reserve(hands: Hands, at: int, pieces: int, replaces: str | None = None) -> Told:
        row = memory["rows"][at]
        done = hands.attempt(
            "reserve_stock",
            "[put them aside|make the reservation]",
            item={"sku": row["sku"], "quantity": pieces},
            warehouse=fullest(row),
            hold_minutes=minutes,
            replaces=replaces,
            landed=lambda: reservation_found(hands, row["sku"], pieces),
        )
        if done.is_error:
            return [refused("reserve it", done.code)]
        if replaces:
            memory["held"].pop()
        memory["held"].append((done.data, round(pieces * row["list_price"], 2)))
        return [
            fact(
                "reservation",
                done.data["reservation_id"],
                "[{count} of the {name} in {look} [is|are] set aside in {warehouse}, as {value}.|Reserved in {warehouse} under {value}: {count} of the {name} in {look}.|I am holding {count} of the {name} in {look} for you, {warehouse}, number {value}.]".replace(
                    "[is|are]", "is" if pieces == 1 else "are"
                ),
                count=pieces,
                name=row["name"],
                look=look(row),
                warehouse=done.data["warehouse"],
            )
        ]

    def until(hands: Hands) -> Told:
        when = memory["held"][-1][0]["held_until"]
        return [
            fact(
                "held until",
                f"{when[11:16]} on {date.fromisoformat(when[:10]):%A}",
                "[It is held until {value}.|The reservation runs out at {value}.|You have until {value}.]",
            )
        ]

    def one_more(hands: Hands) -> Told:
        levels = hands.call(
            "stock_levels",
            "[see how many there are of the first one|check the pieces again]",
            skus=[memory["rows"][0]["sku"]],
        )["levels"]
        enough = hands.keep(levels, "condition", lambda level: sent_from(level) >= least)
        if not enough:
            return [
                "[No warehouse has {least} of it, so I left it.|There are fewer than {least} in each warehouse; nothing more was reserved.|I put none of those aside, as no warehouse has {least}.]".replace(
                    "{least}", str(least)
                )
            ]
        return reserve(hands, 0, 1)

    def together(hands: Hands) -> Told:
        return [
            fact(
                "sum",
                eur(round(sum(price for _, price in memory["held"]), 2)),
                "[All that is set aside comes to {value}.|Together that would cost {value}.|The reserved pieces are {value} in all.]",
            )
        ]

    steps: list[Step] = [listing, lambda hands: reserve(hands, place, count)]
    if draw.hard:
        steps += [
            lambda hands: reserve(hands, after, number, memory["held"][-1][0]["reservation_id"]),
            until,
            *([one_more] if more else []),
            *([together] if asks_sum else []),
        ]
    expected = [(second.sku, number if draw.hard else count)] + ([(sendable[0].sku, 1)] if one_too else [])
    total = round(sum(shop.variants[sku].price * n for sku, n in expected), 2)
    touched = {first.sku, second.sku, *(sku for sku, _ in expected)}
    wants: list[Want] = [
        _held(expected),
        OnlyChanges(("reservations", *(f"variants.{sku}.stock" for sku in sorted(touched)))),
        *(Tells(f"a price in the list ({look_of(v)})", v.price, turn=0) for v in sendable[:3]),
    ]
    if asks_sum:
        wants.append(Tells("the sum of what is held", total))
    return Goal(
        tuple(turns),
        [[v.sku for v in sendable], place, after, count, number, minutes, least if more else 0],
        (
            "colour",
            "pieces",
            *(("voltage",) if volts else ()),
            *(("correction",) if draw.hard else ()),
            *(("condition",) if more else ()),
            *(("sum",) if asks_sum else ()),
        ),
        ("search_catalogue", "stock_levels", "reserve_stock"),
        lambda hands: converse(hands, steps, memory, rows=[], held=[]),
        tuple(wants),
    )


def _held(expected: list[tuple[str, int]]) -> Want:
    """Exactly these pieces are held in the end."""

    def found(shop: Shop) -> list[tuple[str, int]]:
        return sorted((r.sku, r.quantity) for r in shop.reservations.values() if r.status == "held")

    return Holds(
        "reservations",
        lambda shop: found(shop) == sorted(expected),
        f"what is held is {sorted(expected)}",
        lambda shop: f"it is {found(shop)}",
    )


GOALS = (browse_then_reserve,)
