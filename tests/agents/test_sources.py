"""Sources: an answer names the tool that gave what it tells, and never another."""

from __future__ import annotations

from random import Random

from negforge.agents.voices.sources import tellings, with_source

TEXT = "Hello. The train leaves at 14:05 from platform 3. The ticket costs EUR 31.50."
BOARD = ("station_board", '{"departs": "14:05", "platform": "3"}')
FARES = ("get_fares", '{"price": 31.5, "seats": 14}')


def test_a_sentence_is_traced_to_a_tool_that_gave_all_its_values() -> None:
    for seed in range(20):
        text = with_source(TEXT, [BOARD, FARES], Random(seed))
        before, _, ticket = text.partition("The ticket") if "The ticket" in text else text.partition("the ticket")
        assert ("station_board" in text) != ("get_fares" in text)
        assert "station_board" not in ticket
        assert "14:05" in before and "31.50" in ticket


def test_without_such_a_tool_nothing_is_named() -> None:
    assert with_source(TEXT, [("search", "{}")], Random(1)) == TEXT
    assert with_source("All is well.", [BOARD], Random(1)) == "All is well."


def test_what_tells_no_value_or_is_a_tale_of_the_writer_is_no_telling() -> None:
    text = "I saw 31.50 there. It is fine as it is. Is it 31.50 a head? You can see Dr. Roe 31.50 later: | a | 31.50 |"
    assert tellings(text) == []
    assert [one.text.strip() for one in tellings("Good. It costs 31.50 in all.")] == ["It costs 31.50 in all."]
