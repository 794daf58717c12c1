"""The tables that a build and an evaluation end with, as plain text."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from negforge.cli.gate_table import gate_table
from negforge.cli.selection_table import selection_table
from negforge.cli.terminal import table, visible
from negforge.cli.use_tables import use_table

if TYPE_CHECKING:
    from negforge.pipeline.building.build import BuildResult

Metric: TypeAlias = Any  # an object of metrics.json
WIDTH = 100  # of a screen


def as_json_text(value: object) -> str:
    """For machines: ASCII, so that it survives any terminal."""
    return json.dumps(value, indent=1, ensure_ascii=True)


def summary(result: BuildResult) -> str:
    """What a build came to, where it lies, and what to type next."""
    counts = result.manifest["counts"]
    blocks = [
        rollouts_line(result.manifest["inputs"]),
        f"Pairs\n{funnel_table(result.manifest['funnel'])}",
    ]
    if result.selection is not None:
        blocks.append(f"Selection\n{selection_table(result.selection)}")
    if counts["pairs"]:
        blocks += [
            f"Kept, by split and defect\n{split_table(counts['by_split_and_defect'])}",
            f"Accuracy of the judges\n{metrics_table(result.metrics)}",
        ]
    if result.bars is not None:
        blocks.append(f"Bars\n{bars_table(result.bars)}")
    if result.gate is not None:
        blocks.append(f"Gate: {gate_table(result.gate)}")
    if result.use is not None:
        blocks.append(use_table(result.use))
    blocks.append(what_next(result))
    return "\n\n".join(blocks)


def rollouts_line(inputs: Sequence[Mapping[str, Any]]) -> str:
    """What was read, in one or two sentences."""
    rollouts = sum(one["rollouts"] for one in inputs)
    outcomes: dict[str, int] = {}
    for one in inputs:
        for name, number in one["outcomes"].items():
            outcomes[name] = outcomes.get(name, 0) + number
    refused = sum(one["broken"] + sum(one["refused"].values()) for one in inputs)
    told = ", ".join(f"{outcomes[name]} {name}" for name in ("success", "failure", "unknown") if outcomes.get(name))
    files = f"{len(inputs)} files" if len(inputs) > 1 else "1 file"
    line = f"Read {rollouts} rollouts from {files} ({told})."
    unusable = {problem for one in inputs for problem in one.get("unusable_schemas", {})}
    line += f" Refused {refused} records: see refused.jsonl." if refused else ""
    many = "1 tool schema" if len(unusable) == 1 else f"{len(unusable)} tool schemas"
    return line + (f" {many} cannot be used, so every call passes: see ingest.json." if unusable else "")


def funnel_table(funnel: Sequence[Mapping[str, Any]]) -> str:
    """Proposed, kept, and dropped by check, a row a rule; checks that dropped nothing are left out."""
    checks = [check for check in funnel[-1]["dropped"] if funnel[-1]["dropped"][check]]
    header = ["rule", "proposed", "kept", *(f"drop:{check}" for check in checks)]
    rows = [
        [row["rule"], str(row["proposed"]), str(row["kept"]), *(str(row["dropped"].get(check, 0)) for check in checks)]
        for row in funnel
    ]
    return table(header, rows, right=range(1, len(header)))


def split_table(by_split: Mapping[str, Mapping[str, int]]) -> str:
    rows = [
        [split if first else "", defect, str(number)]
        for split, defects in by_split.items()
        for first, (defect, number) in zip([True] + [False] * len(defects), defects.items(), strict=False)
    ]
    return table(["split", "defect", "pairs"], rows, right=(2,))


def metrics_table(metrics: Sequence[Metric]) -> str:
    """A row a split, a column a judge: accuracy in percent with its 95 % interval, and failures where there are any.
    Judges that do not fit beside one another stand in tables below one another."""
    judges = list(dict.fromkeys(row["evaluator"] for row in metrics))
    splits = [*dict.fromkeys(row["split"] for row in metrics if row["split"] != "macro"), "macro"]
    cells = {(row["split"], row["evaluator"]): row for row in metrics}
    heads = [[split, str(_pairs([cells.get((split, judge)) for judge in judges]))] for split in splits]
    columns = {judge: [_accuracy(cells.get((split, judge))) for split in splits] for judge in judges}
    tables = [
        table(
            ["split", "pairs", *some],
            [[*head, *(columns[judge][at] for judge in some)] for at, head in enumerate(heads)],
            right=(1,),
        )
        for some in _fitting(columns, WIDTH - max(len(" ".join(head)) for head in heads) - 3)
    ]
    return "\n\n".join(tables) + "\n(percent, 95 % interval clustered by template)"


def _pairs(rows: Sequence[Metric | None]) -> int:
    return max((row["n"] + row["failed"] for row in rows if row), default=0)


def _fitting(columns: Mapping[str, Sequence[str]], width: int) -> list[list[str]]:
    """The judges in groups whose columns are no wider together; one at the least in each."""
    groups: list[list[str]] = [[]]
    left = width
    for judge, cells in columns.items():
        wide = 2 + max(len(visible(text)) for text in (judge, *cells))
        if wide > left and groups[-1]:
            groups.append([])
            left = width
        groups[-1].append(judge)
        left -= wide
    return groups


def typed_again() -> str:
    """How this very program is typed: by its name where the shell finds it, else by its path."""
    called, found = Path(sys.argv[0]), shutil.which("negforge")
    if called.name != "negforge":
        return "python -m negforge"
    try:
        return "negforge" if found and Path(found).resolve() == called.resolve() else os.path.relpath(called)
    except OSError:  # the working directory is gone
        return str(called)


def bars_table(bars: Sequence[Mapping[str, Any]]) -> str:
    rows = [[one["what"], one["asked"], _figure(one["reached"]), "met" if one["met"] else "NOT MET"] for one in bars]
    return table(["pairs", "asked", "reached", ""], rows, right=(2,))


def _figure(value: float) -> str:
    """A number of pairs as it is, a share in percent."""
    return str(value) if isinstance(value, int) else f"{value:.1%}"


def what_next(result: BuildResult) -> str:
    folder = visible(str(result.folder))
    lines = [f"Files: {folder}/ (splits/, pairs.jsonl, drops.jsonl, judgements.jsonl, metrics.json, manifest.json)"]
    pair = first_pair_id(result)
    if pair:
        me = visible(typed_again())
        lines += [f"Next:  {me} show {pair} --run {folder}", f"       {me} evaluate {folder} --judge grounding"]
    return "\n".join(lines)


def first_pair_id(result: BuildResult) -> str | None:
    """The id of the first pair of the run, for people to try."""
    from negforge.pipeline.reading.pair_files import load_pairs

    return next((pair.id for pair in load_pairs(result.folder)), None)


def _accuracy(row: Metric | None) -> str:
    if row is None or row["value"] is None:
        return "-" if row is None else f"- ({row['failed']} failed)"
    value, low, high = (f"{100 * row[name]:.1f}" for name in ("value", "low", "high"))
    return f"{value} [{low}, {high}]" + (f" ({row['failed']} failed)" if row["failed"] else "")
