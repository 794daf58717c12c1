"""What would have happened otherwise: one slip, and the same agent and world from there on."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from negforge.agents.counterfactual import REMEMBERED, WorldRun, run_of
from negforge.agents.decisions import Slip
from negforge.agents.planning import tasks_for
from negforge.agents.reference import Agent, drawn_agent, play
from negforge.core.edit import diff
from negforge.core.message import Say, ToolCall, say, text_of
from negforge.core.trajectory import Rollout

SPLITS = {"planning_single_hard": 8, "planning_multi_easy": 6, "robust_recovery": 8, "safety_refusal": 6}


@cache
def rollouts() -> tuple[Rollout, ...]:
    drawn = ((task, drawn_agent(task, Random(str(task.name)), careful=1.0)) for task in tasks_for(SPLITS, "build"))
    return tuple(play(task, agent, 3).rollout for task, agent in drawn)


def runs() -> list[WorldRun]:
    return [run for rollout in rollouts() if (run := run_of(rollout)) is not None]


def test_a_run_is_found_again_from_its_rollout_and_happens_again() -> None:
    assert len(runs()) == len(rollouts()) > 20
    for run in runs():
        assert run.decisions
        assert run.departs(run.rollout.trajectory.messages) is None


def test_a_rollout_of_another_world_or_task_has_no_run() -> None:
    rollout = rollouts()[0]
    assert run_of(replace(rollout, settings=None)) is None
    assert run_of(replace(rollout, settings="[]")) is None
    assert run_of(replace(rollout, task=replace(rollout.task, parent="another"))) is None
    assert run_of(replace(rollout, task=replace(rollout.task, id="another"))) is None


def test_a_slip_changes_nothing_before_its_fork() -> None:
    slipped = 0
    for run in runs():
        base = run.rollout.trajectory.messages
        for decision in run.decisions:
            other = run.slipped(Slip(decision.number)) if decision.kind != "call" else None
            if other is not None:
                slipped += 1
                assert other.rollout.trajectory.messages[: decision.at] == base[: decision.at]
    assert slipped > 60


def test_what_follows_a_slip_is_worded_as_before_where_it_says_the_same() -> None:
    """The same words at the same places, but for what the slip touches: most slips move a few messages only."""
    touched = []
    for run in runs():
        base = run.rollout.trajectory.messages
        for decision in run.decisions:
            other = run.slipped(Slip(decision.number)) if decision.kind in ("best", "keep", "verify") else None
            if other is not None:
                touched.append(len(diff(base, other.rollout.trajectory.messages)) / len(base))
    assert touched and sorted(touched)[len(touched) // 2] < 0.6


def test_a_call_with_other_arguments_is_executed_by_the_world() -> None:
    run = next(run for run in runs() if any(one.kind == "call" and one.arguments != "{}" for one in run.decisions))
    call = next(one for one in run.decisions if one.kind == "call" and one.arguments != "{}")
    other = run.slipped(Slip(call.number, arguments={"no_such_argument": 1}))
    assert other is not None
    sent = [m for m in other.rollout.trajectory.messages if isinstance(m, ToolCall)]
    assert '{"no_such_argument": 1}' in {one.arguments for one in sent}


def test_what_was_played_is_remembered_and_the_oldest_let_go() -> None:
    run = next(run for run in runs() if any(one.kind == "call" for one in run.decisions))
    call = next(one for one in run.decisions if one.kind == "call")
    messages = run.rollout.trajectory.messages
    first, slip = run.executed(messages), Slip(call.number, arguments={"more": 0})
    assert run.executed(list(messages)) is first
    assert run.slipped(slip) is run.slipped(replace(slip, arguments={"more": 0}))
    assert run.slipped(slip) is not run.slipped(replace(slip, arguments={"more": 1}))
    for number in range(REMEMBERED):
        run.executed((say("assistant", f"Number {number}."),))
    assert run.executed(messages) is not first and run.executed(messages) == first


def test_other_words_of_the_user_are_noticed() -> None:
    run = next(
        run for run in runs() if any(isinstance(m, Say) and m.role == "user" for m in run.rollout.trajectory.messages)
    )
    messages = run.rollout.trajectory.messages
    at = next(at for at, m in enumerate(messages) if isinstance(m, Say) and m.role == "user")
    told = (*messages[:at], say("user", "Never mind."), *messages[at + 1 :])
    place = len(run.task.task.opening) + at
    assert run.departs(told) == f"message {place}: the user says otherwise in this world"


def test_the_same_steps_can_be_told_in_other_words() -> None:
    found = [(run, other) for run in runs() if (other := run.reworded(0)) is not None]
    assert len(found) > len(runs()) / 2
    changed = 0
    for run, other in found:
        base = run.rollout.trajectory.messages
        assert [type(m) for m in base] == [type(m) for m in other.messages]
        changed += [text_of(m) for m in base] != [text_of(m) for m in other.messages]
        assert run.departs(other.messages) is None
    assert changed > len(found) / 2


@pytest.mark.parametrize("skill", ["none:x:y", "no_such_lapse"])
def test_settings_that_name_no_agent_give_a_run_without_forks(skill: str) -> None:
    rollout = rollouts()[0]
    assert rollout.settings is not None
    odd = replace(rollout, settings=rollout.settings.replace('"skill":"none"', f'"skill":"{skill}"'))
    run = run_of(odd)
    assert run is not None and run.slipped(Slip(0)) is None


def test_one_call_more_changes_no_other_id() -> None:
    task = next(tasks_for({"planning_single_easy": 1}, "build"))
    messages = play(task, Agent()).rollout.trajectory.messages
    first = next(m for m in messages if isinstance(m, ToolCall))
    run = run_of(play(task, Agent()).rollout)
    assert run is not None
    again = run.executed((first, *messages)).messages
    ids = [m.call_id for m in again if isinstance(m, ToolCall)]
    assert ids[1:] == [m.call_id for m in messages if isinstance(m, ToolCall)]
