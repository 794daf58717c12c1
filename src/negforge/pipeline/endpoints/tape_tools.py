"""What people do with tapes: look, count, bring together, cut down, exchange, save what is left of a broken one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from negforge.adapters.files import readable, write_lines
from negforge.adapters.json_records import read_lines
from negforge.adapters.tapes.exchange import NotAnEntry, as_json, entry_of, line_of
from negforge.adapters.tapes.file import is_sqlite
from negforge.adapters.tapes.reading import in_groups
from negforge.adapters.tapes.salvage import Salvaged, salvage
from negforge.adapters.tapes.tape import Entry, Tape, Total
from negforge.core.errors import UsageError

__all__ = ["Merged", "Pruned", "Salvaged", "TapeStats", "export", "merge", "prune", "salvage", "show", "stats"]

SHOWN_REFUSALS = 20
FEW_DAMAGED = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """One reply or attempt, told. ``body`` and ``reply`` as text; nothing in them may be trusted."""

    row: int
    run: str
    entry: dict[str, Any]
    tokens: dict[str, int]
    body: str
    reply: str


@dataclass(slots=True)
class TapeStats:
    """``damaged``: how many rows; ``examples``: the first of them, in words. ``file_bytes``: with sqlite's log."""

    totals: list[Total]
    damaged: int
    examples: list[str]
    file_bytes: int


@dataclass(slots=True)
class Merged:
    """What became of the entries of all sources. ``refused``: with file, line and reason, the first 20."""

    reply: int = 0
    attempt: int = 0
    double: int = 0
    known: int = 0
    refusals: int = 0
    refused: list[str] = field(default_factory=list)

    def refuse(self, told: str) -> None:
        self.refusals += 1
        if len(self.refused) < SHOWN_REFUSALS:
            self.refused.append(told)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or would go. ``freed``: bytes of the file (0 for a dry run)."""

    replies: int
    attempts: int
    freed: int


def show(path: Path, prefix: str, *, attempts: bool, limit: int) -> tuple[list[Shown], list[str]]:
    """The first ``limit`` entries whose keys begin with ``prefix``, and the damaged rows met on the way."""
    with Tape(path, readonly=True) as tape:
        entries = tape.entries(attempts=attempts, prefix=prefix)
        shown = [_shown(entry) for entry, _ in zip(entries, range(limit), strict=False)]
        return shown, _told(path, tape)


def stats(path: Path) -> TapeStats:
    """Counts by model and run; every payload is opened to find the damaged ones."""
    with Tape(path, readonly=True) as tape:
        for _ in tape.entries():
            pass
        return TapeStats(tape.totals(), len(tape.damaged), _told(path, tape)[:FEW_DAMAGED], _size(path))


def export(path: Path, out: Path | None, *, attempts: bool, print_line: Callable[[bytes], None]) -> list[str]:
    """JSON lines by key into ``out``, or to ``print_line``; gives the damaged rows, which are left out."""
    with Tape(path, readonly=True) as tape:
        lines = (line for entry in tape.entries(attempts=attempts, by_key=True) for line in (line_of(entry),))
        if out is None:
            for line in lines:
                print_line(line)
        else:
            write_lines(out, lines)
        return _told(path, tape)


def merge(into: Path, sources: Sequence[Path]) -> Merged:
    """Tapes and JSON lines into one tape, which is made if need be. A second time changes nothing."""
    merged = Merged()
    for source in sources:
        readable(source)
        if into.exists() and os.path.samefile(source, into):
            raise UsageError(f"{source}: cannot be merged into itself; name other sources")
    with Tape(into) as tape:
        for source in sources:
            for group in in_groups(_read(source, merged)):
                for became in tape.adopt(group):
                    setattr(merged, became, getattr(merged, became) + 1)
    return merged


def prune(path: Path, *, attempts: bool, model: str | None, keep_run: str | None, dry_run: bool) -> Pruned:
    """Removes entries of ``model`` (None: any), of other runs than ``keep_run`` (None: of all), and of those only the
    attempts where ``attempts``. Raises UsageError where nothing narrows it down."""
    if not attempts and model is None and keep_run is None:
        raise UsageError("nothing says what is to go; give --attempts, --model or --keep-run")
    if not path.exists():
        raise UsageError(f"{path}: there is no such tape; check the path")
    replies_go = "raw IS NOT NULL AND (?1 IS NULL OR model = ?1) AND (?2 IS NULL OR run <> ?2)"
    attempts_go = """number IN (SELECT attempts.number FROM attempts JOIN entries ON entries.number = attempts.asked
      WHERE (?1 IS NULL OR entries.model = ?1) AND (?2 IS NULL OR attempts.run <> ?2))"""
    which = (model, keep_run)
    with Tape(path, readonly=dry_run) as tape:
        going = [
            0 if attempts else tape.query(f"SELECT count(*) FROM entries WHERE {replies_go}", *which)[0][0],
            tape.query(f"SELECT count(*) FROM attempts WHERE {attempts_go}", *which)[0][0],
        ]
        before = _size(path)
        if not dry_run and any(going):
            emptied = "UPDATE entries SET run = NULL, media = NULL, raw_size = NULL, raw = NULL WHERE "
            unasked = "DELETE FROM entries WHERE raw IS NULL AND number NOT IN (SELECT asked FROM attempts)"
            removals: list[tuple[str, Sequence[object]]] = [(f"DELETE FROM attempts WHERE {attempts_go}", which)]
            removals += [] if attempts else [(emptied + replies_go, which)]
            tape.change([*removals, (unasked, ())], then_shrink=True)
        return Pruned(going[0], going[1], before - _size(path))


def as_dict(value: Any) -> dict[str, Any]:
    """Any of the values above, for JSON."""
    return asdict(value)


def _read(source: Path, merged: Merged) -> Iterator[Entry]:
    if source.stat().st_size == 0:
        return
    if is_sqlite(source):
        with Tape(source, readonly=True) as tape:
            yield from tape.entries()
            for told in _told(source, tape):
                merged.refuse(told)
        return
    for where, line in read_lines(source):
        try:
            yield entry_of(line)
        except NotAnEntry as error:
            merged.refuse(f"{source}: {where}: {error}")


def _shown(entry: Entry) -> Shown:
    usage = entry.heard.usage
    tokens = {"prompt": usage.prompt, "completion": usage.completion, "reasoning": usage.reasoning}
    body, reply = (raw.decode("utf-8", "backslashreplace") for raw in (entry.asked.body, entry.heard.raw))
    return Shown(entry.number, entry.run, as_json(entry), tokens, body, reply)


def _told(path: Path, tape: Tape) -> list[str]:
    return [f"{path}: {damaged}" for damaged in tape.damaged.values()]


def _size(path: Path) -> int:
    return sum(one.stat().st_size for one in _files(path) if one.exists())


def _files(path: Path) -> Iterable[Path]:
    return path, Path(f"{path}-wal")
