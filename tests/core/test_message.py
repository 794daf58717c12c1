"""Messages: their readable text, and what of them is shown."""

from __future__ import annotations

import pytest
from hypothesis import given

from negforge.core.message import (
    Message,
    Pointer,
    Say,
    Text,
    ToolCall,
    ToolResponse,
    Unknown,
    message_json,
    published,
    say,
    text_of,
    with_text,
)
from tests.strategies import messages

IMAGE = Unknown('{"type":"image","url":"cat.png"}')


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (say("user", "Hello."), "Hello."),
        (Say("assistant", ()), ""),
        (Say("assistant", (Text("One, "), Text("two."))), "One, two."),
        (Say("user", (Text("What is this? "), IMAGE)), 'What is this? {"type":"image","url":"cat.png"}'),
        (ToolCall("c1", "look", '{"at": "x"}'), '{"at": "x"}'),
        (ToolCall("c1", "look", "{at"), "{at"),
        (ToolResponse("c1", "look", (Text("a cat"),)), "a cat"),
        (ToolResponse("c1", None, ()), ""),
    ],
)
def test_the_text_of_a_message_is_its_words_a_calls_its_arguments(message: Message, text: str) -> None:
    assert text_of(message) == text


def test_other_words_leave_the_rest_of_a_message_as_it_was() -> None:
    said = Say("assistant", (Text("a"), IMAGE), reasoning="why", agent="clerk", extra="{}")
    assert with_text(said, "b") == Say("assistant", (Text("b"),), reasoning="why", agent="clerk", extra="{}")
    answered = ToolResponse("c1", "look", (Text("a"),), is_error=True)
    assert with_text(answered, "b") == ToolResponse("c1", "look", (Text("b"),), is_error=True)


def test_a_published_message_does_not_tell_where_it_came_from() -> None:
    call = ToolCall("c1", "look", "{}", True, "user", extra='{"cost":1}', source=Pointer("a.json", 0, "traj/1"))
    assert published(call) == ToolCall("c1", "look", "{}", True, "user")


@given(messages())
def test_publishing_changes_neither_text_nor_identity_and_twice_is_once(message: Message) -> None:
    shown = published(message)
    assert (shown.extra, shown.source) == (None, None)
    assert text_of(shown) == text_of(message)
    assert message_json(shown) == message_json(message)
    assert published(shown) is shown
