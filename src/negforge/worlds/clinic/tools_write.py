"""What the desk can change in the calendar: booking, moving and cancelling visits."""

from __future__ import annotations

from typing import Any

from negforge.worlds.clinic.rows import booked_answer
from negforge.worlds.clinic.rules import (
    book,
    check_visit,
    clinic_of,
    free_until,
    member,
    referral_covers,
    visit_type,
)
from negforge.worlds.clinic.state import Appointment, Clinic, Slot
from negforge.worlds.clinic.tools_read import (
    APPOINTMENT,
    CODE,
    PATIENT,
    REFERRAL,
)
from negforge.worlds.world import Desk, Problem, Schema, tool

SLOT: Schema = {"type": "string", "pattern": "^S[0-9]{3}-[0-9]{8}$", "description": "Slot id of find_slots."}


@tool(
    "Book a slot. Without a referral_id that covers the day, a type that needs one is booked all the same, at full price (billed_to "
    "self_pay). Without a cover_id the patient's own main cover is used. A patient's visits on one day need 45 minutes in between.",
    {
        "patient_id": PATIENT,
        "slot_id": SLOT,
        "type_code": CODE,
        "referral_id": REFERRAL,
        "cover_id": {
            "type": "string",
            "pattern": "^CV[0-9]{6}$",
            "description": "Only where it is not the main cover.",
        },
        "reminder": {
            "type": "object",
            "properties": {
                "channel": {"type": "string", "enum": ["sms", "email", "letter"]},
                "hours_before": {"type": "integer", "minimum": 2, "maximum": 168},
            },
            "required": ["channel", "hours_before"],
            "additionalProperties": False,
        },
    },
    required=["patient_id", "slot_id", "type_code"],
    writes=True,
)
def book_appointment(
    desk: Desk,
    patient_id: str,
    slot_id: str,
    type_code: str,
    referral_id: str | None = None,
    cover_id: str | None = None,
    reminder: dict[str, Any] | None = None,
) -> Any:
    clinic, patient, kind = clinic_of(desk), member(desk, patient_id), visit_type(desk, type_code)
    slot = _open_slot(clinic, slot_id)
    check_visit(desk, patient, kind, slot)
    held = clinic.referrals.get(referral_id or "")
    if referral_id and (held is None or not referral_covers(held, patient.id, kind.speciality, slot.start.date())):
        raise Problem(
            409,
            "referral_not_valid",
            f"Referral {referral_id} does not cover {kind.code} for this patient on that day.",
        )
    visit = book(desk, patient, kind, slot, referral_id, cover_id)
    if reminder:
        visit.reminder = (reminder["channel"], reminder["hours_before"])
    return booked_answer(clinic, visit)


@tool(
    "Move an appointment to an open slot for the same type. Not possible less than 24 hours before its start. If the referral does not "
    "cover the new day, the visit becomes self_pay.",
    {
        "appointment_id": APPOINTMENT,
        "slot_id": SLOT,
        "notify": {
            "type": "array",
            "items": {"type": "string", "enum": ["patient", "practitioner"]},
            "uniqueItems": True,
        },
    },
    required=["appointment_id", "slot_id"],
    writes=True,
)
def move_appointment(desk: Desk, appointment_id: str, slot_id: str, notify: list[str] | None = None) -> Any:
    clinic = clinic_of(desk)
    visit = _booked_visit(clinic, appointment_id)
    patient, kind, slot = member(desk, visit.patient), clinic.types[visit.type], _open_slot(clinic, slot_id)
    if desk.now > free_until(visit):
        raise Problem(
            409,
            "too_late_to_move",
            "Less than 24 hours to the start: the visit cannot be moved any more.",
            starts=visit.start,
        )
    check_visit(desk, patient, kind, slot, apart_from=visit.id)
    _release(clinic, visit)
    visit.practitioner, visit.start, visit.slot, visit.remote = slot.practitioner, slot.start, slot.id, slot.remote
    slot.status = "booked"
    if visit.referral is not None:
        held = clinic.referrals[visit.referral]
        held.used -= 1
        if referral_covers(held, patient.id, kind.speciality, slot.start.date()):
            held.used += 1
        else:
            visit.referral, visit.billing = None, "self_pay"
    return booked_answer(clinic, visit) | {"moved": True, "notified": notify or []}


@tool(
    "Cancel appointments by their numbers, all or none. Less than 24 hours before the start each costs the late fee, which is charged to the account; "
    "without accept_fee such a request is refused and names the fee. The session goes back to the referral.",
    {
        "appointments": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "appointment_id": APPOINTMENT,
                    "reason": {"type": "string", "enum": ["ill", "away", "recovered", "elsewhere", "other"]},
                },
                "required": ["appointment_id"],
                "additionalProperties": False,
            },
            "minItems": 1,
            "maxItems": 10,
        },
        "accept_fee": {"type": "boolean", "default": False},
    },
    required=["appointments"],
    writes=True,
)
def cancel_appointments(desk: Desk, appointments: list[dict[str, str]], accept_fee: bool = False) -> Any:
    clinic = clinic_of(desk)
    visits = [_booked_visit(clinic, row["appointment_id"]) for row in appointments]
    late = [v for v in visits if desk.now > free_until(v)]
    fee = round(clinic.account.late_fee * len(late), 2)
    if late and not accept_fee:
        raise Problem(
            409,
            "fee_applies",
            f"Cancelling now costs EUR {fee:.2f}. Nothing was cancelled.",
            late=[v.id for v in late],
            fee=fee,
        )
    for visit in visits:
        visit.status = "cancelled"
        _release(clinic, visit)
        if visit.referral is not None:
            clinic.referrals[visit.referral].used -= 1
    clinic.account.balance = round(clinic.account.balance + fee, 2)
    return {
        "cancelled": [v.id for v in visits],
        "fee": {"amount": fee, "currency": "EUR", "appointments": [v.id for v in late]},
    }


def _open_slot(clinic: Clinic, slot_id: str) -> Slot:
    slot = clinic.slots.get(slot_id)
    if slot is None:
        raise Problem(404, "no_such_slot", f"There is no slot {slot_id}.")
    if slot.status != "open":
        raise Problem(409, "slot_taken", f"Slot {slot_id} is no longer open.", slot_id=slot_id)
    return slot


def _booked_visit(clinic: Clinic, appointment_id: str) -> Appointment:
    visit = clinic.appointments.get(appointment_id)
    if visit is None or visit.status != "booked":
        raise Problem(404, "no_such_appointment", f"There is no booked appointment {appointment_id}.")
    return visit


def _release(clinic: Clinic, visit: Appointment) -> None:
    slot = clinic.slots.get(visit.slot or "")
    if slot is not None:
        slot.status = "open"
