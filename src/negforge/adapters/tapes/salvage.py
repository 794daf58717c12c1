"""What can still be read of a broken tape, into a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from negforge.adapters.tapes.packing import Packer, Unreadable
from negforge.adapters.tapes.pages import Pages, Value, records
from negforge.adapters.tapes.reading import attempt_of, in_groups, reply_of
from negforge.adapters.tapes.tape import Asked, Tape
from negforge.core.errors import RunError, UsageError

ENTRY_COLUMNS, ATTEMPT_COLUMNS, INDEX_COLUMNS, KEY_BYTES = 15, 13, 2, 16


@dataclass(slots=True)
class Salvaged:
    """``lost``: rows of which there is a trace, and no more than that. ``by_pages``: the tree could not be walked."""

    replies: int = 0
    attempts: int = 0
    lost: int = 0
    by_pages: bool = False


def salvage(old: Path, new: Path) -> Salvaged:
    """Copies every row of ``old`` that can be read. Raises UsageError: ``new`` exists, or there is no ``old``."""
    if new.exists():
        raise UsageError(f"{new}: exists already; name a new file")
    if not old.is_file() or not old.stat().st_size:
        raise UsageError(f"{old}: there is no such file, or it is empty; check the path")
    with Tape(new) as target, _copy(old, new.parent) as copy:
        done = _by_tree(copy, target) or _by_pages(old, target)  # which only reads
        kept = target.totals()
    done.replies = sum(one.replies for one in kept)
    done.attempts = sum(sum(one.attempts.values()) for one in kept)
    return done


@contextmanager
def _copy(old: Path, folder: Path) -> Iterator[Path]:
    """A copy with its log, to be read in its stead: sqlite changes what it opens, and more so what is broken."""
    with TemporaryDirectory(dir=folder) as beside:
        copy = Path(beside) / "copy"
        try:
            copyfile(old, copy)
            if Path(f"{old}-wal").exists():
                copyfile(f"{old}-wal", f"{copy}-wal")
        except OSError as error:
            raise RunError(f"{old}: cannot be copied to {folder}: {error.strerror}; free some space there") from None
        yield copy


def _by_tree(old: Path, target: Tape) -> Salvaged | None:
    """As sqlite reads it; None where sqlite gave up."""
    try:
        with Tape(old, readonly=True) as source:
            if source.query("PRAGMA integrity_check(1)") != [("ok",)]:
                return None
            for group in in_groups(source.entries()):
                target.adopt(group)
            return Salvaged(lost=len(source.damaged))
    except UsageError:
        return None


def _by_pages(old: Path, target: Tape) -> Salvaged:
    pages = Pages(old)
    packer = Packer()
    try:
        known: set[bytes] = set()  # keys of which any leaf or index tells
        questions: dict[int, bytes] = {}  # row → key, of questions that could be read
        lost = 0
        for row, values in records(pages):
            if row is None or len(values) != ENTRY_COLUMNS:
                known |= _key_in_index(values)
                continue
            known |= {values[1]} if isinstance(values[1], bytes) and len(values[1]) == KEY_BYTES else set()
            lost += _take_question(row, values, target, packer, questions)
        for row, values in records(pages):
            if row is not None and len(values) == ATTEMPT_COLUMNS:
                lost += _take_attempt(row, values, target, packer, questions)
    finally:
        pages.close()
    return Salvaged(lost=lost + len(known - set(questions.values())), by_pages=True)


def _key_in_index(values: Sequence[Value]) -> set[bytes]:
    """The key of a record of the keys' index."""
    if len(values) == INDEX_COLUMNS and isinstance(values[0], bytes) and len(values[0]) == KEY_BYTES:
        return {values[0]}
    return set()


def _take_question(row: int, values: Sequence[Value], target: Tape, packer: Packer, questions: dict[int, bytes]) -> int:
    """Copies a reply with its question; how many replies were lost in this row (a lost question is told by its key)."""
    _, key, sample, model, *rest, _body_size, _raw_size, body, raw = values
    if not isinstance(key, bytes) or not isinstance(sample, int):
        return 0
    try:
        asked = Asked(key.hex(), str(model), sample, packer.question(body, sample, key))
    except Unreadable:
        return 0
    questions[row] = key
    try:
        target.keep_question(asked)
        if raw is not None:
            target.adopt([reply_of(packer, row, asked, [*rest, raw])])
    except Unreadable:
        return 1
    return 0


def _take_attempt(row: int, values: Sequence[Value], target: Tape, packer: Packer, questions: dict[int, bytes]) -> int:
    _, of, *rest, _size, raw = values
    if not isinstance(of, int) or of not in questions:
        return 1
    asked = target.asked(questions[of].hex())
    if asked is None:
        return 1
    try:
        target.adopt([attempt_of(packer, of, asked, [*rest, raw])])
    except Unreadable:
        return 1
    return 0
