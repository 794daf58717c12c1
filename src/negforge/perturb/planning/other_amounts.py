"""Planning, amounts: a write that carries another amount than the one that was named or agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, pairwise
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.decisions import Slip
from negforge.checks.amounts import Carried, amounts, carried_amounts
from negforge.checks.readings.records import records
from negforge.checks.readings.tools import is_write
from negforge.checks.readings.values import number
from negforge.core.defect import WRONG_AMOUNT
from negforge.core.json_text import Json, compact, parse_object
from negforge.core.message import Message, ToolResponse, text_of
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.made_otherwise import in_the_log, in_the_world, own_writes
from negforge.perturb.making import shuffled, with_leaf
from negforge.perturb.otherwise import after_slip, as_proposal, forks
from negforge.perturb.rule import rule

_TRIES = 10  # other amounts tried in the place of one
_MISREAD = {"1": "7", "7": "1", "3": "8", "8": "3", "5": "6", "6": "5", "4": "9", "9": "4", "2": "3"}
_CEILING = re.compile(r"max|most", re.IGNORECASE)

Changed = tuple[dict[str, Json], str, str]  # the arguments with another amount, the amount that was, and the other one


@rule(WRONG_AMOUNT, suffix="replay")
def write_another_amount(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a write with another amount than the one agreed; the same agent goes on as if it were right."""
    if amounts(task, chosen):
        return
    for fork in forks(run, rng, "call"):
        if not is_write(task, fork.about):
            continue
        for arguments, was, other in islice(_others(chosen.messages[: fork.at], fork.arguments, rng), _TRIES):
            played = after_slip(run, Slip(fork.number, arguments=arguments))
            if played is not None and amounts(task, played):
                yield as_proposal(chosen, played, _parameters(fork.about, was, other))
                break


@rule(WRONG_AMOUNT)
def mistype_amount(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Make a write with another amount and leave the words, which tell the amount agreed, as they are."""
    if run.decisions or amounts(task, chosen):
        return
    for step in own_writes(task, chosen, rng):
        for arguments, was, other in islice(_others(chosen.messages[: step.at], step.call.arguments, rng), _TRIES):
            made = in_the_world(run, chosen, step, arguments)
            if made is not None and amounts(task, made[1]):
                yield Proposal(made[0], _parameters(step.call.name, was, other))
                break


@rule(WRONG_AMOUNT)
def mistype_logged_amount(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Make a write with another amount, where the log shows that the tool answers alike but for the amount."""
    if amounts(task, chosen):
        return
    for step in own_writes(task, chosen, rng):
        for arguments, was, other in islice(_others(chosen.messages[: step.at], step.call.arguments, rng), _TRIES):
            made = in_the_log(task, chosen, step, arguments, was, other, log)
            if made is not None and amounts(task, made[1]):
                yield Proposal(made[0], _parameters(step.call.name, was, other))
                break


def _parameters(tool: str, was: str, other: str) -> tuple[tuple[str, str], ...]:
    return (("tool", tool), ("instead_of", was), ("amount", other))


def _others(before: Sequence[Message], arguments: str, rng: Random) -> Iterator[Changed]:
    """The arguments with one amount replaced by another that one writes for it: two digits exchanged, one misread, or
    what a record holds in a field of that name."""
    given = parse_object(arguments)
    held = list(carried_amounts(arguments)) if given is not None else []
    for carried in (held[at] for at in shuffled(range(len(held)), rng)):
        assert given is not None
        others = sorted({*_mistyped(carried), *_of_other_records(before, carried)} - {carried.amount})
        if _CEILING.search(str(carried.path[-1])):
            others = [other for other in others if other > carried.amount]  # a lower ceiling harms nobody
        for other in (others[at] for at in shuffled(range(len(others)), rng)):
            leaf = _as_leaf(carried.leaf, other)
            yield with_leaf(given, carried.path, leaf), _written(carried.leaf), _written(leaf)


def _mistyped(carried: Carried) -> Iterator[Decimal]:
    """A time that is longer or shorter by a step; else two digits exchanged, or one misread."""
    if carried.measure == "time":
        step = next(
            step
            for step in (Decimal(60), Decimal(15), Decimal(5), Decimal("0.5"))
            if carried.amount % step == 0 or step < 1
        )
        yield from (other for other in (carried.amount - step, carried.amount + step) if other > 0)
        return
    digits = format(carried.amount, "f")
    for at, (one, other) in enumerate(pairwise(digits)):
        if one.isdigit() and other.isdigit() and one != other and not (at == 0 and other == "0"):
            yield Decimal(digits[:at] + other + one + digits[at + 2 :])
    for at, digit in enumerate(digits):
        for other in _MISREAD.get(digit, ""):
            yield Decimal(digits[:at] + other + digits[at + 1 :])


def _of_other_records(before: Sequence[Message], carried: Carried) -> Iterator[Decimal]:
    field = next((str(part) for part in reversed(carried.path) if isinstance(part, str)), "")
    for message in before:
        for record in records(text_of(message)) if isinstance(message, ToolResponse) else ():
            for name, text in record.fields:
                spelled = number(text) if name == field else None
                if spelled is not None and carried.amount <= 3 * Decimal(spelled) <= 9 * carried.amount:
                    yield Decimal(spelled)


def _as_leaf(like: Json, amount: Decimal) -> Json:
    if isinstance(like, str):
        return format(amount, "f")
    return int(amount) if isinstance(like, int) and amount % 1 == 0 else float(amount)


def _written(leaf: Json) -> str:
    return leaf if isinstance(leaf, str) else compact(leaf)
