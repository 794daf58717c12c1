"""Units: an amount is told in the unit or currency that the response gives it in, or converted rightly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from negforge.checks.readings.tools import steps_of, succeeded
from negforge.checks.readings.turns import told_the_user
from negforge.checks.readings.units import Held, Told, Unit, converted, held_amounts, same_unit, told_amounts
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, Say, text_of
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import Trajectory, shown

CHECK = "units"
_SMALL = 12
_MOST_TO_ADD = 80


def units(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A number that is told with a unit or a currency, and which responses hold in another unit of the same kind only:
    minor units told as whole ones, minutes as hours, euros as dollars. Let pass: what follows by converting, or by
    adding, another figure; what the user or the rules said in that unit, or without one."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    steps = [step for step in steps_of(task, trajectory) if succeeded(step)]
    texts = [text_of(step.response) for step in steps if step.response is not None]
    told = [(at, one) for at, one in _told(messages) if one.amount > _SMALL or one.amount % 1]
    told = [(at, one) for at, one in told if any(_in_another(one, text) for text in texts)]
    if not told:
        return ()
    held = [(s.response_at, one) for s in steps if s.response for one in held_amounts(text_of(s.response))]
    spoken = [held_amounts(text_of(m)) for m in messages if isinstance(m, Say) and m.role != "assistant"]
    said = [one for some in (*spoken, held_amounts(policy_text(task))) for one in some]
    found = []
    for at, one in told:
        met = [(place, other) for place, other in held if place is not None and place < at]
        wrong = _misread(one, met, said)
        if wrong is not None:
            place, other = wrong
            text = text_of(messages[at])
            says = f"{text[one.start : one.end]} is told; {_field(other)} gives {other.amount:f} in another unit."
            proof = [Evidence(at, text[one.start : one.end]), *_proof(place, text_of(messages[place]), other)]
            found.append(Finding(CHECK, says, tuple(proof), arithmetic=1))
    return tuple(found)


def _told(messages: Sequence[Message]) -> Iterator[tuple[int, Told]]:
    for at, text in told_the_user(messages):
        for one in told_amounts(text):
            yield at, one


def _in_another(one: Told, text: str) -> bool:
    """Whether a response holds the number in another unit of its kind."""
    if f"{one.amount:f}" not in text:
        return False
    held = (other for other in held_amounts(text) if other.amount == one.amount and other.unit is not None)
    return any(x.unit is not None and x.unit.kind == one.unit.kind and not same_unit(x.unit, one.unit) for x in held)


def _misread(one: Told, met: Sequence[tuple[int, Held]], said: Sequence[Held]) -> tuple[int, Held] | None:
    """The field whose number it is, in another unit, where nothing else gives the number in the unit that is told."""
    same = [(place, other) for place, other in met if other.amount == one.amount]
    wrong = [(place, other) for place, other in same if other.unit is not None and other.unit.kind == one.unit.kind]
    if not wrong or any(other.unit is None or same_unit(other.unit, one.unit) for _, other in same):
        return None
    if any(x.amount == one.amount and (x.unit is None or same_unit(x.unit, one.unit)) for x in said):
        return None
    every = [*(other for _, other in met), *said]
    if _follows(one.amount, one.unit, every):
        return None
    return wrong[-1]


def _follows(amount: Decimal, unit: Unit, held: Sequence[Held]) -> bool:
    """Whether a figure converted, or two or all of them added or subtracted, give the amount."""
    off = Decimal(1).scaleb(int(amount.as_tuple().exponent) if amount % 1 else 0) / 2
    figures = []
    for one in held:
        turned = converted(one.amount, one.unit, unit) if one.unit is not None and one.unit.kind == unit.kind else None
        if turned is not None:
            if abs(turned - amount) <= off:
                return True
            figures.append(turned)
    few = sorted(set(figures))[:_MOST_TO_ADD]
    if abs(sum(figures) - amount) <= off:
        return True
    return any(abs(a + b - amount) <= off or abs(abs(a - b) - amount) <= off for a in few for b in few)


def _field(held: Held) -> str:
    return f"the field {held.key}" if held.key else "a response"


def _proof(place: int, text: str, held: Held) -> Iterator[Evidence]:
    """Where the response gives the number, and where its unit."""
    if not held.key:
        yield Evidence(place, held.quote if held.quote in text else "")
        return
    number = f"{held.amount:f}"
    plain = re.escape(number.rstrip("0").rstrip(".") if "." in number else number)
    found = re.search(rf"[\"']{re.escape(held.key)}[\"']\s*:\s*[\"']?-?{plain}(?:\.0+)?(?!\d)", text)
    yield Evidence(place, found.group() if found else held.key)
    name, said = held.says
    unit = re.search(rf"[\"']{re.escape(name)}[\"']\s*:\s*[\"']{re.escape(said)}[\"']", text) if name else None
    if unit is not None:
        yield Evidence(place, unit.group())
