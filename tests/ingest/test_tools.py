"""Tool declarations read and inferred."""

from __future__ import annotations

import pytest

from negforge.core.json_text import Json
from negforge.core.task import Tool
from negforge.ingest.reading import infer_tools, parse_tools


def test_tools_are_read_wrapped_or_flat_with_the_key_order_kept() -> None:
    schema: Json = {"type": "object", "properties": {"b": {"type": "string"}, "a": {}}, "required": ["b"]}
    text = '{"type":"object","properties":{"b":{"type":"string"},"a":{}},"required":["b"]}'
    assert parse_tools(
        [
            {"type": "function", "function": {"name": "one", "description": "First.", "parameters": schema}},
            {"name": "two", "description": "Second.", "input_schema": schema},
            {"name": "three", "inputSchema": schema},
            {"type": "function", "name": "four"},
        ]
    ) == (
        Tool("one", "First.", text),
        Tool("two", "Second.", text),
        Tool("three", "", text),
        Tool("four", "", "{}"),
    )


def test_fields_of_a_tool_that_we_have_no_word_for_are_kept() -> None:
    tools = parse_tools(
        [
            {"type": "function", "function": {"name": "one", "strict": True, "description": None}, "cache": 1},
            {"name": "two", "annotations": {"readOnlyHint": True}},
        ]
    )
    assert [tool.extra for tool in tools] == [
        '{"strict":true,"description":null,"as_read":{"wrapper":{"cache":1}}}',
        '{"annotations":{"readOnlyHint":true}}',
    ]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"name": "one"}, "tools: expected a list of tool objects, found object"),
        ([5], "tools[0]: expected an object, found integer"),
        ([{"name": "one"}, {"description": "x"}], "tools[1]: no name"),
        ([{"type": "function", "function": {"name": ""}}], "tools[0]: no name"),
        ([{"name": "one", "description": 5}], "tools[0] (one): description is integer, not a text"),
        ([{"name": "one", "parameters": "{}"}], "tools[0] (one): parameters is string, not a JSON Schema object"),
    ],
)
def test_what_is_no_tool_list_is_refused_saying_where(value: Json, says: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_tools(value)
    assert str(caught.value).startswith(says)


def test_tools_are_inferred_from_the_calls() -> None:
    calls = [
        ("find", '{"city": "Rome", "nights": 2, "price": 10}'),
        ("book", "{}"),
        ("find", '{"city": null, "nights": 3, "price": 9.5, "tags": [], "filter": {}, "open": true}'),
        ("find", "not json"),
        ("find", "[1]"),
    ]
    schema = (
        '{"type":"object","properties":{"city":{"type":["string","null"]},"filter":{"type":"object"},'
        '"nights":{"type":"integer"},"open":{"type":"boolean"},"price":{"type":"number"},"tags":{"type":"array"}}}'
    )
    assert infer_tools(calls) == (Tool("book", "", '{"type":"object","properties":{}}'), Tool("find", "", schema))


def test_the_order_of_calls_does_not_change_the_inferred_tools() -> None:
    calls = [("b", '{"y": 1, "x": "2"}'), ("a", '{"x": 1}'), ("b", '{"x": 5}')]
    assert infer_tools(calls) == infer_tools(reversed(calls))
