"""A visit that starts within a day is called off: the fee, the yes to it, and what follows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from negforge.worlds.clinic.goals_multi import is_gone
from negforge.worlds.clinic.rules import clinic_of, free_until
from negforge.worlds.clinic.state import Appointment, Slot
from negforge.worlds.clinic.talk import (
    Row,
    bare,
    bookable,
    booked,
    booking_paths,
    called,
    covered,
    free_of_others,
    gains_visit,
    in_days,
    landed_booking,
    moment,
    searched,
    told_booking,
)
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Asks, Becomes, Holds, OnlyChanges, Tells, Want


@goal("multi_easy", "multi_hard")
def late_cancellation(draw: Draw) -> Goal | None:
    """Cancel a visit that starts within a day: the fee is named, and nothing is done without a yes to it."""
    clinic = clinic_of(draw.desk)
    visit = draw.one(
        a
        for a in booked(clinic)
        if free_until(a) + timedelta(minutes=20) < draw.now < a.start - timedelta(hours=2)
        and clinic.patients[a.patient].relation != "holder"
    )
    if visit is None:
        return None
    patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
    agreed = draw.hard or draw.chance(0.5)
    begin = in_days(draw.now, draw.rng.randrange(4, 9))
    target, clock = None, time(draw.rng.choice((10, 11, 12, 13)))
    if draw.hard:
        rows = [
            s
            for s in bookable(clinic, kind, patient, begin, draw.now.date() + timedelta(days=24))
            if s.practitioner == visit.practitioner
        ]
        fits = [s for s in rows if s.start.time() >= clock and covered(clinic, patient, kind, s.start.date())]
        target = fits[0] if fits else None
        if target is None or kind.referral or not free_of_others(clinic, patient, kind, target):
            return _late_and_rest(draw, visit)
    return _late(draw, visit, agreed, (target, clock, begin))


def _when(draw: Draw, visit: Appointment) -> str:
    return "today" if visit.start.date() == draw.now.date() else "tomorrow"


def _late_turns(draw: Draw, visit: Appointment, agreed: bool) -> list[Any]:
    clinic = clinic_of(draw.desk)
    patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
    return [
        draw.ask(
            "[{who_first} won't make it {when}. Please cancel the {visit}.|Could you cancel the {visit} that {who} has {when}?|I have to call off the {visit} for {who} {when}.|We can't come {when}: the {visit} for {who} has to be cancelled.]",
            because="[The car won't start.|There is a fever in the house.|The trains are at a standstill.|The phone hasn't stopped since six.]",
            who=called(patient, draw.rng),
            who_first=patient.given,
            when=_when(draw, visit),
            visit=bare(kind),
        ),
        draw.then(
            "[All right, then I'll pay that. Cancel it, please.|Yes, go ahead, fee or no fee.|It can't be helped. Yes, please cancel.|I accept the fee, do it.]"
            if agreed
            else "[No, then we'll come somehow, leave it.|No, that's too much, don't cancel it.|No, in that case keep it, I'll find somebody to drive.|Then no. We'll be there.]"
        ),
    ]


def _ask_and_cancel(hands: Hands, draw: Draw, visit: Appointment, agreed: bool) -> Row:
    """Find the visit, name the fee, and cancel after a yes; returns its row."""
    clinic = clinic_of(draw.desk)
    patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
    answer = hands.call(
        "agenda", "[find|look up] the visit and what applies to it", show=["appointments"], statuses=["booked"]
    )
    rows = hands.keep(answer["appointments"], "person", lambda r: r["patient"] == patient.name)
    row: Row = hands.best([r for r in rows if r["type_code"] == kind.code], lambda r: r["starts"])
    fee = f"EUR {answer['late_fee']['amount']:.2f}"
    go, asked = True, hands.bother("the yes to the fee", kind="ask")
    if asked:
        hands.say(
            fact(
                "late fee",
                fee,
                "[It starts in less than 24 hours, so cancelling costs {value}.|Less than 24 hours ahead, the late fee of {value} applies.|Cancelling the {visit} now would cost {value}, as there are fewer than 24 hours left.]",
                visit=bare(kind),
            ),
            ask="[Shall I cancel it all the same?|Do you want me to cancel it and have the fee charged?|Is that a yes to the fee, or shall I leave it?]",
        )
        go = agreed
    if go:
        done = hands.call(
            "cancel_appointments",
            "[cancel the visit|call it off]",
            landed=is_gone(hands, row),
            appointments=[{"appointment_id": row["appointment_id"]}],
            accept_fee=True,
        )
        fee = f"EUR {done['fee']['amount']:.2f}" if "fee" in done else fee
        hands.say(
            fact(
                "visit",
                moment(row["starts"]),
                "[The {visit} of {value} is cancelled, and {fee} is charged to the account.|Cancelled: {visit}, {value}. The fee of {fee} is on the account.|I have cancelled the {visit} on {value}; {fee} was charged.]",
                visit=bare(kind),
                fee=fee,
            )
        )
        if not asked:  # the answer to a question that was never put
            hands.say(
                "[It is cancelled already.|That has been done already.|The cancellation went through before you said so.]"
            )
    else:
        hands.say(
            fact(
                "visit",
                moment(row["starts"]),
                "[It stays as it is: {value}, {place}.|Nothing was cancelled; see you on {value}, {place}.|Then the appointment of {value} stands, {place}.]",
                place=row["place"],
            )
        )
    return row


def _late(draw: Draw, visit: Appointment, agreed: bool, then: tuple[Slot | None, time, date]) -> Goal:
    clinic = clinic_of(draw.desk)
    target, clock, begin = then
    patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
    turns = _late_turns(draw, visit, agreed)
    if target is not None:
        turns += [
            draw.then(
                "[Now a new one: what is the first time the same doctor has from {begin} on?|When could we come instead, with the same doctor, from {begin}? The first time only.|Please look for a replacement with the same person from {begin} on, the earliest.]",
                begin=begin,
            ),
            draw.then(
                "[It should not be before {clock}, I forgot. Book the first that fits.|Mornings are out, nothing before {clock}. Book the earliest one after that condition.|Add to that: {clock} or later. Then please book it.]",
                clock=clock,
            ),
            draw.then(
                "[And what is the balance of the account now?|How much do we owe you altogether by now?|What does the account stand at, fee included?]"
            ),
        ]

    def solve(hands: Hands) -> None:
        row = _ask_and_cancel(hands, draw, visit, agreed)
        if target is None:
            return
        rows = searched(
            hands,
            "[look for a replacement|see what the same doctor has]",
            type_code=kind.code,
            from_date=begin,
            practitioner_ids=[row["practitioner_id"]],
        )
        first = hands.best(rows, lambda r: r["starts"])
        hands.say(
            fact(
                "first opening",
                moment(first["starts"]),
                "[The first is on {value}.|From then on the earliest is {value}.|{value} would be the first.]",
            )
        )
        rows = hands.keep(rows, "earliest hour", lambda r: moment(r["starts"]).time() >= clock)
        best = hands.best(rows, lambda r: r["starts"])
        made = hands.call(
            "book_appointment",
            "[book it|take that one]",
            landed=landed_booking(hands, row["patient_id"], best["starts"]),
            patient_id=row["patient_id"],
            slot_id=best["slot_id"],
            type_code=kind.code,
        )
        hands.say(*told_booking(made, bare(kind), patient.given))
        account = hands.call("family_account", "[read|look up] the balance", include=["balance"])
        hands.say(
            fact(
                "balance",
                float(account["balance"]["due"]),
                "[EUR {value} is due in all.|The account stands at EUR {value}.|You owe EUR {value} by now.]",
            )
        )

    fee = clinic.account.late_fee
    wants: list[Want] = [Tells("the fee", fee, turn=0)]
    paths: tuple[str, ...] = ()
    if agreed:
        wants += [
            Asks(),
            Becomes(f"appointments.{visit.id}.status", "cancelled"),
            Becomes("account.balance", round(clinic.account.balance + fee, 2)),
        ]
        paths = (
            f"appointments.{visit.id}.status",
            f"slots.{visit.slot}",
            "account.balance",
            *([f"referrals.{visit.referral}.used"] if visit.referral else []),
        )
    if target is not None:
        wants += gains_visit(clinic, patient, kind, target)[:1]
        wants += [
            Tells("the new day", target.start.date(), turn=3),
            Tells("the new time", target.start.time(), turn=3),
            Tells("the balance", round(clinic.account.balance + fee, 2)),
        ]
        paths += booking_paths(clinic, patient, kind, target)
    wants.append(OnlyChanges(paths))
    plan = [
        "agenda",
        *(["cancel_appointments"] if agreed else []),
        *(["find_slots", "book_appointment", "family_account"] if target else []),
    ]
    constraints = ("person", "consent", *(("earliest hour", "same person") if target else ()))
    return Goal(
        tuple(turns), [visit.id, agreed, target.id if target else None], constraints, tuple(plan), solve, tuple(wants)
    )


def _late_and_rest(draw: Draw, visit: Appointment) -> Goal | None:
    """After the cancellation: what else is booked for the patient, and on which day it could be left free of charge."""
    clinic = clinic_of(draw.desk)
    patient = clinic.patients[visit.patient]
    rest = sorted(
        (a for a in booked(clinic) if a.patient == patient.id and a is not visit and a.start > draw.now),
        key=lambda a: a.start,
    )
    if not rest:
        return None
    other = rest[0]
    turns = _late_turns(draw, visit, True)
    turns += [
        draw.then(
            "[What else is booked for {who} after that?|Which appointments does {who} still have, then?|And what is left in the book for {who}?]",
            who=patient.given,
        ),
        draw.then(
            "[Until when could I cancel the first of these for nothing?|Up to what moment is the earliest of them free of charge to cancel?|So that this doesn't happen again: until when is the next one free to cancel?]"
        ),
        draw.then(
            "[What do we owe you altogether by now?|And the balance of the account, fee included?|Finally, what does the account stand at now?]"
        ),
    ]

    def solve(hands: Hands) -> None:
        _ask_and_cancel(hands, draw, visit, True)
        rows = hands.call("agenda", "[see|look up] what else there is", show=["appointments"])["appointments"]
        rows = hands.keep(rows, "person", lambda r: r["patient"] == patient.name)
        rows = hands.keep(rows, "status", lambda r: r["status"] == "booked")
        rows = [r for r in rows if r["starts"] > draw.now.isoformat()]
        hands.say(
            *(
                fact(
                    r["title"],
                    moment(r["starts"]),
                    "[{Label}: {value}.|{Label} on {value}.|There is {label} on {value}.]",
                )
                for r in sorted(rows, key=lambda r: r["starts"])
            )
        )
        first = hands.best(rows, lambda r: r["starts"])
        hands.say(
            fact(
                "free cancellation",
                moment(first["free_cancellation_until"]),
                "[Until {value} it costs nothing.|Free of charge until {value}.|It can be cancelled for nothing until {value}.]",
            )
        )
        account = hands.call("family_account", "[read|look up] the balance", include=["balance"])
        hands.say(
            fact(
                "balance",
                float(account["balance"]["due"]),
                "[EUR {value} is due in all.|The account stands at EUR {value}.|You owe EUR {value} by now.]",
            )
        )

    balance = round(clinic.account.balance + clinic.account.late_fee, 2)
    until: datetime = free_until(other)
    wants: list[Want] = [
        Asks(),
        Tells("the fee", clinic.account.late_fee, turn=0),
        Holds(
            "the visit",
            lambda s: s.appointments[visit.id].status == "cancelled",
            "the visit is cancelled",
            lambda s: "it still stands",
        ),
        OnlyChanges(
            (
                f"appointments.{visit.id}.status",
                f"slots.{visit.slot}",
                "account.balance",
                *([f"referrals.{visit.referral}.used"] if visit.referral else []),
            )
        ),
        *(Tells("a visit that is left", a.start.date(), turn=2) for a in rest),
        Tells("the day until which it is free", until.date(), turn=3),
        Tells("the hour until which it is free", until.time(), turn=3),
        Tells("the balance", balance),
    ]
    return Goal(
        tuple(turns),
        [visit.id, other.id],
        ("person", "status", "consent"),
        ("agenda", "cancel_appointments", "agenda", "family_account"),
        solve,
        tuple(wants),
    )
