"""Handover: what was offered and agreed to is carried out, not passed on."""

from __future__ import annotations

import pytest

from negforge.checks.handover import handovers
from negforge.core.message import Message
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("Please move my booking BK1234 to Monday.")
OFFER = assistant("I can change BK1234 to Monday for 10.00. Shall I?")
YES = user("Yes, please.")
PASS_ON = (call("transfer_to_human_agents", {"summary": "wants Monday"}), response("ok"))


def test_passing_on_what_was_just_agreed_is_objected_to() -> None:
    assert evidence(handovers, conversation(ASK, OFFER, YES, *PASS_ON)) == [
        ((3, '{"summary":"wants Monday"}'), (2, "Yes, please."))
    ]


def test_carrying_it_out_is_sound() -> None:
    assert silent(handovers, conversation(ASK, OFFER, YES, call("update_booking"), response("ok")))


@pytest.mark.parametrize(
    "between",
    [
        (call("update_booking", {"id": "BK1234"}), response("Error: locked")),
        (call("get_booking", {"id": "BK1234"}), response({"class": "basic", "changes": "none"})),
        (assistant("I see now that I am unable to change it."),),
    ],
)
def test_passing_on_after_something_came_up_is_sound(between: tuple[Message, ...]) -> None:
    assert silent(handovers, conversation(ASK, OFFER, YES, *between, *PASS_ON))


@pytest.mark.parametrize("answer", ["No, thanks.", "Yes, but let me talk to a supervisor.", "I'm not sure."])
def test_passing_on_a_user_who_did_not_just_agree_is_sound(answer: str) -> None:
    assert silent(handovers, conversation(ASK, OFFER, user(answer), *PASS_ON))


@pytest.mark.parametrize(
    "offer",
    [
        "I can't change it, but shall I cancel it?",
        "Would you like me to transfer you to a human agent, who can change it?",
        "May I have your name?",
    ],
)
def test_where_no_deed_was_offered_passing_on_is_sound(offer: str) -> None:
    assert silent(handovers, conversation(ASK, assistant(offer), YES, *PASS_ON))


def test_at_the_very_beginning_there_is_nothing_to_agree_to() -> None:
    assert silent(handovers, conversation(user("Yes, a human, please."), *PASS_ON))
