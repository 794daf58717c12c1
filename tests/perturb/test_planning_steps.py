"""Planning, steps: one that was needed is not made, one that was made is made again."""

from __future__ import annotations

import re

import pytest

from negforge.core.edit import Edit
from negforge.core.json_text import Json
from negforge.core.message import Message, text_of
from negforge.perturb.planning.steps import remove_needed_step, repeat_successful_call
from negforge.perturb.planning.writes import claim_write_not_made
from tests.build import assistant, call, conversation, response, user
from tests.perturb.proving import Conversation, inserted, proposals, proposed, words_of

ASKED = user("What is the fare of the North Star?")
FARE = (call("get_fare", {"train": "North Star"}), response({"price": 31.5}))
TOLD = assistant("The North Star costs 31.50 euros.")
BOTH = ["get_fare", "get_seats", "hold_seat", "calculate"]


def test_the_only_source_of_a_figure_is_taken_out_and_the_figure_invented() -> None:
    asked = conversation(ASKED, *FARE, TOLD, tools=BOTH)
    (only,) = proposed(remove_needed_step, asked)
    messages = asked[1].messages
    assert only.edits[:2] == (Edit(0, messages[0], None), Edit(1, messages[1], None))
    assert re.fullmatch(r"The North Star costs 3\d\.\d\d euros\.", words_of(only, 2))
    assert words_of(only, 2) != text_of(TOLD)
    assert len(only.edits) == 3


def test_the_words_that_announced_the_call_go_with_it() -> None:
    announced = (assistant("Let me look."), call("get_fare", {"train": "North Star"}, with_previous=True), FARE[1])
    asked = conversation(ASKED, *announced, TOLD, tools=BOTH)
    (only,) = proposed(remove_needed_step, asked)
    assert [edit.at for edit in only.edits if edit.after is None] == [0, 1, 2]


def test_of_a_reply_with_two_calls_either_may_go_and_its_words_stay() -> None:
    pair = (
        assistant("Let me look."),
        call("get_fare", {"train": "North Star"}, with_previous=True),
        call("get_seats", {"train": "North Star"}, with_previous=True),
        response({"price": 31.5}),
        response({"seats": 84}),
    )
    asked = conversation(ASKED, *pair, assistant("It costs 31.50 euros. 84 seats are left."), tools=BOTH)
    found = proposed(remove_needed_step, asked)
    assert {tuple(edit.at for edit in one.edits if edit.after is None) for one in found} == {(1, 3), (2, 4)}


def test_the_first_call_of_a_reply_without_words_stays_as_the_others_hang_on_it() -> None:
    pair = (
        call("get_fare", {"train": "North Star"}),
        call("get_seats", {"train": "North Star"}, with_previous=True),
        response({"price": 31.5}),
        response({"seats": 84}),
    )
    asked = conversation(ASKED, *pair, assistant("It costs 31.50 euros. 84 seats are left."), tools=BOTH)
    (only,) = proposed(remove_needed_step, asked)
    assert [edit.at for edit in only.edits if edit.after is None] == [1, 3]


def told_in_passing() -> Conversation:
    """The words that announce the second call give the first answer, and none gives it again."""
    first = (call("get_fare", {"train": "North Star"}), response({"price": 31.5}))
    second = (call("get_seats", {"train": "North Star"}, with_previous=True), response({"seats": 84}))
    row = (*first, assistant("It costs 31.50 euros. Now the seats."), *second, assistant("84 seats are left."))
    return conversation(ASKED, *row, user("And the fare was 31.50?"), assistant("Yes."), tools=BOTH)


def fed(reply: dict[str, str]) -> Conversation:
    """The step gives what a later call is made with."""
    found = (call("get_seats", {"train": "North Star"}), response({"seat": "S-4417", "price": 31.5}))
    held = (call("hold_seat", {"seat": "S-4417"}), response(reply))
    return conversation(
        user("Hold me a seat on the North Star."), *found, *held, assistant("It costs 31.50."), tools=BOTH
    )


@pytest.mark.parametrize(
    "held_back",
    [
        conversation(ASKED, *FARE, assistant("It is a fine train."), tools=BOTH),
        conversation(user("Does the North Star cost 31.50?"), *FARE, TOLD, tools=BOTH),
        conversation(ASKED, *FARE, TOLD, user("31.50, thank you."), tools=BOTH),
        conversation(ASKED, FARE[0], response({"error": "no such train", "price": 31.5}), TOLD, tools=BOTH),
        conversation(ASKED, call("calculate", {"sum": "30+1.5"}), response("31.5"), TOLD, tools=BOTH),
        conversation(ASKED, *FARE, assistant("Ask anna@rail.example: 31.50."), tools=BOTH),
        conversation(
            ASKED, FARE[0], response({"mail": "anna@rail.example"}), assistant("anna@rail.example"), tools=BOTH
        ),
        conversation(
            ASKED, FARE[0], response({"price": 31.5, "seller": "Lindmoor"}), assistant("Lindmoor: 31.50"), tools=BOTH
        ),
        conversation(ASKED, *FARE, assistant("It costs 31.50, so both seats make 63.00."), tools=BOTH),
        fed({"state": "held"}),
        fed({"state": "held", "seat": "S-4417"}),
        told_in_passing(),
    ],
    ids=[
        *("nothing is told", "the user knew", "the user says it again", "failed", "computed", "an ungrounded answer"),
        *("an address", "a name no one guesses", "more follows from it", "feeds a call"),
        *("feeds a call whose response repeats it", "its words tell something else"),
    ],
)
def test_a_read_stays_where_the_run_could_not_do_without_it(held_back: Conversation) -> None:
    assert proposals(remove_needed_step, held_back) == []


CANCEL = (call("cancel_booking", {"booking_id": "BK-7701"}), response("Done."))
CANCELLED = assistant("Your booking BK-7701 has been cancelled.")
WISH = user("Please cancel my booking BK-7701.")
DESK = ["get_booking", "cancel_booking", "book_seat", "mail_ticket", "set_temperature", "get_temperature"]


def test_a_write_is_taken_out_and_the_words_still_report_it() -> None:
    asked = conversation(WISH, *CANCEL, CANCELLED, tools=DESK)
    (only,) = proposed(claim_write_not_made, asked)
    messages = asked[1].messages
    assert only.edits == (Edit(0, messages[0], None), Edit(1, messages[1], None))
    assert only.parameters == (("tool", "cancel_booking"),)


def test_the_number_that_a_write_gave_is_then_out_of_thin_air_too() -> None:
    booked = (call("book_seat", {"train": "North Star"}), response({"ticket": "TK-90817"}))
    asked = conversation(
        user("Book me a seat on the North Star."), *booked, assistant("I've booked it: ticket TK-90817."), tools=DESK
    )
    (only,) = proposed(claim_write_not_made, asked, also={"grounding"})
    assert [edit.at for edit in only.edits] == [0, 1]


def warmed(*after: Message) -> Conversation:
    asked = user("Please set the heating in the hall to 21.")
    step = (call("set_temperature", {"room": "hall", "degrees": 21}), response("ok"))
    return conversation(asked, *step, *after, assistant("I've changed the heating."), tools=DESK)


BOOKED = (call("book_seat", {"train": "North Star"}), response({"ticket": "TK-90817"}))
MAILED = (call("mail_ticket", {"ticket": "TK-90817"}), response("ok"))


@pytest.mark.parametrize(
    "held_back",
    [
        conversation(WISH, *CANCEL, assistant("It is done."), tools=DESK),
        conversation(WISH, CANCEL[0], response("Error: no such booking"), CANCELLED, tools=DESK),
        conversation(WISH, CANCEL[0], tools=DESK),
        conversation(
            WISH, *CANCEL, *(call("get_booking", {"booking_id": "BK-7701"}), response([])), CANCELLED, tools=DESK
        ),
        conversation(WISH, *CANCEL, *(call("get_booking"), response({"cancelled": "BK-7701"})), CANCELLED, tools=DESK),
        warmed(call("get_temperature", {"room": "hall"}), response({"degrees": 21})),
        conversation(
            user("Book the North Star and mail me the ticket."),
            *BOOKED,
            *MAILED,
            assistant("I've booked it."),
            tools=DESK,
        ),
    ],
    ids=[
        *("nothing is claimed", "failed", "the run stops on the call", "called for later", "the record seen later"),
        *("the new state seen later", "a later call needs what it gave"),
    ],
)
def test_a_write_stays_where_nothing_claims_it_or_the_rest_shows_it(held_back: Conversation) -> None:
    assert proposals(claim_write_not_made, held_back) == []


def test_a_state_that_had_been_seen_before_shows_nothing_of_the_write() -> None:
    seen = (call("get_temperature", {"room": "bath"}), response({"room": "bath", "degrees": 21}))
    asked = conversation(
        user("Please set the heating in the hall to 21, as in the bath."),
        *seen,
        *(call("set_temperature", {"room": "hall", "degrees": 21}), response("ok")),
        *(call("get_temperature", {"room": "cellar"}), response({"room": "cellar", "degrees": 21})),
        assistant("I've changed the heating."),
        tools=DESK,
    )
    (only,) = proposed(claim_write_not_made, asked)
    assert [edit.at for edit in only.edits] == [2, 3]


SEATS = (call("get_seats", {"train": "North Star"}), response({"seats": 84}))
LOOKED = (ASKED, *FARE, *SEATS, assistant("It costs 31.50 euros, 84 seats are left."))


def test_a_read_is_made_again_later_on_and_answered_the_same() -> None:
    asked = conversation(*LOOKED, tools=BOTH)
    found = proposed(repeat_successful_call, asked)
    messages = asked[1].messages
    assert {dict(one.parameters)["tool"] for one in found} == {"get_fare", "get_seats"}
    for one in found:
        name = dict(one.parameters)["tool"]
        at = 0 if name == "get_fare" else 2
        assert inserted(one.edits, one.edits[0].at, name, text_of(messages[at]), messages[at + 1])
        assert len(one.edits) == 2


def test_no_call_stands_where_the_agent_waits_for_the_user_or_splits_a_reply() -> None:
    group = (
        assistant("Let me look."),
        call("get_seats", {"train": "North Star"}, with_previous=True),
        call("get_seats", {"train": "Blue Arrow"}, with_previous=True),
        response({"seats": 84}),
        response({"seats": 66}),
    )
    asked = conversation(ASKED, *FARE, *group, TOLD, user("And tomorrow?"), assistant("The same."), tools=BOTH)
    places = {one.edits[0].at for one in proposed(repeat_successful_call, asked)}
    assert places <= {2, 7}


def repeated(reply: Json, name: str = "get_fare") -> Conversation:
    step = (call(name, {"train": "North Star"}), response(reply))
    return conversation(ASKED, *step, TOLD, tools=[*BOTH, name])


@pytest.mark.parametrize(
    "held_back",
    [
        repeated({"price": 31.5, "checked_at": "10:14:05"}),
        repeated("31.50 euros, as of 10:14"),
        repeated("31.50 euros, retrieved 10:14"),
        repeated("10:14:05", "get_current_time"),
        repeated("Error: no such train"),
        repeated("31.5", "calculate"),
        repeated("ok, 31.50", "hold_seat"),
        conversation(ASKED, *FARE, tools=BOTH),
        conversation(ASKED, *FARE, user("Tomorrow, I mean."), assistant("The same."), tools=BOTH),
        conversation(ASKED, *FARE, *FARE, TOLD, tools=BOTH),
        conversation(ASKED, call("get_fare", {}, by="user"), response({"price": 31.5}), TOLD, tools=BOTH),
    ],
    ids=[
        *("tells the moment", "tells the moment in words", "was retrieved", "a clock", "failed", "a calculator"),
        *("a write", "nothing follows", "the user goes on", "repeated already", "the user's own"),
    ],
)
def test_a_call_is_not_made_again_where_the_answer_would_differ_or_it_is_no_waste(held_back: Conversation) -> None:
    assert proposals(repeat_successful_call, held_back) == []


def test_after_a_write_a_read_may_be_made_again() -> None:
    reads = (call("get_seats", {"train": "North Star"}), response({"seats": 84}))
    held = (call("hold_seat", {"seat": "S-4417"}), response("held"))
    asked = conversation(user("Hold S-4417 on the North Star."), *reads, *held, assistant("Held."), tools=BOTH)
    assert {one.edits[0].at for one in proposed(repeat_successful_call, asked)} <= {2}
