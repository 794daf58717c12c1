"""Tool irrelevance: a reckoning whose operands stand in the question comes out wrong."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from negforge.checks.arithmetic import arithmetic
from negforge.checks.readings.reckonings import Reckoning, reckoning
from negforge.checks.readings.values import Value, key, keys, restyle, values
from negforge.core.defect import MISCALCULATED
from negforge.core.message import said_by, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import edited, final_answer, replied_to, reword
from negforge.perturb.rule import rule


@rule(MISCALCULATED)
def answer_wrongly(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Let the answer to a reckoning be another, such as a slip in one figure gives."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or replied_to(messages, answer) or arithmetic(task, chosen):
        return
    heard = [*task.opening, *messages[:answer]]
    asked = [text_of(m) for m in heard if said_by(m, "user")]
    wanted = reckoning(asked[0]) if len(asked) == 1 else None
    if wanted is None:
        return
    text = text_of(messages[answer])
    stated = [v for v in values(text) if v.kind == wanted.kind and key(v) not in keys(asked[0])]
    results = [one for one in stated if one.canon in wanted.results]
    if not results or any(one.canon not in wanted.results for one in stated):
        return
    for wrong in _slips(results[0], wanted, rng):
        new_text = text
        for one in reversed(results):
            told = restyle(one, Value(wanted.kind, wrong, wrong, 0, len(wrong)))
            new_text = new_text[: one.start] + (told or wrong) + new_text[one.end :]
        edits = (reword(messages, answer, new_text),)
        if arithmetic(task, edited(chosen, edits)):
            yield Proposal(edits, (("result", results[0].raw), ("instead", wrong)))


def _slips(result: Value, wanted: Reckoning, rng: Random) -> Iterator[str]:
    """Wrong results as people get them, as values spell them: a carry forgotten, two figures exchanged, an hour off."""
    if wanted.kind == "time":
        hour, minute = int(result.canon[:2]), int(result.canon[3:])
        found = [f"{(hour + 1) % 24:02d}:{minute:02d}", f"{hour:02d}:{(minute + 10) % 60:02d}"]
        found.append(f"{(hour - 1) % 24:02d}:{minute:02d}")
    elif wanted.kind == "date":
        month, day = result.canon.split("-")
        found = [f"{month}-{other:02d}" for other in (int(day) - 1, int(day) + 1, int(day) + 2) if 1 <= other <= 28]
    else:
        found = list(_numbers(result.canon))
    rng.shuffle(found)
    yield from dict.fromkeys(found)


def _numbers(canon: str) -> Iterator[str]:
    number = Decimal(canon)
    places = len(canon.partition(".")[2])
    unit = Decimal(1).scaleb(-places)
    digits = canon.replace(".", "").lstrip("-")
    for at in range(1, len(digits)):  # ten too many or too few: a carry
        step = unit * 10**at
        yield from (_plain(number + sign * step) for sign in (1, -1) if step * 2 < abs(number))
    if len(digits) == 1 or abs(number) <= 30:
        yield from (_plain(number + sign * unit * size) for sign in (1, -1) for size in (1, 2))
    for at in range(1, len(digits) - 1):
        if digits[at] != digits[at + 1]:
            swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
            yield _plain((Decimal(swapped) * unit).copy_sign(number))


def _plain(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    return "0" if text in ("-0", "0") else text
