"""How a bank begins: one customer drawn from vocabularies, with namesakes, double charges and paused orders in the way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from negforge.core.json_text import digest
from negforge.worlds.bank.state import (
    CURRENCIES,
    Account,
    Alert,
    Bank,
    Card,
    Dispute,
    Payee,
    Payment,
    Transaction,
    next_month,
)

GIVEN = "Ada Bjarne Celia Dario Edda Finn Gesa Hugo Imke Jana Jonas Katla Lorenz Mirja Nanda Otto Petra Quirin Ragna Silas Tamsin Ulrik Vera Wim Ylva Zeno Aurel Brita Cosmo Delia Emil Fenja Goran Hedda Ilja Jorun Kuno Leni Marek Noor".split()
FAMILY = "Abrell Brandvik Corvino Dahlke Ekberg Falk Gudmund Hartog Ibsgaard Jansky Kessel Lorimer Morvan Nystad Oberlin Pahl Quant Rehberg Solberg Tervo Ulven Vasak Wendel Yarrow Zelnik Ambrose Birkhall Castor Drewe Elvestad".split()
FIRST = "Pinegate Kornblume Ridgeline Saltmarsh Quillfeather Oakhurst Tidewater Brightloom Copperkettle Hedgerow Northmoor Skyhollow Larkspur Fennimore Bexcombe Wanderlane Plumtree Stonebrook Marlhaven Thistledown Rookwood Dunmere Elmscote Foxglade Gullhaven Ivybank Lindenhof Millrace Nightjar Osier Pebblecross Quarrytop".split()
SHOPS = (  # kind, category, least and most in minor units
    ("Grocers", "groceries", 900, 9800), ("Bakery", "groceries", 250, 2400), ("Pharmacy", "health", 500, 6200),
    ("Garage", "car", 4200, 38000), ("Cabs", "travel", 800, 5400), ("Books", "leisure", 700, 7400),
    ("Cinema", "leisure", 900, 4600), ("Hotels", "travel", 7800, 41000), ("Electronics", "household", 1900, 62000),
    ("Hardware", "household", 600, 15800), ("Clothing", "clothing", 1900, 21000), ("Shoes", "clothing", 3900, 16500),
    ("Café", "eating out", 350, 3100), ("Noodle Bar", "eating out", 900, 6600), ("Garden Centre", "household", 800, 17400),
    ("Toys", "leisure", 900, 9800), ("Cycles", "leisure", 1200, 48000), ("Streaming", "subscriptions", 699, 1999),
    ("Fitness", "subscriptions", 1900, 5900), ("Opticians", "health", 4900, 39000), ("Vets", "pets", 3500, 26000),
)  # fmt: skip
_MAIN = ("Everyday", "Current", "Day-to-day", "Salary", "Personal")
_JOINT = ("Household", "Family", "Shared", "Home")
_SAVINGS = ("Rainy Day", "Renovation", "Holiday", "New Car", "Emergency", "Wedding", "Piano", "Garden", "Tax", "Study")
_RATES = {"EUR": 1.0, "GBP": 0.86, "USD": 1.09, "CHF": 0.96, "SEK": 11.3, "PLN": 4.27, "NOK": 11.6, "CZK": 24.9}


def make(rng: Random) -> tuple[Bank, datetime]:
    """A bank and the clock as they begin."""
    day = date(2026, 4, 6) + timedelta(days=rng.randrange(262))
    while day.weekday() > 4:
        day += timedelta(days=1)
    now = datetime(day.year, day.month, day.day, rng.randrange(9, 18), rng.randrange(0, 60))
    months_back = day.year * 12 + day.month - 1 - 3
    base = rng.choice(("EUR", "EUR", "GBP", "CHF"))
    bank = Bank(
        f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}",
        base,
        date(months_back // 12, months_back % 12 + 1, 1),
        {"standard": 0, "same_day": rng.randrange(8, 26) * 10, "instant": rng.randrange(12, 42) * 10},
        {currency: round(rate * rng.uniform(0.94, 1.06), 5) for currency, rate in _RATES.items()},
    )
    bank.rates["EUR"] = 1.0
    main, joint = _accounts(bank, rng)
    _cards(bank, rng, main, joint)
    _orders(bank, rng, now, main, joint)
    _people(bank, rng, now, main)
    _history(bank, rng, now.date(), main, joint)
    _alerts(bank, rng, main, joint)
    return bank, now


def content_id(prefix: str, *content: object, digits: int = 6) -> str:
    number = int(digest([prefix, *[str(part) for part in content]])[:12], 16) % (9 * 10 ** (digits - 1))
    return f"{prefix}{number + 10 ** (digits - 1)}"


def _accounts(bank: Bank, rng: Random) -> tuple[Account, Account]:
    head = rng.randrange(1000, 10000)
    partner = f"{rng.choice(GIVEN)} {bank.customer.split()[1] if rng.random() < 0.5 else rng.choice(FAMILY)}"
    other = rng.choice([c for c in CURRENCIES[:5] if c != bank.base])
    first, second = rng.sample(_SAVINGS, 2)
    drawn = [
        (rng.choice(_MAIN), "current", bank.base, rng.randrange(45000, 340000), rng.choice((30000, 50000, 80000)), 0, None),
        (rng.choice(_JOINT), "joint", bank.base, rng.randrange(60000, 350000), rng.choice((0, 30000)), 0, partner),
        (first, "savings", bank.base, rng.randrange(90000, 900000), 0, rng.randrange(4, 12) * 5000, None),
        (second, "savings", bank.base, rng.randrange(70000, 400000), 0, rng.randrange(2, 8) * 5000, None),
        (f"Travel {other}", "currency", other, rng.randrange(8000, 150000), 0, 0, None),
    ]  # fmt: skip
    made = [
        Account(
            f"{head}-{rng.randrange(100000, 1000000)}", name, kind, currency, balance, balance, overdraft, least, owner
        )
        for name, kind, currency, balance, overdraft, least, owner in drawn
    ]
    for account in rng.sample(made, len(made)):
        bank.accounts[account.id] = account
    return made[0], made[1]


def _cards(bank: Bank, rng: Random, main: Account, joint: Account) -> None:
    a, b, c = rng.sample("23456789", 3)
    endings = [f"{a}{a}1{b}", f"{a}{a}{b}1", f"{c}{a}1{b}"]
    rng.shuffle(endings)
    for ending, kind, account in zip(endings, ("debit", "credit", "debit"), (main, main, joint), strict=True):
        card_id = content_id("CD-", bank.customer, ending, digits=5)
        limits = {
            "atm_daily": rng.randrange(4, 21) * 50,
            "online_daily": rng.randrange(5, 31) * 100,
            "contactless": rng.choice((50, 75, 100, 125, 150)),
        }
        regions = ["home", "neighbours", *(["europe"] if rng.random() < 0.5 else [])]
        label = f"{kind.capitalize()} card, {account.name}"
        bank.cards[card_id] = Card(card_id, label, ending, account.id, kind, "active", None, limits, regions)


def _payee(
    bank: Bank, rng: Random, now: datetime, name: str, note: str = "", status: str = "active", days: int = 0
) -> Payee:
    number = f"{rng.choice(('NX', 'TW', 'OR', 'KB'))}{rng.randrange(10, 100)}-{rng.randrange(1000, 10000)}-{rng.randrange(10**7, 10**8)}"
    added = now - timedelta(days=days or rng.randrange(40, 900), minutes=rng.randrange(0, 300))
    payee = Payee(content_id("PY-", name, number, digits=5), name, "", number, status, added, note)
    bank.payees[payee.id] = payee
    return payee


def _payment(
    bank: Bank, account: Account, payee: Payee, amount: int, reference: str, frequency: str, due: date | None, status: str, created: datetime, last: date | None = None,
) -> Payment:  # fmt: skip
    payment_id = content_id("PM-", account.id, payee.id, amount, reference, due, created.date(), digits=7)
    payment = Payment(
        payment_id,
        account.id,
        payee.id,
        amount,
        account.currency,
        reference,
        "standard",
        frequency,
        due,
        last,
        status,
        0,
        created,
    )
    bank.payments[payment_id] = payment
    return payment


def _orders(bank: Bank, rng: Random, now: datetime, main: Account, joint: Account) -> None:
    """Standing orders: two to the same landlord, one of all paused, each with its past bookings in the ledger."""
    first = rng.sample(FIRST, 7)
    landlord = _payee(bank, rng, now, f"{rng.choice(FAMILY)} Lettings", "Tenancy, see contract")
    energy = _payee(bank, rng, now, f"{first[0]} Energy", "Customer number in the reference")
    club = _payee(bank, rng, now, f"{first[1]} {rng.choice(('Rowing Club', 'Tennis Club', 'Chess Club', 'Choir'))}")
    lessons = _payee(bank, rng, now, f"{first[2]} {rng.choice(('Music School', 'Swim School', 'Dance School'))}")
    charity = _payee(bank, rng, now, f"{first[3]} {rng.choice(('Animal Trust', 'Lifeboat Fund', 'Forest Trust'))}")
    magazine = _payee(bank, rng, now, f"{first[4]} {rng.choice(('Review', 'Quarterly', 'Gazette'))}")
    insurer = _payee(
        bank, rng, now, f"{first[5]} {rng.choice(('Mutual', 'Assurance'))}", "Policy number in the reference"
    )
    drawn = [
        (landlord, "rent", rng.randrange(620, 980) * 100, "monthly"),
        (landlord, rng.choice(("parking space", "garage", "cellar")), rng.randrange(40, 96) * 100, "monthly"),
        (energy, f"customer {rng.randrange(10000, 99999)}", rng.randrange(550, 1400) * 10, "monthly"),
        (club, "membership", rng.randrange(150, 650) * 10, rng.choice(("monthly", "quarterly"))),
        (lessons, "lessons", rng.randrange(20, 56) * 100, rng.choice(("weekly", "fortnightly"))),
        (charity, "donation", rng.randrange(5, 31) * 100, "monthly"),
        (magazine, "subscription", rng.randrange(290, 1290) * 10, "yearly"),
        (insurer, f"policy {rng.randrange(1000, 9999)}", rng.randrange(180, 780) * 10, rng.choice(("monthly", "quarterly", "half_yearly"))),
    ]  # fmt: skip
    rng.shuffle(drawn)
    paused = rng.randrange(len(drawn))
    for number, (payee, reference, amount, frequency) in enumerate(drawn):
        account = joint if rng.random() < 0.25 else main
        ahead = rng.randrange(1, {"weekly": 7, "fortnightly": 14, "monthly": 29}.get(frequency, 60))
        due = now.date() + timedelta(days=ahead)
        if due.day > 28:
            due -= timedelta(days=3)
        if due <= now.date():
            due = now.date() + timedelta(days=1)
        status = "paused" if number == paused and payee is not landlord else "active"
        _payment(bank, account, payee, amount, reference, frequency, due, status, payee.added)
        if frequency == "monthly" and status == "active":
            for back in range(1, 4):
                month = due.year * 12 + due.month - 1 - back
                day = date(month // 12, month % 12 + 1, min(due.day, 28))
                if bank.history_from <= day < now.date():
                    _book(
                        bank,
                        account,
                        day,
                        -amount,
                        f"SO {payee.name.upper()}",
                        payee.name,
                        "standing order",
                        memo=reference,
                    )


def _people(bank: Bank, rng: Random, now: datetime, main: Account) -> None:
    """People with namesakes, one of them with an old account number, tradesmen, and payments made or to come."""
    given, family = rng.sample(GIVEN, 4), rng.sample(FAMILY, 5)
    people = [
        _payee(bank, rng, now, f"{given[0]} {family[0]}", days=rng.randrange(30, 200)),
        _payee(bank, rng, now, f"{given[1]} {family[0]}"),
        _payee(bank, rng, now, f"{given[0]} {family[1]}"),
        _payee(bank, rng, now, f"{given[2]} {family[2]}"),
        _payee(bank, rng, now, f"{given[3]} {family[3]}"),
    ]
    _payee(bank, rng, now, people[0].name, "Old number, account closed", "inactive", rng.randrange(901, 1500))
    trades = [
        _payee(
            bank,
            rng,
            now,
            f"{family[4]} {rng.choice(('Plumbing', 'Roofing', 'Carpentry', 'Flooring'))}",
            "Quote by e-mail",
        ),
        _payee(
            bank, rng, now, f"{rng.choice(FIRST)} {rng.choice(('Physiotherapy', 'Dental Practice', 'Driving School'))}"
        ),
    ]
    words = (
        "concert tickets",
        "cabin weekend",
        "birthday present",
        "invoice {}",
        "deposit",
        "second instalment",
        "train fare",
        "shared gift",
    )
    ahead = sorted(rng.sample(range(2, 26), 4))
    amounts = rng.sample(range(24, 480), 9)
    for number, days in enumerate(ahead):
        payee = rng.choice(people + trades)
        reference = rng.choice(words).format(rng.randrange(1000, 9999))
        due = now.date() + timedelta(days=days)
        _payment(
            bank,
            main,
            payee,
            amounts[number] * 100 + rng.choice((0, 0, 50, 90)),
            reference,
            "once",
            due,
            "scheduled",
            now - timedelta(days=rng.randrange(1, 30)),
        )
    for number in range(4, 9):
        payee = rng.choice(people + trades)
        day = now.date() - timedelta(days=rng.randrange(3, 58))
        amount = amounts[number] * 100 + rng.choice((0, 0, 25, 50))
        reference = rng.choice(words).format(rng.randrange(1000, 9999))
        payment = _payment(
            bank,
            main,
            payee,
            amount,
            reference,
            "once",
            None,
            "settled",
            datetime(day.year, day.month, day.day, 10, 15),
        )
        payment.arrives = day
        _book(bank, main, day, -amount, f"PAYMENT {payee.name.upper()}", payee.name, "payment", memo=reference)


def _book(
    bank: Bank, account: Account, day: date, amount: int, descriptor: str, merchant: str, category: str, *, status: str = "booked", card: str | None = None, memo: str = "",
) -> Transaction:  # fmt: skip
    transaction_id = content_id("TX", account.id, day, amount, descriptor, memo, len(bank.transactions), digits=8)
    made = Transaction(transaction_id, account.id, day, amount, descriptor, merchant, category, status, card, memo)
    bank.transactions[transaction_id] = made
    return made


def _history(bank: Bank, rng: Random, today: date, main: Account, joint: Account) -> None:
    """Charges, refunds, salary and fees since the history began; on the main account also charges that came twice."""
    firsts = rng.sample(FIRST, 13)
    kinds = rng.sample(SHOPS, 14)
    shops = [
        (firsts[min(n, 12)] if n else firsts[1], *kind) for n, kind in enumerate(kinds)
    ]  # the first two share a word
    span = (today - bank.history_from).days
    for account, visits in ((main, 34), (joint, 20)):
        cards = [card.ending for card in bank.cards.values() if card.account == account.id]
        own = shops if account is main else rng.sample(shops, 8)
        for number in range(visits):
            shop = own[number % 3] if number < visits // 2 else rng.choice(own)
            day = today - timedelta(days=rng.randrange(1, span))
            _charge(bank, rng, account, day, shop, rng.choice(cards))
        for shop in rng.sample(own[:3], 2):
            _charge(
                bank,
                rng,
                account,
                today - timedelta(days=rng.randrange(2, span - 2)),
                shop,
                rng.choice(cards),
                refund=True,
            )
        today_charge = _charge(bank, rng, account, today, rng.choice(own), rng.choice(cards))
        account.morning = account.balance - today_charge.amount
        for _ in range(rng.randrange(1, 3)):
            _charge(
                bank,
                rng,
                account,
                today - timedelta(days=rng.randrange(0, 2)),
                rng.choice(own),
                rng.choice(cards),
                pending=True,
            )
    endings = [card.ending for card in bank.cards.values() if card.account == main.id]
    for shop, days in zip(
        rng.sample(shops[3:], 3), (rng.randrange(4, 55), rng.randrange(8, 50), rng.randrange(66, 80)), strict=True
    ):
        _twice(
            bank,
            rng,
            main,
            today - timedelta(days=days),
            shop,
            rng.choice(endings),
            refunded=8 <= days < 50 and rng.random() < 0.5,
        )
    for account in (main, joint):
        _income(bank, rng, account, today)
    for account in bank.accounts.values():
        if account.kind == "savings":
            _book(bank, account, today.replace(day=1), rng.randrange(90, 900), "INTEREST", "Tarnwell Bank", "interest")
    old = rng.choice([t for t in bank.transactions.values() if t.card and t.amount < 0 and t.status == "booked"])
    dispute_id = content_id("DP-", old.id, digits=5)
    opened = datetime(old.day.year, old.day.month, old.day.day, 12, 0) + timedelta(days=1)
    bank.disputes[dispute_id] = Dispute(
        dispute_id, old.id, "wrong_amount", -old.amount, "The price on the shelf was lower.", None, "closed", opened
    )


def _income(bank: Bank, rng: Random, account: Account, today: date) -> None:
    """Month by month a fee, and money in at the beginning that covers about what the month has taken."""
    first = bank.history_from
    while first <= today:
        end = next_month(first)
        out = -sum(
            t.amount
            for t in bank.transactions.values()
            if t.account == account.id and t.amount < 0 and first <= t.day < end
        )
        income = round(out * rng.uniform(0.97, 1.2) / 1000 + 40) * 1000 + rng.randrange(1, 90) * 10
        day = first + timedelta(days=rng.randrange(3))
        if day < today:
            _book(
                bank,
                account,
                day,
                income,
                "SALARY" if account.kind == "current" else "CONTRIBUTION",
                "Employer",
                "income",
            )
        if end <= today:
            _book(
                bank,
                account,
                first + timedelta(days=27),
                -rng.randrange(190, 690),
                "ACCOUNT FEE",
                "Tarnwell Bank",
                "bank fee",
            )
        first = end


def _charge(
    bank: Bank, rng: Random, account: Account, day: date, shop: tuple[str, str, str, int, int], card: str, *, refund: bool = False, pending: bool = False,
) -> Transaction:  # fmt: skip
    first, kind, category, least, most = shop
    amount = rng.randrange(least, most)
    place = f"{first} {kind}".upper() + f" {int(digest([first, kind])[:6], 16) % 900 + 100}"
    return _book(
        bank, account, day, amount // 2 if refund else -amount, f"REFUND {place}" if refund else place, f"{first} {kind}", "refund" if refund else category,
        status="pending" if pending else "booked", card=card,
    )  # fmt: skip


def _twice(
    bank: Bank,
    rng: Random,
    account: Account,
    day: date,
    shop: tuple[str, str, str, int, int],
    card: str,
    *,
    refunded: bool,
) -> None:
    """The same amount twice on one day; ``refunded``: the shop has noticed and paid one back."""
    one = _charge(bank, rng, account, day, shop, card)
    _book(bank, account, day, one.amount, one.descriptor, one.merchant, one.category, card=card)
    if refunded:
        _book(
            bank,
            account,
            day + timedelta(days=4),
            -one.amount,
            f"REFUND {one.descriptor}",
            one.merchant,
            "refund",
            card=card,
        )


def _alerts(bank: Bank, rng: Random, main: Account, joint: Account) -> None:
    for account, recipient, event in (
        (main, "me", "card_payment"), (main, "me", "low_balance"), (joint, "me", "card_payment"),
        (joint, "co_owner", "card_payment"), (joint, "co_owner", "outgoing_payment"), (joint, "me", "cash_withdrawal"),
    ):  # fmt: skip
        alert_id = content_id("AL-", account.id, recipient, event, digits=5)
        bank.alerts[alert_id] = Alert(alert_id, account.id, recipient, event, True, rng.randrange(1, 20) * 10)
