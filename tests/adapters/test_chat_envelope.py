"""What came back from a model, read: every form of answer, and everything that is none."""

from __future__ import annotations

import json
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.adapters.chat.envelope import error_of, flaw_of, outcome_of, usage_of
from negforge.core.chat import NoReply, Reply, TokenLogprob, Usage
from negforge.core.json_text import Json
from negforge.core.message import ToolCall


def body(message: dict[str, Json], finish: str | None = "stop", **more: Json) -> bytes:
    choice: dict[str, Json] = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    logprobs = more.pop("logprobs", None)
    if logprobs is not None:
        choice["logprobs"] = logprobs
    return json.dumps({"model": "m-1", "choices": [choice], **more}).encode()


def events(*deltas: Json, finish: str | None = "stop", done: bool = True, usage: Json = None) -> bytes:
    lines = [{"model": "m-1", "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    if finish is not None:
        lines.append({"model": "m-1", "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    if usage is not None:
        lines.append({"model": "m-1", "choices": [], "usage": usage})  # type: ignore[dict-item]
    text = "".join(f"data: {json.dumps(line)}\n\n" for line in lines)
    return (text + ("data: [DONE]\n\n" if done else "")).encode()


def reply(raw: bytes, media: str = "json") -> Reply:
    found = outcome_of(raw, media)  # type: ignore[arg-type]
    assert isinstance(found, Reply), found
    assert flaw_of(raw, media) is None  # type: ignore[arg-type]
    return found


def end(raw: bytes, media: str = "json") -> tuple[str, str]:
    found = outcome_of(raw, media)  # type: ignore[arg-type]
    assert isinstance(found, NoReply), found
    return found.kind, found.text


def test_words_calls_reasoning_and_usage_are_kept_apart() -> None:
    calls: Json = [
        {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"a": 1}'}},
        {"id": "", "type": "function", "function": {"name": "look", "arguments": "{not json"}},
    ]
    details: dict[str, Json] = {"cached_tokens": 3}
    usage: Json = {"prompt_tokens": 10, "completion_tokens": 4, "prompt_tokens_details": details}
    found = reply(body({"content": "Hm.", "reasoning_content": "thinking", "tool_calls": calls}, usage=usage))
    assert (found.text, found.reasoning, found.model) == ("Hm.", "thinking", "m-1")
    assert found.calls == (
        ToolCall("c1", "look", '{"a": 1}', with_previous=True),
        ToolCall("call_1", "look", "{not json", with_previous=True),
    )
    assert found.usage == Usage(10, 4, cached=3)


def test_calls_without_words_begin_a_reply_of_their_own() -> None:
    calls: Json = [{"id": "c1", "function": {"name": "look", "arguments": {"a": 1}}}, {"function": {"name": "see"}}]
    first, second = reply(body({"content": None, "tool_calls": calls}, "tool_calls")).calls
    assert (first.arguments, first.with_previous) == ('{"a":1}', False)
    assert (second.arguments, second.with_previous) == ("{}", True)


def test_log_probabilities_come_with_their_rivals() -> None:
    entry: Json = {"token": "A", "logprob": -0.1, "top_logprobs": [{"token": "B", "logprob": -2.5}, {"token": None}]}
    found = reply(body({"content": "A"}, logprobs={"content": [entry, "odd"]}))
    assert found.logprobs == (TokenLogprob("A", -0.1, (("B", -2.5),)),)


@pytest.mark.parametrize(
    ("message", "finish", "expected"),
    [
        ({"content": None, "refusal": "I won't."}, "stop", ("refusal", "I won't.")),
        ({"content": "and so on"}, "length", ("cut_by_length", "and so on")),
        ({"content": None}, "length", ("cut_by_length", "")),
        ({"content": None}, "content_filter", ("content_filter", "")),
    ],
)
def test_ends_that_asking_again_would_not_change_are_well_formed(
    message: dict[str, Json], finish: str, expected: tuple[str, str]
) -> None:
    assert flaw_of(body(message, finish), "json") is None
    assert end(body(message, finish)) == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not JSON"),
        (b'{"choices": [', "not JSON"),
        (b'{"choices": []}', "no choice with a message"),
        (b'{"choices": [null]}', "no choice with a message"),
        (b"[1]", "no object"),
        (b'{"error": {"message": "overloaded", "code": "busy"}}', "busy overloaded"),
        (body({"content": None}), "null content"),
        (body({"content": None, "tool_calls": []}), "null content"),
        (body({"content": 5}), "no text"),
        (body({"content": "x", "tool_calls": [{"function": {"name": 3}}]}), "tool calls that are none"),
        (b'{"choices": [' + b"[" * 9000 + b"]" * 9000 + b"]}", "nested deeper"),
        (b'{"choices": [{"message": {"content": "\xff"}}]}', "not UTF-8"),
    ],
)
def test_what_is_no_answer_says_why(raw: bytes, reason: str) -> None:
    assert reason in (flaw_of(raw, "json") or "")
    assert end(raw)[0] == "malformed"
    assert usage_of(raw, "json") == Usage()


def test_a_stream_says_what_the_same_answer_says_unstreamed() -> None:
    def call(index: int, **function: str) -> Json:
        return {"tool_calls": [{"index": index, "id": f"c{index}", "function": dict(function)}]}

    streamed = reply(
        events(
            {"role": "assistant", "content": ""},
            {"reasoning_content": "let me "},
            {"reasoning_content": "see"},
            {"content": "Hé"},
            {"content": "llo"},
            call(0, name="look", arguments=""),
            {"tool_calls": [{"index": 0, "function": {"arguments": '{"a":'}}]},
            call(1, name="see", arguments="{}"),
            {"tool_calls": [{"index": 0, "function": {"arguments": " 1}"}}]},
            finish="tool_calls",
            usage={"prompt_tokens": 5, "completion_tokens": 7},
        ),
        "sse",
    )
    calls: Json = [
        {"id": "c0", "function": {"name": "look", "arguments": '{"a": 1}'}},
        {"id": "c1", "function": {"name": "see", "arguments": "{}"}},
    ]
    message: dict[str, Json] = {"content": "Héllo", "reasoning_content": "let me see", "tool_calls": calls}
    whole = body(message, "tool_calls", usage={"prompt_tokens": 5, "completion_tokens": 7})
    assert streamed == reply(whole)


def test_a_stream_may_use_any_line_end_comments_and_several_data_lines() -> None:
    text = (
        ': hello\r\n\r\nevent: x\r\ndata: {"choices": [{"delta": {"content": "a"},\r\ndata: "finish_reason": "stop"}]}'
    )
    assert reply(text.encode(), "sse").text == "a"


@pytest.mark.parametrize(
    "raw",
    [
        events({"content": "half"}, finish=None, done=False),
        events({"content": "half"}, finish=None, done=True),
        events({"content": "half"})[:-40],
        b"data: {broken\n\n",
        b"data: 5\n\n",
        b'data: {"error": {"message": "gone"}}\n\n',
        events({"tool_calls": [{"index": 10**9, "function": {"name": "x"}}]}),
        events({"tool_calls": ["x"]}),
    ],
)
def test_a_cut_or_senseless_stream_is_no_answer(raw: bytes) -> None:
    assert flaw_of(raw, "sse")
    assert end(raw, "sse")[0] == "malformed"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_events_without_data_are_passed_over(line_end: str) -> None:
    text = "\n\ndata:\n\ndata: {}\n\nid: 3\n\n:\n\n\n" + events({"content": "a"}, {"content": "b"}).decode()
    assert reply(text.replace("\n", line_end).encode(), "sse").text == "ab"


@pytest.mark.parametrize("piece", [b"\n", b"\r\n", b"data:\n\n", b":\n\n", b"data: {}\n\n"])
def test_sixteen_megabytes_of_nothing_are_no_answer_soon_and_are_not_held(piece: bytes) -> None:
    raw = piece * (16_000_000 // len(piece))
    begun = time.process_time()
    assert "cut" in (flaw_of(raw, "sse") or "")
    assert time.process_time() - begun < 10
    tracemalloc.start()
    try:
        flaw_of(raw[:2_000_000], "sse")
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_words_that_look_like_the_last_word_do_not_end_a_stream() -> None:
    assert reply(events({"content": "data: [DONE]\n\ndata: [DONE]"}, {"content": "!"}), "sse").text.endswith("!")


def test_an_errors_own_words_are_read_where_they_can_be() -> None:
    assert error_of(b'{"error": {"code": "x", "message": "too much"}}') == ("x", "too much")
    assert error_of(b'{"detail": "no"}') == ("", "no")
    assert error_of(b"<html>" + b"a" * 999)[1].startswith("<html>")
    assert error_of(b'"plain"') == ("", "plain")


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:data \nchoies1', max_size=200).map(str.encode))
def test_no_bytes_make_reading_crash(raw: bytes) -> None:
    for media in ("json", "sse"):
        found = outcome_of(raw, media)  # type: ignore[arg-type]
        flaw = flaw_of(raw, media)  # type: ignore[arg-type]
        assert (flaw is not None) == (isinstance(found, NoReply) and found.kind == "malformed")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(json_values, json_values, json_values, json_values)
def test_no_json_in_any_field_makes_reading_crash(content: Json, calls: Json, logprobs: Json, usage: Json) -> None:
    raw = body({"content": content, "tool_calls": calls}, usage=usage, logprobs=logprobs)
    assert isinstance(outcome_of(raw, "json"), Reply | NoReply)
    delta: Json = {"content": content, "tool_calls": calls}
    assert isinstance(outcome_of(events(delta, usage=usage), "sse"), Reply | NoReply)
