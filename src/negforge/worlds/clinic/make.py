"""How a clinic begins: a family, its practitioners, open slots, visits and papers, with look-alikes on purpose."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from negforge.core.json_text import digest
from negforge.worlds.clinic.state import (
    Account,
    Appointment,
    Clinic,
    Cover,
    Patient,
    Practitioner,
    Referral,
    Slot,
    VisitType,
)
from negforge.worlds.clinic.vocabulary import (
    CHILDREN,
    DOCTOR_FAMILIES,
    DOCTORS,
    FAMILIES,
    GROWN,
    LANGUAGES,
    MEN,
    NOTES,
    PLANS,
    REFERRED,
    SORTS,
    SPECIALITIES,
    WOMEN,
)

FAMILY = 6  # people on the account
HORIZON = 24  # days ahead for which slots are open
_GRID = tuple(time(8 + minutes // 60, minutes % 60) for minutes in range(0, 580, 40))  # 08:00 .. 17:20


def ident(prefix: str, *content: object, digits: int = 6) -> str:
    """An id that derives from its content."""
    number = int(digest([prefix, *[str(part) for part in content]]), 16) % (9 * 10 ** (digits - 1))
    return f"{prefix}{number + 10 ** (digits - 1)}"


def slot_id(practitioner: str, start: datetime) -> str:
    return f"S{practitioner[-3:]}-{start:%m%d%H%M}"


def people_and_house(rng: Random) -> tuple[Clinic, datetime]:
    """A clinic with its family, its practitioners, types and open slots, and no papers yet."""
    now = _start(rng)
    today = now.date()
    clinic = Clinic(Account("", "", 0.0, float(rng.randrange(15, 46, 5))), today + timedelta(days=rng.randrange(5, 15)))
    for patient in _family(rng, today):
        clinic.patients[patient.id] = patient
        for cover in _covers(rng, patient, today):
            clinic.covers[cover.id] = cover
    holder = next(iter(clinic.patients))
    clinic.account = Account(ident("FA", holder), holder, rng.randrange(0, 9000) / 100, clinic.account.late_fee)
    for kind in _types(rng):
        clinic.types[kind.code] = kind
    for practitioner in _practitioners(rng):
        clinic.practitioners[practitioner.id] = practitioner
        _open_slots(clinic, practitioner, rng, today)
    return clinic, now


def _start(rng: Random) -> datetime:
    """Some working moment of 2026 after which there is still time for a visit within a day."""
    day = date(2026, 1, 7) + timedelta(days=rng.randrange(320))
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime(
        day.year, day.month, day.day, rng.randrange(8, 11 if day.weekday() == 4 else 16), rng.randrange(0, 60, 5)
    )


def _family(rng: Random, today: date) -> list[Patient]:
    family, other = rng.sample(FAMILIES, 2)
    holder_is_man = rng.random() < 0.5
    men, women = rng.sample(MEN, 2), rng.sample(WOMEN, 2)
    spouse = (women[0], "wife") if holder_is_man else (men[0], "husband")
    parent = (women[1], "mother") if rng.random() < 0.5 else (men[1], "father")
    first, second, sex, sex_too = rng.choice(CHILDREN)
    grown, grown_sex = rng.choice(GROWN)
    rows = [
        (men[0] if holder_is_man else women[0], family, "holder", "own", (41, 49)),
        (spouse[0], rng.choice((family, other)), spouse[1], "shared", (39, 52)),
        (first, family, sex, "guardian", (8, 14)),
        (second, family, sex_too, "guardian", (3, 11)),
        (grown, family, grown_sex, rng.choice(("closed", "closed", "shared")), (18, 21)),
        (parent[0], rng.choice((family, other)), parent[1], "shared", (67, 83)),
    ]
    language = rng.choice(LANGUAGES)
    found: list[Patient] = []
    for given, name, relation, access, (low, high) in rows:
        born = today - timedelta(days=round(365.25 * rng.randrange(low, high)) + rng.randrange(30, 330))
        full = f"{given} {name}"
        found.append(Patient(ident("PT", full, born), full, born, relation, access, language))
    return found if len({p.id for p in found}) == len(rows) else _family(rng, today)


def _covers(rng: Random, patient: Patient, today: date) -> list[Cover]:
    ends = today + timedelta(days=rng.choice((rng.randrange(60, 400), rng.randrange(60, 400), rng.randrange(9, 20))))
    number = f"{rng.randrange(10**8, 10**9)}"
    found = [Cover(ident("CV", patient.id, number), patient.id, rng.choice(PLANS), "main", number, ends)]
    if patient.relation in ("holder", "wife", "husband") and rng.random() < 0.6:
        other = f"{rng.randrange(10**8, 10**9)}"
        plan = rng.choice([plan for plan in PLANS if plan != found[0].plan])
        until = today + timedelta(days=rng.randrange(60, 300))
        found.append(Cover(ident("CV", patient.id, other), patient.id, plan, "supplementary", other, until))
    return found


def _types(rng: Random) -> list[VisitType]:
    found: list[VisitType] = []
    for sort in SORTS:
        before = sort.price + rng.randrange(0, 24) / 2
        after = round(before + rng.randrange(2, 12) / 2, 2)
        shares = sorted(rng.sample(range(8, 46), len(PLANS)), reverse=True)
        copay = {
            plan: (round(before * share / 100, 1), round(after * share / 100 + rng.randrange(5, 30) / 10, 1))
            for plan, share in zip(PLANS, shares, strict=True)
        }
        number = rng.choice(sort.numbers) if sort.numbers else None
        found.append(
            VisitType(
                sort.code,
                sort.title,
                sort.speciality,
                sort.minutes,
                sort.audience,
                sort.referral,
                sort.remote,
                rng.choice((7, 10, 14, 21, 28)) if sort.control else None,
                sort.prepare.format(n=number),
                number,
                (before, after),
                copay,
            )
        )
    return found


def _practitioners(rng: Random) -> list[Practitioner]:
    plan = [speciality for speciality in SPECIALITIES for _ in range(3 if speciality == "physiotherapy" else 2)]
    families = rng.sample(DOCTOR_FAMILIES, len(plan) - 3)
    families += rng.sample(families, 3)  # namesakes
    rng.shuffle(families)
    given = rng.sample(DOCTORS, len(plan))
    found: list[Practitioner] = []
    for number, speciality in enumerate(plan):
        title = "" if speciality == "physiotherapy" else "Dr. "
        name = f"{title}{given[number]} {families[number]}"
        floor = rng.randrange(0, 4)
        first = number == 0 or plan[number - 1] != speciality
        found.append(
            Practitioner(
                ident("DR", name, speciality, digits=3),
                name,
                speciality,
                tuple(sorted({"en", *rng.sample(LANGUAGES, rng.randrange(1, 3))})),
                speciality != "general" and (first or speciality == "paediatrics" or rng.random() < 0.5),
                f"{floor}.{rng.randrange(1, 30):02d}",
                floor,
                floor < 2 or rng.random() < 0.3,
                rng.choice(NOTES),
            )
        )
    return found if len({p.id for p in found}) == len(found) else _practitioners(rng)


def _open_slots(clinic: Clinic, practitioner: Practitioner, rng: Random, today: date) -> None:
    weekdays = rng.sample(range(5), 3)
    for ahead in range(1, HORIZON + 1):
        day = today + timedelta(days=ahead)
        if day.weekday() not in weekdays or rng.random() < 0.15:
            continue
        for at in sorted(rng.sample(_GRID, rng.choice((1, 2, 2, 3)))):
            start = datetime.combine(day, at)
            slot = Slot(
                slot_id(practitioner.id, start),
                practitioner.id,
                start,
                rng.choice((20, 30, 40, 40)),
                _audience(practitioner, rng),
                practitioner.speciality != "physiotherapy" and rng.random() < 0.16,
            )
            clinic.slots[slot.id] = slot


def _audience(practitioner: Practitioner, rng: Random) -> str:
    if practitioner.speciality == "paediatrics":
        return "child"
    return "child" if practitioner.children and rng.random() < 0.42 else "adult"


def add_referral(
    clinic: Clinic, rng: Random, patient: Patient, speciality: str, issued: date, until: date, sessions: int, used: int
) -> Referral:
    """Put a referral on file."""
    urgent = speciality in REFERRED and speciality != "physiotherapy" and rng.random() < 0.3
    found = Referral(
        ident("RF", patient.id, speciality, issued, until),
        patient.id,
        speciality,
        issued,
        until,
        sessions,
        used,
        urgent,
    )
    clinic.referrals[found.id] = found
    return found


def add_visit(
    clinic: Clinic,
    rng: Random,
    patient: Patient,
    kind: VisitType,
    start: datetime,
    status: str,
    referral: Referral | None,
) -> Appointment | None:
    """Put a visit in the calendar, with somebody of the speciality who is free then; None where nobody is."""
    child = patient.access == "guardian"
    who = [p for p in clinic.practitioners.values() if p.speciality == kind.speciality and (p.children or not child)]
    free = [p for p in who if slot_id(p.id, start) not in clinic.slots]
    near = [a for a in clinic.appointments.values() if a.patient == patient.id and a.start.date() == start.date()]
    if not free or (near and status == "booked"):
        return None
    chosen = rng.choice(free)
    slot = Slot(
        slot_id(chosen.id, start), chosen.id, start, kind.minutes, "child" if child else "adult", False, "booked"
    )
    if status == "booked":
        clinic.slots[slot.id] = slot
    cover = next(c for c in clinic.covers.values() if c.patient == patient.id)
    paid = cover.valid_until >= start.date() and (referral is not None or not kind.referral)
    visit = Appointment(
        ident("AP", patient.id, kind.code, start),
        patient.id,
        kind.code,
        chosen.id,
        start,
        kind.minutes,
        False,
        status,
        slot.id if status == "booked" else None,
        referral.id if referral else None,
        cover.id if paid else "self_pay",
        rng.choice((None, ("sms", 24), ("email", 48))) if status == "booked" else None,
    )
    clinic.appointments[visit.id] = visit
    return visit


def working_moment(rng: Random, day: date, step: int = 1) -> datetime:
    """A moment of the grid on that day, or on the next working day in the direction of ``step``."""
    while day.weekday() > 4:
        day += timedelta(days=step)
    return datetime.combine(day, rng.choice(_GRID))
