"""Planning, values: a figure or a choice put in the wrong place in the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from random import Random

from negforge.checks.constraints import form
from negforge.checks.readings.known import Known
from negforge.checks.readings.records import Record, records
from negforge.checks.readings.values import Value, is_small, key, keys, restyle, unit_of, values
from negforge.checks.records import attribute_stated, belonging, named_in, own_attributes, units
from negforge.checks.superseded import corrections, superseded
from negforge.core.defect import (
    SUPERSEDED_VALUE,
    SWAPPED_VALUES,
    WRONG_RECORD_VALUE,
)
from negforge.core.message import Message, Say, ToolResponse, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import (
    as_word,
    assistant_words,
    compares,
    edited,
    reword,
    said_later,
    shuffled,
    tries,
)
from negforge.perturb.rule import rule

_LISTED = 400  # so many values of some words are looked at one by one
_DRAWN = 2_000


@rule(SWAPPED_VALUES)
def exchange_values(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Exchange two grounded values of one kind between the records they are given for: the same bag of words."""
    if belonging(task, chosen):
        return
    messages = chosen.messages
    for at in assistant_words(messages):
        text = text_of(messages[at])
        stated = [v for v in values(text) if not is_small(v) and text.count(v.raw) == 1 and not compares(text, v)]
        for one, other in _couples(text, stated, rng):
            if said_later(messages, at, frozenset({key(one), key(other)})):
                continue
            swapped = text[: one.start] + other.raw + text[one.end : other.start] + one.raw + text[other.end :]
            edits = (reword(messages, at, swapped),)
            if not _keeps_order(text, swapped, one.start, other.start):
                continue
            if len(belonging(task, edited(chosen, edits))) >= 2:
                yield Proposal(edits, (("one", one.raw), ("other", other.raw)))


@rule(WRONG_RECORD_VALUE)
def quote_other_record(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Give, for a record named in the answer, what the same field holds in another record."""
    if belonging(task, chosen):
        return
    messages = chosen.messages
    for at in assistant_words(messages):
        known = Known(r for m in messages[:at] if isinstance(m, ToolResponse) for r in records(text_of(m)))
        text = text_of(messages[at])
        later = "\n".join(text_of(m) for m in messages[at + 1 :] if isinstance(m, Say))
        choices = [option for option in _other_choices(text, known) if not as_word(option[1].lower(), later)]
        options = [*_other_values(messages, at, known, rng), *choices]
        for number in shuffled(range(len(options)), rng)[: tries(text)]:
            start, right, wrong = options[number]
            new_text = text[:start] + wrong + text[start + len(right) :]
            edits = (reword(messages, at, new_text),)
            if _keeps_order(text, new_text, start) and belonging(task, edited(chosen, edits)):
                yield Proposal(edits, (("right", right), ("wrong", wrong)))


@rule(SUPERSEDED_VALUE)
def use_superseded_value(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Put the earlier, since corrected value into an answer."""
    if superseded(task, chosen):
        return
    messages = chosen.messages
    for at in assistant_words(messages):
        text = text_of(messages[at])
        said = keys(text)
        changes = corrections((*task.opening, *messages[:at]))
        for number in shuffled(range(len(changes)), rng):
            change = changes[number]
            if key(change.new) not in said or key(change.old) in said:
                continue
            stated = [value for value in values(text) if key(value) == key(change.new)]
            raw = restyle(stated[0], change.old)
            if raw is None or said_later(messages, at, frozenset({key(change.old), key(change.new)})):
                continue
            edits = (reword(messages, at, put_for_values(text, stated, raw)),)
            if superseded(task, edited(chosen, edits)):
                yield Proposal(edits, (("holds", change.new.raw), ("superseded", change.old.raw)))


def _couples(text: str, stated: list[Value], rng: Random) -> Iterator[tuple[Value, Value]]:
    """Couples of values that could be taken for one another, in an order that the rng gives. Of more than 400 values
    couples are drawn until enough are found: to list all would take longer than to prove those."""
    units = [unit_of(text, value) for value in stated]

    def alike(a: int, b: int) -> bool:
        one, other = stated[a], stated[b]
        return (
            (one.kind, units[a]) == (other.kind, units[b])
            and one.canon != other.canon
            and (one.kind != "id" or form(one.raw) == form(other.raw))
        )

    if len(stated) <= _LISTED:
        couples = [couple for couple in combinations(range(len(stated)), 2) if alike(*couple)]
        drawn = [couples[number] for number in shuffled(range(len(couples)), rng)]
    else:
        draws = [sorted(rng.sample(range(len(stated)), 2)) for _ in range(_DRAWN)]
        drawn = [(a, b) for a, b in dict.fromkeys(map(tuple, draws)) if alike(a, b)]
    for a, b in islice(drawn, tries(text)):
        yield stated[a], stated[b]


def _other_values(messages: tuple[Message, ...], at: int, known: Known, rng: Random) -> Iterator[tuple[int, str, str]]:
    """(place, value, value of another record) for values that the words give for a record, one other each: for all of
    them, or for so many as the rng draws where they are more than 400."""
    text = text_of(messages[at])
    fields = _Fields(known)
    given = [(unit, value) for unit in units(text) for value in values(unit.text) if not is_small(value)]
    if len(given) > _LISTED:
        given = [given[number] for number in sorted(rng.sample(range(len(given)), tries(text)))]
    for unit, value in given:
        if text.count(value.raw) != 1 or said_later(messages, at, frozenset({key(value)})):
            continue
        if compares(unit.text, value):
            continue
        _, meant = named_in(unit, known)
        for other in fields.others(value, meant, rng):
            raw = restyle(value, other)
            if raw is not None and raw not in text:
                yield unit.start + value.start, value.raw, raw
                break


def _other_choices(text: str, known: Known) -> Iterator[tuple[int, str, str]]:
    """(place, choice, choice of another record) for fields such as a cabin or a status."""
    choices = known.choices()
    for unit in units(text):
        for field, held in sorted(choices.items()):
            stated = attribute_stated(unit.text, field, held)
            if stated is None:
                continue
            _, meant = named_in(unit, known)
            own = own_attributes(meant, field)
            for other in sorted(held - own) if stated.lower() in own else ():
                yield unit.start + unit.text.rindex(stated), stated, _in_the_case_of(stated, other)


def _keeps_order(before: str, after: str, *places: int) -> bool:
    """Whether times that rose around these places (a departure, an arrival) still do: nobody lands before leaving."""
    return all(not _rising(before, place) or _rising(after, place) for place in places)


def _rising(text: str, place: int) -> bool:
    times = [value.canon for value in values(text[max(0, place - 60) : place + 60]) if value.kind == "time"]
    return times == sorted(times)


class _Fields:
    """What the fields of records hold, where it is one value, by the field's name."""

    def __init__(self, known: Known) -> None:
        self._held: dict[str, list[tuple[int, int, Record, Value]]] = {}
        for at, record in enumerate(known.records):
            for number, (name, text) in enumerate(record.fields if record.names else ()):
                if len(inside := values(text)) == 1:
                    self._held.setdefault(name, []).append((at, number, record, inside[0]))

    def others(self, value: Value, meant: Sequence[Record], rng: Random) -> list[Value]:
        """What the field that holds ``value`` in a meant record holds in the other records that have it."""
        fields = {name for record in meant for name, text in record.fields if _is_value(text, value)}
        own = set(meant)
        held = sorted((entry for name in fields for entry in self._held.get(name, ())), key=lambda entry: entry[:2])
        others = [other for _, _, record, other in held if other.kind == value.kind and record not in own]
        unique = list({other.canon: other for other in others if other.canon != value.canon}.values())
        rng.shuffle(unique)
        return unique


def _is_value(text: str, value: Value) -> bool:
    inside = values(text)
    return len(inside) == 1 and key(inside[0]) == key(value)


def put_for_values(text: str, stated: Sequence[Value], raw: str) -> str:
    """The text with other words in the place of each of these values of it."""
    for value in reversed(stated):
        text = text[: value.start] + raw + text[value.end :]
    return text


def _in_the_case_of(like: str, other: str) -> str:
    """``DFW`` for ``lax`` gives ``LAX``, ``On Time`` for ``delayed`` gives ``Delayed``."""
    if like.isupper():
        return other.upper()
    if not like[:1].isupper():
        return other
    return other.title() if " " in like + other else other.capitalize()
