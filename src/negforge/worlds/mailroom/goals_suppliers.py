"""Requests about suppliers: the best quote, and what invoices come to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, told_as
from negforge.worlds.mailroom.goals_common import (
    all_rows,
    brand,
    day_of,
    draft_landed,
    find,
    mail_written,
    named,
    newest,
    staff,
    twins_first,
    untouched,
)
from negforge.worlds.mailroom.state import Card, Mailroom, Message
from negforge.worlds.wants import OnlyChanges, Tells


@goal("single_hard")
def best_quote(draw: Draw) -> Goal | None:
    """The cheapest quote with delivery that meets the conditions, the latest of each supplier; accept it in a draft."""
    state: Mailroom = draw.state
    quotes = [m for m in state.messages.values() if m.card and m.card.kind == "quote"]
    items: dict[str, list[Message]] = {}
    for m in quotes:
        items.setdefault(str(m.card and m.card.item), []).append(m)
    item, mails = max(items.items(), key=lambda pair: len({m.sender for m in pair[1]}))
    latest = [newest(m for m in mails if m.sender == sender) for sender in dict.fromkeys(m.sender for m in mails)]
    cards = {m.id: m.card for m in latest if m.card is not None}
    by_cost = sorted(latest, key=lambda m: _gross(cards[m.id]))
    target = by_cost[draw.rng.choice((1, 1, 2))]
    wished = cards[target.id]
    deadline = (wished.delivery or draw.now.date()) + timedelta(days=draw.rng.randrange(0, 4))
    excluded, months = by_cost[0] if draw.chance(0.6) else by_cost[1], wished.warranty
    cheap = _gross(cards[by_cost[0].id])
    budget = float(int(cheap) // 100 * 100 if draw.chance(0.15) else -(-int(_gross(wished)) // 100) * 100)
    tests: dict[str, Callable[[Card, str], bool]] = {
        "delivery": lambda c, s: c.delivery is not None and c.delivery <= deadline,
        "warranty": lambda c, s: c.warranty >= months,
        "exclusion": lambda c, s: s != excluded.sender,
        "budget": lambda c, s: _gross(c) <= budget,
    }
    fit, kinds = by_cost, list[str]()
    for kind in draw.some(tests, 4):
        left = [m for m in fit if tests[kind](cards[m.id], m.sender)]
        if (len(kinds) < 3 and left[:1] != fit[:1]) or (kind == "budget" and draw.chance(0.4)):
            fit, kinds = left, [*kinds, kind]
    winner = fit[0] if fit else None
    if len(mails) > 8 or not kinds or (len(fit) > 1 and _gross(cards[fit[0].id]) == _gross(cards[fit[1].id])):
        return None
    if not fit and "budget" not in kinds:
        return None
    supplier = state.people[winner.sender] if winner else None
    forms = {
        "delivery": "[It has to be here by {deadline}.|Delivery by {deadline} at the latest.|Whoever delivers after {deadline} is out.|We need it on site by {deadline}.]",
        "warranty": "[A warranty of {months} months or more is a must.|No less than {months} months of warranty.|Anything under {months} months of warranty won't do.]",
        "exclusion": "[Not {firm}, please, we had our troubles there.|{firm} is out of the question.|Leave {firm} out of it.]",
        "budget": "[With delivery it must not exceed EUR {budget}.|The limit is EUR {budget}, delivery included.|We have EUR {budget} for it and not a cent more, delivery and all.]",
    }
    turn = draw.ask(
        "[We have quotes for {item}|Several suppliers have quoted us for {item}|There are offers for {item} in my mail|Somewhere in my inbox are the quotes for {item}]: [which is the cheapest with delivery|which one costs least, delivery included|find the one with the lowest sum including delivery|whose offer is the lowest once delivery is added]?",
        *(forms[k] for k in kinds),
        "[Draft a reply to that supplier which accepts the offer and names the quote number; I will send it myself.|Then prepare an answer to it, as a draft, that accepts and gives the number of the quote. Don't send it.|Write them a draft of acceptance with the quote number in it, unsent.|To the winner, an acceptance as a draft (reply to their mail, quote number in it), please, not sent.]",
        "[If none fits, write nothing and tell me.|Should none of them do, no draft, just say so.|If nothing meets this, leave it and let me know.]",
        because="[Purchasing wants a decision today.|The old ones are falling apart.|I have compared them on paper and don't trust myself.|We move in next month.]",
        item=item,
        deadline=deadline,
        months=months,
        firm=state.people[excluded.sender].firm,
        budget=f"{budget:,.0f}",
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "search_messages",
            "[collect the quotes|search for the quotes|find all offers for this]",
            q=f'subject:"Quote for {item}"',
        )["messages"]
        rows = hands.keep(
            found, "revision", lambda r: all(day_of(o) <= day_of(r) for o in found if o["thread_id"] == r["thread_id"])
        )
        opened = hands.calls(
            *(("open_message", {"message_id": row["message_id"]}) for row in rows),
            why="[read the quotes in full|open each supplier's offer|read prices and conditions]",
        )
        offers = [answer["message"] for answer in opened]
        checks: dict[str, Any] = {
            "delivery": lambda m: m["card"]["delivery"] <= deadline.isoformat(),
            "warranty": lambda m: m["card"]["warranty_months"] >= months,
            "exclusion": lambda m: _firm(m) != state.people[excluded.sender].firm,
            "budget": lambda m: _sum(m["card"]) <= budget,
        }
        kept = offers
        for kind in kinds:
            kept = hands.keep(kept, kind, checks[kind])
        if not kept:
            hands.say(
                "[None of the quotes meets all of this|No offer fits the conditions|There is no quote that meets everything], so [I have written nothing.|there is no draft.|nothing has been drafted.]",
                "[The lowest one with delivery is {low}, from {who}.|For orientation: the lowest sum is {low} ({who}).]",
                low=f"EUR {min(_sum(m['card']) for m in offers):,.2f}",
                who=min(offers, key=lambda m: _sum(m["card"]))["from"]["name"],
            )
            return
        best = hands.best(kept, lambda m: _sum(m["card"]))
        card = best["card"]
        firm = _firm(best)
        text = f"Dear {best['from']['name'].split()[0]},\n\nthank you. We accept your quote {card['number']} for the {item}. Please confirm the delivery date.\n\nKind regards"
        draft = hands.call(
            "save_draft",
            "[write the acceptance as a draft|draft the reply|prepare the answer]",
            landed=draft_landed(hands, f"Re: Quote for {item}", text),
            to=[{"email": best["from"]["email"]}],
            subject=f"Re: Quote for {item}",
            text=text,
            in_reply_to=best["message_id"],
        )
        hands.say(
            fact(
                firm,
                f"EUR {_sum(card):,.2f}",
                "[The cheapest that fits is {Label}: {value} with delivery, quote {number}.|{Label} it is, quote {number}, {value} including delivery.|With delivery, quote {number} of {Label} comes to {value}, the lowest that fits.]",
                number=card["number"],
            ),
            fact(
                "draft",
                draft["draft_id"],
                "[The acceptance waits as draft {value}, unsent.|Draft {value} accepts it; it has not been sent.|I have drafted the acceptance ({value}) and not sent it.]",
            ),
        )

    constraints = ("revision", *kinds, *(("condition",) if not fit else ()))
    if winner is None or supplier is None:
        return Goal(
            (turn,), [item, "none", kinds, budget, [m.id for m in latest]], constraints,
            ("search_messages", *("open_message",) * len(latest)), solve,
            (OnlyChanges(), Tells("the lowest sum", _gross(cards[by_cost[0].id]))),
        )  # fmt: skip
    card = cards[winner.id]
    slips = [
        c.number
        for m in mails
        if (c := m.card) is not None and c.number != card.number and not card.number.startswith(c.number)
    ]
    return Goal(
        (turn,),
        [item, winner.id, kinds, budget, deadline.isoformat(), months],
        constraints,
        ("search_messages", *("open_message",) * len(latest), "save_draft"),
        solve,
        (
            mail_written(draw, "the acceptance", (winner.sender,), (card.number,), never=slips),
            OnlyChanges(("drafts",)),
            Tells("the sum with delivery", _gross(card)),
            Tells("the supplier", supplier.firm, turn=None),
        ),
    )


def _firm(message: dict[str, Any]) -> str:
    """For whom the sender writes."""
    return str(message["from"]["organisation"])


def _gross(card: Card) -> float:
    return round(card.total + card.delivery_fee, 2)


def _sum(card: dict[str, Any]) -> float:
    return float(round(card["total"] + card["delivery_fee"], 2))


@goal("single_hard")
def invoices_of_a_month(draw: Draw) -> Goal | None:
    """What a supplier's invoices of some weeks come to: reminders do not count twice, credit notes go off."""
    state: Mailroom = draw.state
    suppliers = {m.sender for m in state.messages.values() if m.card and m.card.kind == "invoice"}
    sender = draw.one(sorted(suppliers))
    mails = sorted(
        (m for m in state.messages.values() if m.sender == sender and m.card and m.card.kind != "quote"),
        key=lambda m: m.at,
    )
    first = mails[draw.rng.randrange(0, max(1, len(mails) - 4))].at.date()
    inside = [m for m in mails if first <= m.at.date()][: draw.rng.choice((4, 5, 6))]
    last = inside[-1].at.date()
    inside = [m for m in mails if first <= m.at.date() <= last]
    cards = [m.card for m in inside if m.card is not None]
    kinds = {c.kind for c in cards}
    if not 3 <= len(cards) <= 7 or len(kinds) < 2 or "invoice" not in kinds:
        return None
    total = round(
        sum(c.total for c in cards if c.kind == "invoice") - sum(c.total for c in cards if c.kind == "credit_note"), 2
    )
    who = named(
        draw, next(iter(twins_first(draw, [p for p in staff(state) if p.department == "finance"] or staff(state))))
    )
    supplier = state.people[sender or ""]
    pages = (len(mails) - 1) // 8
    turn = draw.ask(
        "[What do the invoices of {firm} come to that we received from {first} to {last}?|How much has {firm} invoiced us in the time from {first} to {last}, going by the day of receipt?|Add up what {firm} has billed us: every mail received from {first} to {last}, both days included.|I need the sum of all invoices from {firm} that came in between {first} and {last}, first and last day included.]",
        "[Reminders are no new invoices, so don't count them, and take credit notes off.|Credit notes are to be deducted, reminders ignored.|Mind that reminders repeat an invoice; credit notes reduce the sum.|Leave reminders out and subtract any credit note.]",
        "[Put the figure into a draft to {who}, in-house, don't send it.|Then a draft with the sum for {who}, which I will send later.|Draft a line to {who} that gives the total; leave it unsent.|And prepare a draft for {who} with that sum.]",
        because="[Quarter closing is upon us.|They claim we owe them more than I think.|The cost centre is asking.|I do this by hand each time and get it wrong.]",
        firm=supplier.firm,
        first=first,
        last=last,
        who=who.phrase,
    )

    def solve(hands: Hands) -> None:
        rows = all_rows(
            hands,
            f"from:{brand(supplier.firm)} subject:invoice",
            "[list the invoices of this supplier|search for their invoices|collect what they have billed]",
        )
        rows = hands.keep(rows, "date", lambda row: first <= day_of(row) <= last)
        opened = hands.calls(
            *(("open_message", {"message_id": row["message_id"]}) for row in rows),
            why="[read the amounts|open each of them for the amount|see what each one says]",
        )
        cards = [answer["message"]["card"] for answer in opened]
        cards = hands.keep(cards, "reminders", lambda card: card["kind"] != "reminder")
        sums = [
            -c["total"] if c["kind"] == "credit_note" and hands.bother("what it is", "check") else c["total"]
            for c in cards
        ]
        amount = f"EUR {sum(sums):,.2f}"
        address = find(hands, who)["email"]
        text = f"Hello,\n\nthe invoices of {supplier.firm} received from {told_as(first)} to {told_as(last)} come to {amount}, credit notes deducted.\n\nRegards"
        draft = hands.call(
            "save_draft",
            "[write the draft|put the figure into a draft|prepare the note]",
            landed=draft_landed(hands, f"Invoices of {supplier.firm}", text),
            to=[{"email": address}],
            subject=f"Invoices of {supplier.firm}",
            text=text,
        )
        hands.say(
            fact(
                supplier.firm,
                amount,
                "[The invoices of {Label} come to {value}.|{Label} has billed {value} in that time.|Altogether it is {value} for {Label}.]",
            ),
            "[That is {count} invoices, and credit notes are deducted.|Counted: {count} invoices, less credit notes; reminders are left out.|It rests on {count} invoices, reminders not counted.]"
            if sum(c["kind"] == "invoice" for c in cards) != 1
            else "[Only one invoice falls into that time.|There is a single invoice in that time.]",
            fact(
                "draft",
                draft["draft_id"],
                "[The draft to {name} is {value}, unsent.|Draft {value} for {name} is ready and has not been sent.]",
                name=who.person.name,
            ),
            count=sum(c["kind"] == "invoice" for c in cards),
        )

    naive = round(sum(c.total for c in cards), 2)
    return Goal(
        (turn,),
        [sender, first.isoformat(), last.isoformat(), who.person.email],
        ("date", *(("reminders",) if "reminder" in kinds else ()), *(("credit notes",) if "credit_note" in kinds else ()), *who.constraints),
        (
            "search_messages", *("search_messages",) * pages, *("open_message",) * len(cards), "search_directory", "save_draft",
        ),
        solve,
        (
            Tells("the sum", total, instead=(naive,)),
            mail_written(draw, "the draft", (who.person.email,), (f"{total:,.2f}",)),
            OnlyChanges(("drafts",)),
            untouched(draw, "drafts"),
        ),
    )  # fmt: skip


SUPPLIER_GOALS = (best_quote, invoices_of_a_month)
