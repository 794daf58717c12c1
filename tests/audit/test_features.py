"""Features: what is measured is there, and an exchange of the sides turns the sign."""

from __future__ import annotations

import math

import numpy as np  # noqa: TID253  # a test of what learns from numbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negforge.audit.features import FEATURES, differences, values
from negforge.audit.masking import masked
from negforge.audit.side import ENDS, ends, read_sides, transcript
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, say
from negforge.core.pair import Pair
from negforge.core.task import Tool, new_task
from negforge.core.trajectory import Label, Trajectory
from tests.strategies import messages as any_message


def pair_of(chosen: list[Message], rejected: list[Message]) -> Pair:
    task = new_task([say("user", "What now?")], [Tool("look", "", '{"required":["id"],"properties":{"id":{}}}')])
    return Pair(
        "p", task, Trajectory(tuple(chosen)), Trajectory(tuple(rejected)), None, None, "mined", Label("chosen", "panel")
    )


def told(chosen: list[Message], rejected: list[Message]) -> dict[str, float]:
    """Features in which the sides differ, and which way."""
    (row,) = differences([read_sides(pair_of(chosen, rejected))])
    return {feature.name: math.copysign(1, one) for feature, one in zip(FEATURES, row, strict=True) if one}


PLAIN: list[Message] = [
    ToolCall("c", "look", '{"id":1}'),
    ToolResponse("c", "look", (Text('{"a":1}'),)),
    say("assistant", "Done."),
]
CASES: list[tuple[str, list[Message]]] = [
    ("bold marks", [*PLAIN[:2], say("assistant", "**Done**.")]),
    ("refusal phrases", [*PLAIN[:2], say("assistant", "I can’t do that.")]),
    ("apologies", [*PLAIN[:2], say("assistant", "Sorry. Done.")]),
    ("hedges in the final answer", [*PLAIN[:2], say("assistant", "It may be done.")]),
    ("texts with white space at the end", [*PLAIN[:2], say("assistant", "Done. ")]),
    ("exclamation marks", [*PLAIN[:2], say("assistant", "Done!")]),
    ("uncommon characters", [*PLAIN[:2], say("assistant", "Done ☃.")]),
    ("responses without a name", [PLAIN[0], ToolResponse("c", None, (Text('{"a":1}'),)), PLAIN[2]]),
    ("messages with reasoning", [*PLAIN[:2], Say("assistant", (Text("Done."),), reasoning="hm")]),
    ("messages with fields of their own", [*PLAIN[:2], Say("assistant", (Text("Done."),), extra='{"x":1}')]),
    ("arguments with spaces between", [ToolCall("c", "look", '{"id": 1}'), *PLAIN[1:]]),
    ("errors", [PLAIN[0], ToolResponse("c", "look", (Text('{"error":"gone"}'),)), PLAIN[2]]),
    ("repeated calls", [*PLAIN[:2], ToolCall("d", "look", '{ "id":1}'), *PLAIN[1:]]),
    ("calls of undeclared tools", [ToolCall("c", "peek", '{"id":1}'), *PLAIN[1:]]),
    ("calls against the schema", [ToolCall("c", "look", '{"di":1}'), *PLAIN[1:]]),
    ("arguments that are no object", [ToolCall("c", "look", '{"id":1'), *PLAIN[1:]]),
    ("ends without an answer", PLAIN[:2]),
    ("latest clock value", [PLAIN[0], ToolResponse("c", "look", (Text('{"a":"2026-03-01T10:00"}'),)), PLAIN[2]]),
]  # fmt: skip


@pytest.mark.parametrize(("feature", "other"), CASES, ids=[name for name, _ in CASES])
def test_a_feature_sees_what_it_is_named_for(feature: str, other: list[Message]) -> None:
    assert told(PLAIN, other)[feature] == -1
    assert told(other, PLAIN)[feature] == 1


def test_equal_sides_differ_in_nothing() -> None:
    assert told(PLAIN, PLAIN) == {}


def test_names_are_unique_and_read_well_in_both_directions() -> None:
    names = [feature.name for feature in FEATURES]
    assert len(set(names)) == len(names) >= 60
    assert FEATURES[0].prefers(-1) == "fewer messages"


@settings(max_examples=40, deadline=None)
@given(st.lists(any_message(), max_size=6), st.lists(any_message(), max_size=6))
def test_any_messages_give_finite_numbers_that_turn_with_the_sides(one: list[Message], other: list[Message]) -> None:
    first, second = read_sides(pair_of(one, other))
    assert np.isfinite(values(first)).all()
    assert np.array_equal(differences([(first, second)]), -differences([(second, first)]))


def test_the_users_words_are_in_no_text_that_is_read() -> None:
    side, _ = read_sides(pair_of([say("user", "secret"), *PLAIN], PLAIN))
    assert "secret" not in transcript(side) and "Done." in transcript(side)


def test_of_a_long_text_both_ends_are_read() -> None:
    text = "a" * ENDS + "x" * 100 + "b" * ENDS
    assert ends(text) == "a" * ENDS + "\n" + "b" * ENDS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Order W-17 costs €31.40.", "order §i costs §d."),
        ("We met Anna Berg in Oslo. Anna left.", "we met §n in §n. §n left."),
        ('It is called "The Tides" here.', "it is called §q here."),
        ("Call get_order now, I think.", "call §i now, i think."),
        ("See https://a.example/x?y=1 there.", "see §l there."),
        ("", ""),
    ],
)
def test_masking_leaves_manner_and_takes_matter(text: str, shown: str) -> None:
    assert masked(text) == shown
