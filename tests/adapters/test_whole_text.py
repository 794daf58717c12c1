"""Half characters are replaced, and nothing else is touched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from negforge.adapters.whole_text import whole
from negforge.core.json_text import Json
from tests import strategies


@given(strategies.json_values())
@settings(deadline=None)
def test_every_value_can_be_written_as_utf8(value: Json) -> None:
    json.dumps(whole(value), ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("value", ["a", "é😀", ["x", {"k": [1, None, True]}], {}, 1.5, None])
def test_what_is_whole_is_the_very_same(value: Any) -> None:
    assert whole(value) is value


def test_half_a_character_becomes_the_replacement_sign() -> None:
    assert whole({"a\ud800": ["\udc00b", "ok"]}) == {"a\ufffd": ["\ufffdb", "ok"]}


def test_two_halves_that_stand_together_are_one_character() -> None:
    assert whole("\ud83d\ude00") == "😀"
