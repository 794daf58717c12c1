"""Surrender: after an error something is tried before the agent gives up."""

from __future__ import annotations

from negforge.checks.surrender import surrender
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("What does R1 cost on Monday?")
FARE = call("get_fare", {"train": "R1"})
ERROR = response("Error: a day is missing.")
SORRY = assistant("I was unable to find the fare of R1.")
TOOLS = ["get_fare", "get_stops"]


def test_giving_up_at_the_first_error_is_objected_to() -> None:
    assert evidence(surrender, conversation(ASK, FARE, ERROR, SORRY, tools=TOOLS)) == [
        ((2, "Error: a day is missing."), (3, "unable"))
    ]


def test_trying_once_more_with_success_is_sound() -> None:
    more = (call("get_fare", {"train": "R1", "day": "Monday"}), response("31.50"))
    answer = assistant("R1 costs 31.50; the return fare is unavailable.")
    assert silent(surrender, conversation(ASK, FARE, ERROR, *more, answer, tools=TOOLS))


def test_stopping_after_a_second_try_is_sound() -> None:
    late = response("Error: timeout.")
    assert silent(surrender, conversation(ASK, FARE, late, FARE, late, SORRY, tools=TOOLS))


def test_stopping_at_a_tool_that_is_out_of_service_is_sound() -> None:
    down = response("Error 503: down for maintenance until further notice.")
    assert silent(surrender, conversation(ASK, FARE, down, SORRY, tools=TOOLS))


def test_stopping_without_tools_at_hand_is_sound() -> None:
    assert silent(surrender, conversation(ASK, FARE, ERROR, SORRY))


def test_an_answer_that_admits_nothing_is_another_fault() -> None:
    assert silent(surrender, conversation(ASK, FARE, ERROR, assistant("R1 costs 31.50."), tools=TOOLS))


def test_a_refusal_without_any_call_is_no_surrender() -> None:
    assert silent(surrender, conversation(ASK, SORRY, tools=TOOLS))


def test_words_before_the_error_are_no_answer_to_it() -> None:
    assert silent(surrender, conversation(ASK, assistant("The lookup may be unavailable."), FARE, ERROR, tools=TOOLS))


def test_an_empty_response_is_no_error() -> None:
    assert silent(surrender, conversation(ASK, FARE, response("[]"), SORRY, tools=TOOLS))
