"""Disclosure: what failed to the end is told."""

from __future__ import annotations

from negforge.checks.disclosure import disclosure
from negforge.checks.readings.tools import steps_of, unresolved
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("Book R1 and mail me the ticket.")
BOOK = (call("book_train", {"train": "R1"}), response("booked"))
MAIL = call("send_mail", {"to": "mia@x.example"})
ERROR = response({"error": "mailbox full"})
PROUD = assistant("R1 is booked. Have a good trip!")


def test_a_failure_that_the_answer_hides_is_objected_to() -> None:
    assert evidence(disclosure, conversation(ASK, *BOOK, MAIL, ERROR, PROUD)) == [
        ((5, "R1 is booked. Have a good trip!"), (4, '{"error":"mailbox full"}'))
    ]


def test_an_answer_that_says_so_is_sound() -> None:
    trouble = assistant("R1 is booked. The mail is still encountering an issue with the address.")
    assert silent(disclosure, conversation(ASK, *BOOK, MAIL, ERROR, trouble))
    honest = assistant("R1 is booked. I couldn't mail the ticket: the mailbox is full.")
    assert silent(disclosure, conversation(ASK, *BOOK, MAIL, ERROR, honest))


def test_a_failure_that_was_put_right_need_not_be_told() -> None:
    more = (call("send_mail", {"to": "li@x.example"}), response("sent"))
    assert silent(disclosure, conversation(ASK, *BOOK, MAIL, ERROR, *more, PROUD))


def test_a_later_failure_after_a_success_must_be_told() -> None:
    more = (call("send_mail", {"to": "li@x.example"}), response("sent"))
    assert len(evidence(disclosure, conversation(ASK, *BOOK, *more, MAIL, ERROR, PROUD))) == 1


def test_what_the_user_was_told_when_it_happened_need_not_be_told_again() -> None:
    told = (assistant("I couldn't mail it. Shall I print it?"), user("No, thanks."), assistant("You're welcome!"))
    assert silent(disclosure, conversation(ASK, *BOOK, MAIL, ERROR, *told))


def test_a_word_to_oneself_on_the_way_tells_the_user_nothing() -> None:
    aside = (assistant("The mail failed to go out."), call("get_weather"), response("sunny"))
    assert len(evidence(disclosure, conversation(ASK, *BOOK, MAIL, ERROR, *aside, PROUD))) == 1


def test_a_lost_answer_that_a_look_made_up_for_need_not_be_told() -> None:
    lost = response({"error": "504: the request may or may not have been processed"})
    look = (call("list_mails"), response("one to mia@x.example"))
    assert silent(disclosure, conversation(ASK, *BOOK, MAIL, lost, *look, PROUD))
    assert len(evidence(disclosure, conversation(ASK, *BOOK, MAIL, ERROR, *look, PROUD))) == 1


def test_a_read_that_another_tool_made_up_for_need_not_be_told() -> None:
    stops = (call("get_stops", {"train": "R1"}), ERROR)
    assert silent(disclosure, conversation(ASK, *stops, call("get_route"), response("Oslo"), PROUD))
    assert len(evidence(disclosure, conversation(ASK, call("get_route"), response("Oslo"), *stops, PROUD))) == 1


def test_the_reason_of_an_error_in_other_words_tells_it() -> None:
    locked = response({"error": "estimate_locked", "message": "The sprint has started; its points are locked."})
    told = assistant("R1 is booked. The points stay as they are: they are locked since the sprint began.")
    assert silent(disclosure, conversation(ASK, *BOOK, call("set_estimate"), locked, told))
    assert len(evidence(disclosure, conversation(ASK, *BOOK, call("set_estimate"), locked, PROUD))) == 1


def test_without_an_answer_there_is_nothing_to_tell_it_in() -> None:
    assert silent(disclosure, conversation(ASK, *BOOK, MAIL, ERROR))
    assert silent(disclosure, conversation(ASK, assistant("One moment."), MAIL, ERROR))


def test_a_long_error_is_quoted_by_its_beginning() -> None:
    ((_, place),) = evidence(disclosure, conversation(ASK, MAIL, response("Error: " + "x" * 500), PROUD))
    assert place == (2, ("Error: " + "x" * 500)[:160])


def test_steps_are_unresolved_until_the_tool_succeeds() -> None:
    steps = steps_of(*conversation(ASK, MAIL, ERROR, *BOOK, MAIL, response("sent"), MAIL, ERROR))
    assert [step.at for step in unresolved(steps)] == [7]
