"""JSON as text: one spelling for equal values, and reading that neither raises nor executes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.core.json_text import Json, canonical, compact, digest, parse, parse_object
from tests.strategies import json_values, texts


def test_the_canonical_text_sorts_keys_at_every_depth_and_has_no_white_space() -> None:
    assert canonical({"b": [{"d": 1, "c": None}], "a": "é"}) == '{"a":"\\u00e9","b":[{"c":null,"d":1}]}'


def test_the_compact_text_keeps_the_order_of_keys_and_readable_letters() -> None:
    assert compact({"b": 1, "a": "é"}) == '{"b":1,"a":"é"}'


@given(json_values())
def test_what_is_written_is_read_again(value: Json) -> None:
    assert parse(canonical(value)) == (True, value)
    assert parse(compact(value)) == (True, value)
    assert canonical(value).isascii()


@given(st.dictionaries(texts(4), json_values(), max_size=5))
def test_equal_values_give_equal_text_and_an_equal_digest(value: dict[str, Json]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical(turned) == canonical(value)
    assert digest(turned) == digest(value)


def test_a_digest_is_sixteen_hex_digits_and_stays_the_same_from_build_to_build() -> None:
    assert digest(["a", 1, None]) == "0ae764bffd3a17b6"
    assert digest([]) != digest({})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": [-float("inf")]}])
def test_what_json_does_not_have_has_no_canonical_text(value: object) -> None:
    with pytest.raises(ValueError):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "{", "[1,]", "{'a': 1}", "__import__('os')", "tru", "1 2", "\ufeff{}", '"\t"'),
        *("NaN", "[Infinity]", "-Infinity", "1e999", '{"a":-1e400}', "9" * 5000),
        *("[" * 100_000, '{"a":' * 100_000),
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_strict_json_is_not_read_and_raises_nothing(text: str) -> None:
    assert parse(text) == (False, None)
    assert parse_object(text) is None


@given(texts(40))
def test_any_text_can_be_tried(text: str) -> None:
    readable, value = parse(text)
    assert readable or value is None
    if readable:
        assert json.loads(text) == value


def test_a_number_as_large_as_a_float_can_hold_is_read() -> None:
    assert parse("1.7e308") == (True, 1.7e308)
    assert parse("1e-999") == (True, 0.0)


def test_only_an_object_is_an_object() -> None:
    assert parse_object('{"a":1}') == {"a": 1}
    assert parse_object("[]") is None
    assert parse_object("null") is None
