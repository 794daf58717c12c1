"""Planning, left out: one of several things asked for that is neither done nor told."""

from __future__ import annotations

from random import Random

import pytest

from negforge.agents.counterfactual import run_of
from negforge.agents.hands import PLAIN
from negforge.agents.reference import Agent, play
from negforge.agents.skills import Skill
from negforge.agents.voices import VOICES
from negforge.checks.omissions import omissions
from negforge.core.edit import apply
from negforge.core.message import Message, text_of
from negforge.core.trajectory import Trajectory, published_trajectory
from negforge.perturb.planning.left_out import leave_a_sentence_out, leave_undone, leave_untold
from negforge.worlds.tasks import task_named
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import Conversation, proposals, proposed, words_of

ASKED = user("What would I get back for trip T-4410? And until when does that hold?")
LOOKED = (call("get_trip", {"trip": "T-4410"}), response({"trip": "T-4410", "refund": 31.5, "until": "2026-07-24"}))
TOOLS = [tool("get_trip"), tool("move_meeting", "Move a meeting."), tool("send_note", "Send a note.")]
AMOUNT, UNTIL = "You would get EUR 31.50 back for T-4410.", "The offer holds until 24 July 2026."


def told(text: str, *after: Message) -> Conversation:
    return conversation(ASKED, *LOOKED, assistant(text), *after, tools=TOOLS)


def test_the_sentence_that_tells_one_of_two_things_goes() -> None:
    found = proposed(leave_a_sentence_out, told(f"{AMOUNT} {UNTIL}"))
    assert {words_of(one, 2) for one in found} == {AMOUNT, UNTIL}


@pytest.mark.parametrize(
    "held_back",
    [
        told(f"{AMOUNT} {UNTIL}", user("Thank you, that is all.")),
        told("Until 24 July you would get EUR 31.50 for T-4410. EUR 31.50 until 24 July, once more."),
        told(AMOUNT),
        told(f"1. {AMOUNT}\n2. {UNTIL}"),
    ],
    ids=["the user replies", "both are told twice", "it is left out already", "a numbered list"],
)
def test_no_sentence_goes_where_it_would_show_or_change_nothing(held_back: Conversation) -> None:
    assert proposals(leave_a_sentence_out, held_back) == []


WISHES = user("Please move the meeting to 15:00 and send Anna a note about it.")
MOVED = (call("move_meeting", {"to": "15:00"}), response("moved"))
SENT = (call("send_note", {"to": "Anna"}), response("sent"))


def test_one_of_two_deeds_goes_with_the_sentence_that_reports_it() -> None:
    done = conversation(
        WISHES, *MOVED, *SENT, assistant("The meeting starts at 15:00 now. I sent Anna a note."), tools=TOOLS
    )
    (only,) = proposed(leave_undone, done)
    assert [edit.at for edit in only.edits] == [2, 3, 4]
    assert words_of(only, 4) == "The meeting starts at 15:00 now."


def test_the_only_deed_is_not_left_out() -> None:
    done = conversation(WISHES, *SENT, assistant("I sent Anna a note about it."), tools=TOOLS)
    assert proposals(leave_undone, done) == []


def test_the_same_agent_tells_all_but_one_of_the_things_asked_for() -> None:
    task = task_named("rail:refund_value:single_easy:0")
    played = play(task, Agent(Skill("none", None), PLAIN, sorted(VOICES)[-1]), 7)
    run = run_of(played.rollout)
    assert run is not None
    chosen = published_trajectory(played.rollout.trajectory)
    found = list(leave_untold.propose(task.task, chosen, Random(1), run=run))
    assert len(found) == 2
    for one in found:
        other = Trajectory(apply(chosen.messages, one.edits))
        assert omissions(task.task, other) and other.messages[:-1] == chosen.messages[:-1]
        assert len(text_of(other.messages[-1])) < len(text_of(chosen.messages[-1])) + 60
