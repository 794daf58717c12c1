"""The recorded edits rebuild both sides, or the reason says where they do not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from negforge.core.edit import Edit, apply, diff
from negforge.core.message import Message, say
from negforge.core.pair import Neutral
from negforge.core.trajectory import Trajectory
from negforge.validate.faithful import faithful
from tests.validate.examples import CHOSEN, SWAPPED, pair_of

words = st.sampled_from([say("assistant", text) for text in "abcd"])
messages = st.lists(words, max_size=8)


def test_edits_that_rebuild_the_rejected_hold() -> None:
    assert faithful(pair_of()) is None


def test_a_stale_edit_says_where() -> None:
    stale = replace(SWAPPED, at=3)
    reason = faithful(replace(pair_of(), edits=(stale,)))
    assert reason is not None
    assert reason.startswith("rejected: edit at message 3: expects Say(")


def test_another_rejected_than_the_edits_give_is_refused() -> None:
    other = Trajectory((*CHOSEN[:4], say("assistant", "No idea.")))
    reason = "rejected: the edits give another message 4 than the pair records"
    assert faithful(replace(pair_of(), rejected=other)) == reason


def test_a_message_too_few_is_refused() -> None:
    reason = "rejected: the edits give 5 messages, the pair records 4"
    assert faithful(replace(pair_of(), rejected=Trajectory(CHOSEN[:4]))) == reason


def test_an_edited_pair_without_edits_is_refused_and_a_natural_one_is_not() -> None:
    bare = replace(pair_of(), edits=())
    assert faithful(bare) == "a pair of origin rule records no edits"
    assert faithful(replace(bare, origin="natural")) is None


def test_neutral_edits_are_taken_back_before_the_defect_goes_in() -> None:
    polite = say("assistant", "Here you are: R1 costs 31.50 and R2 costs 48.00.")
    on_chosen = (Edit(4, CHOSEN[4], polite), Edit(0, None, say("assistant", "One moment.")))
    on_rejected = (Edit(5, None, say("assistant", "Anything else?")),)
    pair = pair_of()
    mended = replace(
        pair,
        chosen=Trajectory(apply(CHOSEN, on_chosen)),
        rejected=Trajectory(apply(pair.rejected.messages, on_rejected)),
        neutral=Neutral(on_chosen, on_rejected),
    )
    assert faithful(mended) is None
    assert (faithful(replace(mended, chosen=pair.chosen)) or "").startswith("chosen (neutral edits): edit at message 0")
    assert (faithful(replace(mended, neutral=Neutral(on_chosen, ()))) or "").startswith("rejected: the edits give")


@given(messages, messages, messages, messages)
def test_every_pair_made_by_edits_is_faithful(
    base: list[Message], shown: list[Message], broken: list[Message], rejected: list[Message]
) -> None:
    neutral = Neutral(diff(base, shown), diff(broken, rejected))
    edits = diff(base, broken)
    made = replace(
        pair_of(), chosen=Trajectory(tuple(shown)), rejected=Trajectory(tuple(rejected)), edits=edits, neutral=neutral
    )
    nothing = not (edits or neutral.chosen or neutral.rejected)
    assert (faithful(made) is None) is not nothing
