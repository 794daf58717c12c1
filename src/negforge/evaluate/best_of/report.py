"""Success at N of judges that rerank, beside a blind pick and an oracle on the same tasks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from negforge.core.json_text import digest
from negforge.core.verdict import Rate
from negforge.evaluate.best_of.estimators import best_by_games, best_by_score, oracle, random_pick
from negforge.evaluate.best_of.rerank import Reranked
from negforge.stats.intervals import clustered_rate
from negforge.stats.paired import paired


@dataclass(frozen=True, slots=True)
class BestOfRow:
    """One judge at one N, over the ``tasks`` that have N rollouts or more; intervals are clustered by template. ``by``:
    score or games. ``blind`` and ``oracle``: a pick at random and the best there is, on the same tasks. ``gain``: the
    mean of success less blind, and ``p`` that it is no more than none (sign changes by template, one-sided).
    ``headroom``: the gain as a share of what the oracle gains, NaN where it gains nothing. ``asked``, ``failed``:
    scores or games."""

    evaluator: str
    by: str
    n: int
    tasks: int
    rollouts: int
    success: Rate
    blind: Rate
    oracle: Rate
    gain: float
    p: float
    headroom: float
    asked: int
    failed: int


def best_of_rows(reranked: Iterable[Reranked], sizes: Sequence[int]) -> list[BestOfRow]:
    """For each judge a row for every N that some task has the rollouts for. Every task counts the same, however many
    rollouts it has."""
    held: dict[str, list[Reranked]] = {}
    for one in reranked:
        held.setdefault(one.evaluator, []).append(one)
    return [
        _row(evaluator, n, enough)
        for evaluator, tasks in held.items()
        for n in sizes
        if (enough := [one for one in tasks if len(one.successes) >= n])
    ]


def success_at(one: Reranked, n: int) -> float:
    """Of one task. Where subsets are drawn at random, always the same ones."""
    if one.scores is not None:
        return best_by_score(one.scores, one.successes, n)
    assert one.games is not None
    return best_by_games(one.games, one.successes, n, Random(digest(["best_of", one.task, n])))


def _row(evaluator: str, n: int, tasks: Sequence[Reranked]) -> BestOfRow:
    clusters = [one.cluster for one in tasks]
    own = [success_at(one, n) for one in tasks]
    blind = [random_pick(one.successes) for one in tasks]
    best = [oracle(one.successes, n) for one in tasks]
    test = paired([_settled(value) for value in own], [_settled(value) for value in blind], clusters)
    room = math.fsum(best) - math.fsum(blind)
    return BestOfRow(
        evaluator,
        "score" if tasks[0].scores is not None else "games",
        n,
        len(tasks),
        sum(len(one.successes) for one in tasks),
        clustered_rate(own, clusters, 0),
        clustered_rate(blind, clusters, 0),
        clustered_rate(best, clusters, 0),
        test.gain,
        test.p,
        (math.fsum(own) - math.fsum(blind)) / room if room > 1e-9 else math.nan,
        sum(one.asked for one in tasks),
        sum(one.failed for one in tasks),
    )


def _settled(value: float) -> float:
    """Without the last bits of rounding, which would make a difference where there is none."""
    return round(value, 9)
