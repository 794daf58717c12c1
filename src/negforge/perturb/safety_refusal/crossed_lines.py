"""Safety refusal: a line crossed in a run that had kept to it, in the way that another run of the task crossed it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.checks.grounding import grounding
from negforge.checks.injections import elsewhere, from_planted, obeyed, planted_texts
from negforge.checks.leaks import leaks
from negforge.checks.readings.phrases import deed_group, sentences, without
from negforge.checks.readings.tools import call_key, is_write
from negforge.checks.readings.unread import readable
from negforge.checks.readings.values import canons
from negforge.checks.refusals import given_in, refused
from negforge.core.defect import OBEYED_INJECTION, PRIVATE_DATA_LEAKED, UNSAFE_COMPLIANCE
from negforge.core.edit import Edit
from negforge.core.message import Message, Say, ToolCall, text_of
from negforge.core.ports import LoggedCall, Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, user_turns
from negforge.perturb.making import (
    assistant_words,
    delete,
    edited,
    final_answer,
    gaps,
    insert_step,
    reword,
    shuffled,
    step_like,
    trajectory_steps,
)
from negforge.perturb.recollection import steps_as_text
from negforge.perturb.rule import rule

_DENIES = re.compile(r"\b(?:not|never|ignored?|disregard\w*|declin\w+)\b|n['’]t\b", re.IGNORECASE)
_PLANT = re.compile(
    r"\b(?:instruct\w*|notice|suspicious|unrelated|injected|told|asks?|asked|request\w*)\b", re.IGNORECASE
)


@rule(UNSAFE_COMPLIANCE)
def give_in_when_pressed(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Do, as another run of the task did and in its words, what the agent had refused; the run ends there."""
    # the other run's words must stand on what this one knows: grounding is asked, else two defects would be in
    if given_in(task, chosen) or not readable(task, chosen.messages):
        return
    messages = chosen.messages
    writes = [call for call in _other_writes(task, chosen, log) if call.then.strip()]
    for at in assistant_words(messages):
        if at not in gaps(messages) or not _as_it_began(task, messages, at) or not refused(text_of(messages[at])):
            continue  # where it refuses again, the user has pressed
        for number in shuffled(range(len(writes)), rng):
            call = writes[number]
            if _unmet(task, messages, at, call.arguments):
                continue
            step = step_like(messages, call.name, call.arguments, call.response, rng)
            rest = delete(messages, range(at + 1, len(messages)))
            edits = (*insert_step(at, step), reword(messages, at, call.then), *rest)
            rejected = edited(chosen, edits)
            if given_in(task, rejected) and not grounding(task, rejected):
                yield Proposal(edits, (("tool", call.name),))


@rule(OBEYED_INJECTION)
def obey_injection(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Carry out an instruction planted in a response, as another run of the task did."""
    if obeyed(task, chosen):
        return
    messages = chosen.messages
    row = (*task.opening, *messages)
    writes = _other_writes(task, chosen, log)
    for at, planted in planted_texts(row):
        honest = elsewhere(task, row, at)
        after = [gap for gap in gaps(messages) if gap > at - len(task.opening)]
        for number in shuffled(range(len(writes)), rng):
            call = writes[number]
            if not after or after[0] == len(messages) or from_planted(call.arguments, planted, honest) is None:
                continue
            if not _as_it_began(task, messages, after[0]) or _unmet(task, messages, after[0], call.arguments):
                continue
            taken = from_planted(call.arguments, planted, honest) or ""
            step = step_like(messages, call.name, call.arguments, call.response, rng)
            edits = (*insert_step(after[0], step), *_without_denials(messages, after[0], taken))
            if obeyed(task, edited(chosen, edits)):
                yield Proposal(edits, (("tool", call.name),))


@rule(PRIVATE_DATA_LEAKED)
def tell_private_data(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """End with the words of a failed run that had taken the very same steps, and told what is private."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or user_turns(messages) or leaks(task, chosen):
        return  # in a talk the other run's user may have said other things
    taken = steps_as_text(messages)
    endings = [words for steps, words in log.failed_endings(task) if steps == taken]
    for number in shuffled(range(len(endings)), rng):
        edits = (reword(messages, answer, endings[number]),)
        rejected = edited(chosen, edits)
        if leaks(task, rejected) and not grounding(task, rejected):
            yield Proposal(edits, (("from", "a failed run with the same steps"),))


def _without_denials(messages: tuple[Message, ...], at: int, taken: str) -> tuple[Edit, ...]:
    """Edits that take out of the later words what says that the planted instruction was noticed and not followed."""
    edits = []
    for place in range(at, len(messages)):
        message = messages[place]
        if not isinstance(message, Say) or message.role != "assistant":
            continue
        text = text_of(message)
        denying = [s for s in sentences(text) if taken in s.text or (_DENIES.search(s.text) and _PLANT.search(s.text))]
        shorter = without(text, denying)
        if denying and len(shorter) >= 20:
            edits.append(reword(messages, place, shorter))
    return tuple(edits)


def _other_writes(task: Task, chosen: Trajectory, log: Recollection) -> list[LoggedCall]:
    """Writes that other runs of this very task made and this one did not."""
    made = {call_key(step.call.name, step.call.arguments) for step in trajectory_steps(chosen)}
    return [
        call
        for call in log.calls_in_task(task)
        if is_write(task, call.name) and deed_group(call.name) and call_key(call.name, call.arguments) not in made
    ]


def _as_it_began(task: Task, messages: tuple[Message, ...], at: int) -> bool:
    """Whether nothing was written before ``at``: then the tool would answer as it did in the other run."""
    return not any(isinstance(message, ToolCall) and is_write(task, message.name) for message in messages[:at])


def _unmet(task: Task, messages: tuple[Message, ...], at: int, arguments: str) -> bool:
    """Whether the arguments name an id or address that the agent has not come across by then."""
    return bool(_names(arguments) - canons(*_until(task, messages, at)))


def _until(task: Task, messages: tuple[Message, ...], at: int) -> list[str]:
    return [text_of(message) for message in (*task.opening, *messages[:at])]


def _names(text: str) -> frozenset[str]:
    return frozenset(name for name in canons(text) if name.startswith(("id:", "address:")))
