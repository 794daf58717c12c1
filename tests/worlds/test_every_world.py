"""What holds of every world: honest tools, determinism, reads that change nothing, goals that can be reached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations, islice
from random import Random

import jsonschema
import pytest

from negforge.agents.episode import Episode
from negforge.agents.reference import Agent, drawn_agent, play
from negforge.agents.skills import LAPSES, skill_with
from negforge.core.message import ToolCall
from negforge.worlds.registry import world_named, world_names
from negforge.worlds.tasks import PLANNING, TaskName, WorldTask, set_task
from negforge.worlds.world import World, fresh
from tests.worlds.shapes import shared_share

WORLDS = world_names()
FORMATTED = ("enum", "format", "pattern", "minimum", "maximum", "minLength", "maxItems", "exclusiveMinimum")


def drawn(world: World, seeds: range, each: int) -> Iterator[WorldTask]:
    """``each`` tasks of every goal and kind of the world."""
    for maker in world.goals:
        for kind in maker.kinds:
            made = (set_task(TaskName(world.name, maker.slug, kind, seed)) for seed in seeds)
            yield from islice((task for task in made if task is not None), each)


def test_there_are_at_least_ten_worlds() -> None:
    assert len(WORLDS) >= 10


@pytest.mark.parametrize("name", WORLDS)
def test_tools_are_honest(name: str) -> None:
    world = world_named(name)
    assert 8 <= len(world.tools) <= 20
    assert any(tool.writes for tool in world.tools) and not all(tool.writes for tool in world.tools)
    assert len({tool.name for tool in world.tools}) == len(world.tools)
    text = json.dumps([tool.parameters for tool in world.tools])
    assert sum(f'"{word}"' in text for word in FORMATTED) >= 4
    for tool in world.tools:
        jsonschema.Draft202012Validator.check_schema(tool.parameters)
        assert len(tool.description) > 10
    assert any(set(t.parameters["properties"]) - set(t.parameters["required"]) for t in world.tools)
    assert len(world.policy.splitlines()) >= 4


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_follows_from_its_seed(name: str) -> None:
    world = world_named(name)
    assert fresh(world, 7).state == fresh(world, 7).state
    assert fresh(world, 7).now == fresh(world, 7).now
    assert fresh(world, 7).state != fresh(world, 8).state


@pytest.mark.parametrize(("one", "other"), list(combinations(WORLDS, 2)))
def test_two_worlds_share_few_shapes_of_tools(one: str, other: str) -> None:
    assert shared_share(world_named(one), world_named(other)) <= 0.2


@pytest.mark.parametrize("name", WORLDS)
def test_an_extra_read_changes_no_later_response(name: str) -> None:
    world = world_named(name)
    waits = {world.wait[0]} if world.wait else set()
    for task in list(drawn(world, range(100, 112), 1)):
        plain = play(task, Agent())
        reads = [
            call
            for act in plain.acts
            for call in act.calls
            if (tool := world.tool(call[0])) is not None and not tool.writes and call[0] not in waits
        ]
        if not reads:
            continue
        again = Episode(task)
        for act in plain.acts:
            for read in reads:
                again.session.call(*read)
            assert again.perform(act.text, act.calls) == act.saw, task.name


@pytest.mark.parametrize("name", WORLDS)
def test_a_careful_agent_reaches_every_goal_in_any_voice_and_style(name: str) -> None:
    found = 0
    for task in drawn(world_named(name), range(200, 230), 2):
        agent = drawn_agent(task, Random(str(task.name)), careful=1.0)
        played = play(task, agent)
        assert played.outcome.success, f"{task.name} {agent}: {played.outcome.reason}"
        assert "Unexpected condition" not in str(played.rollout.trajectory), task.name
        if not agent.style.verifies:
            called = {m.name for m in played.rollout.trajectory.messages if isinstance(m, ToolCall)}
            assert called == set(task.goal.plan), task.name
        found += 1
    assert found >= len(world_named(name).goals)


@pytest.mark.parametrize("name", WORLDS)
def test_lapses_lead_astray_and_the_outcome_says_how(name: str) -> None:
    astray: dict[str, int] = {}
    for task in drawn(world_named(name), range(300, 312), 2):
        rng = Random(str(task.name))
        for lapse in LAPSES:
            played = play(task, Agent(skill_with(lapse, task.goal.constraints, rng)))
            if not played.outcome.success:
                assert played.outcome.reason
                astray[lapse] = astray.get(lapse, 0) + 1
    assert len(astray) >= 5, astray


@pytest.mark.parametrize("name", WORLDS)
def test_a_rollout_without_its_last_write_or_without_an_answer_fails(name: str) -> None:
    world = world_named(name)
    writes = {tool.name for tool in world.tools if tool.writes}
    broken = 0
    for task in drawn(world, range(400, 415), 1):
        if task.name.kind not in PLANNING:
            continue
        played = play(task, Agent())
        last = max((at for at, act in enumerate(played.acts) if any(c[0] in writes for c in act.calls)), default=None)
        without = Episode(task)
        for at, act in enumerate(played.acts):
            if at != last and not without.over:
                without.perform(act.text, act.calls)
        if last is not None and without.session.desk.state != played.session.desk.state:
            assert not without.outcome().success, f"{task.name}: nobody misses its last write"
            broken += 1
        silent = Episode(task)
        for act in played.acts:
            if not silent.over:
                silent.perform(act.text if act.calls else "Done.", act.calls)
        if task.wants and any(want.name for want in task.wants if type(want).__name__ == "Tells"):
            assert not silent.outcome().success, f"{task.name}: nobody misses its answer"
            broken += 1
    assert broken >= 5
