"""Plan-RewardBench's layout is read and written again equal; what is odd is told; edits are never undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negforge.adapters.json_records import Record, encode, read_records
from negforge.adapters.json_values import decode
from negforge.adapters.pair_layouts import detect_plan_rewardbench, read_plan_rewardbench, write_plan_rewardbench
from negforge.adapters.wire import decode_pair, encode_pair
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.message import Pointer, Say, Text, ToolCall, ToolResponse, Unknown, say
from negforge.core.pair import Pair, pair_id
from negforge.core.task import Tool, new_task
from negforge.core.trajectory import Label, Trajectory
from tests import strategies
from tests.shared_data import shared

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def call(name: str, arguments: str) -> dict[str, Json]:
    return {"role": "tool_call", "content": repr({"name": name, "arguments": arguments})}


def response(content: str, name: str | None = "weather") -> dict[str, Json]:
    entry: dict[str, Json] = {"role": "tool_response", "content": content}
    return entry if name is None else {**entry, "name": name}


def turn(role: str, content: str) -> dict[str, Json]:
    return {"role": role, "content": content}


def record() -> dict[str, Any]:
    """Two parallel calls on the chosen side, none on the rejected."""
    return {
        "query": "Rain in Ulm or Bonn?\nAnd tomorrow?",
        "tools": [
            {"type": "function", "function": {"name": "weather", "description": "Says it.", "parameters": SCHEMA}}
        ],
        "uuid": "11111111-2222-5333-8444-555555555555",
        "chosen": {
            "messages": [
                turn("user", "Rain in Ulm or Bonn?"),
                call("weather", '{"city": "Ulm"}'),
                call("weather", '{"city":  "Bonn"}'),
                response("dry"),
                response("wet"),
                turn("assistant", "In Bonn."),
                turn("user", "And tomorrow?"),
                turn("assistant", "I cannot tell."),
            ]
        },
        "reject": {"messages": [turn("user", "Rain in Ulm or Bonn?"), turn("assistant", "Yes.")]},
        "_lcp_bucket": "planning_multi_easy",
    }


def read(value: Json) -> Pair:
    return read_plan_rewardbench(value, "f.jsonl", 3)[0]


def notes(value: Json) -> tuple[str, ...]:
    return read_plan_rewardbench(value, "f.jsonl", 3)[1]


def written(pair: Pair) -> str:
    return json.dumps(write_plan_rewardbench(decode_pair(encode_pair(pair))))


# reading


def test_a_record_becomes_a_pair() -> None:
    pair, odd = read_plan_rewardbench(record(), "f.jsonl", 3)
    assert odd == ()
    opening = Say("user", (Text("Rain in Ulm or Bonn?"),), source=Pointer("f.jsonl", 3, "chosen/messages/0"))
    assert pair.task.opening == (opening,)
    assert [(tool.name, tool.description, json.loads(tool.parameters)) for tool in pair.task.tools] == [
        ("weather", "Says it.", SCHEMA)
    ]
    assert pair.task.parent == "11111111-2222-5333-8444-555555555555"
    assert pair.chosen.messages[:4] == (
        ToolCall("call_0", "weather", '{"city": "Ulm"}', source=Pointer("f.jsonl", 3, "chosen/messages/1")),
        ToolCall("call_1", "weather", '{"city":  "Bonn"}', True, source=Pointer("f.jsonl", 3, "chosen/messages/2")),
        ToolResponse("call_0", "weather", (Text("dry"),), source=Pointer("f.jsonl", 3, "chosen/messages/3")),
        ToolResponse("call_1", "weather", (Text("wet"),), source=Pointer("f.jsonl", 3, "chosen/messages/4")),
    )
    assert pair.rejected.messages == (
        Say("assistant", (Text("Yes."),), source=Pointer("f.jsonl", 3, "reject/messages/1")),
    )
    assert (pair.split, pair.family, pair.origin, pair.defect) == ("planning_multi_easy", "planning", "natural", None)
    assert pair.label == Label("chosen", by="panel")
    assert pair.id == pair_id(pair.task, pair.chosen, pair.rejected)


@pytest.mark.parametrize(
    ("bucket", "split", "family"),
    [
        ("refusal", "safety_refusal", "safety_refusal"),
        ("irrelevance_unavailable", "tool_irrelevance", "tool_irrelevance"),
        ("robust_recovery", "robust_recovery", "robust_recovery"),
        ("planning_single_hard", "planning_single_hard", "planning"),
    ],
)
def test_their_bucket_names_the_split_and_the_family_both_ways(bucket: str, split: str, family: str) -> None:
    pair = read({**record(), "_lcp_bucket": bucket})
    assert (pair.split, pair.family) == (split, family)
    assert write_plan_rewardbench(replace(pair, extra=None))["_lcp_bucket"] == bucket


def test_sides_that_begin_differently_share_no_opening() -> None:
    value = record()
    value["reject"]["messages"][0]["content"] += " Quick!"
    pair = read(value)
    assert pair.task.opening == ()
    assert len(pair.chosen.messages) == 8
    assert written(pair) == json.dumps(value)


def test_pairs_of_one_task_share_its_cluster_and_not_their_id() -> None:
    other = record()
    other["reject"]["messages"][1]["content"] = "No."
    one, two = read(record()), read(other)
    assert one.task.template_id == two.task.template_id
    assert one.task.id == two.task.id
    assert one.id != two.id


def test_detect_knows_the_layout() -> None:
    assert detect_plan_rewardbench(record())
    assert detect_plan_rewardbench(
        {**{k: v for k, v in record().items() if k != "reject"}, "rejected": record()["reject"]}
    )
    for other in (None, [], {}, {"query": "x"}, {**record(), "chosen": []}, {**record(), "query": 1}):
        assert not detect_plan_rewardbench(other)
    assert not detect_plan_rewardbench(decode(encode_pair(read(record()))))


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (None, "it is no object"),
        ([record()], "it is no object"),
        ({}, "there is no list `chosen.messages`"),
        ({**record(), "chosen": {"messages": "x"}}, "there is no list `chosen.messages`"),
        ({**record(), "reject": None}, "there is no list `reject.messages`"),
    ],
)
def test_what_is_not_this_layout_is_refused(value: Json, why: str) -> None:
    with pytest.raises(UsageError, match=r"f\.jsonl: record 4 is not of Plan-RewardBench's layout: " + why):
        read(value)


# what is odd


def set_chosen(index: int, entry: Json) -> Callable[[dict[str, Any]], object]:
    return lambda value: value["chosen"]["messages"].__setitem__(index, entry)


ODD: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (set_chosen(1, call("snow", "{}")), "chosen/messages/1: calls `snow`, which is not declared"),
    (set_chosen(1, call("weather", "{city: Ulm}")), "chosen/messages/1: the arguments of `weather` are not JSON"),
    (set_chosen(1, call("weather", '["Ulm"]')), "chosen/messages/1: the arguments of `weather` are no object"),
    (
        set_chosen(1, call("weather", "{}")),
        'chosen/messages/1: the arguments of `weather` break its schema: "city" is a required property',
    ),
    (
        set_chosen(2, call("weather", '{"city": 5}')),
        'chosen/messages/2: the arguments of `weather` break its schema: city: 5 is not of type "string"',
    ),
    (set_chosen(3, response("dry", None)), "chosen/messages/3: a response without name"),
    (set_chosen(3, response("dry", "snow")), "chosen/messages/3: a response of `snow` in the place of `weather`"),
    (
        lambda value: value["chosen"]["messages"].pop(4),
        "chosen/messages/2: the call of `weather` has no response",
    ),
    (lambda value: value["chosen"]["messages"].pop(2), "chosen/messages/3: a response to no call"),
    (set_chosen(1, turn("tool_call", "weather(Ulm)")), "chosen/messages/1: a call that cannot be read; kept as text"),
    (set_chosen(1, turn("tool_call", "[1]")), "chosen/messages/1: a call that cannot be read; kept as text"),
    (set_chosen(1, turn("tool_call", "{'name': 1}")), "chosen/messages/1: a call that cannot be read; kept as text"),
    (
        set_chosen(1, turn("tool_call", "{'name': 'x', 'arguments': {1, 2}}")),
        "chosen/messages/1: a call that cannot be read; kept as text",
    ),
    (
        set_chosen(1, turn("tool_call", "__import__('os').system('true')")),
        "chosen/messages/1: a call that cannot be read; kept as text",
    ),
    (
        set_chosen(1, turn("tool_call", "[" * 100_000)),
        "chosen/messages/1: a call that cannot be read; kept as text",
    ),
    (
        set_chosen(1, turn("tool_call", "-" * 100_000 + "1")),
        "chosen/messages/1: a call that cannot be read; kept as text",
    ),
    (set_chosen(5, turn("critic", "Well done")), "chosen/messages/5: unknown role 'critic'; kept as a system message"),
    (set_chosen(5, "Well done"), "chosen/messages/5: no object; kept as a system message"),
    (set_chosen(5, None), "chosen/messages/5: no object; kept as a system message"),
    (set_chosen(5, {"role": "assistant", "content": None}), "chosen/messages/5: its content is no text"),
    (
        set_chosen(5, {"role": "assistant", "content": [{"type": "text", "text": "a"}, {"type": "image"}, 7]}),
        "chosen/messages/5: its content is no text",
    ),
    (set_chosen(5, {"content": "x"}), "chosen/messages/5: unknown role None; kept as a system message"),
    (lambda value: value["chosen"]["messages"].pop(), "chosen: does not go from a user's message to an assistant's"),
    (lambda value: value["reject"].update(messages=[]), "reject: does not go from a user's message to an assistant's"),
    (lambda value: value.pop("tools"), "tools: missing, or no list; the pair is read as one that declares none"),
    (lambda value: value.update(tools=None), "tools: missing, or no list; the pair is read as one that declares none"),
    (lambda value: value.update(tools="[]"), "tools: missing, or no list; the pair is read as one that declares none"),
    (lambda value: value["tools"].append("weather"), "tools/1: no function with a name"),
    (lambda value: value["tools"].append({"name": "flat", "parameters": {}}), "tools/1: no function with a name"),
    (
        lambda value: value["tools"][0]["function"].update(parameters={"type": "objekt"}),
        "tools/0: the schema of `weather` cannot be used: ",
    ),
    (
        lambda value: value["tools"][0]["function"].update(parameters={"$ref": "http://127.0.0.1:9/s.json"}),
        "tools/0: the schema of `weather` cannot be used: Resource 'http://127.0.0.1:9/s.json' is not present",
    ),
    (
        lambda value: value["tools"][0]["function"].update(parameters=None),
        "tools/0: the schema of `weather` cannot be used: it is no JSON object",
    ),
    (lambda value: value.pop("uuid"), "uuid: missing, or no text"),
    (lambda value: value.update(query=7), "query: missing, or no text"),
    (lambda value: value.update(_lcp_bucket="new"), "_lcp_bucket: `new` is no split of Plan-RewardBench; the pair has"),
]


@pytest.mark.parametrize(("spoil", "says"), ODD, ids=[says[:70] for _, says in ODD])
def test_what_is_odd_is_told_not_refused_and_written_again_as_it_was(
    spoil: Callable[[dict[str, Any]], object], says: str
) -> None:
    value = record()
    spoil(value)
    pair, odd = read_plan_rewardbench(value, "f.jsonl", 0)
    assert any(note.startswith(says) for note in odd), odd
    assert written(pair) == json.dumps(value)


UNUSUAL: list[Callable[[dict[str, Any]], object]] = [
    lambda value: value.update(note={"nested": [1.0, 1, True, None, 2**70]}, score=1.50),
    lambda value: value["chosen"].update(score=3, judge="x"),
    lambda value: value.update(reject={"score": 1, **value["reject"]}),
    lambda value: value.update(rejected=value.pop("reject")),
    lambda value: value.update(rejected="another thing of that name"),
    lambda value: value["tools"][0].update(strict=True),
    lambda value: value.update(tools=[{"function": value["tools"][0]["function"], "type": "function"}]),
    lambda value: value["tools"][0]["function"].pop("description"),
    lambda value: value["tools"][0]["function"].pop("parameters"),
    lambda value: value["tools"][0]["function"].update(parameters={"b": 1.0, "a": {"é": "\ud800"}}),
    lambda value: value.update(tools=[]),
    lambda value: value["chosen"]["messages"][0].update(name="Ada"),
    lambda value: value["reject"]["messages"].insert(0, turn("system", "Be kind.")),
    lambda value: [value[side]["messages"].insert(0, turn("system", "Be kind.")) for side in ("chosen", "reject")],
    set_chosen(3, {"name": "weather", "content": "dry", "role": "tool_response"}),
    set_chosen(3, response("dry", "")),
    set_chosen(1, turn("tool_call", '{"name": "weather", "arguments": {"city": "Ulm"}}')),
    set_chosen(1, turn("tool_call", "{'arguments': '{}', 'name': 'weather'}")),
    set_chosen(1, turn("tool_call", "{'name': 'weather', 'arguments': '{}', 'id': 'c7'}")),
    set_chosen(1, turn("tool_call", "{'name': 'weather', 'arguments': '\\ud83d\\ude00 \\d'}")),
    set_chosen(1, turn("tool_call", '{"name": "weather", "arguments": "it\'s"}')),
    set_chosen(1, call("weather", '{"city": "O\'Hare \\u00e9 \ud800"}')),
    set_chosen(5, turn("assistant", "\ud800 \x00 \u2028  ")),
    lambda value: value.update({key: value.pop(key) for key in ("chosen", "query")}),
]


@pytest.mark.parametrize("change", UNUSUAL)
def test_what_is_unusual_is_written_again_as_it_was(change: Callable[[dict[str, Any]], object]) -> None:
    value = record()
    change(value)
    assert written(read(value)) == json.dumps(value)


ARGUMENTS = st.sampled_from(["{}", "{", "'", '{"city": 1}', '"\\ud800"']) | strategies.texts()
ENTRIES = st.one_of(
    st.builds(turn, st.sampled_from(["user", "assistant", "tool_call", "tool_response", "x"]), strategies.texts()),
    st.builds(
        call, strategies.names(), st.sampled_from(["{}", "{", "'", '{"city": 1}', '"\\ud800"']) | strategies.texts()
    ),
    st.builds(response, strategies.texts(), st.none() | strategies.names()),
    strategies.json_values(),
)


@given(st.lists(ENTRIES, max_size=8), st.lists(ENTRIES, max_size=4), st.lists(strategies.json_values(), max_size=2))
@settings(deadline=None)
def test_whatever_stands_in_a_record_is_written_again_as_it_was(
    chosen: list[Json], rejected: list[Json], tools: list[Json]
) -> None:
    value = {**record(), "chosen": {"messages": chosen}, "reject": {"messages": rejected}, "tools": tools}
    value = json.loads(json.dumps(value))  # as a decoder gives it: two surrogates that form a character are one
    assert written(read(value)) == json.dumps(value)


@pytest.mark.parametrize("split", ["planning_multi_easy", "planning_single_easy", "tool_irrelevance"])
def test_every_shared_row_is_written_again_as_it_was(split: str) -> None:
    path = shared(f"plan_rewardbench/{split}.jsonl")
    rows = path.read_text(encoding="utf-8").splitlines()
    count = 0
    for row, item in zip(rows, read_records(path), strict=True):
        assert isinstance(item, Record)
        pair, _ = read_plan_rewardbench(item.value, path.name, item.index)
        again = decode_pair(encode_pair(pair))
        assert again == pair
        assert pair.split == split
        for each in (pair, again):
            assert json.dumps(decode(encode(write_plan_rewardbench(each)))) == json.dumps(json.loads(row))
        count += 1
    assert count == {"planning_multi_easy": 109, "planning_single_easy": 144, "tool_irrelevance": 275}[split]


def test_the_odd_rows_of_the_shared_splits_are_counted() -> None:
    told: list[str] = []
    for split in ("planning_multi_easy", "planning_single_easy", "tool_irrelevance"):
        path = shared(f"plan_rewardbench/{split}.jsonl")
        for item in read_records(path):
            assert isinstance(item, Record)
            told.extend(read_plan_rewardbench(item.value, path.name, item.index)[1])
    assert sum("a response without name" in note for note in told) == 132
    assert sum("is not declared" in note for note in told) == 2
    assert sum("break its schema" in note for note in told) == 91
    assert len(told) == 132 + 2 + 91


# edits after reading are never undone


def test_an_edit_counts_more_than_what_was_read() -> None:
    value = record()
    value["chosen"]["messages"][1] = turn("tool_call", "{'arguments': '{}', 'name': 'weather'}")
    value["chosen"]["messages"][3] = {"name": "weather", "content": "dry", "role": "tool_response"}
    value["tools"][0]["strict"] = True
    pair = read(value)
    first, second, answer, *others = pair.chosen.messages
    assert isinstance(first, ToolCall)
    assert isinstance(answer, ToolResponse)
    messages = (replace(first, arguments='{"city": "Rome"}'), second, replace(answer, parts=(Text("sun"),)), *others)
    tool = replace(pair.task.tools[0], description="Lies.")
    edited = replace(pair, chosen=Trajectory(messages), task=replace(pair.task, tools=(tool,)), split="safety_refusal")
    again: Any = write_plan_rewardbench(edited)
    assert again["chosen"]["messages"][1] == call("weather", '{"city": "Rome"}')
    assert again["chosen"]["messages"][3] == response("sun")
    assert again["tools"][0]["function"]["description"] == "Lies."
    assert again["_lcp_bucket"] == "refusal"
    assert again["query"] == value["query"]
    reworded = replace(pair, task=replace(pair.task, opening=(say("user", "Sun?"),)))
    assert write_plan_rewardbench(reworded)["query"] == "Sun?"


# pairs that were not read from this layout


def own_pair(chosen: tuple[Any, ...] = (), policy: str | None = None, opening: tuple[Any, ...] = ()) -> Pair:
    task = new_task(
        opening or (say("system", "Be brief."), say("user", "Book it."), say("user", "Today.")),
        [Tool("book", "Books.", '{"type":"object"}'), Tool("odd", "", "no JSON")],
        policy=policy,
        parent="task-7",
        family="safety_refusal",
    )
    better, worse = Trajectory(chosen or (say("assistant", "Booked."),)), Trajectory((say("assistant", "No."),))
    label = Label("chosen", by="program")
    return Pair(
        pair_id(task, better, worse), task, better, worse, "late_refusal", "safety_refusal", "rule", label,
        split="safety_refusal",
    )  # fmt: skip


def test_our_own_pair_is_written_with_everything_the_layout_has() -> None:
    pair = own_pair(policy="Ask first.")
    new = write_plan_rewardbench(pair)
    first = turn("user", "[policy]\nAsk first.\n\nBe brief.\n[end of policy]\n\nBook it.")
    book = {"name": "book", "description": "Books.", "parameters": {"type": "object"}}
    assert new == {
        "query": "Book it.\nToday.",
        "tools": [
            {"type": "function", "function": book},
            {"type": "function", "function": {"name": "odd", "description": "", "parameters": "no JSON"}},
        ],
        "uuid": new["uuid"],
        "chosen": {"messages": [first, turn("user", "Today."), turn("assistant", "Booked.")]},
        "reject": {"messages": [first, turn("user", "Today."), turn("assistant", "No.")]},
        "_lcp_bucket": "refusal",
        "task_id": pair.task.id,
        "template_id": pair.task.template_id,
    }
    assert list(new)[:6] == ["query", "tools", "uuid", "chosen", "reject", "_lcp_bucket"]
    other = write_plan_rewardbench(own_pair((say("assistant", "Done."),), policy="Ask first."))
    assert new["uuid"] != other["uuid"]
    assert new["uuid"] == write_plan_rewardbench(pair)["uuid"]
    assert detect_plan_rewardbench(new)


def test_our_own_pair_is_read_again_in_its_cluster_and_written_the_same() -> None:
    new = write_plan_rewardbench(own_pair(policy="Ask first."))
    again, odd = read_plan_rewardbench(new, "own.jsonl", 0)
    assert [note for note in odd if "odd" not in note] == []
    assert again.task.template_id == own_pair().task.template_id
    assert json.dumps(write_plan_rewardbench(again)) == json.dumps(new)


def test_every_response_has_a_name_and_the_place_of_its_call() -> None:
    calls = (ToolCall("b", "book", "{}"), ToolCall("a", "odd", '{"x": "\'"}', True))
    responses = (ToolResponse("a", None, (Text("second"),)), ToolResponse("b", None, (Text("first"), Unknown("[1]"))))
    stray = ToolResponse("z", None, (), is_error=True)
    new: Any = write_plan_rewardbench(own_pair((*calls, *responses, stray, say("assistant", "Done."))))
    assert new["chosen"]["messages"][2:] == [
        call("book", "{}"),
        call("odd", '{"x": "\'"}'),
        response("first[1]", "book"),
        response("second", "odd"),
        response("", ""),
        turn("assistant", "Done."),
    ]


def test_names_follow_the_calls_where_ids_are_used_again() -> None:
    messages = tuple(
        message
        for name in ("book", "odd")
        for message in (ToolCall("c", name, "{}"), ToolResponse("c", None, (Text(name),)))
    )
    new: Any = write_plan_rewardbench(own_pair(messages))
    assert [entry.get("name") for entry in new["chosen"]["messages"][2:]] == [None, "book", None, "odd"]


def test_a_later_system_message_stands_in_front_of_the_next_user_message() -> None:
    messages = (say("assistant", "Yes?"), say("system", "Now in German."), say("assistant", "Ja?"), say("user", "Ja."))
    new: Any = write_plan_rewardbench(own_pair(messages, opening=(say("user", "Hi"),)))
    assert new["chosen"]["messages"][1:] == [
        turn("assistant", "Yes?"),
        turn("assistant", "Ja?"),
        turn("user", "[policy]\nNow in German.\n[end of policy]\n\nJa."),
    ]
    new = write_plan_rewardbench(own_pair((*messages[:3],), opening=(say("user", "Hi"),)))
    assert new["chosen"]["messages"][2] == turn("user", "[policy]\nNow in German.\n[end of policy]")
    new = write_plan_rewardbench(own_pair((say("assistant", "Alone."),), "Rules.", (say("system", "More."),)))
    assert new["chosen"]["messages"] == [
        turn("user", "[policy]\nRules.\n\nMore.\n[end of policy]"),
        turn("assistant", "Alone."),
    ]


@given(strategies.pairs())
@settings(deadline=None)
def test_any_pair_can_be_written_and_read_again(pair: Pair) -> None:
    new = write_plan_rewardbench(pair)
    assert detect_plan_rewardbench(new)
    sides: Any = (new["chosen"], new["reject"])
    for side, trajectory in zip(sides, (pair.chosen, pair.rejected), strict=True):
        roles = [entry["role"] for entry in side["messages"]]
        shown = [*pair.task.opening, *trajectory.messages]
        assert roles.count("tool_call") == sum(isinstance(message, ToolCall) for message in shown)
        assert all(isinstance(e.get("name"), str) for e in side["messages"] if e["role"] == "tool_response")
        assert all(isinstance(entry["content"], str) for entry in side["messages"])
    again = json.loads(json.dumps(new))
    assert json.dumps(write_plan_rewardbench(read(again))) == json.dumps(again)
