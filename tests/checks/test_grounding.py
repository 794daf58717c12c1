"""Grounding: every value in the assistant's words was said, returned or can be computed."""

from __future__ import annotations

import pytest

from negforge.checks.grounding import grounding
from negforge.core.json_text import Json
from tests.build import assistant, call, conversation, response, system, tool, user
from tests.checks.findings import evidence, first_places, silent

ASK = user("What does R1 cost on 20 May?")
LOOK = call("get_fare", {"train": "R1"})


def said_after(content: Json, words: str, question: str = "What does R1 cost on 20 May?") -> list[str]:
    """The quotes objected to in ``words``, said after one response."""
    found = first_places(grounding, conversation(user(question), LOOK, response(content), assistant(words)))
    assert all(place == 3 for place, _ in found)
    return [quote for _, quote in found]


def test_a_value_that_nothing_says_is_objected_to() -> None:
    assert evidence(grounding, conversation(ASK, LOOK, response({"price": 31.5}), assistant("R1 costs 47.20."))) == [
        ((3, "47.20"),)
    ]


def test_a_result_without_any_call_is_objected_to() -> None:
    words = assistant("R1 costs 31.50 and leaves at 9:45 on 2024-05-23; the ticket is TK-8841, ask li@x.example.")
    quotes = [quote for _, quote in first_places(grounding, conversation(ASK, words))]
    assert quotes == ["31.50", "9:45", "2024-05-23", "TK-8841", "li@x.example"]


def test_one_wrong_figure_among_right_ones_is_found() -> None:
    assert said_after({"price": 31.5, "leaves": "09:45"}, "R1 costs 31.50 and leaves at 10:45.") == ["10:45"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"price": 31.5}, "It costs $31.50."),
        ({"price": 31.4999}, "It costs about 31.50."),
        ({"price": 31.56}, "It costs about 31.5."),
        ({"price": 3149.6}, "It costs about 3,150."),
        ({"price": "1,810.00"}, "It costs 1810."),
        ({"price": 31.5, "fee": 20.25}, "31.50 and 20.25 make 51.75."),
        ({"price": 31.5, "rebate": 10.25}, "31.50 less 10.25 is 21.25."),
        ({"price": 31.5}, "Four seats at 31.50 are 126.00."),
        ({"price": 126, "seats": 4}, "126 for 4 seats is 31.50 a seat."),
        ({"price": 31.5, "old": 40}, "It is 40 - 31.50 = 8.50 cheaper; for 3 that is 25.50."),
        ({"parts": [{"fee": 17.5}, {"fee": 18.25}, {"fee": 19.5}]}, "The fees are 55.25 in all."),
        ({"rate": 15}, "That is a rate of 0.15."),
        ({"height_cm": 170}, "You are 1.70 m tall."),
        ({"leaves": "2024-05-23T18:05:00+02:00"}, "It leaves on May 23rd, 2024 at 6:05 PM."),
        ({"leaves": "2024-05-23 09:45"}, "It leaves on 23 May at 9:45."),
        ({"account": "DE8937040044"}, "The account ends in 0044."),
        ({"ids": ["HAT130", "HAT184"]}, "Look at HAT130/HAT184."),
        ({"days": "20 to 23 May"}, "It runs on May 20-23, and on the 23rd too."),
        ("价格31.50元", "It costs 31.50."),
        ("wagon,76.35,1200", "It weighs 1,200 and costs 76.35."),
        ("See https://r.example/r1/fares for more", "See https://r.example/r1 for more."),
        ({"amounts_in": "minor units", "booked": 121940, "on_hold": 28542}, "933.98 is really yours."),
        ({"goods_each": 92.9, "label_fee": 4.9}, "For four pieces you get 366.70 back."),
        ({"share": 0.5172, "cap": 50843000000000}, "That is 51.7 % of 50.84 trillion."),
        ("19.08.  RENT  -664.00", "On 19 August 664.00 went out."),
        ("- amount: 10\n  date: 2022-0\n  3-04", "10 on March 4."),
        ({"start": "2024-05-23T14:30", "minutes": 60}, "From 14:30 to 15:30."),
        ({"charged": "2024-03-30"}, "60 days after 30 March is 29 May."),
        ({"stay": "2024-05-20 to 2024-05-22"}, "From 20 to 22 May."),
        ({"leaves": "12:51", "arrives": "14:40"}, "It takes 1 h 49."),
        ({"key": "PAV-106"}, "106 is open."),
        ({"key": "H9ZU1C"}, '{"check_of_H9ZU1C": "done"}'),
        ({"ok": True}, "<thinking>The default may be 250.</thinking> Done."),
        ({"ok": True}, "```python\nsleep(250)\n```"),
    ],
)
def test_a_value_in_another_form_or_computed_is_sound(content: Json, words: str) -> None:
    assert said_after(content, words) == []


@pytest.mark.parametrize(
    ("content", "words", "quotes"),
    [
        ({"price": 31.5, "fee": 20.25}, "31.50 and 20.25 make 52.75.", ["52.75"]),
        ({"price": 31.5}, "It costs 32.50.", ["32.50"]),
        ({"price": 31.5}, "It costs 3,150.20.", ["3,150.20"]),
        ({"leaves": "18:05"}, "It leaves at 6:05 AM.", ["6:05 AM"]),
        ({"id": "HAT130"}, "Take HAT131.", ["HAT131"]),
        ({"mail": "mia@x.example"}, "Write to li@x.example.", ["li@x.example"]),
        ({"amounts_in": "minor units", "booked": 121940, "on_hold": 28542}, "943.98 is really yours.", ["943.98"]),
        ({"goods_each": 92.9, "label_fee": 4.9}, "For four pieces you get 368.70 back.", ["368.70"]),
        ({"charged": "2024-03-30"}, "60 days after 30 March is 19 May.", ["19 May"]),
        ({"start": "2024-05-23T14:30", "minutes": 60}, "From 14:30 to 15:40.", ["15:40"]),
        ({"stay": "2024-05-20 to 2024-05-22"}, "From 20 to 24 May.", ["24 May"]),
    ],
)
def test_a_value_that_is_near_is_not_right(content: Json, words: str, quotes: list[str]) -> None:
    assert said_after(content, words) == quotes


def test_sums_run_over_the_pages_of_a_response() -> None:
    pages = [
        (call("get_page", {"page": page}), response({"rows": [{"fee": fee}, {"fee": fee + 100}]}))
        for page, fee in ((1, 17.5), (2, 44.25), (3, 61.0))
    ]
    row = [message for page in pages for message in page]
    assert silent(grounding, conversation(ASK, *row, assistant("The fees come to 545.50.")))
    assert len(evidence(grounding, conversation(ASK, *row, assistant("The fees come to 546.50.")))) == 1


def test_what_the_user_the_rules_and_the_tools_say_is_known() -> None:
    conv = conversation(
        system("Change fee: 25.00."),
        user("My booking is BK1234."),
        assistant("BK1234 can be changed for 25.00, at most 90 days ahead, by rule 17B4."),
        policy="Rule 17B4.",
        tools=[tool("change", "Up to 90 days ahead.")],
    )
    assert silent(grounding, conv)


def test_what_comes_later_supports_nothing_said_before() -> None:
    conv = conversation(ASK, assistant("It costs 31.50."), LOOK, response({"price": 31.5}), assistant("Yes, 31.50."))
    assert evidence(grounding, conv) == [((1, "31.50"),)]


def test_own_arguments_support_nothing() -> None:
    transfer = (call("pay", {"amount": 47.2}), response("ok"))
    assert evidence(grounding, conversation(ASK, *transfer, assistant("I paid 47.20."))) == [((3, "47.20"),)]


def test_what_was_computed_once_may_be_said_again_and_what_was_invented_may_not() -> None:
    look = (LOOK, response({"price": 31.5, "fee": 20.25}))
    sound = (assistant("31.50 and 20.25 make 51.75."), user("So?"), assistant("You pay 51.75, twice that is 103.50."))
    assert silent(grounding, conversation(ASK, *look, *sound))
    invented = (assistant("You pay 47.10."), user("So?"), assistant("As I said, 47.10."))
    assert [place for place, _ in first_places(grounding, conversation(ASK, *look, *invented))] == [3, 5]


@pytest.mark.parametrize("question", ["What does R1 cost tomorrow, 20 May being today?", "I stay 3 days from 20 May."])
def test_a_day_reckoned_from_another_is_sound_where_the_user_speaks_so(question: str) -> None:
    assert said_after("R1 runs", "R1 runs on May 21 and May 23.", question) == []
    assert said_after("R1 runs", "R1 runs on August 21.", question) == ["August 21"]


def test_a_day_is_not_reckoned_where_nobody_speaks_so() -> None:
    assert said_after("R1 runs", "R1 runs on May 21.") == ["May 21"]


def test_small_counts_and_spans_of_time_are_let_pass() -> None:
    assert said_after("R1 runs", "I found 3 fares. It takes 50 minutes, or 45-minute steps.\n1. R1\n2. R1 again") == []


def test_a_long_list_is_added_up() -> None:
    rows: Json = [{"item": f"thing {n}", "cost": 10 + n * 1.25} for n in range(60)]
    total = sum(10 + n * 1.25 for n in range(60))
    assert said_after(rows, f"In all {total:.2f}.") == []
    assert said_after(rows, f"In all {total + 3:.2f}.") == [f"{total + 3:.2f}"]


def test_a_sum_over_the_rows_that_the_user_means_is_sound() -> None:
    rows: Json = [
        {"ref": f"E{n}", "category": category, "net": net, "status": status}
        for n, (category, net, status) in enumerate(
            [
                ("travel", 112.05, "void"),
                ("travel", 250.22, "approved"),
                ("food", 80.31, "approved"),
                ("travel", 300.17, "pending"),
                ("food", 41.4, "void"),
                ("travel", 26.17, "approved"),
            ]
        )
    ]
    ask = "What did travel cost? Leave out what is void, and nothing under 50."
    assert said_after(rows, "Travel came to 550.39.", ask) == []
    assert said_after(rows, "Travel came to 560.39.", ask) == ["560.39"]


def test_what_a_lookup_is_made_with_is_no_result() -> None:
    ask, words = user("What is in the table?"), assistant("I'm going to read costs-2026-q1.csv.")
    look = (call("read_rows", {"path": "costs-2026-q1.csv"}, with_previous=True), response([]))
    assert silent(grounding, conversation(ask, words, *look))
    assert len(evidence(grounding, conversation(ask, words))) == 1


def test_what_no_tool_has_to_do_with_needs_no_tool() -> None:
    fares = tool("get_fare", "The fare of a train on a day.")
    answer = assistant("It is 53.")
    assert silent(grounding, conversation(user("What is the atomic number of iodine?"), answer, tools=[fares]))
    assert len(evidence(grounding, conversation(user("What is the fare to Bexcombe?"), answer, tools=[fares]))) == 1


def test_a_difference_of_amounts_that_are_sums_themselves_is_supported() -> None:
    due: Json = [
        {"account_id": "7174-596851", "amount_minor": 5930},
        {"account_id": "7174-984643", "amount_minor": 17800},
        {"account_id": "7174-984643", "amount_minor": 4200},
    ]
    booked: Json = [{"account_id": "7174-984643", "booked": 164170}]
    ledger: Json = {"amounts_in": "minor units", "accounts": booked, "payments": due}
    words = "What remains is GBP 1,421.70, out of GBP 1,641.70; GBP 220.00 goes off."
    assert said_after(ledger, words) == []
    assert said_after(ledger, words.replace("1,421.70", "1,422.80")) == ["1,422.80"]
