"""``negforge evaluate``: how often the judges prefer the chosen side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from negforge.cli.options import AsJson
from negforge.cli.terminal import tell, visible

NOTES_SHOWN = 5

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Run folders, pair files, Plan-RewardBench files or folders.")
]
Judges = Annotated[
    list[str] | None, typer.Option("--judge", "-j", metavar="NAME", help="See `negforge list judges`. Repeatable.")
]


def evaluate(paths: Paths, judges: Judges = None, as_json: AsJson = False) -> None:
    """Judge pairs: accuracy per split with a 95 % interval, and the average over splits.

    A judge sees each pair in both orders. Failures are counted apart: no answer is not a wrong answer.
    """
    from negforge.cli.tables import as_json_text, metrics_table
    from negforge.pipeline.evaluate_run import evaluate_pairs_at
    from negforge.pipeline.judging_stage import rows_json

    notes: list[str] = []
    metrics = rows_json(evaluate_pairs_at([Path(path) for path in paths], judges or "all", notes.append))
    for note in notes[:NOTES_SHOWN]:
        tell(visible(note))
    if len(notes) > NOTES_SHOWN:
        tell(f"{len(notes) - NOTES_SHOWN} more notes on odd rows; all rows that can be read are judged")
    print(as_json_text(metrics) if as_json else metrics_table(metrics))
