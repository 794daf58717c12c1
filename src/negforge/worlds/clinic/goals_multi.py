"""Goals in several turns: choosing from what is open, and saying which visit is meant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from negforge.worlds.clinic.conditions import conditions, known, narrowed, tools_needed, window_for
from negforge.worlds.clinic.rules import appointment_id, audience_of, clinic_of, free_until, main_cover, price_on
from negforge.worlds.clinic.state import Patient, Slot, VisitType
from negforge.worlds.clinic.talk import (
    SPECIALITY,
    Row,
    bare,
    bookable,
    booked,
    booking_paths,
    called,
    day_of,
    free_of_others,
    gains_visit,
    in_days,
    landed_booking,
    landed_move,
    moment,
    others,
    person,
    plainly,
    preparations,
    searched,
    sheet_shares,
    told_booking,
    visit_called,
)
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal, with_replies
from negforge.worlds.wants import Asks, Becomes, Gains, OnlyChanges, Tells, Want

_ORDINALS = ("first", "second", "third", "fourth")


@goal("multi_easy", "multi_hard")
def pick_from_options(draw: Draw) -> Goal | None:
    """See what is open, then take one of the list; in the hard form change one's mind, and ask what it costs."""
    for _ in range(14):
        found = _options(draw)
        if found is not None:
            return found
    return None


def _options(draw: Draw) -> Goal | None:
    clinic = clinic_of(draw.desk)
    patient, kind = draw.one(others(clinic)), draw.one(t for t in clinic.types.values() if not t.referral)
    assert patient is not None and kind is not None
    if kind.audience != audience_of(patient, draw.now.date()):
        return None
    begin = in_days(draw.now, draw.rng.randrange(3, 9))
    end = min(begin + timedelta(days=draw.rng.randrange(5, 13)), draw.now.date() + timedelta(days=24))
    given = conditions(draw, kind, draw.rng.choice((0, 1, 1, 2) if draw.hard else (0, 1)), plain=not draw.hard)
    rows = [s for s in bookable(clinic, kind, patient, begin, end) if all(c.holds(s) for c in given)]
    shown = rows[:4]
    times = [s.start for s in rows[:5]]
    if len(shown) < 3 or len(set(times)) < len(times) or main_cover(clinic, patient.id).valid_until < end:
        return None
    at = draw.rng.randrange(1, len(shown))
    if not all(free_of_others(clinic, patient, kind, s) for s in shown):
        return None
    slots: dict[str, Any] = {
        "who": called(patient, draw.rng),
        "plainly": plainly(patient),
        "visit": visit_called(kind, draw.rng),
        "begin": begin,
        "end": end,
        "place": _ORDINALS[at],
    }
    for condition in given:
        slots |= condition.slots
    turns = [
        draw.ask(
            "[What could you offer {who} for {visit} between {begin} and {end}? Up to four, in order of time.|Please list me the first four openings for {visit} for {who} from {begin} to {end}, by date.|Which times are there for {visit} ({plainly}) from {begin} on, {end} at the latest? The four earliest will do.|"
            "I'm thinking of {visit} for {who}, some time from {begin} to {end}. Give me the earliest four or so to choose from, sorted by time.]",
            *(c.clause for c in given),
            because="[I have to coordinate it with two employers.|The grandparents want to come along.|It depends on who has the car.]",
            **slots,
        ),
        draw.then(
            "[The {place} one, please.|We'll take the {place} of those.|Book the {place} one.|Then the {place} on your list, please.]",
            place=slots["place"],
        ),
    ]
    first, target, after = shown[at], shown[at], ""
    if draw.hard:
        later = [s for s in shown if s is not first and (s.start - draw.now).days >= 1]
        target = draw.rng.choice(later) if later else first
        if target is first:
            return None
        after = _ORDINALS[shown.index(target)]
        turns += [
            draw.then(
                "[Oh dear, that clashes with the dentist. Could you switch it to the {after} one you listed?|I was too quick: the {after} of your first list is better. Please move it there.|My sister can't drive us then. Move it to the {after} option, please.|Wait, not that day. The {after} one from before suits everybody; please move it.]",
                after=after,
            ),
            draw.then(
                "[And what do we pay for that one, with the main cover?|What will the co-payment be on that day? Please look at the sheet, not at the old list price.|How much is it going to be for us, going by your price sheet?]"
            ),
        ]
        if kind.number is not None:
            turns.append(
                draw.then(
                    "[Anything to observe before or after?|Is there a preparation?|Last thing: what do we have to keep in mind for it?]"
                )
            )

    def solve(hands: Hands) -> None:
        who = person(hands, patient)
        facts = known(hands, given, kind)
        found = searched(
            hands,
            "[see what is open|look for openings]",
            type_code=kind.code,
            from_date=begin,
            until_date=end,
            window=window_for(hands, given),
        )
        found = narrowed(hands, found, given, facts)
        if not hands.keep(found, "order", lambda _: False):
            found = sorted(found, key=lambda r: r["starts"])
        listed = found[:4]
        hands.say(
            *(
                fact(
                    f"option {n}",
                    moment(row["starts"]),
                    "[{Label}: {value}, {doctor}.|{Label} is {value} with {doctor}.|As {label} there is {value}, {doctor}.]",
                    doctor=row["practitioner"],
                )
                for n, row in enumerate(listed, 1)
            )
        )
        row = listed[min(at, len(listed) - 1)]
        visit = hands.call(
            "book_appointment",
            "[book that one|take it]",
            landed=landed_booking(hands, who["patient_id"], row["starts"]),
            patient_id=who["patient_id"],
            slot_id=row["slot_id"],
            type_code=kind.code,
        )
        hands.say(*told_booking(visit, bare(kind), patient.given))
        if not draw.hard:
            return
        row = listed[min(_ORDINALS.index(after), len(listed) - 1)]
        visit = hands.call(
            "move_appointment",
            "[move it|switch it]",
            landed=landed_move(hands, {**visit, "patient_id": who["patient_id"]}, row),
            appointment_id=visit["appointment_id"],
            slot_id=row["slot_id"],
        )
        hands.say(*told_booking(visit, bare(kind), patient.given))
        covers = hands.call("family_account", "[see|find out] the plan", include=["covers"])["covers"]
        plan = hands.best(
            [c for c in covers if c["patient_id"] == who["patient_id"] and c["kind"] == "main"], lambda c: c["cover_id"]
        )["plan"]
        on = None if hands.keep([1], "tariff day", lambda _: False) else day_of(visit["starts"])
        sheet = hands.call(
            "type_sheet",
            "[read|look up] the price for that day",
            specialities=[SPECIALITY[kind.code[:4]]],
            plan=plan,
            on=on,
            with_preparation=True,
        )
        hands.say(
            fact(
                "co-payment",
                sheet_shares(sheet)[kind.code],
                "[The co-payment is EUR {value}.|It comes to EUR {value} on the {plan} plan.|You pay EUR {value}.]",
                plan=plan,
            )
        )
        hands.say(
            fact(
                "preparation",
                preparations(sheet)[kind.code],
                "[Please note: {value}.|To observe: {value}.|The sheet says: {value}.]",
            )
        )

    return _chosen(draw, patient, kind, (first, target), tuple(turns), solve, [*given], at)


def _chosen(
    draw: Draw,
    patient: Patient,
    kind: VisitType,
    slots: tuple[Slot, Slot],
    turns: tuple[Any, ...],
    solve: Any,
    given: list[Any],
    at: int,
) -> Goal:
    clinic = clinic_of(draw.desk)
    first, target = slots
    values = [patient.id, kind.code, first.id, target.id, at]
    constraints = ["person", "order", *(c.kind for c in given)]
    plan = ["family_account", *tools_needed(given), "find_slots", "book_appointment"]
    if not draw.hard:
        wants: list[Want] = gains_visit(clinic, patient, kind, first)
        wants += [Tells("the day", first.start.date()), Tells("the time", first.start.time())]
        return Goal(turns, values, tuple(constraints), tuple(plan), solve, tuple(wants))
    number = appointment_id(patient.id, first.id, kind.code)
    price = price_on(clinic, kind, target.start.date(), main_cover(clinic, patient.id).plan)
    wants = [
        Gains("appointments", {"patient": patient.id, "slot": target.id, "type": kind.code, "status": "booked"}),
        OnlyChanges((*booking_paths(clinic, patient, kind, target), f"appointments.{number}", f"slots.{first.id}")),
        Tells("the new day", target.start.date(), turn=2),
        Tells("the new time", target.start.time(), turn=2),
        Tells("the co-payment", price, turn=3),
    ]
    if kind.number is not None:
        wants.append(Tells("the number of the preparation", kind.number))
    plan += ["move_appointment", "family_account", "type_sheet"]
    return Goal(turns, values, (*constraints, "correction", "tariff day"), tuple(plan), solve, tuple(wants))


@goal("single_easy", "multi_easy")
def which_visit(draw: Draw) -> Goal | None:
    """Cancel a visit of a member who has several: which one is meant has to be asked."""
    clinic = clinic_of(draw.desk)
    coming = [
        a
        for a in booked(clinic)
        if draw.now < free_until(a) - timedelta(minutes=30) and clinic.patients[a.patient].relation != "holder"
    ]
    patient = draw.one(p for p in others(clinic) if len({a.type for a in coming if a.patient == p.id}) > 1)
    if patient is None:
        return None
    mine = sorted((a for a in booked(clinic) if a.patient == patient.id and a.start > draw.now), key=lambda a: a.start)
    if (
        len({a.start.date() for a in mine}) < len(mine)
        or any(a not in coming for a in mine)
        or len({a.type for a in mine}) < len(mine)
    ):
        return None
    meant = draw.rng.choice(mine)
    kind = clinic.types[meant.type]
    turn = draw.ask(
        "[Please cancel the appointment for {who}.|I need to call off an appointment, it's the one {who} has with you.|{who_first} can't come. Could you cancel the appointment?|Can you take the appointment of {who} out of the book?]",
        because="[Something has come up at work.|The neighbour who was to drive has a cold.|We got our dates muddled.]",
        who=called(patient, draw.rng),
        who_first=patient.given,
    )
    answer = draw.word(
        "[Oh, I'd forgotten there was more than one. The {visit}, please.|The one on {day}.|I mean the {visit}; the rest stays.|That of {day}, sorry for not saying.]",
        visit=bare(kind),
        day=meant.start.date(),
    )
    turns = [with_replies(turn, (r"\?", answer))]
    other = next(a for a in mine if a is not meant)
    two = draw.kind == "multi_easy"
    if two:
        turns.append(
            draw.then(
                "[Good. And the {visit} stays as it is? When was that again, and in which room?|When and where is the {visit}, then?|And remind me, at what time and in which room is the {visit} that remains?]",
                visit=bare(clinic.types[other.type]),
            )
        )

    def solve(hands: Hands) -> None:
        rows = hands.call("agenda", "[see|look up] what is booked", show=["appointments"], statuses=["booked"])[
            "appointments"
        ]
        rows = [r for r in rows if r["patient"] == patient.name and r["starts"] > draw.now.isoformat()]
        row = hands.best(rows, lambda r: 0)
        if len(rows) > 1 and hands.bother("which one is meant", kind="ask"):
            hands.say(
                *(
                    fact(
                        r["title"],
                        moment(r["starts"]),
                        "[There is {label} on {value}.|One is {label}, {value}.|{Label}: {value}.]",
                    )
                    for r in sorted(rows, key=lambda r: r["starts"])
                ),
                ask="[Which of them shall I cancel?|Which one do you mean?|Which of these is to be called off?]",
            )
            row = hands.best([r for r in rows if r["type_code"] == kind.code], lambda r: 0)
        hands.call(
            "cancel_appointments",
            "[cancel it|call it off]",
            landed=is_gone(hands, row),
            appointments=[{"appointment_id": row["appointment_id"]}],
        )
        hands.say(
            fact(
                "cancelled",
                moment(row["starts"]),
                "[The {visit} on {value} is cancelled, free of charge.|Cancelled without a fee: {visit}, {value}.|I have called off the {visit} of {value}.]",
                visit=row["title"],
            )
        )
        if two:
            rest = hands.best([r for r in rows if r["type_code"] == other.type], lambda r: 0)
            hands.say(
                fact(
                    "remaining",
                    moment(rest["starts"]),
                    "[It stays: {value}, {place}.|That one is on {value}, {place}.|{value}, {place}.]",
                    place=rest["place"],
                )
            )

    changed = (
        f"appointments.{meant.id}.status",
        f"slots.{meant.slot}",
        *([f"referrals.{meant.referral}.used"] if meant.referral else []),
    )
    wants: list[Want] = [
        Asks(),
        Becomes(f"appointments.{meant.id}.status", "cancelled"),
        OnlyChanges(changed),
    ]
    if two:
        wants.append(Tells("the time of the other one", other.start.time()))
        wants.append(Tells("its room", clinic.practitioners[other.practitioner].room))
    return Goal(tuple(turns), [meant.id, two], ("ambiguous",), ("agenda", "cancel_appointments"), solve, tuple(wants))


def is_gone(hands: Hands, row: Row) -> Any:
    def read() -> Row | None:
        now = hands.call("agenda", "see whether it was cancelled", show=["appointments"], statuses=["cancelled"])[
            "appointments"
        ]
        return {} if any(r["appointment_id"] == row["appointment_id"] for r in now) else None

    return read
