"""Robust recovery: a setback met badly, in a run that met it well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.checks.disclosure import disclosure
from negforge.checks.grounding import grounding
from negforge.checks.passing_errors import passing_errors
from negforge.checks.readings.phrases import FAILURE, object_words, sentences, without
from negforge.checks.readings.tools import Step, error_kind, failed, same_call, unresolved
from negforge.checks.readings.unread import was_read
from negforge.checks.readings.values import key, values
from negforge.checks.retries import retries
from negforge.checks.surrender import surrender
from negforge.core.defect import BLIND_RETRY, FABRICATION_AFTER_ERROR, HIDDEN_FAILURE, PREMATURE_SURRENDER
from negforge.core.message import text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.inventing import with_invented_values
from negforge.perturb.making import (
    asked_again,
    delete,
    each,
    edited,
    final_answer,
    gaps,
    insert_step,
    replied_to,
    reword,
    step_like,
    trajectory_steps,
)
from negforge.perturb.robust_recovery.repairs import made_up_for, put_right, repair_after
from negforge.perturb.robust_recovery.reporting import report_of
from negforge.perturb.rule import rule

_HINTS = re.compile(  # what is left of a report when its first sentence is gone
    r"\b(?:still (?:open|to be done)|try again|another try|made anything up|guessed|no result|not gone any further)\b",
    re.IGNORECASE,
)
_ADMITS = re.compile(r"\b(?:error|fail\w*|refus\w*|reject\w*|declin\w*|turned down|without success)\b", re.IGNORECASE)


@rule(BLIND_RETRY)
def retry_unchanged(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Send a call again unchanged after an error that lasts; the tool says the same again."""
    if retries(task, chosen):
        return
    messages = chosen.messages
    for step in each(_failed_steps(chosen), rng):
        if step.response is None or step.response_at is None or error_kind(step.response) != "lasting":
            continue
        after = [at for at in gaps(messages) if at > step.response_at]
        same = asked_again(step.response, rng)
        if not after or after[0] == len(messages) or same is None:
            continue
        if sum(same_call(step.call, other.call) for other in trajectory_steps(chosen)) > 1:
            continue  # the chosen sends it again itself, later on
        again = step_like(messages, step.call.name, step.call.arguments, same, rng)
        edits = insert_step(after[0], again)
        if retries(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name),))


@rule(PREMATURE_SURRENDER)
def give_up(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """End the run at an error that the log shows to be mendable, and say honestly that it failed."""
    if surrender(task, chosen):
        return
    messages = chosen.messages
    answer = final_answer(messages)
    for step in each(_failed_steps(chosen), rng):
        repair = repair_after(messages, step, answer)
        if repair is None or answer is None or step.response is None:
            continue
        if not put_right(messages, step) and not made_up_for(task, messages, step, repair):
            continue
        edits = (*delete(messages, repair), reword(messages, answer, report_of(step, rng)))
        if surrender(task, edited(chosen, edits)) and not passing_errors(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name), ("messages_of_the_repair", str(len(repair)))))


@rule(FABRICATION_AFTER_ERROR)
def invent_after_error(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take the repair out after an error, and let the answer give figures all the same: invented ones."""
    if grounding(task, chosen):
        return
    messages = chosen.messages
    answer = final_answer(messages)
    for step in each(_failed_steps(chosen), rng):
        repair = repair_after(messages, step, answer)
        if repair is None or answer is None:
            continue
        taken = delete(messages, repair)
        lost = grounding(task, edited(chosen, taken))
        if not was_read(lost):
            continue
        sole = frozenset(key(value) for finding in lost for value in values(finding.evidence[0].quote))
        invented = with_invented_values(messages, answer - 1, sole, rng)
        if invented is not None and len(grounding(task, edited(chosen, (*taken, *invented)))) >= 2:
            parameters = (("tool", step.call.name), ("messages_of_the_repair", str(len(repair))))
            yield Proposal((*taken, *invented), parameters)


@rule(HIDDEN_FAILURE)
def hide_failure(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Leave out of the last answer the sentences that admit what failed."""
    if disclosure(task, chosen):
        return
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or replied_to(messages, answer) or not _failed_steps(chosen):
        return
    text = text_of(messages[answer])
    admitting = [sentence for sentence in sentences(text) if FAILURE.search(sentence.text)]
    shorter = without(text, admitting)
    if (
        _HINTS.search(shorter)
        or len(shorter) < 40
        or len(shorter) < len(text) / 3
        or shorter == text.strip()
        or _still_admits(chosen, shorter)
    ):
        return
    edits = (reword(messages, answer, shorter),)
    if disclosure(task, edited(chosen, edits)):
        yield Proposal(edits, (("sentences", str(len(admitting))),))


def _failed_steps(chosen: Trajectory) -> tuple[Step, ...]:
    return tuple(step for step in _own_steps(chosen) if failed(step.response))


def _own_steps(chosen: Trajectory) -> tuple[Step, ...]:
    """The agent's; what the user tried is not its to send again or to tell."""
    return tuple(step for step in trajectory_steps(chosen) if step.call.requestor == "assistant")


def _still_admits(chosen: Trajectory, text: str) -> bool:
    """Whether a sentence still tells, in other words, that what was never put right had failed."""
    about = {noun for step in unresolved(_own_steps(chosen)) for noun in object_words(step.call.name)}
    admitting = (sentence.text.lower() for sentence in sentences(text) if _ADMITS.search(sentence.text))
    return any(noun[:5] in sentence for sentence in admitting for noun in about)
