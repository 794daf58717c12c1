"""Arithmetic: what an answer reckons comes out as it should."""

from __future__ import annotations

import pytest

from negforge.checks.arithmetic import arithmetic
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, silent

ASKED = user("Hello. What is 15 % of 240?")


def test_a_result_that_does_not_come_out_is_objected_to() -> None:
    (finding,) = arithmetic(*conversation(ASKED, assistant("Gladly. It comes to 46.")))
    assert finding.arithmetic == 1 and "36" in finding.says and "46" in finding.says
    assert evidence(arithmetic, conversation(ASKED, assistant("Gladly. It comes to 46."))) == [
        ((1, "It comes to 46."), (0, "What is 15 % of 240?"))
    ]


@pytest.mark.parametrize(
    "said",
    ["It comes to 36.", "That is 36.00.", "24 for ten percent, 12 for five: 36.", "I can't say.", "15 % of 240?"],
)
def test_the_right_result_or_none_is_sound(said: str) -> None:
    assert silent(arithmetic, conversation(ASKED, assistant(said)))


def test_a_result_may_be_rounded() -> None:
    asked = user("What is 60 divided by 7?")
    assert silent(arithmetic, conversation(asked, assistant("About 8.6.")))
    assert silent(arithmetic, conversation(asked, assistant("It is 8.5714.")))
    assert not silent(arithmetic, conversation(asked, assistant("It is 8.7.")))


def test_talks_and_runs_with_tools_are_not_read() -> None:
    assert silent(arithmetic, conversation(ASKED, assistant("46."), user("Sure?"), assistant("It is 46.")))
    tool_step = (call("calculate", {"what": "x"}), response("46"))
    assert silent(arithmetic, conversation(ASKED, *tool_step, assistant("It is 46.")))
    assert silent(arithmetic, conversation(ASKED))
