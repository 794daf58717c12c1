"""Repeats: a call made again with nothing changed is objected to; one with a reason is not."""

from __future__ import annotations

from negforge.checks.repeats import repeats
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("What does R1 cost?")
FARE = call("get_fare", {"train": "R1", "seat": 2})
AGAIN = call("get_fare", '{"seat": 2, "train": "R1"}')
PRICE = response({"price": 31.5})
ANSWER = assistant("31.50.")


def test_the_same_call_with_the_same_response_is_a_repeat() -> None:
    assert evidence(repeats, conversation(ASK, FARE, PRICE, AGAIN, PRICE, ANSWER)) == [
        ((3, '{"seat": 2, "train": "R1"}'), (1, '{"train":"R1","seat":2}'))
    ]


def test_other_reads_in_between_change_nothing() -> None:
    between = (call("get_stops", {"train": "R1"}), response("Oslo"))
    assert len(evidence(repeats, conversation(ASK, FARE, PRICE, *between, AGAIN, PRICE, ANSWER))) == 1


def test_a_third_call_is_a_second_repeat() -> None:
    found = evidence(repeats, conversation(ASK, FARE, PRICE, AGAIN, PRICE, AGAIN, PRICE))
    assert [places[0][0] for places in found] == [3, 5]


def test_a_response_that_is_cut_short_or_old_or_of_another_record_is_asked_for_again_with_reason() -> None:
    for off in ({"fares": [], "warning": "entries may be missing"}, {"price": 9, "served_from": "cache, 7 h old"}):
        assert silent(repeats, conversation(ASK, FARE, response(off), AGAIN, response(off), ANSWER))
    other = (call("get_ticket", {"number": "T-4512"}), response({"number": "T-4152", "seat": 4}))
    assert silent(repeats, conversation(ASK, *other, *other, ANSWER))
    same = (call("get_ticket", {"number": "T-4512"}), response({"number": "T-4512", "seat": 4}))
    assert len(evidence(repeats, conversation(ASK, *same, *same, ANSWER))) == 1


def test_a_look_after_a_write_whose_answer_was_lost_is_sound() -> None:
    lost = (call("book_train", {"train": "R1"}), response({"error": "timeout"}))
    look = (call("list_tickets"), response("none"))
    assert silent(repeats, conversation(ASK, *look, *lost, *look, ANSWER))
    refused = (call("book_train", {"train": "R1"}), response({"error": "sold out"}))
    assert len(evidence(repeats, conversation(ASK, *look, *refused, *look, ANSWER))) == 1


def test_reading_again_after_a_write_is_sound() -> None:
    write = (call("book_seat", {"train": "R1"}), response("booked"))
    assert silent(repeats, conversation(ASK, FARE, PRICE, *write, AGAIN, PRICE, ANSWER))


def test_a_write_that_failed_changes_nothing() -> None:
    write = (call("book_seat", {"train": "R1"}), response("Error: full"))
    assert len(evidence(repeats, conversation(ASK, FARE, PRICE, *write, AGAIN, PRICE, ANSWER))) == 1


def test_reading_again_when_the_user_asks_again_is_sound() -> None:
    assert silent(repeats, conversation(ASK, FARE, PRICE, ANSWER, user("And now?"), AGAIN, PRICE, ANSWER))


def test_another_response_shows_that_something_had_changed() -> None:
    assert silent(repeats, conversation(ASK, FARE, PRICE, AGAIN, response({"price": 29.0}), ANSWER))


def test_a_call_after_an_error_is_no_repeat() -> None:
    assert silent(repeats, conversation(ASK, FARE, response("Error: busy"), AGAIN, PRICE, ANSWER))


def test_other_arguments_are_another_call() -> None:
    other = call("get_fare", {"train": "R1", "seat": 3})
    assert silent(repeats, conversation(ASK, FARE, PRICE, other, PRICE, ANSWER))


def test_the_same_write_twice_is_left_to_other_checks() -> None:
    book = call("book_seat", {"train": "R1"})
    assert silent(repeats, conversation(ASK, book, response("ok"), book, response("ok")))
