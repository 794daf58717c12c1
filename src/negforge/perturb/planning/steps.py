"""Planning, steps: a read left out or made for nothing, a confirmation passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from negforge.checks.confirmation import confirmation, needs_yes
from negforge.checks.grounding import grounding
from negforge.checks.readings.phrases import AFFIRMATIVE
from negforge.checks.readings.tools import argument_leaves, failed, is_write, only_computes
from negforge.checks.readings.unread import was_read
from negforge.checks.readings.values import canons, key, values
from negforge.checks.repeats import repeats
from negforge.core.certificate import Finding
from negforge.core.defect import (
    CLAIM_WITHOUT_STEP,
    REDUNDANT_CALL,
    SKIPPED_CONFIRMATION,
)
from negforge.core.message import Message, ToolResponse, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.inventing import with_invented_values
from negforge.perturb.making import (
    answers_to,
    asked_again,
    delete,
    each,
    edited,
    feeds_a_call,
    gaps,
    insert_step,
    only_source,
    shuffled,
    stands_alone,
    step_like,
    taken_out,
    trajectory_steps,
    turn_start,
)
from negforge.perturb.rule import rule
from negforge.perturb.words import asks_and_hears

_CLOCK = re.compile(r"current_?(?:date_?)?time|date_?time|clock|(?:^|_)now(?:_|$)|random|uuid", re.IGNORECASE)


@rule(CLAIM_WITHOUT_STEP)
def remove_needed_step(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take a read out and let the answer give figures all the same: of the right form, but invented."""
    if grounding(task, chosen):
        return
    messages = chosen.messages
    for step in each(trajectory_steps(chosen), rng):
        if step.response is None or step.response_at is None or failed(step.response):
            continue
        if is_write(task, step.call.name) or only_computes(step.call.name) or not stands_alone(messages, step):
            continue
        sole = only_source(task, messages, step)
        if not sole or feeds_a_call(task, messages, step) or answers_to(task, messages, step):
            continue
        taken = delete(messages, taken_out(messages, step))
        if not _only_from(grounding(task, edited(chosen, taken)), sole):
            continue
        invented = with_invented_values(messages, step.response_at, sole, rng)
        if invented is not None and grounding(task, edited(chosen, (*taken, *invented))):
            yield Proposal((*taken, *invented), (("tool", step.call.name),))


@rule(REDUNDANT_CALL)
def repeat_successful_call(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Make a read again that had succeeded, with nothing changed in between."""
    if repeats(task, chosen):
        return
    messages = chosen.messages
    free = gaps(messages)
    for step in each(trajectory_steps(chosen), rng):
        if step.response is None or step.response_at is None or failed(step.response):
            continue
        if is_write(task, step.call.name) or only_computes(step.call.name) or step.call.requestor != "assistant":
            continue
        same = asked_again(step.response, rng)
        if same is None or _CLOCK.search(step.call.name):
            continue
        later = [at for at in free if at > step.response_at and turn_start(messages, at) <= step.at]
        for at in (*shuffled(later[1:], rng), *later[:1]):  # some steps later rather than back to back
            if at == len(messages) or not isinstance(messages[at - 1], ToolResponse):
                continue  # after its last words of a turn the agent waits for the user
            edits = insert_step(at, step_like(messages, step.call.name, step.call.arguments, same, rng))
            if repeats(task, edited(chosen, edits)):
                yield Proposal(edits, (("tool", step.call.name),))
                break


@rule(SKIPPED_CONFIRMATION)
def skip_confirmation(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take the question and the user's yes out, and make the write all the same."""
    if confirmation(task, chosen):
        return
    messages = chosen.messages
    for step in each(trajectory_steps(chosen), rng):
        if step.at < 3 or not needs_yes(task, step) or failed(step.response):
            continue
        agreed = messages[step.at - 1]
        if not asks_and_hears(messages, step.at - 2) or not _mere_yes(agreed, step.call.arguments):
            continue
        edits = delete(messages, [step.at - 2, step.at - 1])
        if confirmation(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name),))


def _only_from(findings: Sequence[Finding], sole: frozenset[str]) -> bool:
    """Whether every value that has lost its ground was the step's own, and none computed from them."""
    if not was_read(findings):
        return False
    quoted = [value for finding in findings for value in values(finding.evidence[0].quote)]
    return bool(quoted) and all(key(value) in sole for value in quoted)


def _mere_yes(message: Message, arguments: str) -> bool:
    """A short yes that brings no value with it, and no word that the call is then made with."""
    text = text_of(message)
    if AFFIRMATIVE.search(text) is None or len(text.split()) > 10 or canons(text):
        return False
    leaves = " ".join(str(leaf) for _, leaf in argument_leaves(arguments)).lower()
    called_with = set(re.findall(r"[^\W_]{3,}", leaves))
    return not called_with & set(re.findall(r"[^\W_]{3,}", text.lower()))
