"""What the desk sets going and what comes of it later: waiting list, refills, documents, notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from negforge.core.json_text import digest
from negforge.worlds.clinic.make import slot_id as slot_named
from negforge.worlds.clinic.rows import booked_answer, refill_row, waiting_row
from negforge.worlds.clinic.rules import (
    audience_of,
    book,
    check_visit,
    clinic_of,
    member,
    referral_covers,
    visit_type,
)
from negforge.worlds.clinic.state import Document, Refill, Slot, Waiting
from negforge.worlds.clinic.tools_read import (
    APPOINTMENT,
    CODE,
    PATIENT,
    PRACTITIONER,
    REFERRAL,
    WINDOW,
)
from negforge.worlds.clinic.vocabulary import DAYS, LANGUAGES
from negforge.worlds.world import Desk, Problem, tool


@tool(
    "Put a patient on the waiting list for slots that others give back. The answer is a receipt; an offer usually comes within the hour, "
    "shows in the agenda and in the notices, and is held for three hours. Priority urgent is for referrals that are marked urgent.",
    {
        "patient_id": PATIENT,
        "type_code": CODE,
        "until": {"type": "string", "format": "date", "description": "The last day that would do."},
        "window": WINDOW,
        "practitioner_ids": {"type": "array", "items": PRACTITIONER, "uniqueItems": True},
        "priority": {"type": "string", "enum": ["routine", "urgent"]},
    },
    required=["patient_id", "type_code", "until"],
    writes=True,
)
def join_waiting_list(
    desk: Desk,
    patient_id: str,
    type_code: str,
    until: str,
    window: dict[str, Any] | None = None,
    practitioner_ids: list[str] | None = None,
    priority: str = "routine",
) -> Any:
    clinic, patient, kind = clinic_of(desk), member(desk, patient_id), visit_type(desk, type_code)
    wanted = window or {}
    days = tuple(d for d in DAYS if d in wanted.get("days", DAYS))
    if any(
        w.patient == patient.id and w.type == kind.code and w.status in ("waiting", "offered")
        for w in clinic.waiting.values()
    ):
        raise Problem(409, "already_waiting", "The patient waits for this type already.")
    entry_id = desk.id("WL", patient.id, kind.code, until, days, wanted.get("earliest"), wanted.get("latest"))
    clinic.waiting[entry_id] = Waiting(
        entry_id,
        patient.id,
        kind.code,
        days,
        wanted.get("earliest", "08:00"),
        wanted.get("latest", "18:00"),
        date.fromisoformat(until),
        tuple(sorted(practitioner_ids or ())),
        priority,
        desk.now,
    )
    desk.later(_delay(entry_id, 0, priority), "offer_slot", entry_id=entry_id)
    return {
        "receipt": entry_id,
        "status": "waiting",
        "ahead_of_you": 0 if priority == "urgent" else 1 + _pick(7, entry_id),
    }


def offer_slot(desk: Desk, entry_id: str) -> None:
    """A slot is given back and offered to whoever still waits for it."""
    clinic = clinic_of(desk)
    entry = clinic.waiting.get(entry_id)
    if entry is None or entry.status != "waiting":
        return
    slot = _given_back(desk, entry)
    entry.offers += 1
    if slot is None:
        return
    clinic.slots[slot.id] = slot
    entry.status, entry.slot, entry.answer_by = "offered", slot.id, desk.now + timedelta(hours=3)
    desk.later(180, "lapse_offer", entry_id=entry_id, slot_id=slot.id)


def lapse_offer(desk: Desk, entry_id: str, slot_id: str) -> None:
    """An offer that nobody answered goes to the next in line."""
    clinic = clinic_of(desk)
    entry = clinic.waiting.get(entry_id)
    if entry is not None and entry.status == "offered" and entry.slot == slot_id:
        clinic.slots.pop(slot_id, None)
        entry.status, entry.slot, entry.answer_by = "waiting", None, None


@tool(
    "Answer an offer of the waiting list. Accepting books it; give the referral as when booking. Declining ends the entry unless keep_waiting.",
    {
        "entry_id": {"type": "string", "pattern": "^WL[0-9]{6}$"},
        "answer": {"type": "string", "enum": ["accept", "decline"]},
        "referral_id": REFERRAL,
        "keep_waiting": {"type": "boolean"},
    },
    required=["entry_id", "answer"],
    writes=True,
)
def answer_offer(
    desk: Desk, entry_id: str, answer: str, referral_id: str | None = None, keep_waiting: bool = False
) -> Any:
    clinic = clinic_of(desk)
    entry = clinic.waiting.get(entry_id)
    slot = clinic.slots.get(entry.slot or "") if entry is not None else None
    if entry is None or entry.status != "offered" or slot is None:
        raise Problem(409, "no_open_offer", f"There is no open offer for {entry_id}.")
    if answer == "decline":
        clinic.slots.pop(slot.id)
        entry.slot, entry.answer_by = None, None
        entry.status = "waiting" if keep_waiting else "closed"
        if keep_waiting:
            desk.later(_delay(entry_id, entry.offers, entry.priority), "offer_slot", entry_id=entry_id)
        return waiting_row(clinic, entry_id)
    patient, kind = member(desk, entry.patient), clinic.types[entry.type]
    check_visit(desk, patient, kind, slot)
    held = clinic.referrals.get(referral_id or "")
    if referral_id and (held is None or not referral_covers(held, patient.id, kind.speciality, slot.start.date())):
        raise Problem(409, "referral_not_valid", f"Referral {referral_id} does not cover the day of the offer.")
    visit = book(desk, patient, kind, slot, referral_id, None)
    entry.status = "booked"
    return booked_answer(clinic, visit) | {"entry_id": entry.id}


@tool(
    "Send refill requests to the prescriber. They are accepted without a look; the decision (approved, declined or visit_needed) follows "
    "within the hour. Nothing is decided in favour while a third of the pack or more is left. Without counted_left the calendar counts.",
    {
        "patient_id": PATIENT,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "prescription_id": {"type": "string", "pattern": "^RX[0-9]{6}$"},
                    "packs": {"type": "integer", "minimum": 1, "maximum": 3},
                    "counted_left": {"type": "integer", "minimum": 0, "description": "How many were counted at home."},
                },
                "required": ["prescription_id"],
                "additionalProperties": False,
            },
            "minItems": 1,
        },
        "pickup": {"type": "string", "enum": ["counter", "pharmacy", "post"]},
    },
    required=["patient_id", "items", "pickup"],
    writes=True,
)
def request_refill(desk: Desk, patient_id: str, items: list[dict[str, Any]], pickup: str) -> Any:
    clinic, patient = clinic_of(desk), member(desk, patient_id)
    for row in items:
        held = clinic.prescriptions.get(row["prescription_id"])
        if held is None or held.patient != patient.id:
            raise Problem(404, "no_such_prescription", f"No prescription {row['prescription_id']} for this patient.")
        if any(r.prescription == held.id and r.status == "received" for r in clinic.refills.values()):
            raise Problem(409, "already_requested", f"A request for {held.id} is under way.")
    receipts = []
    for row in items:
        request_id = desk.id("RQ", row["prescription_id"], row.get("packs", 1), pickup, row.get("counted_left"))
        clinic.refills[request_id] = Refill(
            request_id,
            patient.id,
            row["prescription_id"],
            row.get("packs", 1),
            pickup,
            row.get("counted_left"),
            "received",
            desk.now,
        )
        desk.later(18 + _pick(25, request_id), "decide_refill", request_id=request_id)
        receipts.append(refill_row(clinic, request_id))
    return {"received": receipts}


def decide_refill(desk: Desk, request_id: str) -> None:
    """The prescriber's side decides on a request."""
    clinic = clinic_of(desk)
    request = clinic.refills.get(request_id)
    if request is None or request.status != "received":
        return
    held = clinic.prescriptions[request.prescription]
    today = desk.now.date()
    left = request.counted if request.counted is not None else held.left(today)
    request.at = desk.now
    if 3 * left >= held.pack:
        request.status, request.reason = (
            "declined",
            f"too early: {left} of {held.pack} left; possible from {held.due_from}",
        )
    elif held.refills < request.packs:
        request.status, request.reason = "declined", f"{held.refills} refills left on the prescription"
    elif (today - held.seen).days > 365:
        request.status, request.reason = "visit_needed", f"last seen by the prescriber on {held.seen}"
    else:
        request.status, request.ready = "approved", today + timedelta(days=1 + _pick(4, request_id))
        held.refills -= request.packs


@tool(
    "Have a document made out. It is prepared within the hour and then delivered. The date is printed as given (default: today, for an "
    "attendance note the day of the visit) and entered in the register.",
    {
        "patient_id": PATIENT,
        "kind": {"type": "string", "enum": ["attendance_note", "vaccination_record", "invoice_copy", "referral_copy"]},
        "visit_id": APPOINTMENT,
        "dated": {"type": "string", "format": "date"},
        "language": {"type": "string", "enum": list(LANGUAGES)},
        "deliver_to": {"type": "string", "enum": ["portal", "post", "insurer", "school", "employer"]},
    },
    required=["patient_id", "kind", "deliver_to"],
    writes=True,
)
def issue_document(
    desk: Desk,
    patient_id: str,
    kind: str,
    deliver_to: str,
    visit_id: str | None = None,
    dated: str | None = None,
    language: str = "en",
) -> Any:
    clinic, patient = clinic_of(desk), member(desk, patient_id)
    visit = clinic.appointments.get(visit_id or "")
    if visit_id and (visit is None or visit.patient != patient.id or visit.status != "done"):
        raise Problem(409, "no_such_visit", f"{patient.name} has no visit {visit_id} that took place.")
    if kind == "attendance_note" and visit is None and dated is None:
        raise Problem(422, "visit_or_date", "An attendance note needs the visit it is about, or a date.")
    day = date.fromisoformat(dated) if dated else visit.start.date() if visit else desk.now.date()
    document_id = desk.id("DC", patient.id, kind, visit_id, day, language, deliver_to)
    clinic.documents[document_id] = Document(
        document_id, patient.id, kind, kind.replace("_", " ").capitalize(), day, language, deliver_to, "in_preparation", visit_id, desk.now
    )  # fmt: skip
    ready = desk.later(12 + _pick(30, document_id), "finish_document", document_id=document_id)
    return {"document_id": document_id, "kind": kind, "dated": day, "status": "in_preparation", "ready_about": ready}


def finish_document(desk: Desk, document_id: str) -> None:
    found = clinic_of(desk).documents.get(document_id)
    if found is not None and found.status == "in_preparation":
        found.status, found.at = "ready", desk.now


@tool(
    "Wait, then get the notices: open offers of the waiting list, and what was decided on refills and which documents were finished within "
    "the last 24 hours.",
    {
        "minutes": {"type": "integer", "minimum": 1, "maximum": 720},
        "about": {
            "type": "array",
            "items": {"type": "string", "enum": ["waiting_list", "refills", "documents"]},
            "uniqueItems": True,
        },
    },
    required=["minutes"],
)
def await_notices(desk: Desk, minutes: int, about: list[str] | None = None) -> Any:
    clinic = clinic_of(desk)
    desk.advance(minutes)
    since = desk.now - timedelta(hours=24)
    rows: list[dict[str, Any]] = []
    if not about or "waiting_list" in about:
        rows += [
            {"about": "waiting_list", **waiting_row(clinic, w.id)}
            for w in clinic.waiting.values()
            if w.status == "offered"
        ]
    if not about or "refills" in about:
        done = [r for r in clinic.refills.values() if r.status != "received" and r.at > since]
        rows += [{"about": "refills", **refill_row(clinic, r.id)} for r in done]
    if not about or "documents" in about:
        ready = [d for d in clinic.documents.values() if d.at is not None and d.status == "ready" and d.at > since]
        rows += [{"about": "documents", "document_id": d.id, "kind": d.kind, "status": d.status} for d in ready]
    return {"now": desk.now, "notices": rows}


EFFECTS: Mapping[str, Callable[..., None]] = {
    "offer_slot": offer_slot,
    "lapse_offer": lapse_offer,
    "decide_refill": decide_refill,
    "finish_document": finish_document,
}


def _given_back(desk: Desk, entry: Waiting) -> Slot | None:
    """The slot that somebody gives back: within the entry's wishes, nobody knows where exactly."""
    clinic, kind = clinic_of(desk), clinic_of(desk).types[entry.type]
    patient = clinic.patients[entry.patient]
    audience = audience_of(patient, desk.now.date())
    who = sorted(
        p.id
        for p in clinic.practitioners.values()
        if p.speciality == kind.speciality
        and (audience == "adult" or p.children)
        and (not entry.practitioners or p.id in entry.practitioners)
    )
    days = [desk.now.date() + timedelta(days=n) for n in range(1, 40)]
    days = [d for d in days if d <= entry.until and d.weekday() < 5 and DAYS[d.weekday()] in entry.days]
    hours = [time(8 + m // 60, m % 60) for m in range(10, 560, 20)]
    hours = [h for h in hours if entry.earliest <= f"{h:%H:%M}" <= entry.latest]
    if not who or not days or not hours:
        return None
    turn = entry.offers
    start = datetime.combine(
        days[_pick(len(days), entry.id, "day", turn)], hours[_pick(len(hours), entry.id, "hour", turn)]
    )
    chosen = who[_pick(len(who), entry.id, "who", turn)]
    slot = Slot(slot_named(chosen, start), chosen, start, kind.minutes, audience, False, "held")
    return None if slot.id in clinic.slots else slot


def _delay(entry_id: str, turn: int, priority: str) -> int:
    return 4 + _pick(6, entry_id, turn) if priority == "urgent" else 15 + _pick(35, entry_id, turn)


def _pick(size: int, *content: object) -> int:
    return int(digest([str(part) for part in content]), 16) % size
