"""Robust recovery: the work ends at an error that one more try would have put right."""

from __future__ import annotations

import re

import pytest

from negforge.checks.readings.tools import failed
from negforge.core.edit import Edit
from negforge.core.message import ToolCall, ToolResponse, text_of
from negforge.perturb.robust_recovery.giving_up import (
    end_the_talk_at_error,
    give_up_on_passing_error,
    retry_lasting_error,
    stop_at_mendable_error,
    stop_before_trying_again,
)
from negforge.perturb.rule import Rule
from tests.build import assistant, call, conversation, response, user
from tests.perturb.playing import replayed
from tests.perturb.proving import Conversation, proposals, proposed, words_of

TOOLS = ["get_parcel"]
ASKED = user("When was the parcel SL-88624 weighed?")
LOOK = call("get_parcel", {"number": "SL-88624"})
LATE = response({"error": "timeout", "message": "no response within 20 s"})
FOUND = response({"weight": 3.42, "shelf": 417})
ANSWER = assistant("It weighs 3.42 kg and lies on shelf 417.")


def test_the_run_ends_at_the_timeout_and_says_so() -> None:
    asked = conversation(ASKED, LOOK, LATE, LOOK, FOUND, ANSWER, tools=TOOLS)
    (only,) = proposed(stop_before_trying_again, asked, also={"surrender"})
    messages = asked[1].messages
    assert only.edits[:2] == tuple(Edit(at, messages[at], None) for at in (2, 3))
    assert re.search(r"use get_parcel.*\"no response within 20 s\"", words_of(only, 4))


@pytest.mark.parametrize(
    "held_back",
    [
        conversation(ASKED, LOOK, response({"error": "not_found"}), LOOK, FOUND, ANSWER, tools=TOOLS),
        conversation(ASKED, LOOK, LATE, LOOK, LATE, assistant("I could not look it up: timeout."), tools=TOOLS),
        conversation(ASKED, LOOK, LATE, LOOK, FOUND, ANSWER, user("And now?"), ANSWER, tools=TOOLS),
        conversation(ASKED, LOOK, FOUND, ANSWER, tools=TOOLS),
    ],
    ids=["an error that stays", "the second try failed too", "the user goes on", "no error"],
)
def test_nothing_is_given_up_that_did_not_pass(held_back: Conversation) -> None:
    assert proposals(stop_before_trying_again, held_back) == []


@pytest.mark.parametrize(
    ("rule", "name", "also"),
    [
        (give_up_on_passing_error, "oncall:worst_of_a_team:single_easy:0:timeout", {"surrender"}),
        (give_up_on_passing_error, "library:which_edition:multi_easy:0:server_error", {"surrender"}),
        (stop_at_mendable_error, "library:from_another_library:multi_easy:0:lost_reply", set()),
    ],
)
def test_the_same_agent_stops_at_the_error_in_its_world(rule: Rule, name: str, also: set[str]) -> None:
    chosen, others = replayed(rule, name, also=also)
    for other in others:
        assert len(other.messages) < len(chosen.messages)
        last = [message for message in other.messages if isinstance(message, ToolResponse)][-1]
        assert failed(last) and "not" in text_of(other.messages[-1])


def test_what_lasts_is_sent_again_in_its_world() -> None:
    chosen, others = replayed(retry_lasting_error, "bank:card_for_a_trip:multi_hard:0:server_error!")
    calls = [(m.name, m.arguments) for m in others[0].messages if isinstance(m, ToolCall)]
    assert calls[-1] == calls[-2] and len(others[0].messages) == len(chosen.messages) + 2


def test_where_no_fault_is_met_nothing_is_given_up() -> None:
    for rule in (give_up_on_passing_error, stop_at_mendable_error, retry_lasting_error):
        _, others = replayed(rule, "oncall:worst_of_a_team:single_easy:0", some=False)
        assert others == []


def test_a_talk_ends_at_an_error_that_a_renewal_put_right() -> None:
    name = "tracker:does_it_still_fit:multi_easy:0:expired_access"
    chosen, others = replayed(end_the_talk_at_error, name)
    for other in others:
        *before, failing, last = other.messages
        assert tuple(before) == chosen.messages[: len(before)] and isinstance(failing, ToolResponse) and failed(failing)
        assert len(other.messages) < len(chosen.messages) and text_of(last)
        assert not any(isinstance(m, ToolCall) and m.name == "refresh_token" for m in other.messages)
