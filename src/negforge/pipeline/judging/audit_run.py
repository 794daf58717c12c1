"""An audit of files: the pairs read, the report written as JSON and as a picture."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negforge.audit.options import Options, Progress
from negforge.core.pair import Pair
from negforge.pipeline.reading.pair_files import pairs_at
from negforge.pipeline.running.figures import plain
from negforge.pipeline.running.remarks import Note
from negforge.pipeline.running.run_files import write_text

if TYPE_CHECKING:
    from negforge.audit.report import AuditReport


def audit_at(
    places: Sequence[Path], train: Sequence[Path], options: Options, note: Note, progress: Progress
) -> AuditReport:
    """The audit of all pairs at these places; with ``train``, by judges fitted on the pairs there. Raises UsageError
    where a place holds no pairs."""
    from negforge.audit.audit import audit, audit_trained

    pairs = _counted(pairs_at(places, note), "pairs", progress)
    if not train:
        return audit(pairs, options, progress)
    return audit_trained(_counted(pairs_at(train, note), "train pairs", progress), pairs, options, progress)


def report_json(report: AuditReport) -> dict[str, Any]:
    """The report for machines: what is not a number is null."""
    return {"format": "negforge.audit/1", **plain(asdict(report), digits=None)}


def write_report(report: AuditReport, json_file: Path | None, svg_file: Path | None) -> None:
    """Whole files or none. Raises RunError where one cannot be written."""
    if json_file is not None:
        write_text(json_file, json.dumps(report_json(report), indent=1, ensure_ascii=True, allow_nan=False) + "\n")
    if svg_file is not None:
        from negforge.audit.picture import picture

        write_text(svg_file, picture(report))


def _counted(pairs: Iterable[Pair], stage: str, progress: Progress) -> list[Pair]:
    found = []
    for number, pair in enumerate(pairs, 1):
        found.append(pair)
        if number % 100 == 0:
            progress(stage, number, None)
    return found
