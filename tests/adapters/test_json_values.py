"""Values to bytes and back: what JSON can hold is kept exactly, what it cannot is refused."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.adapters.json_records import encode
from negforge.adapters.json_values import DEEPEST, NotJson, decode, depth
from negforge.core.json_text import Json
from tests.strategies import json_values


@given(json_values())
def test_every_value_comes_back_as_it_was(value: Json) -> None:
    raw = encode(value)
    assert b"\n" not in raw
    assert json.dumps(decode(raw)) == json.dumps(value)
    assert json.dumps(json.loads(raw)) == json.dumps(value)


def test_the_order_of_keys_and_integers_of_any_size_are_kept() -> None:
    assert encode({"b": 1, "a": [2**70, -(2**64)]}) == b'{"b":1,"a":[1180591620717411303424,-18446744073709551616]}'


def test_a_lone_surrogate_is_written_as_an_escape() -> None:
    assert encode({"a": "\ud800é"}) == b'{"a":"\\ud800\\u00e9"}'
    assert decode(encode({"\udfff": None, "n": 2**70})) == {"\udfff": None, "n": 2**70}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("beside", ["x", "\ud800", 2**80, None])
def test_nan_and_the_infinities_are_refused(number: float, beside: Json) -> None:
    with pytest.raises(ValueError, match=r"JSON"):
        encode({"a": [{"b": number}], "c": beside})
    with pytest.raises(ValueError, match=r"JSON"):
        encode(number)


def test_a_value_nested_without_end_is_refused_in_words() -> None:
    value: Json = 1
    for _ in range(100_000):
        value = [value]
    with pytest.raises(ValueError, match="nested too deep"):
        encode(value)
    with pytest.raises(ValueError, match="nested too deep"):
        encode(["\ud800", value])


def test_depth_counts_brackets_outside_strings() -> None:
    assert depth(b'[{"a": "[[[[\\"[["}, [1, [2]]]') == 3
    assert depth(b"[[]") == 2
    assert depth(b"7") == 0
    assert depth(b'["[[[') == 1
    assert depth(b"[" * 9000) == DEEPEST + 1


@pytest.mark.parametrize("opening", [b"[" * 501 + b'"', b"[[" + b"[]" * 501 + b'"', b"[]" * 501 + b'"\\'])
def test_a_string_without_end_takes_a_time_in_proportion(opening: bytes) -> None:
    """Quadratic time would be hours."""
    begun = time.process_time()
    with pytest.raises(NotJson):
        decode(opening + b'\\"' * 4_000_000)
    assert time.process_time() - begun < 5


@given(st.binary(max_size=40))
def test_decode_raises_nothing_but_not_json(raw: bytes) -> None:
    try:
        value = decode(raw)
    except NotJson as error:
        assert str(error)
    else:
        assert json.dumps(json.loads(raw.decode("utf-8-sig"))) == json.dumps(value)
