"""A conversation about papers: notes of attendance for school and work."""

from __future__ import annotations

from negforge.worlds.clinic.rules import clinic_of
from negforge.worlds.clinic.state import Appointment, Clinic, Patient
from negforge.worlds.clinic.talk import (
    Row,
    called,
    moment,
    open_files,
    place_said,
)
from negforge.worlds.clinic.vocabulary import LANGUAGE_NAMES
from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.wants import Holds, OnlyChanges, Tells, Want
from negforge.worlds.wording import listed


@goal("multi_easy", "multi_hard")
def papers_for_school(draw: Draw) -> Goal | None:
    """Attendance notes for visits that took place, in the language and to the place that the user says."""
    clinic = clinic_of(draw.desk)
    options: list[tuple[Patient, list[Appointment]]] = []
    for person_on_file in open_files(clinic):
        done = [a for a in clinic.appointments.values() if a.patient == person_on_file.id and a.status == "done"]
        if done and len({a.start.date() for a in done}) == len(done):
            options.append((person_on_file, sorted(done, key=lambda a: a.start)))
    chosen = draw.some(options, 2)
    if not chosen or (draw.hard and len(chosen) < 2):
        return None
    patient, visits = chosen[0]
    latest = visits[-1]
    language = draw.rng.choice([x for x in LANGUAGE_NAMES if x != "en"])
    place = draw.rng.choice(("school", "employer") if patient.access == "guardian" else ("employer", "insurer"))
    pronoun = "that visit"
    turns = [
        draw.ask(
            "[When was {who} last with you? Only visits that really took place count.|Which was the last visit of {who} that took place, and with whom?|I need the day on which {who} was last seen by you. A missed appointment doesn't count.|What is the date of the latest visit {who} actually came to?]",
            because="[There is a form to be filled in.|I'm being asked for proof of an absence.|Somebody wants it in black and white.]",
            who=called(patient, draw.rng),
        ),
        draw.then(
            "[Then please make out an attendance note for it, in {language}, and send it to {place}.|An attendance note about that visit, please, {language}, to go to {place}.|Have a note of attendance for {pronoun} sent to {place}, in {language}.]",
            language=LANGUAGE_NAMES[language],
            place=place_said(place, patient),
            pronoun=pronoun,
        ),
    ]
    second: tuple[Patient, Appointment] | None = None
    if draw.hard:
        other, theirs = chosen[1]
        second = (other, theirs[-1])
        turns += [
            draw.then(
                "[The same for {who}, for the last visit that took place, in the same language, but to the portal.|And {who} needs one too: last visit kept, same language, delivered to the portal.|Now one for {who} in the same way, about the most recent visit that happened, only to the portal.]",
                who=called(other, draw.rng),
            ),
            draw.then(
                "[Are they ready?|Please see to it that both are finished and tell me.|Have both of them been prepared by now?|Can you wait until the two are done, and confirm?]"
            ),
        ]
    else:
        turns.append(
            draw.then(
                "[Is it ready?|Please wait until it's done and tell me.|Has it been prepared yet?|Could you stay on it and say when it is finished?]"
            )
        )

    def solve(hands: Hands) -> None:
        people = hands.call("family_account", "[find|look up] the patients on the account")["patients"]
        numbers: list[str] = []
        last = _last_visit(hands, people, patient)
        hands.say(
            fact(
                "last visit",
                moment(last["starts"]),
                "[The last visit was on {value}, with {doctor}.|{who} was last here on {value} ({doctor}).|That was {value}, {doctor}.]",
                doctor=last["practitioner"],
                who=patient.given,
            )
        )
        numbers.append(_note(hands, last, place, language))
        hands.say(_told_note(numbers[-1], last, place, language))
        if second is not None:
            theirs_last = _last_visit(hands, people, second[0])
            numbers.append(_note(hands, theirs_last, "portal", language))
            hands.say(_told_note(numbers[-1], theirs_last, "portal", language))
        if hands.bother("documents take a while", kind="more"):
            ready = hands.call(
                "await_notices", "[wait|give it some time] until it is done", minutes=50, about=["documents"]
            )["notices"]
            done = [n for n in numbers if any(r["document_id"] == n for r in ready)]
        else:
            done = []
        if len(done) == len(numbers):
            hands.say(fact("finished", listed(done), "[Yes, finished: {value}.|Ready: {value}.|It is done: {value}.]"))
        else:
            hands.say("[Not yet, it is still being prepared.|It is still in preparation.|So far it is not finished.]")

    notes = [(patient, latest, place), *([(second[0], second[1], "portal")] if second else [])]
    wants: list[Want] = [Tells("the day of the last visit", latest.start.date(), turn=0), OnlyChanges(("documents",))]

    def right(state: Clinic) -> bool:
        new = [d for key, d in state.documents.items() if key not in clinic.documents]
        found = sorted((d.patient, d.dated, d.kind, d.language, d.deliver_to, d.status) for d in new)
        return found == sorted((p.id, a.start.date(), "attendance_note", language, to, "ready") for p, a, to in notes)

    wants.append(
        Holds(
            "the notes",
            right,
            f"there are {len(notes)} attendance notes as asked for, and finished",
            lambda s: f"there are {[d for k, d in s.documents.items() if k not in clinic.documents]}",
        )
    )
    return Goal(
        tuple(turns),
        [p.id for p, _, _ in notes] + [latest.id, language, place],
        ("person", "status", "latest", "language", "late result"),
        ("family_account", *("patient_file", "issue_document") * len(notes), "await_notices"),
        solve,
        tuple(wants),
    )


def _last_visit(hands: Hands, people: list[Row], patient: Patient) -> Row:
    rows = hands.keep(people, "person", lambda r: r["name"] == patient.name)
    who = hands.best(rows, lambda r: r["patient_id"])
    visits = hands.call("patient_file", "[read|look at] the visits", patient_id=who["patient_id"], sections=["visits"])[
        "visits"
    ]
    visits = hands.keep(visits, "status", lambda v: v["status"] == "done")
    return {**hands.best(visits, lambda v: -moment(v["starts"]).timestamp()), "patient_id": who["patient_id"]}


def _note(hands: Hands, visit: Row, place: str, language: str) -> str:
    def made() -> Row | None:
        rows = hands.call(
            "patient_file", "see whether it was made out", patient_id=visit["patient_id"], sections=["documents"]
        )["documents"]
        return next((r for r in rows if r["kind"] == "attendance_note" and r["language"] == language), None)

    answer = hands.call(
        "issue_document",
        "[have the note made out|ask for the note]",
        landed=made,
        patient_id=visit["patient_id"],
        kind="attendance_note",
        visit_id=visit["appointment_id"],
        language=language,
        deliver_to=place,
    )
    return str(answer["document_id"])


def _told_note(number: str, visit: Row, place: str, language: str) -> Fact:
    return fact(
        "attendance note",
        number,
        "[The note is being prepared as {value}: visit of {day}, in {language}, to the {place}.|Attendance note {value} for {day} goes to the {place}, in {language}.|I have ordered it: {value}, dated {day}, {language}, delivered to the {place}.]",
        day=moment(visit["starts"]).date(),
        language=LANGUAGE_NAMES[language],
        place=place,
    )
