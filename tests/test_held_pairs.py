"""Pairs read twice by one command are read once, and never as they no longer are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from negforge.core.pair import Pair
from negforge.pipeline.reading.held_pairs import SETTLED, held
from negforge.pipeline.reading.pair_files import load_pairs
from negforge.pipeline.running.remarks import Remark
from tests.small_run import small_run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A pair file that was written long ago."""
    path = tmp_path / "pairs.jsonl"
    path.write_text((small_run() / "pairs.jsonl").read_text())
    aged(path)
    return path


@pytest.fixture
def pairs() -> list[Pair]:
    return list(load_pairs(small_run() / "pairs.jsonl"))


def aged(path: Path, seconds: float = 10 * SETTLED) -> None:
    status = path.stat()
    os.utime(path, (status.st_atime - seconds, status.st_mtime - seconds))


class Reading:
    """A reading that counts how often it is made, and tells a remark each time."""

    def __init__(self, pairs: list[Pair]) -> None:
        self.pairs = pairs
        self.times = 0

    def __call__(self, note: Callable[[Remark], None]) -> Iterator[Pair]:
        self.times += 1
        note(Remark("odd", "line 1: odd"))
        yield from self.pairs


def test_a_second_pass_reads_nothing_and_tells_the_same(file: Path, pairs: list[Pair]) -> None:
    reading, told = Reading(pairs), list[Remark]()
    first, second = list(held([file], reading, told.append)), list(held([file], reading, told.append))
    assert (first, reading.times) == (reading.pairs, 1)
    assert all(one is other for one, other in zip(first, second, strict=True))
    assert [str(one) for one in told] == ["line 1: odd"] * 2


def test_a_file_that_changed_or_was_just_written_is_read_again(file: Path, pairs: list[Pair]) -> None:
    reading = Reading(pairs)
    list(held([file], reading, lambda _: None))
    file.write_text(file.read_text() + "\n")
    for _ in range(2):
        list(held([file], reading, lambda _: None))
    assert reading.times == 3
    aged(file)
    for _ in range(2):
        list(held([file], reading, lambda _: None))
    assert reading.times == 4


def test_a_reading_that_is_broken_off_is_not_held(file: Path, pairs: list[Pair]) -> None:
    reading = Reading(pairs)
    next(held([file], reading, lambda _: None))
    assert list(held([file], reading, lambda _: None)) == reading.pairs
    assert reading.times == 2


def test_what_is_loaded_is_what_lies_there(file: Path) -> None:
    before = list(load_pairs(file))
    lines = file.read_text().splitlines()
    file.write_text("\n".join(lines[1:]) + "\n")
    aged(file, 3 * SETTLED)
    assert [replace(one, extra=None) for one in load_pairs(file)] == [replace(one, extra=None) for one in before[1:]]
