"""Reckoned wrong: a slip in one figure of a result. That nothing gives the wrong one may be objected to as well."""

from __future__ import annotations

import pytest

from negforge.perturb.tool_irrelevance.reckoned_wrong import answer_wrongly
from tests.build import assistant, conversation, user
from tests.perturb.proving import proposals, words_of

ASKED = user("Hello. What is 15 % of 2400?")


def test_the_result_alone_is_another() -> None:
    found = proposals(answer_wrongly, conversation(ASKED, assistant("Gladly: 15 % of 2400 is 360. So 360 it is.")))
    assert found
    for proposal in found:
        wrong = dict(proposal.parameters)["instead"]
        assert wrong != "360"
        assert words_of(proposal, 0) == f"Gladly: 15 % of 2400 is {wrong}. So {wrong} it is."


@pytest.mark.parametrize(
    ("question", "answer", "kept"),
    [
        ("The tea begins at 15:50 and takes 40 minutes. When is it over?", "It ends at 4:30 pm.", "It ends at"),
        ("What date is 10 days after 3 May 2024?", "That is 13 May 2024.", "May 2024."),
        ("How much is 1,200 times 31?", "It makes 37,200.", "It makes"),
    ],
)
def test_it_is_written_as_the_right_one_was(question: str, answer: str, kept: str) -> None:
    asked = conversation(user(question), assistant(answer))
    found = proposals(answer_wrongly, asked)
    assert found
    for proposal in found:
        text = words_of(proposal, 0)
        assert kept in text and text != answer
        assert ("," in text) == ("," in answer) and ("pm" in text) == ("pm" in answer)


@pytest.mark.parametrize(
    "answer",
    ["It is 370.", "I can't say.", "Ten percent is 240, five are 120, together 360."],
    ids=["wrong already", "no result", "the way is told"],
)
def test_it_holds_back_where_the_result_does_not_stand_alone(answer: str) -> None:
    assert proposals(answer_wrongly, conversation(ASKED, assistant(answer))) == []
