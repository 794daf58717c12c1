"""Call objects in all the shapes that logs have, ids that are unique, and responses that find their call."""

from __future__ import annotations

from typing import Any

import pytest

from negforge.core.message import ToolCall, ToolResponse
from negforge.ingest.chat import hold
from tests.ingest.inverse import api_messages
from tests.ingest.test_chat import as_read, at, call, calling, core, held


def flat(call_id: Any, name: str = "find") -> dict[str, Any]:
    return {"id": call_id, "function": name, "args": {}}


def response(content: str, **fields: Any) -> dict[str, Any]:
    return {"role": "tool", "content": content, **fields}


def pairing(*messages: dict[str, Any]) -> dict[str, str]:
    """Response text by call id, for the calls; proved to hold everything."""
    found = held(*messages).messages
    calls = [message.call_id for message in found if isinstance(message, ToolCall)]
    assert len(calls) == len(set(calls))
    answers = {
        m.call_id: "".join(getattr(p, "text", "") for p in m.parts) for m in found if isinstance(m, ToolResponse)
    }
    return {call_id: answers[call_id] for call_id in calls if call_id in answers}


@pytest.mark.parametrize(
    ("raw", "name", "arguments", "notes"),
    [
        (call("a", "find", '{"b": 1,  "a": 2}'), "find", '{"b": 1,  "a": 2}', None),
        (call("a", "find", '{"b": 1'), "find", '{"b": 1', None),
        (call("a", "find", ""), "find", "", None),
        (
            {"id": "a", "function": {"name": "find", "arguments": {"b": "é", "a": [1.0]}}},
            "find",
            '{"b":"é","a":[1.0]}',
            as_read(arguments="json", lacks=["type"]).replace("\\u00e9", "é"),
        ),
        (
            {"id": "a", "type": "function", "function": {"name": "find", "arguments": None, "strict": True}},
            "find",
            "{}",
            as_read(arguments="null", function={"strict": True}),
        ),
        (
            {"function": "find", "args": {"q": 1}, "id": "a", "placeholder_args": None},
            "find",
            '{"q":1}',
            as_read(keys=["function", "args"], arguments="json", call={"placeholder_args": None}),
        ),
        (
            {"name": "find", "args": [1, 2], "id": "a", "type": "tool_call"},
            "find",
            "[1,2]",
            as_read(keys=["name", "args"], arguments="json", call={"type": "tool_call"}),
        ),
        ({"id": "a", "name": "find"}, "find", "{}", as_read(keys=["name", None], arguments="null")),
        (
            {"call_id": "a", "tool_name": "find", "input": "free text"},
            "find",
            "free text",
            as_read(keys=["tool_name", "input"], id_at="call_id"),
        ),
        ({"id": "a", "arguments": "{}"}, "", "{}", as_read(keys=[None, "arguments"])),
    ],
)
def test_a_call_object_of_any_shape_is_read(raw: dict[str, Any], name: str, arguments: str, notes: str | None) -> None:
    assert core(calling(raw)) == [ToolCall("a", name, arguments, extra=notes, source=at(0))]


def test_a_call_that_is_no_object_is_kept_as_arguments() -> None:
    result = held(calling(call("a"), "find(x)"))  # type: ignore[arg-type]
    assert result.messages[1] == ToolCall("call_2", "", '"find(x)"', True, extra=as_read(call="json"), source=at(0))
    assert "assistant.tool_calls: call is not an object" in result.unplaced


def test_tool_calls_that_are_no_list_are_kept_as_a_field() -> None:
    result = held({"role": "assistant", "content": "x", "tool_calls": {"a": 1}})
    assert result.messages[0].extra == '{"tool_calls":{"a":1}}'
    assert result.unplaced == ("assistant.tool_calls",)


def test_the_older_function_call_and_its_answer_are_read() -> None:
    messages = core(
        {"role": "assistant", "content": None, "function_call": {"name": "find", "arguments": "{}"}},
        {"role": "function", "name": "find", "content": "1"},
    )
    notes = '{"as_read":{"from":"function_call","keys":["name","arguments"],"lacks":["id"]}}'
    assert messages[0] == ToolCall("call_1", "find", "{}", extra=notes, source=at(0))
    assert isinstance(messages[1], ToolResponse)
    assert (messages[1].call_id, messages[1].name) == ("call_1", "find")
    assert messages[1].extra == as_read(lacks=["tool_call_id"], role="function")


def test_missing_empty_and_null_ids_get_a_stable_one_and_are_kept() -> None:
    no_id = {key: value for key, value in call("").items() if key != "id"}
    result = held(calling(call(""), {**call(""), "id": None}, no_id, call("z")))
    calls = [(message.call_id, message.extra) for message in result.messages if isinstance(message, ToolCall)]
    assert calls == [
        ("call_1", as_read(id="")),
        ("call_2", as_read(id=None)),
        ("call_3", as_read(lacks=["id"])),
        ("z", None),
    ]
    assert result.unplaced == ("call without an id", "call without a response")


def test_a_reused_id_is_numbered_and_its_answers_come_in_order() -> None:
    log = [calling(call("x")), response("1", tool_call_id="x"), calling(call("x")), response("2", tool_call_id="x")]
    assert pairing(*log) == {"x": "1", "x#2": "2"}
    result = held(*log)
    assert result.messages[2].extra == as_read(id="x")
    assert "reused call id" in result.unplaced


def test_an_id_in_the_log_that_looks_like_ours_stays_unique() -> None:
    assert pairing(calling(call(""), call("call_1")), response("1", tool_call_id="call_1")) == {"call_1#2": "1"}


def test_numbers_as_ids_match_texts() -> None:
    assert pairing(calling({**call(""), "id": 7}), response("1", tool_call_id="7")) == {"7": "1"}


def test_answers_to_parallel_calls_are_matched_by_id_in_any_order() -> None:
    log = [calling(call("a"), call("b")), response("B", tool_call_id="b"), response("A", tool_call_id="a")]
    assert pairing(*log) == {"a": "A", "b": "B"}


def test_answers_without_ids_are_matched_by_position() -> None:
    log = [calling(flat(""), flat("")), response("1", tool_call_id=""), response("2", tool_call_id=None), response("3")]
    assert pairing(*log) == {"call_1": "1", "call_2": "2"}


def test_answers_without_ids_prefer_the_call_with_their_name() -> None:
    log = [calling(flat("", "find"), flat("", "book")), response("B", name="book"), response("F", name="find")]
    assert pairing(*log) == {"call_1": "F", "call_2": "B"}


def test_an_answer_without_id_goes_to_the_latest_round_of_calls() -> None:
    log = [calling(flat("a"), flat("b")), response("1"), calling(flat("c")), response("3"), response("2")]
    assert pairing(*log) == {"a": "1", "b": "2", "c": "3"}


def test_two_replies_in_a_row_are_one_round() -> None:
    assert pairing(calling(flat("a")), calling(flat("b")), response("1"), response("2")) == {"a": "1", "b": "2"}


def test_the_id_field_of_a_response_counts_where_a_waiting_call_bears_it() -> None:
    log = [calling(call("a"), call("b")), response("B", id="b"), response("A", id="message_17")]
    assert pairing(*log) == {"a": "A", "b": "B"}
    assert held(*log).messages[2].extra == as_read(id_at="id", lacks=["name"])
    assert "tool.id" in held(*log).unplaced


def test_a_stray_response_is_kept_and_noted_and_answers_nothing() -> None:
    log = [calling(call("a")), response("1", tool_call_id="a"), response("2", tool_call_id="a"), response("3")]
    assert pairing(*log) == {"a": "1"}
    result = held(*log)
    assert [m.call_id for m in result.messages if isinstance(m, ToolResponse)] == ["a", "a#2", "response"]
    assert "response without a call" in result.unplaced


def test_a_call_without_a_response_is_noted() -> None:
    assert held(calling(call("a"))).unplaced == ("call without a response",)


def test_arguments_that_are_not_json_are_noted() -> None:
    assert "arguments are not JSON" in held(calling(call("a", "find", "{'x': 1}"))).unplaced


def test_reading_does_not_change_the_record() -> None:
    log = [calling(call("x"), call("x"), content="x"), response("1", tool_call_id="x")]
    before = repr(log)
    hold(log, "f", 0, "messages")
    assert repr(log) == before
    assert api_messages(hold(log, "f", 0, "messages").messages) == log
