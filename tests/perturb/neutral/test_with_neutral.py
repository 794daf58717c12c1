"""A pair with neutral differences: both sides are touched alike, the defect stays, and its record rebuilds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from negforge.agents.counterfactual import WorldRun, run_of
from negforge.agents.planning import tasks_for
from negforge.agents.reference import Agent, play
from negforge.checks.registry import CHECKS
from negforge.core.edit import Edit, apply
from negforge.core.message import Message, ToolCall, text_of
from negforge.core.pair import Candidate, Neutral, Pair, pair_id
from negforge.core.trajectory import Rollout, Trajectory
from negforge.perturb.neutral.with_neutral import FEWEST, MOST, with_neutral
from negforge.perturb.recollection import EMPTY
from negforge.perturb.registry import RULES
from negforge.perturb.rule import perturb
from negforge.validate.consistent import consistent
from negforge.validate.distance import edit_ratio
from negforge.validate.faithful import before_neutral, faithful
from negforge.validate.pairing import pairing
from negforge.validate.validate import Bounds, Inspector
from tests.build import assistant, call, conversation, response, user
from tests.perturb.proving import Conversation, pair_of

ANSWER = "I have found it. R1 leaves on 14 May at 09:20 and costs EUR 31.50. It does not stop in Tolmin."
READS = (
    call("get_fare", {"train": "R1"}),
    call("list_stops", {"train": "R1"}, with_previous=True),
    response({"train": "R1", "price": 31.5, "day": "2026-05-14", "time": "09:20"}),
    response({"train": "R1", "stops": ["Adler"]}),
)


def asked(answer: str = ANSWER, question: str = "What does R1 cost, and does it stop in Tolmin?") -> Conversation:
    return conversation(
        user(question), assistant("I will look it up."), *READS, assistant(answer), tools=["get_fare", "list_stops"]
    )


def edited_pair(old: str = "31.50", new: str = "13.50", answer: str = ANSWER) -> Pair:
    task, run = asked(answer)
    return pair_of(task, run, (Edit(5, run.messages[5], assistant(answer.replace(old, new))),))


def differing(pair: Pair, rng_seed: int = 1) -> Pair:
    found = with_neutral(pair, Random(rng_seed), None)
    assert found is not None
    return found


@pytest.mark.parametrize("rng_seed", range(20))
def test_both_sides_differ_from_the_base_and_the_record_rebuilds_them(rng_seed: int) -> None:
    plain = edited_pair()
    other = differing(plain, rng_seed)
    assert faithful(other) is None and pairing(other) is None
    assert before_neutral(other) == (plain.chosen.messages, plain.rejected.messages)
    assert other.edits == plain.edits and other.roots == plain.roots
    assert other.id == pair_id(other.task, other.chosen, other.rejected) != plain.id
    assert other.neutral.chosen and other.neutral.rejected
    assert len(other.chosen.messages) == len(plain.chosen.messages)


@pytest.mark.parametrize("rng_seed", range(20))
def test_the_answers_in_which_the_sides_part_are_touched_on_both(rng_seed: int) -> None:
    other = differing(edited_pair(), rng_seed)
    for edits in (other.neutral.chosen, other.neutral.rejected):
        assert 5 in {edit.at for edit in edits}


def test_the_same_numbers_give_the_same_differences() -> None:
    assert differing(edited_pair(), 3) == differing(edited_pair(), 3)
    assert len({differing(edited_pair(), seed).id for seed in range(10)}) > 5


def test_the_defect_stands_as_it_was_and_distance_does_not_grow() -> None:
    plain = edited_pair()
    other = differing(plain)
    for name, check in CHECKS.items():
        assert bool(check(other.task, other.chosen)) == bool(check(plain.task, plain.chosen)), name
        assert bool(check(other.task, other.rejected)) == bool(check(plain.task, plain.rejected)), name
    assert edit_ratio(other) == edit_ratio(plain)


def test_reads_of_one_reply_come_in_another_order_with_their_responses() -> None:
    moved = [_calls(side) for seed in range(12) for side in _sides(differing(edited_pair(), seed))]
    assert ["list_stops", "get_fare"] in moved and ["get_fare", "list_stops"] in moved
    for seed in range(12):
        for side in _sides(differing(edited_pair(), seed)):
            calls = [message for message in side if isinstance(message, ToolCall)]
            assert [one.with_previous for one in calls] == [False, True]
            assert ("stops" in text_of(side[3])) == (calls[0].name == "list_stops")


def test_it_holds_back_where_one_side_has_no_hold() -> None:
    task, run = conversation(user("Which one?"), assistant("Adler"), tools=[])
    plain = pair_of(task, run, (Edit(0, run.messages[0], assistant("Tolmin")),))
    assert with_neutral(plain, Random(1), None) is None


def test_it_holds_back_where_the_pair_has_differences_already() -> None:
    other = differing(edited_pair())
    assert with_neutral(other, Random(1), None) is None


def test_rows_stay_where_the_user_asks_for_an_order() -> None:
    rows = "Found:\n- Tolmin: EUR 14.00\n- Adler: EUR 9.00\n- Seaham: EUR 20.00"
    for question, moves in (("Which stops are there?", True), ("Which stops are there, sorted as they come?", False)):
        task, run = asked(rows, question)
        plain = pair_of(task, run, (Edit(5, run.messages[5], assistant(rows.replace("20.00", "21.00"))),))
        found = [pair for seed in range(30) if (pair := with_neutral(plain, Random(seed), None)) is not None]
        firsts = {text_of(pair.chosen.messages[5]).split("\n")[1][2:8] for pair in found}
        assert len(found) > 15
        assert (len(firsts - {"Tolmin", "**Tolm"}) > 0) == moves


@cache
def _world_pairs() -> tuple[tuple[Candidate, Pair, WorldRun, Rollout], ...]:
    """Certified pairs of a few careful runs in the worlds."""
    inspector = Inspector(Bounds(16, 0.0, 0.6), CHECKS, EMPTY)
    found = []
    splits = ("planning_single_hard", "planning_multi_easy", "robust_recovery", "safety_refusal")
    for task in tasks_for(dict.fromkeys(splits, 3), "build"):
        played = play(task, Agent(voice="narrating"), 7)
        run = run_of(played.rollout)
        assert run is not None
        if played.outcome.success:
            for candidate in perturb(played.rollout, RULES, EMPTY, rng_seed=1, per_rule=1, run=run):
                outcome = inspector.validate(candidate, run)
                if isinstance(outcome, Pair):
                    found.append((candidate, outcome, run, played.rollout))
    return tuple(found)


def test_in_a_world_words_are_told_anew_and_everything_still_happens() -> None:
    inspector = Inspector(Bounds(16, 0.0, 0.6), CHECKS, EMPTY)
    made = kept = reworded = 0
    for candidate, plain, run, _ in _world_pairs():
        other = with_neutral(candidate.pair, Random(plain.id), run)
        if other is None:
            continue
        made += 1
        assert run.departs(other.chosen.messages) is None
        assert run.executed(other.chosen.messages).success
        kept += isinstance(inspector.validate(replace(candidate, pair=other), run), Pair)
        reworded += any(_share_of_words(edit) < 0.5 for edit in (*other.neutral.chosen, *other.neutral.rejected))
    assert made >= 20
    assert kept >= 0.95 * made
    assert reworded >= made / 10


def test_differences_that_change_what_happens_on_the_chosen_are_refused() -> None:
    _, plain, run, _ = next(one for one in _world_pairs() if len(_calls(one[1].chosen.messages)) > 1)
    at = next(at for at, message in enumerate(plain.chosen.messages) if isinstance(message, ToolCall))
    response = plain.chosen.messages[at + 1]
    assert not isinstance(response, ToolCall)
    untrue = Trajectory(apply(plain.chosen.messages, (Edit(at + 1, response, replace(response, parts=())),)))
    neutral = Neutral((Edit(at + 1, response, untrue.messages[at + 1]),), ())
    assert consistent(plain, EMPTY, run) is None
    assert consistent(replace(plain, chosen=untrue, neutral=neutral), EMPTY, run) is not None


def test_no_side_is_touched_more_often() -> None:
    differ = [with_neutral(candidate.pair, Random(plain.id), run) for candidate, plain, run, _ in _world_pairs()]
    words = [
        (len([e for e in side if e.before is not None and not isinstance(e.before, ToolCall)]))
        for pair in differ
        if pair is not None
        for side in (pair.neutral.chosen, pair.neutral.rejected)
    ]
    chosen, rejected = sum(words[::2]), sum(words[1::2])
    assert abs(chosen - rejected) <= 0.15 * (chosen + rejected)
    assert FEWEST <= MOST


def _sides(pair: Pair) -> tuple[Sequence[Message], Sequence[Message]]:
    return pair.chosen.messages, pair.rejected.messages


def _calls(messages: Sequence[Message]) -> list[str]:
    return [message.name for message in messages if isinstance(message, ToolCall)]


def _share_of_words(edit: Edit) -> float:
    assert edit.before is not None and edit.after is not None
    one, other = set(text_of(edit.before).split()), set(text_of(edit.after).split())
    return len(one & other) / max(1, len(one))
