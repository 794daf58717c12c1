"""Planning, writes: one claimed and not made, made and not asked for, or passed on to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from negforge.checks.claims import claimed_deeds
from negforge.checks.handover import handovers, offer_agreed_to
from negforge.checks.readings.phrases import PAST, deed_group, object_words, sentences
from negforge.checks.readings.tools import Step, argument_leaves, is_handover, is_write, succeeded
from negforge.checks.readings.values import canons
from negforge.checks.unasked import unasked
from negforge.core.defect import (
    NEEDLESS_HANDOVER,
    UNASKED_WRITE,
    WRITE_CLAIMED_NOT_MADE,
)
from negforge.core.edit import Edit
from negforge.core.json_text import parse_object
from negforge.core.message import Message, Text, ToolCall, ToolResponse, text_of
from negforge.core.ports import LoggedCall, Proposal, Recollection
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import (
    TRIES,
    as_word,
    delete,
    each,
    edited,
    final_answer,
    gaps,
    insert_step,
    reword,
    shuffled,
    stands_alone,
    step_like,
    taken_out,
    trajectory_steps,
    written_like,
)
from negforge.perturb.rule import rule

_REPORTS = ("I've also", "I have also", "I've already", "In addition, I have", "Besides that, I have")
_FOR_YOU = (" to your account", "", " in your name")
_SUMMARIES = (
    "The user wants to",
    "The customer has confirmed that they want to",
    "User asks to",
    "The user would like to",
)


@rule(WRITE_CLAIMED_NOT_MADE)
def claim_write_not_made(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take a write out and leave the words that report it as done."""
    if claimed_deeds(task, chosen):
        return
    messages = chosen.messages
    for step in each(trajectory_steps(chosen), rng):
        if not succeeded(step):
            continue
        if not is_write(task, step.call.name) or not stands_alone(messages, step) or _seen_later(messages, step):
            continue
        edits = delete(messages, taken_out(messages, step))
        if claimed_deeds(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name),))


@rule(UNASKED_WRITE)
def add_unasked_write(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Carry out a write nobody asked for, with the response the log knows, and report it as if asked for."""
    if unasked(task, chosen):
        return
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or answer not in gaps(messages) or len(text_of(messages[answer])) < 120:
        return
    for call in _writes_for(task, chosen, log, rng):
        sentence = _report(call, rng)
        if sentence is None:
            continue
        step = step_like(messages, call.name, call.arguments, call.response, rng)
        edits = (*insert_step(answer, step), reword(messages, answer, _slip_in(text_of(messages[answer]), sentence)))
        if unasked(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", call.name),))


@rule(NEEDLESS_HANDOVER)
def hand_over_needlessly(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """End the run by handing over to a person, where the user had just agreed to what the agent offered to do."""
    if handovers(task, chosen):
        return
    messages = chosen.messages
    replies = _handover_replies(task, log)
    for step in each(trajectory_steps(chosen), rng):
        if not replies or not is_write(task, step.call.name) or step.at not in gaps(messages):
            continue
        if step.response_at != step.at + 1:
            continue
        if offer_agreed_to((*task.opening, *messages), len(task.opening) + step.at) is None:
            continue
        name, parameter, response = replies[rng.randrange(len(replies))]
        wish = _wish(step)
        if wish is None:
            continue
        summary = written_like({parameter: f"{rng.choice(_SUMMARIES)} {wish}."}, step.call.arguments)
        handed_over = step_like(messages, name, summary, response, rng)
        edits = (
            Edit(step.at, messages[step.at], handed_over[0]),
            Edit(step.at + 1, messages[step.at + 1], handed_over[1]),
            *delete(messages, range(step.at + 2, len(messages))),
        )
        if handovers(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name),))


def _wish(step: Step) -> str | None:
    """What a write would have done, in a few words: its deed, its object and the id that it names."""
    verb, nouns = _deed(step.call.name)
    leaves = ((str(path[-1]).lower(), str(leaf)) for path, leaf in argument_leaves(step.call.arguments))
    named = [leaf for name, leaf in leaves if name.endswith("id") and name.split("_")[0][:4] in nouns]
    return f"{verb} the {nouns} {named[0] if named else ''}".rstrip() if verb and nouns else None


def _deed(name: str) -> tuple[str | None, str]:
    """The verb that a tool is named for, where it has a past, and the words for its object."""
    verb = next((word for word in re.findall(r"[a-z]+", name.lower()) if word in PAST), None)
    return verb, " ".join(object_words(name))


def _handover_replies(task: Task, log: Recollection) -> list[tuple[str, str, ToolResponse]]:
    """(tool, its one parameter, reply) of tools that hand over and answer every logged call alike."""
    found: dict[str, tuple[str, str, ToolResponse]] = {}
    for call in log.explained_writes(task):
        paths = [path for path, _ in argument_leaves(call.arguments)]
        if is_handover(task, call.name) and len(paths) == 1 and len(paths[0]) == 1:
            found.setdefault(call.name, (call.name, str(paths[0][0]), call.response))
    return list(found.values())


def _seen_later(messages: tuple[Message, ...], step: Step) -> bool:
    """Whether a later message of a tool shows that the write was made: it names what the write's arguments name, or
    what only its response named; or a response returns what was written and was in none before."""
    assert step.response is not None and step.response_at is not None
    earlier = canons(*(text_of(m) for m in messages[: step.at]))
    names = canons(step.call.arguments) | (canons(text_of(step.response)) - earlier)
    names = frozenset(name for name in names if name.startswith(("id:", "address:")))
    answered = "\n".join(text_of(m) for m in messages[: step.at] if isinstance(m, ToolResponse)).lower()
    written = {str(leaf).lower() for _, leaf in argument_leaves(step.call.arguments) if len(str(leaf)) >= 2}
    for message in messages[step.response_at + 1 :]:
        if isinstance(message, ToolResponse | ToolCall) and canons(text_of(message)) & names:
            return True
        text = text_of(message).lower()
        if isinstance(message, ToolResponse) and any(as_word(w, text) and not as_word(w, answered) for w in written):
            return True
    return False


def _writes_for(task: Task, chosen: Trajectory, log: Recollection, rng: Random) -> Iterator[LoggedCall]:
    """Writes of other runs whose response follows from the arguments, with this run's subject put in their place."""
    made = {step.call.name for step in trajectory_steps(chosen)}
    writes = [c for c in log.explained_writes(task) if deed_group(c.name) and c.name not in made]
    met = canons(*(text_of(message) for message in (*task.opening, *chosen.messages)))
    for number in shuffled(range(len(writes)), rng)[:TRIES]:
        moved = _moved(writes[number], _subject(chosen, writes[number]))
        unmet = canons(moved.arguments) - met if moved is not None else frozenset()
        if moved is not None and not any(name.startswith(("id:", "address:")) for name in unmet):
            yield moved


def _subject(chosen: Trajectory, call: LoggedCall) -> tuple[str, str] | None:
    """(parameter, value) of an id that this run passes under the name of one of the call's parameters."""
    names = [path[-1] for path, _ in argument_leaves(call.arguments)]
    for step in trajectory_steps(chosen):
        for path, leaf in argument_leaves(step.call.arguments):
            if path[-1] in names and isinstance(leaf, str) and str(path[-1]).endswith("id"):
                return str(path[-1]), leaf
    return None


def _moved(call: LoggedCall, subject: tuple[str, str] | None) -> LoggedCall | None:
    """The call and its reply with this run's subject in the place of the logged one."""
    given = parse_object(call.arguments)
    if subject is None or given is None or not isinstance(given.get(subject[0]), str):
        return None
    was, reply = str(given[subject[0]]), text_of(call.response)
    if was not in reply and len(argument_leaves(call.arguments)) > 1:
        return None
    given[subject[0]] = subject[1]
    moved = re.sub(rf"(?<!\w){re.escape(was)}(?!\w)", lambda _: subject[1], reply)
    said = ToolResponse(call.response.call_id, call.response.name, (Text(moved),), call.response.is_error)
    return LoggedCall(call.name, written_like(given, call.arguments), said)


def _report(call: LoggedCall, rng: Random) -> str | None:
    """A sentence that tells of the write as of a thing that was wanted."""
    verb, nouns = _deed(call.name)
    if verb is None or not nouns:
        return None
    leaves = [(path, leaf) for path, leaf in argument_leaves(call.arguments) if not isinstance(leaf, bool)]
    figures = [str(leaf) for _, leaf in leaves if isinstance(leaf, int | float)]
    detail = f" for {figures[0]}" if figures else ""
    article = "an" if nouns[0] in "aeiou" else "a"
    return f"{rng.choice(_REPORTS)} {PAST[verb]} {article} {nouns}{detail}{rng.choice(_FOR_YOU)}."


def _slip_in(text: str, sentence: str) -> str:
    """The sentence after the first paragraph, or the first sentence where there is only one."""
    head, blank, tail = text.partition("\n\n")
    if blank and not head.rstrip().endswith(":"):
        return f"{head} {sentence}{blank}{tail}"
    first = sentences(text)[0]
    if first.end < len(text) and not first.text.rstrip().endswith(":"):
        return f"{text[: first.end].rstrip()} {sentence} {text[first.end :].lstrip()}"
    return f"{text} {sentence}"
