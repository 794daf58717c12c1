"""Remembered: each text is read once while it is remembered, and what is remembered has a bound."""

from __future__ import annotations

from negforge.checks.readings.remembered import remembered


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
