"""How well step judges find the first bad step: hits, near misses, too early, too late; false alarms on the chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from negforge.core.pair import Pair
from negforge.core.verdict import Failure, Rate
from negforge.evaluate.scorers import Scorer
from negforge.evaluate.scores import NO_SPLIT
from negforge.evaluate.stepwise.naming import Naming, named_step
from negforge.evaluate.stepwise.place import first_bad_step
from negforge.evaluate.stepwise.prefixes import prefix_scores, steps_of
from negforge.stats.intervals import clustered_rate

ALL, LAST = "all", "the last step"


@dataclass(frozen=True, slots=True)
class StepJudged:
    """What one judge made of one pair. ``truth``: the first bad step of the rejected, None where it is not known;
    ``named``: what it names there, None for none; ``alarm``: what it names on the chosen, where nothing is bad."""

    evaluator: str
    split: str
    cluster: str
    truth: int | None
    named: int | Failure | None
    alarm: int | Failure | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One judge on one split, or on ``all`` pairs alike. ``exact``, ``within_one``, ``earlier``, ``later``, ``missed``
    are shares of the rejected sides whose first bad step is known (``exact + earlier + later + missed`` is 1; a near
    miss is early or late too). ``false_alarms``: of the chosen sides. Failures are in each rate's ``failed``.
    ``unknown``: so many rejected sides have no known place."""

    evaluator: str
    split: str
    exact: Rate
    within_one: Rate
    earlier: Rate
    later: Rate
    missed: Rate
    false_alarms: Rate
    unknown: int


def judge_steps(pair: Pair, scorers: Sequence[Scorer], naming: Naming, margin: float) -> list[StepJudged]:
    """Every scorer on both sides of a pair, and the baseline that blames the last step of whatever it sees."""
    found = [
        step_judged(
            pair,
            scorer.name,
            prefix_scores(scorer.score, pair.task, pair.rejected),
            prefix_scores(scorer.score, pair.task, pair.chosen),
            naming,
            margin,
        )
        for scorer in scorers
    ]
    truth, split, cluster = _place(pair)
    last = [len(steps_of(side)) - 1 if steps_of(side) else None for side in (pair.rejected, pair.chosen)]
    return [*found, StepJudged(LAST, split, cluster, truth, *last)]


def step_judged(
    pair: Pair,
    evaluator: str,
    rejected: Sequence[float] | Failure,
    chosen: Sequence[float] | Failure,
    naming: Naming,
    margin: float,
) -> StepJudged:
    """What a judge names on both sides, by its scores of all their prefixes."""
    named, alarm = (
        scores if isinstance(scores, Failure) else named_step(scores, naming, margin) for scores in (rejected, chosen)
    )
    truth, split, cluster = _place(pair)
    return StepJudged(evaluator, split, cluster, truth, named, alarm)


def _place(pair: Pair) -> tuple[int | None, str, str]:
    return first_bad_step(pair), pair.split or NO_SPLIT, pair.task.template_id


def step_rows(judged: Iterable[StepJudged]) -> list[StepRow]:
    """For each judge a row a split, in the order in which they first appear, and one of all. Intervals (95 %) are
    clustered by template."""
    held: dict[str, dict[str, list[StepJudged]]] = {}
    for one in judged:
        held.setdefault(one.evaluator, {}).setdefault(one.split, []).append(one)
    rows = []
    for evaluator, splits in held.items():
        rows += [_row(evaluator, split, some) for split, some in splits.items()]
        rows.append(_row(evaluator, ALL, [one for some in splits.values() for one in some]))
    return rows


def _row(evaluator: str, split: str, judged: Sequence[StepJudged]) -> StepRow:
    placed = [(one, one.truth) for one in judged if one.truth is not None]

    def share(holds: Callable[[int, int | None], bool]) -> Rate:
        told = [(one, holds(truth, one.named)) for one, truth in placed if not isinstance(one.named, Failure)]
        return clustered_rate(
            [float(yes) for _, yes in told], [one.cluster for one, _ in told], len(placed) - len(told)
        )

    heard = [one for one in judged if not isinstance(one.alarm, Failure)]
    alarms = [float(one.alarm is not None) for one in heard]
    return StepRow(
        evaluator,
        split,
        exact=share(lambda truth, named: named == truth),
        within_one=share(lambda truth, named: named is not None and abs(named - truth) <= 1),
        earlier=share(lambda truth, named: named is not None and named < truth),
        later=share(lambda truth, named: named is not None and named > truth),
        missed=share(lambda truth, named: named is None),
        false_alarms=clustered_rate(alarms, [one.cluster for one in heard], len(judged) - len(heard)),
        unknown=len(judged) - len(placed),
    )
