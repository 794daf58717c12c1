"""The rollouts of a task as judges see them: scored one by one, or met two by two in both orders."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, takewhile

from negforge.core.pair import Pair, pair_id
from negforge.core.task import Task
from negforge.core.trajectory import Label, Rollout, Trajectory, published_trajectory, succeeded
from negforge.core.verdict import WORTH, Failure, Judgement, Verdict
from negforge.evaluate.best_of.estimators import Games
from negforge.evaluate.scorers import Scorer, score_of

NO_LABEL = Label("none", by="program")


@dataclass(frozen=True, slots=True)
class Attempts:
    """The rollouts of one task, outcomes known, in the order of their ids. ``cluster``: the task's template."""

    task: str
    cluster: str
    rollouts: tuple[Rollout, ...]

    @property
    def successes(self) -> tuple[bool, ...]:
        return tuple(succeeded(rollout) for rollout in self.rollouts)


@dataclass(frozen=True, slots=True)
class Reranked:
    """What one judge made of one task's rollouts: ``scores``, or ``games`` (see ``best_by_games``), the other None.
    ``asked``: scores or games asked for; ``failed``: so many of them the judge did not give."""

    evaluator: str
    task: str
    cluster: str
    successes: tuple[bool, ...]
    scores: tuple[float | None, ...] | None
    games: Games | None
    asked: int
    failed: int


def attempts(rollouts: Iterable[Rollout]) -> tuple[list[Attempts], int]:
    """The rollouts by task, and how many have no known outcome and are left out. Runs of one task share the source's
    own name of it; where there is none, what the agent was shown."""
    held: dict[str, list[Rollout]] = {}
    unknown = 0
    for rollout in rollouts:
        if rollout.outcome is None:
            unknown += 1
            continue
        held.setdefault(rollout.task.parent or rollout.task.id, []).append(rollout)
    in_order = {name: sorted(some, key=lambda one: one.id) for name, some in held.items()}
    return [Attempts(name, some[0].task.template_id, tuple(some)) for name, some in in_order.items()], unknown


def texts_of(of: Attempts) -> list[tuple[Task, Trajectory]]:
    """What a judge reads of each rollout: what is published, not what a log holds besides."""
    return [(one.task, published_trajectory(one.trajectory)) for one in of.rollouts]


def scored(of: Attempts, scorer: Scorer) -> Reranked:
    """Each rollout by its score."""
    return by_scores(of, scorer.name, [score_of(scorer.score, *text) for text in texts_of(of)])


def by_scores(of: Attempts, evaluator: str, given: Sequence[float | Failure]) -> Reranked:
    """The same with the scores at hand, of ``texts_of(of)`` in order."""
    scores = tuple(None if isinstance(one, Failure) else one for one in given)
    return Reranked(evaluator, of.task, of.cluster, of.successes, scores, None, len(scores), scores.count(None))


def matches(of: Attempts) -> Iterator[Pair]:
    """Every two rollouts as a pair that any judge of pairs can be asked about, the first standing for the chosen. It
    claims nothing of which is better. Where a simulated user began in other words, each side begins with its own."""
    for one, other in combinations(of.rollouts, 2):
        openings = one.task.opening, other.task.opening
        common = sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(*openings, strict=False)))
        task = replace(one.task, opening=one.task.opening[:common])
        first, second = (
            published_trajectory(Trajectory(rollout.task.opening[common:] + rollout.trajectory.messages))
            for rollout in (one, other)
        )
        yield Pair(pair_id(task, first, second), task, first, second, None, None, "natural", NO_LABEL, split="best_of")


def met(of: Attempts, evaluator: str, judgements: Sequence[Judgement]) -> Reranked:
    """Each rollout by its games. ``judgements``: of ``matches(of)``, in any order; several of one match are one game,
    whose result is their mean."""
    held: dict[str, list[Verdict | Failure]] = {}
    for judgement in judgements:
        if judgement.evaluator == evaluator:
            held.setdefault(judgement.pair_id, []).append(judgement.outcome)
    k = len(of.rollouts)
    games: list[list[float | None]] = [[None] * k for _ in range(k)]
    failed = 0
    for (one, other), match in zip(combinations(range(k), 2), matches(of), strict=True):
        told = [WORTH[outcome] for outcome in held.get(match.id, ()) if not isinstance(outcome, Failure)]
        if told:
            games[one][other] = math.fsum(told) / len(told)
            games[other][one] = 1 - math.fsum(told) / len(told)
        else:
            failed += 1
    return Reranked(evaluator, of.task, of.cluster, of.successes, None, games, math.comb(k, 2), failed)
