"""Judges that give each side a number of its own and need no model: they score prefixes, and rerank rollouts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from negforge.checks.grounding import grounding
from negforge.checks.registry import CHECKS
from negforge.core.ports import Check, TrajectoryScorer
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.core.verdict import Failure
from negforge.evaluate.judges import calls, characters
from negforge.evaluate.ladder.rungs import RUNGS, SHARES, Mark


@dataclass(frozen=True, slots=True)
class Scorer:
    """A scorer by name. ``note``: what a reader of its figures must know."""

    name: str
    says: str
    score: TrajectoryScorer
    note: str = ""


def fewest_objections(checks: Mapping[str, Check]) -> TrajectoryScorer:
    """The less the checks object to, the better: minus the number of their findings."""
    return lambda task, trajectory: -float(sum(len(check(task, trajectory)) for check in checks.values()))


def least_marked(mark: Mark) -> TrajectoryScorer:
    """The less speaks against a side, the better."""
    return lambda task, trajectory: -float(mark(task, trajectory))


def score_of(scorer: TrajectoryScorer, task: Task, trajectory: Trajectory) -> float | Failure:
    """Its score. A scorer is a user's code: if it crashes, or gives no finite number, that is a failure."""
    try:
        score = scorer(task, trajectory)
    except Exception as error:
        return Failure("crash", f"{type(error).__name__}: {error}"[:300])
    if isinstance(score, Failure):
        return score
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not math.isfinite(score):
        return Failure("unparsable", f"the scorer returned {repr(score)[:80]}, no finite number")
    return float(score)


SCORERS: tuple[Scorer, ...] = (
    Scorer("shorter", "fewer characters; reads nothing", least_marked(characters)),
    Scorer("fewer_calls", "fewer tool calls; reads nothing", least_marked(calls)),
    Scorer("grounding", "fewer unsupported values in words", fewest_objections({"grounding": grounding})),
    Scorer("checks", f"fewer findings of all checks; {SHARES}", fewest_objections(CHECKS), SHARES),
    *(Scorer(rung.name, rung.says, least_marked(rung.mark), rung.note) for rung in RUNGS),
)
