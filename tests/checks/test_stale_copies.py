"""Stale copies: what says that it is old is not told as the state now."""

from __future__ import annotations

import pytest

from negforge.checks.stale_copies import stale_copies
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("How many seats has R1 left?")
LOOK = call("get_seats", {"train": "R1"})
OLD = response({"seats": 41, "served_from": "cache, 7 h old; live source busy"})
FRESH = response({"seats": 38})
ANSWER = assistant("R1 has 41 seats left.")


def test_an_old_copy_told_as_the_state_now_is_objected_to() -> None:
    assert evidence(stale_copies, conversation(ASK, LOOK, OLD, ANSWER)) == [
        ((3, "R1 has 41 seats left."), (2, '"served_from":"cache, 7 h old; live source busy"'))
    ]


def test_a_fresh_response_makes_up_for_it() -> None:
    assert silent(stale_copies, conversation(ASK, LOOK, OLD, LOOK, FRESH, assistant("R1 has 38 seats left.")))
    assert silent(stale_copies, conversation(ASK, LOOK, FRESH, ANSWER))


@pytest.mark.parametrize(
    "words",
    ["41 seats, going by a cached copy.", "41 seats; fresh data could not be had.", "The figure, 41, is 7 hours old."],
)
def test_words_that_say_so_are_sound(words: str) -> None:
    assert silent(stale_copies, conversation(ASK, LOOK, OLD, assistant(words)))


def test_without_an_answer_nothing_is_told() -> None:
    assert silent(stale_copies, conversation(ASK, LOOK, OLD)) and silent(stale_copies, conversation(ASK, LOOK))
