"""Tool irrelevance, for nothing: a call that the user has no use for and asked not to make."""

from __future__ import annotations

from random import Random

from negforge.agents.counterfactual import run_of
from negforge.agents.hands import PLAIN
from negforge.agents.reference import Agent, play
from negforge.agents.skills import Skill
from negforge.agents.voices import VOICES
from negforge.checks.readings.thrift import sentence_against
from negforge.checks.relevance import relevance
from negforge.core.edit import apply
from negforge.core.message import ToolCall
from negforge.core.ports import Proposal
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, published_trajectory
from negforge.perturb.tool_irrelevance.for_nothing import call_for_nothing, look_besides
from negforge.worlds.tasks import task_named
from tests.perturb.playing import replayed


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
    assert proposed(free_of_rules("percentage:unrelated"))[2] == []


def test_a_look_is_put_in_with_what_the_tool_really_says_and_the_answer_stays() -> None:
    name = next(name for name in named("words_defined_unaided:unrelated") if task_named(name).task.tools)
    chosen, others = replayed(look_besides, name)
    for other in others:
        assert other.messages[-1] == chosen.messages[-1] and len(other.messages) == len(chosen.messages) + 2
        assert run_of(play(task_named(name), Agent(), 7).rollout).departs(other.messages) is None  # type: ignore[union-attr]
    assert replayed(look_besides, free_of_rules("words_defined:unrelated"), some=False)[1] == []


def named(goal: str) -> list[str]:
    return [f"clinic:{goal}:{seed}" for seed in range(12)]


def free_of_rules(goal: str) -> str:
    tasks = (task_named(name) for name in named(goal))
    return next(str(one.name) for one in tasks if sentence_against(one.task, "relevance") is None)
