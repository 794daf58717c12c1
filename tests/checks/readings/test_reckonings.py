"""Reckonings: questions whose operands stand in them, and what comes out."""

from __future__ import annotations

import pytest

from negforge.checks.readings.reckonings import reckoning


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("Hello. What is 15 % of 240?", "36"),
        ("What do I get if 80 rises by 25 percent?", "100"),
        ("What is left if you take 4 % off 480?", "460.8"),
        ("How much is 1,200 times 3?", "3600"),
        ("What's 3950 ÷ 50?", "79"),
        ("What is 7740 / 60?", "129"),
        ("Find the median of 35, 127, 138, 60 and 26.", "60"),
        ("Give me the average of 10, 20 and 60.", "30"),
        ("Please split a bill of 60.20 between 7 people with a 20 % tip.", "10.32"),
        ("We are 4 and the bill was 102.40. With 5 % tip, what does each of us pay?", "26.88"),
        ("If I put 9750 aside at 6 % simple interest for 6 years, what is there in the end?", "13260"),
        ("What is the least common multiple of 46 and 39?", "1794"),
        ("Convert 150 degrees Celsius into Fahrenheit.", "302"),
        ("How many centimetres make 22 inches (2.54 to the inch)?", "55.88"),
        ("I need 84 kilograms in grams.", "84000"),
        ("How fast is a train that does 200 km in 5 hours?", "40"),
        ("Our roast begins at 23:05 and takes 65 minutes. When is it over?", "00:10"),
        ("The nap lasts from 05:30 to 08:15. How long is that in minutes?", "165"),
        ("How many days are there from 2019-09-07 to 2 August 2020?", "330"),
        ("If my piano dates from 1933, how old is it in 1955?", "22"),
    ],
)
def test_the_result_follows_from_the_question(question: str, result: str) -> None:
    found = reckoning(question)
    assert found is not None and (found.shown == result or result in found.results)


@pytest.mark.parametrize(
    "question",
    [
        "What is 15/16 + 2/13, as a fraction?",
        "Which is larger: 3/11 or 1/13?",
        "How fast is a tram that does 130 km in 3 hours and 15 minutes?",
        "What is 15 % of 240, and what is 3 times 8?",
        "Move order 4471 to 14:05.",
        "How many days are there from Monday to Friday?",
        "What is 7 divided by 0?",
        "I need 84 kilograms in metres.",
        "",
    ],
)
def test_what_is_no_one_reckoning_has_no_result(question: str) -> None:
    assert reckoning(question) is None
