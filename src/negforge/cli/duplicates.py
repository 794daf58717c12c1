"""``negforge duplicates``: what is near to what among pairs, and what of them stands in corpora of others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negforge.cli.options import AsJson
from negforge.cli.remarks import tell_remarks
from negforge.cli.terminal import table, tell

if TYPE_CHECKING:
    from negforge.pipeline.running.remarks import Remark

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Run folders, releases, pair files, Plan-RewardBench files.")
]
Against = Annotated[
    list[str] | None,
    typer.Option("--against", metavar="FILE", help="Pair files, logs, JSON or plain texts of others. Repeatable."),
]
Tasks = Annotated[
    float, typer.Option("--tasks", metavar="SHARE", min=0.01, max=1, help="From here what users say is near.")
]
Runs = Annotated[float, typer.Option("--runs", metavar="SHARE", min=0.01, max=1, help="From here whole runs are near.")]
Out = Annotated[
    str | None, typer.Option("--out", "-o", metavar="FILE", help="The pairs that stay, in the form of pairs.jsonl.")
]
SHOWN = 20


def duplicates(
    paths: Paths,
    against: Against = None,
    tasks: Tasks = 0.8,
    runs: Runs = 0.8,
    out: Out = None,
    as_json: AsJson = False,
) -> int:
    """Say which pairs are near-duplicates of others, and which stand in corpora of others.

    A task is near where this share of its three-word shingles is shared, numbers and names masked; a chosen run, where
    it is of its transcript. Against a corpus nothing is masked, and the share of ours that stands in one record counts.
    A build does the same by its knobs `duplicates`. Ends with 1 where something stands in a corpus.
    """
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.pairs.duplicates_of import duplicates_at
    from negforge.recipe.duplicates import Duplicates

    remarks: list[Remark] = []
    knobs = Duplicates(drop="all", tasks=tasks, runs=runs, against=tuple(against or ()))
    report: Any = duplicates_at([Path(path) for path in paths], knobs, Path(out) if out else None, remarks.append)
    tell_remarks(remarks)
    print(as_json_text(report) if as_json else _told(report))
    near = report["against"]["near"]
    if near:
        tell(f"{len(near)} of {report['pairs']} pairs stand in what they were held against")
    return 1 if near else 0


def _told(report: Any) -> str:
    rows = report["by_split"]
    header = list(rows[0]) if rows else []
    named = [name if name in ("split", "pairs") else f"drop:{name}" for name in header]
    columns = range(1, len(header))
    blocks = [table([*named, "distinct tasks"], [_row(row, report) for row in rows], right=[*columns, len(header)])]
    blocks.append(
        f"{report['pairs']} pairs in {report['families']} families; {report['families_of_several_tasks']} have several "
        f"tasks, {report['families_in_several_splits']} lie in several splits"
    )
    if report["several_tasks"]:
        blocks.append(_several(report["several_tasks"]))
    if report["against"]["files"]:
        blocks.append(_near(report["against"]))
    return "\n\n".join(blocks)


def _row(row: Any, report: Any) -> list[str]:
    distinct = report["distinct_tasks"][row["split"]]
    return [*(str(value) for value in row.values()), f"{distinct['tasks']} ({100 * distinct['share']:.1f} %)"]


def _several(families: Any) -> str:
    largest = sorted(families, key=lambda one: -one["number"])[:SHOWN]
    rows = [
        [
            str(one["number"]),
            ", ".join(one["tasks"][:3]),
            ", ".join(f"{split} {n}" for split, n in one["pairs"].items()),
        ]
        for one in largest
    ]
    return f"Tasks that are near one another\n{table(['tasks', 'such as', 'pairs'], rows, right=(0,))}"


def _near(against: Any) -> str:
    told = f"Held against {against['records']} records of {len(against['files'])} files"
    if against["unread"]:
        told += f" ({against['unread']} could not be read)"
    if not against["near"]:
        return f"{told}: nothing of ours stands there."
    nearest = sorted(against["near"], key=lambda one: (-one["share"], one["pair"]))[:SHOWN]
    rows = [[one["pair"], one["split"], one["part"], f"{one['share']:.2f}", one["near_to"]] for one in nearest]
    return f"{told}\n{table(['pair', 'split', 'part', 'share', 'stands in'], rows, right=(3,))}"
