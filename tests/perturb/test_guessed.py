"""Guessed: the agent acts on one of several records that fit, without asking which is meant."""

from __future__ import annotations

from negforge.core.edit import Edit
from negforge.core.json_text import Json
from negforge.core.message import Message, Say, ToolCall
from negforge.perturb.planning.guessed import act_without_asking, guess_which
from tests.build import assistant, call, conversation, response, user
from tests.perturb.playing import replayed
from tests.perturb.proving import Conversation, proposals, proposed

TOOLS = ["list_bookings", "reserve_places"]
TRIPS: Json = [
    {"reference": "R825514", "to": "Fennick", "departs": "2026-07-25T06:08"},
    {"reference": "R355966", "to": "Fennick", "departs": "2026-07-24T06:44"},
]
ASKED = (assistant("There are two trips to Fennick, on 24 and 25 July. Which one?"), user("That on 24 July."))


def talk(*asked: Message, opening: str = "Please get us seats by the window for the Fennick trip.") -> Conversation:
    step = (call("reserve_places", {"reference": "R355966"}), response("wish noted"), assistant("The wish is noted."))
    return conversation(user(opening), call("list_bookings"), response(TRIPS), *asked, *step, tools=TOOLS)


def test_the_same_agent_takes_one_without_asking() -> None:
    chosen, (other,) = replayed(guess_which, "rail:which_of_my_trips:multi_easy:0")
    users = [[m for m in run.messages if isinstance(m, Say) and m.role == "user"] for run in (chosen, other)]
    assert users[0][-1] == users[1][-1] and len(users[1]) == len(users[0]) - 1
    assert any(isinstance(m, ToolCall) and m.name == "reserve_places" for m in other.messages)


def test_question_and_reply_are_left_out_and_the_same_one_is_taken() -> None:
    asked = talk(*ASKED)
    (only,) = proposed(act_without_asking, asked)
    assert only.edits == tuple(Edit(at, asked[1].messages[at], None) for at in (2, 3))


def test_it_holds_back_where_the_reply_told_more_or_nothing_was_asked() -> None:
    long = user("That on 24 July, and while you are at it do look whether it runs at all on that day, will you?")
    assert proposals(act_without_asking, talk(ASKED[0], long)) == []
    assert proposals(act_without_asking, talk(ASKED[0], user("R355966."))) == []
    assert proposals(act_without_asking, talk(opening="Please get us seats for the trip on 24 July.")) == []
