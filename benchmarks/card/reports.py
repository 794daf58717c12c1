"""Reports measured on a release, and the blocks of the data card that tell the ladder and the selection."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.card.counts import LEVELS
from benchmarks.card.markdown import SHORT, Json, interval, percent, table
from benchmarks.card.release import Release

from negforge.assemble.splits import SPLITS
from negforge.cli.selection_table import SHOWN

ROOT = Path(__file__).resolve().parents[2]
ABSENT = "*Not measured for this release.*"


@dataclass(frozen=True, slots=True)
class Reports:
    """Each as its file holds it; None where there is none."""

    audit: Json | None = None
    gate: Json | None = None
    gate_full: Json | None = None
    ladder: Json | None = None
    selection: Json | None = None


def read_report(name: str, path: Path | None, release: Release) -> Json | None:
    """Raises SystemExit where the file cannot be read, or is of other pairs than these."""
    if path is None:
        return None
    try:
        report: Json = json.loads(path.read_bytes())
        held = HELD[name](report)
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise SystemExit(f"{path}: is no report of {name} ({type(error).__name__}: {error})") from error
    ids = sorted(row["id"] for row in release.rows)
    if held not in (ids, len(ids)):
        told = f"{held} pairs" if isinstance(held, int) else f"{len(held)} pairs, not all of them these"
        raise SystemExit(f"{path}: is of {told}; the release holds {len(ids)}: measure this release")
    return report


def _audited(report: Json) -> int:
    return int(report["pairs"])


def _gated(report: Json) -> int:
    return int(report["pairs"]["build"])


def _climbed(report: Json) -> int:
    found = next(one for one in report["rates"] if one["by"] == "all")
    return int(found["n"] + found["failed"])


def _selected(report: Json) -> list[str]:
    return sorted(pair for told in report["splits"].values() for pair in told["pairs"])


HELD: Mapping[str, Callable[[Json], int | list[str]]] = {
    "audit": _audited,
    "gate": _gated,
    "gate_full": _gated,
    "ladder": _climbed,
    "selection": _selected,
}
"""What a report is of: so many pairs, or the ids of them."""


# judges that read


def ladder_block(report: Json | None) -> str:
    """Six rungs by split, and the bars."""
    if report is None:
        return ABSENT
    of = {(one["by"], one["group"], one["rung"]): one for one in report["rates"]}
    splits = [split for split in SPLITS if any(by == "split" and group == split for by, group, _ in of)]
    rows = []
    for at, rung in enumerate(report["rungs"], 1):
        found = [interval(of["all", "all", rung["name"]])]
        found += [percent(of["split", split, rung["name"]]["value"]) for split in splits]
        rows.append([f"{at} {rung['says']}", *found])
    missed = [f"- {bar['says']}" for bar in report["bars"] if bar["met"] is False]
    met, told = (sum(bar["met"] is value for bar in report["bars"]) for value in (True, None))
    bars = f"Bars: {met} of {len(report['bars'])} met" + (f", {told} not told" if told else "")
    notes = [
        f"Rung {at} {rung['note']}."
        for at, rung in enumerate(report["rungs"], 1)
        if rung["note"] and rung["note"] not in rung["says"]
    ]
    header = ["rung", "all", *(SHORT[split] for split in splits)]
    end = f"{bars}; not met:\n\n" + "\n".join(missed) if missed else f"{bars}."
    return "\n\n".join([table(header, rows), *notes, end])


def level_rates(report: Json | None) -> str:
    """Six rungs by level."""
    if report is None:
        return f"Accuracy of the ladder by level: {ABSENT}"
    of = {(one["group"], one["rung"]): one for one in report["rates"] if one["by"] == "level"}
    levels = [str(level) for level in LEVELS if any(group == str(level) for group, _ in of)]
    rows = []
    for at, (rung, trend) in enumerate(zip(report["rungs"], report["trends"], strict=True), 1):
        falls = ["-", "-"] if trend["slope"] is None else [percent(trend["slope"]), f"{trend['p']:.4f}"]
        rows.append([f"rung {at}", *(interval(of[level, rung["name"]]) for level in levels), *falls])
    header = ["ladder", *(f"level {level}" for level in levels), "points a level", "p (falls)"]
    return f"Accuracy of the ladder by level:\n\n{table(header, rows)}"


# what could not be had


def selection_block(report: Json | None) -> str:
    """Asked, pool, chosen; and every bound that was missed."""
    if report is None:
        return ABSENT
    by = {"program": "Chosen by an integer program.", "lot": "Drawn by lot; nothing was balanced."}[report["by"]]
    rows, missed = [], []
    for split, told in report["splits"].items():
        hard = [one for one in told["missed"] if one.get("rank") in SHOWN]
        worst = "-" if told.get("worst") is None else f"{told['worst']:.2f}"
        soft = len(told["missed"]) - len(hard)
        rows.append([split, told["asked"], told["pool"], told["chosen"], told["tasks"], len(hard), soft, worst])
        missed += [[split, one["name"], _bounds(one, told["asked"]), one["reached"], one["by"]] for one in hard]
    header = ["split", "asked", "pool", "chosen", "distinct tasks", "bounds missed", "wishes missed", "worst lean"]
    note = (
        "Distinct: with names and numbers masked. Worst lean: of the cue that leans most, of all that selection "
        "balances (errors and repeats too), in standard errors."
    )
    if report["by"] == "program":
        left = [told["gap"] for told in report["splits"].values() if "gap" in told]
        note += f" The search was stopped with at most {percent(max(left, default=0))} % of its objective left to gain."
    blocks = [by, table(header, rows), note]
    if missed:
        header = ["missed in", "what", "asked", "reached", "short by"]
        blocks += [table(header, missed, left=(0, 1, 2)), MIRRORED]
    if report["mirrors_not_read"]:
        blocks.append(f"Mirrors that no reading finds, so not held even: {', '.join(report['mirrors_not_read'])}.")
    return "\n\n".join(blocks)


MIRRORED = (
    "`mirror a = b`: pairs of a less those of b. `mirror a <= its kind of chosen`: pairs of a less those of other "
    "defects whose chosen is of the kind that mirrors a."
)


def _bounds(one: Json, size: int) -> str:
    """In words; that no more can be had than the split has pairs needs none."""
    low, high = one["at_least"], None if one["at_most"] == size != one["at_least"] else one["at_most"]
    if low == high:
        return f"exactly {low}"
    told = [f"{words} {bound}" for words, bound in (("at least", low), ("at most", high)) if bound is not None]
    return ", ".join(told)


# measured of the agents, not of the release


def told_elsewhere() -> str:
    """Sentences of README.md with figures of our agents, word for word."""
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    found = [re.search(rf"{start}.*?{end}", text) for start, end in SENTENCES]
    if not all(found):
        raise SystemExit("README.md: a sentence that the data card quotes is not there any more; mend SENTENCES")
    return "\n".join(f"- {one[0]}" for one in found if one)


SENTENCES = (
    ("A classifier tells final answers of reference agents from real ones", r"not mended yet\."),
    ("Of the failures of reference agents that slip once", r"give no natural pair\."),
)
