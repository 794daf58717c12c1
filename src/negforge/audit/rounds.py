"""Rounds: what is learned from and what is scored, so that no pair is ever scored by who has seen its group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from negforge.audit.folds import folds_of
from negforge.audit.judge import Group, ShortcutJudge, fitted
from negforge.audit.options import Progress
from negforge.audit.table import Sample, Table, whole

if TYPE_CHECKING:
    import numpy as np

Scores: TypeAlias = dict[str, "np.ndarray"]


@dataclass(frozen=True, eq=False, slots=True)
class Round:
    """``places``: where the scores of ``test`` belong in the row of all pairs that are scored."""

    train: Sample
    test: Sample
    places: np.ndarray


def cross_validation(sample: Sample, folds: int, rng_seed: int) -> tuple[Round, ...]:
    """As many rounds as there are folds, or groups if they are fewer; a single group is scored untrained."""
    import numpy as np

    clusters = _clusters(sample)
    count = max(1, min(folds, len(set(clusters))))
    fold = np.array(folds_of(clusters, sample.splits(), count, rng_seed))
    return tuple(_round(sample, fold != number, fold == number) for number in range(count) if (fold == number).any())


def split_by_split(sample: Sample) -> tuple[Round, ...]:
    """Each split scored by judges that learned from the other splits, without the groups that stand in both. None where
    there is one split only."""
    import numpy as np

    splits, clusters = np.array(sample.splits()), np.array(_clusters(sample))
    names = dict.fromkeys(sample.splits())
    if len(names) < 2:
        return ()
    found = []
    for name in names:
        here = splits == name
        found.append(_round(sample, ~here & ~np.isin(clusters, clusters[here]), here))
    return tuple(found)


def elsewhere(train: Table, test: Sample) -> tuple[Round, ...]:
    """One round: all of another table is learned from."""
    import numpy as np

    return (Round(whole(train), test, np.arange(len(test))),)


def permuted(rounds: Sequence[Round], rng_seed: int) -> tuple[Round, ...]:
    """The same rounds with the sides of about half of the pairs swapped at random, everywhere alike: there is nothing
    left to learn, so that what is learned all the same is a fault of the audit."""
    import numpy as np

    rng = np.random.default_rng(rng_seed)
    tables = {id(part.table): part.table for one in rounds for part in (one.train, one.test)}
    signs = {key: rng.choice([-1.0, 1.0], size=len(table.pairs)) for key, table in tables.items()}
    return tuple(Round(_turned(one.train, signs), _turned(one.test, signs), one.places) for one in rounds)


def _turned(sample: Sample, signs: Mapping[int, np.ndarray]) -> Sample:
    return sample.flipped(signs[id(sample.table)][sample.rows])


def scores_of(
    judges: Sequence[ShortcutJudge], plans: Mapping[str, Sequence[Round]], size: int, progress: Progress
) -> dict[str, Scores]:
    """Of each plan the scores of each judge, one a pair. In each round they are divided by their root mean square,
    which needs no label: judges speak in units of their own."""
    import numpy as np

    found: dict[str, Scores] = {name: {} for name in plans}
    for number, judge in enumerate(judges):
        progress("judges", number, len(judges))
        for name, rounds in plans.items():
            scores = found[name].setdefault(judge.name, np.zeros(size))
            for one in rounds:
                scores[one.places] = _in_units(fitted(judge, one.train).score(one.test))
    progress("judges", len(judges), len(judges))
    return found


def ensemble(judges: Sequence[ShortcutJudge], scores: Scores, group: Group) -> np.ndarray:
    """The mean of the judges of a group (``full``: of all), each score bounded (tanh) so that none outvotes all."""
    import numpy as np

    mine = [scores[judge.name] for judge in judges if group in ("full", judge.group)]
    found: np.ndarray = np.tanh(np.array(mine)).mean(axis=0)
    return found


def _in_units(scores: np.ndarray) -> np.ndarray:
    import numpy as np

    size = float(np.sqrt(np.mean(scores**2))) if len(scores) else 0.0
    return scores / size if size > 0 else scores


def _round(sample: Sample, train: np.ndarray, test: np.ndarray) -> Round:
    import numpy as np

    places = np.flatnonzero(test)
    return Round(sample.at(np.flatnonzero(train)), sample.at(places), places)


def _clusters(sample: Sample) -> list[str]:
    return [sample.table.clusters[row] for row in sample.rows]
