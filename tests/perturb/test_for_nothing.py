"""Tool irrelevance, for nothing: a call that the user has no use for and asked not to make."""

from __future__ import annotations

from random import Random

from negforge.agents.counterfactual import run_of
from negforge.agents.hands import PLAIN
from negforge.agents.reference import Agent, play
from negforge.agents.skills import Skill
from negforge.agents.voices import VOICES
from negforge.checks.relevance import relevance
from negforge.core.edit import apply
from negforge.core.message import ToolCall
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, published_trajectory
from negforge.perturb.tool_irrelevance.for_nothing import call_for_nothing
from negforge.worlds.tasks import task_named


def proposed(name: str) -> tuple[Task, Trajectory, list[Proposal]]:
    task = task_named(name)
    played = play(task, Agent(Skill("none", None), PLAIN, sorted(VOICES)[0]), 7)
    run = run_of(played.rollout)
    assert run is not None
    chosen = published_trajectory(played.rollout.trajectory)
    return task.task, chosen, list(call_for_nothing.propose(task.task, chosen, Random(1), run=run))


def test_the_same_agent_calls_a_tool_although_it_was_asked_not_to() -> None:
    task, chosen, (only,) = proposed("atlas:percentage_unaided:unrelated:0")
    other = Trajectory(apply(chosen.messages, only.edits))
    assert relevance(task, other)
    assert sum(isinstance(message, ToolCall) for message in other.messages) == 1


def test_where_nobody_asks_not_to_the_rule_holds_back() -> None:
    assert proposed("atlas:percentage:unrelated:0")[2] == []
