"""``negforge twins``: the same pairs after changes that must not matter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negforge.cli.options import AsJson
from negforge.cli.remarks import tell_remarks
from negforge.cli.terminal import table, tell

if TYPE_CHECKING:
    from negforge.pipeline.pairs.twins import Tally
    from negforge.pipeline.running.remarks import Remark

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Run folders, pair files, Plan-RewardBench files or folders.")
]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", "-k", metavar="NAME", help="A kind of twin, see below; repeatable.  [default: all]"),
]
Out = Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="Where the twins go, a pair a line.")]
RngSeed = Annotated[int, typer.Option("--rng-seed", metavar="N", help="Another random seed.")]


def twins(paths: Paths, out: Out, kinds: Kinds = None, rng_seed: RngSeed = 0, as_json: AsJson = False) -> int:
    """Make twins of pairs: the same label after a change that must not matter, proved again by the same check.

    Kinds: key_order, call_order, plain, markup, verbose, renamed_tools, renamed_ids, more_tools, praise_chosen,
    praise_rejected, padded_4k, padded_16k, padded_32k. A twin bears its kind in its field `twin`.

    Every pair of which no twin could be made is counted with its reason. Ends with 1 where no twin was made.
    """
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.pairs.twins import write_twins

    remarks: list[Remark] = []
    tally = write_twins([Path(path) for path in paths], kinds or (), Path(out), rng_seed, remarks.append)
    tell_remarks(remarks)
    print(as_json_text({"pairs": tally.pairs, "file": out, "twins": tally.rows()}) if as_json else _table(tally, out))
    if not tally.made.total():
        tell("no twin was made; the reasons stand above")
        return 1
    return 0


def _table(tally: Tally, out: str) -> str:
    names = [str(row["twin"]) for row in tally.rows()]
    rows = [
        [name, str(tally.made[name]), *([reason, str(tally.missed[name, reason])] if reason else ["", ""])]
        for name in names
        for reason in ([reason for kind, reason in sorted(tally.missed) if kind == name] or [""])
    ]
    return f"{table(['twin', 'made', 'not made', 'pairs'], rows, right=(1, 3))}\n\n{tally.pairs} pairs; twins in {out}"
