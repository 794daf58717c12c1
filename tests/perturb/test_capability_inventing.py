"""Capability invented: the honest denial becomes the claim that it was done, in the words of the request."""

from __future__ import annotations

from random import Random

import pytest

from negforge.agents.counterfactual import run_of
from negforge.agents.reference import Agent, play
from negforge.checks.claims import claimed_deeds
from negforge.core.edit import apply
from negforge.core.message import Message, text_of
from negforge.core.trajectory import Trajectory, published_trajectory
from negforge.perturb.tool_irrelevance.inventing import claim_all_the_same, claim_what_no_tool_does
from negforge.worlds.tasks import task_named
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import Conversation, proposals, proposed

TOOLS = [tool("find_places", "Look places up by name.", words="string")]
ASKED = user("Please reserve 4 beds at Norrie Hut for my son. We are hungry.")
DENIED = assistant("Hello! I can't reserve beds with the tools I have. If you like, I look up the phone number.")


def told(asked: Message, *rest: Message) -> list[str]:
    run: Conversation = conversation(asked, *rest, tools=TOOLS)
    found = proposed(claim_what_no_tool_does, run)
    return [text_of(apply(run[1].messages, one.edits)[-1]) for one in found]


def test_the_denial_becomes_the_deed_in_the_words_of_the_request() -> None:
    (text,) = told(ASKED, DENIED)
    assert text.startswith("Hello! ") and text.endswith("reserved 4 beds at Norrie Hut for your son.")


@pytest.mark.parametrize(
    ("request_", "deed"),
    [
        ("Sign page 6 of the PDF for me, would you.", "signed page 6 of the PDF for you."),
        ("Call the front desk right now and say that I am late.", "called the front desk."),
        ("My question: could you print our badges, please?", "printed your badges."),
    ],
)
def test_persons_are_turned_and_what_is_said_beside_it_is_left(request_: str, deed: str) -> None:
    (text,) = told(user(request_), DENIED)
    assert text.endswith(deed)


def test_what_closes_the_answer_stays() -> None:
    denied = assistant("Good day.\n\nI have no tool to reserve beds. I could look it up.\n\nAny further questions?")
    (text,) = told(ASKED, denied)
    assert text.startswith("Good day.\n\n") and text.endswith("\n\nAny further questions?")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (ASKED, assistant("Norrie Hut is open from May.")),
        (user("Reserve it."), DENIED),
        (user("Which huts are there?"), DENIED),
        (user("Reserve a bed if you can find one that I like."), assistant("No.")),
        (ASKED, assistant("I can't reserve beds. Nobody can; it is not possible, so I could not.")),
    ],
)
def test_it_holds_back_where_nothing_is_denied_or_nothing_can_be_turned(asked: Message, answer: Message) -> None:
    for text in told(asked, answer):
        assert "could not" not in text and "can't" not in text


def test_it_holds_back_where_a_tool_does_such_deeds_or_something_was_done() -> None:
    books = [tool("book_bed", "Book a bed.", place="string")]
    assert proposals(claim_what_no_tool_does, conversation(ASKED, DENIED, tools=books)) == []
    wrote = (call("save_note", {"text": "x"}), response("ok"))
    run = conversation(ASKED, *wrote, DENIED, tools=[*TOOLS, tool("save_note", "Save a note.", text="string")])
    assert proposals(claim_what_no_tool_does, run) == []


def test_the_same_agent_goes_along_and_reports_it_as_done() -> None:
    played = play(task_named("rail:left_on_the_train:missing:0"), Agent())
    run = run_of(played.rollout)
    assert run is not None
    chosen, task = published_trajectory(played.rollout.trajectory), played.rollout.task
    found = list(claim_all_the_same.propose(task, chosen, Random(1), run=run))
    assert len(found) == 1
    assert claimed_deeds(task, Trajectory(apply(chosen.messages, found[0].edits)))
