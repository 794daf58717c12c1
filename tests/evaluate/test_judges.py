"""The built-in judges in both orders, in a tie, and judges that crash or talk nonsense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from negforge.core.certificate import Finding
from negforge.core.edit import Edit
from negforge.core.message import say
from negforge.core.pair import Pair
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.core.verdict import BOTH_ORDERS, Failure, Judgement, Order, Verdict
from negforge.evaluate.judges import JUDGES, Judge, evaluate_pairs, fewest_findings, judge_pair
from tests.validate.examples import CHOSEN, call, pair_of, response, swaps

BY_NAME = {judge.name: judge for judge in JUDGES}
SHORTENED = pair_of((Edit(4, CHOSEN[4], say("assistant", "Cheap.")),))
EXTRA_STEP = pair_of((Edit(4, None, call("c3", "R1")), Edit(4, None, response("c3", "31.50"))))
INVENTED = pair_of((Edit(4, CHOSEN[4], say("assistant", "R1 costs 77.25 and R2 costs 48.00.")),))
ALIKE = replace(SHORTENED, rejected=SHORTENED.chosen)


@pytest.mark.parametrize("order", BOTH_ORDERS)
@pytest.mark.parametrize(
    ("name", "pair", "verdict"),
    [
        ("shorter", SHORTENED, "rejected"),
        ("shorter", EXTRA_STEP, "chosen"),
        ("shorter", ALIKE, "tie"),
        ("fewer_calls", EXTRA_STEP, "chosen"),
        ("fewer_calls", replace(EXTRA_STEP, chosen=EXTRA_STEP.rejected, rejected=EXTRA_STEP.chosen), "rejected"),
        ("fewer_calls", SHORTENED, "tie"),
        ("grounding", INVENTED, "chosen"),
        ("grounding", replace(INVENTED, chosen=INVENTED.rejected, rejected=INVENTED.chosen), "rejected"),
        ("grounding", SHORTENED, "tie"),
    ],
)
def test_a_built_in_judge_says_the_same_in_both_orders(name: str, pair: Pair, verdict: Verdict, order: Order) -> None:
    assert judge_pair(BY_NAME[name], pair, order) == Judgement(pair.id, name, order, verdict)


def test_a_judge_can_be_made_of_any_check() -> None:
    judge = Judge("swaps", "prefers fewer swaps", fewest_findings(swaps))
    assert [one.outcome for one in evaluate_pairs([judge], [pair_of()])] == ["chosen", "chosen"]


def test_a_judge_that_always_takes_the_first_side_is_seen_through() -> None:
    first = Judge("first", "always the first", lambda task, one, other: "chosen")
    assert [one.outcome for one in evaluate_pairs([first], [pair_of()])] == ["chosen", "rejected"]


def test_a_crash_in_a_judge_is_a_failure() -> None:
    def crashes(task: Task, first: Trajectory, second: Trajectory) -> Verdict:
        raise TypeError("no verdict today")

    outcome = judge_pair(Judge("broken", "crashes", crashes), pair_of(), "chosen_first").outcome
    assert outcome == Failure("crash", "TypeError: no verdict today")


def test_a_failure_of_the_judge_is_kept_as_it_is() -> None:
    too_long = Failure("too_long", "9,000 tokens")
    judge = Judge("small", "reads little", lambda task, one, other: too_long)
    assert judge_pair(judge, pair_of(), "rejected_first").outcome == too_long


@pytest.mark.parametrize("answer", ["A", None, 1, ["chosen"]])
def test_an_answer_that_is_no_verdict_is_unparsable(answer: object) -> None:
    judge = Judge("chatty", "says anything", lambda task, one, other: answer)  # type: ignore[arg-type,return-value]
    reason = f"the judge returned {answer!r}, not one of chosen, rejected, tie"
    assert judge_pair(judge, pair_of(), "chosen_first").outcome == Failure("unparsable", reason)


def test_pairs_are_judged_one_at_a_time_and_only_when_asked_for() -> None:
    read: list[str] = []

    def pairs() -> Iterator[Pair]:
        for pair in (SHORTENED, EXTRA_STEP):
            read.append(pair.id)
            yield pair

    judgements = evaluate_pairs(JUDGES[:2], pairs(), orders=("chosen_first",))
    assert read == []
    assert [next(judgements).evaluator, next(judgements).evaluator] == ["shorter", "fewer_calls"]
    assert read == [SHORTENED.id]
    assert [one.pair_id for one in judgements] == [EXTRA_STEP.id, EXTRA_STEP.id]


def test_names_of_judges_are_their_own() -> None:
    assert [judge.name for judge in JUDGES] == ["shorter", "fewer_calls", "grounding"]


def _check(task: Task, trajectory: Trajectory) -> Sequence[Finding]:
    return ()


def test_no_findings_on_either_side_is_a_tie() -> None:
    assert (
        judge_pair(Judge("none", "finds nothing", fewest_findings(_check)), pair_of(), "chosen_first").outcome == "tie"
    )
