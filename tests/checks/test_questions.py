"""Questions: the agent does not ask the user for what the user has just said."""

from __future__ import annotations

import pytest

from negforge.checks.questions import questions
from negforge.core.message import Message
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("Please pay Hugo 14.50 francs from my Everyday account.")


def asked(words: str, *before: Message) -> tuple[Message, ...]:
    return (*(before or (ASK,)), assistant(words), user("The Everyday account."))


def test_a_question_for_what_was_just_said_is_objected_to() -> None:
    assert evidence(questions, conversation(*asked("Happy to help. Which account should it be?"))) == [
        ((1, "Which account should it be?"), (0, "my Everyday account"))
    ]
    assert evidence(questions, conversation(*asked("How much should it be?"))) == [
        ((1, "How much should it be?"), (0, "14.50 francs"))
    ]


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("Block the card 4451, please.", "Could you give me the card number?"),
        ("Who is on call on 1 July?", "Which date is this for?"),
        ('Take "Corner lamp" off the list called "Wishes".', "Which list do you mean?"),
    ],
)
def test_numbers_days_and_titles_are_things_said(words: str, question: str) -> None:
    assert len(evidence(questions, conversation(*asked(question, user(words))))) == 1


@pytest.mark.parametrize(
    "question",
    [
        "Which card should it be?",
        "From the Everyday account or from Savings?",
        "Which account: Everyday or Savings?",
        "Is that right?",
        "Which Hugo do you mean?",
        "I will look which account it is.",
    ],
)
def test_what_was_not_said_or_leaves_a_choice_may_be_asked(question: str) -> None:
    assert silent(questions, conversation(*asked(question)))


def test_after_an_error_or_two_of_one_name_the_question_is_right() -> None:
    failed = (ASK, call("get_account", {"name": "Everyday"}), response({"error": "not found"}))
    assert silent(questions, conversation(*asked("Which account should it be?", *failed)))
    twice = (ASK, call("list_accounts"), response("Everyday CHF, Everyday EUR"))
    assert silent(questions, conversation(*asked("Which account should it be?", *twice)))


@pytest.mark.parametrize(
    "words",
    [
        "Pay it from my Everyday account or my Shared account.",
        "I don't remember which it was, the Everyday account perhaps.",
        "Pay it.",
    ],
)
def test_where_the_words_leave_it_open_the_question_is_right(words: str) -> None:
    assert silent(questions, conversation(*asked("Which account should it be?", user(words))))


def test_odd_input_is_no_matter() -> None:
    assert silent(questions, conversation(assistant("Which account?"), assistant("?"), user("")))
    assert silent(questions, conversation(ASK, assistant("Which account")))


def test_a_bidding_names_no_thing() -> None:
    words = user('It is out of print. Order "Letters to the Lantern" from another library for me.')
    assert silent(questions, conversation(*asked("What is the order number?", words)))
