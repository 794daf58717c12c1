"""The papers a clinic begins with: visits done and booked, referrals, prescriptions, shots, documents, strangers' visits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from negforge.worlds.clinic.make import FAMILY, add_referral, add_visit, ident, people_and_house, working_moment
from negforge.worlds.clinic.state import Clinic, Cover, Document, Patient, Prescription, Referral, Shot
from negforge.worlds.clinic.vocabulary import FAMILIES, ITEMS, MEN, PLANS, REFERRED, STRENGTHS, VACCINES, WOMEN


def make(rng: Random) -> tuple[Clinic, datetime]:
    """A clinic and the clock as they begin."""
    clinic, now = people_and_house(rng)
    today = now.date()
    family = list(clinic.patients.values())
    for patient in family:
        specialities = rng.sample([s for s in REFERRED if s != "physiotherapy"], 2)
        if patient.access != "guardian" and rng.random() < 0.75:
            specialities[1] = "physiotherapy"
        for speciality in specialities:
            _referrals(clinic, rng, patient, speciality, today)
        _past(clinic, rng, patient, now)
    _late_one(clinic, rng, now)
    for patient in family:
        for _ in range(rng.choice((1, 1, 2))):
            _coming(clinic, rng, patient, today)
    _called_off(clinic, rng, today)
    for patient in family:
        _prescriptions(clinic, rng, patient, today)
        _shots(clinic, rng, patient, today)
        _documents(clinic, rng, patient, today)
    _strangers(clinic, rng, today)
    visits = list(clinic.appointments.items())
    rng.shuffle(visits)  # in the order in which they were booked, which is not that of their dates
    clinic.appointments = dict(visits)
    referrals = list(clinic.referrals.items())
    rng.shuffle(referrals)
    clinic.referrals = dict(referrals)
    return clinic, now


def _referrals(clinic: Clinic, rng: Random, patient: Patient, speciality: str, today: date) -> None:
    """One that is good for a while, and often one that is used up or about to end."""
    issued = today - timedelta(days=rng.randrange(15, 60))
    sessions = rng.randrange(6, 11) if speciality == "physiotherapy" else rng.randrange(2, 5)
    used = sessions - rng.randrange(2, 5) if speciality == "physiotherapy" else sessions - rng.randrange(1, 3)
    until = today + timedelta(days=rng.randrange(11, 45))
    add_referral(clinic, rng, patient, speciality, issued, until, sessions, used)
    if rng.random() < 0.6:
        old = today - timedelta(days=rng.randrange(61, 120))
        add_referral(clinic, rng, patient, speciality, old, today + timedelta(days=rng.randrange(40, 90)), 3, 3)
    if rng.random() < 0.6:
        old = today - timedelta(days=rng.randrange(121, 170))
        add_referral(clinic, rng, patient, speciality, old, today + timedelta(days=rng.randrange(-9, 4)), 4, 2)


def _good(clinic: Clinic, patient: Patient, speciality: str, day: date) -> Referral | None:
    return next(
        (
            r
            for r in clinic.referrals.values()
            if r.patient == patient.id and r.speciality == speciality and r.left and r.issued <= day <= r.valid_until
        ),
        None,
    )


def _past(clinic: Clinic, rng: Random, patient: Patient, now: datetime) -> None:
    """First visits done lately, which control visits follow, and something routine."""
    own = dict.fromkeys(r.speciality for r in clinic.referrals.values() if r.patient == patient.id)
    for speciality in own:
        kind = next((t for t in clinic.types.values() if t.speciality == speciality and t.is_first), None)
        if kind is not None and rng.random() < 0.7:
            start = working_moment(rng, now.date() - timedelta(days=rng.randrange(4, 22)), -1)
            add_visit(clinic, rng, patient, kind, start, "done", _good(clinic, patient, speciality, now.date()))
    start = working_moment(rng, now.date() - timedelta(days=rng.randrange(3, 50)), -1)
    routine = clinic.types["PAED-VISIT" if patient.access == "guardian" else "GENP-VISIT"]
    add_visit(clinic, rng, patient, routine, start, rng.choice(("done", "done", "done", "missed")), None)


def _late_one(clinic: Clinic, rng: Random, now: datetime) -> None:
    """A visit that starts within a day: later today or tomorrow morning."""
    hour = rng.choice((8, 8, 9))
    start = datetime.combine(now.date() + timedelta(days=1), datetime.min.time()).replace(hour=hour)
    start += timedelta(minutes=40 if hour == 8 and rng.random() < 0.5 else 20 if hour == 9 else 0)
    if now.weekday() == 4 or start - now >= timedelta(hours=23):
        start = datetime.combine(now.date(), datetime.min.time()).replace(hour=rng.choice((15, 16, 17)), minute=20)
    for patient in rng.sample(list(clinic.patients.values()), FAMILY):
        options = _possible(clinic, patient, start.date())
        if options and start - now > timedelta(hours=3):
            kind, referral = rng.choice(options)
            visit = add_visit(clinic, rng, patient, clinic.types[kind], start, "booked", referral)
            if visit is not None:
                _use(referral)
                return


def _possible(clinic: Clinic, patient: Patient, day: date) -> list[tuple[str, Referral | None]]:
    """Types that the patient can have on that day, each with the referral it goes on."""
    found: list[tuple[str, Referral | None]] = []
    child = patient.access == "guardian"
    for kind in clinic.types.values():
        fits = kind.audience == "any" or (kind.audience == "child") == child
        referral = _good(clinic, patient, kind.speciality, day) if kind.referral else None
        if not fits or kind.control_after is not None or (kind.referral and (referral is None or referral.left < 2)):
            continue
        found.append((kind.code, referral))
    return found


def _use(referral: Referral | None) -> None:
    if referral is not None:
        referral.used += 1


def _coming(clinic: Clinic, rng: Random, patient: Patient, today: date) -> None:
    start = working_moment(rng, today + timedelta(days=rng.randrange(2, 19)))
    options = _possible(clinic, patient, start.date())
    if options:
        kind, referral = rng.choice(options)
        if add_visit(clinic, rng, patient, clinic.types[kind], start, "booked", referral) is not None:
            _use(referral)


def _called_off(clinic: Clinic, rng: Random, today: date) -> None:
    """Cancelled visits: the same person and type as one that stands, on another day."""
    coming = [a for a in clinic.appointments.values() if a.status == "booked"]
    for visit in rng.sample(coming, min(3, len(coming))):
        start = working_moment(rng, today + timedelta(days=rng.randrange(2, 12)))
        add_visit(clinic, rng, clinic.patients[visit.patient], clinic.types[visit.type], start, "cancelled", None)


def _prescriptions(clinic: Clinic, rng: Random, patient: Patient, today: date) -> None:
    """Items at all stages: nearly used up, half full, no refills left, long not seen; the same item in two strengths."""
    if patient.access in ("guardian", "closed"):
        return
    names = rng.sample(ITEMS, 3)
    rows = [(name, rng.choice(STRENGTHS)) for name in names]
    rows.append((names[0], rng.choice([s for s in STRENGTHS if s != rows[0][1]])))
    rng.shuffle(rows)
    doctors = [p for p in clinic.practitioners.values() if p.speciality in ("general", "cardiology")]
    for item, strength in rows:
        pack, per_day = rng.choice(((28, 1), (30, 1), (56, 2), (60, 2), (84, 3), (90, 3), (98, 1), (100, 2)))
        share = rng.choice((rng.uniform(0.72, 0.98), rng.uniform(0.68, 0.98), rng.uniform(0.1, 0.62)))
        dispensed = today - timedelta(days=round(pack * share / per_day))
        found = Prescription(
            ident("RX", patient.id, item, strength),
            patient.id,
            item,
            strength,
            pack,
            per_day,
            dispensed,
            rng.choice((0, 1, 2, 3, 4, 5)),
            rng.choice(doctors).id,
            today
            - timedelta(days=rng.choice((rng.randrange(20, 300), rng.randrange(20, 300), rng.randrange(370, 500)))),
        )
        clinic.prescriptions[found.id] = found


def _shots(clinic: Clinic, rng: Random, patient: Patient, today: date) -> None:
    for vaccine in rng.sample(VACCINES, 4):
        given = today - timedelta(days=rng.randrange(200, 900))
        due = today + timedelta(days=rng.randrange(-20, 130)) if rng.random() < 0.65 else None
        shot = Shot(ident("VX", patient.id, vaccine), patient.id, vaccine, rng.randrange(1, 4), given, due)
        clinic.shots[shot.id] = shot
        if shot.dose > 1:  # the dose before it, whose date has passed
            earlier = given - timedelta(days=rng.randrange(60, 200))
            old = Shot(ident("VX", patient.id, vaccine, "earlier"), patient.id, vaccine, shot.dose - 1, earlier, given)
            clinic.shots[old.id] = old


def _documents(clinic: Clinic, rng: Random, patient: Patient, today: date) -> None:
    for kind, title in rng.sample(
        (("invoice_copy", "Invoice"), ("lab_report", "Laboratory report"), ("letter", "Letter to the practice")), 2
    ):
        dated = today - timedelta(days=rng.randrange(5, 90))
        found = Document(ident("DC", patient.id, kind, dated), patient.id, kind, title, dated, "en", "portal", "ready")
        clinic.documents[found.id] = found


def _strangers(clinic: Clinic, rng: Random, today: date) -> None:
    """People of other families, whose visits stand in the same calendar."""
    while len(clinic.patients) < FAMILY + 4:
        name = f"{rng.choice(MEN + WOMEN)} {rng.choice(FAMILIES)}"
        born = today - timedelta(days=rng.randrange(8000, 26000))
        stranger = Patient(ident("PT", name, born), name, born, "other", "closed", "en")
        clinic.patients[stranger.id] = stranger
        cover = Cover(
            ident("CV", stranger.id),
            stranger.id,
            rng.choice(PLANS),
            "main",
            f"{rng.randrange(10**8, 10**9)}",
            today + timedelta(days=200),
        )
        clinic.covers[cover.id] = cover
        speciality = rng.choice([s for s in REFERRED if s != "physiotherapy"])
        day = today + timedelta(days=rng.randrange(3, 15))
        referral = add_referral(
            clinic, rng, stranger, speciality, today - timedelta(days=20), day + timedelta(days=9), 2, 1
        )
        kind = next(t for t in clinic.types.values() if t.speciality == speciality and t.is_first)
        add_visit(clinic, rng, stranger, kind, working_moment(rng, day), "booked", referral)
