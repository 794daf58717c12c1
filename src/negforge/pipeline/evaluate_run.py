"""Pairs from wherever they lie, ours or Plan-RewardBench's, and the judging of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from negforge.adapters.json_records import Broken, encode, head, read_records
from negforge.adapters.pair_layouts import detect_plan_rewardbench, read_plan_rewardbench
from negforge.adapters.wire import decode_pair
from negforge.assemble.splits import split_of
from negforge.core.defect import FAMILIES
from negforge.core.errors import RunError, UsageError
from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.evaluate.scores import Row
from negforge.pipeline.inputs import below
from negforge.pipeline.judging_stage import Names, judge
from negforge.pipeline.ledger import LEDGER
from negforge.pipeline.manifest import MANIFEST
from negforge.pipeline.splits_stage import split_files
from negforge.pipeline.wiring import judges_of

Note = Callable[[str], None]


def _unheard(note: str) -> None:
    """For those who do not want to know what was odd."""


def load_pairs(path: str | Path, note: Note = _unheard) -> Iterator[Pair]:
    """The pairs of a run folder, of a pair file (ours or Plan-RewardBench's), or of a folder of such files; one at a
    time. ``note`` hears of every odd or broken row, with its place. Raises NegforgeError where there are no pairs.
    """
    place = Path(path)
    found = False
    for file in _pair_files(place):
        for pair in _read_file(file, note):
            found = True
            yield pair
    if not found and not (place / MANIFEST).exists():
        raise UsageError(f"{place}: not one pair could be read there")


def evaluate_pairs(pairs: Iterable[Pair], judges: Names = "all") -> list[Row]:
    """Rates of the judges (all built-in ones, or names) on the pairs: a row a judge and split, and macro averages."""
    return judge(judges_of(judges), pairs)


def evaluate_pairs_at(paths: Sequence[Path], judges: Names = "all", note: Note = _unheard) -> list[Row]:
    """The same for pairs in run folders and files."""
    asked = judges_of(judges)
    return judge(asked, (pair for path in paths for pair in load_pairs(path, note)))


def _pair_files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    if (place / MANIFEST).exists():
        return [place / name for name in split_files(place)]
    if (place / LEDGER).exists():
        raise RunError(f"{place}: this run is not finished; the `negforge build` that began it goes on")
    files = [path for path, _ in below(place)]
    if not files:
        raise UsageError(f"{place}: holds no .json or .jsonl file")
    return files


def _read_file(path: Path, note: Note) -> Iterator[Pair]:
    seen = head(path)
    foreign = seen.first is not None and detect_plan_rewardbench(seen.first)
    if not foreign and not _is_ours(seen.first):
        raise UsageError(f"{path}: {_what_it_is(seen.first)}")
    for record in read_records(path):
        if isinstance(record, Broken):
            note(f"{path.name}: {record.where}: left out: {record.reason}")
            continue
        try:
            if not foreign:
                yield _with_split(decode_pair(encode(record.value)), path)
                continue
            pair, notes = read_plan_rewardbench(record.value, path.name, record.index)
        except UsageError as error:
            note(f"{path.name}: {record.where}: left out: {error}")
            continue
        for one in notes:
            note(f"{path.name}: {record.where}: {one}")
        yield _with_split(pair, path)


def _with_split(pair: Pair, path: Path) -> Pair:
    """A split for pairs that name none: the one they would be sorted into, else the file's name."""
    if pair.split:
        return pair
    return replace(pair, split=split_of(pair) if pair.family in FAMILIES else path.stem)


def _is_ours(first: Json | None) -> bool:
    return isinstance(first, dict) and {"id", "task", "chosen", "rejected"} <= first.keys()


def _what_it_is(first: Json | None) -> str:
    if first is None:
        return "holds no readable record; pairs are one JSON object a line"
    fields = first.keys() if isinstance(first, dict) else set()
    if "trajectory" in fields or "messages" in fields or "traj" in fields or "simulations" in fields:
        return "holds rollouts, not pairs: `negforge build from_logs --input FILE` makes pairs of them"
    return "holds no pairs: give a run folder, a pairs.jsonl, or a Plan-RewardBench file"
