"""Causes: the reason given for a failure is the one that the error gives."""

from __future__ import annotations

import pytest

from negforge.checks.causes import causes
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("What does R1 cost?")
LOOK = call("get_fare", {"train": "R1"})
LATE = response({"error": "timeout", "message": "no response within 20 s"})
WRONG = "I could not look it up: the service is down for maintenance."


def test_another_reason_than_the_error_gives_is_objected_to() -> None:
    assert evidence(causes, conversation(ASK, LOOK, LATE, assistant(WRONG))) == [
        ((3, WRONG), (2, '{"error":"timeout","message":"no response within 20 s"}'))
    ]


@pytest.mark.parametrize(
    "words",
    [
        "I could not look it up: the service timed out.",
        "I could not look it up.",
        "It failed; perhaps the service is down for maintenance.",
        "The service is down for maintenance?",
    ],
)
def test_the_right_reason_none_or_a_guess_is_sound(words: str) -> None:
    assert silent(causes, conversation(ASK, LOOK, LATE, assistant(words)))


@pytest.mark.parametrize(
    "error",
    ["Error 503: down for maintenance.", "Error: something went wrong.", "Error: timeout; maintenance until 9."],
)
def test_a_reason_that_an_error_gives_or_none_gives_is_sound(error: str) -> None:
    assert silent(causes, conversation(ASK, LOOK, response(error), assistant(WRONG)))


def test_what_somebody_else_speaks_of_is_sound() -> None:
    told = user("Is the site down for maintenance? What does R1 cost?")
    assert silent(causes, conversation(told, LOOK, LATE, assistant("I could not look it up: maintenance.")))
    assert silent(causes, conversation(ASK, LOOK, LATE, assistant(WRONG), policy="Nightly it is down for maintenance."))
    assert silent(causes, conversation(ASK, LOOK, response({"fare": 3}), assistant(WRONG)))
