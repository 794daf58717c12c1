"""Planning, sums: a slip in a result that the answer states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from negforge.checks.arithmetic import arithmetic
from negforge.checks.readings.sums import holds, sums
from negforge.checks.readings.totals import carried, totals
from negforge.checks.readings.values import Value, canons, key, number, restyle, values
from negforge.core.defect import MISCALCULATED
from negforge.core.message import text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown
from negforge.perturb.making import assistant_words, edited, reword, said_later, shuffled, tries
from negforge.perturb.planning.values import put_for_values
from negforge.perturb.rule import rule

_TRIES = 12
_CARRIES = (Decimal(1), Decimal(10), Decimal("0.10"), Decimal(100), Decimal("0.01"), Decimal("0.90"), Decimal(9))


@dataclass(frozen=True, slots=True)
class _Result:
    """A result that the words state at ``start``..``end``, and what people get instead by a slip."""

    start: int
    end: int
    slips: tuple[str, ...]


@rule(MISCALCULATED)
def slip_in_a_sum(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Change a result that the answer states to one that a slip gives: a carried digit, an item or a fee forgotten."""
    if arithmetic(task, chosen):
        return
    messages = chosen.messages
    for at in assistant_words(messages):
        text = text_of(messages[at])
        results = _results(task, chosen, at, rng)
        for number_ in shuffled(range(len(results)), rng)[: tries(text) // 5]:
            one = results[number_]
            raw = text[one.start : one.end]
            if said_later(messages, at, canons(raw)):
                continue
            mentions = [value for value in values(text) if value.raw == raw]
            for slip in one.slips[:_TRIES]:
                edits = (reword(messages, at, put_for_values(text, mentions, slip)),)
                if slip != raw and not canons(slip) <= canons(text) and arithmetic(task, edited(chosen, edits)):
                    yield Proposal(edits, (("right", raw), ("wrong", slip)))
                    break


def _results(task: Task, chosen: Trajectory, at: int, rng: Random) -> list[_Result]:
    """The results in the words at a place: of sums that they write out, and of the responses' figures."""
    messages = chosen.messages
    text = text_of(messages[at])
    found: list[_Result] = []
    for one in sums(text):
        raw = text[one.start : one.end]
        if holds(raw, one.right):
            forgotten = [one.right - Decimal(operand.replace(",", "")) for operand in one.operands if one.listed]
            found.append(_Result(one.start, one.end, _styled(one.start, raw, forgotten, rng)))
    everything = shown(task, chosen)
    for total in totals(task, everything, at + len(task.opening)):
        if total.sound:
            slips = list(carried(total.value.raw))
            rng.shuffle(slips)
            found.append(_Result(total.value.start, total.value.end, tuple(slips)))
    return found


def _styled(start: int, raw: str, wrong: list[Decimal], rng: Random) -> tuple[str, ...]:
    """The wrong results in an order that the rng gives, then carries, all in the manner of the right one."""
    like = Value("number", number(raw) or raw, raw, start, start + len(raw))
    places = len(raw.partition(".")[2])
    right = Decimal(raw.replace(",", ""))
    off = [right + sign * step for step in _CARRIES for sign in (1, -1)]
    off = [one for one in off if one > 0 and abs(one - right) * 2 < right and _fits(one, places)]
    rng.shuffle(wrong)
    rng.shuffle(off)
    mixed = [*wrong, *off] if rng.random() < 0.6 else [*off, *wrong]
    found = []
    for one in mixed:
        canon = number(format(one, "f")) if one > 0 and _fits(one, max(places, 2)) else None
        told = restyle(like, Value("number", canon, canon, 0, len(canon))) if canon is not None else None
        if told is not None and key(like) != f"number:{canon}":
            found.append(told)
    return tuple(dict.fromkeys(found))


def _fits(figure: Decimal, places: int) -> bool:
    return figure == figure.quantize(Decimal(1).scaleb(-places))
