"""What takes several steps to set right: a double charge, too many standing orders."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.bank.common import DISPUTE_DAYS
from negforge.worlds.bank.state import Bank, Transaction
from negforge.worlds.bank.steps import (
    Row,
    account_numbers,
    accounts,
    change,
    day_of,
    dispute,
    money,
    planned,
    settled_by,
    shop_of,
    transactions,
)
from negforge.worlds.bank.told import called, cash, of_kind
from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.wants import Becomes, Gains, Holds, OnlyChanges, Tells, Want
from negforge.worlds.wording import Form


def twins(bank: Bank, account: str) -> list[tuple[Transaction, Transaction]]:
    """Charges that stand twice on one day."""
    lines = [
        t
        for t in bank.transactions.values()
        if t.account == account and t.card and t.amount < 0 and t.status == "booked"
    ]
    return [
        (a, b)
        for n, a in enumerate(lines)
        for b in lines[n + 1 :]
        if (a.day, a.amount, a.descriptor) == (b.day, b.amount, b.descriptor)
    ]


def pairs_of(rows: list[Row]) -> list[tuple[Row, Row]]:
    def same(a: Row, b: Row) -> bool:
        return all(a[key] == b[key] for key in ("date", "amount_minor", "descriptor", "status"))

    return [(a, b) for n, a in enumerate(rows) for b in rows[n + 1 :] if same(a, b) and a["amount_minor"] < 0]


@goal("single_hard")
def charged_twice(draw: Draw) -> Goal | None:
    """A shop has charged twice: dispute one of them, unless it was paid back already or it is too late."""
    bank: Bank = draw.state
    main = of_kind(bank, "current")[0]
    found = draw.one(twins(bank, main.id))
    if found is None:
        return None
    shop = found[0].merchant
    shops = [pair for pair in twins(bank, main.id) if pair[0].merchant == shop]
    if len(shops) != 1:
        return None
    back = any(
        t.merchant == shop and t.amount == -found[0].amount and t.day >= found[0].day
        for t in bank.transactions.values()
    )
    late = draw.now.date() - found[0].day > timedelta(days=DISPUTE_DAYS)
    outcome = "refunded" if back else "late" if late else "dispute"
    if outcome == "late" and draw.chance(0.5):
        return None
    phrase, number = called(draw, main)
    turn = draw.ask(
        "[{shop} seems to have charged me twice for the same thing, some time since {since}, on {account}.|I have a feeling that {shop} took the same amount twice from {account}; it must have been after {since}.|Look at {account} from {since} on: did {shop} charge one thing two times?|There should be a double charge by {shop} on {account}, not before {since}.]",
        "[If they have not paid one of them back, dispute one.|Unless one was refunded in the meantime, open a dispute for one of the two.|Contest one of them, but only if no refund has come.|Should there be no refund, complain about one of the two formally.]",
        because="[The terminal hung and they made me pay again.|I was told it had not gone through.|The receipt shows one sale only.]",
        shop=shop,
        since=bank.history_from,
        account=phrase,
    )

    def solve(hands: Hands) -> None:
        account_id = number
        if account_id is None:
            rows = hands.keep(accounts(hands), "account", lambda row: row["name"] == main.name)
            account_id = hands.best(rows, lambda row: 0)["account_id"]
        period = {"from": bank.history_from.isoformat(), "to": draw.now.date().isoformat()}
        lines = transactions(
            hands,
            "[look for the two charges|search the charges of that shop]",
            account_id=account_id,
            period=period,
            text=shop,
        )
        pair = hands.best(pairs_of(lines), lambda pair: pair[0]["date"])
        returned = [
            line
            for line in lines
            if line["amount_minor"] == -pair[0]["amount_minor"] and line["date"] >= pair[0]["date"]
        ]
        amount, day = money(-pair[0]["amount_minor"], main.currency), day_of(pair[0]["date"])
        if settled_by(hands, "refund", bool(returned), False):
            hands.say(
                fact(
                    "refund",
                    day_of(returned[0]["date"]),
                    "[{shop} did charge {amount} twice on {day}, and paid one of them back on {value}; so there is nothing left to dispute.|One of the two charges of {amount} from {day} was refunded on {value}, so I have opened no dispute.|The second {amount} of {day} came back on {value}. No dispute is needed.]",
                    shop=shop_of(pair[0]["descriptor"]),
                    amount=amount,
                    day=day,
                )
            )
            return
        if settled_by(hands, "window", draw.now.date() - day > timedelta(days=DISPUTE_DAYS), False):
            hands.say(
                fact(
                    "charges",
                    day,
                    "[{shop} charged {amount} twice on {value}, but that is more than {limit} days ago: it can no longer be disputed.|There are two charges of {amount} on {value}. A dispute is not possible any more, the {limit} days are over.|The double charge of {amount} dates from {value}; disputes end after {limit} days, so this one cannot be opened.]",
                    shop=shop,
                    amount=amount,
                    limit=str(DISPUTE_DAYS),
                )
            )
            return
        opened = dispute(
            hands, "[open the dispute|dispute one of the two]", transaction_id=pair[0]["transaction_id"],
            claim={"reason": "charged_twice", "statement": f"{shop_of(pair[0]['descriptor'])} charged the same amount twice on {day.isoformat()} for one purchase."},
        )  # fmt: skip
        hands.say(
            fact(
                "dispute",
                opened["dispute_id"],
                "[{shop} charged {amount} twice on {day} and gave nothing back, so one of them is in dispute as {value}.|I opened dispute {value} for one of the two charges of {amount} on {day}; no refund had come.|No refund was there, so I have disputed one {amount} of {day}: case {value}.]",
                shop=shop,
                amount=amount,
                day=day,
            )
        )

    told = [Tells("the day of the charges", found[0].day), Tells("the amount", -found[0].amount / 100)]
    if outcome == "dispute":
        ids = {t.id for t in found}
        wants: list[Want] = [
            Gains("disputes", {"reason": "charged_twice", "amount": -found[0].amount}),
            Holds(
                "one of the two is disputed",
                lambda s: any(d.transaction in ids for d in s.disputes.values() if d.reason == "charged_twice"),
                "one of the two charges is in dispute",
                lambda s: "neither of them is",
            ),
            OnlyChanges(("disputes",)),
        ]
    else:
        wants = [OnlyChanges()]
    return Goal(
        (turn,),
        [found[0].id, outcome],
        ("refund" if outcome == "refunded" else "window", *(("account",) if number is None else ())),
        (*(() if number else ("get_overview",)), "search_transactions", *(("open_dispute",) if outcome == "dispute" else ())),
        solve,
        (*wants, *(told[:1] if outcome != "dispute" else told)),
        fallback=("get_overview",),
    )  # fmt: skip


@goal("single_hard")
def trim_standing_orders(draw: Draw) -> Goal | None:
    """Cancel or pause the standing orders that meet several conditions at once, and say what that saves."""
    bank: Bank = draw.state
    main = of_kind(bank, "current")[0]
    orders = [p for p in bank.payments.values() if p.status == "active" and p.frequency != "once"]
    below = draw.rng.randrange(3, 14) * 1000 + 500
    pool = draw.some(("rhythm", "exclusion", "account"), draw.rng.randrange(1, 4))
    chosen = [
        p
        for p in orders
        if p.amount < below
        and ("rhythm" not in pool or p.frequency == "monthly")
        and ("account" not in pool or p.account == main.id)
    ]
    if "exclusion" in pool:
        spared = draw.one(chosen)
        chosen = [p for p in chosen if spared is None or p.payee != spared.payee]
        if spared is None:
            return None
    else:
        spared = None
    without = [p for p in orders if p.amount < below and p not in chosen]
    if not 1 <= len(chosen) <= 4 or (pool and not without):
        return None
    action = draw.rng.choice(("cancel", "pause"))
    verb = {"cancel": "[cancel|end|do away with]", "pause": "[pause|suspend|put on hold]"}[action]
    spared_name = bank.payees[spared.payee].name if spared else ""
    clauses = [
        *(
            ["[Only monthly ones.|I mean those that go out every month, no others.|Just the monthly ones, please.]"]
            if "rhythm" in pool
            else []
        ),
        *(
            ["[{spared} stays as it is.|Not {spared}, though.|But hands off {spared}.|Leave {spared} alone.]"]
            if spared
            else []
        ),
        *(
            [
                "[Only what goes off {account}.|Look at {account} alone for this.|Orders from other accounts than {account} don't count.]"
            ]
            if "account" in pool
            else []
        ),
        "[Tell me how much they come to per run, added up.|What do they add up to, one run of each?|And what is the sum of the amounts, once each?]",
    ]
    turn = draw.ask(
        f"[I have too many small standing orders: {verb} each one below {{below}}.|Go through my standing orders and {verb} all that are under {{below}} a time.|Please {verb} every standing order of less than {{below}}.|Standing orders for less than {{below}} a go: {verb} the lot.]",
        *clauses,
        because="[New year, fewer odds and ends.|We are cutting back.|I lost track of them long ago.|Half of them I do not even remember.]",
        below=cash(draw, below, main.currency),
        spared=spared_name,
        account=f"the {main.name} account",
    )

    def solve(hands: Hands) -> None:
        if "account" in pool:
            account_id = account_numbers(hands, main.name)[main.name]
        rows = hands.keep(
            planned(hands, kind="standing", statuses=["active"]), "amount", lambda row: row["amount_minor"] < below
        )
        if "rhythm" in pool:
            rows = hands.keep(rows, "rhythm", lambda row: row["frequency"] == "monthly")
        if spared:
            rows = hands.keep(rows, "exclusion", lambda row: row["payee"]["name"] != spared_name)
        if "account" in pool:
            rows = hands.keep(rows, "account", lambda row: row["account_id"] == account_id)
        told: list[Fact | Form] = []
        deed = settled_by(hands, action, action, "pause" if action == "cancel" else "cancel")
        for row in rows:
            done = change(
                hands, "[change the next one|deal with {payment_id}]", payment_id=row["payment_id"], action=deed
            )
            told.append(
                fact(
                    done["payee"]["name"],
                    money(done["amount_minor"], done["currency"]),
                    "[{Label} ({value}) is {done}.|{done_first}: {Label}, {value}.|I have {done} {Label}, {value} a time.]",
                    done="cancelled" if deed == "cancel" else "paused",
                    done_first="Cancelled" if deed == "cancel" else "Paused",
                )
            )
        total = fact(
            "sum",
            money(sum(row["amount_minor"] for row in rows), main.currency),
            "[Together that is {value} per run.|One run of each comes to {value}.|They add up to {value}.]",
        )
        hands.say(*told, total)

    status = "cancelled" if action == "cancel" else "paused"
    return Goal(
        (turn,),
        [sorted(p.id for p in chosen), action, below],
        ("amount", action, *sorted(pool)),
        (*(("get_overview",) if "account" in pool else ()), "list_payments", *("change_payment",) * len(chosen)),
        solve,
        (
            *(Becomes(f"payments.{p.id}.status", status) for p in chosen),
            OnlyChanges(tuple(f"payments.{p.id}" for p in chosen)),
            Tells("the sum", sum(p.amount for p in chosen) / 100),
        ),
        fallback=("get_overview",),
    )


MENDED = (
    charged_twice,
    trim_standing_orders,
)
