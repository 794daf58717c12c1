"""The fifth rung: what holds at which time: what writes changed, what the user corrected, what belongs to what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from negforge.checks.readings.doubts import is_old_copy, offers_more, tells_old, tells_part, warns_of_part
from negforge.checks.readings.echoes import other_record
from negforge.checks.readings.known import Known
from negforge.checks.readings.phrases import CORRECTS, sentences
from negforge.checks.readings.records import Record, records
from negforge.checks.readings.states import changes
from negforge.checks.readings.tools import Step, is_write, last_answer, same_call, steps_of, succeeded
from negforge.checks.readings.values import Value, canons, is_small, key, keys, values
from negforge.core.message import Message, ToolResponse, said_by
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown
from negforge.evaluate.ladder.calls import calls
from negforge.evaluate.ladder.faults import Fault, is_answer, readable, sight
from negforge.evaluate.ladder.reckoning import reckoning

_WARNS = re.compile(
    r"\b(?:cached?|stale|outdated|snapshot|out of date|incomplete|partial (?:list|result)|may be missing|"
    r"(?:may|might) not be (?:complete|current|up to date))\b",
    re.IGNORECASE,
)
_WAS = re.compile(
    r"\b(?:was|were|been|had|from|previous\w*|original\w*|earlier|before|instead|not|no longer|old)\b|n['’]t\b",
    re.IGNORECASE,
)
_MOST_RECORDS = 2_000


@sight
def state(task: Task, trajectory: Trajectory) -> Iterator[Fault]:
    """All that the fourth rung sees, the calls in their order, and values that held before but do not any more, that
    belong to another record, or that come from a response which says that it is old, cut short or of another thing."""
    messages, steps = shown(task, trajectory), steps_of(task, trajectory)
    yield from reckoning(task, trajectory)
    yield from calls(task, trajectory)
    yield from _changed(task, messages, steps)
    yield from _corrected(task, messages, steps)
    yield from _belonging(messages)
    yield from _doubts(messages, steps)


def _changed(task: Task, messages: Sequence[Message], steps: Sequence[Step]) -> Iterator[Fault]:
    done = tuple(step for step in steps if succeeded(step))
    for change in changes(done, frozenset(s.at for s in done if is_write(task, s.call.name))):
        old, new = canons(change.old) - canons(change.new), canons(change.new)
        for at, message in enumerate(messages):
            if at <= change.new_at or not is_answer(message):
                continue
            told = [s.text for s in sentences(readable(message)) if keys(s.text) & old and not _WAS.search(s.text)]
            if told and not keys(readable(message)) & new:
                yield Fault(2, at, f"{change.old} is told, which {change.field} was before the write")


def _corrected(task: Task, messages: Sequence[Message], steps: Sequence[Step]) -> Iterator[Fault]:
    answer = last_answer(messages)
    for at, message in enumerate(messages):
        if not said_by(message, "user") or CORRECTS.search(readable(message)) is None:
            continue
        now = [v for v in values(readable(message)) if not is_small(v)]
        then = [v for m in messages[:at] if said_by(m, "user") for v in values(readable(m)) if not is_small(v)]
        old = {key(v) for v in then for n in now if _alike(v, n)} - {key(v) for v in now}
        late = [(s.at, s.call.arguments) for s in steps if s.at > at and is_write(task, s.call.name)]
        late += [(answer, readable(messages[answer]))] if answer is not None and answer > at else []
        for place, text in late:
            if canons(text) & old and not canons(text) & {key(v) for v in now}:
                yield Fault(2, place, "a value is used that the user had corrected")


def _alike(one: Value, other: Value) -> bool:
    """Whether the one may stand where the other stood."""
    form = re.compile(r"\d+")
    return one.kind == other.kind and (one.kind != "id" or form.sub("0", one.canon) == form.sub("0", other.canon))


def _belonging(messages: Sequence[Message]) -> Iterator[Fault]:
    """Sentences that name one record only and give a value that other records have and this one has not."""
    known = Known()
    for at, message in enumerate(messages):
        if isinstance(message, ToolResponse) and len(known) < _MOST_RECORDS:
            known.add(records(readable(message)))
        if not is_answer(message):
            continue
        for sentence in sentences(readable(message)):
            named = [r for r in known.bearing(known.spoken_in(sentence.text.lower())) if r.fields]
            if not named or len({r.names for r in named}) > 1:
                continue
            held = frozenset().union(*(r.values for r in named))
            for value in values(sentence.text):
                stray = not is_small(value) and value.kind != "id" and key(value) not in held
                if stray and key(value) in known.own and _in_its_field(key(value), known, named):
                    yield Fault(2, at, f"{value.raw} belongs to another record than the one that is named")


def _in_its_field(told: str, known: Known, named: Sequence[Record]) -> bool:
    """Whether another record has the value in a field that those named have too, with something else in it."""
    own = {field for record in named for field, _ in record.fields}
    return any(field in own and told in keys(text) for r in known.records if told in r.own for field, text in r.fields)


def _doubts(messages: Sequence[Message], steps: Sequence[Step]) -> Iterator[Fault]:
    at = last_answer(messages)
    if at is None:
        return
    answer, doubtful = readable(messages[at]), False
    for number, step in enumerate(steps):
        if step.response is None:
            continue
        text, later = readable(step.response), steps[number + 1 :]
        part, old = warns_of_part(text) or offers_more(text), is_old_copy(text)
        doubtful = doubtful or bool(part or old)
        again = any(s.call.name == step.call.name and succeeded(s) for s in later)
        if not again and ((part and not tells_part(answer)) or (old and not tells_old(answer))):
            yield Fault(2, at, "a response says that it is a part or an old copy; the answer does not")
        if other_record(step) is not None and not any(same_call(s.call, step.call) for s in later):
            yield Fault(3, at, "a response that is about something else is taken for what was asked for")
    if not doubtful and steps and _WARNS.search(answer):
        yield Fault(1, at, "the answer warns of a gap or an old copy that no response shows")
