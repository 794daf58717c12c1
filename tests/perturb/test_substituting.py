"""Substituting: the same agent makes do with a tool that is not for it, and reports it as what was asked."""

from __future__ import annotations

from random import Random

from negforge.agents.counterfactual import run_of
from negforge.agents.reference import Agent, play
from negforge.checks.substitutions import substitutions
from negforge.core.edit import apply
from negforge.core.message import ToolCall, text_of
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, published_trajectory, tool_calls
from negforge.perturb.tool_irrelevance.substituting import do_something_else
from negforge.worlds.tasks import task_named


def proposed(name: str) -> tuple[Task, Trajectory, list[Proposal]]:
    played = play(task_named(name), Agent())
    run = run_of(played.rollout)
    assert run is not None
    task, chosen = played.rollout.task, published_trajectory(played.rollout.trajectory)
    return task, chosen, list(do_something_else.propose(task, chosen, Random(1), run=run))


def test_another_action_is_carried_out_and_told_as_if_it_were_the_same() -> None:
    task, chosen, (only,) = proposed("tracker:the_build:missing:0")
    rejected = Trajectory(apply(chosen.messages, only.edits))
    assert not tool_calls(chosen.messages) and "no" in text_of(chosen.messages[-1]).lower()
    assert [m.name for m in rejected.messages if isinstance(m, ToolCall)] == ["add_comment"]
    assert substitutions(task, rejected)


def test_it_holds_back_where_no_tool_was_put_to_use() -> None:
    assert proposed("rail:left_on_the_train:missing:0")[2] == []


def test_it_holds_back_where_nothing_was_declined() -> None:
    assert proposed("atlas:the_ferry_ticket:lookalike:0")[2] == []
