"""``negforge ladder``: how hard pairs are, told by programs of rising ability."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negforge.cli.evaluate_options import Paths
from negforge.cli.options import AsJson
from negforge.cli.remarks import rows_left_out, tell_remarks
from negforge.cli.terminal import progress_shown, table, tell

if TYPE_CHECKING:
    from negforge.core.verdict import Rate
    from negforge.evaluate.ladder.report import LadderReport
    from negforge.pipeline.running.remarks import Remark

Workers = Annotated[
    int, typer.Option("--workers", "-w", metavar="N", min=1, help="Processes; the result is the same for any number.")
]
ByDefect = Annotated[bool, typer.Option("--defects", help="Accuracy by defect too.")]


def ladder(paths: Paths, workers: Workers = 1, defects: ByDefect = False, as_json: AsJson = False) -> int:
    """Judge pairs by programs of rising ability: what does it take to tell the chosen side?

    Accuracy of each rung by split and level, each rung against the one below (a permutation test by template), the
    trend over levels, and the bars that a benchmark should meet. The top rung shares code with the labels of our own
    pairs: it shows what is provable, and is never ranked with judges.
    """
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.judging.ladder_run import climb, report_json

    remarks: list[Remark] = []
    with progress_shown() as progress:
        found = climb([Path(path) for path in paths], workers, remarks.append, progress)
    tell_remarks(remarks)
    print(as_json_text(report_json(found)) if as_json else shown(found, defects=defects))
    judged = found.rows[0].rate.n + found.rows[0].rate.failed
    if not judged:
        tell("no pair was judged; is this a run that made none?")
    return 0 if judged and rows_left_out(remarks) <= judged else 1


def shown(found: LadderReport, *, defects: bool) -> str:
    """The report as plain tables."""
    from negforge.evaluate.ladder.rungs import RUNGS

    rungs = "\n".join(f"{at}  {rung.name}: {rung.says}" for at, rung in enumerate(RUNGS, 1))
    blocks = [rungs, f"{_rates(found, 'split')}\n(percent, 95 % interval clustered by template)"]
    blocks += [_rates(found, by) for by in (("level", "defect") if defects else ("level",)) if _has(found, by)]
    return "\n\n".join([*blocks, _steps(found), _bars(found)])


def _has(found: LadderReport, by: str) -> bool:
    return any(row.by == by for row in found.rows)


def _rates(found: LadderReport, by: str) -> str:
    rungs = list(dict.fromkeys(row.rung for row in found.rows))
    groups = dict.fromkeys((row.by, row.group) for row in found.rows if row.by in (by, "all"))
    ordered = [one for one in groups if one[0] == by] + [("all", "all")]
    cells = {(row.by, row.group, row.rung): row.rate for row in found.rows}
    rows = []
    for kind, group in ordered:
        of_group = [cells[kind, group, rung] for rung in rungs]
        rows.append([group, str(of_group[0].n + of_group[0].failed), *(_cell(rate) for rate in of_group)])
    return table([by, "pairs", *(f"rung {at}" for at in range(1, len(rungs) + 1))], rows, right=(1,))


def _cell(rate: Rate) -> str:
    if not rate.n:
        return f"- ({rate.failed} failed)"
    told = f"{100 * rate.value:.1f} [{100 * rate.low:.1f}, {100 * rate.high:.1f}]"
    return told + (f" ({rate.failed} failed)" if rate.failed else "")


def _steps(found: LadderReport) -> str:
    rows: list[Sequence[str]] = [
        [f"{at} over {at - 1}", f"{100 * one.gain:+.1f}", *map(str, (one.better, one.worse)), *_ps(one.p, one.mcnemar)]
        for at, one in enumerate(found.steps, 2)
    ]
    trends: list[Sequence[str]] = [
        [str(at), f"{100 * one.slope:+.1f}", f"{one.p:.4f}", f"{100 * within.slope:+.1f}", f"{within.p:.4f}"]
        for at, (one, within) in enumerate(zip(found.trends, found.within, strict=True), 1)
    ]
    header = ["rung", "gain", "better", "worse", "p", "p (McNemar)"]
    over = ["rung", "points a level", "p (falls)", "within defects", "p (falls)"]
    note = "(p: sign changes by template; McNemar's takes pairs as independent, and is too sure where templates agree)"
    return f"{table(header, rows, right=range(1, 6))}\n{note}\n\n{table(over, trends, right=range(1, 5))}"


def _ps(*chances: float) -> list[str]:
    return [f"{p:.4f}" if p >= 0.0001 else "<0.0001" for p in chances]


def _bars(found: LadderReport) -> str:
    words = {True: "met", False: "NOT MET", None: "not told"}
    return table(["bar", ""], [[bar.says, words[bar.met]] for bar in found.bars])
