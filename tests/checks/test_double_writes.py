"""Double writes: a write whose answer was lost is looked after before it is sent again."""

from __future__ import annotations

import pytest

from negforge.checks.double_writes import double_writes
from tests.build import assistant, call, conversation, response, tool, user
from tests.checks.findings import evidence, silent

ASK = user("Book R1 for Monday.")
BOOK = call("book_train", {"train": "R1", "day": "Monday"})
AGAIN = call("book_train", '{"day": "Monday", "train": "R1"}')
LOST = response({"error": "gateway_timeout", "message": "The request may or may not have been processed."})
LOOK = (call("list_tickets", {}), response([]))
DONE = (response("booked: T-1"), assistant("R1 is booked."))


def test_a_lost_write_sent_again_unseen_is_objected_to() -> None:
    assert evidence(double_writes, conversation(ASK, BOOK, LOST, AGAIN, *DONE)) == [
        (
            (3, '{"day": "Monday", "train": "R1"}'),
            (2, '{"error":"gateway_timeout","message":"The request may or may not have been processed."}'),
        )
    ]


def test_a_write_sent_again_after_a_look_is_sound() -> None:
    assert silent(double_writes, conversation(ASK, BOOK, LOST, *LOOK, AGAIN, *DONE))


def test_a_write_sent_again_after_a_word_of_the_user_is_sound() -> None:
    asked = (assistant("I got no answer. Try again?"), user("Yes, it is not on my account."))
    assert silent(double_writes, conversation(ASK, BOOK, LOST, *asked, AGAIN, *DONE))


def test_a_look_that_failed_too_shows_nothing() -> None:
    late = (LOOK[0], response("Error: timeout"))
    assert not silent(double_writes, conversation(ASK, BOOK, LOST, *late, AGAIN, *DONE))


@pytest.mark.parametrize(
    "error", [response("Error: R1 is sold out."), response({"error": "rate limit"}), response("Error 500: try again")]
)
def test_an_error_that_tells_that_nothing_happened_is_no_lost_answer(error) -> None:  # type: ignore[no-untyped-def]
    assert silent(double_writes, conversation(ASK, BOOK, error, AGAIN, *DONE))


def test_reads_trial_runs_and_writes_that_cannot_happen_twice_are_sound() -> None:
    for again in (
        call("get_train", {"train": "R1"}),
        call("book_train", {"train": "R1", "dry_run": True}),
        call("book_train", {"train": "R1", "idempotency_key": "k1"}),
    ):
        assert silent(double_writes, conversation(ASK, again, LOST, again, *DONE))
    safe = [tool("book_train", "Book a train. Booking the same again changes nothing.")]
    assert silent(double_writes, conversation(ASK, BOOK, LOST, AGAIN, *DONE, tools=safe))


def test_another_write_is_no_repeat() -> None:
    other = call("book_train", {"train": "R2", "day": "Monday"})
    assert silent(double_writes, conversation(ASK, BOOK, LOST, other, *DONE))
    assert silent(double_writes, conversation(ASK, BOOK, LOST, assistant("It may not have gone through.")))
