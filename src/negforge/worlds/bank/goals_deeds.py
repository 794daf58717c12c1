"""What customers have done in one breath: a card frozen, somebody paid, a standing order stopped."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.bank.common import arrival
from negforge.worlds.bank.state import Bank, following
from negforge.worlds.bank.steps import (
    account_named,
    active_payee,
    cards,
    change,
    day_of,
    money,
    pay,
    planned,
    set_card,
    settled_by,
)
from negforge.worlds.bank.told import as_before, called, cash
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Becomes, Gains, OnlyChanges, Tells, Want


@goal("single_easy")
def freeze_a_card(draw: Draw) -> Goal | None:
    """Freeze the right one of cards that end alike, for the reason that leaves it usable later or does not."""
    bank: Bank = draw.state
    card, other = draw.some(bank.cards.values(), 2)
    reason = draw.rng.choice(("stolen", "misplaced", "misplaced", "travel"))
    limit = draw.rng.randrange(1, 8) * 50 if draw.chance(0.45) else None
    if limit is not None and other.limits["online_daily"] <= limit:
        return None
    forms = {
        "stolen": "[Someone took my wallet on the tram: block the card ending in {ending} for good.|My bag was stolen an hour ago. Please freeze the card with the last digits {ending}.|Freeze {ending} now, it was stolen from my gym locker.|A pickpocket got the card ending {ending}. Lock it, please.]",
        "misplaced": "[Please freeze the card ending in {ending}; I can't find it, but it must be somewhere in the flat and I want to use it again when it turns up.|Put the card {ending} on ice for now. I have only mislaid it, so it has to be possible to switch it on again.|I think my card ending {ending} is in my other coat. Freeze it until I've looked, not for ever.|Could you lock {ending}? It's mislaid, not gone, so in a way that can be undone.]",
        "travel": "[I'm away for two months and leave the card ending in {ending} at home: freeze it for that time.|Freeze the card {ending} while I travel; it stays in a drawer and I will need it again in spring.|Please switch off card {ending} as I'm going abroad without it. I'll want it back on when I return.|Lock the one ending {ending} for the length of my trip, I am not taking it along.]",
    }
    clauses = (
        [
            "[And take the daily online limit of the one ending in {other} down to {limit}.|While you are at it, lower the online limit on {other} to {limit} a day.|Also set the online limit per day on the card {other} to {limit}, please.]"
        ]
        if limit is not None
        else []
    )
    turn = draw.ask(forms[reason], *clauses, ending=card.ending, other=other.ending, limit=limit)

    def solve(hands: Hands) -> None:
        rows = cards(hands)
        row = hands.best(hands.keep(rows, "card", lambda row: row["ends_in"] == card.ending), lambda row: 0)
        as_what = settled_by(hands, "reversible", reason, "lost")
        frozen = set_card(
            hands, "[freeze the card|lock the card]", card_id=row["card_id"], freeze={"frozen": True, "reason": as_what}
        )
        told = [
            fact(
                "card",
                frozen["ends_in"],
                "[The card ending in {value} is frozen{later}.|I have frozen the card ending in {value}{later}.|Done: {value} is locked{later}.]",
                later="" if reason == "stolen" else " and can be switched on again",
            ),
        ]
        if limit is not None and settled_by(hands, "second card", True, False):
            second = hands.best(hands.keep(rows, "card", lambda row: row["ends_in"] == other.ending), lambda row: 0)
            after = set_card(
                hands,
                "[lower the limit of the other card|set the online limit]",
                card_id=second["card_id"],
                limits={"online_daily": limit},
            )
            told.append(
                fact(
                    "online limit",
                    after["limits"]["online_daily"],
                    "[The online limit of {card} is {value} a day now.|On the card ending in {card} the online limit is down to {value}.|{card} now has {value} a day for online payments.]",
                    card=after["ends_in"],
                )
            )
        hands.say(*told)

    wants: list[Want] = [
        Becomes(f"cards.{card.id}.status", "frozen"),
        Becomes(f"cards.{card.id}.freeze_reason", reason),
    ]
    paths = [f"cards.{card.id}.status", f"cards.{card.id}.freeze_reason"]
    if limit is not None:
        wants.append(Becomes(f"cards.{other.id}.limits.online_daily", limit))
        paths.append(f"cards.{other.id}.limits.online_daily")
    return Goal(
        (turn,),
        [card.id, reason, limit, other.id if limit else None],
        ("card", *(("reversible",) if reason != "stolen" else ()), *(("second card",) if limit is not None else ())),
        ("get_overview", "update_card", *(("update_card",) if limit is not None else ())),
        solve,
        (*wants, Tells("the card", card.ending), OnlyChanges(tuple(paths))),
    )


@goal("single_easy")
def pay_a_namesake(draw: Draw) -> Goal | None:
    """Pay somebody whose name others share in part, and whose old number is still on file."""
    bank: Bank = draw.state
    families = [p.name.split()[-1] for p in bank.payees.values()]
    payee = draw.one(p for p in bank.payees.values() if p.status == "active" and families.count(p.name.split()[-1]) > 1)
    account = next(a for a in bank.accounts.values() if a.kind == "current")
    amount = draw.rng.randrange(12, 320) * 100 + draw.rng.choice((0, 0, 50, 75))
    if payee is None or bank.own_funds(account) < amount + 1000:
        return None
    phrase, number = called(draw, account)
    reference = (
        draw.one(("tickets", "lunch", "half of the gift", "parking", "firewood", "dog sitting", "cake", "petrol"))
        if draw.chance(0.5)
        else None
    )
    on = draw.now.date() + timedelta(days=draw.rng.randrange(2, 20)) if draw.chance(0.4) else None
    instant = on is None and draw.chance(0.35)
    clauses = [
        *(
            ['[Put "{reference}" as the reference.|Reference: {reference}.|The reference should read "{reference}".]']
            if reference
            else []
        ),
        *(["[It should go out on {on}, not before.|Please schedule it for {on}.|Date it {on}.]"] if on else []),
        *(
            [
                "[Send it as an instant payment.|It has to be an instant one, the fee is fine.|Instant, please; never mind the fee.]"
            ]
            if instant
            else []
        ),
    ]
    turn = draw.ask(
        "[Please send {amount} to {payee} from {account}.|I owe {payee} {amount}; pay that from {account}.|Transfer {amount} to {payee}, out of {account}.|Could you pay {payee} {amount} from {account}?|{payee} gets {amount} from me, from {account}.]",
        *clauses,
        because="[We shared a taxi and I lost the toss.|It's been two weeks and I feel bad about it.|I promised it by the weekend.|They paid for the whole table.]",
        amount=cash(draw, amount, account.currency),
        payee=payee.name,
        account=phrase,
        reference=reference,
        on=on,
    )

    def solve(hands: Hands) -> None:
        row = active_payee(hands, payee.name)
        account_id = account_named(hands, account.name, number)
        made = pay(
            hands, draw.now.date(), account_id=account_id, payee_id=row["payee_id"], amount_minor=amount,
            reference=settled_by(hands, "reference", reference, None), speed=settled_by(hands, "speed", "instant" if instant else None, None),
            schedule=settled_by(hands, "date", {"frequency": "once", "first": on} if on else None, None),
        )  # fmt: skip
        when = made.get("next_on") or made["arrives"]
        hands.say(
            fact(
                "payment",
                made["payment_id"],
                "[{amount} to {payee}: {verb} {day}, number {value}.|The payment of {amount} to {payee} {verb} {day}; its number is {value}.|Done, {payee} gets {amount}: it {verb} {day} ({value}).]",
                amount=money(made["amount_minor"], made["currency"]),
                payee=made["payee"]["name"],
                verb="goes out on" if "next_on" in made else "arrives on",
                day=day_of(when),
            )
        )

    entry: dict[str, object] = {
        "payee": payee.id,
        "amount": amount,
        "account": account.id,
        "speed": "instant" if instant else "standard",
    }
    if on:
        entry |= {"due": on, "status": "scheduled"}
    if reference:
        entry["reference"] = reference
    return Goal(
        (turn,),
        [payee.id, amount, reference, str(on), instant],
        ("payee", *(("reference",) if reference else ()), *(("date",) if on else ()), *(("speed",) if instant else ()), *(("account",) if number is None else ())),
        ("list_payees", *(("get_overview",) if number is None else ()), "create_payment"),
        solve,
        (
            Gains("payments", entry),
            as_before(draw, "payments"),
            Tells("the day", on or arrival(draw.now, "instant" if instant else "standard")),
            OnlyChanges(("payments", f"accounts.{account.id}.balance", "transactions")),
        ),
        fallback=("get_overview",),
    )  # fmt: skip


@goal("single_easy")
def stop_an_order(draw: Draw) -> Goal | None:
    """Cancel, pause or skip one standing order of a payee who may have two."""
    bank: Bank = draw.state
    order = draw.one(p for p in bank.payments.values() if p.status == "active" and p.frequency != "once")
    if order is None or order.due is None:
        return None
    payee = bank.payees[order.payee]
    same = [p for p in bank.payments.values() if p.payee == payee.id and p.status == "active"]
    if len({p.reference for p in same}) < len(same):
        return None
    action = draw.rng.choice(("cancel", "pause", "skip_next"))
    what = draw.word("[the standing order|my regular payment|the order] to {payee}", payee=payee.name)
    if len(same) > 1:
        what = draw.word(
            "[the standing order to {payee} for the {reference}|the {reference} order to {payee}|what goes to {payee} regularly for the {reference}]",
            payee=payee.name,
            reference=order.reference,
        )
    forms = {
        "cancel": "[Cancel {what}, for good.|Please end {what}; I won't need it any more.|Stop {what} altogether.|I want {what} gone.|Could you do away with {what}?]",
        "pause": "[Pause {what} until I say otherwise.|Put {what} on hold for now, but don't delete it.|Please suspend {what}; I'll restart it some day.|Let {what} rest for a while, without deleting it.]",
        "skip_next": "[Skip only the next date of {what}.|Leave out the coming one of {what}, then carry on as usual.|The next run of {what} should not happen; after that it goes on.|Just once, leave out {what}: the next one, no more.]",
    }
    after = following(order.due, order.frequency)
    turn = draw.ask(
        forms[action],
        *(
            ["[Tell me when the one after that goes out.|When is it due after that?|What's the next date then?]"]
            if action == "skip_next"
            else []
        ),
        because={
            "cancel": "[We have parted ways.|I have found something cheaper.|I am tidying up.|The contract is over.]",
            "pause": "[Money is short this spring.|There is a quarrel about the bill.|I'll be away for a while.|I want to wait for their answer first.]",
            "skip_next": "[I paid that one in cash already.|They gave me one for free.|There was a mix-up on their side.|We agreed on a month's break.]",
        }[action],
        what=what,
    )

    def solve(hands: Hands) -> None:
        rows = planned(hands, kind="standing")
        rows = hands.keep(rows, "payee", lambda row: row["payee"]["name"] == payee.name)
        if len(same) > 1:
            rows = hands.keep(rows, "purpose", lambda row: row["reference"] == order.reference)
        row = hands.best(rows, lambda row: row["status"] != "active")
        deed = settled_by(hands, action, action, "cancel" if action == "pause" else "pause")
        changed = change(hands, "[change the standing order|do it]", was=row, payment_id=row["payment_id"], action=deed)
        sentence = {
            "cancel": "[The standing order of {amount} to {payee} is cancelled ({value}).|I have cancelled {value}, {amount} to {payee}.|Cancelled: {amount} to {payee}, number {value}.]",
            "pause": "[The standing order of {amount} to {payee} is paused and can be resumed at any time ({value}).|{value}, {amount} to {payee}, now rests until you restart it.|Paused: {amount} to {payee}, number {value}.]",
            "skip_next": "[The next date is left out; {amount} goes to {payee} again on {day} ({value}).|I skipped one run of {value}: {payee} gets {amount} next on {day}.|Skipped once. The next {amount} to {payee} is due on {day}, number {value}.]",
        }[deed]
        hands.say(
            fact(
                "order",
                changed["payment_id"],
                sentence,
                amount=money(changed["amount_minor"], changed["currency"]),
                payee=changed["payee"]["name"],
                day=day_of(changed["next_on"]) if "next_on" in changed else "",
            )
        )

    done = {"cancel": ("status", "cancelled"), "pause": ("status", "paused"), "skip_next": ("due", after)}[action]
    wants: list[Want] = [Becomes(f"payments.{order.id}.{done[0]}", done[1]), OnlyChanges((f"payments.{order.id}",))]
    if action == "skip_next":
        wants.append(Tells("the date after that", after, instead=(order.due,)))
    return Goal(
        (turn,),
        [order.id, action],
        (action, "payee", *(("purpose",) if len(same) > 1 else ())),
        ("list_payments", "change_payment"),
        solve,
        tuple(wants),
    )


DEEDS = (
    freeze_a_card,
    pay_a_namesake,
    stop_an_order,
)
