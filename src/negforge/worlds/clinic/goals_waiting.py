"""The waiting list in a conversation: an offer declined, another taken if it meets a condition that comes late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from negforge.worlds.clinic.rules import clinic_of, main_cover
from negforge.worlds.clinic.state import Clinic, Patient, Slot, VisitType, Waiting
from negforge.worlds.clinic.talk import (
    Row,
    bare,
    booking_paths,
    called,
    covering,
    free_of_others,
    good_referrals,
    landed_booking,
    landed_waiting,
    moment,
    open_files,
    person,
    told_booking,
    usable_referrals,
    visit_called,
)
from negforge.worlds.clinic.tools_later import answer_offer, join_waiting_list
from negforge.worlds.clinic.vocabulary import DAY_NAMES, DAYS
from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.wants import Gains, Holds, OnlyChanges, Tells, Want
from negforge.worlds.wording import listed
from negforge.worlds.world import Desk, copied


@goal("multi_hard")
def waiting_for_an_offer(draw: Draw) -> Goal | None:
    """On the waiting list: a first offer is declined, the second taken only if it meets a condition that comes late."""
    clinic = clinic_of(draw.desk)
    for _ in range(10):
        patient = draw.one(p for p in open_files(clinic))
        assert patient is not None
        until = draw.now.date() + timedelta(days=draw.rng.randrange(8, 20))
        kinds = [
            t
            for t in clinic.types.values()
            if t.referral
            and t.control_after is None
            and good_referrals(clinic, patient, t.speciality, until)
            and not t.remote
        ]
        kind = draw.one(kinds)
        if kind is None or main_cover(clinic, patient.id).valid_until < until:
            continue
        days = sorted(draw.some(DAYS[:5], 3), key=DAYS.index)
        earliest, latest = draw.rng.choice(
            (("09:00", "15:00"), ("10:00", "16:00"), ("08:20", "14:00"), ("11:00", "17:00"))
        )
        window = {"days": days, "earliest": earliest, "latest": latest}
        offers = _rehearsed(draw.desk, patient, kind, until, window)
        if (
            len(offers) == 2
            and offers[0].start != offers[1].start
            and all(free_of_others(clinic, patient, kind, s) for s in offers)
        ):
            return _waiting(draw, patient, kind, (until, window), offers)
    return None


def _rehearsed(desk: Desk, patient: Patient, kind: VisitType, until: date, window: dict[str, Any]) -> list[Slot]:
    """The first two offers that will come."""
    trial = copied(desk)
    offers: list[Slot] = []
    join_waiting_list.handler(trial, patient.id, kind.code, until.isoformat(), window)
    for _ in range(2):
        trial.advance(100)
        entry = next((w for w in trial.state.waiting.values() if w.status == "offered"), None)
        if entry is None:
            break
        offers.append(trial.state.slots[entry.slot])
        answer_offer.handler(trial, entry.id, "decline", None, True)
    return offers


def _waiting(
    draw: Draw, patient: Patient, kind: VisitType, terms: tuple[date, dict[str, Any]], offers: list[Slot]
) -> Goal:
    clinic = clinic_of(draw.desk)
    until, window = terms
    second = offers[1]
    clock = time(draw.rng.randrange(int(window["earliest"][:2]) + 2, int(window["latest"][:2])))
    fits = second.start.time() <= clock
    who = called(patient, draw.rng)
    turns = [
        draw.ask(
            "[There's nothing that suits us for {visit} for {who}, I looked. Please put us on the waiting list until {until}.|Waiting list, please: {visit} for {who}, {until} is the last day that would do.|I'd like {who} on the waiting list for {visit}, up to {until}.]",
            "[Only {days}, starting between {earliest} and {latest}.|It has to be a {days}, with a start from {earliest} to {latest}.|Starts between {earliest} and {latest} are fine, on a {days}.]",
            because="[Everything in the app was on the wrong days.|The other house never called back.|The letter says 'as soon as you can'.]",
            who=who,
            visit=visit_called(kind, draw.rng),
            until=until,
            days=listed([DAY_NAMES[d] for d in window["days"]], "or"),
            earliest=window["earliest"],
            latest=window["latest"],
        ),
        draw.then(
            "[Has anything come up?|Any offer yet? Take your time and see.|Please wait a while and tell me whether there is an offer.|Is there an offer by now? I can wait.]"
        ),
        draw.then(
            "[That one won't do, there's a rehearsal. Decline it, but keep us on the list.|Not that one, I'm afraid. Please turn it down and let us go on waiting.|No, that's the day of the move. Say no to it, but we stay on the list.|Can't do that one. Decline, and keep waiting for us.]"
        ),
        draw.then(
            "[If the next one starts at {clock} or before, take it, on the referral we have. If it is later, decline and take us off the list.|The next offer: accept it with the referral if it begins no later than {clock}; otherwise decline it and end the waiting.|When another comes, only say yes if the start is {clock} at the latest (use the referral). If not, say no and that's the end of it.]",
            clock=clock,
        ),
    ]

    def solve(hands: Hands) -> None:
        who_row = person(hands, patient)
        receipt = hands.call(
            "join_waiting_list",
            "[put the patient on the waiting list|join the waiting list]",
            landed=landed_waiting(hands, who_row["patient_id"], kind.code),
            patient_id=who_row["patient_id"],
            type_code=kind.code,
            until=until,
            window=window,
        )
        hands.say(
            fact(
                "waiting list",
                receipt["receipt"],
                "[{who} is on the waiting list, entry {value}.|Done, the entry is {value}.|The waiting list has {who} as {value} now.] [Offers come within the hour as a rule.|I can look for offers in a while.|An offer may take a while.]",
                who=patient.given,
            )
        )
        offer = _offer(hands, receipt["receipt"])
        if offer is None:
            hands.say("[There is no offer yet.|Nothing has come in so far.|So far no offer.]")
        else:
            hands.say(_told_offer(offer))
        hands.call(
            "answer_offer",
            "[decline it|turn the offer down]",
            landed=_answered(hands, receipt["receipt"], "waiting"),
            entry_id=receipt["receipt"],
            answer="decline",
            keep_waiting=True,
        )
        hands.say(
            "[Declined; {who} is still on the list.|I turned it down and {who} goes on waiting.|That offer is declined, the place on the list is kept.]",
            who=patient.given,
        )
        offer = _offer(hands, receipt["receipt"])
        if offer is None:
            hands.say("[No further offer has come so far.|There is no second offer yet.|Nothing new so far.]")
            return
        if hands.keep([offer], "late condition", lambda o: moment(o["starts"]).time() <= clock):
            papers = usable_referrals(hands, who_row["patient_id"], kind.speciality, "[check|find] the referral")
            paper = covering(hands, papers, offer["starts"][:10])
            visit = hands.call(
                "answer_offer",
                "[accept the offer|take it]",
                landed=landed_booking(hands, who_row["patient_id"], offer["starts"]),
                entry_id=receipt["receipt"],
                answer="accept",
                referral_id=paper["referral_id"],
            )
            hands.say(*told_booking(visit, bare(kind), patient.given))
        else:
            hands.call(
                "answer_offer",
                "[decline it for good|turn it down]",
                landed=_answered(hands, receipt["receipt"], "closed"),
                entry_id=receipt["receipt"],
                answer="decline",
                keep_waiting=False,
            )
            hands.say(
                fact(
                    "offer",
                    moment(offer["starts"]),
                    "[The next offer was {value}, which is later than {clock}, so I declined it and ended the waiting.|It was {value}: too late in the day. Declined, and {who} is off the list.|I declined {value}, being after {clock}; the entry is closed.]",
                    clock=clock,
                    who=patient.given,
                )
            )

    return Goal(
        tuple(turns),
        [patient.id, kind.code, str(until), window, str(clock)],
        ("person", "period", "weekday", "late condition", *(("sessions", "validity") if fits else ())),
        (
            "family_account",
            "join_waiting_list",
            "await_notices",
            "answer_offer",
            "await_notices",
            *(("patient_file",) if fits else ()),
            "answer_offer",
        ),
        solve,
        tuple(_waiting_wants(clinic, patient, kind, offers, fits)),
    )


def _offer(hands: Hands, entry: str) -> Row | None:
    """The open offer of an entry, after a wait where the agent takes the trouble."""
    minutes = 75 if hands.bother("offers come late", kind="more") else 1
    rows = hands.call("await_notices", "[wait|give it an hour] for an offer", minutes=minutes, about=["waiting_list"])[
        "notices"
    ]
    return next((r["offer"] for r in rows if r["entry_id"] == entry and "offer" in r), None)


def _answered(hands: Hands, entry: str, status: str) -> Callable[[], Row | None]:
    """Reads whether an answer to an offer got through although nothing came back."""

    def read() -> Row | None:
        rows = hands.call("agenda", "see whether the answer got through", show=["waiting_list"])["waiting_list"]
        return next((r for r in rows if r["entry_id"] == entry and r["status"] == status), None)

    return read


def _told_offer(offer: Row) -> Fact:
    return fact(
        "offer",
        moment(offer["starts"]),
        "[There is an offer: {value} with {doctor}.|Somebody gave back {value}, with {doctor}.|The offer is {value}, {doctor}.] [It is held until {until}.|An answer is needed by {until}.|They hold it until {until}.]",
        doctor=offer["practitioner"],
        until=moment(offer["answer_by"]).time(),
    )


def _waiting_wants(clinic: Clinic, patient: Patient, kind: VisitType, offers: list[Slot], fits: bool) -> list[Want]:
    first, second = offers

    def entry(state: Clinic) -> Waiting | None:
        return next((w for w in state.waiting.values() if w.patient == patient.id and w.type == kind.code), None)

    status = "booked" if fits else "closed"

    def ended(state: Clinic) -> bool:
        found = entry(state)
        return found is not None and found.status == status and found.offers == 2

    wants: list[Want] = [
        Tells("the day of the first offer", first.start.date(), turn=1),
        Tells("the time of the first offer", first.start.time(), turn=1),
        Holds(
            "the waiting list",
            ended,
            f"the entry is {status} after the second offer",
            lambda s: f"the entry is {entry(s)}",
        ),
        Tells("the day of the second offer", second.start.date()),
        Tells("its time", second.start.time()),
    ]
    if fits:
        wants.append(
            Gains(
                "appointments", {"patient": patient.id, "slot": second.id, "billing": main_cover(clinic, patient.id).id}
            )
        )
        return [*wants, OnlyChanges(("waiting", f"slots.{first.id}", *booking_paths(clinic, patient, kind, second)))]
    return [*wants, OnlyChanges(("waiting", f"slots.{first.id}", f"slots.{second.id}"))]
