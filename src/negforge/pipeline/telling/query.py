"""Runs, evaluations, releases and their files as tables for SQL; only the tables that the SQL names are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from negforge.adapters.duckdb_tables import Answer, tables_in_memory
from negforge.adapters.json_records import head
from negforge.adapters.wire import decode_drop, decode_rollout
from negforge.core.errors import UsageError
from negforge.pipeline.endpoints.folders import MARK
from negforge.pipeline.endpoints.wiring import defects_by_slug
from negforge.pipeline.gathering.ingest_stage import ROLLOUTS
from negforge.pipeline.judging.baseline import are_judgements, judgements_in, metrics_in
from negforge.pipeline.judging.judging_stage import JUDGEMENTS, METRICS
from negforge.pipeline.reading.manifest import MANIFEST
from negforge.pipeline.reading.pair_files import load_pairs
from negforge.pipeline.reading.publication import published_manifest
from negforge.pipeline.running.inputs import what_lies_at
from negforge.pipeline.running.joining import DROPS
from negforge.pipeline.running.kept_out import DUPLICATES
from negforge.pipeline.running.ledger import LEDGER
from negforge.pipeline.running.remarks import Note, Remark
from negforge.pipeline.running.run_files import decoded_lines
from negforge.pipeline.telling.query_columns import TABLES, TEXTS, columns_of
from negforge.pipeline.telling.query_rows import Row, drop_row, judgement_row, pair_row, rollout_row, score_row
from negforge.plugins import all_rules

Rows: TypeAlias = Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """How rows are read. ``seen``: the pairs that are in the table already, and from where."""

    note: Note
    texts: bool
    seen: dict[str, str]


@contextmanager
def answered(places: Sequence[Path], sql: str, note: Note, *, texts: bool = False) -> Iterator[Answer]:
    """What the SQL gives, as long as the block lasts. ``texts``: with the columns of transcripts and raw replies.

    Raises UsageError where a place holds none of our tables, or the SQL cannot be answered; RunError where the machine
    does not suffice.
    """
    reading = _Reading(note, texts, {})
    found = [(place, tables_at(place, reading)) for place in places]
    there = [name for name in TABLES if any(name in tables for _, tables in found)]
    with tables_in_memory() as memory:
        for name in there:
            memory.make(name, columns_of(name, texts))
            if re.search(rf"\b{name}\b", sql, re.IGNORECASE):
                for place, tables in found:
                    if name in tables:
                        rows = ({"run": str(place), **row} for row in tables[name]())
                        memory.fill(name, columns_of(name, texts), rows)
        try:
            yield memory.ask(sql)
        except UsageError as error:
            raise UsageError(f"{error}{_hint(str(error), sql, there, texts)}") from error


def tables_at(place: Path, reading: _Reading) -> Mapping[str, Rows]:
    """The tables that there are, each to be read when it is asked for."""
    kind = what_lies_at(place)
    if kind == "nothing":
        raise UsageError(f"{place}: no such file or folder; name a run, an evaluation's --out, or a release")
    if kind != "folder":
        return _of_file(place, reading)
    if published_manifest(place) is not None:
        return {"pairs": lambda: _pairs(place, reading)}
    files = {name for name in (JUDGEMENTS, METRICS, DROPS, ROLLOUTS, MARK) if what_lies_at(place / name) == "file"}
    built = any(what_lies_at(place / name) != "nothing" for name in (MANIFEST, LEDGER))
    if not built and not files & {JUDGEMENTS, METRICS, MARK}:
        return {"pairs": lambda: _pairs(place, reading)}
    found: dict[str, Rows] = {"pairs": lambda: _pairs(place, reading)} if built else {}
    if built and DROPS in files:
        names = [place / name for name in (DROPS, DUPLICATES) if what_lies_at(place / name) == "file"]
        found["drops"] = lambda: chain.from_iterable(map(_drops, names))
    if JUDGEMENTS in files:
        found["judgements"] = lambda: _judgements(place / JUDGEMENTS, reading)
    if METRICS in files:
        found["scores"] = lambda: _scores(place / METRICS)
    if built and ROLLOUTS in files:
        found["rollouts"] = lambda: _rollouts(place / ROLLOUTS, reading)
    if not found:
        raise UsageError(f"{place}: this evaluation has written nothing yet; the same `negforge evaluate` goes on")
    return found


def _of_file(path: Path, reading: _Reading) -> Mapping[str, Rows]:
    first = head(path).first
    fields = first.keys() if isinstance(first, dict) else frozenset[str]()
    if are_judgements(first):
        return {"judgements": lambda: _judgements(path, reading)}
    if {"evaluator", "split", "value"} <= fields or "metrics" in fields:
        return {"scores": lambda: _scores(path)}
    if {"pair_id", "check", "reason"} <= fields:
        return {"drops": lambda: _drops(path)}
    if {"id", "task", "trajectory"} <= fields:
        return {"rollouts": lambda: _rollouts(path, reading)}
    return {"pairs": lambda: _pairs(path, reading)}


def _pairs(place: Path, reading: _Reading) -> Iterator[Row]:
    defects = defects_by_slug(all_rules())
    for pair in load_pairs(place, reading.note):
        if pair.id in reading.seen:
            told = f"{place}: holds pair {pair.id}, which {reading.seen[pair.id]} has too; it is in the table once"
            reading.note(Remark("repeat", told))
            continue
        reading.seen[pair.id] = str(place)
        yield pair_row(pair, defects.get(pair.defect or ""), texts=reading.texts)


def _drops(path: Path) -> Iterator[Row]:
    return map(drop_row, decoded_lines(path, decode_drop))


def _judgements(path: Path, reading: _Reading) -> Iterator[Row]:
    return (judgement_row(one, texts=reading.texts) for one in judgements_in(path))


def _rollouts(path: Path, reading: _Reading) -> Iterator[Row]:
    return (rollout_row(one, texts=reading.texts) for one in decoded_lines(path, decode_rollout))


def _scores(path: Path) -> Iterator[Row]:
    for number, metric in enumerate(metrics_in(path), 1):
        row = score_row(metric)
        if row is None:
            raise UsageError(f"{path}: row {number} names no evaluator; is it a metrics.json of `negforge evaluate`?")
        yield row


def _hint(error: str, sql: str, there: Sequence[str], texts: bool) -> str:
    """What next, where it can be told from the names in the SQL."""
    words = {word.lower() for word in re.findall(r"\w+", sql)}
    hidden = [one.name for name in there for one in TEXTS.get(name, ()) if one.name in words and one.name in error]
    if hidden and not texts:
        return f"\n{hidden[0]} is there with --texts"
    missing = [name for name in TABLES if name not in there and name in words]
    if missing and "does not exist" in error:
        return f"\nthere is no table {missing[0]} in what was named; there is {', '.join(there)}"
    return "\n`negforge query --tables` lists tables and columns" if "Error: " in error else ""
