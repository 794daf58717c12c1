"""The clinic's rules, each in one place: what a visit needs, what it costs, when a refill is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from negforge.worlds.clinic.make import ident
from negforge.worlds.clinic.state import Appointment, Clinic, Cover, Patient, Referral, Slot, VisitType
from negforge.worlds.world import Desk, Problem

ADULT_AT = 16  # years from which a patient takes the slots of adults
GAP = timedelta(minutes=45)
NOTICE = timedelta(hours=24)


def clinic_of(desk: Desk) -> Clinic:
    state: Clinic = desk.state
    return state


def age(patient: Patient, day: date) -> int:
    return day.year - patient.born.year - ((day.month, day.day) < (patient.born.month, patient.born.day))


def member(desk: Desk, patient_id: str) -> Patient:
    """Somebody on the account. Raises Problem for anybody else."""
    patient = clinic_of(desk).patients.get(patient_id)
    if patient is None or patient.relation == "other":
        raise Problem(404, "not_on_account", f"There is no patient {patient_id} on this account.")
    return patient


def visit_type(desk: Desk, code: str) -> VisitType:
    found = clinic_of(desk).types.get(code)
    if found is None:
        raise Problem(404, "no_such_type", f"There is no appointment type {code}; the type sheet lists them.")
    return found


def main_cover(clinic: Clinic, patient: str) -> Cover:
    return next(c for c in clinic.covers.values() if c.patient == patient and c.kind == "main")


def price_on(clinic: Clinic, kind: VisitType, day: date, plan: str | None = None) -> float:
    """The full price, or the co-payment of a plan, under the tariff of that day."""
    before, after = kind.copay[plan] if plan else kind.price
    return before if day < clinic.tariff_change else after


def referral_covers(referral: Referral, patient: str, speciality: str, day: date) -> bool:
    return (
        referral.patient == patient
        and referral.speciality == speciality
        and referral.issued <= day <= referral.valid_until
        and referral.left > 0
    )


def control_from(clinic: Clinic, patient: str, kind: VisitType) -> date | None:
    """The first day for a control visit: so many days after the last first visit. None where there was none."""
    first = [
        a.start.date()
        for a in clinic.appointments.values()
        if a.patient == patient
        and a.status == "done"
        and clinic.types[a.type].is_first
        and clinic.types[a.type].speciality == kind.speciality
    ]
    return max(first) + timedelta(days=kind.control_after) if first and kind.control_after is not None else None


def too_close(clinic: Clinic, patient: str, start: datetime, minutes: int, apart_from: str = "") -> Appointment | None:
    """A visit of the patient on the same day with less than the gap in between."""
    end = start + timedelta(minutes=minutes)
    for visit in clinic.appointments.values():
        mine = visit.patient == patient and visit.status == "booked" and visit.id != apart_from
        if mine and visit.start.date() == start.date() and start < visit.end + GAP and visit.start < end + GAP:
            return visit
    return None


def audience_of(patient: Patient, day: date) -> str:
    return "child" if age(patient, day) < ADULT_AT else "adult"


def suits(clinic: Clinic, kind: VisitType, slot: Slot) -> bool:
    """Whether the slot is one for this type: speciality, length, remote only where the type can be."""
    speciality = clinic.practitioners[slot.practitioner].speciality
    fits = kind.audience in ("any", slot.audience)
    return speciality == kind.speciality and slot.minutes >= kind.minutes and fits and (kind.remote or not slot.remote)


def check_visit(desk: Desk, patient: Patient, kind: VisitType, slot: Slot, apart_from: str = "") -> None:
    """Refuse what cannot be booked. Raises Problem."""
    clinic = clinic_of(desk)
    if not suits(clinic, kind, slot):
        raise Problem(409, "slot_unsuitable", f"Slot {slot.id} is not one for {kind.code}.", slot_id=slot.id)
    wanted = audience_of(patient, slot.start.date())
    if slot.audience != wanted:
        said = "for children under 16" if slot.audience == "child" else "for patients from 16 on"
        raise Problem(409, "wrong_audience", f"Slot {slot.id} is {said}.", slot_id=slot.id, needs_audience=wanted)
    if kind.control_after is not None:
        earliest = control_from(clinic, patient.id, kind)
        if earliest is None:
            raise Problem(
                409, "no_first_visit", "A control visit follows a first visit in the same speciality; none is on file."
            )
        if slot.start.date() < earliest:
            raise Problem(
                409,
                "too_early_for_control",
                f"{kind.code} is possible {kind.control_after} days after the first visit at the earliest.",
                earliest=earliest,
            )
    near = too_close(clinic, patient.id, slot.start, kind.minutes, apart_from)
    if near is not None:
        raise Problem(
            409, "gap_too_short", "Less than 45 minutes to another visit of this patient.", other_appointment=near.id
        )


def billed_to(
    clinic: Clinic, patient: Patient, kind: VisitType, day: date, referral: str | None, cover: str | None
) -> str:
    """The cover that pays, or self_pay. Which cover it is, is not looked into here: the insurer finds out later."""
    chosen = clinic.covers.get(cover) if cover else main_cover(clinic, patient.id)
    if chosen is None or chosen.valid_until < day:
        return "self_pay"
    held = clinic.referrals.get(referral or "")
    if kind.referral and (held is None or not referral_covers(held, patient.id, kind.speciality, day)):
        return "self_pay"
    return chosen.id


def to_pay(clinic: Clinic, visit: Appointment) -> float:
    cover = clinic.covers.get(visit.billing)
    return price_on(clinic, clinic.types[visit.type], visit.start.date(), cover.plan if cover else None)


def quoted(clinic: Clinic, visit: Appointment) -> float:
    """What was said of the price when the visit was booked, under the tariff before the change."""
    kind, cover = clinic.types[visit.type], clinic.covers.get(visit.billing)
    return (kind.copay[cover.plan] if cover else kind.price)[0]


def appointment_id(patient: str, slot: str, code: str) -> str:
    return ident("AP", patient, slot, code)


def book(
    desk: Desk, patient: Patient, kind: VisitType, slot: Slot, referral: str | None, cover: str | None
) -> Appointment:
    """Enter the visit. What may not be has been refused before."""
    clinic = clinic_of(desk)
    billing = billed_to(clinic, patient, kind, slot.start.date(), referral, cover)
    visit_id = appointment_id(patient.id, slot.id, kind.code)
    used = referral if referral and kind.referral and billing != "self_pay" else None
    visit = Appointment(
        visit_id, patient.id, kind.code, slot.practitioner, slot.start, kind.minutes, slot.remote, "booked", slot.id, used, billing
    )  # fmt: skip
    clinic.appointments[visit_id] = visit
    slot.status = "booked"
    if used:
        clinic.referrals[used].used += 1
    return visit


def free_until(visit: Appointment) -> datetime:
    """Until when a visit can be cancelled or moved without a fee."""
    return visit.start - NOTICE
