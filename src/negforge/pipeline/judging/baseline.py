"""An earlier evaluation to compare with: its figures and its judgements, from wherever it was kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from negforge.adapters.json_records import Broken, head, read_records
from negforge.adapters.wire import decode_judgement
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.verdict import Judgement
from negforge.evaluate.gate.figures import Figures, PairValues, Row, Values, rows_of
from negforge.pipeline.judging.judging_stage import JUDGEMENTS, METRICS
from negforge.pipeline.running.inputs import what_lies_at
from negforge.pipeline.running.run_files import decoded_lines


def read_baseline(place: Path) -> Figures:
    """A metrics.json, what `evaluate --json` printed, a judgements.jsonl, or a folder with one or both of them. Raises
    UsageError where there is neither, or what is there cannot be read."""
    if what_lies_at(place) == "folder":
        metrics, judgements = place / METRICS, place / JUDGEMENTS
        found = [one for one in (metrics, judgements) if what_lies_at(one) == "file"]
        if not found:
            raise UsageError(f"{place}: holds no {METRICS} or {JUDGEMENTS}; name the folder of a finished evaluation")
        rows = _rows(metrics) if metrics in found else {}
        return Figures(rows, values_in(judgements) if judgements in found else {})
    if are_judgements(head(place).first):
        return Figures({}, values_in(place))
    return Figures(_rows(place))


def values_in(judgements: Path) -> Values:
    """What each evaluator's answers to each pair come to. Raises UsageError, saying where, for a line that is no
    judgement."""
    return values_of(judgements_in(judgements))


def values_of(judgements: Iterable[Judgement]) -> Values:
    """The same of judgements at hand."""
    values = PairValues()
    for one in judgements:
        values.add(one)
    return values.values()


def judgements_in(path: Path) -> Iterator[Judgement]:
    """One a line. Raises UsageError, saying where, for a line that is none."""
    return decoded_lines(path, decode_judgement)


def metrics_in(path: Path) -> list[Json]:
    """The rows of a metrics.json, whatever stands in them."""
    found: list[Json] = []
    for record in read_records(path):
        if isinstance(record, Broken):
            raise UsageError(f"{path}: {record.where}: {record.reason}; give a metrics.json of `negforge evaluate`")
        found.append(record.value)
    inside = found[0].get("metrics") if len(found) == 1 and isinstance(found[0], dict) else None
    return inside if isinstance(inside, list) else found


def _rows(path: Path) -> dict[tuple[str, str], Row]:
    return rows_of(metrics_in(path), str(path))


def are_judgements(first: Json | None) -> bool:
    """Whether the first record of a file is one."""
    return isinstance(first, dict) and {"pair_id", "evaluator", "outcome"} <= first.keys()
