"""Conversations about payments: a list and what becomes of it, and whom a name means."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.bank.state import Bank
from negforge.worlds.bank.steps import (
    Row,
    account_named,
    change,
    day_of,
    money,
    pay,
    payees,
    planned,
    settled_by,
)
from negforge.worlds.bank.told import as_before, called, cash, of_kind
from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal, with_replies
from negforge.worlds.wants import Asks, Becomes, Holds, OnlyChanges, Tells, Want

_ORDINAL = ("first", "second", "third", "fourth")


def _listed(rows: list[Row]) -> list[Fact]:
    return [
        fact(
            row["payee"]["name"],
            day_of(row["next_on"]),
            "[{amount} to {Label} on {value}.|On {value}, {amount} for {Label} ({reference}).|{Label} gets {amount} on {value}.]",
            amount=money(row["amount_minor"], row["currency"]),
            reference=row["reference"],
        )
        for row in rows
    ]


@goal("multi_easy", "multi_hard")
def planned_then_changed(draw: Draw) -> Goal | None:
    """What is planned, then this one moved; in the hard form the wrong one, put back, another cancelled, a late condition."""
    bank: Bank = draw.state
    until = draw.now.date() + timedelta(days=draw.rng.randrange(14, 29))
    rows = sorted(
        (p for p in bank.payments.values() if p.status == "scheduled" and p.due and p.due <= until),
        key=lambda p: (p.due or until, p.id),
    )
    if (
        len(rows) < (4 if draw.hard else 3)
        or len({p.due for p in rows}) < len(rows)
        or len({p.amount for p in rows}) < len(rows)
    ):
        return None
    at, other = draw.some(range(3), 2)
    by = draw.rng.choice(("place", "largest", "smallest")) if not draw.hard else "place"
    if by != "place":
        at = rows.index(max(rows, key=lambda p: p.amount) if by == "largest" else min(rows, key=lambda p: p.amount))
    which = {
        "place": _ORDINAL[at],
        "largest": draw.rng.choice(("largest", "biggest", "most expensive")),
        "smallest": draw.rng.choice(("smallest", "cheapest")),
    }[by]
    moved_to = (rows[at if not draw.hard else other].due or until) + timedelta(days=draw.rng.randrange(3, 12))
    turns = [
        draw.ask(
            "[Which one-off payments are planned until {until}?|Show me the single payments that are still to come, up to {until}.|What payments, apart from standing orders, go out by {until}?|List the one-time payments due by {until}, earliest first.]",
            "[Order them by date.|By date, please.|Soonest first.]",
            because="[I am planning the month.|I have the feeling that I entered something twice.|My pay will be late.]",
            until=until,
        )
    ]
    cancel = not draw.hard and draw.chance(0.4)
    final: dict[str, tuple[str, object]] = {}
    if cancel:
        turns.append(
            draw.then(
                "[Cancel the {which} one, please.|The {which} can go: cancel it.|Drop the {which} of those.|I don't want the {which} one to go out. Cancel it.]",
                which=which,
            )
        )
        final[rows[at].id] = ("status", "cancelled")
    else:
        turns.append(
            draw.then(
                "[Move the {which} one to {day}.|Can the {which} go out on {day} instead?|Put the {which} of them off until {day}.|Make it {day} for the {which} one.]",
                which=which,
                day=moved_to,
            )
        )
        final[rows[at].id] = ("due", moved_to)
    limit, left = 0, [p for p in rows if not (cancel and p is rows[at])]
    largest = None
    late = False
    if draw.hard:
        turns.append(
            draw.then(
                "[Sorry, I meant the {other}. Put the {which} back to its old date, and move the {other} to {day}.|Wrong one, my fault: the {which} should stay as it was, the {other} goes to {day}.|No, hang on, not the {which}: that gets its date back. It's the {other} that moves to {day}.]",
                which=which,
                other=_ORDINAL[other],
                day=moved_to,
            )
        )
        del final[rows[at].id]
        final[rows[other].id] = ("due", moved_to)
        turns.append(
            draw.then(
                "[Now cancel the largest of the remaining ones, the one we just moved not counted.|Of the others, leaving out the one that moved, cancel the biggest.|And cancel whichever is the most expensive, but not the one we moved.]"
            )
        )
        largest = max((p for p in rows if p is not rows[other]), key=lambda p: p.amount)
        final[largest.id] = ("status", "cancelled")
        left = [p for p in rows if p is not largest]
        turns.append(
            draw.then(
                "[What do the ones that are left come to, all together?|And the sum of those that remain?|How much is still going out then, added up?]"
            )
        )
        total = sum(p.amount for p in left)
        limit = (total // 5000 + draw.rng.choice((0, 0, 2))) * 5000
        late = total > limit
        turns.append(
            draw.then(
                '[If that is more than {limit}, change the reference of the one we moved to "later"; if not, leave everything.|Should it be over {limit}, give the moved one the reference "later". Otherwise no more changes.|More than {limit}? Then put "later" as reference on the one we moved. Else that\'s all.]',
                limit=cash(draw, limit, rows[0].currency),
            )
        )

    def solve(hands: Hands) -> None:
        found = planned(hands, kind="one_off", statuses=["scheduled"], due_until=until)
        if not hands.say(*_listed(found)):
            return
        hands.best(found, lambda row: 0)  # nothing to change where nothing came
        target = settled_by(hands, "place", found[min(at, len(found) - 1)], found[0])
        if by != "place":
            target = settled_by(
                hands,
                by,
                hands.best(found, lambda row: row["amount_minor"] * (-1 if by == "largest" else 1)),
                found[-1],
            )
        if cancel:
            done = change(hands, "[cancel it|take it out]", payment_id=target["payment_id"], action="cancel")
            hands.say(
                fact(
                    "payment",
                    done["payment_id"],
                    "[{amount} to {payee} is cancelled ({value}).|I have cancelled {value}, {amount} to {payee}.|Cancelled: {amount} to {payee}, number {value}.]",
                    amount=money(done["amount_minor"], done["currency"]),
                    payee=done["payee"]["name"],
                )
            )
            return
        done = change(
            hands,
            "[move it|change its date]",
            payment_id=target["payment_id"],
            action="amend",
            amendment={"next_on": moved_to},
        )
        told = fact(
            "new date",
            moved_to,
            "[{amount} to {payee} now goes out on {value}.|I moved {amount} to {payee} to {value}.|The new date for {payee} ({amount}) is {value}.]",
            amount=money(done["amount_minor"], done["currency"]),
            payee=done["payee"]["name"],
        )
        if not hands.say(told):
            return
        second = found[min(other, len(found) - 1)]
        back = settled_by(hands, "undo", True, False)
        if back:
            change(
                hands,
                "[give it its old date back|undo the first change]",
                payment_id=target["payment_id"],
                action="amend",
                amendment={"next_on": target["next_on"]},
            )
        change(
            hands,
            "[move the right one|change the date of the other]",
            payment_id=second["payment_id"],
            action="amend",
            amendment={"next_on": moved_to},
        )
        undone = [
            fact(
                "old date",
                day_of(target["next_on"]),
                "[{payee} is back to {value}.|The payment to {payee} has its date of {value} again.|{payee} goes out on {value} as before.]",
                payee=target["payee"]["name"],
            )
        ]
        hands.say(
            *(undone if back else []),
            fact(
                "new date",
                moved_to,
                "[{payee} ({amount}) moves to {value}.|{amount} to {payee} is on {value} now.|The one to {payee}, {amount}, now goes out on {value}.]",
                payee=second["payee"]["name"],
                amount=money(second["amount_minor"], second["currency"]),
            ),
        )
        others = hands.keep(found, "not the moved one", lambda row: row["payment_id"] != second["payment_id"])
        big = hands.best(others, lambda row: -row["amount_minor"])
        change(hands, "[cancel the largest|cancel that one]", payment_id=big["payment_id"], action="cancel")
        hands.say(
            fact(
                "payment",
                big["payment_id"],
                "[The largest was {amount} to {payee}: cancelled ({value}).|I cancelled {value}, {amount} to {payee}.|{amount} to {payee} is cancelled, number {value}.]",
                amount=money(big["amount_minor"], big["currency"]),
                payee=big["payee"]["name"],
            )
        )
        rest = [row for row in found if row["payment_id"] != big["payment_id"]]
        if hands.bother("the list as it is now", "more"):
            rest = planned(hands, kind="one_off", statuses=["scheduled"])
            rest = [row for row in rest if row["payment_id"] in {r["payment_id"] for r in found}]
        else:
            rest = found
        total = sum(row["amount_minor"] for row in rest)
        hands.say(
            fact(
                "sum",
                money(total, big["currency"]),
                "[The {count} that remain come to {value}.|What is left adds up to {value}, {count} payments.|{value} in all, for {count} payments.]",
                count=str(len(rest)),
            )
        )
        if settled_by(hands, "late condition", total > limit, False):
            change(
                hands,
                "[set the reference|change the reference]",
                payment_id=second["payment_id"],
                action="amend",
                amendment={"reference": "later"},
            )
            hands.say(
                '[It is more, so the payment to {payee} has the reference "later" now.|As it is above that, I set the reference of the one to {payee} to "later".|Done, since the sum is over it: the reference for {payee} reads "later".]',
                payee=second["payee"]["name"],
            )
        else:
            hands.say(
                "[It is not more than that, so nothing else was changed.|The sum is not above it: everything stays as it is.|That line is not crossed, so I left the rest alone.]"
            )

    wants: list[Want] = [Becomes(f"payments.{key}.{field}", value) for key, (field, value) in final.items()]
    wants += [Tells(f"{bank.payees[p.payee].name} in the list", p.due, turn=0) for p in rows if p.due]
    paths = list(final)
    if draw.hard:
        wants.append(Tells("the sum", sum(p.amount for p in left) / 100, turn=4))
        wants.append(Becomes(f"payments.{rows[other].id}.reference", "later" if late else rows[other].reference))
    elif not cancel:
        wants.append(Tells("the new date", moved_to))
    return Goal(
        tuple(turns),
        [until.isoformat(), at, by, other, moved_to.isoformat(), cancel, limit],
        (
            by,
            *(("undo", "not the moved one", "late condition") if draw.hard else ("cancel" if cancel else "new date",)),
        ),
        (
            "list_payments",
            *(
                ("change_payment", "change_payment", "change_payment", "change_payment", "list_payments")
                if draw.hard
                else ("change_payment",)
            ),
            *(("change_payment",) if late else ()),
        ),
        solve,
        (*wants, OnlyChanges(tuple(f"payments.{key}" for key in paths))),
    )


@goal("multi_easy")
def which_one_is_meant(draw: Draw) -> Goal | None:
    """A family name that fits two payees: the agent has to ask; then the other one gets something too."""
    bank: Bank = draw.state
    account = of_kind(bank, "current")[0]
    active = [p for p in bank.payees.values() if p.status == "active"]
    families = [p.name.split()[-1] for p in active]
    family = draw.one(sorted({f for f in families if families.count(f) == 2}))
    both = sorted((p for p in active if p.name.split()[-1] == family), key=lambda p: p.name)
    if (
        family is None
        or len(both) != 2
        or {len(p.name.split()) for p in both} != {2}
        or any(p.name.split()[-1] in ("Club", "School") for p in both)
    ):
        return None
    meant, other = draw.some(both, 2)
    amount = draw.rng.randrange(4, 60) * 500
    second = draw.rng.choice(("half", "the same", "twice"))
    also = {"half": amount // 2, "the same": amount, "twice": amount * 2}[second]
    if bank.own_funds(account) < amount + also + 1000:
        return None
    phrase, number = called(draw, account)
    first = with_replies(
        draw.ask(
            "[Send {amount} to {family} from {account}.|{family} is to get {amount}, out of {account}.|Please pay {family} {amount} from {account}.|I need {amount} to go to {family}; take {account}.]",
            because="[It's for the firewood.|We had a bet.|That was the petrol money.|It's for the tickets.]",
            amount=cash(draw, amount, account.currency),
            family=family,
            account=phrase,
        ),
        (
            family,
            draw.word(
                "[{given}, please.|Oh, right: {given}.|{given} is the one I mean.|Sorry, I forgot there are two: {given}.]",
                given=meant.name.split()[0],
            ),
        ),
    )
    then = draw.then(
        {
            "half": "[And half of that to the other one.|Now the other {family}: half as much.|The other one gets half of it, same account.]",
            "the same": "[The other one gets the same, please.|And as much to the other {family}.|Send the other one the same sum too.]",
            "twice": "[Twice that goes to the other one.|And the other {family} gets double.|The other one, too, but twice as much.]",
        }[second],
        family=family,
    )

    def solve(hands: Hands) -> None:
        today = draw.now.date()
        rows = [row for row in payees(hands, family) if row["state"] == "active" and row["name"].split()[-1] == family]
        account_id = account_named(hands, account.name, number)
        choice = hands.best(rows, lambda row: 0)
        if len(rows) > 1 and hands.bother("which of them is meant", "ask"):
            names = " or ".join(row["name"] for row in rows)
            answer = hands.say(
                ask="[There are two payees of that name|That name fits two of your payees|I find two of them]: [do you mean {names}?|is it {names}?|{names}: which one gets it?]",
                names=names,
            )
            choice = next((row for row in rows if row["name"].split()[0] in answer), choice)
        told = "[{payee} gets {value}, arriving on {day} ({number}).|{value} is on its way to {payee}: {day}, number {number}.|Sent {value} to {payee}, {number}; it arrives on {day}.]"
        sums = [(choice, amount)]
        heard = "go on"
        while heard and sums:
            row, minor = sums.pop()
            made = pay(hands, today, account_id=account_id, payee_id=row["payee_id"], amount_minor=minor)
            heard = hands.say(
                fact(
                    "payment",
                    money(minor, made["currency"]),
                    told,
                    payee=row["name"],
                    day=day_of(made["arrives"]),
                    number=made["payment_id"],
                )
            )
            if row is choice:
                rest = [r for r in rows if r is not choice]
                sums += [(r, settled_by(hands, "share", also, amount)) for r in rest[:1]]

    def right(state: Bank) -> bool:
        new = [(p.payee, p.amount, p.account) for key, p in state.payments.items() if key not in bank.payments]
        return sorted(new) == sorted([(meant.id, amount, account.id), (other.id, also, account.id)])

    return Goal(
        (first, then),
        [meant.id, other.id, amount, second],
        ("ambiguous name", "share" if second != "the same" else "same sum", *(("account",) if number is None else ())),
        ("list_payees", *(() if number else ("get_overview",)), "create_payment", "create_payment"),
        solve,
        (
            Asks(meant.name.split()[0]),
            Holds("who got what", right, f"{meant.name} got {amount / 100:.2f} and {other.name} {also / 100:.2f}", lambda s: "it is " + ", ".join(f"{p.amount / 100:.2f} to {bank.payees[p.payee].name}" for k, p in s.payments.items() if k not in bank.payments)),
            as_before(draw, "payments"),
            Tells("the second sum", also / 100),
            OnlyChanges(("payments",)),
        ),
        fallback=("get_overview",),
    )  # fmt: skip


DIALOGUE = (
    planned_then_changed,
    which_one_is_meant,
)
