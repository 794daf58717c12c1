"""The report as Markdown, and its figures as CSV: a row an evaluator and a value of a facet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from negforge.report import tables, words
from negforge.report.escaping import cell, markdown
from negforge.report.figures import MACRO, SPLIT, Report
from negforge.report.tables import Table

CSV_HEADER = (
    "evaluator", "kind", "facet", "value", "n", "failed", "accuracy", "low", "high", "clusters", "flip_rate",
)  # fmt: skip


def as_markdown(report: Report) -> str:
    """Leaderboard, groups, slices, calibration, cost, failures."""
    blocks = [f"# {markdown(report.title)}", f"{report.pairs:,} pairs; {markdown(', '.join(report.runs))}"]
    blocks += [f"- {markdown(note)}" for note in report.notes]
    blocks += [_table(_leaders(report)), *_groups(report)]
    tested = tables.comparison_table(report)
    others = [*([tested] if tested else []), *_slices(report)]
    for table in (tables.spending_table(report), tables.failures_table(report)):
        others += [table] if table else []
    for table in tables.reliability_tables(report):
        others.append(Table(f"Calibration: {table.title}", table.header, table.rows, table.numbers, table.note))
    bounds = tables.bounds_table(report)
    for table in (*others, *([bounds] if bounds else [])):
        blocks += [f"## {markdown(table.title)}", _table(table), *([markdown(table.note)] if table.note else [])]
    return "\n\n".join(blocks) + "\n"


def as_csv(report: Report) -> str:
    """Accuracies in 0..1; no number where there is none."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEADER)
    kinds = {one.name: one.kind for one in report.evaluators}
    for one in (*report.figures, *report.slices):
        rate = one.rate
        figures = (rate.value, rate.low, rate.high) if rate.n else ("", "", "")
        told = [f"{figure:.6f}" if isinstance(figure, float) else figure for figure in figures]
        flips = "" if one.flip_rate is None else f"{one.flip_rate:.6f}"
        names = [cell(name) for name in (one.evaluator, kinds.get(one.evaluator, "judge"), one.facet, one.value)]
        writer.writerow([*names, rate.n, rate.failed, *told, rate.clusters, flips])
    return out.getvalue()


def leaderboard_rows(report: Report) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and rows, for the terminal too."""
    table = _leaders(report)
    return table.header, table.rows


def _leaders(report: Report) -> Table:
    ordered = report.in_order()
    columns = list(tables.leader_cells(report, ordered[0])) if ordered else []
    rows = tuple((one.name, one.kind, *tables.leader_cells(report, one).values()) for one in ordered)
    header = ("judge", "kind", *columns)
    return Table("Leaderboard", header, rows, frozenset(range(2, len(header))))


def _groups(report: Report) -> Iterator[str]:
    for tested in report.tested:
        for group in tested.groups:
            if len(group) > 1:
                yield f"Cannot be told apart: {', '.join(markdown(name) for name in group)}"


def _slices(report: Report) -> Iterator[Table]:
    ordered = report.in_order()
    for facet in (SPLIT, *tables.facets_of(report)):
        rows = []
        for row in tables.slice_rows(report, facet, ordered):
            name = "mean over splits" if (facet, row.value) == (SPLIT, MACRO) else row.value
            cells = [
                "–" if one is None else _accuracy(one.rate.n, row.pairs, words.accuracy(one.rate))
                for one in row.figures
            ]
            rows.append((name, f"{row.pairs:,}", *cells))
        name = words.facet_name(facet)
        header = (name, "pairs", *(one.name for one in ordered))
        yield Table(f"By {name}", header, tuple(rows), frozenset(range(1, len(header))))


def _accuracy(judged: int, pairs: int, told: str) -> str:
    return told if judged == pairs else f"{told} (n {judged:,})"


def _table(table: Table) -> str:
    ruler = ["---:" if at in table.numbers else "---" for at in range(len(table.header))]
    lines: list[Sequence[str]] = [[markdown(one) for one in table.header], ruler]
    lines += [[markdown(one) for one in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
