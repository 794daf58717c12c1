"""Remembered: each text is read once while it is remembered, and what is remembered has a bound."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.checks.readings.remembered import remembered, remembered_of_row
from negforge.core.message import Message, say


def test_a_text_is_read_once_whether_short_or_long() -> None:
    read: list[int] = []

    @remembered(4)
    def length(text: str) -> int:
        read.append(len(text))
        return len(text)

    for size in (3, 5_000, 3, 5_000):
        assert length("x" * size) == size
    assert read == [3, 5_000]


def test_long_texts_are_kept_up_to_so_many_characters_and_the_last_one_always() -> None:
    read: list[str] = []

    @remembered(4, characters=10_000)
    def first(text: str) -> str:
        read.append(text[0])
        return text[0]

    for sign in "aba":
        first(sign * 5_000)
    first("c" * 5_000)  # b goes: it is the one that was asked for longest ago
    first("a" * 5_000)
    assert read == ["a", "b", "c"]
    first("d" * 50_000)  # alone over the bound
    first("d" * 50_000)
    first("a" * 5_000)
    assert read == ["a", "b", "c", "d", "a"]


def test_what_is_read_with_a_text_counts_too() -> None:
    read: list[tuple[str, str]] = []

    @remembered(4)
    def both(text: str, other: str) -> int:
        read.append((text[:1], other))
        return len(text + other)

    for text, other in (("a", "x"), ("a", "y"), ("a", "x"), ("b" * 5_000, "x"), ("b" * 5_000, "y"), ("b" * 5_000, "x")):
        assert both(text, other) == len(text) + 1
    assert read == [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]


def test_a_row_is_read_once_but_an_equal_one_or_a_list_anew() -> None:
    read: list[int] = []

    @remembered_of_row
    def number(row: Sequence[Message]) -> int:
        read.append(len(row))
        return len(row)

    row = (say("user", "Hello."), say("assistant", "Hello."))
    assert [number(row), number(row), number((*row, row[0])), number(row)] == [2, 2, 3, 2]
    assert read == [2, 3]
    changing: list[Message] = list(row)
    assert number(changing) == 2
    changing.append(row[0])
    assert number(changing) == 3
