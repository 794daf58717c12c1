"""What the mock server answers, as the openai package and a plain HTTP client see it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from negforge.adapters.mock_server.app import MockServer
from negforge.adapters.mock_server.settings import MockSettings
from negforge.core.errors import UsageError
from tests.mock_endpoint import served

WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather in a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}, "note": {}},
            "required": ["city", "days"],
        },
    },
}
MARKS = {"type": "json_schema", "json_schema": {"name": "verdict", "strict": True, "schema": {
    "type": "object",
    "properties": {"comparison": {"type": "string"}, "verdict": {"enum": ["A", "B", "tie"]}},
    "required": ["comparison", "verdict"],
}}}  # fmt: skip


def asked(text: str = "hello", **more: Any) -> dict[str, Any]:
    return {"model": "mock", "messages": [{"role": "user", "content": text}], **more}


def completion(body: dict[str, Any], **settings: Any) -> Any:
    """The unstreamed completion, through the openai package."""
    return served(lambda _, client: client.chat.completions.create(**body), **settings)


def bytes_for(bodies: list[dict[str, Any]], **settings: Any) -> list[bytes]:
    """The reply's bytes for each body, asked one after another, without retries."""

    from aiohttp import ClientSession

    async def run() -> list[bytes]:
        async with MockServer(MockSettings(**settings)) as server, ClientSession() as session:
            found = []
            for body in bodies:
                async with session.post(f"{server.base_url}/chat/completions", json=body) as response:
                    found.append(await response.read())
            return found

    return asyncio.run(run())


def scripted(tmp_path: Path, *lines: dict[str, Any]) -> Path:
    path = tmp_path / "script.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


# the same body, the same bytes


def test_the_same_body_gets_the_same_bytes_whatever_came_before() -> None:
    one, other = asked("one", n=2, logprobs=True), asked("other", tools=[WEATHER])
    forth, back = bytes_for([one, other, one]), bytes_for([other, one])
    assert forth == [back[1], back[0], back[1]]
    assert bytes_for([one], rng_seed=1) != [back[1]]


def test_id_and_created_come_from_the_body_and_not_from_its_key_order_or_streaming() -> None:
    body = asked("who are you?")
    turned = dict(reversed(body.items()))
    replies = [json.loads(raw) for raw in bytes_for([body, turned, asked("someone else")])]
    assert replies[0] == replies[1]
    assert replies[0]["id"] != replies[2]["id"] and replies[0]["created"] != replies[2]["created"]


def test_faults_before_a_reply_do_not_change_it() -> None:
    body = asked("again")
    mix = "429=0.4,500=0.4"
    assert bytes_for([body])[0] in bytes_for([body] * 60, faults=mix)


def test_usage_is_bytes_divided_by_four() -> None:
    body = asked("x" * 4000)
    reply = completion(body)
    assert reply.usage.completion_tokens == -(-len(reply.choices[0].message.content) // 4)
    assert 1000 < reply.usage.prompt_tokens < 1040
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens


# what the API can do


def test_the_template_repeats_the_last_user_message() -> None:
    reply = completion(asked("Is it  raining\nin Oslo?"))
    assert reply.choices[0].message.content == "You said: Is it raining in Oslo?"
    assert reply.choices[0].finish_reason == "stop"


def test_n_choices_are_asked_for_and_come() -> None:
    verdicts = completion(asked("A or B?", n=40, response_format=MARKS)).choices
    assert [choice.index for choice in verdicts] == list(range(40))
    assert {json.loads(choice.message.content)["verdict"] for choice in verdicts} == {"A", "B", "tie"}


def test_tools_are_called_side_by_side_with_arguments_that_fit_their_schema() -> None:
    counts = set()
    for text in "abcdefghijklmno":
        choice = completion(asked(text, tools=[WEATHER])).choices[0]
        assert (choice.finish_reason, choice.message.content) == ("tool_calls", None)
        for call in choice.message.tool_calls:
            assert json.loads(call.function.arguments) == {"city": "mock", "days": 1}
        assert len({call.id for call in choice.message.tool_calls}) == len(choice.message.tool_calls)
        counts.add(len(choice.message.tool_calls))
    assert counts == {1, 2}
    single = completion(asked("one", tools=[WEATHER], parallel_tool_calls=False))
    assert len(single.choices[0].message.tool_calls) == 1


def test_after_a_tool_response_or_with_tool_choice_none_it_speaks() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    body = asked("weather?", tools=[WEATHER])
    body["messages"] += [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "sunny"},
    ]
    assert completion(body).choices[0].message.content == "Done. The tool says: sunny"
    assert completion(asked("weather?", tools=[WEATHER], tool_choice="none")).choices[0].message.tool_calls is None
    named = {"type": "function", "function": {"name": "weather"}}
    assert completion({**body, "tool_choice": named}).choices[0].message.tool_calls[0].function.name == "weather"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "integer", "exclusiveMinimum": 2,
         "multipleOf": 3}, "minItems": 2}, "b": {"const": [1, None]}}, "required": ["a", "b", "c"]},
        {"anyOf": [{"type": "object", "properties": {"x": {"type": "number", "minimum": 0.5, "maximum": 0.75}},
         "required": ["x"]}, {"type": "null"}]},
        {"$defs": {"leaf": {"type": ["string", "null"], "minLength": 9, "maxLength": 9}}, "type": "array",
         "prefixItems": [{"$ref": "#/$defs/leaf"}, {"type": "boolean"}, {"enum": ["x", 3, None]}], "minItems": 3},
        {"allOf": [{"type": "object", "properties": {"p": {"type": "integer", "maximum": -5}}, "required": ["p"]},
         {"properties": {"q": {"oneOf": [{"type": "string", "format": "date"}]}}, "required": ["q"]}]},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.1},
        {"type": "number", "exclusiveMaximum": 0, "minimum": -0.1},
    ],
)  # fmt: skip
def test_structured_output_satisfies_its_schema(schema: dict[str, Any]) -> None:
    import jsonschema_rs

    form = {"type": "json_schema", "json_schema": {"name": "form", "schema": schema}}
    content = json.loads(bytes_for([asked(response_format=form)])[0])["choices"][0]["message"]["content"]
    jsonschema_rs.validate(schema, json.loads(content))


def test_a_schema_that_refers_to_itself_ends() -> None:
    schema = {"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}
    form = {"type": "json_schema", "json_schema": {"name": "form", "schema": schema}}
    content = completion(asked(response_format=form)).choices[0].message.content
    assert content.startswith('{"next":{"next":') and json.loads(content)


@pytest.mark.parametrize(
    ("prompt", "answers"),
    [
        ('End with {"verdict": "A" | "B" | "tie"}', {'{"verdict":"A"}', '{"verdict":"B"}', '{"verdict":"tie"}'}),
        ("Say [[A]] if the first is better, else [[B]].", {"[[A]]", "[[B]]"}),
        ('Which is better, A or B? Answer in JSON with the key "winner".', {'{"winner":"A"}', '{"winner":"B"}'}),
    ],
)  # fmt: skip
def test_a_verdict_is_given_in_the_form_that_the_prompt_asks_for(prompt: str, answers: set[str]) -> None:
    replies = bytes_for([asked(f"pair {number}. {prompt}") for number in range(40)])
    assert {json.loads(raw)["choices"][0]["message"]["content"] for raw in replies} == answers


def test_logprobs_spell_the_content_with_the_likeliest_alternatives() -> None:
    choice = completion(asked("tell me", logprobs=True, top_logprobs=3)).choices[0]
    tokens = choice.logprobs.content
    assert "".join(token.token for token in tokens) == choice.message.content
    assert all(token.logprob <= 0 and len(token.top_logprobs) == 3 for token in tokens)
    assert all(token.top_logprobs[0].token == token.token for token in tokens)
    assert all(bytes(token.bytes).decode() == token.token for token in tokens)


def test_max_tokens_cuts_the_reply_and_says_so() -> None:
    choice = completion(asked("a long answer please", max_tokens=2)).choices[0]
    assert (choice.message.content, choice.finish_reason) == ("You said", "length")


def test_reasoning_comes_in_a_field_of_its_own_and_is_counted() -> None:
    reply = completion(asked("why?", reasoning_effort="low"))
    assert reply.choices[0].message.reasoning_content == "Let me think: why?"
    assert reply.usage.completion_tokens_details.reasoning_tokens == 5


def test_the_model_is_listed() -> None:
    models = served(lambda _, client: client.models.list(), model="judge-7b")
    assert [model.id for model in models.data] == ["judge-7b"]


# streams


@pytest.mark.parametrize(
    "body",
    [
        asked("a fairly long message, so that the text comes in several pieces — with ünïcode"),
        asked("tools", tools=[WEATHER, {**WEATHER, "function": {**WEATHER["function"], "name": "other"}}]),
        asked("both", n=3, logprobs=True, top_logprobs=2, reasoning_effort="high"),
        asked("form", response_format=MARKS),
        asked(""),
    ],
)
def test_a_stream_put_together_by_the_openai_package_is_the_unstreamed_reply(body: dict[str, Any]) -> None:
    async def scenario(server: MockServer, client: Any) -> tuple[Any, Any, int]:
        whole = await client.chat.completions.create(**body)
        chunks = 0
        async with client.chat.completions.stream(**body, stream_options={"include_usage": True}) as stream:
            async for event in stream:
                chunks += event.type == "chunk"
            return whole, await stream.get_final_completion(), chunks

    whole, put_together, chunks = served(scenario)
    assert chunks > len(whole.choices) * 2
    told, streamed = whole.model_dump(exclude_none=True), put_together.model_dump(exclude_none=True)
    for one, other in zip(told["choices"], streamed["choices"], strict=True):
        for call in other["message"].get("tool_calls") or ():
            call.pop("index", None)
            call["function"].pop("parsed_arguments", None)
        other["message"].pop("parsed", None)
        other["message"].pop("tool_calls", None) if not other["message"].get("tool_calls") else None
        assert other["message"] == one["message"]
        assert other["finish_reason"] == one["finish_reason"]
        assert (other.get("logprobs") or {}).get("content") == (one.get("logprobs") or {}).get("content")
    assert {name: streamed[name] for name in ("id", "created", "usage")} == {
        name: told[name] for name in ("id", "created", "usage")
    }


def test_a_stream_ends_with_done_and_splits_a_call_over_chunks() -> None:
    raw = bytes_for([asked("tools", tools=[WEATHER], parallel_tool_calls=False, stream=True)])[0]
    events = [line.removeprefix("data: ") for line in raw.decode().splitlines() if line]
    assert events[-1] == "[DONE]"
    deltas = [json.loads(event)["choices"][0]["delta"] for event in events[:-1]]
    calls = [delta["tool_calls"][0] for delta in deltas if "tool_calls" in delta]
    assert calls[0]["function"] == {"name": "weather", "arguments": ""} and len(calls) > 2
    assert json.loads("".join(call["function"]["arguments"] for call in calls)) == {"city": "mock", "days": 1}
    assert all("usage" not in json.loads(event) for event in events[:-1])


# scripts


def test_the_first_line_that_matches_the_last_user_message_answers(tmp_path: Path) -> None:
    script = scripted(
        tmp_path,
        {"match": "refund (now)", "reply": {"content": "plain"}},
        {"match": "^ref.nd", "regex": True, "reply": {"content": None, "refusal": "No.", "finish_reason": "stop"}},
        {"match": "book", "step": 0, "reply": {"tool_calls": [
            {"name": "book", "arguments": {"to": "Oslo"}}, {"name": "pay", "arguments": "{not json"}]}},
        {"match": "secret", "reply": {"content": "", "finish_reason": "content_filter"}},
        {"match": "think", "reply": {"reasoning_content": "hm", "content": "yes", "finish_reason": "length"}},
    )  # fmt: skip

    def said(text: str) -> Any:
        return completion(asked(text), script=script).choices[0]

    assert said("a refund (now) please").message.content == "plain"
    assert (said("refund?").message.refusal, said("refund?").message.content) == ("No.", None)
    assert said("a refund?").message.content == "You said: a refund?"
    calls = said("book it").message.tool_calls
    assert [(call.function.name, call.function.arguments) for call in calls] == [
        ("book", '{"to":"Oslo"}'),
        ("pay", "{not json"),
    ]
    assert said("book it").finish_reason == "tool_calls"
    assert said("secret").finish_reason == "content_filter"
    assert (said("think").message.reasoning_content, said("think").finish_reason) == ("hm", "length")
    body = asked("book it")
    body["messages"] += [{"role": "assistant", "content": "done"}]
    assert completion(body, script=script).choices[0].message.content == "You said: book it"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"match": "(", "regex": true, "reply": {}}', "line 1: `match` is no regular expression"),
        ('{"match": "a", "python": "x", "reply": {}}', "`python` is not known here"),
        ('{"match": "a"}', "`reply` must be an object"),
        ('{"match": "a", "reply": {"finish_reason": "done"}}', "finish_reason `done` is none of"),
        ("nonsense", "each line is one JSON object"),
        ("[1]", "a line is an object"),
    ],
)
def test_a_script_that_cannot_be_used_says_where(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "script.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(UsageError, match=told.replace("(", r"\(")):
        MockServer(MockSettings(script=path))


# what is refused


def test_a_wrong_key_is_refused_as_the_api_does_it() -> None:
    import openai

    with pytest.raises(openai.AuthenticationError) as caught:
        completion(asked(), api_key="sk-other")
    assert caught.value.code == "invalid_api_key" and "sk-" not in caught.value.message
    with pytest.raises(openai.AuthenticationError):
        served(lambda _, client: client.models.list(), api_key="sk-other")
    assert completion(asked(), api_key="sk-test").choices


@pytest.mark.parametrize(
    "wrong",
    [
        {"messages": []},
        {"messages": ["hello"]},
        {"model": ""},
        {"n": 0},
        {"n": 1000},
        {"top_logprobs": 3},
        {"top_logprobs": 21, "logprobs": True},
        {"max_tokens": 0},
    ],
)
def test_a_request_that_the_api_would_refuse_is_refused(wrong: dict[str, Any]) -> None:
    import openai

    with pytest.raises(openai.BadRequestError) as caught:
        completion({**asked(), **wrong})
    assert caught.value.type == "invalid_request_error"


def test_a_body_that_is_no_json_object_is_refused() -> None:
    from aiohttp import ClientSession

    async def run() -> list[int]:
        async with MockServer() as server, ClientSession() as session:
            found = []
            for raw in (b"{", b"[]", b"\xff", b"", b"[" * 100_000):
                async with session.post(f"{server.base_url}/chat/completions", data=raw) as response:
                    found.append(response.status)
                    assert (await response.json())["error"]["type"] == "invalid_request_error"
            assert server.counts.errors == {"400": 5}
            return found

    assert asyncio.run(run()) == [400] * 5
