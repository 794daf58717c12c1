"""Sums: a slip in a result. That nothing gives the wrong one may be objected to as well."""

from __future__ import annotations

import pytest

from negforge.core.json_text import Json
from negforge.perturb.planning.sums import slip_in_a_sum
from tests.build import assistant, call, conversation, response, user
from tests.perturb.proving import proposals, words_of

ASK = user("What do I pay in all?")
LOOK = call("get_order", {"id": "B7001"})
ORDER: Json = {"ticket": 45.23, "bikes": 12.41}


def test_the_result_alone_is_another() -> None:
    found = proposals(slip_in_a_sum, conversation(ASK, LOOK, response(ORDER), assistant("It comes to 57.64 in all.")))
    assert found
    for proposal in found:
        wrong = dict(proposal.parameters)["wrong"]
        assert wrong != "57.64"
        assert words_of(proposal, 2) == f"It comes to {wrong} in all."


def test_every_mention_of_the_result_moves() -> None:
    words = "45.23 + 12.41 = 57.64. So you pay 57.64."
    found = proposals(slip_in_a_sum, conversation(ASK, LOOK, response(ORDER), assistant(words)))
    assert found and all("57.64" not in words_of(proposal, 2) for proposal in found)


@pytest.mark.parametrize(
    "after",
    [
        (assistant("The ticket is 45.23."),),
        (assistant("It comes to 58.64 in all."),),
        (assistant("It comes to 57.64 in all."), user("57.64, then?"), assistant("Yes.")),
    ],
    ids=["no result", "wrong already", "said again later"],
)
def test_it_holds_back_where_it_has_no_hold(after: tuple[object, ...]) -> None:
    assert proposals(slip_in_a_sum, conversation(ASK, LOOK, response(ORDER), *after)) == []  # type: ignore[arg-type]
