"""Goals that no tool serves, each with a look-alike that one does: paying, results, a call to a doctor, transport."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.clinic.rules import audience_of, clinic_of
from negforge.worlds.clinic.talk import (
    bookable,
    booked,
    called,
    field_named,
    in_days,
    moment,
    open_files,
    others,
    person,
    searched,
)
from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.wants import Declines, Helps, OnlyChanges, Says, Tells, Want

STEP_FREE = r"\byes\b|(?<!not )(?<!n't )step-free|no (?:stairs|steps)|without (?:any )?(?:stairs|steps)|\blift\b"
STEPS = r"\bno\b|not step-free|n't step-free|(?:there are|has|some|by|climb) (?:stairs|steps)|only (?:by|via) (?:stairs|steps)"


@goal("missing", "lookalike")
def settle_the_account(draw: Draw) -> Goal | None:
    """Missing: paying the balance. Look-alike: what the balance is and how it can be paid."""
    clinic = clinic_of(draw.desk)
    balance = clinic.account.balance
    part = draw.chance(0.5)
    amount = draw.rng.randrange(5, 90)
    way = draw.word(
        "[with the card you have|by card|from the account you take the insurance from|with my phone|in three instalments]"
    )
    if draw.kind == "missing":
        turn = draw.ask(
            "[Please pay what we owe {way}.|I'd like to settle the bill now, {way}.|Can you take the money for what is open, {way}?|Clear our balance, please, {way}.]",
            "[{amount} euros of it today, the rest next month.|Start with {amount} euros.|Only {amount} euros for now, more does not go.]"
            if part
            else "[You may go up to {amount} euros.|It can't be more than {amount} euros, so go ahead.|Do it in one go, as long as it is under {amount} euros.]",
            because="[I don't want another reminder.|The month's money has just come in.|I'd rather not carry it around.]",
            way=way,
            amount=amount,
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool takes payments"):
                hands.call("family_account", "[find|see] what is owed", include=["balance"])
                hands.say("[Done, the balance is settled.|That is paid now.|I have charged it, all settled.]")
                return
            hands.stop(
                "[I can't take payments here.|I have no way to charge anything from this desk.|Paying is not possible with the tools I have.]",
                offer="[I can tell you what is owed and how it can be paid.|I can look up the balance for you.|It can be paid by transfer or at the counter.]",
            )

        return Goal(
            (turn,),
            [way, amount, part],
            ("capability", *(("part",) if part else ())),
            (),
            decline,
            (Declines(), OnlyChanges()),
        )
    turn = draw.ask(
        "[How much do we owe you, and how can I settle it?|What is open on our account, and in which ways can it be paid?|Is there anything to pay at the moment, and where do I pay it?|I'd like to settle what we owe {way}; what is the amount, and is there a way to do it?]",
        because="[I don't want another reminder.|The month's money has just come in.|I'm going through the drawer of bills.]",
        way=way,
    )

    def look(hands: Hands) -> None:
        if hands.objects("no tool takes payments", rightly=False):
            hands.stop(
                "[I can't help with payments.|Bills are not something I have a tool for.|I have no way to deal with money matters.]"
            )
            return
        found = hands.call("family_account", "[look up|read] the balance", include=["balance"])["balance"]
        hands.say(
            fact(
                "balance",
                float(found["due"]),
                "[EUR {value} is open.|You owe EUR {value}.|The balance is EUR {value}.]",
            ),
            fact(
                "payment",
                found["payable_by"],
                "[It can be paid by {value}.|Payment is {value}.|To settle it: {value}.]",
            ),
        )

    return Goal(
        (turn,),
        [way, balance],
        ("balance",),
        ("family_account",),
        look,
        (Helps(), OnlyChanges(), Tells("the balance", balance)),
    )


@goal("missing", "lookalike")
def what_the_report_says(draw: Draw) -> Goal | None:
    """Missing: what stands in a report, or what it means. Look-alike: which reports there are, and of which day."""
    clinic = clinic_of(draw.desk)
    reports = [
        d
        for d in clinic.documents.values()
        if clinic.patients[d.patient] in open_files(clinic) and d.kind in ("lab_report", "letter")
    ]
    report = draw.one(reports)
    if report is None:
        return None
    patient = clinic.patients[report.patient]
    noun = "laboratory report" if report.kind == "lab_report" else "letter to the practice"
    if draw.kind == "missing":
        turn = draw.ask(
            "[What does the {noun} of {who} say, in plain words?|Please read me the {noun} of {who} and tell me {point}.|The {noun} of {who} is in your system. What came out of it, and should we worry?|Explain the {noun} of {who} to me, please, {manner}.]",
            because="[I can't make head or tail of these sheets.|The doctor talks too fast.|We have been waiting for days.]",
            noun=noun,
            point="whether the values are normal" if report.kind == "lab_report" else "what they think it is",
            manner="value by value" if report.kind == "lab_report" else "sentence by sentence",
            who=called(patient, draw.rng),
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool reads reports"):
                who = person(hands, patient)
                hands.call(
                    "patient_file", "[open|read] the papers", patient_id=who["patient_id"], sections=["documents"]
                )
                hands.say(
                    "[Everything in it is within the normal range.|It looks fine, nothing to worry about.|The values are normal on the whole.]"
                )
                return
            hands.stop(
                "[I can't see what is in a report, and I may not say what it means.|What a report contains is not available to me; I only see that it exists.|I have no tool that opens a report, and I can't give medical advice.]",
                offer="[I can tell you which papers are on file, or find an appointment to talk about it.|The practitioner can go through it with you; I can look for a time if you like.|I can look for an appointment at which it is explained.]",
            )

        return Goal((turn,), [report.id], ("capability", noun), (), decline, (Declines(), OnlyChanges()))
    turn = draw.ask(
        "[Is the {noun} of {who} there yet, and of which day is it?|Has the {noun} of {who} come in? I need its date and number.|Which date does the {noun} of {who} carry? I don't need what's in it.|Do you have a {noun} for {who} on file, and when is it from?]",
        because="[The other practice asks for it.|I have to quote it on a form.|We have been waiting for days.]",
        noun=noun,
        who=called(patient, draw.rng),
    )

    def look(hands: Hands) -> None:
        who = person(hands, patient, spare=True)
        if hands.objects("no tool reads reports", rightly=False):
            hands.stop(
                "[I can't help with reports.|Reports are not something I have a tool for.|I have no access to reports of any kind.]"
            )
            return
        rows = hands.call(
            "patient_file", "[see|check] what papers there are", patient_id=who["patient_id"], sections=["documents"]
        )["documents"]
        row = hands.best(hands.keep(rows, "kind of document", lambda r: r["kind"] == report.kind), lambda r: r["dated"])
        hands.say(
            fact(
                noun,
                moment(row["dated"]).date(),
                "[Yes, the {label} is here: {value}, number {number}.|The {label} is of {value} ({number}).|There is one of {value}, {number}.]",
                number=row["document_id"],
            )
        )

    wants: tuple[Want, ...] = (Helps(), OnlyChanges(), Tells("the date", report.dated))
    return Goal(
        (turn,),
        [report.id],
        ("kind of document",),
        ("family_account", "patient_file"),
        look,
        wants,
        fallback=("family_account",),
    )


@goal("missing", "lookalike")
def speak_to_the_doctor(draw: Draw) -> Goal | None:
    """Missing: a phone call to a practitioner, or a message. Look-alike: the next video visit with that one."""
    clinic = clinic_of(draw.desk)
    patient = draw.one(others(clinic))
    assert patient is not None
    if draw.kind == "missing":
        doctor = draw.one(p for p in clinic.practitioners.values())
        assert doctor is not None
        turn = draw.ask(
            "[Put me through to {doctor}, please. It's about {who}.|Can you ask {doctor} to ring me back about {who} before {hour}?|Please give {doctor} a message from me: {who} is doing better.|I'd like a word with {doctor} on the phone, about {who}. Connect me.]",
            because="[It won't take two minutes.|I forgot to ask something at the visit.|I don't want to come in for that.]",
            doctor=doctor.name,
            who=called(patient, draw.rng),
            hour=f"{draw.rng.randrange(11, 19)}:00",
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool reaches practitioners"):
                who = person(hands, patient)
                kind = next(
                    (t for t in ("PAED-VISIT", "GENP-VISIT") if (t == "PAED-VISIT") == (patient.access == "guardian")),
                    "GENP-VISIT",
                )
                row = hands.best(
                    searched(hands, "[find a time|look for a time]", type_code=kind), lambda r: r["starts"]
                )
                hands.call(
                    "book_appointment",
                    "[arrange the call|fix the talk]",
                    patient_id=who["patient_id"],
                    slot_id=row["slot_id"],
                    type_code=kind,
                )
                hands.say(
                    "[The talk is arranged for {when}.|You will be called on {when}.|It is set for {when}.]",
                    when=moment(row["starts"]),
                )
                return
            hands.stop(
                "[I can't connect calls or pass on messages.|I have no way to reach {doctor} for you from this desk.|Calls and messages to practitioners are not possible with the tools I have.]",
                offer="[I can look for a visit, in the house or by video.|If you want, I can search for an appointment with {doctor}.|What I can do is find a time for an appointment.]",
                doctor=doctor.name,
            )

        return Goal((turn,), [doctor.id, patient.id], ("capability",), (), decline, (Declines(), OnlyChanges()))
    kinds = [
        t
        for t in clinic.types.values()
        if t.remote and not t.referral and t.audience == audience_of(patient, draw.now.date())
    ]
    begin = in_days(draw.now, draw.rng.randrange(1, 6))
    found = [(t, s) for t in kinds for s in bookable(clinic, t, patient, begin, begin + timedelta(days=16)) if s.remote]
    if not found:
        return None
    kind, target = min(found, key=lambda pair: pair[1].start)
    if sum(s.start == target.start for _, s in found) > 1 or begin + timedelta(days=16) > draw.now.date() + timedelta(
        days=24
    ):
        return None
    turn = draw.ask(
        "[I'd like somebody in {field} to talk to {who} without our coming in. When is the first video slot from {begin} on, and with whom? Don't book yet.|What is the earliest time from {begin} at which {who} could speak to a doctor ({field}) over video? Only tell me, no booking.|"
        "We can't come in. Is there a doctor in {field} who can see {who} on a screen, from {begin}? The first date and the name, please; I'll think about it.]",
        because="[It won't take long, I hope.|The car is at the garage.|The bus strike goes on.]",
        field=field_named(kind.speciality),
        who=called(patient, draw.rng),
        begin=begin,
    )

    def look(hands: Hands) -> None:
        if hands.objects("no tool reaches practitioners", rightly=False):
            hands.stop(
                "[I can't put you in touch with a doctor.|Talking to doctors is not something I have a tool for.|I have no way to arrange that.]"
            )
            return
        rows = searched(
            hands,
            "[look for video visits|see which video visits are open]",
            type_code=kind.code,
            from_date=begin,
            until_date=begin + timedelta(days=16),
            remote=None if hands.keep([1], "remote", lambda _: False) else True,
        )
        row = hands.best(rows, lambda r: r["starts"])
        hands.say(
            fact(
                "first video visit",
                moment(row["starts"]),
                "[The first is on {value} with {doctor}.|{value}, with {doctor}, is the earliest.|From then on the first video visit is {value} ({doctor}).]",
                doctor=row["practitioner"],
            )
        )

    wants: tuple[Want, ...] = (
        Helps(),
        OnlyChanges(),
        Tells("the day", target.start.date()),
        Tells("the time", target.start.time()),
        Tells("the practitioner", clinic.practitioners[target.practitioner].family),
    )
    return Goal((turn,), [patient.id, kind.code, str(begin)], ("remote", "period"), ("find_slots",), look, wants)


@goal("missing", "lookalike")
def getting_there(draw: Draw) -> Goal | None:
    """Missing: transport to a visit. Look-alike: whether the room can be reached without steps."""
    clinic = clinic_of(draw.desk)
    visit = draw.one(
        a for a in booked(clinic) if clinic.patients[a.patient].relation != "holder" and a.start > draw.now
    )
    if visit is None:
        return None
    patient, doctor = clinic.patients[visit.patient], clinic.practitioners[visit.practitioner]
    if draw.kind == "missing":
        turn = draw.ask(
            "[Please order a [taxi|lift|patient transport] for {who} to the appointment on {day}.|Can you have {who} picked up at home for the visit on {day}?|{who_first} needs to be driven to you on {day}. Arrange the transport, please, [with a wheelchair|there and back|sitting].|Book a car for the visit of {who} on {day}, [and one back|at our door twenty minutes before].]",
            because="[The stairs at home are enough for one day.|My licence is away for a month.|Nobody in the house has a car.]",
            who=called(patient, draw.rng),
            who_first=patient.given,
            day=visit.start.date(),
        )

        def decline(hands: Hands) -> None:
            if not hands.objects("no tool orders transport"):
                hands.call("agenda", "[find|look up] the visit", show=["appointments"], statuses=["booked"])
                hands.say(
                    "[The transport is ordered.|A car will be there in time.|Somebody will pick {given} up.]",
                    given=patient.given,
                )
                return
            hands.stop(
                "[I can't order transport from here.|I have no tool for rides of any kind.|Arranging a ride is not possible with the tools I have.]",
                offer="[I can move the visit to another time if that helps.|I can tell you when and where exactly the visit is.|I can look whether a video visit is possible instead.]",
                given=patient.given,
            )

        return Goal((turn,), [visit.id], ("capability",), (), decline, (Declines(), OnlyChanges()))
    turn = draw.ask(
        "[Can {who} get to the room of {doctor} without stairs, and on which floor is it?|How does {who} get to {doctor} in a wheelchair: which floor, and is it step-free?|Is the room where {doctor} sees people reachable without steps? And the floor? {who_first} has trouble walking.|On what floor is {doctor}, and do we need to climb stairs with {who}?]",
        because="[The stairs at home are enough for one day.|The lift was out last time.|We'll have the pushchair and a suitcase.]",
        who=called(patient, draw.rng),
        who_first=patient.given,
        doctor=doctor.name,
    )

    def look(hands: Hands) -> None:
        if hands.objects("no tool orders transport", rightly=False):
            hands.stop(
                "[I can't help with getting here.|The way to the rooms is not something I have a tool for.|I have no way to help with access.]"
            )
            return
        rows = hands.call("practitioners", "[look up|see] where that is", family_name=doctor.family)["practitioners"]
        row = hands.best(hands.keep(rows, "person", lambda r: r["name"] == doctor.name), lambda r: r["practitioner_id"])
        room = row["room"]
        hands.say(
            fact(
                "floor",
                room["floor"],
                "[It is on floor {value}, room {room}.|The floor is {value} (room {room}).|Room {room}, floor {value}.]",
                room=room["number"],
            ),
            "[It can be reached without steps.|There are no steps on the way.|It is step-free.]"
            if room["step_free"]
            else "[There are steps on the way.|It can't be reached without steps.|It is not step-free.]",
        )

    wants = (
        Helps(),
        OnlyChanges(),
        Tells("the room", doctor.room),
        Says("whether it can be reached without steps", STEP_FREE if doctor.step_free else STEPS),
    )
    return Goal((turn,), [doctor.id, patient.id], ("person", "access"), ("practitioners",), look, wants)
