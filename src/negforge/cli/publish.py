"""``negforge publish``: a finished run as others load it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negforge.cli.options import AsJson
from negforge.cli.terminal import progress_shown, table, tell_text, visible

if TYPE_CHECKING:
    from negforge.pipeline.building.publishing_run import Published

Run = Annotated[str, typer.Argument(metavar="RUN", help="The run folder of a finished build.")]
To = Annotated[str, typer.Option("--to", metavar="FOLDER", help="Where the release goes, such as benchmark.")]
Release = Annotated[str, typer.Option("--release", metavar="VERSION", help="Its version.  [default: that of negforge]")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace another release that lies there.")]


def publish(run: Run, to: To, release: Release = "", overwrite: Overwrite = False, as_json: AsJson = False) -> int:
    """Publish a run: <split>.jsonl in Plan-RewardBench's layout, full/ in ours, parquet/, types/ and manifest.json.

    Files that no release of ours put there (a data card, readings) are never touched. Stopped or killed, the same
    command goes on where it was. The columns are told in docs/files.md.
    """
    from negforge.cli.tables import as_json_text
    from negforge.pipeline.building.publishing_run import publish_run

    with progress_shown() as progress:
        made = publish_run(Path(run), Path(to), release=release, overwrite=overwrite, progress=progress)
    if not made.fresh:
        tell_text(f"{made.folder}: published before from the same run; nothing to do")
    if as_json:
        print(as_json_text({"folder": str(made.folder), "fresh": made.fresh, "manifest": made.manifest}))
    else:
        print(_table(made))
    return 0


def _table(made: Published) -> str:
    by_split = made.manifest["counts"]["by_split"]
    files = made.manifest["files"]
    rows = [
        [split, *(str(one[name]) for name in ("pairs", "tasks", "templates")), *_sizes(split, files)]
        for split, one in by_split.items()
    ]
    header = ["split", "pairs", "tasks", "templates", "kB", "kB in full", "kB as Parquet"]
    told = f"{made.manifest['name']} {made.manifest['release']} in {made.folder}"
    return f"{table(header, rows, right=range(1, len(header)))}\n\n{visible(told)}"


def _sizes(split: str, files: dict[str, dict[str, int]]) -> list[str]:
    names = (f"{split}.jsonl", f"full/{split}.jsonl", f"parquet/{split}.parquet")
    return [f"{files[name]['bytes'] / 1000:,.0f}" for name in names]
