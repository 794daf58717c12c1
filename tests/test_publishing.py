"""Publishing: what a stranger reads of a pair, whichever pair was read before it."""

from __future__ import annotations

from dataclasses import replace

from negforge.core.edit import Edit
from negforge.core.message import Message, published, say, text_of
from negforge.core.pair import Pair
from negforge.core.trajectory import Trajectory
from negforge.pipeline.pairs.publishing import Publisher, republished
from tests.validate.examples import CHOSEN, FARES, SWAPPED, call, pair_of

RULES = replace(FARES, policy="Tell no fare that was not looked up.")
CHANGED = Edit(0, CHOSEN[0], call("c1", "R3"))
LATER = Edit(5, None, say("system", "The day is over."))


def shown_of(pair: Pair) -> tuple[object, ...]:
    sides = (pair.chosen.messages, pair.rejected.messages)
    opening: tuple[Message, ...] = tuple(map(published, pair.task.opening))
    return pair.task.policy, opening, pair.task.tools, *(tuple(map(published, side)) for side in sides)


def test_a_pair_is_read_alike_alone_and_after_others() -> None:
    pairs = [pair_of((edit,), task=task) for task in (RULES, FARES) for edit in (SWAPPED, CHANGED, LATER)]
    pairs += [replace(one, chosen=Trajectory(one.chosen.messages)) for one in pairs]
    publisher = Publisher()
    for pair in (*pairs, *reversed(pairs)):
        assert shown_of(publisher.republished(pair)) == shown_of(republished(pair))


def test_the_policy_is_read_from_in_front_of_the_first_words() -> None:
    public = Publisher().republished(pair_of(task=RULES))
    assert public.task.policy == RULES.policy
    assert public.task.opening[0].parts == FARES.opening[0].parts  # type: ignore[union-attr]


def test_the_policy_is_read_where_the_assistant_greets_first() -> None:
    greeted = replace(RULES, opening=(say("assistant", "Hello, what can I do?"), *RULES.opening))
    public = Publisher().republished(pair_of(task=greeted))
    assert public.task.policy == RULES.policy
    assert [text_of(one) for one in public.task.opening] == [text_of(one) for one in greeted.opening]
    assert len(public.chosen.messages) == len(CHOSEN)
