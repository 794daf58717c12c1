"""Goals of several visits: a series on one referral, two children on one day, an earlier slot or the waiting list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from negforge.worlds.clinic.conditions import Condition, conditions, known, narrowed, tools_needed, window_for
from negforge.worlds.clinic.rules import appointment_id, clinic_of, main_cover
from negforge.worlds.clinic.state import Appointment, Clinic, Patient, Slot
from negforge.worlds.clinic.talk import (
    Row,
    bare,
    bookable,
    booked,
    booking_paths,
    called,
    covered,
    covering,
    day_of,
    free_of_others,
    good_referrals,
    in_days,
    landed_booking,
    landed_move,
    landed_waiting,
    moment,
    open_files,
    person,
    plainly,
    searched,
    told_booking,
    usable_referrals,
    visit_called,
)
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Becomes, Gains, OnlyChanges, Tells, Want


@goal("single_hard")
def session_series(draw: Draw) -> Goal | None:
    """As many physiotherapy sessions as the referral still allows, some days apart, each as early as possible."""
    clinic = clinic_of(draw.desk)
    kind = clinic.types["PHYS-SESS"]
    tomorrow = draw.now.date() + timedelta(days=1)
    for _ in range(10):
        patient = draw.one(p for p in open_files(clinic) if good_referrals(clinic, p, "physiotherapy", tomorrow))
        if patient is None:
            return None
        held = good_referrals(clinic, patient, "physiotherapy", tomorrow)
        if len(held) != 1:
            return None
        referral = held[0]
        given = conditions(draw, kind, draw.rng.choice((1, 1, 2)), plain=True)
        apart, most = draw.rng.choice((2, 3, 4, 5)), draw.rng.choice((2, 3, 3, 4))
        fits = [
            s for s in bookable(clinic, kind, patient, tomorrow, referral.valid_until) if all(c.holds(s) for c in given)
        ]
        series = _series(fits, apart, min(most, referral.left))
        sure = len(series) > 1 and main_cover(clinic, patient.id).valid_until >= series[-1].start.date()
        twice = [s for s in series if sum(f.start == s.start for f in fits) > 1]
        if sure and not twice and all(free_of_others(clinic, patient, kind, s) for s in series):
            return _book_series(draw, patient, given, (apart, most), series)
    return None


def _series(fits: list[Slot], apart: int, count: int) -> list[Slot]:
    found: list[Slot] = []
    for slot in fits:
        if len(found) < count and (not found or (slot.start.date() - found[-1].start.date()).days >= apart):
            found.append(slot)
    return found


def _far_from(last: date | None, apart: int) -> Callable[[Row], bool]:
    return lambda row: last is None or (day_of(row["starts"]) - last).days >= apart


def _book_series(
    draw: Draw, patient: Patient, given: list[Condition], numbers: tuple[int, int], series: list[Slot]
) -> Goal:
    clinic = clinic_of(draw.desk)
    kind = clinic.types["PHYS-SESS"]
    apart, most = numbers
    tomorrow = draw.now.date() + timedelta(days=1)
    slots: dict[str, Any] = {"who": called(patient, draw.rng), "apart": apart, "most": most}
    for condition in given:
        slots |= condition.slots
    turn = draw.ask(
        "[Please book {who} as many physiotherapy sessions as the referral still allows, but no more than {most} for now.|{most} physio sessions for {who}, please, or fewer if the referral has fewer left.|"
        "I want to use up the physiotherapy referral for {who} before it lapses: book up to {most} sessions.|Could you fix the remaining physio sessions for {who}? {most} at most, the referral sets the limit.]",
        "[At least {apart} days from one to the next, and each as early as it can be.|There have to be {apart} days or more between one date and the next; otherwise always take the next possible one.|Start as soon as possible, and keep {apart} days between dates at least.]",
        *(c.clause for c in given),
        because="[The cast is off at last.|Winter was long and so was the sofa.|The exercises at home are not going well.|It took months to get that slip of paper.]",
        **slots,
    )

    def solve(hands: Hands) -> None:
        who = person(hands, patient)
        papers = usable_referrals(
            hands, who["patient_id"], "physiotherapy", "[check|see] what the referral still allows"
        )
        paper = covering(hands, papers, tomorrow.isoformat())
        left = paper["sessions"] - paper["sessions_used"]
        facts = known(hands, given, kind)
        until = min(date.fromisoformat(paper["valid_until"]), draw.now.date() + timedelta(days=24))
        rows = searched(
            hands,
            "[look for open sessions|see which sessions are open]",
            type_code=kind.code,
            until_date=max(until, draw.now.date() + timedelta(days=2)),
            window=window_for(hands, given),
        )
        rows = hands.keep(rows, "audience", lambda row: (row["audience"] == "child") == (patient.access == "guardian"))
        rows = narrowed(hands, rows, given, facts)
        told: list[Any] = []
        last: date | None = None
        while rows and len(told) < 2 * min(most, left):
            open_now = [row for row in rows if last is None or day_of(row["starts"]) > last]
            open_now = hands.keep(open_now, "interval", _far_from(last, apart))
            if not open_now:
                break
            row = hands.best(open_now, lambda r: r["starts"])
            visit = hands.call(
                "book_appointment",
                "[book the next session|book that session|take the slot]",
                landed=landed_booking(hands, who["patient_id"], row["starts"]),
                patient_id=who["patient_id"],
                slot_id=row["slot_id"],
                type_code=kind.code,
                referral_id=paper["referral_id"],
            )
            last = day_of(visit["starts"])
            told += told_booking(visit, "physiotherapy", patient.given)
        hands.say(
            *told,
            "[That makes {count} in all|{count} sessions are booked|So {count} sessions are fixed][.|; the referral had {left} left.|, out of {left} that were left on the referral.]",
            count=len(told) // 2,
            left=left,
        )

    cover = main_cover(clinic, patient.id).id
    wants: list[Want] = [
        Gains("appointments", {"patient": patient.id, "type": kind.code, "billing": cover}, count=len(series)),
        *(Becomes(f"slots.{s.id}.status", "booked") for s in series),
        OnlyChanges(tuple(path for s in series for path in booking_paths(clinic, patient, kind, s))),
        *(Tells(f"the day of session {n}", s.start.date()) for n, s in enumerate(series, 1)),
        *(Tells(f"the time of session {n}", s.start.time()) for n, s in enumerate(series, 1)),
    ]
    return Goal(
        (turn,),
        values=[patient.id, apart, most, *(c.value for c in given)],
        constraints=("person", "sessions", "validity", "audience", "interval", *(c.kind for c in given)),
        plan=("family_account", "patient_file", "find_slots", *("book_appointment",) * len(series)),
        solve=solve,
        wants=tuple(wants),
    )


@goal("single_hard")
def both_children(draw: Draw) -> Goal | None:
    """One visit for each child on the same day, shortly after one another, the younger first."""
    clinic = clinic_of(draw.desk)
    younger, older = sorted(
        (p for p in clinic.patients.values() if p.access == "guardian"), key=lambda p: p.born, reverse=True
    )
    for _ in range(10):
        kind = clinic.types[draw.rng.choice(("PAED-VISIT", "PAED-CHECK", "PAED-CHECK"))]
        begin = in_days(draw.now, draw.rng.randrange(1, 9))
        end = min(begin + timedelta(days=draw.rng.randrange(8, 17)), draw.now.date() + timedelta(days=24))
        given = conditions(draw, kind, draw.rng.choice((0, 1, 1)))
        most = draw.rng.choice((80, 120, 160))
        rows = [s for s in bookable(clinic, kind, younger, begin, end) if all(c.holds(s) for c in given)]
        pair = _close_pair(rows, most)
        sure = pair and all(main_cover(clinic, p.id).valid_until >= end for p in (younger, older))
        if (
            pair
            and sure
            and free_of_others(clinic, younger, kind, pair[0])
            and free_of_others(clinic, older, kind, pair[1])
        ):
            break
    else:
        return None
    slots: dict[str, Any] = {
        "one": younger.given,
        "two": older.given,
        "visit": visit_called(kind, draw.rng),
        "begin": begin,
        "end": end,
        "most": most,
    }
    for condition in given:
        slots |= condition.slots
    turn = draw.ask(
        "[{one} and {two} both need {visit}, and I want to bring them together, some day from {begin} to {end}, the earliest day that works.|Can you get both kids, {one} and {two}, {visit} each on the same day between {begin} and {end}? The first day on which it is possible.|"
        "I need {visit} for each of the two little ones ({one} and {two}) on one and the same day. First possible day, from {begin}, {end} at the latest.]",
        "[{one} first, then {two}|{two} goes second, {one} loses patience|{one} has to be the first of the two], [with at most {most} minutes from one start to the other|the starts no more than {most} minutes apart|and not more than {most} minutes between the two starting times]. [If there is a choice on that day, take the two that lie closest together.|Of several pairs that day take the closest.]",
        *(c.clause for c in given),
        because="[I get one afternoon off and no more.|The nursery wants the stamp for both.|The car is at the garage for the rest of the month.]",
        **slots,
    )

    def solve(hands: Hands) -> None:
        people = hands.call("family_account", "[find|look up] the children on the account")["patients"]
        first = hands.best([p for p in people if p["name"] == younger.name], lambda p: p["patient_id"])
        second = hands.best([p for p in people if p["name"] == older.name], lambda p: p["patient_id"])
        facts = known(hands, given, kind)
        found = searched(
            hands,
            "[look for slots for the two|see what is open for children]",
            type_code=kind.code,
            from_date=begin,
            until_date=end,
            window=window_for(hands, given),
        )
        found = narrowed(hands, found, given, facts)
        pairs = [(a, b) for a in found for b in found if a["starts"] < b["starts"]]
        pairs = hands.keep(pairs, "same day", lambda p: p[0]["starts"][:10] == p[1]["starts"][:10])
        pairs = hands.keep(
            pairs, "closeness", lambda p: moment(p[1]["starts"]) - moment(p[0]["starts"]) <= timedelta(minutes=most)
        )
        one, two = hands.best(pairs, lambda p: (p[0]["starts"][:10], moment(p[1]["starts"]) - moment(p[0]["starts"])))
        order = [(first, one), (second, two)]
        if hands.keep([(second, one)], "order", lambda _: False):
            order = [(second, one), (first, two)]
        told: list[Any] = []
        for who, row in order:
            visit = hands.call(
                "book_appointment",
                "[book the slot|take this one|book it]",
                landed=landed_booking(hands, who["patient_id"], row["starts"]),
                patient_id=who["patient_id"],
                slot_id=row["slot_id"],
                type_code=kind.code,
            )
            told += told_booking(visit, bare(kind), who["name"].split()[0])
        hands.say(*told)

    assert pair is not None
    wants: list[Want] = []
    for patient, slot in zip((younger, older), pair, strict=True):
        number = appointment_id(patient.id, slot.id, kind.code)
        wants.append(Becomes(f"appointments.{number}.patient", patient.id))
        wants.append(Tells(f"the time of {patient.given}'s visit", slot.start.time()))
    wants.append(Tells("the day", pair[0].start.date()))
    paths = [path for p, s in zip((younger, older), pair, strict=True) for path in booking_paths(clinic, p, kind, s)]
    wants.append(OnlyChanges(tuple(paths)))
    return Goal(
        (turn,),
        values=[kind.code, younger.id, str(begin), str(end), most, *(c.value for c in given)],
        constraints=("same day", "closeness", "order", "period", *(c.kind for c in given)),
        plan=("family_account", *tools_needed(given), "find_slots", "book_appointment", "book_appointment"),
        solve=solve,
        wants=tuple(wants),
    )


def _close_pair(rows: list[Slot], most: int) -> tuple[Slot, Slot] | None:
    """The closest two slots of the first day that has two close enough, where they are the only such pair."""
    pairs = [
        (a, b)
        for a in rows
        for b in rows
        if a.start.date() == b.start.date() and timedelta(0) < b.start - a.start <= timedelta(minutes=most)
    ]
    ranked = sorted(((a.start.date(), b.start - a.start, a, b) for a, b in pairs), key=lambda r: r[:2])
    if not ranked or any(one[:2] == two[:2] for one, two in pairwise(ranked[:2])):
        return None
    return ranked[0][2], ranked[0][3]


@goal("single_hard")
def earlier_or_wait(draw: Draw) -> Goal | None:
    """Move a visit to an earlier slot if there is one that fits, else put the patient on the waiting list."""
    clinic = clinic_of(draw.desk)
    wanted = draw.chance(0.55)  # whether there shall be one
    for _ in range(16):
        visit = draw.one(
            a
            for a in booked(clinic)
            if (a.start.date() - draw.now.date()).days >= 6 and clinic.patients[a.patient].relation != "holder"
        )
        if visit is None:
            return None
        patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
        sooner = draw.rng.randrange(2, 5)
        limit = visit.start.date() - timedelta(days=sooner)
        given = conditions(draw, kind, draw.rng.choice((1, 2)), plain=True)
        begin = draw.now.date() + timedelta(days=1)
        fits = [s for s in bookable(clinic, kind, patient, begin, limit) if all(c.holds(s) for c in given)]
        if visit.billing != "self_pay":
            fits = [s for s in fits if covered(clinic, patient, kind, s.start.date()) or visit.referral]
        clear = not fits or (
            free_of_others(clinic, patient, kind, fits[0]) and sum(s.start == fits[0].start for s in fits) == 1
        )
        if bool(fits) == wanted and clear:
            return _earlier(draw, visit, limit, sooner, given, fits[0] if fits else None)
    return None


def _earlier(
    draw: Draw, visit: Appointment, limit: date, sooner: int, given: list[Condition], target: Slot | None
) -> Goal:
    clinic = clinic_of(draw.desk)
    patient, kind = clinic.patients[visit.patient], clinic.types[visit.type]
    slots: dict[str, Any] = {
        "who": called(patient, draw.rng),
        "plainly": plainly(patient),
        "visit": bare(kind),
        "sooner": sooner,
        "day": visit.start.date(),
        "limit": limit,
    }
    for condition in given:
        slots |= condition.slots
    turn = draw.ask(
        "[The {visit} for {who} on {day} is too far off. If there is anything at least {sooner} days sooner, move it there, to the very first one.|Is there something earlier for {who}? It's the {visit} on {day}; I mean {sooner} days earlier or more. If so, please move it to the earliest.|"
        "Please bring forward the {visit} of {day} ({plainly}), by {sooner} days at the least and as early as possible.]",
        "[Should there be nothing, put us on the waiting list up to and including {limit}, under the same conditions, and keep the date we have.|If nothing is free, we'd like to be on the waiting list with the same conditions, last day {limit}; the old date stays for now.|Otherwise: waiting list until {limit}, same conditions, and leave {day} as it is.]",
        *(c.clause for c in given),
        because="[Sleep is bad at the moment.|The school trip starts soon after.|Waiting makes everyone nervous here.]",
        **slots,
    )

    def solve(hands: Hands) -> None:
        listed = hands.call("agenda", "[find|look up] the visit", show=["appointments"], statuses=["booked"])[
            "appointments"
        ]
        mine = hands.keep(listed, "person", lambda r: r["patient"] == patient.name)
        mine = [
            r
            for r in mine
            if r["type_code"] == kind.code
            and (day_of(r["starts"]) == visit.start.date() or r["patient"] != patient.name)
        ]
        old = hands.best(mine, lambda r: r["starts"])
        last = hands.keep([limit], "notice", lambda _: True)[0]
        window = window_for(hands, given)
        rows = searched(
            hands,
            "[look for something earlier|see whether anything earlier is open]",
            type_code=kind.code,
            until_date=last,
            window=window,
        )
        rows = hands.keep(rows, "audience", lambda r: (r["audience"] == "child") == (patient.access == "guardian"))
        rows = narrowed(hands, rows, given, known(hands, given, kind))
        if rows:
            row = hands.best(rows, lambda r: r["starts"])
            moved = hands.call(
                "move_appointment",
                "[move the visit|bring it forward]",
                landed=landed_move(hands, old, row),
                appointment_id=old["appointment_id"],
                slot_id=row["slot_id"],
            )
            hands.say(
                *told_booking(moved, bare(kind), patient.given),
                "[The old date is free again.|The visit of {day} is no more.|It was on {day} before.]",
                day=visit.start.date(),
            )
            return
        entry = hands.call(
            "join_waiting_list",
            "[put the patient on the waiting list|join the waiting list]",
            landed=landed_waiting(hands, old["patient_id"], kind.code),
            patient_id=old["patient_id"],
            type_code=kind.code,
            until=limit,
            window=window,
        )
        hands.say(
            fact("waiting list", entry["receipt"], "[Nothing earlier was open, so {who} is on the waiting list, number {value}, until {day}.|There was nothing earlier; I put {who} on the waiting list until {day} as {value}.|No earlier slot fits. Waiting list entry {value} runs until {day}.]", who=patient.given, day=limit),
            fact("date", visit.start, "[The date of {value} stays.|Meanwhile {value} is kept.|You keep {value} for now.]"),
        )  # fmt: skip

    plan = ("agenda", "find_slots", "move_appointment" if target else "join_waiting_list")
    constraints = ("person", "audience", "notice", "else", *(c.kind for c in given))
    values = [visit.id, sooner, *(c.value for c in given)]
    return Goal((turn,), values, constraints, plan, solve, tuple(_earlier_wants(clinic, visit, patient, limit, target)))


def _earlier_wants(
    clinic: Clinic, visit: Appointment, patient: Patient, limit: date, target: Slot | None
) -> list[Want]:
    if target is None:
        return [
            Gains("waiting", {"patient": patient.id, "type": visit.type, "until": limit, "priority": "routine"}),
            OnlyChanges(("waiting",)),
            Tells("the last day of the waiting list", limit),
        ]
    return [
        Becomes(f"appointments.{visit.id}.slot", target.id),
        OnlyChanges((f"appointments.{visit.id}", f"slots.{target.id}", f"slots.{visit.slot}")),
        Tells("the new day", target.start.date()),
        Tells("the new time", target.start.time()),
        Tells("the practitioner", clinic.practitioners[target.practitioner].family),
    ]
