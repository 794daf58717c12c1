"""Trajectories: which response belongs to which call, and what a judge reads in a row."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.core.message import Message, Pointer, Text, ToolCall, ToolResponse, say
from negforge.core.task import find_tool, new_task, policy_text
from negforge.core.trajectory import (
    Label,
    Trajectory,
    new_rollout,
    published_trajectory,
    shown,
    steps,
    succeeded,
    tool_calls,
    user_turns,
)
from tests.strategies import messages

WORDS = say("assistant", "Let me see.")


def call(call_id: str) -> ToolCall:
    return ToolCall(call_id, "look", "{}")


def response(call_id: str) -> ToolResponse:
    return ToolResponse(call_id, "look", (Text("x"),))


@pytest.mark.parametrize(
    ("row", "paired"),
    [
        ((), []),
        ((WORDS,), []),
        ((call("a"), response("a")), [(0, 1)]),
        ((WORDS, call("a"), WORDS, response("a")), [(1, 3)]),
        ((call("a"), call("b"), response("a"), response("b")), [(0, 2), (1, 3)]),
        ((call("a"), call("b"), response("b"), response("a")), [(0, 3), (1, 2)]),
    ],
)
def test_a_response_belongs_to_the_call_with_its_id(row: Sequence[Message], paired: list[tuple[int, int]]) -> None:
    assert list(steps(row)) == paired


def test_reused_ids_pair_in_order() -> None:
    row = (call("a"), response("a"), call("a"), response("a"))
    assert list(steps(row)) == [(0, 1), (2, 3)]
    parallel = (call(""), call(""), response(""), response(""))
    assert list(steps(parallel)) == [(0, 2), (1, 3)]


def test_a_call_that_was_never_answered_has_no_response() -> None:
    assert list(steps((call("a"), call("b"), response("b")))) == [(0, None), (1, 2)]
    assert list(steps((call("a"), response("a"), call("a")))) == [(0, 1), (2, None)]


def test_a_response_before_its_call_or_of_no_call_answers_nothing() -> None:
    assert list(steps((response("a"), call("a")))) == [(1, None)]
    assert list(steps((call("a"), response("a"), response("a"), response("z")))) == [(0, 1)]


@given(st.lists(messages(), max_size=12))
def test_each_call_is_one_step_and_no_response_answers_two(row: list[Message]) -> None:
    pairs = list(steps(row))
    assert [at for at, _ in pairs] == [at for at, message in enumerate(row) if isinstance(message, ToolCall)]
    answers = [answer for _, answer in pairs if answer is not None]
    assert len(set(answers)) == len(answers)
    for at, answer in pairs:
        if answer is not None:
            made, got = row[at], row[answer]
            assert isinstance(made, ToolCall) and isinstance(got, ToolResponse)
            assert answer > at and made.call_id == got.call_id


def test_a_judge_reads_the_opening_and_then_the_trajectory() -> None:
    task = new_task((say("system", "Be brief."), say("user", "Hello?")), ())
    assert shown(task, Trajectory((WORDS,))) == (*task.opening, WORDS)


def test_turns_of_the_user_and_calls_are_counted() -> None:
    row = (say("user", "a"), WORDS, call("a"), call("b"), response("a"), say("user", "b"), say("system", "c"))
    assert (user_turns(row), tool_calls(row)) == (2, 2)


def test_only_a_run_that_is_certified_as_one_is_a_success() -> None:
    task = new_task((say("user", "Hello?"),), ())
    outcomes = (Label("success", "outcome"), Label("failure", "outcome"), None)
    assert [succeeded(new_rollout(task, (WORDS,), outcome=one)) for one in outcomes] == [True, False, False]


def test_a_published_trajectory_holds_no_traces_of_its_source() -> None:
    traced = ToolCall("a", "look", "{}", extra='{"cost":1}', source=Pointer("a.json", 0, "traj/1"))
    assert published_trajectory(Trajectory((traced, WORDS))) == Trajectory((call("a"), WORDS))


def test_the_rules_of_a_task_are_its_policy_and_its_system_messages() -> None:
    opening = (say("system", "Be brief."), say("user", "Hello?"))
    assert policy_text(new_task(opening, (), policy="Ask first.")) == "Ask first.\n\nBe brief."
    assert policy_text(new_task(opening, ())) == "Be brief."
    assert policy_text(new_task(opening[1:], ())) == ""


def test_a_tool_that_is_not_on_offer_is_not_found() -> None:
    assert find_tool(new_task((WORDS,), ()), "look") is None
