"""Robust recovery: a doubt that a response raises is passed over, or one that none raises is told."""

from __future__ import annotations

import pytest

from negforge.agents.hands import Style
from negforge.agents.reference import Agent
from negforge.core.message import text_of
from negforge.perturb.robust_recovery.doubts_dropped import (
    add_doubt,
    doubt_without_cause,
    take_part_for_whole,
    take_stale_for_fresh,
)
from negforge.perturb.rule import Rule
from tests.build import assistant, call, conversation, response, user
from tests.perturb.playing import replayed
from tests.perturb.proving import Conversation, proposals, proposed, words_of

ASKED = user("Which trains run to Oslo?")
LOOK = (call("find_trains", {"to": "Oslo"}), response([{"train": name, "seats": 40} for name in ("R101", "R2", "R3")]))
TOOLS = ["find_trains"]


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (take_part_for_whole, "shop:find_the_cheapest:single_hard:0:stale_copy"),
        (take_stale_for_fresh, "notebook:from_a_template:single_hard:0:stale_copy!"),
        (doubt_without_cause, "mailroom:what_was_decided:single_easy:0"),
    ],
)
def test_the_same_agent_passes_over_a_doubt_or_makes_one_up(rule: Rule, name: str) -> None:
    replayed(rule, name, agent=Agent(style=Style(shuffles=True)))


def test_where_every_response_is_whole_and_fresh_none_is_taken_for_another() -> None:
    for rule in (take_part_for_whole, take_stale_for_fresh):
        assert replayed(rule, "mailroom:what_was_decided:single_easy:0", some=False)[1] == []


def test_an_answer_gets_a_doubt_that_nothing_raises() -> None:
    asked = conversation(ASKED, *LOOK, assistant("R101 runs. Let me know if I can help."), tools=TOOLS)
    found = proposed(add_doubt, asked)
    assert {dict(one.parameters)["kind"] for one in found} == {"old", "part"}
    for one in found:
        words = words_of(one, 2)
        assert words.startswith("R101 runs. ") and words.endswith(" Let me know if I can help.")


@pytest.mark.parametrize(
    "held_back",
    [
        conversation(ASKED, *LOOK, assistant("I could not get the complete list, so entries may be missing: R101.")),
        conversation(ASKED, *LOOK, assistant("You're welcome.")),
        conversation(ASKED, assistant("R101 runs.")),
        conversation(ASKED, *LOOK),
    ],
    ids=["a doubt is there", "nothing that was read is told", "nothing was read", "no answer"],
)
def test_no_doubt_is_added_where_none_could_be(held_back: Conversation) -> None:
    assert proposals(add_doubt, held_back) == []


def test_the_doubt_stands_as_a_line_of_its_own_in_an_answer_of_lines() -> None:
    asked = conversation(ASKED, *LOOK, assistant("R101 runs\nR2 runs"), tools=TOOLS)
    for one in proposed(add_doubt, asked):
        assert words_of(one, 2).startswith(text_of(asked[1].messages[2]) + "\n\n")
