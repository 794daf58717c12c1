"""Planning, values: exchanged between records, taken from another one, outdated, or other than the user said."""

from __future__ import annotations

import json

import pytest

from negforge.core.edit import Edit
from negforge.core.json_text import Json
from negforge.core.message import Message, ToolCall
from negforge.perturb.planning.arguments import change_stated_argument
from negforge.perturb.planning.values import exchange_values, quote_other_record, use_superseded_value
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import Conversation, log_of, proposals, proposed, words_of

ASKED = user("What do the North Star and the Blue Arrow cost, and how many seats are left?")
STAR = {"train": "North Star", "price": 31.5, "seats": 84, "state": "on time"}
ARROW = {"train": "Blue Arrow", "price": 48.25, "seats": 66, "state": "delayed"}
ANSWER = "The North Star costs 31.50 euros and has 84 seats.\nThe Blue Arrow costs 48.25 euros and has 66 seats."
TRAIN = tool("get_train", "One train: its fare, free seats and state.", train="string")


def trains(*after: Message, answer: str = ANSWER, arrow: Json = ARROW, asked: Message = ASKED) -> Conversation:
    first = (call("get_train", {"train": "North Star"}), response(STAR))
    second = (call("get_train", {"train": "Blue Arrow"}), response(arrow))
    return conversation(asked, *first, *second, assistant(answer), *after, tools=[TRAIN])


def test_two_values_of_a_kind_are_exchanged_and_not_a_word_more() -> None:
    found = proposed(exchange_values, trains())
    assert {words_of(one, 4) for one in found} == {
        "The North Star costs 48.25 euros and has 84 seats.\nThe Blue Arrow costs 31.50 euros and has 66 seats.",
        "The North Star costs 31.50 euros and has 66 seats.\nThe Blue Arrow costs 48.25 euros and has 84 seats.",
    }
    assert {len(one.edits) for one in found} == {1}
    assert {one.parameters for one in found} >= {(("one", "31.50"), ("other", "48.25"))}


@pytest.mark.parametrize(
    "held_back",
    [
        trains(answer="The North Star costs 31.50 euros."),
        trains(answer="The North Star costs 31.50 euros. The Blue Arrow has 66 seats."),
        trains(answer="The North Star costs 31.50, yes, 31.50. The Blue Arrow costs 48.25, yes, 48.25."),
        trains(answer="The North Star is cheaper: it costs 31.50, and the Blue Arrow costs 48.25."),
        trains(answer="The North Star costs 48.25. The Blue Arrow costs 31.50."),
        trains(user("So 31.50 and 48.25, 84 and 66. Thanks."), assistant("You're welcome.")),
        trains(answer="The North Star costs 31.50. The Blue Arrow costs 31.50.", arrow={**ARROW, "price": 31.5}),
        trains(
            asked=user("Do they cost 31.50 and 48.25?"),
            answer="Yes. The North Star costs 31.50, the Blue Arrow costs 48.25.",
        ),
    ],
    ids=[
        *("one value", "two units", "said twice", "compared", "exchanged already", "said again by the user"),
        *("the same in both", "stated by the user"),
    ],
)
def test_nothing_is_exchanged_where_it_would_show_or_not_be_wrong(held_back: Conversation) -> None:
    assert proposals(exchange_values, held_back) == []


def test_of_thousands_of_values_a_few_couples_are_drawn_and_proved() -> None:
    rows = "\n".join(f"- Train{number} costs {number}.50 euros." for number in range(100, 550))
    prices: Json = [{"train": f"Train{number}", "price": number + 0.5} for number in range(100, 600)]
    told = trains(answer=rows, arrow=prices)
    found = proposals(exchange_values, told)
    assert 6 <= len(found) <= 60 and len({one.parameters for one in found}) == len(found)
    assert found == proposals(exchange_values, told)
    assert 6 <= len(proposals(quote_other_record, told)) <= 60


def test_a_value_of_another_record_takes_the_place_of_the_right_one() -> None:
    told = trains(answer="The North Star costs 31.50 euros.")
    (only,) = proposed(quote_other_record, told)
    assert only.edits == (Edit(4, told[1].messages[4], assistant("The North Star costs 48.25 euros.")),)
    assert only.parameters == (("right", "31.50"), ("wrong", "48.25"))


def test_a_state_of_another_record_takes_the_place_of_the_right_one() -> None:
    told = trains(answer="North Star: its state is on time.")
    (only,) = proposed(quote_other_record, told)
    assert only.edits == (Edit(4, told[1].messages[4], assistant("North Star: its state is delayed.")),)


@pytest.mark.parametrize(
    ("stated", "wrong"), [("GNT", "BRU"), ("Gnt", "Bru"), ("gnt", "bru")], ids=["capitals", "a capital", "small"]
)
def test_a_choice_is_written_as_the_right_one_was(stated: str, wrong: str) -> None:
    stops = ({"train": "North Star", "terminus": "GNT"}, {"train": "Blue Arrow", "terminus": "BRU"})
    looked_up = (call("list_trains"), response(list(stops)))
    told = conversation(
        user("Where?"), *looked_up, assistant(f"North Star: its terminus is {stated}."), tools=["list_trains"]
    )
    (only,) = proposed(quote_other_record, told)
    assert words_of(only, 2) == f"North Star: its terminus is {wrong}."


@pytest.mark.parametrize(
    "held_back",
    [
        trains(answer="The North Star costs 31.50.", arrow={**ARROW, "price": 31.5}),
        trains(answer="The North Star costs 31.50.", arrow={"train": "Blue Arrow", "berths": 40}),
        trains(answer="The North Star costs 31.50 and the Blue Arrow 48.25."),
        trains(answer="The cheapest is the North Star at 31.50."),
        trains(user("31.50 it is, thanks."), answer="The North Star costs 31.50."),
        trains(answer="The North Star costs 48.25."),
        trains(user("Good that it is on time."), answer="North Star: its state is on time."),
        trains(answer="It is a fine train."),
    ],
    ids=[
        *("the same in both", "another field", "the other is told too", "compared", "said again by the user"),
        *("wrong already", "the state said again by the user", "no value"),
    ],
)
def test_no_other_record_is_quoted_where_it_would_show_or_not_be_wrong(held_back: Conversation) -> None:
    assert proposals(quote_other_record, held_back) == []


AREA: Json = {"type": "string", "enum": ["terrace", "hall"]}
BOOK = tool("book_table", "Book a table.", date="string", guests="integer", area=AREA)
BOOKED: dict[str, Json] = {"date": "2026-05-13", "guests": 14, "area": "terrace"}
WISH = "Please book a table on the terrace for 14 guests on 2026-05-13."


def booking(*after: Message, wish: str = WISH, reply: Json = "The table is booked.") -> Conversation:
    step = (call("book_table", BOOKED), response(reply))
    return conversation(user(wish), *step, assistant("Your table is booked."), *after, tools=[BOOK])


def test_an_argument_that_the_user_spelled_out_is_changed_a_little() -> None:
    asked = booking()
    found = proposed(change_stated_argument, asked)
    made = []
    for proposal in found:
        (edit,) = proposal.edits
        assert (edit.at, edit.before) == (0, asked[1].messages[0])
        assert isinstance(edit.after, ToolCall)
        made.append(json.loads(edit.after.arguments))
    dates = [{**BOOKED, "date": day} for day in ("2026-05-12", "2026-05-14")]
    assert [one for one in made if one["date"] != "2026-05-13"] in (dates, dates[::-1])
    assert {one["guests"] for one in made} - {14} < {12, 13, 15, 16}
    assert all(sum(one.get(name) != BOOKED[name] for name in BOOKED) == 1 for one in made)


def test_an_optional_argument_that_the_user_named_is_left_out() -> None:
    declared = tool("book_table", "Book a table.", date="string", area=AREA)  # only the date is required
    asked = conversation(
        user("Please book a table on the terrace on 2026-05-13."),
        call("book_table", {"date": "2026-05-13", "area": "terrace"}),
        response("The table is booked."),
        assistant("Your table is booked."),
        tools=[declared],
    )
    found = proposed(change_stated_argument, asked)
    assert "area: left out" in {dict(one.parameters)["argument"] for one in found}
    shortened = call("book_table", {"date": "2026-05-13"}, call_id="c0")
    assert (Edit(0, asked[1].messages[0], shortened),) in {one.edits for one in found}


@pytest.mark.parametrize(
    "held_back",
    [
        booking(reply="Booked for 14 guests on 13 May, on the terrace."),
        booking(reply={"booked": True, "deposit": 140}),
        booking(reply={"error": "no table left"}),
        booking(wish="Please book a table for us all."),
        booking(user("So 14 guests on 13 May on the terrace, right?"), assistant("Yes.")),
        booking(
            *(call("list_bookings", {}), response([{"date": "2026-05-13", "guests": 14, "area": "terrace"}])),
            assistant("It stands in the book."),
        ),
    ],
    ids=["echoed", "a figure that follows", "failed", "never spelled out", "said again", "the record seen later"],
)
def test_no_argument_is_changed_where_the_rest_would_not_fit(held_back: Conversation) -> None:
    found = proposals(change_stated_argument, held_back)
    assert found == []


FIRST_TRAINS = tool("find_first_train", "The first train of a day.", date="string")


def first_train(date: str, day: Json, *, wish: str = "When does the first train leave on 2026-05-13?") -> Conversation:
    step = (call("find_first_train", {"date": date}), response(day))
    return conversation(user(wish), *step, assistant("The first train leaves at 05:10."), tools=[FIRST_TRAINS])


def test_a_search_is_made_with_another_value_where_the_log_knows_the_answer() -> None:
    asked = first_train("2026-05-13", {"departs": "05:10", "track": "4b"})
    other = first_train("2026-05-14", {"departs": "05:10", "track": "7a"})
    (only,) = proposed(change_stated_argument, asked, log_of(asked, other))
    made, answered = asked[1].messages[:2]
    assert only.edits == (
        Edit(0, made, call("find_first_train", {"date": "2026-05-14"}, call_id="c0")),
        Edit(1, answered, other[1].messages[1]),
    )
    assert only.parameters == (("argument", "date: 2026-05-13 -> 2026-05-14"),)


ASKED_FOR = first_train("2026-05-13", {"departs": "05:10", "track": "4b"})


@pytest.mark.parametrize(
    "others",
    [
        [],
        [first_train("2026-05-14", {"departs": "05:30", "track": "7a"})],
        [first_train("2026-05-29", {"departs": "05:10", "track": "7a"})],
        [
            first_train("2026-05-14", {"departs": "05:10"}),
            first_train("2026-05-14", {"departs": "05:10", "track": "9"}),
        ],
        [first_train("2026-05-14", {"error": "no such day"})],
    ],
    ids=["no such call logged", "another answer", "a day no one takes for it", "the log disagrees", "failed"],
)
def test_no_search_is_made_otherwise_where_the_log_gives_no_fitting_answer(others: list[Conversation]) -> None:
    assert proposals(change_stated_argument, ASKED_FOR, log_of(ASKED_FOR, *others)) == []


@pytest.mark.parametrize(("mine", "other"), [("BK7701", "BK9902"), ("anna@mail.example", "otto@mail.example")])
def test_no_search_is_made_for_a_name_that_the_run_never_met(mine: str, other: str) -> None:
    def state(name: str, *before: Message) -> Conversation:
        step = (call("get_booking", {"booking": name}), response({"booking": name, "state": "confirmed"}))
        asked = (user(f"Is {name} confirmed?"), *before)
        return conversation(*asked, *step, assistant("It is confirmed."), tools=["list_bookings", "get_booking"])

    log = log_of(state(mine), state(other))
    assert proposals(change_stated_argument, state(mine), log) == []
    met = state(mine, call("list_bookings"), response([mine, other]))
    (only,) = proposed(change_stated_argument, met, log)
    assert [edit.at for edit in only.edits] == [2, 3]
    assert only.edits[0].after == call("get_booking", {"booking": other}, call_id="c2")


COURSE = tool("get_course", "When a course is held.", course="string")
MOVED_WISH = user("Sorry, I meant 14 May, please.")
TOLD = "You are down for the pottery course on 14 May at noon."


def course(*after: Message, correction: Message = MOVED_WISH, answer: str = TOLD) -> Conversation:
    return conversation(
        user("Is there a place in the pottery course on 12 May?"),
        assistant("One moment, please."),
        correction,
        call("get_course", {"course": "pottery"}),
        response({"course": "pottery", "places": 3}),
        assistant(answer),
        *after,
        tools=[COURSE],
    )


def test_the_wish_that_the_user_took_back_stands_in_the_answer() -> None:
    asked = course()
    (only,) = proposed(use_superseded_value, asked)
    expected = assistant("You are down for the pottery course on 12 May at noon.")
    assert only.edits == (Edit(4, asked[1].messages[4], expected),)
    assert only.parameters == (("holds", "14 May"), ("superseded", "12 May"))


def test_a_value_that_was_returned_anew_stands_in_the_answer_as_it_was() -> None:
    def sight(price: str) -> tuple[Message, Message]:
        return call("get_offer", {"offer_id": "OF-311"}), response({"offer_id": "OF-311", "room": "A", "price": price})

    first, second = sight("120.00"), sight("135.50")
    accept = (call("accept_offer", {"offer_id": "OF-311"}), response("Accepted."))
    asked = conversation(
        *(user("Accept the offer OF-311 and tell me what the room costs."), *first, *accept, *second),
        assistant("I have accepted OF-311. The room costs 135.50 euros."),
        tools=["get_offer", "accept_offer"],
    )
    (only,) = proposed(use_superseded_value, asked)
    assert words_of(only, 6) == "I have accepted OF-311. The room costs 120.00 euros."


@pytest.mark.parametrize(
    "held_back",
    [
        course(correction=user("Thank you. I also like 14 May.")),
        course(answer="You are down for the pottery course."),
        course(answer="You are down for 14 May instead of 12 May."),
        course(answer="You are down for 12 May."),
        course(user("Great, 14 May it is. Bye!")),
        course(call("get_course", {"course": "pottery"}), response({"course": "pottery", "places": 3})),
    ],
    ids=["no correction", "not told", "both told", "wrong already", "said again by the user", "the run goes on"],
)
def test_no_superseded_value_is_used_where_none_is_or_the_rest_would_show_it(held_back: Conversation) -> None:
    assert proposals(use_superseded_value, held_back) == []
