"""The ladder on pairs from wherever they lie: judged side by side, and what machines are told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.evaluate.ladder.report import Judged, LadderReport, judged, report
from negforge.evaluate.ladder.rungs import RUNGS
from negforge.pipeline.gathering.ingest_stage import Progress
from negforge.pipeline.reading.pair_files import pairs_at
from negforge.pipeline.running.bounded import chunked, run_in_order
from negforge.pipeline.running.figures import plain
from negforge.pipeline.running.remarks import Note

CHUNK = 25


def climb(paths: Sequence[Path], workers: int, note: Note, progress: Progress) -> LadderReport:
    """Every rung on every pair, and the report."""
    seen: list[Judged] = []
    parts = chunked(pairs_at(paths, note), CHUNK)
    chunks = ((f"pairs {at * CHUNK + 1} and after", some) for at, some in enumerate(parts))
    for some in run_in_order(_nothing, _judge, chunks, workers=workers):
        seen.extend(some)
        progress("judge", len(seen), None)
    return report(seen)


def report_json(found: LadderReport) -> dict[str, Json]:
    """The report for machines; what cannot be told is null."""
    notes = {rung.name: rung.note for rung in RUNGS}
    return {
        "rungs": [{"name": rung.name, "says": rung.says, "note": notes[rung.name]} for rung in RUNGS],
        "rates": [
            {"rung": row.rung, "by": row.by, "group": row.group, **plain(asdict(row.rate))} for row in found.rows
        ],
        "steps": [
            {"rung": rung.name, "below": below.name, **plain(asdict(step))}
            for rung, below, step in zip(RUNGS[1:], RUNGS, found.steps, strict=False)
        ],
        "trends": [
            {"rung": rung.name, **plain(asdict(trend)), "within_defects": plain(asdict(within))}
            for rung, trend, within in zip(RUNGS, found.trends, found.within, strict=True)
        ],
        "bars": [{"says": bar.says, "met": bar.met} for bar in found.bars],
    }


def _nothing() -> None:
    """What a worker needs to begin: nothing."""


def _judge(_: None, pairs: tuple[Pair, ...]) -> list[Judged]:
    return [judged(pair) for pair in pairs]
