"""Judges that need no model: what can be guessed by length or count, and what reading for grounding gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, get_args

from negforge.checks.grounding import grounding
from negforge.core.pair import Pair
from negforge.core.ports import Check, PairJudge
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, tool_calls
from negforge.core.transcript import render_messages
from negforge.core.verdict import BOTH_ORDERS, Failure, Judgement, Order, Verdict

Cost: TypeAlias = Callable[[Task, Trajectory], int]


@dataclass(frozen=True, slots=True)
class Judge:
    """A judge by name; ``says`` is the line that `negforge list judges` shows. ``by_name_only``: none of "all" judges.
    ``note``: what a reader of its figures must know."""

    name: str
    says: str
    judge: PairJudge
    by_name_only: bool = False
    note: str = ""


def least(cost: Cost) -> PairJudge:
    """The judge that prefers the side with the smaller cost, whichever comes first."""

    def judge(task: Task, first: Trajectory, second: Trajectory) -> Verdict | Failure:
        one, other = cost(task, first), cost(task, second)
        return "tie" if one == other else "chosen" if one < other else "rejected"

    return judge


def fewest_findings(check: Check) -> PairJudge:
    """The judge that prefers the side to which ``check`` objects less."""
    return least(lambda task, trajectory: len(check(task, trajectory)))


def characters(_: Task, trajectory: Trajectory) -> int:
    return sum(len(block) for block in render_messages(trajectory.messages))


def calls(_: Task, trajectory: Trajectory) -> int:
    return tool_calls(trajectory.messages)


JUDGES: tuple[Judge, ...] = (
    Judge("shorter", "prefers the trajectory with fewer characters; reads nothing", least(characters)),
    Judge("fewer_calls", "prefers the trajectory with fewer tool calls; reads nothing", least(calls)),
    Judge(
        "grounding",
        "prefers the side with fewer values in the assistant's words that nothing before them supports",
        fewest_findings(grounding),
    ),
)


def evaluate_pairs(
    judges: Sequence[Judge], pairs: Iterable[Pair], orders: Sequence[Order] = BOTH_ORDERS
) -> Iterator[Judgement]:
    """Every judge on every pair in every order, a pair at a time; lazy, so that a long file is never held."""
    for pair in pairs:
        for judge in judges:
            for order in orders:
                yield judge_pair(judge, pair, order)


def judge_pair(judge: Judge, pair: Pair, order: Order) -> Judgement:
    """Ask in one order and undo it. A judge is a user's code: if it crashes, or answers no verdict, that is a failure
    of this judgement and not of the run."""
    chosen_first = order == "chosen_first"
    first, second = (pair.chosen, pair.rejected) if chosen_first else (pair.rejected, pair.chosen)
    outcome: Verdict | Failure
    try:
        outcome = judge.judge(pair.task, first, second)
    except Exception as error:
        outcome = Failure("crash", f"{type(error).__name__}: {error}"[:300])
    return Judgement(pair.id, judge.name, order, _undone(outcome, chosen_first))


def _undone(outcome: object, chosen_first: bool) -> Verdict | Failure:
    if isinstance(outcome, Failure):
        return outcome
    for verdict in get_args(Verdict):
        if outcome == verdict:
            return _undo(verdict, chosen_first)
    return Failure("unparsable", f"the judge returned {repr(outcome)[:80]}, not one of {', '.join(get_args(Verdict))}")


def _undo(verdict: Verdict, chosen_first: bool) -> Verdict:
    if chosen_first or verdict == "tie":
        return verdict
    return "rejected" if verdict == "chosen" else "chosen"
