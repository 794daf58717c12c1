"""Planning: what was read of a part is told as if it were all."""

from __future__ import annotations

import re

import pytest

from negforge.perturb.planning.said_of_all import count_the_first_page, drop_the_limit, say_it_of_all
from tests.build import assistant, call, conversation, response, user
from tests.perturb.playing import replayed
from tests.perturb.proving import Conversation, proposals, proposed, words_of

ASKED = user("Which of my bookings are still to come, from 3 May on?")
COMING = call("list_bookings", {"status": "confirmed", "from": "2026-05-03"})
EVERY = call("list_bookings", {})
ROWS = response({"bookings": [{"booking_id": "R-4410", "paid": 41.2}, {"booking_id": "R-4422", "paid": 18.9}]})
TOLD = "R-4410 for 41.20 and R-4422 for 18.90."
TOOLS = ["list_bookings", "cancel_booking"]


def test_the_words_that_say_of_which_are_left_out() -> None:
    limited = "There are 2 confirmed bookings from 3 May 2026 on on record in all."
    asked = conversation(ASKED, COMING, ROWS, assistant(f"{TOLD} {limited}"), tools=TOOLS)
    (only,) = proposed(drop_the_limit, asked)
    assert words_of(only, 2) == f"{TOLD} There are 2 bookings on record in all."


def test_a_count_of_all_is_made_of_what_was_asked_for() -> None:
    asked = conversation(ASKED, COMING, ROWS, assistant(f"{TOLD} Anything else?"), tools=TOOLS)
    (only,) = proposed(say_it_of_all, asked)
    words = words_of(only, 2)
    assert words.startswith(TOLD) and words.endswith(" Anything else?")
    assert re.search(r"\b2 bookings (?:on record|on file|on the account)\b", words)


@pytest.mark.parametrize(
    "held_back",
    [
        conversation(ASKED, EVERY, ROWS, assistant(TOLD), tools=TOOLS),
        conversation(ASKED, COMING, ROWS, assistant("You're welcome."), tools=TOOLS),
        conversation(ASKED, COMING, ROWS, assistant(f"{TOLD} That is 2 in all."), tools=TOOLS),
        conversation(ASKED, COMING, ROWS, call("cancel_booking"), response({"done": True}), assistant(TOLD)),
        conversation(ASKED, COMING, response({"error": "down"}), assistant(TOLD), tools=TOOLS),
        conversation(ASKED, assistant(TOLD), tools=TOOLS),
    ],
    ids=["all was asked for", "nothing of it is told", "it counts", "it was changed since", "an error", "no call"],
)
def test_nothing_is_said_of_all_where_all_was_read_or_nothing_is_told(held_back: Conversation) -> None:
    assert proposals(say_it_of_all, held_back) == []
    assert proposals(drop_the_limit, held_back) == []


def test_the_same_agent_takes_the_first_page_for_all_there_is() -> None:
    replayed(count_the_first_page, "clinic:vaccinations_due:single_hard:1", also={"partial_reads"})


def test_where_every_list_is_whole_none_is_counted_short() -> None:
    assert replayed(count_the_first_page, "mailroom:what_was_decided:single_easy:0", some=False)[1] == []
