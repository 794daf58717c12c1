"""``negforge diff``: two versions of a benchmark against one another, or two evaluations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negforge.cli.options import AsJson
from negforge.cli.remarks import tell_remarks
from negforge.cli.terminal import table, tell_text

if TYPE_CHECKING:
    from negforge.pipeline.running.remarks import Remark
    from negforge.pipeline.telling.comparison import Comparison, SplitChange

Before = Annotated[
    str, typer.Argument(metavar="A", help="The old version: a published folder, a run, a pair file; or an evaluation.")
]
After = Annotated[str, typer.Argument(metavar="B", help="The new version.")]
Tolerance = Annotated[
    float,
    typer.Option("--tolerance", metavar="SHARE", min=0, max=1, help="So many of a split's pairs may be others."),
]
Common = Annotated[
    str | None, typer.Option("--common", metavar="FILE", help="Write the pairs that both have, to judge on them.")
]

Pairs = Annotated[
    list[str] | None,
    typer.Option("--pairs", metavar="PATH", help="Where the judged pairs lie, if no evaluation says. Repeatable."),
]


def diff(
    before: Before,
    after: After,
    tolerance: Tolerance = 0.05,
    common: Common = None,
    pairs: Pairs = None,
    as_json: AsJson = False,
) -> None:
    """Compare two versions: pairs added, dropped and changed, and which numbers no longer compare; and two evaluations:
    whether the judges drifted.

    common: the same words in both. retold: of these, another defect, level or proof. changed: the same task with other
    words. A split whose pairs are others beyond the tolerance has numbers that no longer compare. Where both hold
    judgements (folders of `negforge evaluate --out`, builds), the judges of both are compared on the pairs that both
    judged: accuracy, probabilities, scores by scenario. A judge that was asked otherwise (rubric, format, ...) is told
    first.
    """
    from negforge.cli.drift_table import drift_tables
    from negforge.cli.tables import as_json_text
    from negforge.core.errors import UsageError
    from negforge.pipeline.judging.noted import asked_otherwise, settings_at
    from negforge.pipeline.telling.comparing import compare, write_common
    from negforge.pipeline.telling.drifting import drifts_between, drifts_json, has_judged, has_only_judged

    old, new = Path(before), Path(after)
    remarks: list[Remark] = []
    told: dict[str, Any] = {"before": before, "after": after}
    blocks = []
    if only_judged := has_only_judged(old) or has_only_judged(new):
        if common is not None:
            raise UsageError(f"--common {common}: these are evaluations; name the versions of the pairs")
    else:
        found = compare(old, new, remarks.append, tolerance=tolerance)
        told |= found.as_json()
        blocks.append(_shown(found))
        if common is not None:
            written = write_common(found, new, Path(common), lambda _: None)
            tell_text(f"{written} common pairs in {common}")
    if has_judged(old) and has_judged(new):
        if otherwise := asked_otherwise(settings_at(old), settings_at(new)):
            told["asked_otherwise"] = otherwise
            blocks.append("\n".join(otherwise))
        heard = remarks.append if only_judged else (lambda _: None)
        drifted: Any = drifts_json(drifts_between(old, new, [Path(one) for one in pairs or ()], heard))
        if drifted:
            told["drift"] = drifted
            blocks.append(drift_tables(drifted))
        elif only_judged:
            raise UsageError(f"{before} and {after}: no judge judged a pair in both; nothing can be compared")
    elif only_judged:
        other = before if has_only_judged(new) else after
        raise UsageError(f"{other}: holds no judgements.jsonl; give two evaluations, or two versions of the pairs")
    tell_remarks(remarks)
    print(as_json_text(told) if as_json else "\n\n".join(blocks))


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
