"""Aims: which of the things that responses showed a call is made for, and what it carries beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from negforge.checks.readings.things import Thing, known_things, spoken
from negforge.checks.readings.tools import Step, argument_leaves


@dataclass(frozen=True, slots=True)
class Aim:
    """``taken``: the thing that a call names by its id. ``same``: by id, all that were met of its kind, two or more,
    this one among them. ``content``: what the rest of the call carries: words and values that say what to write, not
    where."""

    taken: Thing
    same: Mapping[str, Thing]
    content: frozenset[str]


def aims(step: Step, met: Sequence[str], before: Set[str]) -> Iterator[Aim]:
    """The aims of a call, given the texts of the responses before it; but for what ``before`` holds already."""
    for path, leaf in argument_leaves(step.call.arguments):
        same = known_things(met, leaf) if isinstance(leaf, str) and len(leaf) >= 3 and leaf not in before else {}
        if len(same) >= 2:
            yield Aim(same[str(leaf)], same, _content(step, path))


def leaf_texts(steps: Iterable[Step]) -> frozenset[str]:
    """All that some calls carry, as texts."""
    return frozenset(str(leaf) for step in steps for _, leaf in argument_leaves(step.call.arguments))


def _content(step: Step, path: tuple[str | int, ...]) -> frozenset[str]:
    rest = (str(leaf) for other, leaf in argument_leaves(step.call.arguments) if other != path)
    return frozenset().union(*(spoken(text) for text in rest))
