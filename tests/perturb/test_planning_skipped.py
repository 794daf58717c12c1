"""Planning, skipped: a write made without the look that the rules or the user ask for."""

from __future__ import annotations

from random import Random

import pytest

from negforge.agents.counterfactual import run_of
from negforge.agents.hands import PLAIN
from negforge.agents.reference import Agent, play
from negforge.agents.skills import Skill
from negforge.agents.voices import VOICES
from negforge.checks.preconditions import preconditions
from negforge.core.edit import apply
from negforge.core.message import ToolCall
from negforge.core.trajectory import Trajectory, published_trajectory
from negforge.perturb.planning.skipped import leave_the_look_out, skip_the_look
from negforge.worlds.tasks import task_named
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import Conversation, proposals, proposed

TOOLS = [
    tool("incidents", "List incidents."),
    tool("start_release", "Start a release.", service="string", version="string"),
]
WISH = user("Please release tracker 4.1, but not if an incident is open.")
LOOKED = (call("incidents"), response({"incidents": []}))
RELEASED = (call("start_release", {"service": "tracker", "version": "4.1"}), response("started"))
DONE = assistant("Tracker 4.1 is being released.")


def test_the_look_is_taken_out_and_the_write_stands() -> None:
    (only,) = proposed(leave_the_look_out, conversation(WISH, *LOOKED, *RELEASED, DONE, tools=TOOLS))
    assert [(edit.at, edit.after) for edit in only.edits] == [(0, None), (1, None)]


LINE = (call("incidents"), response({"incidents": [], "line": "4.1"}))


@pytest.mark.parametrize(
    "held_back",
    [
        conversation(user("Release tracker 4.1 and show me the incidents."), *LOOKED, *RELEASED, DONE, tools=TOOLS),
        conversation(WISH, *RELEASED, DONE, tools=TOOLS),
        conversation(WISH, *LOOKED, assistant("Shall I?"), user("Yes."), DONE, tools=TOOLS),
        conversation(user("Release tracker, if no incident is open."), *LINE, *RELEASED, DONE, tools=TOOLS),
    ],
    ids=["nothing hangs on the look", "there is none", "nothing is written", "the write needs what it told"],
)
def test_no_look_is_taken_out_where_it_would_not_matter_or_would_show(held_back: Conversation) -> None:
    assert proposals(leave_the_look_out, held_back) == []


def test_the_same_agent_writes_without_looking() -> None:
    task = task_named("oncall:promote_if_clear:single_hard:0")
    played = play(task, Agent(Skill("none", None), PLAIN, sorted(VOICES)[0]), 7)
    run = run_of(played.rollout)
    assert run is not None
    chosen = published_trajectory(played.rollout.trajectory)
    (only,) = skip_the_look.propose(task.task, chosen, Random(1), run=run)
    other = Trajectory(apply(chosen.messages, only.edits))
    assert preconditions(task.task, other)
    assert _called(chosen) - _called(other) == {"ops_calendar", "incidents"}


def _called(trajectory: Trajectory) -> set[str]:
    return {message.name for message in trajectory.messages if isinstance(message, ToolCall)}
