"""Picks in words: the answer recommends another of the things that the responses show."""

from __future__ import annotations

import pytest

from negforge.core.json_text import Json
from negforge.core.message import Message
from negforge.perturb.planning.told_picks import recommend_what_is_outside, recommend_what_is_worse
from tests.build import assistant, call, conversation, response, user
from tests.perturb.proving import Conversation, proposals, proposed, words_of

ROOMS: list[Json] = [
    {"room_id": "R-101", "name": "Oak", "rate": 80.5, "view": "sea"},
    {"room_id": "R-202", "name": "Elm", "rate": 120.0, "view": "yard"},
    {"room_id": "R-303", "name": "Ash", "rate": 95.0, "view": "sea"},
]
LISTED = (call("list_rooms", {}), response({"rooms": ROOMS}))
TOLD = "I would take Oak (R-101), for 80.50 a night."


def asked(wish: str, told: str = TOLD, *after: Message) -> Conversation:
    return conversation(user(wish), *LISTED, assistant(told), *after, tools=["list_rooms"])


def test_a_record_outside_the_bound_is_recommended_with_its_own_values() -> None:
    (only,) = proposed(recommend_what_is_outside, asked("Which room is under EUR 100?"))
    assert words_of(only, 2) == "I would take Elm (R-202), for 120.00 a night."


def test_a_worse_record_is_told_as_the_best_and_the_most_similar_comes_first() -> None:
    first, second = proposed(recommend_what_is_worse, asked("Which is the cheapest room?"))
    assert words_of(first, 2) == "I would take Ash (R-303), for 95.00 a night."
    assert words_of(second, 2) == "I would take Elm (R-202), for 120.00 a night."


@pytest.mark.parametrize(
    "held_back",
    [
        asked("Which room is nice?"),
        asked("Which is the cheapest room under EUR 100?", "Take Oak, for 161.00 both nights."),
        asked("Which is the cheapest room under EUR 100?", "There are Oak (R-101) and Ash (R-303)."),
        asked("Which is the cheapest room under EUR 100?", TOLD, user("Why Oak?")),
        asked("Which is the cheapest room under EUR 100?", "None is free."),
        asked("Which is the cheapest room for EUR 80.50 to EUR 200, under EUR 100?"),
    ],
    ids=[
        "no wish",
        "a figure worked out",
        "two told",
        "the user answers to it",
        "nothing told",
        "a figure of the user's",
    ],
)
def test_it_holds_back_where_the_rest_would_not_fit_or_nothing_is_recommended(held_back: Conversation) -> None:
    assert proposals(recommend_what_is_outside, held_back) == []
    assert proposals(recommend_what_is_worse, held_back) == []
