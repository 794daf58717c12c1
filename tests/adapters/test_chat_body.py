"""What is asked of a model: the body that is sent, and the hash it goes by."""

from __future__ import annotations

import json
from typing import Any

import pytest

from negforge.adapters.chat.body import body_of, bytes_of, key_of
from negforge.core.chat import ChatRequest, OutputSchema
from negforge.core.errors import UsageError
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, Unknown, say
from negforge.core.task import Tool


def sent(request: ChatRequest, **extra: Any) -> dict[str, Any]:
    found = json.loads(bytes_of(body_of(request, "m", extra)))
    assert isinstance(found, dict)
    return found


def messages(*given: Message) -> Any:
    return sent(ChatRequest(given))["messages"]


def response(call_id: str, text: str) -> ToolResponse:
    return ToolResponse(call_id, "look", (Text(text),))


def test_words_and_calls_of_one_reply_go_together_and_others_apart() -> None:
    found = messages(
        say("user", "go"),
        say("assistant", "I look."),
        ToolCall("a", "look", "{}", with_previous=True),
        ToolCall("b", "look", "{oops", with_previous=True),
        response("a", "1"),
        response("b", "2"),
        ToolCall("c", "look", "{}"),
        response("c", "3"),
        say("assistant", "Done."),
    )
    assert [one["role"] for one in found] == ["user", "assistant", "tool", "tool", "assistant", "tool", "assistant"]
    assert [call["id"] for call in found[1]["tool_calls"]] == ["a", "b"]
    assert found[1]["tool_calls"][1]["function"] == {"name": "look", "arguments": "{oops"}
    assert (found[1]["content"], found[4]["content"]) == ("I look.", None)
    assert found[5] == {"role": "tool", "tool_call_id": "c", "content": "3"}


def test_what_the_user_did_on_a_device_of_their_own_is_not_the_models_to_see() -> None:
    theirs = ToolCall("u", "toggle", "{}", requestor="user")
    assert messages(say("user", "hi"), theirs, response("u", "on")) == [{"role": "user", "content": "hi"}]


def test_images_and_other_parts_go_as_they_are() -> None:
    image = '{"type":"image_url","image_url":{"url":"data:x"}}'
    found = messages(Say("user", (Text("see "), Unknown(image))))
    assert found == [{"role": "user", "content": [{"type": "text", "text": "see "}, json.loads(image)]}]


def test_parameters_tools_and_schemas_are_sent_and_the_order_of_a_schemas_fields_stays() -> None:
    tool = Tool("look", "looks", '{"type":"object","properties":{"z":{},"a":{}}}')
    schema = OutputSchema("v", '{"type":"object","properties":{"why":{},"answer":{}}}')
    found = sent(ChatRequest((say("user", "x"),), (tool,), 77, 0.5, schema, 3), seed=4)
    assert (found["max_tokens"], found["temperature"], found["seed"]) == (77, 0.5, 4)
    assert (found["logprobs"], found["top_logprobs"]) == (True, 3)
    assert list(found["tools"][0]["function"]["parameters"]["properties"]) == ["z", "a"]
    assert list(found["response_format"]["json_schema"]["schema"]["properties"]) == ["why", "answer"]


def test_an_endpoint_may_want_the_bound_under_its_newer_name() -> None:
    found = sent(ChatRequest((say("user", "x"),), max_tokens=5), max_completion_tokens=9)
    assert "max_tokens" not in found and found["max_completion_tokens"] == 9


@pytest.mark.parametrize("name", ["messages", "model", "stream", "n"])
def test_what_negforge_sets_itself_is_not_to_be_overruled(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        sent(ChatRequest((say("user", "x"),)), **{name: 1})


def test_another_question_model_or_sample_has_another_key_and_the_same_has_the_same() -> None:
    def key(text: str = "x", model: str = "m", sample: int = 0, **more: Any) -> str:
        request = ChatRequest((say("user", text),), sample=sample, **more)
        return key_of(bytes_of(body_of(request, model)), request.sample)

    others = [key("y"), key(model="n"), key(sample=1), key(max_tokens=9), key(temperature=0.0)]
    assert len({key(), *others}) == 6
    assert key() == key() and len(key()) == 32 and int(key(), 16) >= 0


def test_half_a_character_and_huge_numbers_can_be_asked() -> None:
    raw = bytes_of(body_of(ChatRequest((say("user", "\ud800"),)), "m", {"seed": 10**30}))
    assert json.loads(raw)["messages"][0]["content"] == "\ud800"
    assert json.loads(raw)["seed"] == 10**30
