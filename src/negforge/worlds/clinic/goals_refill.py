"""Goals of refills: one item if it is due, all items of a patient with the decisions that follow, and a conversation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from negforge.worlds.clinic.rules import clinic_of
from negforge.worlds.clinic.state import Clinic, Patient, Prescription, Refill
from negforge.worlds.clinic.talk import Row, called, others, person
from negforge.worlds.clinic.tools_later import request_refill
from negforge.worlds.goal import Draw, Fact, Goal, Hands, fact, goal
from negforge.worlds.wants import Holds, OnlyChanges, Says, Tells, Want
from negforge.worlds.world import copied

_PLACES = {
    "counter": "[at the counter|at your counter]",
    "pharmacy": "[at the pharmacy|through the pharmacy]",
    "post": "[by post|in the post]",
}
PLACE_NAMED = {"counter": "at the counter", "pharmacy": "at the pharmacy", "post": "by post"}
_BECAUSE = "[The box is nearly empty.|We leave for two weeks soon.|I set up the pill tray on Sundays.|The neighbour who usually handles this is away.]"


def _takers(clinic: Clinic) -> list[Patient]:
    """Members with prescriptions whose file may be read."""
    return [
        p
        for p in others(clinic)
        if p.access == "shared" and any(x.patient == p.id for x in clinic.prescriptions.values())
    ]


def _sure(item: Prescription, today: date) -> bool:
    """Whether a day more or less would change nothing."""
    return all(
        (3 * item.left(today + timedelta(days=d)) < item.pack) == (3 * item.left(today) < item.pack) for d in (-1, 1)
    )


def left_of(row: Row, today: date) -> float:
    """What is left by the calendar: pack size minus the daily amount since it was dispensed."""
    return float(row["pack_size"] - row["per_day"] * (today - date.fromisoformat(row["last_dispensed"])).days)


def due_from(row: Row) -> date:
    """The first day on which less than a third is left."""
    days = 0
    while 3 * (row["pack_size"] - row["per_day"] * days) >= row["pack_size"]:
        days += 1
    return date.fromisoformat(row["last_dispensed"]) + timedelta(days=days)


def ask_for(hands: Hands, patient_id: str, rows: list[Row], pickup: str) -> list[Row]:
    """Send the requests; returns the receipts."""
    numbers = {r["prescription_id"] for r in rows}

    def arrived() -> Row | None:
        found = hands.call("agenda", "see whether the request arrived", show=["refill_requests"])["refill_requests"]
        mine = [r for r in found if r["prescription_id"] in numbers]
        return {"received": mine} if mine else None

    answer = hands.call(
        "request_refill",
        "[send|put in] the request[| for the refill]",
        landed=arrived,
        patient_id=patient_id,
        items=[{"prescription_id": r["prescription_id"]} for r in rows],
        pickup=pickup,
    )
    received: list[Row] = answer["received"]
    return received


@goal("single_easy", "single_hard")
def refill_items(draw: Draw) -> Goal | None:
    """Ask for a refill of one item if it is due; in the hard form of all that are, with the decisions."""
    clinic = clinic_of(draw.desk)
    today = draw.now.date()
    patient = draw.one(_takers(clinic))
    if patient is None or draw.now.hour >= 22:
        return None
    items = [p for p in clinic.prescriptions.values() if p.patient == patient.id]
    pickup = draw.rng.choice(tuple(_PLACES))
    if draw.hard:
        return _all_items(draw, patient, items, pickup)
    item = draw.one(p for p in items if p.refills and _sure(p, today))
    if item is None:
        return None
    due = 3 * item.left(today) < item.pack
    turn = draw.ask(
        "[Please ask for a refill of {item} {strength} for {who}, to be had {place}.|{who_first} is running low on {item} {strength}, I think. Could you request a refill, {place}?|We'd need another pack of {item} ({strength}) for {who}. {place_first}, please.|Order the next pack of {item} {strength} for {who}, {place} please.]",
        "[If it's too early for that, just tell me from which day on it can be asked for.|In case it is too soon, don't send anything and give me the first possible day.|Too early? Then leave it and tell me when to come back.]",
        because=_BECAUSE,
        item=item.item,
        strength=item.strength,
        who=called(patient, draw.rng),
        who_first=patient.given,
        place=draw.word(_PLACES[pickup]),
        place_first=PLACE_NAMED[pickup].capitalize(),
    )

    def solve(hands: Hands) -> None:
        who = person(hands, patient, spare=True)
        rows = hands.call(
            "patient_file", "[read|see] the prescriptions", patient_id=who["patient_id"], sections=["prescriptions"]
        )["prescriptions"]
        rows = [r for r in rows if r["item"] == item.item]
        row = hands.best(
            hands.keep(rows, "strength", lambda r: r["strength"] == item.strength), lambda r: r["prescription_id"]
        )
        if hands.bother("how much is left", kind="check") and 3 * left_of(row, today) >= row["pack_size"]:
            hands.say(told_early(row))
            return
        receipts = ask_for(hands, who["patient_id"], [row], pickup)
        hands.say(told_sent(receipts[0], patient))

    wants: list[Want]
    if due:
        wants = [*_asked_for(clinic, [item], pickup), Tells("the item", item.item)]
    else:
        wants = [OnlyChanges(), Tells("the first possible day", item.due_from)]
    return Goal(
        (turn,),
        [item.id, pickup],
        ("person", "strength", "amount left"),
        ("family_account", "patient_file", *(("request_refill",) if due else ())),
        solve,
        tuple(wants),
        fallback=("family_account",),
    )


def _asked_for(clinic: Clinic, items: list[Prescription], pickup: str) -> list[Want]:
    """The wants of requests for just these items."""
    wanted = sorted((p.id, pickup) for p in items)
    names = ", ".join(f"{p.item} {p.strength}" for p in items)

    def found(state: Clinic) -> list[tuple[str, str]]:
        return sorted((r.prescription, r.pickup) for r in state.refills.values())

    return [
        Holds(
            "the refill requests",
            lambda state: found(state) == wanted,
            f"refills of {names} are requested ({pickup}), one pack each",
            lambda state: f"the requests are {found(state) or 'none'}",
        ),
        OnlyChanges(("refills", *(f"prescriptions.{p.id}.refills" for p in items))),
    ]


def _tells_decision(request: Refill, item: Prescription) -> list[Want]:
    if request.ready:
        return [Tells(f"the day on which {item.item} is ready", request.ready)]
    return [
        Tells("the item that is not granted", item.item),
        Says(f"why {item.item} is not granted", r"visit|seen|appointment|declin|consult"),
    ]


def told_early(row: Row) -> Fact:
    return fact(
        f"{row['item']} {row['strength']}",
        due_from(row),
        "[It is too early for {Label}: a third of the pack or more is left. From {value} on it can be asked for.|{Label} can be requested from {value} on; until then too much is left.|I have not asked for {Label}, as it is due from {value} on only.]",
    )


def told_sent(receipt: Row, patient: Patient) -> Fact:
    return fact(
        receipt["item"],
        receipt["request_id"],
        "[The request for {Label} is in, number {value}, to be had {place}.|I asked for a refill of {Label} for {who} ({value}), {place}.|{Label} for {who}: requested under {value}, {place}.] [The decision is still to come.|It is not decided yet.|The prescriber decides within the hour.]",
        who=patient.given,
        place=PLACE_NAMED[receipt["pickup"]],
    )


def told_decision(row: Row) -> Fact:
    """What was decided on a request."""
    if row["status"] == "approved":
        return fact(
            row["item"],
            date.fromisoformat(row["ready_on"]),
            "[{Label} is approved and ready on {value}.|{Label}: approved, ready on {value}.|The refill of {Label} was granted; it is ready on {value}.]",
        )
    if row["status"] == "visit_needed":
        return fact(
            row["item"],
            "a visit first",
            "[For {Label} the prescriber wants {value}.|{Label} needs {value}.|{Label}: not without {value}.]",
        )
    if row["status"] == "declined":
        return fact(
            row["item"],
            "declined",
            "[{Label} was {value}.|The request for {Label} was {value}.|{Label}: {value}, I'm sorry to say.]",
        )
    return fact(row["item"], "not decided yet", "[{Label} is {value}.|{Label}: {value}.|As to {Label}, it is {value}.]")


def decisions(hands: Hands, numbers: set[str]) -> list[Row]:
    """The decisions on these requests, after a wait where the agent takes the trouble."""
    if hands.bother("decisions come within the hour", kind="more"):
        hands.call("await_notices", "[wait|give them an hour] for the decision", minutes=60, about=["refills"])
    rows = hands.call(
        "agenda",
        "[see|check] what was decided",
        otherwise=("await_notices", {"minutes": 5, "about": ["refills"]}),
        show=["refill_requests"],
    )
    found = rows["refill_requests"] if "refill_requests" in rows else rows["notices"]
    return [r for r in found if r["request_id"] in numbers]


def decided(draw: Draw, patient: Patient, items: list[Prescription], pickup: str) -> dict[str, Refill]:
    """What will be decided on requests for these items, by prescription."""
    desk = copied(draw.desk)
    if items:
        request_refill.handler(desk, patient.id, [{"prescription_id": p.id} for p in items], pickup)
    desk.advance(90)
    return {r.prescription: r for r in clinic_of(desk).refills.values()}


def _all_items(draw: Draw, patient: Patient, items: list[Prescription], pickup: str) -> Goal | None:
    clinic = clinic_of(draw.desk)
    today = draw.now.date()
    if not all(_sure(p, today) for p in items):
        return None
    due = [p for p in items if 3 * p.left(today) < p.pack]
    without = [p for p in due if not p.refills]
    spared = draw.one(p for p in due if p.refills) if len(due) - len(without) > 2 and draw.chance(0.6) else None
    wanted = [p for p in due if p.refills and p is not spared]
    if not wanted or (len(wanted) < 2 and not without):
        return None
    turn = draw.ask(
        "[Please go through what {who} is on and ask for a refill of everything that is due, one pack each, {place}.|Could you see which of the prescriptions of {who} may be refilled now, and request one pack of each, {place}?|Refills for {who}, please: everything of which less than a third is left, one pack of each, {place}.]",
        "[Where no refills are left on the prescription, send nothing and tell me which that is.|If something is due but has no refills left, don't request it, tell me its name.|Items without refills left you only name to me.]",
        *(
            [
                "[Not {spared} {strength}, though; that one is being stopped.|Leave out {spared} {strength}, we still have a spare box.|{spared} {strength} is not needed any more.]"
            ]
            if spared
            else []
        ),
        "[Wait for the decisions and tell me what is ready when.|I'd like to hear what has been decided, with the days.|Please stay on it until it is decided, and give me the dates.]",
        because=_BECAUSE,
        who=called(patient, draw.rng),
        place=draw.word(_PLACES[pickup]),
        spared=spared.item if spared else "",
        strength=spared.strength if spared else "",
    )

    def solve(hands: Hands) -> None:
        who = person(hands, patient, spare=True)
        rows = hands.call(
            "patient_file", "[read|see] the prescriptions", patient_id=who["patient_id"], sections=["prescriptions"]
        )["prescriptions"]
        rows = hands.keep(rows, "amount left", lambda r: 3 * left_of(r, today) < r["pack_size"])
        if spared:
            rows = hands.keep(rows, "exclusion", lambda r: (r["item"], r["strength"]) != (spared.item, spared.strength))
        can = hands.keep(rows, "refills left", lambda r: r["refills_left"] > 0)
        told: list[Any] = [
            fact(
                f"{r['item']} {r['strength']}",
                "no refills",
                "[{Label} is due, but {value} are left on the prescription.|For {Label} there are {value} left, so I did not ask for it.|{Label}: due, with {value} left.]",
            )
            for r in rows
            if r not in can
        ]
        receipts = ask_for(hands, who["patient_id"], can, pickup) if can else []
        told += [told_decision(r) for r in decisions(hands, {r["request_id"] for r in receipts})]
        hands.say(*told)

    outcome = decided(draw, patient, wanted, pickup)
    wants: list[Want] = _asked_for(clinic, wanted, pickup)
    for p in wanted:
        wants += _tells_decision(outcome[p.id], p)
    wants += [Tells("what has no refills left", p.item) for p in without]
    return Goal(
        (turn,),
        [patient.id, sorted(p.id for p in wanted), pickup],
        ("person", "amount left", "refills left", "late decision", *(("exclusion",) if spared else ())),
        ("family_account", "patient_file", "request_refill", "await_notices", "agenda"),
        solve,
        tuple(wants),
        fallback=("family_account", "agenda"),
    )


def _meant(hands: Hands, rows: list[Row], item: Prescription) -> Row:
    """The prescription the user names: there may be the same item in another strength."""
    same = [r for r in rows if r["item"] == item.item]
    return hands.best(
        hands.keep(same, "strength", lambda r: r["strength"] == item.strength), lambda r: r["prescription_id"]
    )


@goal("multi_easy", "multi_hard")
def refill_talk(draw: Draw) -> Goal | None:
    """A refill, the decision on it, and in the hard form further items of which some are not due yet."""
    clinic = clinic_of(draw.desk)
    today = draw.now.date()
    patient = draw.one(_takers(clinic))
    if patient is None:
        return None
    items = [p for p in clinic.prescriptions.values() if p.patient == patient.id and p.refills and _sure(p, today)]
    due = [p for p in items if 3 * p.left(today) < p.pack]
    early = [p for p in items if p not in due]
    if not due or (draw.hard and (len(due) < 2 or not early)):
        return None
    first = due[0]
    others_asked = draw.some([*due[1:], *early], 2) if draw.hard else []
    if draw.hard and not any(p in early for p in others_asked):
        others_asked[-1] = early[0]
    pickup = draw.rng.choice(tuple(_PLACES))
    slots: dict[str, object] = {
        "who": called(patient, draw.rng),
        "place": draw.word(_PLACES[pickup]),
        "item": first.item,
        "strength": first.strength,
    }
    turns = [
        draw.ask(
            "[Could you ask for a refill of {item} {strength} for {who}, {place}?|A pack of {item} {strength} for {who} please, {place}.|I'd like the next {item} ({strength}) for {who}, {place}.|Please put in a refill request: {item} {strength}, {who}, {place}.]",
            because=_BECAUSE,
            **slots,
        )
    ]
    for number, p in enumerate(others_asked):
        form = (
            "[While you're at it, the same with {item} {strength}, but only if it is not too early.|And {item} {strength}? Same way, provided it's due already.|Then {item} ({strength}) as well, if enough of it is used up.]"
            if number == 0
            else "[And the last one is {item} {strength}, again only if it is time.|One more: {item} {strength}. If it is too soon, from when?|There's also {item} {strength}. Ask for it if that is allowed yet, otherwise tell me the day.]"
        )
        turns.append(draw.then(form, item=p.item, strength=p.strength))
    turns.append(
        draw.then(
            "[Has it been decided?|Any news from the prescriber?|Can you find out what was decided and when I can have it?|What did they say, and which day can I count on?]"
            if not draw.hard
            else "[Now what was decided on all of it?|Please wait until there's an answer for everything, then tell me the days.|So, what has been granted and for when?]"
        )
    )

    def solve(hands: Hands) -> None:
        who = person(hands, patient, spare=True)
        rows = hands.call(
            "patient_file", "[read|see] the prescriptions", patient_id=who["patient_id"], sections=["prescriptions"]
        )["prescriptions"]
        sent: set[str] = set()
        for p in (first, *others_asked):
            row = _meant(hands, rows, p)
            if hands.bother("how much is left", kind="check") and 3 * left_of(row, today) >= row["pack_size"]:
                hands.say(told_early(row))
                continue
            receipt = ask_for(hands, who["patient_id"], [row], pickup)[0]
            sent.add(receipt["request_id"])
            hands.say(told_sent(receipt, patient))
        hands.say(*(told_decision(r) for r in decisions(hands, sent)))

    asked = [first, *(p for p in others_asked if p in due)]
    outcome = decided(draw, patient, asked, pickup)
    wants: list[Want] = _asked_for(clinic, asked, pickup)
    wants += [Tells(f"when {p.item} may be asked for", p.due_from, turn=None) for p in others_asked if p in early]
    for p in asked:
        wants += _tells_decision(outcome[p.id], p)
    return Goal(
        tuple(turns),
        [first.id, *(p.id for p in others_asked), pickup],
        ("person", "strength", "late decision", *(("amount left",) if draw.hard else ())),
        ("family_account", "patient_file", *("request_refill",) * len(asked), "await_notices", "agenda"),
        solve,
        tuple(wants),
        fallback=("family_account", "agenda"),
    )
