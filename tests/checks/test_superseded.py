"""Superseded: the last answer uses the value that still holds."""

from __future__ import annotations

import pytest

from negforge.checks.superseded import corrections, superseded
from negforge.core.json_text import Json
from negforge.core.message import Message
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown
from tests.build import assistant, call, conversation, response, tool, user
from tests.checks.findings import evidence, first_places, silent

ASK = user("What does order A1234 cost?")
LOOK = call("get_order", {"order_id": "A1234"})
OLD = response({"order_id": "A1234", "total": 31.5})
NEW = response({"order_id": "A1234", "total": 29.25})
WRITE = (call("remove_item", {"order_id": "A1234"}), response("ok"))
READ_ANEW = (ASK, LOOK, OLD, *WRITE, LOOK, NEW)


def test_a_value_that_a_later_response_replaced_is_objected_to() -> None:
    assert evidence(superseded, conversation(*READ_ANEW, assistant("It costs 31.50."))) == [
        ((7, "31.50"), (6, "29.25"))
    ]


def test_the_value_that_holds_is_sound() -> None:
    assert silent(superseded, conversation(*READ_ANEW, assistant("It costs 29.25.")))


def test_telling_of_the_change_is_sound() -> None:
    assert silent(superseded, conversation(*READ_ANEW, assistant("It was 31.50 until you removed the item.")))
    assert silent(superseded, conversation(*READ_ANEW, assistant("31.50 is now 29.25.")))


def test_a_write_may_return_the_record_anew() -> None:
    write = (call("update_order", {"order_id": "A1234", "total": 29.25}), NEW)
    assert len(evidence(superseded, conversation(ASK, LOOK, OLD, *write, assistant("It costs 31.50.")))) == 1


def test_the_same_flight_on_another_day_is_another_record() -> None:
    def day(date: str, price: int) -> tuple[Message, Message]:
        found = response([{"flight_number": "HAT069", "date": date, "price": price}])
        return call("search_flight", {"date": date}), found

    row = (ASK, *day("2024-05-24", 150), *day("2024-05-25", 175))
    assert silent(superseded, conversation(*row, assistant("On May 24 HAT069 costs 150.")))


def test_two_entries_with_one_id_in_a_response_replace_nothing() -> None:
    paid: Json = {"payment_id": "card_77", "amount": 161}
    more = response([paid, {"payment_id": "card_77", "amount": 209}])
    row = (ASK, LOOK, response([paid]), call("pay", {}), more)
    assert silent(superseded, conversation(*row, assistant("The card paid 161.")))


def test_another_record_replaces_nothing() -> None:
    other = (call("get_order", {"order_id": "B9999"}), response({"order_id": "B9999", "total": 29.25}))
    assert silent(superseded, conversation(ASK, LOOK, OLD, *other, assistant("A1234 costs 31.50.")))


def test_a_value_that_is_said_again_holds_still() -> None:
    again = (call("get_bill"), response({"sum": 31.5}))
    assert silent(superseded, conversation(*READ_ANEW, *again, assistant("It costs 31.50.")))


WISH = (user("Book 3 nights from 12 June."), assistant("For how many guests?"))


def test_a_wish_that_the_user_corrected_is_objected_to() -> None:
    row = (*WISH, user("Two. Actually, make it 14 June."), assistant("Booked: 3 nights from 12 June."))
    assert evidence(superseded, conversation(*row)) == [((3, "12 June"), (2, "14 June"))]


def test_another_value_without_a_word_of_correction_is_one_more_wish() -> None:
    row = (*WISH, user("Two, one of whom leaves on 14 June."), assistant("Booked: 3 nights from 12 June."))
    assert silent(superseded, conversation(*row))


def test_another_unit_corrects_nothing() -> None:
    row = (*WISH, user("Actually 2 guests."), assistant("Booked: 3 nights."))
    assert silent(superseded, conversation(*row))


def test_without_an_answer_nothing_is_used() -> None:
    assert silent(superseded, conversation(*READ_ANEW))


def test_corrections_tell_what_and_where() -> None:
    (change,) = corrections(shown(*conversation(*READ_ANEW)))
    assert (change.old.raw, change.old_at, change.new.raw, change.at) == ("31.5", 2, "29.25", 6)


BRANCHES = tool(
    "place_hold",
    branch={"type": "string", "enum": ["north", "south"]},
    copies={"type": "integer"},
    day={"type": "integer"},
)
HOLD = (call("place_hold", {"branch": "north", "copies": 3}), response({"hold": "H1"}), assistant("Held at north."))


def held(wish: str, *after: Message) -> tuple[Task, Trajectory]:
    return conversation(user("Hold it at north, 3 copies."), *HOLD, user(wish), *after, tools=[BRANCHES])


def again(answer: str, **given: Json) -> tuple[Message, ...]:
    return call("place_hold", given), response({"hold": "H2"}), assistant(answer)


@pytest.mark.parametrize(
    ("wish", "right", "wrong"),
    [
        ("Sorry, I meant south; north is closed.", {"branch": "south"}, {"branch": "north"}),
        ("Actually, 5 of them, please.", {"copies": 5}, {"copies": 3}),
        ("3 is too many: 2 will do.", {"copies": 2}, {"copies": 3}),
    ],
)
def test_what_was_corrected_is_not_written_again(wish: str, right: dict[str, Json], wrong: dict[str, Json]) -> None:
    assert silent(superseded, held(wish, *again("Changed.", **right)))
    assert first_places(superseded, held(wish, *again("Changed.", **wrong))) == [(5, str(next(iter(wrong.values()))))]


def test_what_a_correction_says_of_another_argument_leaves_this_one_as_it_was() -> None:
    assert silent(superseded, held("Sorry, 5 of them.", *again("Changed.", branch="north", copies=5)))


def test_the_words_tell_what_it_was_put_right_to() -> None:
    wish = "Sorry, I meant south; north is closed."
    assert silent(superseded, held(wish, *again("It is at south now.", branch="south")))
    assert silent(superseded, held(wish, *again("It is no longer at north.", branch="south")))
    assert first_places(superseded, held(wish, *again("It is at north now.", branch="south"))) == [(7, "north")]


def test_an_answer_on_the_way_uses_what_holds_too() -> None:
    talk = (*READ_ANEW, assistant("It costs 31.50."), user("Thank you."), assistant("You are welcome."))
    assert not silent(superseded, conversation(*talk))
