"""Doubts: what says of itself that it is a part or old, and the words that pass it on."""

from __future__ import annotations

import pytest

from negforge.checks.readings.doubts import in_doubt, is_old_copy, offers_more, tells_old, tells_part, warns_of_part


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ('{"rows": [1], "partial": true}', '"partial": true'),
        ('{"warning": "one shard did not answer: 3 of 7 rows returned"}', "3 of 7 rows returned"),
        ('{"warning": "index is catching up; recent entries may be missing"}', "entries may be missing"),
        ('{"rows": [1], "partial": false}', None),
        ("2 of 3 rooms are free", None),
    ],
)
def test_a_part_says_so(text: str, quote: str | None) -> None:
    assert warns_of_part(text) == quote


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ('{"next_cursor": "c-12", "rows": []}', '"next_cursor": "c-12"'),
        ('{"rows": [], "next_cursor": null}', None),
        ('{"next_page": "", "rows": []}', None),
        ('{"page": 1, "pages": 3}', '"pages": 3'),
        ('{"page": 3, "pages": 3}', None),
        ('{"has_more": true}', '"has_more": true'),
        ("Content truncated. Call fetch with start_index 5000.", "Content truncated"),
        ("Showing 1-10 of 57 results", "Showing 1-10 of 57"),
    ],
)
def test_a_page_says_whether_there_are_more(text: str, quote: str | None) -> None:
    assert offers_more(text) == quote


def test_an_old_copy_says_so() -> None:
    assert is_old_copy('{"served_from": "cache, 7 h old; live source busy"}') == (
        '"served_from": "cache, 7 h old; live source busy"'
    )
    assert is_old_copy('{"stale": true}') and in_doubt("This is a cached copy.")
    assert is_old_copy('{"source": "live", "copies": 3, "built": "100 years old"}') is None


def test_words_tell_a_doubt_in_many_ways() -> None:
    assert tells_part("So far I see three of them.") and tells_part("The list may be incomplete.")
    assert not tells_part("Three trains run that day: R1, R2 and R3.")
    assert tells_old("These are figures of a cached copy.") and tells_old("The figures are some hours old.")
    assert not tells_old("Two copies are on the shelf.")
