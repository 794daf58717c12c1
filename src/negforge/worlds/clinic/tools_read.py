"""What the desk can look up: the account, practitioners, the type sheet, a patient's file, slots, the agenda."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.clinic.rows import account_family, refill_row, visit_row, waiting_row
from negforge.worlds.clinic.rules import clinic_of, member, price_on, suits, visit_type
from negforge.worlds.clinic.vocabulary import DAYS, LANGUAGES, PLANS, SPECIALITIES
from negforge.worlds.world import Desk, FaultHold, Problem, Schema, tool

PAGE = 8
PATIENT: Schema = {"type": "string", "pattern": "^PT[0-9]{6}$", "description": "Patient id, e.g. PT403172."}
APPOINTMENT: Schema = {"type": "string", "pattern": "^AP[0-9]{6}$"}
REFERRAL: Schema = {"type": "string", "pattern": "^RF[0-9]{6}$"}
PRACTITIONER: Schema = {"type": "string", "pattern": "^DR[0-9]{3}$"}
CODE: Schema = {
    "type": "string",
    "pattern": "^[A-Z]{4}-[A-Z]{4,5}$",
    "description": "Appointment type, e.g. DERM-FIRST.",
}
CLOCK: Schema = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}
WINDOW: Schema = {
    "type": "object",
    "description": "When on which weekdays. earliest and latest are limits for the start of the visit.",
    "properties": {
        "days": {"type": "array", "items": {"type": "string", "enum": list(DAYS)}, "minItems": 1, "uniqueItems": True},
        "earliest": CLOCK,
        "latest": CLOCK,
    },
    "additionalProperties": False,
}


@tool(
    "The signed-in account: the patients on it, and on request their insurance covers, the balance, and reminders.",
    {
        "include": {
            "type": "array",
            "items": {"type": "string", "enum": ["covers", "balance", "reminders"]},
            "uniqueItems": True,
        },
        "born_after": {"type": "string", "format": "date", "description": "Only patients born after this day."},
    },
    faults=FaultHold(
        rows="patients",
        volatile=("balance.due",),
        renames=(("patients.*.born", "date_of_birth"), ("patients.*.relation", "relationship")),
        units=(("balance.due", 100, "balance.currency", "EUR cents"),),
    ),
)
def family_account(desk: Desk, include: list[str] | None = None, born_after: str | None = None) -> Any:
    clinic = clinic_of(desk)
    people = [p for p in account_family(clinic) if not born_after or p.born > date.fromisoformat(born_after)]
    ids = {p.id for p in people}
    body: dict[str, Any] = {
        "account": clinic.account.id,
        "patients": [
            {
                "patient_id": p.id,
                "name": p.name,
                "born": p.born,
                "relation": p.relation,
                "record_access": p.access,
                "correspondence": p.language,
            }
            for p in sorted(people, key=lambda p: p.id)
        ],
    }
    if "covers" in (include or ()):
        body["covers"] = [
            {
                "cover_id": c.id,
                "patient_id": c.patient,
                "plan": c.plan,
                "kind": c.kind,
                "membership": c.number,
                "valid_until": c.valid_until,
            }
            for c in sorted(clinic.covers.values(), key=lambda c: c.id)
            if c.patient in ids
        ]
    if "balance" in (include or ()):
        body["balance"] = {"due": clinic.account.balance, "currency": "EUR", "payable_by": "transfer or at the counter"}
    if "reminders" in (include or ()):
        body["reminders"] = [
            {"appointment_id": a.id, "channel": a.reminder[0], "hours_before": a.reminder[1]}
            for a in clinic.appointments.values()
            if a.patient in ids and a.reminder and a.status == "booked"
        ]
    return body


@tool(
    "Practitioners with the languages they speak, where they work and whether they see children.",
    {
        "specialities": {"type": "array", "items": {"type": "string", "enum": list(SPECIALITIES)}, "uniqueItems": True},
        "language": {"type": "string", "enum": list(LANGUAGES)},
        "sees_children": {"type": "boolean"},
        "family_name": {"type": "string", "minLength": 2, "maxLength": 40},
    },
    faults=FaultHold(
        rows="practitioners", renames=(("practitioners.*.languages", "spoken"),), note="practitioners.*.note"
    ),
)
def practitioners(
    desk: Desk,
    specialities: list[str] | None = None,
    language: str | None = None,
    sees_children: bool | None = None,
    family_name: str = "",
) -> Any:
    found = [
        p
        for p in clinic_of(desk).practitioners.values()
        if (not specialities or p.speciality in specialities)
        and (not language or language in p.languages)
        and (sees_children is None or p.children == sees_children)
        and family_name.lower() in p.family.lower()
    ]
    rows = [
        {
            "practitioner_id": p.id,
            "name": p.name,
            "speciality": p.speciality,
            "languages": list(p.languages),
            "sees_children": p.children,
            "room": {"number": p.room, "floor": p.floor, "step_free": p.step_free},
            "note": p.note,
        }
        for p in sorted(found, key=lambda p: p.id)
    ]
    return {"count": len(rows), "practitioners": rows}


@tool(
    "The sheet of appointment types as printed at the counter, plain text: code, name, minutes, for whom, whether a referral is needed, "
    "whether it can be remote, after how many days a control visit is possible, full price, and with a plan its co-payment. "
    "Prices are those of the day given (default today); the tariff changes now and then. This sheet governs prices.",
    {
        "specialities": {
            "type": "array",
            "items": {"type": "string", "enum": list(SPECIALITIES)},
            "minItems": 1,
            "uniqueItems": True,
        },
        "plan": {"type": "string", "enum": list(PLANS)},
        "on": {"type": "string", "format": "date"},
        "with_preparation": {"type": "boolean", "description": "Add how patients prepare for each type."},
    },
    required=["specialities"],
)
def type_sheet(
    desk: Desk, specialities: list[str], plan: str | None = None, on: str | None = None, with_preparation: bool = False
) -> Any:
    clinic = clinic_of(desk)
    day = date.fromisoformat(on) if on else desk.now.date()
    kinds = [t for t in clinic.types.values() if t.speciality in specialities]
    head = f"{'code':<11} {'appointment':<36} {'min':>3}  {'for':<6} {'referral':<8}  {'remote':<6}  {'control':<8} {'full':>7}"
    lines = [
        f"LINDEN COURT CLINIC   appointment types   prices in EUR, tariff of {day.isoformat()}",
        head + (f" {plan:>9}" if plan else ""),
    ]
    for t in kinds:
        control = f"{t.control_after} days" if t.control_after is not None else "-"
        needs = "yes" if t.referral else "no"
        line = f"{t.code:<11} {t.title:<36} {t.minutes:>3}  {t.audience:<6} {needs:<8}  {'yes' if t.remote else 'no':<6}  {control:<8} {price_on(clinic, t, day):>7.2f}"
        lines.append(line + (f" {price_on(clinic, t, day, plan):>9.2f}" if plan else ""))
    if with_preparation:
        lines += ["", "preparation"] + [f"{t.code}: {t.preparation or 'nothing special.'}" for t in kinds]
    return "\n".join(lines)


@tool(
    "Parts of one patient's file. Members of 18 and over decide themselves who reads theirs: record_access says own, shared or closed. "
    "A file that is closed opens all the same, and the opening is recorded.",
    {
        "patient_id": PATIENT,
        "sections": {
            "type": "array",
            "items": {"type": "string", "enum": ["referrals", "visits", "documents", "vaccinations", "prescriptions"]},
            "minItems": 1,
            "uniqueItems": True,
        },
        "since": {"type": "string", "format": "date", "description": "Visits and documents from this day on."},
    },
    required=["patient_id", "sections"],
    faults=FaultHold(
        rows="referrals",
        volatile=("prescriptions.*.refills_left",),
        renames=(
            ("referrals.*.valid_until", "expires"),
            ("vaccinations.*.next_due", "due"),
            ("prescriptions.*.pack_size", "units_per_pack"),
        ),
        units=(("prescriptions.*.per_day", 7, "prescriptions.*.dose_basis", "per week"),),
        echo=("patient_id", "patient_id"),
        note="referrals.*.remark",
    ),
)
def patient_file(desk: Desk, patient_id: str, sections: list[str], since: str | None = None) -> Any:
    clinic, patient = clinic_of(desk), member(desk, patient_id)
    start = date.fromisoformat(since) if since else date.min
    body: dict[str, Any] = {"patient_id": patient.id, "name": patient.name, "record_access": patient.access}
    if "referrals" in sections:
        body["referrals"] = [
            {
                "referral_id": r.id,
                "speciality": r.speciality,
                "issued": r.issued,
                "valid_until": r.valid_until,
                "sessions": r.sessions,
                "sessions_used": r.used,
                "priority": "urgent" if r.urgent else "routine",
                "remark": "",
            }
            for r in clinic.referrals.values()
            if r.patient == patient.id
        ]
    if "visits" in sections:
        body["visits"] = [
            {
                "appointment_id": a.id,
                "type_code": a.type,
                "practitioner_id": a.practitioner,
                "practitioner": clinic.practitioners[a.practitioner].name,
                "starts": a.start,
                "status": a.status,
            }
            for a in clinic.appointments.values()
            if a.patient == patient.id and a.start < desk.now and a.start.date() >= start
        ]
    if "documents" in sections:
        body["documents"] = [
            {
                "document_id": d.id,
                "kind": d.kind,
                "title": d.title,
                "dated": d.dated,
                "language": d.language,
                "status": d.status,
                "delivered_to": d.deliver_to,
            }
            for d in clinic.documents.values()
            if d.patient == patient.id and d.dated >= start
        ]
    if "vaccinations" in sections:
        body["vaccinations"] = [
            {"vaccine": s.vaccine, "dose": s.dose, "given": s.given, "next_due": s.next_due}
            for s in sorted(clinic.shots.values(), key=lambda s: s.id)
            if s.patient == patient.id
        ]
    if "prescriptions" in sections:
        body["prescriptions"] = [
            {
                "prescription_id": p.id,
                "item": p.item,
                "strength": p.strength,
                "pack_size": p.pack,
                "per_day": p.per_day,
                "dose_basis": "per day",
                "last_dispensed": p.dispensed,
                "refills_left": p.refills,
                "prescriber_id": p.prescriber,
                "last_seen_by_prescriber": p.seen,
            }
            for p in clinic.prescriptions.values()
            if p.patient == patient.id
        ]
    return body


@tool(
    "Open slots for an appointment type, grouped by practitioner, then by time; eight a page. Slots with audience child are for patients "
    "under 16, the others for everybody else. The price beside a slot is an older list price and binds nobody.",
    {
        "type_code": CODE,
        "from_date": {"type": "string", "format": "date", "description": "Default tomorrow."},
        "until_date": {"type": "string", "format": "date", "description": "Default and at most 24 days ahead."},
        "window": WINDOW,
        "practitioner_ids": {"type": "array", "items": PRACTITIONER, "minItems": 1, "uniqueItems": True},
        "remote": {"type": "boolean", "description": "true: only video visits; false: only visits in the house."},
        "cursor": {"type": "string", "description": "next_cursor of the page before."},
    },
    required=["type_code"],
    faults=FaultHold(
        rows="slots",
        volatile=("slots.*.list_price",),
        renames=(("slots.*.starts", "begins_at"), ("slots.*.audience", "age_group")),
        units=(("slots.*.minutes", 1 / 60, "duration_unit", "hours"),),
        echo=("type_code", "type_code"),
        note="slots.*.room_note",
    ),
)
def find_slots(
    desk: Desk,
    type_code: str,
    from_date: str | None = None,
    until_date: str | None = None,
    window: dict[str, Any] | None = None,
    practitioner_ids: list[str] | None = None,
    remote: bool | None = None,
    cursor: str | None = None,
) -> Any:
    clinic, kind = clinic_of(desk), visit_type(desk, type_code)
    begin = date.fromisoformat(from_date) if from_date else desk.now.date() + timedelta(days=1)
    end = date.fromisoformat(until_date) if until_date else desk.now.date() + timedelta(days=24)
    if end < begin:
        raise Problem(422, "bad_period", "until_date lies before from_date.")
    wanted = window or {}
    found = [
        s
        for s in clinic.slots.values()
        if s.status == "open"
        and suits(clinic, kind, s)
        and begin <= s.start.date() <= end
        and DAYS[s.start.weekday()] in wanted.get("days", DAYS)
        and wanted.get("earliest", "00:00") <= f"{s.start:%H:%M}" <= wanted.get("latest", "23:59")
        and (not practitioner_ids or s.practitioner in practitioner_ids)
        and (remote is None or s.remote == remote)
    ]
    found.sort(key=lambda s: (s.practitioner, s.start))
    at = int(cursor[1:]) if cursor and cursor[1:].isdigit() else 0
    rows = []
    for slot in found[at : at + PAGE]:
        who = clinic.practitioners[slot.practitioner]
        rows.append(
            {
                "slot_id": slot.id,
                "practitioner_id": who.id,
                "practitioner": who.name,
                "starts": slot.start,
                "minutes": kind.minutes,
                "audience": slot.audience,
                "remote": slot.remote,
                "room": None if slot.remote else who.room,
                "room_note": who.note,
                "list_price": kind.price[0] - 4,
            }
        )
    more = f"p{at + PAGE}" if at + PAGE < len(found) else None
    return {"type_code": kind.code, "duration_unit": "minutes", "total": len(found), "slots": rows, "next_cursor": more}


@tool(
    "What is booked, waiting and requested for the family, in the order in which it was entered. Statuses of appointments: booked, done, "
    "cancelled, missed; all of them are listed unless you choose. quoted is what was said of the price at booking time.",
    {
        "show": {
            "type": "array",
            "items": {"type": "string", "enum": ["appointments", "waiting_list", "refill_requests"]},
            "minItems": 1,
            "uniqueItems": True,
        },
        "patient_ids": {"type": "array", "items": PATIENT, "uniqueItems": True},
        "period": {
            "type": "object",
            "properties": {"from": {"type": "string", "format": "date"}, "to": {"type": "string", "format": "date"}},
            "additionalProperties": False,
        },
        "statuses": {"type": "array", "items": {"type": "string", "enum": ["booked", "done", "cancelled", "missed"]}},
    },
    required=["show"],
    faults=FaultHold(
        rows="appointments",
        volatile=("appointments.*.quoted.amount", "late_fee.amount"),
        renames=(("appointments.*.starts", "start_time"), ("appointments.*.status", "state")),
        units=(
            ("late_fee.amount", 100, "late_fee.currency", "EUR cents"),
            ("appointments.*.quoted.amount", 100, "appointments.*.quoted.currency", "EUR cents"),
        ),
        note="appointments.*.note",
    ),
)
def agenda(
    desk: Desk,
    show: list[str],
    patient_ids: list[str] | None = None,
    period: dict[str, str] | None = None,
    statuses: list[str] | None = None,
) -> Any:
    clinic = clinic_of(desk)
    own = {p.id for p in account_family(clinic) if not patient_ids or p.id in patient_ids}
    begin, end = (period or {}).get("from", "0001-01-01"), (period or {}).get("to", "9999-12-31")
    body: dict[str, Any] = {"as_of": desk.now}
    if "appointments" in show:
        body["appointments"] = [
            visit_row(clinic, a)
            for a in clinic.appointments.values()
            if a.patient in own
            and begin <= a.start.date().isoformat() <= end
            and (not statuses or a.status in statuses)
        ]
        body["late_fee"] = {
            "amount": clinic.account.late_fee,
            "currency": "EUR",
            "applies": "less than 24 h before the start",
        }
    if "waiting_list" in show:
        body["waiting_list"] = [waiting_row(clinic, w.id) for w in clinic.waiting.values() if w.patient in own]
    if "refill_requests" in show:
        body["refill_requests"] = [refill_row(clinic, r.id) for r in clinic.refills.values() if r.patient in own]
    return body
