"""Robust recovery: another record is accepted; another reason is given."""

from __future__ import annotations

import pytest

from negforge.perturb.robust_recovery.other_records import accept_other_record
from negforge.perturb.robust_recovery.wrong_causes import give_another_reason
from tests.build import assistant, call, conversation, response, user
from tests.perturb.playing import replayed
from tests.perturb.proving import Conversation, proposals, proposed, words_of

ASK = user("What does R1 cost?")
LATE = (call("get_fare", {"train": "R1"}), response({"error": "timeout"}))
TOLD = "I could not look it up: each try ended in timeout. It is open."


def test_the_same_agent_goes_on_with_another_record_in_its_world() -> None:
    chosen, others = replayed(accept_other_record, "tracker:approve_what_was_tested:single_easy:0:wrong_record")
    assert all(len(other.messages) < len(chosen.messages) for other in others)
    assert replayed(accept_other_record, "tracker:approve_what_was_tested:single_easy:0", some=False)[1] == []


def test_the_reason_of_a_failure_is_exchanged() -> None:
    (only,) = proposed(give_another_reason, conversation(ASK, *LATE, assistant(TOLD)))
    assert words_of(only, 2) == "I could not look it up: each try ended in service unavailable. It is open."


def test_a_reason_takes_the_form_of_the_one_it_replaces() -> None:
    asked = conversation(ASK, *LATE, assistant("A timeout kept me from it: I was unable to look."))
    found = [words_of(one, 2) for one in proposed(give_another_reason, asked)]
    assert "An outage kept me from it: I was unable to look." in found


@pytest.mark.parametrize(
    "held_back",
    [
        conversation(ASK, *LATE, assistant("I could not look it up.")),
        conversation(ASK, *LATE, assistant(TOLD), user("And now?"), assistant("The same.")),
        conversation(ASK, call("get_fare"), response({"fare": 31.5}), assistant("31.50; there was no timeout.")),
        conversation(ASK, *LATE),
    ],
    ids=["no reason is given", "the user replies", "nothing failed", "no answer"],
)
def test_without_a_reason_there_is_none_to_exchange(held_back: Conversation) -> None:
    assert proposals(give_another_reason, held_back) == []
