"""Asked back: the agent asks for what was just said, the user says it again, and all goes on as it did."""

from __future__ import annotations

from random import Random

from negforge.agents.counterfactual import run_of
from negforge.agents.reference import Agent, play
from negforge.core.message import Say, ToolCall, text_of
from negforge.core.trajectory import Trajectory
from negforge.perturb.planning.asked_back import ask_back
from negforge.worlds.tasks import task_named
from tests.perturb.playing import replayed

TASK = "bank:pay_a_namesake:single_easy:0"


def test_a_question_and_its_answer_are_all_that_is_new() -> None:
    chosen, (other, *_) = replayed(ask_back, TASK)
    question, reply = other.messages[0], other.messages[1]
    assert isinstance(question, Say) and text_of(question).endswith("?")
    assert isinstance(reply, Say) and reply.role == "user"
    calls = [[(m.name, m.arguments) for m in run.messages if isinstance(m, ToolCall)] for run in (chosen, other)]
    assert calls[0] == calls[1]


def test_it_holds_back_where_nothing_is_done_or_nothing_was_said() -> None:
    rollout = play(task_named(TASK), Agent(), 7).rollout
    run = run_of(rollout)
    assert run is not None
    assert list(ask_back.propose(rollout.task, Trajectory(()), Random(1), run=run)) == []
    rollout = play(task_named("library:heads_and_legs:unrelated:0"), Agent(), 7).rollout
    assert list(ask_back.propose(rollout.task, rollout.trajectory, Random(1), run=run_of(rollout))) == []
