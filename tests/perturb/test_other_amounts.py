"""Other amounts: a write carries another amount, in the same agent's hands, in somebody else's run, or in a log."""

from __future__ import annotations

from random import Random

import pytest

from negforge.agents.counterfactual import WorldRun, run_of
from negforge.agents.reference import Agent, play
from negforge.checks.amounts import amounts
from negforge.core.edit import apply
from negforge.core.json_text import parse_object
from negforge.core.message import ToolCall, text_of
from negforge.core.trajectory import published_trajectory
from negforge.perturb.making import edited
from negforge.perturb.planning.other_amounts import mistype_amount, mistype_logged_amount, write_another_amount
from negforge.worlds.tasks import task_named
from tests.build import assistant, call, conversation, response, user
from tests.perturb.playing import replayed
from tests.perturb.proving import Conversation, log_of, of_task, proposals

TASK = "bank:pay_a_namesake:single_easy:0"
TOOLS = ["send_money"]


def paid(amount: float, words: str = "Send Hugo CHF 14.50, please.", said: str = "sent {}") -> Conversation:
    step = (call("send_money", {"to": "Hugo", "amount": amount}), response(said.format(amount)))
    return of_task(conversation(user(words), *step, assistant("Hugo has it."), tools=TOOLS))


def test_the_same_agent_pays_another_amount() -> None:
    chosen, (other, *_) = replayed(write_another_amount, TASK, also={"constraints"})
    calls = [[m for m in run.messages if isinstance(m, ToolCall)] for run in (chosen, other)]
    was, now = (parse_object(made[-1].arguments) or {} for made in calls)
    assert was["amount_minor"] != now["amount_minor"]
    assert {**was, "amount_minor": 0} == {**now, "amount_minor": 0}


def test_somebody_elses_words_go_on_telling_the_amount_agreed() -> None:
    rollout = play(task_named(TASK), Agent(), 7).rollout
    chosen = published_trajectory(rollout.trajectory)
    run = run_of(rollout)
    assert run is not None
    (only, *_) = mistype_amount.propose(rollout.task, chosen, Random(1), run=WorldRun(rollout, run.task, None, 0))
    other = apply(chosen.messages, only.edits)
    assert "14.50" in text_of(other[-1]) and "14.50" in text_of(chosen.messages[-1])
    assert list(mistype_amount.propose(rollout.task, chosen, Random(1), run=run)) == []


def test_a_logged_write_carries_another_amount_and_its_answer_repeats_it() -> None:
    log = log_of(paid(14.5), paid(22.75, "Send Hugo CHF 22.75, please."))
    found = proposals(mistype_logged_amount, paid(14.5), log)
    for one in found:
        messages = apply(paid(14.5)[1].messages, one.edits)
        amount = (parse_object(messages[0].arguments) or {})["amount"]  # type: ignore[union-attr]
        assert amounts(paid(14.5)[0], edited(paid(14.5)[1], one.edits))
        assert amount != 14.5 and text_of(messages[1]) == f"sent {amount}"
    assert found


@pytest.mark.parametrize("words", ["Send Hugo what I owe him.", "Send Hugo about CHF 14.50."])
def test_it_holds_back_where_no_amount_was_named(words: str) -> None:
    log = log_of(paid(14.5), paid(22.75, "Send Hugo CHF 22.75, please."))
    assert proposals(mistype_logged_amount, paid(14.5, words), log) == []


def test_it_holds_back_where_the_answer_is_not_known() -> None:
    log = log_of(paid(14.5, said="sent {}, 3 left"), paid(22.75, "Send Hugo CHF 22.75.", said="sent {}, 9 left"))
    assert proposals(mistype_logged_amount, paid(14.5, said="sent {}, 3 left"), log) == []
