"""``negforge report``: evaluations as one page, and as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negforge.cli.remarks import tell_remarks
from negforge.cli.terminal import progress_shown, table, visible

if TYPE_CHECKING:
    from negforge.pipeline.running.remarks import Remark

Runs = Annotated[
    list[str], typer.Argument(metavar="RUN...", help="Folders of `negforge evaluate --out`, or of builds.")
]
Out = Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="The page.")]
Markdown = Annotated[str | None, typer.Option("--markdown", metavar="FILE", help="The tables as Markdown too.")]
Csv = Annotated[str | None, typer.Option("--csv", metavar="FILE", help="Accuracy by judge and slice as CSV too.")]
JsonFile = Annotated[str | None, typer.Option("--json", metavar="FILE", help="All figures as JSON too.")]
Pairs = Annotated[
    list[str] | None,
    typer.Option("--pairs", metavar="PATH", help="Where the judged pairs lie, if a run does not say. Repeatable."),
]


def report(
    runs: Runs,
    out: Out = "report.html",
    markdown: Markdown = None,
    csv: Csv = None,
    json: JsonFile = None,
    pairs: Pairs = None,
) -> int:
    """Show evaluations: leaderboard, slices, calibration, cost, failures, and every pair with what was said of it.

    The page is one file that opens from disk and asks no network. Several runs are set beside one another. Shortcuts
    that read nothing are judged along, so that every figure has its floor.
    """
    from negforge.pipeline.telling.report_run import find, write_report
    from negforge.report.texts import leaderboard_rows

    remarks: list[Remark] = []
    named = {"html": out, "markdown": markdown, "csv": csv, "json": json}
    files = {form: Path(path) for form, path in named.items() if path is not None}
    with progress_shown() as progress:
        found = find([Path(run) for run in runs], [Path(path) for path in pairs or ()], remarks.append, progress)
        write_report(found, files, progress)
    tell_remarks(remarks)
    header, rows = leaderboard_rows(found.report)
    print(table(header, rows, right=range(2, len(header))))
    size = files["html"].stat().st_size / 1e6
    others = "".join(f", {path}" for form, path in files.items() if form != "html")
    print(visible(f"\nFiles: {files['html']} ({found.report.pairs:,} pairs, {size:.1f} MB){others}", lines=True))
    return 0
