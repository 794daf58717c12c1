"""The Bradley-Terry judge: two numbers, one judgement; ties, failures of either side, what was cut."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from negforge.core.message import say
from negforge.core.pair import Pair, pair_id
from negforge.core.ports import Reading
from negforge.core.task import Task, new_task
from negforge.core.trajectory import Label, Trajectory
from negforge.core.verdict import Failure, Judgement
from negforge.evaluate.bradley_terry import BradleyTerry
from negforge.evaluate.scores import rates

Number = float | Reading | Failure


@dataclass(frozen=True, slots=True)
class Said:
    """A reward model that reads nothing but the first word of a trajectory."""

    numbers: Mapping[str, Number]
    name: str = "rm:said"

    async def read(self, items: Sequence[tuple[Task, Trajectory]]) -> list[Reading | Failure]:
        found = [self.numbers[side.messages[0].parts[0].text] for _, side in items]  # type: ignore[union-attr]
        return [Reading(one, 10) if isinstance(one, (int, float)) else one for one in found]


def pair_of(number: int = 0) -> Pair:
    task = new_task([say("user", f"question {number}")], [])
    good, bad = (Trajectory((say("assistant", word),)) for word in ("good", "bad"))
    label = Label("chosen", by="panel")
    return Pair(pair_id(task, good, bad), task, good, bad, None, None, "natural", label, split="planning_single_easy")


def judged(good: Number, bad: Number, tie_band: float = 1e-4) -> Judgement:
    judge = BradleyTerry("rm:said", Said({"good": good, "bad": bad}), tie_band)
    (judgement,) = asyncio.run(judge.judge_pairs([pair_of()]))
    return judgement


def test_the_side_with_the_higher_score_wins_and_the_scores_are_kept() -> None:
    won, lost = judged(2.0, -1.0), judged(-1.0, 2.0)
    assert (won.outcome, won.scores) == ("chosen", (2.0, -1.0))
    assert (lost.outcome, lost.scores) == ("rejected", (-1.0, 2.0))
    assert won.probability == pytest.approx(0.952574, abs=1e-6)
    assert won.probability is not None and lost.probability == pytest.approx(1 - won.probability)


def test_a_margin_within_the_band_is_a_tie_and_just_outside_it_is_not() -> None:
    assert judged(1.0, 1.0 + 0.5e-4).outcome == "tie"
    assert judged(1.0, 1.0 + 2e-4).outcome == "rejected"
    assert judged(1.0, 1.4, tie_band=0.5).outcome == "tie"
    assert judged(0.25, 0.25, tie_band=0.0).outcome == "tie"


def test_a_side_without_a_score_fails_the_pair_and_says_which() -> None:
    long = Failure("too_long", "20,000 tokens; the model reads 4,096")
    one, other = judged(long, 1.0).outcome, judged(1.0, long).outcome
    assert isinstance(one, Failure) and one.kind == "too_long" and one.reason == f"chosen: {long.reason}"
    assert isinstance(other, Failure) and other.reason == f"rejected: {long.reason}"
    both = judged(long, Failure("crash", "boom")).outcome
    assert isinstance(both, Failure) and both.reason == f"chosen: {long.reason}; rejected: boom"


def test_what_was_cut_is_told_and_what_was_read_is_counted() -> None:
    judgement = judged(Reading(1.0, 400, 1600, 0.5), Reading(0.0, 380, 0, 0.25))
    assert judgement.note == "chosen: 1,600 tokens left out of its middle, 400 read"
    assert judgement.usage is not None and judgement.usage.prompt == 780
    assert judgement.seconds == 0.75


def test_a_pair_has_one_judgement_and_no_flip_rate() -> None:
    pairs = [pair_of(number) for number in range(3)]
    judgements = asyncio.run(BradleyTerry("rm:said", Said({"good": 1.0, "bad": 0.0})).judge_pairs(pairs))
    assert [one.pair_id for one in judgements] == [pair.id for pair in pairs]
    row = rates(judgements, pairs)[0]
    assert (row.rate.value, row.rate.n, row.flip_rate) == (1.0, 3, None)


def test_a_model_that_forgets_an_item_is_a_bug_and_no_verdict() -> None:
    @dataclass(frozen=True, slots=True)
    class Forgetful(Said):
        async def read(self, items: Sequence[tuple[Task, Trajectory]]) -> list[Reading | Failure]:
            return []

    with pytest.raises(ValueError, match="gave 0 scores for 2"):
        asyncio.run(BradleyTerry("rm", Forgetful({})).judge_pairs([pair_of()]))
