"""Planning: an amount is told in another unit or currency than the response gives it in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from negforge.checks.readings.tools import failed
from negforge.checks.readings.units import Held, Told, converted, held_amounts, same_unit, told_amounts
from negforge.checks.readings.values import Value, restyle
from negforge.checks.units import units
from negforge.core.defect import MISREAD_UNIT
from negforge.core.message import Message, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, final_answer, reword, shuffled, trajectory_steps, tries
from negforge.perturb.rule import rule

_CURRENCIES: Mapping[str, tuple[str, ...]] = {
    "EUR": ("USD", "GBP", "CHF"),
    "CHF": ("EUR", "USD"),
    "USD": ("EUR", "GBP"),
    "GBP": ("EUR", "USD"),
    "€": ("$", "£"),
    "£": ("€", "$"),
    "$": ("€", "£"),
    "crowns": ("euros", "francs"),
    "dollars": ("euros", "pounds"),
    "euros": ("dollars", "francs"),
    "francs": ("euros", "dollars"),
}
_OTHERS: Mapping[str, tuple[str, ...]] = {
    "km": ("miles", "mi"),
    "kilometres": ("miles",),
    "kilometers": ("miles",),
    "miles": ("km", "kilometres"),
    "metres": ("feet", "yards"),
    "meters": ("feet", "yards"),
    "m": ("ft", "yd"),
    "km/h": ("mph", "kn"),
    "mph": ("km/h",),
    "kn": ("km/h", "mph"),
    "kB": ("MB",),
    "KB": ("MB",),
    "MB": ("GB", "kB"),
    "GB": ("MB",),
    "h": ("min", "days"),
    "hours": ("minutes", "days"),
    "days": ("hours", "weeks"),
    "min": ("s", "h"),
    "minutes": ("seconds", "hours"),
    "s": ("min", "ms"),
    "seconds": ("minutes",),
    "ms": ("s",),
    "kg": ("lb", "lbs"),
    "°C": ("°F",),
}
_PLAUSIBLE = {"h": 72, "hours": 72, "weeks": 8, "days": 60}  # more of them nobody would believe


@rule(MISREAD_UNIT)
def tell_at_its_face(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell the number of a field as it stands there, in the unit that the answer had converted it to."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or units(task, chosen):
        return
    text = text_of(messages[answer])
    told, held = told_amounts(text), _held(messages, answer)
    faces = [(one, face) for one in told[: tries(text)] if (face := _face(one, held)) is not None]
    changed = text
    for one, face in reversed(faces):
        changed = _with(changed, one.at, one.until, face) or changed
    edits = (reword(messages, answer, changed),)
    if changed != text and units(task, edited(chosen, edits)):
        yield Proposal(edits, (("amounts", str(len(faces))), ("first", faces[0][1])))


@rule(MISREAD_UNIT)
def exchange_unit(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell an amount with another unit or currency than the response has it in."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or units(task, chosen):
        return
    text = text_of(messages[answer])
    told, held = told_amounts(text), _held(messages, answer)
    seen = set()
    for number in shuffled(range(len(told)), rng)[: tries(text)]:
        one = told[number]
        word = _unit_word(text, one)
        if word in seen or not any(x.amount == one.amount and x.unit and same_unit(x.unit, one.unit) for x in held):
            continue
        seen.add(word)
        for other in _instead(word, one, rng):
            edits = (reword(messages, answer, _exchanged(text, word, other, one)),)
            if units(task, edited(chosen, edits)):
                yield Proposal(edits, (("unit", word), ("told_as", other)))
                break


def _held(messages: Sequence[Message], until: int) -> list[Held]:
    steps = trajectory_steps(Trajectory(tuple(messages[:until])))
    return [one for s in steps if s.response and not failed(s.response) for one in held_amounts(text_of(s.response))]


def _face(told: Told, held: Sequence[Held]) -> str | None:
    """The number as a field has it, where the answer tells it converted and nothing gives it as it is told."""
    if any(one.amount == told.amount for one in held):
        return None
    for one in held:
        if one.unit is None or one.unit.kind != told.unit.kind or one.unit.size == told.unit.size:
            continue
        if converted(one.amount, one.unit, told.unit) == told.amount and one.amount > 12:
            return f"{one.amount:f}"
    return None


def _with(text: str, start: int, end: int, number: str) -> str | None:
    like = Value("number", "", text[start:end], start, end)
    styled = restyle(like, Value("number", number, number, 0, len(number)))
    if styled is None:
        return None
    whole, dot, rest = styled.partition(".")
    if len(whole) > 3 and not re.search(r"(?<![\d.])\d{4,}\.\d\d\b", text):
        whole = f"{int(whole.replace(',', '')):,}"
    return text[:start] + whole + dot + rest + text[end:]


def _unit_word(text: str, one: Told) -> str:
    return (text[one.start : one.at] + text[one.until : one.end]).strip(" -−\u00a0")


def _instead(word: str, one: Told, rng: Random) -> list[str]:
    options = [*_CURRENCIES.get(word, _OTHERS.get(word, ()))]
    rng.shuffle(options)
    return [other for other in options if one.amount <= _PLAUSIBLE.get(other, one.amount)]


def _exchanged(text: str, word: str, other: str, one: Told) -> str:
    """The words with this amount's unit exchanged; a currency throughout: nobody mixes two by mistake."""
    if word in _CURRENCIES:
        edge = r"\b" if word.isalpha() else ""
        return re.sub(rf"{edge}{re.escape(word)}{edge}", lambda _: other, text)
    return text[: one.until] + text[one.until : one.end].replace(word, other) + text[one.end :]
