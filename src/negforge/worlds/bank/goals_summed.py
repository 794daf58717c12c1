"""What has to be worked out of several records: what is left after the bills, what a shop has cost, the same as last time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.bank.common import arrival
from negforge.worlds.bank.state import Bank, following, next_month
from negforge.worlds.bank.steps import (
    Row,
    account_named,
    active_payee,
    day_of,
    ledger,
    money,
    own,
    pay,
    planned,
    settled_by,
    shop_of,
)
from negforge.worlds.bank.told import as_before, called, cash, of_kind
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Gains, OnlyChanges, Tells


@goal("single_hard")
def left_after_bills(draw: Draw) -> Goal | None:
    """What an account still has of its own when everything planned until a day has gone off it."""
    bank: Bank = draw.state
    account = of_kind(bank, "current")[0]
    until = draw.now.date() + timedelta(days=draw.rng.randrange(6, 25))
    due = [p for p in bank.payments.values() if p.due is not None and p.due <= until and p.account == account.id]
    running = [p for p in due if p.status in ("scheduled", "active")]
    if any(p.frequency != "once" and following(p.due or until, p.frequency) <= until for p in running):
        return None
    spared = draw.one(running) if draw.chance(0.5) and len(running) > 2 else None
    counted = [p for p in running if spared is None or p.payee != spared.payee]
    extra = draw.rng.randrange(3, 40) * 1000 if draw.chance(0.5) else 0
    left = bank.own_funds(account) - sum(p.amount for p in counted) - extra
    if len(counted) < 2:
        return None
    phrase, number = called(draw, account)
    paused = any(p.status == "paused" for p in due)
    name = bank.payees[spared.payee].name if spared else ""
    clauses = [
        *(
            [
                "[Leave out what goes to {name}, I'll cancel that.|Don't count {name}; that one will not happen.|{name} you can ignore, somebody else pays it.]"
            ]
            if spared
            else []
        ),
        *(
            [
                "[Take off another {extra} that I'll pay in cash from it.|On top of that, {extra} will be drawn out at a machine; count it too.|And reckon with {extra} more, for something that isn't entered yet.]"
            ]
            if extra
            else []
        ),
        "[The overdraft doesn't count.|No overdraft in that figure, please.|Without the overdraft, of course.]",
    ]
    turn = draw.ask(
        "[How much will be left on {account} once everything planned up to and including {until} has gone off?|If all that is due by {until} is paid, what remains on {account}?|Work out what {account} has left on {until} after all the planned payments, that day included.|I want to know what I'll have on {account} when the payments up to {until} (inclusive) are through.]",
        *clauses,
        because="[My pay comes late this time.|I am thinking of a washing machine.|We want to book something.|I got caught out last month.]",
        account=phrase,
        until=until,
        name=name,
        extra=cash(draw, extra, account.currency),
    )

    def solve(hands: Hands) -> None:
        account_id = account_named(hands, account.name, number)
        live = ledger(hands, account_id)[0]
        rows = [row for row in planned(hands, due_until=until) if row["status"] != "accepted"]
        rows = hands.keep(rows, "own account", lambda row: row["account_id"] == account_id)
        rows = hands.keep(rows, "not paused", lambda row: row["status"] != "paused")
        rows = hands.keep(rows, "exclusion", lambda row: not spared or row["payee"]["name"] != name)
        start = own(live) if hands.bother("what is on hold") else live["booked"]
        out = sum(row["amount_minor"] for row in rows)
        hands.say(
            fact(
                "remainder",
                money(start - out - settled_by(hands, "extra", extra, 0), account.currency),
                "[That leaves {value} on {account}.|After that there will be {value} on {account}.|{account} would then be at {value}.|What remains is {value}.]",
                account=account.name,
            ),
            fact(
                "planned",
                money(out, account.currency),
                "[The {count} planned payments come to {value}, out of {start} that is free now.|It starts from {start} of your own, and {count} payments over {value} in all go off.|I counted {count} payments, together {value}, against {start} free at present.]",
                count=str(len(rows)),
                start=money(start, account.currency),
            ),
        )

    return Goal(
        (turn,),
        [account.id, until.isoformat(), name, extra],
        ("own account", *(("not paused",) if paused else ()), *(("exclusion",) if spared else ()), *(("extra",) if extra else ())),
        (*(() if number else ("get_overview",)), "read_ledger", "list_payments"),
        solve,
        (Tells("the remainder", left / 100), OnlyChanges()),
        fallback=("get_overview",),
    )  # fmt: skip


def _lines_of(answer: Any, year: int) -> list[Row]:
    """Transactions of a search answer, or those that a statement lists."""
    if not isinstance(answer, str):
        rows: list[Row] = answer["items"]
        return rows
    found = []
    for line in answer.splitlines():
        if line[:2].isdigit():
            day = date(year, int(line[3:5]), int(line[:2])).isoformat()
            found.append(
                {
                    "date": day,
                    "status": "booked",
                    "descriptor": line[7:43].strip(),
                    "amount_minor": round(float(line.split()[-2].replace(",", "")) * 100),
                }
            )
    return found


@goal("single_hard", "single_easy")
def spent_at(draw: Draw) -> Goal | None:
    """What one shop has cost in a period, refunds taken off; the statement tells as much for a full month."""
    bank: Bank = draw.state
    account = draw.one([*of_kind(bank, "current"), *of_kind(bank, "joint")])
    if account is None:
        return None
    today = draw.now.date()
    if draw.hard:
        first = bank.history_from + timedelta(days=draw.rng.randrange(0, 25))
        last = today - timedelta(days=draw.rng.randrange(0, 12))
        if last.month == first.month:
            return None
    else:
        first = bank.history_from if draw.chance(0.5) else next_month(bank.history_from)
        last = next_month(first) - timedelta(days=1)
    lines = [t for t in bank.transactions.values() if t.account == account.id and first <= t.day <= last and t.card]
    shop = draw.one(
        sorted({t.merchant for t in lines if sum(u.merchant == t.merchant for u in lines) >= (4 if draw.hard else 2)})
    )
    if shop is None:
        return None
    card = (
        draw.one(sorted({t.card for t in lines if t.card and t.merchant == shop}))
        if draw.hard and draw.chance(0.5)
        else None
    )
    mine = [t for t in lines if t.merchant == shop and t.status == "booked" and (card is None or t.card == card)]
    over = draw.rng.randrange(1, 4) * 1000 if draw.hard and draw.chance(0.4) else 0
    counted = [t for t in mine if abs(t.amount) > over]
    total = -sum(t.amount for t in counted)
    if len(counted) < 2 or total <= 0:
        return None
    phrase, number = called(draw, account)
    clauses = [
        *(
            [
                "[Only the card ending in {card}, please.|Count just what the card {card} paid.|I mean the card with the last digits {card}, no other.]"
            ]
            if card
            else []
        ),
        *(
            [
                "[Leave out anything of {over} or less.|Small stuff up to {over} doesn't count.|Ignore lines of {over} and below.]"
            ]
            if over
            else []
        ),
        "[Take refunds off, and leave out what is still pending.|Refunds go off that; pending lines don't count.|Net of refunds, booked lines only.|What came back as a refund is to be subtracted, and nothing pending, please.]",
    ]
    turn = draw.ask(
        "[What have I spent at {shop} from {first} to {last}, on {account}?|How much did {shop} take from {account} between {first} and {last}?|Add up what went to {shop} from {account}, {first} through {last}.|I'd like the total for {shop} on {account}, from {first} up to and including {last}.]",
        *clauses,
        because="[We split those costs.|I'm claiming it back.|It feels like more every month.|There is a bet on it.]",
        shop=shop,
        first=first,
        last=last,
        account=phrase,
        card=card,
        over=cash(draw, over, account.currency),
    )

    def solve(hands: Hands) -> None:
        account_id = account_named(hands, account.name, number)
        query: dict[str, Any] = {
            "account_id": account_id,
            "period": {"from": first.isoformat(), "to": last.isoformat()},
            "text": shop.split()[0],
        }
        statement: tuple[str, dict[str, Any]] = (
            "get_document",
            {"kind": "statement", "account_id": account_id, "period": {"year": first.year, "month": first.month}},
        )
        page = hands.call(
            "search_transactions",
            "[look for the charges|search the lines of that time]",
            otherwise=None if draw.hard else statement,
            **query,
        )
        if not isinstance(page, str) and "warning" in page and not draw.hard:
            page = hands.call(
                statement[0], "[look at the statement instead|read the statement of that month]", **statement[1]
            )
        rows = _lines_of(page, first.year)
        while not isinstance(page, str) and page["next_cursor"] and hands.bother("the further pages", "more"):
            page = hands.call(
                "search_transactions", "[read the next page|see the rest]", **query, cursor=page["next_cursor"]
            )
            rows += page["items"]
        rows = hands.keep(rows, "shop", lambda row: shop.lower() in shop_of(row["descriptor"]).lower())
        rows = hands.keep(rows, "booked only", lambda row: row["status"] == "booked")
        rows = hands.keep(rows, "card", lambda row: card is None or row.get("card_ends_in") == card)
        rows = hands.keep(rows, "above", lambda row: abs(row["amount_minor"]) > over)
        charged = settled_by(hands, "refunds", rows, [row for row in rows if row["amount_minor"] < 0])
        sum_of = -sum(row["amount_minor"] for row in charged)
        hands.say(
            fact(
                "total",
                money(sum_of, account.currency),
                "[{shop} came to {value} in that time, over {count} lines.|The total for {shop} is {value} ({count} lines).|In all, {value} went to {shop}: {count} booked lines, refunds included.|It adds up to {value} at {shop}, from {count} lines.]",
                shop=shop,
                count=str(len(charged)),
            )
        )

    kinds = (
        "shop",
        *(("card",) if card else ()),
        *(("above",) if over else ()),
        *(("refunds",) if any(t.amount > 0 for t in counted) else ()),
    )
    pending = any(t.merchant == shop and t.status == "pending" for t in lines)
    return Goal(
        (turn,),
        [account.id, shop, first.isoformat(), last.isoformat(), card, over],
        (*kinds, *(("booked only",) if pending else ())),
        ("search_transactions",) if number else ("get_overview", "search_transactions"),
        solve,
        (Tells("the total", total / 100), OnlyChanges()),
        fallback=("get_overview",) if draw.hard else ("get_overview", "search_transactions"),
    )


@goal("single_hard")
def same_as_last_time(draw: Draw) -> Goal | None:
    """Pay somebody what they got last, plus or minus something; there were earlier payments of other amounts."""
    bank: Bank = draw.state
    account = of_kind(bank, "current")[0]
    settled = [p for p in bank.payments.values() if p.status == "settled"]
    payee = draw.one(
        q for q in bank.payees.values() if q.status == "active" and sum(p.payee == q.id for p in settled) > 1
    )
    if payee is None:
        return None
    before = sorted((p for p in settled if p.payee == payee.id), key=lambda p: p.created)
    latest = before[-1]
    if any(p.created.date() == latest.created.date() for p in before[:-1]):
        return None
    more = draw.rng.choice((0, 0, 5, 8, 10, 12))
    extra = draw.rng.randrange(2, 30) * 100 if more == 0 else 0
    on = draw.now.date() + timedelta(days=draw.rng.randrange(1, 15)) if draw.chance(0.4) else None
    amount = latest.amount + extra + round(latest.amount * more / 100)
    if bank.own_funds(account) < amount + 1000 or amount > 100_000:
        return None
    phrase, number = called(draw, account)
    clauses = [
        *(
            [
                "[Add {more} percent to it, their prices went up.|Plus {more} per cent this time.|Put {more} % on top, as agreed.]"
            ]
            if more
            else []
        ),
        *(
            ["[And {extra} on top, for the drive.|Plus {extra} for materials.|With {extra} added this time.]"]
            if extra
            else []
        ),
        *(["[Date it {on}.|It is to leave on {on}.|Schedule it for {on}.]"] if on else []),
    ]
    turn = draw.ask(
        "[Pay {payee} the same as last time, from {account}.|{payee} gets what they got the last time; take it from {account}.|Please send {payee} the amount of the latest payment again, out of {account}.|Whatever I last paid {payee}, pay that again from {account}.]",
        *clauses,
        because="[They came by again today.|It is the usual thing.|The invoice says 'as before'.|I can't find the old bill.]",
        payee=payee.name,
        account=phrase,
        more=more,
        extra=cash(draw, extra, account.currency),
        on=on,
    )

    def solve(hands: Hands) -> None:
        row = active_payee(hands, payee.name)
        earlier = hands.call(
            "list_payments",
            "[see what they got before|look up the earlier payments]",
            payee_id=row["payee_id"],
            statuses=["settled"],
        )["payments"]
        last = hands.best(earlier, lambda p: -day_of(p["created"]).toordinal())
        base = last["amount_minor"]
        due = settled_by(hands, "surcharge", base + extra + round(base * more / 100), base)
        account_id = account_named(hands, account.name, number)
        made = pay(
            hands,
            draw.now.date(),
            account_id=account_id,
            payee_id=row["payee_id"],
            amount_minor=due,
            schedule=settled_by(hands, "date", {"frequency": "once", "first": on} if on else None, None),
        )
        hands.say(
            fact(
                "amount",
                money(made["amount_minor"], made["currency"]),
                "[{payee} had {before} on {day}, so it is {value} now; it {verb} {when} ({number}).|The last one was {before} on {day}. I have entered {value} to {payee}, which {verb} {when}, number {number}.|{value} to {payee} ({before} on {day} was the last): it {verb} {when}, {number}.]",
                payee=made["payee"]["name"],
                before=money(last["amount_minor"], made["currency"]),
                day=day_of(last["created"]),
                verb="goes out on" if "next_on" in made else "arrives on",
                when=day_of(made.get("next_on") or made["arrives"]),
                number=made["payment_id"],
            )
        )

    entry: dict[str, object] = {"payee": payee.id, "amount": amount, "account": account.id}
    return Goal(
        (turn,),
        [payee.id, amount, more, extra, str(on)],
        (
            *(("surcharge",) if more or extra else ()),
            *(("date",) if on else ()),
            *(("account",) if number is None else ()),
        ),
        ("list_payees", "list_payments", *(() if number else ("get_overview",)), "create_payment"),
        solve,
        (
            Gains("payments", entry | ({"due": on, "status": "scheduled"} if on else {})),
            as_before(draw, "payments"),
            Tells("the amount", amount / 100),
            Tells("the day", on or arrival(draw.now, "standard")),
            OnlyChanges(("payments",)),
        ),
        fallback=("get_overview",),
    )


SUMMED = (left_after_bills, spent_at, same_as_last_time)
