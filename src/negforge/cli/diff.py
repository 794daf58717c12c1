"""``negforge diff``: two versions of a benchmark against one another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negforge.cli.options import AsJson
from negforge.cli.remarks import tell_remarks
from negforge.cli.terminal import table, tell_text

if TYPE_CHECKING:
    from negforge.pipeline.comparison import Comparison, SplitChange
    from negforge.pipeline.remarks import Remark

Before = Annotated[str, typer.Argument(metavar="A", help="The old version: a published folder, a run, a pair file.")]
After = Annotated[str, typer.Argument(metavar="B", help="The new version.")]
Tolerance = Annotated[
    float,
    typer.Option("--tolerance", metavar="SHARE", min=0, max=1, help="So many of a split's pairs may be others."),
]
Common = Annotated[
    str | None, typer.Option("--common", metavar="FILE", help="Write the pairs that both have, to judge on them.")
]


def diff(
    before: Before, after: After, tolerance: Tolerance = 0.05, common: Common = None, as_json: AsJson = False
) -> None:
    """Compare two versions: pairs added, dropped and changed, and which numbers no longer compare.

    common: the same words in both. retold: of these, another defect, level or proof. changed: the same task with other
    words. A split whose pairs are others beyond the tolerance has numbers that no longer compare.
    """
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.comparing import compare, write_common

    remarks: list[Remark] = []
    found = compare(Path(before), Path(after), remarks.append, tolerance=tolerance)
    tell_remarks(remarks)
    if common is not None:
        written = write_common(found, Path(after), Path(common), lambda _: None)
        tell_text(f"{written} common pairs in {common}")
    print(as_json_text({"before": before, "after": after, **found.as_json()}) if as_json else _shown(found))


def _shown(found: Comparison) -> str:
    header = ["split", "A", "B", "common", "retold", "changed", "dropped", "added", "accuracy", "slices"]
    rows = [
        [
            one.split,
            *(str(number) for number in _numbers(one)),
            *("compares" if fits else "no" for fits in (found.accuracy_compares(one), found.slices_compare(one))),
        ]
        for one in found.splits
    ]
    return f"{table(header, rows, right=range(1, 8))}\n\n{_told(found)}"


def _numbers(one: SplitChange) -> list[int]:
    lists = (one.common, one.retold, one.changed, one.dropped, one.added)
    return [one.before, one.after, *(len(some) for some in lists)]


def _told(found: Comparison) -> str:
    """What follows for those who have numbers of both."""
    apart = [one.split for one in found.splits if not found.accuracy_compares(one)]
    shared = sum(len(one.common) for one in found.splits)
    lines = []
    if apart:
        lines.append(f"More than {found.tolerance:.0%} of the pairs are others in: {', '.join(apart)}.")
        lines.append(f"Neither their accuracy nor the macro average compares; the {shared} common pairs do (--common).")
    else:
        lines.append(f"The accuracy of every split and the macro average compare; {shared} pairs are common.")
    retold = [one.split for one in found.splits if found.accuracy_compares(one) and not found.slices_compare(one)]
    if retold:
        lines.append(f"Slices by defect and level do not compare in: {', '.join(retold)}.")
    if found.moved:
        lines.append(f"{len(found.moved)} pairs lie in another split than before (dropped there, added here).")
    if found.remade:
        lines.append(f"Made from other things: {', '.join(found.remade)}.")
    return "\n".join(lines)
