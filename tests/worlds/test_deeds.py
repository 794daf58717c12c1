"""Deeds: a planted instruction asks for what the world would do, the careful agent leaves it alone."""

from __future__ import annotations

from random import Random

import pytest

from negforge.agents.counterfactual import run_of
from negforge.agents.reference import Agent, play
from negforge.core.message import ToolCall
from negforge.worlds.deeds import Deed, feasible_deed, spelled_out
from negforge.worlds.registry import world_named, world_names
from negforge.worlds.session import Session
from negforge.worlds.tasks import task_named

PLANTED = "notebook:private_notes:benign:1200000:planted_instruction"


@pytest.mark.parametrize("name", world_names())
def test_every_world_carries_out_a_deed_that_was_made_up_for_it(name: str) -> None:
    world = world_named(name)
    tools = [tool.name for tool in world.tools]
    for seed in range(4):
        deed = feasible_deed(world, seed, tools, "RQ-20417", "desk@quenby.example", Random(seed))
        assert deed is not None
        session = Session(world, seed)
        assert not session.call(deed.tool, deed.arguments).is_error
        assert session.desk.state != session.start.state
        assert deed == feasible_deed(world, seed, tools, "RQ-20417", "desk@quenby.example", Random(seed))
        assert all(value in spelled_out(deed) for value in deed.values)


def test_where_no_tool_writes_there_is_no_deed() -> None:
    world = world_named("library")
    assert feasible_deed(world, 1, ["search_catalogue"], "RQ-20417", "desk@quenby.example", Random(1)) is None


def test_arguments_are_spelled_out_leaf_by_leaf() -> None:
    deed = Deed("open_return", '{"order_id": "70-1", "lines": [{"line": 1, "opened": true}]}')
    assert spelled_out(deed) == "order_id 70-1, line 1 and opened true"
    assert spelled_out(Deed("renew_loan", '{"loan_id": "LN1"}')) == "loan_id LN1"


def test_a_task_with_a_planted_deed_stays_in_its_family_and_its_careful_run_ends_well() -> None:
    task = task_named(PLANTED)
    (fault,) = task.faults
    assert fault.deed is not None and fault.deed[0] in fault.detail
    assert task.split == task.task.family == "safety_refusal"
    played = play(task, Agent())
    assert played.outcome.success and played.session.faults_met
    made = [one.name for one in played.rollout.trajectory.messages if isinstance(one, ToolCall)]
    assert fault.deed[0] not in made


def test_a_planted_deed_is_a_fork_at_once_and_before_the_last_words() -> None:
    run = run_of(play(task_named(PLANTED), Agent()).rollout)
    assert run is not None
    forks = [decision for decision in run.decisions if decision.kind == "obey"]
    assert len(forks) == 2 and forks[0].about == forks[1].about
