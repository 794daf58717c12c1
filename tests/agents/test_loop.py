"""The loop of a model: what it is told, what ends it, and that every end has its name."""

from __future__ import annotations

import asyncio
import json

import pytest

from negforge.agents.episode import Episode
from negforge.agents.loop import Bounds, HowToAsk, Run, run_model
from negforge.core.chat import ChatRequest, NoReply, Reply, Usage
from negforge.core.message import ToolCall, text_of
from negforge.worlds.tasks import task_named
from tests.scripted_model import ScriptedModel

TASK = "library:hold_after_looking:multi_easy:0"
LOOK = ToolCall("x", "search_catalogue", json.dumps({"words": "glacier"}))


def run(model: ScriptedModel, bounds: Bounds | None = None, how: HowToAsk | None = None) -> tuple[Episode, Run]:
    episode = Episode(task_named(TASK))
    return episode, asyncio.run(run_model(episode, model, how or HowToAsk(), bounds or Bounds()))


def in_turn(*answers: Reply | NoReply) -> ScriptedModel:
    left = list(answers)
    return ScriptedModel(lambda request: left.pop(0) if len(left) > 1 else left[0])


def test_a_model_works_until_the_user_has_nothing_more_to_say() -> None:
    model = in_turn(Reply("", (LOOK,), usage=Usage(10, 2)), Reply("One.", usage=Usage(20, 3)), Reply("Held."))
    episode, ended = run(model)
    assert ended.stopped == "finished" and episode.over
    assert ended.usage == Usage(30, 5)
    assert [act.calls for act in episode.acts] == [((LOOK.name, LOOK.arguments),), (), ()]


def test_it_is_told_rules_prompt_and_tools_and_what_happened() -> None:
    model = in_turn(Reply("", (LOOK,)), Reply("One."), Reply("Held."))
    run(model, how=HowToAsk(prompt="Be brief.", temperature=0.7, sample=3))
    first, second = model.asked[:2]
    system = text_of(first.messages[0])
    assert system.startswith("Be brief.") and "confidential" in system and "It is now" in system
    assert {tool.name for tool in first.tools} >= {"search_catalogue", "place_hold"}
    assert (first.sample, first.temperature) == (3, 0.7)
    assert "B993832" in text_of(second.messages[-1])


def test_the_same_call_with_the_same_answer_again_and_again_is_a_loop() -> None:
    _, ended = run(in_turn(Reply("", (LOOK,))), Bounds(alike=4))
    assert ended.stopped == "loop"
    assert "search_catalogue" in ended.detail and "4 times" in ended.detail


def test_messages_and_tokens_are_bounded() -> None:
    def other(request: ChatRequest) -> Reply:
        return Reply(
            "",
            (ToolCall("x", "search_catalogue", json.dumps({"words": f"w{len(request.messages)}"})),),
            usage=Usage(50, 50),
        )

    assert run(ScriptedModel(other), Bounds(messages=10))[1].stopped == "too_many_messages"
    assert run(ScriptedModel(other), Bounds(tokens=450))[1].stopped == "too_many_tokens"


@pytest.mark.parametrize(
    "kind",
    [
        "refusal",
        "cut_by_length",
        "content_filter",
        "malformed",
        "provider",
        "timeout",
        "over_budget",
        "waiting",
        "too_long",
    ],
)
def test_every_way_of_not_replying_is_an_end_of_its_own(kind: str) -> None:
    episode, ended = run(in_turn(Reply("", (LOOK,), usage=Usage(1, 1)), NoReply(kind, "why", usage=Usage(2, 2))))  # type: ignore[arg-type]
    assert ended.stopped == f"no_reply:{kind}" and ended.detail == "why"
    assert len(episode.acts) == 1 and ended.usage == Usage(3, 3)


def test_calls_with_bad_arguments_and_unknown_tools_are_answered_by_the_world() -> None:
    bad = (ToolCall("a", "nothing", "{}"), ToolCall("a", "search_catalogue", "{broken"))
    episode, _ = run(in_turn(Reply("Hm.", bad), Reply("One."), Reply("Held.")))
    answers = episode.acts[0].saw
    assert "unknown_tool" in answers[0] and "malformed_request" in answers[1]
    ids = [m.call_id for m in episode.messages if isinstance(m, ToolCall)]
    assert len(set(ids)) == len(ids)
