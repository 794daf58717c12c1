"""Lookups: what a tool at hand is there to look up is looked up, not told from memory."""

from __future__ import annotations

import pytest

from negforge.checks.lookups import lookups
from tests.build import assistant, call, conversation, response, tool, user
from tests.checks.findings import evidence, silent

TOOLS = [
    tool("opening_hours", "When the branches of the library open and close.", branch="string"),
    tool("place_hold", "Put a hold on an edition."),
    tool("calculate", "Reckon opening hours.", expression="string"),
]
ASKED = user("How late can I use the study room of the harbour branch; what are the opening hours?")


def test_a_value_told_without_any_call_is_shown_with_the_request() -> None:
    asked = conversation(ASKED, assistant("You can stay until 18:00."), tools=TOOLS)
    ((first, second),) = evidence(lookups, asked)
    assert first == (1, "18:00") and second[0] == 0
    assert "(opening_hours)" in lookups(*asked)[0].says


@pytest.mark.parametrize(
    "answer",
    [
        "You can stay as long as the branch is open.",
        "I could not look that up; it used to be 18:00.",
        "Branches usually close at 18:00.",
        "Do you mean the room that closes at 18:00?",
    ],
    ids=["nothing definite", "admitted", "in general", "asked"],
)
def test_what_is_not_stated_as_a_fact_is_not_told_from_memory(answer: str) -> None:
    assert silent(lookups, conversation(ASKED, assistant(answer), tools=TOOLS))


def test_what_was_looked_up_or_said_may_be_told() -> None:
    looked = (call("opening_hours", {"branch": "harbour"}), response("09:00-18:00"))
    assert silent(lookups, conversation(ASKED, *looked, assistant("Until 18:00."), tools=TOOLS))
    said = user("The opening hours of the branch end at 18:00, right?")
    assert silent(lookups, conversation(said, assistant("Yes, at 18:00."), tools=TOOLS))


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("What is 150 degrees Celsius in Fahrenheit?", "That is 302 degrees."),
        ("Our roast begins at 08:05 and takes 60 minutes. When does it end?", "It ends at 09:05."),
        ("In which year did the first human walk on the moon?", "In 1969."),
    ],
)
def test_what_no_tool_tells_is_rightly_told_from_memory(request_: str, answer: str) -> None:
    assert silent(lookups, conversation(user(request_), assistant(answer), tools=TOOLS))


def test_without_tools_everything_is_told_from_memory() -> None:
    assert silent(lookups, conversation(ASKED, assistant("Until 18:00.")))
