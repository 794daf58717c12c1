"""Somebody new to pay: the check that takes its time, the limit of the first day, in one go or step by step."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.bank.common import NEW_PAYEE_LIMIT
from negforge.worlds.bank.start import FAMILY, GIVEN
from negforge.worlds.bank.state import Bank
from negforge.worlds.bank.steps import (
    account_named,
    day_of,
    money,
    pay,
    payees,
    save_payee,
    settled_by,
    try_to_pay,
)
from negforge.worlds.bank.told import as_before, called, cash, of_kind
from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.wants import Called, Gains, Holds, OnlyChanges, Says, Tells, Want
from negforge.worlds.wording import Form, a_or_an


@goal("single_hard")
def first_payment(draw: Draw) -> Goal | None:
    """A new payee: checked first, then as much as may go at once, and the rest dated for after the cooling-off day."""
    bank: Bank = draw.state
    main = of_kind(bank, "current")[0]
    name = f"{draw.rng.choice(GIVEN)} {draw.rng.choice(FAMILY)}"
    amount = draw.rng.randrange(520, 990) * 100 if draw.chance(0.65) else draw.rng.randrange(80, 490) * 100
    if bank.own_funds(main) < min(amount, NEW_PAYEE_LIMIT) + 2000 or any(p.name == name for p in bank.payees.values()):
        return None
    number = f"{draw.rng.choice(('NX', 'TW', 'OR'))}{draw.rng.randrange(10, 100)}-{draw.rng.randrange(1000, 10000)}-{draw.rng.randrange(10**7, 10**8)}"
    later = draw.now.date() + timedelta(days=draw.rng.randrange(2, 5))
    reference = draw.rng.choice(("bicycle", "sofa", "stage piano", "canoe", "oak table", "camera", "kiln", "loom"))
    at_once, rest = min(amount, NEW_PAYEE_LIMIT), max(0, amount - NEW_PAYEE_LIMIT)
    phrase, known = called(draw, main)
    turn = draw.ask(
        "[I am buying {thing} from {name}, account {number}. Save the payee and pay {amount} from {account} as soon as that works.|Please set up {name} ({number}) as a payee and send {amount} from {account} once they can be paid.|{name} is not among my payees yet: account number {number}. Add them, then pay {amount} out of {account}.|New payee: {name}, {number}. They are to get {amount} from {account} as soon as the check is through.]",
        "[Should there be a limit for new payees, send as much as is allowed now and date the rest for {later}.|If not everything may go out today, pay what is possible at once and the remainder on {later}.|In case the sum is too high for the first day, split it: the most that is allowed now, what is left on {later}.]",
        '[Put "{reference}" in the reference.|Reference: {reference}.|The reference is "{reference}", please.]',
        name=name,
        number=number,
        amount=cash(draw, amount, main.currency),
        account=phrase,
        later=later,
        reference=reference,
        thing=a_or_an(reference),
    )

    def solve(hands: Hands) -> None:
        today = draw.now.date()
        account_id = account_named(hands, main.name, known)
        saved = save_payee(hands, name=name, account_number=number)
        if hands.bother("the check of the payee takes its time", "more"):
            hands.call(
                "wait_for_processing",
                "[wait until the payee is checked|give the check its time]",
                minutes=20,
                watching=[saved["payee_id"]],
            )
            payees(hands, name)
        at_most = settled_by(hands, "cooling-off", NEW_PAYEE_LIMIT, amount) if rest else amount
        parts: list[tuple[int, dict[str, object] | None]] = [(min(amount, at_most), None)]
        if amount > at_most:
            parts.append((amount - NEW_PAYEE_LIMIT, {"frequency": "once", "first": later}))
        told: list[Fact | Form] = [
            fact(
                "payee",
                saved["payee_id"],
                "[{name} is saved as a payee ({value}).|The new payee {name} has the number {value}.|I have added {name}, {value}.]",
                name=name,
            )
        ]
        for part, schedule in parts:
            made = pay(
                hands,
                today,
                account_id=account_id,
                payee_id=saved["payee_id"],
                amount_minor=part,
                reference=settled_by(hands, "reference", reference, None),
                schedule=schedule,
            )
            when = day_of(made.get("next_on") or made["arrives"])
            told.append(
                fact(
                    "payment",
                    money(part, made["currency"]),
                    "[{value} {verb} {day}.|A payment of {value} {verb} {day}.|Payment {number}: {value}, which {verb} {day}.]",
                    number=made["payment_id"],
                    verb="goes out on" if schedule else "arrives on",
                    day=when,
                )
            )
        if rest:
            told.append(
                "[New payees get 500.00 at most in the first 24 hours, hence the two parts.|The split is due to the limit of 500.00 for new payees.|More than 500.00 is not possible on the first day, so it is in two parts.]"
            )
        hands.say(*told)

    def right(state: Bank) -> bool:
        new = [p for key, p in state.payments.items() if key not in bank.payments]
        found = sorted(
            (p.amount, p.due == later)
            for p in new
            if state.payees[p.payee].number == number and p.reference == reference
        )
        return len(new) == len(found) and found == sorted([(at_once, False), *([(rest, True)] if rest else [])])

    return Goal(
        (turn,),
        [name, number, amount, later.isoformat(), reference],
        ("late check", "cooling-off" if rest else "below the limit", "reference"),
        (*(() if known else ("get_overview",)), "add_payee", "wait_for_processing", "list_payees", *("create_payment",) * (2 if rest else 1)),
        solve,
        (
            Gains("payees", {"name": name, "number": number, "status": "active"}),
            Holds("what was paid and what is dated", right, f"{money(at_once, main.currency)} went at once" + (f" and {money(rest, main.currency)} is dated {later}" if rest else ""), lambda s: f"there are {len(s.payments) - len(bank.payments)} new payments, and not these"),
            as_before(draw, "payments"),
            *(Tells("a part", part / 100) for part in (at_once, rest) if part),
            Called("create_payment", most=2 if rest else 1),
            OnlyChanges(("payees", "payments", f"accounts.{main.id}.balance", "transactions")),
        ),
        fallback=("get_overview",),
    )  # fmt: skip


@goal("multi_easy", "multi_hard")
def payee_step_by_step(draw: Draw) -> Goal | None:
    """A payee is saved, paid when the check is through, and then meets the limit of the first day."""
    bank: Bank = draw.state
    main = of_kind(bank, "current")[0]
    name = f"{draw.rng.choice(GIVEN)} {draw.rng.choice(FAMILY)}"
    one, two = draw.rng.randrange(18, 34) * 1000, draw.rng.randrange(24, 45) * 1000
    if (
        bank.own_funds(main) < NEW_PAYEE_LIMIT + 1000
        or one + two < NEW_PAYEE_LIMIT + 2000
        or any(p.name == name for p in bank.payees.values())
    ):
        return None
    number = f"{draw.rng.choice(('NX', 'TW', 'OR'))}{draw.rng.randrange(10, 100)}-{draw.rng.randrange(1000, 10000)}-{draw.rng.randrange(10**7, 10**8)}"
    fits, later = NEW_PAYEE_LIMIT - one, draw.now.date() + timedelta(days=draw.rng.randrange(2, 9))
    nickname = (
        draw.rng.choice(
            ("Roof man", "Piano teacher", "Dog sitter", "Landing stage", "Flat swap", "Market stall", "Cabin")
        )
        if draw.chance(0.5)
        else None
    )
    phrase, known = called(draw, main)
    turns = [
        draw.ask(
            "[Add {name} as a payee, account number {number}.|New payee, please: {name}, {number}.|Save {name} with the account {number} among my payees.|I need a new payee {name}; the number is {number}.]",
            *(['[Nickname: {nickname}.|Call them "{nickname}" in my list.|With the nickname "{nickname}", please.]'] if nickname else []),
            name=name, number=number, nickname=nickname,
        ),
        draw.then("[Now send them {one} from {account}; wait if it is not possible yet.|Pay them {one} out of {account} as soon as they can be paid.|Then {one} to them, from {account}. If the check is still on, wait for it.]", one=cash(draw, one, main.currency), account=phrase),
    ]  # fmt: skip
    if draw.hard:
        turns += [
            draw.then(
                "[And another {two} right after, the same way.|Send another {two} today too, please.|Plus {two} more, today as well.]",
                two=cash(draw, two, main.currency),
            ),
            draw.then(
                "[Then as much as is possible now, and what's missing of the {two} on {later}.|OK: the part that goes today at once, the rest of those {two} dated {later}.|Fine, send what today allows and enter the remainder of the {two} for {later}.]",
                two=cash(draw, two, main.currency),
                later=later,
            ),
            draw.then(
                "[Are the two payments of today through, or still on their way?|Have today's payments to them been booked already?|How do today's two stand: booked or on the way?]"
            ),
        ]
    else:
        turns.append(draw.then("[When will it arrive?|On which day will they have it?|What day does it get there?]"))

    def solve(hands: Hands) -> None:
        today = draw.now.date()
        saved = save_payee(
            hands, name=name, account_number=number, nickname=settled_by(hands, "nickname", nickname, None)
        )
        if not hands.say(
            fact(
                "payee",
                saved["payee_id"],
                "[{name} is saved as {value}; the check by the other bank takes about a quarter of an hour.|I saved {name} ({value}). Until the name is checked, in some fifteen minutes, no payment is possible.|{name} is in your list now, number {value}, and is being checked for about fifteen minutes.]",
                name=name,
            )
        ):
            return
        account_id = account_named(hands, main.name, known)
        if hands.bother("the check of the payee takes its time", "more"):
            hands.call(
                "wait_for_processing",
                "[wait until the payee is checked|let the check finish]",
                minutes=20,
                watching=[saved["payee_id"]],
            )
            payees(hands, name)
        made = pay(hands, today, account_id=account_id, payee_id=saved["payee_id"], amount_minor=one)
        sent = "[{value} went to {name} ({number}).|I have sent {value} to {name}, payment {number}.|{name} gets {value}: payment {number}.]"
        heard = hands.say(fact("payment", money(one, main.currency), sent, name=name, number=made["payment_id"]))
        if not heard:
            return
        if not draw.hard:
            hands.say(
                fact(
                    "arrival",
                    day_of(made["arrives"]),
                    "[It arrives on {value}.|They will have it on {value}.|On {value}.]",
                )
            )
            return
        minor = two
        tried = try_to_pay(hands, today, account_id=account_id, payee_id=saved["payee_id"], amount_minor=two)
        if tried.is_error:
            hands.say(
                "[That is not possible today: a payee gets 500.00 at most in the first 24 hours, so {fits} is left for now.|Only {fits} more can go today, because new payees are limited to 500.00 on the first day.|The limit of 500.00 for the first 24 hours leaves {fits} for today; the whole sum was refused.]",
                ask="[How do you want it?|What shall I do?|Shall I send that part and date the rest?]",
                fits=money(fits, main.currency),
            )
            pay(hands, today, account_id=account_id, payee_id=saved["payee_id"], amount_minor=fits)
            minor = settled_by(hands, "the rest", two - fits, two)
        pay(
            hands,
            today,
            account_id=account_id,
            payee_id=saved["payee_id"],
            amount_minor=minor,
            schedule={"frequency": "once", "first": later},
        )
        hands.say(
            fact(
                "now",
                money(fits, main.currency),
                "[{value} went out now.|{value} is sent.|I have sent {value} at once.]",
            ),
            fact(
                "later",
                money(minor, main.currency),
                "[{value} is dated {day}.|The remaining {value} goes out on {day}.|{value} follows on {day}.]",
                day=later,
            ),
        )
        rows = hands.call(
            "list_payments",
            "[see how they stand|check the two payments]",
            payee_id=saved["payee_id"],
            statuses=["accepted", "settled"],
        )["payments"]
        words = {"accepted": "on its way, not booked yet", "settled": "booked"}
        hands.say(
            *(
                fact(
                    money(r["amount_minor"], r["currency"]),
                    words[r["status"]],
                    "[{Label}: {value}, to arrive on {day}.|{Label} is {value}; arrival {day}.|The payment of {Label} is {value} and arrives on {day}.]",
                    day=day_of(r["arrives"]),
                )
                for r in rows
            )
        )

    def right(state: Bank) -> bool:
        new = sorted(
            (p.amount, p.due == later)
            for key, p in state.payments.items()
            if key not in bank.payments and state.payees[p.payee].number == number
        )
        return new == sorted([(one, False), *([(fits, False), (two - fits, True)] if draw.hard else [])])

    wants: list[Want] = [
        Gains("payees", {"name": name, "number": number, "nickname": nickname or ""}),
        Holds(
            "the payments",
            right,
            "the payments are as agreed",
            lambda s: (
                f"there are {len(s.payments) - len(bank.payments)} new ones: "
                + ", ".join(f"{p.amount / 100:.2f}" for k, p in s.payments.items() if k not in bank.payments)
            ),
        ),
        as_before(draw, "payments"),
        OnlyChanges(("payees", "payments")),
    ]
    if draw.hard:
        wants += [
            Tells("what is possible today", fits / 100, turn=2),
            Says("that they are on their way", r"on (?:its|their) way|not (?:yet )?booked|accepted|pending"),
        ]
    else:
        wants.append(Called("create_payment"))
    return Goal(
        tuple(turns),
        [name, number, one, two if draw.hard else None, nickname, later.isoformat() if draw.hard else None],
        ("late check", *(("nickname",) if nickname else ()), *(("cooling-off", "the rest") if draw.hard else ("arrival",)), *(("account",) if known is None else ())),
        ("add_payee", *(() if known else ("get_overview",)), "wait_for_processing", "list_payees", "create_payment", *(("create_payment", "create_payment", "create_payment", "list_payments") if draw.hard else ())),
        solve,
        tuple(wants),
        fallback=("get_overview",),
    )  # fmt: skip


NEW_PAYEE = (first_payment, payee_step_by_step)
