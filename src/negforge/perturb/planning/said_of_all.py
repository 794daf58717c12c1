"""Planning: what was read of a part is told as if it were all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from random import Random

from negforge.agents.counterfactual import WorldRun
from negforge.agents.voices.wholes import of_all, whole, without_limit
from negforge.checks.overclaims import counts_all, overclaims
from negforge.checks.readings.phrases import sentences
from negforge.checks.readings.scopes import Listing, listings
from negforge.checks.readings.tools import failed, is_write
from negforge.core.defect import OVERCLAIMED
from negforge.core.edit import Edit
from negforge.core.message import Message, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.perturb.adding import with_sentence
from negforge.perturb.making import (
    assistant_words,
    edited,
    final_answer,
    reword,
    shuffled,
    trajectory_steps,
    turn_start,
)
from negforge.perturb.otherwise import as_proposal, caught_slips, wrong_turns
from negforge.perturb.rule import rule
from negforge.perturb.words import no_call_follows, tells_of


@rule(OVERCLAIMED)
def drop_the_limit(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Tell how many there are in all without the words that say of which only."""
    messages = chosen.messages
    if overclaims(task, chosen):
        return
    for at in assistant_words(messages):
        text = text_of(messages[at])
        if not no_call_follows(messages, at):
            continue
        for listing in _read(task, messages, turn_start(messages, at), at):
            for sentence in sentences(text):
                wider = without_limit(sentence.text, listing)
                if wider is None or listing.noun[:5] not in sentence.text:
                    continue
                edits = (reword(messages, at, text[: sentence.start] + wider + text[sentence.end :]),)
                if overclaims(task, edited(chosen, edits)):
                    yield Proposal(edits, (("list", listing.noun),))


@rule(OVERCLAIMED)
def say_it_of_all(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Let the answer give the rows that were asked for, or the first of them, as all there are."""
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or overclaims(task, chosen) or counts_all(text_of(messages[answer])):
        return
    found = _told(task, messages, answer)
    for number in shuffled(range(len(found)), rng):
        edits = _summed_up(messages, answer, found[number], rng)
        if edits is not None and overclaims(task, edited(chosen, (edits,))):
            yield Proposal((edits,), (("list", found[number].noun),))


@rule(OVERCLAIMED, suffix="replay")
def count_the_first_page(task: Task, chosen: Trajectory, rng: Random, run: WorldRun) -> Iterator[Proposal]:
    """Go on with the first page, or with a list that says that it is a part, and give its rows as all there are."""
    turns = wrong_turns(run, rng, "more", "trust", "caveat")
    slips = ((fork, slip) for fork, slip in turns if fork.kind != "caveat" or fork.about == "partial")
    for fork, other in caught_slips(task, chosen, run, overclaims, slips, partial(_counted, task, rng)):
        yield as_proposal(chosen, other, (("fork", fork.kind), ("about", fork.about)))


def _counted(task: Task, rng: Random, run: Trajectory) -> Trajectory:
    """The run with the rows of a part given as all there are in its answer, where it does not do so itself."""
    answer = final_answer(run.messages)
    if answer is None or overclaims(task, run):
        return run
    found = _read(task, run.messages, turn_start(run.messages, answer), answer)
    edits = [_summed_up(run.messages, answer, one, rng) for one in found if not one.whole]
    return next((edited(run, (edit,)) for edit in edits if edit is not None), run)


def _told(task: Task, messages: Sequence[Message], answer: int) -> list[Listing]:
    """The lists of the answer's turn of which it tells something, where nothing was written since."""
    start = turn_start(messages, answer)
    writes = [s.at for s in trajectory_steps(Trajectory(tuple(messages[:answer]))) if is_write(task, s.call.name)]
    since = max([start, *writes])
    words = text_of(messages[answer])
    read = _read(task, messages, start, answer)
    return [one for one in read if one.at > since and tells_of(words, text_of(messages[one.at]))]


def _summed_up(messages: Sequence[Message], answer: int, listing: Listing, rng: Random) -> Edit | None:
    limited = whole(listing, rng) if not listing.whole else None
    words = of_all(listing, rng) if limited is None else limited.text
    return None if words is None else reword(messages, answer, with_sentence(text_of(messages[answer]), words))


def _read(task: Task, messages: Sequence[Message], start: int, answer: int) -> tuple[Listing, ...]:
    """The lists that reads of these messages gave."""
    steps = [step for step in trajectory_steps(Trajectory(tuple(messages[:answer]))) if step.at >= start]
    return listings([s for s in steps if not failed(s.response) and not is_write(task, s.call.name)])
