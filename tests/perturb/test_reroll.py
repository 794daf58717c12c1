"""Reroll: after a slip a model goes on, and what it does is its own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import cache

import pytest

from negforge.agents.counterfactual import WorldRun, run_of
from negforge.agents.loop import Bounds, HowToAsk
from negforge.agents.planning import tasks_for
from negforge.agents.reference import Agent, play
from negforge.core.chat import ChatRequest, Reply, Usage
from negforge.core.edit import apply
from negforge.core.message import Say, ToolCall, text_of
from negforge.core.trajectory import Rollout, published_trajectory
from negforge.perturb.recollection import EMPTY
from negforge.perturb.registry import RULES
from negforge.perturb.reroll import Start, base_of, go_on, rerolled, starts
from tests.scripted_model import ScriptedModel, always

BY_NAME = {one.name: one for one in RULES}
SPLITS = {"planning_single_hard": 6, "planning_multi_easy": 6}


@cache
def places() -> tuple[tuple[Rollout, WorldRun, Start], ...]:
    """Places in careful runs where a model can take over."""
    found = []
    for task in tasks_for(SPLITS, "build"):
        rollout = play(task, Agent(), 2).rollout
        run = run_of(rollout)
        assert run is not None
        found += [(rollout, run, one) for one in starts(rollout, RULES, EMPTY, run, rng_seed=1, most=1)]
    return tuple(found)


@pytest.fixture(params=[0, 1, -1])
def place(request: pytest.FixtureRequest) -> tuple[Rollout, WorldRun, Start]:
    return places()[request.param]


def after(run: WorldRun, start: Start, model: ScriptedModel) -> Rollout:
    rollout, _ = asyncio.run(go_on(run, start, model, HowToAsk(), Bounds(), model.name))
    return rollout


def test_the_model_sees_what_was_done_up_to_the_slip_and_goes_on(place: tuple[Rollout, WorldRun, Start]) -> None:
    _, run, start = place
    model = always("That is all I could find out about it.")
    other = after(run, start, model)
    assert other.trajectory.messages[: len(start.messages)] == start.messages
    assert [text_of(m) for m in model.asked[0].messages[-len(start.messages) :]] == [text_of(m) for m in start.messages]
    own = other.trajectory.messages[len(start.messages)]
    assert isinstance(own, Say) and text_of(own) == "That is all I could find out about it."
    assert base_of(other) == run.rollout.id


def test_its_run_is_a_candidate_that_can_be_rebuilt_and_happens(place: tuple[Rollout, WorldRun, Start]) -> None:
    rollout, run, start = place
    other = after(run, start, always("That is all I could find out about it."))
    candidate = rerolled(rollout, other, BY_NAME)
    assert candidate is not None
    pair = candidate.pair
    assert (pair.suffix, pair.origin, pair.rollout) == ("reroll", "rule", rollout.id)
    assert apply(pair.chosen.messages, pair.edits) == pair.rejected.messages
    assert pair.chosen == published_trajectory(rollout.trajectory)
    assert 0 < pair.roots <= len(pair.edits)
    assert run.departs(pair.rejected.messages) is None
    assert '"model":"scripted"' in candidate.parameters


def test_a_model_may_call_tools_too(place: tuple[Rollout, WorldRun, Start]) -> None:
    _, run, start = place
    name = run.task.task.tools[0].name

    def answer(request: ChatRequest) -> Reply:
        if len(model.asked) == 1:
            return Reply("", calls=(ToolCall("1", name, "{}"),), usage=Usage())
        return Reply("Nothing more to say.", usage=Usage())

    model = ScriptedModel(answer)
    other = after(run, start, model)
    assert run.departs(other.trajectory.messages) is None
    assert name in {getattr(m, "name", "") for m in other.trajectory.messages[len(start.messages) :]}


def test_a_rule_that_is_gone_gives_no_candidate(place: tuple[Rollout, WorldRun, Start]) -> None:
    rollout, run, start = place
    other = after(run, replace(start, rule="no_such_rule"), always("Well."))
    assert rerolled(rollout, other, BY_NAME) is None
