"""Other targets: a write goes to another record, in the same agent's hands, in somebody else's run, or in a log."""

from __future__ import annotations

from random import Random

from negforge.agents.counterfactual import WorldRun, run_of
from negforge.agents.reference import Agent, play
from negforge.core.edit import apply
from negforge.core.json_text import Json
from negforge.core.message import Message, ToolCall, text_of
from negforge.core.trajectory import Trajectory, published_trajectory
from negforge.perturb.planning.other_targets import misdirect_logged_write, misdirect_write, write_to_another
from negforge.worlds.tasks import task_named
from tests.build import assistant, call, conversation, response, user
from tests.perturb.playing import replayed
from tests.perturb.proving import Conversation, log_of, of_task, proposals, proposed

CARDS: Json = [{"card_id": "CD-83407", "ends_in": "4451"}, {"card_id": "CD-35623", "ends_in": "4415"}]
TOOLS = ["list_cards", "block_card"]
TASK = "bank:freeze_a_card:single_easy:0"


def blocked(card: str, words: str = "Block the card 4451.", said: Json = "blocked {}", *after: Message) -> Conversation:
    answer = said.format(card) if isinstance(said, str) else said
    step = (call("block_card", {"card_id": card}), response(answer))
    asked = (user(words), call("list_cards"), response(CARDS))
    return of_task(conversation(*asked, *step, *after, assistant("It is blocked."), tools=TOOLS))


def test_the_same_agent_freezes_another_card() -> None:
    chosen, (other,) = replayed(write_to_another, TASK)
    calls = [[m for m in run.messages if isinstance(m, ToolCall)] for run in (chosen, other)]
    assert calls[0][0] == calls[1][0]
    assert calls[0][-1].name == calls[1][-1].name == "update_card"
    assert calls[0][-1].arguments != calls[1][-1].arguments
    assert text_of(chosen.messages[-1]) != text_of(other.messages[-1])


def test_somebody_elses_words_stay_but_for_the_numbers_that_the_tools_give() -> None:
    rollout = play(task_named(TASK), Agent(), 7).rollout
    chosen = published_trajectory(rollout.trajectory)
    run = run_of(rollout)
    assert run is not None
    foreign = WorldRun(rollout, run.task, None, 0)
    (only,) = misdirect_write.propose(rollout.task, chosen, Random(1), run=foreign)
    other = apply(chosen.messages, only.edits)
    assert text_of(other[-1]) == text_of(chosen.messages[-1])
    assert list(misdirect_write.propose(rollout.task, chosen, Random(1), run=run)) == []


def test_a_logged_write_goes_to_another_record_and_its_answer_names_that_one() -> None:
    log = log_of(blocked("CD-83407"), blocked("CD-35623", "Block the card 4415."))
    (only,) = proposed(misdirect_logged_write, blocked("CD-83407"), log)
    messages = apply(blocked("CD-83407")[1].messages, only.edits)
    assert text_of(messages[2]) == '{"card_id":"CD-35623"}' and text_of(messages[3]) == "blocked CD-35623"
    assert text_of(messages[4]) == "It is blocked."


def test_it_holds_back_where_the_answer_is_not_known_or_a_later_one_shows_the_record() -> None:
    log = log_of(blocked("CD-83407", said="blocked, 3 left"), blocked("CD-35623", said="blocked, 9 left"))
    assert proposals(misdirect_logged_write, blocked("CD-83407", said="blocked, 3 left"), log) == []
    log = log_of(blocked("CD-83407"), blocked("CD-35623", "Block the card 4415."))
    shown = (call("list_cards", {"blocked": True}), response([{"card_id": "CD-83407"}]))
    assert (
        proposals(misdirect_logged_write, blocked("CD-83407", "Block the card 4451.", "blocked {}", *shown), log) == []
    )


def test_it_holds_back_where_the_words_do_not_tell_the_records_apart() -> None:
    log = log_of(blocked("CD-83407"), blocked("CD-35623", "Block the card 4415."))
    assert proposals(misdirect_logged_write, blocked("CD-83407", "Block a card of mine."), log) == []
    run = Trajectory(())
    rollout = play(task_named("bank:freeze_a_card:single_easy:0"), Agent(), 7).rollout
    assert list(write_to_another.propose(rollout.task, run, Random(1), run=run_of(rollout))) == []
