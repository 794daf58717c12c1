"""In passing: a write that nobody asked for, made in the world before the answer and told of with the rest."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from negforge.agents.counterfactual import run_of
from negforge.agents.reference import Agent, play
from negforge.checks.readings.tools import failed
from negforge.core.message import Text, ToolCall, ToolResponse, text_of
from negforge.core.task import Tool
from negforge.perturb.filled_in import Met, filled_in
from negforge.perturb.planning.in_passing import write_in_passing
from negforge.worlds.tasks import task_named
from tests.perturb.playing import replayed

NAMES = ("bank:available_now:single_easy:1", "clinic:book_first_fit:single_easy:0", "rail:there_and_back:multi_hard:0")
ALERT = """{"type": "object", "required": ["account_id", "alert"], "properties": {
    "account_id": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{6}$"},
    "alert": {"type": "object", "required": ["event"], "properties": {"event": {"enum": ["new_payee"]}}}}}"""


@pytest.mark.parametrize("name", NAMES)
def test_one_write_is_made_and_told_and_nothing_else_moves(name: str) -> None:
    chosen, others = replayed(write_in_passing, name)
    for other in others:
        at = next(k for k, (one, two) in enumerate(zip(chosen.messages, other.messages, strict=False)) if one != two)
        call, response, answer = other.messages[at : at + 3]
        assert isinstance(call, ToolCall) and isinstance(response, ToolResponse) and not failed(response)
        assert call.name not in {m.name for m in chosen.messages if isinstance(m, ToolCall)}
        assert len(text_of(answer)) > len(text_of(chosen.messages[at]))
        assert other.messages[at + 3 :] == chosen.messages[at + 1 :]


def test_it_holds_back_where_no_tool_writes() -> None:
    task = task_named("bank:available_now:single_easy:1")
    rollout = play(task, Agent(), 7).rollout
    reads = tuple(tool for tool in rollout.task.tools if tool.name.startswith(("get", "list")))
    lone = replace(rollout.task, tools=reads)
    assert list(write_in_passing.propose(lone, rollout.trajectory, Random(1), run=run_of(rollout))) == []


def test_arguments_are_filled_with_what_was_met() -> None:
    text = '{"accounts": [{"account_id": "1234-567890", "name": "Travel"}]}'
    met = Met((ToolCall("c", "get_overview", "{}"), _answer(text)))
    assert filled_in(Tool("set_alert", "Set an alert.", ALERT), met, Random(1)) == {
        "account_id": "1234-567890",
        "alert": {"event": "new_payee"},
    }
    assert met.name_of("1234-567890") == "Travel"


def test_nothing_is_filled_in_where_nothing_fits() -> None:
    assert filled_in(Tool("set_alert", "Set an alert.", ALERT), Met((_answer('{"total": 3}'),)), Random(1)) is None
    assert filled_in(Tool("set_alert", "Set an alert.", "no schema"), Met(()), Random(1)) is None


def _answer(text: str) -> ToolResponse:
    return ToolResponse("c", "get_overview", (Text(text),))
