"""Records that were never meant to be read: nothing raises, nothing vanishes, refusals say why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from negforge.core.json_text import Json
from negforge.core.message import ToolCall, text_of
from negforge.ingest.chat import hold
from negforge.ingest.formats import FORMATS
from negforge.ingest.openai_chat import read
from negforge.ingest.reading import Reading, Refusal, Source
from tests.ingest.inverse import api_messages

HERE = Source("f.json", 0, {}, None, None)


def nested(levels: int) -> Json:
    value: Json = "deep"
    for _ in range(levels):
        value = {"x": value}
    return value


def calling(arguments: Json) -> Json:
    return {"messages": [{"role": "assistant", "tool_calls": [{"id": "a", "name": "f", "arguments": arguments}]}]}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (5, "is integer, not an object: give one JSON object for each run"),
        (None, "is null, not an object: give one JSON object for each run"),
        ({}, 'has no "messages": name the format with --format, or put the messages there'),
        ({"messages": "x"}, '"messages" is string, not a list of messages: write one object a message'),
        ({"messages": {"0": {}}}, '"messages" is object, not a list of messages: write one object a message'),
        ({"messages": []}, '"messages" has zero messages: nothing happened that could be judged; leave the record out'),
        ([], '"messages" has zero messages: nothing happened that could be judged; leave the record out'),
        ({"messages": [{}, None]}, "messages/1 is null, not an object with role and content: mend the log"),
        (["x"], "0 is string, not an object with role and content: mend the log"),
        (calling(nested(5000)), "is nested more than 200 levels deep: flatten it, or leave the record out"),
    ],
)
def test_a_record_that_is_no_run_is_refused_with_a_reason(record: Json, reason: str) -> None:
    assert read(record, HERE) == Refusal(reason)


def test_every_format_refuses_what_it_cannot_read() -> None:
    records: list[Json] = [5, None, "x", {}, {"messages": 5, "traj": 5}, {"messages": [], "traj": []}, nested(5000)]
    results = [one.read(record, HERE) for one in FORMATS for record in records]
    assert all(isinstance(result, Refusal) for result in results)


def test_every_format_survives_fields_of_the_wrong_type() -> None:
    keys = ("task_id", "reward", "info", "trial", "reward_info", "termination_reason", "suite_name", "user_task_id",
            "injection_task_id", "utility", "security", "error", "pipeline_name", "Question", "task_success", "tools",
            "id", "family", "maker", "success", "policy")  # fmt: skip
    odd: list[Json] = [None, {}, [], {"a": [1]}, 5, -0.5, float("inf"), "", "x", True]
    for value in odd:
        record: Json = dict.fromkeys(keys, value) | {"messages": [{}], "traj": [{}]}
        beside: dict[str, Json] = {"info": value, "tasks": value}
        for one in FORMATS:
            result = one.read(record, Source("f.json", 0, beside, None, None))
            assert isinstance(result, Reading), (one.name, value)


def test_nesting_inside_arguments_is_kept_up_to_the_limit() -> None:
    result = read(calling(nested(100)), HERE)
    assert isinstance(result, Reading)
    (call,) = result.rollout.trajectory.messages
    assert json.loads(text_of(call)) == nested(100)


def test_arguments_that_spell_endless_nesting_are_only_text() -> None:
    text = "[" * 200_000
    result = read(calling(text), HERE)
    assert isinstance(result, Reading)
    assert text_of(result.rollout.trajectory.messages[0]) == text


def test_five_megabytes_and_odd_characters_pass_through() -> None:
    odd = "\x00\x1b[31m\u202f\ud83d\udc4d漢字 \ud800"
    messages: list[Any] = [
        {"role": "user", "content": "x" * 5_000_000},
        {"role": "assistant", "content": odd, "tool_calls": [{"id": odd, "name": odd, "arguments": {odd: odd}}]},
        {"role": "tool", "tool_call_id": odd, "content": odd},
    ]
    result = read({"messages": messages, "id": odd}, HERE)
    assert isinstance(result, Reading)
    rollout = result.rollout
    assert api_messages(rollout.task.opening + rollout.trajectory.messages) == messages


_text = st.sampled_from(["", "x", "x#2", "call_1", "call_2", "{}", '{"a":1}', "text", "json", "null", "empty", "user"])
_leaf = st.one_of(st.none(), st.booleans(), st.integers(-1, 2), st.sampled_from([1.0, 0.5, float("nan")]), _text)
_inner = st.sampled_from(["type", "text", "content", "a", "as_read", "name", "id", "function", "arguments", "refusal"])
_any = st.recursive(
    _leaf,
    lambda child: st.one_of(st.lists(child, max_size=2), st.dictionaries(_inner, child, max_size=3)),
    max_leaves=5,
)


def _object(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional=fields)


_part = st.one_of(
    _any, _object(type=st.sampled_from(["text", "refusal", "image_url"]), text=_any, content=_any, x=_leaf)
)
_function = st.one_of(_any, _object(name=_text, arguments=st.one_of(_text, _any), args=_any, strict=_leaf))
_call = st.one_of(
    _any,
    _object(
        id=_leaf, call_id=_text, type=st.just("function"), function=_function, name=_leaf, args=_any, arguments=_any,
        requestor=st.sampled_from(["user", "assistant", 3]), as_read=_leaf,
    ),
)  # fmt: skip
_role = st.sampled_from(
    ["system", "developer", "user", "Human", "assistant", "tool", "function", "state_info", None, 5]
)
_message = _object(
    role=_role, content=st.one_of(_text, _any, st.lists(_part, max_size=3)),
    tool_calls=st.one_of(_leaf, _call, st.lists(_call, max_size=3)), function_call=_call,
    tool_call_id=_leaf, id=_text, call_id=_text, name=_leaf, error=_any, is_error=_leaf, refusal=_leaf,
    reasoning=_leaf, reasoning_content=_leaf, tool_call=_call, requestor=_leaf, as_read=_any, other=_any,
)  # fmt: skip


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(_message, max_size=6))
def test_any_message_list_can_be_read_and_written_back(messages: list[dict[str, Any]]) -> None:
    before = json.dumps(messages, sort_keys=True)
    held = hold(messages, "f", 0, "messages")
    assert json.dumps(api_messages(held.messages), sort_keys=True) == before
    ids = [message.call_id for message in held.messages if isinstance(message, ToolCall)]
    assert len(ids) == len(set(ids)) and all(ids)
    assert isinstance(read({"messages": messages}, HERE), Refusal if not messages else Reading)
