"""Mismatches: a response about another record is not taken for the one that was asked for."""

from __future__ import annotations

import pytest

from negforge.checks.mismatches import mismatches
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("How many points has LUM-291?")
LOOK = call("get_issue", {"key": "LUM-291"})
OTHER = response({"key": "LUM-219", "points": 8})
RIGHT = response({"key": "LUM-291", "points": 3})
ANSWER = assistant("LUM-291 has 8 points.")


def test_another_record_taken_for_the_one_asked_for_is_objected_to() -> None:
    assert evidence(mismatches, conversation(ASK, LOOK, OTHER, ANSWER)) == [
        ((3, "LUM-291 has 8 points."), (2, "LUM-219"), (1, "LUM-291"))
    ]


def test_the_fault_shows_in_the_first_words_after_it() -> None:
    later = (ANSWER, user("Thanks."), assistant("You're welcome."))
    ((symptom, *_),) = evidence(mismatches, conversation(ASK, LOOK, OTHER, *later))
    assert symptom == (3, "LUM-291 has 8 points.")


def test_asking_again_is_sound() -> None:
    assert silent(mismatches, conversation(ASK, LOOK, OTHER, LOOK, RIGHT, assistant("LUM-291 has 3 points.")))
    assert silent(mismatches, conversation(ASK, LOOK, RIGHT, assistant("LUM-291 has 3 points.")))


@pytest.mark.parametrize("words", ["The tool gave me LUM-219.", "I could not get it.", "It sent a different record."])
def test_words_that_notice_it_are_sound(words: str) -> None:
    assert silent(mismatches, conversation(ASK, LOOK, OTHER, assistant(words)))


def test_without_an_answer_nothing_is_taken_for_anything() -> None:
    assert silent(mismatches, conversation(ASK, LOOK, OTHER)) and silent(mismatches, conversation(ASK, LOOK))
