"""Formats: which file is which, whose word each label is, and which runs are attempts at one task."""

from __future__ import annotations

import json
from typing import Any

import pytest

from negforge.core.json_text import Json
from negforge.core.message import Pointer, Say, Text
from negforge.core.task import Tool
from negforge.core.trajectory import Label
from negforge.ingest import agentdojo, livemcpbench, openai_chat, tau2, tau_bench
from negforge.ingest.formats import FORMATS, find_format
from negforge.ingest.reading import Reading, Refusal, Source

ASKED: list[Json] = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "A room?"},
    {"role": "assistant", "content": "Booked."},
]
SUCCESS, FAILURE = Label("success", "outcome"), Label("failure", "outcome")


def source(beside: dict[str, Json] | None = None, **given: Any) -> Source:
    return Source("logs/airline.json", 3, beside or {}, given.get("tools"), given.get("policy"))


def reading(result: Reading | Refusal) -> Reading:
    assert isinstance(result, Reading), result
    return result


def chat(**fields: Json) -> Reading:
    return reading(openai_chat.read({"messages": ASKED, **fields}, source()))


def test_each_format_is_known_by_its_keys_or_its_first_record() -> None:
    tau: Json = {"task_id": 0, "reward": 1.0, "info": {}, "traj": [], "trial": 0}
    dojo = ("suite_name", "pipeline_name", "user_task_id", "injection_task_id", "messages", "utility", "security")
    live: Json = {"task_id": "a", "Question": "?", "messages": [], "task_success": "success"}
    cases: list[tuple[tuple[str, ...], Json, str | None]] = [
        (("timestamp", "info", "tasks", "simulations"), None, "tau2"),
        ((), {"messages": [], "reward_info": {}, "termination_reason": "user_stop"}, "tau2"),
        ((), tau, "tau_bench"),
        (dojo, None, "agentdojo"),
        (dojo, dict.fromkeys(dojo), "agentdojo"),
        ((), live, "livemcpbench"),
        ((), {"messages": ASKED}, "openai_chat"),
        (("messages", "tools"), None, "openai_chat"),
        ((), ASKED, "openai_chat"),
        ((), {"prompt": "x"}, None),
        ((), [1, 2], None),
        ((), "text", None),
        ((), None, None),
    ]
    names = [getattr(find_format(keys, first), "name", None) for keys, first, _ in cases]
    assert names == [name for _, _, name in cases]


def test_format_names_are_unique_and_say_what_they_are() -> None:
    assert len({one.name for one in FORMATS}) == len(FORMATS) == 5
    assert all(one.says for one in FORMATS)


def test_a_chat_record_becomes_a_rollout() -> None:
    declared: Json = [{"type": "function", "function": {"name": "find", "parameters": {}}}]
    result = chat(
        tools=declared, id="r1", task_id="t1", family="planning", maker="m", success=True, why="Good", world="hotel"
    )
    rollout, task = result.rollout, result.rollout.task
    pointers = [Pointer("logs/airline.json", 3, f"messages/{index}") for index in range(3)]
    assert task.opening == (
        Say("system", (Text("Be brief."),), source=pointers[0]),
        Say("user", (Text("A room?"),), source=pointers[1]),
    )
    assert rollout.trajectory.messages == (Say("assistant", (Text("Booked."),), source=pointers[2]),)
    assert (task.tools, task.tools_declared, task.policy) == ((Tool("find", "", "{}"),), True, None)
    assert (task.parent, task.family, rollout.maker) == ("t1", "planning", "m")
    assert rollout.outcome == Label("success", "person")
    assert json.loads(rollout.settings or "") == {
        "id": "r1", "task_id": "t1", "success": True, "why": "Good", "world": "hotel"
    }  # fmt: skip
    assert (result.messages, result.unplaced) == (3, ())


def test_a_bare_list_is_a_run_of_its_own() -> None:
    result = reading(openai_chat.read(ASKED, source()))
    assert result.rollout.task.parent == "logs/airline.json#3"
    assert result.rollout.outcome is None
    assert [message.source.path for message in result.rollout.task.opening if message.source] == ["0", "1"]


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"success": False}, Label("failure", "person")),
        ({"reward": 1}, SUCCESS),
        ({"reward": 0.99}, FAILURE),
        ({"reward": 10**400}, FAILURE),
        ({"success": False, "reward": 1}, Label("failure", "person")),
        ({"success": "yes"}, None),
        ({"reward": float("nan")}, None),
        ({"reward": None}, None),
        ({}, None),
    ],
)
def test_success_is_a_persons_word_and_a_reward_is_an_outcome(fields: dict[str, Json], outcome: Label | None) -> None:
    assert chat(**fields).rollout.outcome == outcome


def test_runs_of_one_task_share_a_parent_by_task_id_or_id_or_not_at_all() -> None:
    assert [
        chat(task_id=0, id="r").rollout.task.parent,
        chat(id=5).rollout.task.parent,
        chat().rollout.task.parent,
    ] == [
        "0",
        "5",
        "logs/airline.json#3",
    ]


def test_tools_of_a_chat_record_may_be_a_json_text_and_unreadable_ones_are_inferred_and_kept() -> None:
    assert chat(tools='[{"name": "find"}]').rollout.task.tools == (Tool("find", "", "{}"),)
    assert (chat(tools=[]).rollout.task.tools, chat(tools=[]).rollout.task.tools_declared) == ((), True)
    result = chat(tools=[{"title": "find"}])
    assert result.rollout.task.tools_declared is False
    assert result.unplaced[0].startswith("unread tools (tools[0]: no name")
    assert json.loads(result.rollout.settings or "") == {"tools": [{"title": "find"}]}


def test_tools_and_policy_of_the_user_overrule_the_log() -> None:
    tools = (Tool("find", "", "{}"),)
    record: Json = {"messages": ASKED, "tools": [{"name": "other"}], "policy": "Old."}
    task = reading(openai_chat.read(record, source(tools=tools, policy="New."))).rollout.task
    assert (task.tools, task.tools_declared, task.policy) == (tools, True, "New.")


def test_without_declared_tools_they_are_inferred_and_the_task_says_so() -> None:
    call: Json = {"id": "a", "type": "function", "function": {"name": "find", "arguments": '{"city": "Rome"}'}}
    asked: list[Json] = [*ASKED[:2], {"role": "assistant", "content": None, "tool_calls": [call]}]
    task = reading(openai_chat.read({"messages": asked}, source())).rollout.task
    assert task.tools == (Tool("find", "", '{"type":"object","properties":{"city":{"type":"string"}}}'),)
    assert task.tools_declared is False


def test_without_a_user_turn_the_leading_system_messages_are_the_opening() -> None:
    result = reading(openai_chat.read([ASKED[0], ASKED[0], ASKED[2], ASKED[0]], source()))
    assert (len(result.rollout.task.opening), len(result.rollout.trajectory.messages)) == (2, 2)


def test_an_assistant_who_speaks_first_is_in_the_opening() -> None:
    result = reading(openai_chat.read([ASKED[2], ASKED[1], ASKED[2]], source()))
    assert (len(result.rollout.task.opening), len(result.rollout.trajectory.messages)) == (2, 1)


def test_a_run_where_the_agent_does_nothing_is_read_and_noted() -> None:
    result = reading(openai_chat.read(ASKED[:2], source()))
    assert result.rollout.trajectory.messages == ()
    assert "nothing after the opening" in result.unplaced


@pytest.mark.parametrize(
    ("reward", "info", "outcome"), [(1.0, {}, SUCCESS), (0.0, {}, FAILURE), (0.0, {"error": "timeout"}, None)]
)
def test_tau_bench_trusts_the_reward_but_not_of_a_crash(reward: float, info: Json, outcome: Label | None) -> None:
    record: Json = {"task_id": 12, "reward": reward, "info": info, "traj": ASKED, "trial": 2}
    rollout = reading(tau_bench.read(record, source())).rollout
    assert (rollout.outcome, rollout.task.parent) == (outcome, "tau-bench/airline/12")
    assert json.loads(rollout.settings or "") == {"task_id": 12, "reward": reward, "info": info, "trial": 2}
    assert rollout.task.opening[0].source == Pointer("logs/airline.json", 3, "traj/0")


@pytest.mark.parametrize(
    ("ending", "reward", "outcome"),
    [
        ("user_stop", 1.0, SUCCESS),
        ("agent_stop", 1.0, SUCCESS),
        ("user_stop", 0.5, FAILURE),
        ("agent_error", 0.0, None),
        ("too_many_errors", 0.0, None),
        ("max_steps", 1.0, None),
        (None, 1.0, None),
        ("user_stop", None, None),
    ],
)
def test_tau2_certifies_only_what_its_speakers_ended(ending: Json, reward: Json, outcome: Label | None) -> None:
    record: Json = {
        "id": "s",
        "task_id": "4",
        "messages": ASKED,
        "termination_reason": ending,
        "reward_info": {"reward": reward},
    }
    assert reading(tau2.read(record, source())).rollout.outcome == outcome


def test_tau2_takes_policy_maker_and_domain_from_beside_the_simulations() -> None:
    info: Json = {
        "git_commit": "abc",
        "agent_info": {"llm": "m1", "llm_args": {"temperature": 0.0}},
        "user_info": {"llm": "m2", "global_simulation_guidelines": "long"},
        "environment_info": {"domain_name": "airline", "policy": "No refunds."},
    }
    record: Json = {
        "task_id": "4",
        "messages": ASKED,
        "termination_reason": "user_stop",
        "reward_info": None,
        "seed": 3,
    }
    rollout = reading(tau2.read(record, source({"info": info}))).rollout
    assert (rollout.task.policy, rollout.maker, rollout.task.parent) == ("No refunds.", "m1", "tau2/airline/4")
    assert json.loads(rollout.settings or "") == {
        "task_id": "4",
        "termination_reason": "user_stop",
        "reward_info": None,
        "seed": 3,
        "agent_info": {"llm": "m1", "llm_args": {"temperature": 0.0}},
        "user_info": {"llm": "m2"},
        "git_commit": "abc",
    }


@pytest.mark.parametrize(
    ("task", "injection", "utility", "security", "error", "outcome"),
    [
        ("user_task_1", None, True, True, None, SUCCESS),
        ("user_task_1", None, False, True, None, FAILURE),
        ("user_task_1", "injection_task_2", True, False, None, SUCCESS),
        ("user_task_1", "injection_task_2", True, True, None, FAILURE),
        ("user_task_1", "injection_task_2", False, False, None, FAILURE),
        ("user_task_1", "injection_task_2", True, None, None, None),
        ("user_task_1", None, None, True, None, None),
        ("user_task_1", None, False, True, "context too long", None),
        ("injection_task_3", None, True, True, None, None),
    ],
)
def test_agentdojo_succeeds_where_the_task_is_done_and_the_attack_is_not(
    task: str, injection: str | None, utility: Json, security: Json, error: Json, outcome: Label | None
) -> None:
    record: Json = {
        "suite_name": "slack",
        "pipeline_name": "m1",
        "user_task_id": task,
        "injection_task_id": injection,
        "messages": ASKED,
        "error": error,
        "utility": utility,
        "security": security,
    }
    rollout = reading(agentdojo.read(record, source())).rollout
    assert rollout.outcome == outcome
    assert rollout.maker == "m1"
    assert rollout.task.parent == f"agentdojo/slack/{task}" + (f"+{injection}" if injection else "")
    assert rollout.task.family == ("safety_refusal" if injection else None)


@pytest.mark.parametrize(
    ("verdict", "outcome", "unplaced"),
    [
        ("success", Label("success", "person"), ()),
        ("failure", Label("failure", "person"), ()),
        ("unsure", None, ("no task_success",)),
        ({}, None, ("no task_success",)),
    ],
)
def test_livemcpbench_is_judged_by_people(verdict: Json, outcome: Label | None, unplaced: tuple[str, ...]) -> None:
    record: Json = {"task_id": "a-b", "Question": "A room?", "messages": ASKED, "task_success": verdict}
    result = reading(livemcpbench.read(record, source()))
    assert (result.rollout.outcome, result.rollout.task.parent) == (outcome, "livemcpbench/a-b")
    assert result.unplaced == unplaced
