"""Denying: a run stops before a step and says that no tool does what its tool does."""

from __future__ import annotations

from random import Random

from negforge.agents.counterfactual import run_of
from negforge.agents.reference import Agent, play
from negforge.checks.denials import denials
from negforge.core.edit import apply
from negforge.core.message import text_of
from negforge.core.trajectory import Trajectory, published_trajectory
from negforge.perturb.tool_irrelevance.denying import decline_as_impossible, deny_capability
from negforge.worlds.tasks import task_named
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import proposals, proposed

TOOLS = [
    tool("list_loans", "The reader's loans.", read_only=True),
    tool("renew_loan", "Renew one loan by three weeks.", read_only=False, loan_id="string"),
]
ASKED = user("Please renew my loan of The Heron.")
FOUND = (call("list_loans"), response([{"loan_id": "L-4471", "title": "The Heron"}]))
RENEWED = (call("renew_loan", {"loan_id": "L-4471"}), response({"due": "2026-08-19"}))
DONE = assistant("The Heron is yours until 19 August 2026.")


def test_the_write_is_left_out_and_said_to_be_beyond_the_tools() -> None:
    asked = conversation(ASKED, *FOUND, *RENEWED, DONE, tools=TOOLS)
    for proposal in proposed(deny_capability, asked):
        last = text_of(apply(asked[1].messages, proposal.edits)[-1])
        assert "renew" in last or "look up loans" in last
        assert not any(text_of(edit.after) == "" for edit in proposal.edits if edit.after is not None)


def test_it_holds_back_where_no_step_or_no_answer_is() -> None:
    assert proposals(deny_capability, conversation(ASKED, DONE, tools=TOOLS)) == []
    assert proposals(deny_capability, conversation(ASKED, *FOUND, *RENEWED, tools=TOOLS)) == []


def test_it_holds_back_where_the_user_goes_on() -> None:
    talk = conversation(ASKED, *FOUND, *RENEWED, DONE, user("Thanks. And the other one?"), tools=TOOLS)
    assert proposals(deny_capability, talk) == []


def test_it_holds_back_at_a_step_that_failed_or_that_nothing_hangs_on() -> None:
    failed = (call("renew_loan", {"loan_id": "L-4471"}), response({"error": "fees are due"}))
    assert proposals(deny_capability, conversation(ASKED, *failed, assistant("Fees are due."), tools=TOOLS)) == []
    looked = (call("list_loans"), response([]))
    assert proposals(deny_capability, conversation(ASKED, *looked, assistant("There is none."), tools=TOOLS)) == []


def test_the_same_agent_declines_as_impossible_what_it_did() -> None:
    played = play(task_named("atlas:the_ferry_ticket:lookalike:0"), Agent())
    run = run_of(played.rollout)
    assert run is not None
    chosen = published_trajectory(played.rollout.trajectory)
    task = played.rollout.task
    for proposal in decline_as_impossible.propose(task, chosen, Random(1), run=run):
        assert denials(task, Trajectory(apply(chosen.messages, proposal.edits)))
