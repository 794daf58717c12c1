"""Phrases: sentences and the fixed words by which deeds, refusals, failures and agreement are known."""

from __future__ import annotations

import pytest
from hypothesis import given

from negforge.checks.readings.phrases import (
    AFFIRMATIVE,
    CORRECTS,
    FAILURE,
    REFUSAL,
    claims,
    deed_group,
    object_words,
    sentences,
    told_as_done,
    tool_deeds,
    without,
)
from tests.strategies import texts


def test_a_dot_in_a_number_an_id_or_an_address_ends_no_sentence() -> None:
    found = sentences("R1 costs 31.50. Ask mia@x.example! Is it a.b?\nYes (sure).")
    assert [one.text.strip() for one in found] == ["R1 costs 31.50.", "Ask mia@x.example!", "Is it a.b?", "Yes (sure)."]


@given(texts(60))
def test_sentences_stand_where_they_say_and_lose_no_word(text: str) -> None:
    found = sentences(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    kept = "".join(one.text for one in found)
    assert sorted(c for c in kept if c.isalnum()) == sorted(c for c in text if c.isalnum())


def test_a_sentence_left_out_closes_the_gap() -> None:
    text = "R1 is late. R2 is not. Take R2.\n\nThanks."
    assert without(text, [sentences(text)[1]]) == "R1 is late. Take R2.\n\nThanks."
    assert without(text, [sentences(text)[3]]) == "R1 is late. R2 is not. Take R2."
    assert without(text, []) == text


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("I've cancelled the booking.", "cancelled"),
        ("I’ve just booked it.", "booked"),
        ("Your order has been successfully placed.", "placed"),
        ("The table is now reserved for you.", "reserved"),
        ("I have now sent the letter; you will get it soon.", "sent"),
        ("Successfully updated the address", "updated"),
    ],
)
def test_a_claim_of_a_deed_is_found(text: str, verb: str) -> None:
    assert [claim.verb for claim in claims(text)] == [verb]


@pytest.mark.parametrize(
    "text",
    [
        "Has it been cancelled?",
        "Once it has been paid, I will go on.",
        "It has not been cancelled.",
        "Nothing has been changed.",
        "No refund has been issued.",
        "None of the bags has been added.",
        "Your part should have been paid by then.",
        "It may have been sent by the bank.",
        "You are all set.",
        "I will have sent it by noon.",
        "I can book it.",
    ],
)
def test_conditions_negations_and_wishes_claim_nothing(text: str) -> None:
    assert not claims(text)


@pytest.mark.parametrize(
    ("words", "like", "unlike"),
    [
        ("cancel_booking", "cancelled", "paid"),
        ("sendEmail", "forwarded", "booked"),
        ("update_user", "changed", "sent"),
        ("cancel_pending_order", "cancelled", "ordered"),
        ("change my order", "modified", "ordered"),
        ("create_order", "placed", "cancelled"),
        ("cancel it, order a new one", "ordered", "sent"),
        ("post_message", "sent", "created"),
    ],
)
def test_words_speak_of_a_kind_of_deed(words: str, like: str, unlike: str) -> None:
    assert deed_group(like) <= deed_group(words)
    assert not deed_group(unlike) & deed_group(words)


def test_handing_over_to_a_person_is_no_deed() -> None:
    assert not deed_group("transfer_to_human_agents")


@pytest.mark.parametrize("name", ["send_money", "make_payment", "schedule_payment", "pay_bill"])
def test_sending_money_is_paying(name: str) -> None:
    assert deed_group("paid") <= tool_deeds(name)


@pytest.mark.parametrize("name", ["update_payment_method", "send_message", "get_money"])
def test_not_all_that_has_to_do_with_money_is_paying(name: str) -> None:
    assert not deed_group("paid") & tool_deeds(name)


def test_a_tool_acts_on_the_nouns_of_its_name() -> None:
    assert object_words("send_certificate") == ("certificate",)
    assert object_words("cancelBookingForUser") == ("booking",)


@pytest.mark.parametrize(
    "told", ["your flight was cancelled", "status: canceled", '{"cancelled": 1}', "it got cancelled"]
)
def test_a_deed_is_told_as_done_however_it_is_spelled(told: str) -> None:
    assert told_as_done(told, "cancelled")


@pytest.mark.parametrize(
    ("told", "verb"),
    [
        ("can it be cancelled", "cancelled"),
        ("unpaid bills", "paid"),
        ("present", "sent"),
        ("settings", "set"),
        ("", "sent"),
    ],
)
def test_a_wish_or_part_of_a_word_tells_no_deed(told: str, verb: str) -> None:
    assert not told_as_done(told, verb)


@pytest.mark.parametrize(
    "text", ["Yes, please.", "ok", "Go ahead", "I confirm.", "That's right", "please book it", "Sure"]
)
def test_a_yes_is_a_yes(text: str) -> None:
    assert AFFIRMATIVE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "I'm not sure.",
        "Please don't proceed.",
        "Do not go ahead",
        "Make sure it is cheap",
        "Can you confirm the price?",
        "How can we proceed?",
        "Please do not send it",
        "Which book?",
    ],
)
def test_what_sounds_like_a_yes_is_none(text: str) -> None:
    assert not AFFIRMATIVE.search(text)


@pytest.mark.parametrize(
    "text", ["I can't do that", "I’m unable to help", "we won't refund it", "It will not be possible"]
)
def test_a_refusal_is_one(text: str) -> None:
    assert REFUSAL.search(text)


@pytest.mark.parametrize("text", ["The price will not change", "It won’t rain", "I can do that", "a canteen"])
def test_a_statement_about_the_world_refuses_nothing(text: str) -> None:
    assert not REFUSAL.search(text)


@pytest.mark.parametrize(
    "text", ["the lookup failed", "I couldn't reach it", "it is unavailable", "Unfortunately, no."]
)
def test_an_admission_of_failure_is_one(text: str) -> None:
    assert FAILURE.search(text)


def test_plain_success_admits_nothing() -> None:
    assert not FAILURE.search("Your table is booked for 18:00, and the failed payment of May is not part of it.")


def test_words_of_correction_are_known() -> None:
    assert CORRECTS.search("Actually, make it 5 June") and not CORRECTS.search("I leave on 5 June")
