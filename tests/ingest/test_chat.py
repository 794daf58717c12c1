"""Every oddity of chat messages: a literal message list in, the exact core messages out, and the list back again."""

from __future__ import annotations

import json
from typing import Any

from negforge.core.message import Message, Pointer, Say, Text, ToolCall, ToolResponse, Unknown
from negforge.ingest.chat import Held, hold
from tests.ingest.inverse import api_messages


def at(index: int) -> Pointer:
    return Pointer("log.json", 4, f"messages/{index}")


def held(*messages: dict[str, Any]) -> Held:
    """Read, and proved to hold everything."""
    result = hold(list(messages), "log.json", 4, "messages")
    assert api_messages(result.messages) == list(messages)
    return result


def core(*messages: dict[str, Any]) -> list[Message]:
    return list(held(*messages).messages)


def as_read(**fields: Any) -> str:
    return json.dumps({"as_read": fields}, separators=(",", ":"))


def call(call_id: str, name: str = "find", arguments: str = "{}") -> dict[str, Any]:
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def calling(*calls: dict[str, Any], content: str | None = None) -> dict[str, Any]:
    return {"role": "assistant", "content": content, "tool_calls": list(calls)}


def test_plain_words_need_no_extra() -> None:
    assert core({"role": "user", "content": "Hi"}, {"role": "assistant", "content": ""}) == [
        Say("user", (Text("Hi"),), source=at(0)),
        Say("assistant", (Text(""),), source=at(1)),
    ]


def test_text_and_calls_of_one_reply_stay_together_and_parallel_calls_too() -> None:
    message = calling(call("a", "find", '{"x": 1}'), call("b", "book"), content="Let me look.")
    assert core(message) == [
        Say("assistant", (Text("Let me look."),), source=at(0)),
        ToolCall("a", "find", '{"x": 1}', with_previous=True, source=at(0)),
        ToolCall("b", "book", "{}", with_previous=True, source=at(0)),
    ]


def test_the_first_of_two_calls_without_words_starts_the_reply() -> None:
    first, second = core(calling(call("a"), call("b")))
    assert first == ToolCall("a", "find", "{}", with_previous=False, source=at(0))
    assert second == ToolCall("b", "find", "{}", with_previous=True, source=at(0))


def test_replies_in_a_row_stay_apart() -> None:
    messages = core(
        {"role": "assistant", "content": "One"}, calling(call("a")), {"role": "assistant", "content": "Two"}
    )
    assert messages == [
        Say("assistant", (Text("One"),), source=at(0)),
        ToolCall("a", "find", "{}", with_previous=False, source=at(1)),
        Say("assistant", (Text("Two"),), source=at(2)),
    ]


def test_content_beside_calls_is_told_apart_null_empty_missing_and_empty_list() -> None:
    usual = calling(call("a"))
    missing = {key: value for key, value in usual.items() if key != "content"}
    extras = [
        core(message)[0].extra for message in (usual, {**usual, "content": ""}, missing, {**usual, "content": []})
    ]
    assert extras == [None, as_read(content="empty"), as_read(lacks=["content"]), as_read(content=[])]


def test_content_without_calls_is_told_apart_null_empty_missing_and_empty_list() -> None:
    result = held(*({"role": "assistant", **content} for content in ({"content": None}, {}, {"content": []})))
    assert result.messages == (
        Say("assistant", (), source=at(0)),
        Say("assistant", (), extra=as_read(lacks=["content"]), source=at(1)),
        Say("assistant", (), extra=as_read(content=[]), source=at(2)),
    )
    assert result.unplaced == ("null content",)


def test_an_empty_turn_is_noted() -> None:
    assert held({"role": "user", "content": "Hi"}, {"role": "assistant", "content": ""}).unplaced == ("empty content",)


def test_list_contents_become_text_and_unknown_parts_with_nothing_lost() -> None:
    image = {"type": "image_url", "image_url": {"url": "data:x"}}
    content = [{"type": "text", "text": "Look", "cache_control": 1}, image, "there", {"type": "text", "content": "!"}]
    result = held({"role": "user", "content": content})
    templates = [{"type": "text", "text": None, "cache_control": 1}, None, "text", {"type": "text", "content": None}]
    unknown = Unknown('{"type":"image_url","image_url":{"url":"data:x"}}')
    assert result.messages == (
        Say("user", (Text("Look"), unknown, Text("there"), Text("!")), extra=as_read(content=templates), source=at(0)),
    )
    assert result.unplaced == (
        "user.content.cache_control",
        "user.content: part of type image_url",
        "ends on a user message",
    )


def test_content_that_is_a_number_is_kept_as_an_unknown_part() -> None:
    result = held({"role": "user", "content": 5})
    assert result.messages == (Say("user", (Unknown("5"),), extra=as_read(content="json"), source=at(0)),)
    assert "user.content is neither text nor list" in result.unplaced


def test_reasoning_is_carried_by_words_or_else_by_a_say_without_any() -> None:
    with_words, alone, its_call = core(
        {"role": "assistant", "content": "Yes", "reasoning_content": "Hm"},
        {**calling(call("a")), "reasoning": "Look it up"},
    )
    assert with_words == Say("assistant", (Text("Yes"),), reasoning="Hm", source=at(0))
    extra = as_read(reasoning_at="reasoning")
    assert alone == Say("assistant", (), reasoning="Look it up", extra=extra, source=at(1))
    assert its_call == ToolCall("a", "find", "{}", with_previous=True, source=at(1))


def test_a_refusal_speaks_where_the_content_does_not() -> None:
    assert core({"role": "assistant", "content": None, "refusal": "I cannot help with that."}) == [
        Say("assistant", (Text("I cannot help with that."),), extra=as_read(refusal="text", content=None), source=at(0))
    ]
    both = held({"role": "assistant", "content": "No.", "refusal": "I cannot."})
    assert both.messages == (Say("assistant", (Text("No."),), extra='{"refusal":"I cannot."}', source=at(0)),)
    assert both.unplaced == ("assistant.refusal",)


def test_other_role_names_are_mapped_and_kept() -> None:
    roles = ["developer", "human", "agent", "environment", "function", "API", "Human"]
    messages = core(*({"role": role, "content": "x"} for role in roles))
    spoken = [message.role if isinstance(message, Say) else type(message).__name__ for message in messages]
    assert spoken == ["system", "user", "assistant", "ToolResponse", "ToolResponse", "ToolResponse", "user"]
    assert [json.loads(message.extra or "{}")["as_read"]["role"] for message in messages] == roles


def test_an_unknown_role_is_held_as_system_and_noted() -> None:
    result = held({"role": "state_info", "content": "x"}, {"content": "y"})
    assert result.messages == (
        Say("system", (Text("x"),), extra=as_read(role="state_info"), source=at(0)),
        Say("system", (Text("y"),), extra=as_read(lacks=["role"]), source=at(1)),
    )
    assert result.unplaced == ("unknown role state_info", "message without a role", "ends on a system message")


def test_the_name_of_a_speaker_is_the_agent() -> None:
    assert core({"role": "assistant", "content": "x", "name": "planner"}) == [
        Say("assistant", (Text("x"),), agent="planner", source=at(0))
    ]
    named = {**calling(call("a")), "name": "planner"}
    assert core(named) == [ToolCall("a", "find", "{}", extra='{"name":"planner"}', source=at(0))]


def test_unknown_fields_go_to_the_first_core_message_and_are_named() -> None:
    result = held({**calling(call("a"), content="x"), "usage": {"n": 1}, "tool_call": None, "audio": None})
    assert result.messages[0].extra == '{"usage":{"n":1},"tool_call":null,"audio":null}'
    assert result.messages[1].extra is None
    assert result.unplaced == ("assistant.usage", "assistant.tool_call", "assistant.audio", "call without a response")


def test_null_fields_that_core_knows_are_kept_but_not_named() -> None:
    result = held({"role": "assistant", "content": "x", "tool_calls": None, "reasoning": None, "refusal": None})
    assert result.messages[0].extra == '{"tool_calls":null,"reasoning":null,"refusal":null}'
    assert result.unplaced == ()


def test_a_log_that_has_a_field_called_as_read_keeps_it() -> None:
    assert core({"role": "user", "content": "x", "as_read": "yes"})[0].extra == as_read(own="yes")


def test_a_user_may_call_tools() -> None:
    theirs = {"role": "user", "content": "Wait", "tool_calls": [call("a")]}
    claimed = calling({"id": "b", "name": "find", "arguments": {"x": 1}, "requestor": "user"})
    messages = core(theirs, claimed)
    assert messages[:2] == [
        Say("user", (Text("Wait"),), source=at(0)),
        ToolCall("a", "find", "{}", True, "user", None, at(0)),
    ]
    extra = as_read(keys=["name", "arguments"], arguments="json", call={"requestor": "user"}, role="assistant")
    assert messages[2] == ToolCall("b", "find", '{"x":1}', False, "user", extra, at(1))


def test_an_error_text_stands_in_for_an_empty_response() -> None:
    messages = core(
        calling(call("a"), call("b"), call("c")),
        {"role": "tool", "tool_call_id": "a", "name": "find", "content": "", "error": "ValueError: no such room"},
        {"role": "tool", "tool_call_id": "b", "name": "find", "content": "ok", "error": None},
        {"role": "tool", "tool_call_id": "c", "name": "find", "content": "bad", "error": True},
    )
    assert messages[3:] == [
        ToolResponse("a", "find", (Text("ValueError: no such room"),), True, as_read(error="text", content=""), at(1)),
        ToolResponse("b", "find", (Text("ok"),), False, '{"error":null}', at(2)),
        ToolResponse("c", "find", (Text("bad"),), True, None, at(3)),
    ]


def test_an_error_beside_a_content_is_a_flag_and_is_kept() -> None:
    response = held({"role": "tool", "tool_call_id": "a", "name": "f", "content": "x", "error": "late"}).messages[0]
    assert response == ToolResponse("a", "f", (Text("x"),), True, '{"error":"late"}', at(0))


def test_a_response_that_repeats_its_call_says_so_in_a_word() -> None:
    copy = {"function": "find", "args": {"x": 1}, "id": "a"}
    messages = core(
        calling(dict(copy)),
        {"role": "tool", "content": "1", "tool_call_id": "a", "tool_call": dict(copy), "error": None},
    )
    extra = '{"error":null,"as_read":{"lacks":["name"],"copies":"tool_call"}}'
    assert messages[1] == ToolResponse("a", "find", (Text("1"),), False, extra, at(1))


def test_where_a_run_ends_is_noted() -> None:
    ends = [
        held(calling(call("a")), {"role": "tool", "tool_call_id": "a", "content": "x"}).unplaced,
        held({"role": "user", "content": "x"}).unplaced,
        held({"role": "assistant", "content": "x"}).unplaced,
    ]
    assert ends == [("ends on a tool message",), ("ends on a user message",), ()]
