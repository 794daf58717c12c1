"""Where to step in, on the screen: the bound of each judge's number from which on it is surely right so often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from negforge.cli.terminal import table

SHOWN = 0.9  # of the precisions in measures.json, the one that the screen shows
ACTS = {"score": "stop a run: score", "margin": "trust: margin", "confidence": "trust: confidence"}


def thresholds_table(measures: Any, names: Mapping[str, str]) -> str:
    """A row a judge and number that it gives; empty where no judge gives any. ``names``: as judges are shown."""
    rows = [
        [names[one["evaluator"]], ACTS[pick["on"]], *_cells(pick)]
        for one in measures["judges"]
        for pick in one["thresholds"]["picks"]
        if pick["sure"] == SHOWN
    ]
    if not rows:
        return ""
    header = ["judge", "act on", "bound", "acts on", "precision", "recall"]
    note = (
        f"(percent; of the bounds whose precision is surely {100 * SHOWN:g} % (the lower end of its interval) the one\n"
        "that acts most often; picked on these pairs, so check it on others; more in measures.json)"
    )
    return f"{table(header, rows, right=(2, 3, 4, 5))}\n{note}"


def _cells(pick: Any) -> list[str]:
    found = pick["threshold"]
    if found is None:
        return ["no bound", "-", "-", "-"]
    sign = "<=" if pick["on"] == "score" else ">="
    precision, recall = found["precision"], found["recall"]
    told = f"{100 * precision['value']:.1f} [{100 * precision['low']:.1f}, {100 * precision['high']:.1f}]"
    caught = "-" if recall["value"] is None else f"{100 * recall['value']:.1f}"
    return [f"{sign} {found['bound']:.4g}", f"{100 * found['flagged']['value']:.1f}", told, caught]
