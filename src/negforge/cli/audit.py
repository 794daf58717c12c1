"""``negforge audit``: what a judge that never reads the task can guess."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negforge.cli.remarks import rows_left_out, tell_remarks
from negforge.cli.terminal import progress_shown, tell, visible

if TYPE_CHECKING:
    from negforge.pipeline.running.remarks import Remark

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="Run folders or pair files: ours, Plan-RewardBench's or TRL's layout."),
]
Train = Annotated[
    list[str] | None,
    typer.Option("--train", metavar="PATH", help="Fit every judge on the pairs here, test once on PATH... Repeatable."),
]
Quick = Annotated[bool, typer.Option("--quick", help="Single cues and logistic regression on features only.")]
JsonFile = Annotated[str | None, typer.Option("--json", metavar="FILE", help="The whole report; - prints it.")]
SvgFile = Annotated[str | None, typer.Option("--svg", metavar="FILE", help="A picture of groups and cues.")]
RngSeed = Annotated[int, typer.Option("--rng-seed", metavar="N", min=0, help="Of folds, bootstrap and control.")]
Folds = Annotated[int, typer.Option("--folds", metavar="N", min=2, max=100, help="Of the cross-validation.")]
Top = Annotated[int, typer.Option("--top", metavar="N", min=0, help="So many cues, words and pairs are shown.")]


def audit(
    paths: Paths,
    train: Train = None,
    quick: Quick = False,
    json_file: JsonFile = None,
    svg_file: SvgFile = None,
    rng_seed: RngSeed = 0,
    folds: Folds = 5,
    top: Top = 10,
) -> int:
    """How often do judges that never read the task prefer the chosen side? Single cues, and judges that learn.

    Groups: surface (length, style, provenance, masked words: what must not decide), process (errors, repeats, invalid
    calls: partly honest), context (world, template and error kind with differences: cheap, and legitimate), full (all).

    Each is cross-validated, pairs of one template or nearly one query kept together, with a 95 % interval. See
    docs/auditing.md for how to read it.
    """
    from negforge.audit.options import Options
    from negforge.cli.audit_tables import audit_tables
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.judging.audit_run import audit_at, report_json, write_report

    remarks: list[Remark] = []
    options = Options(rng_seed=rng_seed, folds=folds, quick=quick, shown=top)
    with progress_shown() as progress:
        report = audit_at(
            [Path(path) for path in paths], [Path(path) for path in train or ()], options, remarks.append, progress
        )
    tell_remarks(remarks)
    to_file = json_file if json_file != "-" else None
    write_report(report, Path(to_file) if to_file else None, Path(svg_file) if svg_file else None)
    print(as_json_text(report_json(report)) if json_file == "-" else audit_tables(report, top))
    if written := [visible(one) for one in (to_file, svg_file) if one]:
        tell(f"written: {', '.join(written)}")
    if rows_left_out(remarks) > report.pairs:
        tell("more rows were left out than audited: the figures stand for the smaller part; mend the file")
        return 1
    return 0
