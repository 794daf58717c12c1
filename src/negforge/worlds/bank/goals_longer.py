"""Longer conversations: a rent that rises, savings to and fro."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.bank.common import NEEDS_YES_ABOVE
from negforge.worlds.bank.state import Bank
from negforge.worlds.bank.steps import (
    account_numbers,
    change,
    day_of,
    ledger,
    money,
    move,
    planned,
    set_alert,
    settled_by,
)
from negforge.worlds.bank.told import as_before, cash, of_kind
from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal, with_replies
from negforge.worlds.wants import Asks, Becomes, Holds, OnlyChanges, Tells


@goal("multi_hard")
def rent_goes_up(draw: Draw) -> Goal | None:
    """A rise in percent, corrected, above the limit that needs a yes; and the landlord's second order ends."""
    bank: Bank = draw.state
    rent = next(p for p in bank.payments.values() if p.reference == "rent")
    side = next(p for p in bank.payments.values() if p.payee == rent.payee and p is not rent)
    landlord = bank.payees[rent.payee].name
    wrong, share = draw.some((2, 3, 4, 5, 6, 8), 2)
    extra = draw.rng.randrange(10, 60) * 100
    first, new = (round(rent.amount * (100 + s) / 100) + extra for s in (wrong, share))
    ends = (side.due or draw.now.date()) + timedelta(days=draw.rng.randrange(70, 200))
    action = draw.rng.choice(("ends_on", "pause", "cancel"))
    turns = [
        draw.ask(
            "[What do I pay {landlord} regularly, and for what?|List the standing orders to {landlord}, with amounts and what they're for.|Which regular payments go to {landlord}?|What goes to {landlord} every month?]",
            because="[There is a letter from them.|We've had a talk about the flat.|I am going through the housing costs.]",
            landlord=landlord,
        ),
        draw.then(
            "[The rent goes up by {wrong} percent, plus {extra} for the lift. Change it from the next date on.|Raise the rent by {wrong} % and then add {extra} for heating.|They want {wrong} per cent more rent and on top of that {extra} for the stairwell. Please adjust it.]",
            wrong=wrong, extra=cash(draw, extra, rent.currency),
        ),
        draw.then("[I misread the letter: it's {share} percent on the old rent, the {extra} stays.|Wrong figure, sorry: {share} per cent of the old rent, and still {extra} on top.|Correction, {share} % it is, reckoned from the old rent. The extra {extra} is right.]", share=share, extra=cash(draw, extra, rent.currency)),
    ]  # fmt: skip
    needs = [amount > NEEDS_YES_ABOVE for amount in (first, new)]
    yes = draw.word("[Yes, that's fine.|Yes, go ahead.|Yes, please.|Yes, that is right.]")
    turns[1:] = [with_replies(turn, (r"\d", yes)) for turn in turns[1:]]
    turns.append(
        draw.then(
            {
                "ends_on": "[And the one for the {side} should run until {ends} and no longer.|The {side}: last run by {ends}, please.|Let the {side} order end on {ends}.]",
                "pause": "[And pause the one for the {side}.|The {side} order rests until I say so.|Put the {side} on hold, please, without deleting it.]",
                "cancel": "[And cancel the one for the {side}.|We've given up the {side}: end that order.|The {side} order can go for good.]",
            }[action],
            side=side.reference, ends=ends,
        )
    )  # fmt: skip
    turns.append(
        draw.then(
            "[What will {landlord} get a month from now on, in all?|So what's the monthly sum for {landlord} now?|And how much a month goes to {landlord} as things stand?]",
            landlord=landlord,
        )
    )
    monthly = new + (side.amount if action == "ends_on" else 0)

    def solve(hands: Hands) -> None:
        rows = [r for r in planned(hands, kind="standing") if r["payee"]["name"] == landlord]
        told = [
            fact(
                r["reference"],
                money(r["amount_minor"], r["currency"]),
                "[{Label}: {value}, next on {day}.|{value} for the {label}, due next on {day}.|For the {label} {value} goes out, next on {day}.]",
                day=day_of(r["next_on"]),
            )
            for r in rows
        ]
        if not hands.say(*told):
            return
        row = hands.best(hands.keep(rows, "purpose", lambda r: r["reference"] == "rent"), lambda r: 0)
        base = row["amount_minor"]
        for number, percent in enumerate((wrong, share)):
            start = base if number == 0 else settled_by(hands, "on the old rent", base, first)
            minor = round(start * (100 + percent) / 100) + settled_by(hands, "extra", extra, 0)
            approval = None
            if minor > NEEDS_YES_ABOVE:
                answer = "as requested"
                if hands.bother("the yes of the customer", "ask"):
                    answer = hands.say(
                        ask="[That makes {amount} a month to {payee}. Do I have your yes?|The rent to {payee} would be {amount} then. Shall I set that?|{amount} a month to {payee}: is that right?]",
                        amount=money(minor, row["currency"]),
                        payee=landlord,
                    )
                approval = {"amount_minor": minor, "answer": answer}
            done = change(
                hands,
                "[set the new amount|change the rent]",
                payment_id=row["payment_id"],
                action="amend",
                amendment={"amount_minor": minor},
                customer_approval=approval,
            )
            heard = hands.say(
                fact(
                    "rent",
                    money(done["amount_minor"], done["currency"]),
                    "[The rent is {value} now, first on {day}.|From {day} on it is {value}.|I set the rent to {value}, as of {day}.]",
                    day=day_of(done["next_on"]),
                )
            )
            if not heard:
                return
        second = next((r for r in rows if r["payment_id"] != row["payment_id"]), row)
        deed = settled_by(hands, action, action, "cancel" if action == "pause" else "pause")
        change(
            hands,
            "[change the other order|see to the second order]",
            payment_id=second["payment_id"],
            action="amend" if deed == "ends_on" else deed,
            amendment={"ends_on": ends} if deed == "ends_on" else None,
        )
        hands.say(
            fact(
                second["reference"],
                {"ends_on": f"ends on {ends.day} {ends:%B %Y}", "pause": "is paused", "cancel": "is cancelled"}[deed],
                "[The order for the {label} {value}.|{Label}: the order {value}.|As to the {label}, that order {value}.]",
            )
        )
        if hands.bother("the orders as they are now", "more"):
            now = [
                r for r in planned(hands, kind="standing") if r["payee"]["name"] == landlord and r["status"] == "active"
            ]
        else:
            now = rows
        hands.say(
            fact(
                "monthly sum",
                money(sum(r["amount_minor"] for r in now), row["currency"]),
                "[{payee} gets {value} a month now.|It comes to {value} a month for {payee}.|That is {value} a month.]",
                payee=landlord,
            )
        )

    done: tuple[str, object] = {
        "ends_on": ("last", ends),
        "pause": ("status", "paused"),
        "cancel": ("status", "cancelled"),
    }[action]
    return Goal(
        tuple(turns),
        [rent.id, wrong, share, extra, action, ends.isoformat() if action == "ends_on" else None],
        ("purpose", "on the old rent", "extra", action, *(("explicit yes",) if any(needs) else ())),
        ("list_payments", "change_payment", "change_payment", "change_payment", "list_payments"),
        solve,
        (
            Becomes(f"payments.{rent.id}.amount", new),
            Becomes(f"payments.{side.id}.{done[0]}", done[1]),
            *((Asks(r"\d"),) if any(needs) else ()),
            Tells("the monthly sum", monthly / 100),
            OnlyChanges((f"payments.{rent.id}.amount", f"payments.{side.id}.{done[0]}")),
        ),
    )


@goal("multi_hard")
def savings_to_and_fro(draw: Draw) -> Goal | None:
    """Two savings accounts: the fuller gives, half goes back, an alert is set, and a late condition decides the rest."""
    bank: Bank = draw.state
    main = draw.one([*of_kind(bank, "current"), *of_kind(bank, "joint")])
    fuller, other = sorted(of_kind(bank, "savings"), key=lambda a: -a.balance)
    amount = draw.rng.randrange(2, 12) * 10000
    if (
        main is None
        or fuller.balance - other.balance < 1000
        or fuller.balance - amount < fuller.minimum + 1000
        or bank.own_funds(main) < 0
    ):
        return None
    below, event = draw.rng.randrange(1, 12) * 50, "low_balance"
    final_fuller = fuller.balance - amount // 2
    gap = draw.rng.randrange(5, 20) * 1000
    still = final_fuller > other.balance
    moves = still and final_fuller - gap >= fuller.minimum
    if abs(final_fuller - other.balance) < 500 or (still and not moves):
        return None
    turns = [
        draw.ask(
            "[How much is in my two savings accounts, and what minimum does each have to keep?|Tell me what's in the savings accounts, both of them, with the minimum balance of each.|What do my savings stand at, and how low may each of them go?|The balances of both savings accounts, please, and their minimums.]",
            because="[I am moving money about tonight.|It's a rainy evening and I am doing accounts.|I want to see where I stand.]",
        ),
        draw.then("[Move {amount} from the fuller one to {main}.|Put {amount} from the one with more in it onto {main}.|Take {amount} out of the better filled one, to {main}.]", amount=cash(draw, amount, main.currency), main=f"the {main.name} account"),
        draw.then("[That was too much. Put half of it back.|Hm, half would have done: send the other half back where it came from.|Sorry, move half of that back again.|On second thoughts, return half of it.]"),
        draw.then("[And send me an alert when {main} drops below {below}.|Set an alert for me: {main} under {below}.|I want to be told, only me, when {main} is below {below}.]", main=main.name, below=below),
        draw.then("[What's in the two savings accounts now?|And the savings, both, as they are now?|Give me the two savings balances again.]"),
        draw.then("[If the one we took from still has more than the other, shift {gap} from it to the other. If not, done.|Should the first one still be the fuller, move {gap} over from it to the other one, else leave it.|Is the one that gave still ahead of the other? Then {gap} goes from it to the other; otherwise nothing.]", gap=cash(draw, gap, main.currency)),
    ]  # fmt: skip

    def solve(hands: Hands) -> None:
        today = draw.now.date()
        names = account_numbers(hands, main.name, *(a.name for a in bank.accounts.values() if a.kind == "savings"))
        ids = [names[a.name] for a in bank.accounts.values() if a.kind == "savings"]
        rows = ledger(hands, *ids, include=["conditions"])
        told: list[Fact] = [
            fact(
                r["name"],
                money(r["booked"], r["currency"]),
                "[{Label} has {value} and must keep {least}.|There is {value} in {Label}, of which {least} has to stay.|{Label}: {value}, minimum {least}.]",
                least=money(r["conditions"]["minimum_balance"], r["currency"]),
            )
            for r in rows
        ]
        if not hands.say(*told):
            return
        source = hands.best(rows, lambda r: -r["booked"])
        rest = next((r for r in rows if r is not source), source)
        done = move(hands, today, from_account=source["account_id"], to_account=names[main.name], amount=amount / 100)
        hands.say(
            fact(
                "moved",
                money(done["debited"]["minor"], main.currency),
                "[{value} went from {source} to {main}.|I moved {value} out of {source} to {main}.|{main} got {value} from {source}.]",
                source=source["name"],
                main=main.name,
            )
        )
        back = settled_by(hands, "half", amount // 2, amount)
        move(hands, today, from_account=names[main.name], to_account=source["account_id"], amount=back / 100)
        hands.say(
            fact(
                "returned",
                money(back, main.currency),
                "[{value} is back in {source}.|I returned {value} to {source}.|{source} has {value} of it back.]",
                source=source["name"],
            )
        )
        set_alert(
            hands,
            account_id=names[main.name],
            recipient="me",
            alert={"event": event, "enabled": True, "threshold": below},
        )
        hands.say(
            fact(
                "alert",
                f"{main.currency} {below}",
                "[You will be told when {main} falls below {value}.|The alert for {main} is set at {value}.|An alert goes to you if {main} is under {value}.]",
                main=main.name,
            )
        )
        if hands.bother("the figures as they are now", "more"):
            rows = ledger(hands, *ids)
        now = {r["account_id"]: r["booked"] for r in rows}
        hands.say(
            *(
                fact(
                    r["name"],
                    money(r["booked"], r["currency"]),
                    "[{Label}: {value}.|{Label} is at {value}.|There is {value} in {Label}.]",
                )
                for r in rows
            )
        )
        if settled_by(hands, "late condition", now[source["account_id"]] > now[rest["account_id"]], True):
            move(hands, today, from_account=source["account_id"], to_account=rest["account_id"], amount=gap / 100)
            hands.say(
                fact(
                    "shifted",
                    money(gap, main.currency),
                    "[It still has more, so {value} went over to {other}.|Yes, it is ahead: I moved {value} to {other}.|{value} moved to {other}, as {source} is still the fuller one.]",
                    other=rest["name"],
                    source=source["name"],
                )
            )
        else:
            hands.say(
                "[It no longer has more than the other, so I moved nothing.|It has fallen behind the other one: nothing was shifted.|No, the other one is ahead now; I left both alone.]"
            )

    def alerted(state: Bank) -> bool:
        found = [a for a in state.alerts.values() if (a.account, a.recipient, a.event) == (main.id, "me", event)]
        return len(found) == 1 and found[0].enabled and found[0].threshold == below

    shifted = gap if moves else 0
    had = [a.id for a in bank.alerts.values() if (a.account, a.recipient, a.event) == (main.id, "me", event)]
    return Goal(
        tuple(turns),
        [main.id, amount, below, gap, fuller.id],
        ("half", "late condition", "alert" if had else "new alert"),
        (
            "get_overview",
            "read_ledger",
            "move_money",
            "move_money",
            "set_alert",
            "read_ledger",
            *(("move_money",) if moves else ()),
        ),
        solve,
        (
            Becomes(f"accounts.{fuller.id}.balance", final_fuller - shifted),
            Becomes(f"accounts.{other.id}.balance", other.balance + shifted),
            Becomes(f"accounts.{main.id}.balance", main.balance + amount - amount // 2),
            Holds(
                "the alert",
                alerted,
                f"an alert below {below} is set for {main.name}",
                lambda s: "there is no such alert",
            ),
            Tells(
                f"what {fuller.name} has after the moves", final_fuller / 100, turn=4, instead=(fuller.balance / 100,)
            ),
            as_before(draw, "alerts", *had),
            OnlyChanges((*(f"accounts.{a.id}.balance" for a in (main, fuller, other)), "transactions", "alerts")),
        ),
        fallback=("get_overview",),
    )


LONGER = (
    rent_goes_up,
    savings_to_and_fro,
)
