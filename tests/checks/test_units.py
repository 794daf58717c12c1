"""Units: an amount is told in the unit or currency that the response gives it in, or converted rightly."""

from __future__ import annotations

import pytest

from negforge.checks.units import units
from negforge.core.json_text import Json
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("What does the ride cost, and how long is it?")
LOOK = call("get_ride", {"id": "R-77"})
MINOR: Json = {"amount_minor": 3350, "currency": "CHF"}


@pytest.mark.parametrize(
    ("data", "words", "proof"),
    [
        (MINOR, "CHF 3,350.00", ['"amount_minor":3350', '"currency":"CHF"']),
        ({"price": 48.5, "currency": "EUR"}, "48.50 USD", ['"price":48.5', '"currency":"EUR"']),
        ({"price": 48.5, "currency": "EUR cents"}, "€48.50", ['"price":48.5', '"currency":"EUR cents"']),
        ({"amounts_in": "minor units", "balance": 9920}, "CHF 9920", ['"balance":9920', '"amounts_in":"minor units"']),
        ({"minutes": 47}, "47 hours", ['"minutes":47']),
        ({"took": 95, "took_unit": "s"}, "95 min", ['"took":95', '"took_unit":"s"']),
        ({"distance": {"value": 18.4, "unit": "km"}}, "18.4 miles", ['"value":18.4', '"unit":"km"']),
        ({"units": {"gust": "km/h"}, "rows": [{"gust": 61}]}, "61 mph", ['"gust":61', '"gust":"km/h"']),
        ("The file has 340 kB.", "340 MB", ["340 kB"]),
    ],
)
def test_a_number_told_in_another_unit_is_misread(data: Json, words: str, proof: list[str]) -> None:
    (found,) = evidence(units, conversation(ASK, LOOK, response(data), assistant(f"It is {words} in this case.")))
    assert found == ((3, words), *((2, quote) for quote in proof))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (MINOR, "CHF 33.50"),
        ({"price": 48.5, "currency": "EUR"}, "EUR 48.50"),
        ({"price": 48.5, "currency": "USD"}, "$48.50"),
        ({"minutes": 90}, "1.5 hours"),
        ({"minutes": 90}, "90 minutes"),
        ({"price": 48.5}, "USD 48.50"),
        ({"price": 48.5, "currency": "EUR", "paid": 48.5, "note": "48.5 in USD"}, "USD 48.50"),
        ({"stock": 47, "minutes": 12}, "47 hours"),
        ({"minutes": 47, "hours": 47}, "47 hours"),
        ({"minutes": [30, 90], "hours": 28.5}, "30 hours"),
        ({"year": 1990, "minutes": 1990}, "1990s"),
        ({"rate_per_hour": 45, "minutes": 45}, "45 minutes"),
        ({"firing_for_unit": "min", "alerts": [{"unit": "ms", "firing_for": 96}]}, "96 minutes"),
    ],
)
def test_what_is_quoted_or_converted_rightly_is_sound(data: Json, words: str) -> None:
    assert silent(units, conversation(ASK, LOOK, response(data), assistant(f"It is {words} in this case.")))


def test_what_the_user_said_may_be_said_again() -> None:
    asked = user("Can I be there in 47 hours?")
    assert silent(units, conversation(asked, LOOK, response({"minutes": 47}), assistant("You have 47 hours.")))


@pytest.mark.parametrize("odd", ["", "{", "[]", '{"minutes": null}', '{"minutes": 1e400}', '{"units": []}'])
def test_odd_responses_prove_nothing(odd: str) -> None:
    assert silent(units, conversation(ASK, LOOK, response(odd), assistant("It takes 47 hours.")))
