"""What customers ask in one breath: a figure, a charge, a line of a statement, a rate."""

from __future__ import annotations

from datetime import date, timedelta

from negforge.worlds.bank.common import QUOTE_MINUTES
from negforge.worlds.bank.state import Bank, next_month
from negforge.worlds.bank.steps import (
    account_named,
    accounts,
    day_of,
    ledger,
    money,
    own,
    quote,
    settled_by,
    shop_of,
    transactions,
)
from negforge.worlds.bank.told import called, cash
from negforge.worlds.bank.tools_exchange import rate_at
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Called, NotCalled, OnlyChanges, Tells, Want


@goal("single_easy")
def available_now(draw: Draw) -> Goal | None:
    """What an account holds this minute: booked, one's own, or with the overdraft. The overview is hours old."""
    bank: Bank = draw.state
    account = draw.one(a for a in bank.accounts.values() if a.kind in ("current", "joint"))
    if account is None or account.morning == account.balance:
        return None
    asked = draw.rng.choice(("booked", "own", "most") if account.overdraft else ("booked", "own"))
    phrase, number = called(draw, account)
    forms = {
        "booked": "[What is the booked balance of {account} right now?|I need the booked balance of {account}, as of this minute.|How much is booked on {account} at the moment, leaving aside whatever is still on its way?|Tell me the exact booked figure for {account}, please.]",
        "own": "[How much can I still spend from {account} without touching the overdraft?|What's left of my own money on {account} once everything on hold is gone?|If I leave the overdraft alone, how much is there to spend on {account}?|How much of what is on {account} is really mine to spend today, holds taken off?]",
        "most": "[What is the very most I could pay from {account} right now, overdraft included?|Counting the overdraft too, how far could I go with {account} at the moment?|How much is available on {account} in total, overdraft and all?|With the overdraft on top, what is available on {account}?]",
    }
    turn = draw.ask(
        forms[asked],
        because="[I am standing in a bicycle shop.|My sister wants to borrow some money.|The app on my phone shows something odd.|I have a bill here and do not want a surprise.|We are closing on a sofa.]",
        account=phrase,
    )
    right = {
        "booked": account.balance,
        "own": bank.own_funds(account),
        "most": bank.own_funds(account) + account.overdraft,
    }[asked]
    label = {
        "booked": "booked balance",
        "own": "amount left without the overdraft",
        "most": "amount available with the overdraft",
    }[asked]

    def solve(hands: Hands) -> None:
        account_id = number
        sentence = "[On {account} the {label} is {value}.|The {label} on {account} is {value} as of now.|{account}: {value} ({label}).|Right now the {label} of {account} comes to {value}.]"
        if account_id is None:
            rows = hands.keep(accounts(hands), "account", lambda row: row["name"] == account.name)
            row = hands.best(rows, lambda row: 0)
            if not hands.bother("the overview is this morning's copy"):
                hands.say(
                    fact(label, money(round(row["balance"] * 100), account.currency), sentence, account=account.name)
                )
                return
            account_id = row["account_id"]
        live = ledger(hands, account_id)[0]
        if not hands.bother("what is on hold, what is lent"):
            live = live | {"on_hold": 0}
        figures = {"booked": live["booked"], "own": own(live), "most": own(live) + live["overdraft"]}
        figure = settled_by(hands, asked, figures[asked], figures["own" if asked == "booked" else "booked"])
        hands.say(fact(label, money(figure, account.currency), sentence, account=account.name))

    return Goal(
        (turn,),
        [account.id, asked],
        (asked, *(("account",) if number is None else ())),
        ("get_overview", "read_ledger") if number is None else ("read_ledger",),
        solve,
        (Tells(f"the {label}", right / 100, instead=(account.morning / 100, account.balance / 100)), OnlyChanges()),
        fallback=("get_overview",),
    )


@goal("single_easy")
def where_was_that(draw: Draw) -> Goal | None:
    """A charge of about so much, some days around a date: where, on which day exactly, with which card."""
    bank: Bank = draw.state
    charge = draw.one(
        t
        for t in bank.transactions.values()
        if t.card and t.amount < -700 and t.status == "booked" and t.category != "refund"
    )
    if charge is None:
        return None
    about = round(-charge.amount / 100)
    day = charge.day + timedelta(days=draw.rng.randrange(-2, 3))
    first, last = day - timedelta(days=4), min(day + timedelta(days=4), draw.now.date())
    alike = [
        t
        for t in bank.transactions.values()
        if t.account == charge.account and first <= t.day <= last and abs(-t.amount - about * 100) <= 150
    ]
    if len(alike) != 1 or day > draw.now.date():
        return None
    account = bank.accounts[charge.account]
    phrase, number = called(draw, account)
    turn = draw.ask(
        "[Around {day} something like {about} went off {account}. Where was that?|There is a charge of roughly {about} on {account} from about {day} that I can't place: whose is it?|What did I spend about {about} on, near {day}? It went through {account}.|Some {about} left {account} in the days around {day}. Who got it?]",
        "[And which of the cards was it, and on what day exactly?|I'd also like the exact date and the last digits of the card.|Please add the precise day, and which card (last four digits).|Which card, by its last four, and which day was it really?]",
        because="[I am doing my expenses.|My partner swears it wasn't them.|The receipt went through the wash.|I keep a little book and it does not add up.]",
        day=day,
        about=cash(draw, about * 100, account.currency),
        account=phrase,
    )

    def solve(hands: Hands) -> None:
        account_id = account_named(hands, account.name, number)
        rows = transactions(
            hands,
            "[look through the charges of those days|search those days]",
            account_id=account_id,
            period={"from": first.isoformat(), "to": last.isoformat()},
            direction="out",
        )
        rows = hands.keep(rows, "amount", lambda row: abs(abs(row["amount_minor"]) - about * 100) <= 150)
        row = hands.best(rows, lambda row: 0)
        told = [
            fact(
                "charge",
                money(-row["amount_minor"], account.currency),
                "[That was {shop}: {value} on {day}.|{value} went to {shop} on {day}.|It is a charge by {shop} over {value}, booked on {day}.]",
                shop=shop_of(row["descriptor"]),
                day=day_of(row["date"]),
            ),
        ]
        if "card_ends_in" in row:
            told.append(
                fact(
                    "card",
                    row["card_ends_in"],
                    "[The card was the one ending in {value}.|Paid with the card ending in {value}.|It was made with your card ending in {value}.]",
                )
            )
        hands.say(*told)

    return Goal(
        (turn,),
        [charge.id, about, day.isoformat()],
        ("amount", *(("account",) if number is None else ())),
        ("search_transactions",) if number else ("get_overview", "search_transactions"),
        solve,
        (
            Tells("the shop", charge.merchant),
            Tells("the day", charge.day),
            Tells("the card", charge.card or ""),
            OnlyChanges(),
        ),
        fallback=("get_overview",),
    )


@goal("single_easy")
def from_the_statement(draw: Draw) -> Goal | None:
    """A figure that stands in the statement of a month: how it closed, what the account cost, the largest payment."""
    bank: Bank = draw.state
    account = draw.one(a for a in bank.accounts.values() if a.kind in ("current", "joint"))
    if account is None:
        return None
    first = bank.history_from
    for _ in range(draw.rng.randrange(3)):
        first = next_month(first)
    end = next_month(first)
    spare = next_month(bank.history_from) if first == bank.history_from else bank.history_from
    booked = [t for t in bank.transactions.values() if t.account == account.id and t.status == "booked"]
    inside = [t for t in booked if first <= t.day < end]
    asked = draw.rng.choice(("closing", "fee", "largest"))
    largest = min(inside, key=lambda t: t.amount)
    if sum(t.amount == largest.amount for t in inside) > 1 or end > draw.now.date():
        return None
    right = {
        "closing": account.balance - sum(t.amount for t in booked if t.day >= end),
        "fee": -next(t.amount for t in inside if t.category == "bank fee"),
        "largest": -largest.amount,
    }[asked]
    phrase, number = called(draw, account)
    name = f"{first:%B}"
    forms = {
        "closing": "[With what balance did {account} end {month}?|What does the {month} statement of {account} give as closing balance?|I need the balance at the end of {month} for {account}, as it stands in the statement.|How did {account} close in {month}?]",
        "fee": "[What did you charge me in {month} for keeping {account}?|How much was the account fee on {account} in {month}, going by the statement?|The statement of {account} for {month} has a fee in it somewhere: how much?|What did {account} cost me in bank fees in {month}?]",
        "largest": "[What was the largest single amount that left {account} in {month}, and to whom?|According to the {month} statement of {account}, which one payment was the biggest?|Look at the {month} statement for {account}: what was the most expensive line, and whose?|Which line took the most out of {account} in {month}, and how much was it?]",
    }
    turn = draw.ask(
        forms[asked],
        because="[My tax adviser asks.|It is for a form.|I am filling in my household book.|We are comparing with another bank.]",
        account=phrase,
        month=name,
    )

    def solve(hands: Hands) -> None:
        account_id = account_named(hands, account.name, number)
        month = settled_by(hands, "month", first, spare)
        text = hands.call(
            "get_document",
            "[open the statement|fetch the statement of that month]",
            kind="statement",
            account_id=account_id,
            period={"year": month.year, "month": month.month},
        )
        lines = [line for line in text.splitlines() if line[:2].isdigit()]
        if asked == "closing":
            told = fact(
                "closing balance",
                f"{account.currency} {text.split()[-1]}",
                "[{account} closed {month} at {value}.|The closing balance for {month} is {value}.|At the end of {month} it stood at {value}.]",
                account=account.name,
                month=name,
            )
        else:
            rows = [line for line in lines if line.split()[-2].startswith("-")]
            rows = hands.keep(rows, "fee", lambda line: "ACCOUNT FEE" in line) if asked == "fee" else rows
            line = hands.best(rows, lambda line: float(line.split()[-2].replace(",", "")))
            amount = f"{account.currency} {line.split()[-2].lstrip('-')}"
            told = fact(
                "amount",
                amount,
                "[In {month} that was {value}: {line}, booked on {day}.|{value}, on {day} ({line}).|The statement has {value} for {line} on {day}.]",
                month=name,
                line=shop_of(line[7:43]),
                day=date(month.year, month.month, int(line[:2])),
            )
        hands.say(told)

    wants: list[Want] = [Tells(f"the {asked} figure", right / 100), OnlyChanges()]
    if asked == "largest":
        wants.append(Tells("whose line it is", largest.merchant))
    return Goal(
        (turn,),
        [account.id, first.isoformat(), asked],
        ("month", asked, *(("account",) if number is None else ())),
        ("get_document",) if number else ("get_overview", "get_document"),
        solve,
        tuple(wants),
        fallback=("get_overview",),
    )


@goal("single_easy")
def what_would_i_get(draw: Draw) -> Goal | None:
    """A quote, and nothing but a quote."""
    bank: Bank = draw.state
    source = next(a for a in bank.accounts.values() if a.kind == "current")
    target = next(a for a in bank.accounts.values() if a.kind == "currency")
    back = draw.chance(0.35)
    sell, buy = (target, source) if back else (source, target)
    side, timed = draw.rng.choice(("sell", "buy")), draw.chance(0.5)
    value = draw.rng.randrange(4, 90) * 10
    rate = rate_at(bank, sell.currency, buy.currency, draw.now)
    right = round(value * rate, 2) if side == "sell" else round(value / rate, 2)
    named = cash(draw, value * 100, (sell if side == "sell" else buy).currency)
    forms = {
        "sell": "[What would {value} bring in {other} right now?|If I changed {value} today, how much {other} would that be?|How many {other} do I get for {value} at present?|Give me a price for turning {value} into {other}.]",
        "buy": "[What would it cost me in {other} to get {value}?|How much {other} do I have to give for {value} at the moment?|I'd need {value}: what is that in {other} at your rate?|Price, please: {value}, paid for in {other}.]",
    }
    turn = draw.ask(
        forms[side],
        "[Only the figure, don't change anything yet.|I'm just asking, leave the money where it is.|No exchange for now.|I only want to know; I will decide later.]",
        *(
            [
                "[Until when does that hold?|And how long is the price good for?|Tell me till what time it holds, too.|How long could I think about it?]"
            ]
            if timed
            else []
        ),
        because="[We're planning a long weekend.|A shop abroad offers me both currencies.|My aunt wants to be paid back in her money.]",
        value=named,
        other=(buy if side == "sell" else sell).currency,
    )

    def solve(hands: Hands) -> None:
        given = settled_by(hands, f"{side} side", side, "buy" if side == "sell" else "sell")
        rate_quote = quote(hands, sell.currency, buy.currency, value, given)
        if hands.bother("carry it out at once", "needless"):
            hands.call(
                "move_money",
                "[carry out the exchange]",
                from_account=sell.id,
                to_account=buy.id,
                amount=rate_quote["you_sell"]["value"],
                quote_id=rate_quote["quote_id"],
            )
        got = rate_quote["you_buy" if given == "sell" else "you_sell"]
        told = [
            fact(
                "result",
                money(round(got["value"] * 100), got["currency"]),
                "[That would be {value} at a rate of {rate}.|{value}, at {rate}.|At the present rate of {rate} it comes to {value}.|It comes to {value} (rate {rate}).]",
                rate=str(rate_quote["rate"]),
            )
        ]
        if settled_by(hands, "validity", timed, False):
            told.append(
                fact(
                    "valid until",
                    rate_quote["expires_at"][11:16],
                    "[The quote holds until {value}.|It is good until {value}.|You have until {value} to take it.]",
                )
            )
        hands.say(*told)

    return Goal(
        (turn,),
        [sell.currency, buy.currency, side, value, timed],
        (f"{side} side", *(("validity",) if timed else ())),
        ("quote_exchange",),
        solve,
        (
            Tells("the result", right),
            *(
                (Tells("the time until which it holds", (draw.now + timedelta(minutes=QUOTE_MINUTES)).time()),)
                if timed
                else ()
            ),
            Called("quote_exchange"),
            NotCalled(("move_money",)),
            OnlyChanges(),
        ),
    )


SINGLE = (
    available_now,
    where_was_that,
    from_the_statement,
    what_would_i_get,
)
