"""Sentences that make waste a fault: of a policy, of a query, in our worlds' wordings and in others."""

from __future__ import annotations

from random import Random

import pytest

from negforge.checks.readings.thrift import sentence_against
from negforge.core.message import say
from negforge.core.task import new_task
from negforge.worlds import thrift
from negforge.worlds.thrift import thrift_rules
from negforge.worlds.wording import word


def against(waste: str, policy: str = "", query: str = "What is my balance?") -> str | None:
    return sentence_against(new_task([say("user", query)], [], policy=policy or None), waste)


@pytest.mark.parametrize(
    ("waste", "policy"),
    [
        ("repeats", "Be polite. Never call a tool twice with the same arguments. Thank the user."),
        ("repeats", "Avoid duplicate searches; each query costs money."),
        ("retries", "If a call fails with a permanent error, do not retry it."),
        ("questions", "Do not ask for information that the user has already provided or said."),
        ("relevance", "Call tools only when they are needed."),
        ("relevance", "Avoid unnecessary lookups: search only for what the user needs."),
    ],
)
def test_a_sentence_against_waste_is_found(waste: str, policy: str) -> None:
    assert (against(waste, policy) or policy * 2) in policy
    assert against(waste) is None


def test_the_user_may_forbid_it_too() -> None:
    assert against("relevance", query="What is 12 times 12? No need to look anything up.") is not None


@pytest.mark.parametrize("waste", ["repeats", "retries", "questions", "grounding"])
def test_other_rules_forbid_no_waste(waste: str) -> None:
    policy = "Never tell anybody's address. Cancel only once the user has agreed. Refunds are paid out within 5 days."
    assert against(waste, policy) is None


@pytest.mark.parametrize(
    ("waste", "policy"),
    [
        ("repeats", "Where an error will not go away by waiting, never try the same call again; change something."),
        ("repeats", "Questions are for what nobody has told you: never ask again for what stands in the request."),
        ("questions", "Permits cost money: request one only when the member has asked for it or has said yes."),
    ],
)
def test_a_sentence_against_another_thing_forbids_no_waste(waste: str, policy: str) -> None:
    assert against(waste, policy) is None


@pytest.mark.parametrize(
    ("waste", "forms"),
    [
        ("repeats", thrift._TWICE),
        ("retries", thrift._UNCHANGED),
        ("questions", thrift._ASKED),
        ("relevance", thrift._NEEDED),
    ],
)
def test_every_wording_of_the_worlds_is_read(waste: str, forms: tuple[str, ...]) -> None:
    for form in forms:
        for seed in range(12):
            assert against(waste, word(form, Random(seed), {})), form


@pytest.mark.parametrize(
    "policy",
    [
        "What a tool has told you need not be fetched again.",
        "A silence is no wider than needed, and is for open incidents only.",
        "I need a check-up for my daughter, but not before noon.",
    ],
)
def test_what_only_sounds_like_it_forbids_no_needless_call(policy: str) -> None:
    assert against("relevance", policy) is None


def test_a_further_rule_leaves_the_others_as_they_were() -> None:
    for seed in range(40):
        rules = thrift_rules(f"library:x:single_easy:{seed}", seed).splitlines()
        about = [
            [waste for waste in ("repeats", "retries", "questions", "relevance") if against(waste, rule)]
            for rule in rules
        ]
        assert all(about) and sum("relevance" in one for one in about) <= 1


def test_some_tasks_have_such_rules_and_others_do_not() -> None:
    found = [thrift_rules(f"library:x:single_easy:{seed}", seed) for seed in range(60)]
    assert any(not rules for rules in found) and len({rules for rules in found if rules}) > 30
    assert found == [thrift_rules(f"library:x:single_easy:{seed}", seed) for seed in range(60)]


def test_tasks_that_were_recorded_before_read_as_they_did() -> None:
    assert thrift_rules("library:x:single_easy:1003", 1003) == ""
