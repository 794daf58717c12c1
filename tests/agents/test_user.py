"""The scripted user: turns in order, replies to questions that fit, and an end."""

from __future__ import annotations

from negforge.agents.user import ScriptedUser
from negforge.worlds.goal import Turn, with_replies


def test_turns_come_in_order_and_then_nothing() -> None:
    user = ScriptedUser([Turn("first"), Turn("second"), Turn("third")])
    assert [user.hears("Done."), user.hears("Done."), user.hears("Done.")] == ["second", "third", ""]


def test_a_question_that_fits_is_answered_once_before_the_next_turn() -> None:
    user = ScriptedUser([with_replies(Turn("first"), (r"which", "The red one.")), Turn("second")])
    assert user.hears("Which one do you mean?") == "The red one."
    assert user.hears("Which one do you mean?") == "second"


def test_an_open_question_gets_a_shrug_once_and_courtesy_none() -> None:
    assert ScriptedUser([Turn("a")]).hears("Is there anything else I can help with?") == ""
    user = ScriptedUser([Turn("a")])
    assert "think best" in user.hears("What colour is your hat?")
    assert user.hears("And your coat?") == ""


def test_a_question_in_unforeseen_words_gets_the_reply_that_is_left() -> None:
    user = ScriptedUser([with_replies(Turn("first"), (r"which", "The red one.")), Turn("second")])
    assert user.hears("Is it the red or the blue?") == "The red one."
    assert user.hears("Is it the red or the blue?") == "second"


def test_what_the_turn_says_already_is_said_again_once() -> None:
    user = ScriptedUser([Turn("Pay Hugo from my Everyday account."), Turn("second")])
    assert "my Everyday account" in user.hears("Which account should it be?").replace("My", "my")
    assert user.hears("Which account should it be?") == "second"
