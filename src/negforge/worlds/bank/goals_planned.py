"""What takes several steps with money: speed and fees, reserves, exchange on a condition."""

from __future__ import annotations

from negforge.worlds.bank.common import before_cut_off
from negforge.worlds.bank.state import Bank
from negforge.worlds.bank.steps import (
    account_numbers,
    active_payee,
    day_of,
    ledger,
    money,
    move,
    own,
    pay,
    quote,
    settled_by,
)
from negforge.worlds.bank.told import as_before, cash, of_kind
from negforge.worlds.bank.tools_exchange import rate_at
from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.wants import Becomes, Gains, Holds, NotCalled, OnlyChanges, Tells, Want
from negforge.worlds.wording import Form


def fee_rows(text: str) -> list[tuple[str, int]]:
    """Speeds and their fees as the fee schedule lists them."""
    rows = [line.split() for line in text.splitlines()[2:5]]
    return [(row[0], round(float(row[1]) * 100)) for row in rows]


@goal("single_hard")
def there_by_tonight(draw: Draw) -> Goal | None:
    """Money has to arrive today, at the least fee that still does it; perhaps from another account if one is short."""
    bank: Bank = draw.state
    main, joint = of_kind(bank, "current")[0], of_kind(bank, "joint")[0]
    payee = draw.one(p for p in bank.payees.values() if p.status == "active")
    can = {"instant": bank.fees["instant"]} | ({"same_day": bank.fees["same_day"]} if before_cut_off(draw.now) else {})
    if payee is None or bank.fees["instant"] == bank.fees["same_day"]:
        return None
    speed = min(can, key=lambda name: can[name])
    top = can[speed] + draw.rng.choice((-30, 40)) if draw.chance(0.35) else None
    if top is not None and top <= 20:
        return None
    spare = draw.chance(0.6)
    short = spare and bank.own_funds(main) < 95000 and draw.chance(0.7)
    amount = (bank.own_funds(main) // 100 + 4) * 100 if short else draw.rng.randrange(40, 900) * 100
    if not 2000 < amount <= 100_000 or bank.own_funds(joint if short else main) < amount + 500:
        return None
    source = joint if short else main
    if top is not None and can[speed] > top:
        speed = "standard"
    clauses = [
        *(
            [
                "[Should the fee come to more than {top}, send it the ordinary way, then it may take until the next day.|If that costs over {top}, let it go as a normal transfer instead.|More than {top} in fees is not worth it: in that case take the free kind.]"
            ]
            if top is not None
            else []
        ),
        *(
            [
                "[Take it from {main}, but if that would eat into the overdraft, from {joint} instead.|{main} should pay, unless the overdraft would be needed: then use {joint}.|Use {main}; only if its own money does not reach, {joint}.]"
            ]
            if spare
            else ["[It comes from {main}.|Pay it out of {main}.|Take {main} for it.]"]
        ),
    ]
    turn = draw.ask(
        "[{payee} needs {amount} today: send it in whichever way is cheapest and still gets there today.|Get {amount} to {payee} before the day is over, at the lowest fee that does that.|I must have {amount} with {payee} this very day. Pick the least expensive way that manages it.|Please see that {payee} has {amount} by tonight, and don't pay more in fees than it takes.]",
        *clauses,
        because="[The deposit falls due today.|I only saw the reminder this morning.|It was due last week, to be honest.|I overlooked the date.]",
        payee=payee.name,
        amount=cash(draw, amount, main.currency),
        main=f"the {main.name} account",
        joint=f"{joint.name}",
        top=cash(draw, top or 0, main.currency),
    )

    def solve(hands: Hands) -> None:
        row = active_payee(hands, payee.name)
        ids = account_numbers(hands, main.name, joint.name)
        fees = fee_rows(
            hands.call("get_document", "[read the fees|look up what each speed costs]", kind="fee_schedule")
        )
        ways = hands.keep(fees, "deadline", lambda way: way[0] != "standard")
        ways = hands.keep(ways, "cut-off", lambda way: way[0] != "same_day" or before_cut_off(draw.now))
        way = hands.best(ways, lambda way: way[1])
        if top is not None and not hands.keep([way], "fee limit", lambda way: way[1] <= top):
            way = fees[0]
        account_id = ids[main.name]
        if spare and hands.bother("whether the account's own money reaches"):
            reaches = own(ledger(hands, account_id)[0]) >= amount + way[1]
            account_id = ids[main.name if settled_by(hands, "own money", reaches, True) else joint.name]
        made = pay(
            hands, draw.now.date(), account_id=account_id, payee_id=row["payee_id"], amount_minor=amount, speed=way[0]
        )
        name = joint.name if account_id == ids[joint.name] else main.name
        hands.say(
            fact(
                "payment", made["payment_id"],
                "[{amount} to {payee} went out from {account} as {way} payment, fee {fee}; it arrives on {day} ({value}).|Sent: {amount} to {payee}, {way}, from {account}, number {value}. The fee is {fee}, arrival {day}.|{payee} gets {amount} on {day}: {way} payment {value} from {account}, for a fee of {fee}.]",
                amount=money(amount, made["currency"]), payee=row["name"], account=name, fee=money(made["fee_minor"], made["currency"]),
                way=way[0].replace("_", "-"), day=day_of(made["arrives"]),
            )
        )  # fmt: skip

    return Goal(
        (turn,),
        [payee.id, amount, speed, source.id, top],
        ("deadline", "cut-off", *(("fee limit",) if top is not None else ()), *(("own money",) if spare else ())),
        ("list_payees", "get_overview", "get_document", *(("read_ledger",) if spare else ()), "create_payment"),
        solve,
        (
            Gains("payments", {"payee": payee.id, "amount": amount, "speed": speed, "account": source.id}),
            as_before(draw, "payments"),
            Tells("the fee", bank.fees[speed] / 100),
            OnlyChanges(("payments", f"accounts.{source.id}.balance", "transactions")),
        ),
        fallback=("get_overview",),
    )


@goal("single_hard")
def fill_up(draw: Draw) -> Goal | None:
    """Bring an account up to a sum from one savings account as far as that may go, the rest from another."""
    bank: Bank = draw.state
    main = draw.one([*of_kind(bank, "current"), *of_kind(bank, "joint")])
    first, second = draw.some(of_kind(bank, "savings"), 2)
    if main is None:
        return None
    has = bank.own_funds(main)
    leave = first.minimum + draw.rng.randrange(2, 12) * 5000
    from_first = first.balance - leave
    missing = draw.rng.randrange(200, 1800) * 100
    goal_sum = (has + missing) // 10000 * 10000
    missing = goal_sum - has
    rounded = draw.chance(0.4)
    moved = -(-missing // 5000) * 5000 if rounded else missing
    one = min(moved, from_first)
    two = moved - one
    if missing <= 0 or one <= 0 or two > second.balance - second.minimum or (two and one < 1000) or has < 0:
        return None
    clauses = [
        "[Leave at least {leave} in {first}; whatever is still missing takes {second}.|{first} must not fall below {leave}. If that is not enough, {second} gives the rest.|Don't let {first} go under {leave}, and take what is lacking from {second}.]",
        *(
            [
                "[Round up what you move to the next full 50.|Move a round sum, though: up to the next multiple of 50 in all.|The total you move should be rounded up to a full 50.]"
            ]
            if rounded
            else []
        ),
    ]
    turn = draw.ask(
        "[Please bring {main} up to {target} of my own money, what's on hold not counted, using {first}.|I want {target} free on {main}, overdraft and held amounts left out. Fetch what is missing from {first}.|Top up {main} from {first} until I can spend {target} there without the overdraft, holds already taken off.|Fill {main} from {first} so that after all holds, and without overdraft, {target} are left.]",
        *clauses,
        because="[The car goes in for repair on Monday.|The tax people will collect soon.|A big direct debit is coming.|I'd like a cushion before the trip.]",
        main=f"the {main.name} account",
        target=cash(draw, goal_sum, main.currency),
        first=first.name,
        second=second.name,
        leave=cash(draw, leave, first.currency),
    )

    def solve(hands: Hands) -> None:
        ids = account_numbers(hands, main.name, first.name, second.name)
        live = ledger(hands, ids[main.name], ids[first.name], ids[second.name])
        start = own(live[0]) if hands.bother("what is on hold") else live[0]["booked"]
        need = goal_sum - start
        need = settled_by(hands, "rounding", -(-need // 5000) * 5000 if rounded else need, need)
        most = live[1]["booked"] - settled_by(hands, "reserve", leave, 0)
        parts = [
            (first.name, min(need, most)),
            (second.name, settled_by(hands, "second source", need - min(need, most), 0)),
        ]
        told: list[Fact | Form] = []
        for name, part in parts:
            if part > 0:
                done = move(
                    hands, draw.now.date(), from_account=ids[name], to_account=ids[main.name], amount=part / 100
                )
                told.append(
                    fact(
                        f"from {name}",
                        money(done["debited"]["minor"], main.currency),
                        "[{value} came from {name}.|I moved {value} out of {name}.|{name} gave {value}.]",
                        name=name,
                    )
                )
        hands.confirm("read_ledger", "[see what there is now|check the result]", account_ids=[ids[main.name]])
        hands.say(
            *told,
            fact(
                "result",
                money(start + need, main.currency),
                "[{account} has {value} of your own now.|That makes {value} free on {account}, overdraft aside.|So {value} is yours to spend on {account}.]",
                account=main.name,
            ),
        )

    wants: list[Want] = [
        Becomes(f"accounts.{first.id}.balance", first.balance - one),
        Becomes(f"accounts.{second.id}.balance", second.balance - two),
    ]
    wants += [
        Becomes(f"accounts.{main.id}.balance", main.balance + moved),
        Tells(f"what came from {first.name}", one / 100),
    ]
    return Goal(
        (turn,),
        [main.id, goal_sum, leave, rounded],
        ("reserve", *(("rounding",) if rounded else ()), *(("second source",) if two else ())),
        ("get_overview", "read_ledger", *("move_money",) * (2 if two else 1)),
        solve,
        (*wants, OnlyChanges((*(f"accounts.{a.id}.balance" for a in (main, first, second)), "transactions"))),
        fallback=("get_overview",),
    )


@goal("single_hard")
def exchange_if_it_pays(draw: Draw) -> Goal | None:
    """Change money if the result reaches a mark and enough is left; else a smaller sum, or nothing."""
    bank: Bank = draw.state
    main, travel = of_kind(bank, "current")[0], of_kind(bank, "currency")[0]
    value = draw.rng.randrange(12, 80) * 1000
    rate = rate_at(bank, main.currency, travel.currency, draw.now)
    got = round(value * rate)
    mark = round(got * draw.rng.choice((0.97, 0.985, 0.99, 1.012, 1.02)) / 500) * 500
    left = draw.rng.randrange(2, 9) * 10000 if draw.chance(0.6) else None
    half = draw.chance(0.5)
    enough = left is None or bank.own_funds(main) - value >= left
    reached = got >= mark
    changed = value if reached and enough else value // 2 if half else 0
    if (
        got == mark
        or bank.own_funds(main) < value
        or (left is not None and changed and bank.own_funds(main) - changed < left)
    ):
        return None
    if left is not None and abs(bank.own_funds(main) - value - left) < 2000:
        return None
    otherwise = "[change half of it|do it with half the sum]" if half else "[leave it|do nothing for now]"
    clauses = [
        f"[But only if I get at least {{mark}} for it; if not, {otherwise}.|It has to bring {{mark}} or more. Otherwise {otherwise}.|Condition: {{mark}} at the least, or else {otherwise}.]",
        *(
            [
                f"[After that at least {{left}} of my own money must remain on {{main}}, holds taken off; failing that, the same: {otherwise}.|And {{main}} has to keep {{left}} of free money of its own, or again {otherwise}.|If less than {{left}} of my own would be free on {{main}} afterwards, {otherwise} too.]"
            ]
            if left is not None
            else []
        ),
    ]
    turn = draw.ask(
        "[Change {value} from {main} into my {travel} account.|Please exchange {value} of what is on {main}, into {travel}.|Move {value} from {main} over to {travel}, changed at your rate.|I'd like {value} out of {main} turned into {currency} on {travel}.]",
        *clauses,
        because="[We fly in three weeks.|I have been watching the rate.|My landlord over there wants a deposit.]",
        value=cash(draw, value, main.currency),
        main=f"the {main.name} account",
        travel=travel.name,
        currency=travel.currency,
        mark=cash(draw, mark, travel.currency),
        left=cash(draw, left or 0, main.currency),
    )

    def solve(hands: Hands) -> None:
        ids = account_numbers(hands, main.name, travel.name)
        rate_quote = quote(hands, main.currency, travel.currency, value / 100)
        good = bool(hands.keep([rate_quote], "mark", lambda q: round(q["you_buy"]["value"] * 100) >= mark))
        first = money(round(rate_quote["you_buy"]["value"] * 100), travel.currency)
        free = None
        if left is not None:
            free = own(ledger(hands, ids[main.name])[0]) - value
            good = good and bool(hands.keep([free], "remainder", lambda rest: rest >= left))
        other = (
            settled_by(hands, "half otherwise", value // 2, 0)
            if half
            else settled_by(hands, "nothing otherwise", 0, value // 2)
        )
        amount = value if good else other
        told: list[Fact | Form] = (
            [
                fact(
                    "full sum",
                    first,
                    "[The whole sum would bring {value}.|For the full amount the quote says {value}.|{value} is what all of it is worth at {rate}.]",
                    rate=str(rate_quote["rate"]),
                )
            ]
            if not good
            else []
        )
        if not good and free is not None:
            told.append(
                fact(
                    "remaining",
                    money(free, main.currency),
                    "[It would leave {value} of your own on {account}.|{account} would be left with {value} of its own.|After it, {value} would be free on {account}.]",
                    account=main.name,
                )
            )
        if amount:
            done = move(
                hands,
                draw.now.date(),
                from_account=ids[main.name],
                to_account=ids[travel.name],
                amount=amount / 100,
                quote_id=rate_quote["quote_id"],
            )
            told.append(
                fact(
                    "received",
                    money(done["credited"]["minor"], travel.currency),
                    "[I changed {paid} and {value} is on {account} now.|{paid} became {value} on {account}.|{account} received {value} for {paid}.]",
                    paid=money(amount, main.currency),
                    account=travel.name,
                )
            )
        else:
            told.append(
                "[So nothing was changed.|I have therefore left everything where it is.|That misses your condition, and nothing was exchanged.]"
            )
        hands.say(*told)

    result = round(changed * rate)
    wants: list[Want] = [
        Becomes(f"accounts.{main.id}.balance", main.balance - changed),
        Holds(
            "the sum on the travel account",
            lambda s: abs(s.accounts[travel.id].balance - travel.balance - result) <= max(3, result // 100),
            f"{money(result, travel.currency)} arrived",
            lambda s: f"{money(s.accounts[travel.id].balance - travel.balance, travel.currency)} did",
        ),
        OnlyChanges((f"accounts.{main.id}.balance", f"accounts.{travel.id}.balance", "transactions")),
    ]
    if changed:
        wants.append(Tells("what was changed", changed / 100))
    else:
        wants += [NotCalled(("move_money",)), Tells("what it would bring", got / 100)]
    return Goal(
        (turn,),
        [value, mark, left, half, main.currency, travel.currency],
        ("mark", "half otherwise" if half else "nothing otherwise", *(("remainder",) if left is not None else ())),
        (
            "get_overview",
            "quote_exchange",
            *(("read_ledger",) if left is not None else ()),
            *(("move_money",) if changed else ()),
        ),
        solve,
        tuple(wants),
        fallback=("get_overview",),
    )


PLANNED = (
    there_by_tonight,
    fill_up,
    exchange_if_it_pays,
)
