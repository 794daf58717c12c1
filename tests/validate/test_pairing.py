"""Calls and responses of the rejected match, as far as those of the chosen do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.core.edit import Edit
from negforge.core.message import Message, ToolCall, say
from negforge.core.trajectory import Trajectory
from negforge.validate.pairing import mismatches, pairing
from tests.validate.examples import CHOSEN, call, pair_of, response

EXTRA = (Edit(4, None, call("c3", "R1")), Edit(4, None, response("c3", "31.50")))
UNDER_WAY = say("assistant", "Looking it up.")


def test_an_inserted_step_of_its_own_id_holds() -> None:
    assert pairing(pair_of(EXTRA)) is None


def test_a_removed_step_holds() -> None:
    assert pairing(pair_of((Edit(2, CHOSEN[2], None), Edit(3, CHOSEN[3], None)))) is None


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ((Edit(3, CHOSEN[3], None),), "message 3: call fare (c2) has no response"),
        ((Edit(2, CHOSEN[2], None),), "message 3: response fare (c2) answers no call before it"),
        ((EXTRA[1], EXTRA[0]), "message 6: call fare (c3) has no response"),
        ((EXTRA[0], EXTRA[1], EXTRA[1]), "message 7: response fare (c3) answers no call before it"),
        ((Edit(1, None, UNDER_WAY),), "message 3: response fare (c1) comes after the next reply"),
        ((Edit(3, None, say("user", "And?")),), "message 5: response fare (c2) comes after the next reply"),
        (
            (Edit(4, None, call("c1", "R3")), Edit(4, None, response("c1", "9.00"))),
            "message 5: call fare takes the call id c1, which an earlier call has",
        ),
        (
            (Edit(2, CHOSEN[2], call("c2", "R2", name="price")),),
            "message 4: response fare (c2) bears another name than its call",
        ),
        (
            (Edit(2, CHOSEN[2], call("c2", "R2", with_previous=True)),),
            "message 3: call fare (c2) is marked as one reply with the message before it, which is no such reply",
        ),
    ],
)
def test_a_new_mismatch_is_refused(edits: tuple[Edit, ...], reason: str) -> None:
    assert pairing(pair_of(edits)) == reason


def test_a_response_before_its_call_is_no_response() -> None:
    kinds = [one.oddity for one in mismatches((response("c1", "9.00"), call("c1", "R1")))]
    assert kinds == ["unanswered", "orphan"]


def test_parallel_calls_wait_for_each_other() -> None:
    parallel = (
        say("assistant", "I look up both."),
        call("c1", "R1", with_previous=True),
        call("c2", "R2", with_previous=True),
        response("c2", "48.00"),
        response("c1", "31.50"),
        CHOSEN[4],
    )
    assert not list(mismatches(parallel))
    alone = replace(parallel[2], with_previous=False)  # type: ignore[call-arg]
    late = [one.oddity for one in mismatches((*parallel[:2], alone, *parallel[3:]))]
    assert late == ["late"]


def test_a_call_cannot_join_the_reply_of_someone_else() -> None:
    by_user = ToolCall("u1", "fare", "{}", with_previous=True, requestor="user")
    assert [one.oddity for one in mismatches((UNDER_WAY, by_user, response("u1", "1")))] == ["adrift"]
    assert not list(mismatches((say("user", "I try it."), by_user, response("u1", "1"))))


def test_what_the_log_had_already_is_no_reason() -> None:
    odd = (response("c0", "0.00"), *CHOSEN, say("user", "Book R1."), call("c1", "R1"))
    answer = Edit(5, CHOSEN[4], say("assistant", "R1 costs 48.00."))
    other_call = Edit(7, odd[7], call("c1", "R2"))
    assert [one.oddity for one in mismatches(odd)] == ["unanswered", "orphan", "reused"]
    assert pairing(pair_of((answer, other_call), chosen=odd)) is None


def test_an_old_oddity_excuses_one_of_its_kind_only() -> None:
    odd = (response("c0", "0.00"), *CHOSEN)
    assert pairing(pair_of((Edit(0, None, odd[0]),), chosen=odd)) == (
        "message 2: response fare (c0) answers no call before it"
    )


pieces = st.one_of(
    st.sampled_from([say("user", "a"), say("assistant", "b"), say("system", "c")]),
    st.builds(call, st.sampled_from(["", "x", "y"]), st.just("R1"), with_previous=st.booleans()),
    st.builds(response, st.sampled_from(["", "x", "y"]), st.just("1"), st.sampled_from(["fare", "other", None])),
)


@given(st.lists(pieces, max_size=12))
def test_however_odd_a_log_is_it_matches_itself(messages: list[Message]) -> None:
    assert pairing(replace(pair_of(), chosen=Trajectory(tuple(messages)), rejected=Trajectory(tuple(messages)))) is None
