"""Identities: equal for what reads the same to a judge, whatever the key order and wherever it was read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from negforge.core.json_text import Json, compact, parse
from negforge.core.message import Message, Pointer, Say, Text, ToolCall, ToolResponse, Unknown, say
from negforge.core.pair import pair_id
from negforge.core.task import Task, Tool, new_task
from negforge.core.trajectory import Trajectory, new_rollout, published_trajectory
from tests.strategies import messages, tasks, trajectories

READ_AT = Pointer("logs/a.jsonl", 3, "messages/7")
SCHEMA = '{"type":"object","properties":{"train":{"type":"string"},"day":{"type":"string"}}}'
ASKED = say("user", "What does R1 cost?")
FARE = Tool("fare", "The fare of a train.", SCHEMA)
CALLED = ToolCall("c1", "fare", '{"train":"R1","day":"2026-03-01"}')
ANSWERED = ToolResponse("c1", "fare", (Text("31.50"),))
SAID = say("assistant", "R1 costs 31.50.")
ROW: tuple[Message, ...] = (CALLED, ANSWERED, SAID)


def task_of(*tools: Tool) -> Task:
    return new_task((ASKED,), tools or (FARE,))


def rollout_id(*row: Message) -> str:
    return new_rollout(task_of(), row, maker="m").id


def test_key_order_and_white_space_in_arguments_do_not_count() -> None:
    other = replace(CALLED, arguments='{ "day": "2026-03-01",\n "train": "R1" }')
    assert rollout_id(other, ANSWERED, SAID) == rollout_id(*ROW)


def test_key_order_at_any_depth_of_a_schema_does_not_count() -> None:
    schema = '{"properties":{"day":{"type":"string"},"train":{"type":"string"}},"type":"object"}'
    assert task_of(replace(FARE, parameters=schema)).id == task_of().id


def test_how_a_character_is_escaped_does_not_count() -> None:
    one, other = replace(CALLED, arguments='{"train":"Zürich"}'), replace(CALLED, arguments='{"train":"Z\\u00fcrich"}')
    assert rollout_id(one) == rollout_id(other)


@pytest.mark.parametrize("at", range(3))
def test_what_a_format_had_beside_a_message_and_where_it_was_read_do_not_count(at: int) -> None:
    row = list(ROW)
    row[at] = replace(row[at], extra='{"cost":0.1}', source=READ_AT)
    assert rollout_id(*row) == rollout_id(*ROW)


def test_what_a_format_had_beside_a_tool_does_not_count() -> None:
    assert task_of(replace(FARE, extra='{"strict":true}')).id == task_of().id


def test_the_parent_the_family_and_whether_tools_were_declared_do_not_count() -> None:
    named = new_task((ASKED,), (FARE,), tools_declared=False, parent="fares/1", family="planning")
    assert named.id == task_of().id
    assert named.template_id != task_of().template_id


def test_tasks_of_one_parent_share_a_template_and_a_task_without_one_is_its_own() -> None:
    one = new_task((ASKED,), (FARE,), parent="fares/1")
    other = new_task((say("user", "And R2?"),), (FARE,), parent="fares/1")
    assert one.id != other.id
    assert one.template_id == other.template_id
    assert task_of().template_id == task_of().id


@pytest.mark.parametrize(
    "changed",
    [
        new_task((say("user", "What does R2 cost?"),), (FARE,)),
        new_task((say("system", "Be brief."), ASKED), (FARE,)),
        new_task((ASKED,), (FARE,), policy="Be brief."),
        new_task((ASKED,), ()),
        new_task((ASKED,), (FARE, FARE)),
        new_task((ASKED,), (replace(FARE, name="price"),)),
        new_task((ASKED,), (replace(FARE, description="The fare."),)),
        new_task((ASKED,), (replace(FARE, parameters='{"type":"object"}'),)),
        new_task((ASKED,), (replace(FARE, parameters="{type: object}"),)),
    ],
)
def test_another_text_policy_or_tool_is_another_task(changed: Task) -> None:
    assert changed.id != task_of().id


@pytest.mark.parametrize(
    "row",
    [
        (CALLED, ANSWERED),
        (ANSWERED, CALLED, SAID),
        (CALLED, ANSWERED, say("assistant", "R1 costs 31.50")),
        (CALLED, ANSWERED, say("user", "R1 costs 31.50.")),
        (CALLED, ANSWERED, replace(SAID, reasoning="The fare is 31.50.")),
        (CALLED, ANSWERED, replace(SAID, agent="clerk")),
        (CALLED, ANSWERED, Say("assistant", (Unknown('"R1 costs 31.50."'),))),
        (CALLED, ANSWERED, Say("assistant", (Text("R1 costs "), Text("31.50.")))),
        (replace(CALLED, name="price"), ANSWERED, SAID),
        (replace(CALLED, arguments='{"train":"R2","day":"2026-03-01"}'), ANSWERED, SAID),
        (replace(CALLED, arguments='{"train":"R1","day":"2026-03-01"'), ANSWERED, SAID),
        (replace(CALLED, with_previous=True), ANSWERED, SAID),
        (replace(CALLED, requestor="user"), ANSWERED, SAID),
        (CALLED, replace(ANSWERED, is_error=True), SAID),
        (CALLED, replace(ANSWERED, is_error=False), SAID),
        (CALLED, replace(ANSWERED, name=None), SAID),
        (CALLED, replace(ANSWERED, parts=(Text("31.5"),)), SAID),
    ],
)
def test_what_a_run_says_or_does_otherwise_makes_another_rollout(row: tuple[Message, ...]) -> None:
    assert rollout_id(*row) != rollout_id(*ROW)


def test_a_maker_counts_for_a_rollout_and_its_settings_and_outcome_do_not() -> None:
    assert new_rollout(task_of(), ROW, maker="other").id != rollout_id(*ROW)
    assert new_rollout(task_of(), ROW, maker="m", settings='{"temperature":0}').id == rollout_id(*ROW)


def test_arguments_that_are_text_are_not_mistaken_for_arguments_that_are_json() -> None:
    text = '{"a":1'
    assert rollout_id(replace(CALLED, arguments=text)) != rollout_id(replace(CALLED, arguments=compact(text)))


@pytest.mark.parametrize("arguments", ['{"n":1e999}', '{"n":-1e999}', '{"n":NaN}', '{"n":' + "9" * 5000 + "}"])
def test_a_number_that_nothing_can_hold_counts_as_it_is_written(arguments: str) -> None:
    assert rollout_id(replace(CALLED, arguments=arguments)) == rollout_id(replace(CALLED, arguments=arguments))
    assert rollout_id(replace(CALLED, arguments=arguments)) != rollout_id(replace(CALLED, arguments=arguments + " "))


def test_the_sides_of_a_pair_are_not_interchangeable() -> None:
    good, bad = Trajectory(ROW), Trajectory((CALLED, ANSWERED, say("assistant", "R1 costs 48.00.")))
    assert pair_id(task_of(), good, bad) != pair_id(task_of(), bad, good)
    assert pair_id(task_of(), good, bad) != pair_id(new_task((ASKED,), ()), good, bad)


def test_a_message_on_the_one_side_is_not_one_on_the_other() -> None:
    one = pair_id(task_of(), Trajectory((CALLED, ANSWERED)), Trajectory((SAID,)))
    assert one != pair_id(task_of(), Trajectory((CALLED,)), Trajectory((ANSWERED, SAID)))


@given(tasks(), trajectories(), trajectories())
def test_a_pair_has_an_identity_whatever_its_messages_hold(task: Task, good: Trajectory, bad: Trajectory) -> None:
    bare = pair_id(task, published_trajectory(good), published_trajectory(bad))
    assert pair_id(task, good, bad) == bare
    assert len(bare) == 16


@given(messages())
def test_turning_the_keys_of_a_call_around_changes_no_identity(message: Message) -> None:
    if isinstance(message, ToolCall):
        turned = replace(message, arguments=_turned(message.arguments))
        assert rollout_id(turned) == rollout_id(message)
    assert rollout_id(message) == rollout_id(replace(message, extra="{}", source=READ_AT))


def _turned(text: str) -> str:
    readable, value = parse(text)
    return compact(_backwards(value)) if readable else text


def _backwards(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _backwards(part) for name, part in reversed(value.items())}
    return [_backwards(part) for part in value] if isinstance(value, list) else value
