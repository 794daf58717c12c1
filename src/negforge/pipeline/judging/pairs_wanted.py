"""Which of the pairs that lie somewhere are to be judged: all of them, some splits, the first few of each; and the
judging of them by judges that need no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.core.verdict import Judgement
from negforge.evaluate.facts import Facts
from negforge.evaluate.scores import Row, rates
from negforge.pipeline.endpoints.composed_judging import check_composed, compose
from negforge.pipeline.endpoints.wiring import judges_of
from negforge.pipeline.judging.judging_stage import Figures, Names, figures_of, judge
from negforge.pipeline.reading.pair_files import pairs_at
from negforge.pipeline.running.remarks import Note, Remark, distinct
from negforge.recipe.mistakes import did_you_mean


@dataclass(frozen=True, slots=True)
class Wanted:
    """``limit``: so many pairs, the first of each split in turn, so that a larger limit only adds some; None: all.
    ``splits``: empty for all. ``shares``: how many of each split the limit comes to, once that was counted."""

    limit: int | None = None
    splits: tuple[str, ...] = ()
    shares: tuple[tuple[str, int], ...] | None = None

    def without(self) -> tuple[str, ...]:
        """The wanted splits of which the limit leaves no pair."""
        return tuple(split for split, share in self.shares or () if not share)


ALL = Wanted()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``judgements``: without models' words; ``facts``: of all pairs that were judged; ``figures``: what follows.
    ``use``: by model, what this folder's runs asked, got and paid so far, beside what was to be expected; None where no
    judge is a model. ``settings``: of each judge the knobs that decide what it says, as far as it has any."""

    figures: Figures
    judgements: Sequence[Judgement]
    facts: Sequence[Facts]
    use: Json = None
    settings: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)


def wanted_pairs(places: Sequence[Path], note: Note, wanted: Wanted = ALL) -> Iterator[Pair]:
    """One at a time, in the order of the files. Raises UsageError where a wanted split holds no pair at all."""
    if wanted.limit is not None:
        return _first_of_each(pairs_at(places, note), dict(spread(places, wanted).shares or ()))
    pairs = pairs_at(places, note)
    return _of_splits(pairs, wanted.splits) if wanted.splits else pairs


def spread(places: Sequence[Path], wanted: Wanted) -> Wanted:
    """The same with its shares: all pairs are read once for that, and not again where it is handed on. Splits take
    turns, in the order in which they come, until the limit is reached or none has a pair left."""
    if wanted.limit is None or wanted.shares is not None:
        return wanted
    counts = Counter(pair.split or "" for pair in wanted_pairs(places, _unheard, replace(wanted, limit=None)))
    shares = dict.fromkeys(counts, 0)
    left = min(wanted.limit, counts.total())
    while left:
        for split in [one for one, share in shares.items() if share < counts[one]][:left]:
            shares[split] += 1
            left -= 1
    return replace(wanted, shares=tuple(shares.items()))


def _first_of_each(pairs: Iterator[Pair], shares: dict[str, int]) -> Iterator[Pair]:
    """Reads no further than it must."""
    left = sum(shares.values())
    while left:
        pair = next(pairs, None)
        if pair is None:
            return
        if shares.get(pair.split or "", 0):
            shares[pair.split or ""] -= 1
            left -= 1
            yield pair


def _unheard(_: Remark) -> None:
    """What is odd about the pairs is told when they are read to be judged."""


def splits_wanted(places: Sequence[Path], wanted: Wanted = ALL) -> tuple[str, ...]:
    """The splits of the pairs that are to be judged, in the order in which they come."""
    return tuple(dict.fromkeys(pair.split or "" for pair in wanted_pairs(places, _unheard, wanted)))


def evaluate_at(paths: Sequence[Path], judges: Names, note: Note, wanted: Wanted = ALL) -> Evaluation:
    """Judges that need no model, composed ones among them, on the wanted pairs in run folders and files."""
    names = () if judges == "all" else tuple(judges)
    check_composed(names)
    judgements, facts = judge(judges_of(judges), wanted_pairs(paths, note, wanted))
    judgements += compose(judgements, names, wanted_pairs(paths, _unheard, wanted))
    return Evaluation(figures_of(judgements, facts, names), judgements, facts)


def evaluate_pairs(pairs: Iterable[Pair], judges: Names = "all") -> list[Row]:
    """Rates of the judges (all built-in ones, or names) on the pairs: a row a judge and split, and macro averages."""
    numbered = ((f"pair {number}", pair) for number, pair in enumerate(pairs, 1))
    return rates(*judge(judges_of(judges), distinct(numbered, lambda _: None)))


def _of_splits(pairs: Iterator[Pair], splits: Sequence[str]) -> Iterator[Pair]:
    met: set[str] = set()
    for pair in pairs:
        met.add(pair.split or "")
        if pair.split in splits:
            yield pair
    for split in splits:
        if split not in met:
            known = tuple(sorted(name for name in met if name))
            raise UsageError(f"--split {split}: no pair there is of that split{did_you_mean(split, known)}")
