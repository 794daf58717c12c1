"""How the shop begins: a catalogue, four accounts with their orders, vouchers and free delivery slots, from one seed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from negforge.worlds.shop.state import Account, Address, Line, Order, Parcel, Product, Shop, Slot, Variant, Voucher
from negforge.worlds.shop.vocabulary import (
    CARDS,
    CARRIERS,
    CATEGORIES,
    CODES,
    COLOURS,
    ENDINGS,
    FAMILY,
    GIVEN,
    GOODS,
    LABELS,
    NOTES,
    REVIEWS,
    SERIES,
    STREETS,
    TOWNS,
    VOLTAGES,
    WAREHOUSES,
)

# status, placed so many days ago, days until delivered, number of lines
_ORDERS: tuple[tuple[str, tuple[int, int], tuple[int, int] | int, int], ...] = (
    ("processing", (0, 1), 0, 3),
    ("processing", (1, 3), 0, 3),
    ("processing", (2, 4), 0, 2),
    ("dispatched", (3, 6), 0, 2),
    ("delivered", (9, 12), (2, 4), 2),
    ("lost", (12, 19), 0, 1),
    ("delivered", (13, 24), (3, 6), 4),
    ("delivered", (31, 40), (2, 10), 3),
    ("delivered", (42, 75), (3, 9), 2),
    ("delivered", (80, 150), (3, 9), 2),
)


def make(rng: Random) -> tuple[Shop, datetime]:
    """A shop and the clock as they begin."""
    day = date(2026, 2, 2) + timedelta(days=rng.randrange(315))
    while day.weekday() > 4:
        day += timedelta(days=1)
    now = datetime(day.year, day.month, day.day, rng.randrange(9, 16), rng.randrange(0, 60, 5))
    shop = Shop("")
    _fill_catalogue(shop, rng)
    _open_accounts(shop, rng)
    _fill_slots(shop, rng, day)
    mine = shop.account
    kept = rng.sample(_sold(shop), 2)  # bought more than once, in other colours
    for number, (status, ago, wait, lines) in enumerate(_ORDERS):
        _add_order(
            shop, rng, now, mine, status, rng.randint(*ago), wait, lines, kept if number in (1, 3, 4, 6, 8) else []
        )
    for other in [a for a in shop.accounts.values() if a is not mine]:
        for status in ("delivered", "processing")[: rng.randrange(1, 3)]:
            _add_order(shop, rng, now, other, status, rng.randrange(4, 20), (2, 3), 2, [])
    _lower_prices(shop, rng, day)
    _add_vouchers(shop, rng, day)
    return shop, now


def _fill_catalogue(shop: Shop, rng: Random) -> None:
    nouns = rng.sample(sorted(GOODS), 13)
    for place, noun in enumerate(nouns):
        for series in rng.sample(SERIES, 4 if place < 4 else 2 if place < 10 else 1):
            _add_product(shop, rng, series, noun)


def _add_product(shop: Shop, rng: Random, series: str, noun: str) -> None:
    category, sizes, prices, volts = GOODS[noun]
    number = rng.randrange(1000, 10000)
    product = Product(
        f"{CODES[noun]}-{number}", f"{series} {noun}", category, rng.randrange(31, 50) / 10, rng.choice(REVIEWS)
    )
    shop.products[product.id] = product
    base = rng.randrange(*prices)
    ending = rng.choice(ENDINGS)
    for colour in rng.sample(COLOURS, 3):
        for step, size in enumerate(rng.sample(sizes, 2)):
            price = round(base * (1 + 0.35 * sizes.index(size)), 0) + ending + (3 if colour < "m" and step else 0)
            for voltage in (VOLTAGES if volts and rng.random() < 0.35 else VOLTAGES[:1]) if volts else ("",):
                if rng.random() < 0.08:
                    continue
                sku = f"{product.id}-{colour[:3].upper()}{'AB'[step]}{voltage[:2]}"
                stock = {w: rng.choice((0, 0, 0, 1, 2, 3, 5, 8, 14, 23)) for w in WAREHOUSES}
                outlet = round(price * rng.choice((0.6, 0.7, 0.75)), 2)
                shop.variants[sku] = Variant(sku, product.id, colour, size, voltage, price, outlet, stock)


def _sold(shop: Shop) -> list[str]:
    """Products that come in at least two colours."""
    colours: dict[str, set[str]] = {}
    for variant in shop.variants.values():
        colours.setdefault(variant.product, set()).add(variant.colour)
    return [product for product, found in colours.items() if len(found) > 1]


def _open_accounts(shop: Shop, rng: Random) -> None:
    families = rng.sample(FAMILY, 3)
    givens = rng.sample(GIVEN, 4)
    names = [f"{givens[0]} {families[0]}", f"{givens[1]} {families[0]}"] + [
        f"{given} {family}" for given, family in zip(givens[2:], families[1:], strict=True)
    ]
    area = rng.randrange(10, 99)
    for place, name in enumerate(names):
        number = f"C{rng.randrange(100000, 1000000)}"
        labels = ["home", *rng.sample(LABELS[1:], 2 if place == 0 else 1)]
        addresses = {
            label: Address(
                label,
                f"{rng.randrange(1, 190)} {rng.choice(STREETS)}",
                f"{area if place == 0 and at < 2 else rng.randrange(10, 99)}{rng.randrange(100, 1000)}",
                rng.choice(TOWNS),
                VOLTAGES[0] if label != "cottage" else rng.choice(VOLTAGES),
            )
            for at, label in enumerate(labels)
        }
        payments = [form.format(rng.randrange(1000, 10000)) for form in CARDS]
        email = f"{name.split()[0].lower()}.{rng.randrange(10, 99)}@post.example"
        balance = rng.choice((0.0, rng.randrange(3, 60) + rng.choice(ENDINGS)))
        shop.accounts[number] = Account(number, name, email, addresses, payments, balance)
        shop.me = shop.me or number


def _fill_slots(shop: Shop, rng: Random, today: date) -> None:
    hours = {"morning": "08:00-12:00", "afternoon": "12:00-17:00", "evening": "17:00-21:00"}
    for area in sorted({a.area for a in shop.account.addresses.values()}):
        for ahead in range(2, 12):
            day = today + timedelta(days=ahead)
            if day.weekday() == 6:
                continue
            for part in rng.sample(sorted(hours), 2):
                fee = {"morning": 4.9, "afternoon": 2.9, "evening": 7.9}[part] + rng.choice((0.0, 0.0, 1.0, 2.5))
                service = rng.choice(("doorstep", "doorstep", "room_of_choice"))
                if service == "room_of_choice":
                    fee += 12
                slot = Slot(
                    f"SL{rng.randrange(10000, 100000)}",
                    area,
                    day,
                    part,
                    hours[part],
                    round(fee, 2),
                    service,
                    rng.choice((0, 1, 2, 4, 6)),
                )
                shop.slots[slot.id] = slot


def _add_order(
    shop: Shop,
    rng: Random,
    now: datetime,
    account: Account,
    status: str,
    ago: int,
    wait: tuple[int, int] | int,
    lines: int,
    kept: list[str],
) -> None:
    order_id = f"70-{rng.randrange(100000, 1000000)}"
    placed = now.date() - timedelta(days=ago)
    products = list(kept[: lines - 1])
    while len(products) < lines:
        product = rng.choice(sorted(shop.products))
        if product not in products and any(v.product == product for v in shop.variants.values()):
            products.append(product)
    rng.shuffle(products)
    bought: dict[str, Line] = {}
    for number, product in enumerate(products, 1):
        variant = rng.choice([v for v in shop.variants.values() if v.product == product and v.voltage != VOLTAGES[1]])
        clearance = rng.random() < 0.12
        price = round(variant.price * 0.7, 2) if clearance else variant.price
        bought[str(number)] = Line(number, variant.sku, rng.choice((1, 1, 1, 2, 2, 3, 4)), price, clearance)
    order = Order(
        order_id,
        account.id,
        placed,
        "dispatched" if status == "lost" else status,
        rng.choice(sorted(account.addresses))
        if account.id != shop.me
        else rng.choice(("home", "home", *account.addresses)),
        rng.choice(account.payments),
        bought,
        rng.choice((0.0, 3.95, 4.95)),
        rng.choice(NOTES),
    )
    shop.orders[order_id] = order
    if status == "processing":
        return
    if status == "delivered" and isinstance(wait, tuple):
        order.delivered = placed + timedelta(days=rng.randint(*wait))
    _ship(shop, rng, now, order, status)


def _ship(shop: Shop, rng: Random, now: datetime, order: Order, status: str) -> None:
    """What the carrier scanned so far. A parcel is lost when nothing was seen of it since it left a depot."""
    parcel_id = f"SH{rng.randrange(10**7, 10**8)}"
    carrier, warehouse = rng.choice(CARRIERS), rng.choice(WAREHOUSES[:3])
    town = shop.accounts[order.account].addresses[order.address].town
    depots = rng.sample([t for t in TOWNS if t != town], 2)
    moment = datetime.combine(order.placed + timedelta(days=1), time(rng.randrange(6, 9), rng.randrange(60)))
    events = [
        (moment, warehouse, "PCK", f"packed in warehouse {warehouse}"),
        (moment + timedelta(hours=rng.randrange(4, 9)), depots[0], "DEP", f"sorted at {depots[0]} depot"),
    ]
    if status == "lost":
        events.append((moment + timedelta(hours=26), depots[1], "DEP", f"arrived at {depots[1]} depot"))
        events.append(
            (
                now - timedelta(days=2, hours=rng.randrange(1, 9)),
                depots[1],
                "TRC",
                "trace closed: parcel not found, declared lost",
            )
        )
    elif status == "dispatched":
        late = rng.random() < 0.5
        moment = now - timedelta(hours=rng.randrange(5, 15), minutes=rng.randrange(60))
        events.append((moment, depots[1], "DEP", f"arrived at {depots[1]} depot"))
        due = now.date() + timedelta(days=rng.randrange(1, 5))
        words = f"new delivery day {due.isoformat()}" + (", held back by a full van" if late else "")
        events.append((moment + timedelta(minutes=rng.randrange(10, 50)), depots[1], "ETA", words))
    else:
        assert order.delivered is not None
        done = datetime.combine(order.delivered, time(rng.randrange(9, 20), rng.randrange(60)))
        events.append(
            (done - timedelta(hours=2, minutes=rng.randrange(60)), town, "OUT", f"out for delivery in {town}")
        )
        left = rng.choice(("handed to the addressee", "signed for at the door", "left with a neighbour at no. 12"))
        events.append((done, town, "DLV", left))
    state = {"lost": "lost", "dispatched": "in_transit"}.get(status, "delivered")
    shop.parcels[parcel_id] = Parcel(parcel_id, order.id, carrier, warehouse, state, sorted(events))
    order.parcel = parcel_id


def _lower_prices(shop: Shop, rng: Random, today: date) -> None:
    """Some of what was bought lately costs less today, some more."""
    for order in shop.mine():
        for line in order.lines.values():
            if rng.random() < (0.6 if (today - order.placed).days < 20 else 0.25):
                variant = shop.variants[line.sku]
                variant.price = round(variant.price * rng.choice((0.8, 0.85, 0.9, 0.92, 1.06)), 1)
                variant.outlet_price = round(min(variant.outlet_price, variant.price * 0.8), 2)


def _add_vouchers(shop: Shop, rng: Random, today: date) -> None:
    names = rng.sample(("birthday", "newsletter", "welcome back", "apology", "spring letter", "friends"), 5)
    open_now = shop.mine("processing")
    for place, name in enumerate(names):
        kind = "percent" if place % 2 else "amount"
        value = float(rng.choice((8, 10, 12, 15, 20)) if kind == "percent" else rng.choice((5, 10, 15, 20, 25)))
        near = rng.choice(open_now).goods
        minimum = float(rng.choice((0, round(near * 0.4, -1), round(near * 0.9, -1), round(near * 1.3, -1))))
        category = rng.choice((None, None, *CATEGORIES[:3]))
        expires = today + timedelta(days=rng.choice((-9, -2, 3, 12, 30, 45)))
        code = f"{name.split()[0][:5].upper()}-{rng.randrange(1000, 10000)}"
        shop.vouchers[code] = Voucher(code, shop.me, name, kind, value, minimum, category, expires)
    first, *_ = open_now
    if rng.random() < 0.35:
        usable = [v for v in shop.vouchers.values() if v.expires >= today and v.minimum <= 30 and v.category is None]
        if usable:
            usable[0].used_on, first.voucher = first.id, usable[0].code
    stranger = next(a for a in shop.accounts.values() if a.id != shop.me)
    code = f"STAFF-{rng.randrange(1000, 10000)}"
    shop.vouchers[code] = Voucher(code, stranger.id, "staff", "percent", 30.0, 0.0, None, today + timedelta(days=60))
