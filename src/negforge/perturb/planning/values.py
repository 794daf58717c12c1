"""Planning, values: a figure or a choice put in the wrong place in the words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

from negforge.checks.constraints import form
from negforge.checks.readings.records import Record, records
from negforge.checks.readings.values import Value, is_small, key, restyle, unit_of, values
from negforge.checks.records import attribute_stated, belonging, choices_of, named_in, own_attributes, units
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
    TRIES,
    as_word,
    assistant_words,
    compares,
    edited,
    final_answer,
    reword,
    said_later,
    shuffled,
)
from negforge.perturb.rule import rule


@rule(SWAPPED_VALUES)
def exchange_values(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Exchange two grounded values of one kind between the records they are given for: the same bag of words."""
    if belonging(task, chosen):
        return
    messages = chosen.messages
    for at in assistant_words(messages):
        text = text_of(messages[at])
        stated = [v for v in values(text) if not is_small(v) and text.count(v.raw) == 1 and not compares(text, v)]
        couples = [
            (one, other)
            for one, other in combinations(stated, 2)
            if (one.kind, unit_of(text, one)) == (other.kind, unit_of(text, other))
            and one.canon != other.canon
            and (one.kind != "id" or form(one.raw) == form(other.raw))
        ]
        for number in shuffled(range(len(couples)), rng)[:TRIES]:
            one, other = couples[number]
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
        known = [r for m in messages[:at] if isinstance(m, ToolResponse) for r in records(text_of(m))]
        text = text_of(messages[at])
        later = "\n".join(text_of(m) for m in messages[at + 1 :] if isinstance(m, Say))
        choices = [option for option in _other_choices(text, known) if not as_word(option[1].lower(), later)]
        options = [*_other_values(messages, at, known, rng), *choices]
        for number in shuffled(range(len(options)), rng)[:TRIES]:
            start, right, wrong = options[number]
            new_text = text[:start] + wrong + text[start + len(right) :]
            edits = (reword(messages, at, new_text),)
            if _keeps_order(text, new_text, start) and belonging(task, edited(chosen, edits)):
                yield Proposal(edits, (("right", right), ("wrong", wrong)))


@rule(SUPERSEDED_VALUE)
def use_superseded_value(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Put the earlier, since corrected value into the last answer."""
    if superseded(task, chosen):
        return
    messages = chosen.messages
    at = final_answer(messages)
    if at is None:
        return
    text = text_of(messages[at])
    changes = corrections((*task.opening, *messages[:at]))
    for number in shuffled(range(len(changes)), rng):
        change = changes[number]
        stated = [value for value in values(text) if key(value) == key(change.new)]
        raw = restyle(stated[0], change.old) if stated else None
        if raw is None or any(key(value) == key(change.old) for value in values(text)):
            continue
        if said_later(messages, at, frozenset({key(change.old), key(change.new)})):
            continue
        new_text = _put(text, stated, raw)
        edits = (reword(messages, at, new_text),)
        if superseded(task, edited(chosen, edits)):
            yield Proposal(edits, (("holds", change.new.raw), ("superseded", change.old.raw)))


def _other_values(
    messages: tuple[Message, ...], at: int, known: list[Record], rng: Random
) -> Iterator[tuple[int, str, str]]:
    """(place, value, value of another record) for each value that the words give for a record, one other each."""
    text = text_of(messages[at])
    for unit in units(text):
        for value in values(unit.text):
            if is_small(value) or text.count(value.raw) != 1 or said_later(messages, at, frozenset({key(value)})):
                continue
            if compares(unit.text, value):
                continue
            _, meant = named_in(unit, known)
            for other in _same_field(value, meant, known, rng):
                raw = restyle(value, other)
                if raw is not None and raw not in text:
                    yield unit.start + value.start, value.raw, raw
                    break


def _other_choices(text: str, known: list[Record]) -> Iterator[tuple[int, str, str]]:
    """(place, choice, choice of another record) for fields such as a cabin or a status."""
    choices = choices_of(known)
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


def _same_field(value: Value, meant: list[Record], known: list[Record], rng: Random) -> list[Value]:
    """What the field that holds ``value`` in a meant record holds in the other records that have it."""
    fields = {name for record in meant for name, text in record.fields if _is_value(text, value)}
    others = [
        inside[0]
        for record in known
        if record not in meant and record.names
        for name, text in record.fields
        if name in fields and len(inside := values(text)) == 1 and inside[0].kind == value.kind
    ]
    unique = list({other.canon: other for other in others if other.canon != value.canon}.values())
    rng.shuffle(unique)
    return unique


def _is_value(text: str, value: Value) -> bool:
    inside = values(text)
    return len(inside) == 1 and key(inside[0]) == key(value)


def _put(text: str, stated: list[Value], raw: str) -> str:
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
