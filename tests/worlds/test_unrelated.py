"""Unrelated requests: many, each with a computed answer that is accepted in other words, and never a call."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random

import pytest

from negforge.agents.reference import Agent, Played, drawn_agent, play
from negforge.agents.skills import Skill
from negforge.checks.readings.thrift import sentence_against
from negforge.core.message import Say, ToolCall, say, text_of
from negforge.core.task import new_task
from negforge.worlds.arguments import arguments_of
from negforge.worlds.registry import world_named
from negforge.worlds.tasks import TaskName, WorldTask, set_task
from negforge.worlds.unrelated import PLAIN, UNAIDED, UNRELATED
from negforge.worlds.unrelated.answering import picks
from negforge.worlds.unrelated.calendar import clock_hand_angle
from negforge.worlds.unrelated.numerals import roman
from negforge.worlds.unrelated.plausible import matching, needless_call, plausible_arguments
from negforge.worlds.wants import Tells
from negforge.worlds.written import written_arguments

SLUGS = [maker.slug for maker in UNRELATED]
ANY_OF = {"synonym_and_opposite", "rhymes", "words_defined", "terms_explained", "small_talk", "sentence_rewritten"}


def drawn(slug: str, count: int, world: str = "library") -> list[WorldTask]:
    found = (set_task(TaskName(world, slug, "unrelated", seed)) for seed in range(count))
    return [task for task in found if task is not None]


def last_words(played: Played) -> str:
    return text_of(played.rollout.trajectory.messages[-1])


def test_there_are_many_requests_with_names_of_their_own() -> None:
    assert len(UNRELATED) == len(set(SLUGS)) >= 28
    assert all(maker.kinds == ("unrelated",) for maker in UNRELATED)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_careful_agent_answers_without_a_call_and_rightly(slug: str) -> None:
    tasks = drawn(slug, 25)
    assert len(tasks) >= 15
    for task in tasks:
        played = play(task, drawn_agent(task, Random(str(task.name)), careful=1.0))
        assert played.outcome.success, (task.goal.turns[0].text, played.outcome.reason, last_words(played))
        assert all(isinstance(message, Say) for message in played.rollout.trajectory.messages)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_needless_call_and_a_needless_refusal_both_fail(slug: str) -> None:
    for task in drawn(slug, 8):
        calling = play(task, Agent(Skill("calls_needlessly"), voice="chatty"))
        calls = [m for m in calling.rollout.trajectory.messages if isinstance(m, ToolCall)]
        assert len(calls) == 1 and not calling.outcome.success
        assert "was called" in calling.outcome.reason
        refusing = play(task, Agent(Skill("refuses_too_much"), voice="formal"))
        assert not refusing.outcome.success
        assert not any(isinstance(m, ToolCall) for m in refusing.rollout.trajectory.messages)


@pytest.mark.parametrize("slug", SLUGS)
def test_another_answer_of_the_same_kind_fails(slug: str) -> None:
    """The answer to another request of the maker does not pass for this one's."""
    tasks = drawn(slug, 24)
    wrong = passed = 0
    for one, other in pairwise(tasks):
        if one.goal.values == other.goal.values:
            continue
        told = play(other, Agent(voice="terse"))
        story_words = last_words(told)
        values = [want for want in one.wants if isinstance(want, Tells)]
        if any(str(want.value).lower() in story_words.lower() for want in values):
            continue  # the two happen to share an answer
        wrong += 1
        played = play(one, Agent())
        fulfilled = [want.look(_story(played, story_words)).met for want in one.wants]
        passed += all(fulfilled)
    if slug not in ANY_OF:
        assert wrong >= 3
        assert passed <= wrong * 0.15, (slug, passed, wrong)


def _story(played: Played, words: str):  # type: ignore[no-untyped-def]
    from negforge.worlds.wants import Story

    return Story(played.session.start, played.session.desk, (), (words,))


def test_there_are_thousands_of_distinct_tasks() -> None:
    small = {"small_talk", "temperature", "palindrome", "capitals", "planets"}
    keys: dict[str, list[str]] = {slug: [] for slug in SLUGS}
    for seed in range(120):  # all requests from one state of the world before the next one is made
        for slug in SLUGS:
            task = set_task(TaskName("library", slug, "unrelated", seed))
            keys[slug] += [task.key] if task else []
    rich = 0
    for slug, held in keys.items():
        share = len(set(held)) / len(held)
        assert share > (0.85 if slug.removesuffix("_unaided") in small else 0.92), slug
        rich += share > 0.97
    assert rich >= 28  # hardly a repetition in 120 draws: well over two thousand values


def forbids(text: str) -> bool:
    return sentence_against(new_task([say("user", text)], []), "relevance") is not None


def test_some_ask_that_nothing_be_called_for_it_in_many_words() -> None:
    aside = {
        text
        for maker in UNAIDED
        for task in drawn(maker.slug, 4)
        if (text := task.goal.turns[0].text) and forbids(text)
    }
    assert len(aside) >= 4 * len(UNAIDED) * 0.85
    plain = [task.goal.turns[0].text for maker in PLAIN for task in drawn(maker.slug, 4)]
    assert not any(forbids(text) for text in plain)


def test_some_requests_mention_the_world_in_passing() -> None:
    texts = [task.goal.turns[0].text for slug in SLUGS for task in drawn(slug, 12)]
    share = sum("city library" in text for text in texts) / len(texts)
    assert 0.08 < share < 0.4


def test_the_same_answer_in_other_words_is_accepted() -> None:
    one = next(t for t in drawn("product_or_quotient", 20) if t.goal.values[0] is False)
    _, a, b = one.goal.values
    played = play(one, Agent())
    for words in (f"That'd be {a * b:,}.", f"{a} x {b} = {a * b}", f"**{a * b}**", f"It makes {a * b}.00"):
        assert all(want.look(_story(played, words)).met for want in one.wants), words
    assert not all(want.look(_story(played, f"That is {a * b + 1}.")).met for want in one.wants)


def test_a_comparison_is_read_the_right_way_round() -> None:
    pattern = picks("5/7", "3/8", "larger|bigger|more", "smaller|less")
    for right in ("5/7 is larger.", "The larger one is 5/7.", "3/8 is less than 5/7", "5/7 > 3/8", "5/7", "It's 5/7!"):
        assert re.search(pattern, right, re.IGNORECASE), right
    for wrong in ("3/8 is larger.", "The larger one is 3/8.", "3/8 is larger than 5/7.", "3/8"):
        assert not re.search(pattern, wrong, re.IGNORECASE), wrong


@pytest.mark.parametrize(("value", "letters"), [(1994, "MCMXCIV"), (2026, "MMXXVI"), (444, "CDXLIV"), (3, "III")])
def test_roman_numerals(value: int, letters: str) -> None:
    assert roman(value) == letters


def test_clock_hands() -> None:
    from datetime import time

    assert [clock_hand_angle(time(h, m)) for h, m in ((3, 0), (6, 0), (12, 30), (21, 45))] == [90, 180, 165, 22.5]


def test_arguments_made_from_a_schema_are_valid_for_every_tool_that_gets_some() -> None:
    world = world_named("library")
    rng = Random(3)
    served = 0
    for tool in world.tools:
        for _ in range(20):
            arguments = plausible_arguments(tool, rng, ("rain", "tomorrow"))
            if arguments is not None:
                served += 1
                assert arguments_of(tool, written_arguments(arguments)) == arguments
    assert served > 8 * 20
    name, _ = needless_call(world, ("rain",), rng) or ("", {})
    tool = world.tool(name)
    assert tool is not None and not tool.writes


@pytest.mark.parametrize(
    "pattern",
    [
        r"^LN\d{6}$",
        r"^[A-Z]{2}-[0-9]{3,5}$",
        r"^(?:draft|sent)-\d+$",
        r"^[a-z_]+$",
        r"^20\d{2}-(0[1-9]|1[0-2])$",
        r"^\+\d{1,3} ?\d{4}$",
    ],
)
def test_a_text_is_made_that_matches_a_plain_pattern(pattern: str) -> None:
    rng = Random(1)
    for _ in range(50):
        assert re.search(pattern, matching(pattern, rng))
