"""The stage after selection: pairs.jsonl → splits/<split>.jsonl, a pair at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO

from negforge.adapters.wire import decode_pair, encode_pair
from negforge.assemble.splits import SPLITS, split_of
from negforge.core.pair import Pair
from negforge.pipeline.running.chosen_pairs import chosen_in
from negforge.pipeline.running.joining import PAIRS
from negforge.pipeline.running.kept_out import kept_out
from negforge.pipeline.running.run_files import whole_file

FOLDER = "splits"


def make_splits(folder: Path) -> None:
    """Write a file for every split that has pairs, in the order of pairs.jsonl, without duplicates and what was
    not chosen; those of an earlier try are removed, and nothing else that lies there."""
    for old in split_files(folder):
        (folder / old).unlink()
    (folder / FOLDER).mkdir(exist_ok=True)
    files: dict[str, IO[bytes]] = {}
    out, chosen = kept_out(folder), chosen_in(folder)
    with ExitStack() as stack:
        for pair in read_pairs(folder / PAIRS):
            if pair.id in out or (chosen is not None and pair.id not in chosen):
                continue
            split = split_of(pair)
            if split not in files:
                files[split] = stack.enter_context(whole_file(folder / FOLDER / f"{split}.jsonl"))
            files[split].write(encode_pair(replace(pair, split=split)) + b"\n")


def split_files(folder: Path) -> tuple[str, ...]:
    """The files of the splits that there are, in published order, as names below the run folder."""
    names = (f"{FOLDER}/{split}.jsonl" for split in SPLITS)
    return tuple(name for name in names if (folder / name).is_file())


def pairs_of(folder: Path) -> Iterator[Pair]:
    """The pairs of a run's splits, one at a time."""
    for name in split_files(folder):
        yield from read_pairs(folder / name)


def read_pairs(path: Path) -> Iterator[Pair]:
    with path.open("rb") as file:
        for line in file:
            yield decode_pair(line)
