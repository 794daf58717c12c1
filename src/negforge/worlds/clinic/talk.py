"""How people and the desk name things here: relatives, appointment types, specialities; and what goals share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from negforge.worlds.clinic.rules import appointment_id, audience_of, main_cover, suits, too_close
from negforge.worlds.clinic.state import Appointment, Clinic, Patient, Referral, Slot, VisitType
from negforge.worlds.clinic.vocabulary import DAYS, SORTS
from negforge.worlds.goal import Fact, Hands, fact
from negforge.worlds.wants import Gains, OnlyChanges, Want

Row = dict[str, Any]

_VISITS = {
    "GENP-VISIT": ("a general consultation", "an ordinary GP appointment", "twenty minutes with a GP"),
    "GENP-CHECK": ("a health check", "the big health check", "a general health check"),
    "GENP-VACC": ("a vaccination appointment", "an appointment for a jab", "a slot for a vaccination"),
    "PAED-VISIT": (
        "a children's consultation",
        "an appointment with a paediatrician",
        "an ordinary appointment in paediatrics",
    ),
    "PAED-CHECK": ("a children's check-up", "the yearly children's check-up", "a check-up in paediatrics"),
    "PAED-VACC": ("a children's vaccination appointment", "a vaccination slot in paediatrics", "a jab in paediatrics"),
    "DERM-FIRST": (
        "a first appointment in dermatology",
        "a first visit with dermatology",
        "a first dermatology appointment",
    ),
    "DERM-CTRL": (
        "a dermatology control visit",
        "the control visit in dermatology",
        "a control appointment with dermatology",
    ),
    "CARD-FIRST": (
        "a first appointment in cardiology",
        "a first visit with cardiology",
        "a first cardiology appointment",
    ),
    "CARD-CTRL": (
        "a cardiology control visit",
        "the control visit in cardiology",
        "a control appointment with cardiology",
    ),
    "ORTH-FIRST": (
        "a first appointment in orthopaedics",
        "a first visit with orthopaedics",
        "a first orthopaedics appointment",
    ),
    "ORTH-CTRL": (
        "an orthopaedics control visit",
        "the control visit in orthopaedics",
        "a control appointment with orthopaedics",
    ),
    "ENTS-FIRST": ("a first ear, nose and throat appointment", "a first ENT visit", "a first appointment in ENT"),
    "ENTS-CTRL": (
        "an ENT control visit",
        "the control visit in ENT",
        "a control appointment with ear, nose and throat",
    ),
    "EYES-FIRST": (
        "a first appointment with the eye doctors",
        "a first visit in the eye department",
        "a first eye appointment",
    ),
    "EYES-CTRL": (
        "an eye control visit",
        "the control visit with the eye doctors",
        "a control appointment in the eye department",
    ),
    "PHYS-SESS": ("a physiotherapy session", "a physio session", "a session of physiotherapy"),
}
_FIELDS = {
    "general": ("general practice", "GP"),
    "paediatrics": ("paediatrics", "paediatrics"),
    "dermatology": ("dermatology", "dermatology"),
    "cardiology": ("cardiology", "cardiology"),
    "orthopaedics": ("orthopaedics", "orthopaedics"),
    "ear_nose_throat": ("ENT", "ear, nose and throat"),
    "eye": ("eye", "eye"),
    "physiotherapy": ("physiotherapy", "physio"),
}

SPECIALITY = {sort.code[:4]: sort.speciality for sort in SORTS}
PREFIX = {sort.speciality: sort.code[:4] for sort in SORTS}  # how the codes of a speciality begin


def family(clinic: Clinic) -> list[Patient]:
    return [p for p in clinic.patients.values() if p.relation != "other"]


def others(clinic: Clinic) -> list[Patient]:
    """The family without the one who speaks."""
    return [p for p in family(clinic) if p.relation != "holder"]


def open_files(clinic: Clinic) -> list[Patient]:
    """Members whose file the holder may read, apart from the holder's own."""
    return [p for p in others(clinic) if p.access in ("guardian", "shared")]


def called(patient: Patient, rng: Random) -> str:
    """How the holder speaks of a member."""
    own = f"my {patient.relation} {patient.given}"
    ways = [own, own, f"{patient.given} (my {patient.relation})"]
    if patient.access != "guardian":
        ways.append(patient.given)
    return rng.choice([*ways, patient.name] if patient.relation not in ("wife", "husband") else ways)


def place_said(place: str, patient: Patient) -> str:
    """Where a paper goes, as the holder says it; a child's absence is the parent's matter at work."""
    return "my employer" if place == "employer" and patient.access == "guardian" else f"the {place}"


def plainly(patient: Patient) -> str:
    """The same without brackets, for sentences that have some of their own."""
    return f"my {patient.relation} {patient.given}"


def visit_called(kind: VisitType, rng: Random) -> str:
    """An appointment type with its article, as people say it."""
    return rng.choice(_VISITS[kind.code])


def bare(kind: VisitType) -> str:
    """An appointment type without article, for the desk's own sentences."""
    return _VISITS[kind.code][0].removeprefix("an ").removeprefix("a ")


def field_called(speciality: str, rng: Random) -> str:
    return rng.choice(_FIELDS[speciality])


def field_named(speciality: str) -> str:
    return _FIELDS[speciality][0]


# reading on behalf of a policy


def person(
    hands: Hands, patient: Patient, why: str = "[find|look up] the patient on the account", *, spare: bool = False
) -> Row:
    """The member the user means, by the full name: there are look-alikes. ``spare``: the agenda may do as well, where
    no more than the id is needed."""
    other = ("agenda", {"show": ["appointments"]}) if spare else None
    answer = hands.call("family_account", why, otherwise=other)
    if spare and "warning" in answer and not answer.get("patients") and hands.bother("an empty list", kind="check"):
        answer = hands.call("agenda", "[find|look for] the patient in the agenda instead", show=["appointments"])
    rows = answer["patients"] if "patients" in answer else [{**r, "name": r["patient"]} for r in answer["appointments"]]
    rows = hands.keep(rows, "person", lambda row: row["name"] == patient.name)
    return hands.best(rows, lambda row: row["patient_id"])


def searched(hands: Hands, why: str, **query: Any) -> list[Row]:
    """Open slots, all pages of them."""
    page = hands.call("find_slots", why, **query)
    rows = list(page["slots"])
    if not rows and "warning" in page and hands.bother("an empty list with a warning", kind="check"):
        hands.best(rows, lambda row: 0)  # nothing can be concluded from it
    while page.get("next_cursor") and hands.bother("further pages", kind="more"):
        page = hands.call("find_slots", "[read|open|go on to] the next page", **query, cursor=page["next_cursor"])
        rows += page["slots"]
    return rows


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day_of(text: str) -> date:
    return moment(text).date()


def weekday(text: str) -> str:
    return DAYS[moment(text).weekday()]


def usable_referrals(hands: Hands, patient_id: str, speciality: str, why: str) -> list[Row]:
    """The referrals for a speciality that have sessions left; the day is for whoever books."""
    rows = hands.call("patient_file", why, patient_id=patient_id, sections=["referrals"])["referrals"]
    rows = [row for row in rows if row["speciality"] == speciality]
    return hands.keep(rows, "sessions", lambda row: row["sessions"] > row["sessions_used"])


def covering(hands: Hands, rows: Iterable[Row], day: str) -> Row:
    """The referral that covers the day; of several, the one that ends first."""
    kept = hands.keep(rows, "validity", lambda row: row["issued"] <= day <= row["valid_until"])
    return hands.best(kept, lambda row: row["valid_until"])


def landed_booking(hands: Hands, patient_id: str, starts: str) -> Callable[[], Row | None]:
    """Reads whether a booking went through although no answer came."""

    def read() -> Row | None:
        rows = hands.call(
            "agenda",
            "see whether the booking went through",
            show=["appointments"],
            patient_ids=[patient_id],
            statuses=["booked"],
        )["appointments"]
        return next((as_booking(row) for row in rows if row["starts"] == starts), None)

    return read


def landed_move(hands: Hands, old: Row, row: Row) -> Callable[[], Row | None]:
    """Reads whether a move went through although no answer came."""

    def read() -> Row | None:
        rows = hands.call(
            "agenda", "see whether the move went through", show=["appointments"], patient_ids=[old["patient_id"]]
        )
        now = next((r for r in rows["appointments"] if r["appointment_id"] == old["appointment_id"]), None)
        return as_booking(now) if now is not None and now["starts"] == row["starts"] else None

    return read


def landed_waiting(hands: Hands, patient_id: str, code: str) -> Callable[[], Row | None]:
    """Reads whether an entry of the waiting list was made although no answer came."""

    def read() -> Row | None:
        rows = hands.call("agenda", "see whether the entry was made", show=["waiting_list"], patient_ids=[patient_id])[
            "waiting_list"
        ]
        mine = [r for r in rows if r["type_code"] == code and r["status"] in ("waiting", "offered")]
        return {"receipt": mine[0]["entry_id"]} if mine else None

    return read


def as_booking(row: Row) -> Row:
    """A row of the agenda as the answer to a booking would have said it."""
    return {**row, "practitioner": {"id": row["practitioner_id"], "name": row["practitioner"]}}


def told_booking(visit: Row, what: str, who: str) -> list[Fact]:
    """What is told of a visit that was booked."""
    starts = moment(visit["starts"])
    return [
        fact(
            "appointment",
            starts,
            "[{who} is booked for|I have booked {who} in on|Done: {who} is down for|The appointment for {who} is on] {value}[ ({what})| for the {what}|, {what}].",
            who=who,
            what=what,
        ),
        fact(
            "with",
            visit["practitioner"]["name"],
            "[It is with {value}, {place}|{value} will see {who}, {place}|You will find {value} in {place}], [number|reference|appointment] {number}.",
            who=who,
            place=visit["place"].replace("video", "a video call"),
            number=visit["appointment_id"],
        ),
    ]


def sheet_shares(sheet: str) -> dict[str, float]:
    """The last column of the type sheet: what is paid with the plan, or in full where no plan was given."""
    rows = [line.split() for line in sheet.split("\npreparation")[0].splitlines()[2:]]
    return {row[0]: float(row[-1]) for row in rows if row}


def preparations(sheet: str) -> dict[str, str]:
    """What the type sheet says of preparing, by appointment type."""
    lines = sheet.partition("\npreparation\n")[2].splitlines()
    return {code: text.rstrip(".") for code, _, text in (line.partition(": ") for line in lines)}


# what the state says


def bookable(clinic: Clinic, kind: VisitType, patient: Patient, begin: date, end: date) -> list[Slot]:
    """Slots that this patient could take in the period, by time."""
    found = [
        s
        for s in clinic.slots.values()
        if s.status == "open"
        and suits(clinic, kind, s)
        and begin <= s.start.date() <= end
        and s.audience == audience_of(patient, s.start.date())
    ]
    return sorted(found, key=lambda s: s.start)


def free_of_others(clinic: Clinic, patient: Patient, kind: VisitType, slot: Slot) -> bool:
    return too_close(clinic, patient.id, slot.start, kind.minutes) is None


def good_referrals(clinic: Clinic, patient: Patient, speciality: str, day: date) -> list[Referral]:
    return [
        r
        for r in clinic.referrals.values()
        if r.patient == patient.id and r.speciality == speciality and r.left > 0 and r.issued <= day <= r.valid_until
    ]


def booked(clinic: Clinic) -> list[Appointment]:
    """The family's visits that stand."""
    own = {p.id for p in family(clinic)}
    return [a for a in clinic.appointments.values() if a.patient in own and a.status == "booked"]


def gains_visit(clinic: Clinic, patient: Patient, kind: VisitType, slot: Slot) -> list[Want]:
    """The wants of one new visit in that slot, on the patient's own cover, and nothing else."""
    entry = {"patient": patient.id, "slot": slot.id, "type": kind.code, "billing": main_cover(clinic, patient.id).id}
    return [Gains("appointments", entry), OnlyChanges(booking_paths(clinic, patient, kind, slot))]


def booking_paths(clinic: Clinic, patient: Patient, kind: VisitType, slot: Slot) -> tuple[str, ...]:
    """Where the state may change by a booking."""
    held = good_referrals(clinic, patient, kind.speciality, slot.start.date()) if kind.referral else []
    return (
        f"appointments.{appointment_id(patient.id, slot.id, kind.code)}",
        f"slots.{slot.id}",
        *(f"referrals.{r.id}.used" for r in held),
    )


def covered(clinic: Clinic, patient: Patient, kind: VisitType, day: date) -> bool:
    """Whether a visit on that day goes on the patient's cover."""
    if main_cover(clinic, patient.id).valid_until < day:
        return False
    return not kind.referral or bool(good_referrals(clinic, patient, kind.speciality, day))


def in_days(now: datetime, days: int) -> date:
    """A day so many days from now, put off to Monday where it falls on a weekend."""
    day = now.date() + timedelta(days=days)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
