"""Amounts: a write carries the amount that was named or agreed to, not one that nobody named."""

from __future__ import annotations

import pytest

from negforge.checks.amounts import amounts
from negforge.core.json_text import Json
from negforge.core.message import Message
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("Please pay Hugo Nystad 14.50 francs.")
DONE = assistant("It is paid.")


def paid(amount: Json, *before: Message, field: str = "amount", answer: Json = "accepted") -> tuple[Message, ...]:
    return (*(before or (ASK,)), call("create_payment", {"payee": "PY-13", field: amount}), response(answer), DONE)


def test_an_amount_that_nobody_named_is_objected_to() -> None:
    assert evidence(amounts, conversation(*paid(15.4))) == [((1, "15.4"), (0, "14.50"))]
    assert evidence(amounts, conversation(*paid(1540, field="amount_minor"))) == [((1, "1540"), (0, "14.50"))]


@pytest.mark.parametrize("amount", [14.5, "14.50"])
def test_the_amount_that_was_named_is_right(amount: Json) -> None:
    assert silent(amounts, conversation(*paid(amount)))
    assert silent(amounts, conversation(*paid(1450, field="amount_minor")))


def test_an_amount_that_the_user_changed_is_right() -> None:
    talk = (ASK, assistant("To whom exactly?"), user("Hugo Nystad. Make it CHF 15.40 instead."))
    assert silent(amounts, conversation(*paid(15.4, *talk)))


def test_a_yes_agrees_to_the_amount_of_the_offer() -> None:
    talk = (user("Pay the plumber."), assistant("That is CHF 45.00 for the plumber. Shall I?"), user("Yes, please."))
    assert silent(amounts, conversation(*paid(45, *talk)))
    assert evidence(amounts, conversation(*paid(54, *talk))) == [((3, "54"), (1, "45.00"))]


@pytest.mark.parametrize(
    "words",
    [
        "Please pay Hugo Nystad what I owe him.",
        "Please pay Hugo Nystad, at most 14.50 francs.",
        "Pay Hugo Nystad half of the 14.50 francs.",
        "Pay Hugo Nystad 14.50 francs, rounded up to full tens.",
        "I think it was about 14.50 francs.",
    ],
)
def test_what_is_reckoned_bounded_or_guessed_is_no_named_amount(words: str) -> None:
    assert silent(amounts, conversation(*paid(15.4, user(words))))


def test_what_follows_from_named_amounts_is_right() -> None:
    asked = user("Pay Hugo Nystad 14.50 francs and Anna 3.25, in one go.")
    assert silent(amounts, conversation(*paid(17.75, asked)))


def test_an_amount_of_another_record_is_no_source_for_one_that_was_named() -> None:
    looked = (ASK, call("list_payments"), response([{"payee": "PY-77", "amount": 15.4}]))
    assert evidence(amounts, conversation(*paid(15.4, *looked))) == [((3, "15.4"), (0, "14.50"))]


def test_hours_may_be_written_in_minutes() -> None:
    asked = user("Hold the chairs for 3 hours.")
    hold = (call("reserve_stock", {"hold_minutes": 180}), response("held"), DONE)
    longer = (call("reserve_stock", {"hold_minutes": 240}), response("held"), DONE)
    assert silent(amounts, conversation(asked, *hold))
    assert evidence(amounts, conversation(asked, *longer)) == [((1, "240"), (0, "3"))]


def test_a_trial_and_a_failed_write_carry_nothing() -> None:
    tried = call("file_claim", {"amount": 15.4, "dry_run": True})
    assert silent(amounts, conversation(ASK, tried, response("allowed"), DONE))
    assert silent(amounts, conversation(*paid(15.4, answer={"error": "refused"})))


def test_odd_input_is_no_matter() -> None:
    assert silent(amounts, conversation(ASK, call("create_payment", "no JSON"), response("accepted"), DONE))
    assert silent(amounts, conversation(*paid(0), *paid(-3), *paid(True), *paid(None), *paid("9" * 60)))
