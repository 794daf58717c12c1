"""Goals of changing what is booked: moving a visit, and clearing days of visits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.clinic.conditions import Condition, conditions, known, narrowed, window_for
from negforge.worlds.clinic.rules import clinic_of, free_until, main_cover
from negforge.worlds.clinic.state import Appointment, Clinic, Slot
from negforge.worlds.clinic.talk import (
    PREFIX,
    Row,
    bare,
    bookable,
    booked,
    booking_paths,
    called,
    day_of,
    free_of_others,
    gains_visit,
    landed_booking,
    landed_move,
    moment,
    plainly,
    searched,
    told_booking,
)
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Becomes, OnlyChanges, Tells, Want
from negforge.worlds.wording import listed


@goal("single_easy", "single_hard")
def move_visit(draw: Draw) -> Goal | None:
    """Move a visit to a later slot of the same practitioner; in the hard form only if the referral still covers it."""
    clinic = clinic_of(draw.desk)
    stays = draw.hard and draw.chance(0.45)
    for _ in range(20):
        visit = draw.one(_movable(clinic, draw))
        if visit is None:
            return None
        patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
        begin = visit.start.date() + timedelta(days=draw.rng.randrange(1, 6))
        given = conditions(draw, kind, draw.rng.choice((1, 2)) if draw.hard else draw.rng.choice((0, 0, 1)), plain=True)
        given = [c for c in given if c.kind != "excluded person"]
        rows = [
            s
            for s in bookable(clinic, kind, patient, begin, draw.now.date() + timedelta(days=24))
            if s.practitioner == visit.practitioner
        ]
        rows = [s for s in rows if all(c.holds(s) for c in given)]
        if not rows or not free_of_others(clinic, patient, kind, rows[0]) or visit.billing == "self_pay":
            continue
        if clinic.covers[visit.billing].valid_until < rows[0].start.date():
            continue
        until = clinic.referrals[visit.referral].valid_until if visit.referral else date.max
        if (rows[0].start.date() > until) == stays:
            return _move(draw, visit, begin, given, rows[0])
    return None


def _movable(clinic: Clinic, draw: Draw) -> list[Appointment]:
    """Visits that can be moved, whose day and type say which is meant."""
    found = []
    for visit in booked(clinic):
        patient = clinic.patients[visit.patient]
        wanted = visit.referral is not None and patient.access in ("guardian", "shared") if draw.hard else True
        if wanted and patient.relation != "holder" and (free_until(visit) - draw.now).days >= 1:
            found.append(visit)
    return found


def _move(draw: Draw, visit: Appointment, begin: date, given: list[Condition], target: Slot) -> Goal:
    clinic = clinic_of(draw.desk)
    patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
    doctor = clinic.practitioners[visit.practitioner].name
    referral = clinic.referrals.get(visit.referral or "")
    outside = draw.hard and referral is not None and target.start.date() > referral.valid_until
    slots: dict[str, Any] = {
        "who": called(patient, draw.rng),
        "plainly": plainly(patient),
        "visit": bare(kind),
        "day": visit.start.date(),
        "begin": begin,
        "doctor": doctor,
    }
    for condition in given:
        slots |= condition.slots
    clauses = [c.clause for c in given]
    if draw.hard:
        clauses.append(
            "[But only if the referral still covers the new date; otherwise leave everything as it is and tell me until when it is valid.|If the referral has run out by then, don't move it, just tell me until when it is good.|"
            "Please check the referral first: should the new date lie after its end, we keep {day} and you tell me when it ends.]"
        )
    turn = draw.ask(
        "[The {visit} for {who} on {day} clashes with something. Please move it to the first slot with {doctor} from {begin} on.|Could you move the {visit} of {day} ({plainly})? Same person, {doctor}, and the first possible time from {begin}.|"
        "We can't make the {visit} for {who} on {day}. It should stay with {doctor}; take the earliest from {begin} onwards.|Please put off the {visit} on {day} for {who}: {doctor} again, earliest date from {begin}.]",
        *clauses,
        because="[There is a school concert that day.|My shift was changed again.|The moving van comes that morning.|We have visitors from Porto.]",
        **slots,
    )

    def solve(hands: Hands) -> None:
        listed_rows = hands.call("agenda", "[find|look up] the visit", show=["appointments"])["appointments"]
        mine = hands.keep(listed_rows, "person", lambda r: r["patient"] == patient.name)
        mine = hands.keep(mine, "status", lambda r: r["status"] == "booked")
        mine = [r for r in mine if r["type_code"] == kind.code]
        old = hands.best(mine, lambda r: abs(day_of(r["starts"]) - visit.start.date()))
        until = ""
        if draw.hard and hands.bother("the referral it goes on", kind="check"):
            papers = hands.call(
                "patient_file",
                "[check|look at] the referral it goes on",
                patient_id=old["patient_id"],
                sections=["referrals"],
            )["referrals"]
            paper = hands.best(
                [p for p in papers if p["referral_id"] == old["referral_id"]], lambda p: p["valid_until"]
            )
            until = paper["valid_until"]
        other = hands.keep([old["practitioner_id"]], "same person", lambda _: False)
        rows = searched(
            hands,
            "[look for a later slot|see what is open later]",
            type_code=kind.code,
            from_date=begin,
            practitioner_ids=None if other else [old["practitioner_id"]],
            window=window_for(hands, given),
        )
        rows = hands.keep(rows, "audience", lambda r: (r["audience"] == "child") == (patient.access == "guardian"))
        rows = narrowed(hands, rows, given, known(hands, given, kind))
        row = hands.best(rows, lambda r: r["starts"])
        if until and not hands.keep([row], "validity", lambda r: r["starts"][:10] <= until):
            hands.say(
                fact(
                    "end of the referral",
                    date.fromisoformat(until),
                    "[The referral is valid until {value} only.|The referral ends on {value}.|It is covered until {value} and no longer.]",
                ),
                "[The first slot that fits is on {found}, which is after that, so I have not moved anything.|As the first fitting slot is on {found}, the appointment stays where it is.|Since nothing fits before {found}, I left the appointment alone.]",
                found=day_of(row["starts"]),
            )
            return
        moved = hands.call(
            "move_appointment",
            "[move the visit|move it]",
            landed=landed_move(hands, old, row),
            appointment_id=old["appointment_id"],
            slot_id=row["slot_id"],
        )
        hands.say(*told_booking(moved, bare(kind), patient.given))

    wants: list[Want]
    if outside and referral is not None:
        wants = [OnlyChanges(), Tells("the end of the referral", referral.valid_until)]
    else:
        paths = (f"appointments.{visit.id}", f"slots.{target.id}", f"slots.{visit.slot}")
        wants = [
            Becomes(f"appointments.{visit.id}.slot", target.id),
            Becomes(f"appointments.{visit.id}.billing", visit.billing),
            OnlyChanges(paths),
        ]
        wants += [Tells("the new day", target.start.date()), Tells("the new time", target.start.time())]
    constraints = ["person", "status", "same person", "audience", *(c.kind for c in given)] + (
        ["validity"] if draw.hard else []
    )
    return Goal(
        (turn,),
        values=[visit.id, str(begin), *(c.value for c in given)],
        constraints=tuple(constraints),
        plan=(
            "agenda",
            *(("patient_file",) if draw.hard else ()),
            "find_slots",
            *(() if outside else ("move_appointment",)),
        ),
        solve=solve,
        wants=tuple(wants),
    )


@goal("single_easy", "single_hard")
def clear_days(draw: Draw) -> Goal | None:
    """Cancel one visit; in the hard form all of a period for some of the family, but none that would cost a fee."""
    clinic = clinic_of(draw.desk)
    if not draw.hard:
        free = [
            a
            for a in booked(clinic)
            if draw.now < free_until(a) - timedelta(hours=1) and clinic.patients[a.patient].relation != "holder"
        ]
        visit = draw.one(free)
        if visit is None:
            return None
        return _cancel_one(draw, visit)
    found = (_cleared(draw, clinic) for _ in range(8))
    return next((g for g in found if g is not None), None)


def _cleared(draw: Draw, clinic: Clinic) -> Goal | None:
    end = draw.now.date() + timedelta(days=draw.rng.randrange(6, 16))
    rows = [a for a in booked(clinic) if a.start.date() <= end]
    people = draw.some(dict.fromkeys(a.patient for a in rows if clinic.patients[a.patient].relation != "holder"), 3)
    rows = [a for a in rows if a.patient in people]
    late = [a for a in rows if draw.now > free_until(a)]
    free = [a for a in rows if a not in late]
    spared = draw.one(clinic.types[a.type].speciality for a in free) if draw.chance(0.6) else None
    gone = [a for a in free if clinic.types[a.type].speciality != spared]
    if (
        len(gone) < 2
        or not (late or spared)
        or any(abs((free_until(a) - draw.now).total_seconds()) < 1800 for a in rows)
    ):
        return None
    kept = [a for a in late if clinic.types[a.type].speciality != spared]
    return _clear(draw, end, people, spared, gone, kept, _anew(draw, end, gone))


def _anew(draw: Draw, end: date, gone: list[Appointment]) -> tuple[Appointment, Slot] | None:
    """One of the visits that go, and the first slot of the same practitioner afterwards."""
    clinic = clinic_of(draw.desk)
    found: list[tuple[Appointment, Slot]] = []
    for visit in gone:
        patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
        rows = bookable(clinic, kind, patient, end + timedelta(days=1), draw.now.date() + timedelta(days=24))
        rows = [s for s in rows if s.practitioner == visit.practitioner]
        alone = sum(a.patient == patient.id and a.type == kind.code for a in gone) == 1
        sure = rows and main_cover(clinic, patient.id).valid_until >= rows[0].start.date()
        if sure and alone and not kind.referral and free_of_others(clinic, patient, kind, rows[0]):
            found.append((visit, rows[0]))
    return draw.one(found)


def _cancel_one(draw: Draw, visit: Appointment) -> Goal:
    clinic = clinic_of(draw.desk)
    patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
    reason, words = draw.rng.choice(
        (
            ("ill", "[There's a bug going round here|Down with a fever]"),
            ("away", "[We'll be out of town|We have a wedding to go to]"),
            ("recovered", "[It has got better by itself|It's gone, thankfully]"),
            ("elsewhere", "[A place nearer home had an opening|It is being done somewhere else now]"),
        )
    )
    same = [a for a in booked(clinic) if a.patient == patient.id and a.type == kind.code and a.start > draw.now]
    dated = visit is not min(same, key=lambda a: a.start) or draw.chance(0.3)
    turn = draw.ask(
        "[Please cancel the {visit} for {who} on {day}.|The {visit} on {day} for {who} can be struck out.|Could you call off the {visit} that {who} has on {day}?|I want to cancel: {who}, {visit}, {day}.]"
        if dated
        else "[Please cancel the {visit} that {who} has coming up.|The next {visit} for {who} can be struck out.|Could you call off the {visit} {plainly} has with you, the next one that stands?|I want to cancel the next {visit}, for {who}.]",
        f"{words}[.|; please note that as the reason.]",
        who=called(patient, draw.rng),
        plainly=plainly(patient),
        visit=bare(kind),
        day=visit.start.date(),
    )

    def solve(hands: Hands) -> None:
        rows = hands.call("agenda", "[find|look up] the visit", show=["appointments"])["appointments"]
        rows = hands.keep(rows, "person", lambda r: r["patient"] == patient.name)
        rows = hands.keep(rows, "status", lambda r: r["status"] == "booked")
        rows = [r for r in rows if r["type_code"] == kind.code]
        row = hands.best(rows, lambda r: abs(day_of(r["starts"]) - visit.start.date()) if dated else r["starts"])
        _cancel(hands, [row], reason)
        hands.say(
            fact(
                "visit",
                moment(row["starts"]),
                "[The {visit} of {value} is cancelled.|I have cancelled the {visit} on {value}.|Cancelled: {visit}, {value}.]",
                visit=bare(kind),
            ),
            "[No fee applies.|There is no fee.|This is free of charge, being more than 24 hours ahead.]",
        )

    return Goal(
        (turn,),
        values=[visit.id, reason],
        constraints=("person", "status", "day" if dated else "next"),
        plan=("agenda", "cancel_appointments"),
        solve=solve,
        wants=(
            Becomes(f"appointments.{visit.id}.status", "cancelled"),
            OnlyChanges(_freed([visit])),
            Tells("the day", visit.start.date()),
        ),
    )


def _freed(visits: list[Appointment]) -> tuple[str, ...]:
    """Where the state may change when these visits are cancelled without a fee."""
    return tuple(
        path
        for a in visits
        for path in (
            f"appointments.{a.id}.status",
            f"slots.{a.slot}",
            *([f"referrals.{a.referral}.used"] if a.referral else []),
        )
    )


def _cancel(hands: Hands, rows: list[Row], reason: str | None = None) -> Any:
    numbers = {row["appointment_id"] for row in rows}

    def gone() -> Row | None:
        now = hands.call(
            "agenda", "see whether the cancellation went through", show=["appointments"], statuses=["cancelled"]
        )
        return {} if numbers <= {r["appointment_id"] for r in now["appointments"]} else None

    wanted = [
        {"appointment_id": row["appointment_id"], "reason": reason}
        if reason
        else {"appointment_id": row["appointment_id"]}
        for row in rows
    ]
    return hands.call(
        "cancel_appointments",
        "[cancel|call off] [what was asked for|the visit in question]",
        landed=gone,
        appointments=wanted,
    )


def _clear(
    draw: Draw,
    end: date,
    people: list[str],
    spared: str | None,
    gone: list[Appointment],
    late: list[Appointment],
    anew: tuple[Appointment, Slot] | None,
) -> Goal:
    clinic = clinic_of(draw.desk)
    names = [clinic.patients[p].given for p in people]
    field = {"general": "GP", "ear_nose_throat": "ENT"}.get(spared or "", spared or "")
    turn = draw.ask(
        "[Please cancel everything that is booked for {names} up to and including {end}.|All appointments of {names} until {end} have to go.|We're away until {end}: please call off whatever {names} have with you until then.|Could you clear the calendar for {names} through {end}?]",
        "[Anything that would cost a fee stays; just tell me which.|Not the ones for which you'd charge me, those we keep. Tell me which they are.|Leave alone what can't be cancelled for free any more, and say what that is.]",
        *(
            [
                "[The {field} appointments stay too.|And don't touch anything in {field}.|{field_first} is an exception, we'll come for that.]"
            ]
            if spared
            else []
        ),
        *(
            [
                "[After that, get {again} a new {visit} with the same doctor, the first one after {end}.|For {again}, please book the {visit} anew: same person, first opening once {end} is past.|And {again} needs another {visit} instead, again with {doctor}, the earliest after {end}.]"
            ]
            if anew
            else []
        ),
        because="[My mother-in-law broke her wrist and we are driving up.|The cottage became free at short notice.|The whole house has chickenpox.]",
        names=listed(names),
        end=end,
        field=field,
        field_first=field[:1].upper() + field[1:],
        again=clinic.patients[anew[0].patient].given if anew else "",
        visit=bare(clinic.types[anew[0].type]) if anew else "",
        doctor=clinic.practitioners[anew[0].practitioner].name if anew else "",
    )

    def solve(hands: Hands) -> None:
        answer = hands.call(
            "agenda",
            "[see|look up] what is booked until then",
            show=["appointments"],
            period={"to": end.isoformat()},
            statuses=["booked"],
        )
        rows = hands.keep(answer["appointments"], "people", lambda r: r["patient"].split()[0] in names)
        rows = hands.keep(rows, "exclusion", lambda r: r["type_code"][:4] != PREFIX.get(spared or ""))
        free = hands.keep(rows, "late fee", lambda r: r["free_cancellation_until"] >= answer["as_of"])
        kept = [r for r in rows if r not in free]
        if free:
            _cancel(hands, free, "away")
        told = [
            fact(
                f"{r['patient'].split()[0]}, {r['title']}",
                moment(r["starts"]),
                "[Cancelled: {Label}, {value}.|{Label} on {value} is cancelled.|{Label} of {value} has been called off.]",
            )
            for r in free
        ]
        told += [
            fact(
                f"{r['patient'].split()[0]}, {r['title']}",
                moment(r["starts"]),
                "[Still standing, because it would cost {fee}: {Label}, {value}.|{Label} on {value} stays, as cancelling it now would cost {fee}.|I left {Label} of {value} alone: less than 24 hours ahead it costs {fee}.]",
                fee=f"EUR {answer['late_fee']['amount']:.2f}",
            )
            for r in kept
        ]
        if anew is not None:
            name, code = clinic.patients[anew[0].patient].name, anew[0].type
            told += _book_anew(hands, [r for r in free if r["patient"] == name and r["type_code"] == code], end)
        hands.say(*told)

    wants: list[Want] = [Becomes(f"appointments.{a.id}.status", "cancelled") for a in gone]
    wants += [Tells("the time of the visit that stays", a.start.time()) for a in late]
    paths = _freed(gone)
    if anew is not None:
        visit, slot = anew
        patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
        wants += gains_visit(clinic, patient, kind, slot)[:1]
        wants += [Tells("the new day", slot.start.date()), Tells("the new time", slot.start.time())]
        paths += booking_paths(clinic, patient, kind, slot)
    wants.append(OnlyChanges(paths))
    return Goal(
        (turn,),
        values=[sorted(a.id for a in gone), str(end), spared],
        constraints=(
            "people",
            "period",
            *(("exclusion",) if spared else ()),
            *(("late fee",) if late else ()),
            *(("rebook",) if anew else ()),
        ),
        plan=("agenda", "cancel_appointments", *(("find_slots", "book_appointment") if anew else ())),
        solve=solve,
        wants=tuple(wants),
    )


def _book_anew(hands: Hands, gone: list[Row], end: date) -> list[Any]:
    """A visit in the place of one that was cancelled, with the same practitioner, after the day."""
    old = hands.best(gone, lambda r: r["starts"])
    rows = searched(
        hands,
        "[look for a slot afterwards|see what is open afterwards]",
        type_code=old["type_code"],
        from_date=end + timedelta(days=1),
        practitioner_ids=[old["practitioner_id"]],
    )
    row = hands.best(rows, lambda r: r["starts"])
    made = hands.call(
        "book_appointment",
        "[book the new one|take that slot]",
        landed=landed_booking(hands, old["patient_id"], row["starts"]),
        patient_id=old["patient_id"],
        slot_id=row["slot_id"],
        type_code=old["type_code"],
    )
    return [*told_booking(made, old["title"], old["patient"].split()[0])]
