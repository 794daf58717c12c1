"""Citations: a tool that is named as the source was called."""

from __future__ import annotations

import pytest

from negforge.checks.citations import citations
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASK = user("Will it rain in Oslo?")
TOOLS = ["get_weather", "search", "get_stops"]
CALLED = (call("get_weather", {"city": "Oslo"}), response("dry"))


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("According to get_weather, it stays dry.", "According to get_weather"),
        ("It stays dry (checked with `get_weather`).", "checked with `get_weather`"),
        ("get_weather shows no rain.", "get_weather shows"),
        ("As per the get weather tool, it stays dry.", "As per the get weather"),
        ("`search` returned nothing on rain.", "`search` returned"),
    ],
)
def test_a_source_that_was_never_called_is_objected_to(words: str, quote: str) -> None:
    assert evidence(citations, conversation(ASK, assistant(words), tools=TOOLS)) == [((1, quote),)]


def test_a_source_that_was_called_is_sound() -> None:
    said = assistant("According to get_weather, it stays dry.")
    assert silent(citations, conversation(ASK, *CALLED, said, tools=TOOLS))


def test_a_call_that_failed_is_no_source() -> None:
    failed = (call("get_weather", {}), response("Error: no city"))
    said = assistant("According to get_weather, it stays dry.")
    assert len(evidence(citations, conversation(ASK, *failed, said, tools=TOOLS))) == 1


def test_to_announce_a_call_cites_nothing() -> None:
    said = assistant("I will get the forecast from get_weather.")
    assert silent(citations, conversation(ASK, said, *CALLED, tools=TOOLS))


def test_to_offer_or_to_mention_a_tool_cites_nothing() -> None:
    said = assistant("I have get_weather for that, and get_stops for trains.")
    assert silent(citations, conversation(ASK, said, tools=TOOLS))


def test_a_tool_that_is_called_like_a_word_is_no_source_in_plain_words() -> None:
    said = assistant("According to my search, and the search returned much, it stays dry.")
    assert silent(citations, conversation(ASK, *CALLED, said, tools=TOOLS))


def test_another_tool_with_a_longer_name_is_not_meant() -> None:
    called = (call("get_weather_report", {}), response("dry"))
    said = assistant("According to get_weather_report, it stays dry.")
    assert silent(citations, conversation(ASK, *called, said, tools=["get_weather", "get_weather_report"]))


def test_a_tool_without_a_name_is_no_source() -> None:
    assert silent(citations, conversation(ASK, assistant("From what I know, dry."), tools=[""]))


def test_what_was_not_on_offer_is_not_known_as_a_tool() -> None:
    assert silent(citations, conversation(ASK, assistant("According to yr.no, it stays dry."), tools=TOOLS))
