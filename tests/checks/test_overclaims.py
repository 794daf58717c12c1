"""Overclaims: what is told as complete was read as a whole and asked for without a limit."""

from __future__ import annotations

import pytest

from negforge.checks.overclaims import overclaims
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("Which of my orders are open?")
OPEN = call("list_orders", {"where": {"status": "open"}})
EVERY = call("list_orders", {})
TWO = response({"orders": [{"order_id": "A-100"}, {"order_id": "A-200"}]})
PAGE = response({"orders": [{"order_id": "A-100"}, {"order_id": "A-200"}], "next_cursor": "c-2"})
OF_FIVE = response({"total": 5, "orders": [{"order_id": "A-100"}, {"order_id": "A-200"}]})


@pytest.mark.parametrize(
    "words",
    [
        "In all, there are 2 orders on your account.",
        "You have two orders on record in total.",
        "There are no other orders on file.",
        "A-100 is the only order in the system.",
    ],
)
def test_what_was_asked_of_some_is_not_told_of_all(words: str) -> None:
    assert evidence(overclaims, conversation(ASK, OPEN, TWO, assistant(words))) == [((3, words), (1, "open"))]


@pytest.mark.parametrize(
    "words",
    ["There are 2 orders in all.", "That is the complete list of your orders.", "There are no further orders."],
)
def test_the_first_page_is_not_all(words: str) -> None:
    proof = [((3, words), (2, '"next_cursor":"c-2"'))]
    assert evidence(overclaims, conversation(ASK, EVERY, PAGE, assistant(words))) == proof
    assert evidence(overclaims, conversation(ASK, EVERY, OF_FIVE, assistant(words))) == [((3, words), (2, "5"))]


@pytest.mark.parametrize(
    "words",
    [
        "In all, there are 2 open orders on your account.",
        "There are 2 orders in total.",
        "There are no other orders.",
        "If there are no other orders on file, I can close it.",
        "Are these all orders on file?",
        "In all, there are 7 orders on file.",
        "No other invoice is on file.",
    ],
)
def test_what_says_its_limit_or_leaves_it_open_is_no_overclaim(words: str) -> None:
    assert silent(overclaims, conversation(ASK, OPEN, TWO, assistant(words)))


def test_what_was_read_as_a_whole_may_be_told_as_such() -> None:
    told = assistant("In all, there are 2 orders on your account.")
    assert silent(overclaims, conversation(ASK, EVERY, TWO, told))
    assert silent(overclaims, conversation(ASK, EVERY, TWO, OPEN, TWO, told))
    last = (call("list_orders", {"cursor": "c-2"}), response({"orders": [{"order_id": "A-300"}], "next_cursor": None}))
    three = assistant("In all, there are 3 orders on your account.")
    assert silent(overclaims, conversation(ASK, EVERY, PAGE, *last, three))


def test_the_number_that_the_page_gives_is_the_number_of_all() -> None:
    assert silent(overclaims, conversation(ASK, EVERY, OF_FIVE, assistant("In total there are 5 orders on file.")))


def test_an_id_says_whose_the_list_is() -> None:
    of_one = call("list_orders", {"customer_id": "C-100", "shop_id": "S1"})
    told = assistant("In all, there are 2 orders on your account.")
    assert silent(overclaims, conversation(ASK, of_one, TWO, told))


def test_words_that_admit_the_rest_are_sound() -> None:
    told = assistant("There are 2 orders in all on the first page.")
    assert silent(overclaims, conversation(ASK, EVERY, PAGE, told))


@pytest.mark.parametrize("odd", ["", "[]", "{", "null", '{"orders": null}', '{"orders": [1, [2]], "total": "many"}'])
def test_odd_responses_prove_nothing(odd: str) -> None:
    told = assistant("In all, there are 3 orders on file.")
    assert silent(overclaims, conversation(ASK, OPEN, response(odd), told))
