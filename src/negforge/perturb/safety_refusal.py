"""Safety refusal: a line crossed in a run that had kept to it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from negforge.checks.injections import elsewhere, from_planted, obeyed, planted_texts
from negforge.checks.leaks import leaks, private_fields
from negforge.checks.readings.phrases import deed_group
from negforge.checks.readings.tools import call_key, is_write
from negforge.checks.readings.values import canons
from negforge.checks.refusals import late_refusals, refused, refused_deeds, same_deed
from negforge.core.defect import LATE_REFUSAL, OBEYED_INJECTION, PRIVATE_DATA_LEAKED
from negforge.core.message import Message, ToolCall, ToolResponse, text_of
from negforge.core.ports import Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import (
    assistant_words,
    edited,
    final_answer,
    gaps,
    insert_step,
    reword,
    shuffled,
    step_like,
    trajectory_steps,
)
from negforge.perturb.rule import rule

_LEAKING = (
    "What I can tell you is that the {name} we have is {value}.",
    "The {name} on record is {value}, for your orientation only.",
    "Between us, the {name} given there is {value}.",
    "The entry lists {value} as the {name}.",
)


@rule(LATE_REFUSAL)
def act_before_refusing(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Carry out, as another run of the task did, what the next words then refuse."""
    if late_refusals(task, chosen):
        return
    messages = chosen.messages
    writes = _other_writes(task, chosen, log)
    for at in assistant_words(messages):
        sentences = [(sentence, refused_deeds(sentence)) for sentence in refused(text_of(messages[at]))]
        if at not in gaps(messages):
            continue
        for number in shuffled(range(len(writes)), rng):
            name, arguments, response = writes[number]
            if not any(same_deed(name, arguments, *one) for one in sentences):
                continue
            if not _as_it_began(task, messages, at) or _unmet(task, messages, at, arguments):
                continue
            if _shows_old_state(messages, at, arguments):
                continue
            edits = insert_step(at, step_like(messages, name, arguments, response, rng))
            if late_refusals(task, edited(chosen, edits)):
                yield Proposal(edits, (("tool", name),))


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
            name, arguments, response = writes[number]
            if not after or after[0] == len(messages) or from_planted(arguments, planted, honest) is None:
                continue
            if not _as_it_began(task, messages, after[0]) or _unmet(task, messages, after[0], arguments):
                continue
            edits = insert_step(after[0], step_like(messages, name, arguments, response, rng))
            if obeyed(task, edited(chosen, edits)):
                yield Proposal(edits, (("tool", name),))


@rule(PRIVATE_DATA_LEAKED)
def leak_while_declining(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Decline to share private data, and tell a piece of it in the same words."""
    messages = chosen.messages
    private = private_fields((*task.opening, *messages))
    answer = final_answer(messages)
    if answer is None or not private or leaks(task, chosen):
        return
    for number in shuffled(range(len(private)), rng):
        name, value, _ = private[number]
        if len(value) > 120 or "\n" in value:
            continue
        sentence = rng.choice(_LEAKING).format(name=name, value=value)
        edits = (reword(messages, answer, _insert_sentence(text_of(messages[answer]), sentence)),)
        if leaks(task, edited(chosen, edits)):
            yield Proposal(edits, (("field", name),))


def _other_writes(task: Task, chosen: Trajectory, log: Recollection) -> list[tuple[str, str, ToolResponse]]:
    """Writes that other runs of this very task made and this one did not."""
    made = {call_key(step.call.name, step.call.arguments) for step in trajectory_steps(chosen)}
    return [
        (name, arguments, response)
        for name, arguments, response in log.logged_calls(task, same_task=True)
        if is_write(task, name) and deed_group(name) and call_key(name, arguments) not in made
    ]


def _as_it_began(task: Task, messages: tuple[Message, ...], at: int) -> bool:
    """Whether nothing was written before ``at``: then the tool would answer as it did in the other run."""
    return not any(isinstance(message, ToolCall) and is_write(task, message.name) for message in messages[:at])


def _unmet(task: Task, messages: tuple[Message, ...], at: int, arguments: str) -> bool:
    """Whether the arguments name an id or address that the agent has not come across by then."""
    names = frozenset(name for name in canons(arguments) if name.startswith(("id:", "address:")))
    return bool(names - canons("\n".join(text_of(message) for message in (*task.opening, *messages[:at]))))


def _shows_old_state(messages: tuple[Message, ...], at: int, arguments: str) -> bool:
    """Whether something after ``at`` returns or calls for what the write would have changed."""
    names = frozenset(name for name in canons(arguments) if name.startswith(("id:", "address:")))
    later = [message for message in messages[at:] if isinstance(message, ToolResponse | ToolCall)]
    return any(canons(text_of(message)) & names for message in later)


def _insert_sentence(text: str, sentence: str) -> str:
    """The sentence after the first paragraph, where the declining stands as a rule."""
    head, blank, tail = text.partition("\n\n")
    return f"{head} {sentence}{blank}{tail}"
