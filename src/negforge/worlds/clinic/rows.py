"""Rows of answers: a visit, a place on the waiting list, a refill request; and who is on the account."""

from __future__ import annotations

from typing import Any

from negforge.worlds.clinic.rules import free_until, quoted, to_pay
from negforge.worlds.clinic.state import Appointment, Clinic, Patient


def visit_row(clinic: Clinic, visit: Appointment) -> dict[str, Any]:
    who = clinic.practitioners[visit.practitioner]
    return {
        "appointment_id": visit.id,
        "patient_id": visit.patient,
        "patient": clinic.patients[visit.patient].name,
        "type_code": visit.type,
        "title": clinic.types[visit.type].title,
        "practitioner_id": who.id,
        "practitioner": who.name,
        "starts": visit.start,
        "ends": visit.end,
        "place": "video" if visit.remote else f"room {who.room}",
        "status": visit.status,
        "referral_id": visit.referral,
        "billed_to": visit.billing,
        "quoted": {"amount": quoted(clinic, visit), "currency": "EUR"},
        "free_cancellation_until": free_until(visit),
        "note": "",
    }


def waiting_row(clinic: Clinic, entry_id: str) -> dict[str, Any]:
    """A place on the waiting list, with the offer if there is one."""
    entry = clinic.waiting[entry_id]
    row: dict[str, Any] = {
        "entry_id": entry.id,
        "patient_id": entry.patient,
        "type_code": entry.type,
        "window": {"days": list(entry.days), "earliest": entry.earliest, "latest": entry.latest},
        "until": entry.until,
        "priority": entry.priority,
        "status": entry.status,
    }
    slot = clinic.slots.get(entry.slot or "")
    if entry.status == "offered" and slot is not None:
        who = clinic.practitioners[slot.practitioner]
        row["offer"] = {
            "slot_id": slot.id,
            "starts": slot.start,
            "practitioner_id": who.id,
            "practitioner": who.name,
            "place": f"room {who.room}",
            "answer_by": entry.answer_by,
        }
    return row


def refill_row(clinic: Clinic, request_id: str) -> dict[str, Any]:
    """A refill request, with the decision if there is one."""
    request = clinic.refills[request_id]
    item = clinic.prescriptions[request.prescription]
    row: dict[str, Any] = {
        "request_id": request.id,
        "patient_id": request.patient,
        "prescription_id": item.id,
        "item": f"{item.item} {item.strength}",
        "packs": request.packs,
        "pickup": request.pickup,
        "status": request.status,
    }
    if request.ready:
        row["ready_on"] = request.ready
    if request.reason:
        row["reason"] = request.reason
    return row


def account_family(clinic: Clinic) -> list[Patient]:
    return [p for p in clinic.patients.values() if p.relation != "other"]


def booked_answer(clinic: Clinic, visit: Appointment) -> dict[str, Any]:
    """The answer to a booking, a move or an accepted offer."""
    who = clinic.practitioners[visit.practitioner]
    held = clinic.referrals.get(visit.referral or "")
    return {
        "appointment_id": visit.id,
        "status": visit.status,
        "starts": visit.start,
        "ends": visit.end,
        "practitioner": {"id": who.id, "name": who.name},
        "place": "video" if visit.remote else f"room {who.room}",
        "billed_to": visit.billing,
        "to_pay": {"amount": to_pay(clinic, visit), "currency": "EUR"},
        "referral": {"referral_id": held.id, "sessions_left": held.left} if held else None,
        "preparation": clinic.types[visit.type].preparation or None,
    }
