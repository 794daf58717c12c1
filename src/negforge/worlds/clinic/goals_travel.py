"""A family about to travel, in six turns: what is booked, what goes, what moves, a correction, a refill, a summary."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from negforge.worlds.clinic.goals_multi import is_gone
from negforge.worlds.clinic.goals_refill import ask_for, left_of, told_early, told_sent
from negforge.worlds.clinic.rules import clinic_of, free_until, main_cover
from negforge.worlds.clinic.state import Appointment, Prescription, Slot
from negforge.worlds.clinic.talk import (
    Row,
    bare,
    bookable,
    booked,
    free_of_others,
    landed_move,
    moment,
    others,
    person,
    searched,
    told_booking,
)
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Becomes, Gains, OnlyChanges, Tells, Want


@goal("multi_hard")
def before_leaving(draw: Draw) -> Goal | None:
    """A family about to travel: what is booked, one visit goes, another is moved, a correction, a refill, a summary."""
    clinic = clinic_of(draw.desk)
    end = draw.now.date() + timedelta(days=draw.rng.randrange(9, 15))
    everything = [a for a in booked(clinic) if draw.now < a.start and a.start.date() <= end]
    free = [a for a in everything if draw.now < free_until(a) - timedelta(hours=1)]
    people = others(clinic)
    moves: list[tuple[Appointment, list[Slot]]] = []
    for a in free:
        patient, kind = clinic.patients[a.patient], clinic.types[a.type]
        if kind.referral or patient not in people or sum(x.patient == a.patient for x in everything) > 1:
            continue
        rows = [
            s
            for s in bookable(clinic, kind, patient, end + timedelta(days=1), draw.now.date() + timedelta(days=24))
            if free_of_others(clinic, patient, kind, s)
        ]
        if len(rows) > 1 and main_cover(clinic, patient.id).valid_until >= rows[-1].start.date():
            moves.append((a, rows))
    takers = [p for p in clinic.prescriptions.values() if clinic.patients[p.patient] in people and p.refills]
    if not moves or not takers or not 3 <= len(everything) <= 8:
        return None
    moved, rows = draw.rng.choice(moves)
    clock = draw.rng.choice([time(h) for h in (9, 10, 11, 12, 13) if rows[0].start.time() < time(h)] or [time(0)])
    late = [s for s in rows if s.start.time() >= clock]
    cancelled = draw.one(
        a
        for a in free
        if a.patient != moved.patient
        and sum(x.patient == a.patient for x in everything) == 1
        and clinic.patients[a.patient] in people
    )
    unique = (
        late and sum(s.start == late[0].start for s in late) == 1 and sum(s.start == rows[0].start for s in rows) == 1
    )
    item = draw.one(takers)
    if clock == time(0) or cancelled is None or not unique or item is None:
        return None
    return _leaving(draw, (everything, cancelled, moved), end, (rows[0], late[0], clock), item)


def _leaving(
    draw: Draw,
    visits: tuple[list[Appointment], Appointment, Appointment],
    end: date,
    slots: tuple[Slot, Slot, time],
    item: Prescription,
) -> Goal:
    clinic = clinic_of(draw.desk)
    everything, cancelled, moved = visits
    first, final, clock = slots
    today = draw.now.date()
    mover, taker, leaver = (clinic.patients[x] for x in (moved.patient, item.patient, cancelled.patient))
    kind = clinic.types[moved.type]
    due = 3 * item.left(today) < item.pack
    turns = [
        draw.ask(
            "[We're about to leave and won't be back before {end}. What is still booked for the whole family up to and including that day?|Holidays! Until {end} we're gone. Please list all the family has with you by then.|Could you tell me everything that is booked for us until {end}? We shall be away.]",
            because="[The ferry goes on Saturday.|The tickets came through last night.|The house swap has worked out at last.]",
            end=end,
        ),
        draw.then(
            "[Cancel the one for {who}, please.|What {who} has there can be cancelled.|{who} doesn't need that any more; please cancel it.]",
            who=leaver.given,
        ),
        draw.then(
            "[And the one for {who}: move it to the first opening after {end}, no matter with whom.|{who} should go later instead: the earliest after {end}, any practitioner.|Put off the one for {who} to after {end}, whichever is the first, whoever it is with.]",
            who=mover.given,
            end=end,
        ),
        draw.then(
            "[Hm, that's too early in the day. Not before {clock}, please; same rule otherwise.|Mornings never work. {clock} or later, but still the first such one after {end}.|Please change that again: the start must be {clock} or later, otherwise as I said.]",
            clock=clock,
            end=end,
        ),
        draw.then(
            "[Also, {item} {strength} for {who}: request a refill by post if it is due already, otherwise tell me from when.|One more thing before we pack: is {item} {strength} ({who}) due for a refill? If so, request it, by post. If not, when?]",
            item=item.item,
            strength=item.strength,
            who=taker.given,
        ),
        draw.then(
            "[Thanks. So what is left in the book until {end}, after all that?|And now, what remains until {end}?|Sum up, please: what is still booked up to {end}?]",
            end=end,
        ),
    ]

    def solve(hands: Hands) -> None:
        period = {"from": today.isoformat(), "to": end.isoformat()}
        rows = hands.call("agenda", "[see|look up] what is booked", show=["appointments"], period=period)[
            "appointments"
        ]
        rows = [
            r
            for r in hands.keep(rows, "status", lambda r: r["status"] == "booked")
            if r["starts"] > draw.now.isoformat()
        ]
        hands.say(*_listed(rows))
        gone = hands.best([r for r in rows if r["patient"] == leaver.name], lambda r: r["starts"])
        hands.call(
            "cancel_appointments",
            "[cancel it|call it off]",
            landed=is_gone(hands, gone),
            appointments=[{"appointment_id": gone["appointment_id"], "reason": "away"}],
        )
        hands.say(
            fact(
                "cancelled",
                moment(gone["starts"]),
                "[The {what} for {who} on {value} is cancelled.|Cancelled: {who}, {what}, {value}.|{who} is out of the book for {value} ({what}).]",
                what=gone["title"],
                who=leaver.given,
            )
        )
        old = hands.best([r for r in rows if r["patient"] == mover.name], lambda r: r["starts"])
        found = searched(
            hands,
            "[see what is open afterwards|look for openings afterwards]",
            type_code=old["type_code"],
            from_date=end + timedelta(days=1),
        )
        row = hands.best(found, lambda r: r["starts"])
        made = hands.call(
            "move_appointment",
            "[move it|put it off]",
            landed=landed_move(hands, old, row),
            appointment_id=old["appointment_id"],
            slot_id=row["slot_id"],
        )
        hands.say(*told_booking(made, bare(kind), mover.given))
        row = hands.best(
            hands.keep(found, "earliest hour", lambda r: moment(r["starts"]).time() >= clock), lambda r: r["starts"]
        )
        made = hands.call(
            "move_appointment",
            "[move it again|change it]",
            landed=landed_move(hands, old, row),
            appointment_id=old["appointment_id"],
            slot_id=row["slot_id"],
        )
        hands.say(*told_booking(made, bare(kind), mover.given))
        who = person(hands, taker)
        papers = hands.call(
            "patient_file", "[read|see] the prescription", patient_id=who["patient_id"], sections=["prescriptions"]
        )["prescriptions"]
        same = hands.keep(
            [p for p in papers if p["item"] == item.item], "strength", lambda p: p["strength"] == item.strength
        )
        paper = hands.best(same, lambda p: p["prescription_id"])
        if hands.bother("how much is left", kind="check") and 3 * left_of(paper, today) >= paper["pack_size"]:
            hands.say(told_early(paper))
        else:
            hands.say(told_sent(ask_for(hands, who["patient_id"], [paper], "post")[0], taker))
        rest = [r for r in rows if r is not gone and r is not old]
        if hands.bother("a last look", kind="more"):
            again = hands.call(
                "agenda", "[see|check] what remains", show=["appointments"], period=period, statuses=["booked"]
            )["appointments"]
            rest = [r for r in again if r["starts"] > draw.now.isoformat()]
        hands.say(
            *(
                _listed(rest)
                or [
                    "[Nothing is left until then.|Nothing remains booked in that time.|There is nothing left until that day.]"
                ]
            )
        )

    left = [a for a in everything if a is not cancelled and a is not moved]
    changed = [
        f"appointments.{cancelled.id}.status",
        f"slots.{cancelled.slot}",
        f"appointments.{moved.id}",
        f"slots.{moved.slot}",
        f"slots.{first.id}",
        f"slots.{final.id}",
    ]
    changed += [f"referrals.{cancelled.referral}.used"] if cancelled.referral else []
    changed += ["refills", f"prescriptions.{item.id}.refills"] if due else []
    wants: list[Want] = [
        *(Tells("a visit that is booked", a.start.date(), turn=0) for a in everything),
        Becomes(f"appointments.{cancelled.id}.status", "cancelled"),
        Becomes(f"appointments.{moved.id}.slot", final.id),
        Tells("the new day", final.start.date(), turn=3),
        Tells("the new time", final.start.time(), turn=3),
        *(
            [Gains("refills", {"prescription": item.id, "pickup": "post"})]
            if due
            else [Tells("when the refill may be asked for", item.due_from, turn=4)]
        ),
        OnlyChanges(tuple(changed)),
        *(Tells("a visit that remains", a.start.date()) for a in left),
    ]
    plan = (
        "agenda",
        "cancel_appointments",
        "find_slots",
        "move_appointment",
        "move_appointment",
        "family_account",
        "patient_file",
        *(("request_refill",) if due else ()),
        "agenda",
    )
    return Goal(
        tuple(turns),
        [cancelled.id, moved.id, item.id, str(end), str(clock)],
        ("period", "status", "earliest hour", "correction", "person", "strength", "amount left"),
        plan,
        solve,
        tuple(wants),
    )


def _listed(rows: list[Row]) -> list[Any]:
    return [
        fact(
            f"{r['patient'].split()[0]}, {r['title']}",
            moment(r["starts"]),
            "[{Label}: {value}.|{Label} on {value}.|{Label}, {value}.]",
        )
        for r in sorted(rows, key=lambda r: r["starts"])
    ]
