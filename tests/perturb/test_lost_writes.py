"""Robust recovery: a write whose answer was lost is sent again unseen."""

from __future__ import annotations

from itertools import pairwise

import pytest

from negforge.core.edit import Edit
from negforge.core.message import ToolCall
from negforge.perturb.robust_recovery.lost_writes import leave_out_the_look, send_again_unseen
from tests.build import assistant, call, conversation, response, user
from tests.perturb.playing import replayed
from tests.perturb.proving import Conversation, proposals, proposed

ASK = user("Book R1 for Monday.")
BOOK = call("book_train", {"train": "R1"})
LOST = response({"error": "timeout"})
LOOK = (call("list_tickets", {}), response([]))
DONE = (BOOK, response("booked: T-1"), assistant("R1 is booked."))
TOOLS = ["book_train", "list_tickets"]


def test_the_look_is_left_out_with_the_words_that_announce_it() -> None:
    look = (assistant("Let me see whether it is there."), call("list_tickets", {}, with_previous=True), LOOK[1])
    asked = conversation(ASK, BOOK, LOST, *look, *DONE, tools=TOOLS)
    (only,) = proposed(leave_out_the_look, asked)
    assert only.edits == tuple(Edit(at, asked[1].messages[at], None) for at in (2, 3, 4))


@pytest.mark.parametrize(
    "held_back",
    [
        conversation(ASK, BOOK, response({"error": "sold out"}), *LOOK, *DONE, tools=TOOLS),
        conversation(ASK, BOOK, LOST, *LOOK, assistant("It is there."), tools=TOOLS),
        conversation(ASK, BOOK, LOST, *DONE, tools=TOOLS),
        conversation(ASK, BOOK, LOST, *LOOK, call("pay"), response("paid"), *DONE, tools=TOOLS),
    ],
    ids=["nothing was lost", "it had landed", "there was no look", "more happened in between"],
)
def test_no_look_is_left_out_elsewhere(held_back: Conversation) -> None:
    assert proposals(leave_out_the_look, held_back) == []


def test_the_same_agent_sends_it_again_in_its_world() -> None:
    _, others = replayed(send_again_unseen, "shop:send_back_one:single_easy:0:timeout")
    for other in others:
        names = [message.name for message in other.messages if isinstance(message, ToolCall)]
        assert any(one == two == "open_return" for one, two in pairwise(names))
    assert replayed(send_again_unseen, "shop:send_back_one:single_easy:0", some=False)[1] == []
