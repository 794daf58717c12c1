"""The rungs in order, and how one of them judges: the side with less to object to; a tie goes a rung down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from negforge.core.ports import PairJudge
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.core.verdict import Verdict
from negforge.evaluate.judges import Judge
from negforge.evaluate.ladder.anywhere import anywhere
from negforge.evaluate.ladder.faults import Sight, weight
from negforge.evaluate.ladder.last_response import last_response
from negforge.evaluate.ladder.policy import policy
from negforge.evaluate.ladder.reckoning import reckoning
from negforge.evaluate.ladder.state import state
from negforge.evaluate.ladder.surface import surface

Mark: TypeAlias = Callable[[Task, Trajectory], int]
SHARES = "shares code with the labels of our own pairs: not to be ranked with other judges"


@dataclass(frozen=True, slots=True)
class Rung:
    """``mark``: how much speaks against a side. ``note``: what a reader of its figures must know."""

    name: str
    says: str
    mark: Mark
    note: str = ""


def _objections(sight: Sight) -> Mark:
    return lambda task, trajectory: weight(sight(task, trajectory))


RUNGS: tuple[Rung, ...] = (
    Rung("ladder_1_surface", "how a side looks: length, calls, refusals, hedges", surface),
    Rung("ladder_2_last_response", "the final answer against the last response", _objections(last_response)),
    Rung("ladder_3_anywhere", "values, names, ids and deeds against all that came before", _objections(anywhere)),
    Rung("ladder_4_reckoning", "and sums, differences, units, counts and days reckoned again", _objections(reckoning)),
    Rung("ladder_5_state", "and what changed, was corrected, failed, is old, belongs to what", _objections(state)),
    Rung("ladder_6_policy", f"every check, rules and wishes too; {SHARES}", _objections(policy), SHARES),
)


def judge_from(height: int) -> PairJudge:
    """The judge that stands on the rung of this number, from 1."""

    def judge(task: Task, first: Trajectory, second: Trajectory) -> Verdict:
        for rung in reversed(RUNGS[:height]):
            one, other = rung.mark(task, first), rung.mark(task, second)
            if one != other:
                return "chosen" if one < other else "rejected"
        return "tie"

    return judge


LADDER: tuple[Judge, ...] = tuple(
    Judge(rung.name, rung.says, judge_from(height), by_name_only=True, note=rung.note)
    for height, rung in enumerate(RUNGS, 1)
)
