"""Retries: what failed for a lasting reason is not sent again unchanged."""

from __future__ import annotations

import pytest

from negforge.checks.retries import retries
from negforge.core.json_text import Json
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("What does R1 cost?")
FARE = call("get_fare", {"train": "R1"})
LASTING = response("Error: no train R1 on that day.")
PRICE = response("31.50")


def test_the_same_call_after_a_lasting_error_is_a_blind_retry() -> None:
    assert evidence(retries, conversation(ASK, FARE, LASTING, FARE, LASTING)) == [
        ((3, '{"train":"R1"}'), (2, "Error: no train R1 on that day."))
    ]


def test_it_is_blind_even_where_it_happens_to_work() -> None:
    assert len(evidence(retries, conversation(ASK, FARE, LASTING, FARE, PRICE))) == 1


def test_another_failure_in_between_changes_nothing() -> None:
    other = (call("get_stops", {"train": "R1"}), response("Error: no such train"))
    assert len(evidence(retries, conversation(ASK, FARE, LASTING, *other, FARE, LASTING))) == 1


@pytest.mark.parametrize(
    "error", ["Error: timed out", "503 Service Unavailable", {"error": "rate limit, retry-after 2"}]
)
def test_a_retry_after_a_transient_error_is_sound(error: Json) -> None:
    assert silent(retries, conversation(ASK, FARE, response(error), FARE, PRICE))


def test_a_corrected_call_is_sound() -> None:
    assert silent(retries, conversation(ASK, FARE, LASTING, call("get_fare", {"train": "R1", "day": "Monday"}), PRICE))


def test_a_call_that_succeeded_in_between_may_have_put_it_right() -> None:
    login = (call("log_in", {}), response("welcome"))
    assert silent(retries, conversation(ASK, FARE, response("Error: not logged in"), *login, FARE, PRICE))


def test_a_retry_that_the_user_asks_for_is_sound() -> None:
    asked = (assistant("It failed."), user("Try that once more."))
    assert silent(retries, conversation(ASK, FARE, LASTING, *asked, FARE, LASTING))


def test_a_call_without_response_is_no_error() -> None:
    assert silent(retries, conversation(ASK, FARE, FARE))
