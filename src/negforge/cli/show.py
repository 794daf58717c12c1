"""``negforge show``: one pair, both sides against one another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negforge.core.errors import UsageError

if TYPE_CHECKING:
    from negforge.core.pair import Pair
    from negforge.pipeline.running.remarks import Remark

PairId = Annotated[str, typer.Argument(metavar="PAIR_ID", help="The pair's id, or the first characters of it.")]
Run = Annotated[
    str | None,
    typer.Option("--run", metavar="DIR", help="A run folder or pair file.  [default: the newest run under runs/]"),
]


def show(pair_id: PairId, run: Run = None) -> None:
    """Show both sides of a pair with the edit marked, what is wrong with the rejected, and the evidence."""
    from negforge.cli.remarks import tell_faults
    from negforge.cli.side_by_side import print_pair

    remarks: list[Remark] = []
    try:
        print_pair(_find(pair_id, Path(run) if run else _newest_run(), remarks))
    finally:
        tell_faults(remarks)


def _find(wanted: str, run: Path, remarks: list[Remark]) -> Pair:
    """The pair whose id is, or alone begins with, ``wanted``."""
    from negforge.pipeline.reading.pair_files import load_pairs

    ids: list[str] = []
    found: list[Pair] = []
    for pair in load_pairs(run, remarks.append):
        if pair.id == wanted:
            return pair
        ids.append(pair.id)
        if pair.id.startswith(wanted) and len(found) < 2:
            found.append(pair)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{wanted}: several pairs in {run} have ids that begin so; give more, such as {found[0].id}")
    raise UsageError(f"{wanted}: no such pair in {run}{_near(wanted, ids)}")


def _near(wanted: str, ids: list[str]) -> str:
    from rapidfuzz import process

    near = process.extractOne(wanted, ids, score_cutoff=60)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; its pairs have ids such as {ids[0]}" if ids else "; it holds no pairs"


def _newest_run() -> Path:
    finished = sorted(Path("runs").glob("*/manifest.json"), key=lambda path: path.stat().st_mtime)
    if not finished:
        raise UsageError("no finished run under runs/; name one with --run DIR, or make one: negforge build quickstart")
    return finished[-1].parent
