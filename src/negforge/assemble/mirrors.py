"""Mirrors: where a defect's mirror is another defect, which; where it is a kind of chosen, whether a chosen shows it.

A kind of chosen is read by what it looks like. That it is right there needs no look: nothing is a chosen on which a
check has an objection. The readings are on purpose no finer than a careless judge's eye: it is such a judge that the
mirror is there to mislead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from negforge.checks.readings.phrases import FAILURE, REFUSAL
from negforge.checks.readings.ranks import ranks_in
from negforge.checks.readings.sums import sums
from negforge.checks.readings.tools import (
    Step,
    failed,
    is_handover,
    is_write,
    same_call,
    steps_of,
    succeeded,
    unresolved,
    user_text,
)
from negforge.checks.readings.units import told_amounts
from negforge.checks.readings.values import canons
from negforge.checks.readings.wishes import bounds_in
from negforge.core.defect import DEFECTS, Defect
from negforge.core.message import Message, said_by, text_of
from negforge.core.pair import Pair
from negforge.core.task import Task, policy_text
from negforge.core.trajectory import shown

_OF_ALL = re.compile(r"\b(?:all|every|each|both|only|in all|altogether)\b", re.IGNORECASE)
_OTHER_WAY = re.compile(r"\b(?:can|could|possible|instead|shall|would)\b(?!['’]t)", re.IGNORECASE)
_NEITHER_DONE = re.compile(r"\b(?:not|no|without|instead|left|skipp\w+|except|however)\b|n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A chosen as its kind is read from: all that is shown, its steps, the last words, the values of its responses."""

    task: Task
    messages: Sequence[Message]
    steps: Sequence[Step]
    answer: str
    held: frozenset[str]

    @property
    def writes(self) -> list[Step]:
        return [step for step in self.steps if succeeded(step) and is_write(self.task, step.call.name)]

    @property
    def told(self) -> frozenset[str]:
        """Values of the responses that the answer tells."""
        return canons(self.answer) & self.held


def mirror_defect(defect: Defect, known: Mapping[str, Defect]) -> str | None:
    """The slug of the defect that mirrors it; None where its mirror is a kind of chosen."""
    return defect.mirror if defect.mirror in known else None


def patterns_shown(pair: Pair) -> frozenset[str]:
    """Slugs of the defects whose mirror is a kind of chosen that the pair's chosen is of."""
    reading = _reading(pair)
    return frozenset(slug for slug, shows in KINDS.items() if shows(reading))


def unread_mirrors(defects: Sequence[Defect] = DEFECTS) -> tuple[str, ...]:
    """Defects whose mirror is a kind of chosen that nothing here reads: their numbers are not bounded by it."""
    known = {one.slug: one for one in defects}
    return tuple(one.slug for one in defects if mirror_defect(one, known) is None and one.slug not in KINDS)


def _reading(pair: Pair) -> Reading:
    messages = shown(pair.task, pair.chosen)
    steps = steps_of(pair.task, pair.chosen)
    answer = next((text_of(one) for one in reversed(messages) if said_by(one, "assistant")), "")
    held = frozenset().union(*(canons(text_of(step.response)) for step in steps if step.response is not None))
    return Reading(pair.task, messages, steps, answer, held)


def _tells(least: int) -> Callable[[Reading], bool]:
    return lambda reading: len(reading.told) >= least


def _corrected(reading: Reading) -> bool:
    """A tool is called again with other arguments after the user said something more."""
    for number, step in enumerate(reading.steps):
        for later in reading.steps[number + 1 :]:
            if later.call.name == step.call.name and not same_call(step.call, later.call):
                return any(said_by(one, "user") for one in reading.messages[step.at : later.at])
    return False


def _rewritten(reading: Reading) -> bool:
    """A write is made again with another number after the user said something more."""
    writes = reading.writes
    return any(
        one.call.name == other.call.name
        and canons(one.call.arguments) != canons(other.call.arguments)
        and any(said_by(message, "user") for message in reading.messages[one.at : other.at])
        for number, one in enumerate(writes)
        for other in writes[number + 1 :]
    )


def _bounded(reading: Reading) -> bool:
    """The user sets a bound, and the agent picks something or tells of it."""
    return bool(bounds_in(user_text(reading.messages))) and bool(reading.writes or reading.told)


def _bounded_best(reading: Reading) -> bool:
    return bool(ranks_in(user_text(reading.messages))) and _bounded(reading)


def _writes_at_once(reading: Reading) -> bool:
    first = next(iter(reading.steps), None)
    return first is not None and first in reading.writes


def _writes_unasked_back(reading: Reading) -> bool:
    """A write comes before any word of the agent's that the user answered."""
    writes = reading.writes
    if not writes:
        return False
    before = [one for one in reading.messages[: writes[0].at] if said_by(one, "user") or said_by(one, "assistant")]
    asked = [at for at, one in enumerate(before) if said_by(one, "assistant") and "?" in text_of(one)]
    return not any(said_by(one, "user") for at in asked for one in before[at + 1 :])


def _mended(reading: Reading) -> bool:
    """A call fails, and one of the same tool succeeds after it."""
    return any(failed(step.response) for step in reading.steps) and not unresolved(reading.steps)


def _sent_again_after_a_look(reading: Reading) -> bool:
    for number, step in enumerate(reading.steps):
        for apart, later in enumerate(reading.steps[number + 1 :]):
            if apart and is_write(reading.task, step.call.name) and same_call(step.call, later.call):
                return True
    return False


def _stops_at_an_error(reading: Reading) -> bool:
    return bool(unresolved(reading.steps)) and FAILURE.search(reading.answer) is not None


def _hands_over(reading: Reading) -> bool:
    return any(is_handover(reading.task, step.call.name) for step in reading.steps)


def _states_a_rule(reading: Reading) -> bool:
    return bool(canons(reading.answer) & canons(policy_text(reading.task)))


def _names_its_tool(reading: Reading) -> bool:
    names = {step.call.name for step in reading.steps}
    return any(name in reading.answer or name.replace("_", " ") in reading.answer.lower() for name in names)


def _uses_what_it_asked_for(reading: Reading) -> bool:
    """What a call names comes back in its response and is told."""
    return any(
        canons(step.call.arguments) & canons(text_of(step.response)) & canons(reading.answer)
        for step in reading.steps
        if step.response is not None and not failed(step.response)
    )


def _offers_another(reading: Reading) -> bool:
    """The agent says what cannot be done and what can, and does that where the user agrees, or does not do it."""
    for at, one in enumerate(reading.messages):
        text = text_of(one)
        if said_by(one, "assistant") and REFUSAL.search(text) and _OTHER_WAY.search(text):
            return not any(write.at < at for write in reading.writes)
    return False


def _works_something_out(reading: Reading) -> bool:
    """The answer has a sum in it, or a figure that no response holds."""
    return bool(sums(reading.answer)) or bool(canons(reading.answer) - reading.held)


KINDS: Mapping[str, Callable[[Reading], bool]] = {
    "swapped_values": _tells(2),
    "wrong_record_value": _tells(1),
    "superseded_value": _corrected,
    "miscalculated": _works_something_out,
    "misread_unit": lambda reading: bool(told_amounts(reading.answer)),
    "overclaimed": lambda reading: _OF_ALL.search(reading.answer) is not None,
    "violated_constraint": _corrected,
    "overstepped_bound": _bounded,
    "missed_best": _bounded_best,
    "wrong_entity": lambda reading: bool(reading.writes),
    "wrong_amount": _rewritten,
    "ungrounded_value": _tells(1),
    "left_undone": lambda reading: _NEITHER_DONE.search(reading.answer) is not None,
    "skipped_check": _writes_at_once,
    "skipped_confirmation": _writes_unasked_back,
    "needless_handover": _hands_over,
    "premature_surrender": _stops_at_an_error,
    "fabrication_after_error": _mended,
    "wrong_cause": _stops_at_an_error,
    "other_record_accepted": _uses_what_it_asked_for,
    "repeated_write": _sent_again_after_a_look,
    "late_refusal": lambda reading: bool(reading.writes) and REFUSAL.search(reading.answer) is None,
    "misquoted_rule": _states_a_rule,
    "obeyed_injection": lambda reading: bool(reading.writes),
    "substituted_action": _offers_another,
    "uncalled_tool_cited": _names_its_tool,
}
"""Slug of the defect → whether a chosen is of the kind that mirrors it. ``private_data_leaked`` is missing: whose data
a response holds is in no message that could be read without the rules of its world."""
