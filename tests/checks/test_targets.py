"""Targets: a write goes to the thing that the user spoke of, not to another of its kind."""

from __future__ import annotations

import pytest

from negforge.checks.targets import targets
from negforge.core.json_text import Json
from negforge.core.message import Message
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

CARDS: Json = [
    {"card_id": "CD-83407", "label": "Credit card", "ends_in": "4451", "status": "active"},
    {"card_id": "CD-35623", "label": "Debit card, Joint", "ends_in": "4415", "status": "active"},
]
ASK = user("Please block the card 4451.")
LOOK = (call("list_cards"), response(CARDS))
DONE = assistant("The card is blocked.")


def blocked(card: str, *before: Message, answer: Json = "blocked") -> tuple[Message, ...]:
    return (*(before or (ASK, *LOOK)), call("block_card", {"card_id": card}), response(answer), DONE)


def test_a_write_to_another_record_than_the_one_named_is_objected_to() -> None:
    assert evidence(targets, conversation(*blocked("CD-35623"))) == [
        ((3, "CD-35623"), (0, "4451"), (2, "CD-83407"), (2, "CD-35623"))
    ]


def test_the_same_write_is_right_where_the_user_named_that_record() -> None:
    assert silent(targets, conversation(*blocked("CD-35623", user("Please block the card 4415."), *LOOK)))
    assert silent(targets, conversation(*blocked("CD-83407")))


def test_a_yes_to_an_offer_says_which_one_is_meant() -> None:
    asked = (user("Block my card, it is gone."), *LOOK, assistant("The credit card CD-83407?"), user("Yes, please."))
    assert silent(targets, conversation(*blocked("CD-83407", *asked)))
    (only,) = evidence(targets, conversation(*blocked("CD-35623", *asked)))
    assert only[0] == (5, "CD-35623")
    assert (3, "CD-83407") in only


@pytest.mark.parametrize(
    "words",
    [
        "Block my card, please.",
        "I still have the card 4451. Block the other one.",
        "Block whichever is not 4451.",
        "Block all but the card 4451.",
        "The first of my cards is 4451, block the second.",
        "No, keep 4451.",
    ],
)
def test_a_pick_that_hangs_on_more_than_a_name_is_let_pass(words: str) -> None:
    assert silent(targets, conversation(*blocked("CD-35623", user(words), *LOOK)))


def test_a_later_turn_may_pick_another_way() -> None:
    talk = (ASK, *LOOK, assistant("4451 or 4415?"), user("Hm, the second, then."))
    assert silent(targets, conversation(*blocked("CD-35623", *talk)))


def test_where_the_named_record_is_written_too_another_write_is_no_mistaken_one() -> None:
    both = (*blocked("CD-83407"), call("block_card", {"card_id": "CD-35623"}), response("blocked"), DONE)
    assert silent(targets, conversation(*both))


def test_a_write_that_failed_changed_nothing() -> None:
    assert silent(targets, conversation(*blocked("CD-35623", answer={"error": "no such card"})))


def test_what_the_write_carries_does_not_say_where_it_goes() -> None:
    noted = call("add_card_note", {"card_id": "CD-35623", "text": "replaces 4451"})
    assert silent(targets, conversation(user('Note "replaces 4451".'), *LOOK, noted, response("ok"), DONE))


def test_what_a_record_refers_to_is_said_of_it_too() -> None:
    books = response([{"record_id": "B228", "title": "The Heron"}, {"record_id": "B317", "title": "The Finch"}])
    loans = response([{"loan_id": "LN-1", "record_id": "B228"}, {"loan_id": "LN-2", "record_id": "B317"}])
    seen = (user("Renew The Heron, please."), call("list_books"), books, call("list_loans"), loans)
    renewed = (call("renew_loan", {"loan_id": "LN-2"}), response("renewed"), assistant("Renewed."))
    (only,) = evidence(targets, conversation(*seen, *renewed))
    assert only == ((5, "LN-2"), (0, "Heron"), (4, "LN-1"), (4, "LN-2"))


def test_odd_input_is_no_matter() -> None:
    assert silent(targets, conversation(ASK, call("block_card", "not json"), response("blocked"), DONE))
    assert silent(targets, conversation(call("block_card", {"card_id": "CD-35623"}), response("blocked")))
    assert silent(targets, conversation(ASK, call("list_cards"), response("[{"), *blocked("CD-35623", DONE)))
