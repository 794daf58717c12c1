"""Conditions a user may put on a slot: how they are said, and what they mean for the state and for a row of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from negforge.worlds.clinic.rules import clinic_of
from negforge.worlds.clinic.state import Clinic, Slot, VisitType
from negforge.worlds.clinic.talk import Row, booked, moment, weekday
from negforge.worlds.clinic.vocabulary import DAY_NAMES, DAYS, LANGUAGE_NAMES
from negforge.worlds.goal import Draw, Hands
from negforge.worlds.wording import Form, listed


@dataclass(frozen=True, slots=True)
class Known:
    """What a policy has looked up to judge rows: practitioners by id, and the days on which the family has visits."""

    practitioners: Mapping[str, Row] = field(default_factory=dict)
    busy: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Condition:
    """``holds``: by the state. ``row``: by a row of find_slots and what is known. ``needs``: the tool to ask first."""

    kind: str
    clause: Form
    slots: Mapping[str, object]
    holds: Callable[[Slot], bool]
    row: Callable[[Row, Known], bool]
    needs: str = ""
    window: Mapping[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> list[Any]:
        return [self.kind, *(str(v) for v in self.slots.values())]


def conditions(draw: Draw, kind: VisitType, count: int, *, plain: bool = False) -> list[Condition]:
    """Different conditions that make sense for this type; ``plain``: such as need no further tool."""
    clinic = clinic_of(draw.desk)
    pool: list[Callable[[], Condition | None]] = [
        lambda: _weekdays(draw),
        lambda: _not_on(draw),
        lambda: _not_before(draw),
        lambda: _out_by(draw, kind),
        lambda: _not_with(draw, clinic, kind),
    ]
    if kind.remote:
        pool.append(lambda: _in_house(draw))
    if not plain:
        pool += [lambda: _speaks(draw, clinic, kind), lambda: _step_free(clinic, kind), lambda: _free_day(clinic)]
    drawn = [make() for make in draw.rng.sample(pool, len(pool))]
    found: list[Condition] = []
    for condition in drawn:
        clash = (
            {"weekday", "excluded day"}
            if condition and "day" in condition.kind
            else {condition.kind if condition else ""}
        )
        if condition is not None and not clash & {c.kind for c in found}:
            found.append(condition)
    return found[:count]


def known(hands: Hands, given: list[Condition], kind: VisitType) -> Known:
    """Look up what the conditions need."""
    people: dict[str, Row] = {}
    busy: frozenset[str] = frozenset()
    if any(c.needs == "practitioners" for c in given):
        rows = hands.call(
            "practitioners", "[see|check|look up] who works there and how", specialities=[kind.speciality]
        )
        people = {row["practitioner_id"]: row for row in rows["practitioners"]}
    if any(c.needs == "agenda" for c in given):
        rows = hands.call(
            "agenda", "[see|check] on which days the family is here already", show=["appointments"], statuses=["booked"]
        )
        busy = frozenset(row["starts"][:10] for row in rows["appointments"])
    return Known(people, busy)


def tools_needed(given: list[Condition]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.needs for c in given if c.needs))


def narrowed(hands: Hands, rows: list[Row], given: list[Condition], facts: Known) -> list[Row]:
    """The rows that meet the conditions, as far as none is forgotten."""
    for condition in given:
        rows = hands.keep(rows, condition.kind, _test(condition, facts))
    return rows


def _test(condition: Condition, facts: Known) -> Callable[[Row], bool]:
    return lambda row: condition.row(row, facts)


def window_for(hands: Hands, given: list[Condition]) -> dict[str, Any] | None:
    """The window to search in, of the conditions that a search can express and nobody forgot."""
    window: dict[str, Any] = {}
    for condition in given:
        if condition.window and not hands.keep([condition], condition.kind, lambda _: False):
            window |= condition.window
    return window or None


def _weekdays(draw: Draw) -> Condition:
    days = sorted(draw.some(DAYS[:5], draw.rng.choice((2, 2, 3))), key=DAYS.index)
    names = listed([DAY_NAMES[d] for d in days], "or")
    return Condition(
        "weekday",
        "[It has to be a|Only a|It must fall on a|Make it a] {days}[, please.|, other days are no use.|. The rest of the week is taken.|.]",
        {"days": names},
        lambda slot: DAYS[slot.start.weekday()] in days,
        lambda row, facts: weekday(row["starts"]) in days,
        window={"days": days},
    )


def _not_on(draw: Draw) -> Condition:
    day = draw.rng.choice(DAYS[:5])
    return Condition(
        "excluded day",
        "[Never on a {bad_day}|Not on a {bad_day}, please|{bad_day}s are impossible|Any day but {bad_day}][.|, that is choir.|, we can't park then.|; there's nobody to drive.]",
        {"bad_day": DAY_NAMES[day]},
        lambda slot: DAYS[slot.start.weekday()] != day,
        lambda row, facts: weekday(row["starts"]) != day,
        window={"days": [d for d in DAYS[:5] if d != day]},
    )


def _not_before(draw: Draw) -> Condition:
    hour = draw.rng.choice((time(9, 30), time(10), time(11), time(12, 30), time(13), time(14)))
    return Condition(
        "earliest hour",
        "[Nothing before {from_hour}|It can't start before {from_hour}|Not earlier in the day than {from_hour}|The start has to be {from_hour} or later][.|, the bus is that late.|, mornings are a struggle.|; before that nobody can come along.]",
        {"from_hour": hour},
        lambda slot: slot.start.time() >= hour,
        lambda row, facts: moment(row["starts"]).time() >= hour,
        window={"earliest": hour},
    )


def _out_by(draw: Draw, kind: VisitType) -> Condition:
    hour = draw.rng.choice((time(10), time(11, 30), time(12), time(13, 30), time(15), time(16)))
    return Condition(
        "latest end",
        "[We must be out again by {end_hour}|It has to be over by {end_hour}|The visit must end by {end_hour}|By {end_hour} it has to be finished, not just begun][.|, I have a shift.|, then the train leaves.|; school pick-up.]",
        {"end_hour": hour},
        lambda slot: (slot.start + timedelta(minutes=kind.minutes)).time() <= hour,
        lambda row, facts: (moment(row["starts"]) + timedelta(minutes=row["minutes"])).time() <= hour,
        window={"latest": (datetime.combine(draw.now.date(), hour) - timedelta(minutes=kind.minutes)).time()},
    )


def _not_with(draw: Draw, clinic: Clinic, kind: VisitType) -> Condition | None:
    who = draw.one(p for p in clinic.practitioners.values() if p.speciality == kind.speciality)
    if who is None:
        return None
    return Condition(
        "excluded person",
        "[Not with {unwanted}|Anyone but {unwanted}|Please leave out {unwanted}|It should not be {unwanted}][.|, we did not get on.|; that did not go well last time.|, if you don't mind.]",
        {"unwanted": who.name},
        lambda slot: slot.practitioner != who.id,
        lambda row, facts: row["practitioner"] != who.name,
    )


def _in_house(draw: Draw) -> Condition:
    return Condition(
        "in house",
        "[No video call|It should be in person|Not by video|We want to come to the house for it][.|, the line is bad here.|; screens don't work for us.]",
        {},
        lambda slot: not slot.remote,
        lambda row, facts: not row["remote"],
    )


def _speaks(draw: Draw, clinic: Clinic, kind: VisitType) -> Condition | None:
    some = [p for p in clinic.practitioners.values() if p.speciality == kind.speciality]
    language = draw.one(x for x in LANGUAGE_NAMES if 0 < sum(x in p.languages for p in some) < len(some))
    if language is None:
        return None
    return Condition(
        "language",
        "[It needs to be somebody who speaks {language}|Whoever it is has to speak {language}|Please pick someone who speaks {language}|We need a {language} speaker][.|, English is hard going.|; otherwise I have to translate everything.]",
        {"language": LANGUAGE_NAMES[language]},
        lambda slot: language in clinic.practitioners[slot.practitioner].languages,
        lambda row, facts: language in facts.practitioners.get(row["practitioner_id"], {}).get("languages", ()),
        "practitioners",
    )


def _step_free(clinic: Clinic, kind: VisitType) -> Condition | None:
    some = [p for p in clinic.practitioners.values() if p.speciality == kind.speciality]
    if all(p.step_free for p in some):
        return None
    return Condition(
        "step-free",
        "[The room has to be reachable without steps|Stairs are out of the question|We need step-free access|It has to be a room one can get to without stairs][.|; there's a pushchair.|, because of the knee brace.|, we come with a walking frame.]",
        {},
        lambda slot: slot.remote or clinic.practitioners[slot.practitioner].step_free,
        lambda row, facts: bool(
            row["remote"] or facts.practitioners.get(row["practitioner_id"], {}).get("room", {}).get("step_free")
        ),
        "practitioners",
    )


def _free_day(clinic: Clinic) -> Condition:
    days = {a.start.date() for a in booked(clinic)}
    return Condition(
        "free day",
        "[Keep clear of days on which any of us has something booked with you already|Not on a day when one of the family is at your place anyway|On days when one of us already has an appointment it won't work]"
        "[.|; one trip a day is plenty.|, I can't be in two rooms.]",
        {},
        lambda slot: slot.start.date() not in days,
        lambda row, facts: row["starts"][:10] not in facts.busy,
        "agenda",
    )
