"""Pairs from wherever they lie, ours or Plan-RewardBench's, and the judging of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from negforge.core.pair import Pair
from negforge.evaluate.scores import Row
from negforge.pipeline.judging_stage import Names, judge
from negforge.pipeline.splits_stage import read_pairs, split_files
from negforge.pipeline.wiring import judges_of


def load_pairs(path: str | Path) -> Iterator[Pair]:
    folder = Path(path)
    for name in split_files(folder):
        yield from read_pairs(folder / name)


def evaluate_pairs(pairs: Iterable[Pair], judges: Names = "all") -> list[Row]:
    return judge(judges_of(judges), pairs)


def evaluate_pairs_at(paths: Sequence[Path], judges: Names = "all") -> list[Row]:
    return evaluate_pairs((pair for path in paths for pair in load_pairs(path)), judges)
