"""What a selection came to, as plain text: a row a split, and what was asked and could not be had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from negforge.cli.terminal import table

Report: TypeAlias = Mapping[str, Any]
"""selection.json."""
SHOWN = ("size", "task", "bar")
HEADER = ["split", "asked", "pool", "chosen", "tasks", "natural", "defects", "missed", "worst lean"]


def selection_table(report: Report) -> str:
    """The splits, and then every bar that was missed, with its bound and what was reached."""
    rows = [_row(split, told) for split, told in report["splits"].items()]
    lines = [table(HEADER, rows, right=range(1, len(HEADER))), "(worst lean of a surface cue in standard errors)"]
    missed = [
        [split, one["name"], _bounds(one), str(one["reached"]), str(one["by"])]
        for split, told in report["splits"].items()
        for one in told["missed"]
        if one["rank"] in SHOWN
    ]
    if missed:
        lines += ["", table(["missed in", "what", "asked", "reached", "short by"], missed, right=(3, 4))]
    if report["mirrors_not_read"]:
        lines += ["", f"Mirrors that no reading finds, so not held even: {', '.join(report['mirrors_not_read'])}"]
    return "\n".join(lines)


def _row(split: str, told: Report) -> list[str]:
    worst = told.get("worst")
    return [
        split,
        str(told["asked"]),
        str(told["pool"]),
        str(told["chosen"]),
        str(told["tasks"]),
        str(told["counts"]["origin"].get("natural", 0)),
        str(len(told["counts"]["defect"])),
        str(sum(one["rank"] in SHOWN for one in told["missed"])),
        "-" if worst is None else f"{worst:.2f}",
    ]


def _bounds(one: Report) -> str:
    low, high = one["at_least"], one["at_most"]
    if low == high:
        return str(low)
    return " to ".join(str(bound) for bound in (low, high) if bound is not None) if low and high else f"{low or high}"
