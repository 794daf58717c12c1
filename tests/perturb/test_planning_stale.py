"""Planning, stale: a state told as it was before a write changed it."""

from __future__ import annotations

import pytest

from negforge.core.json_text import Json
from negforge.core.message import Message
from negforge.perturb.planning.stale import tell_the_old_state
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import Conversation, proposals, proposed, words_of

TOOLS = [tool("list_stays", "Stays."), tool("move_stay", "Move a stay.", stay_id="string")]
ASKED = user("Please move my stay at The Tender two days on.")
BEFORE: Json = {"stays": [{"stay_id": "N604", "status": "booked", "arrive": "2026-07-14", "leave": "2026-07-16"}]}
AFTER: Json = {"stay_id": "N604", "status": "moved", "arrive": "2026-07-16", "leave": "2026-07-18"}
FREE: Json = {"stay_id": "N604", "status": "moved", "arrive": "2026-07-24", "leave": "2026-07-26"}


def moved(words: str, *more: Message, after: Json = FREE) -> Conversation:
    steps = (call("list_stays"), response(BEFORE), call("move_stay", {"stay_id": "N604"}), response(after))
    return conversation(ASKED, *steps, assistant(words), *more, tools=TOOLS)


def test_all_that_the_write_changed_is_told_as_it_was() -> None:
    found = proposed(tell_the_old_state, moved("N604: 24 July to 26 July now."), also={"superseded"})
    assert {words_of(one, 4) for one in found} == {"N604: 14 July to 16 July now."}


def test_a_status_is_told_as_it_was() -> None:
    found = proposed(tell_the_old_state, moved("N604 is moved."))
    assert {words_of(one, 4) for one in found} == {"N604 is booked."}


@pytest.mark.parametrize(
    "held_back",
    [
        moved("Done."),
        moved("I moved N604 as you wished."),
        moved("It is from 16 July to 18 July now.", after=AFTER),
        moved("It is from 24 July to 26 July now.", user("Good, 24 July suits me."), assistant("24 July it is.")),
    ],
    ids=["nothing is told", "no state is told", "old and new overlap", "the words are taken up later"],
)
def test_nothing_is_put_back_where_it_would_be_no_state_or_show(held_back: Conversation) -> None:
    assert proposals(tell_the_old_state, held_back) == []
