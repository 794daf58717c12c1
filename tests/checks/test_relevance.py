"""Relevance: what is looked up is used."""

from __future__ import annotations

import pytest

from negforge.checks.relevance import relevance
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("How do I spell the town in the Tatras? No need to look anything up.")
LOOK = call("get_weather", {"city": "Zakopane"})
SKY = response({"sky": "overcast", "degrees": 17.5, "wind": "gentle breeze from the south"})


def test_a_look_of_which_nothing_is_used_is_objected_to() -> None:
    assert evidence(relevance, conversation(ASK, LOOK, SKY, assistant("Z-a-k-o-p-a-n-e."))) == [
        ((1, '{"city":"Zakopane"}'), (0, "No need to look anything up."))
    ]


@pytest.mark.parametrize(
    "words",
    ["It is 17.5 degrees.", "An overcast sky with a gentle breeze, and a southerly one.", "It will be 17.50 °C."],
)
def test_a_look_that_is_used_is_sound(words: str) -> None:
    assert silent(relevance, conversation(user("How is it in Zakopane?"), LOOK, SKY, assistant(words)))


def test_what_the_user_had_said_already_is_no_use_of_the_response() -> None:
    asked = user("Is 17.5 spelled with a comma? No need to look anything up.")
    assert len(evidence(relevance, conversation(asked, LOOK, SKY, assistant("17.5 has a point.")))) == 1


def test_where_nobody_forbids_it_a_look_for_nothing_is_no_fault() -> None:
    free = user("How do I spell the town in the Tatras?")
    assert silent(relevance, conversation(free, LOOK, SKY, assistant("Z-a-k-o-p-a-n-e.")))


def test_what_may_be_worked_out_from_the_response_is_used() -> None:
    asked = user("How much wetter is it there than here, with 3.5 mm? No need to look up more than that.")
    found = (call("list_figures", {"of": "Zakopane"}), response({"mm": 21.5}))
    assert silent(relevance, conversation(asked, *found, assistant("18.0 mm more.")))


def test_among_other_tools_only_a_look_beside_the_point_is_objected_to() -> None:
    other = (call("search_towns", {"in": "Tatras"}), response({"towns": ["Zakopane"]}))
    aside = (call("list_loans", {"state": "overdue"}), response({"loans": []}))
    told = assistant("Z-a-k-o-p-a-n-e.")
    assert evidence(relevance, conversation(ASK, *other, *aside, told))[0][0] == (3, '{"state":"overdue"}')
    again = (call("get_town", {"name": "Zakopane"}), response({"people": 25000}))
    assert silent(relevance, conversation(ASK, *other, *again, told))


def test_using_a_value_in_the_next_call_is_use() -> None:
    convert = (call("get_weather", {"city": "Oslo", "below": 17.5}), response({"sky": "clear", "degrees": 12.5}))
    found = evidence(relevance, conversation(ASK, LOOK, SKY, *convert, assistant("In Oslo it is 12.5.")))
    assert found == []


def test_a_look_among_other_tools_is_part_of_the_work() -> None:
    other = (call("get_spelling", {"word": "Zakopane"}), response("Zakopane"))
    assert silent(relevance, conversation(ASK, LOOK, SKY, *other, assistant("Z-a-k-o-p-a-n-e.")))


def test_writes_and_failures_are_left_to_other_checks() -> None:
    assert silent(relevance, conversation(ASK, call("send_mail", {}), SKY, assistant("Z.")))
    assert silent(relevance, conversation(ASK, LOOK, response("Error: no city"), assistant("Z.")))
    assert silent(relevance, conversation(ASK, LOOK, assistant("Z.")))
