"""Caveats: a failure, a gap or an old copy is told where a response shows it, and nowhere else."""

from __future__ import annotations

import pytest

from negforge.checks.caveats import caveats
from tests.build import assistant, call, conversation, response, tool, user
from tests.checks.findings import evidence, first_places, silent

ASK = user("Which trains run to Oslo, and what is left on them?")
LOOK = call("find_trains", {"to": "Oslo"})
WHOLE = response([{"train": "R1", "seats": 41}, {"train": "R2", "seats": 8}])
OLD = "R1 has 41 seats. The live source was busy: the figures are from a cached copy."
PART = "R1 and R2 run. I could not get the complete list, so entries may be missing."
FAILED = "R1 and R2 run. The first lookup failed."


@pytest.mark.parametrize(("words", "kind"), [(OLD, "an old copy"), (PART, "an incomplete list"), (FAILED, "a failed")])
def test_a_caveat_that_no_response_shows_is_objected_to(words: str, kind: str) -> None:
    asked = conversation(ASK, LOOK, WHOLE, assistant(words))
    ((place, quote),) = first_places(caveats, asked)
    assert place == 3 and quote in words
    (finding,) = caveats(*asked)
    assert kind in finding.says


def test_what_was_whole_stands_beside_it() -> None:
    ((_, proof),) = evidence(caveats, conversation(ASK, LOOK, WHOLE, assistant(OLD)))
    assert proof[0] == 2


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (OLD, response({"seats": 41, "served_from": "cache, 7 h old"})),
        (PART, response({"trains": ["R1", "R2"], "warning": "entries may be missing"})),
        (PART, response({"trains": ["R1", "R2"], "next_cursor": "c-2"})),
        (PART, response("Error: timeout")),
        (FAILED, response("Error: timeout")),
        (FAILED, response("No trains found.")),
    ],
)
def test_a_caveat_that_a_response_shows_is_sound(words: str, shown) -> None:  # type: ignore[no-untyped-def]
    assert silent(caveats, conversation(ASK, LOOK, shown, assistant(words)))


def test_a_failure_that_was_mended_leaves_no_gap_and_yet_was_one() -> None:
    mended = (LOOK, response("Error: timeout"), LOOK, WHOLE)
    assert silent(caveats, conversation(ASK, *mended, assistant(FAILED)))
    assert not silent(caveats, conversation(ASK, *mended, assistant(PART)))


def test_what_the_user_the_tools_or_the_call_speak_of_is_sound() -> None:
    told = user("The page says its figures are a stale snapshot. What is left?")
    assert silent(caveats, conversation(told, LOOK, WHOLE, assistant(OLD)))
    some = call("find_trains", {"to": "Oslo", "limit": 2})
    assert silent(caveats, conversation(ASK, some, WHOLE, assistant(PART), tools=[tool("find_trains")]))


def test_a_condition_or_an_aside_before_a_call_tells_nothing() -> None:
    assert silent(caveats, conversation(ASK, LOOK, WHOLE, assistant("If the first lookup failed, I would say so.")))
    assert silent(caveats, conversation(ASK, assistant(FAILED), LOOK, WHOLE, assistant("R1 and R2 run.")))
