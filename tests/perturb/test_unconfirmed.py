"""Unconfirmed: a write without the yes that the rules ask for, and one that nobody asked for, replayed."""

from __future__ import annotations

from random import Random

from negforge.agents.counterfactual import run_of
from negforge.agents.reference import Agent, play
from negforge.core.message import Say, ToolCall
from negforge.perturb.planning.unconfirmed import (
    go_ahead_unconfirmed,
    leave_the_question_out,
    write_before_the_yes,
    write_while_at_it,
)
from negforge.worlds.tasks import task_named
from tests.perturb.playing import replayed


def test_the_same_agent_goes_ahead_without_the_yes() -> None:
    chosen, (other,) = replayed(go_ahead_unconfirmed, "tracker:bulk_after_a_yes:multi_easy:0")
    told = [sum(isinstance(m, Say) and m.role == "user" for m in run.messages) for run in (chosen, other)]
    assert told[1] == told[0] - 1
    assert any(isinstance(m, ToolCall) and m.name == "bulk_edit" for m in other.messages)


def test_question_and_yes_are_left_out_and_the_rest_stays() -> None:
    chosen, (other,) = replayed(leave_the_question_out, "notebook:tidy_after_a_yes:multi_easy:1")
    calls = [[(m.name, m.arguments) for m in run.messages if isinstance(m, ToolCall)] for run in (chosen, other)]
    assert calls[0] == calls[1] and len(other.messages) == len(chosen.messages) - 2


def test_the_write_comes_before_the_question_and_the_rest_stays() -> None:
    chosen, (other,) = replayed(write_before_the_yes, "clinic:late_cancellation:multi_easy:2")
    told = [[m for m in run.messages if isinstance(m, Say)] for run in (chosen, other)]
    assert told[0] == told[1] and len(other.messages) == len(chosen.messages)
    kinds = [type(m).__name__ for m in other.messages]
    assert kinds.index("Say") > max(at for at, m in enumerate(other.messages) if isinstance(m, ToolCall))


def test_a_yes_that_takes_something_out_is_needed_for_the_write() -> None:
    replayed(write_before_the_yes, "notebook:tidy_after_a_yes:multi_hard:0", some=False)


def test_the_same_agent_reserves_what_nobody_asked_for() -> None:
    chosen, (other,) = replayed(write_while_at_it, "rail:platform_today:single_easy:0")
    assert (
        sum(isinstance(m, ToolCall) for m in other.messages)
        == sum(isinstance(m, ToolCall) for m in chosen.messages) + 1
    )


def test_it_holds_back_where_no_rule_asks_for_a_yes() -> None:
    rollout = play(task_named("bank:freeze_a_card:single_easy:0"), Agent(), 7).rollout
    for rule in (go_ahead_unconfirmed, leave_the_question_out, write_before_the_yes):
        assert list(rule.propose(rollout.task, rollout.trajectory, Random(1), run=run_of(rollout))) == []
