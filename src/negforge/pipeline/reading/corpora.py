"""What others have: pair files, logs, and plain texts, a record at a time, for holding our own against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from negforge.adapters.files import opened
from negforge.adapters.json_records import Broken, head, read_records
from negforge.adapters.json_values import BOM
from negforge.assemble.contamination import Record
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.ingest.reading import Reading
from negforge.pipeline.gathering.log_reads import Reads
from negforge.pipeline.gathering.own_rollouts import find_format
from negforge.pipeline.gathering.reading_logs import read_file
from negforge.pipeline.reading.pair_files import is_pair_file, read_pair_file
from negforge.pipeline.running.inputs import SUFFIXES, InputFile
from negforge.pipeline.running.remarks import Note, Remark
from negforge.similarity import task_text, transcript_text

WORDS = 3
"""A text of fewer words asks nothing that could be known again."""
_ANY_LOG = Reads(None, None, None, None)


def records_in(files: Sequence[InputFile], note: Note) -> Iterator[Record]:
    """Every record that says something, with its file and line. ``note`` hears of what could not be read. Raises
    UsageError for a file in which nothing could be read."""
    for file in files:
        found = False
        for record in _records(file, note):
            found = True
            yield record
        if not found:
            raise UsageError(
                f"{file.path}: not one text could be read there; is it a log, a pair file or a plain text?"
            )


def _records(file: InputFile, note: Note) -> Iterator[Record]:
    if _is_plain(file.path):
        return _plain(file)
    if is_pair_file(file.path):
        placed = read_pair_file(file.path, note)
        return (_of_pair(f"{file.label}: {where.removeprefix(f'{file.path.name}: ')}", pair) for where, pair in placed)
    seen = head(file.path, lambda record: find_format((), record) is not None)
    if find_format(seen.keys, seen.first) is not None:
        return _of_log(file, note)
    return _of_json(file, note)


def _is_plain(path: Path) -> bool:
    """Whether it is no JSON, by its name and by how it begins."""
    if path.suffix in SUFFIXES:
        return False
    with opened(path) as file:
        return not file.read(1024).removeprefix(BOM).lstrip().startswith((b"{", b"["))


def _of_pair(where: str, pair: Pair) -> Record:
    sides = (pair.chosen, pair.rejected)
    asked = dict.fromkeys(task_text(pair.task, side) for side in sides)
    return Record(where, tuple(asked), tuple(transcript_text(pair.task, side) for side in sides))


def _of_run(where: str, task: Task, trajectory: Trajectory) -> Record:
    return Record(where, (task_text(task, trajectory),), (transcript_text(task, trajectory),))


def _of_log(file: InputFile, note: Note) -> Iterator[Record]:
    for one in read_file(file, _ANY_LOG):
        where = f"{file.label}: {one.where}"
        if isinstance(one.what, Reading):
            yield _of_run(where, one.what.rollout.task, one.what.rollout.trajectory)
        else:
            note(Remark("left_out", f"{where}: left out: {one.what.reason}"))


def _of_json(file: InputFile, note: Note) -> Iterator[Record]:
    """Records of no kind that we know: each text in them is held against ours for itself, and all of them together."""
    for record in read_records(file.path):
        where = f"{file.label}: {record.where}"
        if isinstance(record, Broken):
            note(Remark("left_out", f"{where}: left out: {record.reason}", record.count))
            continue
        texts = tuple(dict.fromkeys(_texts(record.value)))
        whole = "\n".join(texts)
        if texts:
            yield Record(where, tuple(dict.fromkeys((*texts, whole))), (whole,))


def _texts(value: Json) -> Iterator[str]:
    """Every text in a record but the names of its fields."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if len(one.split()) >= WORDS or not one.isascii():
                yield one
        elif isinstance(one, dict):
            waiting.extend(reversed(one.values()))
        elif isinstance(one, list):
            waiting.extend(reversed(one))


def _plain(file: InputFile) -> Iterator[Record]:
    """A record a paragraph; where no empty line parts paragraphs, a record a line."""
    with opened(file.path) as lines:
        parted = any(not line.strip() for line in lines)
    with opened(file.path) as lines:
        held: list[str] = []
        start = 1
        for number, line in enumerate(lines, 1):
            text = line.decode("utf-8", "replace").strip()
            if text:
                start = start if held else number
                held.append(text)
            if held and (not text or not parted):
                yield _of_text(file, start, held)
                held = []
        if held:
            yield _of_text(file, start, held)


def _of_text(file: InputFile, line: int, held: Sequence[str]) -> Record:
    text = "\n".join(held)
    return Record(f"{file.label}: line {line}", (text,), (text,))
