"""Conversations that hang on a yes: a large payment, a quote that ages."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.bank.common import NEEDS_YES_ABOVE
from negforge.worlds.bank.state import Bank
from negforge.worlds.bank.steps import (
    Row,
    account_numbers,
    accounts,
    active_payee,
    day_of,
    finish,
    ledger,
    money,
    move,
    own,
    pay,
    planned,
    quote,
    settled_by,
    the,
    try_to_move,
)
from negforge.worlds.bank.told import as_before, called, cash, of_kind
from negforge.worlds.bank.tools_exchange import rate_at
from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.wants import Asks, Becomes, Gains, Holds, OnlyChanges, Says, Tells, Want


@goal("multi_easy", "multi_hard")
def a_yes_before_much(draw: Draw) -> Goal | None:
    """More than the limit: amount and payee are named and a yes awaited, and again after the amount was corrected."""
    bank: Bank = draw.state
    account = draw.one(
        a
        for a in bank.accounts.values()
        if a.kind in ("current", "joint") and bank.own_funds(a) > NEEDS_YES_ABOVE + 25000
    )
    payee = draw.one(p for p in bank.payees.values() if p.status == "active" and len(p.name.split()) < 3)
    savings = max(of_kind(bank, "savings"), key=lambda a: a.balance)
    if (
        account is None
        or payee is None
        or sum(p.name == payee.name and p.status == "active" for p in bank.payees.values()) > 1
    ):
        return None
    funds = bank.own_funds(account)
    tens = draw.rng.sample(range(11, min(funds // 10000, 48)), 2) if funds // 10000 >= 13 else []
    if len(tens) < 2:
        return None
    said, meant = (tens[0] * 10000 + draw.rng.randrange(100) * 100, tens[1] * 10000 + draw.rng.randrange(100) * 100)
    amount = meant if draw.hard else said
    invoice = draw.rng.randrange(1000, 9999)
    if amount > funds - 500:
        return None
    rest = funds - amount
    mark = max(10000, rest + draw.rng.choice((-1, 1)) * draw.rng.randrange(5, 60) * 500)
    mark -= mark % 500
    top_up = draw.rng.randrange(5, 30) * 1000
    if mark == rest or savings.balance - savings.minimum < top_up:
        return None
    phrase, number = called(draw, account)
    turns = [
        draw.ask(
            "[Pay invoice {invoice} from {payee}: {said} from {account}.|{payee} has sent invoice {invoice} over {said}. Please pay it out of {account}.|I have to settle {payee}'s bill {invoice}, {said}. Use {account}.|Transfer {said} to {payee} from {account}, for invoice {invoice}.]",
            '[The reference is "invoice {invoice}".|Reference: invoice {invoice}.|Please put "invoice {invoice}" as reference.]',
            because="[The work is finished at last.|It took them two months to send it.|I want it off my desk.]",
            invoice=invoice, payee=payee.name, said=cash(draw, said, account.currency), account=phrase,
        )
    ]  # fmt: skip
    yes = "[Yes, that is right. Send it.|Yes.|Yes, go ahead.|Confirmed, please send it.|Yes, both are correct.]"
    if draw.hard:
        turns.append(
            draw.then(
                "[Hold on, I misread it: it says {meant}. The rest is right.|No wait. The bill says {meant}, not {said}.|Sorry, I typed the wrong sum, it should be {meant}.]",
                meant=cash(draw, meant, account.currency),
                said=cash(draw, said, account.currency),
            )
        )
    turns.append(draw.then(yes))
    if draw.hard:
        turns.append(
            draw.then(
                "[And how much of my own is left on that account now, everything on hold taken off?|What remains there that is really mine, holds deducted?|What have I got left on it, overdraft and held amounts aside?]"
            )
        )
        turns.append(
            draw.then(
                "[If that is under {mark}, bring over {top_up} from {savings}; otherwise leave it.|In case it's less than {mark}, move {top_up} from {savings} to it. If not, fine as it is.|Less than {mark}? Then add {top_up} from {savings}. Otherwise no.]",
                mark=cash(draw, mark, account.currency),
                top_up=cash(draw, top_up, account.currency),
                savings=savings.name,
            )
        )
    short = draw.hard and rest < mark

    def solve(hands: Hands) -> None:
        today = draw.now.date()
        row = active_payee(hands, payee.name)
        listed = accounts(hands) if number is None or draw.hard else []
        account_id = (
            number
            or hands.best(hands.keep(listed, "account", lambda r: r["name"] == account.name), lambda r: 0)["account_id"]
        )
        sums = [said, meant] if draw.hard else [said]
        asking = "[Shall I send {amount} to {payee}, account {iban}, from {account}?|That is {amount} to {payee} ({iban}) from {account}: do I have your yes?|To be sure: {amount} from {account} to {payee}, {iban}. Is that right?]"

        def send(minor: int, answer: str) -> str:
            made = pay(
                hands, today, account_id=account_id, payee_id=row["payee_id"], amount_minor=minor,
                reference=settled_by(hands, "reference", f"invoice {invoice}", None), customer_approval={"amount_minor": minor, "answer": answer},
            )  # fmt: skip
            sent = "[{value} to {payee} is on its way, to arrive on {day} ({number}).|I have sent {value} to {payee}: number {number}, arrival {day}.|Payment {number} over {value} went out to {payee}; it arrives on {day}.]"
            return hands.say(
                fact(
                    "payment",
                    money(minor, account.currency),
                    sent,
                    payee=row["name"],
                    day=day_of(made["arrives"]),
                    number=made["payment_id"],
                )
            )

        asks = hands.bother("the yes of the customer", "ask")
        heard = ""
        for minor in sums:
            if asks:
                heard = hands.say(
                    ask=asking,
                    amount=money(minor, account.currency),
                    payee=row["name"],
                    iban=row["account_number"],
                    account=account.name,
                )
            else:
                heard = send(minor, "as requested")
        if asks:
            heard = send(settled_by(hands, "correction", sums[-1], sums[0]), heard)
        elif heard:
            heard = hands.say("[It is on its way already.|That has been sent already.|It has gone out, as you asked.]")
        if not heard or not draw.hard:
            return
        live = ledger(hands, account_id)[0]
        left = (
            settled_by(hands, "holds", own(live), live["booked"]) if hands.bother("what is on hold") else live["booked"]
        )
        if not hands.say(
            fact(
                "rest",
                money(left, account.currency),
                "[There is {value} of your own left.|{value} remains, holds taken off.|What is left of your own is {value}.]",
            )
        ):
            return
        if settled_by(hands, "late condition", left < mark, False):
            source = the(hands, listed, name=savings.name)["account_id"]
            done = move(hands, today, from_account=source, to_account=account_id, amount=top_up / 100)
            hands.say(
                fact(
                    "moved",
                    money(done["debited"]["minor"], account.currency),
                    "[That is less, so I moved {value} over from {savings}.|It was below, hence {value} came from {savings}.|As it is under your mark, {savings} has given {value}.]",
                    savings=savings.name,
                )
            )
        else:
            hands.say(
                "[It is not below that, so nothing was moved.|Your mark is not undercut; I left the savings alone.|That is enough, so no money was moved.]"
            )

    wants: list[Want] = [
        Asks(r"\d"),
        Gains(
            "payments", {"payee": payee.id, "amount": amount, "account": account.id, "reference": f"invoice {invoice}"}
        ),
        as_before(draw, "payments"),
    ]
    if draw.hard:
        wants.append(Tells("what is left", rest / 100, turn=3))
        wants.append(Becomes(f"accounts.{savings.id}.balance", savings.balance - (top_up if short else 0)))
    return Goal(
        tuple(turns),
        [account.id, payee.id, said, meant if draw.hard else None, mark if draw.hard else None, invoice],
        ("explicit yes", "reference", *(("correction", "holds", "late condition") if draw.hard else ()), *(("account",) if number is None else ())),
        ("list_payees", *(("get_overview",) if number is None or draw.hard else ()), "create_payment", *(("read_ledger",) if draw.hard else ()), *(("move_money",) if short else ())),
        solve,
        (*wants, OnlyChanges(("payments", *((f"accounts.{savings.id}.balance", f"accounts.{account.id}.balance", "transactions") if short else ())))),
        fallback=("get_overview",),
    )  # fmt: skip


@goal("multi_easy", "multi_hard")
def a_quote_that_ages(draw: Draw) -> Goal | None:
    """A quote, then the deed; in the hard form the user thinks for too long, and the new figure needs a new yes."""
    bank: Bank = draw.state
    main, travel = of_kind(bank, "current")[0], of_kind(bank, "currency")[0]
    one, two = (draw.rng.randrange(8, 60) * 1000 for _ in range(2))
    how = "all" if draw.hard else draw.rng.choice(("all", "half", "if", "if"))
    second, long = draw.chance(0.6), draw.chance(0.6)
    expired = draw.hard and (long or not second)
    amount = (two if second else one) if draw.hard else one // 2 if how == "half" else one
    rate = rate_at(bank, main.currency, travel.currency, draw.now)
    mark = round(one * rate * draw.rng.choice((0.96, 0.99, 1.01, 1.03)) / 500) * 500
    if how == "if" and mark > one * rate:
        amount = 0
    week = draw.now.date() + timedelta(days=7)
    if one == two or bank.own_funds(main) < max(one, two) + 1000:
        return None
    planned_sum = sum(
        p.amount
        for p in bank.payments.values()
        if p.account == main.id and p.due and p.due <= week and p.status in ("scheduled", "active")
    )
    turns = [
        draw.ask(
            "[What would I get in {currency} for {one} from {main}?|How much would {one} out of {main} bring on {travel}?|Give me a rate for {one}, from {main} into {travel}.|If I changed {one} from {main}, what would land on {travel}?]",
            because="[We leave on Sunday.|I want to be ahead of the crowd.|The deposit for the cottage has to be in their money.]",
            one=cash(draw, one, main.currency), currency=travel.currency, main=f"the {main.name} account", travel=travel.name,
        )
    ]  # fmt: skip
    if draw.hard:
        turns += [
            draw.then(
                "[And for {two}?|What if I took {two} instead?|How would it look with {two}?]",
                two=cash(draw, two, main.currency),
            ),
            draw.then(
                "[Let me think. What's going out from {main} in the next seven days anyway, added up?|Before I decide: what do the planned payments off {main} come to within a week, paused ones not counted?|One moment. Add up for me what is planned to leave {main} up to a week from today.]",
                main=main.name,
            ),
        ]
        if long:
            turns.append(
                draw.then(
                    "[And what is free there now that is really mine, on {main}?|Right. How much of my own is on {main} at this point, holds taken off?|What do I really have on {main} now, minus what is on hold?]",
                    main=main.name,
                )
            )
        pick = {
            True: "[All right, do it, the second sum.|Good, then change the second amount I named.|Fine. Go ahead with the second of the two sums.|OK, the second figure it is. Change it.]",
            False: "[I'll stay with the first sum after all: do it.|Good, then change the first amount I named.|Fine. Go ahead with the first of the two sums.|OK, back to my first figure. Change that one.]",
        }[second]
        turns.append(draw.then(pick))
        if expired:
            turns.append(draw.then("[Yes, that's fine.|Yes, do it at that.|Yes, go ahead.|OK, agreed: yes.]"))
    else:
        forms = {
            "all": "[Good, do it.|Fine, go ahead and change it.|That's all right, please carry it out.|OK, do that.]",
            "half": "[Do it, but only with half of that.|Hm. Half of it then, please.|Change half of the sum only.|Let's do half of that for now.]",
            "if": "[If that is at least {mark}, do it; if it's less, leave it.|Go ahead, provided that it brings {mark} or more. Otherwise don't.|Only if I end up with {mark} at the least. If so, carry it out, else leave it.|I want no less than {mark} for it: do it if that holds, otherwise not.]",
        }
        turns.append(draw.then(forms[how], mark=cash(draw, mark, travel.currency)))

    def solve(hands: Hands) -> None:
        today = draw.now.date()
        ids = account_numbers(hands, main.name, travel.name)
        offer = "[{paid} would bring {value} at {rate}; the quote holds until {until}.|For {paid} you would get {value} (rate {rate}, good until {until}).|At {rate} that makes {value} for {paid}, valid until {until}.]"

        def quoted(minor: int) -> tuple[Row, Fact]:
            rate_quote: Row = quote(hands, main.currency, travel.currency, minor / 100)
            told = fact(
                "result",
                money(round(rate_quote["you_buy"]["value"] * 100), travel.currency),
                offer,
                paid=money(minor, main.currency),
                rate=str(rate_quote["rate"]),
                until=rate_quote["expires_at"][11:16],
            )
            return rate_quote, told

        rate_quote, told = quoted(one)
        if not hands.say(told):
            return
        minor = settled_by(hands, "half", one // 2, one) if how == "half" else one
        if how == "if" and not settled_by(hands, "mark", round(rate_quote["you_buy"]["value"] * 100) >= mark, True):
            hands.say(
                "[It brings less than {mark}, so I have not changed anything.|At {value} it stays below {mark}: nothing was exchanged.|{value} is not enough by your condition, and so I left the money where it is.]",
                mark=money(mark, travel.currency), value=money(round(rate_quote["you_buy"]["value"] * 100), travel.currency),
            )  # fmt: skip
            return
        if draw.hard:
            quotes = {one: rate_quote}
            quotes[two], told = quoted(two)
            if not hands.say(told):
                return
            rows = [r for r in planned(hands, due_until=week) if r["status"] in ("scheduled", "active")]
            rows = hands.keep(rows, "own account", lambda r: r["account_id"] == ids[main.name])
            hands.say(
                fact(
                    "planned",
                    money(sum(r["amount_minor"] for r in rows), main.currency),
                    "[Planned from {account} within a week: {value}, {count} in number.|{value} is due off {account} by then ({count} in number).|It comes to {value} for {account}, {count} in number.]",
                    account=main.name,
                    count=str(len(rows)),
                )
            )
            if long:
                live = ledger(hands, ids[main.name])[0]
                hands.say(
                    fact(
                        "own money",
                        money(own(live), main.currency),
                        "[{account} has {value} of your own, holds taken off.|There is {value} of your own on {account}.|Without the overdraft, {value} is free on {account}.]",
                        account=main.name,
                    )
                )
            minor = settled_by(hands, "which sum", amount, one + two - amount)
            rate_quote = quotes[minor]
        done = try_to_move(
            hands,
            today,
            from_account=ids[main.name],
            to_account=ids[travel.name],
            amount=minor / 100,
            quote_id=rate_quote["quote_id"],
        )
        if done.is_error:
            rate_quote, told = quoted(minor)
            if hands.bother("a yes to the new figure", "ask"):
                hands.say(
                    told,
                    ask="[The old quote has run out: do you accept this one?|That one is over, this is the new figure. Shall I go ahead?|The first rate has expired. Is the new one all right?]",
                )
            moved = move(
                hands,
                today,
                from_account=ids[main.name],
                to_account=ids[travel.name],
                amount=minor / 100,
                quote_id=rate_quote["quote_id"],
            )
        else:
            moved = done.data
        heard = hands.say(
            fact(
                "received",
                money(moved["credited"]["minor"], travel.currency),
                "[Done: {value} is on {account} for {paid}.|{paid} became {value}, booked to {account}.|I changed {paid}; {account} received {value}.]",
                account=travel.name,
                paid=money(moved["debited"]["minor"], main.currency),
            )
        )
        finish(hands, heard)

    expected = amount * bank.rates[travel.currency] / bank.rates[main.currency] * 0.993
    wants: list[Want] = [
        *((Asks(r"\d"),) if expired else ()),
        Becomes(f"accounts.{main.id}.balance", main.balance - amount),
        Holds(
            "the sum that arrived",
            lambda s: abs(s.accounts[travel.id].balance - travel.balance - expected) <= expected * 0.01,
            f"about {money(round(expected), travel.currency)} arrived",
            lambda s: f"{money(s.accounts[travel.id].balance - travel.balance, travel.currency)} did",
        ),
        OnlyChanges((f"accounts.{main.id}.balance", f"accounts.{travel.id}.balance", "transactions") if amount else ()),
    ]
    if not draw.hard:
        wants.append(Tells("what it would bring", round(one * rate) / 100, turn=0))
    if amount:
        wants.append(Says("what arrived", rf"{travel.currency} [\d,]+\.\d\d", turn=None))
    if draw.hard:
        wants += [Tells("what is planned", planned_sum / 100, turn=2)]
        if long:
            wants.append(Tells("what is there of one's own", bank.own_funds(main) / 100, turn=3))
    return Goal(
        tuple(turns),
        [main.id, one, (two, second, long) if draw.hard else None, travel.currency, how, mark if how == "if" else None],
        ("which sum", "own account", *(("expired quote", "new yes") if expired else ())) if draw.hard else ("quote in time", {"all": "as quoted", "half": "half", "if": "mark"}[how]),
        ("get_overview", "quote_exchange", *(("quote_exchange", "list_payments") if draw.hard else ()), *(("read_ledger",) if draw.hard and long else ()), *(("move_money", "quote_exchange") if expired else ()), *(("move_money",) if amount else ())),
        solve,
        tuple(wants),
        fallback=("get_overview",),
    )  # fmt: skip


AGREED = (
    a_yes_before_much,
    a_quote_that_ages,
)
