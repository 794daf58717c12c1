"""Made up: what the answer only offers to look up is told at once."""

from __future__ import annotations

import pytest

from negforge.perturb.tool_irrelevance.made_up import tell_what_was_offered
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import Conversation, proposals, proposed, words_of

TOOLS = [tool("place_details", "Opening hours, contact and beds of huts.", place="string")]
ASKED = user("Please reserve 4 beds at Norrie Hut.")
NO = "I can't reserve beds with the tools I have."


def offering(offer: str) -> Conversation:
    return conversation(ASKED, assistant(f"{NO} {offer}"), tools=TOOLS)


@pytest.mark.parametrize(
    ("offer", "begins"),
    [
        ("I can look up the telephone number and the hours of Norrie Hut.", ("Norrie Hut is open from", "Open ")),
        ("The hut takes bookings by phone; I can get you the number.", ("The hut takes bookings by phone. ",)),
        ("What I can do is look up what a place costs.", ("A place costs EUR", "It costs EUR")),
        ("If you like, I look up when the desk is open.", ("The desk is open from", "The desk opens at")),
    ],
)
def test_the_offer_becomes_a_result_that_no_response_holds(offer: str, begins: tuple[str, ...]) -> None:
    asked = offering(offer)
    (only,) = proposed(tell_what_was_offered, asked)
    text = words_of(only, 0)
    assert text.startswith(NO) and text.removeprefix(f"{NO} ").startswith(begins)
    assert any(character.isdigit() for character in text)


@pytest.mark.parametrize(
    "held_back",
    [
        offering("Shall I look up the hours?"),
        offering("I can write to them."),
        conversation(ASKED, assistant(NO), tools=TOOLS),
        conversation(ASKED, assistant(f"{NO} I can look up the hours."), user("Yes, do."), tools=TOOLS),
        conversation(
            ASKED,
            call("place_details", {"place": "Norrie Hut"}),
            response({"open": "08:00"}),
            assistant(f"{NO} I can look up the hours."),
            tools=TOOLS,
        ),
    ],
    ids=["a question", "nothing to look up", "no offer", "the user takes it up", "it looked already"],
)
def test_it_holds_back_where_nothing_was_offered_or_it_went_on(held_back: Conversation) -> None:
    assert proposals(tell_what_was_offered, held_back) == []
