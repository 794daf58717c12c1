"""Planning, picks in words: the answer recommends another of the things that the responses show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.checks.bounds import bounds
from negforge.checks.readings.picked_rows import picks
from negforge.checks.readings.rows import Row, choices
from negforge.checks.readings.tools import user_text
from negforge.checks.readings.unread import readable
from negforge.checks.readings.values import canons, is_small, key, restyle, values
from negforge.checks.superlatives import superlatives
from negforge.core.defect import MISSED_BEST, OVERSTEPPED_BOUND
from negforge.core.message import text_of
from negforge.core.ports import Check, Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import TRIES, edited, final_answer, replied_to, reword, shuffled
from negforge.perturb.rule import rule


@rule(OVERSTEPPED_BOUND)
def recommend_what_is_outside(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell another of the records, which lies outside a bound of the user's, with all that is told of the right one."""
    yield from _told_otherwise(task, chosen, rng, bounds)


@rule(MISSED_BEST)
def recommend_what_is_worse(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell another of the records as the best one, with all that is told of the best."""
    yield from _told_otherwise(task, chosen, rng, superlatives)


def _told_otherwise(task: Task, chosen: Trajectory, rng: Random, check: Check) -> Iterator[Proposal]:
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or replied_to(messages, answer) or not readable(task, messages) or check(task, chosen):
        return
    everything = (*task.opening, *messages)
    text = text_of(messages[answer])
    said = canons(user_text(everything))
    for pick in picks(task, everything, choices(task, everything)):
        if pick.tool or pick.at != len(task.opening) + answer or not _tells_only_it(text, pick.row, said):
            continue
        others = [pick.others[number] for number in shuffled(range(len(pick.others)), rng)]
        for other in sorted(others, key=lambda one: -_alike(one, pick.row))[:TRIES]:
            told = _with_the_other(text, pick.row, other, said)
            if told is None or not _tells_only_it(told, other, said):
                continue
            edits = (reword(messages, answer, told),)
            if check(task, edited(chosen, edits)):
                yield Proposal(edits, (("told", pick.row.name), ("instead", other.name)))


def _tells_only_it(text: str, row: Row, said: frozenset[str]) -> bool:
    """Whether every value of the answer is the record's or the user's own: what was worked out from it would stay."""
    held = canons(*(one for _, one in row.fields)) | said
    return all(key(value) in held or is_small(value) for value in values(text))


def _alike(one: Row, other: Row) -> int:
    """How many fields two records share: of those that would do, the one most easily taken for it."""
    return len(set(one.fields) & set(other.fields))


def _with_the_other(text: str, row: Row, other: Row, said: frozenset[str]) -> str | None:
    """The answer with the fields of the other record for those of this one; None where one of them has no such field
    or cannot be spelled, or where the name stays."""
    theirs = dict(other.fields)
    changes: dict[str, str] = {}
    for path, held in row.fields:
        new = theirs.get(path, "")
        if held == new or not held:
            continue
        for spelled, instead in _spellings(text, held, new, said):
            if instead is None:
                return None
            changes.setdefault(spelled, instead)
    if not changes:
        return None
    found = re.compile("|".join(rf"(?<![\w.]){re.escape(one)}(?!\w)" for one in sorted(changes, key=len, reverse=True)))
    told = found.sub(lambda match: changes[match.group()], text)
    gone = [
        one
        for one in (row.name, row.title)
        if one and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", told, re.IGNORECASE)
    ]
    return None if gone or told == text else told


def _spellings(text: str, held: str, new: str, said: frozenset[str]) -> Iterator[tuple[str, str | None]]:
    """How the answer spells what a field holds, and how it would spell the other's; None where that is unknown."""
    inside, instead = values(held), values(new)
    if len(inside) == 1 and inside[0].kind != "id":
        for value in values(text):
            if key(value) == key(inside[0]):  # a small number or one of the user's may tell of something else
                known = len(instead) == 1 and not is_small(value) and key(value) not in said
                yield value.raw, restyle(value, instead[0]) if known else None
    elif len(held) >= 3:
        word = held.replace("_", " ")
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
            spelled = new.replace("_", " ")
            yield (
                match.group(),
                (spelled.capitalize() if match.group()[:1].isupper() and word.islower() else spelled) or None,
            )
