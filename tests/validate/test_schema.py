"""Calls under their tools' schemas: what drops a pair, and what hostile schemas and values must not do."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negforge.core.edit import Edit
from negforge.core.json_text import compact
from negforge.core.message import Message, ToolCall
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.validate.schema import invalid_calls, schema, schema_problems
from tests.validate.examples import CHOSEN, FARES, call, pair_of, response, with_schema

UNKNOWN = call("c2", "R2", name="price")


def arguments(text: str) -> ToolCall:
    return ToolCall("c2", "fare", text)


def objection(text: str, task: Task = FARES) -> str | None:
    found = invalid_calls(task, Trajectory((arguments(text),)))
    return found[0].reason if found else None


def test_another_valid_argument_holds() -> None:
    assert schema(pair_of((Edit(2, CHOSEN[2], call("c2", "R9")),))) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{}", 'message 3: call fare: "train" is a required property'),
        ("", 'message 3: call fare: "train" is a required property'),
        ('{"train":7}', 'message 3: call fare: train: 7 is not of type "string"'),
        ("{'train': 'R2'}", "message 3: call fare: its arguments are not strict JSON, or nested too deep to read"),
        ('["R2"]', "message 3: call fare: its arguments are not a JSON object"),
    ],
)
def test_a_call_that_an_edit_made_invalid_is_refused(text: str, reason: str) -> None:
    assert schema(pair_of((Edit(2, CHOSEN[2], arguments(text)),))) == reason


def test_an_unknown_tool_counts_only_where_the_tools_were_declared() -> None:
    edits = (Edit(2, CHOSEN[2], UNKNOWN),)
    assert schema(pair_of(edits)) == "message 3: call price: no tool of that name among the 1 on offer"
    assert schema(pair_of(edits, task=replace(FARES, tools_declared=False))) is None


def test_a_users_own_tool_may_be_unknown() -> None:
    assert not invalid_calls(FARES, Trajectory((replace(UNKNOWN, requestor="user"),)))


def test_an_invalid_call_of_the_chosen_may_be_made_again() -> None:
    log: tuple[Message, ...] = (arguments("{}"), response("c2", "train is missing"), *CHOSEN[:2], CHOSEN[4])
    again = (Edit(2, None, replace(arguments("{}"), call_id="c9")), Edit(2, None, response("c9", "train is missing")))
    pair = pair_of(again, chosen=log)
    assert [bad.message for bad in invalid_calls(FARES, pair.rejected)] == [1, 3]
    assert schema(pair) is None


@pytest.mark.parametrize(
    ("schema_text", "problem"),
    [
        ('{"type":"strin"}', "its schema cannot be used"),
        ('{"properties":{"train":{"pattern":"("}}}', "its schema cannot be used"),
        ('{"$ref":"http://127.0.0.1:9/train.json"}', "nothing is fetched"),
        ('{"$ref":"file:///etc/hostname"}', "nothing is fetched"),
        ('{"$schema":"http://127.0.0.1:9/meta"}', "its schema cannot be used"),
        ('{"const":"\\ud800"}', "its schema cannot be used"),
        ("{'type': 'object'}", "its schema is not strict JSON"),
        ('{"maximum":NaN}', "its schema is not strict JSON"),
        ("null", "neither a JSON object nor true or false"),
        ('"{}"', "neither a JSON object nor true or false"),
        ('{"not":' * 3000 + "{}" + "}" * 3000, "its schema"),
    ],
)
def test_an_unusable_schema_accepts_and_is_reported(schema_text: str, problem: str) -> None:
    task = with_schema(schema_text)
    assert objection('{"train":7}', task) is None
    assert len(schema_problems(task)) == 1
    assert problem in schema_problems(task)[0]
    assert schema_problems(task)[0].startswith("tool fare: ")


def test_a_usable_schema_has_no_problem() -> None:
    assert schema_problems(FARES) == ()


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ('{"train":"\\ud800"}', True),
        ('{"train":"R1","\\ud800":1}', True),
        ('{"train":"R1","price":NaN}', False),
        ('{"train":"R1","price":1' + "0" * 400 + "}", True),
        ('{"train":"R1","price":1e999}', False),  # no number that can be held
        ('{"train":"R1","x":' + "[" * 3000 + "]" * 3000 + "}", False),
        ('{"train":"R1","x":' + "[" * 900 + "]" * 900 + "}", True),
        ('{"train":"R1","x":' + '{"y":' * 300 + "1" + "}" * 300 + "}", True),
    ],
)
def test_a_strange_value_does_not_stop_the_check(text: str, holds: bool) -> None:
    assert (objection(text) is None) is holds


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(?=(a+)+$)(a+)+b$", r"^(a+)+\1$", "^(a|a?)+$"])
def test_a_runaway_pattern_answers_at_once(pattern: str) -> None:
    task = with_schema(compact({"properties": {"train": {"pattern": pattern}}}))
    started = time.monotonic()
    reason = objection(compact({"train": "a" * 5000 + "!"}), task)
    assert time.monotonic() - started < 5
    assert reason is not None
    assert reason.startswith("train: ")
    assert len(reason) <= 160


def test_a_pattern_that_gives_up_proves_nothing() -> None:
    task = with_schema(compact({"properties": {"train": {"pattern": "(a|aa)+(?!b)$"}}}))
    assert objection(compact({"train": "a" * 60 + "!"}), task) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(json_values, json_values)
def test_no_schema_and_no_arguments_raise(schema_value: object, value: object) -> None:
    task = with_schema(compact(schema_value))  # type: ignore[arg-type]
    found = invalid_calls(task, Trajectory((arguments(compact({"train": value})),)))  # type: ignore[dict-item]
    assert len(found) <= 1
    assert len(schema_problems(task)) <= 1
