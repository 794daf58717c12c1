"""Targets: a write goes to the thing that the user spoke of, not to another of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from negforge.checks.readings.aims import aims, leaf_texts
from negforge.checks.readings.choosing import INTRODUCES, picks_otherwise
from negforge.checks.readings.phrases import AFFIRMATIVE, sentences
from negforge.checks.readings.things import Thing, names_in, quoted, spoken
from negforge.checks.readings.tools import Step, own_writes
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, ToolResponse, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "targets"
_MOST_OF_A_KIND = 200


@dataclass(frozen=True, slots=True)
class _Topic:
    """The sentence that says which thing is meant: ``at``: the place of its message; ``words``: the names, ids and
    values that it speaks."""

    at: int
    words: frozenset[str]


def targets(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A write that succeeded and names a thing by its id, while the words that say which is meant (the user's last that
    tell things of this kind apart, or the assistant's to which the user then said yes) name another, which no write
    of the run names; and nothing that the user ever said fits the thing written to and not that other one. Let pass:
    picks that hang on more than names (by rank, by a span, as the one that is not meant), and further writes to a thing
    that was written to before."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages):
        return blind
    writes = own_writes(task, trajectory)
    written = leaf_texts(writes)
    found: list[Finding] = []
    before: set[str] = set()
    for step in writes:
        found.extend(_objections(messages, step, written, before))
        before |= leaf_texts([step])
    return tuple(found)


def _objections(
    messages: Sequence[Message], step: Step, written: frozenset[str], before: Set[str]
) -> Iterator[Finding]:
    met = [text_of(message) for message in messages[: step.at] if isinstance(message, ToolResponse)]
    for aim in aims(step, met, before):
        if len(aim.same) > _MOST_OF_A_KIND:
            continue
        topic = _topic(messages, step.at, aim.same, aim.content)
        if topic is None:
            continue
        said = frozenset().union(*(spoken(text_of(m)) for m in messages[: step.at] if said_by(m, "user"))) - aim.content
        taken = aim.taken
        fitting = [other for other in aim.same.values() if other.id not in written and taken.said & said <= other.said]
        most = max((len(other.said & said) for other in fitting), default=0)
        meant = [other for other in fitting if len(other.said & said) == most]
        telling = frozenset.intersection(*(other.named for other in meant or [taken])) & topic.words - taken.said
        if telling:
            quotes = [quoted(text_of(messages[topic.at]), feature) for feature in sorted(telling)]
            yield _finding(messages, step, taken, meant, topic, quotes)


def _topic(
    messages: Sequence[Message], until: int, same: Mapping[str, Thing], content: frozenset[str]
) -> _Topic | None:
    """The last sentence before a place that tells these things apart, the user's or one that the user agreed to; None
    where a pick in it, or in what the user said since, hangs on more than names."""
    for at in range(until - 1, -1, -1):
        message = messages[at]
        if not said_by(message, "user"):
            continue
        if found := _telling(text_of(message), same, content):
            picks = picks_otherwise(found[0], text_of(message))
            return None if picks else _Topic(at, found[1])
        if picks_otherwise(text_of(message)):
            return None
        found = _telling(text_of(messages[at - 1]), same, content) if _offers(messages, at) else None
        if found:
            picks = picks_otherwise(text_of(messages[at - 1]))
            return None if picks else _Topic(at - 1, found[1])
    return None


def _offers(messages: Sequence[Message], at: int) -> bool:
    """Whether the user's words at a place are a yes to words of the assistant."""
    return at > 0 and said_by(messages[at - 1], "assistant") and AFFIRMATIVE.search(text_of(messages[at])) is not None


def _telling(text: str, same: Mapping[str, Thing], content: frozenset[str]) -> tuple[str, frozenset[str]] | None:
    """The last sentence of a text in which names, ids or values tell these things apart, and what they are."""
    ids = frozenset(name.lower() for name in same)
    for sentence in reversed(sentences(text)):
        said = INTRODUCES.sub("", sentence.text)
        words = (names_in(said) | spoken(said) & ids) - content
        if words and len({thing.named & words for thing in same.values()}) > 1:
            return sentence.text, words
    return None


def _finding(
    messages: Sequence[Message], step: Step, taken: Thing, meant: Sequence[Thing], topic: _Topic, quotes: Sequence[str]
) -> Finding:
    said, fits = ", ".join(quotes), " or ".join(other.id for other in meant[:3])
    says = f"{step.call.name} is made for {taken.id}; what was asked for ({said}) fits {fits} and not {taken.id}."
    met = [at for at, message in enumerate(messages[: step.at]) if isinstance(message, ToolResponse)]
    shows = [
        Evidence(next(at for at in met if thing.id in text_of(messages[at])), thing.id) for thing in (meant[0], taken)
    ]
    asked = (Evidence(topic.at, quote) for quote in quotes[:3])
    return Finding(CHECK, says, (Evidence(step.at, taken.id), *asked, *shows), constraints=len(quotes))
