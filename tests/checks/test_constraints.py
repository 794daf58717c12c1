"""Constraints: what the user stated reaches the calls."""

from __future__ import annotations

import pytest

from negforge.checks.constraints import constraints, form, near, whole_value
from negforge.checks.readings.values import values
from negforge.core.json_text import Json
from tests.build import assistant, call, conversation, response, tool, user
from tests.checks.findings import evidence, silent

ASK = user("Book R1 for 12 June, 14 seats, for mia_li_3668.")
OK = response("ok")
RIGHT: dict[str, Json] = {"train": "R1", "date": "2024-06-12", "seats": 14, "traveller": "mia_li_3668"}


@pytest.mark.parametrize(
    ("changed", "quotes"),
    [
        ({"date": "2024-06-13"}, ("2024-06-13", "12 June")),
        ({"seats": 15}, ("15", "14")),
        ({"traveller": "mia_li_3669"}, ("mia_li_3669", "mia_li_3668")),
    ],
)
def test_a_stated_value_that_was_replaced_is_objected_to(changed: dict[str, Json], quotes: tuple[str, str]) -> None:
    found = evidence(constraints, conversation(ASK, call("book_train", RIGHT | changed), OK))
    assert found == [((1, quotes[0]), (0, quotes[1]))]


def test_the_values_as_they_were_stated_are_sound() -> None:
    assert silent(constraints, conversation(ASK, call("book_train", RIGHT), OK))


def test_a_wish_that_the_user_changed_is_followed_soundly() -> None:
    change = (assistant("Sure?"), user("Make it 13 June, and 15 seats."))
    changed = RIGHT | {"date": "2024-06-13", "seats": 15}
    assert silent(constraints, conversation(ASK, *change, call("book_train", changed), OK))


def test_a_call_before_it_with_the_stated_value_makes_the_next_one_a_step_further() -> None:
    calls = (call("find", {"date": "2024-06-12"}), OK, call("find", {"date": "2024-06-13"}), OK)
    assert silent(constraints, conversation(user("Find a train near 12 June."), *calls))


@pytest.mark.parametrize(
    "arguments",
    [{"limit": 15}, {"max_seats": 15}, {"date_from": "2024-06-11"}, {"page_size": 13}, {"end": "2024-06-14"}],
)
def test_the_bounds_of_a_search_are_the_agent_s_own(arguments: dict[str, Json]) -> None:
    assert silent(constraints, conversation(ASK, call("find_train", arguments), OK))


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ("3 days, one adult", {"adults": 1}),
        ("4 nights, two of us", {"guests": 2}),
        ("I am mia_li_3668", {"card": "gift_card_7359776"}),
        ("Leave at 9:45", {"arrive": "14:10"}),
        ("Seat 14", {"price": 40}),
        ("14 seats", {"note": "for 15 June"}),
        ("14 seats", {"quiet": True}),
    ],
)
def test_what_cannot_be_taken_for_the_stated_value_replaces_nothing(words: str, arguments: dict[str, Json]) -> None:
    assert silent(constraints, conversation(user(words), call("book_train", arguments), OK))


def test_rules_may_state_a_value_too() -> None:
    conv = conversation(ASK, call("book_train", RIGHT | {"seats": 15}), OK, policy="Always book 15 seats.")
    assert silent(constraints, conv)


def test_a_call_that_failed_or_was_the_user_s_own_is_let_pass() -> None:
    wrong = RIGHT | {"seats": 15}
    assert silent(constraints, conversation(ASK, call("book_train", wrong), response("Error: full")))
    assert silent(constraints, conversation(ASK, call("book_train", wrong, by="user"), OK))


BOOK = tool(
    "book_train",
    "Books a train.",
    train="string",
    cabin={"type": "string", "enum": ["quiet_car", "family_car"]},
    luggage_weight="number?",
    gift_note="string?",
    required_code="string",
)
# an enum is declared by a dict and so is optional


@pytest.mark.parametrize(
    ("words", "carrying", "quote"),
    [
        ("Book R1 in the Quiet Car.", {"cabin": "quiet_car"}, "Quiet Car"),
        ("Book R1, my luggage weight is 18.5 kg.", {"luggage_weight": 18.5}, "18.5"),
        (
            "Book R1 with the gift note “For Dora, with love”.",
            {"gift_note": "For Dora, with love"},
            "For Dora, with love",
        ),
    ],
)
def test_a_stated_value_that_was_dropped_is_objected_to(words: str, carrying: dict[str, Json], quote: str) -> None:
    bare = {"train": "R1", "required_code": "x"}
    found = evidence(constraints, conversation(user(words), call("book_train", bare), OK, tools=[BOOK]))
    assert found == [((0, quote), (1, '{"train":"R1","required_code":"x"}'))]
    assert silent(constraints, conversation(user(words), call("book_train", bare | carrying), OK, tools=[BOOK]))


def test_a_value_that_another_write_carries_was_not_dropped() -> None:
    bare = call("book_train", {"train": "R1"})
    more = (call("update_booking", {"luggage": 18.5}), OK)
    words = user("Book R1, my luggage weight is 18.5 kg.")
    assert silent(constraints, conversation(words, bare, OK, *more, tools=[BOOK]))


def test_an_optional_parameter_that_nobody_spoke_of_may_be_left_out() -> None:
    assert silent(constraints, conversation(user("Book R1."), call("book_train", {"train": "R1"}), OK, tools=[BOOK]))


def test_a_number_that_json_spells_otherwise_is_quoted_with_all_arguments() -> None:
    ((used, _),) = evidence(constraints, conversation(ASK, call("book_train", '{"seats": 1.5e1}'), OK))
    assert used == (1, '{"seats": 1.5e1}')


@pytest.mark.parametrize(
    ("stated", "used", "close"),
    [
        ("14", "15", True),
        ("14", "14", False),
        ("14", "17", False),
        ("9:45", "11:45", True),
        ("9:45", "14:00", False),
        ("12 June", "2024-06-14", True),
        ("12 June", "2024-06-15", False),
        ("12 June", "2024-07-12", False),
        ("HAT069", "HAT110", True),
        ("BK1234", "BK12345", False),
        ("mia_li_3668", "li_mia_3669", True),
        ("mia_li_3668", "credit_card_7359776", False),
        ("14", "9:45", False),
    ],
)
def test_values_are_near_when_one_could_be_taken_for_the_other(stated: str, used: str, close: bool) -> None:
    assert near(values(stated)[0], values(used)[0]) is close


def test_an_id_has_a_form() -> None:
    assert form("HAT069") == form("BOS110") != form("HA069T")
    assert form("mia_li_3668") == form("yusuf_rossi_9620")


@pytest.mark.parametrize("leaf", [True, None, [1], "two words", "12 June and 14", ""])
def test_only_what_wholly_is_a_value_is_one(leaf: object) -> None:
    assert whole_value(leaf) is None


def test_a_whole_value_is_read_from_text_and_numbers() -> None:
    assert [value.canon for value in map(whole_value, ("12 June", 14, 31.5)) if value] == ["06-12", "14", "31.5"]


@pytest.mark.parametrize(
    ("words", "before", "made"),
    [
        ("Label the stale issues, but not ROK-679.", ["ROK-709", "ROK-679"], {"keys": ["ROK-709"]}),
        ("I worked 8.5 hours; book what is missing.", [{"hours": 1.5}, {"hours": 0.5}], {"hours": 6.5}),
        ("I must be out by 11:30.", [{"minutes": 20}], {"latest_start": "11:10"}),
        ("Put my 2 lamps on the claim.", [{"line": 4}], {"line": 4}),
    ],
    ids=["what is to be left alone", "what remains", "a bound of a search", "a place in a list"],
)
def test_what_follows_from_the_words_and_the_responses_was_not_replaced(
    words: str, before: list[Json], made: dict[str, Json]
) -> None:
    read = (call("list_things", {}), response(before))
    assert silent(constraints, conversation(user(words), *read, call("edit_things", made), OK))


def test_a_filter_left_out_of_a_search_is_sound_where_the_records_show_the_field() -> None:
    search = tool("search_people", person="string", department={"type": "string", "enum": ["Logistics", "Finance"]})
    words = user("Invite Ilse, the one from Logistics.")
    found = call("search_people", {"person": "Ilse"})
    shown, bare, none = response([{"department": "Finance"}]), response([{"name": "Ilse"}]), response({"people": []})
    assert silent(constraints, conversation(words, found, shown, tools=[search]))
    assert silent(constraints, conversation(words, found, none, tools=[search]))
    assert not silent(constraints, conversation(words, found, bare, tools=[search]))


def test_a_short_choice_that_is_said_in_passing_is_no_value() -> None:
    search = tool("search_mail", text="string", folder={"type": "string", "enum": ["sent", "inbox"]})
    asked = call("search_mail", {"text": "quote"})
    words = "Which quote was sent to us?", "Look for the quote in the sent folder."
    silences = [silent(constraints, conversation(user(one), asked, OK, tools=[search])) for one in words]
    assert silences == [True, False]
