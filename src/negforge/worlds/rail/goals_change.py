"""Bookings and stays that travellers want changed, given up or made up for, with conditions that interact."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.goal import Draw, Fact, Goal, GoalMaker, Hands, fact, goal
from negforge.worlds.rail import rules
from negforge.worlds.rail.state import Rail, Train
from negforge.worlds.rail.steps import (
    Row,
    ask_back,
    decisions,
    departures,
    exchange,
    fare_row,
    fares,
    first_leg,
    going_to,
    when,
)
from negforge.worlds.rail.talk import CHANGE, PAY_TO, clock, money
from negforge.worlds.rail.wanted import at, confirmed, of_day, untouched
from negforge.worlds.wants import Becomes, Gains, Holds, OnlyChanges, Tells, Want
from negforge.worlds.wording import a_or_an, listed


@goal("single_hard")
def exchange_within_limit(draw: Draw) -> Goal | None:
    """Another train of the same day for a booking, if fee and difference stay within a limit; else nothing."""
    rail: Rail = draw.state
    booking = draw.one(confirmed(rail, draw.now))
    if booking is None:
        return None
    old = rail.trains[booking.legs[0].train]
    day = old.departs.date()
    later = draw.chance(0.6)
    edge = old.departs + timedelta(minutes=1) if later else at(day, 4)
    end = at(day, 23, 59) if later else old.departs - timedelta(minutes=1)
    trains = [t for t in of_day(rail, old.origin, old.destination, day) if edge <= t.departs <= end and t.id != old.id]
    heads = rules.travellers(booking.party)
    needs = draw.rng.choice((None, None, "quiet", "bistro", "arrival"))
    latest = at(day, draw.rng.randrange(12, 23), draw.rng.choice((0, 30)))

    def fits(train: Train) -> bool:
        if needs == "quiet":
            return train.quiet
        if needs == "bistro":
            return train.bistro
        return needs is None or train.arrives <= latest

    def cost(train: Train) -> float:
        fee = rules.exchange_fee(old, booking.fare)
        return round(fee + max(0.0, rules.price(train, booking.fare, booking.party) - booking.legs[0].price), 2)

    open_for = [t for t in trains if booking.fare != "saver" or t.saver_left >= heads]
    good = sorted((t for t in open_for if fits(t)), key=lambda t: (cost(t), t.departs))
    if not 1 <= len(trains) <= 5 or not good:
        return None
    best = good[0]
    tied = len(good) > 1 and cost(good[1]) == cost(best)
    fine = cost(best) < 8 or draw.chance(0.6)
    limit = round(cost(best) * 1.1) + draw.rng.randrange(4, 25) if fine else round(cost(best) * 0.75)
    town, side = rail.stations[old.destination].name, "later" if later else "earlier"
    clauses = {
        "quiet": ["[It should have a quiet coach.|I need one with a quiet coach.|With a quiet coach, please.]"],
        "bistro": ["[One with a bistro, we'll be hungry.|It needs a bistro on board.|There has to be a bistro.]"],
        "arrival": ["[It still has to arrive by {latest}.|I must be there by {latest}.|Latest arrival {latest}.]"],
    }.get(needs or "", [])
    turn = draw.ask(
        "[Can you move my trip to {town} on {day} to {side_train} that day?|Please swap the train I have to {town} on {day} for {side_train}.|I need {side_train} to {town} on {day} instead of the one I'm booked on.|About my {town} journey on {day}: put me on {side_train}.]",
        *clauses,
        "[Pick whichever costs least extra, and only do it if fee and surcharge together stay within EUR {limit}.|Take the one with the smallest extra cost. If that is above EUR {limit}, leave my booking alone and tell me what it would cost.|Cheapest change wins. My ceiling is EUR {limit} all told; over that, don't touch the booking, just give me the figure.]",
        *(
            [
                "[Where two cost the same, the one that leaves first.|If it's a draw, the earlier of them.|Equal cost: take the earliest.]"
            ]
            if tied
            else []
        ),
        because=CHANGE,
        town=town,
        day=day,
        side_train=f"{a_or_an(side)} {draw.rng.choice(('train', 'one', 'departure'))}",
        limit=limit,
        latest=clock(latest),
    )

    def solve(hands: Hands) -> None:
        why = "[read the booking and its conditions|look up the trip and the exchange fee|see the fare you hold]"
        rows = hands.call("list_bookings", why, include=["conditions"])["bookings"]
        rows = hands.keep(
            going_to(rows, hands, town), "date", lambda row: first_leg(row)["departs"].startswith(day.isoformat())
        )
        mine = hands.best(rows, lambda row: first_leg(row)["departs"])
        leg = first_leg(mine)
        why = "[see the other trains that day|list what else runs|look for {side} trains]".replace("{side}", side)
        found = departures(hands, why, leg["from"]["name"], leg["to"]["name"], edge, end)
        if needs == "quiet":
            found = hands.keep(found, "quiet coach", lambda row: row["on_board"]["quiet_coach"])
        if needs == "bistro":
            found = hands.keep(found, "bistro", lambda row: row["on_board"]["bistro"])
        if needs == "arrival":
            found = hands.keep(found, "arrival", lambda row: when(row["arrives"]) <= latest)
        bodies = fares(
            hands, found, mine["party"], why="[work out the extra cost|compare the differences|price the other trains]"
        )
        offers: list[tuple[float, Row]] = []
        for row, body in zip(found, bodies, strict=True):
            offer = fare_row(body, mine["fare"])
            if offer is not None:
                more = max(0.0, offer["total"] - leg["price"])
                offers.append((round(mine["conditions"]["exchange_fee"] + more, 2), row))
        extra, row = hands.best(offers, lambda offer: (offer[0], offer[1]["departs"]))
        if not hands.keep([extra], "budget", lambda e: e <= limit):
            hands.say(
                fact(
                    "extra cost",
                    extra,
                    "[The least it would cost extra is EUR {value}, with {train} at {leaves}, so I left your booking alone.|Nothing changed: {train} at {leaves} would be cheapest, but at EUR {value} extra it is over EUR {limit}.|The cheapest exchange, {train} at {leaves}, comes to EUR {value}; as that is above EUR {limit}, your booking stays as it is.]",
                    train=row["train"],
                    leaves=clock(when(row["departs"])),
                    limit=limit,
                )
            )
            return
        done = exchange(hands, "[make the exchange|swap the train|move the booking]", mine, leg["departure_id"], row)
        hands.confirm(
            "list_bookings", "[make sure it has changed|read the booking again]", references=[mine["reference"]]
        )
        hands.say(
            fact(
                "new train",
                row["train"],
                "[You are now on {value}, {leaves} to {arrives}.|Moved: {value} at {leaves}, arriving {arrives}.|{reference} now has {value}, leaving {leaves} and arriving {arrives}.]",
                leaves=clock(when(row["departs"])),
                arrives=clock(when(row["arrives"])),
                reference=mine["reference"],
            ),
            fact(
                "extra cost",
                money(done["to_pay"]),
                "[It cost {value} extra.|Fee and difference: {value}.|{value} was charged for it.]",
            ),
        )

    path = f"bookings.{booking.id}"
    wants: list[Want] = [Tells("the extra cost", cost(best)), Tells("the train", best.name)]
    if fine:
        wants = [
            Holds(
                "the train of the booking",
                lambda state: state.bookings[booking.id].trains == (best.id,),
                f"{booking.id} is for {best.name}",
                lambda state: f"it is for {state.trains[state.bookings[booking.id].trains[0]].name}",
            ),
            OnlyChanges((f"{path}.legs", f"{path}.paid", f"{path}.extras")),
            *wants,
        ]
    else:
        wants = [OnlyChanges(), *wants]
    kinds = ("destination", "date", "budget", side, *(({"quiet": "quiet coach"}.get(needs, needs),) if needs else ()))
    plan = (
        "list_bookings",
        "search_departures",
        *(("get_fares",) * len(trains)),
        *(("change_booking",) if fine else ()),
    )
    return Goal((turn,), [booking.id, best.id, limit], kinds, plan, solve, tuple(wants))


@goal("single_hard")
def give_up_what_pays(draw: Draw) -> Goal | None:
    """Give up every trip of a span that returns enough, leave the others, and add up what comes back."""
    rail: Rail = draw.state
    mine = confirmed(rail, draw.now)
    floor = draw.rng.choice((75, 75, 100))
    end = draw.now.date() + timedelta(days=draw.rng.randrange(6, 16)) if draw.chance(0.5) else None
    spared = (
        draw.one(sorted({rail.stations[rail.trains[b.legs[0].train].destination].name for b in mine}))
        if draw.chance(0.4)
        else None
    )
    pay_to = draw.rng.choice(("payment_card", "points", "voucher"))

    def returns(booking_id: str) -> bool:
        booking = rail.bookings[booking_id]
        until = rules.refundable_until(rail, booking)
        return until is not None and until > draw.now and rules.REFUND_SHARE[booking.fare] * 100 >= floor

    def asked_for(booking_id: str) -> bool:
        train = rail.trains[rail.bookings[booking_id].legs[0].train]
        return (end is None or train.departs.date() <= end) and rail.stations[train.destination].name != spared

    for booking in mine:
        until = rules.refundable_until(rail, booking)
        if until is not None and abs(until - draw.now) < timedelta(hours=1):
            return None
    chosen = [b for b in mine if asked_for(b.id) and returns(b.id)]
    if not chosen or len(chosen) == len(mine) or len(chosen) > 3:
        return None
    back = {b.id: rules.refund_due(rail, b, draw.now) for b in chosen}
    total = round(sum(back.values()), 2)
    clauses = [
        "[I know that part of a fare may be lost with some of them; {floor} % or more back is fine by me, so go ahead without asking again.|Anything that returns {floor} % or more may go, I accept what is lost there. Leave whatever returns less.|Only those of which I get {floor} % or more back; you needn't check with me about the rest of the money on those.]"
        if floor < 100
        else "[Only those of which every cent comes back; leave the others.|Just the ones with a full refund. The rest stay.|Where I'd lose money, keep the trip. Only full refunds.]"
    ]
    if spared:
        clauses.append(
            "[Not {spared}, whatever happens.|Keep {spared} in any case.|{spared} stays, that one is a birthday.]"
        )
    turn = draw.ask(
        "[Please give up the trips I have booked from tomorrow on SPAN and have the money put on {pay_to}.|I need to cancel my booked journeys after today SPAN; refunds to {pay_to}.|My plans are off: drop the train bookings I have from tomorrow on SPAN, and send what comes back to {pay_to}.]".replace(
            " SPAN", " [up to|until] {end}" if end else ""
        ),
        *clauses,
        "[What will I get back in all?|Add up for me what should come back.|Give me the sum I can expect.]",
        because=CHANGE,
        end=end or "",
        pay_to=PAY_TO[pay_to],
        floor=floor,
        spared=spared or "",
    )

    def solve(hands: Hands) -> None:
        why = "[read the bookings with their refund terms|see what each booking would return|look up the conditions]"
        tomorrow = (draw.now + timedelta(days=1)).date().isoformat()
        rows = hands.call("list_bookings", why, travel={"from": tomorrow}, include=["conditions"])["bookings"]
        if end is not None:
            rows = hands.keep(rows, "date", lambda row: first_leg(row)["departs"][:10] <= end.isoformat())
        if spared:
            rows = hands.keep(rows, "exclusion", lambda row: first_leg(row)["to"]["name"] != spared)
        rows = hands.keep(rows, "refund share", lambda row: row["conditions"]["refund_percent"] >= floor)
        if hands.bother("whether the windows are still open", "check"):
            rows = [
                row
                for row in rows
                if row["conditions"]["refund_until"] and when(row["conditions"]["refund_until"]) > draw.now
            ]
        told: list[Fact] = []
        expected = 0.0
        for row in rows:
            ask_back(
                hands,
                "[give up {town}|ask for the refund on {town}]".replace("{town}", first_leg(row)["to"]["name"]),
                row["reference"],
                pay_to,
            )
            amount = round(row["paid"] * row["conditions"]["refund_percent"] / 100, 2)
            expected += amount
            told.append(
                fact(
                    row["reference"],
                    amount,
                    "[{Label} to {town} is given up; EUR {value} should come back.|Gave up {Label} ({town}), refund EUR {value} asked for.|{Label}, {town}: given up, EUR {value} requested.]",
                    town=first_leg(row)["to"]["name"],
                )
            )
        hands.say(
            *told,
            fact(
                "sum",
                round(expected, 2),
                "[In all that is EUR {value}|The sum is EUR {value}|Together EUR {value}], [still to be decided|once the requests are decided], [paid to|going to] {pay_to}.",
                pay_to=PAY_TO[pay_to],
            ),
        )

    wants: list[Want] = [Becomes(f"bookings.{b.id}.status", "cancelled") for b in chosen]
    wants += [
        untouched(rail, *(b.id for b in chosen)),
        Gains("refunds", {"pay_to": pay_to, "ground": "give_up"}, len(chosen)),
    ]
    wants += [OnlyChanges(("refunds", *(f"bookings.{b.id}.status" for b in chosen))), Tells("the sum", total)]
    return Goal(
        (turn,),
        [sorted(back), floor, pay_to],
        ("refund share", f"to {pay_to}", *(("date",) if end else ()), *(("exclusion",) if spared else ())),
        ("list_bookings", *(("request_refund",) * len(chosen))),
        solve,
        tuple(wants),
    )


@goal("single_easy", "single_hard")
def late_train_claim(draw: Draw) -> Goal | None:
    """A claim for a late train, with the delay that is on record; in the hard form every trip that qualifies, decided."""
    rail: Rail = draw.state
    past = [b for b in rail.bookings.values() if b.status == "travelled"]
    train_of = {b.id: rail.trains[b.legs[0].train] for b in past}
    recent = [b for b in past if draw.now - train_of[b.id].arrives < timedelta(days=29, hours=12)]
    due = [b for b in recent if train_of[b.id].delay >= 60]
    pay_to = draw.rng.choice(("payment_card", "points", "voucher"))
    if draw.hard:
        amounts = {b.id: rules.compensation(train_of[b.id].delay, b.paid) for b in due}
        turn = draw.ask(
            "[I've had some dreadfully late trains lately.|My last few trips were a mess.|Three of my recent trains ran late, I think.] Please [claim|put in claims] for every trip of mine [that qualifies|that was late enough], [money to|paid to] {pay_to}, [and tell me what was decided in the end|and come back to me with the decisions].",
            "[Skip those that don't qualify.|Leave out the ones that weren't late enough or are too long ago.|No claims that can't succeed, please.]",
            because="[I kept none of the tickets.|My colleague got his money within the hour.|I only learned yesterday that one can claim.|The conductor told me to.]",
            pay_to=PAY_TO[pay_to],
        )

        def solve(hands: Hands) -> None:
            why = "[read the recorded delays|go through your past trips|see which trips were late]"
            rows = hands.call("list_bookings", why, status=["travelled"], include=["journey_log"])["bookings"]
            first_day = (draw.now - timedelta(days=rules.CLAIM_DAYS)).date().isoformat()
            rows = hands.keep(rows, "claim window", lambda row: first_leg(row)["departs"][:10] >= first_day)
            rows = hands.keep(rows, "delay", lambda row: first_leg(row)["recorded_delay_minutes"] >= 60)
            references = []
            for row in rows:
                leg = first_leg(row)
                why = "[claim for {day}|file the claim for {day}]".replace("{day}", leg["departs"][:10])
                ask_back(hands, why, row["reference"], pay_to, "delay", leg["recorded_delay_minutes"])
                references.append(row["reference"])
            found = decisions(hands, references) if references else []
            hands.say(*(_decision_told(refund, pay_to) for refund in found))

        wants: tuple[Want, ...] = (
            *(Tells(f"the amount for {b.id}", amounts[b.id]) for b in due),
            Holds(
                "claims",
                lambda state: {r.booking for r in state.refunds.values()} == set(amounts),
                f"there are claims for {listed(sorted(amounts))} alone",
                lambda state: (
                    f"there are claims for {listed(sorted(r.booking for r in state.refunds.values())) or 'nothing'}"
                ),
            ),
            OnlyChanges(("refunds", *(("account.points",) if pay_to == "points" else ()))),
        )
        plan = ("list_bookings", *(("request_refund",) * len(due)), "pause", "list_bookings")
        return Goal((turn,), [sorted(amounts), pay_to], ("claim window", "delay", f"to {pay_to}"), plan, solve, wants)

    booking = draw.one(due)
    if booking is None:
        return None
    train = train_of[booking.id]
    felt = draw.rng.choice([m for m in (45, 60, 75, 90, 120, 150, 180, 200) if abs(m - train.delay) > 8])
    start, town = rail.stations[train.origin].name, rail.stations[train.destination].name
    turn = draw.ask(
        "[My train from {start} to {town} on {day} was about {felt} minutes late. Please claim for it, money to {pay_to}.|I'd like compensation for {start} to {town} on {day}: roughly {felt} minutes late. Pay it to {pay_to}.|Put in a delay claim for {day}, {start} to {town}. I'd guess {felt} minutes. To {pay_to}, please.]",
        "[What can I expect?|How much should that be?|What is it worth?]",
        because="[I missed a christening.|I sat in a field staring at cows.|The heating was off as well.|I had to take a taxi for the last bit.|We were told nothing the whole time.]",
        start=start,
        town=town,
        day=train.departs.date(),
        felt=felt,
        pay_to=PAY_TO[pay_to],
    )

    def claim(hands: Hands) -> None:
        why = "[look up the trip and the recorded delay|find the trip in your history|see how late it was on record]"
        rows = hands.call("list_bookings", why, status=["travelled"], include=["journey_log"])["bookings"]
        rows = hands.keep(
            rows, "date", lambda row: first_leg(row)["departs"].startswith(train.departs.date().isoformat())
        )
        row = hands.best(rows, lambda row: first_leg(row)["departs"])
        minutes = first_leg(row)["recorded_delay_minutes"] if hands.bother("the delay on record", "check") else felt
        ask_back(
            hands,
            "[file the claim|put in the claim|ask for the compensation]",
            row["reference"],
            pay_to,
            "delay",
            minutes,
        )
        amount = float(row["paid"]) * (0.5 if minutes >= 120 else 0.25 if minutes >= 60 else 0)
        hands.say(
            fact(
                "minutes",
                minutes,
                "[The claim for {reference} is in, with {value} minutes.|I claimed {value} minutes for {reference}.|{reference}: claim filed for {value} minutes of delay.]",
                reference=row["reference"],
            ),
            fact(
                "amount if approved",
                money(amount),
                "[That should be worth {value}; the decision comes later.|If it is approved you get {value}.|{value} is what the rules give for that; it is still to be decided.]",
            ),
        )

    return Goal(
        (turn,),
        [booking.id, felt, pay_to],
        ("date", "recorded delay", f"to {pay_to}"),
        ("list_bookings", "request_refund"),
        claim,
        (
            Gains("refunds", {"booking": booking.id, "ground": "delay", "minutes": train.delay, "pay_to": pay_to}),
            Tells("the amount", rules.compensation(train.delay, booking.paid)),
            OnlyChanges(("refunds",)),
        ),
    )


def _decision_told(refund: Row, pay_to: str) -> Fact:
    if refund["state"] == "accepted":
        return fact(
            refund["reference"],
            "accepted",
            "[The claim for {Label} is {value} and not decided yet.|{Label}: claim {value}, still open.|For {Label} there is no decision yet.]",
        )
    return fact(
        refund["reference"],
        float(refund["amount"]),
        "[{Label} was {state}: EUR {value} to {pay_to}.|For {Label} you get EUR {value}; the claim was {state}.|The claim for {Label} is {state}, EUR {value}.]",
        state=refund["state"],
        pay_to=PAY_TO[pay_to],
    )


GOALS_CHANGE: tuple[GoalMaker, ...] = (exchange_within_limit, give_up_what_pays, late_train_claim)
