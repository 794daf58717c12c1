"""Goals of finding out: the next visit, what a referral still allows, which vaccination is due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.clinic.rules import clinic_of, main_cover
from negforge.worlds.clinic.state import Clinic, Patient, Shot
from negforge.worlds.clinic.talk import (
    PREFIX,
    SPECIALITY,
    Row,
    bare,
    bookable,
    booked,
    called,
    field_called,
    field_named,
    free_of_others,
    gains_visit,
    in_days,
    landed_booking,
    moment,
    open_files,
    person,
    preparations,
    searched,
    told_booking,
)
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Called, OnlyChanges, Tells, Want


@goal("single_easy")
def next_visit(draw: Draw) -> Goal | None:
    """When and where the next visit of a member in a speciality is, and sometimes how to prepare for it."""
    clinic = clinic_of(draw.desk)
    visit = draw.one(
        a for a in booked(clinic) if clinic.patients[a.patient].relation != "holder" and a.start > draw.now
    )
    if visit is None:
        return None
    patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
    same = [
        a
        for a in booked(clinic)
        if a.patient == patient.id and clinic.types[a.type].speciality == kind.speciality and a.start > draw.now
    ]
    visit = min(same, key=lambda a: a.start)
    kind = clinic.types[visit.type]
    prepared = kind.number is not None and draw.chance(0.5)
    turn = draw.ask(
        "[When does {who} have to be at your place for {field} next, and in which room?|What's the next {field} date for {who}? Day, time and room, please.|I can't find the note: when and where is the next {field} appointment for {who}?|Remind me, when is {who} down for {field}, and where do we go?]",
        *(
            ["[How does one prepare for it?|Is there anything we have to observe before or after?|Any preparation?]"]
            if prepared
            else []
        ),
        because="[The calendar on my phone got wiped.|I'm filling in the family planner.|I need to ask for the morning off.|The lift was out last time, so I'd like to know the room.]",
        who=called(patient, draw.rng),
        field=field_called(kind.speciality, draw.rng),
    )

    def solve(hands: Hands) -> None:
        rows = hands.call("agenda", "[look up|check] what is booked", show=["appointments"])["appointments"]
        rows = hands.keep(rows, "person", lambda r: r["patient"] == patient.name)
        rows = hands.keep(rows, "status", lambda r: r["status"] == "booked")
        rows = hands.keep(rows, "speciality", lambda r: r["type_code"].startswith(PREFIX[kind.speciality]))
        row = hands.best([r for r in rows if r["starts"] > draw.now.isoformat()], lambda r: r["starts"])
        told = [
            fact(
                "next visit",
                moment(row["starts"]),
                "[{who} is expected on {value}.|The next one for {who} is on {value}.|It is on {value}.]",
                who=patient.given,
            ),
            fact(
                "place",
                row["place"],
                "[It is in {value}, with {doctor}.|Go to {value}; {doctor} is in charge.|The place is {value} ({doctor}).]",
                doctor=row["practitioner"],
            ),
        ]
        if prepared:
            sheet = hands.call(
                "type_sheet",
                "[read|see] how to prepare for it",
                specialities=[SPECIALITY[row["type_code"][:4]]],
                with_preparation=True,
            )
            told.append(
                fact(
                    "preparation",
                    preparations(sheet)[row["type_code"]],
                    "[To prepare: {value}.|Please note: {value}.|The sheet says: {value}.]",
                )
            )
        hands.say(*told)

    room = clinic.practitioners[visit.practitioner].room
    wants: list[Want] = [
        OnlyChanges(),
        Tells("the day", visit.start.date()),
        Tells("the time", visit.start.time()),
        Tells("the room", f"room {room}" if not visit.remote else "video"),
    ]
    if prepared:
        wants.append(Tells("the number of the preparation", kind.number))
    return Goal(
        (turn,),
        values=[visit.id, prepared],
        constraints=("person", "status", "speciality", *(("preparation",) if prepared else ())),
        plan=("agenda", *(("type_sheet",) if prepared else ())),
        solve=solve,
        wants=tuple(wants),
    )


@goal("single_easy", "single_hard")
def sessions_left(draw: Draw) -> Goal | None:
    """How many sessions a referral still allows and until when; in the hard form what would lapse before a day."""
    clinic = clinic_of(draw.desk)
    today = draw.now.date()
    if draw.hard:
        return _lapsing(draw, clinic)
    held = [
        r
        for r in clinic.referrals.values()
        if r.left and r.valid_until >= today and clinic.patients[r.patient] in open_files(clinic)
    ]
    referral = draw.one(
        r for r in held if sum(x.patient == r.patient and x.speciality == r.speciality for x in held) == 1
    )
    if referral is None:
        return None
    patient = clinic.patients[referral.patient]
    turn = draw.ask(
        "[How many sessions are left on the {field} referral for {who}, and until when is it good?|Is there still a usable {field} referral for {who}? How many visits does it allow, and up to which day?|What does the referral to {field} for {who} still allow, and when does it end?|"
        "I'd like to know whether {who} can still go to {field} on the referral we have: visits left and last day.]",
        because="[We had three pieces of paper and I threw two away.|The practice wants to know before they write a new one.|I'm sorting the folder with the yellow tabs.]",
        who=called(patient, draw.rng),
        field=field_called(referral.speciality, draw.rng),
    )

    def solve(hands: Hands) -> None:
        who = person(hands, patient, spare=True)
        rows = hands.call(
            "patient_file", "[read|look at] the referrals", patient_id=who["patient_id"], sections=["referrals"]
        )["referrals"]
        rows = hands.keep(rows, "speciality", lambda r: r["speciality"] == referral.speciality)
        rows = hands.keep(rows, "sessions", lambda r: r["sessions"] > r["sessions_used"])
        rows = hands.keep(rows, "validity", lambda r: r["valid_until"] >= today.isoformat())
        row = hands.best(rows, lambda r: r["valid_until"])
        left = row["sessions"] - row["sessions_used"]
        hands.say(
            fact(
                "sessions left",
                left,
                "[{value} left, out of {all}.|There is a rest of {value}, out of {all}.|Left on it: {value} of {all}.]",
                all=row["sessions"],
            ),
            fact(
                "valid until",
                date.fromisoformat(row["valid_until"]),
                "[It is good until {value} ({number}).|Referral {number} ends on {value}.|The last day is {value}.]",
                number=row["referral_id"],
            ),
        )

    wants = (OnlyChanges(), Tells("the sessions left", referral.left), Tells("the last day", referral.valid_until))
    return Goal(
        (turn,),
        [referral.id],
        ("person", "speciality", "sessions", "validity"),
        ("family_account", "patient_file"),
        solve,
        wants,
        fallback=("family_account",),
    )


def _lapsing(draw: Draw, clinic: Clinic) -> Goal | None:
    """Sessions on referrals that end before a day, over all files that may be read."""
    today = draw.now.date()
    for _ in range(8):
        goal_drawn = _lapsing_before(draw, clinic, today + timedelta(days=draw.rng.randrange(8, 44)))
        if goal_drawn is not None:
            return goal_drawn
    return None


def _lapsing_before(draw: Draw, clinic: Clinic, day: date) -> Goal | None:
    today = draw.now.date()
    people = [p for p in clinic.patients.values() if p.relation == "holder" or p in open_files(clinic)]
    rows = [
        r
        for r in clinic.referrals.values()
        if clinic.patients[r.patient] in people and r.left and today <= r.valid_until < day
    ]
    total = sum(r.left for r in rows)
    if not 2 <= len(rows) <= 5 or len({r.patient for r in rows}) < 2:
        return None
    turn = draw.ask(
        "[Which referrals in the family end before {day} with sessions still unused, and how many sessions would be lost altogether?|Before {day}, which of our referrals lapse with something left on them? I need the numbers and the total of sessions.|"
        "Please go through the referrals of everyone whose papers I may see. Which ones run out before {day} though sessions are left, and how many sessions is that in total?]",
        "[Skip anyone whose file is closed to me.|Leave out whoever has not opened their file to me.|Those who keep their file to themselves are not my business, leave them out.]",
        because="[I'd like to use them up before the summer.|We forgot one last year and had to pay.|I'm making a plan for the next weeks.]",
        day=day,
    )

    def solve(hands: Hands) -> None:
        people_rows = hands.call("family_account", "[see|check] whose files may be read")["patients"]
        may = hands.keep(people_rows, "privacy", lambda r: r["record_access"] != "closed")
        requests = [("patient_file", {"patient_id": r["patient_id"], "sections": ["referrals"]}) for r in may]
        files = hands.calls(*requests, why="[read|go through] the referrals, file by file")
        found = [{**r, "name": file["name"]} for file in files for r in file["referrals"]]
        found = hands.keep(found, "sessions", lambda r: r["sessions"] > r["sessions_used"])
        found = hands.keep(found, "validity", lambda r: r["valid_until"] >= today.isoformat())
        found = hands.keep(found, "deadline", lambda r: r["valid_until"] < day.isoformat())
        hands.say(
            *(
                fact(
                    r["referral_id"],
                    date.fromisoformat(r["valid_until"]),
                    "[{who}, {field}: {Label} ends on {value} with {left} left.|{Label} ({who}, {field}) runs out on {value}; {left} left on it.|Ending {value}: {Label} for {who}, {field}, {left} unused.]",
                    who=r["name"].split()[0],
                    field=field_named(r["speciality"]),
                    left=r["sessions"] - r["sessions_used"],
                )
                for r in found
            ),
            fact(
                "sessions in all",
                sum(r["sessions"] - r["sessions_used"] for r in found),
                "[In all that is {value}.|Together: {value}.|The total is {value}.]",
            ),
        )

    closed = [p for p in clinic.patients.values() if p.access == "closed" and p.relation != "other"]
    wants: list[Want] = [OnlyChanges(), Tells("the total", total)]
    wants += [Tells("the referral that lapses", r.id) for r in rows]
    wants += [Called("patient_file", {"patient_id": p.id}, least=0, most=0) for p in closed]
    return Goal(
        (turn,),
        [str(day), sorted(r.id for r in rows)],
        (*(("privacy",) if closed else ()), "sessions", "validity", "deadline"),
        ("family_account", *("patient_file",) * len(people)),
        solve,
        tuple(wants),
    )


@goal("single_easy", "single_hard")
def vaccinations_due(draw: Draw) -> Goal | None:
    """Which vaccinations fall due before a day; in the hard form a visit is booked for a child that has one due."""
    found = (_vaccinations(draw) for _ in range(6))
    return next((g for g in found if g is not None), None)


def _vaccinations(draw: Draw) -> Goal | None:
    clinic = clinic_of(draw.desk)
    day = draw.now.date() + timedelta(days=draw.rng.randrange(20, 100))
    people = [p for p in clinic.patients.values() if p.access == "guardian"] if draw.hard else open_files(clinic)
    patient = draw.one(people)
    assert patient is not None
    due = _due(clinic, patient, day)
    if not due:
        return None
    asked = "[Which vaccinations of {who} fall due before {day}?|What jabs does {who} need before {day}, and by when?|Please look through the vaccinations of {who}: which are due before {day}, on which dates?|Until {day}, is anything to be refreshed for {who}?]"
    if not draw.hard:
        turn = draw.ask(
            asked,
            because="[Somebody wants a list.|We are off to the mountains.|The booklet was in the flooded cellar.|I am copying everything into a new booklet.]",
            who=called(patient, draw.rng),
            day=day,
        )

        def look(hands: Hands) -> None:
            hands.say(*_told_due(_read_due(hands, person(hands, patient, spare=True), day), patient))

        wants: list[Want] = [OnlyChanges(), *_tells_due(due)]
        return Goal(
            (turn,),
            [patient.id, str(day)],
            ("person", "deadline", "last dose"),
            ("family_account", "patient_file"),
            look,
            tuple(wants),
            fallback=("family_account",),
        )
    kind = clinic.types["PAED-VACC"]
    begin = in_days(draw.now, draw.rng.randrange(1, 5))
    rows = bookable(clinic, kind, patient, begin, begin + timedelta(days=14))
    first = min(due, key=lambda s: s.next_due or date.max)
    last = first.next_due
    assert last is not None
    fits = [s for s in rows if s.start.date() <= max(last, begin)]
    target = fits[-1] if fits else None
    if (
        last <= begin
        or target is None
        or sum(s.start == target.start for s in fits) > 1
        or not free_of_others(clinic, patient, kind, target)
    ):
        return None
    if main_cover(clinic, patient.id).valid_until < target.start.date():
        return None
    turn = draw.ask(
        asked,
        "[If anything is, book a vaccination appointment on or before the date on which the first of them is due, from {begin} on and within two weeks of it; as late as that allows.|Should something be due, take the latest vaccination slot not after the first due date. Nothing before {begin}, and not more than 14 days after {begin}.|"
        "Where something is due, book one vaccination visit for it: between {begin} and two weeks later, no later than the first due date, and as close to that date as you can.]",
        because="[The nursery won't take anybody without the stamp.|There is a ski course.|I can never read those stickers.]",
        who=called(patient, draw.rng),
        day=day,
        begin=begin,
    )

    def arrange(hands: Hands) -> None:
        who = person(hands, patient)
        found = _read_due(hands, who, day)
        latest = min(row["next_due"] for row in found)
        until = min((begin + timedelta(days=14)).isoformat(), latest)
        if hands.keep([latest], "first due", lambda _: False):
            until = (begin + timedelta(days=14)).isoformat()
        open_rows = searched(
            hands,
            "[look for vaccination slots|see which slots are open]",
            type_code=kind.code,
            from_date=begin,
            until_date=until,
        )
        row = hands.best(open_rows, lambda r: -moment(r["starts"]).timestamp())
        visit = hands.call(
            "book_appointment",
            "[book it|take the slot]",
            landed=landed_booking(hands, who["patient_id"], row["starts"]),
            patient_id=who["patient_id"],
            slot_id=row["slot_id"],
            type_code=kind.code,
        )
        hands.say(*_told_due(found, patient), *told_booking(visit, bare(kind), patient.given))

    return Goal(
        (turn,),
        [patient.id, str(day), str(begin)],
        ("person", "deadline", "last dose", "first due"),
        ("family_account", "patient_file", "find_slots", "book_appointment"),
        arrange,
        (
            *gains_visit(clinic, patient, kind, target),
            *_tells_due(due),
            Tells("the day of the visit", target.start.date()),
            Tells("its time", target.start.time()),
        ),
    )


def _due(clinic: Clinic, patient: Patient, day: date) -> list[Shot]:
    """The latest dose of each vaccine whose next date lies before the day."""
    last: dict[str, Shot] = {}
    for shot in clinic.shots.values():
        if shot.patient == patient.id and (shot.vaccine not in last or shot.dose > last[shot.vaccine].dose):
            last[shot.vaccine] = shot
    return [s for s in last.values() if s.next_due is not None and s.next_due < day]


def _read_due(hands: Hands, who: Row, day: date) -> list[Row]:
    rows = hands.call(
        "patient_file", "[read|go through] the vaccinations", patient_id=who["patient_id"], sections=["vaccinations"]
    )["vaccinations"]
    newest = {r["vaccine"]: max(x["dose"] for x in rows if x["vaccine"] == r["vaccine"]) for r in rows}
    rows = hands.keep(rows, "last dose", lambda r: r["dose"] == newest[r["vaccine"]])
    rows = [r for r in rows if r["next_due"]]
    rows = hands.keep(rows, "deadline", lambda r: r["next_due"] < day.isoformat())
    return sorted(rows, key=lambda r: r["next_due"])


def _told_due(rows: list[Row], patient: Patient) -> list[Any]:
    if not rows:
        return ["[Nothing falls due before then.|There is nothing due until then.|No vaccination is due in that time.]"]
    return [
        fact(
            row["vaccine"],
            date.fromisoformat(row["next_due"]),
            "[{Label}: due {value}.|{Label} is due on {value}.|The next {label} dose for {who} is due on {value}.]",
            who=patient.given,
        )
        for row in rows
    ]


def _tells_due(due: list[Shot]) -> list[Want]:
    return [
        want for s in due for want in (Tells("the vaccine", s.vaccine), Tells(f"the date for {s.vaccine}", s.next_due))
    ]
