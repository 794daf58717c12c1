"""Denials: nothing that a declared tool does is said to be beyond the tools."""

from __future__ import annotations

import pytest

from negforge.checks.denials import denials
from tests.build import assistant, call, conversation, response, tool, user
from tests.checks.findings import evidence, silent

TOOLS = [
    tool("renew_loan", "Renew one loan by three weeks.", loan_id="string"),
    tool("delivery_slots", "Free delivery slots for an order's address.", order="string"),
    tool("bulletin", "A bulletin as plain text.", topic={"type": "string", "enum": ["ferries", "roads"]}),
    tool("move_money", "Move money between two of the customer's own accounts.", amount="number"),
]
RENEW = user("Please renew my loan of The Heron.")


@pytest.mark.parametrize(
    "denial",
    [
        "I have no tool to renew a loan.",
        "None of my tools can renew loans.",
        "I can't renew your loan with the tools I have.",
        "I'm not able to renew the loan from here, so it stays as it is.",
        "There is no way for me to look up delivery slots.",
        "I don't have a tool that can move money between accounts.",
    ],
)
def test_what_a_declared_tool_does_is_not_to_be_denied(denial: str) -> None:
    (found,) = evidence(denials, conversation(RENEW, assistant(f"Hello! {denial}"), tools=TOOLS))
    assert found[0] == (1, denial)


def test_a_topic_that_a_tool_speaks_of_and_the_user_asks_about_is_not_to_be_denied() -> None:
    asked = user("Hello. When do the ferries go?")
    assert evidence(denials, conversation(asked, assistant("I can't help with ferries."), tools=TOOLS)) == [
        ((1, "I can't help with ferries."), (0, "When do the ferries go?"))
    ]
    assert silent(denials, conversation(RENEW, assistant("I can't help with ferries."), tools=TOOLS))


@pytest.mark.parametrize(
    "denial",
    [
        "I have no tool to print a loan.",
        "I have no tool to cancel a loan.",
        "I can't renew your loan.",
        "I have no tool to renew a loan for the fourth time.",
        "I can't look up delivery vans with the tools I have.",
        "I have no tool for ferry tickets.",
        "Shall I renew it, or is there no tool to renew a loan?",
        "I have no way to",
        "I can't help with",
    ],
)
def test_what_no_tool_does_may_be_denied(denial: str) -> None:
    assert silent(denials, conversation(RENEW, assistant(denial), tools=TOOLS))


def test_what_a_tool_has_refused_may_be_denied() -> None:
    refused = (call("renew_loan", {"loan_id": "L1"}), response({"error": "not yours"}))
    assert silent(denials, conversation(RENEW, *refused, assistant("I have no way to renew the loan."), tools=TOOLS))


def test_what_the_rules_limit_may_be_denied() -> None:
    rules = "A loan is never renewed twice."
    answer = assistant("I have no way to renew the loan.")
    assert silent(denials, conversation(RENEW, answer, tools=TOOLS, policy=rules))


def test_without_tools_anything_may_be_denied() -> None:
    assert silent(denials, conversation(RENEW, assistant("I have no tool to renew a loan.")))
