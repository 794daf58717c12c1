"""Records: which values of a response belong together, whatever the response is written in."""

from __future__ import annotations

import pytest
from hypothesis import given

from negforge.checks.readings.records import Record, is_name, records, scalar_text, structured
from negforge.core.json_text import compact
from tests.strategies import json_texts, texts


def named(text: str, name: str) -> Record:
    """The one record of a text that bears a name (and is no group of another one's fields)."""
    return next(record for record in records(text) if name in record.names)


TWO_FLIGHTS = [
    compact([{"flight_number": "HAT069", "price": 76.35}, {"flight_number": "HAT110", "price": 120}]),
    compact({"results": [{"id": "HAT069", "price": "76.35"}, {"id": "HAT110", "price": "$120.00"}]}),
    compact({"HAT069": {"price": 76.35}, "HAT110": {"price": 120}}),
    "[{'flight_number': 'HAT069', 'price': 76.35}, {'flight_number': 'HAT110', 'price': 120.0}]",
    "HAT069  Paris  76.35  10:30\nHAT110  Rome  120.00  11:15",
    "HAT069  76.35\nHAT110  120.00",
    "| Flight | City | Price |\n|---|---|---|\n| HAT069 | Paris | 76.35 |\n| HAT110 | Rome | 120.00 |",
    "flight,city,price\nHAT069,Paris,76.35\nHAT110,Rome,120.00",
    "Flight: HAT069\nPrice: 76.35\nLeaves: 10:30\n\nFlight: HAT110\nPrice: 120\nLeaves: 11:15",
    "- HAT069\n  price: 76.35\n- HAT110\n  price: 120",
    "- HAT069: 76.35\n- HAT110: 120",
    "HAT069: 76.35\nHAT110: 120",
]


@pytest.mark.parametrize("text", TWO_FLIGHTS)
def test_two_flights_are_two_records_in_any_layout(text: str) -> None:
    one, other = named(text, "hat069"), named(text, "hat110")
    assert "number:76.35" in one.values and "number:120" not in one.values
    assert "number:120" in other.values and "number:76.35" not in other.values


def test_a_record_holds_what_its_parts_hold_and_owns_only_its_scalars() -> None:
    flight = named('{"flight": "HAT069", "price": 76.35, "seats": {"economy": 14, "business": 20}}', "hat069")
    assert {"number:14", "number:20", "number:76.35"} <= flight.values
    assert flight.own == {"id:hat069", "number:76.35"}
    assert flight.fields == (("flight", "HAT069"), ("price", "76.35"))


def test_a_part_may_speak_of_the_scalars_of_what_it_is_a_part_of_but_not_of_its_siblings() -> None:
    text = compact(
        {
            "booking": "BK1234",
            "made": "2024-05-03",
            "legs": [{"leg": "HAT069", "fare": 61}, {"leg": "HAT110", "fare": 75}],
        }
    )
    leg = named(text, "hat069")
    assert "date:05-03" in leg.values and "number:75" not in leg.values
    assert "date:05-03" not in leg.own


def test_an_object_in_an_object_lends_its_name() -> None:
    outer = records('{"order": {"id": "A12X"}, "total": 50}')[0]
    assert outer.names == {"a12x"} and "number:50" in outer.values


def test_names_are_ids_and_titles_but_no_first_names_and_no_labels() -> None:
    assert records('[{"first_name": "Mia", "city_name": "Oslo", "age": 30}]')[0].names == {"oslo"}
    assert named("Guest     Mia Li\nHome address    12 Elm Row\nPhone   070-174", "mia li").names == {"mia li"}


def test_a_bill_is_one_record_though_its_lines_are_many() -> None:
    (bill,) = records("Bill of May\nAccount: UK12345678\nAmount: 98.70\nDue: 2024-06-01")
    assert {"number:98.7", "date:06-01", "id:uk12345678"} <= bill.values


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "true", "3", "no values here", "\x00", "预订成功"])
def test_where_nothing_is_named_there_is_no_record_with_a_name(text: str) -> None:
    assert not [record for record in records(text) if record.names]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ("[1]", [1]),
        ("{'a': None}", {"a": None}),
        ("{'a': 1", None),
        ("plain", None),
        ('"text"', None),
        ("__import__('os')", None),
        ("{'a': __import__('os')}", None),
    ],
)
def test_only_json_and_python_literals_are_structured(text: str, value: object) -> None:
    assert structured(text) == value


def test_keys_of_any_kind_are_read() -> None:
    found = records("{1: {'name': 'Grand Hotel', 'price': 120}, (2, 3): {'a': b'x'}}")
    assert [record.own for record in found if "grand hotel" in record.names] == [frozenset(), {"number:120"}]


@pytest.mark.parametrize("depth", [50, 900, 3000])
def test_no_depth_stops_the_reading(depth: int) -> None:
    for text in ('{"a":' * depth + "1" + "}" * depth, "[" * depth + "]" * depth, "{'a':" * depth + "1" + "}" * depth):
        assert all(isinstance(record, Record) for record in records(text))


def test_a_text_beyond_the_limit_is_left_alone() -> None:
    assert records(compact([{"id": f"A{n:06d}"} for n in range(20_000)])) == ()


def test_scalars_are_spelled_as_json_does() -> None:
    assert [scalar_text(value) for value in (None, True, False, 3, 1.5, "x")] == ["", "true", "false", "3", "1.5", "x"]


def test_a_name_is_short_and_has_a_letter() -> None:
    assert is_name("R2D2") and not is_name("42") and not is_name("ab") and not is_name("x" * 81) and not is_name("None")


@given(texts(60) | json_texts())
def test_no_text_stops_the_reading(text: str) -> None:
    for record in records(text):
        assert record.own <= record.values
        assert all(name == name.lower() for name in record.names)
