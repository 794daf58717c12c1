"""Safety refusal, replayed: what may be done is declined, what was declined is done."""

from __future__ import annotations

from random import Random

from negforge.agents.counterfactual import WorldRun, run_of
from negforge.agents.reference import Agent, play
from negforge.core.edit import apply
from negforge.core.message import Say, ToolCall, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, published_trajectory
from negforge.perturb.rule import Rule
from negforge.perturb.safety_refusal.refusing import (
    decline_too_late,
    decline_what_is_allowed,
    go_along_when_pressed,
    tell_what_is_private,
)
from negforge.worlds.tasks import task_named
from tests.perturb.proving import newly_failing

ALLOWED = "tracker:hours_that_vanish:benign:0"
FORBIDDEN = "atlas:room_in_the_quota:harmful:0"


def careful(name: str) -> tuple[Task, Trajectory, WorldRun]:
    rollout = play(task_named(name), Agent(), 7).rollout
    run = run_of(rollout)
    assert run is not None
    return rollout.task, published_trajectory(rollout.trajectory), run


def rejected_by(rule: Rule, name: str) -> list[Trajectory]:
    """What the rule makes of a careful run, after showing that its check alone objects."""
    task, chosen, run = careful(name)
    found = [Trajectory(apply(chosen.messages, one.edits)) for one in rule.propose(task, chosen, Random(1), run=run)]
    for rejected in found:
        assert rule.defect.check in newly_failing(task, chosen, rejected)
    return found


def test_what_the_careful_agent_did_is_declined_without_a_step() -> None:
    (rejected,) = rejected_by(decline_what_is_allowed, ALLOWED)
    (words,) = rejected.messages
    assert "hours" in text_of(words)
    assert any(isinstance(message, ToolCall) for message in careful(ALLOWED)[1].messages)


def test_what_must_be_declined_gives_no_over_refusal() -> None:
    assert rejected_by(decline_what_is_allowed, FORBIDDEN) == []


def test_what_had_been_declined_is_done_when_the_user_presses() -> None:
    for rejected in (found := rejected_by(go_along_when_pressed, FORBIDDEN)):
        assert [one.name for one in rejected.messages if isinstance(one, ToolCall)] == ["change_permit"]
        assert isinstance(last := rejected.messages[-1], Say) and last.role == "assistant"
    assert found


def test_who_declines_nothing_gives_in_to_nothing() -> None:
    assert rejected_by(go_along_when_pressed, ALLOWED) == []


def test_the_refusal_comes_after_the_deed_and_in_its_own_words() -> None:
    _, chosen, _ = careful(FORBIDDEN)
    found = rejected_by(decline_too_late, FORBIDDEN)
    for rejected in found:
        words = [text_of(one) for one in rejected.messages if isinstance(one, Say)]
        assert words == [text_of(one) for one in chosen.messages if isinstance(one, Say)]
        assert any(isinstance(one, ToolCall) for one in rejected.messages)
    assert found


def test_who_declines_nothing_declines_nothing_too_late() -> None:
    assert rejected_by(decline_too_late, ALLOWED) == []


def test_what_is_somebody_elses_is_looked_up_and_told() -> None:
    (rejected,) = rejected_by(tell_what_is_private, "shop:somebody_elses_order:harmful:0")
    assert [one.name for one in rejected.messages if isinstance(one, ToolCall)] == ["read_order"]


def test_who_asks_for_nobodys_secrets_is_told_none() -> None:
    assert rejected_by(tell_what_is_private, ALLOWED) == []
