"""Goals of money: what one visit costs, and what the booked visits of some weeks come to."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.clinic.rules import clinic_of, main_cover, price_on, quoted
from negforge.worlds.clinic.state import Clinic
from negforge.worlds.clinic.talk import (
    SPECIALITY,
    Row,
    booked,
    called,
    in_days,
    others,
    sheet_shares,
    visit_called,
)
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import OnlyChanges, Tells
from negforge.worlds.wording import listed


@goal("single_easy", "single_hard")
def what_it_costs(draw: Draw) -> Goal | None:
    """What one visit costs on a patient's plan; in the hard form what the booked visits of a period come to."""
    clinic = clinic_of(draw.desk)
    if draw.hard:
        return _costs_of_period(draw, clinic)
    patient, kind = draw.one(others(clinic)), draw.one(clinic.types.values())
    day = in_days(draw.now, draw.rng.randrange(2, 24))
    assert patient is not None and kind is not None
    child = patient.access == "guardian"
    cover = main_cover(clinic, patient.id)
    if (kind.audience == "child") != child and kind.audience != "any":
        return None
    if cover.valid_until < day:
        return None
    price = price_on(clinic, kind, day, cover.plan)
    turn = draw.ask(
        "[What will I have to pay for {visit} on {day} with the main cover {who} has?|If {who} comes for {visit} on {day}, how much is the co-payment?|How much is our share for {visit}, {day}, for {who}? We have the referral if one is needed.|"
        "Say {who} had {visit} on {day}: what would be left for us to pay?]",
        because="[I keep a household book.|Last time the bill was a surprise.|We heard the prices change.|My flexible account closes soon.]",
        visit=visit_called(kind, draw.rng),
        day=day,
        who=called(patient, draw.rng),
    )

    def solve(hands: Hands) -> None:
        answer = hands.call("family_account", "[see|find out] which plan it is", include=["covers"])
        who = hands.best(
            hands.keep(answer["patients"], "person", lambda r: r["name"] == patient.name), lambda r: r["patient_id"]
        )
        covers = [c for c in answer["covers"] if c["patient_id"] == who["patient_id"]]
        plan = hands.best(hands.keep(covers, "main cover", lambda c: c["kind"] == "main"), lambda c: c["cover_id"])[
            "plan"
        ]
        on = None if hands.keep([day], "tariff day", lambda _: False) else day
        sheet = hands.call(
            "type_sheet", "[read|look up] the price on the sheet", specialities=[kind.speciality], plan=plan, on=on
        )
        hands.say(
            fact(
                "co-payment",
                sheet_shares(sheet)[kind.code],
                "[That would be EUR {value} on the {plan} plan.|The share to pay is EUR {value} ({plan} plan).|With the {plan} plan it comes to EUR {value}.]",
                plan=plan,
            ),
            "[This is by the tariff of {day}.|The sheet for {day} says so.|That is the price as it stands for {day}.]",
            day=day,
        )

    instead = tuple(
        price_on(clinic, kind, d, cover.plan)
        for d in (draw.now.date(), day)
        if price_on(clinic, kind, d, cover.plan) != price
    )
    return Goal(
        (turn,),
        [patient.id, kind.code, str(day)],
        ("person", "main cover", "tariff day"),
        ("family_account", "type_sheet"),
        solve,
        (OnlyChanges(), Tells("the co-payment", price, instead=instead)),
    )


def _costs_of_period(draw: Draw, clinic: Clinic) -> Goal | None:
    """The sum over booked visits: each on the plan it is billed to, by the tariff of its own day."""
    begin = draw.now.date()
    end = begin + timedelta(days=draw.rng.randrange(9, 20))
    rows = [a for a in booked(clinic) if begin <= a.start.date() <= end]
    who = draw.some(dict.fromkeys(a.patient for a in rows), draw.rng.choice((2, 3)))
    rows = [a for a in rows if a.patient in who]
    names = [clinic.patients[p].given for p in who]
    if not 2 <= len(rows) <= 4 or len(who) < 2:
        return None
    prices = [
        price_on(
            clinic,
            clinic.types[a.type],
            a.start.date(),
            clinic.covers[a.billing].plan if a.billing in clinic.covers else None,
        )
        for a in rows
    ]
    total = round(sum(prices), 2)
    budget = round(total + draw.rng.choice((-1, 1)) * draw.rng.randrange(3, 25))
    turn = draw.ask(
        "[What do the appointments of {names} up to {end} come to for us, everything added up?|Please add up what we'll pay for {names}, all visits booked until {end}.|How much money will I leave at your place for {names} by {end}, counting what is booked now?|I need one figure: all that we pay for booked visits of {names} until {end}.]",
        "[I have put {budget} euros aside; is that enough?|Does that stay under {budget} euros?|And is it more or less than {budget} euros?|The envelope holds {budget} euros: enough?]",
        "[Cancelled ones don't count, of course.|Only what is really still booked.|Leave out whatever was called off.|What was cancelled stays out.]",
        because="[It's a tight month.|The car needs new brakes as well.|I am doing the monthly budget.]",
        names=listed(names),
        end=end,
        budget=budget,
    )

    def solve(hands: Hands) -> None:
        found = hands.call(
            "agenda",
            "[see|look up] what is booked",
            show=["appointments"],
            period={"from": begin.isoformat(), "to": end.isoformat()},
        )["appointments"]
        found = hands.keep(found, "people", lambda r: r["patient"].split()[0] in names)
        found = hands.keep(found, "status", lambda r: r["status"] == "booked")
        costs = [(r, float(r["quoted"]["amount"])) for r in found]
        if hands.bother("the sheet governs prices", kind="check"):
            covers = hands.call("family_account", "[see|find out] the plans", include=["covers"])["covers"]
            plans = {c["cover_id"]: c["plan"] for c in covers}
            costs = [(r, _governing(hands, r, plans.get(r["billed_to"]))) for r in found]
        sum_up = round(sum(cost for _, cost in costs), 2)
        hands.say(
            *(
                fact(
                    f"{r['patient'].split()[0]}, {r['title']}",
                    cost,
                    "[{Label}: EUR {value}.|{Label} costs EUR {value}.|For {Label} it is EUR {value}.]",
                )
                for r, cost in costs
            ),
            fact(
                "total",
                float(sum_up),
                "[That makes EUR {value} in all.|The total is EUR {value}.|Added up: EUR {value}.]",
            ),
            "[Yes, it stays below {budget} euros.|That is less than {budget} euros, so it is enough.]"
            if sum_up <= budget
            else "[No, that is more than {budget} euros.|It goes beyond the {budget} euros.]",
            budget=budget,
        )

    old = round(sum(quoted(clinic, a) for a in rows), 2)
    return Goal(
        (turn,),
        [sorted(a.id for a in rows), str(end), budget],
        ("people", "status", "period", "arithmetic", "governing source"),
        ("agenda", "family_account", *("type_sheet",) * len(rows)),
        solve,
        (OnlyChanges(), Tells("the total", total, instead=(old,) if old != total else ())),
    )


def _governing(hands: Hands, row: Row, plan: str | None) -> float:
    """The price of a booked visit by the sheet of its day."""
    sheet = hands.call(
        "type_sheet",
        "[read|look up] the price by the sheet of that day",
        specialities=[SPECIALITY[row["type_code"][:4]]],
        plan=plan,
        on=row["starts"][:10],
    )
    return sheet_shares(sheet)[row["type_code"]]
