"""The clinic as a world."""

from __future__ import annotations

import json

from negforge.worlds.clinic.goals import GOALS
from negforge.worlds.clinic.papers import make
from negforge.worlds.clinic.tools_later import (
    EFFECTS,
    answer_offer,
    await_notices,
    issue_document,
    join_waiting_list,
    request_refill,
)
from negforge.worlds.clinic.tools_read import (
    agenda,
    family_account,
    find_slots,
    patient_file,
    practitioners,
    type_sheet,
)
from negforge.worlds.clinic.tools_write import book_appointment, cancel_appointments, move_appointment
from negforge.worlds.world import Problem, World

POLICY = """You run the appointments desk of Linden Court Clinic for the signed-in family account. You arrange visits and papers; you give no medical advice.
- A type that needs a referral goes on the patient's cover only with the id of a referral for that speciality that covers the day of the visit and has sessions left. Book it as self-pay only when the user asks for that.
- Patients under 16 take slots for children, everybody else takes the others. Two visits of one patient on one day need 45 minutes in between. A control visit is possible so many days after the first visit as the type sheet says.
- Less than 24 hours before the start a visit cannot be moved, and cancelling it costs the late fee: name the amount and cancel only after the user's yes to it.
- Ask for a refill only when less than a third of the pack is left: pack size minus the daily amount for each day since it was dispensed. Give counted_left only as the patient really counted it.
- Adults decide themselves who reads their records: open a file only where record_access is own, guardian or shared. Booking for any member is fine. Nobody outside the account is our business, their appointments included.
- A patient's visits go on that patient's own covers. A document carries the day of the visit or of its making, no other. Priority urgent takes a referral that is marked urgent.
- Where prices differ, the type sheet for the day of the visit and the patient's plan governs."""


def describe_problem(problem: Problem) -> str:
    """A problem document after RFC 7807."""
    return json.dumps(
        {
            "type": f"urn:lindencourt:problem:{problem.code.replace('_', '-')}",
            "title": problem.code.replace("_", " ").replace("-", " ").capitalize(),
            "status": problem.status,
            "detail": problem.message,
            **problem.details,
        },
        ensure_ascii=False,
        default=str,
    )


WORLD = World(
    name="clinic",
    title="An outpatient clinic's appointments desk",
    policy=POLICY,
    make=make,
    tools=(
        family_account, practitioners, type_sheet, patient_file, find_slots, agenda, book_appointment, move_appointment,
        cancel_appointments, join_waiting_list, answer_offer, request_refill, issue_document, await_notices,
    ),
    goals=GOALS,
    effects=EFFECTS,
    describe_problem=describe_problem,
    wait=("await_notices", lambda now, minutes: {"minutes": minutes}),
)  # fmt: skip
