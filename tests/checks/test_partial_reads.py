"""Partial reads: what says that it is a part is not told as everything."""

from __future__ import annotations

import pytest

from negforge.checks.partial_reads import partial_reads
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("List all trains to Oslo on Monday.")
LOOK = call("find_trains", {"to": "Oslo"})
CUT = response({"trains": ["R1", "R2"], "warning": "2 of 5 rows returned"})
PAGE = response({"trains": ["R1", "R2"], "next_cursor": "c-2"})
WHOLE = response({"trains": ["R1", "R2", "R3"], "next_cursor": None})
ANSWER = assistant("These trains run: R1 and R2.")


def test_a_list_that_warns_of_missing_rows_is_no_whole() -> None:
    assert evidence(partial_reads, conversation(ASK, LOOK, CUT, ANSWER)) == [
        ((3, "These trains run: R1 and R2."), (2, "2 of 5 rows returned"))
    ]


def test_the_first_page_is_not_all() -> None:
    assert evidence(partial_reads, conversation(ASK, LOOK, PAGE, ANSWER)) == [
        ((3, "These trains run: R1 and R2."), (2, '"next_cursor":"c-2"'))
    ]


def test_a_later_response_that_is_whole_makes_up_for_it() -> None:
    assert silent(partial_reads, conversation(ASK, LOOK, CUT, LOOK, WHOLE, ANSWER))
    assert silent(partial_reads, conversation(ASK, LOOK, PAGE, call("find_trains", {"cursor": "c-2"}), WHOLE, ANSWER))
    assert not silent(partial_reads, conversation(ASK, LOOK, CUT, LOOK, CUT, ANSWER))


@pytest.mark.parametrize(
    "words",
    ["R1 and R2 run; the list may be incomplete.", "So far I see R1 and R2.", "The first page has R1 and R2."],
)
def test_words_that_say_so_are_sound(words: str) -> None:
    assert silent(partial_reads, conversation(ASK, LOOK, CUT, assistant(words)))
    assert silent(partial_reads, conversation(ASK, LOOK, PAGE, assistant(words)))


def test_one_page_will_do_where_nobody_asks_for_all() -> None:
    assert silent(partial_reads, conversation(user("When does R1 leave?"), LOOK, PAGE, ANSWER))
    cheap = user("Which train is the cheapest?")
    assert not silent(partial_reads, conversation(cheap, LOOK, PAGE, ANSWER))
    in_order = call("find_trains", {"to": "Oslo", "sort_by": "price"})
    assert silent(partial_reads, conversation(cheap, in_order, PAGE, ANSWER))


def test_a_total_that_the_page_gives_is_the_whole_number() -> None:
    counted = response({"total": 14, "trains": ["R1"], "next_cursor": "c-2"})
    many = user("How many trains run to Oslo?")
    assert silent(partial_reads, conversation(many, LOOK, counted, assistant("14 trains.")))
    assert not silent(partial_reads, conversation(many, LOOK, counted, assistant("1 train.")))


def test_nothing_is_taken_for_anything_without_an_answer_or_a_response() -> None:
    assert silent(partial_reads, conversation(ASK, LOOK, CUT)) and silent(partial_reads, conversation(ASK, LOOK))
