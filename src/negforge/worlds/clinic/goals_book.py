"""Goals of booking: the first slot that meets all conditions, a second visit on one day, a control visit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from negforge.worlds.clinic.conditions import Condition, conditions, known, narrowed, tools_needed, window_for
from negforge.worlds.clinic.rules import GAP, audience_of, clinic_of, control_from, main_cover
from negforge.worlds.clinic.state import Clinic, Patient, Slot, VisitType
from negforge.worlds.clinic.talk import (
    Row,
    bare,
    bookable,
    booked,
    called,
    covered,
    covering,
    day_of,
    free_of_others,
    gains_visit,
    in_days,
    landed_booking,
    moment,
    open_files,
    others,
    person,
    searched,
    told_booking,
    usable_referrals,
    visit_called,
)
from negforge.worlds.goal import Draw, Goal, Hands, goal
from negforge.worlds.wants import Tells, Want

_BECAUSE = (
    "[The doctor at the old place has retired.|I only found the letter from the practice today.|We keep putting it off.|The insurer keeps reminding us.|"
    "I finally have my roster for the month.|It has been on the fridge door since spring.|A colleague recommended your house.]"
)


@goal("single_easy", "single_hard")
def book_first_fit(draw: Draw) -> Goal | None:
    """Book the earliest (or the last possible) slot that meets conditions; in the hard form on the right referral."""
    clinic = clinic_of(draw.desk)
    for _ in range(14):
        patient, kind = _somebody(draw, clinic)
        if patient is None or kind is None:
            continue
        begin = in_days(draw.now, draw.rng.randrange(1, 7))
        end = min(begin + timedelta(days=draw.rng.randrange(7, 17)), draw.now.date() + timedelta(days=24))
        given = conditions(
            draw, kind, draw.rng.choice((2, 3, 3)) if draw.hard else draw.rng.choice((1, 1, 2)), plain=not draw.hard
        )
        last = draw.chance(0.35)
        fits = [s for s in bookable(clinic, kind, patient, begin, end) if all(c.holds(s) for c in given)]
        fits = [s for s in fits if covered(clinic, patient, kind, s.start.date())]
        target = _target(fits, last)
        if (
            target is None
            or not free_of_others(clinic, patient, kind, target)
            or main_cover(clinic, patient.id).valid_until < end
        ):
            continue
        return _first_fit(draw, patient, kind, (begin, end), given, last, target)
    return None


def _somebody(draw: Draw, clinic: Clinic) -> tuple[Patient | None, VisitType | None]:
    if not draw.hard:
        patient = draw.one(others(clinic))
        kind = draw.one(
            t
            for t in clinic.types.values()
            if not t.referral and patient is not None and t.audience == audience_of(patient, draw.now.date())
        )
        return patient, kind
    patient = draw.one(open_files(clinic))
    assert patient is not None
    held = [
        r for r in clinic.referrals.values() if r.patient == patient.id and r.left and r.valid_until > draw.now.date()
    ]
    referral = draw.one(held)
    kinds = [
        t for t in clinic.types.values() if referral and t.speciality == referral.speciality and t.control_after is None
    ]
    return patient, draw.one(kinds)


def _target(fits: list[Slot], last: bool) -> Slot | None:
    """The slot that is wanted, where there is just one of that time."""
    if not fits:
        return None
    target = max(fits, key=lambda s: s.start) if last else min(fits, key=lambda s: s.start)
    return target if sum(s.start == target.start for s in fits) == 1 else None


def _first_fit(
    draw: Draw,
    patient: Patient,
    kind: VisitType,
    period: tuple[date, date],
    given: list[Condition],
    last: bool,
    target: Slot,
) -> Goal:
    clinic = clinic_of(draw.desk)
    begin, end = period
    slots: dict[str, Any] = {
        "visit": visit_called(kind, draw.rng),
        "who": called(patient, draw.rng),
        "begin": begin,
        "end": end,
    }
    for condition in given:
        slots |= condition.slots
    early = (
        "[I need {visit} for {who}, the earliest there is from {begin} on, {end} at the latest.|Could you book {visit} for {who}? The sooner the better, but not before {begin} and no later than {end}.|"
        "{visit_first} for {who}, please: first opening between {begin} and {end}.|Please find {who} {visit} between {begin} and {end} and take the first that works.|"
        "We're looking for {visit} for {who}. Anything from {begin} to {end} is fine, the earliest wins.]"
    )
    late = (
        "[I need {visit} for {who}, as late as it can be, but by {end}; nothing before {begin}.|Could you book {visit} for {who}? Please the last possible one up to {end}, from {begin} on.|"
        "Please get {who} {visit} as close to {end} as possible, not after it and not before {begin}.|{visit_first} for {who}: between {begin} and {end}, and the later the better.]"
    )
    slots["visit_first"] = slots["visit"][0].upper() + slots["visit"][1:]
    turn = draw.ask(late if last else early, *(c.clause for c in given), because=_BECAUSE, **slots)

    def solve(hands: Hands) -> None:
        who = person(hands, patient)
        papers = (
            usable_referrals(hands, who["patient_id"], kind.speciality, "[check|look up|see about] the referral")
            if kind.referral
            else []
        )
        facts = known(hands, given, kind)
        rows = searched(
            hands,
            "[look for open slots|see what is open|search the open slots]",
            type_code=kind.code,
            from_date=begin,
            until_date=end,
            window=window_for(hands, given),
        )
        rows = _for_audience(hands, rows, who, kind)
        if kind.referral:
            rows = hands.keep(rows, "validity", lambda row: any(_covers(p, row) for p in papers))
        rows = narrowed(hands, rows, given, facts)
        row = hands.best(rows, lambda r: -moment(r["starts"]).timestamp() if last else moment(r["starts"]).timestamp())
        visit = _enter(hands, who["patient_id"], row, kind, papers)
        hands.confirm(
            "agenda",
            "[check|make sure] that it is in the calendar",
            show=["appointments"],
            patient_ids=[who["patient_id"]],
        )
        hands.say(*told_booking(visit, bare(kind), patient.given))

    constraints = ["person", "period", *(c.kind for c in given)]
    if kind.referral:
        constraints += ["sessions", "validity", "audience"]
    return Goal(
        (turn,),
        values=[patient.id, kind.code, str(begin), str(end), last, *(c.value for c in given)],
        constraints=tuple(constraints),
        plan=(
            "family_account",
            *(("patient_file",) if kind.referral else ()),
            *tools_needed(given),
            "find_slots",
            "book_appointment",
        ),
        solve=solve,
        wants=(*gains_visit(clinic, patient, kind, target), *_told(clinic, target)),
    )


def _for_audience(hands: Hands, rows: list[Row], who: Row, kind: VisitType) -> list[Row]:
    """The rows for this patient's age, where the type is for both."""
    if kind.audience != "any":
        return rows
    born = date.fromisoformat(who["born"])

    def fits(row: Row) -> bool:
        day = day_of(row["starts"])
        years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return bool(row["audience"] == ("child" if years < 16 else "adult"))

    return hands.keep(rows, "audience", fits)


def _covers(paper: Row, row: Row) -> bool:
    return bool(paper["issued"] <= row["starts"][:10] <= paper["valid_until"])


def _enter(hands: Hands, patient_id: str, row: Row, kind: VisitType, papers: list[Row]) -> Row:
    """Book a row, on the referral that covers its day where the type needs one."""
    referral = covering(hands, papers, row["starts"][:10])["referral_id"] if kind.referral else None
    visit: Row = hands.call(
        "book_appointment",
        "[book|take|reserve] [the slot|that slot|it]",
        landed=landed_booking(hands, patient_id, row["starts"]),
        patient_id=patient_id,
        slot_id=row["slot_id"],
        type_code=kind.code,
        referral_id=referral,
    )
    return visit


def _told(clinic: Clinic, slot: Slot) -> list[Want]:
    return [
        Tells("the day of the appointment", slot.start.date()),
        Tells("the time of the appointment", slot.start.time()),
        Tells("the practitioner", clinic.practitioners[slot.practitioner].family),
    ]


@goal("single_hard")
def same_day_visit(draw: Draw) -> Goal | None:
    """A second visit on the day of one that is booked, with the gap between them that the clinic asks for."""
    clinic = clinic_of(draw.desk)
    options: list[tuple[Any, VisitType, list[Slot], bool]] = []
    for visit in booked(clinic):
        patient, day = clinic.patients[visit.patient], visit.start.date()
        mine = [a for a in booked(clinic) if a.patient == patient.id and a is not visit]
        unclear = any(a.start.date() == day or (a.type == visit.type and a.start < visit.start) for a in mine)
        if patient.relation == "holder" or day <= draw.now.date() + timedelta(days=1) or unclear:
            continue
        for kind in clinic.types.values():
            same = kind.speciality == clinic.types[visit.type].speciality
            if (
                kind.referral
                or same
                or kind.audience != audience_of(patient, day)
                or not covered(clinic, patient, kind, day)
            ):
                continue
            rows = [s for s in bookable(clinic, kind, patient, day, day) if not s.remote]
            if len(rows) > 1 and any(free_of_others(clinic, patient, kind, s) for s in rows):
                options.append((visit, kind, rows, any(not free_of_others(clinic, patient, kind, s) for s in rows)))
    options = [o for o in options if o[3]] or options
    chosen = draw.one(options)
    if chosen is None:
        return None
    visit, kind, rows, _ = chosen
    patient, day = clinic.patients[visit.patient], visit.start.date()
    good = [s for s in rows if free_of_others(clinic, patient, kind, s)]
    wait = {s.id: _between(s.start, s.start + timedelta(minutes=kind.minutes), visit.start, visit.end) for s in good}
    target = min(good, key=lambda s: wait[s.id])
    if sum(wait[s.id] == wait[target.id] for s in good) > 1:
        return None
    other = bare(clinic.types[visit.type])
    turn = draw.ask(
        "[When {who} comes in for the {other}, could we add {visit} on the same day?|The next time {who} is at your place is for the {other}: please add {visit} that same day.|I'd like {visit} for {who} on the very day of the {other}, so that we only make the trip once.|"
        "{who_first} has the {other} coming up. Can you put {visit} on that day as well?]",
        "[Keep the time in between as short as your rules allow|The less waiting in between, the better|Choose the one that leaves the shortest wait between the two], [before or after is all the same|in whichever order|it may be before or after][.|, and in the house, no video.]",
        because="[It is ninety minutes on the bus each way.|I have to take a day off for every trip.|Parking alone costs a fortune.|We live out past the reservoir.]",
        who=called(patient, draw.rng),
        who_first=patient.given,
        other=other,
        visit=visit_called(kind, draw.rng),
    )

    def solve(hands: Hands) -> None:
        listed = hands.call("agenda", "[find|look up] the visit that is booked", show=["appointments"])["appointments"]
        mine = hands.keep(listed, "person", lambda row: row["patient"] == patient.name)
        mine = hands.keep(mine, "status", lambda row: row["status"] == "booked")
        first = hands.best([r for r in mine if r["type_code"] == visit.type], lambda row: row["starts"])
        day_text = first["starts"][:10]
        found = searched(
            hands,
            "[see what is open that day|look for slots on that day]",
            type_code=kind.code,
            from_date=day_text,
            until_date=day_text,
            remote=False,
        )
        begin, end = moment(first["starts"]), moment(first["ends"])

        def apart(row: Row) -> timedelta:
            start = moment(row["starts"])
            return _between(start, start + timedelta(minutes=row["minutes"]), begin, end)

        found = hands.keep(found, "gap", lambda row: apart(row) >= GAP)
        row = hands.best(found, apart)
        made = _enter(hands, first["patient_id"], row, kind, [])
        hands.say(
            *told_booking(made, bare(kind), patient.given),
            "[The {other} that day is at {time}.|That leaves {gap} minutes between it and the {other}.|The {other} stays at {time}.]",
            other=other,
            time=begin.time(),
            gap=int(apart(row).total_seconds() // 60),
        )

    return Goal(
        (turn,),
        values=[visit.id, kind.code],
        constraints=("person", "status", "gap", "same day"),
        plan=("agenda", "find_slots", "book_appointment"),
        solve=solve,
        wants=(*gains_visit(clinic, patient, kind, target), *_told(clinic, target)),
    )


def _between(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> timedelta:
    """The time between two visits of one day, negative where they overlap."""
    return start - other_end if start >= other_start else other_start - end


@goal("single_hard")
def control_visit(draw: Draw) -> Goal | None:
    """A control visit with whoever did the first visit, as soon as the type's days have passed."""
    clinic = clinic_of(draw.desk)
    options: list[tuple[Patient, VisitType, Any, Slot]] = []
    for patient in open_files(clinic):
        for kind in clinic.types.values():
            begin = control_from(clinic, patient.id, kind) if kind.control_after is not None else None
            if begin is None:
                continue
            firsts = [
                a
                for a in clinic.appointments.values()
                if a.patient == patient.id and a.status == "done" and a.type == f"{kind.code[:4]}-FIRST"
            ]
            first = max(firsts, key=lambda a: a.start)
            begin = max(begin, draw.now.date() + timedelta(days=1))
            rows = [
                s
                for s in bookable(clinic, kind, patient, begin, draw.now.date() + timedelta(days=24))
                if s.practitioner == first.practitioner
            ]
            rows = [s for s in rows if covered(clinic, patient, kind, s.start.date())]
            if rows and free_of_others(clinic, patient, kind, rows[0]):
                options.append((patient, kind, first, rows[0]))
    chosen = draw.one(options)
    if chosen is None:
        return None
    patient, kind, first, target = chosen
    turn = draw.ask(
        "[{who_first} had the first visit a while ago and was told to come back for a control visit ({field}).|It's about {who}: the {control} after the first visit is still to be arranged.|Please book the {control} for {who}.|Time to get the {control} for {who} into the calendar.]",
        "[It should be the same doctor as the first time, as soon as your rules permit.|With the same practitioner as last time, please, and on the first day it's allowed.|Same person as at the first visit; the earliest that is allowed.|We'd like to stay with the doctor who saw us then. Earliest permitted slot.]",
        because="[The letter only says 'in due course'.|I lost the slip with the dates.|We were told somebody would call, nobody did.]",
        who=called(patient, draw.rng),
        who_first=patient.given,
        control=bare(kind),
        field=kind.speciality.replace("_", " "),
    )

    def solve(hands: Hands) -> None:
        who = person(hands, patient)
        file = hands.call(
            "patient_file",
            "[read|look up] the first visit and the referrals",
            patient_id=who["patient_id"],
            sections=["visits", "referrals"],
        )
        visits = [v for v in file["visits"] if v["type_code"] == first.type and v["status"] == "done"]
        last = hands.best(visits, lambda v: -moment(v["starts"]).timestamp())
        papers = [r for r in file["referrals"] if r["speciality"] == kind.speciality]
        papers = hands.keep(papers, "sessions", lambda r: r["sessions"] > r["sessions_used"])
        earliest = day_of(last["starts"])
        if hands.bother("the days that have to pass", kind="check"):
            sheet = hands.call(
                "type_sheet",
                "[see|look up] after how many days a control visit is possible",
                specialities=[kind.speciality],
            )
            earliest += timedelta(days=control_days(sheet, kind.code))
        begin = max(earliest, draw.now.date() + timedelta(days=1))
        other = hands.keep([last["practitioner_id"]], "same person", lambda _: False)
        rows = searched(
            hands,
            "[look for slots from that day on|see what is open from then on]",
            type_code=kind.code,
            from_date=begin,
            practitioner_ids=None if other else [last["practitioner_id"]],
        )
        rows = _for_audience(hands, rows, who, kind)
        rows = hands.keep(rows, "validity", lambda row: any(_covers(p, row) for p in papers))
        row = hands.best(rows, lambda r: r["starts"])
        made = _enter(hands, who["patient_id"], row, kind, papers)
        hands.say(
            *told_booking(made, bare(kind), patient.given),
            *(
                ["[The earliest day for it was {day}.|It could not be before {day}.|From {day} on it was possible.]"]
                if begin == earliest
                else []
            ),
            day=begin,
        )

    return Goal(
        (turn,),
        values=[patient.id, kind.code],
        constraints=("person", "sessions", "interval", "audience", "same person", "validity"),
        plan=("family_account", "patient_file", "type_sheet", "find_slots", "book_appointment"),
        solve=solve,
        wants=(*gains_visit(clinic, patient, kind, target), *_told(clinic, target)),
    )


def control_days(sheet: str, code: str) -> int:
    """The days of a control visit, as the type sheet has them."""
    lines = {line.split()[0]: line for line in sheet.splitlines() if " days" in line}
    return int(lines[code].split(" days")[0].split()[-1])
